//! The simulated machine held against a real one: the same command lines on both.
//!
//! `agree/scripts` holds the commands, `agree/real` what a real machine (a container with its own Docker Engine 26.1.5
//! and Compose 2.26.1 from Debian 13) showed. A plain run compares the simulated machine with that; with the feature
//! `ssh` and `PAPERBOAT_HOLD_REAL=1` a real machine is started and held to its own transcript, and with
//! `PAPERBOAT_UPDATE_REAL=1` it writes that anew. The transcripts of today were taken in a UTF-8 locale, over another SSH
//! client than this test's: quotation marks differ until they are written anew.
//! What differs is in `agree/DIFFERENCES.md`, which `PAPERBOAT_UPDATE_DIFFERENCES=1` writes.

#[cfg(feature = "ssh")]
#[path = "machine/emulator.rs"]
mod emulator;
#[path = "agree/files.rs"]
mod files;
#[path = "agree/measure.rs"]
mod measure;
#[cfg(feature = "ssh")]
#[path = "agree/real.rs"]
mod real;
#[path = "agree/simulated.rs"]
mod simulated;
#[path = "agree/transcript.rs"]
mod transcript;

use std::fmt::Write as _;
use std::path::PathBuf;

use measure::Measures;
#[cfg(feature = "ssh")]
use paperboat_tests::docker::{BUSYBOX, parts};
use simulated::Simulated;
use transcript::{Entry, STATE, commands, read, shown, state};

const SCRIPTS: [&str; 15] = [
    "shell", "docker", "restart", "compose", "words", "life", "look", "nets", "project", "build",
    "archive", "health", "engine", "tools", "bash",
];
/// The scripts that are about the shell alone: no container is looked at.
const WITHOUT_CONTAINERS: [&str; 3] = ["shell", "tools", "bash"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("agree")
}

fn script(name: &str) -> String {
    let path = folder().join("scripts").join(format!("{name}.txt"));
    std::fs::read_to_string(path).expect("a script")
}

fn recorded(name: &str) -> Vec<Entry> {
    let path = folder().join("real").join(format!("{name}.txt"));
    read(&std::fs::read_to_string(path).unwrap_or_default())
}

fn is_set(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|v| v == "1")
}

fn run(
    name: &str,
    mut types: impl FnMut(&str) -> paperboat_core::aws::host::ExecOutput,
) -> Vec<Entry> {
    let script = script(name);
    let looks = !WITHOUT_CONTAINERS.contains(&name);
    let entry = |command: &str| Entry {
        command: command.to_owned(),
        shown: shown(&types(command)),
        state: if looks {
            state(&types(STATE))
        } else {
            String::new()
        },
    };
    commands(&script).map(entry).collect()
}

const HEAD: &str = "# Where the simulated machine differs from a real one

The same command lines on both; written by `PAPERBOAT_UPDATE_DIFFERENCES=1`, held by every other run. `!` marks the
first line of the errors, `?` the exit code when it is not 0, `=` a container as it is afterwards. Of Compose files that
it refuses the simulated machine says what Compose 2.40.3 says; the real one has 2.26.1.
";

#[test]
fn the_simulated_machine_agrees_with_a_real_one() {
    let mut differences = String::new();
    let mut all = Measures::default();
    for name in SCRIPTS {
        let machine = Simulated::new();
        let simulated = run(name, |command| machine.types(command));
        let real = recorded(name);
        let asked: Vec<_> = real.iter().map(|e| &e.command).collect();
        let wanted: Vec<_> = simulated.iter().map(|e| &e.command).collect();
        assert_eq!(
            asked, wanted,
            "agree/real/{name}.txt is of another script: PAPERBOAT_UPDATE_REAL=1 with the feature `ssh`"
        );
        let mut measures = Measures::default();
        let mut told = String::new();
        for (s, r) in simulated.iter().zip(&real) {
            all.count(s, r);
            measures.count(s, r);
            if s == r {
                continue;
            }
            let _ = writeln!(told, "\n```\n$ {}\n```", s.command);
            for (which, entry, other) in [("real", r, s), ("simulated", s, r)] {
                let shown = cut(&(entry.shown.clone() + &beside(entry, other)));
                let _ = writeln!(told, "{which}:\n```\n{shown}```");
            }
        }
        let whole = measures.whole;
        let _ = writeln!(
            differences,
            "\n## {name}\n\n{whole} commands agree.\n{told}"
        );
    }
    println!("{all}");
    let differences = format!("{HEAD}\n{all}{differences}");
    let path = folder().join("DIFFERENCES.md");
    if is_set("PAPERBOAT_UPDATE_DIFFERENCES") {
        std::fs::write(path, differences).expect("the disk takes it");
        return;
    }
    let listed = std::fs::read_to_string(path).unwrap_or_default();
    snapbox::assert_data_eq!(differences, snapbox::Data::text(listed).raw());
}

/// The first lines of a long text: the rest is in the transcript.
fn cut(text: &str) -> String {
    const SHOWN: usize = 12;
    let lines = text.lines().count();
    let mut out: String = text.lines().take(SHOWN).map(|l| format!("{l}\n")).collect();
    if lines > SHOWN {
        out += &format!("({} further lines)\n", lines - SHOWN);
    }
    out
}

/// The containers of one machine that the other one has not, or not so.
fn beside(entry: &Entry, other: &Entry) -> String {
    let lines = entry.state.lines();
    let own = lines.filter(|line| !other.state.lines().any(|l| l == *line));
    own.map(|line| format!("= {line}\n")).collect()
}

/// Each script has a machine of its own: what one leaves behind is not the next one's.
#[test]
#[cfg(feature = "ssh")]
fn a_real_machine_does_what_was_recorded() {
    if !parts(&[BUSYBOX]) {
        return;
    }
    let writes = is_set("PAPERBOAT_UPDATE_REAL");
    if !writes && !is_set("PAPERBOAT_HOLD_REAL") {
        println!(
            "NOT TESTED: a real machine is held to its record with PAPERBOAT_HOLD_REAL=1 only"
        );
        return;
    }
    for name in SCRIPTS {
        let machine = real::Real::new(name);
        let found = transcript::write(&run(name, |command| machine.types(command)));
        let path = folder().join("real").join(format!("{name}.txt"));
        if writes {
            std::fs::create_dir_all(folder().join("real")).expect("the disk takes it");
            std::fs::write(path, found).expect("the disk takes it");
        } else {
            let listed = transcript::write(&recorded(name));
            snapbox::assert_data_eq!(found, snapbox::Data::text(listed).raw());
        }
    }
}
