//! What must not be overlooked: a size that does not carry its traffic.

use serde::Serialize;

use super::compare::Comparison;
use super::number::{count, rate};
use crate::ui::Ui;
use paperboat_rehearsal::{Capacity, LaneReport, Phase, Rank};

/// Something that must not be overlooked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// What it is about: `capacity`.
    pub code: &'static str,
    /// The lane; none in a plan.
    pub lane: Option<String>,
    /// The Compose service.
    pub service: String,
    /// What is wrong, and what would mend it.
    pub message: String,
}

/// What a comparison must say before all else.
#[must_use]
pub(super) fn warnings(ui: &Ui, c: &Comparison) -> Vec<Warning> {
    let of_lane = |lane: &LaneReport| -> Vec<Warning> {
        let short = lane.capacity.iter().filter(|c| !c.enough);
        short
            .map(|short| of_comparison(ui, c, lane, short))
            .collect()
    };
    c.lanes.iter().flat_map(of_lane).collect()
}

fn of_comparison(ui: &Ui, c: &Comparison, lane: &LaneReport, short: &Capacity) -> Warning {
    let totals = lane.part(Phase::Serve).map(|p| &p.totals);
    let service = totals.and_then(|t| t.service(&short.service));
    let (lost, asked) = service.map_or((0.0, 0.0), |s| (s.lost, s.asked));
    let said = [
        ("lane", lane.lane.as_str()),
        ("service", &short.service),
        ("answered", &rate(short.answered_rps)),
        ("peak", &rate(short.peak_rps)),
        ("lost", &count(lost)),
        ("asked", &count(asked)),
        ("hours", &c.hours.to_string()),
    ];
    let message = format!(
        "{} {}",
        ui.text.with("capacity-short", &said),
        remedy(ui, short)
    );
    Warning {
        code: "capacity",
        lane: Some(lane.lane.clone()),
        service: short.service.clone(),
        message,
    }
}

/// What a plan must say before all else.
#[must_use]
pub fn plan_warnings(ui: &Ui, capacity: &[Capacity]) -> Vec<Warning> {
    let warning = |short: &Capacity| {
        let said = [
            ("service", short.service.as_str()),
            ("answered", &rate(short.answered_rps)),
            ("peak", &rate(short.peak_rps)),
        ];
        let said = ui.text.with("capacity-short-plan", &said);
        Warning {
            code: "capacity",
            lane: None,
            service: short.service.clone(),
            message: format!("{said} {}", remedy(ui, short)),
        }
    };
    capacity.iter().filter(|c| !c.enough).map(warning).collect()
}

/// What would carry the traffic.
fn remedy(ui: &Ui, short: &Capacity) -> String {
    let more = |rank: &&Rank| rank.needed > rank.replicas;
    let replicas = |rank: &Rank| {
        let said = [
            ("name", rank.name.as_str()),
            ("needed", &count(f64::from(rank.needed))),
            ("now", &rank.replicas.to_string()),
            ("each", &rate(rank.each_rps)),
        ];
        ui.text.with("capacity-replicas", &said)
    };
    let needed: Vec<String> = short.ranks.iter().filter(more).map(replicas).collect();
    let mut said = vec![
        ui.text
            .with("capacity-would", &[("replicas", &needed.join("; "))]),
    ];
    if let Some(size) = &short.instance_type {
        said.push(ui.text.with("capacity-machine", &[("size", size)]));
    }
    if !short.can_share_port {
        said.push(ui.text.get("capacity-port"));
    }
    said.join(" ")
}
