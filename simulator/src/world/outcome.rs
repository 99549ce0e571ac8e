//! What comes of a request, before its answer has reached anybody.

use paperboat_core::aws::Reply;

#[cfg(doc)]
use super::World;

/// What a service does with a request: answers at once, or lets the caller wait.
#[expect(
    clippy::large_enum_variant,
    reason = "an outcome lives for one call and is never kept"
)]
pub(crate) enum Outcome {
    /// The answer; it reaches the caller after the operation's latency.
    Done(Reply),
    /// The service keeps the call's number and calls [`World::answer_call`] when it is done.
    Later,
}

impl<R: Into<Reply>> From<R> for Outcome {
    fn from(reply: R) -> Self {
        Self::Done(reply.into())
    }
}
