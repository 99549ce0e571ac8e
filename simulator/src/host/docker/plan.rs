//! A command as data: operations on the engine, what each waits for, and how far each has come.

use std::time::Duration;

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::engine::{Client, engine_mut};
use super::op::{Look, Op};
use crate::host::{JobKey, Progress, Trouble, trouble, write_stderr, write_stdout};
use crate::world::World;

/// Why a command, or one step of it, failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failure {
    /// The exit code.
    pub(super) code: i32,
    /// What it says on the error stream; empty when the code says all.
    pub(super) text: String,
    /// What it met that is no fault of the command.
    pub(super) troubles: &'static [Trouble],
}

impl Failure {
    pub(super) fn new(code: i32, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
            troubles: &[],
        }
    }

    /// The same, which met this.
    pub(super) fn meeting(self, troubles: &'static [Trouble]) -> Self {
        Self { troubles, ..self }
    }

    /// Keeps for whoever asks what a command met that failed so.
    pub(super) fn keep(&self, w: &mut World, job: JobKey) {
        for trouble in self.troubles {
            trouble::meets(w, job, *trouble);
        }
    }
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Blocked,
    Busy(Timestamp),
    Done,
    Failed,
}

/// One operation of a plan.
#[derive(Clone, Debug)]
pub(super) struct Task {
    op: Op,
    /// The tasks that must be done before, by place; each once.
    after: Vec<usize>,
    /// How many of them are not done: a change touches who waits for it, and nobody looks through all lists.
    open: usize,
    /// Whether one of them failed.
    spoilt: bool,
    /// The tasks that wait for this one, by place.
    next: Vec<usize>,
    /// What goes to the error stream when it begins, is done, or fails.
    lines: [String; 3],
    state: State,
    /// What it follows from, when that is not the command.
    cause: Option<EventId>,
    /// How long it may take, and what is said when it takes longer.
    limit: Option<(Duration, String)>,
    /// When that time is over, once it has begun.
    deadline: Option<Timestamp>,
    /// What it has printed that waits for those before it: names come in the order in which they were given.
    printed: String,
}

impl Task {
    pub(super) fn new(op: Op, after: &[usize]) -> Self {
        let mut after = after.to_vec();
        after.sort_unstable();
        after.dedup();
        Self {
            op,
            after,
            open: 0,
            spoilt: false,
            next: Vec::new(),
            lines: Default::default(),
            state: State::Blocked,
            cause: None,
            limit: None,
            deadline: None,
            printed: String::new(),
        }
    }

    /// Has it fail with these words when it takes longer.
    pub(super) fn within(mut self, limit: Duration, words: String) -> Self {
        self.limit = Some((limit, words));
        self
    }

    /// Tells whether it has taken longer than it may.
    fn is_late(&self, now: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now)
    }

    fn client(&self, client: Client) -> Client {
        let cause = self.cause.unwrap_or(client.cause);
        Client { cause, ..client }
    }

    /// Has it say what it does: `subject` and then a word at its beginning, its end, its failure.
    pub(super) fn saying(mut self, subject: &str, begins: &str, done: &str) -> Self {
        let line = |word: &str| {
            if word.is_empty() {
                String::new()
            } else {
                format!(" {subject}  {word}\n")
            }
        };
        self.lines = [line(begins), line(done), line("Error")];
        self
    }

    /// Has it say what it does in the form that Compose has for pulls.
    pub(super) fn saying_plainly(mut self, subject: &str, begins: &str, done: &str) -> Self {
        self.lines = [begins, done, "Error"].map(|word| format!(" {subject} {word} \n"));
        self
    }
}

/// A command that is being carried out.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    tasks: Vec<Task>,
    /// Whether the first failure ends the command; else the others go on.
    strict: bool,
    /// Whether it ends with 0 whatever fails.
    forgives: bool,
    failure: Option<Failure>,
    code: i32,
}

