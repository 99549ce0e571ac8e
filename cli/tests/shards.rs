//! A comparison in parts: joined, it is the whole, byte by byte; what does not belong together is refused by name.

mod person;

use std::fs;

use serde_json::Value;

use person::{Person, err, examples, out};

/// Two lanes, one fault, a short day: what holds of them holds of more.
const WHAT: &str =
    "compare compose.yaml --lanes ec2-careful,fargate --hours 2 --fault process-crash@1h --seeds 7";

fn folder() -> Person {
    let person = Person::new();
    let file = examples().join("guestbook/compose.yaml");
    fs::copy(file, person.folder().join("compose.yaml")).expect("a file");
    person
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// Runs a command that works, and gives what it prints.
#[track_caller]
fn works(person: &Person, line: &str) -> String {
    let output = person.runs(&words(line));
    assert_eq!(output.status.code(), Some(0), "{line}: {}", err(&output));
    out(&output)
}

/// Runs a command that is refused, and gives what it says.
#[track_caller]
fn refused(person: &Person, line: &str, code: i32) -> String {
    let output = person.runs(&words(line));
    assert_eq!(output.status.code(), Some(code), "{line}: {}", out(&output));
    err(&output).replace(['\u{2068}', '\u{2069}'], "")
}

/// Makes parts `NAME-I.json`.
fn parts(person: &Person, name: &str, of: u64, what: &str) {
    for index in 1..=of {
        let line = format!("{what} --shard {index}/{of} --out {name}-{index}.json");
        works(person, &line);
    }
}

/// Changes a part that was written.
fn changed(person: &Person, from: &str, to: &str, change: impl Fn(&mut Value)) {
    let text = fs::read_to_string(person.folder().join(from)).expect("a part");
    let mut part = serde_json::from_str(&text).expect("a part is JSON");
    change(&mut part);
    person.writes(to, &part.to_string());
}

#[test]
fn parts_are_joined_into_the_whole_byte_by_byte() {
    let person = folder();
    // Seeds go round at the end, and a replaced number is read.
    let what =
        format!("{WHAT} --set elb.provisioning=99.5 --peak 33.3 --seed 18446744073709551613");
    parts(&person, "part", 3, &what);
    for more in ["--json", "--format html", "--format md", "--lang es"] {
        let whole = works(&person, &format!("{what} {more}"));
        // Whatever their order.
        let line = format!("merge part-2.json part-3.json part-1.json {more}");
        assert!(works(&person, &line) == whole, "{more}");
    }
    let all = format!("{what} --shard 1/1 --out all.json");
    works(&person, &all);
    assert_eq!(works(&person, "merge all.json"), works(&person, &what));
}

#[test]
fn many_seeds_tell_who_brought_it_back_and_how_far_lanes_are_apart() {
    let person = folder();
    let what = WHAT.replace("--seeds 7", "--seeds 21");
    parts(&person, "part", 2, &what);
    let whole = works(&person, &what);
    assert_eq!(works(&person, "merge part-1.json part-2.json"), whole);
    assert!(
        whole.contains("Who brought it back after each fault, in 21 seeds"),
        "{whole}"
    );
    assert!(whole.contains("by itself: 21"), "{whole}");
    assert!(
        whole.contains("How each lane differs from ec2-careful"),
        "{whole}"
    );
    let few = works(&person, WHAT);
    assert!(!few.contains("How each lane differs"), "{few}");
    let data: Value =
        serde_json::from_str(&works(&person, &format!("{what} --json"))).expect("JSON");
    let first = &data["rows"][0];
    let [a, b] = [0, 1].map(|lane| first["figures"][lane]["mean"].as_f64().expect("a mean"));
    let difference = &first["differences"][0];
    let mean = difference["mean"].as_f64().expect("a mean");
    assert!((b - a - mean).abs() < 1e-5, "{difference}");
    assert_eq!(difference["from"], "ec2-careful");
    let [low, high] = ["low", "high"].map(|end| difference["interval"][end].as_f64());
    assert!(low < Some(mean) && Some(mean) < high, "{difference}");
    let middle = &first["figures"][0];
    let median = middle["median"].as_f64();
    let [low, high] = ["low", "high"].map(|end| middle["medianInterval"][end].as_f64());
    assert!(low <= median && median <= high, "{middle}");
}

#[test]
fn seeds_end_when_differences_are_known() {
    let person = folder();
    let what =
        "compare compose.yaml --lanes ec2-careful,fargate --hours 1 --scenario calm --seeds 60";
    let data = |line: &str| -> Value { serde_json::from_str(&works(&person, line)).expect("JSON") };
    let coarse = data(&format!("{what} --precision 60% --json"));
    assert_eq!(coarse["seeds"], 20, "{}", coarse["precision"]);
    assert_eq!(coarse["precision"]["missed"], Value::Array(Vec::new()));
    let fine = data(&format!("{what} --precision 0.01 --json"));
    assert_eq!(fine["seeds"], 60);
    assert_ne!(fine["precision"]["missed"], Value::Array(Vec::new()));
    // As many seeds find the same, however it was decided that they are enough.
    let twenty = data(&format!("{} --json", what.replace("60", "20")));
    assert_eq!(twenty["rows"], coarse["rows"]);
    assert!(twenty["precision"].is_null());
    for wrong in ["0", "100%", "-5%", "much", "NaN"] {
        let line = format!("{what} --precision={wrong}");
        let said = refused(&person, &line, 2);
        assert!(said.contains("--precision takes a percentage"), "{said}");
    }
}

#[test]
fn what_does_not_belong_together_is_refused_by_name() {
    let person = folder();
    parts(&person, "part", 3, WHAT);
    let other = |name: &str, what: &str, shard: &str| {
        works(
            &person,
            &format!("{what} --shard {shard} --out {name}.json"),
        );
    };
    other("peak", &format!("{WHAT} --peak 30"), "3/3");
    other("lanes", &WHAT.replace("ec2-careful", "ec2-naive"), "3/3");
    other(
        "model",
        &format!("{WHAT} --set elb.provisioning=100"),
        "3/3",
    );
    other("half", WHAT, "2/2");
    let text = fs::read_to_string(examples().join("guestbook/compose.yaml")).expect("a file");
    person.writes("compose.yaml", &text.replace("8080", "8081"));
    other("app", WHAT, "3/3");
    changed(&person, "part-3.json", "program.json", |p| {
        p["paperboat"] = "0.0.9".into()
    });
    changed(&person, "part-3.json", "form.json", |p| {
        p["format"] = 1.into()
    });
    changed(&person, "part-3.json", "short.json", |p| {
        p["samples"].as_array_mut().expect("samples").pop();
    });
    changed(&person, "part-1.json", "numbers.json", |p| {
        p["samples"][0]["lanes"][0]["values"][0] = "1.5".into();
    });
    for part in [1, 2, 3] {
        let to = format!("own-{part}.json");
        changed(&person, &format!("part-{part}.json"), &to, |p| {
            p["model"] = "0".into()
        });
    }
    let torn = fs::read_to_string(person.folder().join("part-3.json")).expect("a part");
    person.writes("torn.json", &torn[..torn.len() / 2]);
    let cases = [
        ("part-1.json part-3.json", "of 3 parts, one is missing: 2/3"),
        ("part-2.json", "of 3 parts, 2 are missing: 1/3, 3/3"),
        (
            "part-1.json part-2.json part-3.json part-2.json",
            "part 2/3 is there twice: part-2.json and part-2.json",
        ),
        (
            "part-1.json part-2.json peak.json",
            "peak.json compares something else than part-1.json; another: peak",
        ),
        ("part-1.json part-2.json lanes.json", "another: lanes"),
        ("part-1.json part-2.json app.json", "another: application"),
        (
            "part-1.json part-2.json model.json",
            "model.json was made with model",
        ),
        (
            "part-1.json part-2.json half.json",
            "half.json is part 2/2, part-1.json is part 1/3",
        ),
        (
            "part-1.json part-2.json program.json",
            "program.json was made by paperboat 0.0.9",
        ),
        (
            "part-1.json part-2.json form.json",
            "form.json was made by paperboat",
        ),
        (
            "part-1.json part-2.json short.json",
            "short.json does not hold the seeds",
        ),
        (
            "part-1.json part-2.json torn.json",
            "torn.json is no part of a comparison",
        ),
        (
            "part-1.json part-2.json compose.yaml",
            "compose.yaml is no part of a comparison",
        ),
        (
            "numbers.json part-2.json part-3.json",
            "seed 1 gives other numbers here",
        ),
        (
            "own-1.json own-2.json own-3.json",
            "own-1.json was made with model 0, this program has",
        ),
    ];
    for (files, wanted) in cases {
        let said = refused(&person, &format!("merge {files} --lang en"), 2);
        assert!(said.contains(wanted), "{files}: {said}");
        let said = refused(&person, &format!("merge {files} --lang es"), 2);
        assert!(!said.contains(wanted), "{files}: {said}");
    }
    let said = refused(&person, "merge part-1.json none.json", 3);
    assert!(said.contains("none.json cannot be read"), "{said}");
    for wrong in ["0/3", "4/3", "3", "a/b"] {
        let said = refused(&person, &format!("{WHAT} --shard {wrong}"), 2);
        assert!(said.contains("parts are counted from 1"), "{said}");
    }
    let said = refused(&person, &format!("{WHAT} --shard 1/8"), 2);
    assert!(said.contains("there are 7 seeds"), "{said}");
    let said = refused(&person, &format!("{WHAT} --shard 1/2 --format html"), 2);
    assert!(said.contains("--format html"), "{said}");
}

/// It holds what the environment holds.
#[cfg(unix)]
#[test]
fn a_part_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let person = folder();
    works(&person, &format!("{WHAT} --shard 1/7 --out part.json"));
    let about = fs::metadata(person.folder().join("part.json")).expect("a part");
    assert_eq!(about.permissions().mode() & 0o777, 0o600);
}

