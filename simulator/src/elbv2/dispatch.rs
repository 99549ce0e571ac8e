//! Which function answers which operation, and who is woken.

use paperboat_core::aws::{Empty, Reply, Request};
use paperboat_core::error::CloudError;

use super::{balancer, due, listener, registration, rule, tag, target_group, watch};
use crate::arena::Key;
use crate::refusal::answering;
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

/// Answers an operation of Elastic Load Balancing.
///
/// # Errors
/// Its refusals in its own codes and words.
pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let name = request.name();
    answer(w, call, request)
        .map(Outcome::from)
        .map_err(answering(name))
}

fn answer(w: &mut World, call: CallId, request: Request) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    Ok(match request {
        Request::CreateLoadBalancer(r) => Reply::CreateLoadBalancer(balancer::create(w, r, cause)?),
        Request::DescribeLoadBalancers(r) => {
            Reply::DescribeLoadBalancers(balancer::describe(w, &r)?)
        }
        Request::DeleteLoadBalancer(r) => {
            balancer::delete(w, &r.load_balancer_arn, cause);
            Reply::DeleteLoadBalancer(Empty {})
        }
        Request::CreateTargetGroup(r) => {
            Reply::CreateTargetGroup(target_group::create(w, r, cause)?)
        }
        Request::DescribeTargetGroups(r) => {
            Reply::DescribeTargetGroups(target_group::describe(w, &r)?)
        }
        Request::ModifyTargetGroup(r) => {
            Reply::ModifyTargetGroup(target_group::modify(w, &r, cause)?)
        }
        Request::ModifyTargetGroupAttributes(r) => {
            target_group::modify_attributes(w, &r)?;
            Reply::ModifyTargetGroupAttributes(Empty {})
        }
        Request::DeleteTargetGroup(r) => {
            target_group::delete(w, &r.target_group_arn, cause)?;
            Reply::DeleteTargetGroup(Empty {})
        }
        Request::CreateListener(r) => Reply::CreateListener(listener::create(w, &r, cause)?),
        Request::DescribeListeners(r) => Reply::DescribeListeners(listener::describe(w, &r)?),
        Request::DeleteListener(r) => {
            listener::delete(w, &r.listener_arn, cause)?;
            Reply::DeleteListener(Empty {})
        }
        Request::CreateRule(r) => Reply::CreateRule(rule::create(w, &r, cause)?),
        Request::DescribeRules(r) => Reply::DescribeRules(rule::describe(w, &r)?),
        Request::DeleteRule(r) => {
            rule::delete(w, &r.rule_arn, cause)?;
            Reply::DeleteRule(Empty {})
        }
        Request::RegisterTargets(r) => {
            registration::register_targets(w, &r, cause)?;
            Reply::RegisterTargets(Empty {})
        }
        Request::DeregisterTargets(r) => {
            registration::deregister_targets(w, &r, cause)?;
            Reply::DeregisterTargets(Empty {})
        }
        Request::DescribeTargetHealth(r) => {
            Reply::DescribeTargetHealth(registration::describe_health(w, &r)?)
        }
        Request::DescribeTags(r) => Reply::DescribeTags(tag::describe(w, &r)?),
        other => return Err(CloudError::unsupported(other.name(), "not modelled")),
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
