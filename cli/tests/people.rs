//! Who works, as a scenario says it: what counts, what is told of it, and what is wrong with it.

mod person;

use std::path::Path;

use paperboat::command::SCHEMAS;
use paperboat_core::scenario::GROUPS;
use paperboat_simulator::model::{Model, bounds_of_people};
use person::{err, out, paperboat};
use serde_json::Value;

const APP: &str = "services: {web: {image: \"me/web:1\", ports: [\"80:80\"], restart: always, x-paperboat: {boot-time: 2s, memory: 100m, image-size: 50m, requests-per-second: 100}}}\n";

/// A folder with an application, and scenarios of two lanes with these people.
fn folder(scenarios: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
    write("compose.yaml", APP).expect("written");
    for (name, people) in scenarios {
        let text = format!(
            "version: 1\napp: compose.yaml\nlanes: [ec2-naive, fargate]\nhorizon: 3h\n{people}\
             timeline: [{{at: 1h, fault: host-reboot}}]\nexpect: [{{available: 0%}}]\n"
        );
        write(name, &text).expect("written");
    }
    folder
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// What a command says and prints, as long as it works.
#[track_caller]
fn works(folder: &Path, line: &str) -> (String, String) {
    let output = paperboat(folder, &words(line));
    assert_eq!(output.status.code(), Some(0), "{line}: {}", err(&output));
    let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
    (plain(err(&output)), plain(out(&output)))
}

const PEOPLE: &str = "people:\n  hands: practised\n  routine: script\n  slips: 0.3\n  human: {keystroke: 0.2}\n  operator: {answer_night_s: 60}\n";

#[test]
fn what_a_scenario_says_of_people_is_what_options_would_say() {
    let folder = folder(&[("said.yaml", PEOPLE), ("silent.yaml", "")]);
    let compare = "compare compose.yaml --seeds 2 --scenario";
    let options = "--hands practised --routine script --slips=0.3 --set human.keystroke=0.2 --set operator.answer_night_s=60";
    let (said, file) = works(folder.path(), &format!("{compare} said.yaml"));
    let (_, typed) = works(folder.path(), &format!("{compare} silent.yaml {options}"));
    assert_eq!(file, typed);
    assert_eq!(said, "");
    let (_, usual) = works(folder.path(), &format!("{compare} silent.yaml"));
    assert_ne!(file, usual);
    let own = "Your own numbers, not the model’s: operator.answer_night_s = 60 s (the model’s is 2700); human.keystroke = 0.2 s (the model’s is 0.28).";
    assert!(file.contains(own), "{file}");
    assert!(!usual.contains("Your own numbers"), "{usual}");
    let (_, espanol) = works(folder.path(), &format!("--lang es {compare} said.yaml"));
    assert!(
        espanol.contains(
            "Números tuyos, no del modelo: operator.answer_night_s = 60 s (el del modelo es 2700)"
        ),
        "{espanol}"
    );
    // In parts it is the same, byte by byte.
    for part in [1, 2] {
        let line = format!("{compare} said.yaml --shard {part}/2 --out {part}.json");
        works(folder.path(), &line);
    }
    assert_eq!(works(folder.path(), "merge 1.json 2.json").1, file);
}

#[test]
fn a_test_honours_who_works_and_names_what_is_ones_own() {
    let folder = folder(&[("said.yaml", PEOPLE), ("silent.yaml", "")]);
    let (_, said) = works(folder.path(), "test said.yaml");
    assert!(said.contains("The work: a script for each task"), "{said}");
    assert!(said.contains("people get 30% of commands wrong"), "{said}");
    assert!(said.contains("human.keystroke = 0.2 s"), "{said}");
    let (_, data) = works(folder.path(), "--json test said.yaml silent.yaml");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    let own = &data[0]["replaced"][1];
    let members = ["key", "value", "was", "unit"].map(|m| own[m].as_str());
    assert_eq!(members, ["human.keystroke", "0.2", "0.28", "s"].map(Some));
    assert_eq!(data[1]["replaced"], Value::Array(Vec::new()));
}

#[test]
fn an_option_counts_before_the_scenario_and_says_so() {
    let folder = folder(&[("said.yaml", PEOPLE), ("silent.yaml", "")]);
    let options = "--hands first-time --routine pasted --slips=never --set human.keystroke=0.4 --set operator.answer_night_s=60";
    let compare = "compare compose.yaml --seeds 1 --scenario";
    let (said, file) = works(folder.path(), &format!("{compare} said.yaml {options}"));
    let (_, typed) = works(folder.path(), &format!("{compare} silent.yaml {options}"));
    assert_eq!(file, typed);
    // What is the same on both sides is nobody's loss.
    let beaten: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("people: "))
        .collect();
    assert_eq!(
        beaten,
        [
            "hands of the scenario does not count: --hands says otherwise",
            "routine of the scenario does not count: --routine says otherwise",
            "slips of the scenario does not count: --slips says otherwise",
            "human.keystroke of the scenario does not count: --set says otherwise",
        ]
    );
}

