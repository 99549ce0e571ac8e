//! The program as a person runs it: what it prints, what it ends with, what it leaves on the disk.

mod person;

use std::process::Output;

use person::{err, examples, out, paperboat};

fn guestbook() -> String {
    let file = examples().join("guestbook/compose.yaml");
    file.display().to_string()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[track_caller]
fn ends_with(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "stdout: {}\nstderr: {}",
        out(output),
        err(output)
    );
}

#[test]
fn a_deployment_lives_over_several_commands() {
    let folder = folder();
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    let deployed = run(&["deploy", &guestbook(), "-s", "fargate"]);
    ends_with(&deployed, 0);
    assert!(
        out(&deployed).contains("  web http://"),
        "{}",
        out(&deployed)
    );

    let status = run(&["status", "--json"]);
    ends_with(&status, 0);
    let status: serde_json::Value = serde_json::from_str(&out(&status)).expect("JSON");
    let states: Vec<_> = status["status"]["replicas"]
        .as_array()
        .expect("replicas")
        .iter()
        .map(|r| &r["state"])
        .collect();
    assert_eq!(states, ["RUNNING", "RUNNING"]);

    ends_with(&run(&["exec", "web", "--", "sh", "-c", "exit 3"]), 3);
    let environment = run(&["exec", "web", "env"]);
    assert!(out(&environment).contains("REDIS_URL=redis://cache:6379/0"));
    assert!(out(&run(&["logs", "web"])).contains("8080"));
    ends_with(&run(&["scale", "web=2"]), 0);
    ends_with(
        &run(&["update", "--image", "web=paperboatdemo/guestbook:1.5"]),
        0,
    );

    let missing = run(&["update", "--image", "web=paperboatdemo/guestbook:9.9"]);
    ends_with(&missing, 1);
    assert!(
        out(&missing).contains("CannotPullContainerError"),
        "{}",
        out(&missing)
    );

    ends_with(&run(&["rollback"]), 0);
    let why = out(&run(&["why", "task/"]));
    assert!(
        why.lines().count() > 1 && why.lines().nth(1).is_some_and(|l| l.starts_with("<- #")),
        "{why}"
    );

    let gone = run(&["destroy"]);
    ends_with(&gone, 0);
    assert!(out(&gone).contains("nothing is left"), "{}", out(&gone));
    ends_with(&run(&["status"]), 2);
}

#[test]
fn a_deployment_shows_the_commands_that_its_plan_showed() {
    let folder = folder();
    let app = guestbook();
    let commands = |said: &Output| -> Vec<String> {
        let data: serde_json::Value = serde_json::from_str(&out(said)).expect("JSON");
        let steps = data["steps"].as_array().expect("steps");
        let of = |step: &serde_json::Value| step["commands"].as_array().cloned();
        let all = steps.iter().filter_map(of).flatten();
        all.map(|c| c.as_str().expect("a command").to_owned())
            .collect()
    };
    let plan = paperboat(folder.path(), &["plan", &app, "-s", "fargate", "--json"]);
    let asked = ["deploy", &app, "-s", "fargate", "--show-commands"];
    let data = paperboat(folder.path(), &[&asked[..], &["--json"]].concat());
    assert!(commands(&plan).len() > 10);
    assert_eq!(commands(&data), commands(&plan));
    let second = [&asked[..], &["--name", "second"]].concat();
    let said = out(&paperboat(folder.path(), &second));
    for command in commands(&plan) {
        assert!(
            said.contains(&format!("   $ {}", command.replace('\n', "\n     "))),
            "{command}"
        );
    }
    let quiet = paperboat(
        folder.path(),
        &["deploy", &app, "-s", "ec2", "--name", "third"],
    );
    assert!(!out(&quiet).contains("$ aws"));
}

