//! What the self-managed strategy does with a key: the files go to the instance, and Docker Compose reads them there.

use super::subject::Subject;
use super::verdict::{Verdict, near};
use crate::app::mounts::Bound;
use crate::app::path::is_absolute;
use crate::app::service::{MountType, Port};
use crate::strategy::mounts::missing_sources;
use crate::strategy::{App, adds_restart, architecture, content, host_need, instance_for};

/// The verdict of the careful way with `docker compose`.
pub(super) fn verdict(subject: &Subject<'_>) -> Verdict {
    let written = || Verdict::kept("because-as-written");
    match subject.kind.as_str() {
        "services" => instance(subject.app),
        "services.NAME" => container(subject),
        "services.image" => image(subject),
        "services.ports" => port(subject).unwrap_or_else(written),
        "services.volumes" => mount(subject).unwrap_or_else(written),
        "services.secrets" => object(subject, "secrets").unwrap_or_else(written),
        "services.configs" => object(subject, "configs").unwrap_or_else(written),
        "secrets" | "configs" => object(subject, &subject.kind).unwrap_or_else(written),
        "secrets.external" | "configs.external" if !subject.says_nothing() => external(subject),
        "services.deploy.replicas" | "services.scale" => replicas(subject).unwrap_or_else(written),
        "services.deploy.update_config"
        | "services.deploy.rollback_config"
        | "services.deploy.resources.reservations.cpus"
        | "services.deploy.resources.reservations.generic_resources" => {
            Verdict::dropped("because-swarm-only")
        }
        "services.gpus" | "services.deploy.resources.reservations.devices" => {
            Verdict::refused("because-no-gpu").remedy("remedy-other-machine")
        }
        "services.devices" => Verdict::kept("because-device-of-host"),
        "services.models" | "services.provider" => {
            Verdict::refused("because-plugin-missing").arg("key", subject.last())
        }
        "services.runtime" if !["runc", ""].contains(&subject.text()) => {
            Verdict::refused("because-runtime-missing").arg("runtime", subject.text())
        }
        "volumes.external" if !subject.says_nothing() => {
            Verdict::changed("because-volume-made").remedy("remedy-copy-data")
        }
        "networks.external" if !subject.says_nothing() => Verdict::changed("because-network-made"),
        kind if is_known(kind) => written(),
        kind => Verdict::dropped("because-unknown-key").arg("key", kind),
    }
}

fn container(subject: &Subject<'_>) -> Verdict {
    if adds_restart(subject.app, subject.name) {
        Verdict::changed("because-restart-added").remedy("remedy-say-restart")
    } else if subject.app.is_job(subject.name) {
        Verdict::kept("because-container-job")
    } else {
        Verdict::kept("because-container")
    }
}