#[test]
fn a_number_that_the_model_does_not_have_or_take_is_told_with_its_line() {
    for (people, place, said) in [
        (
            "people:\n  human: {keystrokes: 0.2}\n",
            "6:11",
            "the model has no number keystrokes of human; the nearest is keystroke",
        ),
        (
            "people:\n  operator: {answer_nigth_s: 9}\n",
            "6:14",
            "the nearest is answer_night_s",
        ),
        (
            "people:\n  human: {slip_practised: 2}\n",
            "6:27",
            "give a number from 0 to 1,",
        ),
        (
            "people:\n  human: {keystroke: -1}\n",
            "6:22",
            "give a number from 0 to 86400,",
        ),
        (
            "people:\n  human: {keystroke: 1e300}\n",
            "6:22",
            "give a number from 0 to 86400,",
        ),
        (
            "people:\n  human: {keystroke: quick}\n",
            "6:22",
            "human.keystroke cannot be \"quick\": it is 0.28 now, in s",
        ),
        (
            "people:\n  human: {first_time: [4]}\n",
            "6:23",
            "human.first_time cannot be [4]: it is 4 now",
        ),
        (
            "people:\n  operator: {notice_s: 0.5}\n",
            "6:24",
            "give a whole number from 0 to 2678400,",
        ),
        (
            "people:\n  operator: {evening_h: 25}\n",
            "6:25",
            "give a whole number from 0 to 24,",
        ),
        (
            "people:\n  operator: {answer_day_s:}\n",
            "6:26",
            "operator.answer_day_s cannot be null",
        ),
    ] {
        let folder = folder(&[("storm.yaml", people)]);
        for line in [
            "test storm.yaml",
            "compare compose.yaml --scenario storm.yaml",
        ] {
            let output = paperboat(folder.path(), &words(line));
            assert_eq!(output.status.code(), Some(2), "{people}");
            let told = err(&output).replace(['\u{2068}', '\u{2069}'], "");
            assert!(
                told.contains(&format!("storm.yaml:{place}")),
                "{people} {told}"
            );
            assert!(told.contains(said), "{people} {told}");
        }
    }
}

#[test]
fn the_published_schema_has_every_number_of_people_with_its_bounds() {
    let schema = SCHEMAS.iter().find(|(name, _)| *name == "scenario");
    let schema: Value = serde_json::from_str(schema.expect("a schema").1).expect("JSON");
    let people = &schema["properties"]["people"]["properties"];
    for group in GROUPS {
        let listed = people[group]["properties"].as_object().expect("numbers");
        let rows = Model::default().rows();
        let of_group = |key: &str| Some(key.strip_prefix(group)?.strip_prefix('.')?.to_owned());
        let names: Vec<String> = rows.iter().filter_map(|row| of_group(&row.key)).collect();
        assert!(names.len() >= 7, "{names:?}");
        assert_eq!(listed.keys().len(), names.len(), "{group}");
        for name in names {
            let bounds = bounds_of_people(&format!("{group}.{name}")).expect("bounds");
            let number = &listed[&name];
            assert_eq!(
                number["maximum"].as_f64(),
                Some(bounds.most),
                "{group}.{name}"
            );
            let kind = if bounds.whole { "integer" } else { "number" };
            assert_eq!(number["type"], kind, "{group}.{name}");
        }
    }
}