#[test]
fn a_failed_update_says_what_is_left_and_is_rolled_back() {
    let folder = folder();
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    let write = |image: &str, needs: &str| {
        let text = format!(
            "services:\n  web:\n    image: {image}\n    ports: ['80:80']\n    x-paperboat: {{public: true, boot-time: 1s, \
             requires: [{needs}]}}\n"
        );
        let file = folder.path().join("compose.yaml");
        std::fs::write(file, text).expect("a file");
    };
    write("acme/web:1", "");
    ends_with(&run(&["deploy", "-s", "ec2", "--care", "naive"]), 0);
    let missing = run(&["update", "--image", "web=acme/web:7"]);
    ends_with(&missing, 1);
    let said = out(&missing);
    assert!(said.contains("The version before still answers."), "{said}");
    // it was never pulled, so nothing was replaced
    ends_with(&run(&["rollback"]), 0);
    let nothing = run(&["rollback"]);
    ends_with(&nothing, 2);
    assert!(err(&nothing).contains("no version before"));

    write("acme/broken:1", "'web:1'");
    let broken = run(&["update", "compose.yaml"]);
    ends_with(&broken, 1);
    let said = out(&broken);
    assert!(said.contains("does not answer any more"), "{said}");
    assert!(said.contains("paperboat rollback -n default"), "{said}");
    ends_with(&run(&["rollback"]), 0);
    let status = out(&run(&["status"]));
    assert!(status.contains("acme/web:1") && !status.contains("acme/broken"));
}

#[test]
fn a_session_that_was_cut_off_loses_what_was_not_acknowledged_only() {
    let folder = folder();
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    ends_with(&run(&["deploy", &guestbook(), "-s", "fargate"]), 0);
    let path = folder.path().join(".paperboat/default/session.jsonl");
    let whole = std::fs::read(&path).expect("a session");
    let before = out(&run(&["events", "--tail", "3"]));
    assert_eq!(
        std::fs::read(&path).expect("a session"),
        whole,
        "looking at events writes nothing"
    );

    std::fs::write(
        &path,
        [&whole[..], b"{\"record\":\"call\",\"at\":99"].concat(),
    )
    .expect("torn");
    assert_eq!(out(&run(&["events", "--tail", "3"])), before);

    // A deployment that was killed on its way is taken up again.
    let lines: Vec<&[u8]> = whole.split_inclusive(|b| *b == b'\n').collect();
    for part in [lines.len() / 4, lines.len() / 2, lines.len() - 2] {
        std::fs::write(&path, lines[..part].concat()).expect("cut");
        let status = err(&run(&["status"]));
        assert!(status.contains("was cut off before it came up"), "{status}");
        assert!(!status.contains("somebody removed"), "{status}");
        let other = run(&["deploy", "-s", "ec2"]);
        ends_with(&other, 2);
        assert!(
            err(&other).contains("begun with fargate"),
            "{}",
            err(&other)
        );
        ends_with(&run(&["deploy"]), 0);
    }
    ends_with(&run(&["destroy"]), 0);
}

#[test]
fn a_session_that_cannot_be_read_is_named_with_its_remedy_and_left_alone() {
    let folder = folder();
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    ends_with(&run(&["deploy", &guestbook(), "-s", "fargate"]), 0);
    let path = folder.path().join(".paperboat/default/session.jsonl");
    let whole = std::fs::read_to_string(&path).expect("a session");
    let lines: Vec<&str> = whole.lines().collect();
    let foreign_model = lines[0].replacen("\"model\":\"", "\"model\":\"0", 1);
    let with_line = |n: usize, line: &str| {
        let mut lines = lines.clone();
        lines[n] = line;
        lines.join("\n") + "\n"
    };
    let cases = [
        ("hello\n".to_owned(), "does not begin as a deployment"),
        (
            lines[1..].join("\n") + "\n",
            "does not begin as a deployment",
        ),
        (
            with_line(0, &foreign_model),
            "remove its folder and deploy again",
        ),
        (
            with_line(9, "{\"record\":\"call\""),
            "session.jsonl:10 cannot be read",
        ),
        (with_line(9, "null"), "cut the file before this line"),
    ];
    for (content, said) in cases {
        std::fs::write(&path, &content).expect("written");
        for verb in ["status", "deploy", "destroy"] {
            let output = run(&[verb]);
            ends_with(&output, 3);
            assert!(err(&output).contains(said), "{verb}: {}", err(&output));
        }
        let after = std::fs::read_to_string(&path).expect("a session");
        assert_eq!(after, content, "{said}");
    }
}

