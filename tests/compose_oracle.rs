//! Our reader beside the real Docker Compose, in two versions, on every fixture.
//!
//! The programs are `$PAPERBOAT_COMPOSE_ORACLE`, or what `tests/oracle/install.sh` brought, or an installed plugin;
//! without one the test says so and passes. What differs must be listed, with the reason, in
//! `fixtures/compose/DIFFERENCES.md`, and what is listed must differ.

#[path = "compose/case.rs"]
mod case;
#[path = "compose/disk.rs"]
mod disk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use paperboat_core::app::files::InMemory;
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

/// The versions that the table of differences has a column for, the oldest first.
const VERSIONS: [&str; 2] = ["2.26.", "2.40."];

/// The real program in one of the versions.
struct Oracle {
    program: PathBuf,
    version: usize,
}

#[test]
fn config_says_what_docker_compose_says() {
    let oracles = oracles();
    if oracles.is_empty() {
        eprintln!(
            "SKIPPED: no Docker Compose 2.26 or 2.40 here; tests/oracle/install.sh brings both"
        );
        return;
    }
    let unexpected: Vec<String> = oracles.iter().flat_map(compare_all).collect();
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n\n"));
}

/// Compares every fixture with one version; gives what is not as listed.
fn compare_all(oracle: &Oracle) -> Vec<String> {
    let listed = listed(oracle.version);
    let name = format!("{}x", VERSIONS[oracle.version]);
    let mut unexpected = Vec::new();
    let mut differing = BTreeSet::new();
    let cases = case::all();
    for case in &cases {
        let json = ask(&oracle.program, case, "json");
        let ours = case.load().read(&Disk);
        let found = match &ours {
            Ok(resolved) => compare(resolved, &json, &ask(&oracle.program, case, "yaml")),
            Err(refused) => compare_refusals(refused, &json, oracle.version),
        };
        if let Some((kind, details)) = found {
            differing.insert(case.name.clone());
            if listed.get(&case.name).map(String::as_str) != Some(kind) {
                unexpected.push(format!("== {} ({name}): {kind}\n{details}", case.name));
            }
        }
    }
    for known in listed.keys().filter(|known| !differing.contains(*known)) {
        unexpected.push(format!(
            "== {known} ({name}): listed, but it does not differ"
        ));
    }
    eprintln!(
        "{} fixtures, {} with a listed difference, compared with {name} at {}",
        cases.len(),
        differing.len(),
        oracle.program.display()
    );
    unexpected
}

fn oracles() -> Vec<Oracle> {
    if let Some(given) = std::env::var_os("PAPERBOAT_COMPOSE_ORACLE").map(PathBuf::from) {
        let version = version(&given);
        let version =
            version.unwrap_or_else(|| panic!("{} is neither 2.26 nor 2.40", given.display()));
        return vec![Oracle {
            program: given,
            version,
        }];
    }
    let brought = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/oracle");
    let known = [
        brought.join("docker-compose-2.26"),
        brought.join("docker-compose-2.40"),
        "/usr/libexec/docker/cli-plugins/docker-compose".into(),
        "/usr/lib/docker/cli-plugins/docker-compose".into(),
        "/usr/local/lib/docker/cli-plugins/docker-compose".into(),
    ];
    let mut found: BTreeMap<usize, PathBuf> = BTreeMap::new();
    for program in known {
        if let Some(version) = version(&program) {
            found.entry(version).or_insert(program);
        }
    }
    let oracle = |(version, program)| Oracle { program, version };
    found.into_iter().map(oracle).collect()
}

/// Which of [`VERSIONS`] a program is.
fn version(program: &Path) -> Option<usize> {
    let answer = Command::new(program)
        .args(["version", "--short"])
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    let said = said.trim_start_matches('v');
    VERSIONS
        .iter()
        .position(|version| said.starts_with(version))
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

/// The fixtures that are known to differ from a version, each with how.
fn listed(version: usize) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/compose/DIFFERENCES.md");
    let text = std::fs::read_to_string(path).expect("the list of differences");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let differing = rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let reason = cells.get(2 + VERSIONS.len()).copied().unwrap_or_default();
        assert!(!reason.is_empty(), "a reason in {row}");
        let kind = cells[2 + version];
        (kind != "same").then(|| (cells[1].trim_matches('`').to_owned(), kind.to_owned()))
    });
    differing.collect()
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

fn compare_refusals(
    ours: &Refused,
    theirs: &Answer,
    version: usize,
) -> Option<(&'static str, String)> {
    if theirs.code == 0 {
        return Some(("we refuse", format!("ours: {ours}")));
    }
    if ours.to_string() != theirs.error {
        return Some((
            "words",
            format!("compose: {}\nours:    {ours}", theirs.error),
        ));
    }
    // the simulated Compose ends like the newer one, with 1; 2.26 had 14 and 15 too
    if version > 0 && theirs.code != 1 {
        return Some(("exit code", format!("compose: {}", theirs.code)));
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
    let load = Load {
        working_directory: "/again".to_owned(),
        profiles: vec!["*".to_owned()],
        ..Load::default()
    };
    let read = load
        .read(&InMemory::one("/again/compose.yaml", yaml))
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
