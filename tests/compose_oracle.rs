//! Our reader beside the real Docker Compose v2, on every fixture.
//!
//! The program is `$PAPERBOAT_COMPOSE_ORACLE`, or what `tests/oracle/install.sh` brought, or an installed plugin;
//! without one the test says so and passes. What differs must be listed, with the reason, in
//! `fixtures/compose/DIFFERENCES.md`, and what is listed must differ.

#[path = "compose/case.rs"]
mod case;
#[path = "compose/disk.rs"]
mod disk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use paperboat_core::app::files::{FileError, Files};
use paperboat_core::app::load::{Load, Refused, Resolved};
use paperboat_core::app::render::{render_json, render_yaml};
use serde_json::Value;

use case::Case;
use disk::Disk;

/// What the real Compose did.
struct Answer {
    code: i32,
    out: String,
    /// The error, without warnings.
    error: String,
    warnings: BTreeSet<String>,
}

#[test]
fn config_says_what_docker_compose_says() {
    let Some(oracle) = oracle() else {
        eprintln!("SKIPPED: no Docker Compose v2 here; tests/oracle/install.sh brings one");
        return;
    };
    let listed = listed();
    let mut unexpected = Vec::new();
    let mut differing = BTreeSet::new();
    let cases = case::all();
    for case in &cases {
        let json = ask(&oracle, case, "json");
        let ours = case.load().read(&Disk);
        let found = match &ours {
            Ok(resolved) => compare(resolved, &json, &ask(&oracle, case, "yaml")),
            Err(refused) => compare_refusals(refused, &json),
        };
        if let Some((kind, details)) = found {
            differing.insert(case.name.clone());
            if listed.get(&case.name).map(String::as_str) != Some(kind) {
                unexpected.push(format!("== {}: {kind}\n{details}", case.name));
            }
        }
    }
    for name in listed.keys().filter(|name| !differing.contains(*name)) {
        unexpected.push(format!("== {name}: listed, but it does not differ"));
    }
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n\n"));
    eprintln!(
        "{} fixtures, {} with a listed difference, compared with {}",
        cases.len(),
        differing.len(),
        oracle.display()
    );
}

fn oracle() -> Option<PathBuf> {
    let given = std::env::var_os("PAPERBOAT_COMPOSE_ORACLE").map(PathBuf::from);
    if let Some(given) = given {
        assert!(is_v2(&given), "{} is no Docker Compose v2", given.display());
        return Some(given);
    }
    let brought = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/oracle/docker-compose");
    let plugins = [
        "/usr/libexec/docker/cli-plugins/docker-compose",
        "/usr/lib/docker/cli-plugins/docker-compose",
        "/usr/local/lib/docker/cli-plugins/docker-compose",
    ];
    let known = plugins.iter().map(PathBuf::from);
    std::iter::once(brought)
        .chain(known)
        .find(|path| is_v2(path))
}

fn is_v2(program: &Path) -> bool {
    let answer = Command::new(program).args(["version", "--short"]).output();
    answer.is_ok_and(|answer| answer.stdout.starts_with(b"2.") || answer.stdout.starts_with(b"v2."))
}

fn ask(oracle: &Path, case: &Case, format: &str) -> Answer {
    let answer = Command::new(oracle)
        .args(&case.options)
        .args(["config", "--format", format])
        .current_dir(&case.directory)
        .env_clear()
        .envs(&case.environment)
        .env("PWD", &case.directory)
        .output()
        .expect("the oracle runs");
    let said = String::from_utf8_lossy(&answer.stderr).into_owned();
    let (warnings, error): (Vec<&str>, Vec<&str>) = said
        .lines()
        .partition(|line| line.contains(" level=warning "));
    let message = |line: &&str| {
        let quoted = line.split_once(" msg=")?.1;
        serde_json::from_str::<String>(quoted)
            .ok()
            .or_else(|| Some(quoted.to_owned()))
    };
    Answer {
        code: answer.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&answer.stdout).into_owned(),
        error: error.join("\n").trim().to_owned(),
        warnings: warnings.iter().filter_map(message).collect(),
    }
}

