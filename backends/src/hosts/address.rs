//! Addresses of instances: an emulator's own belong to strangers, so they are replaced before anybody sees them.

use std::net::Ipv4Addr;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ec2::{Instance, InstanceStateName};

/// Shows other public addresses than a cloud reports.
pub(super) struct Shown<F> {
    address: F,
}

impl<F: Fn(&str) -> Ipv4Addr> Shown<F> {
    /// Shows `address` of an instance's id.
    pub(super) fn new(address: F) -> Self {
        Self { address }
    }

    /// Replaces the public addresses of instances in a reply, and those of the addresses associated with them.
    pub(super) fn in_reply(&self, reply: &mut Reply) {
        match reply {
            Reply::RunInstances(out) => out.instances.iter_mut().for_each(|i| self.in_one(i)),
            Reply::DescribeInstances(out) => {
                let all = out.reservations.iter_mut().flat_map(|r| &mut r.instances);
                all.for_each(|i| self.in_one(i));
            }
            Reply::DescribeAddresses(out) => {
                for address in &mut out.addresses {
                    let id = address.instance_id.as_deref().filter(|id| !id.is_empty());
                    address.public_ip = id.map(&self.address);
                }
            }
            Reply::DescribeNetworkInterfaces(out) => {
                for interface in &mut out.network_interfaces {
                    let id = interface
                        .attachment
                        .as_ref()
                        .map(|a| a.instance_id.as_str());
                    let id = id.filter(|id| !id.is_empty());
                    if let Some(association) = &mut interface.association {
                        association.public_ip = id.map(&self.address);
                    }
                }
            }
            Reply::AllocateAddress(out) => out.public_ip = None,
            _ => {}
        }
    }

    fn in_one(&self, instance: &mut Instance) {
        let up = [InstanceStateName::Pending, InstanceStateName::Running];
        let has_address = up.contains(&instance.state.name);
        let address = has_address.then(|| (self.address)(&instance.instance_id));
        instance.show_public(address);
    }
}
