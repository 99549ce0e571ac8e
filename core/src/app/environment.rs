//! Variables: those for interpolation, and those that `env_file` gives to containers.

use std::collections::BTreeMap;

use super::diagnostic::Diagnostic;
use super::dotenv::{self, BadLine};
use super::files::{FileError, Role, unreadable};
use super::node::{Map, Node, Span, Value};
use super::reader::Reader;

/// Variables by name.
pub(super) type Variables = BTreeMap<String, String>;

impl Reader<'_> {
    /// Reads env files for interpolation: the shell wins, then the later file.
    pub(super) fn env_files(
        &self,
        shell: &Variables,
        paths: &[String],
    ) -> Result<Variables, Diagnostic> {
        let mut read = Variables::new();
        for path in paths {
            let (file, bytes) = self.sources.read(path, Role::Env).map_err(|error| {
                unreadable(path, &error).docker(format!("couldn't find env file: {path}"))
            })?;
            self.budget.spend(0, bytes.len())?;
            let known = |name: &str| shell.get(name).cloned();
            let earlier = |name: &str| read.get(name).cloned();
            let text = String::from_utf8_lossy(&bytes);
            let values = dotenv::parse(&text, &known, &earlier, &self.budget)
                .map_err(|bad| bad_line(path, file, &bytes, bad))?;
            read.extend(values);
        }
        Ok(read)
    }

    /// The default `.env` of a folder, if there is one.
    pub(super) fn default_env_file(&self, directory: &str) -> Vec<String> {
        let path = super::path::join(directory, ".env");
        match self.sources.read(&path, Role::Env) {
            Err(FileError::NotFound | FileError::IsDirectory) => Vec::new(),
            _ => vec![path],
        }
    }

    /// Fills in the variables of a canonical service from the project and its env files.
    pub(super) fn service_environment(
        &self,
        service: &mut Map,
        key: &str,
        project: &Variables,
    ) -> Result<(), Diagnostic> {
        let mut values: BTreeMap<String, Node> = BTreeMap::new();
        let files = service
            .get("env_file")
            .and_then(Node::as_list)
            .unwrap_or_default();
        for (i, entry) in files.iter().enumerate() {
            let path = entry.get("path").and_then(Node::as_str).unwrap_or_default();
            let required = !matches!(
                entry.get("required").map(|r| &r.value),
                Some(Value::Bool(false))
            );
            let key = format!("{key}.env_file[{i}]");
            let (file, bytes) = match self.sources.read(path, Role::EnvFile) {
                Ok(read) => read,
                Err(FileError::NotFound) if !required => continue,
                Err(error) => {
                    let words = match error {
                        FileError::NotFound => {
                            format!(
                                "env file {path} not found: stat {path}: no such file or directory"
                            )
                        }
                        _ => format!("failed to load {path}: {error}"),
                    };
                    return Err(unreadable(path, &error)
                        .key(key)
                        .at(entry.span)
                        .docker(words));
                }
            };
            // the project wins over the service's own variables, they over this file's, these over those of earlier files
            let own = |name: &str| service.get("environment")?.get(name)?.as_str();
            let known = |name: &str| {
                project
                    .get(name)
                    .cloned()
                    .or_else(|| own(name).map(str::to_owned))
            };
            let earlier = |name: &str| values.get(name).and_then(Node::as_str).map(str::to_owned);
            self.budget.spend(0, bytes.len())?;
            let text = String::from_utf8_lossy(&bytes);
            let read = match entry.get("format").and_then(Node::as_str) {
                None | Some("") => dotenv::parse(&text, &known, &earlier, &self.budget),
                Some("raw") => dotenv::parse_raw(&text, &known),
                Some(other) => {
                    return Err(Diagnostic::error("compose-not-one-of")
                        .arg("value", other)
                        .arg("allowed", "raw")
                        .key(key)
                        .at(entry.span)
                        .docker(format!("unsupported env_file format {other:?}")));
                }
            };
            let read = read.map_err(|bad| bad_line(path, file, &bytes, bad).key(&key))?;
            values.extend(read.into_iter().map(|(name, value)| {
                let node = Node {
                    span: entry.span,
                    ..Node::from(value)
                };
                (name, node)
            }));
        }
        let own = service
            .shift_remove("environment")
            .map(|node| (node.span, node.key_span, node.value));
        let place = own.as_ref().map(|(span, key_span, _)| (*span, *key_span));
        if let Some((_, _, Value::Map(members))) = own {
            for (name, mut node) in members {
                if node.is_null()
                    && let Some(value) = project.get(&name)
                {
                    node.value = value.as_str().into();
                }
                values.insert(name, node);
            }
        }
        let (span, key_span) = place.unwrap_or_default();
        let node = Node {
            span,
            key_span,
            ..Node::from(values.into_iter().collect::<Map>())
        };
        service.insert("environment".to_owned(), node);
        Ok(())
    }

    /// Reads `label_file` of a canonical service; its own labels win. Their variables are the labels of earlier files.
    pub(super) fn service_labels(&self, service: &mut Map, key: &str) -> Result<(), Diagnostic> {
        let files = service
            .get("label_file")
            .and_then(Node::as_list)
            .unwrap_or_default()
            .to_vec();
        if files.is_empty() {
            return Ok(());
        }
        let mut labels = Map::new();
        for (i, entry) in files.iter().enumerate() {
            let path = entry.as_str().unwrap_or_default();
            let (file, bytes) = self.sources.read(path, Role::LabelFile).map_err(|error| {
                let words = format!("failed to load {path}: {error}");
                unreadable(path, &error)
                    .key(format!("{key}.label_file[{i}]"))
                    .at(entry.span)
                    .docker(words)
            })?;
            self.budget.spend(0, bytes.len())?;
            let earlier = |name: &str| labels.get(name).and_then(Node::as_str).map(str::to_owned);
            let text = String::from_utf8_lossy(&bytes);
            let read = dotenv::parse(&text, &earlier, &|_| None, &self.budget)
                .map_err(|bad| bad_line(path, file, &bytes, bad))?;
            labels.extend(
                read.into_iter()
                    .map(|(name, value)| (name, entry.with(value))),
            );
        }
        let own = service.shift_remove("labels").unwrap_or_default();
        labels.extend(
            own.as_map()
                .into_iter()
                .flatten()
                .map(|(name, node)| (name.clone(), node.clone())),
        );
        service.insert("labels".to_owned(), own.with(labels));
        Ok(())
    }
}

/// Says which line of an env file is wrong.
fn bad_line(path: &str, file: u32, bytes: &[u8], bad: BadLine) -> Diagnostic {
    let before: usize = bytes
        .split_inclusive(|b| *b == b'\n')
        .take(bad.line - 1)
        .map(<[u8]>::len)
        .sum();
    let length = bytes[before..].iter().take_while(|b| **b != b'\n').count();
    let span = Span {
        file,
        line: bad.line as u32,
        column: 1,
        start: before as u32,
        end: (before + length) as u32,
    };
    bad.why
        .at(Some(span))
        .docker(format!("failed to read {path}: {}", bad.words))
}
