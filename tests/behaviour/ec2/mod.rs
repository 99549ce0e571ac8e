//! EC2, as its API reference and its user guide document it.

pub(crate) mod address;
pub(crate) mod key_pair;
pub(crate) mod launch;
pub(crate) mod life;
pub(crate) mod network;
pub(crate) mod security_group;
pub(crate) mod volume;

use paperboat_core::aws::ec2::*;
use paperboat_core::aws::ssm::GetParameter;
use paperboat_core::aws::{Ec2, Ssm};

use crate::bench::{Bench, Stop, is};

/// The public parameter that names the newest Amazon Linux 2023.
pub(crate) const AL2023: &str =
    "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/// One small instance of Amazon Linux.
pub(crate) async fn one(b: &Bench<'_>) -> Result<RunInstances, Stop> {
    let name = AL2023.to_owned();
    let image = b
        .cloud
        .get_parameter(GetParameter {
            name,
            ..Default::default()
        })
        .await?;
    Ok(RunInstances {
        image_id: image.parameter.value,
        instance_type: "t3.micro".into(),
        min_count: 1,
        max_count: 1,
        tag_specifications: vec![TagSpecification {
            resource_type: "instance".into(),
            tags: vec![Tag::new("Name", b.name("web"))],
        }],
        ..Default::default()
    })
}

/// Launches an instance, which is terminated when the case is over.
pub(crate) async fn launch(b: &Bench<'_>, request: RunInstances) -> Result<Instance, Stop> {
    let mut reply = b.cloud.run_instances(request).await?;
    for instance in &reply.instances {
        b.later(TerminateInstances {
            instance_ids: vec![instance.instance_id.clone()],
        });
    }
    if reply.instances.is_empty() {
        return Err(Stop("ec2:RunInstances shows no instance".into()));
    }
    let launched = reply.instances.remove(0);
    // EC2 may not know for a while what it has just launched.
    let known = |r: &DescribeInstancesOutput| only(r).map(drop).ok_or_else(|| "no instance".into());
    b.until("the instance is shown", by_id(&launched.instance_id), known)
        .await?;
    Ok(launched)
}

/// Looks at an instance.
pub(crate) async fn seen(b: &Bench<'_>, id: &str) -> Result<Instance, Stop> {
    let reply = b.cloud.describe_instances(by_id(id)).await?;
    only(&reply)
        .cloned()
        .ok_or_else(|| Stop("ec2:DescribeInstances shows no instance".into()))
}

/// Waits until an instance is in a state.
pub(crate) async fn wait(
    b: &Bench<'_>,
    id: &str,
    state: InstanceStateName,
) -> Result<Instance, Stop> {
    let what = format!("the instance is {state}");
    let look = |r: &DescribeInstancesOutput| {
        let instance = only(r).ok_or("no instance")?;
        is(instance.state.name, state)
    };
    b.until(&what, by_id(id), look).await?;
    seen(b, id).await
}

pub(crate) fn by_id(id: &str) -> DescribeInstances {
    DescribeInstances {
        instance_ids: vec![id.to_owned()],
        ..Default::default()
    }
}

fn only(reply: &DescribeInstancesOutput) -> Option<&Instance> {
    reply.reservations.iter().flat_map(|r| &r.instances).next()
}

/// The default VPC.
pub(crate) async fn default_vpc(b: &Bench<'_>) -> Result<Vpc, Stop> {
    let filters = vec![Filter::new("is-default", "true")];
    let request = DescribeVpcs {
        filters,
        ..Default::default()
    };
    let mut vpcs = b.cloud.describe_vpcs(request).await?.vpcs;
    if vpcs.is_empty() {
        return Err(Stop("there is no default VPC".into()));
    }
    Ok(vpcs.remove(0))
}

/// The default subnets of the default VPC, one for each zone.
pub(crate) async fn subnets(b: &Bench<'_>) -> Result<Vec<Subnet>, Stop> {
    let vpc = default_vpc(b).await?.vpc_id;
    let filters = vec![
        Filter::new("vpc-id", vpc),
        Filter::new("default-for-az", "true"),
    ];
    let request = DescribeSubnets {
        filters,
        ..Default::default()
    };
    let reply = b.cloud.describe_subnets(request).await?;
    if reply.subnets.len() < 2 {
        return Err(Stop("there are not two default subnets".into()));
    }
    Ok(reply.subnets)
}

/// A security group in the default VPC, which is deleted when the case is over.
pub(crate) async fn group(b: &Bench<'_>, what: &str) -> Result<String, Stop> {
    let request = CreateSecurityGroup {
        group_name: b.name(what),
        description: "behaviour suite".into(),
        vpc_id: default_vpc(b).await?.vpc_id,
        ..Default::default()
    };
    let group_id = b.cloud.create_security_group(request).await?.group_id;
    b.later(DeleteSecurityGroup {
        group_id: group_id.clone(),
        ..Default::default()
    });
    Ok(group_id)
}

pub(crate) fn ids(id: &str) -> Vec<String> {
    vec![id.to_owned()]
}
