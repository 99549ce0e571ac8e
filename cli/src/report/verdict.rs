//! Who won, and what it hangs on.

use super::compare::Comparison;
use super::number::count;
use super::summary::shown;
use crate::document::{Block, Item};
use crate::style::good;
use crate::ui::Ui;
use paperboat_rehearsal::{Flip, Input, Phase, Row, Verdict};

/// The verdict of a row. Lanes that are equally bad are not said to be without a difference and left at that.
pub(super) fn of_row(ui: &Ui, c: &Comparison, row: &Row) -> String {
    let first = row.figures.iter().find(|f| f.competes);
    let value = first.and_then(|f| f.value).unwrap_or_default();
    if row.verdict == Verdict::Equal && value >= 0.5 {
        let metric = c.name_of(ui, row.metric);
        let sent = c.lanes.iter().find_map(|lane| lane.part(Phase::Serve));
        if let ("metric-lost-day", Some(part)) = (row.metric, sent) {
            let said = [
                ("metric", metric.as_str()),
                ("lost", &count(value)),
                ("asked", &count(part.totals.asked)),
            ];
            return ui.text.with("verdict-equally-lost", &said);
        }
        let said = [
            ("metric", metric.as_str()),
            ("value", &shown(row.unit, value)),
        ];
        return ui.text.with("verdict-equal-at", &said);
    }
    said(ui, c, row.metric, &row.verdict)
}

/// Which assumptions change a verdict when they are halved or doubled.
pub(super) fn decides(ui: &Ui, c: &Comparison) -> Block {
    let name = |input: &Input| ui.text.get(&format!("doubt-{}", input.key()));
    let mut items: Vec<Item> = Vec::new();
    let together = |a: &Flip, b: &Flip| a.input == b.input && a.factor == b.factor;
    for changes in c.decided.chunk_by(together) {
        let first = &changes[0];
        let key = if first.factor < 1.0 {
            "decides-half"
        } else {
            "decides-twice"
        };
        let then = |flip: &Flip| said(ui, c, flip.metric, &flip.then);
        items.push(Item {
            text: ui.text.with(key, &[("doubt", &name(&first.input))]),
            below: changes.iter().map(then).collect(),
        });
    }
    let still = |i: &&Input| !c.decided.iter().any(|flip| flip.input == **i);
    let steady: Vec<String> = c.tried.iter().filter(still).map(name).collect();
    if !steady.is_empty() {
        let doubts = steady.join("; ");
        let nothing = ui.text.with("decides-nothing", &[("doubts", &doubts)]);
        items.push(nothing.into());
    }
    Block::List(0, items)
}

fn said(ui: &Ui, c: &Comparison, metric: &str, verdict: &Verdict) -> String {
    let metric = c.name_of(ui, metric);
    let with = |key: &str, more: &[(&str, &str)]| {
        let said: Vec<(&str, &str)> = [("metric", metric.as_str())]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        ui.text.with(key, &said)
    };
    match verdict {
        Verdict::Won { lane } => with("verdict-won", &[("lane", &good(lane))]),
        Verdict::Only { lane } => with("verdict-only", &[("lane", lane)]),
        Verdict::Equal => with("verdict-equal", &[]),
        Verdict::Tied { lanes } => with("verdict-tied", &[("lanes", &lanes.join(", "))]),
        Verdict::Depends { lanes } => with("verdict-depends", &[("lanes", &lanes.join(", "))]),
        Verdict::Nobody => with("verdict-nobody", &[]),
    }
}
