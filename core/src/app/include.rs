//! `include`: other applications taken into this one.

use super::diagnostic::Diagnostic;
use super::extends::{count, remote};
use super::files::Role;
use super::merge;
use super::node::{Map, Node, Value, key_below};
use super::path;
use super::paths::{Base, is_remote_resource};
use super::reader::{Layer, Reader};
use super::scalar::go_text;

/// The deepest chain of includes (own limit; Compose has none).
const DEEPEST: usize = 32;

/// The sections that an include brings.
const SECTIONS: [&str; 6] = [
    "services", "volumes", "networks", "secrets", "configs", "models",
];

impl Reader<'_> {
    /// Takes what a document includes into it; where both define a name, the document is laid over what is included, as
    /// Compose does since 5.0.
    ///
    /// # Errors
    /// A cycle, two definitions that cannot be merged, and whatever is wrong in the files.
    pub(super) fn include(
        &self,
        document: &mut Node,
        layer: &Layer<'_>,
    ) -> Result<(), Vec<Diagnostic>> {
        let Some(top) = document.as_map_mut() else {
            return Ok(());
        };
        let Some(includes) = top.shift_remove("include") else {
            return Ok(());
        };
        let entries = match &includes.value {
            Value::List(entries) => entries.as_slice(),
            Value::Null => &[],
            other => return Err(vec![not_a_list(&includes, other)]),
        };
        for (i, entry) in entries.iter().enumerate() {
            let key = format!("include[{i}]");
            let included = self.included(entry, &key, layer)?;
            self.import(&included, top, entry)?;
        }
        Ok(())
    }

    fn included(
        &self,
        entry: &Node,
        key: &str,
        layer: &Layer<'_>,
    ) -> Result<Node, Vec<Diagnostic>> {
        let home = self.home.as_deref();
        let base = Base {
            directory: layer.directory,
            home,
        };
        let written = texts(if entry.as_str().is_some() {
            Some(entry)
        } else {
            entry.get("path")
        });
        if let Some(other) = written.iter().find(|path| is_remote_resource(path)) {
            return Err(vec![remote(other, entry.span)]);
        }
        let Some(first) = written.first() else {
            return Err(vec![
                Diagnostic::error("compose-required-key")
                    .arg("name", "path")
                    .key(key)
                    .at(entry.span),
            ]);
        };
        let first = base.absolute(first);
        let stack = layer
            .stack
            .iter()
            .map(String::as_str)
            .chain([first.as_str()]);
        if layer.stack.contains(&first) || layer.stack.len() > DEEPEST {
            let chain: Vec<&str> = stack.collect();
            let words = format!(
                "include cycle detected:\n{}\n include {}",
                chain[0],
                chain[1..].join("\n include ")
            );
            return Err(vec![
                Diagnostic::error("compose-include-cycle")
                    .arg("chain", chain.join(" -> "))
                    .key(key)
                    .at(entry.span)
                    .docker(words),
            ]);
        }
        let directory = match entry.get("project_directory").and_then(Node::as_str) {
            Some(directory) => base.absolute(directory),
            None => path::parent(&first).to_owned(),
        };
        let env_files = match entry.get("env_file") {
            None => self.default_env_file(&directory),
            files => texts(files)
                .iter()
                .map(|file| base.absolute(file))
                .collect(),
        };
        let mut variables = self.env_files(layer.variables, &env_files).map_err(|d| {
            let place = d.span.or(entry.span);
            vec![d.at(place)]
        })?;
        let inherited = layer
            .variables
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        self.budget.spend(0, inherited)?;
        variables.extend(layer.variables.iter().map(|(k, v)| (k.clone(), v.clone())));
        let files: Vec<String> = written.iter().map(|file| base.absolute(file)).collect();
        let stack: Vec<String> = stack.map(str::to_owned).collect();
        self.layer(&Layer {
            files: &files,
            role: Role::Include,
            directory: &directory,
            variables: &variables,
            stack: &stack,
        })
        .map_err(|mut diagnostics| {
            for diagnostic in &mut diagnostics {
                diagnostic.span = diagnostic.span.or(entry.span);
            }
            diagnostics
        })
    }
}

fn texts(node: Option<&Node>) -> Vec<String> {
    let one = node.into_iter().filter_map(Node::as_str);
    let many = node.and_then(Node::as_list).unwrap_or_default();
    one.chain(many.iter().filter_map(Node::as_str))
        .map(str::to_owned)
        .collect()
}

/// Says that `include` is no list, in Compose's words.
fn not_a_list(includes: &Node, value: &Value) -> Diagnostic {
    let shown = match value {
        Value::Map(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let member =
                |(name, node): &(&String, &Node)| format!("{name}:{}", go_text(&node.value));
            let shown: Vec<String> = members.iter().map(member).collect();
            format!("map[{}]", shown.join(" "))
        }
        scalar => go_text(scalar),
    };
    Diagnostic::error("compose-wrong-type")
        .word("expected", "list")
        .word("found", value.kind())
        .key("include")
        .at(includes.place_of_key())
        .docker(format!("`include` must be a list, got {shown}"))
}

impl Reader<'_> {
    /// Takes every resource over. Of a name that both sides define, the definition here is laid over the included one,
    /// and a warning says which Composes refuse that.
    fn import(&self, included: &Node, top: &mut Map, entry: &Node) -> Result<(), Vec<Diagnostic>> {
        for section in SECTIONS {
            let Some(from) = included.get(section).and_then(Node::as_map) else {
                continue;
            };
            let to = top
                .entry(section.to_owned())
                .or_insert_with(|| Map::new().into());
            if to.is_null() {
                to.value = Map::new().into();
            }
            let Some(to) = to.as_map_mut() else {
                continue;
            };
            for (name, resource) in from {
                let Some(known) = to.get_mut(name) else {
                    to.insert(name.clone(), resource.clone());
                    continue;
                };
                if known == resource {
                    continue;
                }
                let key = key_below(section, name);
                let both = Diagnostic::warning("compose-include-override")
                    .arg("name", name)
                    .key(&key)
                    .at(known.place_of_key())
                    .related(resource.place_of_key(), "also-defined-here")
                    .related(entry.span, "included-here");
                self.warnings.borrow_mut().push(both);
                self.budget.spend(count(resource), 0)?;
                let over = std::mem::take(known);
                let (span, key_span) = (over.span, over.key_span);
                let mut base = Node::from(Map::from([(name.clone(), resource.clone())]));
                let one = Node::from(Map::from([(name.clone(), over)]));
                merge::section(&mut base, one, section)?;
                let merged = base.as_map_mut().and_then(|map| map.swap_remove(name));
                *known = Node {
                    span,
                    key_span,
                    ..merged.unwrap_or_default()
                };
            }
        }
        Ok(())
    }
}
