//! Programs: their images, commands, rights and sizes.

use super::{BOTH, EC2, FARGATE, Hunt, Severity};
use crate::app::command::cut_by;
use crate::app::node::Value;
use crate::app::service::Service;
use crate::check::verdict::{Saying, push_remedy};
use crate::strategy::{
    self, architecture, fargate_need, fargate_size, host_need, instance_for, split_reference,
};
use crate::workload::serves_for_ever;

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    image(hunt, name, service);
    processor(hunt, name, service);
    rights(hunt, name, service);
    job(hunt, name, service);
    for key in ["command", "entrypoint"] {
        cut(hunt, name, key);
    }
    if fargate_size(hunt.app, name).is_none() {
        let need = fargate_need(hunt.app, name);
        let trap = Saying::new("trap-memory-task").arg("cpu", need.cpu);
        let trap = (trap.arg("memory", need.memory_mib), "remedy-less-memory");
        hunt.trap(Severity::Error, trap, FARGATE, (name, ""), None);
    }
}

fn image(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let image = service.image.as_deref().unwrap_or_default();
    let Some(node) = hunt.member(name, &["image"]) else {
        let build = hunt.member(name, &["build"]);
        let trap = Saying::new("trap-build").arg("image", image);
        let trap = (trap, "remedy-push-image");
        hunt.trap(Severity::Warning, trap, BOTH, (name, "build"), build);
        if let Some(last) = hunt.found.last_mut() {
            last.remedy = push_remedy(hunt.app, name);
        }
        return;
    };
    if split_reference(image).1 == "latest" {
        let trap = Saying::new("trap-latest").arg("image", image);
        let trap = (trap, "remedy-pin");
        hunt.trap(Severity::Warning, trap, BOTH, (name, "image"), Some(node));
    }
}

/// What others wait to complete, although it does not end.
fn job(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    if !hunt.app.project.is_awaited(name) {
        return;
    }
    let profile = &hunt.app.profiles[name];
    if serves_for_ever(profile, service) {
        let image = service.image.as_deref().unwrap_or_default();
        let trap = Saying::new("trap-job-never-ends").arg("image", image);
        let trap = (trap.arg("service", name), "remedy-wait-healthy");
        let node = hunt.member(name, &["image"]);
        hunt.trap(Severity::Error, trap, BOTH, (name, "image"), node);
    }
    let policy = service.restart.as_deref().unwrap_or_default();
    if ["always", "unless-stopped"].contains(&policy) {
        let trap = Saying::new("trap-job-restarts").arg("policy", policy);
        let trap = (trap.arg("service", name), "remedy-job-restart");
        let node = hunt.member(name, &["restart"]);
        hunt.trap(Severity::Error, trap, EC2, (name, "restart"), node);
    }
}

fn processor(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    let has = &hunt.app.profiles[name].architectures;
    let all = has.join(", ");
    let wants = architecture::machine(hunt.app).docker_word();
    if !has.is_empty() && !has.iter().any(|a| a == wants) {
        let trap = Saying::new("trap-architecture").arg("has", &all);
        let trap = (trap.arg("wants", wants), "remedy-multi-arch");
        let node = hunt.member(name, &["image"]);
        hunt.trap(Severity::Error, trap, EC2, (name, "image"), node);
    }
    let platform = service.platform.as_deref().unwrap_or_default();
    let stated = platform.split('/').nth(1).unwrap_or_default();
    let task = architecture::task(hunt.app, name).docker_word();
    let absent = !has.is_empty() && !has.iter().any(|a| a == stated);
    let differs: Vec<&'static str> = [("ec2", wants), ("fargate", task)]
        .into_iter()
        .filter(|(_, machine)| absent || *machine != stated)
        .map(|(strategy, _)| strategy)
        .collect();
    if !stated.is_empty() && !differs.is_empty() {
        let trap = Saying::new("trap-platform").arg("platform", platform);
        let trap = (trap, "remedy-say-architecture");
        let node = hunt.member(name, &["platform"]);
        hunt.trap(Severity::Error, trap, &differs, (name, "platform"), node);
    }
}

fn rights(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    for key in strategy::rights(service) {
        let node = hunt.member(name, &[key]);
        let trap = (
            Saying::new("trap-rights").arg("key", key),
            "remedy-other-strategy",
        );
        hunt.trap(Severity::Error, trap, FARGATE, (name, key), node);
    }
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
    let trap = Saying::new("trap-command-cut").arg("by", by);
    hunt.trap(
        Severity::Error,
        (trap, "remedy-quote"),
        BOTH,
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

/// The whole application on one machine.
pub(super) fn instance(hunt: &mut Hunt<'_>) {
    let need = host_need(hunt.app, true);
    if instance_for(need, architecture::machine(hunt.app)).is_none() {
        let trap = Saying::new("trap-memory-instance").arg("memory", need.memory_mib);
        let node = hunt.resolved.tree.get("services");
        let trap = (trap, "remedy-less-memory");
        hunt.add(Severity::Error, trap, EC2, "services".to_owned(), node);
    }
}
