//! What one reading may cost, so that a small hostile file cannot grow without end.

use std::cell::Cell;

use super::diagnostic::Diagnostic;

/// The most nodes that one application may unfold to (own limit).
pub(super) const MOST_NODES: usize = 200_000;

/// The most text, in bytes, that one application may unfold to (own limit).
pub(super) const MOST_TEXT: usize = 32 << 20;

/// Counts nodes and bytes of text made by aliases, `extends`, ranges and interpolation.
#[derive(Debug)]
pub(super) struct Budget {
    nodes: Cell<usize>,
    text: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            nodes: Cell::new(MOST_NODES),
            text: Cell::new(MOST_TEXT),
        }
    }
}

impl Budget {
    /// Takes nodes and bytes of text; refuses once either is used up.
    pub(super) fn spend(&self, nodes: usize, text: usize) -> Result<(), Diagnostic> {
        let Some(left) = self.nodes.get().checked_sub(nodes) else {
            return Err(Diagnostic::error("compose-too-many-nodes")
                .arg("limit", MOST_NODES)
                .help("compose-too-many-nodes-help"));
        };
        self.nodes.set(left);
        let Some(left) = self.text.get().checked_sub(text) else {
            return Err(Diagnostic::error("compose-value-too-large").arg("limit", MOST_TEXT));
        };
        self.text.set(left);
        Ok(())
    }
}
