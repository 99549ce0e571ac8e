//! Listeners and their rules.

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::elbv2::{
    Action, CreateListener, CreateRule, DeleteListener, DeleteRule, DescribeListeners,
    DescribeRules, FixedResponseActionConfig, ForwardActionConfig, Listener, Listeners, Rule,
    RuleCondition, Rules, TargetGroupTuple,
};

use crate::aws::convert::{all, int, list, maybe, number, said, some, text, word};
use crate::aws::error::{Answer, refused};

fn action(a: Action) -> sdk::Action {
    let forward = |f: ForwardActionConfig| {
        sdk::ForwardActionConfig::builder()
            .set_target_groups(list(f.target_groups, tuple))
            .build()
    };
    let fixed = |f: FixedResponseActionConfig| {
        sdk::FixedResponseActionConfig::builder()
            .set_message_body(text(f.message_body))
            .set_status_code(text(f.status_code))
            .set_content_type(text(f.content_type))
            .build()
    };
    sdk::Action::builder()
        .set_type(word(&a.r#type))
        .set_target_group_arn(text(a.target_group_arn))
        .set_forward_config(a.forward_config.map(forward))
        .set_fixed_response_config(a.fixed_response_config.map(fixed))
        .build()
}

fn tuple(t: TargetGroupTuple) -> sdk::TargetGroupTuple {
    sdk::TargetGroupTuple::builder()
        .set_target_group_arn(text(t.target_group_arn))
        .set_weight(t.weight.map(int))
        .build()
}

fn read_action(a: sdk::Action) -> Action {
    Action {
        r#type: said(a.r#type),
        target_group_arn: a.target_group_arn.unwrap_or_default(),
        forward_config: a.forward_config.map(|f| ForwardActionConfig {
            target_groups: all(f.target_groups, |t| TargetGroupTuple {
                target_group_arn: t.target_group_arn.unwrap_or_default(),
                weight: maybe(t.weight),
            }),
        }),
        fixed_response_config: a.fixed_response_config.map(|f| FixedResponseActionConfig {
            message_body: f.message_body.unwrap_or_default(),
            status_code: f.status_code.unwrap_or_default(),
            content_type: f.content_type.unwrap_or_default(),
        }),
    }
}

fn condition(c: RuleCondition) -> sdk::RuleCondition {
    sdk::RuleCondition::builder()
        .set_field(text(c.field))
        .set_values(some(c.values))
        .build()
}

/// Values stand beside the field, or in the field's own configuration: real AWS answers with both.
fn read_condition(c: sdk::RuleCondition) -> RuleCondition {
    let inner = c
        .path_pattern_config
        .and_then(|p| p.values)
        .or(c.host_header_config.and_then(|h| h.values));
    RuleCondition {
        field: c.field.unwrap_or_default(),
        values: c
            .values
            .filter(|v| !v.is_empty())
            .or(inner)
            .unwrap_or_default(),
    }
}

fn read_listener(l: sdk::Listener) -> Listener {
    Listener {
        listener_arn: l.listener_arn.unwrap_or_default(),
        load_balancer_arn: l.load_balancer_arn.unwrap_or_default(),
        port: l.port.map(number).unwrap_or_default(),
        protocol: said(l.protocol),
        default_actions: all(l.default_actions, read_action),
    }
}

fn read_rule(r: sdk::Rule) -> Rule {
    Rule {
        rule_arn: r.rule_arn.unwrap_or_default(),
        priority: r.priority.unwrap_or_default(),
        conditions: all(r.conditions, read_condition),
        actions: all(r.actions, read_action),
        is_default: r.is_default.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn create_listener(elb: &Client, r: CreateListener) -> Answer<Listeners> {
    let made = elb
        .create_listener()
        .set_load_balancer_arn(text(r.load_balancer_arn))
        .set_protocol(word(&r.protocol))
        .port(r.port.into())
        .set_default_actions(list(r.default_actions, action))
        .send()
        .await
        .map_err(refused)?;
    Ok(Listeners {
        listeners: all(made.listeners, read_listener),
        next_marker: None,
    })
}

pub(in crate::aws) async fn describe_listeners(
    elb: &Client,
    r: DescribeListeners,
) -> Answer<Listeners> {
    let pages = elb
        .describe_listeners()
        .set_load_balancer_arn(text(r.load_balancer_arn))
        .set_listener_arns(some(r.listener_arns))
        .set_marker(r.marker)
        .set_page_size(r.page_size.map(int));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(Listeners {
        listeners: found.into_iter().map(read_listener).collect(),
        next_marker: None,
    })
}

pub(in crate::aws) async fn delete_listener(elb: &Client, r: DeleteListener) -> Answer<Empty> {
    elb.delete_listener()
        .set_listener_arn(text(r.listener_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn create_rule(elb: &Client, r: CreateRule) -> Answer<Rules> {
    let made = elb
        .create_rule()
        .set_listener_arn(text(r.listener_arn))
        .priority(int(r.priority))
        .set_conditions(list(r.conditions, condition))
        .set_actions(list(r.actions, action))
        .send()
        .await
        .map_err(refused)?;
    Ok(Rules {
        rules: all(made.rules, read_rule),
    })
}

pub(in crate::aws) async fn describe_rules(elb: &Client, r: DescribeRules) -> Answer<Rules> {
    let pages = elb.describe_rules().set_listener_arn(text(r.listener_arn));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(Rules {
        rules: found.into_iter().map(read_rule).collect(),
    })
}

pub(in crate::aws) async fn delete_rule(elb: &Client, r: DeleteRule) -> Answer<Empty> {
    elb.delete_rule()
        .set_rule_arn(text(r.rule_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
