//! What can be told of all rows together.

use paperboat_core::fact::Row;
use paperboat_core::facts;

use crate::random::Key;

/// The hash of what decides a run: the rows' keys, values and units, and the files of facts.
pub(super) fn version(rows: &[Row]) -> String {
    let mut text = facts::texts().concat();
    for row in rows {
        text.extend([row.key.as_str(), "\t", &row.value, "\t", &row.unit, "\n"]);
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