#[test]
fn wrong_input_ends_with_two_and_writes_nothing() {
    let folder = folder();
    let broken = folder.path().join("broken.yaml");
    std::fs::write(&broken, "services:\n  web: {image: x, prots: [80]}\n").expect("written");
    let broken = broken.display().to_string();
    let bare = folder.path().join("bare.yaml");
    std::fs::write(&bare, "services: {}\n").expect("written");
    let bare = bare.display().to_string();
    let cases: &[(&[&str], &str)] = &[
        (
            &["deploy", &guestbook(), "-s", "fargat"],
            "the nearest is fargate",
        ),
        (
            &["deploy", &guestbook()],
            "--strategy: ec2, ec2-asg, fargate",
        ),
        (&["deploy", &bare, "-s", "ec2"], "no service to deploy"),
        (&["compare", &bare], "no service to deploy"),
        (&["plan", &bare, "-s", "ec2"], &bare),
        (&["deploy", &broken, "-s", "fargate"], "prots"),
        (
            &["deploy", "/nowhere.yaml", "-s", "fargate"],
            "/nowhere.yaml",
        ),
        (
            &["deploy", &guestbook(), "-s", "fargate", "-n", "../x"],
            "cannot be a deployment's name",
        ),
        (
            &[
                "deploy",
                &guestbook(),
                "-s",
                "fargate",
                "--set",
                "ec2.status_check=1",
            ],
            "ec2.status_checks",
        ),
        (
            &["compare", &guestbook(), "--lanes", "fargat"],
            "the nearest is fargate",
        ),
        (
            &["compare", &guestbook(), "--lanes", "swarm"],
            "there are ec2-naive, ec2-careful, ec2-asg, fargate",
        ),
        (&["compare", &guestbook(), "--peak", "0"], "--peak"),
        (&["status"], "there is no deployment"),
        (&["config"], "no Compose file"),
        (&["model", "zzz"], "zzz"),
    ];
    for (arguments, said) in cases {
        let output = paperboat(folder.path(), arguments);
        ends_with(&output, 2);
        assert!(
            err(&output).contains(said),
            "{arguments:?}: {}",
            err(&output)
        );
        assert!(out(&output).is_empty(), "{arguments:?}: {}", out(&output));
        assert!(
            !folder.path().join(".paperboat").exists(),
            "{arguments:?} wrote something"
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let folder = folder();
    let compare = |seed: &str| {
        let output = paperboat(
            folder.path(),
            &[
                "compare",
                &guestbook(),
                "--lanes",
                "fargate",
                "--json",
                "--seed",
                seed,
            ],
        );
        ends_with(&output, 0);
        out(&output)
    };
    let first = compare("7");
    assert_eq!(first, compare("7"));
    assert_ne!(first, compare("8"));
}

#[test]
fn both_languages_are_spoken() {
    let folder = folder();
    let model = |lang: &str| {
        out(&paperboat(
            folder.path(),
            &["model", "ec2.status", "--lang", lang],
        ))
    };
    assert!(model("en").contains("Confidence"));
    assert!(model("es").contains("Confianza"));
}

#[test]
fn completions_and_the_man_page_are_there() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish"] {
        assert!(out(&paperboat(folder.path(), &["completions", shell])).contains("paperboat"));
    }
    let page = out(&paperboat(
        folder.path(),
        &["man", "compare", "--lang", "es"],
    ));
    for section in [
        "NOMBRE",
        "EJEMPLOS",
        "ARCHIVOS",
        "ENTORNO",
        "ESTADO DE SALIDA",
    ] {
        assert!(
            page.contains(&format!(".SH {section}")),
            "{section}: {page}"
        );
    }
    ends_with(&paperboat(folder.path(), &["man", "--all", "pages"]), 0);
    let pages = folder.path().join("pages");
    assert!(pages.join("paperboat.1").exists() && pages.join("paperboat-compare.1").exists());
}

#[test]
fn every_help_is_in_both_languages_and_has_an_example() {
    use paperboat::help::{argument_key, command_line};
    use paperboat::text::{Catalogue, Language};

    for language in [Language::En, Language::Es] {
        let text = Catalogue::new(language);
        let command = command_line(&text);
        for sub in command.get_subcommands() {
            let name = sub.get_name();
            assert!(text.has(&format!("help-{name}")), "{name} has no help");
            let after = text.get(&format!("help-{name}-after"));
            assert!(
                after.contains(&format!("  paperboat {name}")),
                "{name}: {after}"
            );
            // What is hidden is taken only to say what was meant.
            for arg in sub.get_arguments().filter(|arg| !arg.is_hide_set()) {
                let id = arg.get_id().as_str();
                assert!(
                    argument_key(name, id, &text).is_some(),
                    "{name} {id} has no help"
                );
            }
        }
    }
}

