//! The rules by which a world's time moves when clients ask.
//!
//! A world moves only when it is told to. Who talks to AWS waits by sleeping and asking again, and no server can take a
//! client's sleep from it; what a server can choose is how much happens in the world between two requests:
//!
//! | pace | what moves the world |
//! | --- | --- |
//! | [`Pace::Real`] | the clock on the wall, times a factor |
//! | [`Pace::Warp`] | a wait, see below |
//! | [`Pace::Instant`] | every change: its consequences have settled when the next request comes |
//! | [`Pace::Manual`] | control calls only |
//!
//! In all but the first an answer's own latency passes at once, in the world.
//!
//! **Warp.** Who asks a second time what was asked since the last change, and would get the same answer, waits for another
//! one. So the first look after a change shows the world as it stands, `pending` and all. A look that is repeated moves the
//! world to the moment at which its answer changes, when that comes within ten minutes; else the world stays where it is, so
//! that somebody who watches what rests does not make it race. What was refused and is tried again waits in the same way, for
//! a role that can be assumed, say. A waiter of an SDK says in its `User-Agent` that it is one: it gets, at once, the answer
//! in which nothing is on its way any more, because it would sleep for seconds on the wall between two looks.
//!
//! A second client looks at the same world: what one waits for has happened for all. Nobody sees time run back.

use std::time::Duration;

use paperboat_core::aws::Reply;
use paperboat_core::aws::host::ExecOutput;
use paperboat_core::error::CloudError;
use paperboat_core::time::Timestamp;
use paperboat_simulator::world::{CallId, World};

use crate::seen::{self, Seen};
use crate::state::Entry;
use crate::wait::{answered, lost, on_its_way, settle, until, until_shown};
use paperboat_wire::Read;

#[cfg(test)]
mod tests;

/// How time moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// So many times as fast as the clock on the wall.
    Real(f64),
    /// To the next answer that differs, when somebody waits.
    Warp,
    /// Until all that follows from a change has settled.
    Instant,
    /// When it is told to.
    Manual,
}

pub(crate) type Said = Result<Reply, CloudError>;

/// What came of looking for an answer.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "it lives for one look")]
pub enum Polled {
    /// The answer.
    Said(Said),
    /// It is not there before so much time has passed on the wall.
    Wait(Duration),
}

/// A call that was sent, and to which of the worlds that followed one another.
#[derive(Clone, Copy, Debug)]
pub struct Begun {
    call: CallId,
    changes: u32,
    /// How long the log was before.
    mark: usize,
    /// Whether it only looks.
    looks: bool,
}

/// A world, and how its time moves.
#[derive(Clone, Debug)]
pub struct Paced {
    world: World,
    pace: Pace,
    /// A time on the wall, and the world's time then; both count from their own beginning.
    origin: (Duration, Timestamp),
    /// How often it was changed from outside.
    changes: u32,
    /// What was answered since the last change, by what was asked.
    seen: Seen,
    /// What entered since somebody wrote it down; none where nobody does.
    entered: Option<Vec<Entry>>,
    /// How long the log was then, and whether time was moved without an event since.
    written: usize,
    moved: bool,
}

impl Paced {
    /// Puts a world under a pace; the clock on the wall counts from now.
    #[must_use]
    pub fn new(world: World, pace: Pace) -> Self {
        Self {
            origin: (Duration::ZERO, world.now()),
            changes: 0,
            world,
            pace,
            seen: Seen::default(),
            entered: None,
            written: 0,
            moved: false,
        }
    }

    /// The same, which remembers what enters until [`Paced::entered`] takes it.
    #[must_use]
    pub(crate) fn remembering(mut self) -> Self {
        self.entered = Some(Vec::new());
        self
    }

    /// Takes what entered since this was asked last, for a file that must tell of it before an answer leaves. When
    /// something happened by itself meanwhile, an answer may show it, so the time to which the world moved goes with it.
    pub(crate) fn entered(&mut self) -> Vec<Entry> {
        let (events, to) = (self.world.events().len(), self.world.now());
        let Some(entered) = &mut self.entered else {
            return Vec::new();
        };
        let there = matches!(entered.last(), Some(Entry::Call { to: at, .. }) if *at == to);
        if (events != self.written || self.moved) && !there {
            entered.push(Entry::Pass { to });
        }
        (self.written, self.moved) = (events, false);
        std::mem::take(entered)
    }

    /// Remembers what entered.
    pub(crate) fn enter(&mut self, entry: impl FnOnce() -> Entry) {
        if let Some(entered) = &mut self.entered {
            entered.push(entry());
        }
    }

    /// Does what a file says was done.
    ///
    /// # Errors
    /// What does not fit.
    pub(crate) fn replay(&mut self, entry: Entry) -> Result<(), String> {
        let done = crate::state::replay(&mut self.world, entry);
        self.origin = (Duration::ZERO, self.world.now());
        self.written = self.world.events().len();
        done
    }

