//! Whole outputs, as a person sees them, in `snapshots/`: read them when they change.

mod person;

use std::fs;
use std::path::Path;

use insta::Settings;

use person::{Person, copy, err, examples, out};

/// Somebody at a terminal of a given width.
fn at(folder: &Path, columns: u16) -> Person {
    Person::at(folder).having("COLUMNS", &columns.to_string())
}

/// What was typed, what it printed, what it said beside, what it ended with.
fn typed(person: &Person, arguments: &str) -> String {
    let output = person.runs(&arguments.split(' ').collect::<Vec<_>>());
    let code = output.status.code().expect("the program ends by itself");
    let (out, err) = (out(&output), err(&output));
    let here = person.folder().display().to_string();
    format!("$ paperboat {arguments}\n{out}---- standard error\n{err}---- ends with {code}\n")
        .replace(&here, "HERE")
}

#[track_caller]
fn shows(name: &str, text: &str) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A folder with the examples, where a deployment may be kept.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&examples(), folder.path());
    folder
}

const APPS: [(&str, &str); 3] = [
    ("courses", "courses/infrastructure/compose.yaml"),
    ("guestbook", "guestbook/compose.yaml"),
    ("shop", "shop/compose.yaml"),
];

#[test]
fn compare_puts_the_lanes_side_by_side() {
    for (app, file) in APPS {
        for lang in ["en", "es"] {
            let wide = at(&examples(), 100);
            let typed = typed(&wide, &format!("compare {file} --lang {lang}"));
            shows(&format!("compare-{app}-{lang}"), &typed);
        }
    }
}

#[test]
fn compare_fits_a_narrow_terminal() {
    for lang in ["en", "es"] {
        let narrow = at(&examples(), 80);
        let typed = typed(&narrow, &format!("compare {} --lang {lang}", APPS[0].1));
        shows(&format!("compare-courses-{lang}-80"), &typed);
    }
}

#[test]
fn check_says_what_becomes_of_each_key() {
    for (app, file) in APPS {
        for lang in ["en", "es"] {
            let typed = typed(
                &at(&examples(), 100),
                &format!("check {file} --lang {lang}"),
            );
            shows(&format!("check-{app}-{lang}"), &typed);
        }
    }
}

#[test]
fn plan_lists_what_would_be_typed() {
    for (name, options) in [
        ("fargate", "-s fargate"),
        ("ec2", "-s ec2"),
        ("ec2-naive-docker", "-s ec2 --care naive --run docker"),
    ] {
        let file = APPS[0].1;
        let typed = typed(
            &at(&examples(), 100),
            &format!("plan {file} {options} --lang en"),
        );
        shows(&format!("plan-courses-{name}"), &typed);
    }
    let typed = typed(
        &at(&examples(), 100),
        "plan guestbook/compose.yaml -s ec2 --lang es",
    );
    shows("plan-guestbook-ec2-es", &typed);
}

#[test]
fn a_deployment_is_shown_and_explained() {
    for (strategy, lang) in [("fargate", "en"), ("ec2", "es")] {
        let folder = workplace();
        let person = at(folder.path(), 100);
        let story: Vec<String> = [
            &format!("deploy guestbook/compose.yaml -s {strategy}"),
            "status",
            "events --tail 12",
            "logs web --tail 3",
            "scale web=2",
            "update --image web=paperboatdemo/guestbook:9.9",
            "why web",
            "status",
            "rollback",
            "destroy",
            "status",
        ]
        .iter()
        .map(|line| typed(&person, &format!("{line} --lang {lang}")))
        .collect();
        shows(&format!("deployment-{strategy}-{lang}"), &story.join("\n"));
    }
}

#[test]
fn wrong_input_is_named_with_its_place_and_remedy() {
    let bomb: String = (1..12)
        .map(|n| {
            let aliases = vec![format!("*a{}", n - 1); 10].join(", ");
            format!("x-{n}: &a{n} [{aliases}]\n")
        })
        .collect();
    let files = [
        ("malformed.yaml", "services:\n  web:\n   image: nginx\n  - oops\n".to_owned()),
        ("unknown-key.yaml", "services:\n  web:\n    image: nginx:1.27\n    prots: [\"80:80\"]\n".to_owned()),
        ("wrong-type.yaml", "services:\n  web:\n    image: nginx:1.27\n    ports: 80\n".to_owned()),
        (
            "cyclic.yaml",
            "services:\n  a:\n    extends: {service: b}\n  b:\n    extends: {service: a}\n".to_owned(),
        ),
        (
            "undefined.yaml",
            "services:\n  web:\n    image: nginx:1.27\n    depends_on: [databse]\n  database:\n    image: mysql:8\n"
                .to_owned(),
        ),
        ("bomb.yaml", format!("x-0: &a0 [lol]\n{bomb}services:\n  web:\n    image: nginx\n")),
        ("empty.yaml", String::new()),
        ("tab.yaml", "services:\n  web:\n\timage: nginx\n".to_owned()),
        ("bracket.yaml", "services:\n  web: {image: nginx\n".to_owned()),
        ("colon.yaml", "services:\n  web:\n    image: nginx: 2\n".to_owned()),
        ("quote.yaml", "services:\n  web:\n    image: \"nginx\n".to_owned()),
        ("anchor.yaml", "services:\n  web: *webb\n".to_owned()),
        ("port.yaml", "services:\n  web: {image: nginx, ports: [\"80:http\"]}\n".to_owned()),
        ("duration.yaml", "services:\n  web: {image: nginx, stop_grace_period: 3 hours}\n".to_owned()),
        ("env.yaml", "services:\n  web: {image: nginx, env_file: [web.env]}\n".to_owned()),
        ("web.env", "A=1\nB C=2\n".to_owned()),
        ("required.yaml", "services:\n  web: {image: \"${TAG:?}\"}\n".to_owned()),
        ("hint.yaml", "services:\n  web: {image: nginx, x-paperboat: {port: 0}}\n".to_owned()),
        ("good.yaml", "services:\n  web:\n    image: nginx:1.27\n    ports: [\"80:80\"]\n".to_owned()),
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content) in &files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    let person = at(folder.path(), 100);
    for lang in ["en", "es"] {
        let typed: Vec<String> = [
            "check",
            "check missing.yaml",
            "check malformed.yaml",
            "check unknown-key.yaml",
            "check wrong-type.yaml",
            "check cyclic.yaml",
            "check undefined.yaml",
            "check bomb.yaml",
            "check empty.yaml",
            "check tab.yaml",
            "check bracket.yaml",
            "check colon.yaml",
            "check quote.yaml",
            "check anchor.yaml",
            "check port.yaml",
            "check duration.yaml",
            "check env.yaml",
            "check required.yaml",
            "check hint.yaml",
            "check .",
            "plan good.yaml -s fargat",
            "deploy good.yaml -s ec3",
            "compare good.yaml --lanes fargat",
            "compare good.yaml --set ec2.status_check=1",
            "compare good.yaml --peak 0",
            "compare good.yaml --lanes fargate,ecs-ec2 --max-tasks 3",
            "plan good.yaml -s ec2-asg --max-tasks 3",
            "status",
            "why nothing",
            "model ec2.nothing",
        ]
        .iter()
        .map(|line| typed(&person, &format!("{line} --lang {lang}")))
        .collect();
        shows(&format!("wrong-input-{lang}"), &typed.join("\n"));
    }
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("a folder")
        .flatten()
        .collect();
    assert_eq!(left.len(), files.len(), "nothing was written");
}