/// Tells whether Docker Compose gives a key to Docker as it is.
fn is_known(kind: &str) -> bool {
    let Some((section, key)) = kind.split_once('.') else {
        return ["networks", "volumes", "models"].contains(&kind);
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
    "pull_policy",
    "pull_refresh_after",
    "read_only",
    "restart",
    "runtime",
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

fn instance(app: &App) -> Verdict {
    let need = host_need(app, true);
    match instance_for(need, architecture::machine(app)) {
        Some(found) => Verdict::kept("because-instance")
            .arg("type", &found.name)
            .arg("memory", need.memory_mib),
        None => Verdict::refused("because-no-instance")
            .arg("memory", need.memory_mib)
            .remedy("remedy-less-memory"),
    }
}

fn image(subject: &Subject<'_>) -> Verdict {
    let wants = architecture::machine(subject.app).docker_word();
    let profile = subject.service.and_then(|s| subject.app.profiles.get(s));
    match profile.map(|p| &p.architectures) {
        Some(has) if !has.is_empty() && !has.iter().any(|a| a == wants) => {
            Verdict::refused("because-architecture")
                .arg("has", has.join(", "))
                .arg("wants", wants)
                .remedy("remedy-multi-arch")
        }
        _ => Verdict::kept("because-as-written"),
    }
}

/// What becomes of a published port, where it differs from what the file says.
fn port(subject: &Subject<'_>) -> Option<Verdict> {
    let service = subject.service?;
    let port = subject.stated()?.ports.get(subject.index)?;
    let fixed = port.published_range().filter(|(first, last)| first == last);
    if let Some((published, _)) = fixed {
        let twice = |other: &str| {
            Verdict::refused("because-host-port-twice")
                .arg("port", published)
                .arg("service", other)
                .remedy("remedy-other-port")
        };
        if let Some(other) = taken_by(subject.app, service, port) {
            return Some(twice(other));
        }
        if subject.app.replicas(service) > 1 {
            let alone = Verdict::refused("because-host-port-scaled").arg("port", published);
            return Some(alone.remedy("remedy-scale-later"));
        }
    }
    if port.host_ip.as_deref() == Some("127.0.0.1") {
        return None;
    }
    let public = subject.app.entrances();
    if !public.iter().any(|e| e.service == service) {
        let loopback = Verdict::changed("because-loopback");
        return Some(match port.published {
            Some(_) => loopback.remedy("remedy-say-public"),
            None => Verdict::dropped("because-no-host-port"),
        });
    }
    let open = public.iter().any(|e| {
        e.service == service && e.target == port.target && fixed == Some((e.published, e.published))
    });
    (!open || port.protocol() != "tcp").then(|| Verdict::changed("because-firewall-closed"))
}

/// The service before this one that takes the same port of the host.
pub(super) fn taken_by<'a>(app: &'a App, service: &str, port: &Port) -> Option<&'a str> {
    let same = |other: &Port| {
        let addresses = (other.host_ip.as_deref(), port.host_ip.as_deref());
        let apart = matches!(addresses, (Some(a), Some(b)) if a != b);
        other.published.is_some()
            && other.published == port.published
            && other.protocol() == port.protocol()
            && !apart
    };
    let mut others = app.project.services.iter();
    others
        .find(|(name, stated)| name.as_str() < service && stated.ports.iter().any(same))
        .map(|(name, _)| name.as_str())
}

fn mount(subject: &Subject<'_>) -> Option<Verdict> {
    let mount = subject.stated()?.volumes.get(subject.index)?;
    let source = mount.source.as_deref()?;
    if mount.kind != MountType::Bind {
        return None;
    }
    if is_missing(subject) {
        let refused = Verdict::refused("because-source-missing");
        let refused = refused.arg("source", near(subject.app, source));
        return Some(refused.remedy("remedy-make-file"));
    }
    let bound = subject.app.mounts.get(source);
    let carried = subject.app.files.iter().any(|file| file.path == source)
        || matches!(bound, Some(Bound::File | Bound::Folder));
    let inside = source.starts_with(&subject.app.directory) || !is_absolute(source);
    Some(if carried {
        Verdict::kept("because-file-carried")
    } else if inside {
        Verdict::changed("because-bind-empty")
            .arg("source", near(subject.app, source))
            .remedy("remedy-into-image")
    } else {
        Verdict::kept("because-host-path").arg("source", source)
    })
}

/// Tells whether a mount needs a file of the project that is not there.
pub(super) fn is_missing(subject: &Subject<'_>) -> bool {
    let missing = missing_sources(subject.app);
    missing
        .iter()
        .any(|m| Some(m.service.as_str()) == subject.service && m.index == subject.index)
}

fn object(subject: &Subject<'_>, section: &str) -> Option<Verdict> {
    let object = subject.object(section, subject.name)?;
    if object.external {
        return Some(external(subject));
    }
    content(subject.app, object).is_none().then(|| {
        Verdict::refused("because-no-content")
            .arg("name", subject.name)
            .remedy("remedy-give-content")
    })
}

fn external(subject: &Subject<'_>) -> Verdict {
    Verdict::refused("because-external-object")
        .arg("name", subject.name)
        .remedy("remedy-give-content")
}

fn replicas(subject: &Subject<'_>) -> Option<Verdict> {
    let service = subject.service?;
    let stated = subject.stated()?;
    let fixed = stated.ports.iter().find_map(|p| {
        let (first, last) = p.published_range()?;
        (first == last).then_some(first)
    });
    let port = fixed.filter(|_| subject.app.replicas(service) > 1)?;
    let alone = Verdict::refused("because-host-port-scaled").arg("port", port);
    Some(alone.remedy("remedy-scale-later"))
}
