//! Data: volumes, files of the host, and copies that would spoil it.

use super::{EVERYWHERE, Hunt, IN_TASKS, ON_MACHINES, Severity};
use crate::app::mounts::Bound;
use crate::app::service::{Mount, MountType, Service};
use crate::check::verdict::{Saying, near};
use crate::check::{Remedy, Trap};
use crate::strategy::mounts::{TaskMount, in_task};
use crate::strategy::{App, Way, is_docker_socket};
use crate::workload::needs;

pub(super) fn find(hunt: &mut Hunt<'_>, name: &str, service: &Service) {
    for (index, mount) in service.volumes.iter().enumerate() {
        mounted(hunt, name, index, mount);
    }
}

fn mounted(hunt: &mut Hunt<'_>, name: &str, index: usize, mount: &Mount) {
    let node = hunt.entry(name, "volumes", index);
    let at = format!("volumes[{index}]");
    let at = (name, at.as_str());
    let source = mount.source.as_deref();
    let sock = source.is_some_and(is_docker_socket);
    match (mount.kind, source) {
        (MountType::Bind, Some(_)) if sock => {
            let trap = (Saying::new(Trap::DockerSocketRoot), Remedy::WithoutSocket);
            hunt.trap(Severity::Warning, trap, ON_MACHINES, at, node);
        }
        (MountType::Bind, Some(source)) => {
            let bound = hunt.app.mounts.get(source);
            let carried = matches!(bound, Some(Bound::File | Bound::Folder))
                || hunt.app.files.iter().any(|file| file.path == source);
            let strategies = match in_task(hunt.app, name, mount) {
                TaskMount::Nothing if bound.is_some() && !carried => EVERYWHERE,
                TaskMount::Nothing => IN_TASKS,
                // the table says it
                TaskMount::Written | TaskMount::Refused(_) => return,
            };
            let key = if bound == Some(&Bound::Missing) {
                Trap::BindAbsent
            } else {
                Trap::BindMount
            };
            let trap = Saying::new(key).arg("source", near(hunt.app, source));
            let trap = (trap, Remedy::IntoImage);
            hunt.trap(Severity::Warning, trap, strategies, at, node);
        }
        (MountType::Volume, Some(volume)) => {
            let stateful = hunt.app.profiles[name].kind.stateful();
            let (severity, key, remedy) = if stateful {
                (Severity::Warning, Trap::VolumeDatabase, Remedy::Rds)
            } else {
                (Severity::Note, Trap::VolumeEfs, Remedy::S3)
            };
            let trap = (Saying::new(key).arg("volume", volume), remedy);
            hunt.trap(severity, trap, IN_TASKS, at, node);
        }
        (MountType::Volume, None) => {
            let trap = Saying::new(Trap::VolumeAnonymous).arg("path", &mount.target);
            hunt.trap(
                Severity::Warning,
                (trap, Remedy::NameVolume),
                EVERYWHERE,
                at,
                node,
            );
        }
        _ => {}
    }
}

/// What users call needs what keeps data, which one machine in one zone has: when that is away, no instance is healthy, and
/// the group replaces all of them for nothing until it is back.
pub(super) fn data_host(hunt: &mut Hunt<'_>) {
    let app = hunt.app;
    let mut called: Vec<String> = app.entrances().into_iter().map(|e| e.service).collect();
    called.dedup();
    for name in called.iter().filter(|name| !app.keeps_data(name)) {
        let kept = keepers(app, name);
        if kept.is_empty() {
            continue;
        }
        let trap = Saying::new(Trap::DataHost).arg("service", kept.join(", "));
        let trap = (trap, Remedy::ShallowCheck);
        let at = (name.as_str(), "");
        hunt.trap(Severity::Warning, trap, Way::has_data_host, at, None);
    }
}

/// The services that keep data among those that a service connects to, and those that these connect to.
fn keepers<'a>(app: &'a App, service: &'a str) -> Vec<&'a str> {
    let mut seen = vec![service];
    let mut at = 0;
    while let Some(name) = seen.get(at) {
        for other in connects_to(app, name) {
            if !seen.contains(&other) {
                seen.push(other);
            }
        }
        at += 1;
    }
    seen.retain(|name| *name != service && app.keeps_data(name));
    seen.sort_unstable();
    seen
}

/// The services of the application that a service's program connects to.
fn connects_to<'a>(app: &'a App, service: &str) -> Vec<&'a str> {
    let stated = &app.project.services[service];
    let needs = needs(&app.profiles[service], &stated.variables());
    let hosts = needs.iter().map(|need| need.requirement.host.as_str());
    hosts.filter_map(|host| app.project.called(host)).collect()
}

/// Volumes and networks that somebody else should have made.
pub(super) fn externals(hunt: &mut Hunt<'_>) {
    let app = hunt.app;
    let volumes = app.project.volumes.iter().filter(|(_, v)| v.external);
    let networks = app.project.networks.iter().filter(|(_, n)| n.external);
    let volumes = volumes.map(|(key, v)| ("volumes", key, &v.name));
    let networks = networks.map(|(key, n)| ("networks", key, &n.name));
    for (section, key, name) in volumes.chain(networks) {
        let (severity, trap, remedy) = match section {
            "volumes" => (Severity::Warning, Trap::ExternalVolume, Remedy::CopyData),
            _ => (Severity::Note, Trap::ExternalNetwork, Remedy::OwnNetwork),
        };
        let node = hunt.resolved.tree.at(&[section, key]);
        let trap = (Saying::new(trap).arg("name", name), remedy);
        hunt.add(
            severity,
            trap,
            EVERYWHERE,
            crate::app::node::key_below(section, key),
            node,
        );
    }
}
