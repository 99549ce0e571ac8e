//! What a session is made of: a beginning, and everything that entered its world from outside, with times.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::Request;
use paperboat_core::event::EventKind;
use paperboat_core::fault::Fault;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::model::{Model, OverrideError};
use paperboat_simulator::traffic::Plan;
use paperboat_simulator::world::World;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The form of the records that this program writes and reads.
pub const FORMAT: u32 = 1;

/// One line of a session.
///
/// Requests hold what was sent, secrets included: without them nothing can be replayed. The file is for its owner only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "record",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Record {
    /// The birth of the world.
    Begin {
        /// [`FORMAT`].
        format: u32,
        /// The model's version, overrides included.
        model: String,
        /// The seed.
        seed: u64,
        /// Replaced numbers of the model.
        overrides: BTreeMap<String, Value>,
        /// What the registries hold.
        images: Vec<PublishedImage>,
    },
    /// An operation was sent.
    Call {
        /// When.
        at: Timestamp,
        /// Which.
        operation: String,
        /// Its members.
        members: Value,
    },
    /// A strategy said what it does.
    Note {
        /// When.
        at: Timestamp,
        /// What.
        event: EventKind,
    },
    /// Somebody pushed an image: its tags are new, or hold something else than before.
    Push {
        /// When.
        at: Timestamp,
        /// The image.
        image: Box<PublishedImage>,
    },
    /// The files brought an image that registries hold.
    Publish {
        /// When.
        at: Timestamp,
        /// The image.
        image: Box<PublishedImage>,
    },
    /// Users began to come, or came no more.
    Traffic {
        /// When.
        at: Timestamp,
        /// How; none for no more.
        plan: Option<Plan>,
    },
    /// A fault struck.
    Strike {
        /// When.
        at: Timestamp,
        /// Which.
        fault: Fault,
    },
    /// Time went on.
    Pass {
        /// Until when.
        to: Timestamp,
    },
    /// A large part of what is kept, written once and named by its place among the parts, from 0.
    Part {
        /// A version of the application.
        value: Value,
    },
    /// What the commands keep of the deployment: it does not touch the world. The last one holds.
    Keep {
        /// The deployment as the commands know it.
        state: Value,
    },
}

/// Why records make no world.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The first record is no beginning, or of a form that this program does not know.
    #[error("the first record is not one that this program can begin with")]
    NoBeginning,
    /// The model has changed since.
    #[error("made with model {was}, this program has {is}")]
    OtherModel {
        /// The session's.
        was: String,
        /// This program's.
        is: String,
    },
    /// A replaced number does not exist here.
    #[error(transparent)]
    Override(#[from] OverrideError),
    /// The world that they tell of cannot be: a rule that holds in every world is broken.
    #[error("what it tells of cannot have happened")]
    Impossible,
    /// A record names an operation that does not exist, or goes back in time.
    #[error("record {index} does not fit: {reason}")]
    Misfit {
        /// Its number, from 0.
        index: usize,
        /// Why.
        reason: String,
    },
}

/// The longest time from one record to the next: no verb lasts longer than a day, and nothing else lets time pass for
/// more than a month.
const LEAP: Duration = Duration::from_secs(32 * 86_400);

/// What records come to.
#[derive(Debug)]
pub struct Replayed {
    /// The world that they tell of.
    pub world: World,
    /// The parts that what is kept names.
    pub parts: Vec<Value>,
    /// What was kept last.
    pub kept: Option<Value>,
}

/// Makes the world that the records tell of, and finds what was kept last.
///
/// # Errors
/// Records of another model or form, or that do not fit together.
pub fn replay(records: &[Record]) -> Result<Replayed, ReplayError> {
    let Some(Record::Begin {
        format: FORMAT,
        model: was,
        seed,
        overrides,
        images,
    }) = records.first()
    else {
        return Err(ReplayError::NoBeginning);
    };
    let model = Model::default().with_overrides(overrides)?;
    let is = model.version();
    if *was != is {
        return Err(ReplayError::OtherModel {
            was: was.clone(),
            is,
        });
    }
    let mut world = World::new(*seed, Arc::new(model), images.clone());
    let (mut parts, mut kept) = (Vec::new(), None);
    for (index, record) in records.iter().enumerate().skip(1) {
        let misfit = |reason: String| ReplayError::Misfit { index, reason };
        if let Some(at) = record.at() {
            if at < world.now() {
                return Err(misfit("it lies in the past".to_owned()));
            }
            if at.since(world.now()) > LEAP {
                return Err(misfit("it lies too far in the future".to_owned()));
            }
        }
        match record {
            Record::Begin { .. } => return Err(misfit("a session begins once".to_owned())),
            Record::Call {
                at,
                operation,
                members,
            } => {
                let request =
                    Request::read(operation, members.clone()).map_err(|e| misfit(e.to_string()))?;
                world.call(*at, request);
            }
            Record::Note { at, event } => {
                world.note(*at, event.clone());
            }
            Record::Push { at, image } => world.push(*at, (**image).clone()),
            Record::Publish { at, image } => world.publish(*at, (**image).clone()),
            Record::Traffic {
                at,
                plan: Some(plan),
            } => world.start_traffic(*at, plan.clone()),
            Record::Traffic { at, plan: None } => world.stop_traffic(*at),
            Record::Strike { at, fault } => {
                world.strike(*at, fault);
            }
            Record::Pass { to } => world.advance(*to),
            Record::Part { value } => parts.push(value.clone()),
            Record::Keep { state } => kept = Some(state),
        }
    }
    Ok(Replayed {
        world,
        parts,
        kept: kept.cloned(),
    })
}

impl Record {
    fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Call { at, .. }
            | Self::Note { at, .. }
            | Self::Push { at, .. }
            | Self::Publish { at, .. }
            | Self::Strike { at, .. }
            | Self::Traffic { at, .. } => Some(*at),
            Self::Pass { to } => Some(*to),
            Self::Begin { .. } | Self::Part { .. } | Self::Keep { .. } => None,
        }
    }
}
