//! `timeout`, of coreutils.

use std::time::Duration;

use super::super::shell::Frame;
use super::super::{JobKey, Progress, job, write_stderr};
use super::find;
use super::print::seconds;
use crate::world::World;

/// The exit code of `timeout` itself when it fails.
const FAILED: i32 = 125;
/// What ends with the time: with SIGTERM, and with SIGKILL.
const EXPIRED: i32 = 124;
const KILLED: i32 = 137;

fn fail(w: &mut World, key: JobKey, what: &str) -> Progress {
    let words = format!("{what}Try 'timeout --help' for more information.\n");
    write_stderr(w, key, &words);
    Progress::Exit(FAILED)
}

/// Runs a command for so long at most.
pub(super) fn timeout(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut words = argv[1..].iter();
    let mut code = EXPIRED;
    let limit = loop {
        let Some(word) = words.next() else {
            return fail(w, key, "");
        };
        let signal = match word.as_str() {
            "-s" | "--signal" => words.next().map_or("", String::as_str),
            "-k" | "--kill-after" => {
                // What gets SIGTERM ends at once here, so that nothing is left to kill.
                words.next();
                continue;
            }
            flag => match flag.strip_prefix("--signal=") {
                Some(signal) => signal,
                None if flag.starts_with("--kill-after=") => continue,
                None if flag.starts_with('-') && flag.len() > 1 => {
                    let line = format!("paperboat: not modelled: timeout {flag}\n");
                    write_stderr(w, key, &line);
                    return Progress::Exit(FAILED);
                }
                None => break word,
            },
        };
        match signal.trim_start_matches("SIG") {
            "KILL" | "9" => code = KILLED,
            "TERM" | "15" | "INT" | "2" | "HUP" | "1" => {}
            other => {
                let line = format!("paperboat: not modelled: timeout with SIG{other}\n");
                write_stderr(w, key, &line);
                return Progress::Exit(FAILED);
            }
        }
    };
    let Some(limit) = seconds(limit) else {
        let what = format!("timeout: invalid time interval ‘{limit}’\n");
        return fail(w, key, &what);
    };
    let command: Vec<String> = words.cloned().collect();
    let Some(name) = command.first() else {
        return fail(w, key, "");
    };
    if !find::exists(w, key, name) {
        let hint = find::hint(w, key, name);
        let line =
            format!("timeout: failed to run command ‘{name}’: No such file or directory\n{hint}");
        write_stderr(w, key, &line);
        return Progress::Exit(127);
    }
    // As for `sleep`: longer than any scenario, and short enough for the clock. 0 is no limit.
    let bounded = Frame::Program(command);
    if limit == 0.0 {
        return Progress::Call(vec![bounded]);
    }
    let number = job::expire_after(w, key, Duration::from_secs_f64(limit.min(1e8)));
    Progress::Call(vec![Frame::Expires(number, code), bounded])
}
