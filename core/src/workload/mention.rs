//! Where settings name a service with a port: `http://api:5000`, `API_HOST=api` with `API_PORT`, `proxy_pass`.

use std::collections::BTreeMap;

use super::address::{default_port, scheme_before};
use super::flag::{filled, number};
use crate::app::project::Project;
use crate::app::service::Service;

/// How a text names a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mention {
    /// With a port.
    Port(u16),
    /// With a scheme that means one.
    Implied(u16),
}

/// Everything that names a service with a port: in whose settings, at which path below, and how.
pub(super) fn of<'a>(project: &'a Project, name: &str) -> Vec<(&'a str, Vec<String>, Mention)> {
    let Some(service) = project.services.get(name) else {
        return Vec::new();
    };
    let names = names(name, service);
    let mut found: Vec<(&str, Vec<String>, Mention)> = Vec::new();
    for (caller, settings) in &project.services {
        let environment = settings.variables();
        let mut say = |path: &[&str], text: &str| {
            for name in &names {
                for mention in mentions(text, name) {
                    let path = path.iter().map(|p| (*p).to_owned()).collect();
                    found.push((caller, path, mention));
                }
            }
        };
        for (variable, value) in &environment {
            say(&["environment", variable], value);
        }
        let lists = [
            ("command", &settings.command),
            ("entrypoint", &settings.entrypoint),
        ];
        for (key, words) in lists {
            let line = words
                .iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(" ");
            say(&[key], &filled(&line, &environment));
        }
        for mount in &settings.configs {
            let config = project.configs.get(&mount.source);
            if let Some(text) = config.and_then(|c| c.content.as_deref()) {
                say(&["configs"], text);
            }
        }
        for (variable, port) in pairs(&environment, &names) {
            found.push((
                caller,
                vec!["environment".to_owned(), variable],
                Mention::Port(port),
            ));
        }
    }
    found
}

/// The names under which others reach a service.
fn names<'a>(name: &'a str, service: &'a Service) -> Vec<&'a str> {
    let aliases = service.networks.values().flatten().flat_map(|n| &n.aliases);
    let mut names = vec![name];
    let others = aliases
        .chain(&service.container_name)
        .chain(&service.hostname);
    for other in others {
        if !names.contains(&other.as_str()) {
            names.push(other);
        }
    }
    names
}

/// `API_HOST=api` with `API_PORT=5000`: the variable of the port, and the port.
fn pairs(environment: &BTreeMap<String, String>, names: &[&str]) -> Vec<(String, u16)> {
    let pair = |(variable, value): (&String, &String)| {
        let ends = ["HOST", "HOSTNAME", "ADDRESS", "ADDR", "SERVER"];
        let stem = ends.iter().find_map(|end| variable.strip_suffix(end))?;
        let beside = format!("{stem}PORT");
        let port = number(environment.get(&beside)?)?;
        // `HOST` and `PORT` alone are where the program itself listens
        (!stem.is_empty() && names.contains(&value.trim())).then_some((beside, port))
    };
    environment.iter().filter_map(pair).collect()
}

/// How a text names a service, each time that it does with a port or a scheme.
fn mentions(text: &str, name: &str) -> Vec<Mention> {
    let part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        // a path such as `acme/api:2` names an image
        let begins = !before.ends_with(part) && (!before.ends_with('/') || before.ends_with("//"));
        if !begins || after.starts_with(part) {
            continue;
        }
        let digits = after.strip_prefix(':').map(|rest| {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            (&rest[..end], &rest[end..])
        });
        if let Some((port, rest)) = digits {
            let whole = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || ".-_".contains(c));
            found.extend(number(port).filter(|_| whole).map(Mention::Port));
        } else if let Some(scheme) = scheme_of(before) {
            found.extend(default_port(&scheme).map(Mention::Implied));
        }
    }
    // nginx calls a group of servers by the same name: `upstream api { server api:3000; }` and `proxy_pass http://api`
    if found
        .iter()
        .any(|mention| matches!(mention, Mention::Port(_)))
    {
        found.retain(|mention| matches!(mention, Mention::Port(_)));
    }
    found
}

/// The scheme of the address whose host begins where `before` ends; `user:password@` may stand between.
fn scheme_of(before: &str) -> Option<String> {
    let (head, user) = before.rsplit_once("://")?;
    let direct = user.is_empty();
    let named = user.ends_with('@') && !user.contains(['/', ' ', ',', '"', '\'']);
    (direct || named).then(|| scheme_before(head))
}

/// The ports of its own container that a health check asks.
pub(super) fn asked(
    name: &str,
    test: &[String],
    environment: &BTreeMap<String, String>,
) -> Vec<u16> {
    let line = filled(&test.join(" "), environment);
    let mut ports: Vec<u16> = Vec::new();
    for host in ["localhost", "127.0.0.1", "0.0.0.0", "[::1]", name] {
        for mention in mentions(&line, host) {
            let (Mention::Port(port) | Mention::Implied(port)) = mention;
            ports.push(port);
        }
        // `nc -z localhost 5000` and `</dev/tcp/localhost/5000`
        for (at, _) in line.match_indices(host) {
            let rest = &line[at + host.len()..];
            let apart = (line[..at].ends_with("/dev/tcp/") && rest.starts_with('/'))
                || (rest.starts_with(' ') && line.contains("nc "));
            let end = rest
                .get(1..)
                .map(|r| r.split([' ', ')', ';', '"', '\'']).next());
            ports.extend(end.flatten().and_then(number).filter(|_| apart));
        }
    }
    ports.dedup();
    ports
}
