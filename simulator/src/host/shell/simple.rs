//! Simple commands: assignments, redirects, then a builtin or a program.

use super::super::{JobKey, Process, job, write_stderr};
use super::expand::{Expansion, Failure};
use super::frame::{Before, Frame};
use super::redirect::Target;
use super::run::fail;
use super::syntax::Simple;
use super::{builtin, redirect};
use crate::world::World;

/// A simple command with its words expanded.
struct Expanded {
    /// Name, value, and whether it is added to the old value.
    assignments: Vec<(String, String, bool)>,
    argv: Vec<String>,
    targets: Vec<Target>,
}

/// Runs a simple command; the outputs of its substitutions are known.
pub(super) fn execute(w: &mut World, key: JobKey, simple: &Simple, outputs: Vec<String>) {
    let substituted = !outputs.is_empty();
    w.hosts.jobs[key].line = simple.line;
    w.hosts.jobs[key].frames.push(Frame::Errexit);
    let Expanded {
        assignments,
        argv,
        targets,
    } = match expand(&mut Expansion::new(w, key, outputs), simple) {
        Ok(expanded) => expanded,
        Err(failure) => return fail(w, key, &failure),
    };
    if w.hosts.jobs[key].options.xtrace {
        trace(w, key, &assignments, &argv);
    }
    let lasting = argv.len() == 1 && argv[0] == "exec";
    if !targets.is_empty() && !redirect::open(w, key, targets) {
        return;
    }
    let job = &mut w.hosts.jobs[key];
    if lasting {
        // `exec` without a command keeps its redirects.
        if matches!(job.frames.last(), Some(Frame::Streams(..))) {
            job.frames.pop();
        }
        return job.status = 0;
    }
    if argv.is_empty() {
        for assignment in assignments {
            let value = joined(&job.process, &assignment);
            job.process.set(&assignment.0, value);
        }
        if !substituted {
            job.status = 0;
        }
        return;
    }
    if !assignments.is_empty() {
        let mut before = Vec::new();
        for assignment in assignments {
            let value = joined(&job.process, &assignment);
            let name = assignment.0;
            before.push(Before {
                exported: job.process.env.get(&name).cloned(),
                own: job.process.variables.get(&name).cloned(),
                name: name.clone(),
            });
            job.process.export(&name, Some(value));
        }
        job.frames.push(Frame::Variables(before));
    }
    match builtin::find(&argv[0]) {
        Some(run) => {
            let progress = run(w, key, &argv);
            job::follow(w, key, progress);
        }
        None => job.frames.push(Frame::Program(argv)),
    }
}

fn expand(expansion: &mut Expansion<'_>, simple: &Simple) -> Result<Expanded, Failure> {
    let mut assignments = Vec::new();
    for (name, word, append) in &simple.assignments {
        assignments.push((name.clone(), expansion.text(word)?, *append));
    }
    let mut argv = Vec::new();
    for word in &simple.words {
        argv.extend(expansion.fields(word)?);
    }
    let targets = redirect::expand(expansion, &simple.redirects)?;
    Ok(Expanded {
        assignments,
        argv,
        targets,
    })
}

fn joined(process: &Process, (name, value, append): &(String, String, bool)) -> String {
    let old = process.variable(name).filter(|_| *append);
    format!("{}{value}", old.unwrap_or_default())
}

/// Shows a command as `set -x` does.
fn trace(w: &mut World, key: JobKey, assignments: &[(String, String, bool)], argv: &[String]) {
    for (name, value, append) in assignments {
        let sign = if *append { "+=" } else { "=" };
        write_stderr(w, key, &format!("+ {name}{sign}{}\n", quote(value)));
    }
    if !argv.is_empty() {
        let words: Vec<String> = argv.iter().map(|word| quote(word)).collect();
        write_stderr(w, key, &format!("+ {}\n", words.join(" ")));
    }
}

fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
