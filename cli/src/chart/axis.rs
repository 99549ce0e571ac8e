//! Scales.

use crate::report::seconds;
use crate::scene::{Anchor, Role, Scene, width};

/// Steps between the marks of a time scale, in seconds.
const TIMES: [f64; 18] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0,
    10_800.0, 21_600.0, 43_200.0, 86_400.0,
];

/// How a length in time or in anything else becomes a length in a scene.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// Where it begins.
    pub(super) from: f64,
    /// How long it is.
    pub(super) length: f64,
    /// What its whole length stands for.
    pub(super) whole: f64,
}

impl Axis {
    pub(super) fn at(&self, value: f64) -> f64 {
        self.from + self.length * (value / self.whole).clamp(0.0, 1.0)
    }

    /// The times at which a scale has marks, with how they are written: as many as fit where each takes so much of the
    /// length.
    pub(super) fn times(&self, widest: f64) -> Vec<(f64, String)> {
        let fits = |step: &&f64| self.length * *step / self.whole >= widest;
        let step = TIMES.iter().find(fits).copied();
        // Beyond the longest step of the list whole days are counted.
        let step = step.unwrap_or_else(|| {
            let days = self.whole * widest / self.length / 86_400.0;
            days.ceil() * 86_400.0
        });
        let marks = (self.whole / step + 1e-9).floor() as u32;
        let value = |n: u32| f64::from(n) * step;
        (0..=marks).map(|n| (value(n), time(value(n)))).collect()
    }

    /// Draws the marks of a time scale from one height to another, and writes below what they are.
    pub(super) fn time(&self, scene: &mut Scene, (top, bottom): (f64, f64)) {
        let widest = width("00h 00m", Role::Note) + 8.0;
        for (n, (value, words)) in self.times(widest).into_iter().enumerate() {
            let x = self.at(value);
            scene.line(Role::Scale, [(x, top), (x, bottom)]);
            let anchor = match n {
                0 => Anchor::Start,
                _ if x + widest / 2.0 > scene.width => Anchor::End,
                _ => Anchor::Middle,
            };
            scene.text(Role::Note, anchor, (x, bottom + 14.0), &words);
        }
    }
}

/// A time on a scale, where all are round.
fn time(value: f64) -> String {
    let whole = value.round() as u64;
    match whole {
        0 => "0".to_owned(),
        s if s % 3_600 == 0 => format!("{} h", s / 3_600),
        s if s % 60 == 0 && s < 3_600 => format!("{} min", s / 60),
        s if s < 60 => format!("{s} s"),
        _ => seconds(value),
    }
}
