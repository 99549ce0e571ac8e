//! A document for a terminal.

use super::{Block, Document, Item};
use crate::style::{strong, warning};

impl Document {
    /// Writes the document for a terminal, with marks of emphasis.
    #[must_use]
    pub fn plain(&self) -> String {
        let title = (!self.quiet).then(|| strong(&self.title));
        let blocks = self.blocks.iter().filter_map(plain);
        title
            .into_iter()
            .chain(blocks)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// A command as it is shown to be typed, so many blanks from the left.
pub(crate) fn command_line(indent: usize, command: &str) -> String {
    let blanks = " ".repeat(indent);
    let inner = format!("\n{blanks}  ");
    format!("{blanks}$ {}", command.replace('\n', &inner))
}

fn plain(block: &Block) -> Option<String> {
    Some(match block {
        Block::Section(heading) => format!("\n{}", strong(heading)),
        Block::Part(heading) => format!("\n{heading}"),
        Block::Text(text) => text.clone(),
        Block::Warning(level, text) => format!("{}: {text}", warning(level)),
        Block::List(indent, items) => {
            let blanks = " ".repeat(*indent);
            let points = items.iter().map(|item| point(item, &blanks));
            points.collect::<Vec<_>>().join(
                "
",
            )
        }
        Block::Under(line, below) => {
            let below = below.iter().map(|line| format!("  {line}"));
            let lines = std::iter::once(line.clone()).chain(below);
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Commands(indent, commands) => {
            let lines = commands.iter().map(|c| command_line(*indent, c));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Characters(drawn) => drawn.clone(),
        Block::Table(table) => table.render(),
        Block::Figure(_) => return None,
        Block::Details(_, blocks) => {
            let inner = blocks.iter().filter_map(plain);
            inner.collect::<Vec<_>>().join("\n")
        }
        Block::Gap => String::new(),
    })
}

fn point(item: &Item, blanks: &str) -> String {
    let below = item.below.iter();
    let below = below.map(|line| format!("{blanks}    {line}"));
    let first = format!("{blanks}- {}", item.text);
    std::iter::once(first)
        .chain(below)
        .collect::<Vec<_>>()
        .join("\n")
}
