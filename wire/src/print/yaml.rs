//! YAML as version 2 of the AWS command line prints it: in blocks, members in the order of their names, lists no further in than
//! their member, texts in quotes only where they would be read as something else, folded at 80 columns.
//!
//! The rules are those of the emitter of PyYAML and ruamel.yaml (`analyze_scalar`, `choose_scalar_style`, `write_plain` and its
//! neighbours) with YAML 1.2's implicit types, which that command line uses.

use serde_json::{Map, Value};

/// The column behind which a line is broken at its next blank.
const WIDTH: usize = 80;
const STEP: usize = 2;

/// Writes an answer as a document.
pub(super) fn yaml(value: &Value) -> String {
    let mut out = Emitter::default();
    out.node(value, 0, 0);
    out.text.push('\n');
    // A text without quotes could go on.
    let open =
        !matches!(value, Value::Object(_) | Value::Array(_)) && !out.text.starts_with(['\'', '"']);
    if open {
        out.text.push_str("...\n");
    }
    out.text
}

#[derive(Default)]
struct Emitter {
    text: String,
}

impl Emitter {
    fn column(&self) -> usize {
        let line = self.text.rsplit('\n').next().unwrap_or_default();
        line.chars().count()
    }

    fn line(&mut self, indent: usize) {
        self.text.push('\n');
        self.text.push_str(&" ".repeat(indent));
    }

    /// Writes a value where the cursor stands. What follows on lines of its own is `indent` in, lists `list`.
    fn node(&mut self, value: &Value, indent: usize, list: usize) {
        match value {
            Value::Object(members) if members.is_empty() => self.text.push_str("{}"),
            Value::Array(items) if items.is_empty() => self.text.push_str("[]"),
            Value::Object(members) => self.mapping(members, indent),
            Value::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    if n > 0 {
                        self.line(list);
                    }
                    self.text.push_str("- ");
                    self.node(item, list + STEP, list + STEP);
                }
            }
            Value::String(text) => self.scalar(text, indent),
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn mapping(&mut self, members: &Map<String, Value>, indent: usize) {
        let mut names: Vec<&String> = members.keys().collect();
        names.sort_unstable();
        for (n, name) in names.into_iter().enumerate() {
            if n > 0 {
                self.line(indent);
            }
            self.scalar(name, indent);
            self.text.push(':');
            match &members[name] {
                Value::Object(inner) if !inner.is_empty() => {
                    self.line(indent + STEP);
                    self.mapping(inner, indent + STEP);
                }
                Value::Array(items) if !items.is_empty() => {
                    self.line(indent);
                    self.node(&members[name], indent, indent);
                }
                plain => {
                    self.text.push(' ');
                    self.node(plain, indent + STEP, indent);
                }
            }
        }
    }

    fn scalar(&mut self, text: &str, indent: usize) {
        let found = Analysis::of(text);
        if found.plain && !is_other_type(text) {
            self.folded(text, indent, false);
        } else if found.single {
            self.text.push('\'');
            self.folded(text, indent, true);
            self.text.push('\'');
        } else {
            self.double(text, indent);
        }
    }

    /// Writes a text of one line, and breaks it at a single blank behind the width.
    fn folded(&mut self, text: &str, indent: usize, quoted: bool) {
        for (at, c) in text.char_indices() {
            let rest = &text[at + c.len_utf8()..];
            let single = c == ' ' && !text[..at].ends_with(' ') && !rest.starts_with(' ');
            let within = !quoted || (at > 0 && !rest.is_empty());
            if single && within && self.column() > WIDTH {
                self.line(indent);
            } else {
                self.text.push(c);
            }
        }
    }

    fn double(&mut self, text: &str, indent: usize) {
        self.text.push('"');
        let chars: Vec<char> = text.chars().collect();
        for (at, c) in chars.iter().enumerate() {
            let within = at > 0 && at + 1 < chars.len();
            if *c == ' ' && within && self.column() > WIDTH {
                self.text.push('\\');
                self.line(indent);
                self.text.push('\\');
            }
            match c {
                '"' | '\\' => self.text.extend(['\\', *c]),
                '\0' => self.text.push_str("\\0"),
                '\u{7}' => self.text.push_str("\\a"),
                '\u{8}' => self.text.push_str("\\b"),
                '\t' => self.text.push_str("\\t"),
                '\n' => self.text.push_str("\\n"),
                '\u{b}' => self.text.push_str("\\v"),
                '\u{c}' => self.text.push_str("\\f"),
                '\r' => self.text.push_str("\\r"),
                '\u{1b}' => self.text.push_str("\\e"),
                c if is_shown(*c) => self.text.push(*c),
                c => self.text.push_str(&format!("\\x{:02X}", u32::from(*c))),
            }
        }
        self.text.push('"');
    }
}

