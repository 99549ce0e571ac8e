//! Random numbers by name: the same seed, purpose, entity and occurrence always give the same number.
//!
//! A number does not depend on which others were drawn before it. Two strategies under one seed therefore meet the
//! same weather, and the difference between them holds little noise (common random numbers).

mod normal;

use std::collections::BTreeMap;

pub use normal::{normal_cdf, normal_quantile};

/// The source of every random number of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random {
    seed: u64,
}

impl Random {
    /// Makes the source that belongs to a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The seed that it was made of.
    #[must_use]
    pub fn seed(self) -> u64 {
        self.seed
    }

    /// Draws sixty-four even bits: what for, for whom, and for the how-manieth time.
    ///
    /// Each part is folded in by a bijection, so two occurrences of one purpose and entity never give the same bits.
    #[must_use]
    pub fn bits(self, purpose: impl Into<Key>, entity: impl Into<Key>, occurrence: u64) -> u64 {
        fold(self.named(purpose, entity), occurrence)
    }

    /// What all draws of a purpose and entity have in common.
    fn named(self, purpose: impl Into<Key>, entity: impl Into<Key>) -> u64 {
        let purposeful = fold(fold(0, self.seed), purpose.into().0);
        fold(purposeful, entity.into().0)
    }

    /// All draws of a purpose and entity, from the first occurrence on, where millions are drawn: the same as [`Random::draw`]
    /// gives one by one.
    #[must_use]
    pub fn stream(self, purpose: impl Into<Key>, entity: impl Into<Key>) -> Stream {
        Stream {
            named: self.named(purpose, entity),
            occurrence: 0,
        }
    }

    /// Draws one number between 0 and 1, both excluded; see [`Random::bits`].
    #[must_use]
    pub fn draw(self, purpose: impl Into<Key>, entity: impl Into<Key>, occurrence: u64) -> Unit {
        Unit::from_bits(self.bits(purpose, entity, occurrence))
    }
}

/// How often was drawn for each purpose and entity. Two that have the same name of 64 bits would have the same draws anyway.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drawn(BTreeMap<u64, u64>);

impl Drawn {
    /// Draws the next number of a purpose and entity, between 0 and 1, both excluded.
    pub(crate) fn next(&mut self, random: Random, purpose: &str, entity: &str) -> Unit {
        let named = random.named(purpose, entity);
        let occurrence = self.0.entry(named).or_default();
        let bits = fold(named, *occurrence);
        *occurrence += 1;
        Unit::from_bits(bits)
    }

    /// What [`Drawn::next`] will give, which is not taken yet.
    pub(crate) fn ahead(&self, random: Random, purpose: &str, entity: &str) -> Unit {
        let named = random.named(purpose, entity);
        let occurrence = self.0.get(&named).copied().unwrap_or_default();
        Unit::from_bits(fold(named, occurrence))
    }
}

/// The draws of one purpose and entity, one after the other; see [`Random::bits`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    named: u64,
    occurrence: u64,
}

impl Stream {
    /// The next number between 0 and 1, both excluded.
    pub fn draw(&mut self) -> Unit {
        let bits = fold(self.named, self.occurrence);
        self.occurrence += 1;
        Unit::from_bits(bits)
    }
}

/// Names a purpose or an entity: made from a text or from a number.
///
/// A text and a number never mean the same key by intention; use one form for one set of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

impl Key {
    /// Makes the key of a text (64-bit FNV-1a), also at compile time.
    #[must_use]
    pub const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut i = 0;
        while i < bytes.len() {
            hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01B3);
            i += 1;
        }
        Self(hash)
    }

    /// The number behind the key.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl From<&String> for Key {
    fn from(text: &String) -> Self {
        Self::of(text)
    }
}

impl From<u64> for Key {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl From<u32> for Key {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

/// A number between 0 and 1, both excluded: what every distribution's quantile is asked for.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Unit(f64);

impl Unit {
    /// The middle, where a distribution has its median.
    pub const HALF: Self = Self(0.5);

