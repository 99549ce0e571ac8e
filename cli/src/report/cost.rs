//! What it costs: by the hour, by the month, and in all, split by kind.

use std::collections::BTreeMap;

use paperboat_core::money::Usd;
use paperboat_simulator::meter::CostKind;

use super::number::usd;
use crate::table::Table;
use crate::ui::Ui;
use crate::voyage::LaneReport;

/// A row a kind, a column a lane; three numbers a cell.
pub(super) fn render(ui: &Ui, reports: &[LaneReport]) -> String {
    let mut table = Table::lanes(ui, "column-cost", reports);
    type Sums = BTreeMap<CostKind, Usd>;
    let all: Vec<[Sums; 3]> = reports
        .iter()
        .map(|r| [r.running.hourly(), r.running.monthly(), r.voyage.by_kind()])
        .collect();
    let cell = |sums: [Usd; 3]| {
        let [hour, month, voyage] = sums.map(usd);
        ui.text.with(
            "cost-cell",
            &[("hour", &hour), ("month", &month), ("voyage", &voyage)],
        )
    };
    for kind in CostKind::ALL {
        let of =
            |sums: &[Sums; 3]| [0, 1, 2].map(|i| sums[i].get(&kind).copied().unwrap_or_default());
        if all.iter().all(|sums| of(sums) == [Usd::ZERO; 3]) {
            continue;
        }
        let name = ui.text.get(&format!("cost-{}", kind.key()));
        table.row(std::iter::once(name).chain(all.iter().map(|sums| cell(of(sums)))));
    }
    let total = |sums: &[Sums; 3]| cell([0, 1, 2].map(|i| sums[i].values().copied().sum()));
    table.row(std::iter::once(ui.text.get("cost-total")).chain(all.iter().map(total)));
    table.render()
}
