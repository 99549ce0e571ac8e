//! What no task on Fargate gets.

use crate::app::service::Service;

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
