//! `nohup`, of coreutils.

use super::super::process::{Sink, Streams};
use super::super::shell::{Frame, Screen};
use super::super::{JobKey, Progress, write_file, write_stderr};
use super::find;
use crate::world::World;

/// The exit code of `nohup` itself when it fails.
const FAILED: i32 = 125;
/// Where the output goes that would go to a screen.
const FILE: &str = "nohup.out";

/// Runs a command that outlives the shell, as every command in the background does here; what it writes to a screen goes to a
/// file, which is not tried in the home directory when it cannot be written here.
pub(super) fn nohup(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let command = match argv.get(1).map(String::as_str) {
        Some("--") => &argv[2..],
        Some(flag) if flag.starts_with('-') => {
            write_stderr(w, key, &format!("paperboat: not modelled: nohup {flag}\n"));
            return Progress::Exit(FAILED);
        }
        _ => &argv[1..],
    };
    let Some(name) = command.first() else {
        let words = "nohup: missing operand\nTry 'nohup --help' for more information.\n";
        write_stderr(w, key, words);
        return Progress::Exit(FAILED);
    };
    if !find::exists(w, key, name) {
        let hint = find::hint(w, key, name);
        let line =
            format!("nohup: failed to run command '{name}': No such file or directory\n{hint}");
        write_stderr(w, key, &line);
        return Progress::Exit(127);
    }
    let job = &w.hosts.jobs[key];
    let mut frames = Vec::new();
    if Screen::of(job.end).is_some() {
        let screen = |sink: &Sink| matches!(sink, Sink::Stdout | Sink::Stderr);
        let Streams { out, err } = job.streams.clone();
        let (out_seen, err_seen) = (screen(&out), screen(&err));
        let back = Frame::Streams(job.streams.clone(), job.stdin.clone());
        let words = match (out_seen, err_seen) {
            (true, _) => format!("nohup: ignoring input and appending output to '{FILE}'\n"),
            (false, true) => "nohup: ignoring input and redirecting stderr to stdout\n".to_owned(),
            (false, false) => "nohup: ignoring input\n".to_owned(),
        };
        let mut to = out;
        if out_seen {
            let path = job.process.absolute(FILE);
            if let Err(error) = write_file(w, key, &path, "", true) {
                let line = format!("nohup: failed to open '{FILE}': {error}\n");
                write_stderr(w, key, &line);
                return Progress::Exit(FAILED);
            }
            to = Sink::File(path);
        }
        write_stderr(w, key, &words);
        let job = &mut w.hosts.jobs[key];
        job.stdin.clear();
        job.streams.out = to.clone();
        if err_seen {
            job.streams.err = to;
        }
        frames.push(back);
    }
    frames.push(Frame::Program(command.to_vec()));
    Progress::Call(frames)
}
