//! The load balancer that services of Express Mode share: a listener for HTTPS, and a rule for the name of each service.
//!
//! One serves the services whose tasks are in the same subnets, up to 25 of them. It has a node in each zone of those subnets,
//! with a public address each, and goes with the last of its services. To names that nobody has it answers 404.

use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateSecurityGroup, IpPermission, Tag as Ec2Tag,
    TagSpecification,
};
use paperboat_core::aws::elbv2::{CreateLoadBalancer, Tag};
use paperboat_core::error::CloudError;

use super::ask;
use crate::elbv2;
use crate::model::Limit;
use crate::world::{CallId, World};

/// The port of the listener.
pub(super) const PORT: u16 = 443;
/// The tag by which AWS marks what it manages itself (public logs of accounts with Express Mode).
const MANAGED: &str = "AmazonECSManaged";

/// A shared load balancer.
#[derive(Clone, Debug)]
pub(super) struct Gateway {
    pub(super) balancer: String,
    pub(super) listener: String,
    /// The security group of its nodes.
    pub(super) group: String,
    subnets: Vec<String>,
}

/// Finds the load balancer for another service in these subnets, or makes one.
///
/// # Errors
/// What EC2 and Elastic Load Balancing refuse.
pub(super) fn ensure(
    w: &mut World,
    call: CallId,
    subnets: &[String],
) -> Result<Gateway, CloudError> {
    let most = w.model.limit(Limit::ExpressServicesPerLoadBalancer) as usize;
    let has_room = |g: &&Gateway| g.subnets == subnets && tenants(w, &g.balancer) < most;
    if let Some(gateway) = w.express.gateways.iter().find(has_room) {
        return Ok(gateway.clone());
    }
    let name = format!("ecs-express-gateway-alb-{}", w.ids.hex(8));
    let group = security_group(w, call, &name, "load balancer of Express Mode")?;
    let web = |port| IpPermission::from_range("tcp", port, "0.0.0.0/0");
    let open = AuthorizeSecurityGroupIngress {
        group_id: group.clone(),
        ip_permissions: vec![web(80), web(PORT)],
        ..Default::default()
    };
    ask(w, call, open)?;
    let made = ask(
        w,
        call,
        CreateLoadBalancer {
            name,
            subnets: subnets.to_vec(),
            security_groups: vec![group.clone()],
            tags: vec![Tag {
                key: MANAGED.to_owned(),
                value: "true".to_owned(),
            }],
            ..Default::default()
        },
    )?;
    let balancer = made.load_balancers[0].load_balancer_arn.clone();
    let cause = w.call_event(call);
    let listener = elbv2::listen_securely(w, &balancer, PORT, cause)?;
    let gateway = Gateway {
        balancer,
        listener,
        group,
        subnets: subnets.to_vec(),
    };
    w.express.gateways.push(gateway.clone());
    Ok(gateway)
}

/// How many services are on a load balancer.
pub(super) fn tenants(w: &World, balancer: &str) -> usize {
    let services = w.express.services.iter();
    services
        .filter(|(_, s)| !s.gone && s.balancer == balancer)
        .count()
}

/// Makes a security group that AWS manages.
pub(super) fn security_group(
    w: &mut World,
    call: CallId,
    name: &str,
    description: &str,
) -> Result<String, CloudError> {
    let made = ask(
        w,
        call,
        CreateSecurityGroup {
            group_name: name.to_owned(),
            description: description.to_owned(),
            tag_specifications: vec![TagSpecification {
                resource_type: "security-group".to_owned(),
                tags: vec![Ec2Tag::new(MANAGED, "true")],
            }],
            ..Default::default()
        },
    )?;
    Ok(made.group_id)
}
