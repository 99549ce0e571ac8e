//! `extends`: a service laid over another one, of the same file or of another.

use std::collections::BTreeMap;

use super::diagnostic::Diagnostic;
use super::environment::Variables;
use super::files::Role;
use super::merge;
use super::node::{Map, Node, Span};
use super::path;
use super::paths::{Base, is_remote_resource};
use super::reader::Reader;
use super::schema::SERVICE;

/// A service in a file; the file is absolute.
type Reference = (String, String);

/// Services as they stand in their files, and those already extended.
struct Extension<'r, 'f> {
    reader: &'r Reader<'f>,
    variables: &'r Variables,
    files: BTreeMap<String, Map>,
}

/// One service of a chain.
struct Link {
    reference: Reference,
    service: Node,
    /// The file of the service it extends, as written.
    foreign: Option<String>,
}

impl Reader<'_> {
    /// Lays every service of a file over those it extends.
    pub(super) fn extend(
        &self,
        services: &mut Map,
        file: &str,
        directory: &str,
        variables: &Variables,
    ) -> Result<(), Diagnostic> {
        if !services
            .values()
            .any(|service| service.get("extends").is_some())
        {
            return Ok(());
        }
        let mut extension = Extension {
            reader: self,
            variables,
            files: BTreeMap::from([(file.to_owned(), services.clone())]),
        };
        for (name, service) in services.iter_mut() {
            if service.get("extends").is_some() {
                *service = extension.service(file, name, directory)?;
            }
        }
        Ok(())
    }
}

impl Extension<'_, '_> {
    /// Follows the chain of a service to its end, then lays the links over one another from there.
    fn service(&mut self, file: &str, name: &str, directory: &str) -> Result<Node, Diagnostic> {
        let main = file;
        let mut chain: Vec<Link> = Vec::new();
        let (mut file, mut name) = (file.to_owned(), name.to_owned());
        let mut merged = loop {
            let service = self.find(&file, &name, chain.last())?;
            let Some(extends) = service.get("extends") else {
                break service;
            };
            let (base, other) = reference(extends, &format!("services.{name}.extends"))?;
            let other_path = match &other {
                None => file.clone(),
                Some(written) if is_remote_resource(written) => {
                    return Err(remote(written, extends.span));
                }
                Some(written) => {
                    let from = if file == main {
                        directory
                    } else {
                        path::parent(&file)
                    };
                    let home = self.reader.home.as_deref();
                    Base {
                        directory: from,
                        home,
                    }
                    .absolute(written)
                }
            };
            let link = Link {
                reference: (file, name),
                service,
                foreign: other,
            };
            if chain.iter().any(|known| known.reference == link.reference) {
                return Err(cycle(&chain, &link));
            }
            chain.push(link);
            (file, name) = (other_path, base);
        };
        while let Some(link) = chain.pop() {
            self.reader.budget.spend(count(&merged), 0)?;
            merge::settle(&mut merged);
            let place = (link.service.span, link.service.key_span);
            let key = format!("services.{}", link.reference.1);
            merge::object(&mut merged, link.service, &SERVICE, &key)?;
            (merged.span, merged.key_span) = place;
            if let Some(members) = merged.as_map_mut() {
                members.shift_remove("extends");
            }
            let (file, name) = link.reference;
            if let Some(services) = self.files.get_mut(&file) {
                services.insert(name, merged.clone());
            }
        }
        Ok(merged)
    }

    /// Finds a service, reading its file when it is a new one.
    fn find(&mut self, file: &str, name: &str, from: Option<&Link>) -> Result<Node, Diagnostic> {
        if !self.files.contains_key(file) {
            let span = from.and_then(|link| link.service.get("extends")?.span);
            let services = self.read(file).map_err(|d| {
                let place = d.span.or(span);
                d.at(place)
            })?;
            self.files.insert(file.to_owned(), services);
        }
        let found = self.files[file].get(name);
        if let (Some(found), Some(link)) = (found, from)
            && found.as_map().is_none()
            && !found.is_null()
        {
            return Err(Diagnostic::error("compose-wrong-type")
                .word("expected", "mapping")
                .word("found", found.value.kind())
                .key(format!("services.{name}"))
                .at(found.span)
                .related(link.service.span, "extended-here")
                .docker(format!("services.{name} must be a mapping")));
        }
        let mut found = found.cloned().ok_or_else(|| missing(name, file, from))?;
        if from.is_some() && found.is_null() {
            found.value = Map::new().into();
        }
        Ok(found)
    }

