//! The names and tags by which what a strategy made is found again.

use super::App;
use crate::aws::ec2::{Filter, Tag, TagSpecification};
use crate::hash::fnv_1a;

/// The tag that every resource carries; its value is the application's name.
pub const TAG: &str = "paperboat:deployment";

/// The tag that says when a resource may be removed.
pub const EXPIRES: &str = "paperboat:expires";

/// What the names of all resources begin with; the application's name follows.
pub const STEM: &str = "paperboat-";

/// What stands before that in the names of log groups.
pub const LOG_STEM: &str = "/ecs/";

/// The tags that every resource of an application carries, whatever the service.
pub(super) fn marks(app: &App) -> impl Iterator<Item = (&'static str, &str)> {
    let expires = app.expires.as_deref().map(|at| (EXPIRES, at));
    [(TAG, app.name.as_str())].into_iter().chain(expires)
}

/// The stem of all names of an application.
pub(super) fn base(app: &App) -> String {
    format!("{STEM}{}", app.name)
}

/// A name of at most `most` characters: a longer one ends in a hash of itself instead of being cut off.
pub(super) fn short(name: &str, most: usize) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    if plain.len() <= most && plain == name {
        return plain;
    }
    let hash = fnv_1a(name.bytes());
    let head: String = plain.chars().take(most.saturating_sub(7)).collect();
    format!("{}-{:06x}", head.trim_end_matches('-'), hash & 0xff_ffff)
}

/// The secret of a service's variable, or of a secret of the Compose file.
pub(super) fn secret(app: &App, owner: &str, variable: &str) -> String {
    format!("{}{owner}/{variable}", secret_stem(app))
}

/// What the names of all secrets begin with.
pub(super) fn secret_stem(app: &App) -> String {
    format!("{}/", base(app))
}

/// The security group of the load balancer.
pub(super) fn balancer_group(app: &App) -> String {
    format!("{}-balancer", base(app))
}

/// The tags of a new EC2 resource.
pub(super) fn tagged(app: &App, kind: &str, name: &str) -> Vec<TagSpecification> {
    let mut tags = vec![Tag::new("Name", name)];
    tags.extend(marks(app).map(|(key, value)| Tag::new(key, value)));
    vec![TagSpecification {
        resource_type: kind.to_owned(),
        tags,
    }]
}

/// The filter that finds an application's EC2 resources.
pub(super) fn ours(app: &App) -> Filter {
    Filter::new(format!("tag:{TAG}"), &app.name)
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn long_names_stay_apart() {
        assert_eq!(short("paperboat-shop-web", 32), "paperboat-shop-web");
        let (a, b) = (
            short("paperboat-a-very-long-project-service-a", 32),
            short("paperboat-a-very-long-project-service-b", 32),
        );
        assert!(a.len() <= 32 && b.len() <= 32 && a != b, "{a} {b}");
        assert_ne!(short("a_b", 32), short("a.b", 32));
    }
}
