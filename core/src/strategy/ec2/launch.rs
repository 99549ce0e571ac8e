//! The instance, and what it needs to be reached.

use crate::recipe::{Obstacle, Wait};
use std::net::Ipv4Addr;

use super::{Ec2, registry};
use crate::aws::ec2::{
    AllocateAddress, AssociateAddress, BlockDeviceMapping, CreateKeyPair, CreateSnapshot,
    DescribeAddresses, DescribeInstances, DescribeKeyPairs, DescribeSubnets, DescribeVpcs,
    EbsBlockDevice, Filter, Instance, InstanceMetadataOptions, InstanceStateName, RunInstances,
    StartInstances,
};
use crate::aws::ssm::GetParameter;
use crate::aws::{Ec2 as _, Ssm as _};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::facts::{Architecture, Quota};
use crate::strategy::names::{base, ours, tagged};
use crate::strategy::refusal::within_quota;
use crate::strategy::role::once_known;
use crate::strategy::{App, architecture, host_need, instance_for};

/// The user that Amazon Linux has for the person who logs in.
pub(in crate::strategy) const USER: &str = "ec2-user";

/// What was chosen for the instance.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) vpc_id: String,
    pub(super) subnet_id: String,
    image_id: String,
    instance_type: String,
    disk_gib: u32,
}

/// Chooses image, type, disk and subnet.
pub(super) async fn choose(cx: &Context<'_>, app: &App, way: Ec2) -> Result<Site, Cause> {
    let need = host_need(app, way.careful());
    let architecture = architecture::machine(app);
    let chosen = instance_for(need, architecture).ok_or_else(|| {
        Cause::impossible(
            Obstacle::NoInstanceTypeHoldsIt,
            format!("{} MiB", need.memory_mib),
        )
    })?;
    within_quota(cx, Quota::Ec2StandardVcpu, f64::from(chosen.vcpu), None)?;
    let image_id = newest_image(cx, architecture).await?;
    let vpcs = cx
        .cloud
        .describe_vpcs(DescribeVpcs {
            filters: vec![Filter::new("is-default", "true")],
            ..Default::default()
        })
        .await?;
    let vpc = vpcs
        .vpcs
        .into_iter()
        .next()
        .ok_or_else(|| missing("default-vpc"))?;
    let filters = vec![
        Filter::new("vpc-id", &vpc.vpc_id),
        Filter::new("default-for-az", "true"),
    ];
    let subnets = cx
        .cloud
        .describe_subnets(DescribeSubnets {
            filters,
            ..Default::default()
        })
        .await?;
    let subnet = subnets
        .subnets
        .into_iter()
        .next()
        .ok_or_else(|| missing("default-subnet"))?;
    Ok(Site {
        vpc_id: vpc.vpc_id,
        subnet_id: subnet.subnet_id,
        image_id,
        instance_type: chosen.name.clone(),
        disk_gib: need.disk_gib,
    })
}

/// The newest image of Amazon Linux 2023 for a processor.
pub(in crate::strategy) async fn newest_image(
    cx: &Context<'_>,
    architecture: Architecture,
) -> Result<String, Cause> {
    let name = format!(
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{}",
        architecture.word()
    );
    let found = cx
        .cloud
        .get_parameter(GetParameter {
            name,
            ..Default::default()
        })
        .await?;
    Ok(found.parameter.value)
}

fn missing(what: &str) -> Cause {
    Cause::impossible(Obstacle::NoDefaultNetwork, what)
}

/// Makes the key pair, unless it is there.
pub(in crate::strategy) async fn key_pair(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let key_name = base(app);
    let filters = vec![Filter::new("key-name", &key_name)];
    let known = cx
        .cloud
        .describe_key_pairs(DescribeKeyPairs {
            filters,
            ..Default::default()
        })
        .await?;
    // emulators that know no filter of key pairs show those of others too
    if !known.key_pairs.iter().any(|pair| pair.key_name == key_name) {
        let tag_specifications = tagged(app, "key-pair", &key_name);
        let request = CreateKeyPair {
            key_name,
            key_type: "ed25519".to_owned(),
            tag_specifications,
        };
        cx.cloud.create_key_pair(request).await?;
    }
    Ok(())
}

/// Finds the application's instance that is not on its way out.
pub(super) async fn find(cx: &Context<'_>, app: &App) -> Result<Option<Instance>, Cause> {
    let states = ["pending", "running", "stopping", "stopped"]
        .map(str::to_owned)
        .to_vec();
    let alive = Filter {
        name: "instance-state-name".to_owned(),
        values: states,
    };
    let request = DescribeInstances {
        filters: vec![ours(app), alive],
        ..Default::default()
    };
    let found = cx.cloud.describe_instances(request).await?;
    Ok(found
        .reservations
        .into_iter()
        .flat_map(|r| r.instances)
        .next())
}

