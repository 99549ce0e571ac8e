//! Listeners and their rules.

use paperboat_core::aws::Elb;
use paperboat_core::aws::elbv2::*;

use super::{create, create_group, forward, group, listen, listener, unknown, wanted};
use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "elbv2/listener":
    it_is_made_shown_and_deleted [CreateListener, DescribeListeners, DeleteListener, CreateLoadBalancer, CreateTargetGroup]
    a_port_is_taken_once [CreateListener, CreateLoadBalancer, CreateTargetGroup]
    it_goes_with_its_load_balancer [CreateListener, DescribeListeners, CreateLoadBalancer, CreateTargetGroup, DeleteLoadBalancer]
    what_is_unknown_is_refused [CreateListener, DescribeListeners, DeleteListener, CreateLoadBalancer, CreateTargetGroup]
    rules_are_shown_by_priority [CreateListener, CreateRule, DescribeRules, DeleteRule, CreateLoadBalancer, CreateTargetGroup]
    requests_are_split_by_weight [CreateListener, CreateRule, DescribeRules, CreateLoadBalancer, CreateTargetGroup]
    a_fixed_response_needs_no_target_group [CreateListener, DescribeListeners, DeleteListener, CreateLoadBalancer]
    a_priority_is_taken_once [CreateListener, CreateRule, CreateLoadBalancer, CreateTargetGroup]
    an_unknown_rule_is_refused [CreateRule, DescribeRules, DeleteRule]
}

/// A load balancer and a group.
async fn both(b: &Bench<'_>) -> Result<(String, String), Stop> {
    let balancer = create(b, wanted(b).await?).await?.load_balancer_arn;
    let group = create_group(b, group(b, "app").await?)
        .await?
        .target_group_arn;
    Ok((balancer, group))
}

fn of(balancer: &str) -> DescribeListeners {
    DescribeListeners {
        load_balancer_arn: balancer.into(),
        ..Default::default()
    }
}

async fn it_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let (balancer, group) = both(b).await?;
    let made = listen(b, &balancer, &group).await?;
    b.begins(
        "ListenerArn",
        &made.listener_arn,
        "arn:aws:elasticloadbalancing:",
    );
    b.check(
        "LoadBalancerArn is the one given",
        made.load_balancer_arn == balancer,
        "another",
    );
    b.same("Port", made.port, 80);
    b.same("Protocol", made.protocol.as_str(), "HTTP");
    let sends = made
        .default_actions
        .iter()
        .all(|a| a.r#type == "forward" && a.target_group_arn == group);
    b.check(
        "DefaultActions forwards to the group given",
        sends,
        "otherwise",
    );
    let shown = b.cloud.describe_listeners(of(&balancer)).await?.listeners;
    let same = shown.len() == 1 && shown[0].listener_arn == made.listener_arn;
    b.check("it is found by its load balancer", same, shown.len());
    let listener_arn = made.listener_arn;
    b.cloud
        .delete_listener(DeleteListener { listener_arn })
        .await?;
    let left = b.cloud.describe_listeners(of(&balancer)).await?.listeners;
    b.same("how many listeners are left", left.len(), 0);
    Ok(())
}

async fn a_port_is_taken_once(b: &Bench<'_>) -> Checked {
    let (balancer, group) = both(b).await?;
    listen(b, &balancer, &group).await?;
    let again = listener(&balancer, &group);
    b.refused("a taken port", again, "DuplicateListener").await;
    Ok(())
}

async fn it_goes_with_its_load_balancer(b: &Bench<'_>) -> Checked {
    let (balancer, group) = both(b).await?;
    let made = listen(b, &balancer, &group).await?;
    let load_balancer_arn = balancer.clone();
    b.cloud
        .delete_load_balancer(DeleteLoadBalancer { load_balancer_arn })
        .await?;
    let by_arn = DescribeListeners {
        listener_arns: vec![made.listener_arn],
        ..Default::default()
    };
    b.refused(
        "a listener of a deleted load balancer",
        by_arn,
        "ListenerNotFound",
    )
    .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let (balancer, group) = both(b).await?;
    let nowhere = unknown("loadbalancer/app/web");
    b.refused(
        "an unknown load balancer",
        listener(&nowhere, &group),
        "LoadBalancerNotFound",
    )
    .await;
    b.refused(
        "an unknown load balancer",
        of(&nowhere),
        "LoadBalancerNotFound",
    )
    .await;
    let to_nothing = listener(&balancer, &unknown("targetgroup/web"));
    b.refused("an unknown target group", to_nothing, "TargetGroupNotFound")
        .await;
    let listener_arn = unknown("listener/app/web/0123456789abcdef");
    b.refused(
        "an unknown listener",
        DeleteListener { listener_arn },
        "ListenerNotFound",
    )
    .await;
    Ok(())
}

fn rule(listener: &str, priority: u32, pattern: &str, group: &str) -> CreateRule {
    CreateRule {
        listener_arn: listener.into(),
        priority,
        conditions: vec![RuleCondition {
            field: "path-pattern".into(),
            values: vec![pattern.into()],
        }],
        actions: forward(group),
    }
}

async fn priorities(b: &Bench<'_>, listener: &str) -> Result<String, Stop> {
    let listener_arn = listener.to_owned();
    let rules = b
        .cloud
        .describe_rules(DescribeRules { listener_arn })
        .await?
        .rules;
    let words: Vec<_> = rules.iter().map(|r| r.priority.as_str()).collect();
    Ok(words.join(", "))
}