impl Plan {
    /// A plan whose tasks go on when another fails.
    pub(super) fn tolerant() -> Self {
        Self::default()
    }

    /// A plan whose failures are told and do not count.
    pub(super) fn forgiving() -> Self {
        Self {
            forgives: true,
            ..Self::default()
        }
    }

    /// A plan that ends with its first failure.
    pub(super) fn strict() -> Self {
        Self {
            strict: true,
            ..Self::default()
        }
    }

    /// Adds a task; gives its place.
    pub(super) fn push(&mut self, task: Task) -> usize {
        let place = self.tasks.len();
        let after = task.after.clone();
        self.tasks.push(task);
        for before in after {
            self.link(before, place);
        }
        place
    }

    /// Has the task at `place` wait for the one at `before`, which comes earlier.
    fn link(&mut self, before: usize, place: usize) {
        self.tasks[before].next.push(place);
        let (done, failed) = match self.tasks[before].state {
            State::Done => (true, false),
            State::Failed => (false, true),
            State::Blocked | State::Busy(_) => (false, false),
        };
        let task = &mut self.tasks[place];
        task.open += usize::from(!done);
        task.spoilt |= failed;
    }

    /// A task has come to its end: who waits for it hears of it.
    fn ended(&mut self, place: usize, state: State) {
        self.tasks[place].state = state;
        for next in self.tasks[place].next.clone() {
            let task = &mut self.tasks[next];
            match state {
                State::Done => task.open -= 1,
                _ => task.spoilt = true,
            }
        }
    }

    /// Adds a task after others.
    pub(super) fn add(&mut self, op: Op, after: &[usize]) -> usize {
        self.push(Task::new(op, after))
    }

    /// Adds the tasks of another plan after its own last one.
    fn extend(&mut self, plan: Self, by: usize) {
        let base = self.tasks.len();
        let waiting = self.tasks[by].next.clone();
        for mut task in plan.tasks {
            task.after.iter_mut().for_each(|i| *i += base);
            if task.after.is_empty() {
                task.after.push(by);
            }
            task.open = 0;
            task.next.clear();
            self.push(task);
        }
        // What waited for the task that made these waits for them too.
        for place in waiting {
            for made in base..self.tasks.len() {
                self.link(made, place);
            }
        }
    }
}

/// Carries a plan on as far as it goes now.
pub(super) fn drive(w: &mut World, job: JobKey, mut plan: Plan) -> Progress {
    let client = Client::of(w, job);
    engine_mut(w, client.machine).waiting.insert(job);
    while step(w, client, &mut plan) {}
    let busy = plan.tasks.iter().filter_map(|t| match t.state {
        State::Busy(until) => Some((until, t.deadline)),
        _ => None,
    });
    let times = busy
        .clone()
        .flat_map(|(until, deadline)| [Some(until), deadline]);
    let later = times.flatten().filter(|time| *time > w.now).min();
    if busy.count() > 0 {
        let running = crate::host::Running::Docker(super::Running::working(plan));
        return match later {
            Some(until) => Progress::WaitUntil(until, running),
            None => Progress::Wait(running),
        };
    }
    engine_mut(w, client.machine).waiting.remove(&job);
    if let Some(failure) = plan.failure {
        say(w, job, &failure);
        return Progress::Exit(failure.code);
    }
    Progress::Exit(plan.code)
}

/// Leaves a plan that was interrupted: what was begun on the engine goes on. Tells what was waited for.
pub(super) fn leave(w: &mut World, job: JobKey, mut plan: Plan) -> String {
    let client = Client::of(w, job);
    engine_mut(w, client.machine).waiting.remove(&job);
    let mut seen: Vec<String> = Vec::new();
    for task in &mut plan.tasks {
        if matches!(task.state, State::Busy(_)) {
            seen.push(task.op.seen(w, client));
            task.op.leave(w, task.client(client));
        }
    }
    seen.dedup();
    match seen.len() {
        0 => "docker, which has nothing to wait for".to_owned(),
        n if n > SEEN => format!("{} and {} more", seen[..SEEN].join(", "), n - SEEN),
        _ => seen.join(", "),
    }
}

