//! What must hold between the parts of an application.

use std::collections::BTreeMap;

use super::cycle::cycle;
use super::diagnostic::Diagnostic;
use super::nearest::nearest;
use super::node::{Node, Value, key_below};
use super::normalize::is_true;

/// Checks volumes, secrets and configs by themselves.
pub(super) fn resources(tree: &Node) -> Result<(), Diagnostic> {
    for (name, volume) in section(tree, "volumes") {
        external(volume, &key_below("volumes", name))?;
    }
    for (name, secret) in section(tree, "secrets") {
        content(
            secret,
            &key_below("secrets", name),
            &["file", "environment"],
        )?;
    }
    for (name, service) in section(tree, "services") {
        devices(service, &key_below("services", name))?;
        watched(service, &key_below("services", name))?;
    }
    for (name, config) in section(tree, "configs") {
        content(
            config,
            &key_below("configs", name),
            &["file", "environment", "content"],
        )?;
    }
    Ok(())
}

fn section<'a>(tree: &'a Node, name: &str) -> impl Iterator<Item = (&'a String, &'a Node)> {
    tree.get(name).and_then(Node::as_map).into_iter().flatten()
}

/// A request for devices counts them or names them.
fn devices(service: &Node, key: &str) -> Result<(), Diagnostic> {
    let path = ["deploy", "resources", "reservations", "devices"];
    let lists = [
        (service.get("gpus"), "gpus".to_owned()),
        (service.at(&path), path.join(".")),
    ];
    for (list, below) in lists {
        for device in list.and_then(Node::as_list).unwrap_or_default() {
            if let (Some(_), Some(ids)) = (device.get("count"), device.get("device_ids")) {
                let key = format!("{key}.{below}");
                let words =
                    format!("{key}.[]: \"count\" and \"device_ids\" attributes are exclusive");
                return Err(Diagnostic::error("compose-exclusive")
                    .arg("keys", "count, device_ids")
                    .key(key)
                    .at(ids.place_of_key())
                    .docker(words));
            }
        }
    }
    Ok(())
}

/// What is watched has a path.
fn watched(service: &Node, key: &str) -> Result<(), Diagnostic> {
    let watches = service.at(&["develop", "watch"]).and_then(Node::as_list);
    for path in watches.into_iter().flatten().filter_map(|w| w.get("path")) {
        if path.as_str() == Some("") {
            let key = format!("{key}.develop.watch");
            let words = format!("{key}.[].path: value can't be blank");
            return Err(Diagnostic::error("compose-bad-value")
                .arg("value", "")
                .key(format!("{key}.path"))
                .at(path.span)
                .docker(words));
        }
    }
    Ok(())
}

/// An external volume says nothing but its name.
fn external(volume: &Node, key: &str) -> Result<(), Diagnostic> {
    if !volume.get("external").is_some_and(is_true) {
        return Ok(());
    }
    let other =
        volume.as_map().into_iter().flatten().find(|(name, _)| {
            !matches!(name.as_str(), "name" | "external") && !name.starts_with("x-")
        });
    match other {
        None => Ok(()),
        Some((name, node)) => Err(Diagnostic::error("compose-external-conflict")
            .arg("name", name)
            .key(key)
            .at(node.place_of_key())
            .docker(format!(
                "{key}: conflicting parameters \"external\" and {name:?} specified"
            ))),
    }
}

/// A secret or config has one source.
fn content(resource: &Node, key: &str, sources: &[&str]) -> Result<(), Diagnostic> {
    let given = sources
        .iter()
        .filter(|source| resource.get(source).is_some())
        .count();
    let keys = sources.join("|");
    let says = |code, words: String| {
        Err(Diagnostic::error(code)
            .arg("keys", sources.join(", "))
            .key(key)
            .at(resource.place_of_key())
            .docker(words))
    };
    if given > 1 {
        return says(
            "compose-exclusive",
            format!("{key}: {keys} attributes are mutually exclusive"),
        );
    }
    if given == 0 && resource.get("driver").is_none() && resource.get("external").is_none() {
        return says(
            "compose-none-of",
            format!("{key}: one of {keys} must be set"),
        );
    }
    Ok(())
}

/// Checks the active services of a normalized tree against one another and against the resources.
pub(super) fn services(tree: &Node, inactive: &[String]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, service) in section(tree, "services") {
        let one = Service {
            tree,
            inactive,
            name,
            service,
            key: key_below("services", name),
        };
        one.check(&mut found);
    }
    found.extend(container_names(tree));
    if found.is_empty() {
        found.extend(cycle(tree));
    }
    found
}

