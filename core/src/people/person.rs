//! Somebody at work: what they have written down, and when they go wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::change::boot;
use super::{Made, People, Routine, Slip, Task};
use crate::aws::host::Login;
use crate::aws::{HostCall, Request};

/// Draws a number from 0 to 1 by what it is for and for the how-manieth time: the same ones give the same number, and no
/// number depends on another, so that people who do the same make the same slips on either side of a comparison.
pub type Draws = Arc<dyn Fn(&str, u64) -> f64 + Send + Sync>;

/// Somebody at work. What they wrote into scripts, and what is wrong there, stays from one task to the next.
#[derive(Clone)]
pub struct Person {
    people: People,
    draws: Draws,
    scripts: BTreeMap<Line, Option<Slip>>,
    /// How often each task was begun.
    begun: BTreeMap<Task, u64>,
    /// How often each operation was asked in the task that goes on.
    asked: BTreeMap<&'static str, u64>,
    /// The slip that is made in this run of a script or a tool, at the first request to which it can happen.
    coming: Option<Slip>,
    /// Whether something was done wrong in the task that goes on, other than what was seen at once.
    slipped: bool,
    /// Whether something was done wrong since all was begun from nothing, other than what was seen at once.
    unsound: bool,
    /// The machines that the person has logged in to.
    machines: Vec<Login>,
}

/// A command of a script: an operation, for the how-manieth time in a task.
type Line = (Task, &'static str, u64);

/// Something done wrong, with the command that was meant, and the one that was given instead of it.
#[derive(Debug, PartialEq)]
pub(crate) struct Done {
    pub(crate) slip: Slip,
    pub(crate) meant: String,
    pub(crate) typed: Option<String>,
}

/// What somebody does for a request.
#[derive(Debug)]
pub(crate) struct Doing {
    /// What they typed, with the time that it took; none where a script or a tool has it.
    pub(crate) typed: Option<(String, Duration)>,
    /// What they did wrong.
    pub(crate) slip: Option<Done>,
    /// What is done instead of what was meant.
    pub(crate) made: Option<Made>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Person");
        shown.field("people", &self.people);
        shown.finish_non_exhaustive()
    }
}

impl Person {
    /// Somebody who begins to work so; `draws` decide when they go wrong.
    #[must_use]
    pub fn new(people: People, draws: Draws) -> Self {
        Self {
            people,
            draws,
            scripts: BTreeMap::new(),
            begun: BTreeMap::new(),
            asked: BTreeMap::new(),
            coming: None,
            slipped: false,
            unsound: false,
            machines: Vec::new(),
        }
    }

    /// Somebody of whom nothing is drawn: they get nothing wrong.
    #[must_use]
    pub fn faultless(people: impl Into<People>) -> Self {
        let people = People {
            slips: None,
            ..people.into()
        };
        Self::new(people, Arc::new(|_, _| 1.0))
    }

    /// Begins a task; gives the one command that it is, with its time, where a script or a tool does the rest.
    pub(crate) fn begin(&mut self, task: Task) -> Option<(String, Duration)> {
        let run = self.begun.entry(task).or_default();
        *run += 1;
        let run = *run;
        self.asked.clear();
        self.slipped = false;
        let (command, chance) = match self.people.routine {
            Routine::Pasted => return None,
            Routine::Script => ("bash ", self.people.slips.map(|c| c.script_run)),
            Routine::Tool => ("paperboat ", self.people.slips.map(|c| c.tool_run)),
        };
        let drawn = |what: &str| (self.draws)(&format!("{what} {}", task.key()), run);
        self.coming = chance
            .filter(|chance| drawn("slip of a run") < *chance)
            .map(|_| one_of(Slip::ALL, drawn("which slip of a run")));
        let end = if self.people.routine == Routine::Script {
            ".sh"
        } else {
            ""
        };
        let command = format!("{command}{}{end}", task.key());
        let took = self.people.typing.time(&command);
        Some((command, took))
    }

    /// Tells whether something was done wrong since the task was begun, other than what was seen at once.
    #[must_use]
    pub fn slipped(&self) -> bool {
        self.slipped
    }

    /// Tells whether something that was done wrong may still stand in what was made.
    #[must_use]
    pub fn is_unsound(&self) -> bool {
        self.unsound
    }