    /// Reads the services of another file; their paths become absolute.
    fn read(&self, file: &str) -> Result<Map, Diagnostic> {
        let mut tree = self.reader.documents(file, Role::Extends, self.variables)?;
        let services = tree
            .as_map_mut()
            .and_then(|top| top.swap_remove("services"));
        let Some(services) = services.and_then(|node| node.as_map().cloned()) else {
            return Ok(Map::new());
        };
        let base = Base {
            directory: path::parent(file),
            home: self.reader.home.as_deref(),
        };
        let canonical = self.reader.canonical();
        let mut services = services;
        for (name, service) in &mut services {
            canonical.object(service, &SERVICE, &format!("services.{name}"))?;
            if let Some(members) = service.as_map_mut() {
                base.service(members);
            }
        }
        Ok(services)
    }
}

/// Reads `extends`: the service, and the file if it is another one.
fn reference(extends: &Node, key: &str) -> Result<(String, Option<String>), Diagnostic> {
    if let Some(name) = extends.as_str() {
        return Ok((name.to_owned(), None));
    }
    let text = |name: &str| extends.get(name).and_then(Node::as_str).map(str::to_owned);
    match text("service") {
        Some(service) => Ok((service, text("file"))),
        None => Err(Diagnostic::error("compose-required-key")
            .arg("name", "service")
            .key(key)
            .at(extends.place_of_key())
            .docker(format!("{key}.service is required"))),
    }
}

fn missing(name: &str, file: &str, from: Option<&Link>) -> Diagnostic {
    let from_name = from.map_or(name, |link| link.reference.1.as_str());
    let from_file = from.map_or(file, |link| link.reference.0.as_str());
    let place = match from.and_then(|link| link.foreign.as_ref()) {
        Some(written) => format!(" in {written}"),
        None => String::new(),
    };
    let words = format!(
        "cannot extend service {from_name:?} in {from_file}: service {name:?} not found{place}"
    );
    Diagnostic::error("compose-extends-missing")
        .arg("service", from_name)
        .arg("base", name)
        .arg("path", file)
        .key(format!("services.{from_name}.extends"))
        .at(from.and_then(|link| link.service.get("extends")?.span))
        .docker(words)
}

fn cycle(chain: &[Link], again: &Link) -> Diagnostic {
    let names = chain.iter().chain([again]).map(|link| &link.reference);
    let first = &chain[0].reference;
    let mut words = format!("Circular reference:\n  {} in {}", first.1, first.0);
    for (file, service) in names.clone().skip(1) {
        words.push_str(&format!("\n  extends {service} in {file}"));
    }
    let shown: Vec<&str> = names.map(|(_, service)| service.as_str()).collect();
    Diagnostic::error("compose-extends-cycle")
        .arg("chain", shown.join(" -> "))
        .key(format!("services.{}.extends", again.reference.1))
        .at(again.service.get("extends").and_then(|node| node.span))
        .docker(words)
}

/// Says that only files are read.
pub(super) fn remote(path: &str, span: Option<Span>) -> Diagnostic {
    Diagnostic::error("compose-remote-resource")
        .arg("path", path)
        .at(span)
}

/// Counts the nodes of a tree.
pub(super) fn count(node: &Node) -> usize {
    use super::node::Value::{List, Map};
    1 + match &node.value {
        List(items) => items.iter().map(count).sum(),
        Map(members) => members.values().map(count).sum(),
        _ => 0,
    }
}
