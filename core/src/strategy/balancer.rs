//! The way in: a load balancer, with a listener and a target group for each public port.

use crate::recipe::{Obstacle, Wait};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::network::{Network, close_others};
use crate::aws::Elb as _;
use crate::aws::elbv2::{
    Action, CreateListener, CreateLoadBalancer, CreateTargetGroup, DeleteListener,
    DeleteLoadBalancer, DeleteTargetGroup, DescribeListeners, DescribeLoadBalancers,
    DescribeTargetGroups, Listener, LoadBalancer, LoadBalancerStateEnum, Matcher,
    ModifyTargetGroup, ModifyTargetGroupAttributes, Tag, TargetGroup, TargetGroupAttribute,
};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::strategy::names::{balancer_group, base, marks, short};
use crate::strategy::once::{found, made};
use crate::strategy::{App, Entrance};

/// Seconds between health checks, failures in a row, and the longest drain: shorter than AWS's 30 s, 2 and 300 s, so
/// that a rollout of a small application is not mostly waiting (own choice).
const CHECK_EVERY_S: u32 = 10;
const CHECK_TIMEOUT_S: u32 = 5;
const UNHEALTHY_AFTER: u32 = 3;
const DRAIN_S: &str = "30";

/// How long something that goes may be in use.
const WAIT: Patience = Patience::secs(5, 900);

/// What a target group sends requests to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Targets {
    /// Tasks, by their own addresses, at the port on which a container listens.
    Tasks,
    /// Instances, at the port that the machine publishes.
    Instances,
}

impl Targets {
    fn word(self) -> &'static str {
        match self {
            Self::Tasks => "ip",
            Self::Instances => "instance",
        }
    }

    /// The port at which a target is asked.
    pub(super) fn port(self, entrance: &Entrance) -> u16 {
        match self {
            Self::Tasks => entrance.target,
            Self::Instances => entrance.published,
        }
    }
}

/// The load balancer's name. AWS allows 32 characters.
fn name(app: &App) -> String {
    short(&base(app), 32)
}

/// The name of the target group of a service's port. AWS allows 32 characters.
fn target_group_name(app: &App, service: &str, port: u16) -> String {
    short(&format!("{}-{service}-{port}", base(app)), 32)
}

/// The load balancer and its target groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Balancer {
    pub(super) dns_name: String,
    /// By service and the port at which it is asked.
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
    group: &str,
    targets: Targets,
) -> Result<Balancer, Cause> {
    let entrances = app.entrances();
    if entrances.is_empty() {
        return Ok(Balancer::default());
    }
    let balancer = load_balancer(cx, app, network, group).await?;
    let mut target_groups = BTreeMap::new();
    for entrance in &entrances {
        let key = (entrance.service.clone(), targets.port(entrance));
        if let Entry::Vacant(place) = target_groups.entry(key) {
            place.insert(target_group(cx, app, network, entrance, targets).await?);
        }
    }
    let known = listeners(cx, &balancer).await?;
    for entrance in &entrances {
        let key = (entrance.service.clone(), targets.port(entrance));
        if let Some(there) = known.iter().find(|l| l.port == entrance.published) {
            if leads_to(there, &target_groups[&key]) {
                continue;
            }
            delete_listener(cx, there).await?;
        }
        let request = CreateListener {
            load_balancer_arn: balancer.load_balancer_arn.clone(),
            protocol: "HTTP".to_owned(),
            port: entrance.published,
            default_actions: vec![Action {
                r#type: "forward".to_owned(),
                target_group_arn: target_groups[&key].clone(),
                ..Action::default()
            }],
        };
        made(cx.cloud.create_listener(request).await)?;
    }
    Ok(Balancer {
        dns_name: balancer.dns_name,
        target_groups,
    })
}

/// Tells whether a listener sends requests to a target group.
pub(super) fn leads_to(listener: &Listener, target_group_arn: &str) -> bool {
    let mut actions = listener.default_actions.iter();
    actions.any(|action| action.target_group_arn == target_group_arn)
}

async fn delete_listener(cx: &Context<'_>, listener: &Listener) -> Result<(), Cause> {
    let listener_arn = listener.listener_arn.clone();
    let request = DeleteListener { listener_arn };
    found(cx.cloud.delete_listener(request).await).map(drop)
}

