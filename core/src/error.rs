//! What can go wrong between a strategy and a cloud.

mod remedy;
mod root;

use std::fmt;

pub use remedy::REMEDIES;
pub use root::{ROOTS, Root, root};
use serde::{Deserialize, Serialize};

use crate::recipe::{Obstacle, Step, Wait};
use crate::strategy::Refusal;

/// What sort of refusal an operation met, whatever the service calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// The thing named does not exist (or is not visible yet).
    NotFound,
    /// The thing to create exists.
    AlreadyExists,
    /// Something else still depends on the thing, or its state forbids the operation.
    InUse,
    /// The caller may not do this.
    Denied,
    /// The request is wrong and will stay wrong.
    InvalidInput,
    /// A quota or a capacity is used up.
    LimitExceeded,
    /// Too many requests; later it may work.
    Throttled,
    /// The service or the machine does not answer.
    Unavailable,
    /// This cloud does not have the operation, or does not model what was asked.
    Unsupported,
    /// The service broke its own contract.
    Internal,
}

impl ErrorKind {
    /// Tells whether sending the same request again can help.
    #[must_use]
    pub fn retryable(self) -> bool {
        matches!(self, Self::Throttled | Self::Unavailable | Self::Internal)
    }
}

/// A refusal or failure of one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{operation}: {code}: {message}")]
#[serde(rename_all = "camelCase")]
pub struct CloudError {
    /// The sort of refusal.
    pub kind: ErrorKind,
    /// The operation, such as `ec2:RunInstances`.
    pub operation: String,
    /// The service's own code, verbatim (`InvalidGroup.NotFound`).
    pub code: String,
    /// The service's own words.
    pub message: String,
    /// Whether the request may have taken effect although no reply came back.
    pub maybe_sent: bool,
}

impl CloudError {
    /// Makes a plain refusal: the request was answered and changed nothing.
    #[must_use]
    pub fn refused(
        kind: ErrorKind,
        operation: &str,
        code: impl Into<String>,
        message: impl fmt::Display,
    ) -> Self {
        Self {
            kind,
            operation: operation.to_owned(),
            code: code.into(),
            message: message.to_string(),
            maybe_sent: false,
        }
    }

    /// Refuses what this cloud does not model, by name. It says so in these words and never claims to be AWS.
    #[must_use]
    pub fn unsupported(operation: &str, what: impl fmt::Display) -> Self {
        let mut message = what.to_string();
        if !message.contains("not modelled") {
            message.push_str(": not modelled");
        }
        Self::refused(ErrorKind::Unsupported, operation, "NotModelled", message)
    }
}

/// Why a deployment step ended without its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Cause {
    /// An operation was refused.
    Call {
        /// The refusal.
        error: CloudError,
    },
    /// A command on a machine ended with a code other than zero.
    Command {
        /// The command as typed.
        command: String,
        /// Its exit code.
        exit_code: i32,
        /// The last lines that it wrote to the error stream, or else to the output.
        last_lines: String,
    },
    /// A wait reached its deadline.
    TimedOut {
        /// What was awaited.
        waiting_for: Wait,
        /// How long, in seconds.
        waited_s: u64,
        /// What the last look showed.
        last_seen: String,
        /// The last log lines of what failed, when there are any.
        log: Vec<String>,
    },
    /// A rollout failed, or was rolled back.
    RolledBack {
        /// What failed.
        what: String,
        /// The service's own reason.
        reason: String,
        /// The last log lines of what failed, when there are any.
        log: Vec<String>,
    },
    /// What was before was given back after a failure.
    GivenBack {
        /// What failed.
        what: String,
        /// Why.
        because: Box<Cause>,
        /// The last log lines of what failed, when there are any.
        log: Vec<String>,
    },
    /// The files show that the application cannot be deployed this way; nothing was made.
    Refused {
        /// Everything that stands in the way.
        refusals: Vec<Refusal>,
    },
    /// The application cannot be deployed this way at all.
    Impossible {
        /// Why.
        key: Obstacle,
        /// The key of the Compose file, or the resource, that it is about.
        subject: String,
    },
}

impl Cause {
    /// Says that an application cannot be deployed this way: `key` says why, `subject` what it is about.
    #[must_use]
    pub fn impossible(key: Obstacle, subject: impl Into<String>) -> Self {
        Self::Impossible {
            key,
            subject: subject.into(),
        }
    }

    /// Names the step in which it came up.
    #[must_use]
    pub fn at(self, step: Step) -> DeployError {
        DeployError { step, cause: self }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { error } => write!(f, "{error}"),
            Self::Command {
                command,
                exit_code,
                last_lines,
            } => {
                write!(f, "`{command}` ended with {exit_code}: {last_lines}")
            }
            Self::TimedOut {
                waiting_for,
                waited_s,
                last_seen,
                log,
            } => {
                write!(
                    f,
                    "{waiting_for} did not come true in {waited_s} s; last seen: {last_seen}"
                )?;
                log.iter().try_for_each(|line| write!(f, "; log: {line}"))
            }
            Self::RolledBack { what, reason, log } => {
                write!(f, "{what} was rolled back: {reason}")?;
                log.iter().try_for_each(|line| write!(f, "; log: {line}"))
            }
            Self::GivenBack { what, because, log } => {
                write!(f, "{what} was rolled back: {because}")?;
                log.iter().try_for_each(|line| write!(f, "; log: {line}"))
            }
            Self::Impossible { key, subject } => write!(f, "{subject}: {key}"),
            Self::Refused { refusals } => {
                let all: Vec<String> = refusals.iter().map(Refusal::to_string).collect();
                write!(f, "{}", all.join("; "))
            }
        }
    }
}

/// A strategy's step failed. What it had created is in the deployment's resource list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("step {step}: {cause}")]
#[serde(rename_all = "camelCase")]
pub struct DeployError {
    /// The step.
    pub step: Step,
    /// Why it ended.
    pub cause: Cause,
}

impl From<CloudError> for Cause {
    fn from(error: CloudError) -> Self {
        Self::Call { error }
    }
}
