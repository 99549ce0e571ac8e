//! What people did wrong in a run.

use paperboat_core::event::{Event, EventId, EventKind};
use paperboat_core::people::Slip;
use paperboat_core::time::{Timestamp, in_seconds};
use serde::Serialize;

use super::phase::{Phase, PhaseReport};

/// What people did wrong in a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Slips {
    /// What they did not notice, in order.
    pub unnoticed: Vec<Mistake>,
    /// Commands that the shell refused, or that looked wrong at once, and were typed again.
    pub retyped: usize,
    /// How often they looked for what they had done wrong because something failed, and did it again.
    pub mended: u32,
}

/// Something that was done wrong, and that nobody noticed when it was done.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mistake {
    /// When.
    #[serde(rename = "atS", serialize_with = "in_seconds")]
    pub at: Timestamp,
    /// The kind of part of the run in which it was done.
    pub phase: Phase,
    /// What the part is called.
    pub part: String,
    /// What.
    pub slip: Slip,
    /// The command as it was meant.
    pub meant: String,
    /// What was given instead of it; none when it was forgotten.
    pub typed: Option<String>,
    /// The event that tells of it.
    pub event: EventId,
}

impl Slips {
    /// Reads them off the log of a run with these parts.
    #[must_use]
    pub(super) fn of(events: &[Event], parts: &[PhaseReport]) -> Self {
        let mut slips = Self {
            mended: parts.iter().map(|part| part.mended).sum(),
            ..Self::default()
        };
        for event in events {
            match &event.kind {
                EventKind::Slipped {
                    slip: Slip::Retyped,
                    ..
                } => slips.retyped += 1,
                EventKind::Slipped { slip, meant, typed } => {
                    let Some(part) = parts.iter().rfind(|part| part.began <= event.at) else {
                        continue;
                    };
                    slips.unnoticed.push(Mistake {
                        at: event.at,
                        phase: part.phase,
                        part: part.name.clone(),
                        slip: *slip,
                        meant: meant.clone(),
                        typed: typed.clone(),
                        event: event.id,
                    });
                }
                _ => {}
            }
        }
        slips
    }
}
