//! The first table: every lane's figures, with their ranges, and what failed.

use paperboat_core::check::Sentence as _;
use paperboat_core::error::{Cause, DeployError};
use paperboat_core::strategy::Refusal;

use super::compare::{Comparison, summary_key};
use super::number::{count, dollars, seconds};
use super::{explained, task_range};
use crate::document::Block;
use crate::style::{bad, good, joined};
use crate::table::Table;
use crate::ui::Ui;
use paperboat_rehearsal::{Figure, LaneReport, PhaseReport, Row, Unit, Verdict};

/// What stands in a table where there is no figure.
pub(super) const NOTHING: &str = "–";
/// What marks a figure that does not compete.
const APART: &str = " *";

/// Up to so many seeds the range is the least and the most; of more, those are the weather of a single one.
pub(super) const FEW: u64 = 20;

/// The table, and below it what the marks in it mean.
pub(super) fn blocks(ui: &Ui, c: &Comparison) -> Vec<Block> {
    let text = &ui.text;
    let mut table = Table::lanes(ui, "column-metric", &c.lanes);
    let outcomes = c.lanes.iter().map(|lane| outcome(ui, lane));
    table.row(std::iter::once(text.get("metric-outcome")).chain(outcomes));
    for row in &c.rows {
        let cells = row.figures.iter().map(|figure| cell(row, figure, c.seeds));
        table.row(std::iter::once(c.name_of(ui, row.metric)).chain(cells));
    }
    let calls = |lane: &LaneReport| {
        let work = &lane.work;
        joined(&format!(
            "{} / {} / {}",
            work.writes, work.reads, work.on_machines
        ))
    };
    table.row(std::iter::once(text.get("metric-calls")).chain(c.lanes.iter().map(calls)));
    let caption = text.with(summary_key(c), &[("seeds", &c.seeds.to_string())]);
    let mut out = vec![Block::Table(table.captioned(caption))];
    if c.rows.iter().any(|row| row.figures.iter().any(is_apart)) {
        out.push(Block::Text(text.get("figure-apart")));
    }
    for lane in c.lanes.iter().filter(|lane| !lane.alone.is_empty()) {
        let services = lane.alone.join(", ");
        let said = [("lane", lane.lane.as_str()), ("services", &services)];
        out.push(Block::Text(text.with("lane-alone", &said)));
    }
    for lane in &c.lanes {
        for follower in &lane.followers {
            let said = format!("{}: {}", lane.lane, task_range(ui, follower));
            out.push(Block::Text(said));
        }
    }
    for lane in &c.lanes {
        let failures = lane.failures();
        out.extend(failures.map(|(part, error)| Block::Text(failure(ui, lane, part, error))));
    }
    out
}

/// How far a lane got.
fn outcome(ui: &Ui, lane: &LaneReport) -> String {
    match lane.failures().next() {
        None => good(&ui.text.get("outcome-worked")),
        Some((
            _,
            DeployError {
                cause: Cause::Refused { refusals },
                ..
            },
        )) => bad(&refused(ui, refusals)),
        Some((part, _)) => {
            let phase = ui.text.get(&format!("phase-{}", part.phase.key()));
            bad(&ui.text.with("outcome-failed", &[("phase", &phase)]))
        }
    }
}

/// The first reason for which a lane's deployment is refused.
fn refused(ui: &Ui, refusals: &[Refusal]) -> String {
    let Some(first) = refusals.first() else {
        return String::new();
    };
    let args = first.args.iter();
    let args: Vec<(&str, &str)> = args.map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let reason = ui.text.with(first.why.reason().key(), &args);
    let more = (refusals.len() - 1).to_string();
    let said = [
        ("key", first.key.as_str()),
        ("reason", &reason),
        ("more", &more),
    ];
    ui.text.with("lane-refused", &said)
}

/// A figure as it is shown, in its unit.
pub(super) fn shown(unit: Unit, n: f64) -> String {
    match unit {
        Unit::Seconds => seconds(n),
        Unit::Count => count(n),
        Unit::Dollars => dollars(n),
    }
}

fn is_apart(figure: &Figure) -> bool {
    figure.value.is_some() && !figure.competes
}

/// The first seed's figure; on a second line the range over all seeds, where they differ.
fn cell(row: &Row, figure: &Figure, seeds: u64) -> String {
    let Some(value) = figure.value else {
        return NOTHING.to_owned();
    };
    let first = shown(row.unit, value);
    let first = match &row.verdict {
        _ if is_apart(figure) => format!("{first}{APART}"),
        Verdict::Won { lane } if *lane == figure.lane => good(&first),
        _ => first,
    };
    let range = if seeds > FEW {
        [figure.p5, figure.p95]
    } else {
        [figure.min, figure.max]
    };
    let [min, max] = range.map(|n| shown(row.unit, n.unwrap_or(value)));
    let some = if figure.seeds < seeds {
        format!(" ({}/{seeds})", figure.seeds)
    } else {
        String::new()
    };
    if min == max && some.is_empty() {
        return joined(&first);
    }
    joined(&format!("{first}\n{min}–{max}{some}"))
}

/// What failed in a lane, why, and how to follow it.
fn failure(ui: &Ui, lane: &LaneReport, part: &PhaseReport, error: &DeployError) -> String {
    let phase = ui.text.get(&format!("phase-{}", part.phase.key()));
    let step = ui.text.get(&format!("step-{}", error.step));
    let why = explained(ui, &error.cause);
    let said = [
        ("lane", lane.lane.as_str()),
        ("phase", &phase),
        ("step", &step),
        ("why", &why),
    ];
    let said = ui.text.with("phase-failed", &said);
    let Some(event) = part.failed_at else {
        return said;
    };
    let event = event.0.to_string();
    let hint = [("lane", lane.lane.as_str()), ("event", &event)];
    format!("{said}\n  {}", ui.text.with("phase-failed-next", &hint))
}
