//! Commands in the background: `&`, `wait`, `jobs`, `fg`, and what a shell tells of them.
//!
//! Such a command is a job of the machine like a line that somebody types. It writes where its shell writes; who waits for a
//! command over SSH, or for user data, waits for what it left in the background too as long as that holds the output open.

use std::collections::BTreeMap;

use super::super::job::End;
use super::super::line::ShellKey;
use super::super::process::Sink;
use super::super::{Job, JobKey, Progress, Running, job, write_stderr, write_stdout};
use super::builtin::say;
use super::frame::{Frame, Options, Reads};
use super::syntax::Command;
use crate::world::World;

/// The most commands of a shell that may run in the background at once, and the most that may begin one another: our own bounds, so
/// that a shell that begins itself again ends.
const MOST: usize = 256;
const DEPTH: u32 = 8;

/// Where a command in the background comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host) struct Begun {
    /// The job whose output it writes to.
    root: JobKey,
    /// The shell that began it, by its number among those that have.
    shell: u32,
    /// The number of the process that is `$$`.
    pub(super) pid: u32,
    /// The screen to which it writes, where there is one.
    pub(in crate::host) screen: Option<Screen>,
    depth: u32,
}

/// A screen before which somebody sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host) enum Screen {
    /// That of the person's own computer.
    Terminal,
    /// That of a shell which stays open over SSH.
    Line(ShellKey),
}

impl Screen {
    /// The screen of a job, where it has one.
    pub(in crate::host) fn of(end: End) -> Option<Self> {
        match end {
            End::Terminal => Some(Self::Terminal),
            End::Line(_, shell) => Some(Self::Line(shell)),
            End::Background(begun) => begun.screen,
            End::Ssh(_) | End::UserData => None,
        }
    }
}

/// What shells have begun in the background.
#[derive(Clone, Debug, Default)]
pub(in crate::host) struct Background {
    shells: BTreeMap<u32, Vec<Started>>,
    /// What was written to a screen after the line that began it had ended.
    unseen: Vec<(Screen, String)>,
    /// What nobody will read.
    lost: String,
    last: u32,
}

#[derive(Clone, Debug)]
struct Started {
    /// `%1`, until its end was told.
    number: Option<u32>,
    pid: u32,
    text: String,
    ended: Option<i32>,
}

impl Started {
    /// How `jobs` shows it; `+` is the last one, `-` the one before.
    fn line(&self, sign: char, pid: bool) -> String {
        let number = self.number.unwrap_or_default();
        let state = match self.ended {
            None => "Running".to_owned(),
            Some(0) => "Done".to_owned(),
            Some(143) => "Terminated".to_owned(),
            Some(137) => "Killed".to_owned(),
            Some(code) => format!("Exit {code}"),
        };
        let pid = if pid {
            format!("{} ", self.pid)
        } else {
            String::new()
        };
        let runs = if self.ended.is_none() { " &" } else { "" };
        format!("[{number}]{sign}  {pid}{state:<24}{}{runs}\n", self.text)
    }
}

/// Begins a command in the background.
pub(super) fn begin(w: &mut World, key: JobKey, command: &Command, text: &str) {
    let refuse = |w: &mut World, what: &str| {
        write_stderr(w, key, &format!("paperboat: not modelled: {what}\n"));
        let job = &mut w.hosts.jobs[key];
        super::leave::abandon(job);
        job.status = 2;
    };
    let Command::Background(inner, _) = command else {
        return;
    };
    let job = &w.hosts.jobs[key];
    let read = |sink: &Sink| matches!(sink, Sink::Capture(_));
    if read(&job.streams.out) || read(&job.streams.err) {
        return refuse(
            w,
            "a command in the background whose output another one reads",
        );
    }
    let parent = match job.end {
        End::Background(begun) => begun,
        end => Begun {
            root: key,
            shell: 0,
            pid: job.pid,
            screen: Screen::of(end),
            depth: 0,
        },
    };
    let mut number = job.options.background;
    if number == 0 {
        w.hosts.background.last += 1;
        number = w.hosts.background.last;
        w.hosts.jobs[key].options.background = number;
    }
    let begun = Begun {
        shell: number,
        depth: parent.depth + 1,
        ..parent
    };
    let all = w.hosts.background.shells.entry(number).or_default();
    let running = all.iter().filter(|s| s.ended.is_none()).count();
    if begun.depth > DEPTH || running >= MOST {
        let what = format!(
            "more than {MOST} commands of a shell in the background, or {DEPTH} that begin one another"
        );
        return refuse(w, &what);
    }
    let job = &w.hosts.jobs[key];
    let options = Options {
        background: 0,
        argument: false,
        at_end: None,
        ..job.options.clone()
    };
    let shell = (job.process.clone(), options, 0);
    let (machine, cause, streams) = (job.machine, job.cause, job.streams.clone());
    let frames = vec![Frame::Command(inner.clone())];
    let typed = job.options.reads != Reads::Script && parent.depth == 0;
    let end = End::Background(begun);
    let pid = job::begin_later(w, machine, shell, frames, streams, end, cause);
    let all = w.hosts.background.shells.entry(begun.shell).or_default();
    let number = all.iter().filter_map(|s| s.number).max().unwrap_or(0) + 1;
    all.push(Started {
        number: Some(number),
        pid,
        text: text.to_owned(),
        ended: None,
    });
    if typed {
        write_stderr(w, key, &format!("[{number}] {pid}\n"));
    }
    w.hosts.jobs[key].status = 0;
}

