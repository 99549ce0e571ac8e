//! The tags under which registries hold well-known images, so that a version that no file names can be pulled.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::parse;
use crate::fact::{Confidence, Row};

pub(super) const JSON: &str = include_str!("image_tags.json");

static TAGS: LazyLock<Tags> = LazyLock::new(|| parse(JSON));

#[derive(Debug, Deserialize)]
struct Tags {
    tags: Vec<ImageTags>,
}

#[derive(Debug, Deserialize)]
struct ImageTags {
    key: String,
    /// Whole names with their registry.
    images: Vec<String>,
    /// Versions as far as a tag names them: `8`, `8.4`; and names such as `lts`. Of a version, patch releases exist.
    lines: Vec<String>,
    /// What may follow a version, such as `-alpine`; alone, without its dash, it is a tag too.
    variants: Vec<String>,
    #[serde(default)]
    patch: Patch,
    source: String,
    confidence: Confidence,
}

/// Which tags name the patch release.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Patch {
    /// Some do.
    #[default]
    Sometimes,
    /// All do: `8.17` alone is no tag.
    Always,
}

/// The most digits of a patch release's number.
const PATCH_DIGITS: usize = 3;

impl ImageTags {
    fn has(&self, tag: &str) -> bool {
        let bare = std::iter::once("").chain(self.variants.iter().map(String::as_str));
        let mut versions = bare.filter_map(|variant| tag.strip_suffix(variant));
        let latest = tag == "latest" && self.patch == Patch::Sometimes;
        latest || self.is_variant(tag) || versions.any(|version| self.is_version(version))
    }

    /// Tells whether a tag is a variant of the latest version, such as `alpine`.
    fn is_variant(&self, tag: &str) -> bool {
        let mut variants = self.variants.iter();
        variants.any(|variant| variant.strip_prefix('-') == Some(tag))
    }

    fn is_version(&self, version: &str) -> bool {
        if self.patch == Patch::Sometimes && self.lines.iter().any(|line| line == version) {
            return true;
        }
        let Some((line, patch)) = version.rsplit_once('.') else {
            return false;
        };
        // A patch release follows the most exact version that is listed: `8.4.3`, and not `8.77`.
        let digits = patch.bytes().all(|b| b.is_ascii_digit());
        let exact = format!("{line}.");
        let exact = !self.lines.iter().any(|other| other.starts_with(&exact));
        let listed = self.lines.iter().any(|other| other == line);
        listed && exact && digits && (1..=PATCH_DIGITS).contains(&patch.len())
    }
}

/// Where Amazon ECR Public holds the official images of Docker Hub, under the same names and tags (the image of the tutorials in the
/// ECS developer guide is `public.ecr.aws/docker/library/httpd:latest`).
const MIRROR: &str = "public.ecr.aws/docker/library/";

/// Tells whether a well-known repository, such as `docker.io/library/mysql`, has a tag, as far as the facts name its tags.
#[must_use]
pub fn is_released(repository: &str, tag: &str) -> bool {
    let mirrored = repository.strip_prefix(MIRROR);
    let original = mirrored.map(|name| format!("docker.io/library/{name}"));
    let repository = original.as_deref().unwrap_or(repository);
    let mut rows = TAGS.tags.iter();
    let row = rows.find(|row| row.images.iter().any(|image| image == repository));
    row.is_some_and(|row| row.has(tag))
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    TAGS.tags.iter().map(|row| Row {
        key: format!("tags.{}", row.key),
        unit: "tags of an image".to_owned(),
        value: format!("{} with {}", row.lines.join(", "), row.variants.join(", ")),
        source: row.source.clone(),
        confidence: row.confidence,
        note: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::is_released;

    #[test]
    fn versions_patches_and_variants_are_tags_and_slips_are_not() {
        let hub = |name: &str, tag: &str| is_released(&format!("docker.io/library/{name}"), tag);
        for (name, tag) in [
            ("mysql", "8.4"),
            ("mysql", "8.4.3"),
            ("mysql", "latest"),
            ("postgres", "17.2-alpine"),
            ("postgres", "alpine"),
            ("redis", "7"),
            ("httpd", "2.4"),
            ("nginx", "1.27.3-alpine-slim"),
            ("rabbitmq", "3-management"),
            ("hello-world", "latest"),
            ("elasticsearch", "8.17.1"),
            ("python", "3.12-slim"),
            ("node", "22-alpine"),
            ("eclipse-temurin", "21-jre"),
            ("maven", "3.9-eclipse-temurin-21"),
        ] {
            assert!(hub(name, tag), "{name}:{tag}");
        }
        assert!(is_released("public.ecr.aws/docker/library/httpd", "latest"));
        assert!(!is_released("public.ecr.aws/acme/httpd", "latest"));
        for (name, tag) in [
            ("mysql", "8.44"),
            ("mysql", "8.4.3.1"),
            ("mysql", "lattest"),
            ("postgres", "71"),
            ("postgres", "17-alpin"),
            ("redis", "7.9"),
            ("nginx", "1.72"),
            ("elasticsearch", "latest"),
            ("elasticsearch", "8.17"),
            ("mysqll", "8"),
            ("eclipse-temurin", "21-jree"),
            ("node", "23-slimm"),
        ] {
            assert!(!hub(name, tag), "{name}:{tag}");
        }
    }
}
