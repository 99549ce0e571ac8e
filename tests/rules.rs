//! The rules of the house, held: who may depend on what, and who may read a clock, print or open a file.

#[path = "rules/fields.rs"]
mod fields;
#[path = "rules/rooms.rs"]
mod rooms;
#[path = "rules/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use source::code_of;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(member: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(member).join("src")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{member} has sources");
    found
}

/// Finds forbidden words in the code of a member, outside comments, texts and tests.
fn offences(member: &str, forbidden: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in sources(member) {
        let is_test = path
            .components()
            .any(|c| c.as_os_str() == "tests" || c.as_os_str() == "testing")
            || path
                .file_stem()
                .is_some_and(|s| s == "tests" || s == "testing");
        if is_test {
            continue;
        }
        let code = code_of(&std::fs::read_to_string(&path).expect("a readable source"));
        for (number, line) in code.lines().enumerate() {
            for word in forbidden {
                if line.contains(word) {
                    found.push(format!("{}:{}: {word}", path.display(), number + 1));
                }
            }
        }
    }
    found
}

/// What ties code to a computer: it keeps `core` and `simulator` from becoming WebAssembly, or a run from being
/// repeated.
const IO: &[&str] = &[
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "std::thread",
    "std::process",
    "std::env::",
    "std::io::std",
    "Instant",
    "SystemTime",
    "println!",
    "eprintln!",
    "print!(",
    "dbg!(",
    "tokio",
    "getrandom",
    "thread_rng",
    "HashMap",
    "HashSet",
    "DefaultHasher",
];

/// Functions of floats that differ between C libraries; `libm` gives the same bytes everywhere.
const PLATFORM_FLOATS: &[&str] = &[
    ".ln()",
    ".exp()",
    ".powf(",
    ".log10()",
    ".log2()",
    ".sin()",
    ".cos()",
    ".tan()",
    ".exp_m1()",
    ".ln_1p()",
    ".cbrt(",
];

#[test]
fn core_and_simulator_do_no_io_and_keep_order() {
    for member in ["core", "simulator", "rehearsal"] {
        let mut found = offences(member, IO);
        // Runs are independent worlds: the one place that may share them out among processors.
        found.retain(|f| !(f.contains("rehearsal/src/parallel.rs") && f.ends_with("std::thread")));
        assert!(
            found.is_empty(),
            "{member} may not use these:\n{}",
            found.join("\n")
        );
    }
}

#[test]
fn core_and_simulator_calculate_the_same_everywhere() {
    for member in ["core", "simulator", "rehearsal"] {
        let found = offences(member, PLATFORM_FLOATS);
        assert!(found.is_empty(), "use libm instead:\n{}", found.join("\n"));
    }
}

/// A cause is found on the path of its effect; what happened last anywhere in the world is no cause.
#[test]
fn nobody_takes_the_last_event_for_a_cause() {
    let words = [
        "events().last()",
        "events.last()",
        "events().len()",
        "events().iter().rev()",
    ];
    let found = offences("simulator", &words);
    assert!(
        found.is_empty(),
        "ask the trail instead:\n{}",
        found.join("\n")
    );
}

