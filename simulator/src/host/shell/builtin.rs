//! The commands that a shell does itself, because they change the shell.

use super::super::{JobKey, Progress, program, read_file, write_stderr, write_stdout};
use super::expand::Expansion;
use super::frame::Frame;
use super::leave::{leave_loop, leave_shell};
use super::script::frames;
use super::test::evaluate;
use super::voice::prefix;
use super::{arithmetic, background, declare, function, trap};
use crate::world::World;

/// A builtin: its arguments with its name first.
pub(super) type Builtin = fn(&mut World, JobKey, &[String]) -> Progress;

/// Finds a builtin by its name.
pub(super) fn find(name: &str) -> Option<Builtin> {
    Some(match name {
        ":" | "true" => |_, _, _| Progress::Exit(0),
        "false" => |_, _, _| Progress::Exit(1),
        "cd" => cd,
        "pwd" => pwd,
        "exit" => exit,
        "return" => function::back,
        "break" | "continue" => leave,
        "test" | "[" => test,
        "set" => set,
        "shift" => shift,
        "eval" => eval,
        "." | "source" => source,
        "exec" => exec,
        "command" => command,
        "type" => kind,
        "umask" => umask,
        "kill" => program::kill_of_shell,
        "wait" => background::wait,
        "jobs" => background::jobs,
        "fg" => background::fg,
        "read" => declare::read,
        "export" => declare::export,
        "unset" => declare::unset,
        "declare" | "local" | "typeset" | "readonly" => declare::declare,
        "let" => count,
        "printf" => printf,
        "trap" => trap::trap,
        "mapfile" | "readarray" => declare::mapfile,
        name if NOT_MODELLED.contains(&name) => not_modelled,
        _ => return None,
    })
}

/// What bash does itself and is not modelled.
const NOT_MODELLED: [&str; 24] = [
    "alias", "bg", "bind", "builtin", "caller", "compgen", "complete", "compopt", "dirs", "disown",
    "enable", "fc", "getopts", "hash", "help", "history", "logout", "popd", "pushd", "shopt",
    "suspend", "times", "ulimit", "unalias",
];

fn not_modelled(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let words = format!("paperboat: not modelled: {}\n", argv[0]);
    write_stderr(w, key, &words);
    Progress::Exit(2)
}

/// Tells whether a shell does a command itself.
pub(in crate::host) fn is_builtin(name: &str) -> bool {
    find(name).is_some()
}

pub(super) fn say(w: &mut World, key: JobKey, code: i32, words: &str) -> Progress {
    let prefix = prefix(&w.hosts.jobs[key]);
    write_stderr(w, key, &format!("{prefix}{words}\n"));
    Progress::Exit(code)
}

fn cd(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let job = &w.hosts.jobs[key];
    let back = job.process.variable("OLDPWD").map(str::to_owned);
    let target = match argv.get(1).map(String::as_str) {
        None => job.process.home().to_owned(),
        Some("-") => match back {
            Some(path) => path,
            None => return say(w, key, 1, "cd: OLDPWD not set"),
        },
        Some("--") => argv.get(2).map_or(job.process.home(), |t| t).to_owned(),
        Some(_) if argv.len() > 2 => return say(w, key, 1, "cd: too many arguments"),
        Some(path) => path.to_owned(),
    };
    let files = &w.hosts.machines[job.machine].files;
    let found = files.open(&job.process, &target, 1);
    match found.map(|(_, node)| node.is_directory()) {
        Ok(true) => {
            let job = &mut w.hosts.jobs[key];
            let path = job.process.absolute(&target);
            let old = std::mem::replace(&mut job.process.cwd, path.clone());
            job.process.export("OLDPWD", Some(old));
            if argv.get(1).is_some_and(|a| a == "-") {
                write_stdout(w, key, &format!("{path}\n"));
            }
            Progress::Exit(0)
        }
        Ok(false) => say(w, key, 1, &format!("cd: {target}: Not a directory")),
        Err(error) => say(w, key, 1, &format!("cd: {target}: {error}")),
    }
}

fn pwd(w: &mut World, key: JobKey, _: &[String]) -> Progress {
    let line = format!("{}\n", w.hosts.jobs[key].process.cwd);
    write_stdout(w, key, &line);
    Progress::Exit(0)
}

