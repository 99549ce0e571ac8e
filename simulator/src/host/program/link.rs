//! Where a path leads: `readlink` and `realpath`.

use super::super::file::NodeKind;
use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::Switches;
use crate::world::World;

/// `readlink`, also with `-f`.
pub(super) fn readlink(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "f e n", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if switches.rest.is_empty() {
        write_stderr(
            w,
            key,
            "readlink: missing operand\nTry 'readlink --help' for more information.\n",
        );
        return Progress::Exit(1);
    }
    let mut code = 0;
    for path in &switches.rest {
        let found = if switches.has("f e") {
            whole(w, key, path)
        } else {
            target(w, key, path)
        };
        match found {
            Some(path) => write_stdout(w, key, &format!("{path}\n")),
            None => code = 1,
        }
    }
    Progress::Exit(code)
}

/// `realpath`.
pub(super) fn realpath(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "e", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let mut code = 0;
    for path in &switches.rest {
        match whole(w, key, path) {
            Some(path) => write_stdout(w, key, &format!("{path}\n")),
            None => {
                let words = format!("realpath: {path}: No such file or directory\n");
                write_stderr(w, key, &words);
                code = 1;
            }
        }
    }
    Progress::Exit(code)
}

/// The path without links; its last part need not be there.
fn whole(w: &World, key: JobKey, path: &str) -> Option<String> {
    let job = &w.hosts.jobs[key];
    let files = &w.hosts.machines[job.machine].files;
    let absolute = job.process.absolute(path);
    if let Ok(found) = files.resolve(&absolute) {
        return Some(found);
    }
    let (folder, name) = absolute.rsplit_once('/')?;
    let folder = files
        .resolve(if folder.is_empty() { "/" } else { folder })
        .ok()?;
    Some(format!("{}/{name}", folder.trim_end_matches('/')))
}

/// What a link holds.
fn target(w: &World, key: JobKey, path: &str) -> Option<String> {
    let job = &w.hosts.jobs[key];
    let files = &w.hosts.machines[job.machine].files;
    match &files.entry(&job.process.absolute(path))?.kind {
        NodeKind::Link(target) => Some(target.clone()),
        _ => None,
    }
}
