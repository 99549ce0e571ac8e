//! A number of the model as text, for people.

use paperboat_core::fact::Confidence;
use serde::Serialize;

use crate::random::Key;

/// One number of the model with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its key, such as `ec2.pending_to_running`.
    pub key: String,
    /// Its value in words, such as `lognormal(median 7, p95 18)`.
    pub value: String,
    /// What one of it is.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What else a reader should know; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The hash of what decides a run: keys, values and units, not sources.
pub(super) fn version(rows: &[Row]) -> String {
    let mut text = String::new();
    for Row {
        key, value, unit, ..
    } in rows
    {
        text.extend([key.as_str(), "\t", value, "\t", unit, "\n"]);
    }
    format!("{:016x}", Key::of(&text).get())
}

/// The key that becomes `key` with the fewest letters changed; the first of several.
pub(super) fn nearest(key: &str, rows: &[Row]) -> String {
    let best = rows.iter().min_by_key(|row| distance(key, &row.key));
    best.map(|row| row.key.clone()).unwrap_or_default()
}

/// Levenshtein's distance: letters to insert, remove or replace.
fn distance(from: &str, to: &str) -> usize {
    let mut previous: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut current = vec![i + 1];
        for (j, b) in to.chars().enumerate() {
            let replaced = previous[j] + usize::from(a != b);
            current.push(replaced.min(previous[j + 1] + 1).min(current[j] + 1));
        }
        previous = current;
    }
    previous[to.chars().count()]
}