/// A character that stands in a document as it is.
fn is_shown(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// In which forms a text can be written.
struct Analysis {
    plain: bool,
    single: bool,
}

impl Analysis {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let blank = |at: usize| chars.get(at).is_none_or(|c| " \t\r\n".contains(*c));
        let mut plain = !text.starts_with("---") && !text.starts_with("...");
        let mut single = true;
        let mut before = None;
        for (at, c) in chars.iter().enumerate() {
            let edge = at == 0 || at + 1 == chars.len();
            let indicator = match c {
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"'
                | '%' | '@' | '`'
                    if at == 0 =>
                {
                    true
                }
                '?' | '-' if at == 0 => blank(at + 1),
                ':' => blank(at + 1),
                '#' => blank(at - 1),
                _ => false,
            };
            let special = *c != '\n' && !is_shown(*c);
            plain &= !(indicator || special || *c == '\n' || edge && *c == ' ');
            // A blank beside a line break would be lost in quotes.
            let lost = matches!((before, c), (Some('\n'), ' ') | (Some(' '), '\n'));
            // What needs an escape in single quotes goes into double ones.
            single &= !special && !lost && *c != '\'' && *c != '\n';
            before = Some(*c);
        }
        Self { plain, single }
    }
}

/// Tells whether a text without quotes would be read as something else than a text (YAML 1.2, with timestamps).
fn is_other_type(text: &str) -> bool {
    matches!(
        text,
        "" | "~"
            | "null"
            | "Null"
            | "NULL"
            | "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
            | "<<"
            | "="
    ) || is_number(text)
        || is_timestamp(text)
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let all = |text: &str, of: &dyn Fn(char) -> bool| {
        !text.is_empty() && text.chars().all(|c| c == '_' || of(c))
    };
    let digits = |text: &str| all(text, &|c| c.is_ascii_digit());
    if digits(unsigned)
        || unsigned
            .strip_prefix("0b")
            .is_some_and(|t| all(t, &|c| "01".contains(c)))
        || unsigned
            .strip_prefix("0o")
            .is_some_and(|t| all(t, &|c| ('0'..='7').contains(&c)))
        || unsigned
            .strip_prefix("0x")
            .is_some_and(|t| all(t, &|c| c.is_ascii_hexdigit()))
    {
        return unsigned.starts_with(|c: char| c.is_ascii_digit());
    }
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (unsigned, None),
    };
    let exact = |e: &str| !e.is_empty() && e.chars().all(|c| c.is_ascii_digit());
    let signed = exponent.map(|e| e.strip_prefix(['-', '+']).unwrap_or(e));
    if signed.is_some_and(|e| !exact(e)) {
        return false;
    }
    match number.split_once('.') {
        Some(("", rest)) => digits(rest) && exponent.is_none_or(|e| e.starts_with(['-', '+'])),
        Some((whole, rest)) => {
            digits(whole)
                && whole.starts_with(|c: char| c.is_ascii_digit())
                && (rest.is_empty() || digits(rest))
        }
        None => {
            exponent.is_some() && digits(number) && number.starts_with(|c: char| c.is_ascii_digit())
        }
    }
}

fn is_timestamp(text: &str) -> bool {
    let number = |part: Option<&str>, lengths: std::ops::RangeInclusive<usize>| {
        part.is_some_and(|p| lengths.contains(&p.len()) && p.chars().all(|c| c.is_ascii_digit()))
    };
    let end = text.find(['T', 't', ' ', '\t']).unwrap_or(text.len());
    let (date, time) = text.split_at(end);
    let mut parts = date.split('-');
    let short = time.is_empty();
    let dated = number(parts.next(), 4..=4)
        && number(parts.next(), if short { 2..=2 } else { 1..=2 })
        && number(parts.next(), if short { 2..=2 } else { 1..=2 })
        && parts.next().is_none();
    if !dated || short {
        return dated;
    }
    let time = time.trim_start_matches(['T', 't', ' ', '\t']);
    let zone = time.find(['Z', '+', '-', ' ', '\t']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone);
    let (clock, part) = clock.split_once('.').unwrap_or((clock, ""));
    let mut fields = clock.split(':');
    let zone = zone.trim_start_matches([' ', '\t']);
    let offset = zone.trim_start_matches(['+', '-']).replace(':', "");
    number(fields.next(), 1..=2)
        && number(fields.next(), 2..=2)
        && number(fields.next(), 2..=2)
        && fields.next().is_none()
        && part.chars().all(|c| c.is_ascii_digit())
        && (zone.is_empty() || zone == "Z" || number(Some(&offset), 1..=4))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::yaml;

    /// Values, and what is written of each; the file says by what.
    #[test]
    fn values_are_written_as_the_command_line_writes_them() {
        let cases: Value = serde_json::from_str(include_str!("yaml.json")).expect("JSON");
        for case in cases["cases"].as_array().expect("cases") {
            let expected = case[1].as_str().expect("a text");
            assert_eq!(yaml(&case[0]), expected, "{}", case[0]);
        }
    }
}
