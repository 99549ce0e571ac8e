//! What words become: parameters, substitutions, splitting, names of files.

use std::sync::Arc;

use super::super::job::BYTES;
use super::super::{JobKey, Process};
use super::parameter::Value;
use super::syntax::{Block, Index, Part, Word};
use super::{arithmetic, pattern};
use crate::world::World;

/// Why a word cannot be expanded, in bash's words, and the exit code; it ends the shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) words: String,
    pub(super) code: i32,
}

/// How bash leaves a script that is an argument.
pub(super) const FATAL: i32 = 127;

impl Failure {
    /// One after which bash goes on in the shell that a person types into, and ends others with 1.
    pub(super) fn of(words: String) -> Self {
        Self { words, code: 1 }
    }

    /// One that ends every shell but a person's: with 127 where its script is an argument, else with 1.
    pub(super) fn fatal(words: String) -> Self {
        Self { words, code: FATAL }
    }

    pub(super) fn not_modelled(what: &str) -> Self {
        Self {
            words: format!("paperboat: not modelled: {what}"),
            code: 2,
        }
    }
}

/// What the command substitutions of a command wrote, each with its block.
pub(super) type Outputs = Vec<(Block, String)>;

/// Expands words one after the other; the outputs of their command substitutions are known already.
pub(super) struct Expansion<'w> {
    pub(super) w: &'w mut World,
    pub(super) job: JobKey,
    outputs: Outputs,
    bytes: usize,
}

/// An argument that grows: its text, and the pattern that it is.
#[derive(Default)]
struct Field {
    text: String,
    pattern: String,
    exists: bool,
}

/// What a word stands in while it is expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Nothing,
    /// `"${NAME:-WORD}"`.
    Quotes,
    /// `${NAME:-WORD}`.
    Braces,
}

/// Arguments that grow one after the other.
#[derive(Default)]
struct Fields {
    done: Vec<Field>,
    last: Field,
}

impl<'w> Expansion<'w> {
    pub(super) fn new(w: &'w mut World, job: JobKey, outputs: Outputs) -> Self {
        Self {
            w,
            job,
            outputs,
            bytes: 0,
        }
    }

