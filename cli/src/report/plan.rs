//! A rehearsal for people.

use paperboat_core::strategy::{App, Endpoint};
use paperboat_core::workload::{Listening, Sign};

use super::bill::times;
use super::number::{cents, rate, seconds, usd, within_account};
use super::warning::Warning;
use super::{explained, item_word, task_range};
use crate::document::{Block, Document};
use crate::style::bad;
use crate::table::Table;
use crate::ui::Ui;
use paperboat_rehearsal::Rehearsal;

/// Where programs were taken to listen, where that is not simply what the file publishes.
fn ports(ui: &Ui, r: &Rehearsal) -> Option<Vec<String>> {
    let line = |(service, listening): (&String, &Listening)| {
        let sign = listening.taken.as_ref()?;
        let ports: Vec<String> = listening.ports.iter().map(ToString::to_string).collect();
        let said = [
            ("service", service.as_str()),
            ("port", &ports.join(", ")),
            ("key", &sign.key()),
        ];
        (sign.sign != Sign::Written).then(|| ui.text.with("plan-port", &said))
    };
    let lines: Vec<String> = r.ports.iter().filter_map(line).collect();
    (!lines.is_empty()).then_some(lines)
}

/// The commands by step, then resources, time, cost and what would fail.
#[must_use]
pub fn plan_document(ui: &Ui, app: &App, r: &Rehearsal, warnings: &[Warning]) -> Document {
    let text = &ui.text;
    let seed = r.seed.to_string();
    let title = [
        ("app", app.name.as_str()),
        ("strategy", &r.strategy),
        ("seed", &seed),
        ("model", &r.model),
    ];
    let mut doc = Document::new(text.with("plan-title", &title));
    let level = text.get("level-warning");
    let warn = |w: &Warning| Block::Warning(level.clone(), w.message.clone());
    doc.blocks.extend(warnings.iter().map(warn));
    for (n, planned) in r.steps.iter().enumerate() {
        let name = text.get(&format!("step-{}", planned.step.step));
        let subgoal = text.get(&format!("subgoal-{}", planned.step.subgoal.key()));
        let time = seconds(planned.step.seconds);
        doc.part(format!("{}. {name} [{subgoal}] {time}", n + 1));
        if !planned.commands.is_empty() {
            doc.blocks
                .push(Block::Commands(3, planned.commands.clone()));
        }
    }
    if !r.restarted.is_empty() {
        let services = r.restarted.join(", ");
        doc.blocks.push(Block::Gap);
        doc.text(text.with("plan-restarts", &[("services", &services)]));
    }
    if !r.alone.is_empty() {
        let services = r.alone.join(", ");
        doc.blocks.push(Block::Gap);
        doc.text(text.with("plan-alone", &[("services", &services)]));
    }
    for follower in &r.followers {
        doc.blocks.push(Block::Gap);
        doc.text(task_range(ui, follower));
    }
    if let Some(error) = &r.error {
        let step = text.get(&format!("step-{}", error.step));
        let level = bad(&text.get("level-error"));
        let said = [
            ("step", step.as_str()),
            ("why", &explained(ui, &error.cause)),
        ];
        doc.blocks.push(Block::Gap);
        doc.text(format!("{level}: {}", text.with("plan-fails", &said)));
    }
    if let Some(ports) = ports(ui, r) {
        doc.blocks.push(Block::Gap);
        doc.blocks.push(Block::Under(text.get("plan-ports"), ports));
    }
    let billed = text.get("plan-resources");
    doc.part(billed.clone());
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
    doc.blocks.push(Block::Table(table.captioned(billed)));
    doc.text(text.get("cost-idle-note"));
    if let Some(ready) = r.ready_s {
        let typed = r.work.typed.to_string();
        let said = [
            ("ready", seconds(ready)),
            ("hands", seconds(r.work.human_s)),
            ("typed", typed),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
        doc.text(text.with("plan-ready", &said));
    }
    if r.endpoints.iter().any(|endpoint| endpoint.secure) {
        doc.text(text.get("plan-express-note"));
    }
    for enough in r.capacity.iter().filter(|c| c.enough) {
        let said = [
            ("service", enough.service.as_str()),
            ("answered", &rate(enough.answered_rps)),
            ("peak", &rate(enough.peak_rps)),
        ];
        doc.text(text.with("capacity-enough", &said));
    }
    if !r.endpoints.is_empty() {
        let line = |e: &Endpoint| format!("{} {}", e.service, app.address(e));
        let lines = r.endpoints.iter().map(line).collect();
        doc.blocks
            .push(Block::Under(text.get("plan-endpoints"), lines));
    } else if r.error.is_none() {
        doc.text(text.get("plan-nothing-public"));
    }
    if r.left.is_empty() {
        doc.text(text.get("plan-left-nothing"));
    }
    for line in &r.left {
        let said = [
            ("resource", within_account(&line.resource)),
            ("item", &item_word(ui, &line.item)),
            ("hour", &usd(line.hourly)),
        ];
        doc.text(text.with("left-line", &said));
    }
    doc
}
