//! What both readmes show is what the program does.

mod person;

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;

use paperboat_core::app::extension::{HintPlace, hints};
use person::{Person, examples, out};

const READMES: [(&str, &str); 2] = [("README.md", "en"), ("README.es.md", "es")];

/// What is not run here: it builds, tests or installs.
const BUILDS: [&str; 2] = ["cargo test", "cargo build --features aws"];

fn read(name: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../").to_owned() + name;
    std::fs::read_to_string(path).expect("a readme")
}

/// The command lines of the console blocks with the lines shown below each.
fn typed(readme: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut console = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            console = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| console) {
            found.push((command.to_owned(), Vec::new()));
        } else if console {
            let (_, shown) = found.last_mut().expect("a command above its output");
            shown.push(line.trim_end().to_owned());
        }
    }
    found
}

/// Tells whether lines are those that are shown, where `...` stands for any lines.
fn fits(shown: &[String], said: &[&str]) -> bool {
    match shown.split_first() {
        None => said.is_empty(),
        Some((first, rest)) if first == "..." => (0..=said.len()).any(|n| fits(rest, &said[n..])),
        Some((first, rest)) => {
            let next = said.split_first();
            next.is_some_and(|(line, others)| line.trim_end() == first && fits(rest, others))
        }
    }
}

#[test]
fn what_the_readmes_show_is_what_the_program_prints() {
    for (name, language) in READMES {
        let person = Person::new().having("LANG", language);
        symlink(examples(), person.folder().join("examples")).expect("a link");
        let mut shown_at_all = 0;
        for (command, shown) in typed(&read(name)) {
            let words = command.strip_prefix("cargo run -- ");
            let Some(words) = words.or_else(|| command.strip_prefix("paperboat ")) else {
                assert!(BUILDS.contains(&command.as_str()), "{name}: {command}");
                continue;
            };
            let output = person.runs(&words.split(' ').collect::<Vec<_>>());
            let said = out(&output);
            assert_eq!(output.status.code(), Some(0), "{name}: {command}: {said}");
            let lines: Vec<&str> = said.lines().collect();
            let fit = shown.is_empty() || fits(&shown, &lines);
            assert!(
                fit,
                "{name}: {command} is shown as\n{}\nand prints\n{said}",
                shown.join("\n")
            );
            shown_at_all += shown.iter().filter(|line| *line != "...").count();
        }
        assert!(shown_at_all > 10, "{name} shows what it looks like");
    }
}

#[test]
fn lines_are_held_and_elisions_are_not() {
    let shown = ["a", "...", "d"].map(str::to_owned);
    assert!(fits(&shown, &["a", "b", "c", "d"]) && fits(&shown, &["a", "d"]));
    assert!(!fits(&shown, &["a", "b", "c"]) && !fits(&shown, &["b", "d"]));
    assert!(!fits(&shown, &["a", "d", "e"]));
}

/// The keys of the table under `## x-paperboat`, by where they stand.
fn listed(readme: &str, places: [(&str, HintPlace); 3]) -> BTreeSet<(HintPlace, String)> {
    let (_, section) = readme.split_once("\n## x-paperboat\n").expect("a section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let place = places.iter().find(|(word, _)| *word == cells[2]);
        let place = place.unwrap_or_else(|| panic!("{line}")).1;
        assert!(cells[3].len() > 8, "{line}");
        (place, cells[1].trim_matches('`').to_owned())
    };
    rows.map(row).collect()
}

#[test]
fn every_key_of_x_paperboat_has_a_line() {
    let known = hints()
        .into_iter()
        .map(|(place, key)| (place, key.to_owned()));
    let known: BTreeSet<_> = known.collect();
    assert!(known.len() > 10, "{known:?}");
    let (app, external, service) = (HintPlace::App, HintPlace::External, HintPlace::Service);
    let english = [
        ("the file", app),
        ("an endpoint", external),
        ("a service", service),
    ];
    assert_eq!(listed(&read("README.md"), english), known);
    let spanish = [
        ("el archivo", app),
        ("un endpoint", external),
        ("un servicio", service),
    ];
    assert_eq!(listed(&read("README.es.md"), spanish), known);
}
