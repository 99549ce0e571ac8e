//! Emphasis in texts, and numbers that stay on one line.
//!
//! Emphasis is marked with characters that have no width, so that tables and lines are laid out as if it were not there;
//! at the very end it becomes colour, or nothing. What it says is always said in words too.

use anstyle::{AnsiColor, Style};

const GOOD: char = '\u{2061}';
const BAD: char = '\u{2062}';
const STRONG: char = '\u{2063}';
const WARNING: char = '\u{206a}';
const END: char = '\u{2064}';
/// A blank at which no line is broken.
pub const JOINED: char = '\u{a0}';

/// What a character without width marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// What went well, or won.
    Good,
    /// What failed.
    Bad,
    /// What stands out: a heading.
    Strong,
    /// What needs attention.
    Warning,
    /// Where the emphasis ends.
    End,
}

/// What a character marks; none when it is one that is read.
#[must_use]
pub fn mark(c: char) -> Option<Mark> {
    match c {
        GOOD => Some(Mark::Good),
        BAD => Some(Mark::Bad),
        STRONG => Some(Mark::Strong),
        WARNING => Some(Mark::Warning),
        END => Some(Mark::End),
        _ => None,
    }
}

/// Marks what went well, or won.
#[must_use]
pub fn good(text: &str) -> String {
    format!("{GOOD}{text}{END}")
}

/// Marks what failed.
#[must_use]
pub fn bad(text: &str) -> String {
    format!("{BAD}{text}{END}")
}

/// Marks what needs attention.
#[must_use]
pub fn warning(text: &str) -> String {
    format!("{WARNING}{text}{END}")
}

/// Marks a heading.
#[must_use]
pub fn strong(text: &str) -> String {
    format!("{STRONG}{text}{END}")
}

/// Writes marks as colour, or leaves them out; joined words come apart again.
#[must_use]
pub fn paint(text: &str, colour: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let style = match mark(c) {
            None => {
                out.push(if c == JOINED { ' ' } else { c });
                continue;
            }
            Some(Mark::End) => {
                if colour {
                    out.push_str(&anstyle::Reset.to_string());
                }
                continue;
            }
            Some(Mark::Good) => Style::new().fg_color(Some(AnsiColor::Green.into())),
            Some(Mark::Bad) => Style::new().fg_color(Some(AnsiColor::Red.into())).bold(),
            Some(Mark::Warning) => Style::new().fg_color(Some(AnsiColor::Yellow.into())).bold(),
            Some(Mark::Strong) => Style::new().bold(),
        };
        if colour {
            out.push_str(&style.render().to_string());
        }
    }
    out
}

/// Keeps words on one line.
#[must_use]
pub fn joined(text: &str) -> String {
    text.replace(' ', JOINED.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::{bad, good, joined, paint};

    #[test]
    fn marks_become_colour_or_nothing() {
        let text = format!("{} and {}", good("won"), bad(&joined("1 234 lost")));
        assert_eq!(paint(&text, false), "won and 1 234 lost");
        let painted = paint(&text, true);
        assert_eq!(
            painted,
            "\u{1b}[32mwon\u{1b}[0m and \u{1b}[1m\u{1b}[31m1 234 lost\u{1b}[0m"
        );
    }

    #[test]
    fn marks_have_no_width() {
        assert_eq!(textwrap::core::display_width(&good("won")), 3);
    }
}