    /// Begins from nothing: what was made wrong is gone.
    pub fn begin_anew(&mut self) {
        self.unsound = false;
    }

    /// Looks through the script of a task, and puts right what is wrong in it.
    pub fn mend(&mut self, task: Task) {
        let lines = self.scripts.iter_mut();
        let of_task = lines.filter(|((of, ..), _)| *of == task);
        of_task.for_each(|(_, slip)| *slip = None);
    }

    /// Does what a request stands for in the task that goes on.
    /// Where nobody reads commands (`is_read`), those whose length decides nothing are left empty.
    pub(crate) fn does(&mut self, task: Task, request: &Request, is_read: bool) -> Doing {
        let typing = self.people.typing;
        let asked = self.asked.entry(request.name()).or_default();
        *asked += 1;
        let line = (task, request.name(), *asked);
        self.knows(request);
        let (is_written, slip) = match (self.people.routine, self.scripts.get(&line)) {
            (Routine::Pasted, _) => {
                // A run is one of at most so many commands of a kind.
                const RUN: u64 = 1 << 20;
                let run = self.begun.get(&task).copied().unwrap_or_default();
                (true, self.draw(line, run * RUN + line.2, request))
            }
            (Routine::Script, Some(written)) => (false, *written),
            (Routine::Script, None) => {
                let slip = self.draw(line, line.2, request);
                let stays = slip.filter(|slip| *slip != Slip::Retyped);
                self.scripts.insert(line, stays);
                (true, slip)
            }
            (Routine::Tool, _) => (false, None),
        };
        let slip = slip.or_else(|| self.comes(request));
        let made = slip.and_then(|slip| slip.made(request, &self.machines));
        // What is forgotten is not typed; what is typed wrong is the other command; what is typed again takes twice the time.
        let typed = match &made {
            _ if !is_written => None,
            Some(Made::Nothing(_)) => None,
            Some(Made::Instead(other)) => Some(typing.of(other, is_read)),
            None => Some(typing.of(request, is_read)),
        };
        let times = if slip == Some(Slip::Retyped) { 2 } else { 1 };
        let in_script = match &made {
            Some(Made::Instead(other)) if is_read => boot::differing(request, other),
            _ => None,
        };
        self.slipped |= made.is_some();
        self.unsound |= made.is_some();
        Doing {
            typed: typed.map(|(command, took)| (command, took * times)),
            slip: slip
                .filter(|slip| made.is_some() || *slip == Slip::Retyped)
                .map(|slip| {
                    let of_command = || {
                        let typed = match &made {
                            Some(Made::Instead(other)) => Some(typing.of(other, is_read).0),
                            Some(Made::Nothing(_)) | None => None,
                        };
                        (typing.of(request, is_read).0, typed)
                    };
                    let (meant, typed) = in_script.unwrap_or_else(of_command);
                    Done { slip, meant, typed }
                }),
            made,
        }
    }

    /// Decides whether a command that is written goes wrong, and how.
    fn draw(&self, (task, operation, _): Line, occurrence: u64, request: &Request) -> Option<Slip> {
        let chance = self.people.slips?.command;
        let drawn = |what: &str| {
            let what = format!("{what} {} {operation}", task.key());
            (self.draws)(&what, occurrence)
        };
        if drawn("slip") >= chance {
            return None;
        }
        let possible = Slip::possible(request, &self.machines);
        Some(if possible.is_empty() {
            Slip::Retyped
        } else {
            one_of(&possible, drawn("which slip"))
        })
    }

    /// The slip of this run, where it can happen to a request.
    fn comes(&mut self, request: &Request) -> Option<Slip> {
        let machines = &self.machines;
        self.coming
            .take_if(|slip| slip.made(request, machines).is_some())
    }

    fn knows(&mut self, request: &Request) {
        let login = match request {
            Request::Host(HostCall::Exec(r)) => &r.login,
            Request::Host(HostCall::Put(r)) => &r.login,
            _ => return,
        };
        let known = |other: &Login| other.instance_id == login.instance_id;
        if !self.machines.iter().any(known) {
            self.machines.push(login.clone());
        }
    }
}

/// One of several slips, of which there is at least one, evenly.
fn one_of(slips: &[Slip], drawn: f64) -> Slip {
    let at = (drawn * slips.len() as f64) as usize;
    slips[at.min(slips.len() - 1)]
}

#[cfg(test)]
mod tests;
