//! The canonical form: long instead of short, values of their final type, repeated items gone.

use std::cell::RefCell;

use indexmap::IndexMap;

use super::budget::Budget;
use super::cast::{
    bad, cast, duration, float, hosts, integer, mode, plain_texts, size, test, text_lists, texts,
    words,
};
use super::diagnostic::Diagnostic;
use super::merge::{to_list, to_long, to_names, to_pairs};
use super::node::{Map, Node, Value, key_below};
use super::path::clean;
use super::port;
use super::scalar::go_text;
use super::schema::{Object, Repeat, Shape};
use super::volume;

/// Turns trees into their canonical form; applied again it changes nothing.
pub(super) struct Canonical<'a> {
    pub(super) budget: &'a Budget,
    pub(super) warnings: &'a RefCell<Vec<Diagnostic>>,
}

pub(super) type Done = Result<(), Diagnostic>;

impl Canonical<'_> {
    /// Turns a mapping with known members.
    pub(super) fn object(&self, node: &mut Node, object: &Object, key: &str) -> Done {
        let Some(members) = node.as_map_mut() else {
            return Ok(());
        };
        // endpoints outside the application, of `x-paperboat`, are told by a mapping of the same name
        let hints = object
            .field("external")
            .is_some_and(|f| matches!(f.shape, Shape::Map(_)));
        if !hints {
            self.external(members, key)?;
        }
        for (name, member) in members.iter_mut() {
            if let Some(field) = object.field(name) {
                self.shape(member, field.shape, &key_below(key, name))?;
            }
        }
        Ok(())
    }

    /// `external: {name: N}` is the old way to write `external: true` and `name: N`.
    fn external(&self, members: &mut Map, key: &str) -> Done {
        let Some(external) = members.get_mut("external") else {
            return Ok(());
        };
        let Some(inner) = external.get("name").cloned() else {
            if external.as_map().is_some() {
                external.value = true.into();
            }
            return Ok(());
        };
        let old = Diagnostic::warning("compose-external-name")
            .key(key)
            .at(external.span)
            .docker(format!(
                "{key}: external.name is deprecated. Please set name and external: true"
            ));
        external.value = true.into();
        self.warnings.borrow_mut().push(old);
        if members.get("name").is_some_and(|name| *name != inner) {
            return Err(Diagnostic::error("compose-exclusive")
                .arg("keys", "name, external.name")
                .key(key)
                .at(inner.span)
                .docker(format!(
                    "{key}: name and external.name conflict; only use name"
                )));
        }
        members.entry("name".to_owned()).or_insert(inner);
        Ok(())
    }

    fn shape(&self, node: &mut Node, shape: Shape, key: &str) -> Done {
        match shape {
            Shape::Any
            | Shape::Text
            | Shape::TextOrNull
            | Shape::Word(_)
            | Shape::ContainerName
            | Shape::WordOrEvery(..)
            | Shape::StrictBool
            | Shape::StrictNumber
            | Shape::Includes(_) => {}
            Shape::TextOrNumber | Shape::TextOrBool => node.value = go_text(&node.value).into(),
            Shape::Bool | Shape::External => self.boolean(node, key)?,
            Shape::Int => integer(node, key)?,
            Shape::Float | Shape::Percent => float(node, key)?,
            Shape::Mode => mode(node, key)?,
            Shape::Bytes => size(node, key)?,
            Shape::Count if node.as_str().is_some_and(|s| s.eq_ignore_ascii_case("all")) => {
                node.value = (-1).into();
            }
            Shape::Count => integer(node, key)?,
            Shape::Duration => duration(node, key)?,
            Shape::Texts(repeat) | Shape::TextsOrNumbers(repeat) => texts(node, repeat),
            Shape::TextOrTexts => {
                to_list(node);
                texts(node, Repeat::Last);
            }
            Shape::Command => words(node, key)?,
            Shape::Test => test(node),
            Shape::Variables => {
                to_pairs(node);
                plain_texts(node, Value::Null);
            }
            Shape::Pairs => {
                to_pairs(node);
                plain_texts(node, "".into());
            }
            Shape::Options => plain_texts(node, "".into()),
            Shape::TextLists => text_lists(node),
            Shape::Hosts => hosts(node, key)?,
            Shape::Ulimit => match node.as_map_mut() {
                Some(members) => {
                    for (name, member) in members {
                        integer(member, &key_below(key, name))?;
                    }
                }
                None => integer(node, key)?,
            },
            Shape::Named(details) => {
                to_names(node, shape);
                self.members(node, *details, key)?;
                if matches!(details, Shape::Object(_)) {
                    dependencies(node);
                }
            }
            Shape::Map(details) => self.members(node, *details, key)?,
            Shape::Short(member, details) => {
                to_long(node, member);
                self.object(node, details, key)?;
            }
            Shape::Object(details) | Shape::ObjectOrNull(details) => {
                self.object(node, details, key)?
            }
            Shape::List(details) => {
                self.items(node, key, |c, item, key| c.shape(item, *details, key))?
            }
            Shape::Devices(details) => self.devices(node, details, key)?,
            Shape::Gpus(details) => gpus(self, node, details, key)?,
            Shape::Ports(details) => self.ports(node, details, key)?,
            Shape::Mounts(details) => self.mounts(node, details, key)?,
            Shape::Files(folder, details) => self.files(node, folder, details, key)?,
            Shape::EnvFiles(details) => self.env_files(node, details, key)?,
        }
        Ok(())
    }

    fn members(&self, node: &mut Node, shape: Shape, key: &str) -> Done {
        for (name, member) in node.as_map_mut().into_iter().flatten() {
            if !name.starts_with("x-") || !matches!(shape, Shape::Ulimit | Shape::Any) {
                self.shape(member, shape, &key_below(key, name))?;
            }
        }
        Ok(())
    }

    fn items(
        &self,
        node: &mut Node,
        key: &str,
        one: impl Fn(&Self, &mut Node, &str) -> Done,
    ) -> Done {
        if let Value::List(items) = &mut node.value {
            for (i, item) in items.iter_mut().enumerate() {
                one(self, item, &format!("{key}[{i}]"))?;
            }
        }
        Ok(())
    }

    /// Reads words for booleans, as YAML 1.1 had them.
    fn boolean(&self, node: &mut Node, key: &str) -> Done {
        let Some(text) = node.as_str() else {
            return Ok(());
        };
        let word = text.to_ascii_lowercase();
        let value = match word.as_str() {
            "true" | "y" | "yes" | "on" => true,
            "false" | "n" | "no" | "off" => false,
            _ => {
                return Err(cast(
                    node,
                    key,
                    "boolean",
                    format!("invalid boolean: {text}"),
                ));
            }
        };
        if word != value.to_string() {
            let old = Diagnostic::warning("compose-boolean-word")
                .arg("value", text)
                .arg("instead", value)
                .key(key)
                .at(node.span)
                .docker(format!(
                    "{text:?} for boolean is not supported by YAML 1.2, please use `{value}`"
                ));
            self.warnings.borrow_mut().push(old);
        }
        node.value = value.into();
        Ok(())
    }

    fn ports(&self, node: &mut Node, object: &Object, key: &str) -> Done {
        let Value::List(items) = &mut node.value else {
            return Ok(());
        };
        let mut ports: IndexMap<[String; 4], Node> = IndexMap::new();
        for (i, mut item) in std::mem::take(items).into_iter().enumerate() {
            let key = format!("{key}[{i}]");
            if item.as_map().is_some() {
                self.object(&mut item, object, &key)?;
                if item.get("target").is_none() {
                    return Err(Diagnostic::error("compose-required-key")
                        .arg("name", "target")
                        .key(&key)
                        .at(item.span)
                        .docker(format!(
                            "service ports {} is missing a target port",
                            indexed(&key)
                        )));
                }
                let identity = port_identity(&item);
                if let Some(members) = item.as_map_mut() {
                    members
                        .entry("mode".to_owned())
                        .or_insert_with(|| "ingress".into());
                    members
                        .entry("protocol".to_owned())
                        .or_insert_with(|| "tcp".into());
                }
                replace(&mut ports, identity, item);
                continue;
            }
            let spec = go_text(&item.value);
            let spread = port::parse(&spec)
                .map_err(|reason| bad(&item, &key, &spec, "compose-port-help", reason))?;
            let cost = self.budget.spend(spread.len() * 5, 0);
            cost.map_err(|limit| limit.key(&key).at(item.span))?;
            for port in spread {
                let mut members = Map::from([("mode".to_owned(), item.with("ingress"))]);
                if !port.host_ip.is_empty() {
                    members.insert("host_ip".to_owned(), item.with(port.host_ip));
                }
                members.insert("target".to_owned(), item.with(i64::from(port.target)));
                if !port.published.is_empty() {
                    members.insert("published".to_owned(), item.with(port.published));
                }
                members.insert("protocol".to_owned(), item.with(port.protocol));
                let long = item.with(members);
                replace(&mut ports, port_identity(&long), long);
            }
        }
        items.extend(ports.into_values());
        Ok(())
    }

    fn mounts(&self, node: &mut Node, object: &Object, key: &str) -> Done {
        let Value::List(items) = &mut node.value else {
            return Ok(());
        };
        let mut mounts: IndexMap<String, Node> = IndexMap::new();
        for (i, mut item) in std::mem::take(items).into_iter().enumerate() {
            let key = format!("{key}[{i}]");
            if let Some(spec) = item.as_str() {
                let short = volume::parse(spec)
                    .map_err(|reason| bad(&item, &key, spec, "compose-mount-help", reason))?;
                item = long_mount(&item, short);
            } else {
                self.object(&mut item, object, &key)?;
                let target = item.as_map_mut().and_then(|mount| mount.get_mut("target"));
                if let Some(target) = target
                    && let Some(written) = target.as_str().filter(|written| !written.is_empty())
                {
                    target.value = clean(written).into();
                }
            }
            let Some(target) = item.get("target").and_then(Node::as_str) else {
                return Err(Diagnostic::error("compose-required-key")
                    .arg("name", "target")
                    .key(&key)
                    .at(item.span)
                    .docker(format!(
                        "service volume {} is missing a mount target",
                        indexed(&key)
                    )));
            };
            replace(&mut mounts, target.to_owned(), item);
        }
        items.extend(mounts.into_values());
        Ok(())
    }

    fn files(&self, node: &mut Node, folder: &str, object: &Object, key: &str) -> Done {
        let Value::List(items) = &mut node.value else {
            return Ok(());
        };
        let mut files: IndexMap<String, Node> = IndexMap::new();
        for (i, mut item) in std::mem::take(items).into_iter().enumerate() {
            to_long(&mut item, "source");
            self.object(&mut item, object, &format!("{key}[{i}]"))?;
            let text = |name: &str| item.get(name).and_then(Node::as_str).map(str::to_owned);
            let source = text("source").unwrap_or_default();
            let target = text("target");
            let identity = target
                .clone()
                .unwrap_or_else(|| format!("{folder}/{source}"));
            if target.is_none()
                && !folder.is_empty()
                && let Some(members) = item.as_map_mut()
            {
                members.insert("target".to_owned(), Node::from(identity.clone()));
            }
            replace(&mut files, identity, item);
        }
        items.extend(files.into_values());
        Ok(())
    }

    fn devices(&self, node: &mut Node, object: &Object, key: &str) -> Done {
        let Value::List(items) = &mut node.value else {
            return Ok(());
        };
        let mut devices: IndexMap<String, Node> = IndexMap::new();
        for (i, mut item) in std::mem::take(items).into_iter().enumerate() {
            let key = format!("{key}[{i}]");
            if let Some(spec) = item.as_str() {
                let parts: Vec<&str> = spec.split(':').collect();
                let (source, target, permissions) = match parts.as_slice() {
                    [source] | [source, ""] => (*source, *source, "rwm"),
                    [source, target] => (*source, *target, "rwm"),
                    [source, "", permissions] => (*source, *source, *permissions),
                    [source, target, permissions] => (*source, *target, *permissions),
                    _ => {
                        let reason =
                            format!("confusing device mapping, please use long syntax: {spec}");
                        return Err(bad(&item, &key, spec, "compose-device-help", reason));
                    }
                };
                let members = [
                    ("source", source),
                    ("target", target),
                    ("permissions", permissions),
                ];
                let members = members.map(|(name, text)| (name.to_owned(), item.with(text)));
                item = item.with(Map::from(members));
            } else {
                self.object(&mut item, object, &key)?;
            }
            let target = item.get("target").or_else(|| item.get("source"));
            let identity = target.and_then(Node::as_str).unwrap_or_default().to_owned();
            replace(&mut devices, identity, item);
        }
        items.extend(devices.into_values());
        Ok(())
    }

    fn env_files(&self, node: &mut Node, object: &Object, key: &str) -> Done {
        to_list(node);
        let Value::List(items) = &mut node.value else {
            return Ok(());
        };
        let mut files: IndexMap<String, Node> = IndexMap::new();
        for (i, mut item) in std::mem::take(items).into_iter().enumerate() {
            to_long(&mut item, "path");
            self.object(&mut item, object, &format!("{key}[{i}]"))?;
            if let Some(members) = item.as_map_mut() {
                members
                    .entry("required".to_owned())
                    .or_insert_with(|| true.into());
            }
            let path = item.get("path").and_then(Node::as_str).unwrap_or_default();
            replace(&mut files, path.to_owned(), item);
        }
        items.extend(files.into_values());
        Ok(())
    }
}

