//! `env`, `printenv` and `which`.

use super::super::shell::Frame;
use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::find::path;
use crate::world::World;

/// Shows the environment, or runs a command with a changed one.
pub(super) fn env(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let before = w.hosts.jobs[key].process.clone();
    let mut process = before.clone();
    let mut words = argv[1..].iter().peekable();
    while let Some(word) = words.peek() {
        match (word.as_str(), word.split_once('=')) {
            ("-i" | "-", _) => process.env.clear(),
            ("-u", _) => {
                words.next();
                if let Some(name) = words.peek() {
                    process.env.remove(*name);
                }
            }
            (flag, _) if flag.starts_with('-') => {
                let words = format!("paperboat: not modelled: env {flag}\n");
                write_stderr(w, key, &words);
                return Progress::Exit(125);
            }
            (_, Some((name, value))) => {
                process.env.insert(name.to_owned(), value.to_owned());
            }
            _ => break,
        }
        words.next();
    }
    let command: Vec<String> = words.cloned().collect();
    if command.is_empty() {
        for (name, value) in &process.env {
            write_stdout(w, key, &format!("{name}={value}\n"));
        }
        return Progress::Exit(0);
    }
    w.hosts.jobs[key].process = process;
    Progress::Call(vec![Frame::Become(before), Frame::Program(command)])
}

/// Shows the environment, or single variables of it.
pub(super) fn printenv(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let env = w.hosts.jobs[key].process.env.clone();
    let mut code = 0;
    if argv.len() == 1 {
        for (name, value) in &env {
            write_stdout(w, key, &format!("{name}={value}\n"));
        }
    }
    for name in &argv[1..] {
        match env.get(name) {
            Some(value) => write_stdout(w, key, &format!("{value}\n")),
            None => code = 1,
        }
    }
    Progress::Exit(code)
}

/// Says where programs lie.
pub(super) fn which(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let ubuntu = {
        let machine = w.hosts.jobs[key].machine;
        w.hosts.machines[machine].hardware.is_ubuntu()
    };
    let mut code = 0;
    for name in argv[1..].iter().filter(|a| !a.starts_with('-')) {
        if let Some(path) = path(w, key, name) {
            write_stdout(w, key, &format!("{path}\n"));
            continue;
        }
        code = 1;
        if !ubuntu {
            let folders = w.hosts.jobs[key]
                .process
                .variable("PATH")
                .unwrap_or_default();
            let line = format!("/usr/bin/which: no {name} in ({folders})\n");
            write_stderr(w, key, &line);
        }
    }
    Progress::Exit(code)
}
