//! A terminal at the person's own computer: lines typed into its shell, and into the shells that `ssh` opens from there.
//!
//! A line is a job like a command over SSH; what differs is that directory, variables and exit code stay for the next
//! line, and that `ssh` without a command leaves the person on the machine until `exit`. Nothing is typed while a line runs,
//! so a program that reads a keyboard finds the end of its input; only `ssh` asks, about a host that it does not know.

use paperboat_core::event::EventKind;
use paperboat_core::time::Timestamp;

use super::job::{self, End, Job, JobKey};
use super::shell::{self, Frame, Options, Reads};
use super::{Files, Machine, MachineKey, Process, computer, machine, operation, program};
use crate::world::World;

/// The terminal, and what is open in it.
#[derive(Clone, Debug)]
pub(super) struct Terminal {
    /// The shell of the computer first.
    shells: Vec<Shell>,
    state: State,
}

/// A shell that waits for lines.
#[derive(Clone, Debug)]
struct Shell {
    machine: MachineKey,
    /// The machine's boots when the shell was opened: it does not outlive one.
    boots: u32,
    /// What `ssh` was given as the host; empty on the computer itself.
    host: String,
    process: Process,
    options: Options,
    status: i32,
}

#[derive(Clone, Debug)]
enum State {
    Ready,
    Runs,
    Asks { job: JobKey, question: String },
    Done(Typed),
}

/// What a line led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// What stands on the screen: output and errors, in the order in which they were written.
    pub screen: String,
    /// Its exit code.
    pub exit_code: i32,
    /// Whether the computer's own shell was left.
    pub closed: bool,
}

/// Where a line has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It runs.
    Runs,
    /// It asks, and the next line is the answer.
    Asks(String),
    /// It has ended.
    Done(Typed),
}

/// Who and where the next line is typed, for a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The account.
    pub user: String,
    /// The host's name; none at the person's own computer.
    pub host: Option<String>,
    /// The directory, with `~` for the home.
    pub directory: String,
}

impl Prompt {
    /// The prompt of a shell whose next line `process` runs.
    pub(super) fn of(process: &Process, host: Option<String>) -> Self {
        let (home, cwd) = (process.home(), &process.cwd);
        Self {
            user: process.user.clone(),
            host,
            directory: match cwd.strip_prefix(home) {
                Some("") => "~".to_owned(),
                Some(rest) if rest.starts_with('/') => format!("~{rest}"),
                _ => cwd.clone(),
            },
        }
    }
}

impl World {
    /// Sets a computer before the person, with files in the home directory, by their path from there. Its shell has no
    /// account in the world but the one that `aws` uses.
    pub fn sit_down(&mut self, files: &[(String, String)]) {
        let key = computer::build(self, files);
        let machine = &self.hosts.machines[key];
        self.hosts.terminal = Some(Terminal {
            shells: vec![Shell {
                machine: key,
                boots: machine.boots,
                host: String::new(),
                process: machine.users.login(computer::USER, operation::PATH),
                options: Options {
                    reads: Reads::Person,
                    ..Options::default()
                },
                status: 0,
            }],
            state: State::Ready,
        });
    }

    /// Types a line, or several that are one command. What it leads to is asked with [`World::typed`].
    ///
    /// # Panics
    /// When `at` lies in the past, or nobody sat down.
    pub fn type_line(&mut self, at: Timestamp, line: &str) {
        self.advance(at);
        begin(self, line);
        self.settle_all();
    }

    /// What has become of the line; its end is told once.
    ///
    /// # Panics
    /// When nobody sat down.
    pub fn typed(&mut self) -> Progress {
        let terminal = terminal(self);
        match std::mem::replace(&mut terminal.state, State::Ready) {
            State::Done(typed) => Progress::Done(typed),
            State::Ready => Progress::Done(Typed::default()),
            State::Runs => {
                terminal.state = State::Runs;
                Progress::Runs
            }
            State::Asks { job, question } => {
                let asked = question.clone();
                terminal.state = State::Asks { job, question };
                Progress::Asks(asked)
            }
        }
    }

    /// Ctrl-C: ends the line that runs, or the question that it asks.
    pub fn interrupt(&mut self) {
        let typed = |(key, job): (JobKey, &Job)| (job.end == End::Terminal).then_some(key);
        let key = self.hosts.jobs.iter().find_map(typed);
        if let Some(key) = key {
            job::stop(self, key, "^C\n");
        }
        self.settle_all();
    }

    /// Who is asked for the next line, and where.
    ///
    /// # Panics
    /// When nobody sat down.
    #[must_use]
    pub fn prompt(&self) -> Prompt {
        let shell = shell_of(self);
        let machine = &self.hosts.machines[shell.machine];
        let host = (!machine.hardware.is_own()).then(|| program::host_name(self, shell.machine));
        Prompt::of(&shell.process, host)
    }

