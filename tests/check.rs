//! `check`: every key has a verdict, every trap is found where it stands.

#[path = "compose/case.rs"]
mod case;
#[path = "compose/disk.rs"]
mod disk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::app::mounts;
use paperboat_core::check::{Finding, Outcome, Report, Sentence as _, Trap, check};
use paperboat_core::strategy::{App, Asg, Care, Ec2, Fargate, RunWith, Way};
use serde_json::{Value, json};

/// The ways that are asked when nobody says how.
const USUAL: [Way; 3] = [
    Way::Ec2(Ec2 {
        care: Care::Careful,
        run: RunWith::Compose,
    }),
    Way::Asg(Asg { instances: 2 }),
    Way::Fargate(Fargate::of(1)),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn load(file: &str) -> Load {
    Load {
        working_directory: "/app".to_owned(),
        files: vec![file.to_owned()],
        ..Load::default()
    }
}

/// The findings of a fixture and the keys that a strategy refuses; or why the reader refuses the file.
fn traps(text: &str) -> Value {
    let load = load("compose.yaml");
    let files = InMemory::one("/app/compose.yaml", text);
    let mut resolved = match load.read(&files) {
        Ok(resolved) => resolved,
        Err(refused) => return json!({ "refused by the reader": refused.diagnostics }),
    };
    mounts::read(&mut resolved, &files);
    let app = App::new(&resolved, &load);
    let report = check(&resolved, &app, &USUAL);
    let naive = check(&resolved, &app, &[Way::ALL[0]]);
    let refused: BTreeMap<_, _> = report
        .answers
        .iter()
        .map(|answer| (answer.strategy, &answer.refusals))
        .collect();
    // What only the first tutorial's way falls into.
    let usual = |f: &&Finding| {
        !report
            .findings
            .iter()
            .any(|o| o.trap == f.trap && o.key == f.key)
    };
    let naive: Vec<&Finding> = naive.findings.iter().filter(usual).collect();
    json!({ "findings": report.findings, "naive": naive, "refused": refused })
}

/// Checks a text as `/app/compose.yaml`.
fn of(text: &str) -> Report {
    let load = load("compose.yaml");
    let resolved = load.read(&InMemory::one("/app/compose.yaml", text));
    let resolved = resolved.unwrap_or_else(|refused| panic!("{refused}: {text}"));
    check(&resolved, &App::new(&resolved, &load), &USUAL)
}

fn outcome(report: &Report, strategy: &str, key: &str) -> Option<Outcome> {
    let found = report.keys.iter().find(|k| k.key == key)?;
    Some(found.verdicts[strategy].outcome)
}

/// The keys of a file's text in block style, two blanks a level: `services.web`, `services.web.image`, `volumes.data`.
fn keys_by_indentation(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    for line in text.lines() {
        let level = (line.len() - line.trim_start().len()) / 2;
        let Some((key, _)) = line.trim_start().split_once(':') else {
            continue;
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        if level > above.len() || !key.chars().all(plain) || key.starts_with('-') {
            continue;
        }
        above.truncate(level);
        above.push(key);
        let deep = if above[0] == "services" { 3 } else { 2 };
        if above.len() <= deep && !above[0].starts_with("x-") {
            keys.push(above.join("."));
        }
    }
    keys
}

#[test]
fn no_key_of_the_examples_lacks_a_verdict() {
    for example in ["courses/infrastructure", "guestbook", "shop"] {
        let path = root().join("examples").join(example).join("compose.yaml");
        let path = path.canonicalize().expect("an example");
        let load = load(&path.to_string_lossy());
        let resolved = load.read(&disk::Disk).expect("a sound example");
        let report = check(&resolved, &App::new(&resolved, &load), &USUAL);
        let keys = keys_by_indentation(&std::fs::read_to_string(&path).expect("an example"));
        assert!(keys.len() > 10, "{example}");
        for key in keys {
            let left_out = resolved
                .left_out
                .iter()
                .any(|(out, _)| key.starts_with(out));
            let listed = report.keys.iter().any(|k| {
                let rest = k.key.strip_prefix(key.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            });
            let section = ["networks", "volumes", "secrets", "configs"].contains(&key.as_str());
            assert!(
                listed || left_out || section,
                "{example}: {key} has no verdict"
            );
        }
        for key in &report.keys {
            assert_eq!(key.verdicts.len(), USUAL.len(), "{example}: {}", key.key);
            assert!(key.place.is_some(), "{example}: {} stands nowhere", key.key);
            let unknown = key
                .verdicts
                .values()
                .any(|v| v.reason.key == "because-unknown-key");
            assert!(!unknown, "{example}: nobody knows {}", key.key);
        }
    }
}

#[test]
fn a_key_that_nobody_knows_is_dropped_by_name() {
    let report = of(
        "services:\n  web:\n    image: nginx:1.29\n    x-mine: 1\n    mac_address: \"02:42:ac:11:65:43\"\nx-top: 1\n",
    );
    for key in ["services.web.x-mine", "x-top"] {
        assert_eq!(
            outcome(&report, "ec2", key),
            Some(Outcome::Dropped),
            "{key}"
        );
        assert_eq!(
            outcome(&report, "fargate", key),
            Some(Outcome::Dropped),
            "{key}"
        );
    }
    assert_eq!(
        outcome(&report, "fargate", "services.web.mac_address"),
        Some(Outcome::Dropped)
    );
}

#[test]
fn what_is_left_out_is_named() {
    let report = of(
        "services:\n  web: {image: \"nginx:1.29\"}\n  tool: {image: \"adminer:5\", profiles: [debug]}\nvolumes:\n  old: {}\n",
    );
    for key in ["services.tool", "volumes.old"] {
        assert_eq!(
            outcome(&report, "ec2", key),
            Some(Outcome::Dropped),
            "{key}"
        );
    }
}

#[test]
fn every_trap_is_found_where_it_stands() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/check");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut said = BTreeSet::new();
    let mut names: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    names.sort();
    for path in names {
        let found = traps(&std::fs::read_to_string(&path).expect("a fixture"));
        let lists = [&found["findings"], &found["naive"]];
        for finding in lists.into_iter().filter_map(Value::as_array).flatten() {
            said.extend(finding["trap"]["key"].as_str().map(str::to_owned));
        }
        let name = path.file_stem().expect("a name").to_string_lossy();
        let text = serde_json::to_string_pretty(&found).expect("JSON");
        settings.bind(|| insta::assert_snapshot!(name.as_ref(), text));
    }
    let known = Trap::ALL.iter().map(|trap| trap.key());
    let missing: Vec<&str> = known.filter(|key| !said.contains(*key)).collect();
    assert!(missing.is_empty(), "no fixture holds {missing:?}");
}

#[test]
fn all_strategies_must_refuse_before_there_is_no_way() {
    let taken = of(
        "services:\n  one: {image: \"nginx:1\", ports: [\"80:80\"]}\n  two: {image: \"nginx:1\", ports: [\"80:80\"]}\n",
    );
    assert!(
        taken.refused_by_all(),
        "one listener, one port of the machine"
    );
    let socket = of(
        "services:\n  one: {image: \"traefik:3\", volumes: [\"/var/run/docker.sock:/s/docker.sock\"]}\n",
    );
    assert!(!socket.refuses("ec2") && socket.refuses("fargate") && !socket.refused_by_all());
    let huge = of("services:\n  one: {image: \"acme/x:1\", x-paperboat: {memory: 900g}}\n");
    assert!(huge.refused_by_all());
}

#[test]
fn every_key_of_compose_has_a_verdict_on_an_instance() {
    let mut looked = 0;
    for case in case::all() {
        let load = case.load();
        let Ok(resolved) = load.read(&disk::Disk) else {
            continue;
        };
        let report = check(&resolved, &App::new(&resolved, &load), &USUAL);
        looked += report.keys.len();
        for key in &report.keys {
            let reason = key.verdicts["ec2"].reason.key;
            assert_ne!(reason, "because-unknown-key", "{}: {}", case.name, key.key);
        }
    }
    assert!(looked > 500, "{looked}");
}
