//! Target groups.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::elbv2::{
    CreateTargetGroup, DeleteTargetGroup, DescribeTargetGroups, Matcher, ModifyTargetGroup,
    ModifyTargetGroupAttributes, ModifyTargetGroupAttributesOutput, TargetGroup,
    TargetGroupAttribute, TargetGroups,
};

use super::tag::tag;
use crate::aws::convert::{all, int, list, number, said, some, text, word};
use crate::aws::error::{Answer, refused};

fn matcher(m: Matcher) -> sdk::Matcher {
    sdk::Matcher::builder()
        .set_http_code(text(m.http_code))
        .build()
}

fn read(g: sdk::TargetGroup) -> TargetGroup {
    let count = |n: Option<i32>| n.map(number).unwrap_or_default();
    let matcher = g.matcher.map(|m| Matcher {
        http_code: m.http_code.unwrap_or_default(),
    });
    TargetGroup {
        target_group_arn: g.target_group_arn.unwrap_or_default(),
        target_group_name: g.target_group_name.unwrap_or_default(),
        protocol: said(g.protocol),
        port: g.port.map(number).unwrap_or_default(),
        vpc_id: g.vpc_id.unwrap_or_default(),
        target_type: said(g.target_type),
        protocol_version: g.protocol_version.unwrap_or_default(),
        ip_address_type: said(g.ip_address_type),
        health_check_enabled: g.health_check_enabled.unwrap_or_default(),
        health_check_protocol: said(g.health_check_protocol),
        health_check_path: g.health_check_path.unwrap_or_default(),
        health_check_port: g.health_check_port.unwrap_or_default(),
        health_check_interval_seconds: count(g.health_check_interval_seconds),
        health_check_timeout_seconds: count(g.health_check_timeout_seconds),
        healthy_threshold_count: count(g.healthy_threshold_count),
        unhealthy_threshold_count: count(g.unhealthy_threshold_count),
        matcher: matcher.unwrap_or_default(),
        load_balancer_arns: g.load_balancer_arns.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn create_target_group(
    elb: &Client,
    r: CreateTargetGroup,
) -> Answer<TargetGroups> {
    let made = elb
        .create_target_group()
        .set_name(text(r.name))
        .set_protocol(word(&r.protocol))
        .set_port(r.port.map(Into::into))
        .set_vpc_id(text(r.vpc_id))
        .set_target_type(word(&r.target_type))
        .set_health_check_protocol(word(&r.health_check_protocol))
        .set_health_check_path(text(r.health_check_path))
        .set_health_check_port(text(r.health_check_port))
        .set_health_check_interval_seconds(r.health_check_interval_seconds.map(int))
        .set_health_check_timeout_seconds(r.health_check_timeout_seconds.map(int))
        .set_healthy_threshold_count(r.healthy_threshold_count.map(int))
        .set_unhealthy_threshold_count(r.unhealthy_threshold_count.map(int))
        .set_matcher(r.matcher.map(matcher))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(TargetGroups {
        target_groups: all(made.target_groups, read),
        next_marker: None,
    })
}

pub(in crate::aws) async fn describe_target_groups(
    elb: &Client,
    r: DescribeTargetGroups,
) -> Answer<TargetGroups> {
    let pages = elb
        .describe_target_groups()
        .set_target_group_arns(some(r.target_group_arns))
        .set_names(some(r.names))
        .set_marker(r.marker)
        .set_page_size(r.page_size.map(int))
        .set_load_balancer_arn(text(r.load_balancer_arn));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(TargetGroups {
        target_groups: found.into_iter().map(read).collect(),
        next_marker: None,
    })
}

pub(in crate::aws) async fn modify_target_group(
    elb: &Client,
    r: ModifyTargetGroup,
) -> Answer<TargetGroups> {
    let changed = elb
        .modify_target_group()
        .set_target_group_arn(text(r.target_group_arn))
        .set_health_check_path(text(r.health_check_path))
        .set_health_check_interval_seconds(r.health_check_interval_seconds.map(int))
        .set_health_check_timeout_seconds(r.health_check_timeout_seconds.map(int))
        .set_healthy_threshold_count(r.healthy_threshold_count.map(int))
        .set_unhealthy_threshold_count(r.unhealthy_threshold_count.map(int))
        .set_matcher(r.matcher.map(matcher))
        .send()
        .await
        .map_err(refused)?;
    Ok(TargetGroups {
        target_groups: all(changed.target_groups, read),
        next_marker: None,
    })
}

pub(in crate::aws) async fn modify_target_group_attributes(
    elb: &Client,
    r: ModifyTargetGroupAttributes,
) -> Answer<ModifyTargetGroupAttributesOutput> {
    let attribute = |a: TargetGroupAttribute| {
        sdk::TargetGroupAttribute::builder()
            .key(a.key)
            .value(a.value)
            .build()
    };
    let now = elb
        .modify_target_group_attributes()
        .set_target_group_arn(text(r.target_group_arn))
        .set_attributes(list(r.attributes, attribute))
        .send()
        .await
        .map_err(refused)?;
    Ok(ModifyTargetGroupAttributesOutput {
        attributes: all(now.attributes, |a| TargetGroupAttribute {
            key: a.key.unwrap_or_default(),
            value: a.value.unwrap_or_default(),
        }),
    })
}

pub(in crate::aws) async fn delete_target_group(
    elb: &Client,
    r: DeleteTargetGroup,
) -> Answer<Empty> {
    elb.delete_target_group()
        .set_target_group_arn(text(r.target_group_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
