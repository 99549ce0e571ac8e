//! From a service of the application to what a container is created from.

use std::net::Ipv4Addr;
use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::app::project::Project;
use paperboat_core::app::service::{FileMount, Healthcheck, Mount as Written, MountType, Service};
use paperboat_core::workload::HealthConfig;

use super::Readings;
use super::labels;
use crate::host::docker::config::{Config, Mount, Publish, Restart, Source};
use crate::host::docker::kernel;
use crate::host::docker::plan::Failure;

/// The image of a service; one that is only built has the name that a build gives it.
pub(super) fn image_of(project: &Project, name: &str) -> String {
    let image = project.services[name].image.clone();
    image.unwrap_or_else(|| format!("{}-{name}", project.name))
}

/// The services that a command means, each after those that it depends on; all when none is named.
pub(super) fn selected(
    project: &Project,
    named: &[String],
    with_dependencies: bool,
) -> Result<Vec<String>, Failure> {
    if let Some(unknown) = named.iter().find(|n| !project.services.contains_key(*n)) {
        return Err(Failure::new(1, format!("no such service: {unknown}")));
    }
    let mut wanted = named.to_vec();
    let mut i = 0;
    while i < wanted.len() && with_dependencies {
        for other in project.services[&wanted[i]].depends_on.keys() {
            if !wanted.contains(other) && project.services.contains_key(other) {
                wanted.push(other.clone());
            }
        }
        i += 1;
    }
    let order = project.start_order().into_iter().map(str::to_owned);
    Ok(order
        .filter(|name| named.is_empty() || wanted.contains(name))
        .collect())
}

/// The name of a service's container.
pub(super) fn container_name(project: &Project, name: &str, number: u32) -> String {
    let own = project.services[name].container_name.clone();
    own.unwrap_or_else(|| format!("{}-{name}-{number}", project.name))
}

fn nanoseconds(duration: ComposeDuration) -> Duration {
    Duration::from_nanos(u64::try_from(duration.0).unwrap_or(0))
}

/// How long a service's containers have between SIGTERM and SIGKILL, when it says so.
pub(super) fn grace(service: &Service) -> Option<Duration> {
    service.stop_grace_period.map(nanoseconds)
}

/// What a container of a service is created from.
///
/// # Errors
/// In Docker's words; what is not modelled is refused by name.
pub(super) fn config(
    project: &Project,
    files: &[String],
    name: &str,
    number: u32,
    readings: &Readings,
) -> Result<Config, Failure> {
    let service = &project.services[name];
    let digits = readings.digits(service);
    let image = image_of(project, name);
    let environment = service.environment.iter();
    let environment = environment.filter_map(|(k, v)| Some((k.clone(), v.clone()?)));
    Ok(Config {
        name: container_name(project, name, number),
        labels: labels::of_container(project, files, name, number, &image, &digits),
        image,
        entrypoint: service.entrypoint.clone(),
        command: service.command.clone().unwrap_or_default(),
        environment: environment.collect(),
        publish: publish(service)?,
        publish_all: false,
        mounts: mounts(project, service)?,
        networks: networks(project, name)?,
        joins: joins(project, name)?,
        links: Vec::new(),
        volumes_from: Vec::new(),
        dns: Vec::new(),
        address: None,
        restart: restart(service)?,
        memory: service
            .memory_limit()
            .and_then(|limit| u64::try_from(limit.0).ok())
            .filter(|limit| *limit > 0),
        cpus: service.cpu_limit().filter(|cpus| *cpus > 0.0),
        health: health(service.healthcheck.as_ref()),
        init: service.init.unwrap_or(false),
        user: service.user.clone().unwrap_or_default(),
        working_dir: service.working_dir.clone().unwrap_or_default(),
        hostname: service.hostname.clone(),
        auto_remove: false,
        stop_timeout: grace(service),
        stop_signal: service.stop_signal.clone(),
        extra_hosts: service
            .extra_hosts
            .iter()
            .filter_map(|host| host.split_once('='))
            .map(|(host, address)| (host.to_owned(), address.to_owned()))
            .collect(),
        privileged: service.privileged,
        read_only: service.read_only,
        expose: service.expose.clone(),
        stdin: String::new(),
        terminal: service.tty,
        open_stdin: service.stdin_open,
        kernel: kernel::of(service),
    })
}

fn publish(service: &Service) -> Result<Vec<Publish>, Failure> {
    let one = |port: &paperboat_core::app::service::Port| {
        let host_ip = port.host_ip.as_deref().unwrap_or("0.0.0.0");
        let host_ip = host_ip.parse::<Ipv4Addr>();
        let host_ip = host_ip.map_err(|_| {
            let shown = port.host_ip.as_deref().unwrap_or_default();
            Failure::new(
                1,
                format!("paperboat: not modelled: a port on the address {shown}"),
            )
        })?;
        Ok(Publish {
            host_ip,
            host: port.published_range().filter(|range| range.0 > 0),
            container_port: port.target,
            protocol: port.protocol().to_owned(),
        })
    };
    service.ports.iter().map(one).collect()
}

fn mounts(project: &Project, service: &Service) -> Result<Vec<Mount>, Failure> {
    let mut all = Vec::new();
    for written in &service.volumes {
        all.push(mount(project, written)?);
    }
    for target in &service.tmpfs {
        all.push(Mount {
            source: Source::Tmpfs,
            target: target.split(':').next().unwrap_or(target).to_owned(),
            read_only: false,
            create: false,
        });
    }
    all.extend(files(&service.configs, "", &project.configs)?);
    all.extend(files(&service.secrets, "/run/secrets/", &project.secrets)?);
    Ok(all)
}