async fn rules_are_shown_by_priority(b: &Bench<'_>) -> Checked {
    let (balancer, group) = both(b).await?;
    let listener = listen(b, &balancer, &group).await?.listener_arn;
    b.same(
        "the priorities at first",
        priorities(b, &listener).await?.as_str(),
        "default",
    );
    let mut made = Vec::new();
    for (priority, pattern) in [(20, "/api/*"), (10, "/api/v2/*")] {
        let reply = b
            .cloud
            .create_rule(rule(&listener, priority, pattern, &group))
            .await?;
        made.extend(reply.rules);
    }
    b.same(
        "the priorities of two rules",
        priorities(b, &listener).await?.as_str(),
        "10, 20, default",
    );
    for r in &made {
        let values = r.conditions.iter().flat_map(|c| &c.values).count();
        b.same("how many patterns a rule has", values, 1);
        b.same("IsDefault", r.is_default, false);
    }
    if let Some(first) = made.into_iter().next() {
        let rule_arn = first.rule_arn;
        b.cloud.delete_rule(DeleteRule { rule_arn }).await?;
    }
    b.same(
        "the priorities after one was deleted",
        priorities(b, &listener).await?.as_str(),
        "10, default",
    );
    Ok(())
}

async fn requests_are_split_by_weight(b: &Bench<'_>) -> Checked {
    let (balancer, old) = both(b).await?;
    let listener = listen(b, &balancer, &old).await?.listener_arn;
    let new = create_group(b, group(b, "new").await?).await?;
    let tuple = |arn: &str, weight| TargetGroupTuple {
        target_group_arn: arn.into(),
        weight: Some(weight),
    };
    let given = ForwardActionConfig {
        target_groups: vec![tuple(&old, 95), tuple(&new.target_group_arn, 5)],
    };
    let request = CreateRule {
        actions: vec![Action {
            r#type: "forward".into(),
            forward_config: Some(given.clone()),
            ..Default::default()
        }],
        ..rule(&listener, 10, "/a/*", &old)
    };
    b.cloud.create_rule(request.clone()).await?;
    let listener_arn = listener.clone();
    let shown = b.cloud.describe_rules(DescribeRules { listener_arn });
    let shown = shown.await?.rules;
    let action = shown.iter().find(|r| r.priority == "10");
    let action = action.and_then(|r| r.actions.first());
    let same = action.is_some_and(|a| a.forward_config.as_ref() == Some(&given));
    b.check("ForwardConfig is the one given", same, "another");
    let none = action.is_some_and(|a| a.target_group_arn.is_empty());
    b.check("no TargetGroupArn for two groups", none, "one");
    let mut twice = request;
    twice.priority = 20;
    twice.actions[0].target_group_arn = old;
    b.refused("a group beside two others", twice, "ValidationError")
        .await;
    Ok(())
}

async fn a_fixed_response_needs_no_target_group(b: &Bench<'_>) -> Checked {
    let balancer = create(b, wanted(b).await?).await?.load_balancer_arn;
    let fixed = |code: &str| CreateListener {
        load_balancer_arn: balancer.clone(),
        protocol: "HTTP".into(),
        port: 80,
        default_actions: vec![Action {
            r#type: "fixed-response".into(),
            fixed_response_config: Some(FixedResponseActionConfig {
                status_code: code.into(),
                message_body: "not here".into(),
                content_type: "text/plain".into(),
            }),
            ..Default::default()
        }],
    };
    b.refused("a fixed redirect", fixed("302"), "ValidationError")
        .await;
    let made = b.cloud.create_listener(fixed("404")).await?.listeners;
    for listener in &made {
        let listener_arn = listener.listener_arn.clone();
        b.later(DeleteListener { listener_arn });
    }
    let shown = b.cloud.describe_listeners(of(&balancer)).await?.listeners;
    let config = shown.first().and_then(|l| l.default_actions.first());
    let config = config.and_then(|a| a.fixed_response_config.clone());
    let config = config.unwrap_or_default();
    b.same("StatusCode", config.status_code.as_str(), "404");
    b.same("MessageBody", config.message_body.as_str(), "not here");
    Ok(())
}

async fn a_priority_is_taken_once(b: &Bench<'_>) -> Checked {
    let (balancer, group) = both(b).await?;
    let listener = listen(b, &balancer, &group).await?.listener_arn;
    b.cloud
        .create_rule(rule(&listener, 10, "/a/*", &group))
        .await?;
    let again = rule(&listener, 10, "/b/*", &group);
    b.refused("a taken priority", again, "PriorityInUse").await;
    Ok(())
}

async fn an_unknown_rule_is_refused(b: &Bench<'_>) -> Checked {
    let listener_arn = unknown("listener/app/web/0123456789abcdef");
    let made = rule(&listener_arn, 10, "/a/*", &unknown("targetgroup/web"));
    b.refused("a rule for an unknown listener", made, "ListenerNotFound")
        .await;
    b.refused(
        "the rules of an unknown listener",
        DescribeRules { listener_arn },
        "ListenerNotFound",
    )
    .await;
    let rule_arn = unknown("listener-rule/app/web/0123456789abcdef/0123456789abcdef");
    b.refused("an unknown rule", DeleteRule { rule_arn }, "RuleNotFound")
        .await;
    Ok(())
}
