//! Variables in values: `$V`, `${V}`, `${V:-default}` and the rest, as Compose replaces them.

use std::cell::RefCell;

use super::budget::Budget;
use super::diagnostic::Diagnostic;

/// The deepest nesting of defaults within defaults (own limit).
const DEEPEST: usize = 32;

/// Why a template cannot be filled.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is malformed.
    Invalid(String),
    /// A `?` variable has no value.
    Required { variable: String, reason: String },
    /// A limit is reached.
    Limit(Box<Diagnostic>),
}

impl Failure {
    /// Says it about a key, in Compose's words.
    pub(super) fn diagnose(self, key: &str) -> Diagnostic {
        let place = without_numbers(key);
        match self {
            Self::Invalid(template) => Diagnostic::error("compose-bad-interpolation")
                .arg("template", &template)
                .help("compose-bad-interpolation-help")
                .docker(format!(
                    "invalid interpolation format for {place}.\nYou may need to escape any $ with another $.\n{template}"
                )),
            Self::Required { variable, reason } => {
                let words = required_words(&variable, &reason);
                Diagnostic::error("compose-variable-required")
                    .arg("variable", variable)
                    .arg("reason", reason)
                    .help("compose-variable-required-help")
                    .docker(format!("error while interpolating {place}: {words}"))
            }
            Self::Limit(diagnostic) => *diagnostic,
        }
        .key(key)
    }
}

/// A key as Compose writes it when it replaces variables: `ports[1]` is `ports.[]`.
fn without_numbers(key: &str) -> String {
    let mut parts = key.split('[');
    let mut place = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit()) => {
                place.push_str(".[]");
                place.push_str(rest);
            }
            _ => {
                place.push('[');
                place.push_str(part);
            }
        }
    }
    place
}

/// The words of Compose for a required variable that is missing.
pub(super) fn required_words(variable: &str, reason: &str) -> String {
    let colon = if reason.is_empty() { "" } else { ": " };
    format!("required variable {variable} is missing a value{colon}{reason}")
}

/// Where variables come from, and what is noted on the way.
pub(super) struct Template<'a> {
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) budget: &'a Budget,
    /// The variables that had no value and no default.
    pub(super) unset: RefCell<Vec<String>>,
}

