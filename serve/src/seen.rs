//! What was answered to whom looked before, as numbers: an answer may be large, and whoever looks may look at much.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::io;

use paperboat_core::aws::{Reply, Request};
use paperboat_core::error::CloudError;

/// The members by which a client says that a request is the same one, in the operations that are modelled.
const TOKENS: [&str; 5] = [
    "ClientToken",
    "clientToken",
    "CreationToken",
    "CreatorRequestId",
    "ClientRequestToken",
];

/// How many different looks are remembered; beyond, all are forgotten, and each is a first one again. 16 bytes each.
const MOST: usize = 4_096;

/// The answers by what was asked, both as numbers of 64 bits: that two answers of one request have the same by chance would
/// have a client wait once who did not mean to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(BTreeMap<u64, u64>);

/// What is written, as a number.
struct Digest(DefaultHasher);

impl io::Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seen {
    /// What a request was answered with since the last change.
    pub(crate) fn of(&self, key: u64) -> Option<u64> {
        self.0.get(&key).copied()
    }

    /// Remembers an answer.
    pub(crate) fn keep(&mut self, key: u64, answer: u64) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(key, answer);
    }

    /// Forgets all: something changed.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// What is asked, without the tokens by which clients make each request another one.
pub(crate) fn key(request: &Request) -> u64 {
    let mut digest = Digest(DefaultHasher::new());
    digest.0.write(request.name().as_bytes());
    // What is written as JSON into a number is written.
    let _ = if request.facts().is_read() {
        serde_json::to_writer(&mut digest, request)
    } else {
        let mut members = serde_json::to_value(request).unwrap_or_default();
        if let Some(members) = members.as_object_mut() {
            members.retain(|name, _| !TOKENS.contains(&name.as_str()));
        }
        serde_json::to_writer(&mut digest, &members)
    };
    digest.0.finish()
}

/// What was answered.
pub(crate) fn number(said: &Result<Reply, CloudError>) -> u64 {
    let mut digest = Digest(DefaultHasher::new());
    let _ = match said {
        Ok(reply) => reply.write(&mut digest),
        Err(refused) => serde_json::to_writer(&mut digest, refused),
    };
    digest.0.finish()
}
