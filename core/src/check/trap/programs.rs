//! Programs: their images, commands, rights and sizes.

use super::{EVERYWHERE, Hunt, IN_TASKS, ON_MACHINES, Severity};
use crate::app::command::cut_by;
use crate::app::node::Value;
use crate::app::service::Service;
use crate::check::verdict::{Saying, push_remedy};
use crate::check::{Remedy, Trap};
use crate::strategy::{Way, lacking_tool, split_reference};

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    if service.provider.is_some() {
        return;
    }
    image(hunt, name, service);
    health_tool(hunt, name, service);
    restart(hunt, name, service);
    for key in ["command", "entrypoint"] {
        cut(hunt, name, key);
    }
    if let Some(node) = hunt.member(name, &["pre_stop"]) {
        let trap = (Saying::new(Trap::PreStop), Remedy::StopSignal);
        hunt.trap(
            Severity::Warning,
            trap,
            IN_TASKS,
            (name, "pre_stop"),
            Some(node),
        );
    }
}

/// A health check that calls what the image lacks, where nobody waits for it.
fn health_tool(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let Some(tool) = lacking_tool(hunt.app, name, service) else {
        return;
    };
    let image = service.image.as_deref().unwrap_or_default();
    let trap = Saying::new(Trap::HealthTool).arg("tool", tool);
    let trap = (trap.arg("image", image), Remedy::HealthTool);
    let node = hunt.member(name, &["healthcheck", "test"]);
    let below = "healthcheck.test";
    hunt.trap(Severity::Warning, trap, ON_MACHINES, (name, below), node);
}

/// A restart policy that names no condition: Compose hands Docker an empty one, which never restarts anything.
fn restart(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let deploy = service.deploy.as_ref();
    let policy = deploy.and_then(|d| d.restart_policy.as_ref());
    if policy.is_some_and(|p| p.condition.is_none()) {
        let below = "deploy.restart_policy";
        let node = hunt.member(name, &["deploy", "restart_policy"]);
        let trap = (Saying::new(Trap::NeverRestarted), Remedy::Condition);
        hunt.trap(Severity::Warning, trap, Way::composes, (name, below), node);
    }
}

fn image(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let image = service.image.as_deref().unwrap_or_default();
    let Some(node) = hunt.member(name, &["image"]) else {
        let build = hunt.member(name, &["build"]);
        let trap = Saying::new(Trap::Build).arg("image", image);
        let trap = (trap, Remedy::PushImage);
        hunt.trap(Severity::Warning, trap, EVERYWHERE, (name, "build"), build);
        if let Some(last) = hunt.found.last_mut() {
            last.remedy = push_remedy(hunt.app, name);
        }
        return;
    };
    if is_local(service) {
        let trap = Saying::new(Trap::LocalImage).arg("image", image);
        let trap = (trap, Remedy::AccountName);
        hunt.trap(
            Severity::Warning,
            trap,
            EVERYWHERE,
            (name, "image"),
            Some(node),
        );
    }
    if split_reference(image).1 == "latest" {
        let trap = Saying::new(Trap::Latest).arg("image", image);
        let trap = (trap, Remedy::Pin);
        hunt.trap(
            Severity::Warning,
            trap,
            EVERYWHERE,
            (name, "image"),
            Some(node),
        );
    }
}

/// Tells whether an image that is built here has a name under which nobody can push it: Docker's own account.
fn is_local(service: &Service) -> bool {
    let image = service.image.as_deref().unwrap_or_default();
    service.build.is_some() && split_reference(image).0.starts_with("docker.io/library/")
}

/// A command line in one text: what follows an unquoted `;`, `&`, `|`, `<` or `>` is lost.
fn cut(hunt: &mut Hunt<'_>, name: &str, key: &str) {
    let Some(node) = hunt.member(name, &[key]) else {
        return;
    };
    let Some(source) = hunt
        .source(node)
        .filter(|_| matches!(node.value, Value::List(_)))
    else {
        return;
    };
    let Some(by) = line(&source).and_then(|line| cut_by(&line)) else {
        return;
    };
    let trap = Saying::new(Trap::CommandCut).arg("by", by);
    hunt.trap(
        Severity::Warning,
        (trap, Remedy::Quote),
        EVERYWHERE,
        (name, key),
        Some(node),
    );
}

/// The text of a YAML scalar; none for a list.
fn line(source: &str) -> Option<String> {
    let quoted = |quote: char| source.strip_prefix(quote)?.strip_suffix(quote);
    match source.chars().next()? {
        '[' | '-' => None,
        '|' | '>' => source.split_once('\n').map(|(_, text)| text.to_owned()),
        '"' => quoted('"').map(|text| text.replace("\\\"", "\"").replace("\\\\", "\\")),
        '\'' => quoted('\'').map(|text| text.replace("''", "'")),
        _ => Some(source.to_owned()),
    }
}
