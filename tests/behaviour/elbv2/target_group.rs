//! Target groups, their health checks and their targets.

use paperboat_core::aws::Elb;
use paperboat_core::aws::elbv2::*;

use super::{create, create_group, group, listen, unknown, wanted};
use crate::bench::{Bench, Stop, is};
use crate::case::{Checked, cases};

cases! { "elbv2/target_group":
    it_is_made_shown_and_deleted [CreateTargetGroup, DescribeTargetGroups, DeleteTargetGroup]
    defaults_are_shown [CreateTargetGroup]
    its_health_check_can_be_changed [CreateTargetGroup, ModifyTargetGroup, DescribeTargetGroups]
    the_same_again_gives_the_same [CreateTargetGroup]
    its_name_is_taken_once [CreateTargetGroup]
    its_health_check_has_limits [CreateTargetGroup]
    its_attributes_have_limits [CreateTargetGroup, ModifyTargetGroupAttributes]
    a_target_is_unused_without_a_listener [CreateTargetGroup, RegisterTargets, DescribeTargetHealth]
    nobody_who_answers_is_unhealthy [CreateTargetGroup, RegisterTargets, DescribeTargetHealth, CreateLoadBalancer, CreateListener]
    a_target_drains_and_is_gone [CreateTargetGroup, RegisterTargets, DeregisterTargets, DescribeTargetHealth, CreateLoadBalancer, CreateListener, ModifyTargetGroupAttributes]
    a_target_has_an_address_of_the_vpc [CreateTargetGroup, RegisterTargets]
    one_in_use_stays [CreateTargetGroup, DeleteTargetGroup, CreateLoadBalancer, CreateListener]
    what_is_unknown_is_refused [DescribeTargetGroups, RegisterTargets, DescribeTargetHealth]
}

fn by_name(b: &Bench<'_>) -> DescribeTargetGroups {
    DescribeTargetGroups {
        names: vec![b.name("app")],
        ..Default::default()
    }
}

async fn made(b: &Bench<'_>) -> Result<TargetGroup, Stop> {
    create_group(b, group(b, "app").await?).await
}

async fn it_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let made = made(b).await?;
    b.begins(
        "TargetGroupArn",
        &made.target_group_arn,
        "arn:aws:elasticloadbalancing:",
    );
    b.check(
        "TargetGroupName is the one given",
        made.target_group_name == b.name("app"),
        "another",
    );
    b.same("Port", made.port, 8080);
    b.same("Protocol", made.protocol.as_str(), "HTTP");
    b.same("TargetType", made.target_type.as_str(), "ip");
    let shown = b
        .cloud
        .describe_target_groups(by_name(b))
        .await?
        .target_groups;
    let same = shown.len() == 1 && shown[0].target_group_arn == made.target_group_arn;
    b.check("it is found by its name", same, shown.len());
    let target_group_arn = made.target_group_arn;
    b.cloud
        .delete_target_group(DeleteTargetGroup { target_group_arn })
        .await?;
    b.refused("a deleted name", by_name(b), "TargetGroupNotFound")
        .await;
    Ok(())
}

async fn defaults_are_shown(b: &Bench<'_>) -> Checked {
    let g = made(b).await?;
    b.same(
        "HealthCheckIntervalSeconds",
        g.health_check_interval_seconds,
        30,
    );
    b.same(
        "HealthCheckTimeoutSeconds",
        g.health_check_timeout_seconds,
        5,
    );
    b.same("HealthyThresholdCount", g.healthy_threshold_count, 5);
    b.same("UnhealthyThresholdCount", g.unhealthy_threshold_count, 2);
    b.same("HealthCheckPath", g.health_check_path.as_str(), "/");
    b.same(
        "HealthCheckPort",
        g.health_check_port.as_str(),
        "traffic-port",
    );
    b.same("Matcher.HttpCode", g.matcher.http_code.as_str(), "200");
    Ok(())
}

async fn its_health_check_can_be_changed(b: &Bench<'_>) -> Checked {
    let request = ModifyTargetGroup {
        target_group_arn: made(b).await?.target_group_arn,
        health_check_path: "/health".into(),
        health_check_interval_seconds: Some(10),
        unhealthy_threshold_count: Some(3),
        ..Default::default()
    };
    b.cloud.modify_target_group(request).await?;
    let shown = b
        .cloud
        .describe_target_groups(by_name(b))
        .await?
        .target_groups;
    for g in shown {
        b.same("HealthCheckPath", g.health_check_path.as_str(), "/health");
        b.same(
            "HealthCheckIntervalSeconds",
            g.health_check_interval_seconds,
            10,
        );
        b.same("UnhealthyThresholdCount", g.unhealthy_threshold_count, 3);
        b.same("HealthyThresholdCount", g.healthy_threshold_count, 5);
    }
    Ok(())
}

