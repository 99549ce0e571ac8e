//! Simple commands: assignments, redirects, then a builtin or a program.

use super::super::{JobKey, job, write_stderr};
use super::array::Array;
use super::expand::{Expansion, Failure, Outputs};
use super::frame::Frame;
use super::run::fail;
use super::syntax::{Assigned, Assignment, Simple};
use super::{arithmetic, builtin, function, redirect};
use crate::world::World;

/// Runs a simple command; the outputs of its substitutions are known.
pub(super) fn execute(w: &mut World, key: JobKey, simple: &Simple, outputs: Outputs) {
    let substituted = !outputs.is_empty();
    w.hosts.jobs[key].line = simple.line;
    w.hosts.jobs[key].frames.push(Frame::Errexit);
    if let Err(failure) = run(w, key, simple, outputs, substituted) {
        fail(w, key, &failure);
    }
}

fn run(
    w: &mut World,
    key: JobKey,
    simple: &Simple,
    outputs: Outputs,
    substituted: bool,
) -> Result<(), Failure> {
    let mut expansion = Expansion::new(w, key, outputs);
    let mut argv = Vec::new();
    for word in &simple.words {
        argv.extend(expansion.fields(word)?);
    }
    let targets = redirect::expand(&mut expansion, &simple.redirects)?;
    // Each assignment sees those before it.
    let mut before = Vec::new();
    for assignment in &simple.assignments {
        if !argv.is_empty() {
            let process = expansion.process();
            let name = &assignment.name;
            let old = process.variable(name).map(str::to_owned);
            before.push(process.take(name));
            if assignment.append {
                old.into_iter().for_each(|old| process.set(name, old));
            }
        }
        assign(&mut expansion, assignment)?;
        if !argv.is_empty() {
            expansion.process().export(&assignment.name, None);
        }
    }
    let mut filled = Vec::new();
    for assignment in &simple.filled {
        filled.push((assignment, elements(&mut expansion, assignment)?));
    }
    if expansion.w.hosts.jobs[key].options.xtrace {
        trace(expansion.w, key, &argv);
    }
    let w = expansion.w;
    // What the command declares is there before it is filled.
    if !before.is_empty() {
        w.hosts.jobs[key].frames.push(Frame::Variables(before));
    }
    let lasting = argv.len() == 1 && argv[0] == "exec";
    if !targets.is_empty() && !redirect::open(w, key, targets) {
        return Ok(());
    }
    let job = &mut w.hosts.jobs[key];
    if lasting {
        // `exec` without a command keeps its redirects.
        if matches!(job.frames.last(), Some(Frame::Streams(..))) {
            job.frames.pop();
        }
        job.status = 0;
        return Ok(());
    }
    if argv.is_empty() {
        if !substituted {
            job.status = 0;
        }
        return Ok(());
    }
    if function::call(w, key, &argv) {
        return Ok(());
    }
    match builtin::find(&argv[0]) {
        Some(run) => {
            let progress = run(w, key, &argv);
            job::follow(w, key, progress);
        }
        None => w.hosts.jobs[key].frames.push(Frame::Program(argv)),
    }
    for (assignment, elements) in filled {
        fill(
            &mut Expansion::new(w, key, Vec::new()),
            assignment,
            elements,
        )?;
    }
    Ok(())
}

type Elements = Vec<(Option<String>, String)>;

/// The values of a list, each with its index where that is said.
fn elements(expansion: &mut Expansion<'_>, assignment: &Assignment) -> Result<Elements, Failure> {
    let mut elements = Vec::new();
    let Assigned::Many(values) = &assignment.value else {
        return Ok(elements);
    };
    for (index, word) in values {
        match index {
            Some(index) => {
                let index = expansion.text(index)?;
                elements.push((Some(index), expansion.text(word)?));
            }
            None => {
                let words = expansion.fields(word)?;
                elements.extend(words.into_iter().map(|word| (None, word)));
            }
        }
    }
    Ok(elements)
}

/// Gives an array its values.
fn fill(
    expansion: &mut Expansion<'_>,
    assignment: &Assignment,
    elements: Elements,
) -> Result<(), Failure> {
    let name = assignment.name.as_str();
    let process = expansion.process();
    let keyed = matches!(process.arrays.get(name), Some(Array::Keyed(_)));
    let mut next = 0;
    if assignment.append {
        let before = match process.arrays.get(name) {
            Some(Array::Indexed(elements)) => elements.keys().next_back().map(|n| n + 1),
            Some(Array::Keyed(_)) => None,
            None => process.variable(name).map(|_| 1),
        };
        next = before.unwrap_or(0);
    } else {
        process.take(name);
    }
    if !process.arrays.contains_key(name) {
        let old = process.env.remove(name).or(process.variables.remove(name));
        let array = if keyed {
            Array::new(true)
        } else {
            Array::of(old)
        };
        process.arrays.insert(name.to_owned(), array);
    }
    let mut pairs = elements.into_iter();
    while let Some((index, value)) = pairs.next() {
        match index {
            // `declare -A m=(a 1 b 2)` has keys and values by turns.
            None if keyed => {
                let (_, other) = pairs.next().unwrap_or_default();
                expansion.set(name, Some(&value), other, false)?;
            }
            Some(index) if !keyed => {
                let number = arithmetic::evaluate(expansion, &index, "")?;
                expansion.set(name, Some(&number.to_string()), value, false)?;
                next = number + 1;
            }
            Some(index) => expansion.set(name, Some(&index), value, false)?,
            None => {
                expansion.set(name, Some(&next.to_string()), value, false)?;
                next += 1;
            }
        }
    }
    Ok(())
}

fn assign(expansion: &mut Expansion<'_>, assignment: &Assignment) -> Result<(), Failure> {
    let name = assignment.name.as_str();
    let (key, traced) = (
        expansion.job,
        expansion.w.hosts.jobs[expansion.job].options.xtrace,
    );
    let sign = if assignment.append { "+=" } else { "=" };
    match &assignment.value {
        Assigned::Many(_) => {
            let elements = elements(expansion, assignment)?;
            if traced {
                let shown: Vec<String> = elements.iter().map(|(_, v)| quote(v)).collect();
                let line = format!("+ {name}{sign}({})\n", shown.join(" "));
                write_stderr(expansion.w, key, &line);
            }
            fill(expansion, assignment, elements)
        }
        Assigned::One(word) => {
            let index = match &assignment.index {
                Some(index) => Some(expansion.text(index)?),
                None => None,
            };
            let value = expansion.text(word)?;
            if traced {
                let of = index.as_ref().map(|i| format!("[{i}]")).unwrap_or_default();
                let line = format!("+ {name}{of}{sign}{}\n", quote(&value));
                write_stderr(expansion.w, key, &line);
            }
            expansion.set(name, index.as_deref(), value, assignment.append)
        }
    }
}

/// Shows a command as `set -x` does.
fn trace(w: &mut World, key: JobKey, argv: &[String]) {
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
