//! The comparison: all lanes on one clock.

use serde::Serialize;

use super::assumptions::{Assumption, assumptions};
use super::failure::failure;
use super::item_word;
use super::number::{usd, within_account};
use super::replaced::{Replaced, own_numbers};
use super::warning::{Warning, warnings};
use super::{cost, latency, paired, slips, summary, timeline, traffic, verdict};
use crate::document::{Block, Document};
use crate::ui::Ui;
use paperboat_core::fact::Row as Fact;
use paperboat_core::people::People;
use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::App;
use paperboat_rehearsal::{Endings, Flip, Input, LaneReport, Phase, Row, Settings, SideBySide};
use paperboat_simulator::model::Model;
use paperboat_simulator::traffic::Curve;

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
    /// To what part of the figures the differences were to be known, when somebody asked.
    pub precision: Option<Precision>,
    /// The model's version.
    pub model: String,
    /// Requests a second at the day's peak.
    pub peak_rps: f64,
    /// Whole hours of users before anything happened to them.
    pub hours: u32,
    /// The scenario.
    pub scenario: String,
    /// How the work was done, where that is not the usual way.
    #[serde(skip)]
    pub people: People,
    /// What must not be overlooked.
    pub warnings: Vec<Warning>,
    /// The lanes under the first seed.
    pub lanes: Vec<LaneReport>,
    /// What lanes are compared by: their figures, how they differ, and who won.
    pub rows: Vec<Row>,
    /// Who brought it back after each fault, over all seeds.
    pub endings: Vec<Endings>,
    /// The groups of assumptions that were halved and doubled.
    pub tried: Vec<Input>,
    /// The verdicts that became others by it.
    pub decided: Vec<Flip>,
    /// The numbers of the model that the person replaced.
    pub replaced: Vec<Replaced>,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
    /// The rate of users' requests, in seconds since they came: for drawings.
    #[serde(skip)]
    pub curve: Curve,
    /// The numbers of the model that were read: `model` lists them all.
    #[serde(skip)]
    pub read: Vec<Fact>,
}

/// How precise a comparison was to be, and is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Precision {
    /// The part of the figures to which the differences were to be known: 0 to 1.
    pub asked: f64,
    /// How many seeds it might have taken.
    pub most: u64,
    /// The metrics by which the differences are not known to that part.
    pub missed: Vec<&'static str>,
}

impl Precision {
    /// What came of it.
    #[must_use]
    pub fn of(asked: f64, most: u64, found: &SideBySide) -> Self {
        let missed = found.rows.iter().filter(|row| !row.is_known_to(asked));
        Self {
            asked,
            most,
            missed: missed.map(|row| row.metric).collect(),
        }
    }
}

impl Comparison {
    /// What was found in lanes of an application, with what must be said of it in the reader's language.
    #[must_use]
    pub fn of(
        ui: &Ui,
        app: &App,
        settings: &Settings,
        precision: Option<Precision>,
        found: SideBySide,
    ) -> Self {
        let mut comparison = Self {
            app: app.name.clone(),
            seed: settings.seed,
            seeds: found.seeds,
            precision,
            model: settings.model.version(),
            peak_rps: settings.peak,
            hours: quiet_hours(&settings.scenario),
            scenario: settings.scenario.name.clone(),
            people: settings.people,
            warnings: Vec::new(),
            lanes: found.lanes,
            rows: found.rows,
            endings: found.endings,
            tried: found.tried,
            decided: found.flips,
            replaced: Replaced::of(&settings.model),
            assumptions: assumptions(app),
            curve: settings.curve(settings.peak),
            read: read(&settings.model),
        };
        comparison.warnings = warnings(ui, &comparison);
        comparison.tell_failures(ui);
        comparison
    }

