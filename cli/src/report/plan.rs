//! A rehearsal for people.

use paperboat_core::strategy::App;
use paperboat_core::workload::{Listening, Sign};

use super::bill::times;
use super::number::{cents, rate, seconds, usd, within_account};
use super::warning::Warning;
use super::{explained, item_word};
use crate::style::{bad, strong, warning};
use crate::table::Table;
use crate::ui::Ui;
use paperboat_rehearsal::Rehearsal;

/// Where programs were taken to listen, where that is not simply what the file publishes.
fn ports(ui: &Ui, r: &Rehearsal) -> Vec<String> {
    let line = |(service, listening): (&String, &Listening)| {
        let sign = listening.taken.as_ref()?;
        let ports: Vec<String> = listening.ports.iter().map(ToString::to_string).collect();
        let said = [
            ("service", service.as_str()),
            ("port", &ports.join(", ")),
            ("key", &sign.key()),
        ];
        (sign.sign != Sign::Written).then(|| format!("  {}", ui.text.with("plan-port", &said)))
    };
    let mut lines: Vec<String> = r.ports.iter().filter_map(line).collect();
    if !lines.is_empty() {
        lines.insert(0, format!("\n{}", ui.text.get("plan-ports")));
    }
    lines
}

/// The commands by step, then resources, time, cost and what would fail.
#[must_use]
pub fn plan_text(ui: &Ui, app: &App, r: &Rehearsal, warnings: &[Warning]) -> String {
    let text = &ui.text;
    let seed = r.seed.to_string();
    let title = [
        ("app", app.name.as_str()),
        ("strategy", &r.strategy),
        ("seed", &seed),
        ("model", &r.model),
    ];
    let mut out = vec![strong(&text.with("plan-title", &title))];
    let level = warning(&text.get("level-warning"));
    let warn = |w: &Warning| format!("{level}: {}", w.message);
    out.extend(warnings.iter().map(warn));
    for (n, planned) in r.steps.iter().enumerate() {
        let name = text.get(&format!("step-{}", planned.step.step));
        let subgoal = text.get(&format!("subgoal-{}", planned.step.subgoal.key()));
        out.push(format!(
            "\n{}. {name} [{subgoal}] {}",
            n + 1,
            seconds(planned.step.seconds)
        ));
        out.extend(
            planned
                .commands
                .iter()
                .map(|c| format!("   $ {}", c.replace('\n', "\n     "))),
        );
    }
    if !r.restarted.is_empty() {
        let services = r.restarted.join(", ");
        let said = text.with("plan-restarts", &[("services", &services)]);
        out.push(format!("\n{said}"));
    }
    if let Some(error) = &r.error {
        let step = text.get(&format!("step-{}", error.step));
        let level = bad(&text.get("level-error"));
        let said = [
            ("step", step.as_str()),
            ("why", &explained(ui, &error.cause)),
        ];
        out.push(format!("\n{level}: {}", text.with("plan-fails", &said)));
    }
    out.extend(ports(ui, r));
    out.push(format!("\n{}", text.get("plan-resources")));
    let mut table = Table::new(
        ui,
        &[
            "column-resource",
            "column-item",
            "column-quantity",
            "column-hour",
            "column-month",
        ],
    )
    .right_from(2);
    for line in &r.resources {
        table.row([
            within_account(&line.resource).to_owned(),
            item_word(ui, &line.item),
            times(ui, line.month_quantity, &line.unit, line.unit_price),
            usd(line.hourly),
            cents(line.monthly),
        ]);
    }
    table.row([
        text.get("cost-total"),
        String::new(),
        String::new(),
        usd(r.hourly.values().copied().sum()),
        cents(r.monthly.values().copied().sum()),
    ]);
    out.push(table.render());
    out.push(text.get("cost-idle-note"));
    if let Some(ready) = r.ready_s {
        let typed = r.work.typed.to_string();
        let said = [
            ("ready", seconds(ready)),
            ("hands", seconds(r.work.human_s)),
            ("typed", typed),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
        out.push(text.with("plan-ready", &said));
    }
    for enough in r.capacity.iter().filter(|c| c.enough) {
        let said = [
            ("service", enough.service.as_str()),
            ("answered", &rate(enough.answered_rps)),
            ("peak", &rate(enough.peak_rps)),
        ];
        out.push(text.with("capacity-enough", &said));
    }
    if !r.endpoints.is_empty() {
        out.push(text.get("plan-endpoints"));
    } else if r.error.is_none() {
        out.push(text.get("plan-nothing-public"));
    }
    for e in &r.endpoints {
        out.push(format!(
            "  {} {}",
            e.service,
            e.url(app.health_path(&e.service))
        ));
    }
    if r.left.is_empty() {
        out.push(text.get("plan-left-nothing"));
    }
    for line in &r.left {
        let said = [
            ("resource", within_account(&line.resource)),
            ("item", &item_word(ui, &line.item)),
            ("hour", &usd(line.hourly)),
        ];
        out.push(text.with("left-line", &said));
    }
    out.join("\n")
}
