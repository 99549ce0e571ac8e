//! `ps`, `pgrep`, `pidof`, `pkill`, `killall` and `kill`.

use super::super::docker::signal;
use super::super::processes::{self, Seen, Unsent};
use super::super::shell;
use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::Switches;
use super::regex::Pattern;
use crate::world::World;
use paperboat_core::calendar::civil;

/// A column of `ps`: its name, its heading, how wide it is, and whether it stands to the right.
type Column = (&'static str, &'static str, usize, bool);

/// The columns of procps-ng 4 that are modelled.
const COLUMNS: [Column; 19] = [
    ("pid", "PID", 7, true),
    ("ppid", "PPID", 7, true),
    ("user", "USER", 8, false),
    ("uid", "UID", 5, true),
    ("uname", "UID", 8, false),
    ("comm", "COMMAND", 15, false),
    ("cmd", "CMD", 27, false),
    ("args", "COMMAND", 27, false),
    ("name", "CMD", 15, false),
    ("tty", "TTY", 8, false),
    ("time", "TIME", 8, true),
    ("time-short", "TIME", 6, true),
    ("c", "C", 2, true),
    ("stime", "STIME", 5, false),
    ("start", "START", 5, false),
    ("pcpu", "%CPU", 4, true),
    ("pmem", "%MEM", 4, true),
    ("vsz", "VSZ", 6, true),
    ("rss", "RSS", 5, true),
];
const STAT: Column = ("stat", "STAT", 4, false);

fn column(name: &str) -> Option<Column> {
    let name = match name {
        "command" => "args",
        "ucmd" | "ucomm" => "comm",
        "%cpu" => "pcpu",
        "%mem" => "pmem",
        "tname" | "tt" => "tty",
        "state" | "s" => "stat",
        "euser" => "user",
        "euid" => "uid",
        name => name,
    };
    if name == STAT.0 {
        return Some(STAT);
    }
    COLUMNS.into_iter().find(|c| c.0 == name)
}

fn cell(w: &World, seen: &Seen, column: &str) -> String {
    match column {
        "pid" => seen.pid.to_string(),
        "ppid" => seen.parent.to_string(),
        "user" | "uname" if seen.user.chars().count() > 8 => {
            let short: String = seen.user.chars().take(7).collect();
            format!("{short}+")
        }
        "user" | "uname" => seen.user.clone(),
        "comm" | "name" => seen.name.clone(),
        "cmd" | "args" => seen.line.clone(),
        "tty" => seen.terminal.to_owned(),
        "stime" | "start" if seen.since.0 == 0 => civil(w.now, "%H:%M"),
        "stime" | "start" => civil(seen.since, "%H:%M"),
        // What a process takes of processors and memory is not metered.
        _ => "-".to_owned(),
    }
}

/// Lays out processes; `headings` can differ from the columns' own.
fn show(w: &World, rows: &[Seen], columns: &[(Column, String)]) -> String {
    let mut lines: Vec<Vec<String>> = Vec::new();
    if columns.iter().any(|(_, heading)| !heading.is_empty()) {
        lines.push(columns.iter().map(|(_, heading)| heading.clone()).collect());
    }
    for seen in rows {
        lines.push(columns.iter().map(|(c, _)| cell(w, seen, c.0)).collect());
    }
    let mut text = String::new();
    for cells in lines {
        let last = cells.len().saturating_sub(1);
        let padded = cells
            .iter()
            .zip(columns)
            .enumerate()
            .map(|(n, (cell, (column, _)))| {
                let width = column.2;
                match (column.3, n == last) {
                    (true, _) => format!("{cell:>width$}"),
                    (false, true) => cell.clone(),
                    (false, false) => format!("{cell:<width$}"),
                }
            });
        let line: Vec<String> = padded.collect();
        text += line.join(" ").trim_end();
        text.push('\n');
    }
    text
}

/// What `ps` is asked for.
#[derive(Default)]
struct Asked {
    all: bool,
    pids: Vec<u32>,
    names: Vec<String>,
    users: Vec<String>,
    columns: Vec<(Column, String)>,
    full: bool,
    by_user: bool,
    bsd: bool,
    headless: bool,
}

