use paperboat_core::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, any, prop_assert_eq, prop_oneof, proptest};
use proptest::strategy::Strategy as _;

use super::entry::{Entry, HORIZON, SEQUENCE_END};
use super::heap::Heap;
use super::radix::Radix;
use super::{Agenda, GROW_ABOVE, Queue, SHRINK_BELOW, Wake};

/// What an agenda must do, said as simply as can be: a list sorted by time, equal times in push order.
#[derive(Default)]
struct Sorted {
    pending: Vec<(Timestamp, Wake)>,
    now: Timestamp,
}

impl Sorted {
    fn push(&mut self, at: Timestamp, wake: Wake) {
        let at = at.clamp(self.now, Agenda::HORIZON);
        let place = self.pending.partition_point(|(other, _)| *other <= at);
        self.pending.insert(place, (at, wake));
    }

    fn pop(&mut self) -> Option<(Timestamp, Wake)> {
        if self.pending.is_empty() {
            return None;
        }
        let first = self.pending.remove(0);
        self.now = first.0;
        Some(first)
    }
}

fn wake(slot: u32) -> Wake {
    Wake {
        kind: slot as u8,
        generation: slot as u16,
        slot,
    }
}

fn radix() -> Agenda {
    Agenda {
        queue: Queue::Radix(Box::new(Radix::new(Timestamp::ZERO, std::iter::empty()))),
        ..Agenda::default()
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Push { in_us: u64 },
    PushAt { at: u64 },
    Pop,
    Renumber,
}

fn steps() -> impl proptest::strategy::Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_u64..4).prop_map(|in_us| Step::Push { in_us }),
        4 => (0_u64..1 << 40).prop_map(|in_us| Step::Push { in_us }),
        1 => any::<u64>().prop_map(|at| Step::PushAt { at }),
        6 => Just(Step::Pop),
        1 => Just(Step::Renumber),
    ];
    vec(step, 0..400)
}

fn run(mut agenda: Agenda, steps: &[Step]) -> Result<(), proptest::test_runner::TestCaseError> {
    let mut oracle = Sorted::default();
    for (number, step) in (0..).zip(steps) {
        match *step {
            Step::Push { in_us } => {
                let at = Timestamp(oracle.now.0 + in_us);
                agenda.push(at, wake(number));
                oracle.push(at, wake(number));
            }
            Step::PushAt { at } => {
                agenda.push(Timestamp(at), wake(number));
                oracle.push(Timestamp(at), wake(number));
            }
            Step::Pop => prop_assert_eq!(agenda.pop(), oracle.pop()),
            Step::Renumber => agenda.renumber(),
        }
        prop_assert_eq!(agenda.peek(), oracle.pending.first().map(|(at, _)| *at));
        prop_assert_eq!(agenda.len(), oracle.pending.len());
    }
    let mut copy = agenda.clone();
    while let Some(first) = oracle.pop() {
        prop_assert_eq!(agenda.pop(), Some(first));
        prop_assert_eq!(copy.pop(), Some(first));
    }
    prop_assert_eq!(agenda.pop(), None);
    Ok(())
}

proptest! {
    #[test]
    fn heap_orders_as_a_sorted_list(steps in steps()) {
        let agenda = Agenda { queue: Queue::Heap(Heap::default()), ..Agenda::default() };
        run(agenda, &steps)?;
    }

    /// The radix heap falls back to the 4-ary one at the first pop that leaves few entries, so it is driven by hand.
    #[test]
    fn radix_heap_orders_as_a_sorted_list(steps in steps()) {
        let mut radix = Radix::new(Timestamp::ZERO, std::iter::empty());
        let mut oracle = Sorted::default();
        for (number, step) in (1..).zip(&steps) {
            match *step {
                Step::Push { in_us } => {
                    let at = Timestamp(oracle.now.0 + in_us);
                    radix.push(Entry::new(at, number, wake(number)));
                    oracle.push(at, wake(number));
                }
                _ => {
                    let first = radix.pop().map(|entry| (entry.at(), entry.wake()));
                    prop_assert_eq!(first, oracle.pop());
                }
            }
            prop_assert_eq!(radix.peek().map(Entry::at), oracle.pending.first().map(|(at, _)| *at));
            prop_assert_eq!(radix.len(), oracle.pending.len());
        }
    }

    #[test]
    fn an_entry_gives_back_what_it_was_given(
        at in 0..=HORIZON.0, sequence in 0..SEQUENCE_END, kind: u8, generation: u16, slot in 0..Wake::SLOTS,
    ) {
        let wake = Wake { kind, generation, slot };
        let entry = Entry::new(Timestamp(at), sequence, wake);
        prop_assert_eq!((entry.at(), entry.wake()), (Timestamp(at), wake));
    }
}

#[test]
fn equal_times_keep_their_order_when_the_sequence_runs_out() {
    for mut agenda in [Agenda::default(), radix()] {
        agenda.pushed = SEQUENCE_END - 500;
        (0..1_000).for_each(|slot| agenda.push(Timestamp(7), wake(slot)));
        assert!(agenda.pushed <= 1_000, "the numbers began afresh");
        let slots: Vec<u32> = std::iter::from_fn(|| agenda.pop())
            .map(|(_, wake)| wake.slot)
            .collect();
        assert_eq!(slots, (0..1_000).collect::<Vec<_>>());
    }
}

#[test]
fn the_queue_changes_its_form_with_its_size_and_keeps_the_order() {
    let mut agenda = Agenda::default();
    let mut is_radix = vec![];
    for slot in 0..=GROW_ABOVE as u32 {
        agenda.push(
            Timestamp(u64::from(slot).wrapping_mul(0x9E37_79B9) % 10_007),
            wake(slot),
        );
    }
    is_radix.push(matches!(agenda.queue, Queue::Radix(_)));
    let mut last = (Timestamp::ZERO, 0);
    while let Some((at, wake)) = agenda.pop() {
        assert!((at, wake.slot) >= last, "time, then push order");
        last = (at, wake.slot);
        if agenda.len() == SHRINK_BELOW || agenda.len() == SHRINK_BELOW - 1 {
            is_radix.push(matches!(agenda.queue, Queue::Radix(_)));
        }
    }
    assert_eq!(is_radix, [true, true, false]);
}

#[test]
fn many_entries_between_two_of_a_run_keep_their_order() {
    let mut radix = Radix::new(Timestamp::ZERO, std::iter::empty());
    let entry = |at, sequence| Entry::new(Timestamp(at), sequence, wake(sequence));
    let (begin, end) = (1 << 40, (1 << 40) + (1 << 39));
    radix.push(entry(begin, 1));
    radix.push(entry(end, 2));
    assert_eq!(
        radix.pop(),
        Some(entry(begin, 1)),
        "the other one waits in the run"
    );
    let later = |n: u32| u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 25;
    (3..5_000).for_each(|n| radix.push(entry(begin + later(n), n)));
    let popped: Vec<Entry> = std::iter::from_fn(|| radix.pop()).collect();
    assert_eq!(popped.len(), 4_998);
    assert!(popped.is_sorted());
}

#[test]
fn what_is_late_is_due_at_once() {
    let mut agenda = Agenda::default();
    agenda.push(Timestamp(50), wake(1));
    agenda.pop();
    agenda.push(Timestamp(50), wake(2));
    agenda.push(Timestamp(10), wake(3));
    assert_eq!(agenda.pop(), Some((Timestamp(50), wake(2))));
    assert_eq!(agenda.pop(), Some((Timestamp(50), wake(3))));
}
