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
//! world to the moment at which its answer changes, when that comes within [`PATIENCE`]; else the world stays where it is, so
//! that somebody who watches what rests does not make it race. What was refused and is tried again waits in the same way, for
//! a role that can be assumed, say. A waiter of an SDK says in its `User-Agent` that it is one: it gets, at once, the answer
//! in which nothing is on its way any more, because it would sleep for seconds on the wall between two looks.
//!
//! A second client looks at the same world: what one waits for has happened for all. Nobody sees time run back.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::Reply;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventKind;
use paperboat_core::time::Timestamp;
use paperboat_simulator::world::{CallId, World};

use crate::transition::in_transition;
use paperboat_wire::Read;

#[cfg(test)]
mod tests;

/// How far ahead a wait looks: the patience of AWS's own waiters, 40 looks at 15 s (botocore 1.44.8, `waiters-2.json`:
/// `InstanceRunning`, `ServicesStable`).
pub const PATIENCE: Duration = Duration::from_secs(600);

/// How far the consequences of a change are followed at most: what crashes and comes back never settles. An hour is longer
/// than anything takes that the model has.
const LONGEST: Duration = Duration::from_secs(3_600);

/// How long what is new may stay unseen: the model's longest is `iam.propagation`, of which 95 % are below 14 s.
const UNSEEN: Duration = Duration::from_secs(60);
/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(1);

/// The members by which a client says that a request is the same one, in the operations that are modelled.
const TOKENS: [&str; 5] = [
    "ClientToken",
    "clientToken",
    "CreationToken",
    "CreatorRequestId",
    "ClientRequestToken",
];

/// How many different looks are remembered; beyond, all are forgotten, and each is a first one again.
const MOST_SEEN: usize = 1_024;

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

type Said = Result<Reply, CloudError>;

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
    seen: BTreeMap<String, Said>,
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
            seen: BTreeMap::new(),
        }
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

    /// Changes the world from outside: makes every look a first one again, and has the clock on the wall go on from there.
    pub fn change<T>(&mut self, wall: Duration, change: impl FnOnce(&mut World) -> T) -> T {
        self.seen.clear();
        self.changes += 1;
        let done = change(&mut self.world);
        self.origin = (wall, self.world.now());
        done
    }

    /// Sends a request whose answer is taken with [`Paced::poll`]: for [`Pace::Real`].
    pub fn begin(&mut self, wall: Duration, read: &Read) -> Begun {
        self.follow(wall);
        Begun {
            call: self.world.call(self.world.now(), read.request.clone()),
            changes: self.changes,
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

    /// Answers a request; `waits` when it comes from a waiter. Not for [`Pace::Real`].
    pub fn ask(&mut self, read: &Read, waits: bool) -> Said {
        let said = if self.pace == Pace::Warp {
            self.warp(read, waits)
        } else {
            answered(&mut self.world, read)
        };
        if !read.request.facts().is_read() && said.is_ok() {
            self.seen.clear();
            if self.pace == Pace::Instant {
                settle(&mut self.world);
            }
        }
        said
    }

    fn warp(&mut self, read: &Read, waits: bool) -> Said {
        let key = key(read);
        let mut said = answered(&mut self.world, read);
        let again = self.seen.get(&key) == Some(&said);
        let mut wait = |said: &mut Said, wished: &dyn Fn(&Said) -> bool| {
            if let Some(then) = until(&self.world, read, said, wished) {
                self.world = then;
                *said = answered(&mut self.world, read);
            }
        };
        if again {
            let before = said.clone();
            wait(&mut said, &|said| *said != before);
        }
        if waits && on_its_way(read, &said) {
            wait(&mut said, &|said| !on_its_way(read, said));
        }
        if self.seen.len() >= MOST_SEEN {
            self.seen.clear();
        }
        self.seen.insert(key, said.clone());
        said
    }
}

/// What is asked, without the tokens by which clients make each request another one.
fn key(read: &Read) -> String {
    let mut members = serde_json::to_value(&read.request).unwrap_or_default();
    if let Some(members) = members.as_object_mut() {
        members.retain(|name, _| !TOKENS.contains(&name.as_str()));
    }
    format!("{} {members}", read.request.name())
}

/// Whether a waiter would look again: something is on its way, or is not to be seen yet.
fn on_its_way(read: &Read, said: &Said) -> bool {
    match said {
        Ok(reply) => in_transition(&read.shown(reply)),
        Err(error) => error.kind == ErrorKind::NotFound,
    }
}

/// A call that nobody answers.
fn lost(operation: &str, message: &str) -> CloudError {
    CloudError::refused(ErrorKind::Internal, operation, "InternalFailure", message)
}

/// Asks, and lets pass what the answer takes.
fn answered(world: &mut World, read: &Read) -> Said {
    let call = world.call(world.now(), read.request.clone());
    loop {
        if let Some(said) = world.answer(call) {
            return said;
        }
        let Some(due) = world.next_at() else {
            return Err(lost(read.request.name(), "no answer is due"));
        };
        world.advance(due);
    }
}

/// The world at the first moment within [`PATIENCE`] at which its answer is as wished; none when there is none.
///
/// It is asked on copies, so that the looks of somebody who waits are in no log; and only where something happened, because
/// answers tell states. What is new can be seen after a while without anything that happens, so a refusal is looked at
/// [`EVERY`] second too, for as long as that takes.
fn until(world: &World, read: &Read, said: &Said, wished: &dyn Fn(&Said) -> bool) -> Option<World> {
    let end = world.now() + PATIENCE;
    let unseen = said.is_err().then(|| world.now() + UNSEEN);
    let next = |then: &World| {
        let due = then.next_at().filter(|due| *due <= end);
        let look = then.now() + EVERY;
        let look = unseen
            .map(|unseen| look.min(unseen))
            .filter(|look| *look > then.now());
        due.into_iter().chain(look).min()
    };
    next(world)?;
    let mut then = world.clone();
    while let Some(at) = next(&then) {
        let before = then.events().len();
        then.advance(at);
        let looks = then.events().len() > before || unseen.is_some_and(|unseen| at <= unseen);
        if looks && wished(&answered(&mut then.clone(), read)) {
            return Some(then);
        }
    }
    None
}

/// Moves until no state has changed for [`PATIENCE`], and back to no time: to the last moment at which something was due.
fn settle(world: &mut World) {
    let end = world.now() + LONGEST;
    let mut changed = world.now();
    while let Some(due) = world
        .next_at()
        .filter(|due| *due <= end.min(changed + PATIENCE))
    {
        let before = world.events().len();
        world.advance(due);
        let fresh = &world.events()[before..];
        if fresh
            .iter()
            .any(|event| matches!(event.kind, EventKind::State { .. }))
        {
            changed = due;
        }
    }
}
