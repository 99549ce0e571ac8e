//! What a comparison shows in drawings; each is told in words too.

use paperboat_core::money::Usd;
use paperboat_rehearsal::{Figure as Number, Hours, LaneReport, Phase};
use paperboat_simulator::meter::CostKind;

use super::compare::Comparison;
use super::number::{cents, count, dollars, rate, seconds};
use super::traffic::{parts, recovery};
use crate::chart::{self, Bar, Bars, Key};
use crate::document::{Block, Figure};
use crate::scene::Role;
use crate::style::JOINED;
use crate::ui::Ui;

/// Spans of time in which losses are counted together: each is some pixels wide.
const SPANS: usize = 200;

fn block(figure: Figure) -> Block {
    Block::Figure(Box::new(figure))
}

/// Words in a drawing, where no line is broken anyway.
fn plain(words: &str) -> String {
    crate::style::paint(words, false)
}

/// Lanes on one clock, up to their first answers.
pub(super) fn clock(ui: &Ui, c: &Comparison) -> Option<Block> {
    let text = &ui.text;
    let clock = c.clock(ui);
    if clock.lanes.iter().all(|lane| lane.rows.is_empty()) {
        return None;
    }
    let described: Vec<&str> = clock.lanes.iter().map(|lane| lane.name.as_str()).collect();
    let draw = |wide| chart::clock(&clock, wide);
    let keys = [
        Key::of(Role::Hands, text.get("drawn-hands")),
        Key::of(Role::Machines, text.get("drawn-machines")),
    ];
    let (title, described) = (text.get("drawn-clock"), described.join(". "));
    Some(block(Figure::drawn(title, described, &keys, draw)))
}

impl Comparison {
    /// When what was worked at in each lane, with how that ended.
    #[must_use]
    pub fn clock(&self, ui: &Ui) -> chart::Clock {
        let text = &ui.text;
        let told = |lane: &LaneReport| match lane.first_answer_s {
            Some(s) => text.with(
                "drawn-answered",
                &[("lane", &lane.lane), ("time", &seconds(s))],
            ),
            None => text.with("drawn-never", &[("lane", &lane.lane)]),
        };
        let of = |lane: &LaneReport| {
            let rows = lane.busy().into_iter().map(|busy| chart::Busy {
                label: text.get(&format!("subgoal-{}", busy.subgoal.key())),
                spans: busy.spans,
                typed: busy.typed,
            });
            chart::Lane {
                name: plain(&told(lane)),
                answered_s: lane.first_answer_s,
                rows: rows.collect(),
            }
        };
        chart::Clock {
            lanes: self.lanes.iter().map(of).collect(),
        }
    }

    /// What users of each lane met, with losses counted together in so many equal spans; of lanes that had users.
    #[must_use]
    pub fn days(&self, ui: &Ui, spans: usize) -> Vec<chart::Day> {
        let found = self.lanes.iter();
        let found = found.filter_map(|lane| Some((lane, lane.hours(&self.curve, spans)?)));
        found
            .map(|(lane, hours)| day(ui, self, lane, hours))
            .collect()
    }
}

fn day(ui: &Ui, c: &Comparison, lane: &LaneReport, hours: Hours) -> chart::Day {
    let lost = hours.lost.iter().sum::<f64>();
    let said = [("lane", lane.lane.as_str()), ("lost", &count(lost))];
    let opened = lane.part(Phase::Serve).map(|part| part.began);
    let began = |p: &paperboat_rehearsal::PhaseReport| {
        opened.map_or(0.0, |opened| p.began.since(opened).as_secs_f64())
    };
    // A part has one number in all lanes, also in those that left another part out.
    let numbered = parts(&c.lanes).into_iter().skip(1).enumerate();
    let marks = numbered.filter_map(|(n, part)| {
        let here = part.of(lane)?;
        Some(chart::Span {
            mark: (n + 1).to_string(),
            began_s: began(here),
        })
    });
    chart::Day {
        name: plain(&ui.text.with("drawn-lost", &said)),
        demand: hours.demand,
        capacity: hours.capacity,
        lost: hours.lost,
        parts: marks.collect(),
        horizon_s: hours.horizon_s,
    }
}

