//! Env files: `.env`, `--env-file`, `env_file`.

use std::collections::BTreeMap;

use super::budget::Budget;
use super::diagnostic::Diagnostic;
use super::interpolate::{Failure, Template, required_words};

/// Why an env file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// The line, from 1.
    pub(super) line: usize,
    /// The reason, without its place.
    pub(super) why: Diagnostic,
    /// The reason, in Compose's words.
    pub(super) words: String,
}

/// A line whose name is none.
fn bad_name(line: usize, name: &str, words: impl std::fmt::Display) -> BadLine {
    BadLine {
        line,
        why: Diagnostic::error("compose-env-name")
            .arg("name", name)
            .help("compose-env-name-help"),
        words: format!("line {line}: {words}"),
    }
}

/// Reads `KEY=value` lines. `known` wins over what the file itself has set, and that over `earlier`.
pub(super) fn parse(
    text: &str,
    known: &dyn Fn(&str) -> Option<String>,
    earlier: &dyn Fn(&str) -> Option<String>,
    budget: &Budget,
) -> Result<BTreeMap<String, String>, BadLine> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut parser = Parser {
        rest: text,
        line: 1,
        known,
        earlier,
        budget,
        out: BTreeMap::new(),
    };
    while parser.skip_to_statement() {
        parser.statement()?;
    }
    Ok(parser.out)
}

/// Reads an env file of `format: raw`: values as they are.
pub(super) fn parse_raw(
    text: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, String>, BadLine> {
    let mut out = BTreeMap::new();
    for (i, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = match line.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (line, lookup(line)),
        };
        if key.is_empty() || key.contains(char::is_whitespace) {
            let words = format!("invalid variable name {key:?}");
            return Err(bad_name(i + 1, key, words));
        }
        out.extend(value.map(|value| (key.to_owned(), value)));
    }
    Ok(out)
}

struct Parser<'a> {
    rest: &'a str,
    line: usize,
    known: &'a dyn Fn(&str) -> Option<String>,
    earlier: &'a dyn Fn(&str) -> Option<String>,
    budget: &'a Budget,
    out: BTreeMap<String, String>,
}

impl Parser<'_> {
    /// Skips blanks and comments; tells whether anything is left.
    fn skip_to_statement(&mut self) -> bool {
        loop {
            let start = self.rest.trim_start();
            self.line += self.rest[..self.rest.len() - start.len()]
                .matches('\n')
                .count();
            self.rest = start;
            if !start.starts_with('#') {
                return !start.is_empty();
            }
            self.rest = start.find('\n').map_or("", |end| &start[end..]);
        }
    }

    fn statement(&mut self) -> Result<(), BadLine> {
        if let Some(after) = self.rest.strip_prefix("export")
            && after.starts_with(char::is_whitespace)
        {
            self.rest = after.trim_start_matches(is_blank);
        }
        let line_end = self.rest.find('\n').unwrap_or(self.rest.len());
        let end = self.rest.find(['=', ':', '\n']).unwrap_or(self.rest.len());
        let allowed = |c: char| is_blank(c) || c.is_alphanumeric() || "_.-[]".contains(c);
        if let Some(bad) = self.rest[..end].chars().find(|c| !allowed(*c)) {
            let shown = &self.rest[..line_end];
            let words = format!(
                "unexpected character {:?} in variable name {shown:?}",
                bad.to_string()
            );
            return Err(bad_name(self.line, &self.rest[..end], words));
        }
        let key = self.rest[..end].trim_end().to_owned();
        let inherited = end == line_end;
        self.rest = self
            .rest
            .get(end + 1..)
            .unwrap_or_default()
            .trim_start_matches(is_blank);
        if key.contains(' ') {
            return Err(bad_name(self.line, &key, "key cannot contain a space"));
        }
        if inherited {
            self.line += 1;
            let value = (self.known)(&key).or_else(|| (self.earlier)(&key));
            self.out.extend(value.map(|value| (key, value)));
            return Ok(());
        }
        let value = self.value()?;
        self.out.insert(key, value);
        Ok(())
    }

    fn value(&mut self) -> Result<String, BadLine> {
        match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            _ => {
                let (value, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
                let value = value.split(" #").next().unwrap_or_default().trim_end();
                let filled = self.fill(value)?;
                self.line += 1;
                self.rest = rest;
                Ok(filled)
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, BadLine> {
        let mut value = String::new();
        let mut escaped = false;
        let mut lines = 0;
        for (i, c) in self.rest.char_indices().skip(1) {
            lines += usize::from(c == '\n');
            if c == quote && !escaped {
                self.rest = &self.rest[i + 1..];
                let filled = if quote == '"' {
                    self.fill(&unescape(&value))
                } else {
                    Ok(value)
                };
                self.line += lines;
                return filled;
            }
            if c == '\\' && !escaped {
                escaped = true;
                continue;
            }
            if escaped && c != quote {
                value.push('\\');
            }
            escaped = false;
            value.push(c);
        }
        let first = self.rest.lines().next().unwrap_or_default();
        Err(BadLine {
            line: self.line,
            why: Diagnostic::error("compose-env-quote").help("compose-env-quote-help"),
            // Compose counts the lines it searched
            words: format!(
                "line {}: unterminated quoted value {first}",
                self.line + lines
            ),
        })
    }

    fn fill(&self, value: &str) -> Result<String, BadLine> {
        let lookup = |name: &str| {
            let own = || self.out.get(name).cloned();
            (self.known)(name)
                .or_else(own)
                .or_else(|| (self.earlier)(name))
        };
        let filled = Template::new(&lookup, self.budget).fill(value);
        filled.map_err(|failure| BadLine {
            line: self.line,
            words: match &failure {
                Failure::Invalid(template) => format!("Invalid template: {template:?}"),
                Failure::Required { variable, reason } => required_words(variable, reason),
                Failure::Limit(limit) => limit.to_string(),
            },
            why: failure.diagnose(""),
        })
    }
}

fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}'
    )
}

