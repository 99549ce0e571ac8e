//! How long a command keeps the hands busy.

use std::time::Duration;

use crate::aws::{Request, least_typed, typed_command};

/// How fast somebody works, by the keystroke-level model: a command is typed, (M + K x characters) x factor, or
/// pasted and looked over, (2 M + 2 P) x factor, whichever is faster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Typing {
    /// Seconds of preparation before each command (M).
    pub mental_s: f64,
    /// Seconds a keystroke (K).
    pub keystroke_s: f64,
    /// Seconds to move the pointer to something (P).
    pub pointing_s: f64,
    /// How much longer than a practised person: 1 practised, 2 with a tutorial at hand, 4 the first time.
    pub factor: f64,
}

impl Typing {
    /// The time that a command takes.
    #[must_use]
    pub fn time(&self, command: &str) -> Duration {
        let keys = command.chars().count();
        self.in_practice(self.typed_s(keys).min(self.pasted_s()))
    }

    /// The command of a request, and how long it takes. Where nobody reads commands only those are put together whose length
    /// says how long they take.
    pub(super) fn of(&self, request: &Request, is_read: bool) -> (String, Duration) {
        let long = self.time_of_long(least_typed(request));
        if let Some(took) = long.filter(|_| !is_read) {
            return (String::new(), took);
        }
        let command = typed_command(request);
        let took = self.time(&command);
        (command, took)
    }

    /// The time of a command of at least so many characters, when that is known already: it is pasted, however long it is.
    fn time_of_long(&self, keys: usize) -> Option<Duration> {
        let pasted = self.pasted_s();
        (self.typed_s(keys) >= pasted).then(|| self.in_practice(pasted))
    }

    fn typed_s(&self, keys: usize) -> f64 {
        self.mental_s + self.keystroke_s * keys as f64
    }

    fn pasted_s(&self) -> f64 {
        2.0 * (self.mental_s + self.pointing_s)
    }

    fn in_practice(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64((seconds * self.factor).clamp(0.0, 86_400.0))
    }
}
