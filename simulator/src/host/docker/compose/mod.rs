//! The Compose plugin: not modelled yet.

use super::cli::Outcome;
use super::plan::Failure;

/// Refuses a `docker compose` command by name.
pub(super) fn begin(words: &[String]) -> Result<Outcome, Failure> {
    let line = words.join(" ");
    Err(Failure::new(
        1,
        format!("paperboat: not modelled: docker compose {line}"),
    ))
}
