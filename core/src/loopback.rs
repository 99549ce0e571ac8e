//! Loopback addresses for what has none of its own on this computer.

use std::net::Ipv4Addr;

use crate::hash::fnv_1a;

/// The loopback address of what a name stands for, `127.x.y.z` with x from 64 to 127: always the same one for a name.
///
/// Two names come to the same address once in four million times.
#[must_use]
pub fn address_of(name: &str) -> Ipv4Addr {
    let [x, y, z, ..] = mixed(name.as_bytes()).to_be_bytes();
    // neither the network's nor a broadcast address, for those who take the last byte for one
    Ipv4Addr::new(127, 64 + x % 64, y, 1 + z % 254)
}

/// The 64-bit FNV-1a hash, with its bytes mixed once more so that short texts differ in all of them.
#[must_use]
pub fn mixed(bytes: &[u8]) -> u64 {
    let hash = fnv_1a(bytes.iter().copied());
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
