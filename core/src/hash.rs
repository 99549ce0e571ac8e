//! A hash that is the same in every program and at every time, for names and files that must be known again.

/// FNV-1a of 64 bits, from its usual beginning.
#[must_use]
pub fn fnv_1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    fnv_1a_from(BASIS, bytes)
}

/// The same from a beginning of one's own.
#[must_use]
pub fn fnv_1a_from(begin: u64, bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(begin, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Where FNV-1a of 64 bits begins (Fowler, Noll and Vo's own constant).
pub const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    use super::fnv_1a;

    #[test]
    fn hashes_are_those_of_the_algorithms_authors() {
        // From the test vectors that its authors publish.
        assert_eq!(fnv_1a(*b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(*b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv_1a(*b"foobar"), 0x8594_4171_f739_67e8);
    }
}
