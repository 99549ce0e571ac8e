//! The variables of a person's shell that an application uses.

use std::collections::BTreeMap;

use crate::app::files::{Role, SourceFile};
use crate::app::load::{Load, Resolved};
use crate::app::project::Project;

/// Variables that a file substitutes, those of secrets and configs, which name them without a dollar sign, and those that
/// a service takes over by naming them without a value.
pub(super) fn used(
    resolved: &Resolved,
    load: &Load,
    project: &Project,
) -> BTreeMap<String, String> {
    let compose = |f: &&SourceFile| {
        matches!(
            f.role,
            Role::Compose | Role::Include | Role::Extends | Role::Env
        )
    };
    let texts: Vec<String> = resolved
        .files
        .iter()
        .filter(compose)
        .map(|f| f.text().into_owned())
        .collect();
    let substituted = |name: &str| {
        texts
            .iter()
            .any(|t| t.contains(&format!("${name}")) || t.contains(&format!("${{{name}")))
    };
    let objects = || project.secrets.values().chain(project.configs.values());
    let content = |name: &str| objects().any(|o| o.environment.as_deref() == Some(name));
    let passed = |name: &str, value: &str| {
        let mut services = project.services.values();
        services.any(|s| s.environment.get(name).and_then(Option::as_deref) == Some(value))
    };
    let all = load.environment.iter();
    all.filter(|(name, value)| substituted(name) || content(name) || passed(name, value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
