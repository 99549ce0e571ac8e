//! What only the world outside can tell: a person's yes, and chance.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, IsTerminal, Write};

use paperboat_backends::ssh::Offer;

/// Shows a machine's host key that nobody vouches for; true when the person accepts it. Without a terminal nobody does.
#[must_use]
pub fn ask_host_key(question: &str, offer: &Offer) -> bool {
    let (place, id, fingerprint) = (&offer.place, &offer.instance_id, offer.fingerprint());
    let answer = ask(&format!("{place} ({id})\n{fingerprint}\n{question}"));
    answer.is_some_and(|answer| ["yes", "sí", "si"].contains(&answer.as_str()))
}

/// Asks the person at the terminal; none when nobody sits there, or the question cannot be written.
pub(super) fn ask(question: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    let mut error_stream = std::io::stderr();
    let asked = write!(error_stream, "{question} ");
    asked.and_then(|()| error_stream.flush()).ok()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned())
}

/// A share from 0 to 1, another each time, so that two programs do not repeat their calls in step.
#[must_use]
pub fn jitter() -> f64 {
    RandomState::new().hash_one(()) as f64 / u64::MAX as f64
}
