//! The person in front: their language, their terminal, their pipes.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};

use clap::ValueEnum as _;
use paperboat_core::json;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::args::{Cli, Color, Command};
use crate::exit::Exit;
use crate::style::{bad, paint, strong};
use crate::text::{Catalogue, Language};
use crate::wrap::wrap;

/// How to speak: data on standard output, everything else on standard error.
#[derive(Debug)]
pub struct Ui {
    /// The sentences.
    pub text: Catalogue,
    /// Whether data is wanted as JSON.
    pub json: bool,
    colour: Color,
}

/// What is wrong, as it is told to a person or written as data.
#[derive(Debug)]
pub struct Complaint<'a> {
    /// A word for what sort of thing it is.
    pub code: &'a str,
    /// What is wrong, in the person's language.
    pub message: String,
    /// What can be done about it; for wrong input and wrong use there is always something.
    pub remedies: Vec<String>,
    /// Further members of the object under `--json`.
    pub more: Map<String, Value>,
}

impl Ui {
    /// How to speak to somebody whose command line cannot be read, as far as its words tell.
    #[must_use]
    pub fn of_command_line(words: &[OsString], text: Catalogue) -> Self {
        let own = words.iter().take_while(|word| *word != "--");
        let own: Vec<_> = own.map(|word| word.to_string_lossy()).collect();
        let given = own
            .windows(2)
            .find_map(|pair| match (&*pair[0], &*pair[1]) {
                ("--color", value) => Some(value.to_owned()),
                (word, _) => word.strip_prefix("--color=").map(str::to_owned),
            });
        Self {
            text,
            json: own.iter().any(|word| word == "--json"),
            colour: given.map_or(Color::Auto, |word| {
                Color::from_str(&word, false).unwrap_or_default()
            }),
        }
    }

    /// Finds out how to speak.
    #[must_use]
    pub fn new(cli: &Cli) -> Self {
        let language = cli
            .lang
            .unwrap_or_else(|| Language::from_environment(|name| std::env::var(name).ok()));
        Self {
            text: Catalogue::new(language),
            json: cli.json || cli.command.as_ref().is_some_and(Command::wants_json),
            colour: cli.color,
        }
    }

    /// Tells whether standard error takes colour.
    #[must_use]
    pub fn colour_err(&self) -> bool {
        self.colour(std::io::stderr().is_terminal())
    }

    /// Tells whether standard output takes colour.
    #[must_use]
    pub fn colour_out(&self) -> bool {
        self.colour(std::io::stdout().is_terminal())
    }

    fn colour(&self, terminal: bool) -> bool {
        match self.colour {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        }
    }

    /// The width to fill: that of the terminal, or 100 characters.
    #[must_use]
    pub fn width(&self) -> u16 {
        columns(terminal_size::terminal_size_of(std::io::stdout())).unwrap_or(100)
    }

    /// Prints a report, with sentences that fit the terminal; where there is none, they are not broken.
    pub fn report(&self, report: &str) {
        match columns(terminal_size::terminal_size_of(std::io::stdout())) {
            Some(columns) => self.out(&wrap(report, columns)),
            None => self.out(report),
        }
    }

    /// Prints a report on a terminal in raw mode, where a line break does not lead back to the first column.
    pub fn report_in_raw_mode(&self, report: &str) {
        let columns = columns(terminal_size::terminal_size_of(std::io::stdout()));
        let wrapped = columns.map_or_else(|| report.to_owned(), |columns| wrap(report, columns));
        let mut ended = wrapped.trim_end_matches('\n').replace('\n', "\r\n");
        ended.push_str("\r\n");
        self.out(&ended);
    }

    /// Prints what a person reads, with its emphasis.
    pub fn out(&self, text: &str) {
        self.raw(&paint(text, self.colour_out()));
    }

    /// Prints data as it is. A reader that has gone away ends the program quietly.
    pub fn raw(&self, data: &str) {
        let mut out = std::io::stdout().lock();
        let newline = if data.ends_with('\n') || data.is_empty() {
            ""
        } else {
            "\n"
        };
        if write!(out, "{data}{newline}")
            .and_then(|()| out.flush())
            .is_err()
        {
            std::process::exit(0);
        }
    }

    /// Prints data as JSON.
    pub fn json<T: Serialize>(&self, data: &T) {
        match json::text(data) {
            Ok(text) => self.raw(&text),
            Err(error) => self.err(&format!("json: {error}")),
        }
    }

    /// Says something beside the data.
    pub fn err(&self, sentence: &str) {
        // Nobody is left to hear that standard error is closed.
        let _ = writeln!(std::io::stderr(), "{}", paint(sentence, self.colour_err()));
    }

    /// Says what went wrong and what can be done about it, and ends with a code. The remedy is the sentence `KEY-help` of
    /// the catalogues.
    pub fn fail(&self, exit: Exit, key: &str, arguments: &[(&str, &str)]) -> Exit {
        let help = format!("{key}-help");
        let known = self.text.has(&help);
        let complaint = Complaint {
            code: key,
            message: self.text.with(key, arguments),
            remedies: Vec::from_iter(known.then(|| self.text.with(&help, arguments))),
            more: Map::new(),
        };
        self.fault(exit, complaint)
    }

    /// Says what went wrong, and ends with a code.
    ///
    /// Where data is wanted as JSON, it is an object on standard output: `error` with `code`, `message`, `remedy`,
    /// `exitCode` and what more is known.
    pub fn fault(&self, exit: Exit, complaint: Complaint<'_>) -> Exit {
        let Complaint {
            code,
            message,
            remedies,
            more,
        } = complaint;
        if self.json {
            let plain = |text: String| paint(&text, false);
            let mut error = Map::new();
            error.insert("code".to_owned(), code.into());
            error.insert("message".to_owned(), plain(message).into());
            let remedy = (!remedies.is_empty()).then(|| plain(remedies.join("; ")));
            error.insert("remedy".to_owned(), remedy.into());
            error.insert("exitCode".to_owned(), exit.code().into());
            error.extend(more);
            self.json(&json!({ "error": error }));
            return exit;
        }
        let mut said = format!("{}: {message}", bad(&self.text.get("level-error")));
        for remedy in remedies {
            said += &format!("\n{}: {remedy}", strong(&self.text.get("level-help")));
        }
        let columns = columns(terminal_size::terminal_size_of(std::io::stderr()));
        self.err(&columns.map_or_else(|| said.clone(), |c| wrap(&said, c)));
        exit
    }
}

/// The columns of a terminal: as `COLUMNS` tells them, or as the terminal does.
fn columns(terminal: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<u16> {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    told.or(terminal.map(|(width, _)| width.0))
        .filter(|columns| (40..=400).contains(columns))
}