/// Writes an index as Compose does in its messages: `ports.[0]`.
fn indexed(key: &str) -> String {
    key.replace('[', ".[")
}

/// Puts an item in the place of an earlier one with the same identity, or at the end.
pub(super) fn replace<K: std::hash::Hash + Eq>(
    items: &mut IndexMap<K, Node>,
    identity: K,
    item: Node,
) {
    items.insert(identity, item);
}

/// Two ports are the same when address, host port, container port and protocol are.
fn port_identity(port: &Node) -> [String; 4] {
    let text = |name: &str, default: &str| {
        port.get(name)
            .map_or_else(|| default.to_owned(), |node| go_text(&node.value))
    };
    [
        text("host_ip", "0.0.0.0"),
        text("published", ""),
        text("target", ""),
        text("protocol", "tcp"),
    ]
}

fn long_mount(item: &Node, short: volume::ShortMount) -> Node {
    let kind = if short.bind { "bind" } else { "volume" };
    let mut members = Map::from([("type".to_owned(), item.with(kind))]);
    let put = |members: &mut Map, name: &str, value: Value| {
        members.insert(name.to_owned(), item.with(value));
    };
    if !short.source.is_empty() {
        put(&mut members, "source", short.source.into());
    }
    put(&mut members, "target", short.target.clone().into());
    if short.read_only {
        put(&mut members, "read_only", true.into());
    }
    let mut bind = Map::new();
    if !short.selinux.is_empty() {
        put(&mut bind, "selinux", short.selinux.into());
    }
    if !short.propagation.is_empty() {
        put(&mut bind, "propagation", short.propagation.into());
    }
    if short.bind {
        put(&mut bind, "create_host_path", true.into());
    }
    if !bind.is_empty() {
        put(&mut members, "bind", bind.into());
    }
    let mut options = Map::new();
    if short.nocopy {
        put(&mut options, "nocopy", true.into());
    }
    if short.nocopy || !(short.bind || short.bare) {
        put(&mut members, "volume", options.into());
    }
    item.with(members)
}

/// A dependency is required unless it says otherwise.
fn dependencies(node: &mut Node) {
    for dependency in node
        .as_map_mut()
        .into_iter()
        .flat_map(|map| map.values_mut())
    {
        if let Some(members) = dependency.as_map_mut() {
            members
                .entry("condition".to_owned())
                .or_insert_with(|| "service_started".into());
            members
                .entry("required".to_owned())
                .or_insert_with(|| true.into());
        }
    }
}

fn gpus(canonical: &Canonical<'_>, node: &mut Node, object: &Object, key: &str) -> Done {
    if node.as_str().is_some() {
        let all = Map::from([("count".to_owned(), node.with(-1))]);
        node.value = Value::List(vec![node.with(all)]);
    }
    canonical.items(node, key, |c, item, key| c.object(item, object, key))
}