/// The listeners of the application's load balancer.
pub(super) async fn listeners(
    cx: &Context<'_>,
    balancer: &LoadBalancer,
) -> Result<Vec<Listener>, Cause> {
    let request = DescribeListeners {
        load_balancer_arn: balancer.load_balancer_arn.clone(),
        ..DescribeListeners::default()
    };
    Ok(crate::aws::all(cx.cloud, request).await?.listeners)
}

/// Takes away the ways in that the application no longer has, once nothing is registered there: listeners and target
/// groups, or the whole load balancer when nothing is public.
pub(super) async fn tidy(cx: &Context<'_>, app: &App, targets: Targets) -> Result<(), Cause> {
    let Some(balancer) = find(cx, app).await? else {
        return Ok(());
    };
    let entrances = app.entrances();
    if entrances.is_empty() {
        return remove(cx, app, targets).await;
    }
    let request = DescribeTargetGroups {
        load_balancer_arn: balancer.load_balancer_arn.clone(),
        ..DescribeTargetGroups::default()
    };
    let groups = crate::aws::all(cx.cloud, request).await?.target_groups;
    for listener in listeners(cx, &balancer).await? {
        if !entrances.iter().any(|e| e.published == listener.port) {
            delete_listener(cx, &listener).await?;
        }
    }
    let wanted = |e: &Entrance| target_group_name(app, &e.service, targets.port(e));
    let wanted: Vec<String> = entrances.iter().map(wanted).collect();
    for group in groups {
        if !wanted.contains(&group.target_group_name) {
            let target_group_arn = group.target_group_arn;
            let request = DeleteTargetGroup { target_group_arn };
            let unused = Wait::TargetGroupUnused;
            cx.once_possible(unused, WAIT, request).await?;
        }
    }
    let ports: Vec<u16> = entrances.iter().map(|e| e.published).collect();
    close_others(cx, &balancer_group(app), &ports).await
}

/// Deletes the way in.
pub(super) async fn remove(cx: &Context<'_>, app: &App, targets: Targets) -> Result<(), Cause> {
    let mut groups = BTreeSet::new();
    if let Some(balancer) = find(cx, app).await? {
        let arn = balancer.load_balancer_arn;
        let request = DescribeTargetGroups {
            load_balancer_arn: arn.clone(),
            ..DescribeTargetGroups::default()
        };
        let known = found(cx.cloud.describe_target_groups(request).await)?;
        let known = known.into_iter().flat_map(|known| known.target_groups);
        groups.extend(known.map(|group| group.target_group_arn));
        let request = DescribeListeners {
            load_balancer_arn: arn.clone(),
            ..DescribeListeners::default()
        };
        for listener in cx.cloud.describe_listeners(request).await?.listeners {
            let listener_arn = listener.listener_arn;
            found(
                cx.cloud
                    .delete_listener(DeleteListener { listener_arn })
                    .await,
            )?;
        }
        let load_balancer_arn = arn;
        found(
            cx.cloud
                .delete_load_balancer(DeleteLoadBalancer { load_balancer_arn })
                .await,
        )?;
    }
    for entrance in app.entrances() {
        let name = target_group_name(app, &entrance.service, targets.port(&entrance));
        let known = find_target_group(cx, &name).await?;
        groups.extend(known.map(|group| group.target_group_arn));
    }
    for target_group_arn in groups {
        let request = DeleteTargetGroup { target_group_arn };
        cx.once_possible(Wait::TargetGroupUnused, WAIT, request)
            .await?;
    }
    Ok(())
}

/// Waits until the load balancer takes requests.
pub(super) async fn wait_active(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    if app.entrances().is_empty() {
        return Ok(());
    }
    let probe = DescribeLoadBalancers {
        names: vec![name(app)],
        ..DescribeLoadBalancers::default()
    };
    let patience = Patience::secs(10, 600);
    cx.wait_until(
        Wait::LoadBalancerActive,
        patience,
        probe,
        |found| match found.load_balancers.into_iter().next().map(|b| b.state) {
            Some(state) if state.code == LoadBalancerStateEnum::Active => Look::Met(()),
            Some(state) if state.code == LoadBalancerStateEnum::Failed => {
                Look::Never(Cause::RolledBack {
                    what: name(app),
                    reason: state.reason,
                    log: Vec::new(),
                })
            }
            Some(state) => Look::NotYet(state.code.to_string()),
            None => Look::NotYet(String::new()),
        },
    )
    .await
}

