//! Status checks, and what can be read of a machine from outside.

use paperboat_core::aws::ec2::{
    DescribeInstanceStatus, DescribeInstanceStatusOutput, GetConsoleOutput, GetConsoleOutputOutput,
    InstanceStateName, InstanceStatus, InstanceStatusSummary, SummaryStatus,
};
use paperboat_core::error::CloudError;

use super::instance::{InstanceKey, require, require_all};
use crate::host;
use crate::model::{Limit, Timing};
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
    w.state(
        Some(last),
        &format!("{id}/status-checks"),
        "",
        SummaryStatus::Initializing.word(),
        "",
    );
    w.wake_at(at, Kind::InstanceStatus, key.slot(), generation);
}

/// Passes the checks of a machine that is up; looks at another one again at the next check.
pub(super) fn wake(w: &mut World, key: InstanceKey, generation: u16) {
    let Some(instance) = w
        .ec2
        .instances
        .get(key)
        .filter(|i| i.generation == generation)
    else {
        return;
    };
    if !host::is_up(w, instance.machine) {
        let period = w.model.seconds(Limit::Ec2StatusCheckPeriodS);
        w.wake_in(period, Kind::InstanceStatus, key.slot(), generation);
        return;
    }
    let resource = format!("{}/status-checks", instance.id);
    let (last, from) = (instance.last, instance.status.word());
    w.ec2.instances[key].status = SummaryStatus::Ok;
    w.state(Some(last), &resource, from, SummaryStatus::Ok.word(), "");
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
    let summary = |status| InstanceStatusSummary { status };
    let instance_statuses = shown
        .map(|i| InstanceStatus {
            instance_id: i.id.clone(),
            instance_state: i.state.into(),
            system_status: summary(i.status),
            instance_status: summary(i.status),
        })
        .collect();
    Ok(DescribeInstanceStatusOutput { instance_statuses })
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
