//! Load balancers.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::elbv2::{
    AvailabilityZone, CreateLoadBalancer, DeleteLoadBalancer, DescribeLoadBalancers, LoadBalancer,
    LoadBalancerState, LoadBalancers,
};

use super::tag::tag;
use crate::aws::convert::{all, int, known, list, moment, said, some, text, word};
use crate::aws::error::{Answer, refused};

fn read(b: sdk::LoadBalancer) -> LoadBalancer {
    let state = b.state.map(|s| LoadBalancerState {
        code: known(s.code),
        reason: s.reason.unwrap_or_default(),
    });
    LoadBalancer {
        load_balancer_arn: b.load_balancer_arn.unwrap_or_default(),
        load_balancer_name: b.load_balancer_name.unwrap_or_default(),
        dns_name: b.dns_name.unwrap_or_default(),
        scheme: said(b.scheme),
        r#type: said(b.r#type),
        vpc_id: b.vpc_id.unwrap_or_default(),
        state: state.unwrap_or_default(),
        security_groups: b.security_groups.unwrap_or_default(),
        created_time: moment(b.created_time).unwrap_or_default(),
        ip_address_type: said(b.ip_address_type),
        availability_zones: all(b.availability_zones, |zone| AvailabilityZone {
            zone_name: zone.zone_name.unwrap_or_default(),
            subnet_id: zone.subnet_id.unwrap_or_default(),
        }),
    }
}

pub(in crate::aws) async fn create_load_balancer(
    elb: &Client,
    r: CreateLoadBalancer,
) -> Answer<LoadBalancers> {
    let made = elb
        .create_load_balancer()
        .set_name(text(r.name))
        .set_subnets(some(r.subnets))
        .set_security_groups(some(r.security_groups))
        .set_scheme(word(&r.scheme))
        .set_type(word(&r.r#type))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(LoadBalancers {
        load_balancers: all(made.load_balancers, read),
        next_marker: None,
    })
}

pub(in crate::aws) async fn describe_load_balancers(
    elb: &Client,
    r: DescribeLoadBalancers,
) -> Answer<LoadBalancers> {
    let pages = elb
        .describe_load_balancers()
        .set_load_balancer_arns(some(r.load_balancer_arns))
        .set_names(some(r.names))
        .set_marker(r.marker)
        .set_page_size(r.page_size.map(int));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(LoadBalancers {
        load_balancers: found.into_iter().map(read).collect(),
        next_marker: None,
    })
}

pub(in crate::aws) async fn delete_load_balancer(
    elb: &Client,
    r: DeleteLoadBalancer,
) -> Answer<Empty> {
    elb.delete_load_balancer()
        .set_load_balancer_arn(text(r.load_balancer_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
