//! Taking everything away again, whatever there is of it.

use super::{firewall, launch};
use crate::aws::Ec2 as _;
use crate::aws::ec2::{
    DeleteKeyPair, DeleteSecurityGroup, DeleteSnapshot, DescribeAddresses, DescribeInstances,
    DescribeSnapshots, DisassociateAddress, InstanceStateName, ReleaseAddress, TerminateInstances,
};
use crate::cloud::{Context, Look, Patience};
use crate::error::{Cause, ErrorKind};
use crate::recipe::Wait;
use crate::strategy::App;
use crate::strategy::names::{base, ours};

/// Terminates the application's instances, and waits for their end: what they hold can go only then. Tells whether one had
/// a role.
pub(super) async fn terminate(cx: &Context<'_>, app: &App) -> Result<bool, Cause> {
    let mut had_role = false;
    while let Some(instance) = launch::find(cx, app).await? {
        had_role |= instance.iam_instance_profile.is_some();
        let instance_ids = vec![instance.instance_id];
        cx.cloud
            .terminate_instances(TerminateInstances {
                instance_ids: instance_ids.clone(),
            })
            .await?;
        let probe = DescribeInstances {
            instance_ids,
            ..Default::default()
        };
        cx.wait_until(
            Wait::InstanceTerminated,
            Patience::secs(5, 600),
            probe,
            |found| {
                let mut states = found
                    .reservations
                    .iter()
                    .flat_map(|r| &r.instances)
                    .map(|i| i.state.name);
                match states.find(|s| *s != InstanceStateName::Terminated) {
                    None => Look::Met(()),
                    Some(state) => Look::NotYet(state.to_string()),
                }
            },
        )
        .await?;
    }
    Ok(had_role)
}

/// Deletes the application's snapshots.
pub(in crate::strategy) async fn snapshots(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let request = DescribeSnapshots {
        filters: vec![ours(app)],
        owner_ids: vec!["self".to_owned()],
        ..Default::default()
    };
    for snapshot in cx.cloud.describe_snapshots(request).await?.snapshots {
        cx.cloud
            .delete_snapshot(DeleteSnapshot {
                snapshot_id: snapshot.snapshot_id,
            })
            .await?;
    }
    Ok(())
}

/// Gives the application's address back.
pub(super) async fn address(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let request = DescribeAddresses {
        filters: vec![ours(app)],
        ..Default::default()
    };
    for address in cx.cloud.describe_addresses(request).await?.addresses {
        if let Some(association_id) = address.association_id {
            cx.cloud
                .disassociate_address(DisassociateAddress { association_id })
                .await?;
        }
        cx.cloud
            .release_address(ReleaseAddress {
                allocation_id: address.allocation_id,
            })
            .await?;
    }
    Ok(())
}

/// Deletes the security group, as soon as nothing uses it any more. An instance that was launched a moment ago is
/// listed late: a group that stays in use makes it worth looking again.
pub(super) async fn firewall(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let Some(group) = firewall::find(cx, app).await? else {
        return Ok(());
    };
    let request = DeleteSecurityGroup {
        group_id: group.group_id,
        ..Default::default()
    };
    let soon = Patience::secs(5, 30);
    let deleted = cx.once_possible(Wait::FirewallUnused, soon, request.clone());
    match deleted.await {
        Err(Cause::TimedOut { .. }) => {
            terminate(cx, app).await?;
            cx.once_possible(Wait::FirewallUnused, Patience::secs(5, 300), request)
                .await
        }
        ended => ended,
    }
}

/// Deletes the key pair.
pub(in crate::strategy) async fn key_pair(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    match cx
        .cloud
        .delete_key_pair(DeleteKeyPair {
            key_name: base(app),
        })
        .await
    {
        Err(e) if e.kind != ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}
