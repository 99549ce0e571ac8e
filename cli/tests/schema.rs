//! The published schemas hold for what the program prints.

mod person;

use std::fs;
use std::path::Path;

use boon::{Compiler, Schemas};
use paperboat::command::SCHEMAS;
use paperboat::help::command_line;
use paperboat::text::{Catalogue, Language};
use serde_json::Value;

use person::{examples, paperboat};

const EXAMPLES: [&str; 3] = [
    "courses/infrastructure/compose.yaml",
    "guestbook/compose.yaml",
    "shop/compose.yaml",
];

/// Runs the program in a folder, and holds what it prints to the schema of that name. Gives the exit code.
///
/// The schema must name every member that is printed: where it names some members of an object, it holds no others.
#[track_caller]
fn holds(folder: &Path, schema: &str, arguments: &str) -> Option<i32> {
    let words: Vec<&str> = std::iter::once("--json")
        .chain(arguments.split(' '))
        .collect();
    let output = paperboat(folder, &words);
    let data: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments}: {error}"));
    let said = SCHEMAS.iter().find(|(name, _)| *name == schema);
    let mut said = serde_json::from_str(said.expect("a schema").1).expect("a schema is JSON");
    close(&mut said);
    let mut compiler = Compiler::new();
    compiler
        .add_resource("schema.json", said)
        .expect("a schema");
    let mut schemas = Schemas::new();
    let index = compiler
        .compile("schema.json", &mut schemas)
        .unwrap_or_else(|error| panic!("{schema}: {error}"));
    if let Err(error) = schemas.validate(&data, index) {
        panic!("{arguments}: {error:#}");
    }
    output.status.code()
}

/// Lets the objects of a schema hold nothing but the members that it names.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            let named = members.get("properties").is_some_and(Value::is_object);
            if named && !members.contains_key("additionalProperties") {
                members.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn every_command_has_a_schema() {
    let text = Catalogue::new(Language::En);
    let commands = command_line(&text);
    let names = commands.get_subcommands().map(clap::Command::get_name);
    // What commands print when they cannot do their work, and files that some of them read.
    let mut commands: Vec<&str> = names.chain(["error", "scenario", "shard"]).collect();
    let mut schemas = SCHEMAS.map(|(name, _)| name);
    commands.sort_unstable();
    schemas.sort_unstable();
    assert_eq!(commands, schemas);
}

#[test]
fn reports_of_all_examples_hold() {
    for example in EXAMPLES {
        holds(&examples(), "check", &format!("check {example}"));
        holds(&examples(), "compare", &format!("compare {example}"));
        for strategy in ["ec2", "fargate"] {
            holds(
                &examples(),
                "plan",
                &format!("plan {example} -s {strategy}"),
            );
        }
    }
    let seeds = format!(
        "compare {} --lanes ec2-careful,fargate --seeds 25",
        EXAMPLES[1]
    );
    holds(&examples(), "compare", &format!("{seeds} --precision 5%"));
    let folder = tempfile::tempdir().expect("a folder");
    for part in [1, 2] {
        let line = format!("{seeds} --shard {part}/2");
        holds(&examples(), "shard", &line);
        let output = paperboat(&examples(), &line.split(' ').collect::<Vec<_>>());
        fs::write(folder.path().join(format!("{part}.json")), output.stdout).expect("a file");
    }
    holds(folder.path(), "merge", "merge 1.json 2.json");
    holds(
        &examples(),
        "test",
        "test guestbook/storm.yaml --set human.keystroke=0.2",
    );
    let drawn = format!("diagram {} --all", EXAMPLES[0]);
    holds(&examples(), "diagram", &drawn);
    holds(&examples(), "model", "model ec2");
}

#[test]
fn documents_hold() {
    let here = examples();
    for example in EXAMPLES {
        holds(&here, "config", &format!("config {example}"));
        for strategy in ["ec2", "fargate"] {
            let policy = format!("policy {example} -s {strategy}");
            assert_eq!(holds(&here, "policy", &policy), Some(0));
        }
    }
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/compose");
    let mut read = 0;
    for fixture in fs::read_dir(fixtures).expect("fixtures").flatten() {
        let folder = fixture.path();
        if folder.join("compose.yaml").is_file() {
            let words = ["--json", "config"];
            let sound = paperboat(&folder, &words).status.success();
            let schema = if sound { "config" } else { "error" };
            holds(&folder, schema, "config");
            read += usize::from(sound);
        }
    }
    assert!(read > 50, "{read} fixtures are sound");
    holds(&here, "schema", "schema");
    for (name, _) in SCHEMAS {
        holds(&here, "schema", &format!("schema {name}"));
    }
    holds(&here, "completions", "completions bash");
    holds(&here, "man", "man");
    holds(&here, "man", "man plan");
    let folder = tempfile::tempdir().expect("a folder");
    holds(folder.path(), "man", "man --all pages");
    holds(folder.path(), "book", "book --out book");
    holds(folder.path(), "env", "env");
}

/// An unfinished policy is none: whoever reads data finds one object, which says so.
#[test]
fn a_policy_that_may_be_incomplete_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = "services: {web: {image: \"acme/web:1\", ports: [\"80:80\"], x-paperboat: {requires: [\"nowhere:1\"]}}}";
    fs::write(folder.path().join("compose.yaml"), file).expect("a file");
    assert_eq!(holds(folder.path(), "error", "policy -s ec2"), Some(1));
}

