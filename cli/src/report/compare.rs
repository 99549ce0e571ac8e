//! The comparison: all lanes on one clock.

use serde::Serialize;

use super::assumptions::Assumption;
use super::number::{cents, count, seconds, usd, within_account};
use super::{cause, item_word};
use super::{cost, timeline, traffic};
use crate::table::Table;
use crate::ui::Ui;
use crate::voyage::{Change, Doubt, LaneReport, METRICS, Metric, Verdict};

/// Everything that a comparison shows.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The application's name.
    pub app: String,
    /// The first seed: that of the numbers shown.
    pub seed: u64,
    /// How many seeds the verdicts rest on.
    pub seeds: u64,
    /// The model's version.
    pub model: String,
    /// Requests a second at the day's peak.
    pub peak: f64,
    /// The lanes under the first seed.
    pub lanes: Vec<LaneReport>,
    /// Who won by each metric.
    pub verdicts: Vec<NamedVerdict>,
    /// The groups of assumptions that were halved and doubled.
    pub tried: Vec<Doubt>,
    /// The verdicts that became others by it.
    pub decided: Vec<Change>,
    /// What was guessed.
    pub assumptions: Vec<Assumption>,
}

/// A metric's verdict.
#[derive(Clone, Debug, Serialize)]
pub struct NamedVerdict {
    /// The metric's catalogue key.
    pub metric: &'static str,
    /// Who won.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Writes the comparison for a terminal.
#[must_use]
pub fn render(ui: &Ui, c: &Comparison) -> String {
    let text = &ui.text;
    let mut out = vec![text.with(
        "compare-title",
        &[
            ("app", &c.app),
            ("seed", &c.seed.to_string()),
            ("model", &c.model),
            ("peak", &c.peak.to_string()),
        ],
    )];
    let section = |key: &str| format!("\n{}", text.get(key));
    out.push(section("section-summary"));
    out.push(summary(ui, &c.lanes));
    for lane in &c.lanes {
        out.extend(failures(ui, lane));
    }
    out.push(section("section-timeline"));
    out.push(timeline::render(ui, &c.lanes));
    out.push(section("section-traffic"));
    out.push(traffic::render(ui, &c.lanes));
    for lane in &c.lanes {
        let causes = traffic::causes(ui, lane);
        if !causes.is_empty() {
            out.push(format!("{}:", lane.lane));
            out.extend(causes.into_iter().map(|line| format!("  {line}")));
        }
    }
    out.push(section("section-cost"));
    out.push(cost::render(ui, &c.lanes));
    out.extend(cost::month(ui, &c.lanes));
    out.push(section("section-left"));
    out.extend(c.lanes.iter().map(|lane| left(ui, lane)));
    if c.lanes.len() > 1 {
        out.push(section("section-verdict"));
        let said = |v: &NamedVerdict| verdict(ui, v.metric, &v.verdict);
        out.extend(c.verdicts.iter().map(|v| format!("- {}", said(v))));
        out.push(section("section-decides"));
        out.extend(decides(ui, c));
    }
    out.push(section("section-assumptions"));
    out.push(format!(
        "- {}",
        text.with("assumption-seeds", &[("seeds", &c.seeds.to_string())])
    ));
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

fn summary(ui: &Ui, lanes: &[LaneReport]) -> String {
    let mut table = Table::lanes(ui, "column-metric", lanes);
    for metric in METRICS {
        let cells = lanes.iter().map(|lane| show(ui, &metric, lane));
        table.row(std::iter::once(ui.text.get(metric.key)).chain(cells));
    }
    let calls = |lane: &LaneReport| {
        let work = &lane.work;
        format!("{} / {} / {}", work.writes, work.reads, work.on_machines)
    };
    table.row(std::iter::once(ui.text.get("metric-calls")).chain(lanes.iter().map(calls)));
    table.render()
}

fn show(ui: &Ui, metric: &Metric, lane: &LaneReport) -> String {
    if metric.key == "metric-cost-month" && lane.first_answer_s.is_some() {
        let cost = cents(lane.running.monthly().values().copied().sum());
        return cost::with_failure(ui, lane, cost);
    }
    let Some(n) = (metric.of)(lane) else {
        return "-".to_owned();
    };
    match metric.key {
        "metric-typed" | "metric-lost-update" | "metric-left-behind" => count(n),
        _ => seconds(n),
    }
}

/// What failed in a lane, and why.
fn failures(ui: &Ui, lane: &LaneReport) -> Vec<String> {
    let failed = lane
        .phases
        .iter()
        .filter_map(|p| Some((p, p.error.as_ref()?)));
    let line = |(part, error): (
        &crate::voyage::PhaseReport,
        &paperboat_core::error::DeployError,
    )| {
        let phase = ui.text.get(&format!("phase-{}", part.phase.key()));
        let step = ui.text.get(&format!("step-{}", error.step));
        let why = cause(ui, &error.cause);
        ui.text.with(
            "phase-failed",
            &[
                ("lane", &lane.lane),
                ("phase", &phase),
                ("step", &step),
                ("why", &why),
            ],
        )
    };
    failed.map(line).collect()
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

/// Which assumptions change a verdict when they are halved or doubled.
fn decides(ui: &Ui, c: &Comparison) -> Vec<String> {
    let name = |doubt: &Doubt| ui.text.get(&format!("doubt-{}", doubt.key()));
    let mut lines = Vec::new();
    let together = |a: &Change, b: &Change| a.doubt == b.doubt && a.factor == b.factor;
    for changes in c.decided.chunk_by(together) {
        let first = &changes[0];
        let key = if first.factor < 1.0 {
            "decides-half"
        } else {
            "decides-twice"
        };
        let doubt = ui.text.with(key, &[("doubt", &name(&first.doubt))]);
        lines.push(format!("- {doubt}"));
        let then = |change: &Change| verdict(ui, change.metric, &change.then);
        lines.extend(changes.iter().map(|change| format!("    {}", then(change))));
    }
    let still = |d: &&Doubt| !c.decided.iter().any(|change| change.doubt == **d);
    let steady: Vec<String> = c.tried.iter().filter(still).map(name).collect();
    if !steady.is_empty() {
        let doubts = steady.join("; ");
        let nothing = ui.text.with("decides-nothing", &[("doubts", &doubts)]);
        lines.push(format!("- {nothing}"));
    }
    lines
}

fn verdict(ui: &Ui, metric: &str, verdict: &Verdict) -> String {
    let metric = ui.text.get(metric);
    match verdict {
        Verdict::Won { lane } => ui
            .text
            .with("verdict-won", &[("metric", &metric), ("lane", lane)]),
        Verdict::Equal => ui.text.with("verdict-equal", &[("metric", &metric)]),
        Verdict::Tied { lanes } => {
            let lanes = lanes.join(", ");
            ui.text
                .with("verdict-tied", &[("metric", &metric), ("lanes", &lanes)])
        }
        Verdict::Depends { lanes } => ui.text.with(
            "verdict-depends",
            &[("metric", &metric), ("lanes", &lanes.join(", "))],
        ),
        Verdict::Nobody => ui.text.with("verdict-nobody", &[("metric", &metric)]),
    }
}
