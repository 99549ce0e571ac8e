//! The journal of a deployment outside: every call that may change something, before it is sent and before its answer is
//! given on; every step and wait; what the commands keep.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paperboat_backends::WallClock;
use paperboat_core::cloud::Clock;
use paperboat_core::event::{Event, EventId, EventKind, Observer};
use paperboat_core::layer::{Entry, Sink};
use paperboat_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::progress::Progress;
use crate::session::{Journal, JournalError};

/// The version of the form of these files.
const FORMAT: u32 = 1;

/// One line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Line {
    /// The first one.
    Begin {
        /// The version of the form.
        format: u32,
        /// The time on the wall, from which events count.
        at: Timestamp,
    },
    /// A call, with every secret replaced; without an answer while it is on its way.
    Call {
        /// The call.
        entry: Value,
    },
    /// A step, a wait, a call's outcome.
    Event {
        /// The event.
        event: Event,
    },
    /// What the commands know of the deployment.
    Keep {
        /// The state.
        state: Value,
    },
}

/// The open journal of a deployment outside.
#[derive(Debug)]
pub struct Log {
    inner: Mutex<Inner>,
    progress: Option<Progress>,
}

#[derive(Debug)]
struct Inner {
    journal: Journal,
    events: Vec<Event>,
    /// The time on the wall at which the deployment began.
    began: Timestamp,
    /// The step that is under way: the cause of what happens meanwhile.
    step: Option<EventId>,
    kept: Option<Value>,
    /// Whether a call stands here: it may have changed something.
    called: bool,
    /// The first failure to write of what cannot be refused on the spot.
    failed: Option<JournalError>,
}

impl Log {
    /// Opens a journal, making it when it does not exist; `progress` shows steps and waits as they come.
    ///
    /// # Errors
    /// The disk's, another process that holds it, a damaged line before the last one.
    pub fn open(path: &Path, progress: Option<Progress>) -> Result<Self, JournalError> {
        let (mut journal, lines) = Journal::open::<Line>(path)?;
        let mut began = WallClock.now();
        if lines.is_empty() {
            journal.append(&Line::Begin {
                format: FORMAT,
                at: began,
            })?;
            journal.sync()?;
        }
        let (mut events, mut kept, mut called) = (Vec::new(), None, false);
        for line in lines {
            match line {
                Line::Event { event } => events.push(event),
                Line::Keep { state } => kept = Some(state),
                Line::Begin { at, .. } => began = at,
                Line::Call { .. } => called = true,
            }
        }
        Ok(Self {
            inner: Mutex::new(Inner {
                journal,
                events,
                began,
                step: None,
                kept,
                called,
                failed: None,
            }),
            progress,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was kept last.
    #[must_use]
    pub fn kept(&self) -> Option<Value> {
        self.lock().kept.clone()
    }

    /// Tells whether any call that may change something was about to be sent.
    #[must_use]
    pub fn called(&self) -> bool {
        self.lock().called
    }

    /// Keeps what the commands know of the deployment.
    ///
    /// # Errors
    /// The disk's.
    pub fn keep(&self, state: Value) -> Result<(), JournalError> {
        let mut inner = self.lock();
        inner.journal.append(&Line::Keep {
            state: state.clone(),
        })?;
        inner.kept = Some(state);
        inner.journal.sync()
    }

    /// Everything that happened.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.lock().events.clone()
    }

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    /// The first failure to write.
    pub fn sync(&self) -> Result<(), JournalError> {
        let mut inner = self.lock();
        match inner.failed.take() {
            Some(error) => Err(error),
            None => inner.journal.sync(),
        }
    }
}

impl Inner {
    fn note(&mut self, kind: EventKind) {
        let id = EventId(u32::try_from(self.events.len()).unwrap_or(u32::MAX));
        let event = Event {
            id,
            at: Timestamp::ZERO + WallClock.now().since(self.began),
            cause: self.step,
            kind,
        };
        match event.kind {
            EventKind::StepStarted { .. } => self.step = Some(id),
            EventKind::StepFinished { .. } => self.step = None,
            _ => {}
        }
        let line = Line::Event {
            event: event.clone(),
        };
        self.events.push(event);
        if let Err(error) = self.journal.append(&line) {
            self.failed.get_or_insert(error);
        }
    }
}

impl Observer for &Log {
    fn observe(&self, kind: EventKind) {
        if let Some(progress) = &self.progress {
            progress.show(&kind);
        }
        self.lock().note(kind);
    }
}

impl Sink for &Log {
    fn write(&self, entry: &Entry) -> Result<(), String> {
        let mut inner = self.lock();
        let line = Line::Call {
            entry: entry.to_json(),
        };
        inner.journal.append(&line).map_err(|e| e.to_string())?;
        inner.called = true;
        if let Some(answer) = &entry.answer {
            inner.note(EventKind::Call {
                operation: entry.request.name().into(),
                about: String::new(),
                code: answer.as_ref().err().map(|e| e.code.clone()),
            });
        }
        inner.journal.sync().map_err(|e| e.to_string())
    }
}