#[test]
fn wrong_use_is_told_in_the_persons_language_with_the_nearest() {
    let folder = folder();
    let cases: &[(&[&str], &str, &str)] = &[
        (&["up"], "try: paperboat deploy", "prueba: paperboat deploy"),
        (
            &["down"],
            "try: paperboat destroy",
            "prueba: paperboat destroy",
        ),
        (&["ps"], "try: paperboat status", "prueba: paperboat status"),
        (
            &["destory"],
            "try: paperboat destroy",
            "prueba: paperboat destroy",
        ),
        (&["deploy", "--backnd", "aws"], "--backend", "--backend"),
        (&["scale"], "missing: <SERVICE=N>", "falta: <SERVICIO=N>"),
        (
            &["deploy", "--care", "much"],
            "naive, careful",
            "naive, careful",
        ),
    ];
    for (arguments, english, spanish) in cases {
        for (language, wanted) in [("en", english), ("es", spanish)] {
            let all = [*arguments, &["--lang", language]].concat();
            let output = paperboat(folder.path(), &all);
            ends_with(&output, 2);
            assert!(err(&output).contains(wanted), "{all:?}: {}", err(&output));
        }
    }
}

#[test]
fn a_folder_is_the_application_that_it_holds() {
    let folder = folder();
    std::fs::write(
        folder.path().join("compose.yml"),
        "services: {web: {image: app}}",
    )
    .expect("written");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let named = folder.path().display().to_string();
    let read = paperboat(elsewhere.path(), &["config", &named]);
    ends_with(&read, 0);
    assert!(out(&read).contains("image: app"), "{}", out(&read));
}

#[test]
fn a_wrong_service_is_answered_with_those_that_there_are() {
    let folder = folder();
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    ends_with(&run(&["deploy", &guestbook(), "-s", "ec2"]), 0);
    for (words, named) in [
        (&["logs", "db"][..], "there are cache, web"),
        (&["scale", "db=2"], "there are cache, web"),
        (&["update", "--image", "db=mysql:8"], "there are cache, web"),
        (&["exec", "db", "env"], "there are cache, web, host"),
        (&["exec", "hots", "env"], "the nearest is host"),
    ] {
        let output = run(words);
        ends_with(&output, 2);
        assert!(err(&output).contains(named), "{words:?}: {}", err(&output));
    }
}

#[test]
fn standard_input_is_called_as_it_was_given() {
    let folder = folder();
    let given = |file: &str, arguments: &[&str]| {
        let path = folder.path().join("given");
        std::fs::write(&path, file).expect("written");
        let input = std::fs::File::open(path).expect("there");
        let mut command = person::program(folder.path(), arguments);
        command.stdin(input).output().expect("it runs")
    };
    let wrong = given("services: {web: {imag: x}}\n", &["check", "-"]);
    ends_with(&wrong, 2);
    assert!(err(&wrong).contains("--> -:1:18"), "{}", err(&wrong));
    assert!(
        err(&wrong).contains("validating -: services.web"),
        "{}",
        err(&wrong)
    );
    let empty = given("volumes: {data: }\n", &["check", "-"]);
    for said in [err(&wrong), err(&empty)] {
        assert!(!said.contains("stdin"), "{said}");
    }
    let file = "services:\n  web: {image: nginx, ports: ['80:80'], gpus: all}\n";
    let refused = given(file, &["check", "-", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&out(&refused)).expect("JSON");
    let refusal = &said["answers"][0]["refusals"][0];
    assert_eq!(refusal["place"]["file"], "-");
    let sentence = |member: &str| refusal[member]["sentence"].as_str().expect("a sentence");
    assert!(sentence("reason").contains(' ') && sentence("remedy").contains(' '));
    let shown = given(file, &["check", "-"]);
    assert!(out(&shown).contains(" -:2:"), "{}", out(&shown));
    assert!(!out(&shown).contains("stdin"), "{}", out(&shown));
}

#[test]
fn an_account_is_served_to_nobody_else_and_on_no_port_of_another() {
    let folder = folder();
    let exposed = paperboat(
        folder.path(),
        &["serve", "--port", "0", "--address", "0.0.0.0"],
    );
    ends_with(&exposed, 2);
    assert!(err(&exposed).contains("--expose"), "{exposed:?}");
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = other.local_addr().expect("an address").port().to_string();
    let taken = paperboat(folder.path(), &["serve", "--port", &port, "--lang", "es"]);
    ends_with(&taken, 3);
    assert!(err(&taken).contains("elige otro puerto"), "{taken:?}");
    let fast = paperboat(folder.path(), &["serve", "--clock", "x0"]);
    ends_with(&fast, 2);
}
