//! What must always hold of EC2.

use std::collections::BTreeSet;

use crate::model::Limit;
use crate::world::World;

/// Checks EC2's invariants.
///
/// # Panics
/// With the invariant's words, when one is broken.
pub(crate) fn check(w: &World) {
    let ec2 = &w.ec2;
    let mut held = BTreeSet::new();
    for ((endpoint, _), interface) in &ec2.interfaces {
        let public = interface.public.map(|p| p.address());
        for address in [Some(interface.private), public].into_iter().flatten() {
            assert!(held.insert(address), "{address} belongs to one interface");
            let holder = ec2.holders.get(address);
            assert_eq!(holder, Some(endpoint), "{address} is held by its interface");
        }
        let subnet = &ec2.vpc.subnets[interface.subnet];
        assert!(
            subnet.holds(interface.private),
            "an address lies in its subnet"
        );
        if let Some(public) = public {
            assert!(
                ec2.public.is_taken(public),
                "a public address in use is taken"
            );
        }
        for group in interface.groups.iter() {
            assert!(
                ec2.groups.get(*group).is_some(),
                "an interface's groups exist"
            );
        }
    }
    assert_eq!(
        ec2.holders.len(),
        held.len(),
        "every held address has an interface"
    );
    let mut vcpus = 0;
    for (key, instance) in ec2.instances.iter() {
        assert_eq!(
            ec2.instance_keys.get(&instance.id),
            Some(&key),
            "an id names its instance"
        );
        if instance.counts() {
            vcpus += u64::from(instance.instance_type.vcpu);
        }
        if let Some(id) = &instance.volume {
            let attachment = ec2.volumes[id].attachment.as_ref();
            let holder = attachment.map(|a| a.instance.as_str());
            assert_eq!(
                holder,
                Some(instance.id.as_str()),
                "a root volume is attached to its instance"
            );
        }
    }
    assert!(
        vcpus <= w.model.limit(Limit::Ec2VcpuQuota),
        "the vCPU quota holds"
    );
    for (id, elastic) in &ec2.addresses {
        assert!(
            ec2.public.is_taken(elastic.address),
            "{id} keeps its address"
        );
    }
}
