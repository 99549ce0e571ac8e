//! A command line that runs on a machine: clonable data with an explicit stack, not a future.

use std::collections::BTreeSet;
use std::time::Duration;

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::line::ShellKey;
use super::process::{Sink, Streams};
use super::shell::{Begun, Frame, Options};
use super::{MachineKey, Process, Trouble, docker, file, program};
use crate::arena::Key;
use crate::model::Limit;
use crate::wake::{Kind, Wake};
use crate::world::{CallId, World};

/// Names a job.
pub type JobKey = Key<Job>;

/// What a program, or one step of it, led to.
#[derive(Clone, Debug)]
pub(in crate::host) enum Progress {
    /// It ended with this exit code.
    Exit(i32),
    /// It waits until somebody calls [`poke`] for its job.
    Wait(Running),
    /// It waits until this time, or until somebody calls [`poke`] for its job.
    WaitUntil(Timestamp, Running),
    /// It runs these first, the last one on top; its exit code is theirs.
    Call(Vec<Frame>),
}

/// A program that waits: what it needs to go on.
#[derive(Clone, Debug)]
pub enum Running {
    /// Nothing but time; then it ends with this code.
    Sleep(i32),
    /// A `docker` command.
    Docker(docker::Running),
    /// Another program of the machine.
    Program(program::Running),
    /// `wait`, for these processes in the background, with the exit code so far.
    Others(Vec<u32>, i32),
    /// All was run, and something in the background holds the output open; then it ends with this code.
    Held(i32),
}

/// What a job's end means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Somebody waits for it over SSH.
    Ssh(CallId),
    /// It was the user data of the first boot.
    UserData,
    /// Somebody typed it into a shell that stays open over SSH, and waits for it.
    Line(CallId, ShellKey),
    /// Somebody typed it into the terminal.
    Terminal,
    /// It runs in the background of a shell.
    Background(Begun),
}

/// A command line that runs on a machine.
#[derive(Clone, Debug)]
pub struct Job {
    /// The machine.
    pub machine: MachineKey,
    /// The event that began it: the cause of what it does.
    pub cause: EventId,
    /// Who runs what it runs now.
    pub process: Process,
    /// The exit code of the last command.
    pub status: i32,
    /// The text that the commands can read.
    pub(super) stdin: String,
    pub(super) streams: Streams,
    pub(super) captures: Vec<String>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) frames: Vec<Frame>,
    pub(super) options: Options,
    /// The number of the shell's process.
    pub(super) pid: u32,
    /// The line of its script at which the shell is.
    pub(super) line: usize,
    /// How many enclosing conditions keep `set -e` from ending the shell.
    pub(super) guards: u32,
    pub(super) steps: u32,
    pub(super) end: End,
    /// What its commands met that is no fault of theirs.
    pub(super) troubles: BTreeSet<Trouble>,
    /// Whether the shell of a terminal is there for the next line.
    pub(super) prompted: bool,
    /// Whether it has waited for what it left in the background to begin.
    held: bool,
    waiting: Option<Running>,
    due: Option<Timestamp>,
    poked: bool,
    generation: u16,
    /// How many timers of `timeout` were set.
    timers: u16,
}

/// The steps that a command line may take: what runs longer is cut off by name.
const STEPS: u32 = 20_000;
/// The bytes that a command line may write or keep: what writes more is cut off by name.
pub(super) const BYTES: usize = 4 << 20;

/// The exit code of what took too many steps: that of `timeout` when the time is over.
const CUT_OFF: i32 = 124;
/// The exit code of what SIGINT ended.
pub(super) const INTERRUPTED: i32 = 130;

