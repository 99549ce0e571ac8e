//! Profiles, and the resources that the active services use.

use std::collections::BTreeSet;

use super::node::{Map, Node, Span, key_below};

/// Takes out the services none of whose profiles is active; gives their names.
pub(super) fn profiles(tree: &mut Node, active: &[String]) -> Vec<String> {
    let services = tree.as_map_mut().and_then(|top| top.get_mut("services"));
    let Some(services) = services.and_then(Node::as_map_mut) else {
        return Vec::new();
    };
    let is_active = |service: &Node| {
        let wanted = service
            .get("profiles")
            .and_then(Node::as_list)
            .unwrap_or_default();
        let all = active.iter().any(|profile| profile == "*");
        let one = |profile: &Node| {
            profile
                .as_str()
                .is_some_and(|p| active.iter().any(|a| a == p))
        };
        wanted.is_empty() || all || wanted.iter().any(one)
    };
    let mut inactive: Vec<String> = services
        .iter()
        .filter(|(_, service)| !is_active(service))
        .map(|(name, _)| name.clone())
        .collect();
    services.retain(|_, service| is_active(service));
    inactive.sort();
    inactive
}

/// Takes out networks, volumes, secrets and configs that no service uses.
pub(super) fn drop_unused(tree: &mut Node) {
    let mut used: [BTreeSet<String>; 4] = Default::default();
    let [networks, volumes, secrets, configs] = &mut used;
    for service in tree
        .get("services")
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Map::values)
    {
        let named = service.get("networks").and_then(Node::as_map);
        networks.extend(named.into_iter().flat_map(|map| map.keys().cloned()));
        volumes.extend(sources(service.get("volumes"), |mount| {
            mount.get("type").and_then(Node::as_str) == Some("volume")
        }));
        secrets.extend(sources(service.get("secrets"), |_| true));
        secrets.extend(sources(service.at(&["build", "secrets"]), |_| true));
        configs.extend(sources(service.get("configs"), |_| true));
    }
    let Some(top) = tree.as_map_mut() else {
        return;
    };
    for (section, used) in ["networks", "volumes", "secrets", "configs"]
        .into_iter()
        .zip(used)
    {
        if let Some(resources) = top.get_mut(section).and_then(Node::as_map_mut) {
            resources.retain(|name, _| used.contains(name));
        }
    }
}

fn sources(list: Option<&Node>, wanted: impl Fn(&Node) -> bool) -> Vec<String> {
    let items = list.and_then(Node::as_list).unwrap_or_default().iter();
    items
        .filter(|item| wanted(item))
        .filter_map(|item| item.get("source")?.as_str().map(str::to_owned))
        .collect()
}

/// The keys of everything that may be left out, with the places of those that somebody wrote.
pub(super) fn places(tree: &Node) -> Vec<(String, Option<Span>)> {
    let mut places = Vec::new();
    for section in ["services", "networks", "volumes", "secrets", "configs"] {
        let members = tree.get(section).and_then(Node::as_map);
        for (name, node) in members.into_iter().flatten() {
            if let Some(place) = node.place_of_key() {
                places.push((key_below(section, name), Some(place)));
            }
        }
    }
    places
}
