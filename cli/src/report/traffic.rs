//! What users noticed: by part of the run, by service, and by cause.

use super::compare::Comparison;
use super::number::{count, seconds};
use super::summary::NOTHING;
use crate::document::Block;
use crate::style::joined;
use crate::table::Table;
use crate::ui::Ui;
use paperboat_core::event::EventId;
use paperboat_core::scenario::{Moment, Scenario};
use paperboat_rehearsal::{
    Hand, LaneReport, Lost, Phase, PhaseReport, Recovery, ServiceTotals, Totals,
};

/// How many causes of losses are listed for each lane.
const LISTED: usize = 5;

/// A row a part of the run, below it the services that were down; a column a lane.
pub(super) fn noticed(ui: &Ui, c: &Comparison) -> Vec<Block> {
    let lanes = &c.lanes;
    if !c.had_users() {
        let up = lanes.iter().any(LaneReport::answered);
        let key = if up {
            "traffic-none"
        } else {
            "traffic-not-reached"
        };
        return vec![Block::Text(ui.text.get(key))];
    }
    let mut table = Table::lanes(ui, "column-phase", lanes);
    for part in parts(lanes) {
        let cell = |lane: &LaneReport| match part.of(lane) {
            Some(p) => lost(ui, p.totals.lost, p.totals.asked, p.totals.downtime_s),
            None => NOTHING.to_owned(),
        };
        let name = part.label(ui, c);
        table.row(std::iter::once(name).chain(lanes.iter().map(cell)));
        for service in noticed_apart(lanes, part) {
            let cell = |lane: &LaneReport| match of_service(lane, part, service) {
                Some(s) => lost(ui, s.lost, s.asked, s.downtime_s),
                None => NOTHING.to_owned(),
            };
            let name = format!("  {service}");
            table.row(std::iter::once(name).chain(lanes.iter().map(cell)));
        }
        if part.phase == Phase::Fault {
            let cell = |lane: &LaneReport| match part.of(lane) {
                Some(p) => recovery(ui, lane, p),
                None => NOTHING.to_owned(),
            };
            let name = format!("  {}", ui.text.get("recovery"));
            table.row(std::iter::once(name).chain(lanes.iter().map(cell)));
        }
    }
    vec![Block::Table(
        table.captioned(ui.text.get("section-traffic")),
    )]
}

/// Because of what requests were lost, by lane.
pub(super) fn because(ui: &Ui, c: &Comparison) -> Vec<Block> {
    let of = |lane: &LaneReport| {
        let causes = causes(ui, c, lane);
        (!causes.is_empty()).then(|| Block::Under(format!("{}:", lane.lane), causes))
    };
    c.lanes.iter().filter_map(of).collect()
}

/// A part of the run in which users come, as all lanes call it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    phase: Phase,
    name: &'a str,
}

impl Part<'_> {
    /// What came of it in a lane; none in one that did not get that far.
    #[must_use]
    pub fn of<'l>(&self, lane: &'l LaneReport) -> Option<&'l PhaseReport> {
        let mut parts = lane.phases.iter();
        parts.find(|p| p.phase == self.phase && p.name == self.name)
    }

    /// What the part is called: its own name where it has one, or what it is in the reader's language.
    #[must_use]
    pub fn label(&self, ui: &Ui, c: &Comparison) -> String {
        self.after(ui, c.hours)
    }

    /// The same where so many hours of users come first.
    fn after(&self, ui: &Ui, hours: u32) -> String {
        let hours = hours.to_string();
        match self.phase {
            Phase::Fault => self.name.to_owned(),
            phase => {
                let key = format!("users-{}", phase.key());
                ui.text
                    .with(&key, &[("hours", &hours), ("name", self.name)])
            }
        }
    }
}

/// The parts in which users come, in the order of the first lane that has them all.
#[must_use]
pub fn parts(lanes: &[LaneReport]) -> Vec<Part<'_>> {
    let of_users = |lane: &&LaneReport| lane.parts_with_users().count();
    let longest = lanes.iter().max_by_key(of_users);
    let with_users = longest.into_iter().flat_map(LaneReport::parts_with_users);
    with_users
        .map(|p| Part {
            phase: p.phase,
            name: &p.name,
        })
        .collect()
}