async fn load_balancer(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    group: &str,
) -> Result<LoadBalancer, Cause> {
    if let Some(known) = find(cx, app).await? {
        return Ok(known);
    }
    let request = CreateLoadBalancer {
        name: name(app),
        subnets: network.subnets.clone(),
        security_groups: vec![group.to_owned()],
        scheme: "internet-facing".to_owned(),
        r#type: "application".to_owned(),
        tags: tags(app),
    };
    let made = cx.cloud.create_load_balancer(request).await?;
    let first = made.load_balancers.into_iter().next();
    first.ok_or_else(|| nothing_made(name(app)))
}

fn nothing_made(subject: String) -> Cause {
    Cause::impossible(Obstacle::NothingWasMade, subject)
}

/// Finds the application's load balancer.
pub(super) async fn find(cx: &Context<'_>, app: &App) -> Result<Option<LoadBalancer>, Cause> {
    let request = DescribeLoadBalancers {
        names: vec![name(app)],
        ..DescribeLoadBalancers::default()
    };
    let answer = found(cx.cloud.describe_load_balancers(request).await)?;
    Ok(answer.and_then(|found| found.load_balancers.into_iter().next()))
}

/// Finds a target group by its name.
pub(super) async fn find_target_group(
    cx: &Context<'_>,
    name: &str,
) -> Result<Option<TargetGroup>, Cause> {
    let request = DescribeTargetGroups {
        names: vec![name.to_owned()],
        ..DescribeTargetGroups::default()
    };
    let answer = found(cx.cloud.describe_target_groups(request).await)?;
    Ok(answer.and_then(|found| found.target_groups.into_iter().next()))
}

/// What a target group asks of a service, and which statuses it takes for health.
fn health_check<'a>(app: &'a App, service: &str) -> (&'a str, Matcher) {
    let path = app.health_path(service);
    // Without a path that is known to answer 200, any answer of the program itself is taken for health.
    let codes = if path == "/" { "200-499" } else { "200-399" };
    let http_code = codes.to_owned();
    (path, Matcher { http_code })
}

/// Tells whether a public service is asked for another path than in a version that runs.
pub(super) fn asks_otherwise(app: &App) -> bool {
    let entrances = app.entrances();
    let mut services = entrances.iter().map(|e| e.service.as_str());
    services.any(|name| {
        let mut before = app
            .predecessors()
            .filter(|old| old.profiles.contains_key(name));
        before.any(|old| old.health_path(name) != app.health_path(name))
    })
}

/// Lets the target groups ask for the paths of this version, the tasks of the version before included: as long as none of
/// a group passes, the load balancer sends requests to all of it.
pub(super) async fn ask_otherwise(
    cx: &Context<'_>,
    app: &App,
    targets: Targets,
) -> Result<(), Cause> {
    for entrance in app.entrances() {
        let name = target_group_name(app, &entrance.service, targets.port(&entrance));
        if let Some(known) = find_target_group(cx, &name).await? {
            ask_for(cx, app, &entrance.service, known).await?;
        }
    }
    Ok(())
}

/// Lets a target group ask for the path of a service, where it asks for another one.
async fn ask_for(
    cx: &Context<'_>,
    app: &App,
    service: &str,
    known: TargetGroup,
) -> Result<(), Cause> {
    let (path, matcher) = health_check(app, service);
    if (known.health_check_path.as_str(), &known.matcher) == (path, &matcher) {
        return Ok(());
    }
    let request = ModifyTargetGroup {
        target_group_arn: known.target_group_arn,
        health_check_path: path.to_owned(),
        matcher: Some(matcher),
        ..ModifyTargetGroup::default()
    };
    cx.cloud.modify_target_group(request).await?;
    Ok(())
}

async fn target_group(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    entrance: &Entrance,
    targets: Targets,
) -> Result<String, Cause> {
    let name = target_group_name(app, &entrance.service, targets.port(entrance));
    if let Some(known) = find_target_group(cx, &name).await? {
        let arn = known.target_group_arn.clone();
        ask_for(cx, app, &entrance.service, known).await?;
        return Ok(arn);
    }
    let (path, matcher) = health_check(app, &entrance.service);
    let request = CreateTargetGroup {
        name: name.clone(),
        protocol: "HTTP".to_owned(),
        port: Some(targets.port(entrance)),
        vpc_id: network.vpc_id.clone(),
        target_type: targets.word().to_owned(),
        health_check_path: path.to_owned(),
        health_check_interval_seconds: Some(CHECK_EVERY_S),
        health_check_timeout_seconds: Some(CHECK_TIMEOUT_S),
        unhealthy_threshold_count: Some(UNHEALTHY_AFTER),
        matcher: Some(matcher),
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
