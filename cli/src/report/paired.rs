//! What many seeds tell beside ranges: who brought it back after each fault, and how far lanes are from each other.

use paperboat_rehearsal::{Difference, Ending, Row, Unit};

use super::compare::Comparison;
use super::number::{rate, seconds};
use super::summary::{NOTHING, shown};
use crate::document::{Block, Document};
use crate::style::joined;
use crate::table::Table;
use crate::ui::Ui;

/// From so many seeds on they are shown: of fewer, intervals are wider than what they are about (own choice).
const ENOUGH: u64 = 20;

/// Both tables, where there are seeds enough for them.
pub(super) fn sections(ui: &Ui, c: &Comparison, doc: &mut Document) {
    if c.seeds < ENOUGH {
        return;
    }
    let seeds = c.seeds.to_string();
    if !c.endings.is_empty() {
        let heading = ui.text.with("section-endings", &[("seeds", &seeds)]);
        doc.section(heading.clone());
        doc.blocks
            .push(Block::Table(endings(ui, c).captioned(heading)));
    }
    let reference = c.lanes.first().filter(|_| c.lanes.len() > 1);
    if let Some(from) = reference.map(|lane| lane.lane.as_str()) {
        let said = [("lane", from), ("seeds", &seeds)];
        let heading = ui.text.with("section-differences", &said);
        doc.section(heading.clone());
        let table = differences(ui, c, from).captioned(heading);
        doc.blocks.push(Block::Table(table));
        doc.text(ui.text.get("differences-note"));
    }
}

/// A row a fault, a column a lane.
fn endings(ui: &Ui, c: &Comparison) -> Table {
    let mut table = Table::lanes(ui, "column-fault", &c.lanes);
    for fault in &c.endings {
        let cells = fault.lanes.iter().map(|ending| ended(ui, ending));
        table.row(std::iter::once(fault.fault.clone()).chain(cells));
    }
    table
}

fn ended(ui: &Ui, ending: &Ending) -> String {
    let Ending {
        lane: _,
        unnoticed,
        itself,
        person,
        not_yet,
        median,
        p5,
        p95,
    } = ending;
    let counts = [
        ("ending-unnoticed", unnoticed),
        ("ending-itself", itself),
        ("ending-person", person),
        ("ending-not-yet", not_yet),
    ];
    let some = counts.into_iter().filter(|(_, count)| **count > 0);
    let mut lines: Vec<String> = some
        .map(|(key, count)| joined(&ui.text.with(key, &[("count", &count.to_string())])))
        .collect();
    if let (Some(median), Some(p5), Some(p95)) = (median, p5, p95) {
        let [median, low, high] = [*median, *p5, *p95].map(seconds);
        let range = if low == high {
            median
        } else {
            format!("{median} ({low}–{high})")
        };
        lines.push(joined(&range));
    }
    if lines.is_empty() {
        return NOTHING.to_owned();
    }
    lines.join("\n")
}

/// A row a metric, a column for each lane but the one that is taken off.
fn differences(ui: &Ui, c: &Comparison, from: &str) -> Table {
    let mut table = Table::lanes(ui, "column-metric", &c.lanes[1..]);
    for row in &c.rows {
        let of = |lane: &str| {
            let mut found = row.differences.iter();
            let found = found.find(|d| d.from == from && d.lane == lane);
            found.map_or_else(|| NOTHING.to_owned(), |d| apart(row, d))
        };
        let cells = c.lanes[1..].iter().map(|lane| of(&lane.lane));
        table.row(std::iter::once(c.name_of(ui, row.metric)).chain(cells));
    }
    table
}

/// A difference with half of its interval, and below how much the weather in common was worth.
fn apart(row: &Row, difference: &Difference) -> String {
    let mut text = signed(row.unit, difference.mean);
    if let (Some(interval), Some(factor)) = (difference.interval, difference.variance_factor) {
        let half = mean(row.unit, interval.half_width());
        text = format!("{text} ± {half}\n×{}", rate(factor));
    }
    joined(&text)
}

/// A figure with its sign; without one when it is shown as nothing.
fn signed(unit: Unit, number: f64) -> String {
    let size = mean(unit, number.abs());
    match number {
        _ if size == mean(unit, 0.0) => size,
        n if n < 0.0 => format!("−{size}"),
        _ => format!("+{size}"),
    }
}

/// A mean as it is shown: one of counts is no whole number.
fn mean(unit: Unit, number: f64) -> String {
    match unit {
        Unit::Count => rate(number),
        Unit::Seconds | Unit::Dollars => shown(unit, number),
    }
}
