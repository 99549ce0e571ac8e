//! What a comparison says, as data: downtime is time, a failed lane wins nothing, a size that is too small is named.

mod person;

use std::fs;
use std::path::Path;

use serde_json::Value;

use person::{examples, paperboat};

const EXAMPLES: [&str; 3] = [
    "courses/infrastructure/compose.yaml",
    "guestbook/compose.yaml",
    "shop/compose.yaml",
];

/// What `compare` prints, and what it ends with.
fn typed(folder: &Path, arguments: &str) -> (String, i32) {
    let output = paperboat(folder, &arguments.split(' ').collect::<Vec<_>>());
    let out = String::from_utf8(output.stdout).expect("text");
    (out, output.status.code().expect("it ends by itself"))
}

/// The lanes that differ most: what holds of them holds of more.
const LANES: &str = "ec2-naive,ec2-careful,fargate";

fn compared(folder: &Path, arguments: &str) -> Value {
    let lanes = if arguments.contains("--lanes") {
        String::new()
    } else {
        format!(" --lanes {LANES}")
    };
    let (out, _) = typed(folder, &format!("compare {arguments}{lanes} --json"));
    serde_json::from_str(&out).expect("JSON")
}

fn app(compose: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("compose.yaml"), compose).expect("a file");
    folder
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn row<'a>(comparison: &'a Value, metric: &str) -> &'a Value {
    let rows = list(comparison, "rows").iter();
    let mut found = rows.filter(|row| row["metric"] == metric);
    found.next().unwrap_or_else(|| panic!("a row {metric}"))
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is a number"))
}

#[test]
fn downtime_is_time() {
    for example in EXAMPLES {
        let c = compared(&examples(), &format!("{example} --seed 7 --peak 150"));
        let phases = list(&c, "lanes").iter().flat_map(|l| list(l, "phases"));
        let mut down = 0.0_f64;
        for phase in phases {
            let length = number(&phase["watchedUntilS"]) - number(&phase["beganS"]);
            let whole = number(&phase["downtimeS"]);
            // Numbers are written to a millionth.
            assert!(whole <= length + 1e-5, "{example}: {phase}");
            let services = list(phase, "services");
            let each = || services.iter().map(|s| number(&s["downtimeS"]));
            assert!(
                whole <= each().fold(0.0, |a, b| a + b) + 1e-5,
                "{example}: {phase}"
            );
            assert!(each().all(|s| s <= whole + 1e-5), "{example}: {phase}");
            let lost: f64 = services
                .iter()
                .map(|s| number(&s["lost"]))
                .fold(0.0, |a, b| a + b);
            assert!(
                (lost - number(&phase["lost"])).abs() < 1e-3,
                "{example}: {phase}"
            );
            down = down.max(whole);
        }
        assert!(down > 0.0, "{example}: some update is noticed");
    }
}

/// Two public services that an update takes down at the same time were down once.
#[test]
fn services_that_are_down_together_are_one_downtime() {
    let c = compared(&examples(), EXAMPLES[0]);
    let naive = &list(&c, "lanes")[0];
    let update = list(naive, "phases")
        .iter()
        .find(|p| p["phase"] == "update");
    let update = update.expect("an update");
    let each: Vec<f64> = list(update, "services")
        .iter()
        .map(|s| number(&s["downtimeS"]))
        .collect();
    assert_eq!(each.len(), 2);
    let whole = number(&update["downtimeS"]);
    assert!(each.iter().all(|s| *s > 0.9 * whole), "{each:?} of {whole}");
}

#[test]
fn a_lane_that_failed_says_so_and_wins_nothing_of_it() {
    let c = compared(&examples(), EXAMPLES[0]);
    let failed = |lane: &Value| {
        let phases = list(lane, "phases").iter();
        // A version that cannot work is meant to fail.
        let failed = phases.filter(|p| !p["error"].is_null());
        failed.filter(|p| p["phase"] != "bad-update").count()
    };
    assert_eq!(failed(&list(&c, "lanes")[0]), 1, "naive scaling fails");
    for metric in [
        "metric-cost-month",
        "metric-human-time",
        "metric-typed",
        "metric-downtime-scale",
    ] {
        let row = row(&c, metric);
        assert_eq!(row["figures"][0]["competes"], false, "{row}");
        assert!(row["figures"][0]["value"].is_number(), "{row}");
        assert_ne!(row["lane"], "ec2-naive", "{row}");
    }
    let (text, code) = typed(&examples(), &format!("compare {} --lang en", EXAMPLES[0]));
    assert_eq!(code, 0);
    assert!(text.contains("failed: scale out"), "{text}");
    assert!(text.contains("Next: --why ec2-naive:"), "{text}");
    let event = text
        .split("Next: --why ")
        .nth(1)
        .and_then(|t| t.split(' ').next());
    let (why, code) = typed(
        &examples(),
        &format!(
            "compare {} --lang en --why {}",
            EXAMPLES[0],
            event.expect("an event")
        ),
    );
    assert_eq!(code, 0);
    assert!(
        why.contains("failed: change the number of replicas"),
        "{why}"
    );
}

