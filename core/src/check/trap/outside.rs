//! Hosts that are no service of the file: those that answer outside, and those that nobody knows.

use super::{EVERYWHERE, Hunt, Severity};
use crate::app::service::Service;
use crate::check::verdict::Saying;
use crate::check::{Remedy, Trap};
use crate::workload::{addresses, answers, managed};

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let environment = service.variables();
    let mut said: Vec<String> = Vec::new();
    for (variable, need) in addresses(&environment) {
        if said.contains(&need.host) || is_here(hunt, service, &need.host) {
            continue;
        }
        let node = hunt.member(name, &["environment", variable]);
        let below = format!("environment.{variable}");
        let at = (name, below.as_str());
        let outside = answers(&hunt.app.profiles[name].outside, &need.host, need.port);
        if let Some(service) = managed(&need.host) {
            let trap = Saying::new(Trap::Managed).arg("host", &need.host);
            let trap = (trap.arg("service", service.name()), Remedy::LetIn);
            hunt.trap(Severity::Note, trap, EVERYWHERE, at, node);
        } else if outside {
            let trap = (
                Saying::new(Trap::Outside).arg("host", &need.host),
                Remedy::LetIn,
            );
            hunt.trap(Severity::Note, trap, EVERYWHERE, at, node);
        } else if !need.host.contains('.') {
            let trap = Saying::new(Trap::UnknownHost).arg("host", &need.host);
            let trap = (trap, Remedy::SayExternal);
            hunt.trap(Severity::Warning, trap, EVERYWHERE, at, node);
        }
        said.push(need.host);
    }
}

/// Tells whether a name stands for something of the application, or for the container itself.
fn is_here(hunt: &Hunt<'_>, own: &Service, host: &str) -> bool {
    let named = |(name, service): (&String, &Service)| {
        let mut aliases = service.networks.values().flatten().flat_map(|n| &n.aliases);
        name == host
            || service.container_name.as_deref() == Some(host)
            || service.hostname.as_deref() == Some(host)
            || aliases.any(|alias| alias == host)
    };
    let links = own.links.iter().chain(&own.external_links);
    let mut linked = links.filter_map(|link| link.rsplit(':').next());
    let mut extra = own
        .extra_hosts
        .iter()
        .filter_map(|h| h.split(['=', ':']).next());
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !host.chars().all(plain)
        || host == "localhost"
        || host.starts_with("127.")
        || host == "0.0.0.0"
        || hunt.app.project.services.iter().any(named)
        || hunt.app.project.inactive.iter().any(|name| name == host)
        || linked.any(|name| name == host)
        || extra.any(|name| name == host)
}
