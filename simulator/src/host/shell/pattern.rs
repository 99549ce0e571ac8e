//! Patterns: `*`, `?` and `[ ]`, with a backslash before what stands for itself.

use super::syntax::Where;

/// Tells whether a pattern has something to match, beyond plain text.
pub(super) fn is_pattern(pattern: &str) -> bool {
    let mut escaped = false;
    pattern.chars().any(|c| {
        let special = !escaped && "*?[".contains(c);
        escaped = !escaped && c == '\\';
        special
    })
}

/// Puts a backslash before every character that a pattern gives a meaning.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "*?[]\\".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// One place of a pattern.
enum Place {
    Any,
    One,
    Char(char),
    Class(Vec<(char, char)>, bool),
}

impl Place {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Any | Self::One => true,
            Self::Char(own) => *own == c,
            Self::Class(ranges, negated) => {
                ranges.iter().any(|(a, b)| (*a..=*b).contains(&c)) != *negated
            }
        }
    }
}

fn places(pattern: &str) -> Vec<Place> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut places = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '\\' if at + 1 < chars.len() => {
                at += 1;
                places.push(Place::Char(chars[at]));
            }
            '*' => places.push(Place::Any),
            '?' => places.push(Place::One),
            '[' => match class(&chars[at + 1..]) {
                Some((class, length)) => {
                    places.push(class);
                    at += length;
                }
                None => places.push(Place::Char('[')),
            },
            c => places.push(Place::Char(c)),
        }
        at += 1;
    }
    places
}

/// Reads `a-z0-9]`; the class, and the characters that it takes.
fn class(chars: &[char]) -> Option<(Place, usize)> {
    let negated = matches!(chars.first(), Some('!' | '^'));
    let first = usize::from(negated);
    let mut ranges = Vec::new();
    let mut at = first;
    while at < chars.len() {
        match chars[at] {
            ']' if at > first => return Some((Place::Class(ranges, negated), at + 1)),
            '[' if chars.get(at + 1) == Some(&':') => {
                let rest: String = chars[at + 2..].iter().collect();
                let (name, _) = rest.split_once(":]")?;
                ranges.extend(named(name)?);
                at += name.chars().count() + 4;
            }
            low if chars.get(at + 1) == Some(&'-')
                && chars.get(at + 2).is_some_and(|c| *c != ']') =>
            {
                ranges.push((low, chars[at + 2]));
                at += 3;
            }
            c => {
                ranges.push((c, c));
                at += 1;
            }
        }
    }
    None
}

/// The characters of `[:NAME:]`, of those below 128.
fn named(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "alpha" => &[('a', 'z'), ('A', 'Z')],
        "digit" => &[('0', '9')],
        "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
        "upper" => &[('A', 'Z')],
        "lower" => &[('a', 'z')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "xdigit" => &[('0', '9'), ('a', 'f'), ('A', 'F')],
        _ => return None,
    })
}

/// Tells whether a pattern matches a whole text. Takes time in proportion to the product of both lengths.
pub(in crate::host) fn matches(pattern: &str, text: &str) -> bool {
    let (places, text): (_, Vec<char>) = (places(pattern), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match places.get(p) {
            Some(Place::Any) => {
                back = Some((p, t));
                p += 1;
            }
            Some(place) if place.takes(text[t]) => {
                p += 1;
                t += 1;
            }
            _ => match &mut back {
                Some((any, from)) => {
                    *from += 1;
                    (p, t) = (*any + 1, *from);
                }
                None => return false,
            },
        }
    }
    places[p..].iter().all(|place| matches!(place, Place::Any))
}

/// Cuts the shortest or longest prefix that matches.
pub(super) fn cut_prefix<'t>(text: &'t str, pattern: &str, longest: bool) -> &'t str {
    let mut ends: Vec<usize> = text
        .char_indices()
        .map(|(i, _)| i)
        .chain([text.len()])
        .collect();
    if longest {
        ends.reverse();
    }
    let end = ends.into_iter().find(|end| matches(pattern, &text[..*end]));
    &text[end.unwrap_or(0)..]
}

/// Cuts the shortest or longest suffix that matches.
pub(super) fn cut_suffix<'t>(text: &'t str, pattern: &str, longest: bool) -> &'t str {
    let mut starts: Vec<usize> = text
        .char_indices()
        .map(|(i, _)| i)
        .chain([text.len()])
        .collect();
    if !longest {
        starts.reverse();
    }
    let start = starts
        .into_iter()
        .find(|start| matches(pattern, &text[*start..]));
    &text[..start.unwrap_or(text.len())]
}

/// Replaces what matches: the longest match from the left on. In `with` an `&` stands for the match, unless a backslash
/// stands before it.
pub(super) fn replace(text: &str, pattern: &str, with: &str, place: Where) -> String {
    if pattern.is_empty() && matches!(place, Where::First | Where::All) {
        return text.to_owned();
    }
    let bounds: Vec<usize> = text
        .char_indices()
        .map(|(i, _)| i)
        .chain([text.len()])
        .collect();
    let mut out = String::new();
    let mut from = 0;
    let starts = match place {
        Where::Prefix => &bounds[..1],
        _ => &bounds[..],
    };
    for &start in starts {
        if start < from {
            continue;
        }
        let ends = bounds.iter().rev().filter(|end| **end >= start);
        let mut ends = ends.filter(|end| place != Where::Suffix || **end == text.len());
        let Some(&end) = ends.find(|end| matches(pattern, &text[start..**end])) else {
            continue;
        };
        // Nothing is no match in the middle of a text.
        if end == start && matches!(place, Where::First | Where::All) && !text.is_empty() {
            continue;
        }
        out.push_str(&text[from..start]);
        filled(with, &text[start..end], &mut out);
        from = end;
        if place != Where::All {
            break;
        }
    }
    out.push_str(&text[from..]);
    out
}

fn filled(with: &str, found: &str, out: &mut String) {
    let mut chars = with.chars();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str(found),
            '\\' => out.extend(chars.next().or(Some('\\'))),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{cut_prefix, cut_suffix, escape, is_pattern, matches};

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("?[0-9]", "x7", true),
            ("[!a]*", "abc", false),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("[", "[", true),
            ("*.y*ml", "compose.yaml", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
        assert!(!is_pattern("a\\*b") && is_pattern("a*b") && escape("a*") == "a\\*");
        assert_eq!(cut_suffix("a.tar.gz", ".*", false), "a.tar");
        assert_eq!(cut_suffix("a.tar.gz", ".*", true), "a");
        assert_eq!(cut_prefix("/a/b", "*/", true), "b");
    }
}
