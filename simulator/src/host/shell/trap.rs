//! `trap`: what a shell does when it ends.

use super::super::{Job, JobKey, Progress, write_stderr, write_stdout};
use super::builtin::say;
use super::frame::Frame;
use super::script::frames_of;
use crate::world::World;

/// `trap`. Signals reach no script of a world, so a trap for one is said to be none.
pub(super) fn trap(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let words: Vec<&str> = argv[1..].iter().map(String::as_str).collect();
    let words = match words[..] {
        ["--", ref rest @ ..] => rest.to_vec(),
        ref words => words.to_vec(),
    };
    let (action, signals) = match words[..] {
        [] | ["-p"] => {
            if let Some(text) = w.hosts.jobs[key].options.at_end.clone() {
                let quoted = text.replace('\'', "'\\''");
                write_stdout(w, key, &format!("trap -- '{quoted}' EXIT\n"));
            }
            return Progress::Exit(0);
        }
        ["-l"] => {
            write_stderr(w, key, "paperboat: not modelled: trap -l\n");
            return Progress::Exit(2);
        }
        [only] => ("-", vec![only]),
        [action, ref signals @ ..] => (action, signals.to_vec()),
    };
    let mut code = 0;
    for signal in signals {
        let name = signal.to_uppercase();
        let name = name.strip_prefix("SIG").unwrap_or(&name);
        match name {
            "EXIT" | "0" => {
                let action = (action != "-").then(|| action.to_owned());
                w.hosts.jobs[key].options.at_end = action;
            }
            "HUP" | "INT" | "QUIT" | "TERM" | "USR1" | "USR2" | "PIPE" | "CHLD" | "ALRM"
            | "WINCH" | "1" | "2" | "3" | "15" | "ERR" | "DEBUG" | "RETURN" => {
                let line = format!("paperboat: not modelled: trap for {signal}\n");
                write_stderr(w, key, &line);
            }
            _ => {
                let words = format!("trap: {signal}: invalid signal specification");
                say(w, key, 1, &words);
                code = 1;
            }
        }
    }
    Progress::Exit(code)
}

/// What a shell that ends still has to do, with its exit code behind it; nothing without a trap.
pub(in crate::host) fn at_end(job: &mut Job) -> Option<Vec<Frame>> {
    let text = job.options.at_end.take().filter(|text| !text.is_empty())?;
    let mut todo = vec![Frame::Status(job.status)];
    todo.extend(frames_of(&text, "exit trap"));
    Some(todo)
}
