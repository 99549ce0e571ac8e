//! `>`, `>>`, `<`, `2>&1` and here-documents.

use super::super::file::write_file;
use super::super::process::{Sink, Streams};
use super::super::{FileError, JobKey, NodeKind, read_file, write_stderr};
use super::expand::{Expansion, Failure};
use super::frame::Frame;
use super::syntax;
use super::voice::prefix;
use crate::world::World;

/// A redirect with its words expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Output(u8, String, bool),
    Both(String),
    Duplicate(u8, u8),
    Input(String),
    Text(String),
}

/// Expands the words of redirects.
pub(super) fn expand(
    expansion: &mut Expansion<'_>,
    redirects: &[syntax::Redirect],
) -> Result<Vec<Target>, Failure> {
    let one = |redirect: &syntax::Redirect| {
        Ok(match redirect {
            syntax::Redirect::Output(fd, word, append) => {
                Target::Output(*fd, expansion.text(word)?, *append)
            }
            syntax::Redirect::Both(word) => Target::Both(expansion.text(word)?),
            syntax::Redirect::Duplicate(from, to) => Target::Duplicate(*from, *to),
            syntax::Redirect::Input(word) => Target::Input(expansion.text(word)?),
            syntax::Redirect::Text(word) => Target::Text(expansion.text(word)?),
        })
    };
    redirects.iter().map(one).collect()
}

/// Opens what redirects name, and leaves a frame that puts the streams back; false when one cannot be opened.
pub(super) fn open(w: &mut World, key: JobKey, targets: Vec<Target>) -> bool {
    let job = &w.hosts.jobs[key];
    let (mut streams, mut stdin) = (job.streams.clone(), job.stdin.clone());
    for target in targets {
        if let Err((path, error)) = follow(w, key, target, &mut streams, &mut stdin) {
            let prefix = prefix(&w.hosts.jobs[key]);
            write_stderr(w, key, &format!("{prefix}{path}: {error}\n"));
            w.hosts.jobs[key].status = 1;
            return false;
        }
    }
    let job = &mut w.hosts.jobs[key];
    let streams = std::mem::replace(&mut job.streams, streams);
    let stdin = std::mem::replace(&mut job.stdin, stdin);
    job.frames.push(Frame::Streams(streams, stdin));
    true
}

fn follow(
    w: &mut World,
    key: JobKey,
    target: Target,
    streams: &mut Streams,
    stdin: &mut String,
) -> Result<(), (String, FileError)> {
    match target {
        Target::Output(fd, path, append) => {
            let sink = sink(w, key, &path, append, streams).map_err(|e| (path, e))?;
            *(if fd == 2 {
                &mut streams.err
            } else {
                &mut streams.out
            }) = sink;
        }
        Target::Both(path) => {
            let sink = sink(w, key, &path, false, streams).map_err(|e| (path, e))?;
            streams.out = sink.clone();
            streams.err = sink;
        }
        Target::Duplicate(1, 2) => streams.out = streams.err.clone(),
        Target::Duplicate(2, 1) => streams.err = streams.out.clone(),
        Target::Duplicate(..) => {}
        Target::Input(path) if path == "/dev/null" => stdin.clear(),
        Target::Input(path) => *stdin = read_file(w, key, &path).map_err(|e| (path, e))?,
        Target::Text(text) => *stdin = text,
    }
    Ok(())
}

fn sink(
    w: &mut World,
    key: JobKey,
    path: &str,
    append: bool,
    streams: &Streams,
) -> Result<Sink, FileError> {
    match path {
        "/dev/null" => return Ok(Sink::Null),
        "/dev/stdout" => return Ok(streams.out.clone()),
        "/dev/stderr" => return Ok(streams.err.clone()),
        "" => return Err(FileError::NotFound),
        _ => {}
    }
    write_file(w, key, path, "", append)?;
    let job = &w.hosts.jobs[key];
    let files = &w.hosts.machines[job.machine].files;
    let path = files.reach(&job.process, path)?;
    match files.entry(&path).map(|n| &n.kind) {
        Some(NodeKind::File { .. }) => Ok(Sink::File(path)),
        _ => Err(FileError::IsDirectory),
    }
}
