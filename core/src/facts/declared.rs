//! What the Dockerfiles of well-known images declare: how they are started, what they expose, where their data lie.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::parse;
use crate::fact::{Confidence, Row};

pub(super) const JSON: &str = include_str!("image_declared.json");

static TABLE: LazyLock<Table> = LazyLock::new(|| parse(JSON));

#[derive(Debug, Deserialize)]
struct Table {
    /// The first that fits counts.
    declared: Vec<Declared>,
}

/// What an official image of Docker Hub declares; a list that is empty is not declared.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Declared {
    key: String,
    names: Vec<String>,
    /// Only tags with one of these parts; all when empty.
    #[serde(default)]
    tag: Vec<String>,
    /// `ENTRYPOINT`.
    #[serde(default)]
    pub entrypoint: Vec<String>,
    /// `CMD`.
    #[serde(default)]
    pub command: Vec<String>,
    /// `EXPOSE`, with the protocol.
    #[serde(default)]
    pub exposes: Vec<String>,
    /// `VOLUME`.
    #[serde(default)]
    pub volumes: Vec<String>,
    /// `WORKDIR`; empty for the root folder.
    #[serde(default)]
    pub working_dir: String,
    /// `USER`; empty for root.
    #[serde(default)]
    pub user: String,
    /// `STOPSIGNAL`; empty for SIGTERM.
    #[serde(default)]
    pub stop_signal: String,
    source: String,
    confidence: Confidence,
}

impl Declared {
    /// Looks up what an image of Docker Hub's own (`docker.io/library/NAME`) declares under a tag; none for one that is not in
    /// the table, and for every other repository.
    #[must_use]
    pub fn of(repository: &str, tag: &str) -> Option<&'static Self> {
        let name = repository
            .strip_prefix("docker.io/library/")
            .or_else(|| (!repository.contains('/')).then_some(repository))?;
        let part = |wanted: &String| tag.split(['-', '.']).any(|part| part == wanted);
        TABLE.declared.iter().find(|row| {
            row.names.iter().any(|n| n == name) && (row.tag.is_empty() || row.tag.iter().any(part))
        })
    }
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    TABLE.declared.iter().map(|row| {
        let words = [
            ("ENTRYPOINT", row.entrypoint.join(" ")),
            ("CMD", row.command.join(" ")),
            ("EXPOSE", row.exposes.join(" ")),
            ("VOLUME", row.volumes.join(" ")),
            ("WORKDIR", row.working_dir.clone()),
            ("USER", row.user.clone()),
            ("STOPSIGNAL", row.stop_signal.clone()),
        ];
        let said = words.iter().filter(|(_, value)| !value.is_empty());
        let said: Vec<String> = said
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        Row {
            key: format!("image-declared.{}", row.key),
            value: said.join(", "),
            unit: row.names.join(", "),
            source: row.source.clone(),
            confidence: row.confidence,
            note: String::new(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::Declared;

    #[test]
    fn official_images_are_found_by_name_and_tag() {
        let ports = |repository: &str, tag: &str| {
            Declared::of(repository, tag).map(|d| d.exposes.join(" "))
        };
        let mysql = Some("3306/tcp 33060/tcp".to_owned());
        assert_eq!(ports("docker.io/library/mysql", "8.4"), mysql);
        assert_eq!(ports("mysql", "latest"), mysql);
        assert_eq!(ports("docker.io/acme/mysql", "8"), None);
        let volumes = |tag| Declared::of("postgres", tag).map(|d| d.volumes.concat());
        assert_eq!(
            volumes("17-alpine").as_deref(),
            Some("/var/lib/postgresql/data")
        );
        assert_eq!(
            volumes("18.1-alpine").as_deref(),
            Some("/var/lib/postgresql")
        );
        let management = ports("rabbitmq", "3-management").unwrap_or_default();
        assert!(management.contains("15672/tcp"));
        assert!(
            !ports("rabbitmq", "3")
                .unwrap_or_default()
                .contains("15672/tcp")
        );
    }
}
