//! Shells that stay open over SSH: what a person types line by line, as over `ssh` without a command.
//!
//! A line is a job like a command; directory, variables, options and exit code stay for the next one. Who opened a shell
//! names it, so that each line is a request like any other and a kept session can be replayed.

use paperboat_core::aws::Reply;
use paperboat_core::aws::host::{Exec, ExecOutput};

use super::job::{self, End, Job};
use super::operation::PATH;
use super::shell::{self, Frame, Options};
use super::terminal::Prompt;
use super::{JobKey, MachineKey, Process, machine, program};
use crate::arena::Key;
use crate::world::{CallId, World};

/// Names a shell that is open.
pub(super) type ShellKey = Key<OpenShell>;

/// The line that is no line: Ctrl+C, which ends what runs in the shell.
pub(super) const INTERRUPT: &str = "\u{3}";

/// A shell that waits for lines.
#[derive(Clone, Debug)]
pub(super) struct OpenShell {
    name: String,
    machine: MachineKey,
    /// The machine's boots when the shell was opened: it does not outlive one.
    boots: u32,
    process: Process,
    options: Options,
    status: i32,
}

impl World {
    /// Who is asked for the next line of a shell that is open over SSH, and where; none when nobody is, because `exit` left it
    /// or its machine went down.
    #[must_use]
    pub fn prompt_of(&self, shell: &str) -> Option<Prompt> {
        let shell = &self.hosts.shells[find(self, shell)?];
        let host = program::host_name(self, shell.machine);
        Some(Prompt::of(&shell.process, Some(host)))
    }
}

/// The open shell of a name whose machine has not been down since.
fn find(w: &World, name: &str) -> Option<ShellKey> {
    let lives = |shell: &OpenShell| {
        let on = w.hosts.machines.get(shell.machine);
        on.is_some_and(|on| on.boots == shell.boots) && machine::sshd_listens(w, shell.machine)
    };
    let mut shells = w.hosts.shells.iter();
    shells.find_map(|(key, shell)| (shell.name == name && lives(shell)).then_some(key))
}

/// Tells whether a line goes on in a shell instead of opening one.
pub(super) fn is_open(w: &World, name: &str) -> bool {
    !name.is_empty() && find(w, name).is_some()
}

/// The machine on which a shell is open.
pub(super) fn machine(w: &World, name: &str) -> Option<MachineKey> {
    find(w, name).map(|key| w.hosts.shells[key].machine)
}

/// Ends what runs in a shell, as Ctrl+C does; its line is answered with what it wrote so far.
pub(super) fn interrupt(w: &mut World, name: &str) {
    let Some(shell) = find(w, name) else { return };
    let of_shell = |(key, job): (JobKey, &Job)| match job.end {
        End::Line(_, of) if of == shell => Some(key),
        _ => None,
    };
    let typed = w.hosts.jobs.iter().find_map(of_shell);
    if let Some(key) = typed {
        job::stop(w, key, "^C\n");
    }
}

/// Runs a line in its shell, which is opened when it is not there.
pub(super) fn run(w: &mut World, call: CallId, exec: Exec, machine: MachineKey) {
    let key = find(w, &exec.shell).unwrap_or_else(|| {
        let on = &w.hosts.machines[machine];
        let shell = OpenShell {
            name: exec.shell.clone(),
            machine,
            boots: on.boots,
            process: on.users.login(&exec.login.user, PATH),
            options: Options::login(),
            status: 0,
        };
        w.hosts.shells.insert(shell)
    });
    let shell = w.hosts.shells[key].clone();
    // The innermost frame is reached only when the shell was not left.
    let line = shell::frames(w, &exec.command, "");
    let frames = std::iter::once(Frame::Prompt).chain(line).collect();
    let cause = w.call_event(call);
    let end = End::Line(call, key);
    let begins = (shell.process, shell.options, shell.status);
    job::begin(w, shell.machine, begins, frames, exec.stdin.0, end, cause);
}

/// A line has ended: the shell is as it left it, or gone.
pub(super) fn ended(w: &mut World, call: CallId, key: ShellKey, job: Job) {
    let screen = shell::Screen::Line(key);
    let news = shell::news(w, screen, job.options.background);
    let mut output = ExecOutput {
        exit_code: job.status,
        stdout: job.stdout + &job.stderr + &news,
        ..ExecOutput::default()
    };
    match w.hosts.shells.get_mut(key) {
        Some(shell) if job.prompted => {
            shell.process = job.process;
            shell.options = job.options;
            shell.status = job.status;
        }
        _ => {
            close(w, key);
            output.stdout.push_str("logout\n");
        }
    }
    w.met(job.troubles);
    w.answer_call(call, Ok(Reply::Exec(output)));
}

/// Forgets a shell.
pub(super) fn close(w: &mut World, key: ShellKey) {
    w.hosts.shells.remove(key);
}
