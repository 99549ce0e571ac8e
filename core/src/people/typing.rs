//! How long a command keeps the hands busy.

use std::time::Duration;

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
        let keys = command.chars().count() as f64;
        let typed = self.mental_s + self.keystroke_s * keys;
        let pasted = 2.0 * (self.mental_s + self.pointing_s);
        Duration::from_secs_f64((typed.min(pasted) * self.factor).clamp(0.0, 86_400.0))
    }
}
