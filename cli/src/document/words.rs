//! What a text consists of, apart from how it is shown: words, code, emphasis, and lines that a program wrote.

use crate::style::{Mark, mark};

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stretch<'a> {
    /// Words.
    Words(&'a str),
    /// What is typed or named exactly: it stood between backticks.
    Code(&'a str),
    /// Emphasis begins.
    Begins(Mark),
    /// Emphasis ends.
    Ends,
}

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lines<'a> {
    /// Sentences, each on its line.
    Said(Vec<&'a str>),
    /// What a program wrote, without the bar before each line.
    Written(Vec<&'a str>),
}

/// Takes a text apart into lines of sentences and of programs.
pub(super) fn lines(text: &str) -> Vec<Lines<'_>> {
    let mut found: Vec<Lines<'_>> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        match (line.strip_prefix("| "), found.last_mut()) {
            (Some(line), Some(Lines::Written(lines))) => lines.push(line),
            (Some(line), _) => found.push(Lines::Written(vec![line])),
            (None, Some(Lines::Said(lines))) => lines.push(line),
            (None, _) => found.push(Lines::Said(vec![line])),
        }
    }
    found
}

/// Takes a line apart. Backticks that have no partner are words.
pub(super) fn stretches(line: &str) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(|c| c == '`' || mark(c).is_some()) {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            found.push(Stretch::Words(before));
        }
        let Some(first) = from.chars().next() else {
            break;
        };
        let after = &from[first.len_utf8()..];
        rest = match mark(first) {
            Some(Mark::End) => {
                found.push(Stretch::Ends);
                after
            }
            Some(begins) => {
                found.push(Stretch::Begins(begins));
                after
            }
            None => match after.split_once('`') {
                Some((code, after)) if !code.is_empty() => {
                    found.push(Stretch::Code(code));
                    after
                }
                _ => {
                    found.push(Stretch::Words(&from[..first.len_utf8()]));
                    after
                }
            },
        };
    }
    if !rest.is_empty() {
        found.push(Stretch::Words(rest));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Lines, Stretch, lines, stretches};
    use crate::style::{Mark, good};

    #[test]
    fn words_code_and_emphasis_come_apart() {
        let line = format!("run `a b` {} ` end", good("now"));
        assert_eq!(
            stretches(&line),
            [
                Stretch::Words("run "),
                Stretch::Code("a b"),
                Stretch::Words(" "),
                Stretch::Begins(Mark::Good),
                Stretch::Words("now"),
                Stretch::Ends,
                Stretch::Words(" "),
                Stretch::Words("`"),
                Stretch::Words(" end"),
            ]
        );
    }

    #[test]
    fn what_a_program_wrote_stands_apart() {
        assert_eq!(
            lines("it ended with 1\n    | no such file\n    | sorry\n  Next"),
            [
                Lines::Said(vec!["it ended with 1"]),
                Lines::Written(vec!["no such file", "sorry"]),
                Lines::Said(vec!["Next"]),
            ]
        );
    }
}
