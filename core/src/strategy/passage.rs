//! What an application carries while it takes the place of another version.

use std::collections::BTreeSet;

use super::App;
use crate::reference::Reference;

impl App {
    /// The same version as one that has been reached: without what an update alone needs.
    #[must_use]
    pub fn reached(mut self) -> Self {
        self.renewed.clear();
        self.before = None;
        self
    }

    /// What runs while this version takes its place, and what was tried over it.
    pub(crate) fn predecessors(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(self.before.as_deref(), |app| app.before.as_deref())
    }

    /// The services that run an image under one of these references, however the file writes it.
    #[must_use]
    pub fn running(&self, references: &BTreeSet<String>) -> BTreeSet<String> {
        let same = |image: &str| {
            let parsed = Reference::parse(image);
            parsed.is_ok_and(|reference| references.contains(&reference.to_string()))
        };
        let services = self.project.services.iter();
        let runs = services.filter(|(_, s)| s.image.as_deref().is_some_and(same));
        runs.map(|(name, _)| name.clone()).collect()
    }
}