    /// The files of the machine on which the next line is typed, and who types it.
    ///
    /// # Panics
    /// When nobody sat down.
    #[must_use]
    pub fn at_hand(&self) -> (&Files, &Process) {
        let shell = shell_of(self);
        (&self.hosts.machines[shell.machine].files, &shell.process)
    }
}

/// Tells whether a shell would wait for more lines after these: a quote, a block or a here-document is open.
#[must_use]
pub fn goes_on(text: &str) -> bool {
    shell::unfinished(text)
}

fn terminal(w: &mut World) -> &mut Terminal {
    w.hosts.terminal.as_mut().expect("somebody sits there")
}

fn shell_of(w: &World) -> &Shell {
    let terminal = w.hosts.terminal.as_ref().expect("somebody sits there");
    terminal.shells.last().expect("the computer's own shell")
}

fn begin(w: &mut World, line: &str) {
    if let State::Asks { job, .. } = &terminal(w).state {
        let job = *job;
        if let Some(asking) = w.hosts.jobs.get_mut(job) {
            asking.stdin = line.to_owned();
        }
        terminal(w).state = State::Runs;
        return job::poke(w, job);
    }
    if let Some(words) = drop_lost(w) {
        terminal(w).state = State::Done(Typed {
            screen: words,
            exit_code: 255,
            ..Typed::default()
        });
        return;
    }
    let about = line.to_owned();
    let kind = EventKind::Call {
        operation: "shell:Line".into(),
        about,
        code: None,
    };
    let cause = w.emit(None, kind);
    let shell = shell_of(w).clone();
    terminal(w).state = State::Runs;
    // The innermost frame is reached only when the shell was not left.
    let frames = std::iter::once(Frame::Prompt).chain(shell::frames(w, line, ""));
    let (key, end) = (shell.machine, End::Terminal);
    let shell = (shell.process, shell.options, shell.status);
    job::begin(w, key, shell, frames.collect(), String::new(), end, cause);
}

/// Leaves shells whose machine went away since; what `ssh` says then.
fn drop_lost(w: &mut World) -> Option<String> {
    let lost = |shell: &Shell| {
        let machine = w.hosts.machines.get(shell.machine);
        !shell.host.is_empty()
            && (machine.is_none_or(|m: &Machine| m.boots != shell.boots)
                || !machine::sshd_listens(w, shell.machine))
    };
    let shells = &w.hosts.terminal.as_ref()?.shells;
    let first = shells.iter().position(lost)?;
    let host = shells[first].host.clone();
    terminal(w).shells.truncate(first);
    Some(format!(
        "client_loop: send disconnect: Broken pipe\nConnection to {host} closed.\n"
    ))
}

/// Opens a shell on a machine: `ssh` without a command.
pub(super) fn open(w: &mut World, machine: MachineKey, user: &str, host: String) {
    let on = &w.hosts.machines[machine];
    let shell = Shell {
        machine,
        boots: on.boots,
        host,
        process: on.users.login(user, operation::PATH),
        options: Options::login(),
        status: 0,
    };
    terminal(w).shells.push(shell);
}

/// Asks the person; the answer is the job's input when it goes on.
pub(super) fn ask(w: &mut World, job: JobKey, question: String) {
    terminal(w).state = State::Asks { job, question };
}

/// Tells whether a job was typed into the terminal itself, so that it can ask and open shells.
pub(super) fn is_typed(w: &World, job: JobKey) -> bool {
    w.hosts.jobs[job].end == End::Terminal
}

/// A line has ended.
pub(super) fn ended(w: &mut World, job: Job) {
    let left = !job.prompted;
    let news = shell::news(w, shell::Screen::Terminal, job.options.background);
    let terminal = terminal(w);
    // What `ssh` opened in this line lies above the shell into which the line was typed.
    let typed_into = terminal
        .shells
        .iter()
        .rposition(|s| s.machine == job.machine);
    let mut typed = Typed {
        screen: job.stdout + &job.stderr + &news,
        exit_code: job.status,
        closed: false,
    };
    if let Some(n) = typed_into {
        let shell = &mut terminal.shells[n];
        shell.process = job.process;
        shell.options = job.options;
        shell.status = job.status;
        if left && n > 0 {
            let shell = terminal.shells.remove(n);
            let closed = format!("logout\nConnection to {} closed.\n", shell.host);
            typed.screen.push_str(&closed);
        } else {
            typed.closed = left;
        }
    }
    terminal.state = State::Done(typed);
}

/// The machine on which a line ran went down.
pub(super) fn lost(w: &mut World, job: Job) {
    let terminal = terminal(w);
    let mut typed = Typed {
        screen: job.stdout + &job.stderr,
        exit_code: 255,
        closed: false,
    };
    if let Some(n) = terminal
        .shells
        .iter()
        .position(|s| s.machine == job.machine)
    {
        let host = terminal.shells[n].host.clone();
        terminal.shells.truncate(n);
        typed.screen.push_str(&format!(
            "Connection to {host} closed by remote host.\nConnection to {host} closed.\n"
        ));
    }
    terminal.state = State::Done(typed);
}
