//! What happened, against what was predicted, and where to go on.

use paperboat_rehearsal::{Lane, LaneReport};

use super::question::{Answer, Fact, Question};
use super::runs::{LANES, Runs};
use crate::chart::{HANDS, MACHINES, clock_lines};
use crate::document::{Block, Document, Item};
use crate::report::{cents, count, parts, seconds};
use crate::style::{bad, good, strong};
use crate::ui::Ui;

/// What is shown of both ways: where nothing was played, with what they are; after the play, with what was predicted.
#[must_use]
pub fn document(ui: &Ui, runs: &Runs, predicted: Option<&[Option<Answer>; 2]>) -> Document {
    let text = &ui.text;
    let c = &runs.comparison;
    let mut doc = Document::new(text.with("play-title", &[("app", &c.app)]));
    if predicted.is_some() {
        doc.quiet = true;
    } else {
        doc.text(about(ui));
    }
    doc.section(text.get("drawn-clock"));
    let clock = c.clock(ui);
    let names: Vec<String> = clock.lanes.iter().map(|lane| strong(&lane.name)).collect();
    let columns = usize::from(ui.width());
    let mut drawn = clock_lines(&clock, &names, clock.whole_s(), columns);
    let [hands, machines] = ["drawn-hands", "drawn-machines"].map(|key| text.get(key));
    drawn.push(format!(" {HANDS} {hands}   {MACHINES} {machines}"));
    doc.blocks.push(Block::Characters(drawn.join("\n")));
    doc.section(text.get("play-happened"));
    let predicted = predicted.copied().unwrap_or_default();
    let facts = Question::ALL.iter().zip(&predicted);
    let told = facts.map(|(question, said)| told(ui, runs, *question, *said));
    doc.blocks.push(Block::List(0, told.collect()));
    doc.text(cost(ui, &c.lanes));
    doc.section(text.get("play-false"));
    let seeds = c.seeds.to_string();
    let said = [("seeds", seeds.as_str()), ("model", &c.model)];
    doc.text(text.with("play-false-because", &said));
    doc.section(text.get("play-next"));
    let lanes = Lane::ALL.len().to_string();
    let next = ["compare", "shell", "book", "help"];
    doc.list(next.map(|key| {
        let said = text.with(&format!("play-next-{key}"), &[("lanes", &lanes)]);
        match said.split_once(": ") {
            Some((command, rest)) => format!("{}: {rest}", strong(command)),
            None => said,
        }
    }));
    doc
}

/// What is deployed, and which ways.
pub(super) fn about(ui: &Ui) -> String {
    let [first, second] = LANES;
    let said = [("first", first), ("second", second)];
    ui.text.with("play-about", &said)
}

/// What came out of a question: the prediction, the numbers, whether other seeds agree, and what separates the lanes most.
fn told(ui: &Ui, runs: &Runs, question: Question, said: Option<Answer>) -> Item {
    let fact = question.fact(runs);
    let mut below = Vec::new();
    below.extend(said.map(|said| against(ui, said, &fact)));
    let seeds = runs.scores.len();
    let [held, of] = [fact.held, seeds].map(|n| n.to_string());
    let key = if fact.held == seeds {
        "play-held-all"
    } else {
        "play-held-some"
    };
    below.push(ui.text.with(key, &[("held", &held), ("seeds", &of)]));
    below.extend(match question {
        Question::FirstAnswer => longest(ui, &runs.comparison.lanes, &fact),
        Question::Lost => worst(ui, runs, &fact),
    });
    Item {
        text: was(ui, runs, question, &fact),
        below,
    }
}

fn against(ui: &Ui, said: Answer, fact: &Fact) -> String {
    if said == fact.answer {
        return good(&ui.text.get("play-as-predicted"));
    }
    let alike = || ui.text.get("play-alike");
    let said = said.lane().map_or_else(alike, str::to_owned);
    bad(&ui.text.with("play-not-as-predicted", &[("said", &said)]))
}

