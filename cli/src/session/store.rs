//! Where sessions are kept: one folder for each deployment under `.paperboat`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paperboat_core::fault::Fault;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::fault::Strike;
use paperboat_simulator::sim::Sim;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::record::{FORMAT, Record, ReplayError, Replayed, replay};
use super::recorder::Recorder;
use super::{Journal, JournalError};

/// The file of a deployment on the simulator.
const SIMULATED: &str = "session.jsonl";
/// The file of a deployment elsewhere.
const OUTSIDE: &str = "journal.jsonl";
/// The folder of what was destroyed, until its name is used again; no deployment's name begins so.
const ENDED: &str = ".ended";
/// The folder of what is done without a deployment; no deployment's name begins so.
const VISITS: &str = ".visits";

/// The folder that holds all sessions of a working directory.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// Why a session cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// No session has this name.
    #[error("there is no deployment named {name}")]
    None {
        /// The name that was asked for.
        name: String,
    },
    /// Several exist and none was named.
    #[error("there are several deployments: {names}")]
    Several {
        /// Their names.
        names: String,
    },
    /// One of this name exists.
    #[error("there is a deployment named {name} already")]
    Exists {
        /// The name.
        name: String,
    },
    /// A name that cannot be a folder's.
    #[error("{name} cannot be a deployment's name")]
    Name {
        /// The name.
        name: String,
    },
    /// Its file cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Its records make no world.
    #[error("{path}: {error}")]
    Replay {
        /// Its file.
        path: String,
        /// Why.
        error: ReplayError,
    },
    /// What it keeps of the deployment is not of this program's form.
    #[error("what was kept cannot be read: {0}")]
    Kept(serde_json::Error),
}

/// Runs what may meet a broken invariant of the world, because a file that somebody changed tells of what cannot be;
/// none when it did.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    std::panic::set_hook(hook);
    done.ok()
}

/// Says whose records make no world.
fn unfit(path: &std::path::Path, error: ReplayError) -> SessionError {
    let path = path.display().to_string();
    SessionError::Replay { path, error }
}

/// How a world is born.
#[derive(Clone, Debug)]
pub struct Begin {
    /// The model's version, overrides included.
    pub model: String,
    /// The seed.
    pub seed: u64,
    /// Replaced numbers of the model.
    pub overrides: BTreeMap<String, Value>,
    /// What the registries hold.
    pub images: Vec<PublishedImage>,
}

/// An open session: its world, and the file that everything goes into.
#[derive(Debug)]
pub struct Session {
    /// The recording cloud.
    pub recorder: Recorder,
    kept: Option<Value>,
    /// The parts that are written, which what is kept names by their places.
    parts: Vec<Value>,
}

impl Store {
    /// The store of a working directory; nothing is made before something is kept.
    #[must_use]
    pub fn new(working_directory: &Path) -> Self {
        Self {
            folder: working_directory.join(".paperboat"),
        }
    }

    /// The names of all sessions, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let with_file = |e: &std::fs::DirEntry| {
            [SIMULATED, OUTSIDE]
                .iter()
                .any(|file| is_begun(&e.path().join(file)))
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter(with_file)
            .filter_map(|e| e.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        names
    }

