//! Whose a resource is.

use crate::strategy::{EXPIRES, STEM, TAG};

/// What a resource's tags, or its name, say of the deployment that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) deployment: String,
    pub(super) expires: Option<String>,
}

impl Mark {
    /// Reads tags; none when they do not name a deployment.
    pub(super) fn of<'a>(tags: impl IntoIterator<Item = (&'a String, &'a String)>) -> Option<Self> {
        let (mut deployment, mut expires) = (None, None);
        for (key, value) in tags {
            match key.as_str() {
                TAG => deployment = Some(value.clone()),
                EXPIRES => expires = Some(value.clone()),
                _ => {}
            }
        }
        Some(Self {
            deployment: deployment?,
            expires,
        })
    }

    /// Reads a name of the form `paperboat-DEPLOYMENT`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let deployment = name.strip_prefix(STEM)?;
        (!deployment.is_empty()).then(|| Self {
            deployment: deployment.to_owned(),
            expires: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Mark;

    #[test]
    fn only_the_tag_or_the_whole_stem_makes_a_thing_ours() {
        let tags = [("paperboat:deployment".to_owned(), "shop".to_owned())];
        let mark = Mark::of(tags.iter().map(|(k, v)| (k, v))).expect("ours");
        assert_eq!((mark.deployment.as_str(), mark.expires), ("shop", None));
        let other = [("deployment".to_owned(), "shop".to_owned())];
        assert_eq!(Mark::of(other.iter().map(|(k, v)| (k, v))), None);
        assert_eq!(
            Mark::named("paperboat-shop").expect("ours").deployment,
            "shop"
        );
        assert_eq!(Mark::named("paperboat-"), None);
        assert_eq!(Mark::named("my-paperboat-shop"), None);
    }
}
