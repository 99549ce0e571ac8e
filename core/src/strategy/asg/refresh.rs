//! From one version to the next: an instance refresh, which replaces a part of the group at a time, and goes back when new
//! instances do not answer.

use super::group::{CHANGE_S, find, grace_s, require, warm_up_s};
use super::{group_name, look};
use crate::aws::AutoScaling as _;
use crate::aws::autoscaling::{
    CancelInstanceRefresh, DescribeInstanceRefreshes, DescribeInstanceRefreshesOutput,
    DesiredConfiguration, InstanceRefresh, InstanceRefreshStatus, LaunchTemplateSpecification,
    RefreshPreferences, RollbackInstanceRefresh, StartInstanceRefresh,
};
use crate::cloud::{Context, Look, Patience};
use crate::error::{Cause, DeployError, ErrorKind};
use crate::recipe::{Step, Wait};
use crate::strategy::App;

/// The part of the group that stays in service, in percent. Half of two instances is one, which serves while the other is
/// replaced; more would mean to launch before anything is ended, and two instances, with a third beside them, are more
/// vCPUs than a new account may run (`ec2.vcpu_quota`: 5).
const MIN_HEALTHY: u32 = 50;
/// Seconds between two looks.
const EVERY_S: u64 = 10;

fn is_active(status: InstanceRefreshStatus) -> bool {
    use InstanceRefreshStatus::{
        Cancelled, Cancelling, Failed, InProgress, Pending, RollbackFailed, RollbackInProgress,
        RollbackSuccessful, Successful,
    };
    match status {
        Pending | InProgress | Cancelling | RollbackInProgress => true,
        Successful | Failed | Cancelled | RollbackFailed | RollbackSuccessful => false,
    }
}

/// How many times instances are replaced until all are new ones.
fn rounds(instances: u32) -> u32 {
    let stay = (instances * MIN_HEALTHY).div_ceil(100);
    instances.div_ceil((instances - stay).max(1))
}

/// How long a refresh of so many instances may take, and how long it may stand still.
fn patience(app: &App, instances: u32) -> (Patience, u64) {
    let round = u64::from(grace_s(app) + CHANGE_S);
    let all = round * u64::from(rounds(instances).max(1));
    (Patience::secs(EVERY_S, all), round)
}

/// Tells whether two specifications name one version; what AWS shows has the template's name beside its id.
fn same(one: &LaunchTemplateSpecification, other: &LaunchTemplateSpecification) -> bool {
    one.launch_template_id == other.launch_template_id && one.version == other.version
}

/// Brings every instance to a version of the template; does nothing where they have it.
///
/// # Errors
/// [`Cause::GivenBack`] when new instances did not answer, and those of the version before run again.
pub(super) async fn to(
    cx: &Context<'_>,
    app: &App,
    template: &LaunchTemplateSpecification,
) -> Result<(), DeployError> {
    let step = Step::RefreshInstances;
    let failed = match cx.step(step, roll(cx, app, template)).await {
        Ok(()) => return Ok(()),
        Err(failed) => failed,
    };
    let log = look::boot_log(cx, app, template).await;
    let body = back(cx, app);
    match cx.step(Step::GiveBackOldRelease, body).await {
        Ok(true) => Err(Cause::GivenBack {
            what: app.name.clone(),
            because: Box::new(failed.cause),
            log,
        }
        .at(failed.step)),
        Ok(false) => Err(failed),
        Err(second) => Err(second),
    }
}