/// The fixtures that are known to differ, each with how.
fn listed() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/compose/DIFFERENCES.md");
    let text = std::fs::read_to_string(path).expect("the list of differences");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert!(
            cells.len() >= 5 && !cells[3].is_empty(),
            "a reason in {row}"
        );
        (cells[1].trim_matches('`').to_owned(), cells[2].to_owned())
    })
    .collect()
}

fn compare(ours: &Resolved, json: &Answer, yaml: &Answer) -> Option<(&'static str, String)> {
    if json.code != 0 {
        return Some(("we accept", format!("compose: {}", json.error)));
    }
    let (mine, theirs) = (render_json(ours), &json.out);
    if values(&mine) != values(theirs) {
        return Some(("value", diff(&pretty(theirs), &pretty(&mine))));
    }
    let mine = render_yaml(ours);
    if reread(&mine) != reread(&yaml.out) {
        return Some(("value in YAML", diff(&yaml.out, &mine)));
    }
    let said: BTreeSet<String> = ours
        .warnings
        .iter()
        .filter_map(|w| w.docker_says.clone())
        .collect();
    if said != json.warnings {
        return Some((
            "warnings",
            format!("compose: {:#?}\nours: {said:#?}", json.warnings),
        ));
    }
    None
}

fn compare_refusals(ours: &Refused, theirs: &Answer) -> Option<(&'static str, String)> {
    if theirs.code == 0 {
        return Some(("we refuse", format!("ours: {ours}")));
    }
    if ours.to_string() != theirs.error {
        return Some((
            "words",
            format!("compose: {}\nours:    {ours}", theirs.error),
        ));
    }
    if ours.docker_exit_code() != theirs.code {
        return Some((
            "exit code",
            format!(
                "compose: {}\nours: {}",
                theirs.code,
                ours.docker_exit_code()
            ),
        ));
    }
    None
}

/// JSON as values, where 2 is 2.0.
fn values(text: &str) -> Value {
    fn plain(value: Value) -> Value {
        match value {
            Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
            Value::Array(items) => items.into_iter().map(plain).collect(),
            Value::Object(members) => {
                let mut members: Vec<_> = members.into_iter().map(|(k, v)| (k, plain(v))).collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                members.into_iter().collect()
            }
            other => other,
        }
    }
    plain(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

fn pretty(text: &str) -> String {
    serde_json::to_string_pretty(&values(text)).expect("JSON prints")
}

/// What a printed YAML file means, read again as a Compose file.
fn reread(yaml: &str) -> Result<String, String> {
    struct One<'a>(&'a str);
    impl Files for One<'_> {
        fn read(&self, path: &str, _: u64) -> Result<Vec<u8>, FileError> {
            match path {
                "/again/compose.yaml" => Ok(self.0.as_bytes().to_vec()),
                _ => Err(FileError::NotFound),
            }
        }
    }
    let load = Load {
        working_directory: "/again".to_owned(),
        profiles: vec!["*".to_owned()],
        ..Load::default()
    };
    let read = load
        .read(&One(yaml))
        .map_err(|refused| refused.to_string())?;
    Ok(pretty(&read.tree.to_json().to_string()))
}

/// The lines of two texts that differ.
fn diff(theirs: &str, mine: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (theirs.lines().collect(), mine.lines().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let rest = (a.len() - same).min(b.len() - same);
    let tail = (0..rest)
        .take_while(|i| a[a.len() - 1 - i] == b[b.len() - 1 - i])
        .count();
    let show = |lines: &[&str], sign: &str| {
        let lines = &lines[same..lines.len() - tail];
        lines
            .iter()
            .map(|line| format!("{sign} {line}\n"))
            .collect::<String>()
    };
    format!(
        "line {}\n{}{}",
        same + 1,
        show(&a, "compose:"),
        show(&b, "ours:   ")
    )
}
