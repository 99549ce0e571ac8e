//! What users noticed: by part of the voyage, and by cause.

use super::number::{count, seconds};
use crate::table::Table;
use crate::ui::Ui;
use crate::voyage::{LaneReport, Phase};

/// A row a part of the voyage, a column a lane.
pub(super) fn render(ui: &Ui, reports: &[LaneReport]) -> String {
    let mut table = Table::lanes(ui, "column-phase", reports);
    for phase in [Phase::Serve, Phase::Update, Phase::Scale] {
        let cell = |r: &LaneReport| {
            let parts: Vec<_> = r.phases.iter().filter(|p| p.phase == phase).collect();
            if parts.is_empty() {
                return "-".to_owned();
            }
            let sum = |of: fn(&crate::voyage::PhaseReport) -> f64| {
                parts.iter().map(|p| of(p)).sum::<f64>()
            };
            ui.text.with(
                "lost-of",
                &[
                    ("lost", &count(sum(|p| p.lost))),
                    ("asked", &count(sum(|p| p.asked))),
                    ("unavailable", &seconds(sum(|p| p.unavailable_s))),
                ],
            )
        };
        let name = ui.text.get(&format!("phase-{}", phase.key()));
        table.row(std::iter::once(name).chain(reports.iter().map(cell)));
    }
    table.render()
}

/// The causes of all losses, worst first, one line each.
pub(super) fn causes(ui: &Ui, report: &LaneReport) -> Vec<String> {
    let mut losses: Vec<_> = report
        .traffic
        .iter()
        .flat_map(|e| e.losses.iter().map(move |l| (e, l)))
        .collect();
    losses.sort_by(|a, b| b.1.requests.total_cmp(&a.1.requests));
    let line = |(entry, loss): &(
        &paperboat_simulator::traffic::EntryReport,
        &paperboat_simulator::traffic::Loss,
    )| {
        let why = ui.text.get(&format!("lost-{}", loss.why));
        let event = loss
            .cause
            .map_or_else(|| "-".to_owned(), |id| format!("{}:{}", report.lane, id.0));
        ui.text.with(
            "lost-because",
            &[
                ("service", &entry.service),
                ("requests", &count(loss.requests)),
                ("seconds", &seconds(loss.seconds)),
                ("why", &why),
                ("event", &event),
            ],
        )
    };
    losses
        .iter()
        .filter(|(_, l)| l.requests >= 0.5)
        .take(5)
        .map(line)
        .collect()
}