    /// The world.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// How its time moves.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Moves a world that follows the clock on the wall to its time.
    pub fn follow(&mut self, wall: Duration) {
        if let Pace::Real(factor) = self.pace {
            let passed = wall.saturating_sub(self.origin.0).mul_f64(factor);
            let now = self.origin.1 + passed;
            self.world.advance(now.max(self.world.now()));
        }
    }

    /// A mark that differs when anything has happened since.
    pub(crate) fn mark(&self) -> (usize, u32) {
        (self.world.events().len(), self.changes)
    }

    /// Moves to the first moment at which the world is as wished, when that comes within ten minutes, and says whether it
    /// does: for [`Pace::Warp`].
    pub(crate) fn wait_for(&mut self, wished: impl Fn(&World) -> bool) -> bool {
        let Some(then) = until_shown(&self.world, wished) else {
            return false;
        };
        self.world = then;
        self.seen.clear();
        self.moved = true;
        true
    }

    /// Changes the world from outside: makes every look a first one again, and has the clock on the wall go on from there.
    pub fn change<T>(&mut self, wall: Duration, change: impl FnOnce(&mut World) -> T) -> T {
        self.seen.clear();
        self.changes += 1;
        self.moved = true;
        let done = change(&mut self.world);
        self.origin = (wall, self.world.now());
        done
    }

    /// Sends a request whose answer is taken with [`Paced::poll`]: for [`Pace::Real`].
    pub fn begin(&mut self, wall: Duration, read: &Read) -> Begun {
        self.follow(wall);
        let (mark, at) = (self.world.events().len(), self.world.now());
        let looks = read.request.facts().is_read();
        if !looks {
            self.enter(|| called(read, at, at));
        }
        Begun {
            call: self.world.call(at, read.request.clone()),
            changes: self.changes,
            mark,
            looks,
        }
    }

    /// Looks for an answer: for [`Pace::Real`]. A world that was changed meanwhile may not know of the call.
    pub fn poll(&mut self, wall: Duration, begun: Begun) -> Polled {
        self.follow(wall);
        if begun.changes != self.changes {
            let message = "the world was changed before this was answered";
            return Polled::Said(Err(lost("", message)));
        }
        if let Some(said) = self.world.answer(begun.call) {
            if begun.looks {
                self.world.forget_look(begun.mark, said.is_err());
            }
            return Polled::Said(said);
        }
        let due = self.world.next_at();
        let wait = due.map_or(Duration::ZERO, |due| due.since(self.world.now()));
        let factor = match self.pace {
            Pace::Real(factor) => factor,
            _ => 1.0,
        };
        // Timers are no finer, and a thread that never sleeps serves nobody else.
        Polled::Wait(wait.div_f64(factor).max(Duration::from_millis(1)))
    }

    /// What the command had written over a broken connection of which the last answer told.
    pub(crate) fn cut_off(&mut self) -> Option<ExecOutput> {
        self.world.cut_off()
    }

    /// Answers a request; `waits` when it comes from a waiter. Not for [`Pace::Real`].
    pub fn ask(&mut self, read: &Read, waits: bool) -> Said {
        let said = if self.pace == Pace::Warp {
            self.warp(read, waits)
        } else {
            self.answered(read)
        };
        if !read.request.facts().is_read() && said.is_ok() {
            self.seen.clear();
            if self.pace == Pace::Instant {
                settle(&mut self.world);
            }
        }
        said
    }

    /// Asks, and lets pass what the answer takes. A look leaves nothing in the log that nobody asks for.
    fn answered(&mut self, read: &Read) -> Said {
        let (mark, at) = (self.world.events().len(), self.world.now());
        let said = answered(&mut self.world, read);
        if read.request.facts().is_read() {
            self.world.forget_look(mark, said.is_err());
        } else {
            let to = self.world.now();
            self.enter(|| called(read, at, to));
        }
        said
    }

    fn warp(&mut self, read: &Read, waits: bool) -> Said {
        let key = seen::key(&read.request);
        let mut said = self.answered(read);
        let mut number = seen::number(&said);
        if self.seen.of(key) == Some(number) {
            let before = said.clone();
            self.wait(read, &mut said, |said| *said != before);
            number = seen::number(&said);
        }
        if waits && on_its_way(read, &said) {
            self.wait(read, &mut said, |said| !on_its_way(read, said));
            number = seen::number(&said);
        }
        self.seen.keep(key, number);
        said
    }

    /// Moves to the moment at which the answer is as wished, if it comes.
    fn wait(&mut self, read: &Read, said: &mut Said, wished: impl Fn(&Said) -> bool) {
        if let Some(then) = until(&self.world, read, said, &wished) {
            self.world = then;
            self.moved = true;
            *said = self.answered(read);
        }
    }
}

fn called(read: &Read, at: Timestamp, to: Timestamp) -> Entry {
    Entry::Call {
        at,
        to,
        operation: read.request.name().to_owned(),
        members: serde_json::to_value(&read.request).unwrap_or_default(),
    }
}