    pub(super) fn process(&mut self) -> &mut Process {
        &mut self.w.hosts.jobs[self.job].process
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Failure> {
        self.bytes += bytes;
        if self.bytes > BYTES {
            let words = "paperboat: cut off: the arguments are longer than 4 MiB".to_owned();
            return Err(Failure::fatal(words));
        }
        Ok(())
    }

    /// What a command substitution wrote.
    fn output(&mut self, block: &Block) -> String {
        let at = self.outputs.iter().position(|o| Arc::ptr_eq(&o.0, block));
        at.map(|at| self.outputs.remove(at).1).unwrap_or_default()
    }

    /// The signs at which words are split.
    pub(super) fn separators(&mut self) -> String {
        let own = self.process().variable("IFS");
        own.unwrap_or(" \t\n").to_owned()
    }

    /// Joins what `$*` stands for.
    pub(super) fn join(&mut self, values: &[String]) -> String {
        let first = self.separators().chars().next();
        values.join(&first.map(String::from).unwrap_or_default())
    }

    /// Expands a word to arguments: it is split at blanks, and names of files take the place of patterns.
    pub(super) fn fields(&mut self, word: &Word) -> Result<Vec<String>, Failure> {
        let mut fields = Fields::default();
        self.parts(word, Within::Nothing, &mut fields)?;
        if fields.last.exists {
            fields.close();
        }
        let mut arguments = Vec::new();
        for field in fields.done {
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

    fn parts(&mut self, word: &Word, within: Within, into: &mut Fields) -> Result<(), Failure> {
        let quotes = within == Within::Quotes;
        for (i, part) in word.0.iter().enumerate() {
            match part {
                Part::Text(text, false) if i == 0 && text.starts_with('~') && !quotes => {
                    let text = self.tilde(text, word.0.len() == 1);
                    self.spend(text.len())?;
                    into.last.push(&text, &text);
                }
                // The blanks of `${NAME:-a b}` separate.
                Part::Text(text, false) if within == Within::Braces => {
                    self.one(text, false, into)?;
                }
                Part::Text(text, false) if !quotes => {
                    self.spend(text.len())?;
                    into.last.push(text, text);
                }
                Part::Text(text, _) => {
                    self.spend(text.len())?;
                    into.last.push(text, &pattern::escape(text));
                }
                Part::Parameter(parameter, quoted) => {
                    let quoted = *quoted || quotes;
                    // The word of a default is read with its own quotes.
                    if let Some(other) = self.instead(parameter)? {
                        let within = if quoted {
                            Within::Quotes
                        } else {
                            Within::Braces
                        };
                        // Inside quotes it is an argument even when it is empty, unless it is `"$@"` or nothing but one.
                        let list = |part: &Part| matches!(part, Part::Parameter(p, _) if p.index == Some(Index::Each) || p.name == "@");
                        into.last.exists |= quoted && !other.0.iter().any(list);
                        self.parts(other, within, into)?;
                        continue;
                    }
                    match self.parameter(parameter)? {
                        Value::One(text) => self.one(&text, quoted, into)?,
                        Value::Many(values, true) if quoted => {
                            let text = self.join(&values);
                            self.one(&text, true, into)?;
                        }
                        Value::Many(values, _) => {
                            for (n, text) in values.iter().enumerate() {
                                if n > 0 && (quoted || into.last.exists) {
                                    into.close();
                                }
                                self.one(text, quoted, into)?;
                            }
                        }
                    }
                }
                Part::Command(_, quoted) | Part::Arithmetic(_, quoted) => {
                    let text = self.value(part)?.0;
                    self.one(&text, *quoted || quotes, into)?;
                }
            }
        }
        Ok(())
    }

    /// Adds a value: inside quotes as it is, else split at what separates words.
    fn one(&mut self, text: &str, quoted: bool, into: &mut Fields) -> Result<(), Failure> {
        self.spend(text.len())?;
        if quoted {
            into.last.push(text, &pattern::escape(text));
            return Ok(());
        }
        let separators = self.separators();
        let mut piece = String::new();
        // Whether blanks have ended a field, so that a separator after them ends no other one.
        let mut blank = false;
        for c in text.chars() {
            if !separators.contains(c) {
                piece.push(c);
                blank = false;
                continue;
            }
            if !piece.is_empty() {
                into.last.push(&piece, &piece);
                piece.clear();
            }
            if " \t\n".contains(c) {
                if into.last.exists {
                    into.close();
                    blank = true;
                }
            } else if !std::mem::take(&mut blank) {
                into.close();
            }
        }
        if !piece.is_empty() {
            into.last.push(&piece, &piece);
        }
        Ok(())
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

    /// What a part of a word becomes, and whether it was quoted.
    pub(super) fn value(&mut self, part: &Part) -> Result<(String, bool), Failure> {
        Ok(match part {
            Part::Text(text, quoted) => (text.clone(), *quoted),
            Part::Parameter(parameter, quoted) => {
                let text = match self.instead(parameter)? {
                    Some(word) => self.text(word)?,
                    None => match self.parameter(parameter)? {
                        Value::One(text) => text,
                        Value::Many(values, true) => self.join(&values),
                        Value::Many(values, false) => values.join(" "),
                    },
                };
                (text, *quoted)
            }
            Part::Command(block, quoted) => (self.output(block), *quoted),
            Part::Arithmetic(word, quoted) => {
                let text = self.text(word)?;
                let number = arithmetic::evaluate(self, &text, "")?;
                (number.to_string(), *quoted)
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
        let job = &self.w.hosts.jobs[self.job];
        let machine = &self.w.hosts.machines[job.machine];
        let home = if user.is_empty() {
            Some(job.process.home().to_owned())
        } else {
            machine.users.get(user).map(|u| u.home.clone())
        };
        match (home, rest) {
            (None, _) => text.to_owned(),
            (Some(home), None) => home,
            (Some(home), Some(rest)) => format!("{}/{rest}", home.trim_end_matches('/')),
        }
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

impl Fields {
    fn close(&mut self) {
        self.done.push(std::mem::take(&mut self.last));
    }
}
