//! What it costs: by the hour, by the month, and in all, split by kind.

use std::collections::BTreeMap;

use paperboat_core::money::Usd;
use paperboat_simulator::meter::CostKind;

use super::bill::positions;
use super::number::{cents, usd};
use super::summary::NOTHING;
use crate::document::Block;
use crate::table::Table;
use crate::ui::Ui;
use paperboat_rehearsal::LaneReport;

type Sums = BTreeMap<CostKind, Usd>;

/// A span for which costs are shown, as a catalogue key, with how they are read off a report and how they are written.
type Span = (&'static str, fn(&LaneReport) -> Sums, fn(Usd) -> String);

const SPANS: [Span; 4] = [
    ("cost-hour", |r| r.running.hourly(), usd),
    ("cost-month-idle", |r| r.running.monthly_idle(), cents),
    ("cost-month", |r| r.running.monthly(), cents),
    ("cost-whole", |r| r.whole.by_kind(), cents),
];

/// A cost of a lane; where a part of its run failed it stands beside it, since it is not the cost of what was asked for.
pub(super) fn with_failure(ui: &Ui, report: &LaneReport, cost: String) -> String {
    match report.failed_part() {
        None => cost,
        Some(part) => {
            let phase = ui.text.get(&format!("phase-{}", part.key()));
            let said = [("cost", cost.as_str()), ("phase", phase.as_str())];
            ui.text.with("cost-failed", &said)
        }
    }
}

/// What a month is made of, by lane: each quantity with its unit price; and what a month is.
pub(super) fn month(ui: &Ui, reports: &[LaneReport]) -> Vec<Block> {
    let of = |report: &LaneReport| {
        let lane = ui.text.with("positions-of", &[("lane", &report.lane)]);
        Block::Under(lane, positions(ui, &report.running.month))
    };
    let up = reports
        .iter()
        .filter(|report| !report.running.month.is_empty());
    let mut blocks: Vec<Block> = up.map(of).collect();
    if !blocks.is_empty() {
        blocks.push(Block::Text(ui.text.get("cost-month-note")));
    }
    blocks
}

/// A block a span, a row a kind, a column a lane.
pub(super) fn table(ui: &Ui, reports: &[LaneReport]) -> Table {
    let mut table = Table::lanes(ui, "column-cost", reports);
    for (span, of, written) in SPANS {
        let all: Vec<Sums> = reports.iter().map(of).collect();
        // What a lane costs that never came up is no price of the application; what was spent on it is.
        let has = |report: &LaneReport| report.answered() || span == "cost-whole";
        let cells = |of: &dyn Fn(&LaneReport, &Sums) -> String| -> Vec<String> {
            let cell = |(report, sums): (&LaneReport, &Sums)| {
                if has(report) {
                    of(report, sums)
                } else {
                    NOTHING.to_owned()
                }
            };
            reports.iter().zip(&all).map(cell).collect()
        };
        let total = |report: &LaneReport, sums: &Sums| {
            let cost = written(sums.values().copied().sum());
            with_failure(ui, report, cost)
        };
        table.row(std::iter::once(ui.text.get(span)).chain(cells(&total)));
        for kind in CostKind::ALL {
            let cost = |sums: &Sums| sums.get(&kind).copied().unwrap_or_default();
            if all.iter().all(|sums| cost(sums) == Usd::ZERO) {
                continue;
            }
            let name = format!("  {}", ui.text.get(&format!("cost-{}", kind.key())));
            table.row(std::iter::once(name).chain(cells(&|_, sums| written(cost(sums)))));
        }
    }
    table.captioned(ui.text.get("section-cost"))
}
