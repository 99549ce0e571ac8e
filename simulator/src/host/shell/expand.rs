//! What words become: parameters, substitutions, splitting, names of files.

use super::super::job::BYTES;
use super::super::{JobKey, Process};
use super::pattern;
use super::syntax::{Action, Arithmetic, Parameter, Part, Word};
use super::voice::prefix;
use crate::world::World;

/// Why a word cannot be expanded, in bash's words; it ends the shell.
pub(super) type Failure = String;

/// Expands words one after the other; the outputs of their command substitutions are known already.
pub(super) struct Expansion<'w> {
    pub(super) w: &'w mut World,
    pub(super) job: JobKey,
    outputs: std::vec::IntoIter<String>,
    bytes: usize,
}

/// An argument that grows: its text, and the pattern that it is.
#[derive(Default)]
struct Field {
    text: String,
    pattern: String,
    exists: bool,
}

impl<'w> Expansion<'w> {
    pub(super) fn new(w: &'w mut World, job: JobKey, outputs: Vec<String>) -> Self {
        Self {
            w,
            job,
            outputs: outputs.into_iter(),
            bytes: 0,
        }
    }

    fn process(&self) -> &Process {
        &self.w.hosts.jobs[self.job].process
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Failure> {
        self.bytes += bytes;
        if self.bytes > BYTES {
            return Err("paperboat: cut off: the arguments are longer than 4 MiB".to_owned());
        }
        Ok(())
    }

    /// Expands a word to arguments: it is split at blanks, and names of files take the place of patterns.
    pub(super) fn fields(&mut self, word: &Word) -> Result<Vec<String>, Failure> {
        let mut done: Vec<Field> = Vec::new();
        let mut field = Field::default();
        for (i, part) in word.0.iter().enumerate() {
            match part {
                Part::Text(text, false) if i == 0 && text.starts_with('~') => {
                    let text = self.tilde(text, word.0.len() == 1);
                    self.spend(text.len())?;
                    field.push(&text, &text);
                }
                Part::Text(text, quoted) => {
                    self.spend(text.len())?;
                    field.push(
                        text,
                        &if *quoted {
                            pattern::escape(text)
                        } else {
                            text.clone()
                        },
                    );
                }
                Part::Parameter(p, true) if p.name == "@" && p.action == Action::Plain => {
                    let arguments = self.w.hosts.jobs[self.job].options.arguments.clone();
                    for (n, argument) in arguments.iter().enumerate() {
                        if n > 0 {
                            done.push(std::mem::take(&mut field));
                        }
                        self.spend(argument.len())?;
                        field.push(argument, &pattern::escape(argument));
                    }
                }
                _ => {
                    let (value, quoted) = self.value(part)?;
                    self.spend(value.len())?;
                    if quoted {
                        field.push(&value, &pattern::escape(&value));
                        continue;
                    }
                    for (n, piece) in value.split([' ', '\t', '\n']).enumerate() {
                        if n > 0 && field.exists {
                            done.push(std::mem::take(&mut field));
                        }
                        if !piece.is_empty() {
                            field.push(piece, piece);
                        }
                    }
                }
            }
        }
        if field.exists {
            done.push(field);
        }
        let mut arguments = Vec::new();
        for field in done {
            let names = if pattern::is_pattern(&field.pattern) {
                self.names(&field.pattern)
            } else {
                Vec::new()
            };
            if names.is_empty() {
                arguments.push(field.text);
            } else {
                for name in names {
                    self.spend(name.len())?;
                    arguments.push(name);
                }
            }
        }
        Ok(arguments)
    }

    /// Expands a word to one text, as in an assignment or a here-document.
    pub(super) fn text(&mut self, word: &Word) -> Result<String, Failure> {
        let mut text = String::new();
        for (i, part) in word.0.iter().enumerate() {
            let piece = match part {
                Part::Text(t, false) if i == 0 && t.starts_with('~') => {
                    self.tilde(t, word.0.len() == 1)
                }
                _ => self.value(part)?.0,
            };
            self.spend(piece.len())?;
            text.push_str(&piece);
        }
        Ok(text)
    }

    /// Expands a word to a pattern: what was quoted stands for itself.
    pub(super) fn pattern(&mut self, word: &Word) -> Result<String, Failure> {
        let mut pattern = String::new();
        for part in &word.0 {
            let (piece, quoted) = self.value(part)?;
            self.spend(piece.len())?;
            pattern.push_str(&if quoted {
                pattern::escape(&piece)
            } else {
                piece
            });
        }
        Ok(pattern)
    }

    fn value(&mut self, part: &Part) -> Result<(String, bool), Failure> {
        Ok(match part {
            Part::Text(text, quoted) => (text.clone(), *quoted),
            Part::Parameter(parameter, quoted) => (self.parameter(parameter)?, *quoted),
            Part::Command(_, quoted) => (self.outputs.next().unwrap_or_default(), *quoted),
            Part::Arithmetic(expression, quoted) => {
                (self.arithmetic(expression)?.to_string(), *quoted)
            }
        })
    }

    fn tilde(&self, text: &str, alone: bool) -> String {
        let (user, rest) = text[1..]
            .split_once('/')
            .map_or((&text[1..], None), |(u, r)| (u, Some(r)));
        if rest.is_none() && !alone {
            return text.to_owned();
        }
        let machine = &self.w.hosts.machines[self.w.hosts.jobs[self.job].machine];
        let home = if user.is_empty() {
            Some(self.process().home().to_owned())
        } else {
            machine.users.get(user).map(|u| u.home.clone())
        };
        match (home, rest) {
            (None, _) => text.to_owned(),
            (Some(home), None) => home,
            (Some(home), Some(rest)) => format!("{}/{rest}", home.trim_end_matches('/')),
        }
    }

    fn lookup(&self, name: &str) -> Option<String> {
        let job = &self.w.hosts.jobs[self.job];
        let arguments = &job.options.arguments;
        Some(match name {
            "?" => job.status.to_string(),
            "#" => arguments.len().to_string(),
            "@" | "*" => arguments.join(" "),
            "0" => job
                .options
                .name
                .clone()
                .unwrap_or_else(|| "bash".to_owned()),
            "$" => job.pid.to_string(),
            "-" => "hBc".to_owned(),
            "PWD" => job.process.cwd.clone(),
            "UID" | "EUID" => {
                let machine = &self.w.hosts.machines[job.machine];
                machine
                    .users
                    .get(&job.process.user)
                    .map_or(65534, |u| u.id)
                    .to_string()
            }
            _ => match name.parse::<usize>() {
                Ok(n) => return arguments.get(n.wrapping_sub(1)).cloned(),
                Err(_) => return job.process.variable(name).map(str::to_owned),
            },
        })
    }

    fn parameter(&mut self, parameter: &Parameter) -> Result<String, Failure> {
        let name = &parameter.name;
        let value = self.lookup(name);
        let absent = |colon: bool| value.as_ref().is_none_or(|v| colon && v.is_empty());
        let nounset = self.w.hosts.jobs[self.job].options.nounset;
        let prefix = prefix(&self.w.hosts.jobs[self.job]);
        let unbound = || format!("{prefix}{name}: unbound variable");
        let known = |value: &Option<String>| match value {
            Some(value) => Ok(value.clone()),
            None if nounset => Err(unbound()),
            None => Ok(String::new()),
        };
        // The word of an unused alternative is expanded all the same: its substitutions have run already.
        Ok(match &parameter.action {
            Action::Plain => known(&value)?,
            Action::Length => known(&value)?.chars().count().to_string(),
            Action::Default(word, colon) => {
                let other = self.text(word)?;
                if absent(*colon) {
                    other
                } else {
                    value.unwrap_or_default()
                }
            }
            Action::Assign(word, colon) => {
                let other = self.text(word)?;
                if absent(*colon) {
                    self.w.hosts.jobs[self.job].process.set(name, other.clone());
                    other
                } else {
                    value.unwrap_or_default()
                }
            }
            Action::Alternative(word, colon) => {
                let other = self.text(word)?;
                if absent(*colon) { String::new() } else { other }
            }
            Action::Require(word, colon) => {
                let message = self.text(word)?;
                if absent(*colon) {
                    let message = if message.is_empty() {
                        "parameter null or not set"
                    } else {
                        &message
                    };
                    return Err(format!("{prefix}{name}: {message}"));
                }
                value.unwrap_or_default()
            }
            Action::CutPrefix(word, longest) => {
                let pattern = self.pattern(word)?;
                pattern::cut_prefix(&known(&value)?, &pattern, *longest).to_owned()
            }
            Action::CutSuffix(word, longest) => {
                let pattern = self.pattern(word)?;
                pattern::cut_suffix(&known(&value)?, &pattern, *longest).to_owned()
            }
        })
    }

    fn arithmetic(&mut self, expression: &Arithmetic) -> Result<i64, Failure> {
        Ok(match expression {
            Arithmetic::Number(n) => *n,
            Arithmetic::Variable(name) => {
                let text = self.lookup(name).unwrap_or_default();
                let text = text.trim();
                if text.is_empty() {
                    0
                } else {
                    let prefix = prefix(&self.w.hosts.jobs[self.job]);
                    text.parse().map_err(|_| format!("{prefix}{text}: syntax error: operand expected (error token is \"{text}\")"))?
                }
            }
            Arithmetic::Assign(name, value) => {
                let value = self.arithmetic(value)?;
                self.w.hosts.jobs[self.job]
                    .process
                    .set(name, value.to_string());
                value
            }
            Arithmetic::Unary('-', inner) => self.arithmetic(inner)?.wrapping_neg(),
            Arithmetic::Unary(_, inner) => i64::from(self.arithmetic(inner)? == 0),
            Arithmetic::Binary(left, operator, right) => {
                let (a, b) = (self.arithmetic(left)?, self.arithmetic(right)?);
                match *operator {
                    "+" => a.wrapping_add(b),
                    "-" => a.wrapping_sub(b),
                    "*" => a.wrapping_mul(b),
                    "/" | "%" if b == 0 => {
                        let prefix = prefix(&self.w.hosts.jobs[self.job]);
                        return Err(format!(
                            "{prefix}{a}{operator}{b}: division by 0 (error token is \"0\")"
                        ));
                    }
                    "/" => a.wrapping_div(b),
                    "%" => a.wrapping_rem(b),
                    "<" => i64::from(a < b),
                    "<=" => i64::from(a <= b),
                    ">" => i64::from(a > b),
                    ">=" => i64::from(a >= b),
                    "==" => i64::from(a == b),
                    _ => i64::from(a != b),
                }
            }
        })
    }

    /// The paths that a pattern names, in order; none when there is none.
    fn names(&self, pattern: &str) -> Vec<String> {
        let job = &self.w.hosts.jobs[self.job];
        let machine = &self.w.hosts.machines[job.machine];
        let (mut found, rest) = match pattern.strip_prefix('/') {
            Some(rest) => (vec!["/".to_owned()], rest),
            None => (vec![String::new()], pattern),
        };
        for part in rest.split('/').filter(|p| !p.is_empty()) {
            let mut next = Vec::new();
            for prefix in &found {
                let directory = job.process.absolute(prefix);
                let Ok(directory) = machine.files.resolve(&directory) else {
                    continue;
                };
                for (name, _) in machine.files.list(&directory) {
                    let hidden = name.starts_with('.') && !part.starts_with('.');
                    if !hidden && pattern::matches(part, name) {
                        let slash = if prefix.is_empty() || prefix.ends_with('/') {
                            ""
                        } else {
                            "/"
                        };
                        next.push(format!("{prefix}{slash}{name}"));
                    }
                }
            }
            found = next;
        }
        found.retain(|path| !path.is_empty());
        found
    }
}

impl Field {
    fn push(&mut self, text: &str, pattern: &str) {
        self.exists = true;
        self.text.push_str(text);
        self.pattern.push_str(pattern);
    }
}
