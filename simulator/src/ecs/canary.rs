//! The deployment strategy `CANARY`: a new version comes up beside the one before, gets a small part of the requests, then all of
//! them, and only after that the one before goes (ECS guide, "Amazon ECS canary deployments").
//!
//! Both versions are registered with target groups of their own, and a rule of the load balancer says which part goes where.
//! Nothing here looks at answers: whoever watches them (CloudWatch alarms, here those of Express Mode) takes a deployment
//! back. Not modelled, and refused by name: the strategies `BLUE_GREEN` and `LINEAR`, lifecycle hooks, test listeners, Service
//! Connect, a circuit breaker. Tasks of the version before that are lost meanwhile are not replaced.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::ecs::{
    AdvancedConfiguration, CanaryConfiguration, DeploymentConfiguration, LoadBalancer,
    ServiceDeploymentLifecycleStage, TaskStopCode,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::decide::{Standing, View};
use super::deployment::Deployment;
use super::mode::Mode;
use super::scheduler::sooner;
use super::service::ServiceKey;
use super::{events, invalid, stop};
use crate::model::Limit;
use crate::world::World;
use crate::{elbv2, iam};

/// Who assumes the role with which rules are changed.
const SERVICE: &str = "ecs.amazonaws.com";
/// What that role must allow (ECS guide, "Amazon ECS infrastructure IAM role for load balancers").
const ACTION: &str = "elasticloadbalancing:ModifyRule";
/// How long after a refusal a rule is tried again: own estimate, AWS does not publish it.
const AGAIN: Duration = Duration::from_secs(60);
/// Seconds of a minute, for times that come in minutes.
const MINUTE_S: u64 = 60;

/// How a service shifts requests from one version to the next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Canary {
    /// Tenths of a percent that the new version gets first.
    tenths: u32,
    /// How long it has no more than that.
    first: Duration,
    /// How long the one before stays after that.
    last: Duration,
    /// The load balancers as they were asked for: which group is whose changes with each deployment, and AWS shows these.
    pub(super) asked: Vec<LoadBalancer>,
}

/// A deployment that shifts requests to itself.
#[derive(Clone, Debug)]
pub(super) struct Shift {
    /// The number of the deployment that serves until then.
    pub(super) from: u32,
    /// Where the tasks of that one are registered.
    old: Arc<[LoadBalancer]>,
    stage: Stage,
}

impl Shift {
    /// Tells whether requests go to it already.
    pub(super) fn has_requests(&self) -> bool {
        self.stage != Stage::ScaleUp
    }

    /// How far it is, as service deployments say it.
    pub(super) fn stage(&self) -> ServiceDeploymentLifecycleStage {
        match self.stage {
            Stage::ScaleUp => ServiceDeploymentLifecycleStage::ScaleUp,
            Stage::Canary(_) => ServiceDeploymentLifecycleStage::ProductionTrafficShift,
            Stage::Bake(_) => ServiceDeploymentLifecycleStage::BakeTime,
        }
    }

