//! Circles of dependencies.

use std::collections::BTreeMap;

use super::diagnostic::Diagnostic;
use super::node::{Map, Node, key_below};

/// Finds a circle of dependencies, without recursion: there may be many services.
pub(super) fn cycle(tree: &Node) -> Option<Diagnostic> {
    let services = tree.get("services").and_then(Node::as_map)?;
    let next = |name: &str| {
        let dependencies = services
            .get(name)
            .and_then(|s| s.get("depends_on"))
            .and_then(Node::as_map);
        let mut names: Vec<&str> = dependencies
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        names
    };
    let mut done: BTreeMap<&str, bool> = BTreeMap::new();
    let mut roots: Vec<&str> = services.keys().map(String::as_str).collect();
    roots.sort_unstable();
    for root in roots {
        let mut path: Vec<(&str, Vec<&str>)> = Vec::new();
        if done.contains_key(root) {
            continue;
        }
        done.insert(root, false);
        path.push((root, next(root)));
        while let Some((name, rest)) = path.last_mut() {
            let name = *name;
            let Some(other) = rest.pop() else {
                done.insert(name, true);
                path.pop();
                continue;
            };
            match done.get(other) {
                Some(true) => {}
                Some(false) => {
                    let from = path
                        .iter()
                        .position(|(name, _)| *name == other)
                        .unwrap_or(0);
                    let mut chain: Vec<&str> = path[from..].iter().map(|(name, _)| *name).collect();
                    chain.push(other);
                    let chain = chain.join(" -> ");
                    let node = services
                        .get(name)
                        .and_then(|s| s.get("depends_on")?.get(other));
                    return Some(
                        Diagnostic::error("compose-dependency-cycle")
                            .arg("chain", &chain)
                            .key(format!("{}.depends_on", key_below("services", name)))
                            .at(node.and_then(Node::place_of_key))
                            .docker(format!("dependency cycle detected: {chain}")),
                    );
                }
                None => {
                    done.insert(other, false);
                    path.push((other, next(other)));
                }
            }
        }
    }
    None
}
