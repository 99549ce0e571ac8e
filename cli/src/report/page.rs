//! The comparison as people read a page: what came out first, then why, then what it rests on.

use paperboat_core::fact::Row as Fact;
use paperboat_rehearsal::{Row, Verdict};
use paperboat_simulator::meter::Position;

use super::bill::{item_word, parts};
use super::compare::{Comparison, left, rests, summary_key, titled, warned};
use super::diagram::{topology, trees};
use super::number::cents;
use super::{cost, figures, latency, paired, slips, summary, timeline, traffic, verdict};
use crate::document::{Block, Document};
use crate::style::good;
use crate::table::Table;
use crate::ui::Ui;

/// The comparison as a page.
#[must_use]
pub fn page(ui: &Ui, c: &Comparison) -> Document {
    let text = &ui.text;
    let seeds = c.seeds.to_string();
    let said = [("app", c.app.as_str()), ("scenario", &c.scenario)];
    let mut doc = Document::new(text.with("page-title", &said[..1]));
    let about = format!(
        "{} {}",
        titled(ui, c),
        text.with("page-scenario", &said[1..])
    );
    if c.lanes.len() > 1 {
        doc.section(text.with("section-verdict", &[("seeds", &seeds)]));
        doc.list(verdicts(ui, c));
    }
    doc.blocks.extend(warned(ui, c));
    doc.text(about);
    doc.section(short(text.with(summary_key(c), &[("seeds", &seeds)])));
    doc.blocks.extend(summary::blocks(ui, c));
    paired::sections(ui, c, &mut doc);
    doc.section(short(text.get("section-timeline")));
    doc.blocks.extend(figures::clock(ui, c));
    doc.blocks.push(Block::Table(timeline::table(ui, &c.lanes)));
    doc.section(short(text.get("section-traffic")));
    doc.blocks.extend(figures::hours(ui, c));
    doc.blocks.extend(figures::downtime(ui, c));
    doc.blocks.extend(traffic::noticed(ui, c));
    let because = traffic::because(ui, c);
    if !because.is_empty() {
        doc.blocks
            .push(Block::Details(text.get("page-causes"), because));
    }
    latency::section(ui, c, &mut doc);
    slips::section(ui, c, &mut doc);
    doc.section(text.get("section-cost"));
    doc.blocks.extend(figures::month(ui, c));
    let costs = Block::Table(cost::table(ui, &c.lanes));
    doc.blocks
        .push(Block::Details(text.get("page-costs"), vec![costs]));
    doc.blocks
        .push(Block::Details(text.get("page-positions"), positions(ui, c)));
    doc.text(text.get("cost-month-note"));
    doc.section(text.get("section-left"));
    doc.list(left(ui, c));
    let stand = c.lanes.iter();
    let stand = stand.filter_map(|lane| Some((lane.lane.clone(), lane.topology.clone()?)));
    let stand: Vec<_> = stand.collect();
    if !stand.is_empty() {
        doc.section(text.get("diagram-topology"));
        doc.blocks.extend(topology(ui, &stand));
        doc.blocks.push(Block::Characters(trees(ui, &stand)));
    }
    if c.lanes.len() > 1 {
        doc.section(short(text.get("section-decides")));
        doc.blocks.push(verdict::decides(ui, c));
    }
    doc.section(text.get("section-assumptions"));
    doc.list(rests(ui, c));
    doc.blocks.push(model(ui, &c.read));
    doc
}

/// A heading without its explanation, which stands above the table there.
fn short(heading: String) -> String {
    let short = heading
        .split_once(['(', ':'])
        .map(|(short, _)| short.trim_end().to_owned());
    short.unwrap_or(heading)
}

/// What each lane was best at, and where nobody was.
fn verdicts(ui: &Ui, c: &Comparison) -> Vec<String> {
    let names = |of: &dyn Fn(&Verdict) -> bool| -> Vec<String> {
        let rows = c.rows.iter().filter(|row| of(&row.verdict));
        rows.map(|row| c.name_of(ui, row.metric)).collect()
    };
    let said = |key: &str, names: Vec<String>, more: &[(&str, &str)]| {
        let joined = names.join("; ");
        let said = [&[("metrics", joined.as_str())], more].concat();
        (!names.is_empty()).then(|| ui.text.with(key, &said))
    };
    let lanes = c.lanes.iter().map(|lane| lane.lane.as_str());
    let won = lanes.filter_map(|lane| {
        let won = names(&|v| matches!(v, Verdict::Won { lane: l } if l == lane));
        let name = good(lane);
        said("page-won", won, &[("lane", &name)])
    });
    let rest = [
        (
            "page-depends",
            names(&|v| matches!(v, Verdict::Depends { .. })),
        ),
        ("page-equal", names(&|v| *v == Verdict::Equal)),
        ("page-nobody", names(&|v| *v == Verdict::Nobody)),
    ];
    let rest = rest.map(|(key, names)| said(key, names, &[]));
    let single = |row: &Row| {
        let only = matches!(row.verdict, Verdict::Only { .. });
        only.then(|| verdict::of_row(ui, c, row))
    };
    let won: Vec<String> = won.collect();
    let single = c.rows.iter().filter_map(single);
    // Lanes that were best together, once for each such group.
    let mut groups: Vec<&Vec<String>> = Vec::new();
    for row in &c.rows {
        if let Verdict::Tied { lanes } = &row.verdict
            && !groups.contains(&lanes)
        {
            groups.push(lanes);
        }
    }
    let tied = groups.into_iter().filter_map(|group| {
        let names = names(&|v| matches!(v, Verdict::Tied { lanes } if lanes == group));
        said("page-tied", names, &[("lanes", &group.join(", "))])
    });
    won.into_iter()
        .chain(single)
        .chain(tied)
        .chain(rest.into_iter().flatten())
        .collect()
}

/// What a month is made of, a table for each lane.
fn positions(ui: &Ui, c: &Comparison) -> Vec<Block> {
    let columns = [
        "column-item",
        "column-units",
        "column-price",
        "column-amount",
    ];
    let table = |lane: &paperboat_rehearsal::LaneReport| {
        let caption = ui.text.with("positions-of", &[("lane", &lane.lane)]);
        let caption = caption.trim_end_matches(':').to_owned();
        let mut table = Table::new(ui, &columns)
            .right_from(1)
            .captioned(caption.clone());
        for position in &lane.running.month {
            let Position {
                item,
                unit,
                unit_price,
                quantity,
                amount,
                ..
            } = position;
            let [units, price] = parts(ui, *quantity, unit, *unit_price);
            table.row([item_word(ui, item), units, price, cents(*amount)]);
        }
        [Block::Part(caption), Block::Table(table)]
    };
    c.lanes.iter().flat_map(table).collect()
}

/// The numbers of the model on which the comparison rests, with their sources.
fn model(ui: &Ui, read: &[Fact]) -> Block {
    let columns = [
        "column-key",
        "column-value",
        "column-unit",
        "column-confidence",
        "column-source",
    ];
    let count = read.len().to_string();
    let caption = ui.text.with("page-model", &[("count", &count)]);
    let mut table = Table::new(ui, &columns).captioned(caption.clone());
    for row in read {
        let confidence = ui.text.get(row.confidence.key());
        table.row([
            row.key.clone(),
            row.value.clone(),
            row.unit.clone(),
            confidence,
            row.source.clone(),
        ]);
    }
    Block::Details(caption, vec![Block::Table(table)])
}
