//! Reads files into one tree: interpolation, `extends`, `include`, merge, schema, canonical form, paths.

use std::cell::RefCell;

use super::budget::Budget;
use super::canonical::Canonical;
use super::check::check;
use super::diagnostic::Diagnostic;
use super::environment::Variables;
use super::files::{Role, Sources, unreadable};
use super::interpolate::Template;
use super::merge;
use super::node::{Map, Node, Value, key_below};
use super::normalize;
use super::paths::Base;
use super::scalar::go_text;
use super::schema::APP;
use super::validate;
use super::yaml;

/// What all stages share.
pub(super) struct Reader<'a> {
    pub(super) sources: Sources<'a>,
    pub(super) budget: Budget,
    pub(super) warnings: RefCell<Vec<Diagnostic>>,
    pub(super) home: Option<String>,
}

/// Files that are laid over one another.
pub(super) struct Layer<'a> {
    /// Their absolute paths.
    pub(super) files: &'a [String],
    pub(super) role: Role,
    /// What relative paths start from.
    pub(super) directory: &'a str,
    pub(super) variables: &'a Variables,
    /// The first file of every layer that includes this one, and its own.
    pub(super) stack: &'a [String],
}

impl Reader<'_> {
    /// Reads a layer into its canonical tree.
    pub(super) fn layer(&self, layer: &Layer<'_>) -> Result<Node, Vec<Diagnostic>> {
        let mut tree = Node::from(Map::new());
        for file in layer.files {
            for mut document in self.interpolated(file, layer.role, layer.variables)? {
                are_mappings(&document)?;
                // before `extends`, because since Compose 5 what is included can be extended
                self.include(&mut document, layer)?;
                let services = document
                    .as_map_mut()
                    .and_then(|top| top.get_mut("services"));
                if let Some(services) = services.and_then(Node::as_map_mut) {
                    self.extend(services, file, layer.directory, layer.variables)?;
                }
                tree.span = tree.span.or(document.span);
                merge::object(&mut tree, document, &APP, "")?;
            }
            let found = check(&tree, &APP, file);
            if !found.is_empty() {
                return Err(found);
            }
            self.drop_version(&mut tree, file);
        }
        merge::settle(&mut tree);
        self.canonical().object(&mut tree, &APP, "")?;
        normalize::build_contexts(&mut tree);
        normalize::device_counts(&mut tree);
        validate::resources(&tree)?;
        let home = self.home.as_deref();
        Base {
            directory: layer.directory,
            home,
        }
        .resolve(&mut tree);
        if layer.role == Role::Include {
            inherit(&mut tree, layer.variables);
        }
        Ok(tree)
    }

    pub(super) fn canonical(&self) -> Canonical<'_> {
        Canonical {
            budget: &self.budget,
            warnings: &self.warnings,
        }
    }

    /// Reads all documents of a file as one, the later over the earlier.
    pub(super) fn documents(
        &self,
        file: &str,
        role: Role,
        variables: &Variables,
    ) -> Result<Node, Diagnostic> {
        let mut tree = Node::from(Map::new());
        for document in self.interpolated(file, role, variables)? {
            merge::object(&mut tree, document, &APP, "")?;
        }
        Ok(tree)
    }

    /// Reads the documents of a file and fills in variables.
    fn interpolated(
        &self,
        file: &str,
        role: Role,
        variables: &Variables,
    ) -> Result<Vec<Node>, Diagnostic> {
        let (id, bytes) =
            self.sources
                .read(file, role)
                .map_err(|error| match unreadable(file, &error) {
                    // Compose has no such limit.
                    own if error == super::files::FileError::TooLarge => own,
                    shared => shared.docker(format!("open {file}: {error}")),
                })?;
        let mut documents =
            yaml::parse(id, &bytes, &self.budget).map_err(|found| in_file(found, file))?;
        let lookup = |name: &str| variables.get(name).cloned();
        for document in &mut documents {
            if document.as_map().is_none() {
                return Err(Diagnostic::error("compose-top-not-mapping")
                    .at(document.span)
                    .docker(not_mapping(document)));
            }
            self.fill(document, &lookup, "")?;
        }
        Ok(documents)
    }

    fn fill(
        &self,
        node: &mut Node,
        lookup: &dyn Fn(&str) -> Option<String>,
        key: &str,
    ) -> Result<(), Diagnostic> {
        match &mut node.value {
            Value::Text(text) if text.contains('$') => {
                let template = Template::new(lookup, &self.budget);
                let filled = template
                    .fill(text)
                    .map_err(|failure| failure.diagnose(key).at(node.span))?;
                for variable in template.unset.take() {
                    let words = format!(
                        "The {variable:?} variable is not set. Defaulting to a blank string."
                    );
                    let unset = Diagnostic::warning("compose-variable-unset")
                        .arg("variable", variable)
                        .key(key)
                        .at(node.span)
                        .docker(words);
                    self.warnings.borrow_mut().push(unset);
                }
                *text = filled;
            }
            Value::List(items) => {
                for (i, item) in items.iter_mut().enumerate() {
                    self.fill(item, lookup, &format!("{key}[{i}]"))?;
                }
            }
            Value::Map(members) => {
                for (name, member) in members {
                    self.fill(member, lookup, &key_below(key, name))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn drop_version(&self, tree: &mut Node, file: &str) {
        let version = tree
            .as_map_mut()
            .and_then(|top| top.shift_remove("version"));
        if let Some(version) = version {
            let obsolete = Diagnostic::warning("compose-version-obsolete")
                .key("version")
                .at(version.place_of_key())
                .docker(format!("{file}: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion"));
            self.warnings.borrow_mut().push(obsolete);
        }
    }
}

/// Of what Compose finds once a text is YAML it says in which file it is.
fn in_file(mut found: Diagnostic, file: &str) -> Diagnostic {
    let decoded = [
        "compose-duplicate-key",
        "compose-merge-not-mapping",
        "compose-yaml-tag",
    ];
    if decoded.contains(&found.code) {
        let words = found.docker_says.take();
        found.docker_says = words.map(|words| format!("failed to parse {file}: {words}"));
    }
    found
}

/// The words of Compose for a file that is no mapping.
fn not_mapping(document: &Node) -> String {
    let line = document.span.map_or(1, |span| span.line);
    let text = go_text(&document.value);
    let what = match &document.value {
        Value::List(_) => "!!seq".to_owned(),
        Value::Int(_) | Value::Big(_) => format!("!!int `{text}`"),
        Value::Float(_) => format!("!!float `{text}`"),
        Value::Bool(_) => format!("!!bool `{text}`"),
        Value::Text(_) => format!("!!str `{text}`"),
        Value::Null | Value::Map(_) => return "Top-level object must be a mapping".to_owned(),
    };
    format!("yaml: unmarshal errors:\n  line {line}: cannot unmarshal {what} into cli.named")
}

/// The services are a mapping of mappings, before one can be extended.
fn are_mappings(document: &Node) -> Result<(), Diagnostic> {
    let Some(services) = document.get("services") else {
        return Ok(());
    };
    let no_mapping = |node: &&Node| !matches!(node.value, Value::Map(_) | Value::Null);
    let members = services.as_map().into_iter().flatten();
    let below = members.map(|(name, node)| (key_below("services", name), node));
    let mut all = std::iter::once(("services".to_owned(), services)).chain(below);
    match all.find(|(_, node)| no_mapping(node)) {
        None => Ok(()),
        Some((key, node)) => Err(Diagnostic::error("compose-wrong-type")
            .word("expected", "mapping")
            .word("found", node.value.kind())
            .key(&key)
            .at(node.span)
            .docker(format!("{key} must be a mapping"))),
    }
}

/// Variables without a value take that of the include's own env file.
fn inherit(tree: &mut Node, variables: &Variables) {
    let services = tree.as_map_mut().and_then(|top| top.get_mut("services"));
    for service in services
        .and_then(Node::as_map_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        let environment = service
            .as_map_mut()
            .and_then(|service| service.get_mut("environment"));
        for (name, value) in environment.and_then(Node::as_map_mut).into_iter().flatten() {
            if let (true, Some(known)) = (value.is_null(), variables.get(name)) {
                value.value = known.as_str().into();
            }
        }
    }
}

impl From<Diagnostic> for Vec<Diagnostic> {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic]
    }
}
