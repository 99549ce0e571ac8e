//! Values that are carried and never shown.

use serde::{Deserialize, Serialize};

/// A value that is carried but never shown: it prints as `***`, and so it stands in a journal.
///
/// Serde writes what it holds, because a session on the simulator must be able to begin again; what is shown or kept
/// of an account is made of [`Request::masked`](super::Request::masked).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretString(pub String);

impl SecretString {
    /// What stands in the place of a secret.
    pub const MASK: &'static str = "***";

    pub(super) fn hide(&mut self) {
        // An empty one tells nothing, and stays a member that is not given.
        if !self.0.is_empty() {
            Self::MASK.clone_into(&mut self.0);
        }
    }
}

impl std::fmt::Debug for SecretString {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::MASK)
    }
}