const SMALL: &str = "services:
  web:
    image: me/web:1
    ports: [\"80:8080\"]
    deploy: {replicas: REPLICAS}
    x-paperboat: {port: 8080, image-size: 50MB, boot-time: 2s, memory: 64MB, requests-per-second: 50}
";

/// Nobody removes what was never made: it took minutes of a person's time, and cost calls.
#[test]
fn what_was_refused_is_not_destroyed() {
    let folder = app("services:\n  db: {image: 'postgres:17'}\n");
    let said = compared(folder.path(), "--seeds 1");
    for lane in list(&said, "lanes") {
        let phases = list(lane, "phases").iter().map(|part| &part["phase"]);
        assert_eq!(phases.collect::<Vec<_>>(), ["deploy"], "{lane}");
        assert_eq!(lane["work"]["writes"], 0);
    }
    let (out, _) = typed(folder.path(), "compare --lanes ec2-naive,fargate --seeds 1");
    assert!(!out.contains("a month with traffic:"), "{out}");
}

/// What several services need together is no fault of the largest; what one needs alone is.
#[test]
fn a_quota_names_a_service_that_needs_it_alone() {
    let one = "services:\n  web: {image: 'nginx:1.27', deploy: {replicas: 30}}\n";
    let two = format!("{one}  api: {{image: 'nginx:1.27', deploy: {{replicas: 2}}}}\n");
    for (text, key) in [
        (one, "services.web: this needs"),
        (&two, "services: this needs"),
    ] {
        let folder = app(text);
        let (out, _) = typed(folder.path(), "compare --lanes fargate --seeds 1");
        let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(key), "{out}");
    }
}

/// What cannot be meant is refused before anything runs.
#[test]
fn lanes_and_tasks_that_cannot_be_meant_are_refused() {
    let folder = app("services:\n  web: {image: 'nginx:1.27', ports: ['80:80']}\n");
    for wrong in [
        "compare --lanes fargate,fargate",
        "compare --lanes fargate,",
        "compare --lanes fargate-scaled --max-tasks 1",
        "compare --shard 1/2 --out part.html",
        "plan --strategy fargate --tasks 4 --max-tasks 3",
        "plan --strategy ec2 --max-tasks 3",
    ] {
        let (out, code) = typed(folder.path(), wrong);
        assert_eq!((out.as_str(), code), ("", 2), "{wrong}");
    }
    let (out, code) = typed(
        folder.path(),
        "plan --strategy fargate --tasks 3 --max-tasks 3",
    );
    assert!(code == 0 && out.contains("web has 3 to 3 tasks"), "{out}");
}

#[test]
fn a_size_that_does_not_carry_its_traffic_is_named_with_one_that_does() {
    let one = app(&SMALL.replace("REPLICAS", "1"));
    let arguments = "compose.yaml --peak 180 --hours 24 --replicas 1 --scenario calm";
    let c = compared(one.path(), arguments);
    let warnings = list(&c, "warnings");
    assert_eq!(warnings.len(), 3, "one for each lane: {warnings:?}");
    assert!(warnings.iter().all(|w| w["code"] == "capacity"));
    for lane in list(&c, "lanes") {
        let capacity = &lane["capacity"][0];
        assert_eq!(
            (
                number(&capacity["peakRps"]),
                number(&capacity["answeredRps"])
            ),
            (180.0, 50.0)
        );
        assert_eq!(capacity["enough"], false);
        assert_eq!(capacity["ranks"][0]["needed"], 4, "180 / 50, rounded up");
    }
    let lost = row(&c, "metric-lost-day");
    // By hand: the day's curve of 35, 10, 25, 80, 60, 100, 50 % at 0, 4, 7, 11, 15, 20, 23 h, above 50 / 180 of its peak.
    let expected = 4_469_458.2;
    let value = number(&lost["figures"][2]["value"]);
    assert!((value / expected - 1.0).abs() < 2e-3, "{value}");
    let (text, _) = typed(
        one.path(),
        &format!("compare {arguments} --lanes {LANES} --lang en"),
    );
    let told = "warning: fargate does not carry this traffic: web answers 50 of 180 requests a second at the peak";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("no lane is better: each loses"), "{text}");
    assert!(
        !text.contains("requests lost in 24 h of users: no difference"),
        "{text}"
    );

    // What is advised carries it.
    let four = app(&SMALL.replace("REPLICAS", "4"));
    let c = compared(four.path(), "compose.yaml --peak 180 --lanes fargate");
    assert!(list(&c, "warnings").is_empty());
    assert_eq!(
        number(&row(&c, "metric-lost-day")["figures"][0]["value"]),
        0.0
    );
    let c = compared(one.path(), "compose.yaml --peak 50 --lanes fargate");
    assert!(list(&c, "warnings").is_empty(), "50 of 50 are answered");
}

