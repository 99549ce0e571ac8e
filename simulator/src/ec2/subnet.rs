//! The default VPC and its subnets, one a zone.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::{
    DescribeSubnets, DescribeSubnetsOutput, DescribeVpcs, DescribeVpcsOutput, Subnet as SubnetView,
    Vpc as VpcView,
};
use paperboat_core::error::CloudError;

use super::filter::{self, Filtered, passes};
use super::page::{Asked, MOST};
use super::place;
use super::tag::Tags;
use crate::id::{ACCOUNT, Ids, ZONES, arn};
use crate::refusal::{limit, not_found};
use crate::world::World;

/// The default VPC.
#[derive(Clone, Debug)]
pub(super) struct Vpc {
    pub(super) id: String,
    pub(super) subnets: Vec<Subnet>,
    tags: Tags,
}

/// A subnet with a route to the internet.
#[derive(Clone, Debug)]
pub(super) struct Subnet {
    pub(super) id: String,
    vpc_id: String,
    pub(super) zone: &'static str,
    network: u32,
    next: u32,
    used: u32,
    tags: Tags,
}

/// The first address of the default VPC: 172.31.0.0.
const VPC: u32 = 0xAC1F_0000;
/// The addresses of a default subnet, a /20.
const SIZE: u32 = 1 << 12;
/// AWS keeps the first four addresses and the last one of every subnet.
const RESERVED: (u32, u32) = (4, 1);
const FREE: u32 = SIZE - RESERVED.0 - RESERVED.1;

impl Vpc {
    pub(super) fn default_one(ids: &mut Ids) -> Self {
        let id = ids.ec2("vpc");
        let subnet = |(zone, network)| Subnet {
            id: ids.ec2("subnet"),
            vpc_id: id.clone(),
            zone,
            network,
            next: 0,
            used: 0,
            tags: BTreeMap::new(),
        };
        let networks = (VPC..).step_by(SIZE as usize);
        let subnets = ZONES.into_iter().zip(networks).map(subnet).collect();
        Self {
            id,
            subnets,
            tags: BTreeMap::new(),
        }
    }
}

impl Filtered for Vpc {
    const OPERATION: &'static str = "ec2:DescribeVpcs";
    const FILTERS: &'static [&'static str] =
        &["vpc-id", "isDefault", "is-default", "state", "cidr"];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "vpc-id" => Some(vec![self.id.clone()]),
            "isDefault" | "is-default" => Some(vec!["true".to_owned()]),
            "state" => Some(vec!["available".to_owned()]),
            "cidr" => Some(vec!["172.31.0.0/16".to_owned()]),
            _ => None,
        }
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }
}

impl Subnet {
    fn cidr(&self) -> String {
        format!("{}/20", Ipv4Addr::from(self.network))
    }

    pub(super) fn holds(&self, address: Ipv4Addr) -> bool {
        (self.network..self.network + SIZE).contains(&u32::from(address))
    }

    pub(super) fn release(&mut self) {
        self.used -= 1;
    }
}

impl Filtered for Subnet {
    const OPERATION: &'static str = "ec2:DescribeSubnets";
    const FILTERS: &'static [&'static str] = &[
        "vpc-id",
        "subnet-id",
        "availability-zone",
        "availabilityZone",
        "default-for-az",
        "defaultForAz",
        "map-public-ip-on-launch",
        "state",
        "cidr-block",
        "cidr",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "vpc-id" => Some(vec![self.vpc_id.clone()]),
            "subnet-id" => Some(vec![self.id.clone()]),
            "availability-zone" | "availabilityZone" => Some(vec![self.zone.to_owned()]),
            "default-for-az" | "defaultForAz" | "map-public-ip-on-launch" => {
                Some(vec!["true".to_owned()])
            }
            "state" => Some(vec!["available".to_owned()]),
            "cidr-block" | "cidr" => Some(vec![self.cidr()]),
            _ => None,
        }
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }
}

