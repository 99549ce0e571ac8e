//! Relative paths of a tree, made absolute.

use super::node::{Map, Node, Value};
use super::path::{is_absolute, join};

/// What relative paths start from.
pub(super) struct Base<'a> {
    /// The folder.
    pub(super) directory: &'a str,
    /// The home folder, for `~`.
    pub(super) home: Option<&'a str>,
}

impl Base<'_> {
    /// Makes one path absolute; an empty one stays.
    pub(super) fn absolute(&self, path: &str) -> String {
        if path.is_empty() {
            return String::new();
        }
        match (path.strip_prefix('~'), self.home) {
            (Some(rest), Some(home)) => join(home, rest.trim_start_matches('/')),
            _ if is_absolute(path) => path.to_owned(),
            _ => join(self.directory, path),
        }
    }

    fn text(&self, node: Option<&mut Node>) {
        if let Some(node) = node
            && let Some(path) = node.as_str()
        {
            node.value = self.absolute(path).into();
        }
    }

    /// The same, but here Compose takes an empty path for the folder.
    fn host_path(&self, node: Option<&mut Node>) {
        if let Some(node) = node {
            if node.as_str() == Some("") {
                node.value = self.directory.into();
            } else {
                self.text(Some(node));
            }
        }
    }

    fn context(&self, node: Option<&mut Node>) {
        let local =
            |path: &str| !path.contains("://") && !path.starts_with("service:") && !is_remote(path);
        if let Some(node) = node
            && node.as_str().is_some_and(local)
        {
            self.text(Some(node));
        }
    }

    /// Makes the paths of a canonical tree absolute.
    pub(super) fn resolve(&self, tree: &mut Node) {
        for service in members(tree, "services") {
            self.service(service);
        }
        for section in ["secrets", "configs"] {
            for resource in members(tree, section) {
                self.host_path(resource.get_mut("file"));
            }
        }
        for volume in members(tree, "volumes") {
            let local = volume.get("driver").and_then(Node::as_str) == Some("local");
            let options = volume.get_mut("driver_opts").and_then(Node::as_map_mut);
            if let (true, Some(options)) = (local, options)
                && options.get("o").and_then(Node::as_str) == Some("bind")
            {
                self.host_path(options.get_mut("device"));
            }
        }
    }

    /// Makes the paths of one canonical service absolute.
    pub(super) fn service(&self, service: &mut Map) {
        if let Some(build) = service.get_mut("build").and_then(Node::as_map_mut) {
            self.context(build.get_mut("context"));
            let contexts = build
                .get_mut("additional_contexts")
                .and_then(Node::as_map_mut);
            for context in contexts.into_iter().flat_map(Map::values_mut) {
                self.context(Some(context));
            }
        }
        for file in items(service.get_mut("env_file")) {
            self.text(file.as_map_mut().and_then(|file| file.get_mut("path")));
        }
        for file in items(service.get_mut("label_file")) {
            self.text(Some(file));
        }
        if let Some(extends) = service.get_mut("extends").and_then(Node::as_map_mut) {
            self.text(extends.get_mut("file"));
        }
        let develop = service.get_mut("develop").and_then(Node::as_map_mut);
        for watch in items(develop.and_then(|develop| develop.get_mut("watch"))) {
            self.text(watch.as_map_mut().and_then(|watch| watch.get_mut("path")));
        }
        for mount in items(service.get_mut("volumes")) {
            let bind = mount.get("type").and_then(Node::as_str) == Some("bind");
            if let (true, Some(mount)) = (bind, mount.as_map_mut()) {
                self.host_path(mount.get_mut("source"));
            }
        }
    }
}

fn items(node: Option<&mut Node>) -> impl Iterator<Item = &mut Node> {
    let list = node.and_then(|node| match &mut node.value {
        Value::List(items) => Some(items),
        _ => None,
    });
    list.into_iter().flatten()
}

/// The members of a section that are mappings.
fn members<'a>(tree: &'a mut Node, section: &str) -> impl Iterator<Item = &'a mut Map> {
    let section = tree.as_map_mut().and_then(|top| top.get_mut(section));
    section
        .and_then(Node::as_map_mut)
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Node::as_map_mut)
}

/// Tells whether a build context is fetched from elsewhere.
fn is_remote(context: &str) -> bool {
    [
        "https://",
        "http://",
        "git://",
        "ssh://",
        "github.com/",
        "git@",
    ]
    .iter()
    .any(|prefix| context.starts_with(prefix))
}

/// Tells whether a path of `include` or `extends` names something that is not a file here.
pub(super) fn is_remote_resource(path: &str) -> bool {
    !is_absolute(path) && (path.contains("://") || is_remote(path))
}
