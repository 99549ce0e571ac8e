//! What of EC2 is billed by time.

use paperboat_core::aws::ec2::InstanceStateName;

use super::interface::Public;
use crate::meter::Item;
use crate::world::World;

/// The instances, addresses, volumes and snapshots that are billed now, by the name that each is billed under.
///
/// An instance is while it runs, an Elastic IP while the account has it, a lent address while an interface has it.
pub(crate) fn billable(w: &World) -> impl Iterator<Item = (String, Item)> {
    let running = w.ec2.instances.iter().map(|(_, i)| i);
    let running = running.filter(|i| i.state == InstanceStateName::Running);
    let instances = running.map(|i| {
        let instance_type = i.instance_type.name.clone();
        (i.id.clone(), Item::Instance { instance_type })
    });
    let lent = w.ec2.interfaces.values().filter_map(|i| match i.public {
        Some(Public::Lent(address)) => Some((address.to_string(), Item::PublicIpv4)),
        Some(Public::Elastic(_)) | None => None,
    });
    let kept = w.ec2.addresses.keys();
    let elastic = kept.map(|id| (id.clone(), Item::PublicIpv4));
    let volumes = w.ec2.volumes.iter();
    let volumes = volumes.map(|(id, v)| (id.clone(), Item::Gp3 { gib: v.gib }));
    let snapshots = w.ec2.snapshots.iter();
    let snapshots = snapshots.map(|(id, s)| (id.clone(), Item::Snapshot { bytes: s.stored }));
    instances
        .chain(lent)
        .chain(elastic)
        .chain(volumes)
        .chain(snapshots)
}
