//! Secrets that anybody can read, and variables that nobody set.

use super::{EVERYWHERE, Hunt, Severity};
use crate::app::diagnostic::Diagnostic;
use crate::app::service::Service;
use crate::check::verdict::Saying;
use crate::check::{Remedy, Trap};
use crate::strategy::is_secret;

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    for (variable, value) in &service.environment {
        if !is_secret(variable, value.as_deref().unwrap_or_default()) {
            continue;
        }
        let node = hunt.member(name, &["environment", variable]);
        let source = node.and_then(|node| hunt.source(node));
        // What a variable of the shell or of .env fills in does not stand in the Compose file.
        if source.is_some_and(|text| text.contains("${")) {
            continue;
        }
        let written = node.is_some_and(|node| node.key_span.is_some());
        let severity = if written {
            Severity::Warning
        } else {
            Severity::Note
        };
        let trap = Saying::new(Trap::PlainSecret).arg("variable", variable);
        let at = format!("environment.{variable}");
        hunt.trap(
            severity,
            (trap, Remedy::Secret),
            EVERYWHERE,
            (name, &at),
            node,
        );
    }
}

/// Variables of the files that count as empty because nobody set them.
pub(super) fn variables(hunt: &mut Hunt<'_>) {
    let unset = |w: &&Diagnostic| w.code == "compose-variable-unset";
    for warning in hunt.resolved.warnings.iter().filter(unset) {
        let Some(variable) = warning.args.get("variable") else {
            continue;
        };
        let trap = Saying::new(Trap::Variable).arg("variable", variable);
        let trap = (trap, Remedy::SetVariable);
        hunt.add(
            Severity::Warning,
            trap,
            EVERYWHERE,
            warning.key.clone(),
            None,
        );
        if let Some(last) = hunt.found.last_mut() {
            last.place = crate::check::place(hunt.resolved, warning.span);
        }
    }
}
