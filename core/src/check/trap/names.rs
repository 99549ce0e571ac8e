//! Names of hosts in settings, and the order of starts.

use super::{BOTH, FARGATE, Hunt, Severity};
use crate::app::service::{Condition, Service};
use crate::check::verdict::Saying;

/// Names of this very container.
const LOCAL: &[&str] = &["localhost", "127.0.0.1", "[::1]"];
/// Ends of names of variables that say where something else is.
const WHERE: &[&str] = &[
    "HOST", "HOSTNAME", "SERVER", "ADDRESS", "ADDR", "URL", "URI",
];
/// Parts of names of variables that say where the program itself listens, or who may call it.
const OWN: &[&str] = &["BIND", "LISTEN", "ALLOWED", "ORIGIN", "CORS", "ADVERTISED"];

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    for (variable, value) in &service.environment {
        let value = value.as_deref().unwrap_or_default();
        let below = format!("environment.{variable}");
        let node = hunt.member(name, &["environment", variable]);
        if let Some(other) = meant(hunt, name, service, variable, value) {
            let trap = Saying::new("trap-localhost").arg("variable", variable);
            let trap = (trap.arg("service", other), "remedy-service-name");
            hunt.trap(Severity::Error, trap, BOTH, (name, &below), node);
        }
        for (other, stated) in &hunt.app.project.services {
            let container = stated.container_name.as_deref().unwrap_or(other);
            if other != name && container != other && words(value).any(|w| host(w) == container) {
                let trap = Saying::new("trap-container-name").arg("name", container);
                let trap = (trap.arg("service", other), "remedy-service-name");
                hunt.trap(Severity::Warning, trap, BOTH, (name, &below), node);
            }
        }
    }
    for (other, dependency) in &service.depends_on {
        if dependency.condition == Condition::ServiceHealthy {
            let node = hunt.member(name, &["depends_on", other]);
            let trap = Saying::new("trap-healthy").arg("service", other);
            let at = format!("depends_on.{other}");
            let trap = (trap, "remedy-try-again");
            hunt.trap(Severity::Note, trap, FARGATE, (name, &at), node);
        }
    }
}

/// Words of a value that may be `host` or `host:port`.
fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.:[]".contains(c))
}

/// The host of `host:port`.
fn host(word: &str) -> &str {
    match word.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => word,
    }
}

/// The service that a variable means when it says `localhost`; none when it means the container itself.
fn meant(
    hunt: &Hunt<'_>,
    name: &str,
    service: &Service,
    variable: &str,
    value: &str,
) -> Option<String> {
    let word = words(value).find(|word| LOCAL.contains(&host(word)))?;
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
        Some(port) if hunt.app.ports(name).contains(&port) => None,
        Some(port) => listening(hunt, name, port),
        None => {
            let is_where = WHERE
                .iter()
                .any(|end| upper.len() > end.len() && upper.ends_with(end));
            let mut others = service.depends_on.keys();
            others.next().filter(|_| is_where).cloned()
        }
    }
}

/// Another service that listens on a port, or publishes it.
fn listening(hunt: &Hunt<'_>, name: &str, port: u16) -> Option<String> {
    let mut others = hunt.app.project.services.iter();
    let found = others.find(|(other, stated)| {
        let published = |p: &crate::app::service::Port| p.published_range() == Some((port, port));
        other.as_str() != name
            && (hunt.app.ports(other).contains(&port) || stated.ports.iter().any(published))
    });
    found.map(|(other, _)| other.clone())
}
