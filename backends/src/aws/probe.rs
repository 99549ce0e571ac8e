//! Which operations an endpoint has: asked, not assumed.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::OPERATIONS;
use paperboat_core::cloud::Cloud;
use paperboat_core::error::{CloudError, ErrorKind};
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::AwsCloud;
use super::error::{Lacking, lacking};
use super::harmless::harmless;

/// The most questions that are open at one time.
const AT_ONCE: usize = 8;

/// The longest that one question may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// AWS's operations that are refused here, wherever they go: the stream of this one only AWS's own plugin speaks.
pub(super) const UNSERVED: [&str; 1] = ["ecs:ExecuteCommand"];

/// Whether an endpoint has an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Supported {
    /// It answered as a service does that knows the operation.
    Yes,
    /// It does not have it.
    Missing,
    /// It sells it, on the named plan.
    Paid(String),
    /// It could not be asked: asking would create something, or no clear answer came.
    Unknown,
}

/// What was found out about one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Support {
    /// The operation, such as `ecs:CreateService`.
    pub operation: String,
    /// What follows from the answer.
    pub state: Supported,
    /// The endpoint's own words; empty when it simply answered, or was not asked.
    pub said: String,
}

/// Asks for every operation of AWS's, some at a time.
///
/// Operations that cannot be asked without creating something follow their service: when all that was asked of it is
/// missing, so are they; otherwise they stay unknown.
pub(super) async fn probe(cloud: &AwsCloud) -> Vec<Support> {
    let operations = OPERATIONS.iter().filter(|name| !name.starts_with("host:"));
    let mut found: Vec<Support> = operations
        .map(|name| Support {
            operation: (*name).to_owned(),
            state: Supported::Unknown,
            said: String::new(),
        })
        .collect();
    if !cloud.place().is_endpoint() {
        found.iter_mut().for_each(|s| s.state = Supported::Yes);
        unserved(&mut found);
        return found;
    }
    let open = Arc::new(Semaphore::new(AT_ONCE));
    let mut questions = JoinSet::new();
    for (index, support) in found.iter().enumerate() {
        let Some(request) = harmless(&support.operation) else {
            continue;
        };
        let (cloud, open) = (cloud.clone(), Arc::clone(&open));
        questions.spawn(async move {
            let _turn = open.acquire_owned().await;
            let judged = match timeout(PATIENCE, cloud.call(request)).await {
                Ok(Ok(_)) => (Supported::Yes, String::new()),
                Ok(Err(error)) => judge(&error),
                Err(_) => (Supported::Unknown, "no answer in time".to_owned()),
            };
            (index, judged)
        });
    }
    let mut asked = vec![false; found.len()];
    while let Some(Ok((index, (state, said)))) = questions.join_next().await {
        asked[index] = true;
        found[index].state = state;
        found[index].said = said;
    }
    infer(&mut found, &asked);
    unserved(&mut found);
    found
}

/// What an endpoint says that is none: nobody is there, or something else, which may answer to removals with a page and
/// status 200. None when it is one, whatever it lacks.
#[must_use]
pub fn silence(found: &[Support]) -> Option<CloudError> {
    let says = |s: &&Support| s.said.starts_with("NotAnAwsEndpoint");
    let is_there = found.iter().filter(|s| s.state == Supported::Yes).count();
    if is_there > found.iter().filter(says).count() {
        return None;
    }
    let first = found
        .iter()
        .find(says)
        .or_else(|| found.iter().find(|s| s.said.contains(':')));
    let told = first.and_then(|s| s.said.split_once(": "));
    let (code, message) = told.unwrap_or(("RequestTimedOut", "no answer in time"));
    let kind = match code {
        "NotAnAwsEndpoint" => ErrorKind::Unsupported,
        _ => ErrorKind::Unavailable,
    };
    Some(CloudError::refused(kind, "connect", code, message))
}

