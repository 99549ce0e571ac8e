//! What stands between a person and a cloud in a rehearsal: somebody who needs time to type, and calls that are sent
//! again where AWS asks for it.

use std::net::Ipv4Addr;

use paperboat_core::cloud::{Cloud, Context};
use paperboat_core::event::Observer;
use paperboat_core::layer::{Backoff, Hands, Retry, Typing};

/// The address from which the person works, in every simulated world.
pub const CALLER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);

/// The middle of the pause that a retry may draw: the same run twice is the same bytes, and no lane is luckier.
const JITTER: fn() -> f64 = || 0.5;

/// Puts a person who types before `cloud`, which hears of every command.
pub fn at_keyboard<C: Cloud + Observer>(cloud: &C, typing: Typing) -> Hands<'_, Retry<'_, &C>> {
    let retry = Retry::new(cloud, Backoff::default(), &JITTER, cloud);
    Hands::new(retry, typing, cloud)
}

/// The context in which a strategy works on `cloud`.
pub fn context<'a>(cloud: &'a dyn Cloud, observer: &'a dyn Observer) -> Context<'a> {
    Context {
        cloud,
        observer,
        caller: CALLER,
    }
}
