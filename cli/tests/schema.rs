//! The published schemas hold for what the program prints.

mod person;

use std::fs;
use std::path::Path;

use boon::{Compiler, Schemas};
use paperboat::command::SCHEMAS;
use serde_json::Value;

use person::{examples, paperboat};

const EXAMPLES: [&str; 3] = [
    "courses/infrastructure/compose.yaml",
    "guestbook/compose.yaml",
    "shop/compose.yaml",
];

/// Runs the program in a folder, and holds what it prints to the schema of that name. Gives the exit code.
#[track_caller]
fn holds(folder: &Path, schema: &str, arguments: &str) -> Option<i32> {
    let words: Vec<&str> = std::iter::once("--json")
        .chain(arguments.split(' '))
        .collect();
    let output = paperboat(folder, &words);
    let data: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments}: {error}"));
    let said = SCHEMAS.iter().find(|(name, _)| *name == schema);
    let said = serde_json::from_str(said.expect("a schema").1).expect("a schema is JSON");
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
    holds(&examples(), "model", "model ec2");
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
    ] {
        assert_eq!(holds(here, "error", wrong), Some(2), "{wrong}");
    }
}

/// One unit of time: no published member holds anything but seconds.
#[test]
fn no_schema_has_a_time_in_another_unit() {
    for (name, schema) in SCHEMAS {
        for word in ["Us\"", "Ms\"", "\"at\"", "\"since\"", "\"began\""] {
            assert!(!schema.contains(word), "{name}: {word}");
        }
    }
}
