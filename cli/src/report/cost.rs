//! What it costs: by the hour, by the month, and in all, split by kind.

use std::collections::BTreeMap;

use paperboat_core::money::Usd;
use paperboat_simulator::meter::CostKind;

use super::number::usd;
use crate::table::Table;
use crate::ui::Ui;
use crate::voyage::LaneReport;

type Sums = BTreeMap<CostKind, Usd>;

/// A span for which costs are shown, as a catalogue key, with how they are read off a report.
type Span = (&'static str, fn(&LaneReport) -> Sums);

const SPANS: [Span; 3] = [
    ("cost-hour", |r| r.running.hourly()),
    ("cost-month", |r| r.running.monthly()),
    ("cost-voyage", |r| r.voyage.by_kind()),
];

/// A block a span, a row a kind, a column a lane.
pub(super) fn render(ui: &Ui, reports: &[LaneReport]) -> String {
    let mut table = Table::lanes(ui, "column-cost", reports);
    for (span, of) in SPANS {
        let all: Vec<Sums> = reports.iter().map(of).collect();
        let total = |sums: &Sums| usd(sums.values().copied().sum());
        table.row(std::iter::once(ui.text.get(span)).chain(all.iter().map(total)));
        for kind in CostKind::ALL {
            let cost = |sums: &Sums| sums.get(&kind).copied().unwrap_or_default();
            if all.iter().all(|sums| cost(sums) == Usd::ZERO) {
                continue;
            }
            let name = format!("  {}", ui.text.get(&format!("cost-{}", kind.key())));
            table.row(std::iter::once(name).chain(all.iter().map(|sums| usd(cost(sums)))));
        }
    }
    table.render()
}