/// What a scenario holds besides its first users, as its parts are called.
#[must_use]
pub fn scenario_parts(ui: &Ui, scenario: &Scenario) -> Vec<String> {
    let of = |moment: &Moment| {
        let part = Part {
            phase: Phase::of(&moment.act),
            name: &moment.name,
        };
        part.after(ui, 0)
    };
    scenario.timeline.iter().map(of).collect()
}

/// How an interruption ended, and by whose hand.
pub(super) fn recovery(ui: &Ui, lane: &LaneReport, part: &PhaseReport) -> String {
    let of = |event: EventId| joined(&format!("{}:{}", lane.lane, event.0));
    match &part.recovery {
        Recovery::NotNeeded => ui.text.get("recovery-not-needed"),
        Recovery::Recovered { .. } if !part.was_noticed() => ui.text.get("recovery-unnoticed"),
        Recovery::Recovered { seconds: s, by, .. } => {
            let key = match by {
                Hand::Itself => "recovery-itself",
                Hand::Person => "recovery-person",
            };
            ui.text.with(key, &[("time", &seconds(*s))])
        }
        Recovery::NotYet { event } => ui.text.with("recovery-not-yet", &[("event", &of(*event))]),
    }
}

fn lost(ui: &Ui, requests: f64, asked: f64, downtime_s: f64) -> String {
    let said = [("lost", &*count(requests)), ("asked", &count(asked))];
    let first = joined(&ui.text.with("lost-of", &said));
    format!("{first}\n{}", seconds(downtime_s))
}

fn of_service<'a>(
    lane: &'a LaneReport,
    part: Part<'_>,
    service: &str,
) -> Option<&'a ServiceTotals> {
    part.of(lane)?.totals.service(service)
}

/// The services that are worth a row of their own: all of them, where they did not fare alike in some lane.
fn noticed_apart<'a>(lanes: &'a [LaneReport], part: Part<'a>) -> Vec<&'a str> {
    let all = || lanes.iter().filter_map(move |lane| part.of(lane));
    if !all().any(|p| apart(&p.totals)) {
        return Vec::new();
    }
    let services = all().flat_map(|p| &p.totals.services);
    let mut names: Vec<&str> = services.map(|s| s.service.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Tells whether services fared differently: in time, or in the part of their requests that was lost. Half a tenth of a
/// second and half a percent are what a reader cannot tell apart.
fn apart(totals: &Totals) -> bool {
    let lost = |lost: f64, asked: f64| if asked > 0.0 { lost / asked } else { 0.0 };
    let of_all = lost(totals.lost, totals.asked);
    totals.services.iter().any(|s| {
        (s.downtime_s - totals.downtime_s).abs() > 0.05
            || (lost(s.lost, s.asked) - of_all).abs() > 0.005
    })
}

/// The causes of all losses of a lane, worst first, one line each; how many more there are, when not all are listed.
fn causes(ui: &Ui, c: &Comparison, lane: &LaneReport) -> Vec<String> {
    let of = |part: Part<'_>| {
        let services = part.of(lane).map(|p| &p.totals.services);
        let label = part.label(ui, c);
        let services = services.into_iter().flatten();
        services.flat_map(move |s| {
            let label = label.clone();
            s.losses
                .iter()
                .map(move |l| (label.clone(), s.service.as_str(), l))
        })
    };
    let mut losses: Vec<(String, &str, &Lost)> = parts(std::slice::from_ref(lane))
        .into_iter()
        .flat_map(of)
        .collect();
    losses.retain(|(.., l)| l.requests >= 0.5);
    losses.sort_by(|a, b| b.2.requests.total_cmp(&a.2.requests));
    let line = |(phase, service, loss): &(String, &str, &Lost)| {
        let why = ui.text.get(&format!("lost-{}", loss.why));
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
