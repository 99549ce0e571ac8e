//! What Compose adds to a canonical tree: the default network, names, implied dependencies.

use super::environment::Variables;
use super::node::{Map, Node, Value};

/// Adds Compose's defaults to a canonical tree.
pub(super) fn normalize(tree: &mut Node, name: &str, variables: &Variables) {
    let Some(top) = tree.as_map_mut() else {
        return;
    };
    match top.get_mut("name") {
        Some(node) => node.value = name.into(),
        None => {
            top.insert("name".to_owned(), name.into());
        }
    }
    for section in ["services", "networks"] {
        let node = top.entry(section.to_owned()).or_default();
        if node.is_null() {
            node.value = Map::new().into();
        }
    }
    let services = top.get_mut("services").and_then(Node::as_map_mut);
    for service in services.into_iter().flat_map(Map::values_mut) {
        if let Some(service) = service.as_map_mut() {
            self::service(service, variables);
        }
    }
    if top.get("services").is_some_and(uses_default_network)
        && let Some(networks) = top.get_mut("networks").and_then(Node::as_map_mut)
    {
        networks.entry("default".to_owned()).or_default();
    }
    for section in ["networks", "volumes", "configs", "secrets"] {
        for (key, resource) in top
            .get_mut(section)
            .and_then(Node::as_map_mut)
            .into_iter()
            .flatten()
        {
            if resource.is_null() {
                resource.value = Map::new().into();
            }
            let Some(members) = resource.as_map_mut() else {
                continue;
            };
            let external = members.get("external").is_some_and(is_true);
            let default = if external {
                key.clone()
            } else {
                format!("{name}_{key}")
            };
            let named = members.entry("name".to_owned()).or_default();
            if named.is_null() {
                named.value = default.into();
            }
        }
    }
}

/// A request for devices that neither counts nor names them means all: -1.
pub(super) fn device_counts(tree: &mut Node) {
    let services = tree.as_map_mut().and_then(|top| top.get_mut("services"));
    for service in services
        .and_then(Node::as_map_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        if let Some(gpus) = service.as_map_mut().and_then(|map| map.get_mut("gpus")) {
            count_devices(gpus);
        }
        let path = ["deploy", "resources", "reservations", "devices"];
        let devices = path
            .iter()
            .try_fold(service, |node, key| node.as_map_mut()?.get_mut(*key));
        if let Some(devices) = devices {
            count_devices(devices);
        }
    }
}

fn count_devices(list: &mut Node) {
    let Value::List(items) = &mut list.value else {
        return;
    };
    for device in items.iter_mut().filter_map(Node::as_map_mut) {
        if !device.contains_key("device_ids") {
            device
                .entry("count".to_owned())
                .or_insert_with(|| (-1).into());
        }
    }
}

/// A build without a context takes the project's folder.
pub(super) fn build_contexts(tree: &mut Node) {
    let services = tree.as_map_mut().and_then(|top| top.get_mut("services"));
    for service in services
        .and_then(Node::as_map_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        let build = service
            .as_map_mut()
            .and_then(|service| service.get_mut("build"));
        if let Some(build) = build.and_then(Node::as_map_mut) {
            build
                .entry("context".to_owned())
                .or_insert_with(|| ".".into());
        }
    }
}

/// Tells whether a canonical value is `true`.
pub(super) fn is_true(node: &Node) -> bool {
    node.value == Value::Bool(true)
}

fn service(service: &mut Map, variables: &Variables) {
    let connected = ["networks", "network_mode", "provider"];
    if !connected.iter().any(|key| service.contains_key(*key)) {
        let default = Map::from([("default".to_owned(), Node::default())]);
        service.insert("networks".to_owned(), default.into());
    }
    if let Some(policy) = service.get_mut("pull_policy")
        && policy.as_str() == Some("if_not_present")
    {
        policy.value = "missing".into();
    }
    if let Some(build) = service.get_mut("build").and_then(Node::as_map_mut) {
        if !build.contains_key("dockerfile") && !build.contains_key("dockerfile_inline") {
            build.insert("dockerfile".to_owned(), "Dockerfile".into());
        }
        if let Some(arguments) = build.get_mut("args").and_then(Node::as_map_mut) {
            for (name, value) in arguments.iter_mut() {
                if let (true, Some(known)) = (value.is_null(), variables.get(name)) {
                    value.value = known.as_str().into();
                }
            }
            arguments.retain(|_, value| !value.is_null());
        }
    }
    inherit_image(service);
    imply_dependencies(service);
}

fn uses_default_network(services: &Node) -> bool {
    let mut services = services.as_map().into_iter().flat_map(Map::values);
    services.any(|service| service.at(&["networks", "default"]).is_some())
}

/// A hook before the start runs in the service's own image unless it names another.
fn inherit_image(service: &mut Map) {
    let image = service
        .get("image")
        .filter(|image| image.as_str().is_some());
    let (Some(image), Some(hooks)) = (image.cloned(), service.get_mut("pre_start")) else {
        return;
    };
    if let Value::List(hooks) = &mut hooks.value {
        for hook in hooks.iter_mut().filter_map(Node::as_map_mut) {
            hook.entry("image".to_owned())
                .or_insert_with(|| image.clone());
        }
    }
}

/// `links`, `service:` namespaces and `volumes_from` start the other service first.
fn imply_dependencies(service: &mut Map) {
    let mut implied: Vec<(String, bool, Node)> = Vec::new();
    let list = |name: &str| {
        service
            .get(name)
            .and_then(Node::as_list)
            .unwrap_or_default()
            .iter()
    };
    for link in list("links") {
        let text = link.as_str().unwrap_or_default();
        let target = match text.split(':').collect::<Vec<_>>().as_slice() {
            [target, _alias] => (*target).to_owned(),
            _ => text.to_owned(),
        };
        implied.push((target, true, link.clone()));
    }
    for namespace in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let Some(node) = service.get(namespace) else {
            continue;
        };
        if let Some(target) = node.as_str().and_then(|mode| mode.strip_prefix("service:")) {
            implied.push((target.to_owned(), true, node.clone()));
        }
    }
    for source in list("volumes_from") {
        let text = source.as_str().unwrap_or_default();
        if !text.starts_with("container:") {
            let target = text.split(':').next().unwrap_or_default();
            implied.push((target.to_owned(), false, source.clone()));
        }
    }
    if implied.is_empty() {
        return;
    }
    let dependencies = service
        .entry("depends_on".to_owned())
        .or_insert_with(|| Map::new().into());
    let Some(dependencies) = dependencies.as_map_mut() else {
        return;
    };
    for (target, restart, place) in implied {
        let mut members = Map::from([("condition".to_owned(), place.with("service_started"))]);
        if restart {
            members.insert("restart".to_owned(), place.with(true));
        }
        members.insert("required".to_owned(), place.with(true));
        dependencies
            .entry(target)
            .or_insert_with(|| place.with(members));
    }
}
