//! `ls`, `mkdir`, `rm` and `rmdir`.

use super::super::file::{base, parent};
use super::super::{FileError, JobKey, Machine, Node, NodeKind, Progress, Trouble, disk, trouble};
use super::super::{docker, write_stderr, write_stdout};
use super::Switches;
use crate::world::World;

fn machine_mut(w: &mut World, key: JobKey) -> &mut Machine {
    let machine = w.hosts.jobs[key].machine;
    &mut w.hosts.machines[machine]
}

/// `mkdir`.
pub(super) fn mkdir(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "p v parents", "m mode") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if switches.rest.is_empty() {
        write_stderr(
            w,
            key,
            "mkdir: missing operand\nTry 'mkdir --help' for more information.\n",
        );
        return Progress::Exit(1);
    }
    let mode = switches.value("m mode").map(|m| u16::from_str_radix(m, 8));
    let mut code = 0;
    for path in &switches.rest {
        if let Err((at, error)) = make(w, key, path, switches.has("p parents")) {
            let words = format!("mkdir: cannot create directory ‘{at}’: {error}\n");
            write_stderr(w, key, &words);
            code = 1;
        } else if let Some(Ok(mode)) = mode {
            let path = w.hosts.jobs[key].process.absolute(path);
            machine_mut(w, key)
                .files
                .change(&path, |node| node.mode = mode & 0o7777);
        }
    }
    Progress::Exit(code)
}

fn make(w: &mut World, key: JobKey, path: &str, parents: bool) -> Result<(), (String, FileError)> {
    let process = w.hosts.jobs[key].process.clone();
    let machine = machine_mut(w, key);
    let mut wanted = vec![process.absolute(path)];
    if parents {
        let mut at = parent(&wanted[0]).to_owned();
        while at != "/" && machine.files.get(&at).is_none() {
            wanted.push(at.clone());
            at = parent(&at).to_owned();
        }
    }
    while let Some(at) = wanted.pop() {
        let shown = || if parents { at.clone() } else { path.to_owned() };
        match machine.files.get(&at) {
            Some(node) if parents && node.is_directory() => continue,
            Some(_) => return Err((shown(), FileError::Exists)),
            None => {}
        }
        let real = machine.files.may_create(&process, &at);
        let real = real.map_err(|error| (shown(), error))?;
        let node = Node::directory(0o777 & !process.umask, &process.user);
        if node.bytes() > disk::free(machine) {
            trouble::meets(w, key, Trouble::Disk);
            return Err((shown(), FileError::NoSpace));
        }
        machine.files.put(&real, node);
    }
    Ok(())
}

