//! Which function answers which operation, and who is woken.

use paperboat_core::aws::{ElbCall, Empty, Reply};
use paperboat_core::error::CloudError;

use super::{balancer, due, listener, registration, rule, tag, target_group, watch};
use crate::arena::Key;
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

/// Answers an operation of Elastic Load Balancing.
///
/// # Errors
/// Its refusals in its own codes and words.
pub(crate) fn handle(w: &mut World, call: CallId, request: ElbCall) -> Result<Outcome, CloudError> {
    answer(w, call, request).map(Outcome::from)
}

fn answer(w: &mut World, call: CallId, request: ElbCall) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    Ok(match request {
        ElbCall::CreateLoadBalancer(r) => Reply::CreateLoadBalancer(balancer::create(w, r, cause)?),
        ElbCall::DescribeLoadBalancers(r) => {
            Reply::DescribeLoadBalancers(balancer::describe(w, &r)?)
        }
        ElbCall::DeleteLoadBalancer(r) => {
            balancer::delete(w, &r.load_balancer_arn, cause);
            Reply::DeleteLoadBalancer(Empty {})
        }
        ElbCall::CreateTargetGroup(r) => {
            Reply::CreateTargetGroup(target_group::create(w, r, cause)?)
        }
        ElbCall::DescribeTargetGroups(r) => {
            Reply::DescribeTargetGroups(target_group::describe(w, &r)?)
        }
        ElbCall::ModifyTargetGroup(r) => {
            Reply::ModifyTargetGroup(target_group::modify(w, &r, cause)?)
        }
        ElbCall::ModifyTargetGroupAttributes(r) => {
            Reply::ModifyTargetGroupAttributes(target_group::modify_attributes(w, &r)?)
        }
        ElbCall::DeleteTargetGroup(r) => {
            target_group::delete(w, &r.target_group_arn, cause)?;
            Reply::DeleteTargetGroup(Empty {})
        }
        ElbCall::CreateListener(r) => Reply::CreateListener(listener::create(w, &r, cause)?),
        ElbCall::DescribeListeners(r) => Reply::DescribeListeners(listener::describe(w, &r)?),
        ElbCall::DeleteListener(r) => {
            listener::delete(w, &r.listener_arn, cause)?;
            Reply::DeleteListener(Empty {})
        }
        ElbCall::CreateRule(r) => Reply::CreateRule(rule::create(w, &r, cause)?),
        ElbCall::DescribeRules(r) => Reply::DescribeRules(rule::describe(w, &r)?),
        ElbCall::DeleteRule(r) => {
            rule::delete(w, &r.rule_arn, cause)?;
            Reply::DeleteRule(Empty {})
        }
        ElbCall::RegisterTargets(r) => {
            registration::register_targets(w, &r, cause)?;
            Reply::RegisterTargets(Empty {})
        }
        ElbCall::DeregisterTargets(r) => {
            registration::deregister_targets(w, &r, cause)?;
            Reply::DeregisterTargets(Empty {})
        }
        ElbCall::DescribeTargetHealth(r) => {
            Reply::DescribeTargetHealth(registration::describe_health(w, &r)?)
        }
        ElbCall::DescribeTags(r) => Reply::DescribeTags(tag::describe(w, &r)?),
    })
}

/// Goes on with what was to happen now.
pub(crate) fn wake(w: &mut World, wake: Wake) {
    match wake.kind {
        Kind::Target => watch::wake(w, Key::from_slot(wake.slot), wake.generation),
        Kind::TargetRoute => registration::heard(w, Key::from_slot(wake.slot), wake.generation),
        _ => due::wake(w, wake.slot),
    }
}