impl Asked {
    /// Reads the arguments.
    ///
    /// # Errors
    /// The words of an argument that is not modelled.
    fn read(argv: &[String]) -> Result<Self, String> {
        let mut asked = Self::default();
        let mut rest = argv[1..].iter();
        while let Some(word) = rest.next() {
            let refused = || Err(format!("paperboat: not modelled: ps {word}\n"));
            if let Some(long) = word.strip_prefix("--") {
                match long.split_once('=').unwrap_or((long, "")) {
                    ("no-headers" | "no-heading", "") => asked.headless = true,
                    ("pid", list) => asked.take("p", list)?,
                    ("sort" | "cols" | "width", _) => return refused(),
                    _ => return refused(),
                }
                continue;
            }
            let unix = word.strip_prefix('-');
            let mut letters = unix.unwrap_or(word).chars();
            while let Some(letter) = letters.next() {
                let name = letter.to_string();
                if "poCuU".contains(letter) && (unix.is_some() || letter == 'p' || letter == 'o') {
                    let value = match letters.as_str() {
                        "" => rest.next().cloned().unwrap_or_default(),
                        value => value.to_owned(),
                    };
                    asked.take(&name, &value)?;
                    break;
                }
                match (letter, unix.is_some()) {
                    ('e' | 'A', true) | ('a' | 'x', _) => {
                        asked.all = true;
                        asked.bsd |= unix.is_none();
                    }
                    ('f' | 'F', _) => asked.full = true,
                    ('u', false) => (asked.by_user, asked.bsd) = (true, true),
                    ('h', false) => asked.headless = true,
                    ('w', _) => {}
                    (digit, _) if digit.is_ascii_digit() => {
                        asked.take("p", unix.unwrap_or(word))?;
                        break;
                    }
                    _ => return refused(),
                }
            }
        }
        Ok(asked)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        let list = || value.split([',', ' ']).filter(|v| !v.is_empty());
        match name {
            "p" => {
                for text in list() {
                    let pid = text.parse();
                    self.pids
                        .push(pid.map_err(|_| "error: process ID list syntax error\n".to_owned())?);
                }
            }
            "C" => self.names.extend(list().map(str::to_owned)),
            "u" | "U" => self.users.extend(list().map(str::to_owned)),
            _ => {
                for text in list() {
                    let (name, heading) = match text.split_once('=') {
                        Some((name, heading)) => (name, Some(heading.to_owned())),
                        None => (text, None),
                    };
                    let Some(column) = column(name) else {
                        return Err(format!(
                            "paperboat: not modelled: the column {name} of ps\n"
                        ));
                    };
                    let heading = heading.unwrap_or_else(|| column.1.to_owned());
                    self.columns.push((column, heading));
                }
            }
        }
        Ok(())
    }

    fn shown(&self) -> Vec<(Column, String)> {
        if !self.columns.is_empty() {
            return self.columns.clone();
        }
        let names: &[&str] = match (self.full, self.by_user, self.bsd) {
            (true, ..) => &["uname", "pid", "ppid", "c", "stime", "tty", "time", "cmd"],
            (_, true, _) => &[
                "user",
                "pid",
                "pcpu",
                "pmem",
                "vsz",
                "rss",
                "tty",
                "stat",
                "start",
                "time-short",
                "args",
            ],
            (_, _, true) => &["pid", "tty", "stat", "time-short", "args"],
            _ => &["pid", "tty", "time", "name"],
        };
        let known = names.iter().filter_map(|name| column(name));
        known.map(|c| (c, c.1.to_owned())).collect()
    }
}

/// `ps`.
pub(super) fn ps(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut asked = match Asked::read(argv) {
        Ok(asked) => asked,
        Err(words) => {
            write_stderr(w, key, &words);
            return Progress::Exit(1);
        }
    };
    let own = processes::own(w, key, argv);
    let mut all = processes::all(w, w.hosts.jobs[key].machine);
    let user = own.user.clone();
    all.push(own.clone());
    all.sort_by_key(|p| p.pid);
    let chosen = !asked.pids.is_empty() || !asked.names.is_empty() || !asked.users.is_empty();
    all.retain(|p| {
        if chosen {
            asked.pids.contains(&p.pid)
                || asked.names.contains(&p.name)
                || asked.users.contains(&p.user)
        } else {
            // Without a choice, those of this user at this terminal.
            asked.all || p.user == user && p.terminal == own.terminal
        }
    });
    if asked.headless {
        asked.columns = asked.shown();
        asked
            .columns
            .iter_mut()
            .for_each(|(_, heading)| heading.clear());
    }
    let text = show(w, &all, &asked.shown());
    write_stdout(w, key, &text);
    Progress::Exit(i32::from(chosen && all.is_empty()))
}

/// The processes of a container for `docker top`: a heading and the rows, cell by cell.
///
/// # Errors
/// In Docker's words.
pub(in crate::host) fn top(
    w: &World,
    seen: &[Seen],
    words: &[String],
) -> Result<Vec<Vec<String>>, String> {
    let argv: Vec<String> = [&["ps".to_owned()], words].concat();
    let argv = if words.is_empty() {
        vec!["ps".to_owned(), "-ef".to_owned()]
    } else {
        argv
    };
    let asked = Asked::read(&argv).map_err(|words| words.trim_end().to_owned())?;
    let columns = asked.shown();
    if !columns.iter().any(|(column, _)| column.0 == "pid") {
        return Err("Error response from daemon: Couldn't find PID field in ps output".to_owned());
    }
    let heading = columns.iter().map(|(_, heading)| heading.clone()).collect();
    let rows = seen
        .iter()
        .map(|p| columns.iter().map(|(c, _)| cell(w, p, c.0)).collect());
    Ok([heading].into_iter().chain(rows).collect())
}

