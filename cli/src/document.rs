//! A report as blocks, each of which a terminal, a pull request and a browser show in their own way.

mod html;
mod markdown;
mod plain;
mod words;

pub(crate) use plain::command_line;

use crate::chart::{Key, legend};
use crate::scene::{Scene, stacked};
use crate::table::Table;

/// A report.
#[derive(Debug, Default)]
pub struct Document {
    /// What it is about.
    pub title: String,
    /// Whether a terminal leaves the title out, because what was typed says as much.
    pub quiet: bool,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A piece of a report. Texts may carry marks of emphasis, and lines of their own for what a program wrote.
#[derive(Debug)]
pub enum Block {
    /// The heading of a section.
    Section(String),
    /// The heading of a part of a section.
    Part(String),
    /// Sentences.
    Text(String),
    /// What must not be overlooked: its level, and what it says.
    Warning(String, String),
    /// Points, set off in a terminal by so many blanks.
    List(usize, Vec<Item>),
    /// A line, and the lines that belong to it.
    Under(String, Vec<String>),
    /// Commands that a person types, set off in a terminal by so many blanks.
    Commands(usize, Vec<String>),
    /// What is drawn with characters.
    Characters(String),
    /// A table.
    Table(Table),
    /// A drawing: only a browser shows it.
    Figure(Box<Figure>),
    /// What only who wants to know reads: what it is, and what it says. A terminal shows it as if it were not set apart.
    Details(String, Vec<Block>),
    /// A line of a terminal that is left empty.
    Gap,
}

impl Block {
    fn figure(&self) -> Option<&Figure> {
        match self {
            Self::Figure(figure) => Some(figure),
            _ => None,
        }
    }
}

/// A point of a list, with the points below it.
#[derive(Debug)]
pub struct Item {
    /// What it says.
    pub text: String,
    /// The points below it.
    pub below: Vec<String>,
}

impl From<String> for Item {
    fn from(text: String) -> Self {
        let below = Vec::new();
        Self { text, below }
    }
}

/// A drawing for wide screens and paper, and the same for narrow screens.
#[derive(Debug)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// The same told in words, for who does not see it.
    pub description: String,
    /// How it is drawn where there is room, with what its signs stand for.
    pub wide: Scene,
    /// How it is drawn on a narrow screen.
    pub narrow: Scene,
}

impl Figure {
    /// The width of a drawing where there is room, in units that are pixels there.
    pub const WIDE: f64 = 860.0;
    /// The width of one on a narrow screen.
    pub const NARROW: f64 = 350.0;

    /// Draws both, below what their signs stand for.
    #[must_use]
    pub fn drawn(
        title: String,
        description: String,
        keys: &[Key],
        draw: impl Fn(f64) -> Scene,
    ) -> Self {
        let drawn = |wide| stacked(&[legend(keys, wide), draw(wide)]);
        Self {
            title,
            description,
            wide: drawn(Self::WIDE),
            narrow: drawn(Self::NARROW),
        }
    }
}

impl Document {
    /// Begins a document.
    #[must_use]
    pub fn new(title: String) -> Self {
        Self {
            title,
            ..Self::default()
        }
    }

    /// Adds a section's heading.
    pub fn section(&mut self, heading: String) {
        self.blocks.push(Block::Section(heading));
    }

    /// Adds a part's heading.
    pub fn part(&mut self, heading: String) {
        self.blocks.push(Block::Part(heading));
    }

    /// Adds sentences.
    pub fn text(&mut self, text: String) {
        self.blocks.push(Block::Text(text));
    }

    /// Adds points without points below them; nothing where there are none.
    pub fn list(&mut self, points: impl IntoIterator<Item = String>) {
        let items: Vec<Item> = points.into_iter().map(Item::from).collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(0, items));
        }
    }
}
