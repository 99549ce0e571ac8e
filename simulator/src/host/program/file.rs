//! `cp`, `mv`, `ln`, `touch`, `chmod` and `chown`.

use super::super::file::{base, write_file};
use super::super::write_stderr;
use super::super::{
    FileError, Files, JobKey, Machine, Node, NodeKind, Process, Progress, Trouble, disk, trouble,
};
use super::Switches;
use crate::world::World;

fn machine_mut(w: &mut World, key: JobKey) -> &mut Machine {
    let machine = w.hosts.jobs[key].machine;
    &mut w.hosts.machines[machine]
}

/// Splits the operands of a copy into sources and the target of each.
fn targets(
    w: &mut World,
    key: JobKey,
    program: &str,
    operands: &[String],
) -> Result<Vec<(String, String)>, Progress> {
    let (target, sources) = match operands.split_last() {
        Some((target, sources)) if !sources.is_empty() => (target, sources),
        one => {
            let words = match one {
                Some((file, _)) => {
                    format!("{program}: missing destination file operand after '{file}'\n")
                }
                None => format!("{program}: missing file operand\n"),
            };
            let hint = format!("Try '{program} --help' for more information.\n");
            write_stderr(w, key, &(words + &hint));
            return Err(Progress::Exit(1));
        }
    };
    let process = w.hosts.jobs[key].process.clone();
    let files = &machine_mut(w, key).files;
    let folder = files
        .get(&process.absolute(target))
        .is_some_and(Node::is_directory);
    if sources.len() > 1 && !folder {
        let words = format!("{program}: target '{target}' is not a directory\n");
        write_stderr(w, key, &words);
        return Err(Progress::Exit(1));
    }
    let into = |source: &String| {
        if folder {
            let name = base(source);
            let inside = format!("{}/{name}", target.trim_end_matches('/'));
            (
                source.clone(),
                if name == "." { target.clone() } else { inside },
            )
        } else {
            (source.clone(), target.clone())
        }
    };
    Ok(sources.iter().map(into).collect())
}

/// Copies a file, or a directory with all below it.
fn copy(
    machine: &mut Machine,
    process: &Process,
    from: &str,
    to: &str,
    keep: bool,
) -> Result<(), FileError> {
    let from = machine.files.reach(process, from)?;
    let to = machine.files.may_create(process, to)?;
    let below: Vec<(String, Node)> = machine
        .files
        .walk(&from)
        .map(|(p, n)| (p.to_owned(), n.clone()))
        .collect();
    if below.is_empty() {
        return Err(FileError::NotFound);
    }
    if below.iter().any(|(_, n)| !n.permits(process, 4)) {
        return Err(FileError::Denied);
    }
    let bytes: u64 = below.iter().map(|(_, n)| n.bytes()).sum();
    if bytes > disk::free(machine) {
        return Err(FileError::NoSpace);
    }
    for (path, mut node) in below {
        let target = format!("{to}{}", &path[from.len()..]);
        if let Some(old) = machine.files.entry(&target) {
            match (old.is_directory(), node.is_directory()) {
                (true, true) => continue,
                (true, false) => return Err(FileError::IsDirectory),
                (false, true) => return Err(FileError::NotDirectory),
                (false, false) if !old.permits(process, 2) => return Err(FileError::Denied),
                (false, false) if !keep => {
                    node.mode = old.mode;
                    node.owner.clone_from(&old.owner);
                    node.group.clone_from(&old.group);
                    machine.files.put(&target, node);
                    continue;
                }
                (false, false) => {}
            }
        }
        if !keep || !process.is_root() {
            node.owner.clone_from(&process.user);
            node.group.clone_from(&process.user);
        }
        if !keep {
            node.mode &= !process.umask;
        }
        machine.files.put(&target, node);
    }
    Ok(())
}

/// `cp`.
pub(super) fn cp(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "r R a p f v recursive archive";
    let switches = match Switches::read(w, key, argv, plain, "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let pairs = match targets(w, key, "cp", &switches.rest) {
        Ok(pairs) => pairs,
        Err(progress) => return progress,
    };
    let recursive = switches.has("r R a recursive archive");
    let process = w.hosts.jobs[key].process.clone();
    let mut code = 0;
    for (from, to) in pairs {
        let machine = machine_mut(w, key);
        let (source, goal) = (process.absolute(&from), process.absolute(&to));
        let words = if machine.files.get(&source).is_some_and(Node::is_directory) && !recursive {
            format!("cp: -r not specified; omitting directory '{from}'\n")
        } else if source == goal {
            format!("cp: '{from}' and '{to}' are the same file\n")
        } else if goal.starts_with(&format!("{source}/")) {
            format!("cp: cannot copy a directory, '{from}', into itself, '{to}'\n")
        } else {
            match copy(machine, &process, &from, &to, switches.has("a p archive")) {
                Ok(()) => continue,
                Err(FileError::NotFound) if machine.files.get(&source).is_some() => {
                    format!("cp: cannot create regular file '{to}': No such file or directory\n")
                }
                Err(FileError::NotFound) => {
                    format!("cp: cannot stat '{from}': No such file or directory\n")
                }
                Err(error) => {
                    if error == FileError::NoSpace {
                        trouble::meets(w, key, Trouble::Disk);
                    }
                    format!("cp: cannot create regular file '{to}': {error}\n")
                }
            }
        };
        write_stderr(w, key, &words);
        code = 1;
    }
    Progress::Exit(code)
}

