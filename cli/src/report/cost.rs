//! What it costs: by the hour, by the month, and in all, split by kind.

use std::collections::BTreeMap;

use paperboat_core::money::Usd;
use paperboat_simulator::meter::CostKind;

use super::number::{cents, usd};
use crate::table::Table;
use crate::ui::Ui;
use crate::voyage::LaneReport;

type Sums = BTreeMap<CostKind, Usd>;

/// A span for which costs are shown, as a catalogue key, with how they are read off a report and how they are written.
type Span = (&'static str, fn(&LaneReport) -> Sums, fn(Usd) -> String);

const SPANS: [Span; 3] = [
    ("cost-hour", |r| r.running.hourly(), usd),
    ("cost-month", |r| r.running.monthly(), cents),
    ("cost-voyage", |r| r.voyage.by_kind(), cents),
];

/// A block a span, a row a kind, a column a lane.
pub(super) fn render(ui: &Ui, reports: &[LaneReport]) -> String {
    let mut table = Table::lanes(ui, "column-cost", reports);
    for (span, of, written) in SPANS {
        let all: Vec<Sums> = reports.iter().map(of).collect();
        let total = |sums: &Sums| written(sums.values().copied().sum());
        table.row(std::iter::once(ui.text.get(span)).chain(all.iter().map(total)));
        for kind in CostKind::ALL {
            let cost = |sums: &Sums| sums.get(&kind).copied().unwrap_or_default();
            if all.iter().all(|sums| cost(sums) == Usd::ZERO) {
                continue;
            }
            let name = format!("  {}", ui.text.get(&format!("cost-{}", kind.key())));
            table.row(std::iter::once(name).chain(all.iter().map(|sums| written(cost(sums)))));
        }
    }
    table.render()
}
