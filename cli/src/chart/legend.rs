//! What the signs of a drawing stand for: it is part of the drawing, so that a page, a file and the book show it alike.

use crate::scene::{Anchor, Role, Scene, cut, width};

/// A sign, and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The role that looks so; none where the words begin with the sign, as a number does.
    pub sign: Option<Role>,
    /// What it stands for.
    pub words: String,
}

impl Key {
    /// What is drawn in a role.
    #[must_use]
    pub fn of(sign: Role, words: String) -> Self {
        Self {
            sign: Some(sign),
            words,
        }
    }
}

const LINE: f64 = 19.0;
const SIGN: f64 = 20.0;
const ASIDE: f64 = 18.0;

/// Draws signs with their words, on as many lines as they need; nothing where there are none.
#[must_use]
pub fn legend(keys: &[Key], wide: f64) -> Scene {
    let mut scene = Scene::new(wide);
    let (mut x, mut y) = (0.0, 0.0);
    for key in keys {
        let sign = key.sign.map_or(0.0, |_| SIGN + 6.0);
        let words = cut(&key.words, Role::Words, wide - sign);
        let long = sign + width(&words, Role::Words);
        if x > 0.0 && x + long > wide {
            x = 0.0;
            y += LINE;
        }
        match key.sign {
            None => {}
            Some(line @ (Role::Demand | Role::Capacity | Role::Way | Role::Scale)) => {
                scene.line(line, [(x, y + 10.0), (x + SIGN, y + 10.0)]);
            }
            Some(filled) => scene.rectangle(filled, (x + 1.0, y + 5.0), (SIGN - 2.0, 10.0)),
        }
        scene.text(Role::Words, Anchor::Start, (x + sign, y + 14.0), &words);
        x += long + ASIDE;
    }
    if !keys.is_empty() {
        scene.height = y + LINE + 8.0;
    }
    scene
}

#[cfg(test)]
mod tests {
    use super::{Key, legend};
    use crate::scene::{Role, Shape};

    #[test]
    fn what_does_not_fit_a_line_stands_on_the_next_one() {
        let keys = ["people", "machines that work", "what was lost on the way"];
        let keys = keys.map(|words| Key::of(Role::Hands, words.to_owned()));
        for wide in [120.0, 200.0, 350.0, 860.0] {
            let scene = legend(&keys, wide);
            let ends = scene.shapes.iter().map(|shape| shape.span().1);
            assert!(ends.fold(0.0, f64::max) <= wide + 1e-6, "{wide}");
            let words = scene.shapes.iter().filter_map(|shape| match shape {
                Shape::Text { y, .. } => Some(*y),
                _ => None,
            });
            assert!(words.clone().all(|y| y < scene.height));
            let lines = words
                .map(f64::to_bits)
                .collect::<std::collections::BTreeSet<_>>();
            assert_eq!(lines.len() == 1, wide >= 860.0, "{wide}");
        }
        assert!(legend(&[], 100.0).height.abs() < 1e-9);
    }
}
