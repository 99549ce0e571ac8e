//! What Fargate cannot do for an application, said before anything is made.

use super::super::App;
use super::super::mounts::{TaskMount, in_task, sources_there};
use super::super::sizing::{fargate_need, fargate_size};
use crate::app::service::{MountType, Service};
use crate::error::Cause;

/// Members of a service that ask for rights or hardware which no task on Fargate gets, when it asks for them (Amazon
/// ECS developer guide, task definition differences for Fargate).
pub(crate) fn rights(service: &Service) -> impl Iterator<Item = &'static str> {
    let asked = [
        ("privileged", service.privileged),
        ("cap_add", !service.cap_add.is_empty()),
        ("devices", !service.devices.is_empty()),
    ];
    asked
        .into_iter()
        .filter(|(_, asked)| *asked)
        .map(|(member, _)| member)
}

/// Whether a path of the host is the Docker engine's socket.
pub(crate) fn is_docker_socket(path: &str) -> bool {
    path.ends_with("/docker.sock")
}

/// Refuses what would fail later, or would run without something that it asks for.
pub(super) fn check(app: &App) -> Result<(), Cause> {
    sources_there(app)?;
    let services = &app.project.services;
    services
        .iter()
        .find_map(|(name, service)| obstacle(app, name, service))
        .map_or(Ok(()), Err)
}

fn obstacle(app: &App, name: &str, service: &Service) -> Option<Cause> {
    if let Some(member) = rights(service).next() {
        return Some(Cause::impossible(
            "no-such-rights",
            format!("services.{name}.{member}"),
        ));
    }
    let socket = service.volumes.iter().position(|mount| {
        mount.kind == MountType::Bind && mount.source.as_deref().is_some_and(is_docker_socket)
    });
    if let Some(index) = socket {
        return Some(Cause::impossible(
            "no-docker-socket",
            format!("services.{name}.volumes[{index}]"),
        ));
    }
    for (index, mount) in service.volumes.iter().enumerate() {
        if let TaskMount::Refused(reason) = in_task(app, name, mount) {
            return Some(Cause::impossible(
                reason,
                format!("services.{name}.volumes[{index}]"),
            ));
        }
    }
    if app.replicas(name) > 1 && app.keeps_data(name) {
        return Some(Cause::impossible("data-cannot-be-shared", name));
    }
    if fargate_size(app, name).is_none() {
        let need = fargate_need(app, name);
        return Some(Cause::impossible(
            "no-fargate-size-holds-it",
            format!("{name} ({} CPU units, {} MiB)", need.cpu, need.memory_mib),
        ));
    }
    None
}
