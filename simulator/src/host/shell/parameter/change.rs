//! What `${ }` makes of a value: parts of it, patterns, cases.

use super::super::expand::{Expansion, Failure};
use super::super::pattern;
use super::super::syntax::{Action, Parameter, Word};
use super::{Held, Value};

/// What becomes of a value.
type Change = Box<dyn Fn(&str) -> String>;

impl Expansion<'_> {
    /// What an action makes of each value.
    pub(super) fn change(&mut self, action: &Action) -> Result<Change, Failure> {
        Ok(match action {
            Action::CutPrefix(word, longest) => {
                let (pattern, longest) = (self.pattern(word)?, *longest);
                Box::new(move |v| pattern::cut_prefix(v, &pattern, longest).to_owned())
            }
            Action::CutSuffix(word, longest) => {
                let (pattern, longest) = (self.pattern(word)?, *longest);
                Box::new(move |v| pattern::cut_suffix(v, &pattern, longest).to_owned())
            }
            Action::Replace(word, with, place) => {
                let (pattern, place) = (self.pattern(word)?, *place);
                let with = self.replacement(with)?;
                Box::new(move |v| pattern::replace(v, &pattern, &with, place))
            }
            Action::Case(upper, all) => {
                let (upper, all) = (*upper, *all);
                Box::new(move |v| cased(v, upper, all))
            }
            Action::Transform('Q') => Box::new(|v| format!("'{}'", v.replace('\'', "'\\''"))),
            Action::Transform('U') => Box::new(|v| cased(v, true, true)),
            Action::Transform('u') => Box::new(|v| cased(v, true, false)),
            Action::Transform('L') => Box::new(|v| cased(v, false, true)),
            _ => Box::new(str::to_owned),
        })
    }

    /// The text that replaces; in it a backslash stands before what does not stand for the match.
    fn replacement(&mut self, word: &Word) -> Result<String, Failure> {
        let mut text = String::new();
        for part in &word.0 {
            let (piece, quoted) = self.value(part)?;
            for c in piece.chars() {
                if quoted && "&\\".contains(c) {
                    text.push('\\');
                }
                text.push(c);
            }
        }
        Ok(text)
    }

    pub(super) fn slice(
        &mut self,
        parameter: &Parameter,
        held: Held,
        offset: i64,
        length: Option<i64>,
    ) -> Result<Value, Failure> {
        let failure = |this: &Self, length: i64| {
            let words = format!("{}{length}: substring expression < 0", this.said());
            Failure::of(words)
        };
        match held {
            Held::One(value) => {
                let text: Vec<char> = value.unwrap_or_default().chars().collect();
                let Some((from, to)) = range(text.len() as i64, offset, length) else {
                    return Err(failure(self, length.unwrap_or(0)));
                };
                Ok(Value::One(text[from..to].iter().collect()))
            }
            Held::Many(mut values, joined) => {
                if parameter.index.is_none() {
                    // The arguments are counted from $0 on.
                    let zero = self.lookup("0")?.unwrap_or_default();
                    values.insert(0, zero);
                }
                if let Some(length) = length.filter(|l| *l < 0) {
                    return Err(failure(self, length));
                }
                let Some((from, to)) = range(values.len() as i64, offset, length) else {
                    return Ok(Value::Many(Vec::new(), joined));
                };
                Ok(Value::Many(values[from..to].to_vec(), joined))
            }
        }
    }
}

/// The bounds of a slice; none when its end lies before its beginning.
fn range(count: i64, offset: i64, length: Option<i64>) -> Option<(usize, usize)> {
    let from = if offset < 0 {
        count.checked_add(offset)?
    } else {
        offset
    };
    if from < 0 || from > count {
        return Some((0, 0));
    }
    let to = match length {
        None => count,
        Some(length) if length < 0 => count + length,
        Some(length) => from.saturating_add(length).min(count),
    };
    (to >= from).then_some((from as usize, to as usize))
}

fn cased(text: &str, upper: bool, all: bool) -> String {
    let turned = |c: char| -> String {
        if upper {
            c.to_uppercase().collect()
        } else {
            c.to_lowercase().collect()
        }
    };
    let mut chars = text.chars();
    if all {
        return chars.map(turned).collect();
    }
    let first = chars.next().map(turned).unwrap_or_default();
    first + chars.as_str()
}