/// `rm`.
pub(super) fn rm(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "r R f v recursive force";
    let switches = match Switches::read(w, key, argv, plain, "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let force = switches.has("f force");
    if switches.rest.is_empty() && !force {
        write_stderr(
            w,
            key,
            "rm: missing operand\nTry 'rm --help' for more information.\n",
        );
        return Progress::Exit(1);
    }
    let mut code = 0;
    for path in &switches.rest {
        let words = match remove(w, key, path, switches.has("r R recursive")) {
            Ok(()) => continue,
            Err(FileError::NotFound) if force => continue,
            Err(FileError::Exists) => "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n".to_owned(),
            Err(error) => format!("rm: cannot remove '{path}': {error}\n"),
        };
        write_stderr(w, key, &words);
        code = 1;
    }
    Progress::Exit(code)
}

fn remove(w: &mut World, key: JobKey, path: &str, recursive: bool) -> Result<(), FileError> {
    let process = w.hosts.jobs[key].process.clone();
    let files = &mut machine_mut(w, key).files;
    let path = process.absolute(path);
    if path == "/" {
        return Err(FileError::Exists);
    }
    // The link itself goes, not what it points to.
    let folder = files.reach(&process, &format!("{}/.", parent(&path)))?;
    let real = format!("{}/{}", folder.trim_end_matches('/'), base(&path));
    let node = files.entry(&real).ok_or(FileError::NotFound)?;
    if node.is_directory() && !recursive {
        return Err(FileError::IsDirectory);
    }
    let folder = files.entry(&folder).ok_or(FileError::NotFound)?;
    if !folder.permits(&process, 2) {
        return Err(FileError::Denied);
    }
    // In a directory such as /tmp only the owner removes.
    if folder.mode & 0o1000 != 0 && node.owner != process.user && !process.is_root() {
        return Err(FileError::Denied);
    }
    let below = files.walk(&real);
    let mut folders = below.filter(|(p, n)| *p != real && n.is_directory());
    let locked = folders.any(|(_, n)| !n.permits(&process, 3));
    drop(folders);
    if locked {
        return Err(FileError::Denied);
    }
    files.remove(&real);
    let machine = w.hosts.jobs[key].machine;
    docker::forget_data(w, machine, &real);
    Ok(())
}

/// `rmdir`.
pub(super) fn rmdir(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut code = 0;
    for path in &argv[1..] {
        let absolute = w.hosts.jobs[key].process.absolute(path);
        let files = &machine_mut(w, key).files;
        let result = match files.entry(&absolute) {
            None => Err(FileError::NotFound),
            Some(node) if !node.is_directory() => Err(FileError::NotDirectory),
            Some(_) if files.list(&absolute).next().is_some() => Err(FileError::NotEmpty),
            Some(_) => remove(w, key, path, true),
        };
        if let Err(error) = result {
            write_stderr(
                w,
                key,
                &format!("rmdir: failed to remove '{path}': {error}\n"),
            );
            code = 1;
        }
    }
    Progress::Exit(code)
}

/// `ls`.
pub(super) fn ls(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "l a A h 1 d t r R F all almost-all human-readable directory";
    let switches = match Switches::read(w, key, argv, plain, "color") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if switches.has("R") {
        write_stderr(w, key, "paperboat: not modelled: ls -R\n");
        return Progress::Exit(2);
    }
    let mut paths = switches.rest.clone();
    if paths.is_empty() {
        paths.push(".".to_owned());
    }
    let mut code = 0;
    let (mut single, mut folders) = (Vec::new(), Vec::new());
    let process = w.hosts.jobs[key].process.clone();
    let files = machine_mut(w, key).files.clone();
    for path in &paths {
        match files
            .reach(&process, path)
            .and_then(|p| Ok((files.entry(&p).ok_or(FileError::NotFound)?, p)))
        {
            Ok((node, real)) if node.is_directory() && !switches.has("d directory") => {
                if node.permits(&process, 4) {
                    folders.push((path.clone(), real));
                } else {
                    let words = format!("ls: cannot open directory '{path}': Permission denied\n");
                    write_stderr(w, key, &words);
                    code = 2;
                }
            }
            Ok((node, _)) => single.push((path.clone(), node.clone())),
            Err(error) => {
                write_stderr(w, key, &format!("ls: cannot access '{path}': {error}\n"));
                code = 2;
            }
        }
    }
    let mut out = lines(&single, &switches);
    let many = paths.len() > 1;
    for (shown, real) in folders {
        if many {
            let gap = if out.is_empty() { "" } else { "\n" };
            out.push_str(&format!("{gap}{shown}:\n"));
        }
        let hidden = switches.has("a A all almost-all");
        let listed = files
            .list(&real)
            .filter(|(name, _)| hidden || !name.starts_with('.'));
        let mut entries: Vec<(String, Node)> = listed
            .map(|(name, node)| (name.to_owned(), node.clone()))
            .collect();
        if switches.has("a all") {
            let up = parent(&real);
            let dots = [(".", real.as_str()), ("..", up)];
            let dots = dots
                .iter()
                .filter_map(|(n, p)| Some(((*n).to_owned(), files.entry(p)?.clone())));
            entries.splice(0..0, dots);
        }
        if switches.has("r") {
            entries.reverse();
        }
        if switches.has("l") {
            let blocks: u64 = entries
                .iter()
                .map(|(_, n)| n.bytes().div_ceil(4096) * 4)
                .sum();
            out.push_str(&format!("total {blocks}\n"));
        }
        out.push_str(&lines(&entries, &switches));
    }
    write_stdout(w, key, &out);
    Progress::Exit(code)
}

fn lines(entries: &[(String, Node)], switches: &Switches) -> String {
    let mut out = String::new();
    if !switches.has("l") {
        for (name, _) in entries {
            out.push_str(&format!("{name}\n"));
        }
        return out;
    }
    let size = |node: &Node| {
        if switches.has("h human-readable") {
            human(node.bytes())
        } else {
            node.bytes().to_string()
        }
    };
    let wide = |of: &dyn Fn(&Node) -> usize| entries.iter().map(|(_, n)| of(n)).max().unwrap_or(0);
    let (owner, group) = (wide(&|n| n.owner.len()), wide(&|n| n.group.len()));
    let bytes = wide(&|n| size(n).len());
    for (name, node) in entries {
        let links = if node.is_directory() { 2 } else { 1 };
        let target = match &node.kind {
            NodeKind::Link(target) => format!(" -> {target}"),
            _ => String::new(),
        };
        out.push_str(&format!(
            "{} {links} {:owner$} {:group$} {:>bytes$} {name}{target}\n",
            permissions(node),
            node.owner,
            node.group,
            size(node),
        ));
    }
    out
}

/// The permissions of a file as `ls` shows them.
pub(super) fn permissions(node: &Node) -> String {
    let kind = match node.kind {
        NodeKind::Directory => 'd',
        NodeKind::Link(_) => 'l',
        NodeKind::File { .. } => '-',
    };
    let mut text = String::from(kind);
    for shift in [6, 3, 0] {
        let bits = (node.mode >> shift) & 7;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(
            match (bits & 1 != 0, shift == 0 && node.mode & 0o1000 != 0) {
                (true, true) => 't',
                (false, true) => 'T',
                (true, false) => 'x',
                (false, false) => '-',
            },
        );
    }
    text
}

/// A size as `ls -h` and `df -h` show it.
pub(super) fn human(bytes: u64) -> String {
    if bytes < 1024 {
        return bytes.to_string();
    }
    let mut unit = 1024_u64;
    for letter in ["K", "M", "G", "T"] {
        let tenths = (bytes * 10).div_ceil(unit);
        if tenths < 100 {
            return format!("{}.{}{letter}", tenths / 10, tenths % 10);
        }
        if bytes.div_ceil(unit) < 1024 || letter == "T" {
            return format!("{}{letter}", bytes.div_ceil(unit));
        }
        unit *= 1024;
    }
    bytes.to_string()
}
