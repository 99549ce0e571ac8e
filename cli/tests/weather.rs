//! Scenarios, faults and time: what happens to a deployment from outside, and what is expected then.

mod person;

use std::path::Path;

use person::{both, err, examples, out, paperboat};
use serde_json::Value;

const APP: &str = "services: {web: {image: \"me/web:1\", ports: [\"80:80\"], restart: always, x-paperboat: {boot-time: 2s, memory: 100m, image-size: 50m, requests-per-second: 100}}}\n";

/// A folder with an application and a scenario.
fn folder(scenario: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("compose.yaml"), APP).expect("written");
    std::fs::write(folder.path().join("storm.yaml"), scenario).expect("written");
    folder
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = paperboat(folder, arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", both(&output)))
}

/// The third part of a lane's run, after the deployment and the calm before the fault.
fn struck<'a>(comparison: &'a Value, lane: &str) -> &'a Value {
    let mut lanes = comparison["lanes"].as_array().into_iter().flatten();
    let lane = lanes
        .find(|l| l["lane"] == lane)
        .expect("a lane of that name");
    &lane["phases"][2]
}

/// The comparison of a folder's application in its scenario.
fn compared(folder: &Path) -> Value {
    let words = "compare compose.yaml --scenario storm.yaml --json";
    json(folder, &words.split(' ').collect::<Vec<_>>())
}

#[test]
fn a_crash_is_over_in_a_moment_on_a_machine_and_in_a_minute_in_tasks() {
    let here = folder("version: 1\nhorizon: 3h\ntimeline: [{at: 1h, fault: process-crash}]\n");
    let c = compared(here.path());
    let crash = |lane| struck(&c, lane);
    for lane in ["ec2-naive", "ec2-careful", "ec2-asg", "fargate"] {
        assert_eq!(crash(lane)["name"], "process-crash");
        assert_eq!(crash(lane)["recovery"]["outcome"], "recovered", "{lane}");
        assert_eq!(crash(lane)["recovery"]["by"], "itself", "{lane}");
    }
    let seconds = |lane| crash(lane)["recovery"]["seconds"].as_f64().expect("a time");
    // Docker waits 100 ms and starts the program anew, which boots in 2 s on a CPU of its own; ECS has to stop the task,
    // place another one and pull the image before that.
    let (machine, task) = (seconds("ec2-naive"), seconds("fargate"));
    assert!((2.0..4.0).contains(&machine), "{machine}");
    assert!((20.0..120.0).contains(&task), "{task}");
}

#[test]
fn who_does_not_enable_the_engine_is_called_after_a_reboot_and_who_does_is_not() {
    // Ten in the morning of the users' day: three minutes until it is noticed, ten until somebody is there, five to see.
    let here = folder("version: 1\nhorizon: 16h\ntimeline: [{at: 10h, fault: host-reboot}]\n");
    let c = compared(here.path());
    let part = |lane| struck(&c, lane);
    assert_eq!(part("ec2-naive")["recovery"]["by"], "person");
    let repair = &part("ec2-naive")["repairs"][0];
    let number = |name: &str| repair[name].as_f64().expect("a time");
    let down = part("ec2-naive")["beganS"].as_f64().expect("a time");
    assert!((number("calledS") - down - 180.0).abs() < 1.0);
    assert!((number("beganS") - number("calledS") - 900.0).abs() < 1.0);
    assert_eq!(repair["cured"], true);
    for lane in ["ec2-careful", "ec2-asg"] {
        assert_eq!(part(lane)["recovery"]["by"], "itself", "{lane}");
        assert_eq!(
            part(lane)["repairs"].as_array().map(Vec::len),
            Some(0),
            "{lane}"
        );
    }
    // On Fargate there is no machine that could boot.
    assert_eq!(part("fargate")["recovery"]["outcome"], "not-needed");
}

const STORM: &str = "version: 1\nname: a storm\napp: compose.yaml\nlanes: [fargate]\nhorizon: 4h\ntimeline:\n- {at: 1h, fault: process-crash}\n- {at: 2h, update: next}\nexpect:\n- {available: 99%}\n- {recovered-within: 1s, after: process-crash}\n- {lost-below: 1, after: update}\n- {never-seen: {kind: fault, subject: \"task/*\"}}\n";

