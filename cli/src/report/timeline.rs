//! Where the time went: by subgoal, hands and machines apart.

use std::collections::BTreeMap;

use paperboat_core::event::Subgoal;

use super::number::seconds;
use super::summary::NOTHING;
use crate::style::joined;
use crate::table::Table;
use crate::ui::Ui;
use paperboat_rehearsal::LaneReport;

/// Human and machine seconds of a subgoal.
type Shares = BTreeMap<Subgoal, (f64, f64)>;

fn shares(report: &LaneReport) -> Shares {
    let mut shares = Shares::new();
    for step in &report.steps {
        let (human, machine) = shares.entry(step.subgoal).or_default();
        *human += step.human_s;
        *machine += (step.seconds - step.human_s).max(0.0);
    }
    shares
}

/// A row a subgoal, a column a lane.
pub(super) fn table(ui: &Ui, reports: &[LaneReport]) -> Table {
    let all: Vec<Shares> = reports.iter().map(shares).collect();
    let mut table = Table::lanes(ui, "column-subgoal", reports);
    for subgoal in Subgoal::ALL {
        if all.iter().all(|s| !s.contains_key(&subgoal)) {
            continue;
        }
        let cell = |s: &Shares| match s.get(&subgoal) {
            Some((human, machine)) => joined(&ui.text.with(
                "hands-and-machines",
                &[
                    ("hands", &seconds(*human)),
                    ("machines", &seconds(*machine)),
                ],
            )),
            None => NOTHING.to_owned(),
        };
        let name = ui.text.get(&format!("subgoal-{}", subgoal.key()));
        table.row(std::iter::once(name).chain(all.iter().map(cell)));
    }
    table.captioned(ui.text.get("section-timeline"))
}
