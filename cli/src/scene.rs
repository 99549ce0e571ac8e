//! Drawings as shapes in units of their own, which say what they show and not how it looks: a style sheet colours them.

mod measure;
mod svg;

pub use measure::{cut, elided, folded, width};
pub use svg::{alone, file, svg, within};

/// The size of writing, in the units of a scene.
pub const WRITING: f64 = 13.0;

/// What a shape stands for; it decides how the shape looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Time of hands; and the values of a chart that has but one kind.
    Hands,
    /// Time of machines.
    Machines,
    /// Requests that users send.
    Demand,
    /// Requests that can be answered.
    Capacity,
    /// What was lost.
    Lost,
    /// A scale and its marks.
    Scale,
    /// The frame of something.
    Frame,
    /// Something that the internet reaches.
    Open,
    /// A way from one thing to another.
    Way,
    /// Writing.
    Words,
    /// Writing that stands out.
    Heading,
    /// Writing that stands back.
    Note,
}

/// Which point of a text lies where it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle.
    Box {
        /// Its left edge.
        x: f64,
        /// Its upper edge.
        y: f64,
        /// How wide it is.
        width: f64,
        /// How high it is.
        height: f64,
        /// What it stands for.
        role: Role,
    },
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// What it stands for.
        role: Role,
        /// Whether it ends in an arrow.
        arrow: bool,
    },
    /// Words on one line.
    Text {
        /// Where its anchor lies.
        x: f64,
        /// Where its base line lies.
        y: f64,
        /// Which point of it lies there.
        anchor: Anchor,
        /// The words.
        words: String,
        /// What it stands for.
        role: Role,
    },
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// What is on it; what comes later lies above.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// An empty scene.
    #[must_use]
    pub fn new(width: f64) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// Draws a rectangle.
    pub fn rectangle(&mut self, role: Role, (x, y): (f64, f64), (width, height): (f64, f64)) {
        self.shapes.push(Shape::Box {
            x,
            y,
            width,
            height,
            role,
        });
    }

    /// Draws a line.
    pub fn line(&mut self, role: Role, points: impl IntoIterator<Item = (f64, f64)>) {
        self.shapes.push(Shape::Line {
            points: points.into_iter().collect(),
            role,
            arrow: false,
        });
    }

    /// Draws a line that ends in an arrow.
    pub fn arrow(&mut self, role: Role, points: impl IntoIterator<Item = (f64, f64)>) {
        self.shapes.push(Shape::Line {
            points: points.into_iter().collect(),
            role,
            arrow: true,
        });
    }

    /// Writes words.
    pub fn text(&mut self, role: Role, anchor: Anchor, (x, y): (f64, f64), words: &str) {
        self.shapes.push(Shape::Text {
            x,
            y,
            anchor,
            words: words.to_owned(),
            role,
        });
    }

    /// Writes a heading on as many lines as it needs, because names that begin alike end otherwise; gives how far down the
    /// last line lies below the first.
    pub fn heading(&mut self, (x, y): (f64, f64), words: &str, room: f64) -> f64 {
        let lines = folded(words, Role::Heading, room);
        let mut down = 0.0;
        for (n, line) in lines.iter().enumerate() {
            down = HEADING * n as f64;
            self.text(Role::Heading, Anchor::Start, (x, y + down), line);
        }
        down
    }
}

/// From one line of a heading to the next.
const HEADING: f64 = 17.0;

/// Scenes below one another as one.
#[must_use]
pub fn stacked<'a>(scenes: impl IntoIterator<Item = &'a Scene>) -> Scene {
    let mut whole = Scene::default();
    for scene in scenes {
        let top = whole.height;
        whole.width = whole.width.max(scene.width);
        whole.height += scene.height;
        let lowered = scene.shapes.iter().cloned().map(|shape| shape.lowered(top));
        whole.shapes.extend(lowered);
    }
    whole
}

impl Shape {
    fn lowered(mut self, by: f64) -> Self {
        match &mut self {
            Self::Box { y, .. } | Self::Text { y, .. } => *y += by,
            Self::Line { points, .. } => points.iter_mut().for_each(|point| point.1 += by),
        }
        self
    }

    /// From where to where it reaches in width, for words as far as they can be measured without their font.
    #[must_use]
    pub fn span(&self) -> (f64, f64) {
        match self {
            Self::Box { x, width, .. } => (*x, x + width),
            Self::Line { points, .. } => {
                let xs = points.iter().map(|p| p.0);
                let least = xs.clone().fold(f64::INFINITY, f64::min);
                (least, xs.fold(f64::NEG_INFINITY, f64::max))
            }
            Self::Text {
                x,
                anchor,
                words,
                role,
                ..
            } => {
                let width = width(words, *role);
                let from = match anchor {
                    Anchor::Start => *x,
                    Anchor::Middle => x - width / 2.0,
                    Anchor::End => x - width,
                };
                (from, from + width)
            }
        }
    }
}