impl<'a> Template<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>, budget: &'a Budget) -> Self {
        Self {
            lookup,
            budget,
            unset: RefCell::default(),
        }
    }

    /// Replaces every variable of a text.
    pub(super) fn fill(&self, template: &str) -> Result<String, Failure> {
        self.fill_nested(template, 0)
    }

    fn fill_nested(&self, template: &str, depth: usize) -> Result<String, Failure> {
        if depth > DEEPEST {
            return Err(Failure::Invalid(template.to_owned()));
        }
        let mut out = String::new();
        let mut rest = template;
        while let Some(dollar) = rest.find('$') {
            out.push_str(&rest[..dollar]);
            let after = &rest[dollar + 1..];
            let name = name_length(after);
            if let Some(escaped) = after.strip_prefix('$') {
                out.push('$');
                rest = escaped;
            } else if let Some(braced) = after.strip_prefix('{') {
                let (value, remaining) = self.braced(braced, template, depth)?;
                out.push_str(&value);
                rest = remaining;
            } else if name > 0 {
                out.push_str(&self.value_or_blank(&after[..name])?);
                rest = &after[name..];
            } else {
                out.push('$');
                rest = after;
            }
        }
        out.push_str(rest);
        self.budget
            .spend(0, out.len())
            .map_err(|d| Failure::Limit(Box::new(d)))?;
        Ok(out)
    }

    /// Replaces one `${...}`; `text` begins after the brace. Gives the value and what follows.
    fn braced<'t>(
        &self,
        text: &'t str,
        template: &str,
        depth: usize,
    ) -> Result<(String, &'t str), Failure> {
        let invalid = || Failure::Invalid(template.to_owned());
        let length = name_length(text);
        if length == 0 {
            return Err(invalid());
        }
        let (name, after) = text.split_at(length);
        if let Some(rest) = after.strip_prefix('}') {
            return Ok((self.value_or_blank(name)?, rest));
        }
        let (counts_empty, after) = match after.strip_prefix(':') {
            Some(after) => (true, after),
            None => (false, after),
        };
        let Some(operator @ ('-' | '+' | '?')) = after.chars().next() else {
            return Err(invalid());
        };
        let after = &after[1..];
        let line = after.split('\n').next().unwrap_or_default();
        let end = closing_brace(line)
            .or_else(|| line.rfind('}'))
            .ok_or_else(invalid)?;
        let (word, rest) = (&after[..end], &after[end + 1..]);
        let word = self.fill_nested(word, depth + 1)?;
        let value = self.value(name)?;
        let present = value
            .as_ref()
            .is_some_and(|v| !(counts_empty && v.is_empty()));
        let value = match (operator, present) {
            ('-', false) | ('+', true) => word,
            ('?', false) => {
                return Err(Failure::Required {
                    variable: name.to_owned(),
                    reason: word,
                });
            }
            _ => value.unwrap_or_default(),
        };
        Ok((value, rest))
    }

    fn value(&self, name: &str) -> Result<Option<String>, Failure> {
        let value = (self.lookup)(name);
        let size = value.as_ref().map_or(0, String::len);
        self.budget
            .spend(0, size)
            .map_err(|d| Failure::Limit(Box::new(d)))?;
        Ok(value)
    }

    fn value_or_blank(&self, name: &str) -> Result<String, Failure> {
        let value = self.value(name)?;
        if value.is_none() {
            self.unset.borrow_mut().push(name.to_owned());
        }
        Ok(value.unwrap_or_default())
    }
}

/// How many bytes of a text are a variable's name.
fn name_length(text: &str) -> usize {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    if starts { end.unwrap_or(text.len()) } else { 0 }
}

/// Finds the brace that closes one opened before the text.
fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 1;
    for (i, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(i);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str) -> String {
        let lookup = |name: &str| match name {
            "SET" => Some("set".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let budget = Budget::default();
        let template = Template::new(&lookup, &budget).fill(template);
        template.unwrap_or_else(|failure| failure.diagnose("k").to_string())
    }

    #[test]
    fn every_form_is_replaced() {
        let cases = [
            ("a$SET-b", "aset-b"),
            ("${SET}", "set"),
            ("${NONE}|$NONE", "|"),
            ("${EMPTY:-d}${EMPTY-d}${NONE-d}${SET:-d}", "ddset"),
            ("${EMPTY:+r}${EMPTY+r}${NONE+r}${SET:+r}", "rr"),
            ("$$SET $${SET}", "$SET ${SET}"),
            ("${NONE:-${EMPTY:-${SET}}}", "set"),
            ("${NONE:-{\"a\":1}} x}", "{\"a\":1} x}"),
            ("$1 $ $", "$1 $ $"),
            ("${SET:?no}", "set"),
            ("${NONE:-a} ${NONE:-b}", "a b"),
            ("${EMPTY?no}", ""),
        ];
        for (template, filled) in cases {
            assert_eq!(fill(template), filled, "{template}");
        }
    }

    #[test]
    fn malformed_templates_are_refused_in_the_words_of_compose() {
        let invalid =
            "invalid interpolation format for k.\nYou may need to escape any $ with another $.\n";
        for template in [
            "${",
            "${}",
            "${SET",
            "${1}",
            "${SET!x}",
            "${SET:-a\nb}",
            "${SET:}",
        ] {
            assert_eq!(fill(template), format!("{invalid}{template}"));
        }
        assert_eq!(
            fill("${NONE:?set $SET}"),
            "error while interpolating k: required variable NONE is missing a value: set set"
        );
        assert!(fill(&"${a:-".repeat(5_000)).contains("invalid"));
    }
}