/// `mv`.
pub(super) fn mv(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "f v force", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let pairs = match targets(w, key, "mv", &switches.rest) {
        Ok(pairs) => pairs,
        Err(progress) => return progress,
    };
    let process = w.hosts.jobs[key].process.clone();
    let mut code = 0;
    for (from, to) in pairs {
        if let Err(words) = rename(&mut machine_mut(w, key).files, &process, &from, &to) {
            write_stderr(w, key, &format!("mv: {words}\n"));
            code = 1;
        }
    }
    Progress::Exit(code)
}

fn rename(files: &mut Files, process: &Process, from: &str, to: &str) -> Result<(), String> {
    let cannot = |error: FileError| format!("cannot move '{from}' to '{to}': {error}");
    let source = files
        .may_create(process, from)
        .map_err(|error| match error {
            FileError::NotFound => format!("cannot stat '{from}': {error}"),
            error => cannot(error),
        })?;
    if files.entry(&source).is_none() {
        return Err(format!("cannot stat '{from}': No such file or directory"));
    }
    let target = files.may_create(process, to).map_err(cannot)?;
    if source == target {
        return Err(format!("'{from}' and '{to}' are the same file"));
    }
    if target.starts_with(&format!("{source}/")) {
        return Err(format!(
            "cannot move '{from}' to a subdirectory of itself, '{to}'"
        ));
    }
    if files.list(&target).next().is_some() {
        return Err(cannot(FileError::NotEmpty));
    }
    let moved: Vec<(String, Node)> = files
        .walk(&source)
        .map(|(p, n)| (p.to_owned(), n.clone()))
        .collect();
    files.remove(&target);
    files.remove(&source);
    for (path, node) in moved {
        files.put(&format!("{target}{}", &path[source.len()..]), node);
    }
    Ok(())
}

/// `ln -s`; hard links are refused by name.
pub(super) fn ln(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "s f n v symbolic force no-dereference";
    let switches = match Switches::read(w, key, argv, plain, "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let ([target, path], true) = (&switches.rest[..], switches.has("s symbolic")) else {
        write_stderr(
            w,
            key,
            "paperboat: not modelled: ln other than -s TARGET LINK\n",
        );
        return Progress::Exit(1);
    };
    let process = w.hosts.jobs[key].process.clone();
    let files = &mut machine_mut(w, key).files;
    let absolute = process.absolute(path);
    let path = if files.get(&absolute).is_some_and(Node::is_directory) && !switches.has("n") {
        format!("{absolute}/{}", base(target))
    } else {
        absolute
    };
    let folder = format!("{}/.", super::super::file::parent(&path));
    let made = files.reach(&process, &folder).and_then(|folder| {
        let node = files.entry(&folder).ok_or(FileError::NotFound)?;
        if !node.permits(&process, 2) {
            return Err(FileError::Denied);
        }
        let real = format!("{}/{}", folder.trim_end_matches('/'), base(&path));
        match files.entry(&real) {
            Some(_) if !switches.has("f force") => Err(FileError::Exists),
            Some(node) if node.is_directory() => Err(FileError::Exists),
            _ => Ok(real),
        }
    });
    match made {
        Ok(real) => {
            let mut node = Node::text("", 0o777, &process.user);
            node.kind = NodeKind::Link(target.clone());
            files.put(&real, node);
            Progress::Exit(0)
        }
        Err(error) => {
            let words = format!("ln: failed to create symbolic link '{path}': {error}\n");
            write_stderr(w, key, &words);
            Progress::Exit(1)
        }
    }
}

/// `touch`.
pub(super) fn touch(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut code = 0;
    for path in &argv[1..] {
        let process = w.hosts.jobs[key].process.clone();
        let path_ = process.absolute(path);
        if machine_mut(w, key).files.get(&path_).is_some() {
            continue;
        }
        if let Err(error) = write_file(w, key, path, "", true) {
            write_stderr(w, key, &format!("touch: cannot touch '{path}': {error}\n"));
            code = 1;
        }
    }
    Progress::Exit(code)
}

/// The paths that a recursive change is made to.
fn below(files: &Files, path: &str, recursive: bool) -> Vec<String> {
    if recursive {
        files.walk(path).map(|(p, _)| p.to_owned()).collect()
    } else {
        vec![path.to_owned()]
    }
}

