//! Elastic IP addresses: they stay when an instance stops, and cost the same when nobody uses them.

use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::{
    Address, AllocateAddress, AllocateAddressOutput, AssociateAddress, AssociateAddressOutput,
    DescribeAddresses, DescribeAddressesOutput, InstanceStateName,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::due::{Due, later};
use super::filter::{self, Filtered, passes};
use super::instance::{Instance, InstanceKey, require as require_instance};
use super::interface::{Interface, Public, drop_public, lend_public, no_public_left, set_elastic};
use super::tag::{self, Tags};
use crate::change::Subject;
use crate::id::{ACCOUNT, REGION};
use crate::meter::{self, Item};
use crate::model::{Limit, Timing};
use crate::refusal::{in_use, invalid, limit, not_found};
use crate::world::World;

/// An address that the account keeps until it releases it.
#[derive(Clone, Debug)]
pub(super) struct ElasticAddress {
    pub(super) address: Ipv4Addr,
    pub(super) association: Option<Association>,
    pub(super) tags: Tags,
    last: EventId,
}

/// That an address belongs to an instance.
#[derive(Clone, Debug)]
pub(super) struct Association {
    pub(super) id: String,
    pub(super) instance: InstanceKey,
}

/// Where the addresses are from that the account brought none of (EC2 API reference, `AllocateAddress`).
const POOL: &str = "amazon";

struct Seen<'w>(&'w World, &'w str, &'w ElasticAddress);

impl Seen<'_> {
    fn associated(&self) -> Option<&Instance> {
        let association = self.2.association.as_ref()?;
        self.0.ec2.instances.get(association.instance)
    }

    fn instance(&self) -> Option<String> {
        Some(self.associated()?.id.clone())
    }

    fn interface(&self) -> Option<&Interface> {
        self.associated()?.interface(self.0)
    }
}

impl Filtered for Seen<'_> {
    const OPERATION: &'static str = "ec2:DescribeAddresses";
    const FILTERS: &'static [&'static str] = &[
        "allocation-id",
        "public-ip",
        "association-id",
        "instance-id",
        "domain",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let association = self.2.association.as_ref().map(|a| a.id.clone());
        Some(match filter {
            "allocation-id" => vec![self.1.to_owned()],
            "public-ip" => vec![self.2.address.to_string()],
            "association-id" => association.into_iter().collect(),
            "instance-id" => self.instance().into_iter().collect(),
            "domain" => vec!["vpc".to_owned()],
            _ => return None,
        })
    }

    fn tags(&self) -> &Tags {
        &self.2.tags
    }
}

/// `AllocateAddress`.
pub(super) fn allocate(
    w: &mut World,
    r: AllocateAddress,
    cause: EventId,
) -> Result<AllocateAddressOutput, CloudError> {
    if !matches!(r.domain.as_str(), "" | "vpc") {
        let message = format!("Invalid value '{}' for domain.", r.domain);
        return Err(invalid("InvalidParameterValue", message));
    }
    if w.ec2.addresses.len() as u64 >= w.model.limit(Limit::Ec2Addresses) {
        let message = "The maximum number of addresses has been reached.";
        return Err(limit("AddressLimitExceeded", message));
    }
    let tags = tag::specified(w, &r.tag_specifications, "elastic-ip")?;
    let Some(address) = w.ec2.public.take() else {
        return Err(no_public_left());
    };
    let id = w.ids.ec2("eipalloc");
    let last = w.state(Some(cause), &id, "", "allocated", address.to_string());
    let elastic = ElasticAddress {
        address,
        association: None,
        tags,
        last,
    };
    w.ec2.addresses.insert(id.clone(), elastic);
    meter::open(w, &id, Item::PublicIpv4);
    Ok(AllocateAddressOutput {
        allocation_id: id,
        public_ip: Some(address),
        domain: "vpc".to_owned(),
        public_ipv4_pool: POOL.to_owned(),
        network_border_group: REGION.to_owned(),
    })
}

fn require<'w>(w: &'w World, id: &str) -> Result<&'w ElasticAddress, CloudError> {
    w.ec2.addresses.get(id).ok_or_else(|| {
        let message = format!("The allocation ID '{id}' does not exist");
        not_found("InvalidAllocationID.NotFound", message)
    })
}

/// `AssociateAddress`: moves the address silently from another instance; routes to it a little later.
pub(super) fn associate(
    w: &mut World,
    r: &AssociateAddress,
    cause: EventId,
) -> Result<AssociateAddressOutput, CloudError> {
    let elastic = require(w, &r.allocation_id)?;
    let key = require_instance(w, &r.instance_id)?;
    if let Some(association) = elastic.association.as_ref().filter(|a| a.instance == key) {
        let association_id = association.id.clone();
        return Ok(AssociateAddressOutput { association_id });
    }
    let instance = &w.ec2.instances[key];
    use InstanceStateName::{Running, Stopped, Stopping};
    if !matches!(instance.state, Running | Stopping | Stopped) {
        let message = format!(
            "The pending instance '{}' is not in a valid state for this operation.",
            r.instance_id
        );
        return Err(in_use("InvalidInstanceID", message));
    }
    let name = instance.stable_name.clone();
    if elastic.association.is_some() {
        part(w, &r.allocation_id, cause);
    }
    // An instance has one address: another Elastic IP of it is free again.
    let other = w
        .ec2
        .addresses
        .iter()
        .find(|(_, a)| a.association.as_ref().is_some_and(|a| a.instance == key));
    if let Some(other) = other.map(|(id, _)| id.clone()) {
        part(w, &other, cause);
    }
    let id = w.ids.ec2("eipassoc");
    let last = w.state(
        Some(cause),
        &r.allocation_id,
        "allocated",
        "associating",
        r.instance_id.clone(),
    );
    if let Some(elastic) = w.ec2.addresses.get_mut(&r.allocation_id) {
        elastic.last = last;
        elastic.association = Some(Association {
            id: id.clone(),
            instance: key,
        });
    }
    let delay = w.draw(Timing::Ec2AddressAssociation, &name);
    let due = Due::Association {
        allocation: r.allocation_id.clone(),
        association: id.clone(),
    };
    later(w, delay, due);
    Ok(AssociateAddressOutput { association_id: id })
}

