//! What a shell still has to do.

use std::collections::BTreeMap;
use std::sync::Arc;

use paperboat_core::time::Timestamp;

use super::super::process::{Before, Streams};
use super::super::{Job, Process};
use super::expand::Outputs;
use super::function::Call;
use super::syntax::{Block, Command};

/// Options of a shell that `set` changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::host) struct Options {
    /// `-e`: a failed command ends the shell.
    pub(in crate::host) errexit: bool,
    /// `-u`: an unset variable is an error.
    pub(in crate::host) nounset: bool,
    /// `-x`: each command is shown before it runs.
    pub(in crate::host) xtrace: bool,
    /// `-o pipefail`: a pipe fails when any of its commands fails.
    pub(in crate::host) pipefail: bool,
    /// The arguments of the script, from `$1` on.
    pub(in crate::host) arguments: Vec<String>,
    /// `$0`, when a script has a name.
    pub(in crate::host) name: Option<String>,
    /// Whether its script is an argument (`bash -c`, a command over SSH), and it is no shell inside that one.
    pub(in crate::host) argument: bool,
    /// Its number among the shells that have begun something in the background; 0 until it does.
    pub(in crate::host) background: u32,
    /// What it does when it ends: `trap ... EXIT`.
    pub(in crate::host) at_end: Option<String>,
    /// Its functions.
    pub(in crate::host) functions: Arc<BTreeMap<String, Arc<Command>>>,
    /// Who gives the shell its lines.
    pub(in crate::host) reads: Reads,
}

/// Where a shell has its commands from, which shows in what it says of errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::host) enum Reads {
    /// A script, or a command line that another program hands over: it names the line.
    #[default]
    Script,
    /// A person types them.
    Person,
    /// A person types them after a login.
    Login,
}

/// What a shell gets back when a shell inside it has ended.
#[derive(Clone, Debug)]
pub(in crate::host) struct Outer {
    process: Process,
    options: Options,
    guards: u32,
    streams: Streams,
    stdin: String,
    captures: usize,
}

impl Outer {
    /// Keeps the state of the shell that runs now.
    pub(in crate::host) fn of(job: &Job) -> Self {
        Self {
            process: job.process.clone(),
            options: job.options.clone(),
            guards: job.guards,
            streams: job.streams.clone(),
            stdin: job.stdin.clone(),
            captures: job.captures.len(),
        }
    }

    /// Keeps the state of the shell that runs now, in which one begins that is like it: `( )`, `$( )`, a part of a pipe.
    pub(super) fn around(job: &mut Job) -> Self {
        let outer = Self::of(job);
        job.options.at_end = None;
        job.options.argument = false;
        job.options.background = 0;
        outer
    }

    /// Puts the state back.
    pub(super) fn restore(self, job: &mut Job) {
        job.process = self.process;
        job.options = self.options;
        job.guards = self.guards;
        job.streams = self.streams;
        job.stdin = self.stdin;
        job.captures.truncate(self.captures);
    }
}

/// A command whose `$( )` are being run, one after the other, before it is expanded.
#[derive(Clone, Debug)]
pub(in crate::host) struct Substitution {
    pub(super) command: Arc<Command>,
    pub(super) blocks: Vec<Block>,
    pub(super) outputs: Outputs,
    /// Whether one has run whose output is not taken yet.
    pub(super) open: bool,
}

/// Where a `for (( ))` is in its round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host) enum Round {
    /// Its condition is asked next.
    Ask,
    /// Its condition has been asked.
    Asked,
    /// Its body has run.
    Ran,
}

/// One thing that a job still has to do; the last one of its stack comes first.
#[derive(Clone, Debug)]
pub(in crate::host) enum Frame {
    /// Runs a program with its arguments, its name first.
    Program(Vec<String>),
    /// Becomes who it was before `sudo`.
    Become(Process),
    /// Runs the commands of a block from one on.
    Block(Block, usize),
    /// Runs a command.
    Command(Arc<Command>),
    /// Runs the substitutions of a command, then the command.
    Substitute(Box<Substitution>),
    /// Runs the right side of `&&` when the left one succeeded.
    And(Arc<Command>),
    /// Runs the right side of `||` when the left one failed.
    Or(Arc<Command>),
    /// Turns the exit code round.
    Not,
    /// Looks at the condition of a branch of an `if`.
    If(Arc<Command>, usize),
    /// Runs commands one after the other, with the worst that came of them so far and whether one has just run; when each
    /// of them counts, as `xargs` has it, the whole ends with 123 after a failure, else with the code that is given.
    Each(std::vec::IntoIter<Vec<String>>, i32, bool, bool),
    /// Goes through a `for` with the values that are left.
    For(Arc<Command>, std::vec::IntoIter<String>),
    /// Goes through a `while`; true when its condition has just run. With the exit code of its last round.
    While(Arc<Command>, bool, i32),
    /// Goes on with a pipe: how many of its commands were begun, and the last exit code that was not 0.
    Pipe(Arc<Command>, usize, i32),
    /// Goes through a `for (( ))`: what comes next of it, and the exit code of its last round.
    Count(Arc<Command>, Round, i32),
    /// Leaves a function, or a script that was sourced.
    Call(Box<Call>),
    /// What runs above it has a time, by the number of the timer, and this exit code when the time is over.
    Expires(u16, i32),
    /// The exit code is this one.
    Status(i32),
    /// Leaves a shell inside a shell.
    Shell(Box<Outer>),
    /// Puts streams and input back.
    Streams(Streams, String),
    /// Puts variables back.
    Variables(Vec<Before>),
    /// Ends the shell when the last command failed and `set -e` says so.
    Errexit,
    /// Says how long what ran since this time took; true as `time -p` does.
    Time(Timestamp, bool),
    /// A script of this name cannot be read further: what the shell says of which of its lines, and its exit code.
    Flaw(String, Vec<(usize, String)>, i32),
    /// The shell warns of a line of a script of this name.
    Warning(String, usize, String),
    /// The shell of a terminal waits for the next line.
    Prompt,
}