/// What the examples type is what the program takes, and each asks for as many parts as its engine runs.
#[test]
fn the_engines_run_every_part() {
    let text =
        |name: &str| fs::read_to_string(examples().join("shards").join(name)).expect("an example");
    let json = |name: &str| -> Value { serde_json::from_str(&text(name)).expect("JSON") };
    let array = json("batch-shards.json");
    let batch = array["containerOverrides"]["command"][2]
        .as_str()
        .expect("a command");
    let size = array["arrayProperties"]["size"].as_u64().expect("a size");
    let job = text("kubernetes.yaml");
    let number = |key: &str| {
        let mut lines = job.lines().filter_map(|line| line.trim().strip_prefix(key));
        lines
            .next()
            .and_then(|n| n.trim().parse::<u64>().ok())
            .expect("a number")
    };
    assert_eq!(number("parallelism:"), number("completions:"));
    let (_, typed) = job.split_once("exec ").expect("a command");
    let (typed, _) = typed.split_once("resources:").expect("its end");
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let person = folder();
    let cases = [
        (batch.to_owned(), "AWS_BATCH_JOB_ARRAY_INDEX", "/work", size),
        (
            format!("exec {typed}"),
            "JOB_COMPLETION_INDEX",
            "/parts",
            number("completions:"),
        ),
    ];
    for (command, index, place, count) in cases {
        let line = command
            .strip_prefix("exec paperboat ")
            .expect("the program");
        let last = line
            .replace(&format!("$(({index} + 1))"), &count.to_string())
            .replace("/app/", "")
            .replace(&format!("{place}/"), "")
            .replace("--seeds 1000", "--seeds 8 --hours 1 --scenario calm");
        assert!(
            last.contains(&format!("--shard {count}/{count} --out part-{count}.json")),
            "{last}"
        );
        works(&person, &last);
    }
    json("batch-job-definition.json");
    json("batch-merge.json");
    assert!(text("kubernetes-merge.yaml").contains("paperboat merge /parts/part-*.json"));
}
