//! An image's name as people write it.

use std::fmt;

/// The registry that a name without one means.
const HUB: &str = "docker.io";

/// A parsed image reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The repository with its registry, such as `docker.io/library/mysql`.
    pub repository: String,
    /// The tag; `latest` when neither a tag nor a digest was written, empty beside a digest.
    pub tag: String,
    /// The digest, when one was written.
    pub digest: Option<String>,
}

impl Reference {
    /// Parses a reference as Docker does.
    ///
    /// # Errors
    /// Docker's words for one that it does not take.
    pub fn parse(text: &str) -> Result<Self, String> {
        let invalid = || "invalid reference format".to_owned();
        let (named, digest) = match text.split_once('@') {
            Some((named, digest)) => (named, Some(digest.to_owned())),
            None => (text, None),
        };
        let (registry, rest) = match named.split_once('/') {
            Some((first, rest)) if is_registry(first) => (first, rest),
            _ => (HUB, named),
        };
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        let registry = if registry == "index.docker.io" {
            HUB
        } else {
            registry
        };
        let path = match path.contains('/') {
            false if registry == HUB => format!("library/{path}"),
            _ => path.to_owned(),
        };
        if path.chars().any(char::is_uppercase) {
            return Err(format!(
                "invalid reference format: repository name ({path}) must be lowercase"
            ));
        }
        let sound = path.split('/').all(is_part)
            && is_host(registry)
            && tag.is_none_or(is_tag)
            && digest.as_deref().is_none_or(is_digest);
        if !sound {
            return Err(invalid());
        }
        let tag = match (tag, &digest) {
            (Some(tag), _) => tag,
            (None, Some(_)) => "",
            (None, None) => "latest",
        };
        Ok(Self {
            repository: format!("{registry}/{path}"),
            tag: tag.to_owned(),
            digest,
        })
    }

    /// The repository as Docker's messages show it: without `docker.io/` and `library/`.
    #[must_use]
    pub fn familiar(&self) -> &str {
        let (registry, path) = self.parts();
        match registry {
            HUB => path.strip_prefix("library/").unwrap_or(path),
            _ => &self.repository,
        }
    }

    /// The registry, and the path of the repository in it.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        self.repository
            .split_once('/')
            .unwrap_or((HUB, &self.repository))
    }

    /// Tells whether Docker Hub holds it.
    #[must_use]
    pub fn on_hub(&self) -> bool {
        self.parts().0 == HUB
    }

    /// Tells whether ECR holds it: a private registry of an account, or the public one.
    #[must_use]
    pub fn on_ecr(&self) -> bool {
        let registry = self.parts().0;
        registry.contains(".dkr.ecr.") || registry == "public.ecr.aws"
    }
}

/// As Docker's messages show it: `mysql:8`, `ghcr.io/acme/api@sha256:...`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.familiar())?;
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => write!(f, ":{}", self.tag),
        }
    }
}

/// Tells whether the first part of a name is a registry and no part of a path.
fn is_registry(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.chars().any(char::is_uppercase)
}

fn is_host(registry: &str) -> bool {
    let (name, port) = match registry.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (registry, None),
    };
    let label = |label: &str| {
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty()
            && label.chars().all(inside)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.split('.').all(label)
        && port.is_none_or(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_digit()))
}

/// Letters and digits, with `.`, `_`, `__` or dashes between them.
fn is_part(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let between = part.split(plain).filter(|s| !s.is_empty());
    part.starts_with(plain)
        && part.ends_with(plain)
        && between
            .into_iter()
            .all(|s| matches!(s, "." | "_" | "__") || s.chars().all(|c| c == '-'))
}

fn is_tag(tag: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.starts_with(word) && tag.len() <= 128 && tag.chars().all(|c| word(c) || ".-".contains(c))
}

fn is_digest(digest: &str) -> bool {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    digest
        .strip_prefix("sha256:")
        .is_some_and(|d| d.len() == 64 && d.chars().all(hex))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::Reference;

    fn read(text: &str) -> String {
        match Reference::parse(text) {
            Ok(r) => format!("{text} = {} {} ({r})", r.repository, r.tag),
            Err(words) => format!("{text}: {words}"),
        }
    }

    #[test]
    fn references_are_read_as_docker_reads_them() {
        let all = [
            "mysql:8",
            "me/web",
            "docker.io/nginx",
            "index.docker.io/me/web:2",
            "localhost:5000/web:2",
            "ghcr.io/acme/api",
            "ACME/web",
            "Web",
            "ghcr.io/Acme/api",
        ];
        insta::assert_snapshot!(all.map(read).join("\n"), @r"
        mysql:8 = docker.io/library/mysql 8 (mysql:8)
        me/web = docker.io/me/web latest (me/web:latest)
        docker.io/nginx = docker.io/library/nginx latest (nginx:latest)
        index.docker.io/me/web:2 = docker.io/me/web 2 (me/web:2)
        localhost:5000/web:2 = localhost:5000/web 2 (localhost:5000/web:2)
        ghcr.io/acme/api = ghcr.io/acme/api latest (ghcr.io/acme/api:latest)
        ACME/web = ACME/web latest (ACME/web:latest)
        Web: invalid reference format: repository name (library/Web) must be lowercase
        ghcr.io/Acme/api: invalid reference format: repository name (Acme/api) must be lowercase
        ");
        let digest = format!("web@sha256:{}", "0f".repeat(32));
        assert_eq!(Reference::parse(&digest).map(|r| r.tag), Ok(String::new()));
        for bad in [
            "",
            ":1",
            "a b",
            "-a",
            "a:",
            "a//b",
            "a_-b",
            "a:$TAG",
            "a@sha256:12",
            "x..y",
            "h.:/a",
            "a/",
        ] {
            assert_eq!(
                Reference::parse(bad),
                Err("invalid reference format".to_owned()),
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(text in "([a-z.]{1,6}(:[0-9]{1,3})?/)?[a-z0-9/_.-]{1,12}(:[a-zA-Z0-9_.-]{1,6})?", wild in any::<String>()) {
            let _ = Reference::parse(&wild);
            if let Ok(reference) = Reference::parse(&text) {
                prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
            }
        }
    }
}