/// Launches the instance, or takes the one that is there.
pub(super) async fn launch(
    cx: &Context<'_>,
    app: &App,
    way: Ec2,
    site: &Site,
    group: &str,
) -> Result<String, Cause> {
    if let Some(instance) = find(cx, app).await? {
        if instance.state.name == InstanceStateName::Stopped {
            let request = StartInstances {
                instance_ids: vec![instance.instance_id.clone()],
            };
            cx.cloud.start_instances(request).await?;
        }
        registry::give_role(cx, app, &instance.instance_id).await?;
        return Ok(instance.instance_id);
    }
    let ebs = EbsBlockDevice {
        volume_size: Some(site.disk_gib),
        volume_type: "gp3".to_owned(),
        encrypted: way.careful().then_some(true),
        delete_on_termination: Some(true),
    };
    let metadata = InstanceMetadataOptions {
        http_tokens: "required".to_owned(),
        http_put_response_hop_limit: Some(2),
        ..Default::default()
    };
    let request = RunInstances {
        image_id: site.image_id.clone(),
        instance_type: site.instance_type.clone(),
        key_name: base(app),
        min_count: 1,
        max_count: 1,
        security_group_ids: vec![group.to_owned()],
        subnet_id: site.subnet_id.clone(),
        // a token that names the moment: AWS would answer a used one with the instance that was terminated since
        client_token: format!("{}-{}", base(app), cx.cloud.clock().now().0),
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: "/dev/xvda".to_owned(),
            ebs,
        }],
        metadata_options: way.careful().then_some(metadata),
        iam_instance_profile: registry::profile(app),
        tag_specifications: ["instance", "volume"]
            .into_iter()
            .flat_map(|kind| tagged(app, kind, &base(app)))
            .collect(),
        ..Default::default()
    };
    let launched = once_known(cx, || cx.cloud.run_instances(request.clone())).await?;
    launched
        .instances
        .into_iter()
        .next()
        .map(|i| i.instance_id)
        .ok_or_else(|| missing("instance"))
}

/// Waits until the instance runs.
pub(in crate::strategy) async fn wait_running(cx: &Context<'_>, id: &str) -> Result<(), Cause> {
    let probe = DescribeInstances {
        instance_ids: vec![id.to_owned()],
        ..Default::default()
    };
    cx.wait_until(
        Wait::InstanceRunning,
        Patience::secs(5, 300),
        probe,
        |found| {
            let instance = found
                .reservations
                .into_iter()
                .flat_map(|r| r.instances)
                .next();
            match instance.map(|i| (i.state.name, i.state_reason)) {
                Some((InstanceStateName::Running, _)) => Look::Met(()),
                Some((InstanceStateName::Terminated | InstanceStateName::ShuttingDown, reason)) => {
                    Look::Never(Cause::RolledBack {
                        what: id.to_owned(),
                        reason: reason.map(|r| r.message).unwrap_or_default(),
                        log: Vec::new(),
                    })
                }
                Some((state, _)) => Look::NotYet(state.to_string()),
                None => Look::NotYet("not visible".to_owned()),
            }
        },
    )
    .await
}

/// The public address of an instance; none while it has none.
pub(super) async fn address(cx: &Context<'_>, id: &str) -> Result<Option<Ipv4Addr>, Cause> {
    let request = DescribeInstances {
        instance_ids: vec![id.to_owned()],
        ..Default::default()
    };
    let found = cx.cloud.describe_instances(request).await?;
    Ok(found
        .reservations
        .into_iter()
        .flat_map(|r| r.instances)
        .find_map(|i| i.public_ip_address))
}

/// Gives the instance an address that stays, and waits a little until the instance shows it: who logs in before talks
/// to the address that it just lost. Clouds that never show it are not waited for any longer.
pub(super) async fn fix_address(cx: &Context<'_>, app: &App, id: &str) -> Result<(), Cause> {
    let ours = DescribeAddresses {
        filters: vec![ours(app)],
        ..Default::default()
    };
    let known = cx.cloud.describe_addresses(ours).await?.addresses;
    let (allocation_id, fixed) = match known.into_iter().next() {
        Some(a) if a.instance_id.as_deref() == Some(id) => return Ok(()),
        Some(a) => (a.allocation_id, a.public_ip),
        None => {
            let tag_specifications = tagged(app, "elastic-ip", &base(app));
            let request = AllocateAddress {
                domain: "vpc".to_owned(),
                tag_specifications,
            };
            let new = cx.cloud.allocate_address(request).await?;
            (new.allocation_id, new.public_ip)
        }
    };
    cx.cloud
        .associate_address(AssociateAddress {
            allocation_id,
            instance_id: id.to_owned(),
        })
        .await?;
    let probe = DescribeInstances {
        instance_ids: vec![id.to_owned()],
        ..Default::default()
    };
    let shown = cx
        .wait_until(Wait::AddressFixed, Patience::secs(1, 60), probe, |found| {
            let mut all = found.reservations.iter().flat_map(|r| &r.instances);
            match all.find_map(|i| i.public_ip_address) {
                seen if seen == fixed => Look::Met(()),
                Some(other) => Look::NotYet(other.to_string()),
                None => Look::NotYet("no address".to_owned()),
            }
        })
        .await;
    match shown {
        Err(Cause::TimedOut { .. }) => Ok(()),
        other => other,
    }
}

/// Takes a snapshot of the instance's disk, data volumes included.
pub(in crate::strategy) async fn snapshot(
    cx: &Context<'_>,
    app: &App,
    id: &str,
) -> Result<(), Cause> {
    let request = DescribeInstances {
        instance_ids: vec![id.to_owned()],
        ..Default::default()
    };
    let found = cx.cloud.describe_instances(request).await?;
    let disks = found
        .reservations
        .into_iter()
        .flat_map(|r| r.instances)
        .flat_map(|i| i.block_device_mappings);
    for disk in disks {
        let request = CreateSnapshot {
            volume_id: disk.ebs.volume_id,
            description: base(app),
            tag_specifications: tagged(app, "snapshot", &base(app)),
        };
        cx.cloud.create_snapshot(request).await?;
    }
    Ok(())
}
