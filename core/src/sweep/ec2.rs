//! Machines, and what belongs to them.

use std::net::Ipv4Addr;

use super::leftover::{Charge, Kind, Leftover};
use super::mark::Mark;
use crate::aws::Ec2 as _;
use crate::aws::ec2::{
    DeleteKeyPair, DeleteSecurityGroup, DeleteSnapshot, DeleteVolume, DescribeAddresses,
    DescribeInstances, DescribeKeyPairs, DescribeSecurityGroups, DescribeSnapshots,
    DescribeVolumes, DisassociateAddress, Filter, Instance, InstanceStateName, ReleaseAddress,
    SecurityGroup, Tag, TerminateInstances,
};
use crate::cloud::Cloud;
use crate::error::CloudError;
use crate::strategy::TAG;

fn tagged() -> Vec<Filter> {
    vec![Filter::new("tag-key", TAG)]
}

fn mark(tags: &[Tag]) -> Option<Mark> {
    Mark::of(tags.iter().map(|t| (&t.key, &t.value)))
}

fn name(tags: &[Tag]) -> &str {
    let name = tags.iter().find(|t| t.key == "Name");
    name.map_or("", |t| t.value.as_str())
}

/// Instances that are not terminated.
pub(super) async fn instances(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeInstances {
        filters: tagged(),
        ..DescribeInstances::default()
    };
    let found = cloud.describe_instances(request).await?;
    let all = found.reservations.iter().flat_map(|r| &r.instances);
    let left = all.filter(|i| i.state.name != InstanceStateName::Terminated);
    let left: Vec<&Instance> = left.collect();
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let elastic = cloud.describe_addresses(DescribeAddresses::default());
    let elastic = elastic.await?.addresses.into_iter();
    let elastic: Vec<Ipv4Addr> = elastic.filter_map(|address| address.public_ip).collect();
    let left = left.into_iter();
    Ok(left.filter_map(|i| instance(i, &elastic)).collect())
}

/// An instance, with the address that AWS lends it; an Elastic IP address is a leftover of its own.
fn instance(i: &Instance, elastic: &[Ipv4Addr]) -> Option<Leftover> {
    let state = i.state.name;
    let leftover = Leftover::new(Kind::Instance, &i.instance_id, &mark(&i.tags)?)
        .called(name(&i.tags))
        .in_state(state.word());
    if state == InstanceStateName::ShuttingDown {
        return Some(leftover);
    }
    let runs = matches!(
        state,
        InstanceStateName::Pending | InstanceStateName::Running
    );
    let charge = Charge::Instance {
        instance_type: i.instance_type.clone(),
    };
    let lent = i.public_ip_address.filter(|ip| !elastic.contains(ip));
    Some(
        leftover
            .billed(runs.then_some(charge))
            .billed(lent.map(|_| Charge::PublicIpv4))
            .removed_by(TerminateInstances {
                instance_ids: vec![i.instance_id.clone()],
            }),
    )
}

/// Elastic IP addresses.
pub(super) async fn addresses(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeAddresses {
        filters: tagged(),
        ..DescribeAddresses::default()
    };
    let mut left = Vec::new();
    for address in cloud.describe_addresses(request).await?.addresses {
        let Some(mark) = mark(&address.tags) else {
            continue;
        };
        let state = address.association_id.as_ref().map(|_| "associated");
        let mut leftover = Leftover::new(Kind::Address, &address.allocation_id, &mark)
            .called(name(&address.tags))
            .in_state(state.unwrap_or_default())
            .billed([Charge::PublicIpv4]);
        if let Some(association_id) = address.association_id {
            leftover = leftover.removed_by(DisassociateAddress { association_id });
        }
        left.push(leftover.removed_by(ReleaseAddress {
            allocation_id: address.allocation_id,
        }));
    }
    Ok(left)
}

/// Volumes. Most go with their instance; then the removal finds nothing left to do.
pub(super) async fn volumes(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeVolumes {
        filters: tagged(),
        ..DescribeVolumes::default()
    };
    let mut left = Vec::new();
    for volume in cloud.describe_volumes(request).await?.volumes {
        let Some(mark) = mark(&volume.tags) else {
            continue;
        };
        let leftover = Leftover::new(Kind::Volume, &volume.volume_id, &mark)
            .called(name(&volume.tags))
            .in_state(&volume.state);
        left.push(match volume.state.as_str() {
            "deleted" => continue,
            "deleting" => leftover,
            _ => leftover
                .billed([Charge::Volume { gib: volume.size }])
                .removed_by(DeleteVolume {
                    volume_id: volume.volume_id,
                }),
        });
    }
    Ok(left)
}

/// Snapshots of the account.
pub(super) async fn snapshots(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeSnapshots {
        filters: tagged(),
        owner_ids: vec!["self".to_owned()],
        ..DescribeSnapshots::default()
    };
    let found = cloud.describe_snapshots(request).await?.snapshots;
    let left = found.into_iter().filter_map(|snapshot| {
        let charge = Charge::Snapshot {
            gib: snapshot.volume_size,
        };
        let leftover = Leftover::new(
            Kind::Snapshot,
            &snapshot.snapshot_id,
            &mark(&snapshot.tags)?,
        );
        Some(
            leftover
                .called(name(&snapshot.tags))
                .in_state(&snapshot.state)
                .billed([charge])
                .removed_by(DeleteSnapshot {
                    snapshot_id: snapshot.snapshot_id,
                }),
        )
    });
    Ok(left.collect())
}

/// Key pairs.
pub(super) async fn key_pairs(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeKeyPairs {
        filters: tagged(),
        ..DescribeKeyPairs::default()
    };
    let found = cloud.describe_key_pairs(request).await?.key_pairs;
    let left = found.into_iter().filter_map(|pair| {
        // AWS gives those with the tag only; emulators that know no filter of key pairs show no tags either
        let mark = mark(&pair.tags).or_else(|| Mark::named(&pair.key_name))?;
        let leftover = Leftover::new(Kind::KeyPair, &pair.key_pair_id, &mark);
        let key_name = pair.key_name;
        Some(
            leftover
                .called(&key_name)
                .removed_by(DeleteKeyPair { key_name }),
        )
    });
    Ok(left.collect())
}

/// Security groups, those that others refer to last.
pub(super) async fn security_groups(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeSecurityGroups {
        filters: tagged(),
        ..DescribeSecurityGroups::default()
    };
    let mut waiting = cloud
        .describe_security_groups(request)
        .await?
        .security_groups;
    let mut left = Vec::new();
    while !waiting.is_empty() {
        let free = |group: &SecurityGroup| !waiting.iter().any(|other| refers(other, group));
        // Groups that refer to one another have no good order: AWS's refusal then says which.
        let next = waiting.iter().position(free).unwrap_or(0);
        let group = waiting.remove(next);
        if let Some(mark) = mark(&group.tags) {
            let leftover = Leftover::new(Kind::SecurityGroup, &group.group_id, &mark);
            left.push(
                leftover
                    .called(&group.group_name)
                    .removed_by(DeleteSecurityGroup {
                        group_id: group.group_id,
                        ..Default::default()
                    }),
            );
        }
    }
    Ok(left)
}

/// Tells whether a rule of one group names another one.
fn refers(group: &SecurityGroup, to: &SecurityGroup) -> bool {
    let rules = group.ip_permissions.iter();
    let mut pairs = rules
        .chain(&group.ip_permissions_egress)
        .flat_map(|p| &p.user_id_group_pairs);
    group.group_id != to.group_id && pairs.any(|pair| pair.group_id == to.group_id)
}