#[test]
fn verbs_hold_whether_they_work_or_not() {
    for strategy in ["ec2", "fargate"] {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path();
        let file = "guestbook/compose.yaml";
        fs::copy(examples().join(file), here.join("compose.yaml")).expect("a file");
        let works = |schema, arguments: &str| assert_eq!(holds(here, schema, arguments), Some(0));
        works("deploy", &format!("deploy compose.yaml -s {strategy}"));
        works("status", "status");
        works("logs", "logs web");
        works("exec", "exec cache redis-cli ping");
        works("events", "events");
        works("events", "why 9");
        works("scale", "scale web=2");
        let missing = "update --image web=paperboatdemo/guestbook:9.9";
        assert_eq!(holds(here, "update", missing), Some(1));
        works("rollback", "rollback");
        works("leftovers", "leftovers");
        works("leftovers", "leftovers --remove nobody");
        works("exec", "exec cache true");
        assert_eq!(holds(here, "error", "why 99999"), Some(2));
        works("destroy", "destroy");
    }
}

#[test]
fn failures_are_objects_and_keep_their_exit_codes() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::write(here.join("wrong.yaml"), "services: {a: {prots: 1}}\n").expect("a file");
    fs::write(here.join("bare.yaml"), "services: {a: {image: nginx}}\n").expect("a file");
    for wrong in [
        "check missing.yaml",
        "check wrong.yaml",
        "compare bare.yaml --peak 0",
        "compare bare.yaml --lanes none",
        "plan bare.yaml -s ec3",
        "plan bare.yaml",
        "status",
        "model nothing.at.all",
        "schema nothing",
        "man nothing",
        "policy bare.yaml",
        "config missing.yaml",
        "doctor",
        "update",
        "scale web",
        "logs web -n nothing",
        "deploy bare.yaml -s ec2 -n ../x",
        "deploy bare.yaml -s ec2 --set nothing=1",
        "deploy bare.yaml -s ec2 --set ec2.status_checks=soon",
        "deploy bare.yaml -s ec2 --set nothing",
        "up",
        "nothing",
        "check --nothing",
        "scale",
        "compare --hours 0",
        "compare --hours many",
        "compare --hours",
        "compare --events a --why b",
        "deploy --care much",
        "deploy --caller here",
        "model a b",
        "--color purple check",
        "--lang",
    ] {
        let said = told(here, wrong);
        assert_eq!(holds(here, "error", wrong), Some(2), "{wrong}");
        let error = &said["error"];
        assert_eq!(error["exitCode"], 2, "{wrong}: {said}");
        let remedy = error["remedy"].as_str().unwrap_or_default();
        assert!(remedy.len() > 5, "{wrong}: {said}");
    }
}

/// What the program prints as data.
fn told(folder: &Path, arguments: &str) -> Value {
    let words: Vec<&str> = std::iter::once("--json")
        .chain(arguments.split(' '))
        .collect();
    let output = paperboat(folder, &words);
    assert!(output.stderr.is_empty(), "{arguments}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{arguments}: {e}"))
}

#[test]
fn wrong_use_names_its_argument_where_json_is_asked() {
    let here = examples();
    let hours = told(&here, "compare --hours 0");
    assert_eq!(hours["error"]["code"], "usage-bad-value");
    assert_eq!(hours["error"]["argument"], "--hours <HOURS>");
    assert_eq!(hours["error"]["remedy"], "it takes: 1–720");
    let word = told(&here, "deploy --care much");
    assert_eq!(word["error"]["remedy"], "it takes: naive, careful");
    let compose = told(&here, "up");
    assert_eq!(compose["error"]["remedy"], "try: paperboat deploy");
    // What belongs to the command that is run is not for this program.
    let output = paperboat(&here, &["exec", "--nothing", "web", "--", "cat", "--json"]);
    assert!(output.stdout.is_empty(), "{output:?}");
}

/// One unit of time: no published member holds anything but seconds.
#[test]
fn no_schema_has_a_time_in_another_unit() {
    // A scenario is written by people, with units.
    let printed = SCHEMAS.into_iter().filter(|(name, _)| *name != "scenario");
    for (name, schema) in printed {
        for word in ["Us\"", "Ms\"", "\"at\"", "\"since\"", "\"began\""] {
            assert!(!schema.contains(word), "{name}: {word}");
        }
    }
}
