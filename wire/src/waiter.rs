//! Waiters: an operation that is asked again until its answer says that something is so.
//!
//! `waiters.json` holds botocore's own: the operation, the pause, how often it is asked, and what ends the wait.
//! `tests/aws_models/regenerate.py` writes it.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use paperboat_core::aws::{OPERATIONS, aws_name, service_name};
use paperboat_core::error::CloudError;
use serde::Deserialize;
use serde_json::Value;

use crate::print::query;

#[derive(Deserialize)]
struct Table {
    services: BTreeMap<String, BTreeMap<String, Waiter>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("waiters.json")).expect("a table that the tests read")
});

/// A waiter.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiter {
    /// AWS's name of the operation that is asked, without its service.
    pub operation: String,
    /// Seconds from an answer to the next question.
    delay: u64,
    /// How often it is asked at most.
    pub max_attempts: u32,
    acceptors: Vec<Acceptor>,
}

#[derive(Debug, Deserialize)]
struct Acceptor {
    state: State,
    matcher: Matcher,
    #[serde(default)]
    argument: String,
    expected: Value,
}

/// What an answer means for a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Success,
    Failure,
    Retry,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Matcher {
    Path,
    PathAll,
    PathAny,
    Status,
    Error,
}

/// What an answer means for a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Done,
    /// It will never be so: why, in botocore's words.
    Failed(String),
    /// It is not yet so.
    Again,
}

impl Waiter {
    /// Finds a waiter by the words of the command line, such as `ec2` and `instance-running`.
    #[must_use]
    pub fn find(service: &str, name: &str) -> Option<&'static Self> {
        TABLE.services.get(service)?.get(name)
    }

    /// The names of a service's waiters.
    pub fn names(service: &str) -> impl Iterator<Item = &'static str> {
        TABLE
            .services
            .get(service)
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
    }

    /// The operation that is asked, by its name here; none when it is not modelled. `service` is the command line's word.
    #[must_use]
    pub fn asks(&self, service: &str) -> Option<&'static str> {
        let mut all = OPERATIONS.iter().copied();
        all.find(|operation| {
            let own = operation.split(':').next().map(service_name);
            own == Some(service) && aws_name(operation) == self.operation
        })
    }

    /// From an answer to the next question.
    #[must_use]
    pub fn delay(&self) -> Duration {
        Duration::from_secs(self.delay)
    }

    /// What an answer, as it is printed, or a refusal means.
    #[must_use]
    pub fn judge(&self, said: Result<&Value, &CloudError>) -> Verdict {
        let Some(acceptor) = self.acceptors.iter().find(|a| a.holds(said)) else {
            return match said {
                Ok(_) => Verdict::Again,
                Err(error) => Verdict::Failed(format!(
                    "An error occurred ({}): {}",
                    error.code, error.message
                )),
            };
        };
        match acceptor.state {
            State::Success => Verdict::Done,
            State::Retry => Verdict::Again,
            State::Failure => Verdict::Failed(format!(
                "Waiter encountered a terminal failure state: {}",
                acceptor.says()
            )),
        }
    }
}

impl Acceptor {
    fn holds(&self, said: Result<&Value, &CloudError>) -> bool {
        let found = |answer: &Value| query(&self.argument, answer).unwrap_or(Value::Null);
        match (self.matcher, said) {
            (Matcher::Error, Err(error)) => {
                self.expected == true || self.expected == error.code.as_str()
            }
            (Matcher::Error, Ok(_)) => self.expected == false,
            (Matcher::Status, Ok(_)) => self.expected == 200,
            (Matcher::Path, Ok(answer)) => found(answer) == self.expected,
            (Matcher::PathAll, Ok(answer)) => matches!(
                found(answer),
                Value::Array(items) if !items.is_empty() && items.iter().all(|i| *i == self.expected)
            ),
            (Matcher::PathAny, Ok(answer)) => {
                matches!(found(answer), Value::Array(items) if items.contains(&self.expected))
            }
            (_, Err(_)) => false,
        }
    }

    /// What it looks for, in botocore's words.
    fn says(&self) -> String {
        let (expected, argument) = (&self.expected, &self.argument);
        match self.matcher {
            Matcher::Path => {
                format!("For expression \"{argument}\" we matched expected path: \"{expected}\"")
            }
            Matcher::PathAll => {
                format!(
                    "For expression \"{argument}\" all members matched expected path: \"{expected}\""
                )
            }
            Matcher::PathAny => {
                format!(
                    "For expression \"{argument}\" we matched expected path: \"{expected}\" at least once"
                )
            }
            Matcher::Status => format!("Matched expected HTTP status code: {expected}"),
            Matcher::Error => format!("Matched expected service error code: {expected}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_waiter_asks_an_operation_that_is_modelled() {
        for (service, waiters) in &TABLE.services {
            for (name, waiter) in waiters {
                assert!(waiter.asks(service).is_some(), "{name}");
                for acceptor in &waiter.acceptors {
                    if !acceptor.argument.is_empty() {
                        jmespath::compile(&acceptor.argument).expect(name);
                    }
                }
            }
        }
    }

    #[test]
    fn an_instance_runs_when_all_are_running() {
        let waiter = Waiter::find("ec2", "instance-running").expect("a waiter");
        let answer = |states: &[&str]| {
            let instances: Vec<Value> = states
                .iter()
                .map(|s| json!({"State": {"Name": s}}))
                .collect();
            json!({"Reservations": [{"Instances": instances}]})
        };
        assert_eq!(
            waiter.judge(Ok(&answer(&["running", "pending"]))),
            Verdict::Again
        );
        assert_eq!(
            waiter.judge(Ok(&answer(&["running", "running"]))),
            Verdict::Done
        );
        assert!(
            matches!(waiter.judge(Ok(&answer(&["running", "terminated"]))), Verdict::Failed(why) if why.contains("terminated"))
        );
        assert_eq!(waiter.delay(), Duration::from_secs(15));
    }
}
