//! What is done one after the other, as boxes with arrows between them; several ways beside one another.

use crate::scene::{Anchor, Role, Scene, cut, width};

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

/// Draws ways as columns where there is room, and else one below the other.
#[must_use]
pub fn flow(ways: &[Flow], wide: f64) -> Scene {
    let mut scene = Scene::new(wide);
    let columns = ((wide / 270.0) as usize).clamp(1, ways.len().max(1));
    let each = (wide - GAP * (columns - 1) as f64) / columns as f64;
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
    let name = cut(&way.name, Role::Heading, wide);
    scene.text(Role::Heading, Anchor::Start, (left, top + 14.0), &name);
    let mut y = top + 24.0;
    for (n, stage) in way.stages.iter().enumerate() {
        let middle = left + wide / 2.0;
        if n > 0 {
            scene.arrow(Role::Way, [(middle, y), (middle, y + GAP - 2.0)]);
            y += GAP;
        }
        let high = LINE * (1 + stage.steps.len()) as f64 + PAD;
        scene.rectangle(Role::Frame, (left + 1.0, y), (wide - 2.0, high));
        let name = cut(&stage.name, Role::Heading, wide - 2.0 * PAD);
        scene.text(Role::Heading, Anchor::Start, (left + PAD, y + 16.0), &name);
        for (n, (step, time)) in stage.steps.iter().enumerate() {
            let line = y + 16.0 + LINE * (n + 1) as f64;
            let room = wide - 2.0 * PAD - width(time, Role::Note) - 6.0;
            let step = cut(step, Role::Note, room);
            scene.text(Role::Note, Anchor::Start, (left + PAD, line), &step);
            let right = left + wide - PAD;
            scene.text(Role::Note, Anchor::End, (right, line), time);
        }
        y += high;
    }
    y
}