/// Refuses when a subnet has not so many free addresses.
///
/// # Errors
/// `InsufficientFreeAddressesInSubnet`.
pub(super) fn require_free(w: &World, subnet: usize, count: u32) -> Result<(), CloudError> {
    let subnet = &w.ec2.vpc.subnets[subnet];
    if FREE - subnet.used >= count {
        return Ok(());
    }
    let message = format!(
        "There are not enough free addresses in subnet '{}' to satisfy the requested number of instances.",
        subnet.id
    );
    Err(limit("InsufficientFreeAddressesInSubnet", message))
}

/// Takes a free private address of a subnet, never the one that was given back last.
///
/// # Errors
/// `InsufficientFreeAddressesInSubnet`.
pub(super) fn take_address(w: &mut World, subnet: usize) -> Result<Ipv4Addr, CloudError> {
    require_free(w, subnet, 1)?;
    let ec2 = &mut *w.ec2;
    let (holders, subnet) = (&ec2.holders, &mut ec2.vpc.subnets[subnet]);
    loop {
        let address = Ipv4Addr::from(subnet.network + RESERVED.0 + subnet.next);
        subnet.next = (subnet.next + 1) % FREE;
        if !holders.contains(address) {
            subnet.used += 1;
            return Ok(address);
        }
    }
}

/// Finds a subnet by its id.
///
/// # Errors
/// `InvalidSubnetID.NotFound`.
pub(crate) fn require_subnet(w: &World, id: &str) -> Result<usize, CloudError> {
    let mut subnets = w.ec2.vpc.subnets.iter();
    subnets.position(|s| s.id == id).ok_or_else(|| {
        let message = format!("The subnet ID '{id}' does not exist");
        not_found("InvalidSubnetID.NotFound", message)
    })
}

/// `DescribeVpcs`.
pub(super) fn describe_vpcs(w: &World, r: &DescribeVpcs) -> Result<DescribeVpcsOutput, CloudError> {
    let vpc = &w.ec2.vpc;
    if let Some(id) = r.vpc_ids.iter().find(|id| **id != vpc.id) {
        let message = format!("The vpc ID '{id}' does not exist");
        return Err(not_found("InvalidVpcID.NotFound", message));
    }
    filter::check::<Vpc>(&r.filters)?;
    let mut vpcs = Vec::new();
    if passes(vpc, &r.filters)? {
        vpcs.push(VpcView {
            vpc_id: vpc.id.clone(),
            cidr_block: "172.31.0.0/16".to_owned(),
            is_default: true,
            state: "available".to_owned(),
            instance_tenancy: "default".to_owned(),
            owner_id: ACCOUNT.to_owned(),
        });
    }
    let asked = Asked {
        most: MOST,
        ids: None,
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (vpcs, next_token) = asked.of(vpcs)?;
    Ok(DescribeVpcsOutput { vpcs, next_token })
}

/// `DescribeSubnets`.
pub(super) fn describe(
    w: &World,
    r: &DescribeSubnets,
) -> Result<DescribeSubnetsOutput, CloudError> {
    for id in &r.subnet_ids {
        require_subnet(w, id)?;
    }
    filter::check::<Subnet>(&r.filters)?;
    let mut subnets = Vec::new();
    for subnet in &w.ec2.vpc.subnets {
        let named = r.subnet_ids.is_empty() || r.subnet_ids.contains(&subnet.id);
        if named && passes(subnet, &r.filters)? {
            subnets.push(SubnetView {
                subnet_id: subnet.id.clone(),
                subnet_arn: arn("ec2", &format!("subnet/{}", subnet.id)),
                vpc_id: subnet.vpc_id.clone(),
                availability_zone: subnet.zone.to_owned(),
                availability_zone_id: place::zone_id(subnet.zone).to_owned(),
                cidr_block: subnet.cidr(),
                available_ip_address_count: FREE - subnet.used,
                state: "available".to_owned(),
                owner_id: ACCOUNT.to_owned(),
                default_for_az: true,
                map_public_ip_on_launch: true,
            });
        }
    }
    let asked = Asked {
        most: MOST,
        ids: None,
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (subnets, next_token) = asked.of(subnets)?;
    Ok(DescribeSubnetsOutput {
        subnets,
        next_token,
    })
}

/// The default VPC's id.
pub(crate) fn vpc_id(w: &World) -> &str {
    &w.ec2.vpc.id
}