async fn the_same_again_gives_the_same(b: &Bench<'_>) -> Checked {
    let request = group(b, "app").await?;
    let first = create_group(b, request.clone()).await?;
    let again = create_group(b, request).await?;
    b.check(
        "TargetGroupArn stays",
        first.target_group_arn == again.target_group_arn,
        "another",
    );
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let other = CreateTargetGroup {
        port: Some(9090),
        ..group(b, "app").await?
    };
    b.refused(
        "a taken name with another port",
        other,
        "DuplicateTargetGroupName",
    )
    .await;
    Ok(())
}

async fn wrong(
    b: &Bench<'_>,
    what: &str,
    change: impl FnOnce(&mut CreateTargetGroup) + Send,
) -> Checked {
    let mut request = group(b, "bad").await?;
    change(&mut request);
    let accepted = b.refused(what, request, "ValidationError").await;
    for g in accepted.into_iter().flat_map(|r| r.target_groups) {
        let target_group_arn = g.target_group_arn;
        b.cloud
            .delete_target_group(DeleteTargetGroup { target_group_arn })
            .await?;
    }
    Ok(())
}

async fn its_health_check_has_limits(b: &Bench<'_>) -> Checked {
    wrong(b, "no port", |r| r.port = None).await?;
    wrong(b, "an interval of 4 s", |r| {
        r.health_check_interval_seconds = Some(4);
        r.health_check_timeout_seconds = Some(2);
    })
    .await?;
    wrong(b, "a timeout as long as the interval", |r| {
        r.health_check_interval_seconds = Some(10);
        r.health_check_timeout_seconds = Some(10);
    })
    .await?;
    wrong(b, "a healthy threshold of 11", |r| {
        r.healthy_threshold_count = Some(11)
    })
    .await?;
    wrong(b, "a path without a slash", |r| {
        r.health_check_path = "health".into()
    })
    .await?;
    wrong(b, "codes up to 600", |r| {
        let http_code = "200-600".to_owned();
        r.matcher = Some(Matcher { http_code });
    })
    .await
}

async fn its_attributes_have_limits(b: &Bench<'_>) -> Checked {
    let arn = made(b).await?.target_group_arn;
    let set = |key: &str, value: &str| ModifyTargetGroupAttributes {
        target_group_arn: arn.clone(),
        attributes: vec![TargetGroupAttribute {
            key: key.into(),
            value: value.into(),
        }],
    };
    const DELAY: &str = "deregistration_delay.timeout_seconds";
    b.cloud
        .modify_target_group_attributes(set(DELAY, "10"))
        .await?;
    b.refused("a delay of 4000 s", set(DELAY, "4000"), "ValidationError")
        .await;
    b.refused(
        "an unknown attribute",
        set("colour", "red"),
        "ValidationError",
    )
    .await;
    Ok(())
}

/// An address in the first of the subnets in which the load balancers of the suite stand; nobody answers there.
async fn target(b: &Bench<'_>) -> Result<Vec<TargetDescription>, Stop> {
    let subnet = crate::ec2::subnets(b).await?.remove(0);
    let network = subnet.cidr_block.split('/').next().unwrap_or_default();
    let (head, _) = network.rsplit_once('.').unwrap_or(("172.31.0", ""));
    Ok(vec![TargetDescription {
        id: format!("{head}.250"),
        ..Default::default()
    }])
}

async fn health(b: &Bench<'_>, arn: &str) -> Result<String, Stop> {
    let request = DescribeTargetHealth {
        target_group_arn: arn.into(),
        ..Default::default()
    };
    Ok(words(&b.cloud.describe_target_health(request).await?))
}

fn words(reply: &DescribeTargetHealthOutput) -> String {
    let all = reply.target_health_descriptions.iter();
    let words: Vec<_> = all
        .map(|d| format!("{} {}", d.target_health.state, d.target_health.reason))
        .collect();
    words.join(", ")
}

/// A load balancer whose listener sends to a new group; the group's ARN.
async fn behind_a_listener(b: &Bench<'_>) -> Result<String, Stop> {
    let balancer = create(b, wanted(b).await?).await?.load_balancer_arn;
    let arn = made(b).await?.target_group_arn;
    listen(b, &balancer, &arn).await?;
    Ok(arn)
}