    /// Begins a session.
    ///
    /// # Errors
    /// One exists, or the disk refuses.
    pub fn begin(&self, name: &str, begin: Begin) -> Result<Session, SessionError> {
        let path = self.path(name)?;
        if is_begun(&path) {
            return Err(SessionError::Exists {
                name: name.to_owned(),
            });
        }
        let folder = path.parent().unwrap_or(&self.folder);
        let failed = |source| JournalError::Io {
            path: folder.display().to_string(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        // The name is used again: what it was before is read no more.
        if let Some(before) = self.ended(name)?.parent().filter(|p| p.exists()) {
            std::fs::remove_dir_all(before).map_err(failed)?;
        }
        let (mut journal, _) = Journal::open::<Record>(&path)?;
        let Begin {
            model,
            seed,
            overrides,
            images,
        } = begin;
        let first = Record::Begin {
            format: FORMAT,
            model,
            seed,
            overrides,
            images,
        };
        journal.append(&first)?;
        journal.sync()?;
        let Replayed { world, parts, kept } = replay(&[first]).map_err(|e| unfit(&path, e))?;
        Ok(Session {
            recorder: Recorder::new(Sim::new(world), journal),
            kept,
            parts,
        })
    }

    /// Opens a session and replays it. Without a name: the only one.
    ///
    /// # Errors
    /// There is none, or several; it cannot be read, or was made with another model.
    pub fn open(&self, name: Option<&str>) -> Result<Session, SessionError> {
        let name = self.the_one(name)?;
        Self::open_at(&self.path(&name)?)
    }

    /// Opens the session of a deployment that was destroyed, to be read.
    ///
    /// # Errors
    /// There is none of this name; it cannot be read, or was made with another model.
    pub fn open_ended(&self, name: &str) -> Result<Session, SessionError> {
        let path = self.ended(name)?;
        if !is_begun(&path) {
            return Err(SessionError::None {
                name: name.to_owned(),
            });
        }
        Self::open_at(&path)
    }

    /// The names of deployments that were destroyed and can still be read, in order.
    #[must_use]
    pub fn ended_names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.join(ENDED));
        let names = entries.into_iter().flatten().flatten();
        let mut names: Vec<String> = names
            .filter(|e| is_begun(&e.path().join(SIMULATED)))
            .filter_map(|e| e.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    fn open_at(path: &Path) -> Result<Session, SessionError> {
        let (journal, records) = Journal::open::<Record>(path)?;
        let replayed = guarded(|| replay(&records)).unwrap_or(Err(ReplayError::Impossible));
        let Replayed { world, parts, kept } = replayed.map_err(|e| unfit(path, e))?;
        Ok(Session {
            recorder: Recorder::new(Sim::new(world), journal),
            kept,
            parts,
        })
    }

    /// Finds the session that is meant; without a name the only one.
    ///
    /// # Errors
    /// There is none, or several.
    pub fn the_one(&self, name: Option<&str>) -> Result<String, SessionError> {
        let names = self.names();
        let name = match (name, names.as_slice()) {
            (Some(name), _) => name.to_owned(),
            (None, [only]) => only.clone(),
            (None, []) => {
                return Err(SessionError::None {
                    name: "default".to_owned(),
                });
            }
            (None, several) => {
                return Err(SessionError::Several {
                    names: several.join(", "),
                });
            }
        };
        if names.contains(&name) {
            Ok(name)
        } else {
            Err(SessionError::None { name })
        }
    }

    /// Tells whether a deployment lives outside the simulator.
    #[must_use]
    pub fn is_outside(&self, name: &str) -> bool {
        self.folder.join(name).join(OUTSIDE).is_file()
    }

    /// The journal of a deployment outside the simulator, whose folder exists then.
    ///
    /// # Errors
    /// A name that cannot be a folder's, or the disk refuses.
    pub fn outside(&self, name: &str) -> Result<PathBuf, SessionError> {
        let path = self.path(name)?;
        Self::journal_in(path.parent().unwrap_or(&self.folder))
    }

    /// The journal of what is done outside the simulator without a deployment of this folder.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn visits(&self) -> Result<PathBuf, SessionError> {
        Self::journal_in(&self.folder.join(VISITS))
    }

    fn journal_in(folder: &Path) -> Result<PathBuf, SessionError> {
        std::fs::create_dir_all(folder).map_err(|source| JournalError::Io {
            path: folder.display().to_string(),
            source,
        })?;
        Ok(folder.join(OUTSIDE))
    }

    /// Forgets a session whose deployment is gone. One on the simulator can be read until its name is used again.
    ///
    /// # Errors
    /// The disk's.
    pub fn forget(&self, name: &str) -> Result<(), SessionError> {
        let path = self.path(name)?;
        let folder = path.parent().unwrap_or(&self.folder);
        let failed = |source| {
            SessionError::from(JournalError::Io {
                path: folder.display().to_string(),
                source,
            })
        };
        if !self.is_outside(name) {
            let ended = self.ended(name)?;
            let place = ended.parent().unwrap_or(&self.folder);
            std::fs::create_dir_all(place).map_err(failed)?;
            std::fs::rename(&path, &ended).map_err(failed)?;
        }
        std::fs::remove_dir_all(folder).map_err(failed)
    }

    /// Where a session lies whose deployment is gone.
    fn ended(&self, name: &str) -> Result<PathBuf, SessionError> {
        self.path(name)?;
        Ok(self.folder.join(ENDED).join(name).join(SIMULATED))
    }

    fn path(&self, name: &str) -> Result<PathBuf, SessionError> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(fits) {
            return Err(SessionError::Name {
                name: name.to_owned(),
            });
        }
        Ok(self.folder.join(name).join(SIMULATED))
    }
}

