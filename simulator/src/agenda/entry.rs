//! One pending timer in sixteen bytes that compare as one integer.

use paperboat_core::time::Timestamp;

/// Bits of each field, from the lowest: slot, generation, kind, sequence number; time has the rest.
const SLOT_BITS: u32 = 28;
const GENERATION_BITS: u32 = 16;
const KIND_BITS: u32 = 8;
const SEQUENCE_BITS: u32 = 26;

const GENERATION_AT: u32 = SLOT_BITS;
const KIND_AT: u32 = GENERATION_AT + GENERATION_BITS;
const SEQUENCE_AT: u32 = KIND_AT + KIND_BITS;
const TIME_AT: u32 = SEQUENCE_AT + SEQUENCE_BITS;

/// The lowest bit in which two entries can differ first: no two share a sequence number.
pub(super) const LOWEST_ORDERING_BIT: u32 = SEQUENCE_AT;
/// The first number that does not fit into the sequence.
pub(super) const SEQUENCE_END: u32 = 1 << SEQUENCE_BITS;
/// The last time that fits: 2^50 - 1 microseconds.
pub(super) const HORIZON: Timestamp = Timestamp((1 << (128 - TIME_AT)) - 1);

/// Says who is to be woken, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wake {
    /// What the timer is for; the owner gives the meaning.
    pub kind: u8,
    /// The generation of the slot at the time of the push. A wake whose generation has passed is stale.
    pub generation: u16,
    /// The entity, as an index below [`Wake::SLOTS`].
    pub slot: u32,
}

impl Wake {
    /// How many slots there are: 2^28.
    pub const SLOTS: u32 = 1 << SLOT_BITS;
}

/// Time, push order and wake in one integer, so that comparing two entries is comparing two integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry(pub(super) u128);

impl Entry {
    /// Packs an entry. The caller keeps `sequence` below [`SEQUENCE_END`].
    pub(super) fn new(at: Timestamp, sequence: u32, wake: Wake) -> Self {
        assert!(wake.slot < Wake::SLOTS, "a slot has at most 28 bits");
        let low = u64::from(wake.slot)
            | u64::from(wake.generation) << GENERATION_AT
            | u64::from(wake.kind) << KIND_AT;
        let time = u128::from(at.min(HORIZON).0);
        Self(time << TIME_AT | u128::from(sequence) << SEQUENCE_AT | u128::from(low))
    }

    /// The smallest entry of a moment, before every one that was pushed.
    pub(super) fn before_all(at: Timestamp) -> Self {
        Self(u128::from(at.min(HORIZON).0) << TIME_AT)
    }

    pub(super) fn at(self) -> Timestamp {
        Timestamp((self.0 >> TIME_AT) as u64)
    }

    pub(super) fn wake(self) -> Wake {
        let low = self.0 as u64;
        Wake {
            kind: (low >> KIND_AT) as u8,
            generation: (low >> GENERATION_AT) as u16,
            slot: low as u32 & (Wake::SLOTS - 1),
        }
    }
}