/// Two services that keep data, one of them on a volume that it names.
const SHOP: &str = "services:
  web:
    image: us/web:1.4
    ports: ['80:8080']
    environment: {DATABASE_URL: 'postgres://db:5432/shop'}
    depends_on: [db, notes]
    x-paperboat: {image-size: 45MB, boot-time: 1s, memory: 90MB, requests-per-second: 100, health-path: /health}
  db:
    image: postgres:16
    environment: {POSTGRES_PASSWORD: x}
    volumes: [rows:/var/lib/postgresql/data]
  notes:
    image: postgres:16
    environment: {POSTGRES_PASSWORD: x}
volumes:
  rows:
";

#[test]
fn who_begins_from_nothing_is_told_what_is_lost() {
    let folder = folder(&[]);
    std::fs::write(folder.path().join("compose.yaml"), SHOP).expect("written");
    let of = |fault: &str, seed: u64, language: &str, json: bool| {
        let json = if json { "--json " } else { "" };
        let line = format!(
            "--lang {language} {json}compare compose.yaml --lanes ec2-careful --fault {fault}@10h --slips=0.4 --seeds 1 --seed {seed}"
        );
        works(folder.path(), &line).1
    };
    // The disk comes back with the zone, and is removed by whoever does not trust what they made.
    let begun = |fault: &str, seed: u64| -> Value {
        let data: Value = serde_json::from_str(&of(fault, seed, "en", true)).expect("JSON");
        let parts = data["lanes"][0]["phases"].as_array().expect("parts");
        let part = parts.iter().find(|part| part["name"] == fault);
        part.expect("the fault")["anew"][0].clone()
    };
    let anew = begun("zone-outage", 12);
    assert_eq!(anew["hadUsers"], true, "{anew}");
    let lost = anew["lost"].as_array().expect("a list");
    let named: Vec<_> = lost
        .iter()
        .map(|one| (one["service"].as_str(), one["volume"].as_str()))
        .collect();
    assert_eq!(named, [(Some("db"), Some("rows")), (Some("notes"), None)]);
    let hours = lost[0]["gatheredS"].as_f64().expect("a time") / 3_600.0;
    assert!(
        (10.0..12.0).contains(&hours),
        "since the first user: {anew}"
    );
    assert_eq!(lost[0]["bytes"], Value::Null);
    let said = of("zone-outage", 12, "en", false);
    let told = "zone-outage: everything was removed and begun from nothing; what users had left is lost: the volume rows of db, filled for 10h";
    assert!(said.contains(told), "{said}");
    let dicho = of("zone-outage", 12, "es", false);
    assert!(dicho.contains("se pierde lo que los usuarios habían dejado: el volumen rows de db, llenado durante 10h"), "{dicho}");
    // An instance that died took its disk along: only what came after it is lost to the person.
    let anew = begun("instance-dies", 5);
    let minutes = anew["lost"][0]["gatheredS"].as_f64().expect("a time") / 60.0;
    assert!((1.0..90.0).contains(&minutes), "since the repair: {anew}");
}

#[test]
fn a_chance_apart_from_its_option_and_a_number_apart_from_its_service_are_told() {
    let folder = folder(&[("said.yaml", PEOPLE)]);
    for (line, said, remedy) in [
        (
            "compare --slips 0.1 compose.yaml",
            "0.1 is read as a file",
            "--slips=0.1",
        ),
        (
            "test --slips never said.yaml",
            "never is read as a file",
            "--slips=never",
        ),
        (
            "scale web 8",
            "scale takes SERVICE=N, not web 8",
            "try: paperboat scale web=8",
        ),
        (
            "scale web=2 8",
            "not web=2 8",
            "such as paperboat scale web=3",
        ),
        (
            "scale web many",
            "not web many",
            "such as paperboat scale web=3",
        ),
        ("scale web", "not web", "such as paperboat scale web=3"),
    ] {
        let output = paperboat(folder.path(), &words(line));
        assert_eq!(output.status.code(), Some(2), "{line}");
        let told = err(&output).replace(['\u{2068}', '\u{2069}'], "");
        assert!(
            told.contains(said) && told.contains(remedy),
            "{line}: {told}"
        );
    }
}
