//! What the self-managed strategies do with a key: the files go to the instances, and Docker Compose reads them there.

use super::subject::Subject;
use super::verdict::{Verdict, near};
use super::{Because, Remedy};
use crate::app::mounts::Bound;
use crate::app::path::is_absolute;
use crate::app::service::MountType;
use crate::strategy::{App, Way, adds_restart, adds_start_period};

/// The verdict on what the strategy does not refuse.
pub(super) fn verdict(subject: &Subject<'_>, way: Way) -> Verdict {
    let written = || Verdict::kept(Because::AsWritten);
    if way.runs_by_hand() && !in_docker_run(&subject.kind) {
        return match subject.says_nothing() {
            true => Verdict::kept(Because::HoldsAnyway),
            false => Verdict::dropped(Because::NotInDockerRun)
                .arg("key", subject.last())
                .remedy(Remedy::RunCompose),
        };
    }
    match subject.kind.as_str() {
        "services" => instance(subject.app, way),
        "services.NAME" => on_data_host(subject, way).unwrap_or_else(|| container(subject, way)),
        "services.depends_on" => waits_for_data(subject, way).unwrap_or_else(written),
        "services.ports" => port(subject, way).unwrap_or_else(written),
        "services.volumes" => mount(subject, way).unwrap_or_else(written),
        "services.deploy.update_config"
        | "services.deploy.rollback_config"
        | "services.deploy.resources.reservations.cpus"
        | "services.deploy.resources.reservations.generic_resources" => {
            Verdict::dropped(Because::SwarmOnly)
        }
        "services.healthcheck" | "services.healthcheck.test" if way.careful() => {
            start_period(subject).unwrap_or_else(written)
        }
        "services.devices" => Verdict::kept(Because::DeviceOfHost),
        "volumes.external" if !subject.says_nothing() => {
            Verdict::changed(Because::VolumeMade).remedy(Remedy::CopyData)
        }
        "networks.external" if !subject.says_nothing() => Verdict::changed(Because::NetworkMade),
        kind if is_known(kind) => written(),
        kind => Verdict::dropped(Because::UnknownKey).arg("key", kind),
    }
}

/// Tells whether a service runs once, beside the group.
fn stays(app: &App, way: Way, service: &str) -> bool {
    match way {
        Way::Asg(asg) => asg.stays(app, service),
        Way::Ec2(_) | Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => false,
    }
}

fn on_data_host(subject: &Subject<'_>, way: Way) -> Option<Verdict> {
    stays(subject.app, way, subject.name).then(|| Verdict::changed(Because::OnDataHost))
}

/// A dependency of a service of the group on one that runs beside it.
fn waits_for_data(subject: &Subject<'_>, way: Way) -> Option<Verdict> {
    let (app, service) = (subject.app, subject.service?);
    let apart = !stays(app, way, service) && stays(app, way, subject.last());
    apart.then(|| Verdict::changed(Because::DataAwaited))
}

fn container(subject: &Subject<'_>, way: Way) -> Verdict {
    if way.careful() && adds_restart(subject.app, subject.name) {
        Verdict::changed(Because::RestartAdded).remedy(Remedy::SayRestart)
    } else if subject.app.is_job(subject.name) {
        Verdict::kept(Because::ContainerJob)
    } else {
        Verdict::kept(Because::Container)
    }
}

/// The time that the careful way gives a program before its check counts.
fn start_period(subject: &Subject<'_>) -> Option<Verdict> {
    let seconds = adds_start_period(subject.app, subject.service?)?;
    let verdict = Verdict::changed(Because::StartPeriodAdded).arg("seconds", seconds);
    Some(verdict.remedy(Remedy::SayStartPeriod))
}

/// Tells whether Docker Compose gives a key to Docker as it is.
fn is_known(kind: &str) -> bool {
    let Some((section, key)) = kind.split_once('.') else {
        return ["networks", "volumes", "secrets", "configs", "models"].contains(&kind);
    };
    let key = key.split('.').next().unwrap_or_default();
    match section {
        "services" => SERVICE.contains(&key),
        "networks" => NETWORK.contains(&key),
        "volumes" => ["name", "driver", "driver_opts", "labels", "external"].contains(&key),
        "secrets" | "configs" => OBJECT.contains(&key),
        "models" => ["name", "model", "context_size", "runtime_flags"].contains(&key),
        _ => false,
    }
}

/// The keys of a service that Docker Compose v2 puts into the containers that it makes, or heeds itself
/// (Compose Specification, 2026-07).
const SERVICE: &[&str] = &[
    "annotations",
    "blkio_config",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "command",
    "configs",
    "container_name",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpus",
    "cpuset",
    "depends_on",
    "deploy",
    "device_cgroup_rules",
    "dns",
    "dns_opt",
    "dns_search",
    "domainname",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "extends",
    "external_links",
    "extra_hosts",
    "gpus",
    "group_add",
    "healthcheck",
    "hostname",
    "image",
    "init",
    "ipc",
    "label_file",
    "labels",
    "links",
    "logging",
    "mac_address",
    "mem_limit",
    "mem_reservation",
    "mem_swappiness",
    "memswap_limit",
    "models",
    "network_mode",
    "networks",
    "oom_kill_disable",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "platform",
    "post_start",
    "pre_start",
    "pre_stop",
    "privileged",
    "provider",
    "pull_policy",
    "pull_refresh_after",
    "read_only",
    "restart",
    "runtime",
    "scale",
    "secrets",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "storage_opt",
    "sysctls",
    "tmpfs",
    "tty",
    "ulimits",
    "use_api_socket",
    "user",
    "userns_mode",
    "uts",
    "volumes_from",
    "working_dir",
];