/// Routes an address to its instance, when the association still exists.
pub(super) fn take_effect(w: &mut World, allocation: &str, association: &str) {
    let Some(elastic) = w.ec2.addresses.get(allocation) else {
        return;
    };
    let Some(current) = elastic.association.as_ref().filter(|a| a.id == association) else {
        return;
    };
    let (address, last) = (elastic.address, elastic.last);
    let instance = &w.ec2.instances[current.instance];
    let (endpoint, id) = (instance.endpoint(), instance.id.clone());
    set_elastic(w, endpoint, address);
    let event = w.state(Some(last), allocation, "associating", "associated", id);
    w.mark(Subject::Address(address), event);
    if let Some(elastic) = w.ec2.addresses.get_mut(allocation) {
        elastic.last = event;
    }
}

/// `DisassociateAddress`: a running instance gets an address from Amazon's pool instead.
pub(super) fn disassociate(w: &mut World, id: &str, cause: EventId) -> Result<(), CloudError> {
    let of = |a: &ElasticAddress| a.association.as_ref().is_some_and(|a| a.id == id);
    let found = w.ec2.addresses.iter().find(|(_, a)| of(a));
    let Some(allocation) = found.map(|(id, _)| id.clone()) else {
        let message = format!("The association ID '{id}' does not exist");
        return Err(not_found("InvalidAssociationID.NotFound", message));
    };
    part(w, &allocation, cause);
    Ok(())
}

fn part(w: &mut World, allocation: &str, cause: EventId) {
    let Some(elastic) = w.ec2.addresses.get_mut(allocation) else {
        return;
    };
    let Some(association) = elastic.association.take() else {
        return;
    };
    let address = elastic.address;
    let event = w.state(
        Some(cause),
        allocation,
        "associated",
        "allocated",
        address.to_string(),
    );
    w.mark(Subject::Address(address), event);
    if let Some(elastic) = w.ec2.addresses.get_mut(allocation) {
        elastic.last = event;
    }
    let Some(instance) = w.ec2.instances.get(association.instance) else {
        return;
    };
    let (endpoint, counts) = (instance.endpoint(), instance.counts());
    let interface = w.ec2.interfaces.get(&(endpoint, 0));
    if interface.is_some_and(|i| i.public == Some(Public::Elastic(address))) {
        drop_public(w, endpoint, 0);
        // An empty pool leaves the instance without a public address.
        if counts && lend_public(w, endpoint, 0).is_err() {
            w.state(
                Some(event),
                allocation,
                "allocated",
                "allocated",
                "no public address left",
            );
        }
    }
}

/// Parts the address of an instance that is terminated.
pub(super) fn leave(w: &mut World, key: InstanceKey, cause: EventId) {
    let of = |a: &ElasticAddress| a.association.as_ref().is_some_and(|a| a.instance == key);
    let ids: Vec<String> = w
        .ec2
        .addresses
        .iter()
        .filter(|(_, a)| of(a))
        .map(|(id, _)| id.clone())
        .collect();
    for id in ids {
        part(w, &id, cause);
    }
}

/// `ReleaseAddress`.
pub(super) fn release(w: &mut World, id: &str, cause: EventId) -> Result<(), CloudError> {
    let elastic = require(w, id)?;
    let address = elastic.address;
    if elastic.association.is_some() {
        let message = format!("Address {address} is in use.");
        return Err(in_use("InvalidIPAddress.InUse", message));
    }
    w.ec2.addresses.remove(id);
    w.ec2.public.give_back(address);
    meter::close(w, id);
    w.state(Some(cause), id, "allocated", "released", "");
    Ok(())
}

/// `DescribeAddresses`.
pub(super) fn describe(
    w: &World,
    r: &DescribeAddresses,
) -> Result<DescribeAddressesOutput, CloudError> {
    for id in &r.allocation_ids {
        require(w, id)?;
    }
    filter::check::<Seen<'_>>(&r.filters)?;
    let mut addresses = Vec::new();
    for (id, elastic) in &w.ec2.addresses {
        let seen = Seen(w, id, elastic);
        let named = r.allocation_ids.is_empty() || r.allocation_ids.contains(id);
        if named && passes(&seen, &r.filters)? {
            let interface = seen.interface();
            addresses.push(Address {
                allocation_id: id.clone(),
                association_id: elastic.association.as_ref().map(|a| a.id.clone()),
                instance_id: seen.instance(),
                network_interface_id: interface.map(|i| i.label.id.clone().into()),
                network_interface_owner_id: interface.map(|_| ACCOUNT.to_owned()),
                private_ip_address: interface.map(|i| i.private),
                public_ip: Some(elastic.address),
                domain: "vpc".to_owned(),
                public_ipv4_pool: POOL.to_owned(),
                network_border_group: REGION.to_owned(),
                tags: tag::shown(&elastic.tags),
            });
        }
    }
    Ok(DescribeAddressesOutput { addresses })
}
