//! Where a program listens: what was believed, what says otherwise, and that nothing says it.

use super::{EVERYWHERE, Hunt, Severity};
use crate::app::service::Service;
use crate::check::verdict::Saying;
use crate::check::{Remedy, Trap};
use crate::workload::{PortSign, Sign, listening};

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    if hunt.app.is_job(name) {
        return;
    }
    let listening = listening(&hunt.app.project, name);
    let profile = &hunt.app.profiles[name];
    let ports = ports(&profile.listens);
    match &listening.taken {
        Some(sign) if sign.sign > Sign::Stated && sign.sign != Sign::Written => {
            let key = match sign.sign {
                Sign::Implied => Trap::PortImplied,
                _ => Trap::PortTaken,
            };
            let trap = Saying::new(key).arg("port", &ports).arg("key", sign.key());
            note(
                hunt,
                Severity::Note,
                (trap, Remedy::SayOtherPort),
                (name, sign),
            );
        }
        None if needed(hunt, name)
            && profile.origins.get("listens").is_none_or(|o| o == "guess") =>
        {
            let (severity, key) = match profile.listens.is_empty() {
                true => (Severity::Warning, Trap::PortUnknown),
                false => (Severity::Note, Trap::PortGuessed),
            };
            let mut trap = Saying::new(key);
            if !profile.listens.is_empty() {
                trap = trap.arg("port", &ports);
            }
            let image = service.image.as_ref().and(hunt.member(name, &["image"]));
            hunt.trap(
                severity,
                (trap, Remedy::StatePort),
                EVERYWHERE,
                (name, ""),
                image,
            );
        }
        _ => {}
    }
    for sign in &listening.against {
        let other: Vec<u16> = sign
            .ports
            .iter()
            .copied()
            .filter(|p| !profile.listens.contains(p))
            .collect();
        let trap = Saying::new(Trap::PortConflict).arg("port", &ports);
        let trap = trap
            .arg("other", self::ports(&other))
            .arg("key", sign.key());
        note(
            hunt,
            Severity::Warning,
            (trap, Remedy::OnePort),
            (name, sign),
        );
    }
}

/// Tells whether another service means to reach this one.
fn needed(hunt: &Hunt<'_>, name: &str) -> bool {
    let app = hunt.app;
    let depends = |(_, other): (&String, &Service)| other.depends_on.contains_key(name);
    app.profiles[name].http && !app.is_job(name) && app.project.services.iter().any(depends)
}

/// Notes a trap of a service where the sign stands, which may be in another service.
fn note(
    hunt: &mut Hunt<'_>,
    severity: Severity,
    trap: (Saying, Remedy),
    (name, sign): (&str, &PortSign),
) {
    let path: Vec<&str> = sign.path.iter().map(String::as_str).collect();
    let node = (1..=path.len())
        .rev()
        .find_map(|end| hunt.member(&sign.service, &path[..end]));
    hunt.trap(severity, trap, EVERYWHERE, (name, ""), node);
}

fn ports(ports: &[u16]) -> String {
    let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
    ports.join(", ")
}
