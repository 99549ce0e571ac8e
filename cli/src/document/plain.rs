//! A document for a terminal.

use super::{Block, Document, Item};
use crate::style::{strong, warning};

impl Document {
    /// Writes the document for a terminal, with marks of emphasis.
    #[must_use]
    pub fn plain(&self) -> String {
        let title = (!self.title.is_empty()).then(|| strong(&self.title));
        let blocks = self.blocks.iter().filter_map(plain);
        title
            .into_iter()
            .chain(blocks)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn plain(block: &Block) -> Option<String> {
    Some(match block {
        Block::Section(heading) => format!("\n{}", strong(heading)),
        Block::Part(heading) => format!("\n{heading}"),
        Block::Text(text) => text.clone(),
        Block::Warning(level, text) => format!("{}: {text}", warning(level)),
        Block::List(items) => items.iter().map(point).collect::<Vec<_>>().join("\n"),
        Block::Under(line, below) => {
            let below = below.iter().map(|line| format!("  {line}"));
            let lines = std::iter::once(line.clone()).chain(below);
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Commands(indent, commands) => {
            let blanks = " ".repeat(*indent);
            let inner = format!("\n{blanks}  ");
            let one = |c: &String| format!("{blanks}$ {}", c.replace('\n', &inner));
            commands.iter().map(one).collect::<Vec<_>>().join("\n")
        }
        Block::Table(table) => table.render(),
        Block::Figure(_) => return None,
        Block::Details(_, blocks) => {
            let inner = blocks.iter().filter_map(plain);
            inner.collect::<Vec<_>>().join("\n")
        }
        Block::Gap => String::new(),
    })
}

fn point(item: &Item) -> String {
    let below = item.below.iter().map(|line| format!("    {line}"));
    let first = format!("- {}", item.text);
    std::iter::once(first)
        .chain(below)
        .collect::<Vec<_>>()
        .join("\n")
}
