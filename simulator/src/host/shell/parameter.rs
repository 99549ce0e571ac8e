//! Parameters: what a variable holds, and what `${ }` makes of it.

mod change;
mod known;

pub(super) use self::known::needs;
use self::known::plain;
use super::array::{Array, ELEMENTS};
use super::expand::{Expansion, Failure};
use super::syntax::{Action, Index, Parameter, Part, Word};
use super::voice::prefix;
use super::{arithmetic, function};
use crate::host::job::BYTES;

/// What a parameter stands for.
pub(super) enum Value {
    /// One text.
    One(String),
    /// Several; true when quotes join them.
    Many(Vec<String>, bool),
}

/// What is there, before something is done to it.
enum Held {
    One(Option<String>),
    Many(Vec<String>, bool),
}

impl Expansion<'_> {
    fn said(&self) -> String {
        prefix(&self.w.hosts.jobs[self.job])
    }

    /// What a name stands for.
    fn lookup(&mut self, name: &str) -> Result<Option<String>, Failure> {
        if name == "RANDOM" && self.process().variable(name).is_none() {
            let drawn = self.w.unit("shell.random", "bash").index(32_768);
            return Ok(Some(drawn.to_string()));
        }
        if name == "SECONDS" && self.process().variable(name).is_none() {
            return Err(Failure::not_modelled("$SECONDS"));
        }
        Ok(plain(self.w, &self.w.hosts.jobs[self.job], name))
    }

    /// Refuses a variable that has no value, when the shell wants one.
    pub(super) fn must_be_set(&self, name: &str) -> Result<(), Failure> {
        if self.w.hosts.jobs[self.job].options.nounset {
            return Err(Failure::fatal(format!(
                "{}{name}: unbound variable",
                self.said()
            )));
        }
        Ok(())
    }

    /// The number that an index stands for.
    fn number(&mut self, name: &str, index: &str) -> Result<Option<i64>, Failure> {
        let number = arithmetic::evaluate(self, index, "")?;
        let empty = Array::new(false);
        let array = self.process().arrays.get(name);
        let number = array.unwrap_or(&empty).number(number);
        Ok(number)
    }

    /// An element of a variable, or the variable itself.
    pub(super) fn element(
        &mut self,
        name: &str,
        index: Option<&str>,
    ) -> Result<Option<String>, Failure> {
        let Some(index) = index else {
            return self.lookup(name);
        };
        if let Some(keyed @ Array::Keyed(_)) = self.process().arrays.get(name) {
            return Ok(keyed.keyed(index).cloned());
        }
        let Some(number) = self.number(name, index)? else {
            let words = format!("{}{name}: bad array subscript", self.said());
            super::super::write_stderr(self.w, self.job, &format!("{words}\n"));
            return Ok(None);
        };
        if name == "FUNCNAME" {
            let names = function::names(&self.w.hosts.jobs[self.job]);
            return Ok(usize::try_from(number)
                .ok()
                .and_then(|n| names.get(n).cloned()));
        }
        match self.process().arrays.get(name) {
            Some(Array::Indexed(elements)) => Ok(elements.get(&number).cloned()),
            _ if number == 0 => self.lookup(name),
            _ => Ok(None),
        }
    }

    /// Sets a variable or an element of it.
    pub(super) fn set(
        &mut self,
        name: &str,
        index: Option<&str>,
        value: String,
        append: bool,
    ) -> Result<(), Failure> {
        let is_array = self.process().arrays.contains_key(name);
        let index = match index {
            None if is_array => "0",
            None => {
                let process = self.process();
                let old = process
                    .variable(name)
                    .filter(|_| append)
                    .unwrap_or_default();
                let value = format!("{old}{value}");
                process.set(name, value);
                return Ok(());
            }
            Some(index) => index,
        };
        let old = if append {
            self.element(name, Some(index))?.unwrap_or_default()
        } else {
            String::new()
        };
        let value = old + &value;
        let keyed = matches!(self.process().arrays.get(name), Some(Array::Keyed(_)));
        let number = if keyed {
            Some(0)
        } else {
            self.number(name, index)?
        };
        let Some(number) = number else {
            let words = format!("{}{name}[{index}]: bad array subscript", self.said());
            return Err(Failure::of(words));
        };
        let process = self.process();
        if !is_array {
            // A variable that becomes an array is its first element.
            let old = process.env.remove(name).or(process.variables.remove(name));
            process.arrays.insert(name.to_owned(), Array::of(old));
        }
        let Some(array) = process.arrays.get_mut(name) else {
            return Ok(());
        };
        match array {
            Array::Indexed(elements) => {
                elements.insert(number, value);
            }
            Array::Keyed(_) => array.put(index, value),
        }
        let bytes: usize = array.values().iter().map(String::len).sum();
        if array.len() > ELEMENTS || bytes > BYTES {
            return Err(Failure::not_modelled(
                "arrays of more than 2,048 elements or 4 MiB",
            ));
        }
        Ok(())
    }

    fn held(&mut self, parameter: &Parameter) -> Result<Held, Failure> {
        let name = parameter.name.as_str();
        if matches!(name, "@" | "*") && parameter.index.is_none() {
            let arguments = self.w.hosts.jobs[self.job].options.arguments.clone();
            return Ok(Held::Many(arguments, name == "*"));
        }
        match &parameter.index {
            None => self.lookup(name).map(Held::One),
            Some(Index::One(word)) => {
                let index = self.text(word)?;
                self.element(name, Some(&index)).map(Held::One)
            }
            Some(which) => {
                let values = match self.process().arrays.get(name) {
                    Some(array) => array.values(),
                    None if name == "FUNCNAME" => function::names(&self.w.hosts.jobs[self.job]),
                    None => self.lookup(name)?.into_iter().collect(),
                };
                Ok(Held::Many(values, *which == Index::Joined))
            }
        }
    }

    /// The parameter that `${!NAME}` is about.
    fn pointed(&mut self, parameter: &Parameter) -> Result<Parameter, Failure> {
        let by = Parameter {
            action: Action::Plain,
            indirect: false,
            ..parameter.clone()
        };
        let target = match self.held(&by)? {
            Held::One(Some(target)) if !target.is_empty() => target,
            _ => {
                let words = format!("{}{}: invalid indirect expansion", self.said(), by.name);
                return Err(Failure::of(words));
            }
        };
        let (name, index) = match target.strip_suffix(']').and_then(|t| t.split_once('[')) {
            Some((name, "@")) => (name, Some(Index::Each)),
            Some((name, "*")) => (name, Some(Index::Joined)),
            Some((name, index)) => (name, Some(Index::One(Word::text(index)))),
            None => (target.as_str(), None),
        };
        let word = |c: char| c.is_ascii_alphanumeric() || "_@*#?$".contains(c);
        if !name.chars().all(word) {
            let words = format!("{}{target}: invalid variable name", self.said());
            return Err(Failure::of(words));
        }
        Ok(Parameter {
            name: name.to_owned(),
            index,
            indirect: false,
            action: parameter.action.clone(),
        })
    }

    /// The word that stands in for a parameter, where one does: that of a default or of an alternative.
    pub(super) fn instead<'p>(
        &mut self,
        parameter: &'p Parameter,
    ) -> Result<Option<&'p Word>, Failure> {
        let (word, colon, when_absent) = match &parameter.action {
            Action::Default(word, colon) => (word, *colon, true),
            Action::Alternative(word, colon) => (word, *colon, false),
            _ => return Ok(None),
        };
        let target;
        let asked = if parameter.indirect {
            target = self.pointed(parameter)?;
            &target
        } else {
            parameter
        };
        let held = self.held(asked)?;
        Ok((is_absent(&held, colon) == when_absent).then_some(word))
    }

    /// What a parameter stands for; that its word does not stand for it is known.
    pub(super) fn parameter(&mut self, parameter: &Parameter) -> Result<Value, Failure> {
        let target;
        let parameter = if parameter.indirect {
            target = self.pointed(parameter)?;
            &target
        } else {
            parameter
        };
        let name = parameter.name.as_str();
        let held = self.held(parameter)?;
        let shown = match &parameter.index {
            Some(Index::One(word)) => match &word.0[..] {
                [Part::Text(index, _)] => format!("{name}[{index}]"),
                _ => name.to_owned(),
            },
            _ => name.to_owned(),
        };
        match &parameter.action {
            Action::Length => {
                let length = match held {
                    Held::Many(values, _) => values.len(),
                    Held::One(Some(text)) => text.chars().count(),
                    Held::One(None) => {
                        self.must_be_set(&shown)?;
                        0
                    }
                };
                return Ok(Value::One(length.to_string()));
            }
            Action::Indexes => {
                let joined = parameter.index == Some(Index::Joined);
                let array = self.process().arrays.get(name);
                let indexes = match (array, held) {
                    (Some(array), _) => array.indexes(),
                    (None, Held::Many(values, _)) if values.is_empty() => Vec::new(),
                    (None, _) => vec!["0".to_owned()],
                };
                return Ok(Value::Many(indexes, joined));
            }
            // Nothing of an unused alternative, the value itself instead of an unused default.
            Action::Alternative(..) => {
                return Ok(match held {
                    // It is no argument either, as `"$@"` of nothing is none.
                    Held::Many(_, false) => Value::Many(Vec::new(), false),
                    _ => Value::One(String::new()),
                });
            }
            Action::Default(..) => {}
            Action::Assign(word, colon) => {
                if is_absent(&held, *colon) {
                    let value = self.text(word)?;
                    if parameter.index.is_some() || !is_name(name) {
                        let words = format!("{}${name}: cannot assign in this way", self.said());
                        return Err(Failure::of(words));
                    }
                    self.set(name, None, value.clone(), false)?;
                    return Ok(Value::One(value));
                }
            }
            Action::Require(word, colon) => {
                if is_absent(&held, *colon) {
                    let message = self.text(word)?;
                    let message = match message.is_empty() {
                        true if *colon => "parameter null or not set",
                        true => "parameter not set",
                        false => &message,
                    };
                    let words = format!("{}{name}: {message}", self.said());
                    return Err(Failure::fatal(words));
                }
            }
            _ => {
                if let Held::One(None) = held {
                    self.must_be_set(&shown)?;
                }
            }
        }
        if let Action::Slice(offset, length) = &parameter.action {
            let offset = self.text(offset)?;
            let offset = arithmetic::evaluate(self, &offset, "")?;
            let length = match length {
                None => None,
                Some(length) => {
                    let text = self.text(length)?;
                    Some(arithmetic::evaluate(self, &text, "")?)
                }
            };
            return self.slice(parameter, held, offset, length);
        }
        let change = self.change(&parameter.action)?;
        Ok(match held {
            Held::One(value) => Value::One(change(&value.unwrap_or_default())),
            Held::Many(values, joined) => {
                Value::Many(values.iter().map(|v| change(v)).collect(), joined)
            }
        })
    }
}

fn is_absent(held: &Held, colon: bool) -> bool {
    match held {
        Held::One(value) => value.as_ref().is_none_or(|v| colon && v.is_empty()),
        Held::Many(values, _) => {
            values.is_empty() || (colon && values.iter().all(String::is_empty) && values.len() == 1)
        }
    }
}

/// Tells whether a text is a variable's name.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
