//! Express Mode of ECS: one request makes a service with all that it stands on.
//!
//! What is made is in the rooms of its own kind, where it can be looked at and changed: a task definition with the one container
//! `Main`, a service on Fargate whose deployments are canaries, two target groups with a rule, a load balancer that up to 25
//! services share ([`gateway`]), security groups, a log group, a scalable target with a policy. This room keeps what belongs
//! together ([`service`]), watches a new version while it gets requests ([`watch`]) and takes things away when a service is gone
//! ([`leave`]).
//!
//! Of ACM nothing is modelled: a certificate for the name of the service is taken to be there, and no handshake takes time.
//! Refused by name: a task definition of one's own, an infrastructure role that does not allow what has to be made.

mod change;
mod configuration;
mod create;
mod describe;
mod gateway;
mod leave;
mod service;
mod watch;

#[cfg(test)]
mod tests;

use paperboat_core::aws::{ExpressCall, Reply, Request};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use crate::arena::{Arena, Key};
use crate::wake::Wake;
use crate::world::{CallId, Outcome, World};
use crate::{applicationautoscaling, ec2, ecs, elbv2};

use gateway::Gateway;
use service::{Service, ServiceKey};

pub(crate) use leave::on_service_gone;

/// The account's services of Express Mode, and the load balancers that they share.
#[derive(Clone, Debug, Default)]
pub struct Express {
    services: Arena<Service>,
    gateways: Vec<Gateway>,
    due: Arena<Due>,
}

/// Something that is done later. Each one checks when its time comes whether it still applies.
#[derive(Clone, Debug)]
enum Due {
    /// A minute is over in which a new version had requests.
    Watch(ServiceKey, u16),
    /// A security group may be used no more; why it goes.
    DropGroup(String, EventId),
}

/// Answers an operation of Express Mode.
///
/// # Errors
/// Its refusals in ECS's own codes; those of what has to be made for a service.
pub(crate) fn handle(
    w: &mut World,
    call: CallId,
    request: ExpressCall,
) -> Result<Outcome, CloudError> {
    let reply = match request {
        ExpressCall::CreateExpressGatewayService(r) => {
            Reply::CreateExpressGatewayService(create::create(w, call, r)?)
        }
        ExpressCall::DescribeExpressGatewayService(r) => {
            Reply::DescribeExpressGatewayService(describe::describe(w, &r)?)
        }
        ExpressCall::UpdateExpressGatewayService(r) => {
            Reply::UpdateExpressGatewayService(change::update(w, call, r)?)
        }
        ExpressCall::DeleteExpressGatewayService(r) => {
            Reply::DeleteExpressGatewayService(leave::delete(w, call, &r)?)
        }
    };
    Ok(Outcome::Done(reply))
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    match w.express.due.remove(Key::from_slot(wake.slot)) {
        Some(Due::Watch(key, generation)) => watch::look(w, key, generation),
        Some(Due::DropGroup(id, cause)) => leave::drop_group(w, id, cause),
        None => {}
    }
}

/// Asks another room for what belongs to a service, in the name of the request that is answered.
fn ask<O: paperboat_core::aws::Operation>(
    w: &mut World,
    call: CallId,
    request: O,
) -> Result<O::Output, CloudError> {
    let outcome = match request.into() {
        Request::Ec2(r) => ec2::handle(w, call, r),
        Request::Ecs(r) => ecs::handle(w, call, r),
        Request::Elb(r) => elbv2::handle(w, call, r),
        Request::ApplicationAutoScaling(r) => applicationautoscaling::handle(w, call, r),
        other => unreachable!("{} is no part of Express Mode", other.name()),
    };
    match outcome.map_err(crate::refusal::answering(O::NAME))? {
        Outcome::Done(reply) => Ok(O::output(reply).expect("a reply of the operation")),
        Outcome::Later => unreachable!("{} is answered at once", O::NAME),
    }
}
