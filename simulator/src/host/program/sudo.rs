//! `sudo`.

use super::super::shell::Frame;
use super::super::{JobKey, Process, Progress, write_stderr};
use super::find;
use crate::world::World;

fn say(w: &mut World, key: JobKey, words: &str) -> Progress {
    write_stderr(w, key, words);
    Progress::Exit(1)
}

/// Runs a command as root or another user.
pub(super) fn sudo(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut user = "root".to_owned();
    let (mut keep, mut login) = (false, false);
    let mut settings: Vec<(String, String)> = Vec::new();
    let mut words = argv[1..].iter().peekable();
    while let Some(word) = words.peek() {
        match word.as_str() {
            "-E" | "--preserve-env" => keep = true,
            "-n" | "-H" | "-S" => {}
            "-i" | "--login" => login = true,
            "-s" => {}
            "-u" | "--user" => {
                words.next();
                match words.peek() {
                    Some(name) => user.clone_from(name),
                    None => return say(w, key, "sudo: option requires an argument -- 'u'\n"),
                }
            }
            "--" => {
                words.next();
                break;
            }
            flag if flag.starts_with('-') => {
                return say(w, key, &format!("paperboat: not modelled: sudo {flag}\n"));
            }
            setting => match setting.split_once('=') {
                Some((name, value)) if !name.contains('/') => {
                    settings.push((name.to_owned(), value.to_owned()));
                }
                _ => break,
            },
        }
        words.next();
    }
    let mut command: Vec<String> = words.cloned().collect();
    let job = &w.hosts.jobs[key];
    let machine = &w.hosts.machines[job.machine];
    let before = job.process.clone();
    if machine.users.get(&user).is_none() {
        let words = format!(
            "sudo: unknown user {user}\nsudo: error initializing audit plugin sudoers_audit\n"
        );
        return say(w, key, &words);
    }
    let may = machine.users.get(&before.user).is_some_and(|u| u.sudo);
    if !may {
        let words = "sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n";
        return say(w, key, words);
    }
    let mut process: Process = machine
        .users
        .login(&user, secure_path(machine.hardware.is_ubuntu()));
    process.umask = before.umask;
    process.env.insert("SUDO_USER".into(), before.user.clone());
    if !login {
        process.cwd.clone_from(&before.cwd);
    }
    if keep {
        for (name, value) in &before.env {
            process
                .env
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
    }
    process.env.extend(settings);
    if command.is_empty() {
        if !login && !argv.iter().any(|a| a == "-s") {
            return say(
                w,
                key,
                "usage: sudo -h | -K | -k | -V\nusage: sudo [-ABkNnS] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n",
            );
        }
        // A shell without a terminal takes its commands from the input.
        command.push("bash".to_owned());
    }
    w.hosts.jobs[key].process = process;
    if !find::exists(w, key, &command[0]) {
        w.hosts.jobs[key].process = before;
        let hint = find::hint(w, key, &command[0]);
        let machine = &w.hosts.machines[w.hosts.jobs[key].machine];
        let words = if super::table::is_held(machine, &command[0]) {
            hint
        } else {
            format!("sudo: {}: command not found\n{hint}", command[0])
        };
        return say(w, key, &words);
    }
    Progress::Call(vec![Frame::Become(before), Frame::Program(command)])
}

/// Where sudo looks for programs: without `/usr/local` on Amazon Linux, as on other systems of its family.
fn secure_path(ubuntu: bool) -> &'static str {
    if ubuntu {
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin"
    } else {
        "/sbin:/bin:/usr/sbin:/usr/bin"
    }
}
