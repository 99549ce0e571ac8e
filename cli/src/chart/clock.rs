//! Lanes on one clock: when what was worked at.

use super::axis::Axis;
use crate::scene::{Anchor, Role, Scene, cut, width};

/// Lanes from the first typed character on.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// The lanes.
    pub lanes: Vec<Lane>,
}

/// A lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its name, with how it ended.
    pub name: String,
    /// When it had answered, in seconds; none when it did not.
    pub answered_s: Option<f64>,
    /// What was worked at, in the order in which it began.
    pub rows: Vec<Busy>,
}

/// Times at which something was worked at, in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Busy {
    /// What.
    pub label: String,
    /// When anything was done for it.
    pub spans: Vec<(f64, f64)>,
    /// When hands were busy with it.
    pub typed: Vec<(f64, f64)>,
}

impl Clock {
    /// How long everything lasts, in seconds: until the last step ends and the last lane has answered.
    #[must_use]
    pub fn whole_s(&self) -> f64 {
        let rows = self.lanes.iter().flat_map(|lane| &lane.rows);
        let ends = rows.flat_map(|row| &row.spans).map(|span| span.1);
        let answers = self.lanes.iter().filter_map(|lane| lane.answered_s);
        ends.chain(answers).fold(1.0, f64::max)
    }
}

const ROW: f64 = 18.0;
const HIGH: f64 = 12.0;

/// Draws a row for each thing that was worked at, all lanes on one clock.
#[must_use]
pub fn clock(clock: &Clock, wide: f64) -> Scene {
    let mut scene = Scene::new(wide);
    let rows = || clock.lanes.iter().flat_map(|lane| &lane.rows);
    let label = rows().map(|row| width(&row.label, Role::Words));
    let label = label.fold(0.0, f64::max).min(wide * 0.4);
    let axis = Axis {
        from: label + 10.0,
        length: wide - label - 11.0,
        whole: clock.whole_s(),
    };
    let begin = 4.0;
    let mut y = begin;
    let mut shapes = Scene::new(wide);
    for lane in &clock.lanes {
        y += shapes.heading((0.0, y + 14.0), &lane.name, wide);
        y += ROW + 4.0;
        let top = y;
        for row in &lane.rows {
            let words = cut(&row.label, Role::Words, label);
            shapes.text(Role::Words, Anchor::Start, (0.0, y + HIGH - 1.0), &words);
            for (role, spans) in [(Role::Machines, &row.spans), (Role::Hands, &row.typed)] {
                for (from, to) in spans {
                    let (from, to) = (axis.at(*from), axis.at(*to));
                    shapes.rectangle(role, (from, y), ((to - from).max(0.6), HIGH));
                }
            }
            y += ROW;
        }
        if let Some(answered) = lane.answered_s {
            let x = axis.at(answered);
            shapes.line(Role::Frame, [(x, top - 3.0), (x, y)]);
        }
        y += 8.0;
    }
    // The scale lies below everything.
    axis.time(&mut scene, (begin + ROW, y));
    scene.shapes.append(&mut shapes.shapes);
    scene.height = y + 20.0;
    scene
}
