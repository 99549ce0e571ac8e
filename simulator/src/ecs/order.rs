//! Which containers of a task come before which: those that a container depends on, and those that it is linked to.

use paperboat_core::aws::ecs::{ContainerCondition, ContainerDefinition};

/// The container that a link names, and the name that it gives it.
pub(super) fn link_of(link: &str) -> (&str, &str) {
    link.split_once(':').unwrap_or((link, link))
}

/// The containers that come before one, each with what must be true of it; a link wants it to run (amazon-ecs-agent,
/// `taskDependencies`: links are dependencies).
pub(super) fn needs(c: &ContainerDefinition) -> impl Iterator<Item = (&str, ContainerCondition)> {
    let said = c.depends_on.iter();
    let said = said.map(|d| (d.container_name.as_str(), d.condition));
    let links = c.links.iter();
    said.chain(links.map(|link| (link_of(link).0, ContainerCondition::Start)))
}

/// The places of the containers of a task, those first that others need.
pub(super) fn in_order(all: &[ContainerDefinition]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(all.len());
    let placed = |order: &[usize], name: &str| order.iter().any(|n| all[*n].name == name);
    while let Some(next) = (0..all.len())
        .find(|n| !order.contains(n) && needs(&all[*n]).all(|(name, _)| placed(&order, name)))
    {
        order.push(next);
    }
    order
}