fn mount(project: &Project, written: &Written) -> Result<Mount, Failure> {
    let named = written.source.as_deref().unwrap_or_default();
    let source = match written.kind {
        MountType::Volume => {
            let volume = project.volumes.get(named);
            Source::Volume(volume.map_or(named, |v| v.name.as_str()).to_owned())
        }
        MountType::Bind => Source::Bind(named.to_owned()),
        MountType::Tmpfs => Source::Tmpfs,
        MountType::Npipe | MountType::Cluster | MountType::Image => {
            return Err(Failure::new(
                1,
                format!(
                    "paperboat: not modelled: the mount of {} (only bind, volume and tmpfs)",
                    written.target
                ),
            ));
        }
    };
    let bind = written.bind.as_ref();
    let creates = bind.and_then(|b| b.get("create_host_path")?.as_bool());
    Ok(Mount {
        source,
        target: written.target.clone(),
        read_only: written.read_only,
        create: creates.unwrap_or(false),
    })
}

/// Configs and secrets as read-only mounts; content that stands in the Compose file itself or in a variable is
/// written into the container.
fn files(
    mounts: &[FileMount],
    folder: &str,
    known: &std::collections::BTreeMap<String, paperboat_core::app::project::FileObject>,
) -> Result<Vec<Mount>, Failure> {
    let one = |mount: &FileMount| {
        let known = known.get(&mount.source);
        if let Some(object) = known
            && let (Some(variable), None) = (&object.environment, &object.held)
        {
            let words = format!(
                "environment variable {variable:?} required by file {:?} is not set",
                object.name
            );
            return Err(Failure::new(1, words));
        }
        let text = known.and_then(|f| f.content.clone().or_else(|| f.held.clone()));
        let text = text.unwrap_or_default();
        let file = known.and_then(|f| f.file.clone());
        let target = mount.target.clone();
        let target = target.unwrap_or_else(|| format!("{folder}{}", mount.source));
        Ok(Mount {
            source: file.map_or(Source::Content(text), Source::Bind),
            target: if target.starts_with('/') {
                target
            } else {
                format!("/{target}")
            },
            read_only: true,
            create: false,
        })
    };
    mounts.iter().map(one).collect()
}

/// The container in whose network a service's own runs: another service's first one, or any.
fn joins(project: &Project, name: &str) -> Result<Option<String>, Failure> {
    let mode = project.services[name].network_mode.as_deref();
    let mode = mode.unwrap_or_default();
    match mode.split_once(':') {
        Some(("service", other)) if project.services.contains_key(other) => {
            Ok(Some(container_name(project, other, 1)))
        }
        Some(("container", other)) => Ok(Some(other.to_owned())),
        None if matches!(mode, "" | "host" | "none" | "bridge") => Ok(None),
        _ => Err(Failure::new(
            1,
            format!("paperboat: not modelled: network_mode {mode}"),
        )),
    }
}

/// The networks of a service with its names on each: the service's own, its aliases, and what others link it as.
fn networks(project: &Project, name: &str) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let service = &project.services[name];
    match service.network_mode.as_deref() {
        None | Some("") => {}
        Some(mode @ ("host" | "none" | "bridge")) => return Ok(vec![(mode.to_owned(), vec![])]),
        Some(_) => return Ok(Vec::new()),
    }
    let links = project.services.values().flat_map(|s| &s.links);
    let linked: Vec<String> = links
        .filter_map(|link| link.split_once(':'))
        .filter(|(target, _)| *target == name)
        .map(|(_, alias)| alias.to_owned())
        .collect();
    let mut all = Vec::new();
    for (key, details) in &service.networks {
        let Some(network) = project.networks.get(key) else {
            continue;
        };
        let mut aliases = vec![name.to_owned()];
        aliases.extend(linked.iter().cloned());
        aliases.extend(details.iter().flat_map(|d| d.aliases.clone()));
        all.push((network.name.clone(), aliases));
    }
    Ok(all)
}

fn restart(service: &Service) -> Result<Restart, Failure> {
    if let Some(policy) = service.restart.as_deref() {
        return Restart::parse(policy)
            .map_err(|why| Failure::new(1, format!("Error response from daemon: {why}")));
    }
    let deploy = service.deploy.as_ref();
    let Some(policy) = deploy.and_then(|d| d.restart_policy.as_ref()) else {
        return Ok(Restart::No);
    };
    let most = policy.max_attempts.unwrap_or(0);
    Ok(match policy.condition.as_deref() {
        Some("none") => Restart::No,
        Some("on-failure") => Restart::OnFailure(u32::try_from(most).unwrap_or(u32::MAX)),
        _ => Restart::UnlessStopped,
    })
}

fn health(written: Option<&Healthcheck>) -> Option<HealthConfig> {
    let written = written?;
    if written.is_disabled() {
        return Some(HealthConfig::none());
    }
    // What is left out, the test too, is the image's.
    let time = |own: Option<ComposeDuration>| own.map(nanoseconds).filter(|t| !t.is_zero());
    let retries = written.retries.filter(|n| *n > 0);
    Some(HealthConfig {
        test: written.test.clone(),
        interval: time(written.interval),
        timeout: time(written.timeout),
        start_period: time(written.start_period),
        retries: retries.map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
    })
}