#[test]
fn a_scenario_is_a_deployment_test() {
    let here = folder(STORM);
    let output = paperboat(
        here.path(),
        &["test", "storm.yaml", "--junit", "r.xml", "--lang", "en"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", both(&output));
    let said = out(&output);
    for line in [
        "storm.yaml: a storm (",
        "    met available at least 99%: 99.",
        "    NOT MET recovered within 1.0 s after process-crash: ",
        "      paperboat compare compose.yaml --scenario storm.yaml --seed 1 --why fargate:",
        "    met lost below 1 after update: 0 requests",
        "of 4 expectations met",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let xml = std::fs::read_to_string(here.path().join("r.xml")).expect("results");
    assert!(
        xml.contains("<testsuite name=\"a storm\" tests=\"4\""),
        "{xml}"
    );
    assert!(xml.contains("<failure message="), "{xml}");
    let again = paperboat(here.path(), &["test", "storm.yaml", "--junit", "r.xml"]);
    assert_eq!(again.status.code(), Some(1));
    let same = std::fs::read_to_string(here.path().join("r.xml")).expect("results");
    assert_eq!(same, xml, "two runs write the same bytes");
    let kind = STORM.replace("recovered-within: 1s", "recovered-within: 10m");
    let kind = kind.replace("task/*", "i-*");
    std::fs::write(here.path().join("kind.yaml"), kind).expect("written");
    let output = paperboat(here.path(), &["test", "kind.yaml", "--seeds", "3"]);
    assert_eq!(output.status.code(), Some(0), "{}", both(&output));
}

#[test]
fn what_is_wrong_with_a_scenario_is_told_before_anything_runs() {
    let here = folder(STORM);
    let wrong = |text: &str, arguments: &[&str], said: &[&str]| {
        std::fs::write(here.path().join("wrong.yaml"), text).expect("written");
        let output = paperboat(here.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{}", both(&output));
        let told = err(&output);
        for words in said {
            assert!(told.contains(words), "{words}: {told}");
        }
    };
    let test = ["test", "storm.yaml", "wrong.yaml", "--lang", "en"];
    let fault = STORM.replace("process-crash}", "proces-crash}");
    wrong(
        &fault,
        &test,
        &["no fault proces-crash", "process-crash", "wrong.yaml:7"],
    );
    let late = STORM.replace("at: 2h", "at: 5h");
    wrong(
        &late,
        &test,
        &["5h0m0s lies outside the horizon", "wrong.yaml:8"],
    );
    let service = STORM.replace("- {available: 99%}", "- {available: 99%, service: wep}");
    wrong(
        &service,
        &test,
        &["no service wep", "the nearest is web", "wrong.yaml:10"],
    );
    let lane = STORM.replace("[fargate]", "[fargat]");
    wrong(&lane, &test, &["no lane fargat", "wrong.yaml:4"]);
    let version = STORM.replace("version: 1", "version: 7");
    wrong(&version, &test, &["version 7", "version 1", "wrong.yaml:1"]);
    let nothing = "version: 1\nhorizon: 1h\napp: compose.yaml\n";
    wrong(nothing, &test, &["expects nothing"]);
    let anywhere = STORM.replace("app: compose.yaml\n", "");
    wrong(&anywhere, &test, &["does not say which application"]);
    let compare = |more: [&'static str; 2]| {
        let first = ["compare", "compose.yaml", "--lang", "en"];
        first.into_iter().chain(more).collect::<Vec<_>>()
    };
    for (given, said) in [
        ("proces-crash@1h", "the nearest is process-crash"),
        ("process-crash", "takes a fault and a time"),
        ("process-crash@soon", "no time within 31 days"),
        ("process-crash:wep@1h", "it has web"),
        ("zone-outage,last=1h@1h", "it has zone, lasts"),
        ("zone-outage,lasts=1@1h", "cannot be 1"),
    ] {
        wrong("", &compare(["--fault", given]), &[said]);
    }
    wrong(
        "",
        &compare(["--scenario", "stadard"]),
        &["the nearest that needs no file is standard"],
    );
    let unwritable = ["test", "storm.yaml", "--junit", "nowhere/r.xml"];
    let output = paperboat(here.path(), &unwritable);
    assert_eq!(output.status.code(), Some(3), "{}", both(&output));
}

#[test]
fn a_deployment_goes_on_through_faults_and_time() {
    let here = folder(STORM);
    let typed = |line: &str| {
        let words: Vec<&str> = line.split(' ').chain(["--lang", "en"]).collect();
        paperboat(here.path(), &words)
    };
    assert_eq!(typed("deploy -s ec2").status.code(), Some(0));
    let struck = out(&typed("fault process-crash:web"));
    assert!(struck.contains("(exit code 139, SIGSEGV)"), "{struck}");
    let passed = out(&typed("advance 1m"));
    assert!(passed.contains("running -> ready"), "{passed}");
    assert!(passed.contains("60.0 s passed"), "{passed}");
    let missed = out(&typed("fault task-retirement"));
    assert!(missed.contains("met nothing"), "{missed}");
    let why = out(&typed("why web"));
    assert!(
        why.contains("a program crashes"),
        "the fault is the root: {why}"
    );
    for line in [
        "advance 0s",
        "advance -1h",
        "advance 40d",
        "fault process-crash:wep",
        "fault",
    ] {
        assert_eq!(typed(line).status.code(), Some(2), "{line}");
    }
}

#[test]
fn the_example_scenario_is_read_and_run() {
    let storm = examples().join("guestbook/storm.yaml");
    let storm = storm.to_str().expect("a path");
    let found = json(&examples(), &["test", storm, "--json"]);
    let cases = found[0]["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 12);
    assert!(cases.iter().all(|case| case["met"] == true), "{cases:?}");
}

#[test]
fn every_fault_is_listed_in_both_languages() {
    let here = folder("");
    for language in ["en", "es"] {
        let listed = json(
            here.path(),
            &["fault", "list", "--json", "--lang", language],
        );
        let faults = listed.as_array().expect("faults");
        assert_eq!(faults.len(), paperboat_core::fault::Fault::ALL.len());
        let about = |f: &Value| f["about"].as_str().is_some_and(|about| about.len() > 8);
        assert!(faults.iter().all(about), "{faults:?}");
    }
}
