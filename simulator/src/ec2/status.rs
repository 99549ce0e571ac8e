//! Status checks, and what can be read of a machine from outside.

use paperboat_core::aws::ec2::{
    DescribeInstanceStatus, DescribeInstanceStatusOutput, GetConsoleOutput, GetConsoleOutputOutput,
    InstanceStateName, InstanceStatus, InstanceStatusDetails, InstanceStatusSummary, SummaryStatus,
};
use paperboat_core::error::CloudError;

use super::instance::{InstanceKey, require, require_all};
use super::misfortune;
use super::page::{Asked, MOST};
use crate::host;
use crate::model::{Limit, Timing};
use crate::news::News;
use crate::wake::Kind;
use crate::world::World;

/// Begins the checks of an instance that runs from now on.
pub(super) fn begin(w: &mut World, key: InstanceKey) {
    let name = w.ec2.instances[key].stable_name.clone();
    let passed = w.draw(Timing::Ec2StatusChecks, &name);
    let readable = w.draw(Timing::Ec2ConsoleOutput, &name);
    let now = w.now;
    let instance = &mut w.ec2.instances[key];
    instance.status = SummaryStatus::Initializing;
    instance.console = Some(now + readable);
    let (at, generation) = (instance.launched + passed, instance.generation);
    let (id, last) = (instance.id.clone(), instance.last);
    w.state_apart(
        Some(last),
        &format!("{id}/status-checks"),
        "",
        SummaryStatus::Initializing.word(),
        "",
    );
    w.wake_at(at, Kind::InstanceStatus, key.slot(), generation);
}

/// Has the next check of an instance look at it; they come once a minute.
pub(super) fn look_again(w: &mut World, key: InstanceKey) {
    let instance = &w.ec2.instances[key];
    let every = w.model.limit(Limit::Ec2StatusCheckPeriodS).max(1) * 1_000_000;
    let since = w.now.0 - instance.launched.0;
    let next = std::time::Duration::from_micros(every - since % every);
    w.wake_in(next, Kind::InstanceStatus, key.slot(), instance.generation);
}

/// Looks at an instance: its checks pass when its machine is up, and fail when its hardware has no power. One that is only
/// not up yet is looked at again at the next check.
pub(super) fn wake(w: &mut World, key: InstanceKey, generation: u16) {
    let Some(instance) = w
        .ec2
        .instances
        .get(key)
        .filter(|i| i.generation == generation)
    else {
        return;
    };
    if instance.dark {
        return impaired(w, key);
    }
    if instance.status == SummaryStatus::Ok {
        return;
    }
    if !host::is_up(w, instance.machine) {
        let period = w.model.seconds(Limit::Ec2StatusCheckPeriodS);
        w.wake_in(period, Kind::InstanceStatus, key.slot(), generation);
        return;
    }
    let resource = format!("{}/status-checks", instance.id);
    let recovered = instance.status == SummaryStatus::Impaired;
    let booted = host::last_event(w, instance.machine);
    let last = booted.filter(|_| recovered).unwrap_or(instance.last);
    let from = instance.status.word();
    w.ec2.instances[key].status = SummaryStatus::Ok;
    w.state_apart(Some(last), &resource, from, SummaryStatus::Ok.word(), "");
}

/// The system status check fails; EC2 recovers the instance on other hardware (simplified automatic recovery), unless it
/// belongs to a group, which replaces it.
fn impaired(w: &mut World, key: InstanceKey) {
    let instance = &w.ec2.instances[key];
    if instance.status == SummaryStatus::Impaired {
        return;
    }
    let resource = format!("{}/status-checks", instance.id);
    let (from, to) = (instance.status.word(), SummaryStatus::Impaired);
    let cause = host::last_event(w, instance.machine);
    w.ec2.instances[key].status = to;
    let reason = "the system status check failed";
    let event = w.state_apart(cause, &resource, from, to.word(), reason);
    let id = w.ec2.instances[key].id.clone();
    if w.is_replaced(&id) {
        return w.hear(event, News::Impaired { id: &id });
    }
    misfortune::recover_after(w, key, Timing::Ec2AutomaticRecovery, event);
}

/// `DescribeInstanceStatus`: running instances only, unless all are asked for.
pub(super) fn describe(
    w: &World,
    r: &DescribeInstanceStatus,
) -> Result<DescribeInstanceStatusOutput, CloudError> {
    let keys = if r.instance_ids.is_empty() {
        w.ec2.instances.keys()
    } else {
        require_all(w, &r.instance_ids)?
    };
    let instances = keys.into_iter().map(|k| &w.ec2.instances[k]);
    let shown = instances.filter(|i| {
        i.visible <= w.now && (r.include_all_instances || i.state == InstanceStateName::Running)
    });
    let instance_statuses: Vec<InstanceStatus> = shown
        .map(|i| InstanceStatus {
            instance_id: i.id.clone(),
            availability_zone: i.zone(w).to_owned(),
            instance_state: i.state.into(),
            system_status: summary(i.status),
            instance_status: summary(i.status),
        })
        .collect();
    let asked = Asked {
        most: MOST,
        ids: Some(("instancesSet", &r.instance_ids)),
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (instance_statuses, next_token) = asked.of(instance_statuses)?;
    Ok(DescribeInstanceStatusOutput {
        instance_statuses,
        next_token,
    })
}

/// What the checks of one kind say together, and what each says: of both kinds the only one is whether the instance can be reached.
fn summary(status: SummaryStatus) -> InstanceStatusSummary {
    let reachability = match status {
        SummaryStatus::Ok => Some("passed"),
        SummaryStatus::Impaired => Some("failed"),
        SummaryStatus::Initializing => Some("initializing"),
        SummaryStatus::InsufficientData => Some("insufficient-data"),
        SummaryStatus::NotApplicable => None,
    };
    let details = reachability.map(|status| InstanceStatusDetails {
        name: "reachability".to_owned(),
        status: status.to_owned(),
    });
    InstanceStatusSummary {
        status,
        details: details.into_iter().collect(),
    }
}

/// `GetConsoleOutput`: empty until the boot's output has been posted, unless the latest is asked for.
pub(super) fn console(
    w: &World,
    r: &GetConsoleOutput,
) -> Result<GetConsoleOutputOutput, CloudError> {
    let key = require(w, &r.instance_id)?;
    let instance = &w.ec2.instances[key];
    let posted = instance.console.is_some_and(|at| r.latest || at <= w.now);
    let output = if posted {
        host::console(w, instance.machine)
    } else {
        String::new()
    };
    Ok(GetConsoleOutputOutput {
        instance_id: r.instance_id.clone(),
        output,
    })
}