/// Those that a pattern of `pgrep` means, without the one that asks.
fn matching(w: &World, key: JobKey, switches: &Switches) -> Result<Vec<Seen>, String> {
    let pattern = switches.rest.first().map_or("", String::as_str);
    let whole = switches.has("x exact");
    let Some(regex) = Pattern::read(pattern, true, false) else {
        return Err(format!("the pattern {pattern}"));
    };
    let is = |text: &str| match regex.find(text) {
        Some((0, end)) if whole => end == text.len(),
        Some(_) => !whole,
        None => false,
    };
    let user = switches.value("u U");
    let own = w.hosts.jobs[key].pid;
    let mut all = processes::all(w, w.hosts.jobs[key].machine);
    all.retain(|p| {
        let text = if switches.has("f full") {
            &p.line
        } else {
            &p.name
        };
        p.pid != own && user.is_none_or(|user| p.user == user) && is(text)
    });
    Ok(all)
}

const PLAIN: &str = "x exact f full l list-name a list-full c count n o v i";

fn found(
    w: &mut World,
    key: JobKey,
    argv: &[String],
    plain: &str,
) -> Result<(Switches, Vec<Seen>), Progress> {
    let switches = Switches::read(w, key, argv, plain, "u U signal")?;
    if switches.has("n o v i") {
        let words = format!("paperboat: not modelled: this option of {}\n", argv[0]);
        write_stderr(w, key, &words);
        return Err(Progress::Exit(2));
    }
    if switches.rest.is_empty() && switches.value("u U").is_none() {
        let words = format!(
            "{0}: no matching criteria specified\nTry `{0} --help' for more information.\n",
            argv[0]
        );
        write_stderr(w, key, &words);
        return Err(Progress::Exit(2));
    }
    match matching(w, key, &switches) {
        Ok(found) => Ok((switches, found)),
        Err(words) => {
            write_stderr(w, key, &format!("paperboat: not modelled: {words}\n"));
            Err(Progress::Exit(2))
        }
    }
}

/// `pgrep`.
pub(super) fn pgrep(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let (switches, found) = match found(w, key, argv, PLAIN) {
        Ok(found) => found,
        Err(progress) => return progress,
    };
    let text: String = if switches.has("c count") {
        format!("{}\n", found.len())
    } else {
        let line = |p: &Seen| match (switches.has("l list-name"), switches.has("a list-full")) {
            (_, true) => format!("{} {}\n", p.pid, p.line),
            (true, _) => format!("{} {}\n", p.pid, p.name),
            _ => format!("{}\n", p.pid),
        };
        found.iter().map(line).collect()
    };
    write_stdout(w, key, &text);
    Progress::Exit(i32::from(found.is_empty()))
}

/// `pidof`.
pub(super) fn pidof(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut all = processes::all(w, w.hosts.jobs[key].machine);
    all.retain(|p| argv[1..].contains(&p.name));
    all.reverse();
    let numbers: Vec<String> = all.iter().map(|p| p.pid.to_string()).collect();
    if !numbers.is_empty() {
        write_stdout(w, key, &format!("{}\n", numbers.join(" ")));
    }
    Progress::Exit(i32::from(numbers.is_empty()))
}

/// The signal that arguments begin with, and the rest of them.
fn signal_of(argv: &[String]) -> (Option<String>, Vec<String>) {
    let named = |text: &str| match text {
        "0" => Some("0".to_owned()),
        text => signal(text),
    };
    match argv {
        [flag, name, rest @ ..] if matches!(flag.as_str(), "-s" | "-n" | "--signal") => {
            (named(name), rest.to_vec())
        }
        [flag, rest @ ..] if flag == "--" => (Some("TERM".to_owned()), rest.to_vec()),
        [flag, rest @ ..] if flag.len() > 1 && flag.starts_with('-') => {
            (named(&flag[1..]), rest.to_vec())
        }
        rest => (Some("TERM".to_owned()), rest.to_vec()),
    }
}

