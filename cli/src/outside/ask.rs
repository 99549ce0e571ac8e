//! What only the world outside can tell: a person's yes, and chance.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, IsTerminal, Write};

use paperboat_backends::ssh::Offer;

/// Shows a machine's host key that nobody vouches for; true when the person accepts it. Without a terminal nobody does.
#[must_use]
pub fn ask_host_key(question: &str, offer: &Offer) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    let mut error_stream = std::io::stderr();
    let asked = write!(
        error_stream,
        "{} ({})\n{}\n{question} ",
        offer.place,
        offer.instance_id,
        offer.fingerprint()
    );
    if asked.and_then(|()| error_stream.flush()).is_err() {
        return false;
    }
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer).is_ok();
    read && ["yes", "sí", "si"].contains(&answer.trim())
}

/// A share from 0 to 1, another each time, so that two programs do not repeat their calls in step.
#[must_use]
pub fn jitter() -> f64 {
    RandomState::new().hash_one(()) as f64 / u64::MAX as f64
}