fn exit(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let code = match argv.get(1) {
        None => w.hosts.jobs[key].status,
        Some(text) => match text.parse::<i64>() {
            Ok(code) => (code & 0xff) as i32,
            Err(_) => {
                let prefix = prefix(&w.hosts.jobs[key]);
                let words = format!("{prefix}{}: {text}: numeric argument required\n", argv[0]);
                write_stderr(w, key, &words);
                2
            }
        },
    };
    leave_shell(&mut w.hosts.jobs[key]);
    Progress::Exit(code)
}

fn leave(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let levels = argv.get(1).map_or(Ok(1), |text| text.parse::<usize>());
    let Some(levels) = levels.ok().filter(|n| *n > 0) else {
        let name = &argv[0];
        return say(w, key, 1, &format!("{name}: loop count out of range"));
    };
    let again = argv[0] == "continue";
    if !leave_loop(&mut w.hosts.jobs[key], levels, again) {
        let name = &argv[0];
        let words = format!("{name}: only meaningful in a `for', `while', or `until' loop");
        return say(w, key, 0, &words);
    }
    Progress::Exit(0)
}

fn test(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut words = &argv[1..];
    if argv[0] == "[" {
        match words.split_last() {
            Some((last, rest)) if last == "]" => words = rest,
            _ => return say(w, key, 2, "[: missing `]'"),
        }
    }
    match evaluate(w, key, words) {
        Ok(true) => Progress::Exit(0),
        Ok(false) => Progress::Exit(1),
        Err(words) => say(w, key, 2, &format!("{}: {words}", argv[0])),
    }
}

fn set(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut words = argv[1..].iter();
    while let Some(word) = words.next() {
        let on = word.starts_with('-');
        let options = &mut w.hosts.jobs[key].options;
        match word.as_str() {
            "--" => {
                options.arguments = words.cloned().collect();
                break;
            }
            flags if flags.len() > 1 && (on || flags.starts_with('+')) => {
                for letter in flags[1..].chars() {
                    if letter == 'o' {
                        let name = words.next().map_or("", String::as_str);
                        match options.name(name) {
                            Some(option) => *option = on,
                            None => {
                                let words = format!("set: {name}: invalid option name");
                                return say(w, key, 2, &words);
                            }
                        }
                    } else {
                        match options.letter(letter) {
                            Some(option) => *option = on,
                            None => {
                                let words = format!("set: {flags}: invalid option");
                                return say(w, key, 2, &words);
                            }
                        }
                    }
                }
            }
            _ => {
                let rest = words.cloned();
                options.arguments = std::iter::once(word.clone()).chain(rest).collect();
                break;
            }
        }
    }
    Progress::Exit(0)
}

fn shift(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let n = argv.get(1).map_or(Ok(1), |text| text.parse::<usize>());
    let arguments = &mut w.hosts.jobs[key].options.arguments;
    match n {
        Ok(n) if n <= arguments.len() => {
            arguments.drain(..n);
            Progress::Exit(0)
        }
        Ok(_) => Progress::Exit(1),
        Err(_) => say(w, key, 1, "shift: numeric argument required"),
    }
}

fn eval(w: &mut World, _: JobKey, argv: &[String]) -> Progress {
    Progress::Call(frames(w, &argv[1..].join(" "), "eval"))
}

fn source(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let Some(path) = argv.get(1) else {
        let words = format!("{}: filename argument required", argv[0]);
        return say(w, key, 2, &words);
    };
    match read_file(w, key, path) {
        Ok(text) => {
            let own = (argv.len() > 2).then(|| argv[2..].to_vec());
            function::enter(&mut w.hosts.jobs[key], None, own);
            Progress::Call(frames(w, &text, path))
        }
        Err(error) => say(w, key, 1, &format!("{path}: {error}")),
    }
}

fn exec(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    leave_shell(&mut w.hosts.jobs[key]);
    Progress::Call(vec![Frame::Program(argv[1..].to_vec())])
}

fn command(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    match argv.get(1).map(String::as_str) {
        Some("-v" | "-V") => {
            let mut code = 1;
            for name in &argv[2..] {
                let path = program::path(w, key, name);
                let own = w.hosts.jobs[key].options.functions.contains_key(name);
                let found = if own || is_builtin(name) {
                    Some(name.clone())
                } else {
                    path
                };
                if let Some(found) = found {
                    write_stdout(w, key, &format!("{found}\n"));
                    code = 0;
                }
            }
            Progress::Exit(code)
        }
        Some(name) => match find(name) {
            Some(run) => run(w, key, &argv[1..]),
            None => Progress::Call(vec![Frame::Program(argv[1..].to_vec())]),
        },
        None => Progress::Exit(0),
    }
}

