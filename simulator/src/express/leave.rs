//! `DeleteExpressGatewayService`, and what goes when the last task of a service has stopped.
//!
//! The rule, both target groups and the security group go with the service, and the load balancer with the last service on it. What
//! stays: the cluster, the log group and the task definitions (own estimate: AWS's guide names what is removed, and these are not
//! among it).

use std::time::Duration;

use paperboat_core::aws::applicationautoscaling::DeregisterScalableTarget;
use paperboat_core::aws::ecs::{
    DeleteExpressGatewayService, DeleteService, ExpressGatewayServiceOutput,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::service::{self, ServiceKey};
use super::{Due, ask, describe, gateway};
use crate::wake::Kind;
use crate::world::{CallId, World};
use crate::{ec2, elbv2};

const OP: &str = "DeleteExpressGatewayService";
/// How long after a refusal a security group is tried again: own estimate, AWS does not publish it.
const AGAIN: Duration = Duration::from_secs(30);

/// Deletes a service: its tasks drain, and what was made for it goes when they have stopped.
///
/// # Errors
/// An unknown service, one that is not ACTIVE.
pub(super) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteExpressGatewayService,
) -> Result<ExpressGatewayServiceOutput, CloudError> {
    let key = service::active(w, OP, &r.service_arn)?;
    let event = w.call_event(call);
    let service = &mut w.express.services[key];
    service.last = event;
    let (cluster, name) = (service.cluster.clone(), service.name.clone());
    // First: a target whose service has fewer tasks than its least number would give it some. Whoever took it away before is right too.
    let target = DeregisterScalableTarget {
        service_namespace: "ecs".to_owned(),
        resource_id: format!("service/{cluster}/{name}"),
        scalable_dimension: "ecs:service:DesiredCount".to_owned(),
    };
    let _ = ask(w, call, target);
    let request = DeleteService {
        cluster,
        service: name,
        force: true,
    };
    ask(w, call, request)?;
    let now = w.now;
    w.express.services[key].updated = now;
    Ok(ExpressGatewayServiceOutput {
        service: describe::service(w, key, true),
    })
}

/// Hears that a service of ECS is INACTIVE.
pub(crate) fn on_service_gone(w: &mut World, cluster: &str, name: &str, event: EventId) {
    let services = w.express.services.iter();
    let ours = services.filter(|(_, s)| !s.gone && s.cluster == cluster && s.name == name);
    let ours: Vec<ServiceKey> = ours.map(|(key, _)| key).collect();
    for key in ours {
        tidy(w, key, event);
    }
}

/// Takes away what was made for a service. What somebody else has taken away is gone already.
fn tidy(w: &mut World, key: ServiceKey, event: EventId) {
    let service = w.express.services[key].clone();
    w.express.services[key].gone = true;
    let _ = elbv2::remove_rule(w, &service.rule, event);
    for group in &service.groups {
        let _ = elbv2::remove_group(w, group, event);
    }
    elbv2::call_no_more(w, &service.host, event);
    if let Some(group) = service.own_group {
        drop_group(w, group, event);
    }
    if gateway::tenants(w, &service.balancer) > 0 {
        return;
    }
    let gateways = w.express.gateways.iter();
    let place = gateways
        .clone()
        .position(|g| g.balancer == service.balancer);
    if let Some(place) = place {
        let gateway = w.express.gateways.remove(place);
        elbv2::remove_balancer(w, &gateway.balancer, event);
        drop_group(w, gateway.group, event);
    }
}

/// Deletes a security group, as soon as nobody uses it.
pub(super) fn drop_group(w: &mut World, id: String, cause: EventId) {
    if !ec2::has_group(w, &id) || ec2::remove_group(w, &id, cause).is_ok() {
        return;
    }
    let due = w.express.due.insert(Due::DropGroup(id, cause));
    w.wake_in(AGAIN, Kind::Express, due.slot(), 0);
}