fn unserved(found: &mut [Support]) {
    let refused = |s: &&mut Support| UNSERVED.contains(&s.operation.as_str());
    found.iter_mut().filter(refused).for_each(|s| {
        s.state = Supported::Missing;
        s.said = String::new();
    });
}

/// What a refusal says about whether the operation is there.
fn judge(error: &CloudError) -> (Supported, String) {
    let said = format!("{}: {}", error.code, error.message);
    let state = match error.kind {
        ErrorKind::Unsupported => match lacking(501, &error.code, &error.message) {
            Some(Lacking::Paid) => Supported::Paid(plan(&error.operation).to_owned()),
            _ => Supported::Missing,
        },
        ErrorKind::Unavailable | ErrorKind::Internal | ErrorKind::Throttled | ErrorKind::Denied => {
            Supported::Unknown
        }
        ErrorKind::NotFound
        | ErrorKind::AlreadyExists
        | ErrorKind::InUse
        | ErrorKind::InvalidInput
        | ErrorKind::LimitExceeded => Supported::Yes,
    };
    (state, said)
}

/// LocalStack's plan that includes a service (its table of plans, in force since 2026-03-23).
fn plan(operation: &str) -> &'static str {
    match operation.split_once(':').map_or(operation, |(s, _)| s) {
        "ecs" | "ecr" | "elbv2" => "Base",
        "servicediscovery" | "efs" => "Ultimate",
        _ => "paid",
    }
}

fn infer(found: &mut [Support], asked: &[bool]) {
    let service = |s: &Support| {
        let name = s.operation.split_once(':');
        name.map_or_else(String::new, |(service, _)| service.to_owned())
    };
    for index in 0..found.len() {
        if asked[index] {
            continue;
        }
        let mine = service(&found[index]);
        let mut same = found
            .iter()
            .zip(asked)
            .filter(|(s, asked)| **asked && service(s) == mine)
            .map(|(s, _)| s);
        let Some(first) = same.next() else { continue };
        let absent = |s: &Support| matches!(s.state, Supported::Missing | Supported::Paid(_));
        if absent(first) && same.all(absent) {
            let (state, said) = (first.state.clone(), first.said.clone());
            found[index].state = state;
            found[index].said = said;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn support(operation: &str, state: Supported) -> Support {
        Support {
            operation: operation.to_owned(),
            state,
            said: String::new(),
        }
    }

    #[test]
    fn what_cannot_be_asked_follows_a_service_that_is_not_there() {
        let paid = Supported::Paid("Base".to_owned());
        let mut found = [
            support("ecs:CreateCluster", Supported::Unknown),
            support("ecs:DescribeClusters", paid.clone()),
            support("ec2:CreateKeyPair", Supported::Unknown),
            support("ec2:DescribeKeyPairs", Supported::Yes),
            support("ec2:GetConsoleOutput", Supported::Missing),
        ];
        infer(&mut found, &[false, true, false, true, true]);
        assert_eq!(found[0].state, paid);
        assert_eq!(found[2].state, Supported::Unknown);
    }

    #[test]
    fn a_refusal_of_the_operation_itself_is_a_yes_and_a_silence_is_nothing() {
        let error = |kind, code: &str, message: &str| {
            judge(&CloudError::refused(kind, "ecs:ListTasks", code, message)).0
        };
        let none = error(
            ErrorKind::NotFound,
            "ClusterNotFoundException",
            "Cluster not found.",
        );
        assert_eq!(none, Supported::Yes);
        let down = error(ErrorKind::Unavailable, "ConnectionRefused", "refused");
        assert_eq!(down, Supported::Unknown);
        let sold = error(
            ErrorKind::Unsupported,
            "InternalFailure",
            "not included in your current license plan",
        );
        assert_eq!(sold, Supported::Paid("Base".to_owned()));
        let gone = error(
            ErrorKind::Unsupported,
            "InvalidAction",
            "Unknown EC2 action",
        );
        assert_eq!(gone, Supported::Missing);
    }
}
