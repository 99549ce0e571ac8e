//! The versions of a secret, and the staging labels that move from one to the next.

use std::collections::BTreeMap;

use paperboat_core::aws::secretsmanager::SecretString;
use paperboat_core::time::Timestamp;

/// The label of the version that is given to who asks for none.
pub(super) const CURRENT: &str = "AWSCURRENT";
/// The label of the version before it.
const PREVIOUS: &str = "AWSPREVIOUS";

/// How many versions a secret keeps, and for how many seconds even one without a label is not removed (Secrets Manager
/// guide, "What's in a Secrets Manager secret?": about 100 versions, none younger than 24 hours).
const KEPT: usize = 100;
const KEPT_S: u64 = 24 * 3_600;

/// One value of a secret.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub(super) id: String,
    pub(super) value: SecretString,
    label: Option<&'static str>,
    made: Timestamp,
}

impl Version {
    /// The labels as AWS lists them.
    pub(super) fn stages(&self) -> Vec<String> {
        self.label.map(str::to_owned).into_iter().collect()
    }
}

/// All values of a secret that are kept, oldest first. Labels of one's own (`VersionStages`) are not modelled.
#[derive(Clone, Debug)]
pub(super) struct Versions(Vec<Version>);

impl Versions {
    /// The first version.
    pub(super) fn of(id: String, value: SecretString, now: Timestamp) -> Self {
        let mut versions = Self(Vec::new());
        versions.put(id, value, now);
        versions
    }

    /// Adds a version and moves the labels on; versions that nobody can have in use by their label go when there are too many.
    pub(super) fn put(&mut self, id: String, value: SecretString, now: Timestamp) {
        for version in &mut self.0 {
            version.label = match version.label {
                Some(CURRENT) => Some(PREVIOUS),
                _ => None,
            };
        }
        self.0.push(Version {
            id,
            value,
            label: Some(CURRENT),
            made: now,
        });
        while self.0.len() > KEPT {
            let old = |v: &Version| v.label.is_none() && now.since(v.made).as_secs() >= KEPT_S;
            let Some(oldest) = self.0.iter().position(old) else {
                break;
            };
            self.0.remove(oldest);
        }
    }

    /// Tells whether a version of this id has this value.
    pub(super) fn has(&self, id: &str, value: &SecretString) -> bool {
        self.0.iter().any(|v| v.id == id && v.value == *value)
    }

    /// The version of an id, of a label, or of both; the current one for neither.
    ///
    /// # Errors
    /// In the service's words.
    pub(super) fn value(&self, id: &str, label: &str) -> Result<&Version, String> {
        const MISSING: &str = "Secrets Manager can't find the specified secret value for";
        let mut all = self.0.iter();
        if id.is_empty() {
            let label = if label.is_empty() { CURRENT } else { label };
            let found = all.find(|v| v.label == Some(label));
            return found.ok_or_else(|| format!("{MISSING} staging label: {label}"));
        }
        let found = all.find(|v| v.id == id && (label.is_empty() || v.label == Some(label)));
        found.ok_or_else(|| format!("{MISSING} VersionId: {id}"))
    }

    /// The labels of each version that has any, by its id.
    pub(super) fn stages(&self) -> BTreeMap<String, Vec<String>> {
        let labelled = self.0.iter().filter(|v| v.label.is_some());
        labelled.map(|v| (v.id.clone(), v.stages())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(versions: &mut Versions, n: usize, at: Timestamp) {
        versions.put(format!("v{n}"), SecretString(format!("{n}")), at);
    }

    #[test]
    fn labels_move_and_the_value_of_a_version_stays() {
        let mut versions = Versions::of("v0".into(), SecretString("0".into()), Timestamp(0));
        put(&mut versions, 1, Timestamp(0));
        put(&mut versions, 2, Timestamp(0));
        let value = |id: &str, label: &str| versions.value(id, label).map(|v| v.value.0.clone());
        assert_eq!(value("", ""), Ok("2".into()));
        assert_eq!(value("", PREVIOUS), Ok("1".into()));
        assert_eq!(value("v0", ""), Ok("0".into()));
        assert_eq!(
            value("v0", CURRENT),
            Err("Secrets Manager can't find the specified secret value for VersionId: v0".into())
        );
        let labelled: Vec<String> = versions.stages().into_keys().collect();
        assert_eq!(labelled, ["v1", "v2"]);
    }

    #[test]
    fn versions_without_a_label_go_when_there_are_too_many_and_they_are_a_day_old() {
        let mut versions = Versions::of("v0".into(), SecretString("0".into()), Timestamp(0));
        for n in 1..=KEPT {
            put(&mut versions, n, Timestamp(0));
        }
        assert!(versions.value("v0", "").is_ok(), "a young one is kept");
        put(&mut versions, KEPT + 1, Timestamp(KEPT_S * 1_000_000));
        assert!(versions.value("v1", "").is_err(), "the oldest are gone");
        assert!(versions.value("v2", "").is_ok());
    }
}