/// As many waits as a person takes in at a glance.
const SEEN: usize = 3;

fn say(w: &mut World, job: JobKey, failure: &Failure) {
    if !failure.text.is_empty() {
        write_stderr(w, job, &format!("{}\n", failure.text));
    }
}

fn step(w: &mut World, client: Client, plan: &mut Plan) -> bool {
    let mut moved = false;
    let mut i = 0;
    while i < plan.tasks.len() {
        let task = &plan.tasks[i];
        match task.state {
            State::Blocked if plan.failure.is_some() || task.spoilt => {
                plan.ended(i, State::Failed);
                moved = true;
            }
            State::Blocked if task.open == 0 => {
                begin(w, client, plan, i);
                moved = true;
            }
            State::Busy(_) if plan.failure.is_some() && task.op.only_watches() => {
                plan.ended(i, State::Failed);
                moved = true;
            }
            State::Busy(until) => {
                let late = task.is_late(w.now);
                let done = until <= w.now && look(w, client, plan, i);
                // What is done at the last moment is done.
                if late && !done {
                    let limit = plan.tasks[i].limit.as_ref();
                    let words = limit.map_or_else(String::new, |(_, words)| words.clone());
                    fail(w, client, plan, i, Failure::new(1, words));
                }
                moved |= done || late;
            }
            State::Blocked | State::Done | State::Failed => {}
        }
        i += 1;
    }
    moved
}

fn begin(w: &mut World, client: Client, plan: &mut Plan, i: usize) {
    let task = &mut plan.tasks[i];
    write_stderr(w, client.job, &task.lines[0]);
    match task.op.begin(w, task.client(client)) {
        Ok(delay) => {
            task.state = State::Busy(w.now + delay);
            task.deadline = task.limit.as_ref().map(|(limit, _)| w.now + *limit);
        }
        Err(failure) => fail(w, client, plan, i, failure),
    }
}

fn look(w: &mut World, client: Client, plan: &mut Plan, i: usize) -> bool {
    let task = &mut plan.tasks[i];
    let more = match task.op.look(w, task.client(client)) {
        Look::NotYet => return false,
        Look::After(delay) => {
            task.state = State::Busy(w.now + delay);
            return true;
        }
        Look::Failed(failure) => {
            fail(w, client, plan, i, failure);
            return true;
        }
        Look::Done(text) => {
            task.printed = text;
            Plan::default()
        }
        Look::More(more) => *more,
    };
    let task = &mut plan.tasks[i];
    write_stderr(w, client.job, &task.lines[1]);
    let heard = task.op.heard(w, client);
    plan.ended(i, State::Done);
    print(w, client, plan);
    if let Some(heard) = heard {
        for next in plan.tasks[i].next.clone() {
            plan.tasks[next].cause = Some(heard);
        }
    }
    plan.extend(more, i);
    true
}

/// Prints what tasks have to say whose predecessors have all ended.
fn print(w: &mut World, client: Client, plan: &mut Plan) {
    let ended = |task: &&mut Task| matches!(task.state, State::Done | State::Failed);
    for task in plan.tasks.iter_mut().take_while(ended) {
        let text = std::mem::take(&mut task.printed);
        if !text.is_empty() {
            write_stdout(w, client.job, &text);
        }
    }
}

fn fail(w: &mut World, client: Client, plan: &mut Plan, i: usize, failure: Failure) {
    failure.keep(w, client.job);
    plan.ended(i, State::Failed);
    print(w, client, plan);
    let line = plan.tasks[i].lines[2].clone();
    write_stderr(w, client.job, &line);
    if plan.strict {
        plan.failure.get_or_insert(failure);
    } else {
        say(w, client.job, &failure);
        if !plan.forgives {
            plan.code = failure.code;
        }
    }
}