#[test]
fn nothing_pretends_to_be_finished() {
    for member in ["core", "simulator", "rehearsal", "serve", "wire", "cli"] {
        let found = offences(member, &["todo!", "unimplemented!"]);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// The names of the workspace's own crates that a member depends on, and of all others.
fn dependencies(member: &str) -> BTreeSet<String> {
    let manifest =
        std::fs::read_to_string(root().join(member).join("Cargo.toml")).expect("a manifest");
    let mut inside = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside && let Some((name, _)) = line.split_once(['.', '=', ' ']) {
            found.insert(name.trim().to_owned());
        }
    }
    found
}

/// The files of the simulator that say which rows the model has.
const TABLES: [&str; 5] = [
    "timing.rs",
    "throughput.rs",
    "price.rs",
    "limit.rs",
    "rule.rs",
];

/// Every row of the model is read by something: what no code names could be replaced without effect. Code that nothing
/// calls is found by the compiler.
#[test]
fn every_row_of_the_model_is_read() {
    let tables = root().join("simulator/src/model");
    let is_table = |path: &Path| {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        path.starts_with(&tables) && (name == "tests.rs" || TABLES.contains(&name))
    };
    let members = ["simulator", "rehearsal", "cli"];
    let readers = members.into_iter().flat_map(sources);
    let mut code = String::new();
    for path in readers.filter(|path| !is_table(path)) {
        code += &code_of(&std::fs::read_to_string(&path).expect("a readable source"));
    }
    let mut unread = Vec::new();
    for file in TABLES {
        let text = std::fs::read_to_string(tables.join(file)).expect("a table's names");
        let (names, rest) = text.split_once("\n    }\n}").expect("names end");
        let rows = names.lines().filter_map(|l| l.trim().split_once(" = \""));
        let mut count = 0;
        for (name, key) in rows {
            count += 1;
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let read = |text: &str| {
                let mut found = text.match_indices(name).map(|(at, _)| at);
                found.any(|at| {
                    let (before, after) = (&text[..at], &text[at + name.len()..]);
                    !before.ends_with(is_name) && !after.starts_with(is_name)
                })
            };
            if !read(&code) && !read(rest) {
                unread.push(key.trim_end_matches("\",").to_owned());
            }
        }
        assert!(count > 0, "{file} declares rows");
    }
    assert!(unread.is_empty(), "nothing reads {unread:?}");
}

#[test]
fn dependencies_point_one_way() {
    let ours = |member: &str| -> BTreeSet<String> {
        dependencies(member)
            .into_iter()
            .filter(|d| d.starts_with("paperboat"))
            .collect()
    };
    assert_eq!(ours("core"), BTreeSet::new());
    assert_eq!(
        ours("simulator"),
        BTreeSet::from(["paperboat-core".to_owned(), "paperboat-wire".to_owned()])
    );
    assert_eq!(
        ours("rehearsal"),
        BTreeSet::from([
            "paperboat-core".to_owned(),
            "paperboat-simulator".to_owned()
        ])
    );
    assert_eq!(
        ours("serve"),
        BTreeSet::from([
            "paperboat-core".to_owned(),
            "paperboat-simulator".to_owned(),
            "paperboat-wire".to_owned()
        ])
    );
    for member in ["backends", "wire"] {
        assert_eq!(ours(member), BTreeSet::from(["paperboat-core".to_owned()]));
    }
    assert_eq!(
        ours("cli"),
        BTreeSet::from([
            "paperboat-backends".to_owned(),
            "paperboat-core".to_owned(),
            "paperboat-rehearsal".to_owned(),
            "paperboat-serve".to_owned(),
            "paperboat-simulator".to_owned()
        ])
    );
}

#[test]
fn only_the_command_line_knows_terminals() {
    let terminal = [
        "clap",
        "anstream",
        "anstyle",
        "comfy-table",
        "annotate-snippets",
        "fluent-bundle",
        "tempfile",
    ];
    for member in ["core", "simulator", "rehearsal", "serve", "wire"] {
        for name in terminal {
            assert!(
                !dependencies(member).contains(name),
                "{member} depends on {name}"
            );
        }
    }
}

#[test]
fn files_stay_small_enough_to_read() {
    for member in ["core", "simulator", "rehearsal", "serve", "wire", "cli"] {
        for path in sources(member) {
            let lines = std::fs::read_to_string(&path)
                .expect("a readable source")
                .lines()
                .count();
            assert!(
                lines <= 600,
                "{} has {lines} lines: does it hold one concept?",
                path.display()
            );
        }
    }
}

/// Tests of the program start it in one way, which takes this computer's own settings from it.
#[test]
fn tests_have_one_way_to_run_the_program() {
    let mut folders = vec![root().join("cli/tests")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let code = std::fs::read_to_string(&path).expect("a readable source");
                found.extend(code.contains("CARGO_BIN_EXE").then_some(path));
            }
        }
    }
    assert_eq!(found, [root().join("cli/tests/person/mod.rs")]);
}

/// The slow run names the targets that a feature changes, because all others were run before it.
#[test]
fn what_a_feature_changes_is_run_with_it() {
    let outside = std::fs::read_to_string(root().join(".ci/outside")).expect("the script");
    let mut changed = BTreeSet::new();
    for member in ["cli", "backends", "tests"] {
        let manifest = root().join(member).join("Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).expect("a manifest");
        for target in manifest.split("[[test]]").skip(1) {
            let own = target.split("\n\n").next().unwrap_or_default();
            let name = own.lines().find_map(|l| l.strip_prefix("name = "));
            if own.contains("required-features") {
                changed.extend(name.map(|n| n.trim_matches('"').to_owned()));
            }
        }
        let folder = match member {
            "tests" => root().join(member),
            _ => root().join(member).join("tests"),
        };
        for entry in std::fs::read_dir(folder).expect("a folder of tests") {
            let path = entry.expect("an entry").path();
            let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
                continue;
            };
            let Some(name) = name.strip_suffix(".rs").filter(|n| *n != "lib") else {
                continue;
            };
            let text = std::fs::read_to_string(&path).expect("a test");
            let of_feature = ["aws", "ssh"].map(|f| format!("feature = \"{f}\""));
            if of_feature.iter().any(|f| text.contains(f)) && name != "rules" {
                changed.insert(name.to_owned());
            }
        }
    }
    assert!(changed.len() > 8, "the features change tests: {changed:?}");
    let missing: Vec<&String> = changed
        .iter()
        .filter(|name| {
            !outside
                .split_whitespace()
                .zip(outside.split_whitespace().skip(1))
                .any(|(flag, target)| flag == "--test" && target == *name)
        })
        .collect();
    assert!(missing.is_empty(), ".ci/outside lacks --test {missing:?}");
}
