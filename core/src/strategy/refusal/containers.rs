//! What containers ask for beyond a program and its files, whoever runs them.

use std::fmt::Display;

use super::{Found, Why};
use crate::app::service::{MountType, Service};
use crate::strategy::{Way, architecture};
use crate::workload::serves_for_ever;

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    hardware(found, name, service);
    plugins(found, name, service);
    copies(found, name, service);
    platform(found, name, service);
    clashes(found, name, service);
    job(found, name, service);
    for (index, mount) in service.volumes.iter().enumerate() {
        let kind = match mount.kind {
            MountType::Npipe => "npipe",
            MountType::Cluster => "cluster",
            MountType::Image => "image",
            MountType::Bind | MountType::Volume | MountType::Tmpfs => continue,
        };
        let key = format!("volumes[{index}]");
        found.at(name, &key, Why::MountKind, &[("kind", &kind)]);
    }
}

/// GPUs and other devices that a service reserves, and the runtime that gives them.
fn hardware(found: &mut Found<'_>, name: &str, service: &Service) {
    let deploy = service.deploy.as_ref();
    let reserved = deploy
        .and_then(|d| d.resources.reservations.as_ref())
        .is_some_and(|r| !r.devices.is_empty());
    let asked = [
        ("gpus", service.gpus.is_some()),
        ("deploy.resources.reservations.devices", reserved),
    ];
    for (key, _) in asked.into_iter().filter(|(_, asked)| *asked) {
        match found.way {
            Way::Ec2(_) | Way::Asg(_) => found.at(name, key, Why::NoGpu, &[]),
            Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => {
                found.at(name, key, Why::FargateLacks, &[("key", &last(key))])
            }
        }
    }
    let runtime = service.runtime.as_deref().unwrap_or_default();
    if !["", "runc", "io.containerd.runc.v2"].contains(&runtime) {
        match found.way {
            Way::Ec2(_) | Way::Asg(_) => found.at(
                name,
                "runtime",
                Why::RuntimeMissing,
                &[("runtime", &runtime)],
            ),
            Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => {
                found.at(name, "runtime", Why::FargateLacks, &[("key", &"runtime")])
            }
        }
    }
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or_default()
}

/// What Docker's plug-ins on a developer's machine make, and nobody makes elsewhere.
fn plugins(found: &mut Found<'_>, name: &str, service: &Service) {
    let asked = [
        ("provider", service.provider.is_some()),
        ("models", service.models.is_some()),
    ];
    for (key, _) in asked.into_iter().filter(|(_, asked)| *asked) {
        found.at(name, key, Why::PluginMissing, &[("key", &key)]);
    }
}

/// How many copies are asked for: none of what users call, or several of what keeps data.
fn copies(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let key = if service.scale.is_some() {
        "scale"
    } else {
        "deploy.replicas"
    };
    let replicas = app.replicas(name);
    if replicas == 0 && app.is_entered(name) {
        found.at(name, key, Why::NoReplicas, &[]);
    }
    let volume = |m: &crate::app::service::Mount| {
        m.kind == MountType::Volume && m.source.is_some() && !m.read_only
    };
    let shares = match found.way {
        // One machine's disk is shared by right; what locks its data is not.
        Way::Ec2(_) | Way::Asg(_) => {
            app.profiles[name].kind.stateful() && service.volumes.iter().any(volume)
        }
        Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => app.keeps_data(name),
    };
    if replicas > 1 && shares {
        found.at(name, key, Why::DataShared, &[("replicas", &replicas)]);
    }
}

/// Images for another processor or another system than those on which they would run.
fn platform(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    if service.provider.is_some() {
        return;
    }
    let stated = service.platform.as_deref().unwrap_or_default();
    let image = service.image.as_deref().unwrap_or_default();
    let windows = [
        "mcr.microsoft.com/windows",
        "mcr.microsoft.com/dotnet/framework/",
    ];
    if stated.starts_with("windows") {
        return found.at(name, "platform", Why::Windows, &[("platform", &stated)]);
    }
    if windows.iter().any(|start| image.starts_with(start)) {
        return found.at(name, "image", Why::Windows, &[("platform", &"windows")]);
    }
    let machine = match found.way {
        Way::Ec2(_) | Way::Asg(_) | Way::EcsEc2(_) => architecture::machine(app),
        Way::Fargate(_) | Way::Express(_) => architecture::task(app, name),
    };
    let machine = machine.docker_word();
    let has = &app.profiles[name].architectures;
    let absent = |processor: &str| !has.is_empty() && !has.iter().any(|a| a == processor);
    if let Some(processor) = stated.split('/').nth(1) {
        if processor != machine || absent(processor) {
            let args: [(&str, &dyn Display); 2] = [("machine", &machine), ("platform", &stated)];
            found.at(name, "platform", Why::PlatformOther, &args);
        }
    } else if absent(machine) {
        let all = has.join(", ");
        let args: [(&str, &dyn Display); 2] = [("has", &all), ("wants", &machine)];
        found.at(name, "image", Why::Architecture, &args);
    }
}

/// Programs that share a network, as `network_mode` says, and listen on one port.
fn clashes(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let Some(shared) = namespace(name, service) else {
        return;
    };
    if !found.way.composes() {
        return;
    }
    for (other, stated) in &app.project.services {
        let beside = other.as_str() < name && namespace(other, stated).as_ref() == Some(&shared);
        // The one whose network the others share says nothing of it itself.
        let owner = shared == format!("service:{other}");
        if other == name || !(beside || owner) {
            continue;
        }
        let ports = app.profiles[name].listens.iter();
        let theirs = &app.profiles[other].listens;
        let certain = |n: &str| {
            let origin = app.profiles[n].origins.get("listens");
            origin.is_some_and(|o| o != "guess")
        };
        let both = ports.copied().find(|port| theirs.contains(port));
        if let Some(port) = both.filter(|_| certain(name) && certain(other)) {
            let args: [(&str, &dyn Display); 2] = [("port", &port), ("service", other)];
            return found.at(name, "network_mode", Why::PortClash, &args);
        }
    }
}

/// The network namespace that a service shares.
fn namespace(name: &str, service: &Service) -> Option<String> {
    let mode = service.network_mode.as_deref()?;
    (mode == "host" || mode.starts_with("service:") && mode != format!("service:{name}"))
        .then(|| mode.to_owned())
}

/// What others wait to complete, although it does not end.
fn job(found: &mut Found<'_>, name: &str, service: &Service) {
    if !found.app.project.is_awaited(name) {
        return;
    }
    if serves_for_ever(&found.app.profiles[name], service) {
        let image = service.image.as_deref().unwrap_or_default();
        let args: [(&str, &dyn Display); 2] = [("image", &image), ("service", &name)];
        found.at(name, "image", Why::JobNeverEnds, &args);
    }
    let policy = service.restart.as_deref().unwrap_or_default();
    let again = ["always", "unless-stopped"].contains(&policy);
    if again && found.way.has_machine() {
        let args: [(&str, &dyn Display); 2] = [("policy", &policy), ("service", &name)];
        found.at(name, "restart", Why::JobRestarts, &args);
    }
}