/// Replaces `\n`, `\t`, `\"`, `\\`, `\$`, `\0123` and the like.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let Some(c) = after.chars().next() else {
            out.push('\\');
            return out;
        };
        rest = &after[c.len_utf8()..];
        match c {
            'a' => out.push('\u{7}'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'v' => out.push('\u{b}'),
            '"' | '\\' => out.push(c),
            '$' => out.push_str("$$"),
            '0' => match rest
                .get(..3)
                .and_then(|digits| u8::from_str_radix(digits, 8).ok())
            {
                Some(code) => {
                    out.push(char::from(code));
                    rest = &rest[3..];
                }
                None => out.push_str("\\0"),
            },
            other => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let lookup = |name: &str| (name == "SHELL_VAR").then(|| "shell".to_owned());
        match parse(text, &lookup, &|_| None, &Budget::default()) {
            Ok(values) => format!("{values:?}"),
            Err(bad) => bad.words,
        }
    }

    #[test]
    fn every_form_is_read() {
        insta::assert_snapshot!(read("A=1\nexport B = two # note\n# c\nC: yaml\n"), @r#"{"A": "1", "B": "two", "C": "yaml"}"#);
        insta::assert_snapshot!(read("A='$x # \\n'\nB=\"a\\nb \\$c \\\"d\\\"\"\nC=a#b\n"), @r#"{"A": "$x # \\n", "B": "a\nb $c \"d\"", "C": "a#b"}"#);
        insta::assert_snapshot!(read("A=\"one\ntwo\"\nB=3"), @r#"{"A": "one\ntwo", "B": "3"}"#);
        insta::assert_snapshot!(read("A=1\nB=${A}-$SHELL_VAR-${NONE:-d}\nSHELL_VAR=file\nC=$SHELL_VAR\n"), @r#"{"A": "1", "B": "1-shell-d", "C": "shell", "SHELL_VAR": "file"}"#);
        insta::assert_snapshot!(read("SHELL_VAR\nNONE\nA=\n"), @r#"{"A": "", "SHELL_VAR": "shell"}"#);
        insta::assert_snapshot!(read("\u{feff}A=1\r\nB=2\r\n"), @r#"{"A": "1", "B": "2"}"#);
    }

    #[test]
    fn bad_lines_are_named() {
        insta::assert_snapshot!(read("A=1\nB C=2"), @"line 2: key cannot contain a space");
        insta::assert_snapshot!(read("A=1\n\nB&=2"), @r#"line 3: unexpected character "&" in variable name "B&=2""#);
        insta::assert_snapshot!(read("A=\"open\nmore"), @r#"line 2: unterminated quoted value "open"#);
        insta::assert_snapshot!(read("A=${B"), @r#"Invalid template: "${B""#);
    }
}
