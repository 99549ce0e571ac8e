//! Which function answers which operation.

use paperboat_core::aws::{AutoScalingCall, Empty, Reply};
use paperboat_core::error::CloudError;

use super::{activity, group, refresh};
use crate::world::{CallId, Outcome, World};

/// Answers an operation of Amazon EC2 Auto Scaling.
///
/// # Errors
/// Its refusals in its own codes and words.
pub(crate) fn handle(
    w: &mut World,
    call: CallId,
    request: AutoScalingCall,
) -> Result<Outcome, CloudError> {
    answer(w, call, request).map(Outcome::from)
}

fn answer(w: &mut World, call: CallId, request: AutoScalingCall) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    Ok(match request {
        AutoScalingCall::CreateAutoScalingGroup(r) => {
            group::create(w, r, cause)?;
            Reply::CreateAutoScalingGroup(Empty {})
        }
        AutoScalingCall::UpdateAutoScalingGroup(r) => {
            group::update(w, r, cause)?;
            Reply::UpdateAutoScalingGroup(Empty {})
        }
        AutoScalingCall::DescribeAutoScalingGroups(r) => {
            Reply::DescribeAutoScalingGroups(group::describe(w, &r)?)
        }
        AutoScalingCall::SetDesiredCapacity(r) => {
            group::set_desired(w, &r, cause)?;
            Reply::SetDesiredCapacity(Empty {})
        }
        AutoScalingCall::TerminateInstanceInAutoScalingGroup(r) => {
            Reply::TerminateInstanceInAutoScalingGroup(group::terminate(w, &r, cause)?)
        }
        AutoScalingCall::DeleteAutoScalingGroup(r) => {
            group::delete(w, &r, cause)?;
            Reply::DeleteAutoScalingGroup(Empty {})
        }
        AutoScalingCall::DescribeScalingActivities(r) => {
            Reply::DescribeScalingActivities(activity::describe(w, &r)?)
        }
        AutoScalingCall::StartInstanceRefresh(r) => {
            Reply::StartInstanceRefresh(refresh::start(w, r, cause)?)
        }
        AutoScalingCall::CancelInstanceRefresh(r) => {
            Reply::CancelInstanceRefresh(refresh::cancel(w, &r, cause)?)
        }
        AutoScalingCall::RollbackInstanceRefresh(r) => {
            Reply::RollbackInstanceRefresh(refresh::roll_back(w, &r, cause)?)
        }
        AutoScalingCall::DescribeInstanceRefreshes(r) => {
            Reply::DescribeInstanceRefreshes(refresh::describe(w, &r)?)
        }
    })
}
