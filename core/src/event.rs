//! What happened, when, and because of what.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::people::Slip;
use crate::recipe::{Step, Wait};
use crate::time::Timestamp;

/// Identifies an event within one log; numbers rise with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub u32);

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its number in the log.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// The event without which this one would not have happened.
    ///
    /// None on the first link of a chain, and on clouds that only show states (a real account).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<EventId>,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

impl Event {
    /// An event among all of a log: by its number, or the last change of a resource.
    #[must_use]
    pub fn find<'e>(
        events: impl IntoIterator<Item = &'e Self, IntoIter: DoubleEndedIterator>,
        what: &str,
    ) -> Option<&'e Self> {
        let mut events = events.into_iter();
        match what.trim_start_matches('#').parse::<u32>() {
            Ok(number) => events.find(|e| e.id == EventId(number)),
            Err(_) => events
                .rev()
                .find(|e| matches!(e.kind, EventKind::State { .. }) && e.mentions(what)),
        }
    }

    /// Tells whether it is about a resource, or whatever else is called so in part.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        match &self.kind {
            EventKind::State { resource, .. } | EventKind::Message { resource, .. } => {
                resource.contains(name)
            }
            EventKind::Serving { service, .. } => service.contains(name),
            EventKind::Fault { subject, fault, .. } => {
                subject.contains(name) || fault.name() == name
            }
            EventKind::Call {
                about, operation, ..
            } => about.contains(name) || operation.contains(name),
            _ => false,
        }
    }
}

/// The eleven subgoals that every strategy shares, in the order in which a first deployment meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subgoal {
    /// Something to run on.
    Provision,
    /// Who may reach and change it.
    Access,
    /// What runs containers there.
    Runtime,
    /// The images are where they are needed.
    Image,
    /// The containers run.
    Run,
    /// Users reach them.
    Expose,
    /// Somebody can see what they do.
    Observe,
    /// They come back by themselves.
    Survive,
    /// A new version replaces the old one.
    Update,
    /// More or fewer replicas.
    Scale,
    /// Nothing is left behind.
    CleanUp,
}

impl Subgoal {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Provision,
        Self::Access,
        Self::Runtime,
        Self::Image,
        Self::Run,
        Self::Expose,
        Self::Observe,
        Self::Survive,
        Self::Update,
        Self::Scale,
        Self::CleanUp,
    ];

    /// The catalogue key and wire name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Provision => "provision",
            Self::Access => "access",
            Self::Runtime => "runtime",
            Self::Image => "image",
            Self::Run => "run",
            Self::Expose => "expose",
            Self::Observe => "observe",
            Self::Survive => "survive",
            Self::Update => "update",
            Self::Scale => "scale",
            Self::CleanUp => "clean-up",
        }
    }
}

/// A word of an event that is nearly always one of a few that the code holds, such as a state: those take no memory of
/// their own in a log of millions.
pub type Word = Cow<'static, str>;

/// What an event says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum EventKind {
    /// A strategy began a step.
    StepStarted {
        /// The shared subgoal.
        subgoal: Subgoal,
        /// The step.
        step: Step,
    },
    /// A strategy ended a step.
    StepFinished {
        /// The step.
        step: Step,
        /// Why it failed, when it did.
        error: Option<String>,
    },
    /// A strategy began to wait for something.
    WaitStarted {
        /// What for.
        waiting_for: Wait,
        /// The deadline, in seconds from now.
        limit_s: u64,
    },
    /// A wait ended.
    WaitFinished {
        /// What for.
        waiting_for: Wait,
        /// Whether it came true.
        met: bool,
        /// What the last look showed.
        last_seen: String,
    },
    /// A person typed, read or decided.
    Typed {
        /// The command as typed.
        command: String,
        /// How long the hands were busy, in microseconds.
        took_us: u64,
    },
    /// A person did something wrong, and did not notice; or noticed at once, and typed it again.
    Slipped {
        /// What.
        slip: Slip,
        /// The command as it was meant.
        meant: String,
        /// What was typed instead; none when it was forgotten, or typed again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        typed: Option<String>,
    },
    /// A refused operation is sent again after a pause.
    Repeated {
        /// The operation's name.
        operation: String,
        /// The refusal's code.
        code: String,
        /// How often it was sent so far.
        sent: u32,
        /// The pause, in microseconds.
        pause_us: u64,
    },
    /// An operation was answered.
    Call {
        /// The operation's name, such as `ec2:RunInstances`.
        operation: Word,
        /// What it was about, in short.
        about: String,
        /// The refusal's code, when it was refused.
        code: Option<String>,
    },
    /// A resource changed its state.
    State {
        /// The resource, such as `i-0abc` or `service/web`.
        resource: String,
        /// The state that it left; empty when it is new.
        from: Word,
        /// The state that it entered, in AWS's or Docker's own word.
        to: Word,
        /// Why, in the service's own words; may be empty.
        reason: Word,
    },
    /// A service said something about a resource, in its own words.
    Message {
        /// The resource.
        resource: String,
        /// The words.
        text: String,
    },
    /// An endpoint began or ceased to answer everybody, or part of its users.
    Serving {
        /// The Compose service.
        service: String,
        /// Requests a second that can be answered now.
        capacity_rps: f64,
        /// Why it changed, as a catalogue key.
        why: String,
    },
    /// A fault strikes, ceases, or meets nothing. It has no cause here: it comes from outside.
    Fault {
        /// The fault.
        fault: Fault,
        /// What it strikes, such as a container, an instance or a zone; empty when it strikes nothing.
        subject: String,
        /// Whether it begins or ends.
        phase: FaultPhase,
        /// Why it met nothing, as a catalogue key, when it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        missed: Option<String>,
    },
}

/// The two ends of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultPhase {
    /// It strikes.
    Begins,
    /// It ceases, by itself.
    Ends,
}

/// Watches events as they happen.
pub trait Observer: Send + Sync {
    /// Records that something happened now. Steps and waits are the strategy's; all else is the cloud's.
    fn observe(&self, kind: EventKind);

    /// Tells whether anybody will read the words of what is observed, such as a typed command: who observes figures alone
    /// spares the work of putting them together.
    fn reads_words(&self) -> bool {
        true
    }
}

impl<F: Fn(EventKind) + Send + Sync> Observer for F {
    fn observe(&self, kind: EventKind) {
        self(kind);
    }
}

/// Turns a duration into whole microseconds.
#[must_use]
pub fn micros(d: Duration) -> u64 {
    u64::try_from(d.as_micros()).unwrap_or(u64::MAX)
}
