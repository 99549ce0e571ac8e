//! Which function answers which operation.

use paperboat_core::aws::{ApplicationAutoScalingCall, Empty, Reply};
use paperboat_core::error::CloudError;

use super::{activity, policy, target};
use crate::world::{CallId, Outcome, World};

/// Answers an operation of Application Auto Scaling.
///
/// # Errors
/// Its refusals in its own codes.
pub(crate) fn handle(
    w: &mut World,
    call: CallId,
    request: ApplicationAutoScalingCall,
) -> Result<Outcome, CloudError> {
    answer(w, call, request).map(Outcome::from)
}

fn answer(
    w: &mut World,
    call: CallId,
    request: ApplicationAutoScalingCall,
) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    Ok(match request {
        ApplicationAutoScalingCall::RegisterScalableTarget(r) => {
            Reply::RegisterScalableTarget(target::register(w, &r, cause)?)
        }
        ApplicationAutoScalingCall::DeregisterScalableTarget(r) => {
            target::deregister(w, &r, cause)?;
            Reply::DeregisterScalableTarget(Empty {})
        }
        ApplicationAutoScalingCall::DescribeScalableTargets(r) => {
            Reply::DescribeScalableTargets(target::describe(w, &r)?)
        }
        ApplicationAutoScalingCall::PutScalingPolicy(r) => {
            Reply::PutScalingPolicy(policy::put(w, r, cause)?)
        }
        ApplicationAutoScalingCall::DeleteScalingPolicy(r) => {
            policy::delete(w, &r, cause)?;
            Reply::DeleteScalingPolicy(Empty {})
        }
        ApplicationAutoScalingCall::DescribeScalingPolicies(r) => {
            Reply::DescribeScalingPolicies(policy::describe(w, &r)?)
        }
        ApplicationAutoScalingCall::DescribeApplicationScalingActivities(r) => {
            Reply::DescribeApplicationScalingActivities(activity::describe(w, &r)?)
        }
    })
}
