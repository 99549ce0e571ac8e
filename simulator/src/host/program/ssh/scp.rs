//! `scp`: what is copied where.

use std::collections::VecDeque;

use paperboat_core::aws::quote;

use super::super::super::file::base;
use super::super::super::{JobKey, NodeKind, Progress, read_file, write_stderr};
use super::{Options, Work, connect, say};
use crate::world::World;

/// `scp`: files to one machine, or from it.
pub(in crate::host::program) fn scp(
    w: &mut World,
    key: JobKey,
    argv: &[String],
    _: &str,
) -> Progress {
    let options = match Options::read(argv) {
        Ok(options) => options,
        Err(words) => return say(w, key, &words),
    };
    let Some((target, sources)) = options.rest.split_last().filter(|(_, s)| !s.is_empty()) else {
        return say(
            w,
            key,
            "usage: scp [-r] [-i identity_file] [-o option] [-P port] source ... target\n",
        );
    };
    let planned = match remote(target) {
        Some((host, path)) => {
            outgoing(w, key, &options, sources, path).map(|work| (host.to_owned(), work))
        }
        None => incoming(sources, target),
    };
    match planned {
        Ok((host, work)) => connect(w, key, &options, &host, work),
        Err(words) => {
            write_stderr(w, key, &words);
            Progress::Exit(1)
        }
    }
}

/// Splits `HOST:PATH`; none for a path here.
fn remote(word: &str) -> Option<(&str, &str)> {
    let (host, path) = word.split_once(':')?;
    (!host.contains('/')).then_some((host, path))
}

fn outgoing(
    w: &World,
    key: JobKey,
    options: &Options,
    sources: &[String],
    target: &str,
) -> Result<VecDeque<Work>, String> {
    let mut work = VecDeque::new();
    let machine = &w.hosts.machines[w.hosts.jobs[key].machine];
    for source in sources {
        let process = &w.hosts.jobs[key].process;
        let (real, node) = machine
            .files
            .open(process, source, 4)
            .map_err(|error| format!("scp: stat local \"{source}\": {error}\n"))?;
        if !node.is_directory() {
            let text =
                read_file(w, key, source).map_err(|error| format!("scp: {source}: {error}\n"))?;
            let path = landing(target, base(source), sources.len() > 1);
            let name = base(source).to_owned();
            work.push_back(Work::Send { path, name, text });
            continue;
        }
        if !options.recursive {
            return Err(format!("scp: local \"{source}\" is not a regular file\n"));
        }
        let top = landing(target, base(&real), true);
        let mut folders = vec![top.clone()];
        let mut files = Vec::new();
        for (path, node) in machine.files.walk(&real) {
            let inner = format!("{top}{}", &path[real.len()..]);
            match &node.kind {
                NodeKind::Directory if path != real => folders.push(inner),
                NodeKind::File { content, .. } => files.push(Work::Send {
                    path: inner,
                    name: String::new(),
                    text: content.clone(),
                }),
                _ => {}
            }
        }
        let quoted: Vec<String> = folders.iter().map(|f| quote(f)).collect();
        work.push_back(Work::Command(format!("mkdir -p {}", quoted.join(" "))));
        work.extend(files);
    }
    Ok(work)
}

/// Where a file of a name lands: in the home directory, in a folder, or under another name.
fn landing(target: &str, name: &str, folder: bool) -> String {
    let target = target.strip_prefix("~/").unwrap_or(target);
    let trimmed = target.trim_end_matches('/');
    let trimmed = if trimmed == "~" || trimmed == "." {
        ""
    } else {
        trimmed
    };
    match trimmed {
        "" if target.starts_with('/') => format!("/{name}"),
        "" => name.to_owned(),
        path if folder || target.ends_with('/') => format!("{path}/{name}"),
        path => path.to_owned(),
    }
}

fn incoming(sources: &[String], target: &str) -> Result<(String, VecDeque<Work>), String> {
    let mut work = VecDeque::new();
    let mut from = String::new();
    for source in sources {
        let Some((host, path)) = remote(source) else {
            return Err("paperboat: not modelled: scp from here to here\n".to_owned());
        };
        host.clone_into(&mut from);
        let folder = sources.len() > 1 || [".", ".."].contains(&target);
        let to = landing(target, base(path), folder);
        let path = path.strip_prefix("~/").unwrap_or(path).to_owned();
        work.push_back(Work::Fetch { path, to });
    }
    Ok((from, work))
}
