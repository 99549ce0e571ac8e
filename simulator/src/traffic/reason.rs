//! Why requests are lost.

/// The catalogue keys of all reasons for which requests are lost.
pub const REASONS: [&str; 14] = [
    "overload",
    // Nobody is there to take them.
    "name-not-found",
    "no-target",
    "no-way-out",
    "nobody-there",
    "other-network",
    "refused",
    "security-group",
    // Somebody is, and cannot answer.
    "booting",
    "exited",
    "not-started",
    "requirement-down",
    "requirement-unreachable",
    "stopping",
];
