//! Bars of one length scale, in groups.

use super::axis::Axis;
use crate::scene::{Anchor, Role, Scene, cut, width};

/// Bars that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What they have in common.
    pub name: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How long it is; nothing is drawn of a bar without length.
    pub value: f64,
    /// Between which values it lies, where that is known: drawn as a line below the bar.
    pub range: Option<(f64, f64)>,
    /// How its value is written, with what else is to be said.
    pub shown: String,
    /// Whether it stands for a loss.
    pub loss: bool,
}

const ROW: f64 = 22.0;
/// How high the ends of a range are, each way.
const END: f64 = 2.5;
/// What is not nothing can be seen.
const LEAST: f64 = 2.0;

/// Draws groups of bars, one below the other, all of the same scale.
#[must_use]
pub fn bars(groups: &[Bars], wide: f64) -> Scene {
    let mut scene = Scene::new(wide);
    let all = || groups.iter().flat_map(|group| &group.bars);
    let label = all().map(|bar| width(&bar.label, Role::Words));
    let label = label.fold(0.0, f64::max).min(wide * 0.4);
    let shown = all().map(|bar| width(&bar.shown, Role::Words));
    let shown = shown.fold(0.0, f64::max);
    // Where there is no room beside the bars, what they say stands above them.
    let beside = label + shown + 24.0 <= wide * 0.72;
    let axis = Axis {
        from: if beside { label + 10.0 } else { 0.0 },
        length: if beside {
            wide - label - shown - 24.0
        } else {
            wide
        },
        whole: all().map(most).fold(f64::MIN_POSITIVE, f64::max),
    };
    let mut y = 0.0;
    for group in groups {
        if !group.name.is_empty() {
            y += scene.heading((0.0, y + 15.0), &group.name, wide);
            y += ROW;
        }
        for bar in &group.bars {
            let length = axis.at(bar.value) - axis.from;
            let length = if bar.value > 0.0 {
                length.max(LEAST)
            } else {
                0.0
            };
            let role = if bar.loss { Role::Lost } else { Role::Hands };
            let words = (y + 15.0, y + 4.0);
            if beside {
                let name = cut(&bar.label, Role::Words, label);
                scene.text(Role::Words, Anchor::Start, (0.0, words.0), &name);
                scene.rectangle(role, (axis.from, words.1), (length, 14.0));
                range(&mut scene, bar, &axis, y + 20.5);
                let x = axis.at(most(bar)).max(axis.from + length) + 6.0;
                scene.text(Role::Words, Anchor::Start, (x, words.0), &bar.shown);
                y += ROW;
            } else {
                let room = wide - width(&bar.shown, Role::Words) - 8.0;
                let name = cut(&bar.label, Role::Words, wide);
                scene.text(Role::Words, Anchor::Start, (0.0, words.0), &name);
                // A name says more than the room that it takes: what does not fit beside it stands below it.
                let (anchor, x) = if width(&bar.label, Role::Words) <= room {
                    (Anchor::End, wide)
                } else {
                    y += ROW - 4.0;
                    (Anchor::Start, 0.0)
                };
                let shown = cut(&bar.shown, Role::Words, wide);
                scene.text(Role::Words, anchor, (x, y + 15.0), &shown);
                scene.rectangle(role, (0.0, y + 20.0), (length, 8.0));
                range(&mut scene, bar, &axis, y + 30.5);
                y += ROW + 14.0;
            }
        }
        y += 8.0;
    }
    scene.height = y;
    scene
}

/// As far as a bar or its range reaches.
fn most(bar: &Bar) -> f64 {
    bar.range.map_or(bar.value, |(_, max)| max.max(bar.value))
}

/// Draws between which values a bar lies, with an upright stroke at either end.
fn range(scene: &mut Scene, bar: &Bar, axis: &Axis, y: f64) {
    let Some((min, max)) = bar.range else {
        return;
    };
    let (from, to) = (axis.at(min), axis.at(max));
    scene.line(Role::Way, [(from, y), (to, y)]);
    for x in [from, to] {
        scene.line(Role::Way, [(x, y - END), (x, y + END)]);
    }
}
