//! The person in front: their language, their terminal, their pipes.

use std::io::{IsTerminal, Write};

use serde::Serialize;
use serde_json::json;

use crate::args::{Cli, Color};
use crate::exit::Exit;
use crate::json::tidy;
use crate::style::{bad, paint};
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

impl Ui {
    /// Finds out how to speak.
    #[must_use]
    pub fn new(cli: &Cli) -> Self {
        let language = cli
            .lang
            .unwrap_or_else(|| Language::from_environment(|name| std::env::var(name).ok()));
        Self {
            text: Catalogue::new(language),
            json: cli.json,
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
        let written = serde_json::to_value(data).and_then(|mut value| {
            tidy(&mut value);
            serde_json::to_string_pretty(&value)
        });
        match written {
            Ok(text) => self.raw(&text),
            Err(error) => self.err(&format!("json: {error}")),
        }
    }

    /// Says something beside the data.
    pub fn err(&self, sentence: &str) {
        // Nobody is left to hear that standard error is closed.
        let _ = writeln!(std::io::stderr(), "{}", paint(sentence, self.colour_err()));
    }

    /// Says what went wrong, and ends with a code.
    ///
    /// Where data is wanted as JSON, it is an object on standard output: `error` with `code`, `message`, `remedy` and
    /// `exitCode`.
    pub fn fail(&self, exit: Exit, key: &str, arguments: &[(&str, &str)]) -> Exit {
        if self.json {
            let message = paint(&self.text.with(key, arguments), false);
            self.json(&json!({"error": {
                "code": key,
                "message": message,
                "remedy": null,
                "exitCode": exit.code(),
            }}));
            return exit;
        }
        let level = bad(&self.text.get("level-error"));
        let sentence = format!("{level}: {}", self.text.with(key, arguments));
        let columns = columns(terminal_size::terminal_size_of(std::io::stderr()));
        self.err(&columns.map_or_else(|| sentence.clone(), |c| wrap(&sentence, c)));
        exit
    }
}

/// The columns of a terminal: as `COLUMNS` tells them, or as the terminal does.
fn columns(terminal: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<u16> {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    told.or(terminal.map(|(width, _)| width.0))
        .filter(|columns| (40..=400).contains(columns))
}
