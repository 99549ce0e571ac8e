//! Hosts in settings that are not where they say.

use std::fmt::Display;

use super::{Found, Why};
use crate::app::service::Service;
use crate::strategy::App;
use crate::workload::{FOR_BROWSERS, host_of, words_of};

/// Names of this very container.
const LOCAL: &[&str] = &["localhost", "127.0.0.1", "[::1]"];
/// Ends of names of variables that say where something else is.
const WHERE: &[&str] = &[
    "HOST", "HOSTNAME", "SERVER", "ADDRESS", "ADDR", "URL", "URI",
];
/// Parts of names of variables that say where the program itself listens, or who may call it.
const OWN: &[&str] = &["BIND", "LISTEN", "ALLOWED", "ORIGIN", "CORS", "ADVERTISED"];
/// Parts of names of variables that say how others reach this program.
const ADVERTISED: &str = "ADVERTISED_LISTENERS";

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    for (variable, value) in &service.environment {
        let value = value.as_deref().unwrap_or_default();
        let key = format!("environment.{variable}");
        if variable.to_ascii_uppercase().contains(ADVERTISED) {
            if let Some((address, other)) = misled(app, name, value) {
                let args: [(&str, &dyn Display); 3] = [
                    ("address", &address),
                    ("service", &other),
                    ("variable", variable),
                ];
                found.at(name, &key, Why::AdvertisedLocally, &args);
            }
        } else if let Some(other) = meant(found, name, variable, value) {
            // A page that a browser reads may say `localhost` and start all the same.
            if FOR_BROWSERS.iter().any(|start| variable.starts_with(start)) {
                continue;
            }
            let args: [(&str, &dyn Display); 2] = [("service", &other), ("variable", variable)];
            found.at(name, &key, Why::LocalhostMeant, &args);
        }
    }
}

fn shares_host(found: &Found<'_>, service: &Service, other: &str) -> bool {
    let mode = service.network_mode.as_deref().unwrap_or_default();
    let theirs = found.app.project.services[other].network_mode.as_deref();
    let composes = found.way.composes();
    composes
        && (mode == "host"
            && found.app.project.services[other]
                .ports
                .iter()
                .any(|p| p.published.is_some())
            || !mode.is_empty() && theirs == Some(mode)
            || mode == format!("service:{other}"))
}

/// An address that a broker gives to its clients and that is each client's own, with a service that asks for it.
fn misled(app: &App, name: &str, value: &str) -> Option<(String, String)> {
    value.split(',').find_map(|listener| {
        let address = listener.rsplit("//").next()?.trim();
        let (host, port) = address.rsplit_once(':')?;
        if !LOCAL.contains(&host) {
            return None;
        }
        let asked = format!("{name}:{port}");
        let mut others = app.project.services.iter();
        let asks = others.find(|(other, stated)| {
            let values = stated.environment.values().flatten();
            other.as_str() != name && values.into_iter().any(|v| mentions(v, &asked))
        });
        asks.map(|(other, _)| (address.to_owned(), other.clone()))
    })
}

/// Tells whether a value names `host:port`, and not a longer host or port.
fn mentions(value: &str, address: &str) -> bool {
    words_of(value).any(|word| word == address)
}

/// The service that a variable means when it says `localhost`; none when it means the container itself, or what shares
/// its network.
fn meant(found: &Found<'_>, name: &str, variable: &str, value: &str) -> Option<String> {
    let service = &found.app.project.services[name];
    let other = localhost(found.app, name, variable, value)?;
    (!shares_host(found, service, &other)).then_some(other)
}

/// The service that a variable means when it says `localhost`, wherever both run; none when it means its own program.
pub(crate) fn localhost(app: &App, name: &str, variable: &str, value: &str) -> Option<String> {
    let service = &app.project.services[name];
    let word = words_of(value).find(|word| LOCAL.contains(&host_of(word)))?;
    let upper = variable.to_ascii_uppercase();
    if OWN.iter().any(|part| upper.contains(part)) {
        return None;
    }
    let beside = || {
        let stem = WHERE.iter().find_map(|end| upper.strip_suffix(end))?;
        let port = service
            .environment
            .iter()
            .find(|(n, _)| n.to_ascii_uppercase() == format!("{stem}PORT"));
        port?.1.as_deref()?.parse::<u16>().ok()
    };
    let said = word.rsplit_once(':').and_then(|(_, p)| p.parse().ok());
    match said.or_else(beside) {
        Some(port) if app.ports(name).contains(&port) => None,
        Some(port) => listening(app, name, port),
        None => {
            let is_where = WHERE
                .iter()
                .any(|end| upper.len() > end.len() && upper.ends_with(end));
            let others = service.depends_on.keys();
            let mut others = others.filter(|o| app.project.services.contains_key(*o));
            others.next().filter(|_| is_where).cloned()
        }
    }
}

/// Another service that listens on a port, or publishes it.
fn listening(app: &App, name: &str, port: u16) -> Option<String> {
    let mut others = app.project.services.iter();
    let found = others.find(|(other, stated)| {
        let published = |p: &crate::app::service::Port| p.published_range() == Some((port, port));
        other.as_str() != name
            && (app.ports(other).contains(&port) || stated.ports.iter().any(published))
    });
    found.map(|(other, _)| other.clone())
}
