//! Every key that somebody wrote, found in the tree.

use super::subject::Subject;
use crate::app::load::Resolved;
use crate::app::node::{Map, Node, Value, key_below};
use crate::strategy::App;

/// Members of a service that are looked at entry by entry, or member by member.
const OPENED: &[&str] = &[
    "ports",
    "expose",
    "volumes",
    "secrets",
    "configs",
    "depends_on",
    "networks",
    "links",
    "deploy",
    "healthcheck",
    "ulimits",
];

/// Lists every key, in the order of the model.
pub(super) fn walk<'a>(resolved: &'a Resolved, app: &'a App) -> Vec<Subject<'a>> {
    let mut walk = Walk {
        app,
        found: Vec::new(),
    };
    for (key, node) in members(Some(&resolved.tree)) {
        match key {
            "services" => walk.services(node),
            "networks" | "volumes" | "secrets" | "configs" | "models" => walk.resources(key, node),
            _ if is_written(node) => walk.add(None, key, key_below("", key), "", 0, node),
            _ => {}
        }
    }
    for (key, span) in &resolved.left_out {
        let services = key.starts_with("services.");
        walk.found.push(Subject {
            app,
            service: None,
            kind: if services {
                "left-out.services"
            } else {
                "left-out"
            }
            .to_owned(),
            path: key.clone(),
            name: "",
            index: 0,
            node: None,
            written_at: *span,
        });
    }
    walk.found
}

fn members(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    let map = node.and_then(Node::as_map);
    map.into_iter()
        .flatten()
        .map(|(name, node)| (name.as_str(), node))
}

/// Tells whether somebody wrote it, rather than the reader as a default.
fn is_written(node: &Node) -> bool {
    node.place_of_key().is_some()
}

struct Walk<'a> {
    app: &'a App,
    found: Vec<Subject<'a>>,
}

impl<'a> Walk<'a> {
    fn add(
        &mut self,
        service: Option<&'a str>,
        kind: &str,
        path: String,
        name: &'a str,
        index: usize,
        node: &'a Node,
    ) {
        self.found.push(Subject {
            app: self.app,
            service,
            kind: kind.to_owned(),
            path,
            name,
            index,
            node: Some(node),
            written_at: None,
        });
    }

    fn services(&mut self, services: &'a Node) {
        self.add(None, "services", "services".to_owned(), "", 0, services);
        for (name, service) in members(Some(services)) {
            let path = key_below("services", name);
            self.add(Some(name), "services.NAME", path.clone(), name, 0, service);
            for (key, node) in members(Some(service)) {
                if is_written(node) {
                    let below = key_below(&path, key);
                    self.member(name, &format!("services.{key}"), below, node);
                }
            }
        }
    }

    /// A member of a service: as a whole, or by its entries.
    fn member(&mut self, service: &'a str, kind: &str, path: String, node: &'a Node) {
        let key = kind.rsplit('.').next().unwrap_or_default();
        let opened = OPENED.contains(&key) || kind == "services.deploy.resources";
        let opened = opened || kind.starts_with("services.deploy.resources.");
        match &node.value {
            Value::List(items) if opened && !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    let source = item.get("source").and_then(Node::as_str);
                    let path = format!("{path}[{index}]");
                    let name = source.unwrap_or_default();
                    self.add(Some(service), kind, path, name, index, item);
                }
            }
            Value::Map(map) if opened && !map.is_empty() => self.entries(service, kind, &path, map),
            _ => self.add(Some(service), kind, path, "", 0, node),
        }
    }

    fn entries(&mut self, service: &'a str, kind: &str, path: &str, map: &'a Map) {
        for (name, node) in map.iter().filter(|(_, node)| is_written(node)) {
            let below = key_below(path, name);
            match kind {
                "services.depends_on" => self.add(Some(service), kind, below, name, 0, node),
                "services.networks" => {
                    self.add(Some(service), kind, below.clone(), name, 0, node);
                    for (key, node) in members(Some(node)).filter(|(_, n)| is_written(n)) {
                        let kind = format!("{kind}.{key}");
                        let path = key_below(&below, key);
                        self.add(Some(service), &kind, path, name, 0, node);
                    }
                }
                "services.ulimits" if name != "nofile" => {
                    self.add(Some(service), kind, below, name, 0, node);
                }
                _ => self.member(service, &format!("{kind}.{name}"), below, node),
            }
        }
    }

    /// What stands beside the services: each by its name, then its members.
    fn resources(&mut self, section: &'a str, resources: &'a Node) {
        for (name, resource) in members(Some(resources)).filter(|(_, node)| is_written(node)) {
            let path = key_below(section, name);
            self.add(None, section, path.clone(), name, 0, resource);
            for (key, node) in members(Some(resource)).filter(|(_, node)| is_written(node)) {
                let kind = format!("{section}.{key}");
                self.add(None, &kind, key_below(&path, key), name, 0, node);
            }
        }
    }
}
