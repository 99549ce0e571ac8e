//! What registries hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paperboat_core::time::Timestamp;
use paperboat_core::workload::{Profile, PublishedImage};

use super::{Pull, PullKey, Reference};
use crate::arena::{Arena, Key};
use crate::host::MachineKey;
use crate::id::mix;
use crate::sharing::Sharing;

/// Names an image.
pub type ImageKey = Key<Image>;

/// The part of an image's bytes that its last layer, the application, has in percent (own estimate).
const LAST_LAYER_PERCENT: u64 = 20;
/// How many layers are below it (own estimate).
const BASE_LAYERS: u64 = 4;

/// An image under one tag.
#[derive(Clone, Debug)]
pub struct Image {
    /// The repository with its registry, such as `docker.io/library/mysql`.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// The digest, `sha256:` and 64 digits.
    pub digest: String,
    /// Layers, by digest, with their compressed bytes; a new tag of the same repository shares all but the last.
    pub layers: Vec<(String, u64)>,
    /// What it does.
    pub profile: Arc<Profile>,
}

/// All registries, and what is on its way from them.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    pub(crate) published: Vec<PublishedImage>,
    pub(crate) images: Arena<Image>,
    pub(crate) pulls: Arena<Pull>,
    /// The layers that each machine has.
    pub(super) held: BTreeMap<MachineKey, BTreeSet<String>>,
    /// Each machine's network while it pulls.
    pub(super) links: BTreeMap<MachineKey, (Sharing<PullKey>, u16)>,
    /// When anonymous pulls were counted, by the puller's address as Docker Hub sees it.
    pub(super) counted: BTreeMap<String, Vec<Timestamp>>,
    known: BTreeMap<(String, String), ImageKey>,
}

impl Registry {
    /// Fills the registries.
    #[must_use]
    pub fn new(published: Vec<PublishedImage>) -> Self {
        Self {
            published,
            ..Self::default()
        }
    }

    /// Adds an image, or tags to the repository that exists.
    pub(crate) fn publish(&mut self, image: PublishedImage) {
        match self
            .published
            .iter_mut()
            .find(|p| p.repository == image.repository)
        {
            Some(known) => known.tags.extend(image.tags),
            None => self.published.push(image),
        }
    }

    /// Finds an image; the error is the registry's, in Docker's words.
    pub(super) fn find(
        &mut self,
        reference: &Reference,
        architecture: &str,
    ) -> Result<ImageKey, String> {
        let familiar = reference.familiar();
        let Some(published) = self
            .published
            .iter()
            .find(|p| p.repository == reference.repository)
        else {
            return Err(format!(
                "pull access denied for {familiar}, repository does not exist or may require 'docker login': \
                 denied: requested access to the resource is denied"
            ));
        };
        let tag = &reference.tag;
        if reference.digest.is_none() && !published.tags.contains(tag) {
            return Err(format!(
                "manifest for {familiar}:{tag} not found: manifest unknown: manifest unknown"
            ));
        }
        let built = &published.profile.architectures;
        if !built.is_empty() && !built.iter().any(|a| a == architecture) {
            let platform = if architecture == "arm64" {
                "linux/arm64/v8"
            } else {
                "linux/amd64"
            };
            return Err(format!(
                "no matching manifest for {platform} in the manifest list entries"
            ));
        }
        let name = (reference.repository.clone(), tag.clone());
        if let Some(key) = self.known.get(&name) {
            return Ok(*key);
        }
        let image = make(&reference.repository, tag, &published.profile);
        let key = self.images.insert(image);
        self.known.insert(name, key);
        Ok(key)
    }
}

fn make(repository: &str, tag: &str, profile: &Profile) -> Image {
    let last = profile.pull_bytes * LAST_LAYER_PERCENT / 100;
    let base = profile.pull_bytes - last;
    let mut layers: Vec<(String, u64)> = (0..BASE_LAYERS)
        .map(|n| (digest(&format!("{repository}#{n}")), base / BASE_LAYERS))
        .collect();
    layers.push((digest(&format!("{repository}:{tag}#app")), last));
    Image {
        repository: repository.to_owned(),
        tag: tag.to_owned(),
        digest: digest(&format!("{repository}:{tag}")),
        layers,
        profile: Arc::new(profile.clone()),
    }
}

/// A digest-shaped name: the same text, the same digits, whatever the seed.
fn digest(text: &str) -> String {
    let seed = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
    });
    let part = |n: u64| format!("{:016x}", mix(seed.wrapping_add(n)));
    format!("sha256:{}{}{}{}", part(1), part(2), part(3), part(4))
}
