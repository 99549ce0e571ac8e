//! Elastic IP addresses.

use aws_sdk_ec2::Client;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ec2::{
    Address, AllocateAddress, AllocateAddressOutput, AssociateAddress, AssociateAddressOutput,
    DescribeAddresses, DescribeAddressesOutput, DisassociateAddress, ReleaseAddress,
};

use super::tag::{filters, read_tag, specifications};
use crate::aws::convert::{address, all, said, some, text, word};
use crate::aws::error::{Answer, refused};

pub(in crate::aws) async fn allocate_address(
    ec2: &Client,
    r: AllocateAddress,
) -> Answer<AllocateAddressOutput> {
    let made = ec2
        .allocate_address()
        .set_domain(word(&r.domain))
        .set_tag_specifications(specifications(r.tag_specifications))
        .send()
        .await
        .map_err(refused)?;
    Ok(AllocateAddressOutput {
        allocation_id: made.allocation_id.unwrap_or_default(),
        public_ip: address(made.public_ip),
        domain: said(made.domain),
        public_ipv4_pool: made.public_ipv4_pool.unwrap_or_default(),
        network_border_group: made.network_border_group.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn associate_address(
    ec2: &Client,
    r: AssociateAddress,
) -> Answer<AssociateAddressOutput> {
    let made = ec2
        .associate_address()
        .set_allocation_id(text(r.allocation_id))
        .set_instance_id(text(r.instance_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(AssociateAddressOutput {
        association_id: made.association_id.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn disassociate_address(
    ec2: &Client,
    r: DisassociateAddress,
) -> Answer<Empty> {
    ec2.disassociate_address()
        .set_association_id(text(r.association_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn release_address(ec2: &Client, r: ReleaseAddress) -> Answer<Empty> {
    ec2.release_address()
        .set_allocation_id(text(r.allocation_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn describe_addresses(
    ec2: &Client,
    r: DescribeAddresses,
) -> Answer<DescribeAddressesOutput> {
    let found = ec2
        .describe_addresses()
        .set_allocation_ids(some(r.allocation_ids))
        .set_filters(filters(r.filters))
        .send()
        .await
        .map_err(refused)?;
    let addresses = all(found.addresses, |a| Address {
        allocation_id: a.allocation_id.unwrap_or_default(),
        association_id: a.association_id.and_then(text),
        instance_id: a.instance_id.and_then(text),
        network_interface_id: a.network_interface_id.and_then(text),
        network_interface_owner_id: a.network_interface_owner_id.and_then(text),
        private_ip_address: address(a.private_ip_address),
        public_ip: address(a.public_ip),
        domain: said(a.domain),
        public_ipv4_pool: a.public_ipv4_pool.unwrap_or_default(),
        network_border_group: a.network_border_group.unwrap_or_default(),
        tags: all(a.tags, read_tag),
    });
    Ok(DescribeAddressesOutput { addresses })
}