async fn a_target_is_unused_without_a_listener(b: &Bench<'_>) -> Checked {
    let arn = made(b).await?.target_group_arn;
    let register = RegisterTargets {
        target_group_arn: arn.clone(),
        targets: target(b).await?,
    };
    b.cloud.register_targets(register).await?;
    b.same(
        "the state and its reason",
        health(b, &arn).await?.as_str(),
        "unused Target.NotInUse",
    );
    Ok(())
}

async fn nobody_who_answers_is_unhealthy(b: &Bench<'_>) -> Checked {
    let arn = behind_a_listener(b).await?;
    let register = RegisterTargets {
        target_group_arn: arn.clone(),
        targets: target(b).await?,
    };
    b.cloud.register_targets(register).await?;
    b.same(
        "the state right after the registration",
        health(b, &arn).await?.as_str(),
        "initial Elb.RegistrationInProgress",
    );
    let look = DescribeTargetHealth {
        target_group_arn: arn,
        ..Default::default()
    };
    let unhealthy = |r: &DescribeTargetHealthOutput| is(words(r), "unhealthy Target.Timeout");
    b.until("the target is unhealthy", look, unhealthy).await?;
    Ok(())
}

async fn a_target_drains_and_is_gone(b: &Bench<'_>) -> Checked {
    let arn = behind_a_listener(b).await?;
    let delay = ModifyTargetGroupAttributes {
        target_group_arn: arn.clone(),
        attributes: vec![TargetGroupAttribute {
            key: "deregistration_delay.timeout_seconds".into(),
            value: "60".into(),
        }],
    };
    b.cloud.modify_target_group_attributes(delay).await?;
    let targets = target(b).await?;
    let register = RegisterTargets {
        target_group_arn: arn.clone(),
        targets: targets.clone(),
    };
    b.cloud.register_targets(register).await?;
    let leave = DeregisterTargets {
        target_group_arn: arn.clone(),
        targets,
    };
    b.cloud.deregister_targets(leave).await?;
    b.same(
        "the state right after",
        health(b, &arn).await?.as_str(),
        "draining Target.DeregistrationInProgress",
    );
    let look = DescribeTargetHealth {
        target_group_arn: arn,
        ..Default::default()
    };
    b.until("the target is gone", look, |r| is(words(r), ""))
        .await?;
    Ok(())
}

async fn a_target_has_an_address_of_the_vpc(b: &Bench<'_>) -> Checked {
    let arn = made(b).await?.target_group_arn;
    for (what, id, code) in [
        ("an address of nowhere", "8.8.8.8", "InvalidTarget"),
        ("a name in place of an address", "web", "ValidationError"),
    ] {
        let register = RegisterTargets {
            target_group_arn: arn.clone(),
            targets: vec![TargetDescription {
                id: id.into(),
                ..Default::default()
            }],
        };
        b.refused(what, register, code).await;
    }
    Ok(())
}

async fn one_in_use_stays(b: &Bench<'_>) -> Checked {
    let target_group_arn = behind_a_listener(b).await?;
    let delete = DeleteTargetGroup { target_group_arn };
    b.refused("a group that a listener uses", delete, "ResourceInUse")
        .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "TargetGroupNotFound";
    b.refused("an unknown name", by_name(b), CODE).await;
    let arn = unknown("targetgroup/web");
    let by_arn = DescribeTargetGroups {
        target_group_arns: vec![arn.clone()],
        ..Default::default()
    };
    b.refused("an unknown ARN", by_arn, CODE).await;
    let register = RegisterTargets {
        target_group_arn: arn.clone(),
        targets: target(b).await?,
    };
    b.refused("an unknown ARN", register, CODE).await;
    let look = DescribeTargetHealth {
        target_group_arn: arn,
        ..Default::default()
    };
    b.refused("an unknown ARN", look, CODE).await;
    let vpc = CreateTargetGroup {
        vpc_id: "vpc-0123456789abcdef0".into(),
        ..group(b, "app").await?
    };
    let accepted = b.refused("an unknown VPC", vpc, "ValidationError").await;
    for g in accepted.into_iter().flat_map(|r| r.target_groups) {
        let target_group_arn = g.target_group_arn;
        b.later(DeleteTargetGroup { target_group_arn });
    }
    Ok(())
}
