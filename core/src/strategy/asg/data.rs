//! The data host: one careful machine beside the group, for what keeps data and for jobs.
//!
//! Its address within the network stands in the launch template. A data host that had to be launched anew has another one,
//! so the template gets a new version and the group is refreshed.

use std::net::Ipv4Addr;

use super::ground::{self, Ground};
use super::{WAY, parts};
use crate::aws::Ec2 as _;
use crate::aws::ec2::{
    BlockDeviceMapping, DescribeInstances, EbsBlockDevice, Filter, Instance,
    InstanceMetadataOptions, InstanceStateName, RunInstances, StartInstances, TerminateInstances,
};
use crate::aws::quote;
use crate::cloud::Context;
use crate::error::{Cause, DeployError};
use crate::facts::InstanceType;
use crate::recipe::{Obstacle, Step};
use crate::strategy::ec2::carry::{self, Laid};
use crate::strategy::ec2::containers::compose_with;
use crate::strategy::ec2::host::Host;
use crate::strategy::ec2::layout::Layout;
use crate::strategy::ec2::{launch, plain, registry};
use crate::strategy::names::{base, ours, tagged};
use crate::strategy::role::once_known;
use crate::strategy::sizing::single_for;
use crate::strategy::{App, HostNeed, architecture, host_need, instance_for};

/// Its name, and that of its security group.
pub(super) fn name(app: &App) -> String {
    format!("{}-data", base(app))
}

/// What it must have; none where nothing stays.
pub(in crate::strategy) fn need(app: &App) -> Option<HostNeed> {
    let staying = parts::staying(app);
    (!staying.is_empty()).then(|| host_need(&parts::only(app, &staying), true))
}

/// The most vCPUs of an instance of the group beside which a data host of one vCPU still finds room: two of them and one
/// are the 5 vCPU that a new account may run (`ec2.vcpu_quota`).
const GROUP_VCPU: u32 = 2;

/// Its type; none where nothing stays, or no listed type is large enough.
///
/// It has one vCPU where a type of one holds it and that keeps the whole within a new account's quota: it costs more than
/// a T3 and less than to wait for a quota. Where a larger quota must be asked for anyway it is the cheapest that holds it.
pub(in crate::strategy) fn instance_type(app: &App) -> Option<&'static InstanceType> {
    let part = parts::only(app, &parts::staying(app));
    let (need, machine) = (need(app)?, architecture::machine(&part));
    let beside = ground::instance_type(app).is_some_and(|group| group.vcpu <= GROUP_VCPU);
    let single = beside.then(|| single_for(need, machine)).flatten();
    single.or_else(|| instance_for(need, machine))
}

/// Finds it, unless it is on its way out.
pub(super) async fn find(cx: &Context<'_>, app: &App) -> Result<Option<Instance>, Cause> {
    let states = ["pending", "running", "stopping", "stopped"];
    let alive = Filter {
        name: "instance-state-name".to_owned(),
        values: states.map(str::to_owned).to_vec(),
    };
    let request = DescribeInstances {
        filters: vec![ours(app), Filter::new("tag:Name", name(app)), alive],
        ..DescribeInstances::default()
    };
    let found = cx.cloud.describe_instances(request).await?.reservations;
    Ok(found.into_iter().flat_map(|r| r.instances).next())
}

/// The machine, to look into what runs there.
pub(super) async fn host<'a, 'c>(cx: &'a Context<'c>, app: &App) -> Result<Host<'a, 'c>, Cause> {
    let found = find(cx, app).await?;
    let found = found.ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, &app.name))?;
    Host::at(cx, app, &found.instance_id).await
}

