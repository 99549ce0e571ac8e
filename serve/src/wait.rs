//! How far a world moves for somebody who waits, and for whom: asked of copies of it.

use std::time::Duration;

use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventKind;
use paperboat_simulator::world::World;
use paperboat_wire::Read;
use serde_json::{Map, Value};

use crate::clock::Said;
use crate::transition::in_transition;

/// How far ahead a wait looks: the patience of AWS's own waiters, 40 looks at 15 s (botocore 1.44.8, `waiters-2.json`:
/// `InstanceRunning`, `ServicesStable`).
const PATIENCE: Duration = Duration::from_secs(600);

/// How far the consequences of a change are followed at most: what crashes and comes back never settles. An hour is longer
/// than anything takes that the model has.
const LONGEST: Duration = Duration::from_secs(3_600);

/// How long what is new may stay unseen: the model's longest is `iam.propagation`, of which 95 % are below 14 s.
const UNSEEN: Duration = Duration::from_secs(60);
/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(1);

/// Whether a waiter would look again: something is on its way, or is not to be seen yet (the status of an instance is not among
/// those that `DescribeInstanceStatus` shows before the instance runs).
pub(crate) fn on_its_way(read: &Read, said: &Said) -> bool {
    match said {
        Ok(reply) => {
            let shown = read.shown(reply);
            in_transition(&shown) || shows_nothing(&shown)
        }
        Err(error) => error.kind == ErrorKind::NotFound,
    }
}

/// Whether an answer is a list of nothing.
fn shows_nothing(shown: &Value) -> bool {
    let lists = shown.as_object().into_iter().flat_map(Map::values);
    let mut lists = lists.filter_map(Value::as_array).peekable();
    lists.peek().is_some() && lists.all(Vec::is_empty)
}

/// A call that nobody answers.
pub(crate) fn lost(operation: &str, message: &str) -> CloudError {
    CloudError::refused(ErrorKind::Internal, operation, "InternalFailure", message)
}

/// Asks, and lets pass what the answer takes.
pub(crate) fn answered(world: &mut World, read: &Read) -> Said {
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
pub(crate) fn until(
    world: &World,
    read: &Read,
    said: &Said,
    wished: &dyn Fn(&Said) -> bool,
) -> Option<World> {
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

/// The world at the first moment within [`PATIENCE`] at which it is as wished; none when there is none.
pub(crate) fn until_shown(world: &World, wished: impl Fn(&World) -> bool) -> Option<World> {
    let end = world.now() + PATIENCE;
    let mut then = world.clone();
    while let Some(due) = then.next_at().filter(|due| *due <= end) {
        let before = then.events().len();
        then.advance(due);
        if then.events().len() > before && wished(&then) {
            return Some(then);
        }
    }
    None
}

/// Moves until no state has changed for [`PATIENCE`], and back to no time: to the last moment at which something was due.
pub(crate) fn settle(world: &mut World) {
    let end = world.now() + LONGEST;
    let mut changed = world.now();
    while let Some(due) = world
        .next_at()
        .filter(|due| *due <= end.min(changed + PATIENCE))
    {
        let before = world.events().len();
        world.advance(due);
        let mut fresh = world.events().since(before);
        if fresh.any(|event| matches!(event.kind, EventKind::State { .. })) {
            changed = due;
        }
    }
}