/// Begins a job in a shell with its options and the exit code of its last command; its first steps are done when this returns.
pub(super) fn begin(
    w: &mut World,
    machine: MachineKey,
    shell: (Process, Options, i32),
    frames: Vec<Frame>,
    stdin: String,
    end: End,
    cause: EventId,
) -> JobKey {
    let mut streams = Streams::default();
    if matches!(end, End::Terminal | End::Line(..)) {
        // One screen takes both, in the order in which they are written.
        streams.err = Sink::Stdout;
    }
    let job = insert(w, machine, shell, frames, streams, end, cause);
    w.hosts.jobs[job].stdin = stdin;
    if end != End::UserData {
        let limit = Duration::from_secs(w.model.limit(Limit::HostCommandS));
        w.wake_in(limit, Kind::JobLimit, job.slot(), 0);
    }
    run(w, job);
    job
}

/// Begins a job in the background, whose first step is done at this moment but after what is being done now; gives its process.
pub(super) fn begin_later(
    w: &mut World,
    machine: MachineKey,
    shell: (Process, Options, i32),
    frames: Vec<Frame>,
    streams: Streams,
    end: End,
    cause: EventId,
) -> u32 {
    let key = insert(w, machine, shell, frames, streams, end, cause);
    follow(w, key, Progress::WaitUntil(w.now, Running::Sleep(0)));
    w.hosts.jobs[key].pid
}

fn insert(
    w: &mut World,
    machine: MachineKey,
    (process, options, status): (Process, Options, i32),
    frames: Vec<Frame>,
    streams: Streams,
    end: End,
    cause: EventId,
) -> JobKey {
    let pid = w.hosts.machines[machine].new_pid();
    w.hosts.jobs.insert(Job {
        machine,
        cause,
        process,
        status,
        stdin: String::new(),
        streams,
        captures: Vec::new(),
        stdout: String::new(),
        stderr: String::new(),
        frames,
        options,
        pid,
        line: 0,
        guards: 0,
        steps: 0,
        end,
        prompted: false,
        held: false,
        waiting: None,
        due: None,
        poked: false,
        generation: 0,
        timers: 0,
        troubles: BTreeSet::new(),
    })
}

impl Job {
    /// Tells whether it waits for commands in the background.
    pub(super) fn waits_for_others(&self) -> bool {
        matches!(self.waiting, Some(Running::Others(..) | Running::Held(_)))
    }
}

/// Ends a job in the background with the exit code that a signal leaves.
pub(super) fn kill(w: &mut World, key: JobKey, code: i32) {
    let job = &mut w.hosts.jobs[key];
    job.generation = job.generation.wrapping_add(1);
    job.frames.clear();
    if let Some(Running::Docker(running)) = job.waiting.take() {
        docker::left(w, key, running);
    }
    w.hosts.jobs[key].status = code;
    super::operation::job_ended(w, key);
}

/// A person has waited long enough for a command ([`Kind::JobLimit`]) and presses Ctrl-C: it ends with 130, and says
/// what it waited for. Nothing when it has ended.
pub(super) fn interrupt(w: &mut World, wake: Wake) {
    let key = JobKey::from_slot(wake.slot);
    if wake.generation > 0 {
        return expire(w, key, wake.generation);
    }
    let Some(job) = w.hosts.jobs.get_mut(key) else {
        return;
    };
    let seen = match job.waiting.take() {
        Some(Running::Docker(running)) => docker::left(w, key, running),
        Some(Running::Sleep(_)) => "a sleep that has not ended".to_owned(),
        Some(Running::Others(..) | Running::Held(_)) => {
            "a command in the background that has not ended".to_owned()
        }
        Some(Running::Program(_)) | None => "a program that has not ended".to_owned(),
    };
    let limit = w.model.limit(Limit::HostCommandS);
    let words = format!("paperboat: interrupted after {limit} s; last seen: {seen}\n");
    stop(w, key, &words);
}

/// Sets a timer for what a job runs next, and gives its number.
pub(super) fn expire_after(w: &mut World, key: JobKey, time: Duration) -> u16 {
    let job = &mut w.hosts.jobs[key];
    // Number 0 is the limit of the whole job.
    job.timers = job.timers.checked_add(1).unwrap_or(1);
    let number = job.timers;
    w.wake_in(time, Kind::JobLimit, key.slot(), number);
    number
}

