//! Ports: those that differ, that nobody carries, and that too many reach.

use super::{BOTH, EC2, FARGATE, Hunt, Severity};
use crate::app::service::{Port, Service};
use crate::check::verdict::Saying;
use crate::strategy::Entrance;

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let entrances = hunt.app.entrances();
    let public: Vec<&Entrance> = entrances.iter().filter(|e| e.service == name).collect();
    for (index, port) in service.ports.iter().enumerate() {
        let node = hunt.entry(name, "ports", index);
        let at = format!("ports[{index}]");
        let at = (name, at.as_str());
        if port.protocol() != "tcp" {
            let trap = Saying::new("trap-udp").arg("protocol", port.protocol());
            let trap = (trap.arg("port", port.target), "remedy-tcp");
            hunt.trap(Severity::Error, trap, BOTH, at, node);
        } else if let Some(published) = unequal(port) {
            let trap = Saying::new("trap-port-unequal").arg("published", published);
            let trap = (trap.arg("target", port.target), "remedy-use-target");
            // The load balancer listens on the host port of a public service.
            let listens = public.iter().any(|e| e.published == published);
            let severity = if listens {
                Severity::Note
            } else {
                Severity::Warning
            };
            hunt.trap(severity, trap, FARGATE, at, node);
        }
        let kind = hunt.app.profiles[name].kind;
        if kind.needed_at_start() && reaches_out(port) {
            let trap = Saying::new("trap-database-published").arg("port", port.target);
            hunt.trap(Severity::Warning, (trap, "remedy-expose"), EC2, at, node);
        }
    }
    let checked = service
        .healthcheck
        .as_ref()
        .is_some_and(|check| !check.is_disabled());
    if !public.is_empty() && !checked && hunt.app.profiles[name].health_path.is_empty() {
        let trap = (Saying::new("trap-no-health-check"), "remedy-health-path");
        hunt.trap(Severity::Warning, trap, BOTH, (name, ""), None);
    }
}

/// The host port, when it is a fixed one and differs from the container's.
fn unequal(port: &Port) -> Option<u16> {
    let (first, last) = port.published_range()?;
    (first == last && first != port.target).then_some(first)
}

fn reaches_out(port: &Port) -> bool {
    let loopback = matches!(port.host_ip.as_deref(), Some("127.0.0.1" | "::1"));
    port.published.is_some() && !loopback
}
