//! Network interfaces as the API shows them: those of instances, tasks, load balancers and mount targets.

use paperboat_core::aws::ec2::{
    DescribeNetworkInterfaces, DescribeNetworkInterfacesOutput, InstanceNetworkInterface,
    InstanceNetworkInterfaceAssociation, InstanceNetworkInterfaceAttachment,
    NetworkInterface as View, NetworkInterfaceAssociation, NetworkInterfaceAttachment,
};
use paperboat_core::error::CloudError;

use super::filter::{self, Filtered, passes};
use super::image::is_id;
use super::instance::{instance_on, public_dns_name};
use super::interface::{Interface, Public};
use super::page::{Asked, MOST};
use crate::id::ACCOUNT;
use crate::net::Endpoint;
use crate::refusal::{invalid, not_found};
use crate::world::World;

/// Who owns an address that Amazon lends (the example in the EC2 API reference, DescribeNetworkInterfaces).
const AMAZON: &str = "amazon";

impl Filtered for View {
    const OPERATION: &'static str = "ec2:DescribeNetworkInterfaces";
    const FILTERS: &'static [&'static str] = &[
        "association.public-ip",
        "attachment.instance-id",
        "attachment.status",
        "availability-zone",
        "description",
        "group-id",
        "group-name",
        "interface-type",
        "network-interface-id",
        "owner-id",
        "private-ip-address",
        "requester-managed",
        "status",
        "subnet-id",
        "vpc-id",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let attachment = self.attachment.as_ref();
        Some(match filter {
            "association.public-ip" => {
                let public = self.association.as_ref().and_then(|a| a.public_ip);
                public.iter().map(ToString::to_string).collect()
            }
            "attachment.instance-id" => attachment.iter().map(|a| a.instance_id.clone()).collect(),
            "attachment.status" => attachment.iter().map(|a| a.status.clone()).collect(),
            "availability-zone" => vec![self.availability_zone.clone()],
            "description" => vec![self.description.clone()],
            "group-id" => self.groups.iter().map(|g| g.group_id.clone()).collect(),
            "group-name" => self.groups.iter().map(|g| g.group_name.clone()).collect(),
            "interface-type" => vec![self.interface_type.clone()],
            "network-interface-id" => vec![self.network_interface_id.clone()],
            "owner-id" => vec![self.owner_id.clone()],
            "private-ip-address" => {
                let private = self.private_ip_address;
                private.iter().map(ToString::to_string).collect()
            }
            "requester-managed" => vec![self.requester_managed.to_string()],
            "status" => vec![self.status.clone()],
            "subnet-id" => vec![self.subnet_id.clone()],
            "vpc-id" => vec![self.vpc_id.clone()],
            _ => return None,
        })
    }
}

/// `DescribeNetworkInterfaces`. The attachment is shown of instances only: what other services attach theirs to is theirs.
///
/// # Errors
/// Malformed and unknown ids, filters that are not known, pages that were not given.
pub(super) fn describe(
    w: &World,
    r: &DescribeNetworkInterfaces,
) -> Result<DescribeNetworkInterfacesOutput, CloudError> {
    let wanted = &r.network_interface_ids;
    if let Some(id) = wanted.iter().find(|id| !is_id(id, "eni")) {
        let message = format!("Invalid id: \"{id}\" (expecting \"eni-...\")");
        return Err(invalid("InvalidNetworkInterfaceId.Malformed", message));
    }
    let ids = || w.ec2.interfaces.values().map(|i| &i.label.id[..]);
    if let Some(id) = wanted.iter().find(|id| ids().all(|known| known != *id)) {
        let message = format!("The networkInterface ID '{id}' does not exist");
        return Err(not_found("InvalidNetworkInterfaceID.NotFound", message));
    }
    filter::check::<View>(&r.filters)?;
    let mut found = Vec::new();
    for ((endpoint, _), interface) in &w.ec2.interfaces {
        let id = &interface.label.id[..];
        if !wanted.is_empty() && wanted.iter().all(|w| w != id) {
            continue;
        }
        let shown = view(w, *endpoint, interface);
        if passes(&shown, &r.filters)? {
            found.push(shown);
        }
    }
    let asked = Asked {
        most: MOST,
        ids: Some(("networkInterfaceIds", wanted)),
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (network_interfaces, next_token) = asked.of(found)?;
    Ok(DescribeNetworkInterfacesOutput {
        network_interfaces,
        next_token,
    })
}

fn view(w: &World, endpoint: Endpoint, interface: &Interface) -> View {
    let instance = match endpoint {
        Endpoint::Machine(machine) => instance_on(w, machine),
        _ => None,
    };
    let subnet = &w.ec2.vpc.subnets[interface.subnet];
    let groups = interface.groups.iter();
    View {
        network_interface_id: interface.label.id.clone().into(),
        description: interface.label.description.clone().into(),
        status: "in-use".to_owned(),
        interface_type: "interface".to_owned(),
        requester_managed: instance.is_none(),
        subnet_id: subnet.id.clone(),
        vpc_id: w.ec2.vpc.id.clone(),
        availability_zone: subnet.zone.to_owned(),
        owner_id: ACCOUNT.to_owned(),
        private_ip_address: Some(interface.private),
        groups: groups.map(|g| w.ec2.groups[*g].identifier()).collect(),
        association: interface.public.map(|public| NetworkInterfaceAssociation {
            public_ip: Some(public.address()),
            ip_owner_id: owner_of(public).to_owned(),
        }),
        attachment: instance.map(|id| NetworkInterfaceAttachment {
            instance_id: id.to_owned(),
            device_index: 0,
            status: "attached".to_owned(),
            delete_on_termination: true,
        }),
    }
}

/// An instance's network interface, as the instance shows it.
pub(super) fn of_instance(w: &World, interface: &Interface) -> InstanceNetworkInterface {
    let subnet = &w.ec2.vpc.subnets[interface.subnet];
    let groups = interface.groups.iter();
    InstanceNetworkInterface {
        network_interface_id: interface.label.id.clone().into(),
        description: interface.label.description.clone().into(),
        status: "in-use".to_owned(),
        interface_type: "interface".to_owned(),
        subnet_id: subnet.id.clone(),
        vpc_id: w.ec2.vpc.id.clone(),
        owner_id: ACCOUNT.to_owned(),
        private_ip_address: Some(interface.private),
        groups: groups.map(|g| w.ec2.groups[*g].identifier()).collect(),
        association: interface
            .public
            .map(|public| InstanceNetworkInterfaceAssociation {
                public_ip: Some(public.address()),
                public_dns_name: public_dns_name(public.address()),
                ip_owner_id: owner_of(public).to_owned(),
            }),
        attachment: Some(InstanceNetworkInterfaceAttachment {
            device_index: 0,
            status: "attached".to_owned(),
            delete_on_termination: true,
        }),
    }
}

fn owner_of(public: Public) -> &'static str {
    match public {
        Public::Lent(_) => AMAZON,
        Public::Elastic(_) => ACCOUNT,
    }
}