fn expire(w: &mut World, key: JobKey, number: u16) {
    let Some(job) = w.hosts.jobs.get_mut(key) else {
        return;
    };
    if super::shell::expire(job, number) {
        job.waiting = None;
        job.generation = job.generation.wrapping_add(1);
        job.poked = false;
        run(w, key);
    }
}

/// Ends a job with 130, as SIGINT does, after these words.
pub(super) fn stop(w: &mut World, key: JobKey, words: &str) {
    let job = &mut w.hosts.jobs[key];
    job.waiting = None;
    job.generation = job.generation.wrapping_add(1);
    job.frames.clear();
    job.prompted = true;
    job.status = INTERRUPTED;
    job.stderr.push_str(words);
    super::operation::job_ended(w, key);
}

/// Lets a waiting job look again, at this moment but after what is being done now. Nothing when it has ended.
///
/// A step that is poked before it waits looks again at once. What a step does not find as it hoped it waits for again.
pub(crate) fn poke(w: &mut World, key: JobKey) {
    let Some(job) = w.hosts.jobs.get_mut(key) else {
        return;
    };
    if !std::mem::replace(&mut job.poked, true) && job.waiting.is_some() {
        let generation = job.generation;
        w.wake_in(Duration::ZERO, Kind::Job, key.slot(), generation);
    }
}

/// A job's timer or poke is due.
pub(super) fn wake(w: &mut World, wake: Wake) {
    let key = JobKey::from_slot(wake.slot);
    let Some(job) = w.hosts.jobs.get_mut(key) else {
        return;
    };
    if job.generation != wake.generation {
        return;
    }
    if let Some(running) = job.waiting.take() {
        resume(w, key, running);
        run(w, key);
    }
}

fn resume(w: &mut World, key: JobKey, running: Running) {
    let job = &mut w.hosts.jobs[key];
    job.generation = job.generation.wrapping_add(1);
    job.poked = false;
    let early = job.due.is_some_and(|due| due > w.now);
    let progress = match running {
        Running::Sleep(code) if early => {
            let due = job.due.unwrap_or(w.now);
            Progress::WaitUntil(due, Running::Sleep(code))
        }
        Running::Sleep(code) => Progress::Exit(code),
        Running::Docker(running) => docker::resume(w, key, running),
        Running::Program(running) => program::resume(w, key, running),
        Running::Others(pids, code) => super::shell::wait_for(w, key, pids, code),
        Running::Held(code) => Progress::Exit(code),
    };
    follow(w, key, progress);
}

/// Takes up what a program's step led to.
pub(super) fn follow(w: &mut World, key: JobKey, progress: Progress) {
    let Some(job) = w.hosts.jobs.get_mut(key) else {
        return;
    };
    let (due, running) = match progress {
        Progress::Exit(code) => return job.status = code & 0xff,
        Progress::Call(frames) => return job.frames.extend(frames),
        Progress::Wait(running) => (None, running),
        Progress::WaitUntil(due, running) => (Some(due), running),
    };
    job.waiting = Some(running);
    job.due = due;
    let (generation, poked) = (job.generation, job.poked);
    let at = if poked { Some(w.now) } else { due };
    if let Some(at) = at {
        w.wake_at(at, Kind::Job, key.slot(), generation);
    }
}

