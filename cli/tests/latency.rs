//! Requests one by one: each is answered, lost or waited for, and asking changes nothing else.

mod person;

use serde_json::Value;

use person::{Person, err, examples, out};

const WHAT: &str = "compare guestbook/compose.yaml --lanes ec2-careful,fargate-many --hours 2 --fault process-crash@1h";

/// Runs a command, and gives what it prints.
#[track_caller]
fn types(line: &str, code: i32) -> String {
    let person = Person::at(examples());
    let output = person.runs(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(code), "{line}: {}", err(&output));
    out(&output) + &err(&output)
}

fn data(line: &str) -> Value {
    serde_json::from_str(&types(line, 0)).expect("JSON")
}

/// The parts of all lanes.
fn parts(comparison: &mut Value) -> impl Iterator<Item = &mut Value> {
    let lanes = comparison["lanes"]
        .as_array_mut()
        .expect("lanes")
        .iter_mut();
    lanes.flat_map(|lane| lane["phases"].as_array_mut().expect("parts"))
}

#[test]
fn every_request_is_answered_lost_or_waited_for() {
    let mut comparison = data(&format!("{WHAT} --per-request --json"));
    let mut looked = 0;
    for part in parts(&mut comparison) {
        let Some(requests) = part.get("requests") else {
            assert!(["deploy", "destroy"].contains(&part["phase"].as_str().expect("a phase")));
            continue;
        };
        let number =
            |of: &Value, key: &str| of[key].as_f64().unwrap_or_else(|| panic!("{key}: {of}"));
        let asked = number(requests, "asked");
        let rest = ["served", "lost", "waiting"].map(|key| number(requests, key));
        assert_eq!(asked, rest.iter().sum::<f64>(), "{requests}");
        let services = requests["services"].as_array().expect("services");
        let sum: f64 = services.iter().map(|of| number(of, "asked")).sum();
        assert_eq!(asked, sum);
        // As many as the curve says: a Poisson number, to five standard deviations.
        let expected = number(part, "asked");
        assert!(
            (asked - expected).abs() < 5.0 * expected.sqrt(),
            "{asked} of {expected}"
        );
        let [half, most, nearly] = ["p50S", "p95S", "p99S"].map(|key| number(requests, key));
        assert!(
            0.0 < half && half < most && most < nearly && nearly <= 60.0,
            "{requests}"
        );
        looked += 1;
    }
    assert_eq!(looked, 4, "two parts of two lanes");
}

#[test]
fn asking_changes_nothing_else() {
    let asked = format!("{WHAT} --per-request --json");
    let mut with = data(&asked);
    assert_eq!(types(&asked, 0), types(&asked, 0));
    let without = data(&format!("{WHAT} --json"));
    assert_ne!(with, without);
    for part in parts(&mut with) {
        part.as_object_mut().expect("a part").remove("requests");
    }
    assert_eq!(with, without);
}

#[test]
fn it_is_told_in_both_languages_and_in_parts() {
    for (language, told) in [
        ("en", "How soon users were answered"),
        ("es", "En cuánto tiempo se contestó"),
    ] {
        let said = types(&format!("{WHAT} --per-request --lang {language}"), 0);
        assert!(said.contains(told), "{said}");
        assert!(!types(&format!("{WHAT} --lang {language}"), 0).contains(told));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let files = [1, 2].map(|part| {
        folder
            .path()
            .join(format!("{part}.json"))
            .display()
            .to_string()
    });
    for (part, file) in [1, 2].into_iter().zip(&files) {
        types(
            &format!("{WHAT} --per-request --shard {part}/2 --out {file}"),
            0,
        );
    }
    let merged = types(&format!("merge {} {} --json", files[0], files[1]), 0);
    assert_eq!(merged, types(&format!("{WHAT} --per-request --json"), 0));
    let said = types(&format!("{WHAT} --per-request --peak 100000"), 2);
    assert!(said.contains("too many to look at one by one"), "{said}");
}

/// More workers for the same rate take longer for each request, and fewer wait: a number of the model decides.
#[test]
fn the_model_says_how_long_a_request_takes() {
    let median = |workers: u32| {
        let mut found = data(&format!(
            "{WHAT} --per-request --json --set workload.workers={workers}"
        ));
        let first = parts(&mut found)
            .find(|part| part["phase"] == "serve")
            .expect("a part");
        first["requests"]["p50S"].as_f64().expect("a time")
    };
    let (one, eight) = (median(1), median(8));
    assert!(eight > 4.0 * one, "{one} and {eight}");
}
