//! The comparison: all lanes on one clock.

use serde::Serialize;

use super::assumptions::Assumption;
use super::failure::failure;
use super::item_word;
use super::number::{usd, within_account};
use super::warning::Warning;
use super::{cost, summary, timeline, traffic, verdict};
use crate::style::{strong, warning};
use crate::ui::Ui;
use paperboat_rehearsal::{Flip, Input, LaneReport, Phase, Row};

/// Everything that a comparison shows.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The application's name.
    pub app: String,
    /// The first seed: that of the numbers shown.
    pub seed: u64,
    /// How many seeds the verdicts and the ranges rest on.
    pub seeds: u64,
    /// The model's version.
    pub model: String,
    /// Requests a second at the day's peak.
    pub peak_rps: f64,
    /// Whole hours of users before anything happened to them.
    pub hours: u32,
    /// The scenario.
    pub scenario: String,
    /// What must not be overlooked.
    pub warnings: Vec<Warning>,
    /// The lanes under the first seed.
    pub lanes: Vec<LaneReport>,
    /// What lanes are compared by: their figures, and who won.
    pub rows: Vec<Row>,
    /// The groups of assumptions that were halved and doubled.
    pub tried: Vec<Input>,
    /// The verdicts that became others by it.
    pub decided: Vec<Flip>,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
}

impl Comparison {
    /// Tells in the reader's language why parts of the lanes failed.
    pub fn tell_failures(&mut self, ui: &Ui) {
        for part in self.lanes.iter_mut().flat_map(|lane| &mut lane.phases) {
            let told = |error| failure(ui, error, part.failed_at);
            part.failure = part.error.as_ref().map(told);
        }
    }

    /// What a metric is called.
    pub(super) fn name_of(&self, ui: &Ui, metric: &str) -> String {
        ui.text.with(metric, &[("hours", &self.hours.to_string())])
    }

    /// Tells whether users came to any lane.
    #[must_use]
    pub fn had_users(&self) -> bool {
        self.lanes.iter().any(|lane| lane.had_users(Phase::Serve))
    }
}

/// Writes the comparison for a terminal.
#[must_use]
pub fn render(ui: &Ui, c: &Comparison) -> String {
    let text = &ui.text;
    let said = [
        ("app", c.app.as_str()),
        ("seed", &c.seed.to_string()),
        ("model", &c.model),
        ("peak", &c.peak_rps.to_string()),
    ];
    let title = if c.had_users() {
        "compare-title"
    } else {
        "compare-title-quiet"
    };
    let mut out = vec![strong(&text.with(title, &said))];
    let level = warning(&text.get("level-warning"));
    let warn = |w: &Warning| format!("{level}: {}", w.message);
    out.extend(c.warnings.iter().map(warn));
    let section = |key: &str, said: &[(&str, &str)]| format!("\n{}", strong(&text.with(key, said)));
    let seeds = c.seeds.to_string();
    let many = c.seeds > summary::FEW;
    let summary = if many {
        "section-summary-many"
    } else {
        "section-summary"
    };
    out.push(section(summary, &[("seeds", &seeds)]));
    out.extend(summary::render(ui, c));
    out.push(section("section-timeline", &[]));
    out.push(timeline::render(ui, &c.lanes));
    out.push(section("section-traffic", &[]));
    out.extend(traffic::render(ui, c));
    out.push(section("section-cost", &[]));
    out.push(cost::render(ui, &c.lanes));
    out.extend(cost::month(ui, &c.lanes));
    out.push(section("section-left", &[]));
    out.extend(c.lanes.iter().map(|lane| left(ui, lane)));
    if c.lanes.len() > 1 {
        out.push(section("section-verdict", &[("seeds", &seeds)]));
        let said = |row: &Row| format!("- {}", verdict::of_row(ui, c, row));
        out.extend(c.rows.iter().map(said));
        out.push(section("section-decides", &[]));
        out.extend(verdict::decides(ui, c));
    }
    out.push(section("section-assumptions", &[]));
    let rests = [("seed", &*c.seed.to_string()), ("seeds", &seeds)];
    out.push(format!("- {}", text.with("assumption-seeds", &rests)));
    out.push(format!("- {}", text.get("assumption-model")));
    let mut rest: Vec<&Assumption> = c.assumptions.iter().collect();
    while let Some(first) = rest.first().copied() {
        let (alike, others): (Vec<_>, Vec<_>) = rest.iter().partition(|a| a.is_like(first));
        out.push(format!("- {}", guess(ui, first, &alike)));
        rest = others;
    }
    out.join("\n")
}

/// What was guessed of services of which the same was guessed.
fn guess(ui: &Ui, first: &Assumption, alike: &[&Assumption]) -> String {
    let named = |a: &&Assumption| format!("{} ({})", a.service, a.image);
    let services: Vec<String> = alike.iter().map(named).collect();
    let said = [
        ("services", services.join(", ")),
        ("size", first.image_mb.to_string()),
        ("boot", first.boot_s.to_string()),
        ("memory", first.memory_mib.to_string()),
        ("rate", first.requests_per_second.to_string()),
        ("members", first.members.join(", ")),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
    ui.text.with("assumption-guess", &said)
}

fn left(ui: &Ui, lane: &LaneReport) -> String {
    if lane.left.is_empty() {
        return ui.text.with("left-nothing", &[("lane", &lane.lane)]);
    }
    let items: Vec<String> = lane
        .left
        .iter()
        .map(|l| {
            format!(
                "{} ({}, {}/h)",
                within_account(&l.resource),
                item_word(ui, &l.item),
                usd(l.hourly)
            )
        })
        .collect();
    ui.text.with(
        "left-something",
        &[("lane", &lane.lane), ("items", &items.join(", "))],
    )
}
