//! Application load balancers, as their API reference and their user guide document them.

pub(crate) mod balancer;
pub(crate) mod listener;
pub(crate) mod target_group;

use paperboat_core::aws::Elb;
use paperboat_core::aws::elbv2::*;

use crate::bench::{Bench, Stop};
use crate::ec2::{default_vpc, subnets};

/// A request for a load balancer in two default subnets. Names have at most 32 characters.
pub(crate) async fn wanted(b: &Bench<'_>) -> Result<CreateLoadBalancer, Stop> {
    let subnets = subnets(b).await?.into_iter().take(2).map(|s| s.subnet_id);
    Ok(CreateLoadBalancer {
        name: b.name("lb"),
        subnets: subnets.collect(),
        ..Default::default()
    })
}

/// Creates a load balancer, which is deleted when the case is over.
pub(crate) async fn create(
    b: &Bench<'_>,
    request: CreateLoadBalancer,
) -> Result<LoadBalancer, Stop> {
    let mut made = b.cloud.create_load_balancer(request).await?.load_balancers;
    if made.is_empty() {
        return Err(Stop("elbv2:CreateLoadBalancer shows none".into()));
    }
    let made = made.remove(0);
    b.later(DeleteLoadBalancer {
        load_balancer_arn: made.load_balancer_arn.clone(),
    });
    Ok(made)
}

/// A request for a target group of addresses.
pub(crate) async fn group(b: &Bench<'_>, what: &str) -> Result<CreateTargetGroup, Stop> {
    Ok(CreateTargetGroup {
        name: b.name(what),
        protocol: "HTTP".into(),
        port: Some(8080),
        vpc_id: default_vpc(b).await?.vpc_id,
        target_type: "ip".into(),
        ..Default::default()
    })
}

/// Creates a target group, which is deleted when the case is over.
pub(crate) async fn create_group(
    b: &Bench<'_>,
    request: CreateTargetGroup,
) -> Result<TargetGroup, Stop> {
    let mut made = b.cloud.create_target_group(request).await?.target_groups;
    if made.is_empty() {
        return Err(Stop("elbv2:CreateTargetGroup shows none".into()));
    }
    let made = made.remove(0);
    b.later(DeleteTargetGroup {
        target_group_arn: made.target_group_arn.clone(),
    });
    Ok(made)
}

pub(crate) fn forward(group: &str) -> Vec<Action> {
    vec![Action {
        r#type: "forward".into(),
        target_group_arn: group.into(),
        ..Action::default()
    }]
}

/// Creates a listener on port 80, which is deleted when the case is over.
pub(crate) async fn listen(b: &Bench<'_>, balancer: &str, group: &str) -> Result<Listener, Stop> {
    let mut made = b
        .cloud
        .create_listener(listener(balancer, group))
        .await?
        .listeners;
    if made.is_empty() {
        return Err(Stop("elbv2:CreateListener shows none".into()));
    }
    let made = made.remove(0);
    b.later(DeleteListener {
        listener_arn: made.listener_arn.clone(),
    });
    Ok(made)
}

pub(crate) fn listener(balancer: &str, group: &str) -> CreateListener {
    CreateListener {
        load_balancer_arn: balancer.into(),
        protocol: "HTTP".into(),
        port: 80,
        default_actions: forward(group),
    }
}

/// ARNs that have the right form and name nothing.
pub(crate) fn unknown(kind: &str) -> String {
    format!("arn:aws:elasticloadbalancing:us-east-1:123456789012:{kind}/0123456789abcdef")
}