/// A command in the background has ended: who waits looks again.
pub(in crate::host) fn ended(w: &mut World, job: &Job, begun: Begun) {
    if let Some(root) = w.hosts.jobs.get_mut(begun.root) {
        root.troubles.extend(&job.troubles);
    }
    let shell = w.hosts.background.shells.get_mut(&begun.shell);
    if let Some(started) = shell.and_then(|all| all.iter_mut().find(|s| s.pid == job.pid)) {
        started.ended = Some(job.status);
    }
    let waits = |other: &Job| other.machine == job.machine && other.waits_for_others();
    let jobs = w.hosts.jobs.iter();
    let waiting: Vec<JobKey> = jobs.filter(|(_, j)| waits(j)).map(|(key, _)| key).collect();
    for key in waiting {
        job::poke(w, key);
    }
}

/// The buffer of a job in the background: that of the job that began it, or what its shell has not shown yet.
pub(in crate::host) fn buffer(w: &mut World, begun: Begun, errors: bool) -> &mut String {
    if w.hosts.jobs.get(begun.root).is_none() {
        let Background { unseen, lost, .. } = &mut w.hosts.background;
        let Some(screen) = begun.screen else {
            lost.clear();
            return lost;
        };
        let at = unseen.iter().position(|(of, _)| *of == screen);
        let at = at.unwrap_or_else(|| {
            unseen.push((screen, String::new()));
            unseen.len() - 1
        });
        return &mut unseen[at].1;
    }
    let root = &mut w.hosts.jobs[begun.root];
    if errors {
        &mut root.stderr
    } else {
        &mut root.stdout
    }
}

/// Tells whether something in the background holds the output of a job open whose commands have ended.
pub(in crate::host) fn holds(w: &World, key: JobKey) -> bool {
    if !matches!(w.hosts.jobs[key].end, End::Ssh(_) | End::UserData) {
        return false;
    }
    let open = |sink: &Sink| matches!(sink, Sink::Stdout | Sink::Stderr);
    w.hosts.jobs.iter().any(|(_, job)| {
        matches!(job.end, End::Background(begun) if begun.root == key)
            && (open(&job.streams.out) || open(&job.streams.err))
    })
}

/// What a shell that somebody types into shows before its next prompt: what came meanwhile, and what has ended.
pub(in crate::host) fn news(w: &mut World, screen: Screen, shell: u32) -> String {
    let unseen = &mut w.hosts.background.unseen;
    let at = unseen.iter().position(|(of, _)| *of == screen);
    let mut news = at.map(|at| unseen.remove(at).1).unwrap_or_default();
    let Some(all) = w.hosts.background.shells.get_mut(&shell) else {
        return news;
    };
    news += &shown(all, |s| s.ended.is_some(), false);
    forget(all);
    news
}

/// `$!`.
pub(super) fn last(w: &World, job: &Job) -> Option<String> {
    let all = w.hosts.background.shells.get(&job.options.background)?;
    Some(all.last()?.pid.to_string())
}

fn shown(all: &[Started], which: impl Fn(&Started) -> bool, pid: bool) -> String {
    let numbered: Vec<&Started> = all.iter().filter(|s| s.number.is_some()).collect();
    let signed = |n: usize| match numbered.len() - n {
        1 => '+',
        2 => '-',
        _ => ' ',
    };
    let lines = numbered.iter().enumerate().filter(|(_, s)| which(s));
    lines.map(|(n, s)| s.line(signed(n), pid)).collect()
}

/// Takes the numbers of those whose end was told.
fn forget(all: &mut [Started]) {
    for started in all.iter_mut().filter(|s| s.ended.is_some()) {
        started.number = None;
    }
}

