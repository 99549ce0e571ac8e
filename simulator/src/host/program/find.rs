//! From the name of a command to what runs.

use super::super::shell::{Options, Script, prefix, script};
use super::super::{FileError, JobKey, Machine, NodeKind, Process, Progress, write_stderr};
use super::Program;
use super::table::{is_held, not_modelled, of_system};
use crate::world::World;

/// What a command's name leads to.
enum Command {
    /// A program that the simulator knows.
    System(Program),
    /// A script with its text.
    Script(String),
    /// A program file that it knows nothing about.
    Unknown(String),
}

/// Starts a program with its arguments, its name first, as the shell does.
pub(in crate::host) fn start(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let Some(name) = argv.first() else {
        return Progress::Exit(0);
    };
    let job = &w.hosts.jobs[key];
    let machine = &w.hosts.machines[job.machine];
    match find(machine, &job.process, name) {
        Ok(Command::System(run)) => {
            let stdin = job.stdin.clone();
            run(w, key, argv, &stdin)
        }
        Ok(Command::Script(text)) => {
            let options = Options {
                name: Some(name.clone()),
                arguments: argv[1..].to_vec(),
                ..Options::default()
            };
            script(
                w,
                key,
                Script {
                    text,
                    options,
                    on_input: false,
                },
            )
        }
        Ok(Command::Unknown(path)) => {
            let words = format!("paperboat: not modelled: the program {path}\n");
            write_stderr(w, key, &words);
            Progress::Exit(126)
        }
        Err(None) => {
            let hint = not_modelled(machine, name);
            // What only the model lacks is said to be so, and not to be missing.
            let words = if is_held(machine, name) {
                hint
            } else {
                format!("{}{name}: command not found\n{hint}", prefix(job))
            };
            write_stderr(w, key, &words);
            Progress::Exit(127)
        }
        Err(Some(error)) => {
            let prefix = prefix(&w.hosts.jobs[key]);
            write_stderr(w, key, &format!("{prefix}{name}: {error}\n"));
            let missing = error == FileError::NotFound;
            Progress::Exit(if missing { 127 } else { 126 })
        }
    }
}

/// The file of a command as `which` names it; none when there is none.
pub(in crate::host) fn path(w: &World, key: JobKey, name: &str) -> Option<String> {
    let job = &w.hosts.jobs[key];
    let machine = &w.hosts.machines[job.machine];
    let own = in_path(machine, &job.process, name).map(|(path, _)| path);
    if name.contains('/') {
        return find(machine, &job.process, name)
            .ok()
            .map(|_| name.to_owned());
    }
    own.or_else(|| of_system(machine, name).map(|_| format!("/usr/bin/{name}")))
}

/// The first executable file of the search path with this name, and what it holds.
fn in_path<'m>(
    machine: &'m Machine,
    process: &Process,
    name: &str,
) -> Option<(String, &'m NodeKind)> {
    if machine.files.lacks_everywhere(name) {
        return None;
    }
    let folders = process.variable("PATH").unwrap_or_default().split(':');
    folders
        .filter(|folder| folder.starts_with('/'))
        .find_map(|folder| {
            let path = [folder, "/", name].concat();
            if machine.files.lacks(&path) {
                return None;
            }
            let (_, node) = machine.files.open(process, &path, 1).ok()?;
            (!node.is_directory()).then_some((path, &node.kind))
        })
}

fn find(machine: &Machine, process: &Process, name: &str) -> Result<Command, Option<FileError>> {
    let (path, kind) = if name.contains('/') {
        let path = process.absolute(name);
        match machine.files.open(process, name, 1) {
            Ok((path, node)) => (path, &node.kind),
            Err(FileError::NotFound) => {
                // The files of the image's own programs are not kept.
                let system = ["/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/"];
                let base = system.iter().find_map(|folder| path.strip_prefix(folder));
                let run = base.and_then(|base| of_system(machine, base));
                return run.map(Command::System).ok_or(Some(FileError::NotFound));
            }
            Err(error) => return Err(Some(error)),
        }
    } else {
        match in_path(machine, process, name) {
            Some(found) => found,
            None => return of_system(machine, name).map(Command::System).ok_or(None),
        }
    };
    match kind {
        NodeKind::File {
            content,
            opaque_bytes: 0,
        } => Ok(Command::Script(content.clone())),
        NodeKind::File { .. } => Ok(Command::Unknown(path)),
        _ => Err(Some(FileError::IsDirectory)),
    }
}

/// Tells whether a name leads to a program, as `sudo` looks.
pub(super) fn exists(w: &World, key: JobKey, name: &str) -> bool {
    let job = &w.hosts.jobs[key];
    let machine = &w.hosts.machines[job.machine];
    !matches!(
        find(machine, &job.process, name),
        Err(None | Some(FileError::NotFound))
    )
}

/// The line about a program that is missing only for the model's sake.
pub(super) fn hint(w: &World, key: JobKey, name: &str) -> String {
    not_modelled(&w.hosts.machines[w.hosts.jobs[key].machine], name)
}

/// Tells whether a program is one of the system's that are not modelled: it is not said to be missing.
pub(in crate::host) fn is_known(w: &World, name: &str) -> bool {
    w.hosts
        .machines
        .iter()
        .any(|(_, machine)| is_held(machine, name))
}
