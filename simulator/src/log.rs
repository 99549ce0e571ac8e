//! The log of everything that happened, each event with its cause.

use paperboat_core::event::{Event, EventId, EventKind};
use paperboat_core::time::Timestamp;

/// All events of a world, in order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    events: Vec<Event>,
    drained: usize,
}

impl Log {
    /// Adds an event.
    ///
    /// # Panics
    /// When the cause is not in the log yet, or past 2^32 events.
    pub fn push(&mut self, at: Timestamp, cause: Option<EventId>, kind: EventKind) -> EventId {
        let id =
            EventId(u32::try_from(self.events.len()).expect("a log holds fewer than 2^32 events"));
        assert!(
            cause.is_none_or(|c| c < id),
            "a cause comes before its effect"
        );
        self.events.push(Event {
            id,
            at,
            cause,
            kind,
        });
        id
    }

    /// All events so far.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// All events, taken out.
    #[must_use]
    pub fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// Takes out what was written from `mark` on, when that is as many events as said and all are calls. Tells
    /// whether it was.
    pub fn forget_calls(&mut self, mark: usize, count: usize) -> bool {
        let fresh = self.events.get(mark..).unwrap_or_default();
        let calls = fresh
            .iter()
            .all(|event| matches!(event.kind, EventKind::Call { .. }));
        let forgets = fresh.len() == count && calls;
        if forgets {
            self.events.truncate(mark);
            self.drained = self.drained.min(mark);
        }
        forgets
    }

    /// The events since the last call.
    pub fn drain(&mut self) -> Vec<Event> {
        let fresh = self.events[self.drained..].to_vec();
        self.drained = self.events.len();
        fresh
    }

    /// Walks from an event to its first cause, the event itself first.
    pub fn chain(&self, id: EventId) -> impl Iterator<Item = &Event> {
        std::iter::successors(self.events.get(id.0 as usize), |e| {
            self.events.get(e.cause?.0 as usize)
        })
    }
}
