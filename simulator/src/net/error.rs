//! Why a connection does not come about, in the words of the programs that try.

use std::fmt;

/// Why a connection did not come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetError {
    /// The name does not resolve there.
    NameNotFound(String),
    /// Nothing listens: an answer comes at once.
    Refused,
    /// Packets vanish: the caller waits for its timeout.
    TimedOut(Hop),
}

/// Where packets vanish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// The security groups of the receiver do not let the sender in.
    SecurityGroup,
    /// Nobody has the address, or its machine is off.
    NobodyThere,
    /// The address belongs to a network that the sender is not in.
    OtherNetwork,
    /// The sender has no public address, and no other way to the internet.
    NoWayOut,
}

impl NetError {
    /// The catalogue key that says why.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NameNotFound(_) => "name-not-found",
            Self::Refused => "refused",
            Self::TimedOut(Hop::SecurityGroup) => "security-group",
            Self::TimedOut(Hop::NobodyThere) => "nobody-there",
            Self::TimedOut(Hop::OtherNetwork) => "other-network",
            Self::TimedOut(Hop::NoWayOut) => "no-way-out",
        }
    }
}

impl fmt::Display for NetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameNotFound(name) => write!(f, "no such host: {name}"),
            Self::Refused => f.write_str("connection refused"),
            Self::TimedOut(Hop::SecurityGroup) => {
                f.write_str("connection timed out: no rule of a security group lets it in")
            }
            Self::TimedOut(Hop::NobodyThere) => {
                f.write_str("connection timed out: nobody has the address")
            }
            Self::TimedOut(Hop::OtherNetwork) => {
                f.write_str("connection timed out: the address is in another network")
            }
            Self::TimedOut(Hop::NoWayOut) => {
                f.write_str("connection timed out: no way to the internet")
            }
        }
    }
}