    /// The target group of the version that serves until then.
    pub(super) fn old_group(&self) -> Option<String> {
        self.old.first().map(|lb| lb.target_group_arn.clone())
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Its tasks come up, and no request goes to them.
    ScaleUp,
    /// It has the first part, until then.
    Canary(Timestamp),
    /// It has everything, and the version before stays until then.
    Bake(Timestamp),
}

impl Canary {
    /// As it is described.
    pub(super) fn show(&self, configuration: &mut DeploymentConfiguration) {
        let minutes = |time: Duration| Some((time.as_secs() / MINUTE_S) as u32);
        configuration.strategy = "CANARY".to_owned();
        configuration.bake_time_in_minutes = minutes(self.last);
        configuration.canary_configuration = Some(CanaryConfiguration {
            canary_percent: Some(f64::from(self.tenths) / 10.0),
            canary_bake_time_in_minutes: minutes(self.first),
        });
    }
}

fn unsupported(operation: &str, what: &str) -> CloudError {
    CloudError::unsupported(&format!("ecs:{operation}"), what)
}

/// Reads how a new service shifts requests; none for `ROLLING`.
///
/// # Errors
/// What is not modelled by name, numbers out of bounds, a load balancer without what shifting needs.
pub(super) fn read(
    w: &World,
    operation: &str,
    given: Option<&DeploymentConfiguration>,
    load_balancers: &[LoadBalancer],
    mode: Mode,
) -> Result<Option<Canary>, CloudError> {
    let none = DeploymentConfiguration::default();
    let given = given.unwrap_or(&none);
    match given.strategy.as_str() {
        "" | "ROLLING" => {
            if given.canary_configuration.is_some() {
                let message =
                    "canaryConfiguration is only valid for the deployment strategy CANARY.";
                return Err(invalid(operation, message));
            }
            if given
                .bake_time_in_minutes
                .is_some_and(|minutes| minutes > 0)
            {
                return Err(unsupported(
                    operation,
                    "a bake time of a rolling deployment",
                ));
            }
            if load_balancers
                .iter()
                .any(|lb| lb.advanced_configuration.is_some())
            {
                let what = "advancedConfiguration of a service whose deployments roll";
                return Err(unsupported(operation, what));
            }
            return Ok(None);
        }
        // Which kind the other target group must be, and in which words another is refused, is not known.
        "CANARY" if !mode.has_interface() => {
            return Err(mode.unsupported(operation, "the deployment strategy CANARY"));
        }
        "CANARY" => {}
        other @ ("BLUE_GREEN" | "LINEAR") => {
            let what = format!("the deployment strategy {other}");
            return Err(unsupported(operation, &what));
        }
        other => {
            let message = format!("Invalid deployment strategy: {other}");
            return Err(invalid(operation, message));
        }
    }
    if given
        .deployment_circuit_breaker
        .as_ref()
        .is_some_and(|b| b.enable)
    {
        let what = "a deployment circuit breaker with the deployment strategy CANARY";
        return Err(unsupported(operation, what));
    }
    let [balancer] = load_balancers else {
        let what = "the deployment strategy CANARY without exactly one load balancer";
        return Err(unsupported(operation, what));
    };
    check_balancer(w, operation, balancer)?;
    let wanted = given.canary_configuration.clone().unwrap_or_default();
    let percent = wanted.canary_percent;
    let tenths = percent.unwrap_or(w.model.limit(Limit::EcsCanaryPercent) as f64) * 10.0;
    if !(1.0..=1000.0).contains(&tenths) || (tenths - tenths.round()).abs() > 1e-6 {
        let message = "canaryPercent must be a multiple of 0.1 from 0.1 to 100.0.";
        return Err(invalid(operation, message));
    }
    let most = w.model.limit(Limit::EcsBakeMinutesMost);
    let minutes = |name: &str, given: Option<u32>, default: u64| {
        let minutes = given.map_or(default, u64::from);
        if minutes > most {
            let message = format!("{name} must be between 0 and {most}.");
            return Err(invalid(operation, message));
        }
        Ok(Duration::from_secs(minutes * MINUTE_S))
    };
    let first = w.model.limit(Limit::EcsCanaryBakeMinutes);
    Ok(Some(Canary {
        tenths: tenths.round() as u32,
        first: minutes(
            "canaryBakeTimeInMinutes",
            wanted.canary_bake_time_in_minutes,
            first,
        )?,
        last: minutes("bakeTimeInMinutes", given.bake_time_in_minutes, 0)?,
        asked: load_balancers.to_vec(),
    }))
}

/// Checks that a load balancer has two groups, a rule and a role to shift with.
fn check_balancer(w: &World, operation: &str, balancer: &LoadBalancer) -> Result<(), CloudError> {
    let Some(advanced) = &balancer.advanced_configuration else {
        let message = "advancedConfiguration is required for the deployment strategy CANARY.";
        return Err(invalid(operation, message));
    };
    let AdvancedConfiguration {
        alternate_target_group_arn: other,
        production_listener_rule: rule,
        role_arn,
    } = advanced;
    if other == &balancer.target_group_arn {
        let message = "The alternate target group must be another one than the target group.";
        return Err(invalid(operation, message));
    }
    elbv2::shiftable(w, rule, &[&balancer.target_group_arn, other])
        .map_err(|words| invalid(operation, words))?;
    if !iam::trusts(w, role_arn, SERVICE) {
        let message = format!(
            "ECS was unable to assume the role '{role_arn}' that was provided. Please verify that the role exists and that its trust relationship allows {SERVICE}."
        );
        return Err(invalid(operation, message));
    }
    Ok(())
}

/// Reads what an update says of shifting: nothing new where it says nothing.
///
/// # Errors
/// As [`read`]; another strategy than the service has, by name.
pub(super) fn changed(
    w: &World,
    operation: &str,
    key: ServiceKey,
    given: Option<&DeploymentConfiguration>,
    load_balancers: bool,
    mode: Mode,
) -> Result<Option<Canary>, CloudError> {
    let now = w.ecs.services[key].canary.clone();
    let strategy = given.map_or("", |d| d.strategy.as_str());
    match (now, strategy) {
        (None, "" | "ROLLING") => read(w, operation, given, &[], mode),
        (Some(_), _) if load_balancers => Err(unsupported(
            operation,
            "other load balancers of a service with the deployment strategy CANARY",
        )),
        (Some(_), _) if !mode.has_interface() => {
            Err(mode.unsupported(operation, "the deployment strategy CANARY"))
        }
        (Some(canary), "" | "CANARY") => {
            let says = given
                .filter(|d| d.canary_configuration.is_some() || d.bake_time_in_minutes.is_some());
            let Some(says) = says else {
                return Ok(Some(canary));
            };
            let mut wanted = DeploymentConfiguration::default();
            canary.show(&mut wanted);
            let mut given = says.clone();
            given.strategy = wanted.strategy;
            given.bake_time_in_minutes = given.bake_time_in_minutes.or(wanted.bake_time_in_minutes);
            given.canary_configuration = given.canary_configuration.or(wanted.canary_configuration);
            read(w, operation, Some(&given), &canary.asked, mode)
        }
        _ => Err(unsupported(
            operation,
            "another deployment strategy of a service",
        )),
    }
}

/// The other way round: the alternate group is the group, and the group the alternate one.
fn swapped(load_balancers: &[LoadBalancer]) -> Arc<[LoadBalancer]> {
    let swap = |lb: &LoadBalancer| {
        let mut lb = lb.clone();
        if let Some(advanced) = &mut lb.advanced_configuration {
            std::mem::swap(
                &mut lb.target_group_arn,
                &mut advanced.alternate_target_group_arn,
            );
        }
        lb
    };
    load_balancers.iter().map(swap).collect()
}

/// Prepares a deployment of a service that shifts requests: which version it comes after, and in which group its tasks are. One that
/// is under way gives way, and what has served until now serves on.
pub(super) fn prepare(w: &mut World, key: ServiceKey, new: &mut Deployment, cause: EventId) {
    let service = &w.ecs.services[key];
    if service.canary.is_none() {
        return;
    }
    let primary = &service.deployments[0];
    let (from, old) = match &primary.shift {
        Some(shift) => (shift.from, Arc::clone(&shift.old)),
        None => (primary.serial, Arc::clone(&primary.load_balancers)),
    };
    let superseded: Vec<_> = match primary.shift {
        Some(_) => primary.tasks.iter().copied().collect(),
        None => Vec::new(),
    };
    let reason = format!("Scaling activity initiated by (deployment {})", new.id);
    w.ecs.services[key].deployments[0].shift = None;
    for task in superseded {
        stop::stop(
            w,
            task,
            TaskStopCode::ServiceSchedulerInitiated,
            &reason,
            cause,
        );
    }
    new.load_balancers = swapped(&old);
    new.shift = Some(Shift {
        from,
        old,
        stage: Stage::ScaleUp,
    });
}

/// Names both groups in the rule, with nothing for the new one: from then on its tasks are checked.
pub(super) fn begun(w: &mut World, key: ServiceKey, cause: EventId) {
    if w.ecs.services[key].deployments[0].shift.is_some() {
        weigh(w, key, 0, cause);
    }
}

/// Gives the newest deployment so many tenths of a percent of the requests, and the rest to the other group. Tells whether ECS was
/// allowed to.
fn weigh(w: &mut World, key: ServiceKey, tenths: u32, cause: EventId) -> bool {
    let primary = &w.ecs.services[key].deployments[0];
    let Some((arn, advanced)) = primary.load_balancers.iter().find_map(|lb| {
        Some((
            lb.target_group_arn.clone(),
            lb.advanced_configuration.clone()?,
        ))
    }) else {
        return true;
    };
    let (rule, role) = (advanced.production_listener_rule, advanced.role_arn);
    let allowed = iam::allows(w, &role, ACTION, &rule);
    // Whole percents as AWS shows them, and tenths where it takes them.
    let (new, all) = if tenths.is_multiple_of(10) {
        (tenths / 10, 100)
    } else {
        (tenths, 1000)
    };
    let weights = [(advanced.alternate_target_group_arn, all - new), (arn, new)];
    let done = allowed.and_then(|()| elbv2::shift(w, &rule, &weights, cause));
    if let Err(words) = done {
        let text = format!("was unable to shift requests: {words}");
        events::say(w, key, cause, &text);
        return false;
    }
    true
}

/// Gives all requests to the newest deployment, which shifts no more: it is the one to which a failed one went back.
pub(super) fn restore(w: &mut World, key: ServiceKey, cause: EventId) {
    for deployment in &mut w.ecs.services[key].deployments {
        deployment.shift = None;
    }
    if w.ecs.services[key].canary.is_some() {
        weigh(w, key, 1000, cause);
    }
}

/// Goes on with what the newest deployment waits for. Tells whether the version before it is still held.
pub(super) fn go_on(
    w: &mut World,
    key: ServiceKey,
    view: &View,
    cause: EventId,
    again: &mut Option<Timestamp>,
) -> bool {
    let healthy = view
        .primary
        .iter()
        .filter(|s| s.standing == Standing::Healthy);
    let ready = healthy.count() >= view.desired;
    loop {
        let service = &w.ecs.services[key];
        let (Some(canary), Some(shift)) = (&service.canary, &service.deployments[0].shift) else {
            return false;
        };
        let (first, last, tenths) = (canary.first, canary.last, canary.tenths);
        let (now, stage) = (w.now, shift.stage);
        let wait = match stage {
            Stage::ScaleUp => None,
            Stage::Canary(until) | Stage::Bake(until) => Some(until),
        };
        if let Some(until) = wait.filter(|until| *until > now) {
            sooner(again, until);
            return true;
        }
        // The whole of the requests goes to nothing that is not well.
        if !ready {
            return true;
        }
        let next = match stage {
            Stage::ScaleUp if tenths < 1000 => (tenths, Some(Stage::Canary(now + first))),
            Stage::ScaleUp | Stage::Canary(_) => (1000, Some(Stage::Bake(now + last))),
            Stage::Bake(_) => (1000, None),
        };
        if let (_, None) = next {
            w.ecs.services[key].deployments[0].shift = None;
            return false;
        }
        if !weigh(w, key, next.0, cause) {
            sooner(again, now + AGAIN);
            return true;
        }
        let id = w.ecs.services[key].deployments[0].id.clone();
        let percent = f64::from(next.0) / 10.0;
        let text = format!("(deployment {id}) shifted {percent} % of the requests to itself.");
        events::say(w, key, cause, &text);
        if let (Some(shift), Some(stage)) = (&mut w.ecs.services[key].deployments[0].shift, next.1)
        {
            shift.stage = stage;
        }
    }
}
