//! How a verb went, and what comes next.

use paperboat_core::error::{DeployError, Root};
use paperboat_core::event::EventId;
use paperboat_core::strategy::Remains;
use serde::Serialize;

use super::number::{seconds, usd};
use super::{rooted, task_range};
use crate::deployment::Deployment;
use crate::document::command_line;
use crate::style::{bad, good};
use crate::ui::Ui;
use paperboat_rehearsal::{PlannedStep, TimedStep};

/// The steps, one line each: what, how long, how much of it by hand.
#[must_use]
pub fn step_list(ui: &Ui, steps: &[TimedStep]) -> String {
    let line = |s: &TimedStep| {
        let name = ui.text.get(&format!("step-{}", s.step));
        let mark = if s.error.is_some() {
            bad("x")
        } else {
            good("+")
        };
        let time = ui.text.with(
            "step-time",
            &[("all", &seconds(s.seconds)), ("hands", &seconds(s.human_s))],
        );
        format!("{mark} {name} ({time})")
    };
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What a verb did.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
pub enum Done<'a> {
    /// Its steps.
    Steps(&'a [TimedStep]),
    /// Its steps with what was typed in each.
    Typed(&'a [PlannedStep]),
}

/// The steps of a verb, each with its time, and with its commands where they are wanted.
fn done_list(ui: &Ui, done: &Done<'_>) -> String {
    let typed = match done {
        Done::Steps(steps) => return step_list(ui, steps),
        Done::Typed(typed) => typed,
    };
    let lines = typed.iter().flat_map(|planned| {
        let step = step_list(ui, std::slice::from_ref(&planned.step));
        let commands = planned.commands.iter().map(|c| command_line(3, c));
        [step].into_iter().chain(commands)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Everything that a verb has to say.
#[must_use]
pub fn verb(
    ui: &Ui,
    deployment: &Deployment,
    done: &Done<'_>,
    error: Option<&DeployError>,
    remains: Option<Remains>,
    root: Option<&(EventId, Root)>,
) -> String {
    let mut out: Vec<String> = Vec::new();
    let listed = done_list(ui, done);
    if !listed.is_empty() {
        out.push(listed);
    }
    let name = &deployment.name;
    if let Some(error) = error {
        let step = ui.text.get(&format!("step-{}", error.step));
        let level = bad(&ui.text.get("level-error"));
        let why = rooted(ui, name, &error.cause, root);
        let said = [("step", step.as_str()), ("why", &why)];
        out.push(format!("{level}: {}", ui.text.with("verb-failed", &said)));
        if let Some(remains) = remains {
            let key = match remains {
                Remains::Answers => "remains-answers",
                Remains::Runs => "remains-runs",
                Remains::Gone => "remains-gone",
            };
            out.push(ui.text.with(key, &[("name", name)]));
        }
        let next = if deployment.kept.up {
            "next-after-failure"
        } else {
            "next-after-failed-deploy"
        };
        out.push(ui.text.with(next, &[("name", name)]));
        return out.join("\n");
    }
    let app = deployment.app();
    for e in deployment.kept.deployed.iter().flat_map(|d| &d.endpoints) {
        out.push(format!("  {} {}", e.service, app.address(e)));
    }
    let followers = deployment.kept.way.followers(app);
    out.extend(followers.iter().map(|f| format!("  {}", task_range(ui, f))));
    let sums = deployment.costs().sums().map(usd);
    out.push(
        ui.text
            .with("status-cost", &[("hour", &sums[0]), ("month", &sums[1])]),
    );
    out.push(ui.text.with("next-after-success", &[("name", name)]));
    out.join("\n")
}