    /// Takes the highest 52 bits; the smallest result is 2^-53, the largest 1 - 2^-53.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        Self(((bits >> 12) as f64 + 0.5) * STEP)
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// Tells whether something of this probability happens.
    #[must_use]
    pub fn happens(self, probability: f64) -> bool {
        self.0 < probability
    }

    /// Chooses one of `count` things evenly; 0 when there are none.
    #[must_use]
    pub fn index(self, count: usize) -> usize {
        ((self.0 * count as f64) as usize).min(count.saturating_sub(1))
    }
}

/// Folds one part of a name into a hash.
///
/// The mixer is Pelle Evensen's moremur (2019), a bijection on 64 bits; the constant is 2^64 over the golden ratio.
fn fold(hash: u64, part: u64) -> u64 {
    let mut x = hash.wrapping_add(0x9E37_79B9_7F4A_7C15) ^ part;
    x = (x ^ x >> 27).wrapping_mul(0x3C79_AC49_2BA7_B653);
    x = (x ^ x >> 33).wrapping_mul(0x1C69_B3F7_4AC4_AE35);
    x ^ x >> 27
}

#[cfg(test)]
mod tests {
    use super::{Key, Random, Unit};

    #[test]
    fn draws_are_the_same_on_every_machine() {
        let random = Random::new(7);
        let draws = [
            random.bits("boot", "i-0abc", 0),
            random.bits("boot", "i-0abc", 1),
            random.bits("boot", "i-0abd", 0),
            random.bits("pull", "i-0abc", 0),
            Random::new(8).bits("boot", "i-0abc", 0),
            Random::new(0).bits(0_u64, 0_u64, 0),
        ];
        let shown: Vec<String> = draws.iter().map(|bits| format!("{bits:016x}")).collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        0f51d6b8dc17a950
        7c04dc3e7b106a9b
        07b23c7f6a5e71a6
        7c3d6c3714e39c20
        6078de240ffcc5c2
        970ca2c513868140
        ");
        insta::assert_snapshot!(random.draw("boot", "i-0abc", 0).get(), @"0.059842510349055744");
    }

    #[test]
    fn a_stream_is_its_draws() {
        let random = Random::new(3);
        let mut stream = random.stream("arrival", "web");
        for occurrence in 0..5 {
            assert_eq!(stream.draw(), random.draw("arrival", "web", occurrence));
        }
    }

    #[test]
    fn draws_are_even_and_unrelated_between_neighbours() {
        const COUNT: u64 = 100_000;
        let random = Random::new(1);
        let mut cells = [0_u32; 100];
        let (mut sum, mut product) = (0.0, 0.0);
        for occurrence in 0..COUNT {
            let here = random.draw("even", 1_u64, occurrence);
            let there = random.draw("even", 2_u64, occurrence);
            cells[here.index(10) * 10 + there.index(10)] += 1;
            sum += here.get();
            product += (here.get() - 0.5) * (there.get() - 0.5);
        }
        let expected = COUNT as f64 / 100.0;
        let chi2: f64 = cells
            .iter()
            .map(|&n| (f64::from(n) - expected).powi(2) / expected)
            .sum();
        assert!(chi2 < 150.0, "99 degrees of freedom: {chi2}");
        assert!((sum / COUNT as f64 - 0.5).abs() < 0.004);
        assert!((product / COUNT as f64 * 12.0).abs() < 0.02);
    }

    #[test]
    fn the_unit_leaves_out_both_ends() {
        assert_eq!(Unit::from_bits(0).get(), (2.0_f64).powi(-53));
        assert_eq!(Unit::from_bits(u64::MAX).get(), 1.0 - (2.0_f64).powi(-53));
        assert!(Unit::from_bits(u64::MAX).happens(1.0) && !Unit::from_bits(0).happens(0.0));
        assert_eq!(Unit::from_bits(u64::MAX).index(3), 2);
        assert_eq!(Unit::HALF.index(0), 0);
    }

    #[test]
    fn texts_have_the_published_hash() {
        assert_eq!(Key::of("").get(), 0xCBF2_9CE4_8422_2325);
        assert_eq!(Key::of("foobar").get(), 0x85944171F73967E8);
    }
}
