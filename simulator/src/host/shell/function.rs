//! Functions of a shell, and scripts that it sources: both are left with `return`.

use super::super::process::Before;
use super::super::{Job, JobKey, Progress};
use super::builtin::say;
use super::frame::Frame;
use super::leave::undo;
use crate::world::World;

/// A function that runs, or a script that is sourced.
#[derive(Clone, Debug)]
pub(in crate::host) struct Call {
    /// The function's name; none of a script that is sourced.
    pub(super) name: Option<String>,
    /// The arguments of who called it.
    pub(super) arguments: Vec<String>,
    /// The variables that are local in it, as they were before.
    pub(super) locals: Vec<Before>,
}

/// Calls a function when the shell has one of this name.
pub(super) fn call(w: &mut World, key: JobKey, argv: &[String]) -> bool {
    let job = &mut w.hosts.jobs[key];
    let Some(body) = job.options.functions.get(&argv[0]).cloned() else {
        return false;
    };
    enter(job, Some(argv[0].clone()), Some(argv[1..].to_vec()));
    job.frames.push(Frame::Command(body));
    true
}

/// Begins a function, or a script that is sourced, which has the arguments of the shell when it is given none.
pub(super) fn enter(job: &mut Job, name: Option<String>, arguments: Option<Vec<String>>) {
    let before = job.options.arguments.clone();
    if let Some(arguments) = arguments {
        job.options.arguments = arguments;
    }
    job.frames.push(Frame::Call(Box::new(Call {
        name,
        arguments: before,
        locals: Vec::new(),
    })));
}

/// Gives the shell back what was its own before a call.
pub(super) fn leave(job: &mut Job, call: Call) {
    for before in call.locals.into_iter().rev() {
        job.process.put_back(before);
    }
    job.options.arguments = call.arguments;
}

/// `return`.
pub(super) fn back(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let job = &w.hosts.jobs[key];
    let mut frames = job.frames.iter().rev();
    let found = frames.find(|f| matches!(f, Frame::Shell(_) | Frame::Call(_)));
    // In a shell inside a function it ends that shell.
    let ends_shell = matches!(found, Some(Frame::Shell(_)));
    let within = job.frames.iter().any(|f| matches!(f, Frame::Call(_)));
    if !within {
        let words = "return: can only `return' from a function or sourced script";
        return say(w, key, 2, words);
    }
    let code = match argv.get(1).map(|text| text.parse::<i64>()) {
        None => job.status,
        Some(Ok(code)) => (code & 0xff) as i32,
        Some(Err(_)) => {
            let words = format!("return: {}: numeric argument required", argv[1]);
            say(w, key, 2, &words);
            2
        }
    };
    let job = &mut w.hosts.jobs[key];
    while let Some(frame) = job.frames.last() {
        if matches!(frame, Frame::Call(_) | Frame::Shell(_)) {
            break;
        }
        if let Some(frame) = job.frames.pop().filter(|_| !ends_shell) {
            undo(job, frame);
        }
    }
    Progress::Exit(code)
}

/// The functions that run, the innermost first, as `FUNCNAME` names them.
pub(super) fn names(job: &Job) -> Vec<String> {
    let calls = job.frames.iter().rev().filter_map(|frame| match frame {
        Frame::Call(call) => Some(call.name.clone().unwrap_or_else(|| "source".to_owned())),
        _ => None,
    });
    let mut names: Vec<String> = calls.collect();
    if !names.is_empty() && job.options.name.is_some() {
        names.push("main".to_owned());
    }
    names
}

/// The innermost of them.
pub(super) fn name(job: &Job) -> Option<String> {
    names(job).into_iter().next()
}

/// Makes a variable local to the function that runs; false outside of one.
pub(super) fn make_local(job: &mut Job, name: &str) -> bool {
    let functions = job.frames.iter_mut().rev().find_map(|frame| match frame {
        Frame::Call(call) if call.name.is_some() => Some(call),
        _ => None,
    });
    let Some(call) = functions else { return false };
    if call.locals.iter().any(|before| before.is_of(name)) {
        return true;
    }
    let before = job.process.take(name);
    call.locals.push(before);
    true
}
