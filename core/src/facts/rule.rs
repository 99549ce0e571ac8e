//! What versions of well-known images refuse: flags and paths that are gone, tags that never were, names that moved.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::parse;
use crate::fact::{Confidence, Row};

pub(super) const JSON: &str = include_str!("image_rules.json");

static RULES: LazyLock<Rules> = LazyLock::new(|| parse(JSON));

#[derive(Debug, Deserialize)]
struct Rules {
    rules: Vec<ImageRule>,
}

/// Something that holds for some versions of some images.
#[derive(Debug, Deserialize)]
pub struct ImageRule {
    key: String,
    /// Whole names with their registry, or all below one when it ends with `*`.
    images: Vec<String>,
    /// The first version for which it holds; all when empty.
    #[serde(default)]
    from: Vec<u64>,
    /// What holds.
    pub says: Says,
    source: String,
    confidence: Confidence,
}

/// What holds for an image.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Says {
    /// The registry no longer has it under this name.
    Gone {
        /// What takes the place of its account or registry.
        instead: String,
        /// The month since when, such as `2025-09`.
        since: String,
        /// Whether the tag `latest` is still there.
        #[serde(default)]
        but_latest: bool,
    },
    /// There is no tag `latest`.
    NoLatest {},
    /// Its program ends when its command has one of these.
    Flag {
        /// The flags or settings, in small letters.
        flags: Vec<String>,
        /// What takes their place; empty when nothing needs to.
        instead: String,
    },
    /// Its program ends when something is mounted at a path.
    Mount {
        /// The path.
        path: String,
        /// Where to mount instead.
        wanted: String,
        /// Variables that make it hold no longer.
        unless: Vec<String>,
    },
    /// It tells its health on another port than users call.
    Health {
        /// The beginning of the path.
        path: String,
        /// The port.
        port: u16,
        /// Variables that make it hold no longer.
        unless: Vec<String>,
    },
}

impl ImageRule {
    /// Lists what holds for an image, by its repository with registry and its tag.
    pub fn of<'a>(repository: &'a str, tag: &'a str) -> impl Iterator<Item = &'static Self> + 'a {
        RULES
            .rules
            .iter()
            .filter(move |rule| rule.holds(repository, tag))
    }

    fn holds(&self, repository: &str, tag: &str) -> bool {
        let named = self
            .images
            .iter()
            .any(|image| match image.strip_suffix('*') {
                Some(above) => repository.starts_with(above),
                None => repository == image,
            });
        named && reaches(tag, &self.from)
    }
}

/// Tells whether the version of a tag is a version or a later one. A tag that leaves parts of the version open is its
/// newest, as `8` and `latest` are; a digest tells nothing.
fn reaches(tag: &str, from: &[u64]) -> bool {
    if from.is_empty() {
        return true;
    }
    if tag.starts_with("sha256:") {
        return false;
    }
    let version = tag
        .trim_start_matches('v')
        .split('-')
        .next()
        .unwrap_or_default();
    let mut parts = version.split('.').map(|part| part.parse::<u64>());
    for wanted in from {
        match parts.next() {
            Some(Ok(part)) if part != *wanted => return part > *wanted,
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return true,
        }
    }
    true
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    RULES.rules.iter().map(|rule| Row {
        key: format!("image-rule.{}", rule.key),
        value: match &rule.says {
            Says::Gone { instead, since, .. } => format!("gone since {since}: {instead}"),
            Says::NoLatest {} => "no tag latest".to_owned(),
            Says::Flag { flags, .. } => format!("no longer: {}", flags.join(", ")),
            Says::Mount { path, wanted, .. } => format!("not {path}: {wanted}"),
            Says::Health { path, port, .. } => format!("{path} on {port}"),
        },
        unit: format!("{}{}", rule.images.join(", "), since(&rule.from)),
        source: rule.source.clone(),
        confidence: rule.confidence,
        note: String::new(),
    })
}

fn since(from: &[u64]) -> String {
    let parts: Vec<String> = from.iter().map(u64::to_string).collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(" from {}", parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(repository: &str, tag: &str) -> Vec<&'static str> {
        ImageRule::of(repository, tag)
            .map(|rule| rule.key.as_str())
            .collect()
    }

    #[test]
    fn a_tag_that_leaves_its_version_open_is_its_newest() {
        for (tag, from, reached) in [
            ("8.4", &[8, 4][..], true),
            ("8.4.2-oracle", &[8, 4], true),
            ("8", &[8, 4], true),
            ("latest", &[8, 4], true),
            ("lts", &[8, 4], true),
            ("8.0.41-debian", &[8, 4], false),
            ("5.7", &[8], false),
            ("17-alpine3.20", &[18], false),
            ("18.1-alpine", &[18], true),
            ("alpine", &[18], true),
            ("v3.1", &[3], true),
            ("v2.11", &[3], false),
            ("sha256:00", &[3], false),
        ] {
            assert_eq!(reaches(tag, from), reached, "{tag} {from:?}");
        }
    }

    #[test]
    fn rules_are_found_by_registry_and_name() {
        assert_eq!(keys("docker.io/bitnami/kafka", "3.5"), ["bitnami-versions"]);
        assert!(keys("docker.io/bitnamilegacy/kafka", "3.5").is_empty());
        assert!(keys("ghcr.io/bitnami/kafka", "3.5").is_empty());
        assert_eq!(
            keys("docker.io/library/postgres", "18"),
            [
                "postgres-16-removed",
                "postgres-13-renamed",
                "postgres-15-removed",
                "postgres-18-mount"
            ]
        );
        assert!(keys("docker.io/acme/postgres", "18").is_empty());
    }
}
