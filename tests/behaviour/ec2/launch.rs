//! Launching: what the reply shows, what is refused, and that a repeated call launches once.

use paperboat_core::aws::Ec2;
use paperboat_core::aws::ec2::*;

use super::{ids, launch, one, subnets};
use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "ec2/launch":
    the_reply_shows_a_pending_instance [RunInstances]
    the_reply_has_all_members [RunInstances, DescribeVpcs, DescribeSubnets]
    what_names_nothing_is_refused [RunInstances]
    what_does_not_fit_is_refused [RunInstances]
    more_than_the_quota_is_refused [RunInstances]
    user_data_has_a_limit [RunInstances]
    a_disk_smaller_than_its_image_is_refused [RunInstances]
    a_dry_run_launches_nothing [RunInstances, DescribeInstances]
    a_client_token_launches_once [RunInstances, DescribeInstances]
    a_client_token_means_the_same_parameters [RunInstances]
    disks_are_as_they_were_asked_for [RunInstances, DescribeVolumes]
    several_launch_together [RunInstances, DescribeInstances]
}

async fn the_reply_shows_a_pending_instance(b: &Bench<'_>) -> Checked {
    let launched = launch(b, one(b).await?).await?;
    b.same(
        "State.Name in the reply",
        launched.state.name.word(),
        "pending",
    );
    b.same("State.Code in the reply", launched.state.code, 0);
    Ok(())
}

async fn the_reply_has_all_members(b: &Bench<'_>) -> Checked {
    let subnet = subnets(b).await?.remove(0);
    let request = RunInstances {
        subnet_id: subnet.subnet_id.clone(),
        metadata_options: Some(InstanceMetadataOptions {
            http_tokens: "required".into(),
            http_put_response_hop_limit: Some(2),
            ..Default::default()
        }),
        ..one(b).await?
    };
    let image = request.image_id.clone();
    let i = launch(b, request).await?;
    b.begins("InstanceId", &i.instance_id, "i-");
    b.check("ImageId is the one given", i.image_id == image, "another");
    b.same("InstanceType", i.instance_type.as_str(), "t3.micro");
    b.same("Architecture", i.architecture.as_str(), "x86_64");
    b.same("RootDeviceName", i.root_device_name.as_str(), "/dev/xvda");
    b.check(
        "SubnetId is the one given",
        i.subnet_id == subnet.subnet_id,
        "another",
    );
    b.check(
        "VpcId is the subnet's",
        i.vpc_id == subnet.vpc_id,
        "another",
    );
    let zone = i.placement.availability_zone == subnet.availability_zone;
    b.check(
        "Placement.AvailabilityZone is the subnet's",
        zone,
        "another",
    );
    b.check(
        "PrivateIpAddress is there",
        i.private_ip_address.is_some(),
        "none",
    );
    b.begins("PrivateDnsName", &i.private_dns_name, "ip-");
    let groups: Vec<_> = i
        .security_groups
        .iter()
        .map(|g| g.group_name.as_str())
        .collect();
    b.same("SecurityGroups", groups.join(", ").as_str(), "default");
    let options = &i.metadata_options;
    b.same(
        "MetadataOptions.HttpTokens",
        options.http_tokens.as_str(),
        "required",
    );
    let hops = options.http_put_response_hop_limit;
    b.same(
        "MetadataOptions.HttpPutResponseHopLimit",
        hops.unwrap_or(0),
        2,
    );
    b.check("LaunchTime is there", i.launch_time.0 > 0, "none");
    let named = i
        .tags
        .iter()
        .any(|t| t.key == "Name" && t.value == b.name("web"));
    b.check("Tags has the tag given", named, "none");
    Ok(())
}

/// Sends a launch that differs from a good one, and clears away what an emulator launches all the same.
async fn wrong(
    b: &Bench<'_>,
    what: &str,
    code: &str,
    change: impl FnOnce(&mut RunInstances) + Send,
) -> Checked {
    let mut request = one(b).await?;
    change(&mut request);
    if let Some(reply) = b.refused(what, request, code).await {
        let instance_ids = reply.instances.into_iter().map(|i| i.instance_id).collect();
        b.cloud
            .terminate_instances(TerminateInstances { instance_ids })
            .await?;
    }
    // The bucket of RunInstances holds five requests and fills at two a second.
    b.pass(1).await;
    Ok(())
}

async fn what_names_nothing_is_refused(b: &Bench<'_>) -> Checked {
    wrong(b, "an unknown image", "InvalidAMIID.NotFound", |r| {
        r.image_id = "ami-0123456789abcdef0".into()
    })
    .await?;
    wrong(b, "a malformed image", "InvalidAMIID.Malformed", |r| {
        r.image_id = "ami-1".into()
    })
    .await?;
    wrong(b, "an unknown key pair", "InvalidKeyPair.NotFound", |r| {
        r.key_name = "nobody".into()
    })
    .await?;
    wrong(b, "an unknown subnet", "InvalidSubnetID.NotFound", |r| {
        r.subnet_id = "subnet-0123456789abcdef0".into()
    })
    .await?;
    wrong(
        b,
        "an unknown security group",
        "InvalidGroup.NotFound",
        |r| r.security_group_ids = ids("sg-0123456789abcdef0"),
    )
    .await?;
    wrong(
        b,
        "a name in place of a group id",
        "InvalidGroupId.Malformed",
        |r| r.security_group_ids = ids("web"),
    )
    .await
}