    /// Tells in the reader's language why parts of the lanes failed.
    fn tell_failures(&mut self, ui: &Ui) {
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

/// The numbers of a model that were read.
#[must_use]
pub fn read(model: &Model) -> Vec<Fact> {
    let mut rows = model.rows();
    rows.retain(|row| model.was_read(&row.key));
    rows
}

/// Whole hours of users before anything happens to them.
fn quiet_hours(scenario: &Scenario) -> u32 {
    let first = scenario.timeline.first().map_or(scenario.horizon, |m| m.at);
    u32::try_from(first.as_secs() / 3_600).unwrap_or(u32::MAX)
}

/// The comparison in the order in which a terminal shows it.
#[must_use]
pub fn render(ui: &Ui, c: &Comparison) -> Document {
    let mut doc = Document::new(titled(ui, c));
    doc.blocks.extend(warned(ui, c));
    let seeds = c.seeds.to_string();
    doc.section(ui.text.with(summary_key(c), &[("seeds", &seeds)]));
    doc.blocks.extend(summary::blocks(ui, c));
    paired::sections(ui, c, &mut doc);
    doc.section(ui.text.get("section-timeline"));
    doc.blocks.push(Block::Table(timeline::table(ui, &c.lanes)));
    doc.section(ui.text.get("section-traffic"));
    doc.blocks.extend(traffic::noticed(ui, c));
    doc.blocks.extend(traffic::because(ui, c));
    latency::section(ui, c, &mut doc);
    slips::section(ui, c, &mut doc);
    doc.section(ui.text.get("section-cost"));
    doc.blocks.push(Block::Table(cost::table(ui, &c.lanes)));
    doc.blocks.extend(cost::month(ui, &c.lanes));
    doc.section(ui.text.get("section-left"));
    doc.blocks.extend(left(ui, c).map(Block::Text));
    if c.lanes.len() > 1 {
        doc.section(ui.text.with("section-verdict", &[("seeds", &seeds)]));
        doc.list(c.rows.iter().map(|row| verdict::of_row(ui, c, row)));
        doc.section(ui.text.get("section-decides"));
        doc.blocks.push(verdict::decides(ui, c));
    }
    doc.section(ui.text.get("section-assumptions"));
    doc.list(rests(ui, c));
    doc
}

/// What is compared, and under which circumstances.
pub(super) fn titled(ui: &Ui, c: &Comparison) -> String {
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
    let title = ui.text.with(title, &said);
    match slips::work(ui, &c.people) {
        Some(people) => format!("{title} {people}"),
        None => title,
    }
}

/// What must not be overlooked.
pub(super) fn warned(ui: &Ui, c: &Comparison) -> impl Iterator<Item = Block> {
    let level = ui.text.get("level-warning");
    let warn = move |w: &Warning| Block::Warning(level.clone(), w.message.clone());
    c.warnings.iter().map(warn)
}

/// The heading of the first table, which says what the ranges are.
pub(super) fn summary_key(c: &Comparison) -> &'static str {
    if c.seeds > summary::FEW {
        "section-summary-many"
    } else {
        "section-summary"
    }
}

/// What a comparison rests on: seeds, the model, and what was guessed.
pub(super) fn rests(ui: &Ui, c: &Comparison) -> Vec<String> {
    let (seed, seeds) = (c.seed.to_string(), c.seeds.to_string());
    let rests = [("seed", seed.as_str()), ("seeds", &seeds)];
    let mut said = vec![
        ui.text.with("assumption-seeds", &rests),
        ui.text.get("assumption-model"),
    ];
    said.extend(own_numbers(ui, &c.replaced));
    said.extend(c.precision.as_ref().map(|p| precise(ui, c, p)));
    let mut rest: Vec<&Assumption> = c.assumptions.iter().collect();
    while let Some(first) = rest.first().copied() {
        let (alike, others): (Vec<_>, Vec<_>) = rest.iter().partition(|a| a.is_like(first));
        said.push(guess(ui, first, &alike));
        rest = others;
    }
    said
}

/// How precise the differences are, where somebody asked.
fn precise(ui: &Ui, c: &Comparison, precision: &Precision) -> String {
    let missed: Vec<String> = precision.missed.iter().map(|m| c.name_of(ui, m)).collect();
    let said = [
        ("seeds", c.seeds.to_string()),
        (
            "percent",
            format!("{}%", (precision.asked * 1e4).round() / 1e2),
        ),
        ("missed", missed.join("; ")),
    ];
    let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
    let key = match missed.as_slice() {
        [] => "precision-reached",
        _ => "precision-missed",
    };
    ui.text.with(key, &said)
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

/// What still costs money at the end of each lane.
pub(super) fn left(ui: &Ui, c: &Comparison) -> impl Iterator<Item = String> {
    c.lanes.iter().map(|lane| left_of(ui, lane))
}

fn left_of(ui: &Ui, lane: &LaneReport) -> String {
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
