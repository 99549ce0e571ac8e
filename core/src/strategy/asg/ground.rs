//! What the group stands on: a size of machine, the network, who may reach whom, the role, what is kept secret.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Asg, boot, data, parts};
use crate::aws::ec2::IpPermission;
use crate::cloud::{Context, Patience};
use crate::error::Cause;
use crate::facts::{InstanceType, Quota};
use crate::recipe::Obstacle;
use crate::strategy::balancer::{Balancer, Targets};
use crate::strategy::ec2::launch::newest_image;
use crate::strategy::ec2::registry;
use crate::strategy::names::{balancer_group, base, secret_stem};
use crate::strategy::network::{self, Network, WORLD, allow, group};
use crate::strategy::refusal::within_quota;
use crate::strategy::secrets::Stored;
use crate::strategy::{App, HostNeed, architecture, host_need, instance_for, role};

/// The inline policy that lets an instance read the application's secrets.
const READ_SECRETS: &str = "read-secrets";
/// How long IAM's news may take to reach others. AWS documents no bound; guides wait 10 s.
const NEWS: Patience = Patience::secs(10, 10);
/// Two zones: the fewest that outlast one.
const ZONES: usize = 2;

/// What was chosen for the instances.
#[derive(Clone, Debug, Default)]
pub(super) struct Site {
    pub(super) image_id: String,
    pub(super) instance_type: String,
    pub(super) disk_gib: u32,
}

/// What instances stand on.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    pub(super) site: Site,
    pub(super) network: Network,
    /// The security group of the load balancer.
    pub(super) entrance: String,
    /// The security group of the instances.
    pub(super) machines: String,
    /// The security group of the data host; none where nothing stays there.
    pub(super) data_group: Option<String>,
    /// The instance profile; none where nothing is asked of AWS.
    pub(super) profile: Option<String>,
    /// The files that instances read with their role, by the secrets' names.
    pub(super) secrets: BTreeMap<String, Stored>,
    pub(super) balancer: Balancer,
}

/// The security group of the instances.
pub(super) fn machine_group(app: &App) -> String {
    format!("{}-machines", base(app))
}

/// What runs on each instance of the group.
pub(super) fn part(app: &App) -> App {
    parts::only(app, &parts::moving(app))
}

/// What each instance must have: it runs its part once, and never two versions beside each other.
pub(in crate::strategy) fn need(app: &App) -> HostNeed {
    host_need(&part(app), false)
}

/// The type of the instances; none when no listed type is large enough.
pub(in crate::strategy) fn instance_type(app: &App) -> Option<&'static InstanceType> {
    instance_for(need(app), architecture::machine(&part(app)))
}

/// Refuses more instances than the account's quota lets run.
pub(super) fn permit(cx: &Context<'_>, app: &App, instances: u32) -> Result<(), Cause> {
    let vcpu = |t: Option<&InstanceType>| t.map_or(0, |t| t.vcpu);
    let group = f64::from(vcpu(instance_type(app))) * f64::from(instances);
    let need = group + f64::from(vcpu(data::instance_type(app)));
    within_quota(cx, Quota::Ec2StandardVcpu, need, None)
}

/// Chooses image, type and disk.
pub(super) async fn choose(cx: &Context<'_>, app: &App, asg: Asg) -> Result<Site, Cause> {
    let need = need(app);
    let chosen = instance_type(app).ok_or_else(|| {
        let memory = format!("{} MiB", need.memory_mib);
        Cause::impossible(Obstacle::NoInstanceTypeHoldsIt, memory)
    })?;
    permit(cx, app, asg.instances_of(app))?;
    Ok(Site {
        image_id: newest_image(cx, architecture::machine(&part(app))).await?,
        instance_type: chosen.name.clone(),
        disk_gib: need.disk_gib,
    })
}

/// Finds the default network, in two zones.
pub(super) async fn find_network(cx: &Context<'_>) -> Result<Network, Cause> {
    let mut network = network::find(cx).await?;
    network.subnets.truncate(ZONES);
    Ok(network)
}

/// Makes the security groups: the world reaches the balancer, the balancer the instances' published ports, and the person
/// their SSH. Gives the balancer's and the instances'.
pub(super) async fn firewall(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
) -> Result<(String, String), Cause> {
    let entrances = app.entrances();
    let balancer = group(cx, app, network, balancer_group(app)).await?;
    let listeners = entrances
        .iter()
        .map(|e| IpPermission::from_range("tcp", e.published, WORLD));
    allow(cx, &balancer, listeners.collect()).await?;
    let machines = group(cx, app, network, machine_group(app)).await?;
    let person = cx.caller.to_string() + "/32";
    let mut rules = vec![IpPermission::from_range("tcp", 22, person)];
    rules.extend(entrances.iter().map(|e| {
        let port = Targets::Instances.port(e);
        IpPermission::from_group("tcp", port, &balancer.group_id)
    }));
    allow(cx, &machines, rules).await?;
    Ok((balancer.group_id, machines.group_id))
}

/// Makes the data host's security group: the person reaches its SSH, the group's instances its services.
pub(super) async fn data_firewall(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    machines: &str,
) -> Result<Option<String>, Cause> {
    let staying = parts::staying(app);
    if staying.is_empty() {
        return Ok(None);
    }
    let data = group(cx, app, network, data::name(app)).await?;
    let person = cx.caller.to_string() + "/32";
    let mut rules = vec![IpPermission::from_range("tcp", 22, person)];
    let ports = staying.iter().flat_map(|name| app.ports(name));
    rules.extend(ports.map(|port| IpPermission::from_group("tcp", port, machines)));
    allow(cx, &data, rules).await?;
    Ok(Some(data.group_id))
}

/// Tells whether instances ask something of AWS.
pub(super) fn needs_role(app: &App) -> bool {
    registry::is_private(app) || !boot::secrets(app).is_empty()
}

/// Makes the instances' role with no more than they need, and gives its profile's name; none where they need none.
pub(super) async fn make_role(cx: &Context<'_>, app: &App) -> Result<Option<String>, Cause> {
    let name = registry::role_name(app);
    let description = format!("the machines of {}", app.name);
    let made = role::make(cx, app, &name, "ec2.amazonaws.com", description).await?;
    if registry::is_private(app) {
        let policy = registry::pull_only(app);
        role::inline(cx, &name, registry::PULL_IMAGES, policy).await?;
    }
    if !boot::secrets(app).is_empty() {
        role::inline(cx, &name, READ_SECRETS, read_secrets(app)).await?;
    }
    role::hand_over(cx, app, name.clone()).await?;
    // A group's launch in vain costs more time than this does.
    if made.is_some() {
        cx.cloud.clock().sleep(NEWS.every).await;
    }
    Ok(Some(name))
}

fn read_secrets(app: &App) -> String {
    let secrets = format!("arn:aws:secretsmanager:*:*:secret:{}*", secret_stem(app));
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": secrets,
        }],
    })
    .to_string()
}
