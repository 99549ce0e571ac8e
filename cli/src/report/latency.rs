//! How long users waited for their answers, where requests were looked at one by one.

use paperboat_rehearsal::{Fared, LaneReport, OneByOne};

use super::compare::Comparison;
use super::number::{count, seconds};
use super::summary::NOTHING;
use super::traffic::parts;
use crate::document::{Block, Document};
use crate::style::joined;
use crate::table::Table;
use crate::ui::Ui;

/// A row a part of the run, below it the services where they fared differently; a column a lane.
pub(super) fn section(ui: &Ui, c: &Comparison, doc: &mut Document) {
    let looked = |lane: &LaneReport| lane.phases.iter().any(|part| part.one_by_one.is_some());
    if !c.lanes.iter().any(looked) {
        return;
    }
    let heading = ui.text.get("section-latency");
    let mut table = Table::lanes(ui, "column-phase", &c.lanes);
    for part in parts(&c.lanes) {
        let of = |lane: &'_ LaneReport| -> Option<OneByOne> { part.of(lane)?.one_by_one.clone() };
        let found: Vec<Option<OneByOne>> = c.lanes.iter().map(of).collect();
        let cell =
            |found: Option<&Fared>| found.map_or_else(|| NOTHING.to_owned(), |f| cell(ui, f));
        let cells = found
            .iter()
            .map(|one| cell(one.as_ref().map(|one| &one.all)));
        table.row(std::iter::once(part.label(ui, c)).chain(cells));
        let all = found.iter().flatten().flat_map(|one| &one.services);
        let mut services: Vec<&str> = all.map(|of| of.service.as_str()).collect();
        services.sort_unstable();
        services.dedup();
        let differ = found.iter().flatten().any(apart);
        for service in services.iter().filter(|_| differ) {
            let fared = |one: &'_ Option<OneByOne>| {
                let mut services = one.as_ref()?.services.iter();
                services
                    .find(|of| of.service == *service)
                    .map(|of| of.fared.clone())
            };
            let cells = found.iter().map(|one| cell(fared(one).as_ref()));
            table.row(std::iter::once(format!("  {service}")).chain(cells));
        }
    }
    doc.section(heading.clone());
    doc.blocks.push(Block::Table(table.captioned(heading)));
    doc.text(ui.text.get("latency-note"));
}

/// Tells whether some service was answered otherwise than all together: a tenth is what a reader takes for a difference.
fn apart(one: &OneByOne) -> bool {
    let differs = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() > 0.1 * b,
        (None, None) => false,
        (Some(_), None) | (None, Some(_)) => true,
    };
    let all = &one.all;
    let mut services = one.services.iter().map(|of| &of.fared);
    services.any(|of| differs(of.p50, all.p50) || differs(of.p95, all.p95))
}

/// Percentiles, and below what was not answered.
fn cell(ui: &Ui, fared: &Fared) -> String {
    let (Some(p50), Some(p95), Some(p99)) = (fared.p50, fared.p95, fared.p99) else {
        return NOTHING.to_owned();
    };
    let [p50, p95, p99] = [p50, p95, p99].map(seconds);
    let mut lines = vec![joined(&format!("{p50} / {p95} / {p99}"))];
    let rest = [
        ("latency-lost", fared.lost),
        ("latency-waiting", fared.waiting),
    ];
    for (key, number) in rest.into_iter().filter(|(_, number)| *number > 0) {
        let said = [("count", count(number as f64))];
        let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
        lines.push(joined(&ui.text.with(key, &said)));
    }
    lines.join("\n")
}