/// Brings it up with the application's version; gives its address within the network.
pub(super) async fn bring(
    cx: &Context<'_>,
    app: &App,
    ground: &Ground,
) -> Result<Ipv4Addr, DeployError> {
    let part = &parts::only(app, &parts::staying(app));
    let body = launch(cx, app, part, ground);
    let id = cx.step(Step::LaunchInstance, body).await?;
    let body = launch::wait_running(cx, &id);
    cx.step(Step::WaitRunning, body).await?;
    let body = Host::log_in(cx, app, &id);
    let host = cx.step(Step::LogIn, body).await?;
    let body = host.install_docker(part, WAY);
    cx.step(Step::InstallDocker, body).await?;
    let body = carry(&host, app);
    cx.step(Step::CarryFiles, body).await?;
    if registry::is_private(part) {
        let body = registry::sign_in(&host, part, WAY);
        cx.step(Step::SignInRegistry, body).await?;
    }
    let names: Vec<String> = parts::staying(app).into_iter().map(quote).collect();
    let names = names.join(" ");
    let compose = compose_with(app, WAY, &[parts::PLACE]);
    let body = async {
        let line = format!("{compose} pull --quiet {names}");
        host.run(&line).await.map(drop)
    };
    cx.step(Step::PullImages, body).await?;
    let body = async {
        host.run(&format!("{compose} up -d {names}")).await?;
        for (service, condition) in parts::awaited(app) {
            let stated = app.project.services[service].container_name.as_deref();
            let made = format!("{}-{service}-1", app.name);
            let container = quote(stated.unwrap_or(&made));
            plain::wait_for(&host, WAY, &container, condition).await?;
        }
        Ok(())
    };
    cx.step(Step::StartContainers, body).await?;
    let body = launch::snapshot(cx, app, &id);
    cx.step(Step::TakeSnapshot, body).await?;
    let found = find(cx, app).await;
    let found = found.map_err(|cause| cause.at(Step::LookAtInstance))?;
    let address = found.and_then(|instance| instance.private_ip_address);
    address.ok_or_else(|| {
        Cause::impossible(Obstacle::NothingWasMade, name(app)).at(Step::LookAtInstance)
    })
}

async fn carry(host: &Host<'_, '_>, app: &App) -> Result<(), Cause> {
    carry::carry(host, app, WAY).await?;
    let file = place(app, parts::on_data_host(app));
    host.put(&file.path, &file.text, file.mode).await
}

/// The file that says what differs on a kind of machine.
pub(super) fn place(app: &App, text: String) -> Laid {
    let here = Layout::of(app).there(&app.directory);
    Laid {
        path: format!("{here}/{}", parts::PLACE),
        text,
        mode: "600",
        secret: false,
    }
}

/// Launches it, or takes the one that is there.
async fn launch(cx: &Context<'_>, app: &App, part: &App, ground: &Ground) -> Result<String, Cause> {
    if let Some(instance) = find(cx, app).await? {
        if instance.state.name == InstanceStateName::Stopped {
            let request = StartInstances {
                instance_ids: vec![instance.instance_id.clone()],
            };
            cx.cloud.start_instances(request).await?;
        }
        return Ok(instance.instance_id);
    }
    let need = host_need(part, true);
    let chosen = instance_type(app).ok_or_else(|| {
        let memory = format!("{} MiB", need.memory_mib);
        Cause::impossible(Obstacle::NoInstanceTypeHoldsIt, memory)
    })?;
    let ebs = EbsBlockDevice {
        volume_size: Some(need.disk_gib),
        volume_type: "gp3".to_owned(),
        encrypted: Some(true),
        delete_on_termination: Some(true),
    };
    let profile = ground
        .profile
        .clone()
        .filter(|_| registry::is_private(part));
    let request = RunInstances {
        image_id: launch::newest_image(cx, architecture::machine(part)).await?,
        instance_type: chosen.name.clone(),
        key_name: base(app),
        min_count: 1,
        max_count: 1,
        security_group_ids: ground.data_group.iter().cloned().collect(),
        subnet_id: ground.network.subnets.first().cloned().unwrap_or_default(),
        // a token that names the moment: AWS would answer a used one with the instance that was terminated since
        client_token: format!("{}-{}", name(app), cx.cloud.clock().now().0),
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: "/dev/xvda".to_owned(),
            ebs,
        }],
        metadata_options: Some(InstanceMetadataOptions {
            http_tokens: "required".to_owned(),
            http_put_response_hop_limit: Some(2),
            ..Default::default()
        }),
        iam_instance_profile: profile.map(registry::profile_named),
        tag_specifications: ["instance", "volume"]
            .into_iter()
            .flat_map(|kind| tagged(app, kind, &name(app)))
            .collect(),
        ..RunInstances::default()
    };
    let launched = once_known(cx, || cx.cloud.run_instances(request.clone())).await?;
    let first = launched.instances.into_iter().next();
    first
        .map(|instance| instance.instance_id)
        .ok_or_else(|| Cause::impossible(Obstacle::NothingWasMade, name(app)))
}

/// Terminates it; its end is waited for with that of all instances.
pub(super) async fn terminate(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    if let Some(instance) = find(cx, app).await? {
        let request = TerminateInstances {
            instance_ids: vec![instance.instance_id],
        };
        cx.cloud.terminate_instances(request).await?;
    }
    Ok(())
}
