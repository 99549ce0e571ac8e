//! Bytes of which only the number is known, in the middle of a text: the layers of an image in an archive.
//!
//! Files, pipes and what goes over SSH are texts. A stretch of bytes whose values nobody needs stands in them as a mark
//! that says how many there are and what they are, so that an archive goes through a pipe as well as into a file.

use super::{JobKey, Progress, write_stderr};
use crate::world::World;

/// Begins and ends a mark: a private character at the end of Unicode, which no text that people write holds.
const MARK: char = '\u{10fffd}';

/// A stretch of bytes that stands in a text as a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) struct Bulk<'t> {
    /// How many bytes they are.
    pub(in crate::host) bytes: u64,
    /// What they are.
    pub(in crate::host) what: &'t str,
    /// The mark as it stands in the text.
    pub(in crate::host) mark: &'t str,
}

/// The mark of so many bytes; `what` says what they are.
pub(in crate::host) fn mark(bytes: u64, what: &str) -> String {
    format!("{MARK}{bytes} {what}{MARK}")
}

/// The first mark in a text, with where it begins.
pub(in crate::host) fn first(text: &str) -> Option<(usize, Bulk<'_>)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(MARK)?;
        let inside = &text[at + MARK.len_utf8()..];
        let length = inside.find(MARK)?;
        let end = at + length + 2 * MARK.len_utf8();
        if let Some((bytes, what)) = inside[..length].split_once(' ')
            && let Ok(bytes) = bytes.parse()
        {
            let mark = &text[at..end];
            return Some((at, Bulk { bytes, what, mark }));
        }
        // What is no mark is text.
        from = at + MARK.len_utf8();
    }
}

/// Tells whether a mark stands in a text.
pub(in crate::host) fn is_in(text: &str) -> bool {
    first(text).is_some()
}

/// Refuses what a program would have to read of bytes whose values nobody has.
pub(in crate::host) fn refuse(w: &mut World, key: JobKey, program: &str, path: &str) -> Progress {
    let words = format!("paperboat: not modelled: {program} of the bytes of {path}\n");
    write_stderr(w, key, &words);
    Progress::Exit(1)
}

/// How many bytes a text stands for.
pub(crate) fn length(text: &str) -> u64 {
    let (mut bytes, mut rest) = (0, text);
    while let Some((at, bulk)) = first(rest) {
        bytes += at as u64 + bulk.bytes;
        rest = &rest[at + bulk.mark.len()..];
    }
    bytes + rest.len() as u64
}

/// The bytes that a text stands for beyond those of its own.
pub(in crate::host) fn beyond(text: &str) -> u64 {
    length(text).saturating_sub(text.len() as u64)
}

/// Cuts so many bytes off the beginning of a text; nothing where it has fewer, or where they would end within a character
/// or within a mark.
pub(in crate::host) fn cut(text: &str, bytes: u64) -> Option<(&str, &str)> {
    let (mut at, mut left) = (0, bytes);
    while left > 0 {
        let rest = &text[at..];
        let (plain, bulk) = match first(rest) {
            Some((plain, bulk)) => (plain as u64, Some(bulk)),
            None => (rest.len() as u64, None),
        };
        if left <= plain {
            at += usize::try_from(left).ok()?;
            break;
        }
        let bulk = bulk?;
        at += usize::try_from(plain).ok()? + bulk.mark.len();
        left = (left - plain).checked_sub(bulk.bytes)?;
    }
    text.split_at_checked(at)
}

#[cfg(test)]
mod tests {
    use super::{beyond, cut, first, length, mark};

    #[test]
    fn a_mark_counts_as_the_bytes_that_it_stands_for() {
        let text = format!("head{}tail", mark(1_000_000, "layer/sha256:ab"));
        assert_eq!(length(&text), 1_000_008);
        assert_eq!(beyond(&text), 1_000_008 - text.len() as u64);
        let (at, bulk) = first(&text).expect("a mark");
        assert_eq!(
            (at, bulk.bytes, bulk.what),
            (4, 1_000_000, "layer/sha256:ab")
        );
        assert_eq!(length("plain"), 5);
        assert_eq!(length("\u{10fffd}no mark\u{10fffd}"), 15);
        assert_eq!(length(&format!("\u{10fffd}{}", mark(7, "x"))), 11);
    }

    #[test]
    fn a_text_is_cut_where_its_bytes_say() {
        let marked = mark(512, "x");
        let text = format!("ab{marked}cd");
        assert_eq!(cut(&text, 0), Some(("", text.as_str())));
        assert_eq!(cut(&text, 1), Some(("a", &text[1..])));
        assert_eq!(cut(&text, 514), Some((&text[..text.len() - 2], "cd")));
        assert_eq!(cut(&text, 515), Some((&text[..text.len() - 1], "d")));
        assert_eq!(cut(&text, 516), Some((text.as_str(), "")));
        assert_eq!(cut(&text, 100), None, "within the mark");
        assert_eq!(cut(&text, 517), None, "longer than it is");
        assert_eq!(cut("é", 1), None, "within a character");
    }
}
