//! How much of a long work is done, and how long the rest takes, on a terminal's error stream.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::report::{count, seconds};
use crate::style::paint;
use crate::ui::Ui;

/// Nobody wants to be told before (own choice).
const AT_ONCE: Duration = Duration::from_millis(700);
/// How often a line that is looked at changes (own choice).
const EACH: Duration = Duration::from_millis(200);

/// Shows somebody who waits how much is done.
#[derive(Debug)]
pub struct Waiting {
    /// The line with names where the numbers go; none when nobody watches.
    line: Option<String>,
    began: Instant,
    shown: Mutex<Option<Instant>>,
}

impl Waiting {
    /// Begins to count time. It is shown where standard error is a terminal.
    #[must_use]
    pub fn new(ui: &Ui) -> Self {
        let names = [("done", "{done}"), ("all", "{all}"), ("time", "{time}")];
        let terminal = std::io::stderr().is_terminal();
        Self {
            line: terminal.then(|| ui.text.with("waiting", &names)),
            began: Instant::now(),
            shown: Mutex::new(None),
        }
    }

    /// Shows that so many of all are done, unless the last time was just now.
    pub fn watch(&self, done: u64, all: u64) {
        let Some(line) = &self.line else { return };
        let (now, passed) = (Instant::now(), self.began.elapsed());
        // Whoever shows a line just now shows this one too.
        let Ok(mut shown) = self.shown.try_lock() else {
            return;
        };
        let soon = shown.is_some_and(|last| now.duration_since(last) < EACH);
        if passed < AT_ONCE || soon || done == 0 {
            return;
        }
        *shown = Some(now);
        let line = filled(line, passed, done, all);
        // A closed error stream must not end the work.
        let _ = write!(std::io::stderr(), "\r{}\u{1b}[K", paint(&line, false));
    }

    /// Takes the line away.
    pub fn end(&self) {
        if self.shown.lock().is_ok_and(|shown| shown.is_some()) {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// The line with its numbers: the rest takes as long as what is done did, run by run.
fn filled(line: &str, passed: Duration, done: u64, all: u64) -> String {
    let left = passed.as_secs_f64() / done as f64 * all.saturating_sub(done) as f64;
    let numbers = [
        ("{done}", count(done as f64)),
        ("{all}", count(all as f64)),
        ("{time}", seconds(left.round())),
    ];
    let put = |line: String, (name, number): (&str, String)| line.replace(name, &number);
    numbers.into_iter().fold(line.to_owned(), put)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::filled;
    use crate::style::joined;

    #[test]
    fn the_rest_takes_as_long_as_what_is_done() {
        let line = filled(
            "{done} of {all}, {time}",
            Duration::from_secs(10),
            1_000,
            4_000,
        );
        assert_eq!(
            line,
            format!(
                "{} of {}, {}",
                joined("1 000"),
                joined("4 000"),
                joined("30.0 s")
            )
        );
    }
}