async fn roll(
    cx: &Context<'_>,
    app: &App,
    template: &LaunchTemplateSpecification,
) -> Result<(), Cause> {
    let group = require(cx, app).await?;
    let mut instances = group.instances.iter();
    let all = instances.all(|i| same(&i.launch_template, template));
    let active = newest(cx, app).await?.filter(|r| is_active(r.status));
    let wanted = |r: &InstanceRefresh| {
        let wanted = r.desired_configuration.launch_template.as_ref();
        let forward = !matches!(
            r.status,
            InstanceRefreshStatus::Cancelling | InstanceRefreshStatus::RollbackInProgress
        );
        forward && wanted.is_some_and(|w| same(w, template))
    };
    if !active.as_ref().is_some_and(wanted) {
        if active.is_some() {
            settle(cx, app, group.desired_capacity).await?;
        }
        if all && same(&group.launch_template, template) {
            return Ok(());
        }
        let request = StartInstanceRefresh {
            auto_scaling_group_name: group_name(app),
            strategy: "Rolling".to_owned(),
            desired_configuration: Some(DesiredConfiguration {
                launch_template: Some(template.clone()),
            }),
            preferences: Some(RefreshPreferences {
                min_healthy_percentage: Some(MIN_HEALTHY),
                instance_warmup: Some(warm_up_s(app)),
                // An instance that has the version already stays: what was cut off goes on.
                skip_matching: Some(true),
                ..RefreshPreferences::default()
            }),
        };
        cx.cloud.start_instance_refresh(request).await?;
    }
    let (whole, still) = patience(app, group.desired_capacity);
    let clock = cx.cloud.clock();
    let mut moved = (u32::MAX, clock.now());
    let look = |found: DescribeInstanceRefreshesOutput| {
        let Some(refresh) = found.instance_refreshes.into_iter().next() else {
            return Look::NotYet(String::new());
        };
        let seen = format!("{} {} %", refresh.status, refresh.percentage_complete);
        if refresh.status == InstanceRefreshStatus::Successful {
            return Look::Met(());
        }
        if !is_active(refresh.status) {
            return Look::Never(Cause::RolledBack {
                what: refresh.auto_scaling_group_name,
                reason: format!("{seen} {}", refresh.status_reason),
                log: Vec::new(),
            });
        }
        let now = clock.now();
        if refresh.instances_to_update != moved.0 {
            moved = (refresh.instances_to_update, now);
        }
        let waited_s = now.since(moved.1).as_secs();
        if waited_s < still {
            return Look::NotYet(seen);
        }
        Look::Never(Cause::TimedOut {
            waiting_for: Wait::RefreshComplete,
            waited_s,
            last_seen: seen,
            log: Vec::new(),
        })
    };
    cx.wait_until(Wait::RefreshComplete, whole, listed(app), look)
        .await
}

fn listed(app: &App) -> DescribeInstanceRefreshes {
    DescribeInstanceRefreshes {
        auto_scaling_group_name: group_name(app),
        ..DescribeInstanceRefreshes::default()
    }
}

/// The newest refresh of the group.
async fn newest(cx: &Context<'_>, app: &App) -> Result<Option<InstanceRefresh>, Cause> {
    let all = cx.cloud.describe_instance_refreshes(listed(app)).await?;
    Ok(all.instance_refreshes.into_iter().next())
}

/// Ends a refresh to another version, and waits until it is over.
async fn settle(cx: &Context<'_>, app: &App, instances: u32) -> Result<(), Cause> {
    let request = CancelInstanceRefresh {
        auto_scaling_group_name: group_name(app),
    };
    match cx.cloud.cancel_instance_refresh(request).await {
        // It ends by itself meanwhile, or goes back and must be waited for.
        Err(error) if error.kind != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    over(cx, app, instances).await.map(drop)
}

/// Waits until no refresh is under way; gives how the newest ended.
async fn over(
    cx: &Context<'_>,
    app: &App,
    instances: u32,
) -> Result<Option<InstanceRefreshStatus>, Cause> {
    let look = |found: DescribeInstanceRefreshesOutput| {
        let newest = found.instance_refreshes.into_iter().next();
        match newest.map(|r| (r.status, r.percentage_complete)) {
            Some((status, percent)) if is_active(status) => {
                Look::NotYet(format!("{status} {percent} %"))
            }
            ended => Look::Met(ended.map(|(status, _)| status)),
        }
    };
    let (whole, _) = patience(app, instances);
    cx.wait_until(Wait::RefreshEnded, whole, listed(app), look)
        .await
}

/// Goes back to the version that the group had; tells whether there was something to go back from.
async fn back(cx: &Context<'_>, app: &App) -> Result<bool, Cause> {
    let Some(group) = find(cx, app).await? else {
        return Ok(false);
    };
    let request = RollbackInstanceRefresh {
        auto_scaling_group_name: group_name(app),
    };
    match cx.cloud.rollback_instance_refresh(request).await {
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error.into()),
        Ok(_) => {}
    }
    let ended = over(cx, app, group.desired_capacity).await?;
    if ended == Some(InstanceRefreshStatus::RollbackSuccessful) {
        return Ok(true);
    }
    Err(Cause::RolledBack {
        what: group_name(app),
        reason: ended.map(|s| s.to_string()).unwrap_or_default(),
        log: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::rounds;

    #[test]
    fn half_of_the_group_is_replaced_at_a_time() {
        assert_eq!([1, 2, 3, 4, 5, 6].map(rounds), [1, 2, 3, 2, 3, 2]);
    }
}