/// The lane that did better, and the other one; of lanes that are alike, in their order.
fn order(fact: &Fact) -> [usize; 2] {
    match fact.answer {
        Answer::Lane(n) => [n, 1 - n],
        Answer::Alike => [0, 1],
    }
}

fn was(ui: &Ui, runs: &Runs, question: Question, fact: &Fact) -> String {
    let [better, other] = order(fact);
    let lanes = &runs.comparison.lanes;
    let nothing = || ui.text.get("play-never");
    let shown = |n: usize| match (question, fact.numbers[n]) {
        (_, None) => nothing(),
        (Question::FirstAnswer, Some(s)) => seconds(s),
        (Question::Lost, Some(lost)) => count(lost),
    };
    let asked = lanes[better].parts_with_users().map(|p| p.totals.asked);
    let said = [
        ("better", strong(&lanes[better].lane)),
        ("other", lanes[other].lane.clone()),
        ("less", shown(better)),
        ("more", shown(other)),
        ("asked", count(asked.fold(0.0, |a, b| a + b))),
    ];
    let said = said.each_ref().map(|(key, value)| (*key, value.as_str()));
    let key = question.key();
    match fact.answer {
        Answer::Lane(_) => ui.text.with(&format!("play-was-{key}"), &said),
        Answer::Alike => ui.text.with(&format!("play-alike-{key}"), &said),
    }
}

/// The subgoal by which the later lane was later most.
fn longest(ui: &Ui, lanes: &[LaneReport], fact: &Fact) -> Option<String> {
    let [better, other] = order(fact);
    let spent = |lane: &LaneReport, subgoal| {
        let busy = lane.busy();
        let spans = busy.into_iter().filter(|b| b.subgoal == subgoal);
        let spans = spans.flat_map(|busy| busy.spans);
        spans.map(|(from, to)| to - from).fold(0.0, |a, b| a + b)
    };
    let more = lanes[other].busy().into_iter().map(|busy| {
        let [less, more] = [better, other].map(|n| spent(&lanes[n], busy.subgoal));
        (busy.subgoal, less, more)
    });
    let gap = |of: &(_, f64, f64)| of.2 - of.1;
    let (subgoal, less, more) = more.max_by(|a, b| gap(a).total_cmp(&gap(b)))?;
    let said = [
        ("what", ui.text.get(&format!("subgoal-{}", subgoal.key()))),
        ("better", lanes[better].lane.clone()),
        ("other", lanes[other].lane.clone()),
        ("less", seconds(less)),
        ("more", seconds(more)),
    ];
    let said = said.each_ref().map(|(key, value)| (*key, value.as_str()));
    (more > less).then(|| ui.text.with("play-most-time", &said))
}

/// The part in which the worse lane lost more than the other by most.
fn worst(ui: &Ui, runs: &Runs, fact: &Fact) -> Option<String> {
    let [better, other] = order(fact);
    let c = &runs.comparison;
    let lost = |part: crate::report::Part<'_>, n: usize| {
        let found = part.of(&c.lanes[n]);
        found.map_or(0.0, |found| found.totals.lost)
    };
    let gap = |part| lost(part, other) - lost(part, better);
    let all = parts(&c.lanes).into_iter();
    let part = all.max_by(|a, b| gap(*a).total_cmp(&gap(*b)))?;
    let said = [
        ("what", part.label(ui, c)),
        ("better", c.lanes[better].lane.clone()),
        ("other", c.lanes[other].lane.clone()),
        ("less", count(lost(part, better))),
        ("more", count(lost(part, other))),
    ];
    let said = said.each_ref().map(|(key, value)| (*key, value.as_str()));
    (gap(part) >= 0.5).then(|| ui.text.with("play-most-lost-in", &said))
}

fn cost(ui: &Ui, lanes: &[LaneReport]) -> String {
    let of = |lane: &LaneReport| {
        let cost = cents(lane.month());
        ui.text
            .with("play-cost-of", &[("lane", &lane.lane), ("cost", &cost)])
    };
    let costs: Vec<String> = lanes.iter().map(of).collect();
    ui.text.with("play-cost", &[("costs", &costs.join(", "))])
}
