//! What is done one after the other, as boxes with arrows between them; several ways beside one another.

use crate::scene::{Anchor, Role, Scene, cut, folded, width};

/// A way, from its first step to its last.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// What it is called, with how long it takes.
    pub name: String,
    /// What is done for one end at a time.
    pub stages: Vec<Stage>,
}

/// Steps that serve the same end.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The end.
    pub name: String,
    /// The steps, each with its time.
    pub steps: Vec<(String, String)>,
}

const LINE: f64 = 18.0;
const PAD: f64 = 8.0;
const GAP: f64 = 20.0;

/// The least room in which most steps are read whole.
const COLUMN: f64 = 270.0;
/// Wider, a step and its time are too far apart for the eye (own choice).
const WIDEST: f64 = 430.0;

/// Draws ways as columns where there is room, and else one below the other. The scene is no wider than they need.
#[must_use]
pub fn flow(ways: &[Flow], wide: f64) -> Scene {
    // As many to a row as fit, and no row with one way that could stand beside another.
    let fits = ((wide / COLUMN) as usize).max(1);
    let rows = ways.len().div_ceil(fits).max(1);
    let columns = ways.len().div_ceil(rows).max(1);
    let gaps = GAP * (columns - 1) as f64;
    let each = ((wide - gaps) / columns as f64).min(WIDEST);
    let mut scene = Scene::new(each * columns as f64 + gaps);
    let mut top = 0.0;
    for row in ways.chunks(columns) {
        let mut bottom: f64 = top;
        for (n, way) in row.iter().enumerate() {
            let left = (each + GAP) * n as f64;
            bottom = bottom.max(column(&mut scene, way, (left, top), each));
        }
        top = bottom + GAP;
    }
    scene.height = top;
    scene
}

/// Draws a way downwards; gives where it ends.
fn column(scene: &mut Scene, way: &Flow, (left, top): (f64, f64), wide: f64) -> f64 {
    let mut y = top + 24.0 + scene.heading((left, top + 14.0), &way.name, wide);
    for (n, stage) in way.stages.iter().enumerate() {
        let middle = left + wide / 2.0;
        if n > 0 {
            scene.arrow(Role::Way, [(middle, y), (middle, y + GAP - 2.0)]);
            y += GAP;
        }
        let steps: Vec<(Vec<String>, &String)> = stage
            .steps
            .iter()
            .map(|(step, time)| {
                let room = wide - 2.0 * PAD - width(time, Role::Note) - 6.0;
                (folded(step, Role::Note, room), time)
            })
            .collect();
        let lines = steps.iter().map(|(step, _)| step.len()).sum::<usize>();
        let high = LINE * (1 + lines) as f64 + PAD;
        scene.rectangle(Role::Frame, (left + 1.0, y), (wide - 2.0, high));
        let name = cut(&stage.name, Role::Heading, wide - 2.0 * PAD);
        let mut line = y + 16.0;
        scene.text(Role::Heading, Anchor::Start, (left + PAD, line), &name);
        for (step, time) in steps {
            let right = left + wide - PAD;
            scene.text(Role::Note, Anchor::End, (right, line + LINE), time);
            for words in step {
                line += LINE;
                scene.text(Role::Note, Anchor::Start, (left + PAD, line), &words);
            }
        }
        y += high;
    }
    y
}