/// `pkill` and `killall`.
pub(super) fn pkill(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let (name, rest) = match argv.get(1).map(String::as_str) {
        Some("-f" | "-x" | "-u") | None => (Some("TERM".to_owned()), argv[1..].to_vec()),
        _ => signal_of(&argv[1..]),
    };
    let Some(name) = name else {
        write_stderr(
            w,
            key,
            &format!("paperboat: not modelled: {}\n", argv.join(" ")),
        );
        return Progress::Exit(2);
    };
    let exact = argv[0] == "killall";
    let flag = exact.then(|| "-x".to_owned());
    let words: Vec<String> = [argv[0].clone()]
        .into_iter()
        .chain(flag)
        .chain(rest)
        .collect();
    let found = match found(w, key, &words, PLAIN) {
        Ok((_, found)) => found,
        Err(progress) => return progress,
    };
    let mut code = i32::from(found.is_empty());
    if exact && found.is_empty() {
        let wanted = words.last().cloned().unwrap_or_default();
        write_stderr(w, key, &format!("{wanted}: no process found\n"));
    }
    for seen in found {
        if let Err(why) = processes::signal(w, key, seen.pid, &name) {
            let said = match why {
                Unsent::Nobody => continue,
                Unsent::Denied => format!(
                    "{}: killing pid {} failed: Operation not permitted\n",
                    argv[0], seen.pid
                ),
                Unsent::NotModelled(what) => format!("paperboat: not modelled: {what}\n"),
            };
            write_stderr(w, key, &said);
            code = 1;
        }
    }
    Progress::Exit(code)
}

/// Sends the signal of `kill` to each process that is named; `say` puts the words of a refusal into the voice of who
/// sends it, the shell or the program.
fn sent(
    w: &mut World,
    key: JobKey,
    argv: &[String],
    say: fn(&World, JobKey, &str, &str) -> String,
) -> Progress {
    if argv.get(1).is_some_and(|word| word == "-l" || word == "-L") {
        write_stderr(w, key, "paperboat: not modelled: kill -l\n");
        return Progress::Exit(1);
    }
    let (name, pids) = signal_of(&argv[1..]);
    let Some(name) = name else {
        let text = argv[1].trim_start_matches('-').to_owned();
        let text = if text == "s" || text == "n" {
            argv[2].clone()
        } else {
            text
        };
        let words = say(w, key, &text, "invalid signal specification");
        write_stderr(w, key, &words);
        return Progress::Exit(1);
    };
    let mut code = 0;
    for text in &pids {
        let pid = match shell::named(w, key, text) {
            Some(pid) => Ok(pid),
            None => text.parse::<u32>(),
        };
        let why = match pid {
            Err(_) if text.starts_with('%') => Some("no such job".to_owned()),
            Err(_) => Some("arguments must be process or job IDs".to_owned()),
            Ok(pid) => match processes::signal(w, key, pid, &name) {
                Ok(()) => None,
                Err(Unsent::Nobody) => Some("No such process".to_owned()),
                Err(Unsent::Denied) => Some("Operation not permitted".to_owned()),
                Err(Unsent::NotModelled(what)) => {
                    write_stderr(w, key, &format!("paperboat: not modelled: {what}\n"));
                    code = 1;
                    None
                }
            },
        };
        if let Some(why) = why {
            let words = say(w, key, text, &why);
            write_stderr(w, key, &words);
            code = 1;
        }
    }
    Progress::Exit(code)
}

/// `kill` as the shell does it.
pub(in crate::host) fn kill_of_shell(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    if argv.len() == 1 {
        let usage = "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n";
        write_stderr(w, key, usage);
        return Progress::Exit(2);
    }
    sent(w, key, argv, |w, key, text, why| {
        let prefix = super::super::shell::prefix(&w.hosts.jobs[key]);
        match why {
            "No such process" | "Operation not permitted" => {
                format!("{prefix}kill: ({text}) - {why}\n")
            }
            _ => format!("{prefix}kill: {text}: {why}\n"),
        }
    })
}

/// `/usr/bin/kill`, which `sudo` and `xargs` run: util-linux's on Amazon Linux, procps-ng's on Ubuntu.
pub(super) fn kill(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    if argv.len() == 1 {
        write_stderr(w, key, "kill: not enough arguments\n");
        return Progress::Exit(1);
    }
    sent(w, key, argv, |w, key, text, why| {
        let machine = &w.hosts.machines[w.hosts.jobs[key].machine];
        match (why, machine.hardware.is_ubuntu()) {
            ("No such process" | "Operation not permitted", true) => {
                format!("kill: ({text}): {why}\n")
            }
            ("No such process" | "Operation not permitted", false) => {
                format!("kill: sending signal to {text} failed: {why}\n")
            }
            ("invalid signal specification", _) => format!("kill: unknown signal: {text}\n"),
            (_, true) => format!("kill: failed to parse argument: '{text}'\n"),
            (_, false) => format!("kill: cannot find process \"{text}\"\n"),
        }
    })
}