fn kind(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut code = 0;
    if let Some(flag) = argv[1..].iter().find(|a| a.starts_with('-')) {
        return of_kind(w, key, flag, argv);
    }
    for name in &argv[1..] {
        if w.hosts.jobs[key].options.functions.contains_key(name) {
            write_stdout(w, key, &format!("{name} is a function\n"));
            write_stderr(
                w,
                key,
                "paperboat: not modelled: showing a function's text\n",
            );
        } else if is_builtin(name) {
            write_stdout(w, key, &format!("{name} is a shell builtin\n"));
        } else if let Some(path) = program::path(w, key, name) {
            write_stdout(w, key, &format!("{name} is {path}\n"));
        } else {
            let prefix = prefix(&w.hosts.jobs[key]);
            write_stderr(w, key, &format!("{prefix}type: {name}: not found\n"));
            code = 1;
        }
    }
    Progress::Exit(code)
}

/// `type -t`, `-p` and `-P`.
fn of_kind(w: &mut World, key: JobKey, flag: &str, argv: &[String]) -> Progress {
    let mut code = 0;
    for name in argv[1..].iter().filter(|a| !a.starts_with('-')) {
        let own = w.hosts.jobs[key].options.functions.contains_key(name);
        let path = program::path(w, key, name);
        let found = match flag {
            "-t" if own => Some("function".to_owned()),
            "-t" if is_builtin(name) => Some("builtin".to_owned()),
            "-t" => path.map(|_| "file".to_owned()),
            "-P" => path,
            "-p" if own || is_builtin(name) => continue,
            "-p" => path,
            _ => {
                let words = format!("paperboat: not modelled: type {flag}\n");
                write_stderr(w, key, &words);
                return Progress::Exit(2);
            }
        };
        match found {
            Some(found) => write_stdout(w, key, &format!("{found}\n")),
            None => code = 1,
        }
    }
    Progress::Exit(code)
}

/// `printf`, with `-v` into a variable.
fn printf(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let into = argv.get(1).filter(|word| *word == "-v").and(argv.get(2));
    let words = if into.is_some() {
        &argv[3..]
    } else {
        &argv[1..]
    };
    let (text, code) = match program::format(w, key, words) {
        Ok(done) => done,
        Err(code) => return Progress::Exit(code),
    };
    match into {
        None => write_stdout(w, key, &text),
        Some(name) => {
            let (name, index) = match name.strip_suffix(']').and_then(|n| n.split_once('[')) {
                Some((name, index)) => (name, Some(index)),
                None => (name.as_str(), None),
            };
            let mut expansion = Expansion::new(w, key, Vec::new());
            if let Err(failure) = expansion.set(name, index, text, false) {
                write_stderr(w, key, &format!("{}\n", failure.words));
                return Progress::Exit(1);
            }
        }
    }
    Progress::Exit(code)
}

/// `let`.
fn count(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    if argv.len() == 1 {
        return say(w, key, 1, "let: expression expected");
    }
    let mut last = 0;
    for text in &argv[1..] {
        let mut expansion = Expansion::new(w, key, Vec::new());
        match arithmetic::evaluate(&mut expansion, text, "let: ") {
            Ok(value) => last = value,
            Err(failure) => {
                write_stderr(w, key, &format!("{}\n", failure.words));
                return Progress::Exit(1);
            }
        }
    }
    Progress::Exit(i32::from(last == 0))
}

fn umask(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let process = &mut w.hosts.jobs[key].process;
    let Some(text) = argv.get(1) else {
        let line = format!("{:04o}\n", process.umask);
        write_stdout(w, key, &line);
        return Progress::Exit(0);
    };
    match u16::from_str_radix(text, 8) {
        Ok(bits) if bits <= 0o777 => {
            process.umask = bits;
            Progress::Exit(0)
        }
        _ => say(
            w,
            key,
            1,
            &format!("umask: {text}: octal number out of range"),
        ),
    }
}