/// What users asked for, what could be answered and what was lost.
pub(super) fn hours(ui: &Ui, c: &Comparison) -> Option<Block> {
    // Where nothing is public nobody could ask, whatever the curve says.
    if !c.had_users() {
        return None;
    }
    let text = &ui.text;
    let days = c.days(ui, SPANS);
    let demand = days.first()?.demand.iter();
    let peak = demand.map(|point| point.1).fold(0.0, f64::max);
    let words = ["drawn-rates", "drawn-losses"].map(|key| text.get(key));
    let mut described: Vec<String> = vec![text.with("drawn-peak", &[("peak", &rate(peak))])];
    described.extend(days.iter().map(|day| day.name.clone()));
    let draw = |wide| chart::day(&days, wide, &words);
    let mut keys = vec![
        Key::of(Role::Demand, text.get("drawn-demand")),
        Key::of(Role::Capacity, text.get("drawn-capacity")),
        Key::of(Role::Lost, text.get("drawn-lost-key")),
    ];
    let with_users = parts(&c.lanes).into_iter().skip(1).enumerate();
    keys.extend(with_users.map(|(n, part)| Key {
        sign: None,
        words: plain(&format!("{}{JOINED}{}", n + 1, part.label(ui, c))),
    }));
    let (title, described) = (text.get("drawn-hours"), plain(&described.join(". ")));
    Some(block(Figure::drawn(title, described, &keys, draw)))
}

/// For how long nobody was answered, by part, and how that ended.
pub(super) fn downtime(ui: &Ui, c: &Comparison) -> Option<Block> {
    let mut groups = Vec::new();
    for part in parts(&c.lanes) {
        let down = |lane: &LaneReport| part.of(lane).map_or(0.0, |p| p.totals.downtime_s);
        if c.lanes.iter().all(|lane| down(lane) <= 0.0) {
            continue;
        }
        let bar = |lane: &LaneReport| {
            let found = part.of(lane)?;
            let time = seconds(found.totals.downtime_s);
            let ended = recovery(ui, lane, found);
            let shown = match found.phase {
                Phase::Fault if found.totals.downtime_s > 0.0 => {
                    let said = [("time", time.as_str()), ("ended", &ended)];
                    ui.text.with("drawn-ended", &said)
                }
                _ => time,
            };
            Some(Bar {
                label: lane.lane.clone(),
                value: found.totals.downtime_s,
                range: None,
                shown: plain(&shown),
                loss: true,
            })
        };
        groups.push(Bars {
            name: plain(&part.label(ui, c)),
            bars: c.lanes.iter().filter_map(bar).collect(),
        });
    }
    told_as_bars(ui, "drawn-downtime", &groups)
}

/// What a month costs, by kind, with the range of the whole over the seeds.
pub(super) fn month(ui: &Ui, c: &Comparison) -> Option<Block> {
    let row = c.rows.iter().find(|row| row.metric == "metric-cost-month");
    let number =
        |lane: &str| -> Option<&Number> { row?.figures.iter().find(|figure| figure.lane == lane) };
    let of = |lane: &LaneReport| {
        let number = number(&lane.lane)?;
        let total = cents(lane.month());
        let said = [("lane", lane.lane.as_str()), ("total", &total)];
        let mut name = match lane.failed_part() {
            None => ui.text.with("drawn-month", &said),
            Some(_) => super::cost::with_failure(ui, lane, ui.text.with("drawn-month", &said)),
        };
        if let (Some(min), Some(max)) = (number.min, number.max)
            && dollars(min) != dollars(max)
        {
            let said = [("min", dollars(min)), ("max", dollars(max))];
            let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
            name = format!("{name} ({})", ui.text.with("drawn-range", &said));
        }
        let sums = lane.running.monthly();
        let kinds = CostKind::ALL.iter().filter_map(|kind| {
            let sum = sums.get(kind).copied().filter(|sum| *sum > Usd::ZERO)?;
            Some(Bar {
                label: ui.text.get(&format!("cost-{}", kind.key())),
                value: sum.as_f64(),
                range: None,
                shown: cents(sum),
                loss: false,
            })
        });
        lane.answered().then(|| Bars {
            name: plain(&name),
            bars: kinds.collect(),
        })
    };
    let groups: Vec<Bars> = c.lanes.iter().filter_map(of).collect();
    told_as_bars(ui, "drawn-months", &groups)
}

/// Groups of bars as a drawing, with every bar in its description.
fn told_as_bars(ui: &Ui, title: &str, groups: &[Bars]) -> Option<Block> {
    if groups.is_empty() {
        return None;
    }
    let told = |group: &Bars| {
        let bars = group.bars.iter();
        let bars: Vec<String> = bars.map(|b| format!("{} {}", b.label, b.shown)).collect();
        format!("{}: {}", group.name, bars.join(", "))
    };
    let told: Vec<String> = groups.iter().map(told).collect();
    let draw = |wide| chart::bars(groups, wide);
    Some(block(Figure::drawn(
        ui.text.get(title),
        told.join(". "),
        &[],
        draw,
    )))
}
