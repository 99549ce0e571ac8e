//! Who did the work, and what they got wrong.

use paperboat_core::people::{People, Routine};
use paperboat_rehearsal::{Anew, LaneReport, LostData, Phase, PhaseReport, Slips};

use super::compare::Comparison;
use super::number::{count, seconds};
use crate::document::{Block, Document};
use crate::ui::Ui;

/// The most mistakes of a lane that are told one by one: a page has room for no more of each lane.
const TOLD: usize = 6;

/// How the work was done, where that is not the usual way: every command pasted, and none of them wrong.
#[must_use]
pub fn work(ui: &Ui, people: &People) -> Option<String> {
    if people.routine == Routine::Pasted && people.slips.is_none() {
        return None;
    }
    let routine = ui.text.get(&format!("routine-{}", people.routine.key()));
    let Some(chances) = people.slips else {
        return Some(ui.text.with("compare-people", &[("routine", &routine)]));
    };
    let said = [
        ("routine", routine),
        ("command", percent(chances.command)),
        ("script", percent(chances.script_run)),
        ("tool", percent(chances.tool_run)),
    ];
    let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
    Some(ui.text.with("compare-people-slips", &said))
}

/// A chance in percent, with as many digits as it has: the rarest is a few in a million.
fn percent(chance: f64) -> String {
    format!("{}%", (chance * 1e8).round() / 1e6)
}

/// What was done wrong in each lane, where people do things wrong.
pub(super) fn section(ui: &Ui, c: &Comparison, doc: &mut Document) {
    let of = |lane: &LaneReport| Some(of_lane(ui, lane, lane.slips.as_ref()?));
    let blocks: Vec<Block> = c.lanes.iter().filter_map(of).collect();
    if blocks.is_empty() {
        return;
    }
    let seed = c.seed.to_string();
    doc.section(ui.text.with("section-slips", &[("seed", &seed)]));
    doc.blocks.extend(blocks);
}

fn of_lane(ui: &Ui, lane: &LaneReport, slips: &Slips) -> Block {
    let said = [
        ("lane", lane.lane.clone()),
        ("unnoticed", slips.unnoticed.len().to_string()),
        ("retyped", slips.retyped.to_string()),
        ("mended", slips.mended.to_string()),
    ];
    let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
    let all = ui.text.with("slips-of", &said);
    let mut told: Vec<String> = (slips.unnoticed.iter().take(TOLD))
        .map(|mistake| {
            let said = [
                ("at", seconds(mistake.at.as_secs_f64())),
                ("part", named(ui, mistake.phase, &mistake.part)),
                ("slip", ui.text.get(&format!("slip-{}", mistake.slip))),
                ("lane", lane.lane.clone()),
                ("event", mistake.event.0.to_string()),
            ];
            let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
            ui.text.with("slip-in", &said)
        })
        .collect();
    told.extend(more(ui, lane, slips.unnoticed.len()));
    let parts = lane.phases.iter();
    let begun = parts.flat_map(|part| part.anew.iter().map(move |anew| (part, anew)));
    let shown = begun.clone().take(TOLD);
    told.extend(shown.map(|(part, anew)| begun_anew(ui, part, anew)));
    told.extend(more(ui, lane, begun.count()));
    Block::Under(all, told)
}

/// How many of so many are not told; nothing where all are.
fn more(ui: &Ui, lane: &LaneReport, all: usize) -> Option<String> {
    let more = all.checked_sub(TOLD).filter(|more| *more > 0)?;
    let said = [("count", &*more.to_string()), ("lane", &lane.lane)];
    Some(ui.text.with("slips-more", &said))
}

/// That somebody began from nothing, and what of the users' data is lost by that.
fn begun_anew(ui: &Ui, part: &PhaseReport, anew: &Anew) -> String {
    let one = |lost: &LostData| {
        let bytes = lost.bytes.map(|bytes| count(bytes as f64));
        let said = [
            ("service", lost.service.as_str()),
            ("volume", lost.volume.as_deref().unwrap_or("none")),
            ("time", &seconds(lost.gathered.as_secs_f64())),
            ("bytes", bytes.as_deref().unwrap_or("none")),
        ];
        ui.text.with("anew-data", &said)
    };
    let lost: Vec<String> = anew.lost.iter().map(one).collect();
    let key = match (anew.had_users, lost.as_slice()) {
        (false, _) => "anew-before-users",
        (true, []) => "anew-no-data",
        (true, _) => "anew-lost",
    };
    let said = [
        ("at", seconds(anew.at.as_secs_f64())),
        ("part", named(ui, part.phase, &part.name)),
        ("lost", lost.join("; ")),
    ];
    let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
    ui.text.with(key, &said)
}

/// What a part of a run is called.
fn named(ui: &Ui, phase: Phase, name: &str) -> String {
    match phase {
        Phase::Fault => name.to_owned(),
        phase => ui.text.get(&format!("phase-{}", phase.key())),
    }
}
