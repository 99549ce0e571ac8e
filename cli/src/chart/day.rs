//! What users asked for and what could be answered, over time; and what was lost.

use super::axis::Axis;
use crate::report::{count, rate};
use crate::scene::{Anchor, Role, Scene, cut, width};

/// A lane while users come. Times are in seconds since they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// The lane's name, with what it lost.
    pub name: String,
    /// Requests a second, at times.
    pub demand: Vec<(f64, f64)>,
    /// Up to how many requests a second everybody is answered, from a time on.
    pub capacity: Vec<(f64, f64)>,
    /// Requests that were lost in equal spans of the whole time.
    pub lost: Vec<f64>,
    /// When parts of the scenario began, with what they are called in the drawing.
    pub parts: Vec<Span>,
    /// How long users come.
    pub horizon_s: f64,
}

/// A part of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// What it is called.
    pub mark: String,
    /// When it began.
    pub began_s: f64,
}

const RATES: f64 = 84.0;
const LOSSES: f64 = 44.0;
/// What can be answered is drawn up to so many times the most that was asked for, and beyond along the edge.
const ABOVE: f64 = 1.15;

/// Draws lanes one below the other, all of the same scales.
#[must_use]
pub fn day(lanes: &[Day], wide: f64, words: &[String; 2]) -> Scene {
    let mut scene = Scene::new(wide);
    let most = |numbers: &dyn Fn(&Day) -> f64| lanes.iter().map(numbers).fold(1e-9, f64::max);
    let asked = most(&|lane| lane.demand.iter().map(|p| p.1).fold(0.0, f64::max));
    let lost = most(&|lane| lane.lost.iter().copied().fold(0.0, f64::max));
    let room = [rate(asked), count(lost)].map(|n| width(&n, Role::Note));
    let left = room.into_iter().fold(0.0, f64::max) + 8.0;
    let horizon = most(&|lane| lane.horizon_s);
    let axis = Axis {
        from: left,
        length: wide - left - 1.0,
        whole: horizon,
    };
    let mut y = 0.0;
    for lane in lanes {
        y += scene.heading((0.0, y + 15.0), &lane.name, wide);
        y += 24.0;
        marks(
            &mut scene,
            lane,
            &axis,
            (y, y + 16.0 + RATES + 26.0 + LOSSES),
        );
        y += 16.0;
        let below = RATES * (1.0 - 1.0 / ABOVE);
        scale(
            &mut scene,
            &axis,
            (y, below),
            RATES,
            (&rate(asked), &words[0]),
        );
        rates(&mut scene, lane, &axis, y, asked * ABOVE);
        y += RATES + 26.0;
        scale(
            &mut scene,
            &axis,
            (y, 0.0),
            LOSSES,
            (&count(lost), &words[1]),
        );
        losses(&mut scene, lane, &axis, y + LOSSES, lost);
        y += LOSSES;
        axis.time(&mut scene, (y, y + 4.0));
        y += 34.0;
    }
    scene.height = y;
    scene
}

/// Where parts of the scenario begin; those whose marks would lie upon one another share a place.
fn marks(scene: &mut Scene, lane: &Day, axis: &Axis, (top, bottom): (f64, f64)) {
    let mut taken = f64::NEG_INFINITY;
    for part in &lane.parts {
        let x = axis.at(part.began_s);
        let half = width(&part.mark, Role::Note) / 2.0 + 2.0;
        scene.line(Role::Scale, [(x, top + 14.0), (x, bottom)]);
        let middle = x.max(taken + half).min(scene.width - half);
        scene.text(Role::Note, Anchor::Middle, (middle, top + 10.0), &part.mark);
        taken = middle + half;
    }
}

/// A height with its greatest value beside it, so far below its top, and what it is above.
fn scale(
    scene: &mut Scene,
    axis: &Axis,
    (top, below): (f64, f64),
    high: f64,
    (greatest, what): (&str, &str),
) {
    let bottom = top + high;
    let right = axis.from + axis.length;
    let beside = axis.from - 5.0;
    scene.line(Role::Scale, [(axis.from, bottom), (right, bottom)]);
    scene.text(Role::Note, Anchor::End, (beside, bottom), "0");
    scene.text(
        Role::Note,
        Anchor::End,
        (beside, top + below + 5.0),
        greatest,
    );
    let what = cut(what, Role::Note, axis.length);
    // What lies beyond the scale runs along its top: its words stand clear of that, tails and all.
    scene.text(Role::Note, Anchor::Start, (axis.from, top - 6.0), &what);
}

fn rates(scene: &mut Scene, lane: &Day, axis: &Axis, top: f64, whole: f64) {
    let y = |rate: f64| top + RATES * (1.0 - (rate / whole).clamp(0.0, 1.0));
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (at, rate) in &lane.capacity {
        let x = axis.at(*at);
        if let Some((_, before)) = steps.last().copied() {
            steps.push((x, before));
        }
        steps.push((x, y(*rate)));
    }
    if let Some((_, last)) = steps.last().copied() {
        steps.push((axis.from + axis.length, last));
    }
    if !steps.is_empty() {
        scene.line(Role::Capacity, seen(steps));
    }
    let demand = lane
        .demand
        .iter()
        .map(|(at, rate)| (axis.at(*at), y(*rate)));
    scene.line(Role::Demand, demand);
}

/// The points that can be told apart; of those at one place the first, the highest, the lowest and the last.
fn seen(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for group in points.chunk_by(|a, b| (a.0 - b.0).abs() < 0.1) {
        let order = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let ends = [
            group.first(),
            group.iter().min_by(order),
            group.iter().max_by(order),
            group.last(),
        ];
        kept.extend(ends.into_iter().flatten());
    }
    kept.dedup();
    kept
}

fn losses(scene: &mut Scene, lane: &Day, axis: &Axis, bottom: f64, whole: f64) {
    let each = axis.length / lane.lost.len().max(1) as f64;
    for (n, lost) in lane.lost.iter().enumerate() {
        // Less than half a request is none.
        if *lost >= 0.5 {
            let high = (LOSSES * lost / whole).max(2.0);
            let x = axis.from + each * n as f64;
            scene.rectangle(Role::Lost, (x, bottom - high), (each.max(1.2), high));
        }
    }
}
