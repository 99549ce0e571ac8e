//! The table of contents, `SUMMARY.md` as mdBook reads it.

/// A line of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The title above some chapters.
    Part(String),
    /// A chapter.
    Chapter {
        /// Its title there.
        title: String,
        /// Its file's name without the ending.
        name: String,
    },
}

/// Reads a table of contents. Chapters are not nested.
pub(super) fn entries(summary: &str) -> Vec<Entry> {
    summary.lines().skip(1).filter_map(entry).collect()
}

fn entry(line: &str) -> Option<Entry> {
    if let Some(title) = line.strip_prefix("# ") {
        return Some(Entry::Part(title.to_owned()));
    }
    let line = line.strip_prefix("- ").unwrap_or(line);
    let (title, file) = line.strip_prefix('[')?.split_once("](")?;
    let name = file.strip_suffix(".md)")?;
    Some(Entry::Chapter {
        title: title.to_owned(),
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Entry, entries};

    #[test]
    fn parts_and_chapters_are_read() {
        let chapter = |title: &str, name: &str| Entry::Chapter {
            title: title.to_owned(),
            name: name.to_owned(),
        };
        assert_eq!(
            entries("# Summary\n\n[Cover](index.md)\n\n# One\n\n- [A *b*](a.md)\n"),
            [
                chapter("Cover", "index"),
                Entry::Part("One".to_owned()),
                chapter("A *b*", "a")
            ]
        );
    }
}
