//! Files of the developer's computer, secrets and configs.

use super::{Found, Why};
use crate::app::mounts::Bound;
use crate::app::service::{Mount, MountType, Service};
use crate::strategy::mounts::{TaskMount, in_task, missing_sources};
use crate::strategy::{App, content, is_docker_socket};

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    for (index, mount) in service.volumes.iter().enumerate() {
        if let (MountType::Bind, Some(source)) = (mount.kind, mount.source.as_deref()) {
            let key = format!("volumes[{index}]");
            bound(found, name, service, mount, &key, source);
        }
    }
    for (section, mounts) in [("secrets", &service.secrets), ("configs", &service.configs)] {
        for (index, mount) in mounts.iter().enumerate() {
            object(
                found,
                name,
                &format!("{section}[{index}]"),
                section,
                &mount.source,
            );
        }
    }
}

fn bound(
    found: &mut Found<'_>,
    name: &str,
    service: &Service,
    mount: &Mount,
    key: &str,
    source: &str,
) {
    let app = found.app;
    let shown = app.shown(source);
    if is_docker_socket(source) {
        if found.way.in_tasks() {
            found.at(name, key, Why::NoDocker, &[]);
        }
        return;
    }
    let missing = app.mounts.get(source) == Some(&Bound::Missing);
    if missing && is_needed(app, name, service, mount, source) {
        return found.at(name, key, Why::SourceMissing, &[("source", &shown)]);
    }
    if !found.way.in_tasks() {
        return;
    }
    match in_task(app, name, mount) {
        TaskMount::Written => {}
        TaskMount::Refused("mount-too-large") => {
            found.at(name, key, Why::MountTooLarge, &[("source", &shown)]);
        }
        TaskMount::Refused(_) => {
            found.at(name, key, Why::MountHides, &[("target", &mount.target)]);
        }
        TaskMount::Nothing if gives_its_point(app, name, service, mount, source) => {
            found.at(name, key, Why::NoHostFiles, &[("source", &shown)]);
        }
        TaskMount::Nothing => {}
    }
}

/// Tells whether an absent file or folder is missed: Docker makes an empty folder in its place, which does for data,
/// and not for a file, for what is only read, or for a program.
fn is_needed(app: &App, name: &str, service: &Service, mount: &Mount, source: &str) -> bool {
    let mut listed = missing_sources(app).into_iter();
    mount.read_only
        || listed.any(|m| m.service == name && m.source == source)
        || calls(service, &mount.target)
}

/// Tells whether a service's commands or its health check name something below a path.
fn calls(service: &Service, target: &str) -> bool {
    let target = target.trim_end_matches('/');
    let below = format!("{target}/");
    let test = service.healthcheck.iter().flat_map(|h| &h.test);
    let words = service.command.iter().chain(&service.entrypoint).flatten();
    target.len() > 1
        && words
            .chain(test)
            .any(|word| word.contains(&below) || word == target)
}

/// Files that only say what time it is: tasks have UTC.
fn is_clock(source: &str) -> bool {
    ["/etc/localtime", "/etc/timezone"].contains(&source)
}

/// Tells whether a service that gets nothing of a mount is no longer what it is for: it loses data that it keeps, files
/// that it has here, or those of the machine. Code of one's own that is mounted over an image built from it is there all
/// the same.
fn gives_its_point(app: &App, name: &str, service: &Service, mount: &Mount, source: &str) -> bool {
    let data = app.profiles[name].kind.needed_at_start() && !mount.read_only;
    match app.mounts.get(source) {
        Some(Bound::Unfit) => data || service.build.is_none(),
        Some(_) => data,
        None => !is_clock(source),
    }
}

/// A secret or config that has nothing to give.
fn object(found: &mut Found<'_>, name: &str, key: &str, section: &str, source: &str) {
    let app = found.app;
    let objects = match section {
        "secrets" => &app.project.secrets,
        _ => &app.project.configs,
    };
    let object = objects.get(source);
    if !found.way.in_tasks() && object.is_some_and(|o| o.external) {
        return found.at(name, key, Why::ExternalObject, &[("name", &source)]);
    }
    // `docker run -v` mounts a path of the machine, and nothing else is one.
    if found.way.runs_by_hand() && object.is_some_and(|o| o.file.is_none()) {
        return found.at(name, key, Why::NotInDockerRun, &[("key", &key)]);
    }
    if object.is_none_or(|o| content(app, o).is_none()) {
        found.at(name, key, Why::NoContent, &[("name", &source)]);
    }
}