/// Finds container names given twice, which Compose refuses since 2.40; before, Docker refused the second container.
fn container_names(tree: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut names: BTreeMap<&str, (&str, &Node)> = BTreeMap::new();
    for (name, service) in section(tree, "services") {
        let Some(node) = service.get("container_name") else {
            continue;
        };
        let container = node.as_str().unwrap_or_default();
        if let Some((first, other)) = names.insert(container, (name, node)) {
            let words = format!(
                "services.{name}: container name {container:?} is already in use by service {first}\""
            );
            let twice = Diagnostic::error("compose-duplicate-container-name")
                .docker(words)
                .arg("name", container)
                .arg("first", first)
                .arg("second", name)
                .key(format!("{}.container_name", key_below("services", name)))
                .at(node.span)
                .related(other.span, "first-defined-here");
            found.push(twice);
        }
    }
    found
}

/// Compose's ending of messages about a project.
fn invalid(words: String) -> String {
    format!("{words}: invalid compose project")
}

struct Service<'a> {
    tree: &'a Node,
    inactive: &'a [String],
    name: &'a str,
    service: &'a Node,
    key: String,
}

impl Service<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.service
            .get(name)
            .and_then(Node::as_str)
            .filter(|text| !text.is_empty())
    }

    fn says(&self, code: &'static str, member: &str, words: String) -> Diagnostic {
        let node = self.service.get(member);
        let key = if node.is_some() {
            key_below(&self.key, member)
        } else {
            self.key.clone()
        };
        Diagnostic::error(code)
            .key(key)
            .at(node.unwrap_or(self.service).place_of_key())
            .docker(words)
    }

    fn check(&self, found: &mut Vec<Diagnostic>) {
        let name = self.name;
        let build = self.service.get("build");
        if build.is_none() && self.text("image").is_none() && self.service.get("provider").is_none()
        {
            let words =
                format!("service {name:?} has neither an image nor a build context specified");
            found.push(
                self.says("compose-no-image", "image", invalid(words))
                    .arg("service", name),
            );
        }
        if let Some(build) = build {
            self.build(build, found);
            self.contexts(build, found);
        }
        if self.text("network_mode").is_some() && self.has_members("networks") {
            let words =
                format!("service {name} declares mutually exclusive `network_mode` and `networks`");
            let both = self.says("compose-exclusive", "network_mode", invalid(words));
            found.push(both.arg("keys", "network_mode, networks"));
        }
        if let Some(first) = self
            .service
            .at(&["healthcheck", "test"])
            .and_then(Node::as_list)
            .and_then(<[_]>::first)
        {
            let first = first.as_str().unwrap_or_default();
            if !matches!(first, "CMD" | "CMD-SHELL" | "NONE") {
                let words =
                    "healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\"";
                let start = self.says("compose-healthcheck-start", "healthcheck", words.to_owned());
                found.push(start.arg("found", first));
            }
        }
        self.references(found);
        self.mounts(found);
        self.limits(found);
        self.scale(found);
        for watch in self
            .service
            .at(&["develop", "watch"])
            .and_then(Node::as_list)
            .unwrap_or_default()
        {
            let text = |name: &str| watch.get(name).and_then(Node::as_str).unwrap_or_default();
            if text("action").starts_with("sync") && text("target").is_empty() {
                let words = format!(
                    "services.{name}.develop.watch: target is required for non-rebuild actions"
                );
                found.push(
                    self.says("compose-watch-target", "develop", invalid(words))
                        .arg("service", name),
                );
            }
        }
    }

    fn has_members(&self, name: &str) -> bool {
        self.service
            .get(name)
            .and_then(Node::as_map)
            .is_some_and(|map| !map.is_empty())
    }

    fn build(&self, build: &Node, found: &mut Vec<Diagnostic>) {
        let has = |name: &str| {
            build
                .get(name)
                .and_then(Node::as_str)
                .is_some_and(|text| !text.is_empty())
        };
        let name = self.name;
        if has("dockerfile") && has("dockerfile_inline") {
            let words = format!(
                "service {name:?} declares mutualy exclusive dockerfile and dockerfile_inline"
            );
            let both = self.says("compose-exclusive", "build", invalid(words));
            found.push(both.arg("keys", "dockerfile, dockerfile_inline"));
        }
        let platforms = build
            .get("platforms")
            .and_then(Node::as_list)
            .unwrap_or_default();
        if let Some(platform) = self.text("platform")
            && !platforms.is_empty()
            && !platforms.iter().any(|p| p.as_str() == Some(platform))
        {
            let words =
                format!("service.build.platforms MUST include service.platform {platform:?} ");
            let missing = self.says(
                "compose-platform",
                "platform",
                invalid(words.trim_end().to_owned()),
            );
            found.push(missing.arg("platform", platform));
        }
        for secret in build
            .get("secrets")
            .and_then(Node::as_list)
            .unwrap_or_default()
        {
            self.reference(secret, "secrets", "build-secret", found);
        }
    }

    /// What a build takes from another service's build must be one.
    fn contexts(&self, build: &Node, found: &mut Vec<Diagnostic>) {
        let contexts = build.get("additional_contexts").and_then(Node::as_map);
        for (context, node) in contexts.into_iter().flatten() {
            let target = node.as_str().and_then(|text| text.strip_prefix("service:"));
            let Some(target) = target else { continue };
            let other = self.tree.at(&["services", target]);
            let name = self.name;
            if other.is_none() {
                let words = format!(
                    "service {name:?} declares unknown service {target:?} as additional contexts {context}"
                );
                let member = "build.additional_contexts";
                let missing = self.undefined("service", target, node, member);
                found.push(missing.docker(words));
            } else if other.and_then(|other| other.get("build")).is_none() {
                let words = format!(
                    "service {name:?} declares non-buildable service {target:?} as additional contexts {context}"
                );
                found.push(
                    Diagnostic::error("compose-context-not-built")
                        .arg("service", name)
                        .arg("other", target)
                        .key(format!("{}.build.additional_contexts", self.key))
                        .at(node.place_of_key())
                        .docker(words),
                );
            }
        }
    }

    /// Nothing is mounted twice in the same place.
    fn mounts(&self, found: &mut Vec<Diagnostic>) {
        let list = |name: &str| self.service.get(name).and_then(Node::as_list);
        let memory = list("tmpfs").unwrap_or_default().iter().map(|node| {
            let text = node.as_str().unwrap_or_default();
            (text.split(':').next().unwrap_or_default(), node)
        });
        let volumes = list("volumes").unwrap_or_default().iter();
        let volumes = volumes.map(|node| {
            let target = node.get("target").and_then(Node::as_str);
            (target.unwrap_or_default(), node)
        });
        let memory = memory.enumerate().map(|(i, mount)| ("tmpfs", i, mount));
        let volumes = volumes.enumerate().map(|(i, mount)| ("volumes", i, mount));
        let mut known: BTreeMap<&str, (String, &Node)> = BTreeMap::new();
        for (section, i, (target, node)) in memory.chain(volumes) {
            let place = format!("{}.{section}[{i}]", self.key);
            if let Some((first, other)) = known.get(target) {
                let words = format!("{place}: target {target} already mounted as {first}");
                found.push(
                    Diagnostic::error("compose-mounted-twice")
                        .arg("target", target)
                        .key(&place)
                        .at(node.span)
                        .related(other.span, "first-defined-here")
                        .docker(words),
                );
            } else {
                known.insert(target, (place, node));
            }
        }
    }

    fn references(&self, found: &mut Vec<Diagnostic>) {
        let name = self.name;
        for (network, node) in self
            .service
            .get("networks")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            if self.tree.at(&["networks", network]).is_none() {
                found.push(self.undefined("network", network, node, "networks"));
            }
        }
        for (other, dependency) in self
            .service
            .get("depends_on")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            let required = dependency.get("required").is_none_or(is_true);
            let active = self.tree.at(&["services", other]).is_some();
            if !active && (required || !self.inactive.contains(other)) {
                let words = format!("service {name:?} depends on undefined service {other:?}");
                let missing = self.undefined("service", other, dependency, "depends_on");
                let help = if self.inactive.contains(other) {
                    "compose-inactive-help"
                } else {
                    "compose-undefined-help"
                };
                found.push(missing.help(help).docker(invalid(words)));
            }
        }
        let models = self.service.get("models").and_then(Node::as_map);
        for (model, node) in models.into_iter().flatten() {
            if self.tree.at(&["models", model]).is_none() {
                found.push(self.undefined("model", model, node, "models"));
            }
        }
        for mount in self
            .service
            .get("volumes")
            .and_then(Node::as_list)
            .unwrap_or_default()
        {
            let text = |name: &str| mount.get(name).and_then(Node::as_str).unwrap_or_default();
            let source = text("source");
            let volume = text("type") == "volume" && !source.is_empty();
            if volume && self.tree.at(&["volumes", source]).is_none() {
                found.push(self.undefined("volume", source, mount, "volumes"));
            }
        }
        for (member, kind) in [("configs", "config"), ("secrets", "secret")] {
            for file in self
                .service
                .get(member)
                .and_then(Node::as_list)
                .unwrap_or_default()
            {
                self.reference(file, member, kind, found);
            }
        }
    }

    fn reference(
        &self,
        file: &Node,
        section: &str,
        kind: &'static str,
        found: &mut Vec<Diagnostic>,
    ) {
        let source = file
            .get("source")
            .and_then(Node::as_str)
            .unwrap_or_default();
        if self.tree.at(&[section, source]).is_none() {
            found.push(self.undefined(kind, source, file, section));
        }
    }

    /// Says that nothing of a kind has this name; names the nearest that is defined.
    fn undefined(&self, kind: &'static str, name: &str, node: &Node, member: &str) -> Diagnostic {
        let says = kind.replace('-', " ");
        let words = format!("service {:?} refers to undefined {says} {name}", self.name);
        let section = format!("{}s", kind.trim_start_matches("build-"));
        let defined = self.tree.get(&section).and_then(Node::as_map);
        let defined = defined
            .into_iter()
            .flatten()
            .map(|(known, _)| known.as_str());
        let near = nearest(name, defined).unwrap_or_default();
        Diagnostic::error("compose-undefined")
            .arg("service", self.name)
            .word("kind", kind)
            .arg("name", name)
            .arg("nearest", near)
            .key(format!("{}.{member}", self.key))
            .at(node.place_of_key())
            .help("compose-undefined-help")
            .docker(invalid(words))
    }

    /// The same limit may be given twice only with the same value.
    fn limits(&self, found: &mut Vec<Diagnostic>) {
        let pairs = [
            ("cpus", "limits", "cpus"),
            ("mem_limit", "limits", "memory"),
            ("mem_reservation", "reservations", "memory"),
            ("pids_limit", "limits", "pids"),
        ];
        let set = |node: Option<&Node>| match node.map(|node| &node.value) {
            None | Some(Value::Int(0)) => None,
            Some(Value::Text(zero)) if zero == "0" => None,
            Some(value) => Some(value.clone()),
        };
        for (own, group, member) in pairs {
            let Some(value) = set(self.service.get(own)) else {
                continue;
            };
            let Some(group_node) = self.service.at(&["deploy", "resources", group]) else {
                continue;
            };
            if set(group_node.get(member)) != Some(value) {
                let other = format!("deploy.resources.{group}.{member}");
                let words = format!(
                    "services.{}: can't set distinct values on '{own}' and '{other}'",
                    self.name
                );
                let distinct = self.says("compose-distinct-values", own, invalid(words));
                found.push(distinct.arg("first", own).arg("second", other));
            }
        }
    }

    fn scale(&self, found: &mut Vec<Diagnostic>) {
        let name = self.name;
        let number = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        };
        let scale = number(self.service.get("scale"));
        let replicas = number(self.service.at(&["deploy", "replicas"]));
        if let (Some(scale), Some(replicas)) = (scale, replicas)
            && scale != replicas
        {
            let words = format!(
                "services.{name}: can't set distinct values on 'scale' and 'deploy.replicas'"
            );
            let distinct = self.says("compose-distinct-values", "scale", invalid(words));
            found.push(
                distinct
                    .arg("first", "scale")
                    .arg("second", "deploy.replicas"),
            );
        }
        let negative = [
            ("scale", self.service.get("scale"), scale),
            (
                "deploy.replicas",
                self.service.at(&["deploy", "replicas"]),
                replicas,
            ),
        ];
        for (member, node, number) in negative {
            if let Some(number) = number.filter(|number| *number < 0) {
                let key = format!("{}.{member}", self.key);
                let words = format!("services.{name}.{member}: must be greater than or equal to 0");
                found.push(
                    Diagnostic::error("compose-negative")
                        .arg("value", number)
                        .key(key)
                        .at(node.and_then(|node| node.span))
                        .docker(words),
                );
            }
        }
        if scale.or(replicas).unwrap_or(1) > 1 && self.text("container_name").is_some() {
            let by = if scale.is_some() {
                "scale"
            } else {
                "deploy.replicas"
            };
            let words = format!(
                "services.{by}: can't set container_name and {name} as container name must be unique"
            );
            let scaled = self.says(
                "compose-container-name-scaled",
                "container_name",
                invalid(words),
            );
            found.push(scaled.arg("service", name).arg("by", by));
        }
    }
}
