//! Identifiers in AWS's shapes, derived from the seed and a count: the same world, the same ids.

mod entity;

use paperboat_core::calendar::since_1970;
use paperboat_core::time::Timestamp;

pub use entity::*;

/// Mixes the bits of a number well (the finaliser of SplitMix64; Steele, Lea, Flood, OOPSLA 2014).
#[must_use]
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Writes the sixteen hexadecimal digits of a number, as `{:016x}` does. Ids, digests and labels are half of all that a world
/// formats.
pub(crate) fn push_hex(out: &mut String, number: u64) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |n: u32| char::from(DIGITS[(number >> (60 - 4 * n) & 15) as usize]);
    out.extend((0..16).map(digit));
}

/// Hands out identifiers.
#[derive(Clone, Debug)]
pub struct Ids {
    seed: u64,
    count: u64,
}

impl Ids {
    /// Starts from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }

    fn next(&mut self) -> u64 {
        self.count += 1;
        mix(self
            .seed
            .wrapping_add(self.count.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// `n` hexadecimal digits.
    pub fn hex(&mut self, n: usize) -> String {
        let mut out = String::with_capacity(n + 16);
        while out.len() < n {
            push_hex(&mut out, self.next());
        }
        out.truncate(n);
        out
    }

    /// `n` decimal digits.
    pub fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'0' + (self.next() % 10) as u8))
            .collect()
    }

    /// An EC2 identifier such as `i-0123456789abcdef0`: the prefix, a hyphen, 17 digits that begin with 0.
    pub fn ec2(&mut self, prefix: &str) -> String {
        format!("{prefix}-0{}", self.hex(16))
    }

    /// A UUID-shaped identifier, as ECS events and client requests carry.
    pub fn uuid(&mut self) -> String {
        let h = self.hex(32);
        format!(
            "{}-{}-{}-{}-{}",
            &h[..8],
            &h[8..12],
            &h[12..16],
            &h[16..20],
            &h[20..]
        )
    }

    /// `n` digits and capital letters, as IAM ids end.
    pub fn base32(&mut self, n: usize) -> String {
        const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        (0..n)
            .map(|_| char::from(LETTERS[(self.next() % 32) as usize]))
            .collect()
    }
}

/// Where every simulated world lives; the prices of the model are those of this region.
pub use paperboat_wire::{ACCOUNT, REGION};
/// The zones of the default VPC.
pub const ZONES: [&str; 3] = ["us-east-1a", "us-east-1b", "us-east-1c"];

/// The ARN of a regional resource.
#[must_use]
pub fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

/// Milliseconds since 1970, as CloudWatch Logs counts.
#[must_use]
pub fn millis(at: Timestamp) -> u64 {
    u64::try_from(since_1970(at) / 1_000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn digits_are_those_of_format(number in any::<u64>()) {
            let mut digits = String::new();
            super::push_hex(&mut digits, number);
            prop_assert_eq!(digits, format!("{number:016x}"));
        }
    }
}
