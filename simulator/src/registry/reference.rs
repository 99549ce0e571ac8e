//! An image's name as people write it.

/// A parsed image reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The repository with its registry, such as `docker.io/library/mysql`.
    pub repository: String,
    /// The tag; `latest` when none was written.
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
        let (named, digest) = match text.split_once('@') {
            Some((named, digest)) => (named, Some(digest.to_owned())),
            None => (text, None),
        };
        let (path, tag) = match named.rsplit_once(':') {
            Some((path, tag)) if !tag.contains('/') => (path, tag),
            _ => (named, "latest"),
        };
        if path.chars().any(|c| c.is_ascii_uppercase()) && !path.contains('.') {
            return Err(format!(
                "invalid reference format: repository name ({path}) must be lowercase"
            ));
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
        let edge =
            |s: &str| s.starts_with(['-', '.', '/', '_']) || s.ends_with(['-', '/', '_', ':']);
        let tag_fits = !tag.is_empty()
            && tag.len() <= 128
            && tag
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            && !tag.starts_with(['-', '.']);
        if path.is_empty()
            || !path.chars().all(fits)
            || edge(path)
            || path.contains("//")
            || !tag_fits
        {
            return Err("invalid reference format".to_owned());
        }
        let repository = match path.split_once('/') {
            None => format!("docker.io/library/{path}"),
            Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => path.to_owned(),
            Some(_) => format!("docker.io/{path}"),
        };
        Ok(Self {
            repository,
            tag: tag.to_owned(),
            digest,
        })
    }

    /// The repository as Docker's messages show it: without `docker.io/` and `library/`.
    #[must_use]
    pub fn familiar(&self) -> &str {
        let path = self
            .repository
            .strip_prefix("docker.io/")
            .unwrap_or(&self.repository);
        path.strip_prefix("library/").unwrap_or(path)
    }

    /// Tells whether Docker Hub holds it.
    #[must_use]
    pub fn on_hub(&self) -> bool {
        self.repository.starts_with("docker.io/")
    }

    /// Tells whether ECR holds it.
    #[must_use]
    pub fn on_ecr(&self) -> bool {
        self.repository.contains(".dkr.ecr.") || self.repository.starts_with("public.ecr.aws/")
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn references_are_read_as_docker_reads_them() {
        let read =
            |text: &str| Reference::parse(text).map(|r| format!("{} {}", r.repository, r.tag));
        assert_eq!(read("mysql:8"), Ok("docker.io/library/mysql 8".to_owned()));
        assert_eq!(read("me/web"), Ok("docker.io/me/web latest".to_owned()));
        assert_eq!(
            read("localhost:5000/web:2"),
            Ok("localhost:5000/web 2".to_owned())
        );
        assert!(read("Web").is_err_and(|e| e.ends_with("must be lowercase")));
        for bad in ["", ":1", "a b", "-a", "a:", "a//b"] {
            assert_eq!(
                read(bad),
                Err("invalid reference format".to_owned()),
                "{bad}"
            );
        }
    }
}
