//! The way in: a load balancer, with a listener and a target group for each public port.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::named;
use super::network::{Groups, Network};
use crate::aws::Elb as _;
use crate::aws::elbv2::{
    Action, CreateListener, CreateLoadBalancer, CreateTargetGroup, DescribeListeners,
    DescribeLoadBalancers, DescribeTargetGroups, LoadBalancer, LoadBalancerStateEnum, Matcher,
    ModifyTargetGroupAttributes, Tag, TargetGroupAttribute,
};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::strategy::names::marks;
use crate::strategy::once::{found, made};
use crate::strategy::{App, Entrance};

/// Seconds between health checks, failures in a row, and the longest drain: shorter than AWS's 30 s, 2 and 300 s, so
/// that a rollout of a small application is not mostly waiting (own choice).
const CHECK_EVERY_S: u32 = 10;
const CHECK_TIMEOUT_S: u32 = 5;
const UNHEALTHY_AFTER: u32 = 3;
const DRAIN_S: &str = "30";

/// The load balancer and its target groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Balancer {
    pub(super) dns_name: String,
    /// By service and container port.
    pub(super) target_groups: BTreeMap<(String, u16), String>,
}

fn tags(app: &App) -> Vec<Tag> {
    marks(app)
        .map(|(key, value)| Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect()
}

/// Makes the load balancer with all it needs. Nothing without a public service.
pub(super) async fn make(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    groups: &Groups,
) -> Result<Balancer, Cause> {
    let entrances = app.entrances();
    if entrances.is_empty() {
        return Ok(Balancer::default());
    }
    let balancer = load_balancer(cx, app, network, groups).await?;
    let mut target_groups = BTreeMap::new();
    for entrance in &entrances {
        let key = (entrance.service.clone(), entrance.target);
        if let Entry::Vacant(place) = target_groups.entry(key) {
            place.insert(target_group(cx, app, network, entrance).await?);
        }
    }
    let request = DescribeListeners {
        load_balancer_arn: balancer.load_balancer_arn.clone(),
        ..DescribeListeners::default()
    };
    let known = cx.cloud.describe_listeners(request).await?.listeners;
    for entrance in &entrances {
        if known.iter().any(|l| l.port == entrance.published) {
            continue;
        }
        let key = (entrance.service.clone(), entrance.target);
        let request = CreateListener {
            load_balancer_arn: balancer.load_balancer_arn.clone(),
            protocol: "HTTP".to_owned(),
            port: entrance.published,
            default_actions: vec![Action {
                r#type: "forward".to_owned(),
                target_group_arn: target_groups[&key].clone(),
            }],
        };
        made(cx.cloud.create_listener(request).await)?;
    }
    Ok(Balancer {
        dns_name: balancer.dns_name,
        target_groups,
    })
}

/// Waits until the load balancer takes requests.
pub(super) async fn wait_active(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    if app.entrances().is_empty() {
        return Ok(());
    }
    let probe = DescribeLoadBalancers {
        names: vec![named::load_balancer(app)],
        ..DescribeLoadBalancers::default()
    };
    let patience = Patience::secs(10, 600);
    cx.wait_until("load-balancer-active", patience, probe, |found| match found
        .load_balancers
        .into_iter()
        .next()
        .map(|b| b.state)
    {
        Some(state) if state.code == LoadBalancerStateEnum::Active => Look::Met(()),
        Some(state) if state.code == LoadBalancerStateEnum::Failed => {
            Look::Never(Cause::RolledBack {
                what: named::load_balancer(app),
                reason: state.reason,
                log: Vec::new(),
            })
        }
        Some(state) => Look::NotYet(state.code.to_string()),
        None => Look::NotYet(String::new()),
    })
    .await
}

async fn load_balancer(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    groups: &Groups,
) -> Result<LoadBalancer, Cause> {
    if let Some(known) = find(cx, app).await? {
        return Ok(known);
    }
    let request = CreateLoadBalancer {
        name: named::load_balancer(app),
        subnets: network.subnets.clone(),
        security_groups: vec![groups.balancer.clone()],
        scheme: "internet-facing".to_owned(),
        r#type: "application".to_owned(),
        tags: tags(app),
    };
    let made = cx.cloud.create_load_balancer(request).await?;
    let first = made.load_balancers.into_iter().next();
    first.ok_or_else(|| nothing_made(named::load_balancer(app)))
}

fn nothing_made(subject: String) -> Cause {
    Cause::impossible("nothing-was-made", subject)
}

/// Finds the application's load balancer.
pub(super) async fn find(cx: &Context<'_>, app: &App) -> Result<Option<LoadBalancer>, Cause> {
    let request = DescribeLoadBalancers {
        names: vec![named::load_balancer(app)],
        ..DescribeLoadBalancers::default()
    };
    let answer = found(cx.cloud.describe_load_balancers(request).await)?;
    Ok(answer.and_then(|found| found.load_balancers.into_iter().next()))
}

/// Finds a target group by its name.
pub(super) async fn find_target_group(
    cx: &Context<'_>,
    name: &str,
) -> Result<Option<String>, Cause> {
    let request = DescribeTargetGroups {
        names: vec![name.to_owned()],
        ..DescribeTargetGroups::default()
    };
    let answer = found(cx.cloud.describe_target_groups(request).await)?;
    let first = answer.and_then(|found| found.target_groups.into_iter().next());
    Ok(first.map(|group| group.target_group_arn))
}

async fn target_group(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    entrance: &Entrance,
) -> Result<String, Cause> {
    let name = named::target_group(app, &entrance.service, entrance.target);
    if let Some(known) = find_target_group(cx, &name).await? {
        return Ok(known);
    }
    let path = app.health_path(&entrance.service);
    // Without a path that is known to answer 200, any answer of the program itself is taken for health.
    let codes = if path == "/" { "200-499" } else { "200-399" };
    let request = CreateTargetGroup {
        name: name.clone(),
        protocol: "HTTP".to_owned(),
        port: Some(entrance.target),
        vpc_id: network.vpc_id.clone(),
        target_type: "ip".to_owned(),
        health_check_path: path.to_owned(),
        health_check_interval_seconds: Some(CHECK_EVERY_S),
        health_check_timeout_seconds: Some(CHECK_TIMEOUT_S),
        unhealthy_threshold_count: Some(UNHEALTHY_AFTER),
        matcher: Some(Matcher {
            http_code: codes.to_owned(),
        }),
        tags: tags(app),
        ..CreateTargetGroup::default()
    };
    let made = cx.cloud.create_target_group(request).await?;
    let first = made.target_groups.into_iter().next();
    let arn = first.ok_or_else(|| nothing_made(name))?.target_group_arn;
    let request = ModifyTargetGroupAttributes {
        target_group_arn: arn.clone(),
        attributes: vec![TargetGroupAttribute {
            key: "deregistration_delay.timeout_seconds".to_owned(),
            value: DRAIN_S.to_owned(),
        }],
    };
    cx.cloud.modify_target_group_attributes(request).await?;
    Ok(arn)
}
