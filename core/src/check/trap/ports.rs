//! Ports: those that differ, that nobody carries, and that too many reach.

use super::{BALANCED, EVERYWHERE, Hunt, Severity};
use crate::app::service::{Port, Service};
use crate::check::verdict::Saying;
use crate::check::{Remedy, Trap};
use crate::strategy::{Entrance, Way};

/// The port of HTTPS.
const HTTPS: u16 = 443;
/// The port on which mail servers talk to each other: AWS blocks what leaves through it (Amazon EC2 user guide,
/// restriction on email sent using port 25).
const MAIL: u16 = 25;

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let entrances = hunt.app.entrances();
    let public: Vec<&Entrance> = entrances.iter().filter(|e| e.service == name).collect();
    for (index, port) in service.ports.iter().enumerate() {
        let node = hunt.entry(name, "ports", index);
        let at = format!("ports[{index}]");
        let at = (name, at.as_str());
        if port.protocol() != "tcp" {
            let trap = Saying::new(Trap::Udp).arg("protocol", port.protocol());
            let trap = (trap.arg("port", port.target), Remedy::Tcp);
            hunt.trap(Severity::Warning, trap, EVERYWHERE, at, node);
        }
        // The first tutorial's security group opens what is published; the careful one does not.
        let kind = hunt.app.profiles[name].kind;
        if kind.needed_at_start() && reaches_out(port) {
            let trap = Saying::new(Trap::DatabasePublished).arg("port", port.target);
            hunt.trap(
                Severity::Warning,
                (trap, Remedy::Expose),
                Way::opens_all,
                at,
                node,
            );
        }
        let https = public
            .iter()
            .any(|e| e.published == HTTPS && e.target == port.target);
        if https {
            let trap = (Saying::new(Trap::NoCertificate), Remedy::Certificate);
            hunt.trap(Severity::Warning, trap, BALANCED, at, node);
        }
        if port.target == MAIL && reaches_out(port) {
            let trap = (Saying::new(Trap::MailPort), Remedy::MailPort);
            hunt.trap(Severity::Warning, trap, EVERYWHERE, at, node);
        }
    }
    let checked = service
        .healthcheck
        .as_ref()
        .is_some_and(|check| !check.is_disabled());
    if !public.is_empty() && !checked && hunt.app.profiles[name].health_path.is_empty() {
        let trap = (Saying::new(Trap::NoHealthCheck), Remedy::HealthPath);
        // On a single instance nobody asks but the users.
        hunt.trap(Severity::Warning, trap, BALANCED, (name, ""), None);
    }
}

/// Nobody reaches the application from outside: it gets no traffic, and nothing tells that it works.
pub(super) fn nothing_public(hunt: &mut Hunt<'_>) {
    if hunt.app.entrances().is_empty() {
        let node = hunt.resolved.tree.get("services");
        let trap = (Saying::new(Trap::NothingPublic), Remedy::MakePublic);
        hunt.add(
            Severity::Warning,
            trap,
            EVERYWHERE,
            "services".to_owned(),
            node,
        );
    }
}

fn reaches_out(port: &Port) -> bool {
    let loopback = matches!(port.host_ip.as_deref(), Some("127.0.0.1" | "::1"));
    port.published.is_some() && !loopback
}
