//! Starting, stopping, restarting and ending instances.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ec2::{
    InstanceStateChange, InstanceStateChanges, RebootInstances, StartInstances, StopInstances,
    TerminateInstances,
};

use super::instance::read_state;
use crate::aws::convert::{all, some};
use crate::aws::error::{Answer, refused};

fn changes(changes: Option<Vec<sdk::InstanceStateChange>>) -> InstanceStateChanges {
    let changes = all(changes, |c| InstanceStateChange {
        instance_id: c.instance_id.unwrap_or_default(),
        previous_state: read_state(c.previous_state),
        current_state: read_state(c.current_state),
    });
    InstanceStateChanges { changes }
}

pub(in crate::aws) async fn start_instances(
    ec2: &Client,
    r: StartInstances,
) -> Answer<InstanceStateChanges> {
    let call = ec2.start_instances().set_instance_ids(some(r.instance_ids));
    let answer = call.send().await.map_err(refused)?;
    Ok(changes(answer.starting_instances))
}

pub(in crate::aws) async fn stop_instances(
    ec2: &Client,
    r: StopInstances,
) -> Answer<InstanceStateChanges> {
    let call = ec2.stop_instances().set_instance_ids(some(r.instance_ids));
    let answer = call.send().await.map_err(refused)?;
    Ok(changes(answer.stopping_instances))
}

pub(in crate::aws) async fn reboot_instances(ec2: &Client, r: RebootInstances) -> Answer<Empty> {
    ec2.reboot_instances()
        .set_instance_ids(some(r.instance_ids))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn terminate_instances(
    ec2: &Client,
    r: TerminateInstances,
) -> Answer<InstanceStateChanges> {
    let call = ec2
        .terminate_instances()
        .set_instance_ids(some(r.instance_ids));
    let answer = call.send().await.map_err(refused)?;
    Ok(changes(answer.terminating_instances))
}
