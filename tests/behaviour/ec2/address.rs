//! Elastic IP addresses.

use paperboat_core::aws::Ec2;
use paperboat_core::aws::ec2::InstanceStateName::{Running, Stopped};
use paperboat_core::aws::ec2::*;

use super::{ids, launch, one, seen, wait};
use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "ec2/address":
    it_is_taken_shown_and_given_back [AllocateAddress, DescribeAddresses, ReleaseAddress]
    it_is_an_instances_address [AllocateAddress, AssociateAddress, DescribeAddresses, RunInstances, DescribeInstances]
    it_stays_when_the_instance_stops [AllocateAddress, AssociateAddress, RunInstances, DescribeInstances, StopInstances]
    associating_twice_gives_the_same [AllocateAddress, AssociateAddress, RunInstances, DescribeInstances]
    one_in_use_is_not_given_back [AllocateAddress, AssociateAddress, ReleaseAddress, RunInstances, DescribeInstances]
    leaving_gives_the_instance_another [AllocateAddress, AssociateAddress, DisassociateAddress, RunInstances, DescribeInstances]
    what_is_unknown_is_refused [ReleaseAddress, AssociateAddress, DisassociateAddress, DescribeAddresses]
}

async fn taken(b: &Bench<'_>) -> Result<AllocateAddressOutput, Stop> {
    let request = AllocateAddress {
        domain: "vpc".into(),
        ..Default::default()
    };
    let address = b.cloud.allocate_address(request).await?;
    b.later(ReleaseAddress {
        allocation_id: address.allocation_id.clone(),
    });
    Ok(address)
}

/// An address on a running instance: the instance's id, the address and the association.
async fn on_instance(b: &Bench<'_>) -> Result<(String, AllocateAddressOutput, String), Stop> {
    let id = launch(b, one(b).await?).await?.instance_id;
    wait(b, &id, Running).await?;
    let address = taken(b).await?;
    let associate = AssociateAddress {
        allocation_id: address.allocation_id.clone(),
        instance_id: id.clone(),
    };
    let association = b.cloud.associate_address(associate).await?.association_id;
    b.later(DisassociateAddress {
        association_id: association.clone(),
    });
    Ok((id, address, association))
}

fn by_id(id: &str) -> DescribeAddresses {
    DescribeAddresses {
        allocation_ids: ids(id),
        ..Default::default()
    }
}

async fn it_is_taken_shown_and_given_back(b: &Bench<'_>) -> Checked {
    let address = taken(b).await?;
    b.begins("AllocationId", &address.allocation_id, "eipalloc-");
    b.check("PublicIp is there", address.public_ip.is_some(), "none");
    let shown = b
        .cloud
        .describe_addresses(by_id(&address.allocation_id))
        .await?
        .addresses;
    b.same("how many are shown", shown.len(), 1);
    for a in shown {
        b.check(
            "PublicIp stays",
            a.public_ip == address.public_ip,
            "another",
        );
        b.same("Domain", a.domain.as_str(), "vpc");
        b.check(
            "it belongs to no instance",
            a.association_id.is_none() && a.instance_id.is_none(),
            "to one",
        );
    }
    let allocation_id = address.allocation_id.clone();
    b.cloud
        .release_address(ReleaseAddress { allocation_id })
        .await?;
    let gone = by_id(&address.allocation_id);
    b.refused(
        "an address given back",
        gone,
        "InvalidAllocationID.NotFound",
    )
    .await;
    Ok(())
}

async fn it_is_an_instances_address(b: &Bench<'_>) -> Checked {
    let (id, address, association) = on_instance(b).await?;
    b.begins("AssociationId", &association, "eipassoc-");
    let shown = b
        .cloud
        .describe_addresses(by_id(&address.allocation_id))
        .await?
        .addresses;
    let right = shown.iter().any(|a| {
        a.instance_id.as_ref() == Some(&id) && a.association_id.as_ref() == Some(&association)
    });
    b.check(
        "DescribeAddresses shows the instance and the association",
        right,
        "otherwise",
    );
    let on_it = |r: &DescribeInstancesOutput| {
        let mut all = r.reservations.iter().flat_map(|r| &r.instances);
        let found = all.any(|i| i.public_ip_address == address.public_ip);
        if found {
            Ok(())
        } else {
            Err("another address".to_owned())
        }
    };
    b.until("the instance has the address", super::by_id(&id), on_it)
        .await?;
    Ok(())
}

async fn it_stays_when_the_instance_stops(b: &Bench<'_>) -> Checked {
    let (id, address, _) = on_instance(b).await?;
    b.cloud
        .stop_instances(StopInstances {
            instance_ids: ids(&id),
        })
        .await?;
    wait(b, &id, Stopped).await?;
    let kept = seen(b, &id).await?.public_ip_address == address.public_ip;
    b.check(
        "a stopped instance keeps an Elastic IP address",
        kept,
        "lost",
    );
    Ok(())
}

async fn associating_twice_gives_the_same(b: &Bench<'_>) -> Checked {
    let (id, address, association) = on_instance(b).await?;
    let again = AssociateAddress {
        allocation_id: address.allocation_id,
        instance_id: id,
    };
    let same = b.cloud.associate_address(again).await?.association_id == association;
    b.check("the association stays", same, "another");
    Ok(())
}

async fn one_in_use_is_not_given_back(b: &Bench<'_>) -> Checked {
    let (_, address, _) = on_instance(b).await?;
    let allocation_id = address.allocation_id;
    let release = ReleaseAddress { allocation_id };
    b.refused("an address in use", release, "InvalidIPAddress.InUse")
        .await;
    Ok(())
}

async fn leaving_gives_the_instance_another(b: &Bench<'_>) -> Checked {
    let (id, address, association_id) = on_instance(b).await?;
    let leave = DisassociateAddress { association_id };
    b.cloud.disassociate_address(leave.clone()).await?;
    let now = seen(b, &id).await?.public_ip_address;
    b.check(
        "the instance has another public address",
        now.is_some() && now != address.public_ip,
        "none or the same",
    );
    b.refused("leaving twice", leave, "InvalidAssociationID.NotFound")
        .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const UNKNOWN: &str = "eipalloc-0123456789abcdef0";
    const CODE: &str = "InvalidAllocationID.NotFound";
    let allocation_id = UNKNOWN.to_owned();
    b.refused("an unknown address", by_id(UNKNOWN), CODE).await;
    b.refused("an unknown address", ReleaseAddress { allocation_id }, CODE)
        .await;
    let leave = DisassociateAddress {
        association_id: "eipassoc-0123456789abcdef0".into(),
    };
    b.refused(
        "an unknown association",
        leave,
        "InvalidAssociationID.NotFound",
    )
    .await;
    Ok(())
}
