//! Reading the tables that belong to the program, and showing them to people.

use serde::de::DeserializeOwned;

use super::{declared, fargate, image, instance, rule, tag};
use crate::fact::Row;

/// Parses a file of this folder.
///
/// # Panics
///
/// When it is malformed; a test reads every file.
pub(super) fn parse<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("the files of facts are well-formed")
}

/// The files as they are, for a hash of what decides a run.
#[must_use]
pub fn texts() -> [&'static str; 6] {
    [
        fargate::JSON,
        instance::JSON,
        image::JSON,
        declared::JSON,
        rule::JSON,
        tag::JSON,
    ]
}

/// Every fact as text, with its source.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mut rows = vec![fargate::row()];
    rows.extend(instance::rows());
    rows.extend(image::rows());
    rows.extend(declared::rows());
    rows.extend(rule::rows());
    rows.extend(tag::rows());
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::rows;

    #[test]
    fn every_row_has_its_own_key_a_unit_and_a_source() {
        let rows = rows();
        let keys: BTreeSet<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys.len(), rows.len());
        assert!(rows.len() > 200);
        for row in rows {
            assert!(
                !row.unit.is_empty() && !row.source.is_empty() && !row.value.is_empty(),
                "{}",
                row.key
            );
        }
    }
}