#[test]
fn the_bottleneck_behind_a_proxy_is_named() {
    let folder = app("services:
  web:
    image: nginx:1.27
    ports: [\"80:80\"]
    environment: {API: \"http://api:8000/\"}
  api:
    image: me/api:1
    x-paperboat: {port: 8000, image-size: 50MB, boot-time: 2s, memory: 64MB, requests-per-second: 30}
");
    let c = compared(folder.path(), "compose.yaml --peak 100 --lanes fargate");
    let ranks = list(&c["lanes"][0]["capacity"][0], "ranks");
    let named: Vec<_> = ranks
        .iter()
        .map(|r| (r["name"].as_str(), r["needed"].as_u64()))
        .collect();
    assert_eq!(named, [(Some("web"), Some(1)), (Some("api"), Some(4))]);
}

#[test]
fn a_plan_says_what_its_size_carries() {
    let folder = app(&SMALL.replace("REPLICAS", "1"));
    let (text, code) = typed(
        folder.path(),
        "plan compose.yaml -s fargate --peak 180 --lang en",
    );
    assert_eq!(code, 0);
    assert!(
        text.contains("warning: this size does not carry the traffic"),
        "{text}"
    );
    let (text, _) = typed(folder.path(), "plan compose.yaml -s fargate --lang en");
    assert!(
        text.contains("web answers up to 50 requests a second; 20 are expected"),
        "{text}"
    );
}

#[test]
fn without_a_public_service_there_is_no_traffic_to_report() {
    let folder = app("services:
  one: {image: \"me/worker:1\"}
  two: {image: \"me/worker:2\"}
");
    let c = compared(folder.path(), "compose.yaml");
    let metrics: Vec<&str> = list(&c, "rows")
        .iter()
        .filter_map(|r| r["metric"].as_str())
        .collect();
    assert!(
        metrics
            .iter()
            .all(|m| !m.contains("lost") && !m.contains("downtime")),
        "{metrics:?}"
    );
    for (lang, said, never) in [
        (
            "en",
            "No public service: no traffic",
            "no lane got that far",
        ),
        (
            "es",
            "Ningún servicio es público",
            "ninguna variante llegó hasta ahí",
        ),
    ] {
        let (text, _) = typed(
            folder.path(),
            &format!("compare compose.yaml --lang {lang}"),
        );
        assert!(text.contains(said), "{text}");
        assert!(!text.contains(never), "{text}");
        let (text, _) = typed(
            folder.path(),
            &format!("plan compose.yaml -s ec2 --lang {lang}"),
        );
        let last = text.trim_end().lines().last().unwrap_or_default();
        assert!(!last.ends_with(':'), "{text}");
    }
}

/// Fails on a number with more than six digits behind the point.
fn tidy(value: &Value) {
    match value {
        Value::Number(n) if n.is_f64() => {
            let written = n.to_string();
            let behind = written.split_once('.').map_or("", |(_, behind)| behind);
            // What is smaller than a ten-thousandth is written with an exponent.
            let small = n.as_f64().is_some_and(|n| n.abs() < 1e-4);
            assert!(small || (1..=6).contains(&behind.len()), "{written}");
        }
        Value::Array(items) => items.iter().for_each(tidy),
        Value::Object(members) => members.values().for_each(tidy),
        _ => {}
    }
}

#[test]
fn no_number_is_a_negative_zero_or_the_noise_of_a_fraction() {
    for example in EXAMPLES {
        for more in ["", " --events ec2-careful"] {
            for json in ["", " --json"] {
                let (out, _) = typed(&examples(), &format!("compare {example}{more}{json}"));
                for token in out.split(|c: char| c.is_whitespace() || ",:[]{}()\"".contains(c)) {
                    assert_ne!(token, "-0", "{example}{more}{json}");
                    assert_ne!(token, "-0.0", "{example}{more}{json}");
                }
                if !json.is_empty() {
                    tidy(&serde_json::from_str(&out).expect("JSON"));
                }
            }
        }
    }
}
