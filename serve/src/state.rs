//! What entered served worlds from outside, kept in a file and made into the same worlds again.
//!
//! A session's file: one line for what was told to a world, appended and on the disk before the answer leaves. What only
//! looked is not kept, because it changed nothing; when time had moved on by itself until an answer, that time is.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use paperboat_core::aws::Request;
use paperboat_core::fault::Fault;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::world::World;
use paperboat_wire::Scope;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Pace;
use crate::journal::{Journal, JournalError};
use crate::worlds::{Birth, Worlds};

/// The form of the lines that this program writes and reads.
const FORMAT: u32 = 1;

/// How a file begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Begin {
    /// [`FORMAT`].
    served: u32,
    /// The model's version, replaced numbers included.
    model: String,
    seed: u64,
    overrides: BTreeMap<String, Value>,
}

/// What was told to a world. Requests hold what was sent, secrets included: the file is for its owner only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "record",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Entry {
    /// An operation was sent, and the world stood at `to` when it was answered.
    Call {
        at: Timestamp,
        to: Timestamp,
        operation: String,
        members: Value,
    },
    /// Time went on.
    Pass { to: Timestamp },
    /// A fault struck.
    Strike { at: Timestamp, fault: Fault },
    /// Somebody pushed an image.
    Push {
        at: Timestamp,
        image: Box<PublishedImage>,
    },
    /// A registry was told what it holds.
    Publish {
        at: Timestamp,
        image: Box<PublishedImage>,
    },
    /// The world began anew.
    Reset,
    /// The world was kept under a name.
    Snapshot { name: String },
    /// The world became what it was.
    Restore { name: String },
}

/// An entry, and whose world it entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    account: String,
    region: String,
    #[serde(flatten)]
    entry: Entry,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Record {
    Begin(Begin),
    Line(Box<Line>),
}

/// Why a file makes no worlds.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// It does not begin as this program begins one.
    #[error("it is no file of this program's form")]
    NoBeginning,
    /// It was begun with another seed or other numbers.
    #[error("it was begun with {was}, and this is {is}")]
    Other {
        /// What the file says.
        was: String,
        /// What was asked for.
        is: String,
    },
    /// A record does not fit.
    #[error("record {index}: {reason}")]
    Misfit {
        /// Its number, from 0.
        index: usize,
        /// Why.
        reason: String,
    },
}

/// An open file.
#[derive(Debug)]
pub struct State {
    journal: Journal,
    /// What went wrong when it was written last: from then on nothing is answered any more.
    broken: Option<String>,
}

/// The longest time from one record to the next: what a control call lets pass at most, and an operation besides.
const LEAP: Duration = Duration::from_secs(32 * 86_400);

impl State {
    /// Opens a file, or begins one, and makes the worlds that it tells of. A last line that was cut off is left out: it was
    /// never answered.
    ///
    /// # Errors
    /// [`StateError`].
    pub fn open(
        path: &Path,
        birth: &Birth,
        pace: Pace,
        overrides: &BTreeMap<String, Value>,
    ) -> Result<(Self, Worlds), StateError> {
        let (mut journal, records) = Journal::open::<Record>(path)?;
        let begin = Begin {
            served: FORMAT,
            model: birth.model.version(),
            seed: birth.seed,
            overrides: overrides.clone(),
        };
        let mut worlds = Worlds::new(birth.clone(), pace).kept();
        let mut records = records.into_iter();
        match records.next() {
            None => {
                journal.append(&begin)?;
                journal.sync()?;
            }
            Some(Record::Begin(was)) if was == begin => {}
            Some(Record::Begin(was)) if was.served != FORMAT => {
                return Err(StateError::NoBeginning);
            }
            Some(Record::Begin(was)) => {
                let said = |b: &Begin| format!("seed {}, model {}", b.seed, b.model);
                let (was, is) = (said(&was), said(&begin));
                return Err(StateError::Other { was, is });
            }
            Some(Record::Line(_)) => return Err(StateError::NoBeginning),
        }
        for (index, record) in records.enumerate() {
            let misfit = |reason| StateError::Misfit {
                index: index + 1,
                reason,
            };
            let Record::Line(line) = record else {
                return Err(misfit("a file begins once".to_owned()));
            };
            let Line {
                account,
                region,
                entry,
            } = *line;
            let scope = Scope { account, region };
            let controlled = worlds.of(&scope).map_err(|e| misfit(e.to_string()))?;
            // A file that somebody changed may tell of what no world allows, and a world says that with a panic.
            let told = catch_unwind(AssertUnwindSafe(|| controlled.tell(entry)));
            let told = told.unwrap_or_else(|_| Err("what it tells of cannot have happened".into()));
            told.map_err(misfit)?;
        }
        Ok((
            Self {
                journal,
                broken: None,
            },
            worlds,
        ))
    }

    /// Writes what entered a world, and waits until it is on the disk.
    ///
    /// # Errors
    /// What the disk said, now or at an earlier time: a file that lacks a line tells of another world.
    pub(crate) fn keep(&mut self, scope: &Scope, entered: Vec<Entry>) -> Result<(), String> {
        if let Some(broken) = &self.broken {
            return Err(broken.clone());
        }
        if entered.is_empty() {
            return Ok(());
        }
        let mut written = Ok(());
        for entry in entered {
            let line = Line {
                account: scope.account.clone(),
                region: scope.region.clone(),
                entry,
            };
            written = written.and_then(|()| self.journal.append(&line));
        }
        let written = written.and_then(|()| self.journal.sync());
        written.map_err(|error| {
            let said = error.to_string();
            self.broken = Some(said.clone());
            said
        })
    }
}

/// Does to a world what an entry of a file says was done; not what only its server knows, such as snapshots.
///
/// # Errors
/// What does not fit: a time in the past or far in the future, an operation that does not exist.
pub(crate) fn replay(world: &mut World, entry: Entry) -> Result<(), String> {
    let at = |world: &World, at: Timestamp| {
        if at < world.now() {
            return Err("it lies in the past".to_owned());
        }
        match at.since(world.now()) > LEAP {
            true => Err("it lies too far in the future".to_owned()),
            false => Ok(()),
        }
    };
    match entry {
        Entry::Call {
            at: sent,
            to,
            operation,
            members,
        } => {
            let request = Request::read(&operation, members).map_err(|e| e.to_string())?;
            at(world, sent)?;
            let call = world.call(sent, request);
            at(world, to)?;
            world.advance(to);
            // It was answered, or nobody waits for it any more.
            let _ = world.answer(call);
        }
        Entry::Pass { to } => {
            at(world, to)?;
            world.advance(to);
        }
        Entry::Strike { at: struck, fault } => {
            at(world, struck)?;
            let _ = world.strike(struck, &fault);
        }
        Entry::Push { at: pushed, image } => {
            at(world, pushed)?;
            world.push(pushed, *image);
        }
        Entry::Publish { at: told, image } => {
            at(world, told)?;
            world.publish(told, *image);
        }
        Entry::Reset | Entry::Snapshot { .. } | Entry::Restore { .. } => {}
    }
    Ok(())
}