/// `chmod`.
pub(super) fn chmod(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    // A mode such as `-x` looks like a switch; such modes are rare and not read.
    let switches = match Switches::read(w, key, argv, "R v f recursive", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let Some((mode, paths)) = switches.rest.split_first().filter(|(_, p)| !p.is_empty()) else {
        write_stderr(
            w,
            key,
            "chmod: missing operand\nTry 'chmod --help' for more information.\n",
        );
        return Progress::Exit(1);
    };
    if changed(0, mode, false).is_none() {
        let words =
            format!("chmod: invalid mode: ‘{mode}’\nTry 'chmod --help' for more information.\n");
        write_stderr(w, key, &words);
        return Progress::Exit(1);
    }
    let process = w.hosts.jobs[key].process.clone();
    let mut code = 0;
    for path in paths {
        let files = &mut machine_mut(w, key).files;
        let words = match files.open(&process, path, 0) {
            Ok((real, node)) if process.is_root() || node.owner == process.user => {
                for path in below(files, &real, switches.has("R recursive")) {
                    files.change(&path, |node| {
                        let folder = node.is_directory();
                        node.mode = changed(node.mode, mode, folder).unwrap_or(node.mode);
                    });
                }
                continue;
            }
            Ok(_) => format!("chmod: changing permissions of '{path}': Operation not permitted\n"),
            Err(error) => format!("chmod: cannot access '{path}': {error}\n"),
        };
        write_stderr(w, key, &words);
        code = 1;
    }
    Progress::Exit(code)
}

/// Applies `755`, `+x`, `u=rw,go=` to a mode.
fn changed(mode: u16, change: &str, folder: bool) -> Option<u16> {
    if change.starts_with(|c: char| c.is_ascii_digit()) {
        return u16::from_str_radix(change, 8).ok().filter(|m| *m <= 0o7777);
    }
    let mut mode = mode;
    for clause in change.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, rest) = clause.split_at(at);
        let mut mask = 0_u16;
        for c in who.chars() {
            mask |= match c {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            };
        }
        // Without a letter the usual umask keeps writing from the others.
        let (mask, kept) = if who.is_empty() {
            (0o777, 0o022)
        } else {
            (mask, 0)
        };
        let mut bits = 0_u16;
        for c in rest[1..].chars() {
            bits |= match c {
                'r' => 0o444,
                'w' => 0o222 & !kept,
                'x' => 0o111,
                'X' if folder || mode & 0o111 != 0 => 0o111,
                'X' => 0,
                't' => 0o1000,
                _ => return None,
            };
        }
        let bits = bits & (mask | 0o1000);
        mode = match rest.as_bytes()[0] {
            b'+' => mode | bits,
            b'-' => mode & !bits,
            _ => (mode & !mask) | bits,
        };
    }
    Some(mode)
}

/// `chown` and `chgrp`.
pub(super) fn chown(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let program = argv[0].clone();
    let switches = match Switches::read(w, key, argv, "R v f recursive", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let Some((owner, paths)) = switches.rest.split_first().filter(|(_, p)| !p.is_empty()) else {
        write_stderr(w, key, &format!("{program}: missing operand\n"));
        return Progress::Exit(1);
    };
    let (user, group) = match owner.split_once([':', '.']) {
        _ if program == "chgrp" => ("", owner.as_str()),
        Some((user, group)) => (user, group),
        None => (owner.as_str(), ""),
    };
    let users = &machine_mut(w, key).users;
    let number = |text: &str| text.parse::<u32>().is_ok();
    if !user.is_empty() && users.get(user).is_none() && !number(user) {
        write_stderr(w, key, &format!("chown: invalid user: ‘{owner}’\n"));
        return Progress::Exit(1);
    }
    if !group.is_empty() && !users.has_group(group) && !number(group) {
        write_stderr(w, key, &format!("{program}: invalid group: ‘{owner}’\n"));
        return Progress::Exit(1);
    }
    let process = w.hosts.jobs[key].process.clone();
    let mut code = 0;
    for path in paths {
        let files = &mut machine_mut(w, key).files;
        let words = match files.open(&process, path, 0) {
            Ok((real, node)) => {
                let own = node.owner == process.user && user.is_empty();
                if process.is_root() || (own && process.groups.contains(group)) {
                    for path in below(files, &real, switches.has("R recursive")) {
                        files.change(&path, |node| {
                            if !user.is_empty() {
                                user.clone_into(&mut node.owner);
                            }
                            if !group.is_empty() {
                                group.clone_into(&mut node.group);
                            }
                        });
                    }
                    continue;
                }
                let what = if user.is_empty() {
                    "group"
                } else {
                    "ownership"
                };
                format!("{program}: changing {what} of '{path}': Operation not permitted\n")
            }
            Err(error) => format!("{program}: cannot access '{path}': {error}\n"),
        };
        write_stderr(w, key, &words);
        code = 1;
    }
    Progress::Exit(code)
}
