//! The log of everything that happened, each event with its cause.

use std::iter::FlatMap;
use std::ops::Index;
use std::slice;
use std::sync::Arc;

use paperboat_core::event::{Event, EventId, EventKind};
use paperboat_core::time::Timestamp;

/// Events of one part of a log: few enough that a copy of a world soon has one of its own, many enough that the list of parts
/// stays short (own choice).
const PART: usize = 256;

/// All events of a world, in order. Copies share the parts that are full.
#[derive(Clone, Debug, Default)]
pub struct Log {
    parts: Vec<Arc<Vec<Event>>>,
    drained: usize,
}

/// A look at the events of a log.
#[derive(Clone, Copy, Debug)]
pub struct Events<'a> {
    parts: &'a [Arc<Vec<Event>>],
}

/// Walks over events in order, from both ends.
pub type Iter<'a> = FlatMap<
    slice::Iter<'a, Arc<Vec<Event>>>,
    slice::Iter<'a, Event>,
    fn(&'a Arc<Vec<Event>>) -> slice::Iter<'a, Event>,
>;

fn of_part(part: &Arc<Vec<Event>>) -> slice::Iter<'_, Event> {
    part.iter()
}

impl<'a> Events<'a> {
    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        let full = self.parts.len().saturating_sub(1) * PART;
        full + self.parts.last().map_or(0, |part| part.len())
    }

    /// Tells whether nothing has happened.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.parts.is_empty()
    }

    /// All of them, in order.
    pub fn iter(self) -> Iter<'a> {
        self.parts.iter().flat_map(of_part)
    }

    /// Those from a number on, in order.
    pub fn since(self, from: usize) -> impl DoubleEndedIterator<Item = &'a Event> + Clone {
        let part = (from / PART).min(self.parts.len());
        let (first, rest) = match self.parts[part..].split_first() {
            Some((first, rest)) => (&first[(from % PART).min(first.len())..], rest),
            None => (&[][..], &[][..]),
        };
        first.iter().chain(rest.iter().flat_map(of_part))
    }

    /// One of them, by its number.
    #[must_use]
    pub fn get(self, number: usize) -> Option<&'a Event> {
        self.parts.get(number / PART)?.get(number % PART)
    }

    /// The last one.
    #[must_use]
    pub fn last(self) -> Option<&'a Event> {
        self.parts.last()?.last()
    }

    /// A copy of all of them.
    #[must_use]
    pub fn to_vec(self) -> Vec<Event> {
        self.iter().cloned().collect()
    }
}

impl Index<EventId> for Log {
    type Output = Event;
    /// # Panics
    /// When nothing has that number.
    fn index(&self, id: EventId) -> &Event {
        let number = id.0 as usize;
        &self.parts[number / PART][number % PART]
    }
}

impl<'a> IntoIterator for Events<'a> {
    type Item = &'a Event;
    type IntoIter = Iter<'a>;
    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl PartialEq for Events<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Log {
    /// Adds an event.
    ///
    /// # Panics
    /// When the cause is not in the log yet, or past 2^32 events.
    pub fn push(&mut self, at: Timestamp, cause: Option<EventId>, kind: EventKind) -> EventId {
        let number = self.events().len();
        let id = EventId(u32::try_from(number).expect("a log holds fewer than 2^32 events"));
        assert!(
            cause.is_none_or(|c| c < id),
            "a cause comes before its effect"
        );
        let event = Event {
            id,
            at,
            cause,
            kind,
        };
        match self.parts.last_mut().filter(|part| part.len() < PART) {
            Some(part) => Arc::make_mut(part).push(event),
            None => {
                let mut part = Vec::with_capacity(PART);
                part.push(event);
                self.parts.push(Arc::new(part));
            }
        }
        id
    }

    /// All events so far.
    #[must_use]
    pub fn events(&self) -> Events<'_> {
        Events { parts: &self.parts }
    }

    /// All events, taken out.
    #[must_use]
    pub fn into_events(self) -> Vec<Event> {
        let parts = self.parts.into_iter();
        parts.flat_map(Arc::unwrap_or_clone).collect()
    }

