//! `check` rehearses what nothing in a file forbids: its verdict and what a deployment comes to are the same.

mod person;

use std::path::Path;

use person::{out, paperboat};
use serde_json::Value;

#[test]
fn what_is_not_refused_and_fails_is_said_with_its_step() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let file = "fails-in-rehearsal.yaml";
    let checked = paperboat(&fixtures, &["check", file, "--json"]);
    assert_eq!(checked.status.code(), Some(4), "{checked:?}");
    let checked: Value = serde_json::from_slice(&checked.stdout).expect("JSON");
    let failures = checked["failures"].as_array().expect("a list");
    let strategies = checked["strategies"].as_array().expect("a list");
    assert_eq!(failures.len(), strategies.len(), "{failures:?}");
    for failure in failures {
        let strategy = failure["strategy"].as_str().expect("a name");
        let planned = paperboat(&fixtures, &["plan", file, "-s", strategy, "--json"]);
        assert_eq!(planned.status.code(), Some(1), "{planned:?}");
        let planned: Value = serde_json::from_slice(&planned.stdout).expect("JSON");
        for member in ["code", "step", "message"] {
            assert_eq!(failure["error"][member], planned["error"][member]);
        }
    }
    // One strategy that works is enough.
    let folder = tempfile::tempdir().expect("a folder");
    let sound = "services: {web: {image: \"me/web:1\", ports: [\"80:80\"]}}";
    std::fs::write(folder.path().join("compose.yaml"), sound).expect("a file");
    let checked = paperboat(folder.path(), &["check", "--lang", "en"]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    assert!(!out(&checked).contains("rehearsal fails"));
}
