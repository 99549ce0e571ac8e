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
//! **Warp.** Who asks a second time what was asked since the last change waits for another answer. So the first look after
//! a change shows the world as it stands, `pending` and all. A look that is repeated moves the world to the moment at which
//! its answer changes, when that comes within [`PATIENCE`]; else the world stays where it is, so that somebody who watches
//! what rests does not make it race. A waiter of an SDK says in its `User-Agent` that it is one: it gets, at once, the answer
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

/// How far ahead a wait looks: the patience of AWS's own waiters, 40 looks at 15 s (botocore 1.44.8, `waiters-2.json`:
/// `InstanceRunning`, `ServicesStable`).
pub const PATIENCE: Duration = Duration::from_secs(600);

/// How far the consequences of a change are followed at most: what crashes and comes back never settles. An hour is longer
/// than anything takes that the model has.
const LONGEST: Duration = Duration::from_secs(3_600);

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

/// A world, and how its time moves.
#[derive(Clone, Debug)]
pub struct Paced {
    world: World,
    pace: Pace,
    /// What was answered since the last change, by what was asked.
    seen: BTreeMap<String, Said>,
}

impl Paced {
    /// Puts a world under a pace.
    #[must_use]
    pub fn new(world: World, pace: Pace) -> Self {
        Self {
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

    /// Lets time pass, and makes every look a first one again.
    pub fn advance(&mut self, by: Duration) {
        self.seen.clear();
        self.world.advance(self.world.now() + by);
    }

    /// Sends a request whose answer is taken later: what [`Pace::Real`] does.
    pub fn begin(&mut self, at: Timestamp, read: &Read) -> CallId {
        self.world
            .call(at.max(self.world.now()), read.request.clone())
    }

    /// Moves to a time, and takes an answer that is due; else tells when something is due next.
    ///
    /// # Errors
    /// None stays: the time of what is due next, or none when nothing is.
    pub fn poll(&mut self, at: Timestamp, call: CallId) -> Result<Said, Option<Timestamp>> {
        self.world.advance(at.max(self.world.now()));
        self.world.answer(call).ok_or_else(|| self.world.next_at())
    }

    /// Answers a request; `waits` when it comes from a waiter. Not for [`Pace::Real`].
    pub fn ask(&mut self, read: &Read, waits: bool) -> Said {
        if !read.request.facts().is_read() {
            self.seen.clear();
            let said = answered(&mut self.world, read);
            if self.pace == Pace::Instant {
                settle(&mut self.world);
            }
            return said;
        }
        if self.pace != Pace::Warp {
            return answered(&mut self.world, read);
        }
        let key = format!("{} {}", read.request.name(), members(read));
        if let Some(before) = self.seen.get(&key) {
            if let Some(then) = until(&self.world, read, |said| said != before) {
                self.world = then;
            }
        }
        let mut said = answered(&mut self.world, read);
        if waits && on_its_way(read, &said) {
            if let Some(then) = until(&self.world, read, |said| !on_its_way(read, said)) {
                self.world = then;
                said = answered(&mut self.world, read);
            }
        }
        if self.seen.len() >= MOST_SEEN {
            self.seen.clear();
        }
        self.seen.insert(key, said.clone());
        said
    }
}

/// What is asked, besides the operation.
fn members(read: &Read) -> String {
    serde_json::to_string(&read.request).unwrap_or_default()
}

/// Whether a waiter would look again: something is on its way, or is not to be seen yet.
fn on_its_way(read: &Read, said: &Said) -> bool {
    match said {
        Ok(reply) => in_transition(&read.shown(reply)),
        Err(error) => error.kind == ErrorKind::NotFound,
    }
}

/// Asks, and lets pass what the answer takes.
fn answered(world: &mut World, read: &Read) -> Said {
    let call = world.call(world.now(), read.request.clone());
    loop {
        if let Some(said) = world.answer(call) {
            return said;
        }
        let Some(due) = world.next_at() else {
            let operation = read.request.name();
            let message = "no answer is due";
            let lost =
                CloudError::refused(ErrorKind::Internal, operation, "InternalFailure", message);
            return Err(lost);
        };
        world.advance(due);
    }
}

/// The world at the first moment within [`PATIENCE`] at which its answer is as wished; none when there is none.
///
/// It is asked on copies, so that the looks of somebody who waits are in no log; and only where a state changed, because
/// answers tell states.
fn until(world: &World, read: &Read, wished: impl Fn(&Said) -> bool) -> Option<World> {
    let end = world.now() + PATIENCE;
    world.next_at().filter(|due| *due <= end)?;
    let mut then = world.clone();
    while let Some(due) = then.next_at().filter(|due| *due <= end) {
        let before = then.events().len();
        then.advance(due);
        if then.events().len() > before && wished(&answered(&mut then.clone(), read)) {
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
