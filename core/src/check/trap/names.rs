//! Names of hosts in settings, and the order of starts.

use super::{EVERYWHERE, Hunt, IN_TASKS, Severity};
use crate::app::service::{Condition, Service};
use crate::check::verdict::Saying;
use crate::check::{Remedy, Trap};
use crate::strategy::localhost;
use crate::workload::{FOR_BROWSERS, host_of, words_of};

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    for (variable, value) in &service.environment {
        let value = value.as_deref().unwrap_or_default();
        let below = format!("environment.{variable}");
        let node = hunt.member(name, &["environment", variable]);
        if let Some(other) = localhost(hunt.app, name, variable, value) {
            // What a program needs is refused; a page that a browser reads starts all the same.
            let shares = service.network_mode.is_some();
            if FOR_BROWSERS.iter().any(|start| variable.starts_with(start)) && !shares {
                let trap = Saying::new(Trap::Localhost).arg("variable", variable);
                let trap = (trap.arg("service", other), Remedy::ServiceName);
                hunt.trap(Severity::Warning, trap, EVERYWHERE, (name, &below), node);
            }
        }
        if variable.to_ascii_uppercase().contains("SMTP") && mail_port(value) {
            let trap = (Saying::new(Trap::MailPort), Remedy::MailPort);
            hunt.trap(Severity::Warning, trap, EVERYWHERE, (name, &below), node);
        }
        for (other, stated) in &hunt.app.project.services {
            let container = stated.container_name.as_deref().unwrap_or(other);
            if other != name
                && container != other
                && words_of(value).any(|w| host_of(w) == container)
            {
                let trap = Saying::new(Trap::ContainerName).arg("name", container);
                let trap = (trap.arg("service", other), Remedy::ServiceName);
                hunt.trap(Severity::Warning, trap, EVERYWHERE, (name, &below), node);
            }
        }
    }
    for (other, dependency) in &service.depends_on {
        if dependency.condition == Condition::ServiceHealthy {
            let node = hunt.member(name, &["depends_on", other]);
            let trap = Saying::new(Trap::Healthy).arg("service", other);
            let at = format!("depends_on.{other}");
            let trap = (trap, Remedy::TryAgain);
            hunt.trap(Severity::Note, trap, IN_TASKS, (name, &at), node);
        }
    }
}

/// Tells whether a value is port 25, or an address with it: AWS blocks what leaves through it.
fn mail_port(value: &str) -> bool {
    value == "25" || words_of(value).any(|word| word.ends_with(":25"))
}