fn of(w: &mut World, key: JobKey) -> Option<&mut Vec<Started>> {
    let shell = w.hosts.jobs[key].options.background;
    w.hosts.background.shells.get_mut(&shell)
}

/// The process that `%1`, `%%` or `%+` names; none when there is no such job.
pub(in crate::host) fn named(w: &World, key: JobKey, text: &str) -> Option<u32> {
    let shell = w.hosts.jobs[key].options.background;
    let all = w.hosts.background.shells.get(&shell)?;
    let mut numbered = all.iter().filter(|s| s.number.is_some());
    let found = match text.strip_prefix('%')? {
        "" | "%" | "+" => numbered.next_back(),
        "-" => numbered.rev().nth(1),
        number => {
            let number = number.parse().ok();
            numbered.find(|s| number.is_some() && s.number == number)
        }
    };
    found.map(|s| s.pid)
}

/// `jobs`.
pub(super) fn jobs(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let (mut pid, mut only) = (false, false);
    for word in &argv[1..] {
        match word.as_str() {
            "-l" => pid = true,
            "-p" => only = true,
            other => {
                write_stderr(w, key, &format!("paperboat: not modelled: jobs {other}\n"));
                return Progress::Exit(2);
            }
        }
    }
    let Some(all) = of(w, key) else {
        return Progress::Exit(0);
    };
    let text = if only {
        let numbered = all.iter().filter(|s| s.number.is_some());
        numbered.map(|s| format!("{}\n", s.pid)).collect()
    } else {
        shown(all, |_| true, pid)
    };
    forget(all);
    write_stdout(w, key, &text);
    Progress::Exit(0)
}

/// `wait`: for all, or for these processes and jobs, with the exit code of the last.
pub(super) fn wait(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    let mut pids = Vec::new();
    let mut code = 0;
    for word in &argv[1..] {
        if word.starts_with('-') {
            write_stderr(w, key, &format!("paperboat: not modelled: wait {word}\n"));
            return Progress::Exit(2);
        }
        let pid = match word.parse::<u32>() {
            Ok(pid) => pid,
            Err(_) if word.starts_with('%') => match named(w, key, word) {
                Some(pid) => pid,
                None => {
                    say(w, key, 127, &format!("wait: {word}: no such job"));
                    code = 127;
                    continue;
                }
            },
            Err(_) => {
                let words = format!("wait: `{word}': not a pid or valid job spec");
                say(w, key, 1, &words);
                code = 1;
                continue;
            }
        };
        let mine = of(w, key).is_some_and(|all| all.iter().any(|s| s.pid == pid));
        if !mine {
            let words = format!("wait: pid {pid} is not a child of this shell");
            say(w, key, 127, &words);
            code = 127;
            continue;
        }
        code = 0;
        pids.push(pid);
    }
    if argv.len() > 1 && pids.is_empty() {
        return Progress::Exit(code);
    }
    wait_for(w, key, pids, code)
}

/// Goes on waiting; for all where none is named. The last one's code, unless a later word was wrong.
pub(in crate::host) fn wait_for(w: &mut World, key: JobKey, pids: Vec<u32>, code: i32) -> Progress {
    let Some(all) = of(w, key) else {
        return Progress::Exit(code);
    };
    let mut mine = all
        .iter_mut()
        .filter(|s| pids.is_empty() || pids.contains(&s.pid));
    if mine.any(|s| s.ended.is_none()) {
        return Progress::Wait(Running::Others(pids, code));
    }
    let of_last = pids
        .last()
        .and_then(|pid| all.iter().find(|s| s.pid == *pid))
        .and_then(|s| s.ended);
    for started in all.iter_mut() {
        if pids.is_empty() || pids.contains(&started.pid) {
            started.number = None;
        }
    }
    Progress::Exit(match code {
        0 => of_last.unwrap_or(0),
        code => code,
    })
}

/// `fg`: the person waits for it.
pub(super) fn fg(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    if w.hosts.jobs[key].options.reads == Reads::Script {
        return say(w, key, 1, "fg: no job control");
    }
    let name = argv.get(1).map_or("%%", String::as_str);
    let name = match name.starts_with('%') {
        true => name.to_owned(),
        false => format!("%{name}"),
    };
    let Some(pid) = named(w, key, &name) else {
        let name = argv.get(1).map_or("current", String::as_str);
        return say(w, key, 1, &format!("fg: {name}: no such job"));
    };
    let text = of(w, key).and_then(|all| all.iter().find(|s| s.pid == pid).map(|s| s.text.clone()));
    write_stdout(w, key, &format!("{}\n", text.unwrap_or_default()));
    wait_for(w, key, vec![pid], 0)
}
