//! `crontab`: what a user has planned. The lines are kept; they are not run.

use super::super::{JobKey, Node, Progress, write_stderr, write_stdout};
use super::Switches;
use crate::world::World;

/// `crontab -l`, `crontab -r`, `crontab FILE` and `crontab -`.
pub(super) fn crontab(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "l r e", "u") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let process = &w.hosts.jobs[key].process;
    let user = switches.value("u").unwrap_or(&process.user).to_owned();
    if user != process.user && !process.is_root() {
        write_stderr(w, key, "must be privileged to use -u\n");
        return Progress::Exit(1);
    }
    let machine = w.hosts.jobs[key].machine;
    let path = format!("/var/spool/cron/{user}");
    if switches.has("e") {
        write_stderr(w, key, "paperboat: not modelled: crontab -e\n");
        return Progress::Exit(1);
    }
    if switches.has("l r") {
        let Some(text) = w.hosts.machines[machine]
            .files
            .read(&path)
            .map(str::to_owned)
        else {
            write_stderr(w, key, &format!("no crontab for {user}\n"));
            return Progress::Exit(1);
        };
        if switches.has("r") {
            w.hosts.machines[machine].files.remove(&path);
        } else {
            write_stdout(w, key, &text);
        }
        return Progress::Exit(0);
    }
    let text = match switches.rest.first().map(String::as_str) {
        None | Some("-") => stdin.to_owned(),
        Some(file) => match super::super::read_file(w, key, file) {
            Ok(text) => text,
            Err(error) => {
                write_stderr(w, key, &format!("{file}: {error}\n"));
                return Progress::Exit(1);
            }
        },
    };
    if let Some(n) = text.lines().position(|line| !is_entry(line)) {
        let words = format!("\"-\":{n}: bad minute\nerrors in crontab file, can't install.\n");
        write_stderr(w, key, &words);
        return Progress::Exit(1);
    }
    let node = Node::text(text, 0o600, &user);
    w.hosts.machines[machine].files.put(&path, node);
    write_stderr(
        w,
        key,
        "paperboat: not modelled: the lines of a crontab are kept and not run\n",
    );
    Progress::Exit(0)
}

/// Tells whether a line is a comment, a setting or an entry with five fields and a command.
fn is_entry(line: &str) -> bool {
    let line = line.trim();
    let setting = line.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim();
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let field = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "*/,-".contains(c))
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    line.is_empty()
        || line.starts_with(['#', '@'])
        || setting
        || (words.len() > 5 && words[..5].iter().all(|w| field(w)))
}