async fn what_does_not_fit_is_refused(b: &Bench<'_>) -> Checked {
    wrong(
        b,
        "an unknown instance type",
        "InvalidParameterValue",
        |r| r.instance_type = "t9.micro".into(),
    )
    .await?;
    wrong(
        b,
        "a type of another architecture",
        "InvalidParameterValue",
        |r| r.instance_type = "t4g.micro".into(),
    )
    .await?;
    wrong(b, "a tag key of AWS's own", "InvalidParameterValue", |r| {
        r.tag_specifications[0].tags[0].key = "aws:x".into()
    })
    .await
}

async fn more_than_the_quota_is_refused(b: &Bench<'_>) -> Checked {
    wrong(b, "30 instances at once", "VcpuLimitExceeded", |r| {
        (r.min_count, r.max_count) = (30, 30)
    })
    .await
}

async fn user_data_has_a_limit(b: &Bench<'_>) -> Checked {
    wrong(b, "user data above 16 KiB", "InvalidParameterValue", |r| {
        r.user_data = "x".repeat(16_385)
    })
    .await
}

fn disk(size: u32, keep: bool) -> Vec<BlockDeviceMapping> {
    vec![BlockDeviceMapping {
        device_name: "/dev/xvda".into(),
        ebs: EbsBlockDevice {
            volume_size: Some(size),
            volume_type: "gp3".into(),
            encrypted: Some(true),
            delete_on_termination: Some(!keep),
        },
    }]
}

async fn a_disk_smaller_than_its_image_is_refused(b: &Bench<'_>) -> Checked {
    wrong(
        b,
        "4 GiB under an image of 8",
        "InvalidBlockDeviceMapping",
        |r| r.block_device_mappings = disk(4, false),
    )
    .await
}

fn ours(b: &Bench<'_>) -> DescribeInstances {
    DescribeInstances {
        filters: vec![Filter::new("tag:Name", b.name("web"))],
        ..Default::default()
    }
}

async fn how_many(b: &Bench<'_>) -> Result<usize, crate::bench::Stop> {
    let reply = b.cloud.describe_instances(ours(b)).await?;
    Ok(reply.reservations.iter().map(|r| r.instances.len()).sum())
}

async fn a_dry_run_launches_nothing(b: &Bench<'_>) -> Checked {
    wrong(b, "what would be launched", "DryRunOperation", |r| {
        r.dry_run = true
    })
    .await?;
    b.same("how many are launched", how_many(b).await?, 0);
    Ok(())
}

async fn a_client_token_launches_once(b: &Bench<'_>) -> Checked {
    let request = RunInstances {
        client_token: b.name("token"),
        ..one(b).await?
    };
    let first = launch(b, request.clone()).await?;
    let again = launch(b, request).await?;
    let same = first.instance_id == again.instance_id;
    b.check("the same token gives the same instance", same, "another");
    b.same("how many there are", how_many(b).await?, 1);
    Ok(())
}

async fn a_client_token_means_the_same_parameters(b: &Bench<'_>) -> Checked {
    let request = RunInstances {
        client_token: b.name("token"),
        ..one(b).await?
    };
    launch(b, request.clone()).await?;
    let token = request.client_token;
    let change = |r: &mut RunInstances| {
        r.client_token = token;
        r.instance_type = "t3.small".into();
    };
    wrong(
        b,
        "the same token for another type",
        "IdempotentParameterMismatch",
        change,
    )
    .await
}

async fn disks_are_as_they_were_asked_for(b: &Bench<'_>) -> Checked {
    let request = RunInstances {
        block_device_mappings: disk(20, false),
        ..one(b).await?
    };
    let id = launch(b, request).await?.instance_id;
    let attached = DescribeVolumes {
        filters: vec![Filter::new("attachment.instance-id", &id)],
        ..Default::default()
    };
    let volumes = b.cloud.describe_volumes(attached).await?.volumes;
    b.same("how many volumes the instance has", volumes.len(), 1);
    for v in volumes {
        b.same("Size", v.size, 20);
        b.same("VolumeType", v.volume_type.as_str(), "gp3");
        b.same("Encrypted", v.encrypted, true);
        b.same("State", v.state.as_str(), "in-use");
        let deleted = v
            .attachments
            .iter()
            .all(|a| a.delete_on_termination && a.device == "/dev/xvda");
        b.check("the attachment is the one asked for", deleted, "another");
    }
    Ok(())
}

async fn several_launch_together(b: &Bench<'_>) -> Checked {
    let request = RunInstances {
        min_count: 2,
        max_count: 2,
        ..one(b).await?
    };
    let reply = b.cloud.run_instances(request).await?;
    let instance_ids: Vec<_> = reply
        .instances
        .iter()
        .map(|i| i.instance_id.clone())
        .collect();
    b.later(TerminateInstances { instance_ids });
    b.same("how many are in the reply", reply.instances.len(), 2);
    let shown = b.cloud.describe_instances(ours(b)).await?.reservations;
    let together = shown
        .iter()
        .any(|r| r.reservation_id == reply.reservation_id && r.instances.len() == 2);
    b.check(
        "both are in the reservation of the reply",
        together,
        "otherwise",
    );
    Ok(())
}
