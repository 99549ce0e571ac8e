//! What a shell still has to do.

use super::super::{JobKey, Process, job, program};
use super::syntax::Block;
use crate::world::World;

/// Options of a shell that `set` changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::host) struct Options {
    /// `-e`: a failed command ends the shell.
    pub errexit: bool,
    /// `-u`: an unset variable is an error.
    pub nounset: bool,
    /// `-o pipefail`: a pipe fails when any of its commands fails.
    pub pipefail: bool,
    /// The arguments of the script, from `$1` on.
    pub arguments: Vec<String>,
    /// `$0`, when a script has a name.
    pub name: Option<String>,
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
}

/// Does the next thing of a job.
pub(in crate::host) fn step(w: &mut World, key: JobKey, frame: Frame) {
    let job = &mut w.hosts.jobs[key];
    match frame {
        Frame::Program(argv) => {
            let Some(run) = argv.first().and_then(|name| program::find(name)) else {
                job.status = 127;
                return;
            };
            let stdin = job.stdin.clone();
            let progress = run(w, key, &argv, &stdin);
            job::follow(w, key, progress);
        }
        Frame::Become(process) => job.process = process,
        Frame::Block(..) => {}
    }
}
