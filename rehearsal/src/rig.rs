//! What stands between a person and a cloud in a rehearsal: somebody who needs time to type, and calls that are sent
//! again where AWS asks for it.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use paperboat_core::cloud::{Cloud, Context};
use paperboat_core::event::Observer;
use paperboat_core::layer::{Backoff, Hands, Retry};
use paperboat_core::people::{Draws, People, Person, Task, Typing};
use paperboat_simulator::random::Random;

/// The address from which the person works, in every simulated world.
pub const CALLER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);

/// The middle of the pause that a retry may draw: the same run twice is the same bytes, and no lane is luckier.
const JITTER: fn() -> f64 = || 0.5;

/// Puts a person who types and gets nothing wrong before `cloud`, which hears of every command.
pub fn at_keyboard<C: Cloud + Observer>(cloud: &C, typing: Typing) -> Hands<'_, Retry<'_, &C>> {
    Hands::faultless(sent_again(cloud), typing, cloud)
}

/// Puts somebody who sets out to do a task before `cloud`, which hears of every command, and of what they do wrong.
pub fn at_work<C: Cloud + Observer>(
    cloud: &C,
    person: Arc<Mutex<Person>>,
    task: Task,
) -> Hands<'_, Retry<'_, &C>> {
    Hands::new(sent_again(cloud), person, task, cloud)
}

fn sent_again<C: Cloud + Observer>(cloud: &C) -> Retry<'_, &C> {
    Retry::new(cloud, Backoff::default(), &JITTER, cloud)
}

/// Somebody whose slips are drawn from a seed: under one seed, whoever does the same does the same wrong.
#[must_use]
pub fn person(people: People, seed: u64) -> Person {
    let random = Random::new(seed);
    let draws: Draws = Arc::new(move |what, occurrence| random.draw(what, 0_u64, occurrence).get());
    Person::new(people, draws)
}

/// The context in which a strategy works on `cloud`.
pub fn context<'a>(cloud: &'a dyn Cloud, observer: &'a dyn Observer) -> Context<'a> {
    Context {
        cloud,
        observer,
        caller: CALLER,
    }
}