    /// Takes out what was written from `mark` on, when that is as many events as said and all are calls. Tells
    /// whether it was.
    pub fn forget_calls(&mut self, mark: usize, count: usize) -> bool {
        let call = |event: &Event| matches!(event.kind, EventKind::Call { .. });
        let calls = self.events().since(mark).all(call);
        let forgets = self.events().len() == mark + count && calls;
        if forgets {
            self.parts.truncate(mark.div_ceil(PART));
            if let Some(last) = self.parts.last_mut().filter(|_| !mark.is_multiple_of(PART)) {
                Arc::make_mut(last).truncate(mark % PART);
            }
            self.drained = self.drained.min(mark);
        }
        forgets
    }

    /// The events since the last call.
    pub fn drain(&mut self) -> Vec<Event> {
        let fresh = self.events().since(self.drained).cloned().collect();
        self.drained = self.events().len();
        fresh
    }

    /// Walks from an event to its first cause, the event itself first.
    pub fn chain(&self, id: EventId) -> impl Iterator<Item = &Event> {
        let events = self.events();
        std::iter::successors(events.get(id.0 as usize), move |e| {
            events.get(e.cause?.0 as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(events: usize) -> Log {
        let mut log = Log::default();
        for n in 0..events {
            grow(&mut log, n);
        }
        log
    }

    fn grow(log: &mut Log, n: usize) {
        let kind = EventKind::Message {
            resource: "it".into(),
            text: n.to_string(),
        };
        let cause = n.checked_sub(1).map(|c| EventId(c as u32));
        log.push(Timestamp(n as u64), cause, kind);
    }

    #[test]
    fn parts_read_as_one_list() {
        for events in [0, 1, PART - 1, PART, PART + 1, 3 * PART + 7] {
            let mut log = log(events);
            let all = log.events();
            let numbers: Vec<usize> = all.iter().map(|e| e.id.0 as usize).collect();
            assert_eq!(numbers, (0..events).collect::<Vec<_>>());
            assert_eq!((all.len(), all.is_empty()), (events, events == 0));
            assert_eq!(all.last().map(|e| e.id.0 as usize), events.checked_sub(1));
            for from in [0, 1, PART, events, events + 1] {
                let since: Vec<usize> = all.since(from).map(|e| e.id.0 as usize).collect();
                assert_eq!(since, (from.min(events)..events).collect::<Vec<_>>());
            }
            assert_eq!(log.drain().len(), events);
            assert_eq!(log.drain(), []);
            assert_eq!(log.into_events().len(), events);
        }
        let long = log(2 * PART);
        assert_eq!(long.chain(EventId(2 * PART as u32 - 1)).count(), 2 * PART);
    }

    #[test]
    fn looks_are_taken_out_and_nothing_else() {
        for mark in [0, 1, PART - 1, PART, PART + 1] {
            let mut log = log(mark);
            assert!(!log.forget_calls(mark, 1), "nothing was written");
            grow(&mut log, mark);
            assert!(!log.forget_calls(mark, 1), "that was no call");
            let mut log = self::log(mark);
            let kept = log.clone();
            for _ in 0..2 {
                let kind = EventKind::Call {
                    operation: "ecs:DescribeTasks".into(),
                    about: String::new(),
                    code: None,
                };
                log.push(Timestamp(mark as u64), None, kind);
            }
            assert!(!log.forget_calls(mark, 1), "there were two");
            assert!(log.forget_calls(mark, 2));
            assert!(log.events() == kept.events());
            grow(&mut log, mark);
            assert_eq!(log.events().len(), mark + 1);
        }
    }

    #[test]
    fn a_copy_goes_its_own_way() {
        let mut one = log(PART + 3);
        let mut other = one.clone();
        grow(&mut one, PART + 3);
        grow(&mut other, PART + 3);
        assert!(one.events() == other.events());
        grow(&mut one, PART + 4);
        assert_eq!(
            (one.events().len(), other.events().len()),
            (PART + 5, PART + 4)
        );
    }
}
