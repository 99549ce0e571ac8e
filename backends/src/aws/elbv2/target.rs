//! Targets, and how they are.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::elbv2::{
    DeregisterTargets, DescribeTargetHealth, DescribeTargetHealthOutput, RegisterTargets,
    TargetDescription, TargetHealth, TargetHealthDescription,
};

use crate::aws::convert::{all, known, list, maybe, said, text};
use crate::aws::error::{Answer, refused};

fn target(t: TargetDescription) -> sdk::TargetDescription {
    sdk::TargetDescription::builder()
        .id(t.id)
        .set_port(t.port.map(Into::into))
        .set_availability_zone(text(t.availability_zone))
        .build()
}

fn read(d: sdk::TargetHealthDescription) -> TargetHealthDescription {
    let target = d.target.map(|t| TargetDescription {
        id: t.id.unwrap_or_default(),
        port: maybe(t.port),
        availability_zone: t.availability_zone.unwrap_or_default(),
    });
    let health = d.target_health.map(|h| TargetHealth {
        state: known(h.state),
        reason: said(h.reason),
        description: h.description.unwrap_or_default(),
    });
    TargetHealthDescription {
        target: target.unwrap_or_default(),
        health_check_port: d.health_check_port.unwrap_or_default(),
        target_health: health.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn register_targets(elb: &Client, r: RegisterTargets) -> Answer<Empty> {
    elb.register_targets()
        .set_target_group_arn(text(r.target_group_arn))
        .set_targets(list(r.targets, target))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn deregister_targets(
    elb: &Client,
    r: DeregisterTargets,
) -> Answer<Empty> {
    elb.deregister_targets()
        .set_target_group_arn(text(r.target_group_arn))
        .set_targets(list(r.targets, target))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn describe_target_health(
    elb: &Client,
    r: DescribeTargetHealth,
) -> Answer<DescribeTargetHealthOutput> {
    let found = elb
        .describe_target_health()
        .set_target_group_arn(text(r.target_group_arn))
        .set_targets(list(r.targets, target))
        .send()
        .await
        .map_err(refused)?;
    Ok(DescribeTargetHealthOutput {
        target_health_descriptions: all(found.target_health_descriptions, read),
    })
}
