//! Real keys of a world: pairs that OpenSSH reads, and the host keys of machines.
//!
//! They follow from the seed, and the primes of RSA keys come out of a public table, so that none costs time. Whoever has the
//! seed has the keys: they open simulated machines and are good for nothing else.

mod ed25519;
mod encoding;
mod public;
mod rsa;

pub use ed25519::Ed25519;
pub(crate) use encoding::{base64, bytes_of};
pub(crate) use public::Public;
pub(crate) use rsa::Rsa;