const NETWORK: &[&str] = &[
    "name",
    "driver",
    "driver_opts",
    "ipam",
    "external",
    "internal",
    "attachable",
    "labels",
    "enable_ipv4",
    "enable_ipv6",
];

const OBJECT: &[&str] = &[
    "name",
    "file",
    "environment",
    "content",
    "external",
    "labels",
    "driver",
    "driver_opts",
    "template_driver",
];

/// Tells whether the recipe's `docker run` says a key, or the machine holds it.
fn in_docker_run(kind: &str) -> bool {
    let Some(key) = kind.strip_prefix("services.") else {
        return true;
    };
    let parts = [
        "NAME",
        "image",
        "command",
        "entrypoint",
        "secrets",
        "configs",
        "container_name",
        "restart",
        "ports",
        "environment",
        "env_file",
        "volumes",
        "mem_limit",
        "cpus",
        "networks",
        "depends_on",
        "extends",
        "expose",
        "deploy.resources.limits",
        "healthcheck",
    ];
    let heeds = |part: &str| key == part || key.starts_with(&format!("{part}."));
    !["networks.aliases", "healthcheck.start_interval"].contains(&key)
        && parts.iter().any(|part| heeds(part))
}

fn instance(app: &App, way: Way) -> Verdict {
    let memory = way.machine_need(app).map_or(0, |need| need.memory_mib);
    let chosen = way.instance_type(app);
    let verdict = match way {
        Way::Asg(asg) => Verdict::changed(Because::Group).arg("instances", asg.instances),
        Way::Ec2(_) | Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => {
            Verdict::kept(Because::Instance)
        }
    };
    verdict
        .arg("type", chosen.map_or("", |found| &found.name))
        .arg("memory", memory)
}

/// What becomes of a published port, where it differs from what the file says.
fn port(subject: &Subject<'_>, way: Way) -> Option<Verdict> {
    let service = subject.service?;
    let port = subject.stated()?.ports.get(subject.index)?;
    let fixed = port.published_range().filter(|(first, last)| first == last);
    if port.host_ip.as_deref() == Some("127.0.0.1") {
        return None;
    }
    if !way.careful() {
        // The first tutorial's security group opens every published TCP port to everybody.
        return match (&port.published, port.protocol()) {
            (None, _) => Some(Verdict::changed(Because::FirewallClosed)),
            (Some(_), "tcp") if fixed.is_some() => Some(Verdict::changed(Because::OpenToAll)),
            _ => Some(Verdict::changed(Because::FirewallClosed)),
        };
    }
    if stays(subject.app, way, service) {
        return Some(Verdict::changed(Because::DataPort));
    }
    let public = subject.app.entrances();
    if !public.iter().any(|e| e.service == service) {
        if !way.composes() {
            return Some(Verdict::changed(Because::FirewallClosed));
        }
        let loopback = Verdict::changed(Because::Loopback);
        return Some(match port.published {
            Some(_) => loopback.remedy(Remedy::SayPublic),
            None => Verdict::dropped(Because::NoHostPort),
        });
    }
    let open = public.iter().any(|e| {
        e.service == service && e.target == port.target && fixed == Some((e.published, e.published))
    });
    if !open || port.protocol() != "tcp" {
        return Some(Verdict::changed(Because::FirewallClosed));
    }
    let balanced =
        |(published, _)| Verdict::changed(Because::GroupListener).arg("published", published);
    match way {
        Way::Asg(_) => fixed.map(balanced),
        Way::Ec2(_) | Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => None,
    }
}

fn mount(subject: &Subject<'_>, way: Way) -> Option<Verdict> {
    let mount = subject.stated()?.volumes.get(subject.index)?;
    let source = mount.source.as_deref()?;
    if mount.kind != MountType::Bind {
        return None;
    }
    let bound = subject.app.mounts.get(source);
    let carried = subject.app.files.iter().any(|file| file.path == source)
        || matches!(bound, Some(Bound::File | Bound::Folder));
    let inside = bound.is_some() || !is_absolute(source);
    Some(if carried {
        Verdict::kept(match way {
            Way::Asg(_) => Because::FileAtBoot,
            Way::Ec2(_) | Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => {
                Because::FileCarried
            }
        })
    } else if inside {
        Verdict::changed(Because::BindEmpty)
            .arg("source", near(subject.app, source))
            .remedy(Remedy::IntoImage)
    } else {
        Verdict::kept(Because::HostPath).arg("source", near(subject.app, source))
    })
}
