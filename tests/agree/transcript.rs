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
}

/// The commands of a script. A line that begins with `#` says something to its reader.
pub(crate) fn commands(script: &str) -> impl Iterator<Item = &str> {
    let lines = script.lines().map(str::trim_end);
    lines.filter(|l| !l.is_empty() && !l.starts_with('#'))
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

/// Puts `ID` for long hexadecimal numbers, `TIME` for durations, and spaces for tabs.
fn plain(line: &str) -> String {
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

/// Writes entries as a transcript.
#[cfg(feature = "ssh")]
pub(crate) fn write(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        let _ = writeln!(out, "$ {}", entry.command);
        out.push_str(&entry.shown);
    }
    out
}

/// Reads a transcript.
pub(crate) fn read(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let command = command.to_owned();
            entries.push(Entry {
                command,
                shown: String::new(),
            });
        } else if let Some(entry) = entries.last_mut() {
            entry.shown.push_str(line);
            entry.shown.push('\n');
        }
    }
    entries
}
