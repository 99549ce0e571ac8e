//! The builtins that set, export and forget variables.

use super::super::{JobKey, Progress, write_stderr, write_stdout};
use crate::world::World;

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn refuse_name(w: &mut World, key: JobKey, program: &str, word: &str) {
    let prefix = super::voice::prefix(&w.hosts.jobs[key]);
    let line = format!("{prefix}{program}: `{word}': not a valid identifier\n");
    write_stderr(w, key, &line);
}

/// Splits `NAME`, `NAME=VALUE` or `NAME+=VALUE`.
fn assignment(w: &World, key: JobKey, word: &str) -> Option<(String, Option<String>)> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    let (name, added) = match name.strip_suffix('+') {
        Some(name) if value.is_some() => (name, true),
        _ => (name, false),
    };
    let old = w.hosts.jobs[key].process.variable(name).filter(|_| added);
    let value = value.map(|v| format!("{}{v}", old.unwrap_or_default()));
    is_name(name).then(|| (name.to_owned(), value))
}

/// `export`.
pub(super) fn export(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let words = &argv[1..];
    if words.is_empty() || words == ["-p"] {
        let env = w.hosts.jobs[key].process.env.clone();
        for (name, value) in env {
            write_stdout(w, key, &format!("declare -x {name}=\"{value}\"\n"));
        }
        return Progress::Exit(0);
    }
    let mut code = 0;
    for word in words.iter().filter(|word| *word != "--") {
        match assignment(w, key, word) {
            Some((name, value)) => w.hosts.jobs[key].process.export(&name, value),
            None => {
                refuse_name(w, key, "export", word);
                code = 1;
            }
        }
    }
    Progress::Exit(code)
}

/// `declare`, `local` and `readonly`, as far as they set variables.
pub(super) fn declare(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut code = 0;
    let mut exported = false;
    for word in &argv[1..] {
        match (word.as_str(), assignment(w, key, word)) {
            ("-x", _) => exported = true,
            ("-r" | "-g", _) => {}
            (flag, _) if flag.starts_with('-') => {
                let line = format!("paperboat: not modelled: {} {flag}\n", argv[0]);
                write_stderr(w, key, &line);
                return Progress::Exit(2);
            }
            (_, Some((name, value))) if exported => {
                w.hosts.jobs[key].process.export(&name, value);
            }
            (_, Some((name, Some(value)))) => w.hosts.jobs[key].process.set(&name, value),
            (_, Some((_, None))) => {}
            (_, None) => {
                refuse_name(w, key, &argv[0], word);
                code = 1;
            }
        }
    }
    Progress::Exit(code)
}

/// `unset`.
pub(super) fn unset(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let process = &mut w.hosts.jobs[key].process;
    for name in argv[1..].iter().filter(|word| !word.starts_with('-')) {
        process.env.remove(name);
        process.variables.remove(name);
    }
    Progress::Exit(0)
}

/// `read`: takes one line of the input and splits it into variables.
pub(super) fn read(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut names = Vec::new();
    for word in &argv[1..] {
        match word.as_str() {
            "-r" | "-s" => {}
            flag if flag.starts_with('-') => {
                let line = format!("paperboat: not modelled: read {flag}\n");
                write_stderr(w, key, &line);
                return Progress::Exit(2);
            }
            name if is_name(name) => names.push(name),
            name => {
                refuse_name(w, key, "read", name);
                return Progress::Exit(1);
            }
        }
    }
    if names.is_empty() {
        names.push("REPLY");
    }
    let job = &mut w.hosts.jobs[key];
    let (line, rest, ended) = match job.stdin.split_once('\n') {
        Some((line, rest)) => (line.to_owned(), rest.to_owned(), true),
        None => (job.stdin.clone(), String::new(), false),
    };
    job.steps += (job.stdin.len() >> 12) as u32;
    job.stdin = rest;
    let mut left = line.trim_matches([' ', '\t']);
    let last = names.len() - 1;
    for (i, name) in names.into_iter().enumerate() {
        let (value, rest) = match left.split_once([' ', '\t']) {
            Some((value, rest)) if i < last => (value, rest.trim_start_matches([' ', '\t'])),
            _ => (left, ""),
        };
        job.process.set(name, value);
        left = rest;
    }
    Progress::Exit(i32::from(!ended))
}
