//! How far the simulated machine agrees with a real one, as five measures.

use std::fmt;

use crate::transcript::Entry;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Share {
    agree: usize,
    all: usize,
}

impl Share {
    fn count(&mut self, agrees: bool) {
        self.all += 1;
        self.agree += usize::from(agrees);
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agree, all } = self;
        // Cut and not rounded, so that no measure looks better than it is.
        let tenths = (agree * 1000).checked_div(*all).unwrap_or(1000);
        write!(f, "{agree} of {all} ({}.{} %)", tenths / 10, tenths % 10)
    }
}

/// What agrees of the commands of one or more scripts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measures {
    /// Everything that is compared.
    pub(crate) whole: Share,
    /// The exit code.
    codes: Share,
    /// The first line of the errors, also where there is none.
    errors: Share,
    /// Exit code and first error line of the commands that fail on the real machine.
    failures: Share,
    /// Name, status, exit code and ports of every container after a command, where the real machine has containers.
    states: Share,
    /// The whole output where the real machine writes any.
    outputs: Share,
}

impl Measures {
    /// Counts what one command came to on both machines.
    pub(crate) fn count(&mut self, simulated: &Entry, real: &Entry) {
        let code = simulated.code() == real.code();
        let error = simulated.error() == real.error();
        self.whole
            .count(simulated.shown == real.shown && simulated.state == real.state);
        self.codes.count(code);
        self.errors.count(error);
        if real.code() != 0 {
            self.failures.count(code && error);
        }
        if !real.state.is_empty() {
            self.states.count(simulated.state == real.state);
        }
        if !real.output().is_empty() {
            self.outputs.count(simulated.output() == real.output());
        }
    }
}

impl fmt::Display for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what agrees | commands |\n| --- | --- |")?;
        writeln!(f, "| exit code | {} |", self.codes)?;
        writeln!(f, "| first line of the errors | {} |", self.errors)?;
        writeln!(
            f,
            "| both, where the real command fails | {} |",
            self.failures
        )?;
        writeln!(f, "| states of all containers | {} |", self.states)?;
        writeln!(f, "| whole output, where there is any | {} |", self.outputs)?;
        writeln!(f, "| everything | {} |", self.whole)
    }
}
