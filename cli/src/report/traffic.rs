//! What users noticed: by part of the run, by service, and by cause.

use super::compare::Comparison;
use super::number::{count, seconds};
use super::summary::NOTHING;
use crate::style::joined;
use crate::table::Table;
use crate::ui::Ui;
use paperboat_rehearsal::{LaneReport, Lost, Phase, ServiceTotals};

/// The parts of the run in which users come.
const PARTS: [Phase; 3] = [Phase::Serve, Phase::Update, Phase::Scale];
/// How many causes of losses are listed for each lane.
const LISTED: usize = 5;

/// A row a part of the run, below it the services that were down; a column a lane. Then the causes of the losses.
pub(super) fn render(ui: &Ui, c: &Comparison) -> Vec<String> {
    let lanes = &c.lanes;
    if !c.had_users() {
        let up = lanes.iter().any(LaneReport::answered);
        let key = if up {
            "traffic-none"
        } else {
            "traffic-not-reached"
        };
        return vec![ui.text.get(key)];
    }
    let mut table = Table::lanes(ui, "column-phase", lanes);
    for phase in PARTS {
        if !lanes.iter().any(|lane| lane.had_users(phase)) {
            continue;
        }
        let hours = c.hours.to_string();
        let name = ui
            .text
            .with(&format!("users-{}", phase.key()), &[("hours", &hours)]);
        let cell = |lane: &LaneReport| match lane.part(phase) {
            Some(p) => noticed(ui, p.totals.lost, p.totals.asked, p.totals.downtime_s),
            None => NOTHING.to_owned(),
        };
        table.row(std::iter::once(name).chain(lanes.iter().map(cell)));
        for service in noticed_apart(lanes, phase) {
            let cell = |lane: &LaneReport| match of_service(lane, phase, service) {
                Some(s) => noticed(ui, s.lost, s.asked, s.downtime_s),
                None => NOTHING.to_owned(),
            };
            let name = format!("  {service}");
            table.row(std::iter::once(name).chain(lanes.iter().map(cell)));
        }
    }
    let mut out = vec![table.render()];
    for lane in lanes {
        let causes = causes(ui, c, lane);
        if !causes.is_empty() {
            out.push(format!("{}:", lane.lane));
            out.extend(causes.into_iter().map(|line| format!("  {line}")));
        }
    }
    out
}

fn noticed(ui: &Ui, lost: f64, asked: f64, downtime_s: f64) -> String {
    let said = [("lost", &*count(lost)), ("asked", &count(asked))];
    let first = joined(&ui.text.with("lost-of", &said));
    format!("{first}\n{}", seconds(downtime_s))
}

fn of_service<'a>(lane: &'a LaneReport, phase: Phase, service: &str) -> Option<&'a ServiceTotals> {
    let totals = &lane.part(phase)?.totals;
    totals.services.iter().find(|s| s.service == service)
}

/// The services that are worth a row of their own: where there are several, those that lost something in some lane.
fn noticed_apart(lanes: &[LaneReport], phase: Phase) -> Vec<&str> {
    let all = || {
        let parts = lanes.iter().filter_map(move |lane| lane.part(phase));
        parts.flat_map(|p| &p.totals.services)
    };
    let mut names: Vec<&str> = all().map(|s| s.service.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 {
        return Vec::new();
    }
    names.retain(|name| all().any(|s| s.service == *name && (s.lost >= 0.5 || s.downtime_s > 0.0)));
    names
}

/// The causes of all losses of a lane, worst first, one line each; how many more there are, when not all are listed.
fn causes(ui: &Ui, c: &Comparison, lane: &LaneReport) -> Vec<String> {
    let of = |phase: Phase| {
        let services = lane.part(phase).map(|p| &p.totals.services);
        let services = services.into_iter().flatten();
        services.flat_map(move |s| s.losses.iter().map(move |l| (phase, s.service.as_str(), l)))
    };
    let mut losses: Vec<(Phase, &str, &Lost)> = PARTS.into_iter().flat_map(of).collect();
    losses.retain(|(.., l)| l.requests >= 0.5);
    losses.sort_by(|a, b| b.2.requests.total_cmp(&a.2.requests));
    let line = |(phase, service, loss): &(Phase, &str, &Lost)| {
        let why = ui.text.get(&format!("lost-{}", loss.why));
        let hours = c.hours.to_string();
        let phase = ui
            .text
            .with(&format!("users-{}", phase.key()), &[("hours", &hours)]);
        let said = [
            ("phase", phase.as_str()),
            ("service", service),
            ("requests", &count(loss.requests)),
            ("seconds", &seconds(loss.seconds)),
            ("why", &why),
        ];
        let said = ui.text.with("lost-because", &said);
        match loss.cause {
            Some(id) => format!(
                "{said} ({})",
                joined(&format!("--why {}:{}", lane.lane, id.0))
            ),
            None => said,
        }
    };
    let mut lines: Vec<String> = losses.iter().take(LISTED).map(line).collect();
    if let Some(rest) = losses.get(LISTED..).filter(|rest| !rest.is_empty()) {
        let requests: f64 = rest
            .iter()
            .map(|(.., l)| l.requests)
            .fold(0.0, |a, b| a + b);
        let said = [
            ("count", rest.len().to_string()),
            ("requests", count(requests)),
            ("lane", lane.lane.clone()),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
        lines.push(ui.text.with("lost-more", &said));
    }
    lines
}
