//! Regular expressions as `grep`, `sed`, `awk` and `find` read them: POSIX's two kinds, with GNU's additions.
//!
//! Of several alternatives the first one that fits is taken, and not the longest: they differ only where one is the
//! beginning of another.

use regex::{Captures, Regex, RegexBuilder};

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

/// As large as a compiled expression may be, in bytes.
const LARGEST: usize = 1 << 20;

fn compiled(text: &str, fold: bool) -> Option<Pattern> {
    let built = RegexBuilder::new(text)
        .case_insensitive(fold)
        .size_limit(LARGEST)
        .build();
    built.ok().map(Pattern)
}

/// The first match of an extended expression with its groups, as `[[ =~ ]]` finds it: an error for an expression that is
/// wrong, none where it does not match.
pub(in crate::host) fn groups(pattern: &str, text: &str) -> Result<Option<Vec<String>>, ()> {
    let pattern = Pattern::read(pattern, true, false).ok_or(())?;
    let found = pattern.0.captures(text);
    let group = |group: Option<regex::Match<'_>>| group.map_or("", |g| g.as_str()).to_owned();
    Ok(found.map(|found| found.iter().map(group).collect()))
}

impl Pattern {
    /// The text as it stands; `fold` takes large and small letters for one.
    pub(super) fn fixed(text: &str, fold: bool) -> Option<Self> {
        compiled(&regex::escape(text), fold)
    }

    /// Reads an expression; none for what is wrong, and for references back, which are not modelled.
    pub(super) fn read(text: &str, extended: bool, fold: bool) -> Option<Self> {
        compiled(&translated(text, extended)?, fold)
    }

    /// The bytes from and to of the first match.
    pub(super) fn find(&self, text: &str) -> Option<(usize, usize)> {
        self.0.find(text).map(|found| (found.start(), found.end()))
    }

    /// Whether it matches anywhere.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// All matches that do not overlap.
    pub(super) fn all<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.find_iter(text).map(|found| found.as_str())
    }

    /// The parts between the matches.
    pub(super) fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.0.split(text).collect()
    }

    /// Puts `replacement` for the matches from the `first` one on, for this one alone unless `all`; gives the text and how
    /// many were replaced. In it, `&` stands for the match and `\1` for its first group.
    pub(super) fn replaced(
        &self,
        text: &str,
        replacement: &str,
        first: usize,
        all: bool,
    ) -> (String, usize) {
        let (mut out, mut from, mut count) = (String::new(), 0, 0);
        for (n, found) in self.0.captures_iter(text).enumerate() {
            let Some(whole) = found.get(0) else { continue };
            if n + 1 < first || n + 1 > first && !all {
                continue;
            }
            out += &text[from..whole.start()];
            fill(&mut out, replacement, &found);
            from = whole.end();
            count += 1;
        }
        out += &text[from..];
        (out, count)
    }
}

fn fill(out: &mut String, replacement: &str, found: &Captures<'_>) {
    let group = |n: usize| found.get(n).map_or("", |m| m.as_str());
    let mut chars = replacement.chars();
    while let Some(c) = chars.next() {
        match c {
            '&' => *out += group(0),
            '\\' => match chars.next() {
                Some(d) if d.is_ascii_digit() => *out += group(d as usize - '0' as usize),
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
}

/// Writes an expression of POSIX in the crate's own syntax.
fn translated(text: &str, extended: bool) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    let mut at_start = true;
    while let Some(c) = chars.next() {
        let starts = std::mem::take(&mut at_start);
        match c {
            '[' => bracket(&mut chars, &mut out)?,
            '\\' => match chars.next()? {
                '1'..='9' => return None,
                c @ ('(' | ')' | '{' | '}' | '|' | '+' | '?') => {
                    if extended {
                        out.push('\\');
                    }
                    at_start = !extended && matches!(c, '(' | '|');
                    out.push(c);
                }
                '<' | '>' => out += "(?-u:\\b)",
                c @ ('w' | 'W' | 's' | 'S' | 'b' | 'B') => out += &format!("(?-u:\\{c})"),
                'n' => out.push('\n'),
                't' => out.push('\t'),
                c => out += &regex::escape(&c.to_string()),
            },
            '*' if starts => out += "\\*",
            c @ ('(' | ')' | '{' | '}' | '|' | '+' | '?') => {
                if !extended {
                    out.push('\\');
                }
                at_start = extended && matches!(c, '(' | '|');
                out.push(c);
            }
            '^' => {
                at_start = true;
                // In the middle of a basic expression it stands for itself.
                out += if extended || starts { "^" } else { "\\^" };
            }
            '$' => {
                let rest: String = chars.clone().take(2).collect();
                let ends = rest.is_empty() || rest == "\\)" || rest == "\\|";
                out += if extended || ends { "$" } else { "\\$" };
            }
            '.' | '*' => out.push(c),
            c => out += &regex::escape(&c.to_string()),
        }
    }
    Some(out)
}

/// A class in brackets, in which nothing but `]`, `^`, `-` and `[:name:]` has a meaning.
fn bracket(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Option<()> {
    out.push('[');
    if chars.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        let c = chars.next()?;
        match c {
            ']' if !first => break,
            '[' if chars.peek() == Some(&':') => {
                out.push('[');
                loop {
                    let c = chars.next()?;
                    out.push(c);
                    if c == ':' && chars.peek() == Some(&']') && !out.ends_with("[:") {
                        break;
                    }
                }
                out.push(chars.next()?);
            }
            '\\' | '[' | ']' | '&' | '~' | '^' => out.extend(['\\', c]),
            c => out.push(c),
        }
        first = false;
    }
    out.push(']');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn both_kinds_are_read_as_posix_has_them() {
        let cases = [
            ("a+b", false, "xa+b", Some((1, 4))),
            ("a+b", true, "aab", Some((0, 3))),
            ("a\\+b", false, "aab", Some((0, 3))),
            ("^a*$", false, "aaa", Some((0, 3))),
            ("*a", false, "x*a", Some((1, 3))),
            ("a^b$c", false, "a^b$c", Some((0, 5))),
            ("[[:digit:]]\\{2,3\\}", false, "a12", Some((1, 3))),
            ("[]a\\]", false, "\\", Some((0, 1))),
            ("[^]]", false, "]b", Some((1, 2))),
            ("\\(a\\|b\\)c", false, "bc", Some((0, 2))),
            ("(a|b){2}", true, "xabx", Some((1, 3))),
            ("\\.", true, "a.b", Some((1, 2))),
            ("\\bword\\b", true, "a word", Some((2, 6))),
            ("{", false, "{", Some((0, 1))),
        ];
        for (text, extended, line, wanted) in cases {
            let pattern = Pattern::read(text, extended, false).expect(text);
            assert_eq!(pattern.find(line), wanted, "{text}");
        }
        assert_eq!(Pattern::read("\\(a\\)\\1", false, false), None);
        assert_eq!(Pattern::read("(", true, false), None);
        let pattern = Pattern::read("\\([a-z]*\\)=\\([0-9]*\\)", false, false).expect("it is read");
        assert_eq!(
            pattern.replaced("a=1 b=2", "\\2:&", 1, true).0,
            "1:a=1 2:b=2"
        );
        assert_eq!(pattern.replaced("a=1 b=2", "x", 2, false).0, "a=1 x");
    }
}
