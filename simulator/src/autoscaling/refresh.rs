//! An instance refresh: all instances of a group replaced by and by, a part of them at a time.

use std::time::Duration;

use paperboat_core::aws::autoscaling::{
    CancelInstanceRefresh, DescribeInstanceRefreshes, DescribeInstanceRefreshesOutput,
    DesiredConfiguration, InstanceRefresh, InstanceRefreshId, InstanceRefreshStatus,
    LaunchTemplateSpecification, RefreshPreferences, RollbackInstanceRefresh, StartInstanceRefresh,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::group::{known_template, paged, require, validation};
use super::member::Template;
use super::{GroupKey, look, member};
use crate::ec2;
use crate::model::Limit;
use crate::refusal::{in_use, invalid, not_found};
use crate::wake::Kind;
use crate::world::World;

use InstanceRefreshStatus::{
    Cancelled, Cancelling, Failed, InProgress, Pending, RollbackFailed, RollbackInProgress,
    RollbackSuccessful, Successful,
};

/// A refresh, which is kept when it is over.
#[derive(Clone, Debug)]
pub(super) struct Refresh {
    id: String,
    /// What instances are launched with while it goes on, as it was written; the group's own where nobody said.
    wanted: Option<LaunchTemplateSpecification>,
    preferences: RefreshPreferences,
    min_healthy: u32,
    warm_up_s: u32,
    status: InstanceRefreshStatus,
    reason: String,
    began: Timestamp,
    ended: Option<Timestamp>,
    /// The instances that are to be replaced, and that have not been yet.
    old: Vec<String>,
    total: usize,
    /// When it last came further.
    moved: Timestamp,
    last: EventId,
}

impl Refresh {
    /// Tells whether it goes on.
    pub(super) fn is_active(&self) -> bool {
        matches!(
            self.status,
            Pending | InProgress | Cancelling | RollbackInProgress
        )
    }

    fn view(&self, group: &str) -> InstanceRefresh {
        let left = self.old.len();
        let done = (self.total.saturating_sub(left) * 100).checked_div(self.total);
        InstanceRefresh {
            instance_refresh_id: self.id.clone(),
            auto_scaling_group_name: group.to_owned(),
            status: self.status,
            status_reason: self.reason.clone(),
            start_time: Some(self.began),
            end_time: self.ended,
            percentage_complete: u32::try_from(done.unwrap_or(100)).unwrap_or(100),
            instances_to_update: u32::try_from(left).unwrap_or(u32::MAX),
            preferences: self.preferences.clone(),
            desired_configuration: DesiredConfiguration {
                launch_template: self.wanted.clone(),
            },
        }
    }
}

/// The version with which a group launches now: that of a refresh while it goes forward, else its own.
///
/// # Errors
/// The template or the version is gone.
pub(super) fn template(w: &World, key: GroupKey) -> Result<Template, CloudError> {
    let group = &w.autoscaling.groups[key];
    let forward = group
        .refreshes
        .last()
        .filter(|r| matches!(r.status, Pending | InProgress));
    let wanted = forward.and_then(|r| r.wanted.as_ref());
    resolved(w, wanted.unwrap_or(&group.template))
}

fn resolved(w: &World, t: &LaunchTemplateSpecification) -> Result<Template, CloudError> {
    let (id, name, number) = ec2::resolve_template(w, &t.launch_template_id, "", &t.version)?;
    Ok(Template { id, name, number })
}

/// `StartInstanceRefresh`.
pub(super) fn start(
    w: &mut World,
    r: StartInstanceRefresh,
    cause: EventId,
) -> Result<InstanceRefreshId, CloudError> {
    let key = require(w, &r.auto_scaling_group_name)?;
    let preferences = r.preferences.unwrap_or_default();
    if preferences
        .max_healthy_percentage
        .is_some_and(|most| most > 100)
    {
        let what = "launching before terminating (MaxHealthyPercentage)".to_owned();
        return Err(CloudError::unsupported(
            "autoscaling:StartInstanceRefresh",
            what,
        ));
    }
    if !matches!(r.strategy.as_str(), "" | "Rolling") {
        let what = format!("the strategy {}", r.strategy);
        return Err(CloudError::unsupported(
            "autoscaling:StartInstanceRefresh",
            what,
        ));
    }
    if w.autoscaling.groups[key]
        .refreshes
        .iter()
        .any(Refresh::is_active)
    {
        let message = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.";
        return Err(in_use("InstanceRefreshInProgress", message));
    }
    let given = r.desired_configuration.and_then(|d| d.launch_template);
    let wanted = match given {
        Some(given) => Some(known_template(w, Some(&given))?),
        None => None,
    };
    let percent = w.model.limit(Limit::AutoscalingRefreshMinHealthyPercent);
    let percent = u32::try_from(percent).unwrap_or(100);
    let group = &w.autoscaling.groups[key];
    let to = resolved(w, wanted.as_ref().unwrap_or(&group.template))?;
    let skip = preferences.skip_matching == Some(true);
    let counted = group.members.iter().filter(|m| m.counts());
    let old: Vec<String> = counted
        .filter(|m| !(skip && m.template == to))
        .map(|m| m.id.clone())
        .collect();
    let resource = format!("{}/instance-refresh", group.resource());
    let (grace, desired) = (group.grace_s, group.desired);
    if desired == 0 {
        return Err(validation(
            "Instance refresh cannot be started for a group without instances.",
        ));
    }
    let id = w.ids.uuid();
    let last = w.state_apart(Some(cause), &resource, "", Pending.word(), "");
    w.autoscaling.groups[key].refreshes.push(Refresh {
        id: id.clone(),
        wanted,
        min_healthy: preferences.min_healthy_percentage.unwrap_or(percent),
        warm_up_s: preferences.instance_warmup.unwrap_or(grace),
        preferences,
        status: Pending,
        reason: String::new(),
        began: w.now,
        ended: None,
        total: old.len(),
        old,
        moved: w.now,
        last,
    });
    look::soon(w, key, last);
    Ok(InstanceRefreshId {
        instance_refresh_id: id,
    })
}

fn active(w: &World, name: &str) -> Result<GroupKey, CloudError> {
    let key = require(w, name)?;
    let last = w.autoscaling.groups[key].refreshes.last();
    if last.is_some_and(|r| matches!(r.status, Pending | InProgress)) {
        return Ok(key);
    }
    let message = "No in progress or pending Instance Refresh found for Auto Scaling group";
    Err(not_found(
        "ActiveInstanceRefreshNotFound",
        format!("{message} {name}"),
    ))
}

/// `CancelInstanceRefresh`: what is replaced stays replaced.
pub(super) fn cancel(
    w: &mut World,
    r: &CancelInstanceRefresh,
    cause: EventId,
) -> Result<InstanceRefreshId, CloudError> {
    let key = active(w, &r.auto_scaling_group_name)?;
    Ok(turn(w, key, Cancelling, cause))
}

/// `RollbackInstanceRefresh`: instances of the refresh's version are replaced by those of the group's own.
pub(super) fn roll_back(
    w: &mut World,
    r: &RollbackInstanceRefresh,
    cause: EventId,
) -> Result<InstanceRefreshId, CloudError> {
    let key = active(w, &r.auto_scaling_group_name)?;
    let group = &w.autoscaling.groups[key];
    if group.refreshes.last().is_none_or(|r| r.wanted.is_none())
        || group.template.version.starts_with("$L")
    {
        let message = "An instance refresh can only be rolled back when it has a desired configuration and the group has a launch template of a numbered version.";
        return Err(invalid("IrreversibleInstanceRefresh", message));
    }
    let own = resolved(w, &group.template)?;
    let strange = group
        .members
        .iter()
        .filter(|m| m.counts() && m.template != own);
    let old: Vec<String> = strange.map(|m| m.id.clone()).collect();
    let id = turn(w, key, RollbackInProgress, cause);
    if let Some(refresh) = w.autoscaling.groups[key].refreshes.last_mut() {
        refresh.total = old.len();
        refresh.old = old;
    }
    Ok(id)
}

/// Lets the newest refresh enter a state, and the group look at it.
fn turn(
    w: &mut World,
    key: GroupKey,
    to: InstanceRefreshStatus,
    cause: EventId,
) -> InstanceRefreshId {
    enter(w, key, to, "", cause);
    look::soon(w, key, cause);
    let last = w.autoscaling.groups[key].refreshes.last();
    InstanceRefreshId {
        instance_refresh_id: last.map(|r| r.id.clone()).unwrap_or_default(),
    }
}

fn enter(w: &mut World, key: GroupKey, to: InstanceRefreshStatus, reason: &str, cause: EventId) {
    let now = w.now;
    let group = &mut w.autoscaling.groups[key];
    let resource = format!("{}/instance-refresh", group.resource());
    let Some(refresh) = group.refreshes.last_mut() else {
        return;
    };
    let from = std::mem::replace(&mut refresh.status, to);
    reason.clone_into(&mut refresh.reason);
    refresh.moved = now;
    refresh.ended = (!refresh.is_active()).then_some(now);
    let event = w.state_apart(
        Some(cause),
        &resource,
        from.word(),
        to.word(),
        reason.to_owned(),
    );
    if let Some(refresh) = w.autoscaling.groups[key].refreshes.last_mut() {
        refresh.last = event;
    }
}

/// `DescribeInstanceRefreshes` of a group, the newest first.
pub(super) fn describe(
    w: &World,
    r: &DescribeInstanceRefreshes,
) -> Result<DescribeInstanceRefreshesOutput, CloudError> {
    let group = &w.autoscaling.groups[require(w, &r.auto_scaling_group_name)?];
    let asked =
        |x: &&Refresh| r.instance_refresh_ids.is_empty() || r.instance_refresh_ids.contains(&x.id);
    let all = group
        .refreshes
        .iter()
        .rev()
        .filter(asked)
        .map(|x| x.view(&group.name));
    let (instance_refreshes, next_token) =
        paged(all.collect(), r.next_token.as_deref(), r.max_records)?;
    Ok(DescribeInstanceRefreshesOutput {
        instance_refreshes,
        next_token,
    })
}

/// Takes a refresh as far as it can go now.
pub(super) fn go_on(w: &mut World, key: GroupKey) {
    let group = &w.autoscaling.groups[key];
    let Some(refresh) = group.refreshes.last().filter(|r| r.is_active()) else {
        return;
    };
    let (status, last) = (refresh.status, refresh.last);
    match status {
        Pending => {
            enter(w, key, InProgress, "", last);
            step(w, key);
        }
        // What has begun is waited for.
        Cancelling if group.members.iter().all(|m| m.in_service.is_some()) => {
            enter(w, key, Cancelled, "Cancelled due to user request.", last);
        }
        InProgress | RollbackInProgress => step(w, key),
        _ => {}
    }
}

/// Ends as many of the old instances as the group can do without, once those that were launched for others serve.
fn step(w: &mut World, key: GroupKey) {
    let group = &w.autoscaling.groups[key];
    let Some(refresh) = group.refreshes.last().cloned() else {
        return;
    };
    let warm_up = Duration::from_secs(refresh.warm_up_s.into());
    let counted: Vec<_> = group
        .members
        .iter()
        .filter(|m| m.counts())
        .cloned()
        .collect();
    let (old, new): (Vec<_>, Vec<_>) = counted.iter().partition(|m| refresh.old.contains(&m.id));
    let warm_at = |since: Option<Timestamp>| since.map(|at| at + warm_up);
    let is_warm = |since| warm_at(since).is_some_and(|at| at <= w.now);
    let ready = new
        .iter()
        .filter(|m| is_warm(m.in_service) && member::serves(w, key, &m.id))
        .count();
    let (serving, idle): (Vec<_>, Vec<_>) =
        old.into_iter().partition(|m| member::serves(w, key, &m.id));
    let desired = group.desired as usize;
    let complete = ready == new.len() && counted.len() == desired;
    if serving.is_empty() && idle.is_empty() && complete {
        return succeed(w, key, &refresh);
    }
    let patience = w.model.seconds(Limit::AutoscalingRefreshWaitS);
    if w.now >= refresh.moved + patience {
        let failed = if refresh.status == InProgress {
            Failed
        } else {
            RollbackFailed
        };
        let reason = "Instances that were launched did not become healthy in time.";
        return enter(w, key, failed, reason, refresh.last);
    }
    for at in new
        .iter()
        .filter_map(|m| warm_at(m.in_service))
        .filter(|at| *at > w.now)
        .collect::<Vec<_>>()
    {
        w.wake_at(at, Kind::AutoScaling, key.slot(), 0);
    }
    w.wake_at(refresh.moved + patience, Kind::AutoScaling, key.slot(), 0);
    let floor = (desired * refresh.min_healthy as usize).div_ceil(100);
    let spare = (ready + serving.len()).saturating_sub(floor);
    // Where none can be spared one goes all the same, when nothing else is under way.
    let spare = if complete && idle.is_empty() {
        spare.max(1)
    } else {
        spare
    };
    let ending: Vec<String> = idle
        .iter()
        .chain(serving.iter().take(spare))
        .map(|m| m.id.clone())
        .collect();
    if ending.is_empty() {
        return;
    }
    for id in &ending {
        let why = "an instance was taken out of service in response to an instance refresh.";
        member::end(w, key, id, why, refresh.last);
    }
    let now = w.now;
    if let Some(refresh) = w.autoscaling.groups[key].refreshes.last_mut() {
        refresh.moved = now;
        refresh.old.retain(|id| !ending.contains(id));
    }
}

/// A refresh that has come to its end makes its version the group's own.
fn succeed(w: &mut World, key: GroupKey, refresh: &Refresh) {
    let forward = refresh.status == InProgress;
    if let Some(wanted) = refresh.wanted.clone().filter(|_| forward) {
        w.autoscaling.groups[key].template = wanted;
    }
    let done = if forward {
        Successful
    } else {
        RollbackSuccessful
    };
    enter(w, key, done, "", refresh.last);
}
