//! What a script showed, line by line, without what differs from run to run.

use std::fmt::Write as _;

use paperboat_core::aws::host::ExecOutput;

/// One command of a script, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The command as it was typed.
    pub(crate) command: String,
    /// What is compared of it.
    pub(crate) shown: String,
    /// The containers of the machine afterwards, a line each.
    pub(crate) state: String,
}

impl Entry {
    /// The exit code.
    pub(crate) fn code(&self) -> i32 {
        let code = self.shown.lines().find_map(|l| l.strip_prefix("? "));
        code.and_then(|c| c.parse().ok()).unwrap_or(0)
    }

    /// The first line of the errors.
    pub(crate) fn error(&self) -> Option<&str> {
        self.shown.lines().find_map(|l| l.strip_prefix("! "))
    }

    /// The output.
    pub(crate) fn output(&self) -> Vec<&str> {
        let lines = self.shown.lines();
        let other = |l: &&str| !l.starts_with("! ") && !l.starts_with("? ");
        lines.filter(other).collect()
    }
}

/// What shows the containers of a machine: names, states, exit codes and ports.
pub(crate) const STATE: &str = "ids=$(docker ps -aq); [ -z \"$ids\" ] || docker inspect -f '{{.Name}} {{.State.Status}} {{.State.ExitCode}} {{json .NetworkSettings.Ports}}' $ids | sort";

/// What [`STATE`] showed, without what differs from run to run.
pub(crate) fn state(output: &ExecOutput) -> String {
    let named = |line: &str| match line.strip_prefix('/').and_then(|l| l.split_once(' ')) {
        Some((name, rest)) if is_drawn(name) => format!("/NAME {rest}"),
        _ => line.to_owned(),
    };
    let mut lines: Vec<String> = output.stdout.lines().map(|l| named(&plain(l))).collect();
    lines.sort();
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The commands of a script. A line that begins with `#` says something to its reader.
pub(crate) fn commands(script: &str) -> impl Iterator<Item = &str> {
    let lines = script.lines().map(str::trim_end);
    lines.filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// Tells whether Docker drew a container's name: `jovial_taussig`.
fn is_drawn(name: &str) -> bool {
    let parts = name.split_once('_');
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    parts.is_some_and(|(left, right)| word(left) && word(right))
}

/// What is compared: the output, the first line of the errors, and the exit code when it is not 0. What Compose writes
/// of its progress to a terminal is no error.
pub(crate) fn shown(output: &ExecOutput) -> String {
    let mut out = String::new();
    for line in output.stdout.lines() {
        let _ = writeln!(out, "{}", plain(line));
    }
    let errors = output.stderr.lines().map(str::trim_end);
    let mut errors = errors.filter(|l| !l.trim().is_empty() && !is_progress(l));
    if let Some(first) = errors.next() {
        let _ = writeln!(out, "! {}", plain(first));
    }
    if output.exit_code != 0 {
        let _ = writeln!(out, "? {}", output.exit_code);
    }
    out
}

/// ` Container app-web-1  Started`, ` Network app_default  Creating`.
fn is_progress(line: &str) -> bool {
    let kinds = [" Container ", " Network ", " Volume "];
    kinds.iter().any(|kind| line.starts_with(kind)) && line.contains("  ")
}

/// A line without the control sequences of a terminal and without the time that Compose's log writes.
fn without_time(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out += before.trim_end_matches('\r');
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        rest = rest.get(1..).unwrap_or_default();
    }
    out += rest;
    match out
        .split_once("time=\"")
        .map(|(a, b)| (a, b.split_once('"')))
    {
        Some((before, Some((_, after)))) => format!("{before}time=\"TIME\"{after}"),
        _ => out,
    }
}

/// A line in which the private networks that Docker gives out have one number: a container's own engine begins with
/// another one than an instance's.
fn without_subnets(line: &str) -> String {
    let mut parts = line.split("172.");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let second = part
            .split_once('.')
            .filter(|(n, _)| n.parse().is_ok_and(|n: u8| (16..32).contains(&n)));
        match second {
            Some((_, rest)) => out += &format!("172.X.{rest}"),
            None => out += &format!("172.{part}"),
        }
    }
    out
}

/// Puts `ID` for long hexadecimal numbers, and spaces for tabs.
fn plain(line: &str) -> String {
    let line = &without_subnets(&without_time(line));
    let mut out = String::new();
    let mut word = String::new();
    for c in line.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        let hexadecimal = word.len() >= 12 && word.bytes().all(|b| b.is_ascii_hexdigit());
        out.push_str(if hexadecimal { "ID" } else { &word });
        word.clear();
        if c != '\n' {
            out.push(if c == '\t' { ' ' } else { c });
        }
    }
    out.trim_end().to_owned()
}

/// Writes entries as a transcript. `=` begins a line of the containers' state, which is written where it changes.
#[cfg(feature = "ssh")]
pub(crate) fn write(entries: &[Entry]) -> String {
    let mut out = String::new();
    let mut state = "";
    for entry in entries {
        let _ = writeln!(out, "$ {}", entry.command);
        out.push_str(&entry.shown);
        if entry.state == state {
            continue;
        }
        state = &entry.state;
        if state.is_empty() {
            out.push_str("= none\n");
        }
        for line in state.lines() {
            let _ = writeln!(out, "= {line}");
        }
    }
    out
}

/// Reads a transcript.
pub(crate) fn read(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut fresh = false;
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let before = entries.last().map(|e| e.state.clone());
            fresh = true;
            entries.push(Entry {
                command: command.to_owned(),
                shown: String::new(),
                state: before.unwrap_or_default(),
            });
            continue;
        }
        let Some(entry) = entries.last_mut() else {
            continue;
        };
        match line.strip_prefix("= ") {
            None => entry.shown += &format!("{line}\n"),
            Some(container) => {
                if std::mem::take(&mut fresh) {
                    entry.state.clear();
                }
                if container != "none" {
                    entry.state += &format!("{container}\n");
                }
            }
        }
    }
    entries
}
