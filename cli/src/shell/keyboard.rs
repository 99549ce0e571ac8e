//! Where lines come from: a terminal with history and completion, or a file on standard input.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Context, Editor, Helper};

/// Where lines come from.
pub(super) enum Keyboard {
    Terminal(Box<Editor<Known, DefaultHistory>>),
    File(Box<dyn BufRead>),
}

/// What came.
pub(super) enum Line {
    Typed(String),
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D, or the end of the file.
    End,
}

/// What can be completed, and what is suggested.
#[derive(Default)]
pub(super) struct Known {
    /// Words that can begin a line.
    pub(super) programs: Vec<String>,
    /// Words that can follow: files, services and operations, by the words before.
    pub(super) files: Vec<String>,
    /// The next command of the plan.
    pub(super) next: Option<String>,
}

impl Keyboard {
    /// A file with lines; without one the terminal, or what standard input is else.
    ///
    /// # Errors
    /// The file cannot be opened, or the terminal not be used.
    pub(super) fn new(script: Option<&str>) -> std::io::Result<Self> {
        if let Some(path) = script {
            return Ok(Self::File(Box::new(BufReader::new(File::open(path)?))));
        }
        if !std::io::stdin().is_terminal() {
            return Ok(Self::File(Box::new(std::io::stdin().lock())));
        }
        let editor = Editor::new().map_err(std::io::Error::other)?;
        Ok(Self::Terminal(Box::new(editor)))
    }

    /// Tells whether somebody sits at it, so that what is typed is seen.
    pub(super) fn shows_lines(&self) -> bool {
        matches!(self, Self::Terminal(_))
    }

    /// Reads a line after a prompt.
    pub(super) fn read(
        &mut self,
        prompt: &str,
        known: impl FnOnce() -> Known,
    ) -> std::io::Result<Line> {
        match self {
            Self::Terminal(editor) => {
                editor.set_helper(Some(known()));
                match editor.readline(prompt) {
                    Ok(line) => {
                        // A history that cannot be kept in memory is no reason to stop.
                        let _ = editor.add_history_entry(&line);
                        Ok(Line::Typed(line))
                    }
                    Err(ReadlineError::Interrupted) => Ok(Line::Interrupted),
                    Err(ReadlineError::Eof) => Ok(Line::End),
                    Err(ReadlineError::Io(error)) => Err(error),
                    Err(other) => Err(std::io::Error::other(other)),
                }
            }
            Self::File(file) => {
                let mut line = String::new();
                if file.read_line(&mut line)? == 0 {
                    return Ok(Line::End);
                }
                Ok(Line::Typed(line.trim_end_matches(['\r', '\n']).to_owned()))
            }
        }
    }
}

impl Completer for Known {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = &line[..at];
        let start = typed.rfind([' ', '=', '>', '|', ';']).map_or(0, |n| n + 1);
        let before: Vec<&str> = typed[..start].split_whitespace().collect();
        let words = match before[..] {
            [] => self.programs.clone(),
            ["aws"] => paperboat_core::aws::services(),
            ["aws", service] => paperboat_core::aws::commands(service),
            ["aws", service, command, ..] if typed[start..].starts_with("--") => {
                paperboat_core::aws::options(service, command)
            }
            _ => self.files.clone(),
        };
        let fitting = words
            .into_iter()
            .filter(|word| word.starts_with(&typed[start..]));
        let pairs = fitting.map(|word| Pair {
            display: word.clone(),
            replacement: word,
        });
        Ok((start, pairs.collect()))
    }
}

impl Hinter for Known {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<String> {
        let rest = self.next.as_deref()?.strip_prefix(line)?;
        (at == line.len() && !line.is_empty()).then(|| rest.to_owned())
    }
}

impl Highlighter for Known {}
impl Validator for Known {}
impl Helper for Known {}