/// Takes steps until the job waits or ends.
fn run(w: &mut World, key: JobKey) {
    while let Some(job) = w.hosts.jobs.get_mut(key) {
        if job.waiting.is_some() {
            return;
        }
        job.steps += 1;
        if job.steps > STEPS {
            let words = format!(
                "paperboat: cut off with exit code {CUT_OFF} after this many steps, the most that a command line of a world may take: {STEPS}\n"
            );
            job.status = CUT_OFF;
            job.frames.clear();
            job.prompted = true;
            job.steps = 0;
            match job.end {
                End::Background(begun) => super::shell::buffer(w, begun, true).push_str(&words),
                _ => job.stderr.push_str(&words),
            }
            continue;
        }
        match job.frames.pop() {
            Some(frame) => super::shell::step(w, key, frame),
            // The shell of a person ends when it is left, and not with a line.
            None => match (!job.prompted).then(|| super::shell::at_end(job)).flatten() {
                Some(todo) => job.frames.extend(todo),
                None if super::shell::holds(w, key) => {
                    let job = &mut w.hosts.jobs[key];
                    let held = Running::Held(job.status);
                    // What was begun last has not sent its output elsewhere yet.
                    let progress = match std::mem::replace(&mut job.held, true) {
                        false => Progress::WaitUntil(w.now, held),
                        true => Progress::Wait(held),
                    };
                    follow(w, key, progress);
                }
                None => return super::operation::job_ended(w, key),
            },
        }
    }
}

/// Ends every job of a machine that goes down; who waits over SSH loses the connection.
pub(super) fn lose_all(w: &mut World, machine: MachineKey) {
    let of_machine = w.hosts.jobs.iter().filter(|(_, j)| j.machine == machine);
    let keys: Vec<JobKey> = of_machine.map(|(k, _)| k).collect();
    for key in keys {
        if let Some(job) = w.hosts.jobs.remove(key) {
            super::operation::job_lost(w, job);
        }
    }
}

/// Writes to the output of what a job runs now.
pub(crate) fn write_stdout(w: &mut World, job: JobKey, text: &str) {
    let sink = w.hosts.jobs[job].streams.out.clone();
    write(w, job, sink, text);
}

/// Tells whether a terminal is what the output of what a job runs now goes to.
pub(super) fn to_terminal(w: &World, job: JobKey) -> bool {
    let job = &w.hosts.jobs[job];
    let typed = matches!(job.end, End::Terminal | End::Line(..));
    typed && job.streams.out == Sink::Stdout
}

/// Folders of a real machine of which no file is modelled.
const UNMODELLED: [&str; 5] = ["/dev", "/etc/docker", "/proc", "/sys", "/var/lib/docker"];

/// Writes to the error stream of what a job runs now. What a machine has and is not modelled is not said to be absent.
pub(crate) fn write_stderr(w: &mut World, job: JobKey, text: &str) {
    let sink = w.hosts.jobs[job].streams.err.clone();
    write(w, job, sink.clone(), text);
    let absent = text.contains("No such file or directory");
    let below = |folder: &&&str| {
        let mut words = text.split(|c: char| c.is_whitespace() || "':,".contains(c));
        words.any(|word| {
            let rest = word.strip_prefix(**folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    if let Some(folder) = UNMODELLED.iter().find(below).filter(|_| absent) {
        let words = format!("paperboat: not modelled: what is below {folder}\n");
        write(w, job, sink, &words);
    }
}

fn write(w: &mut World, key: JobKey, sink: Sink, text: &str) {
    let job = &mut w.hosts.jobs[key];
    if let (End::Background(begun), Sink::Stdout | Sink::Stderr) = (job.end, &sink) {
        let buffer = super::shell::buffer(w, begun, sink == Sink::Stderr);
        if buffer.len() + text.len() <= BYTES {
            buffer.push_str(text);
        } else {
            w.hosts.jobs[key].steps = STEPS;
        }
        return;
    }
    let buffer = match sink {
        Sink::Null => return,
        Sink::File(path) => {
            if let Err(error) = file::append_open(w, key, &path, text) {
                let prefix = super::shell::prefix(&w.hosts.jobs[key]);
                let line = format!("{prefix}write error: {error}\n");
                w.hosts.jobs[key].stderr.push_str(&line);
            }
            return;
        }
        Sink::Stdout => Some(&mut job.stdout),
        Sink::Stderr => Some(&mut job.stderr),
        Sink::Capture(n) => job.captures.get_mut(n),
    };
    if let Some(buffer) = buffer.filter(|b| b.len() + text.len() <= BYTES) {
        buffer.push_str(text);
    } else {
        job.steps = STEPS;
    }
}