/// Tells whether a session's file holds anything: a process that was killed may have left an empty one.
fn is_begun(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| m.is_file() && m.len() > 0)
}

impl Session {
    /// What the commands kept of the deployment; none before something was kept.
    ///
    /// # Errors
    /// It is of another form.
    pub fn kept<T: DeserializeOwned>(&self) -> Result<Option<T>, SessionError> {
        let kept = self.kept.clone().map(|state| self.whole(state));
        kept.map(serde_json::from_value)
            .transpose()
            .map_err(SessionError::Kept)
    }

    /// Keeps what the commands know of the deployment.
    ///
    /// # Errors
    /// It has no JSON form.
    pub fn keep<T: Serialize>(&mut self, state: &T) -> Result<(), SessionError> {
        let mut state = serde_json::to_value(state).map_err(SessionError::Kept)?;
        // A version is large and stays as it is: it is written once, however often something is kept. They are compared as
        // text: after fifty updates, comparing the trees in pairs was half of what a command takes.
        let known = self.parts.iter().enumerate();
        let known: BTreeMap<String, usize> = known.map(|(n, part)| (part.to_string(), n)).collect();
        for (_, part) in parts_of(&mut state) {
            let known = known.get(&part.to_string()).copied();
            let place = known.unwrap_or_else(|| {
                self.parts.push(part.clone());
                let value = part.clone();
                self.recorder.write(&Record::Part { value });
                self.parts.len() - 1
            });
            *part = serde_json::json!({ PART: place });
        }
        self.recorder.write(&Record::Keep {
            state: state.clone(),
        });
        self.kept = Some(state);
        Ok(())
    }

    /// What was kept, with its parts in their places. A place that no part has stays as it is, and is then no version.
    fn whole(&self, mut state: Value) -> Value {
        for (place, part) in parts_of(&mut state) {
            if let Some(known) = place.and_then(|place| self.parts.get(place)) {
                *part = known.clone();
            }
        }
        state
    }

    /// Pushes an image to a registry of the world.
    pub fn push(&self, image: PublishedImage) {
        let sim = self.recorder.sim();
        let at = sim.with(|w| w.now());
        self.recorder.write(&Record::Push {
            at,
            image: Box::new(image.clone()),
        });
        sim.with(|w| w.push(at, image));
    }

    /// Has the registries of the world hold images.
    pub fn publish(&self, images: Vec<PublishedImage>) {
        let sim = self.recorder.sim();
        for image in images {
            let at = sim.with(|w| w.now());
            self.recorder.write(&Record::Publish {
                at,
                image: Box::new(image.clone()),
            });
            sim.with(|w| w.publish(at, image));
        }
    }

    /// Lets a fault strike.
    pub fn strike(&self, fault: &Fault) -> Strike {
        let sim = self.recorder.sim();
        let at = sim.with(|w| w.now());
        self.recorder.write(&Record::Strike {
            at,
            fault: fault.clone(),
        });
        sim.with(|w| w.strike(at, fault))
    }

    /// Lets time go on.
    pub fn pass(&self, to: Timestamp) {
        self.recorder.write(&Record::Pass { to });
        self.recorder.sim().with(|w| w.advance(to));
    }
}

/// The member that names a part by its place.
const PART: &str = "part";

/// The versions in what is kept, each with the place that it names, when it is named.
fn parts_of(state: &mut Value) -> Vec<(Option<usize>, &mut Value)> {
    let Some(members) = state.as_object_mut() else {
        return Vec::new();
    };
    let mut found: Vec<&mut Value> = Vec::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("versions", Value::Array(versions)) => found.extend(versions),
            ("attempt", value) if value.is_object() => found.push(value),
            _ => {}
        }
    }
    let place = |part: &Value| {
        let place = part.get(PART)?.as_u64()?;
        usize::try_from(place).ok()
    };
    found.into_iter().map(|part| (place(part), part)).collect()
}
