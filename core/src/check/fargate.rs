//! What the managed strategy does with a key: what of it a task definition, a service, a load balancer, a secret or
//! a file system can say.

use super::subject::Subject;
use super::verdict::{Verdict, near};
use super::{Because, Remedy};
use crate::app::mounts::Bound;
use crate::app::service::{Condition, MountType};
use crate::strategy::mounts::{TaskMount, in_task};
use crate::strategy::{aliases, architecture, content, fargate_size, is_secret};

/// The verdict of ECS on Fargate.
pub(super) fn verdict(subject: &Subject<'_>) -> Verdict {
    let said = || Verdict::kept(Because::TaskDefinition);
    if subject.says_nothing() && subject.kind.starts_with("services.") {
        return Verdict::kept(Because::HoldsAnyway);
    }
    if let Some(bare) = before_others(subject) {
        return bare;
    }
    match subject.kind.as_str() {
        "services" => Verdict::changed(Because::OwnService),
        "services.NAME" => service(subject),
        "services.image"
        | "services.command"
        | "services.entrypoint"
        | "services.working_dir"
        | "services.user"
        | "services.read_only"
        | "services.init"
        | "services.labels"
        | "services.label_file"
        | "services.ulimits.nofile"
        | "services.healthcheck.test"
        | "services.healthcheck.disable" => said(),
        "services.environment" => environment(subject),
        "services.env_file" => Verdict::changed(Because::EnvMerged),
        "services.deploy.replicas" | "services.scale" => Verdict::kept(Because::DesiredCount),
        "services.ports" => port(subject),
        "services.expose" => exposed(subject),
        "services.volumes" => mount(subject),
        "services.secrets" => file(subject, "secrets"),
        "services.configs" => file(subject, "configs"),
        "services.depends_on" => dependency(subject),
        "services.networks" => Verdict::changed(Because::ServiceConnect),
        "services.networks.aliases" => names(subject),
        "services.container_name" | "services.hostname" => names(subject),
        "services.links" => links(subject),
        "services.restart" | "services.deploy.restart_policy" => {
            Verdict::changed(Because::AlwaysReplaced)
        }
        "services.cpus"
        | "services.mem_limit"
        | "services.deploy.resources.limits.cpus"
        | "services.deploy.resources.limits.memory" => size(subject, Because::TaskSize),
        "services.deploy.update_config" | "services.deploy.rollback_config" => {
            Verdict::dropped(Because::EcsRolls)
        }
        "services.healthcheck.interval" => bounded(subject, 5, 300),
        "services.healthcheck.timeout" => bounded(subject, 2, 60),
        "services.healthcheck.start_period" => bounded(subject, 0, 300),
        "services.healthcheck.retries" => retries(subject),
        "services.stop_grace_period" => bounded(subject, 2, 120),
        "services.logging" => Verdict::changed(Because::LogGroup),
        "services.pull_policy" | "services.pull_refresh_after" => {
            Verdict::dropped(Because::AlwaysPulled)
        }
        "services.platform" => platform(subject),
        "services.network_mode" => Verdict::dropped(Because::OwnInterface),
        "services.volumes_from" => Verdict::dropped(Because::NotShared),
        "services.ulimits" => Verdict::dropped(Because::NofileOnly),
        "networks" | "networks.external" => Verdict::changed(Because::ServiceConnect),
        "volumes.external" => Verdict::changed(Because::MadeAnew).remedy(Remedy::CopyData),
        "volumes" => Verdict::changed(Because::AccessPoint),
        "secrets" | "configs" => object(subject, &subject.kind),
        "secrets.file" | "secrets.environment" => object(subject, "secrets"),
        "configs.file" | "configs.environment" | "configs.content" => object(subject, "configs"),
        kind if LACKS.contains(&kind.trim_start_matches("services.")) => {
            let lacks = Verdict::dropped(Because::FargateLacks).arg("key", subject.last());
            lacks.remedy(Remedy::OtherStrategy)
        }
        _ => Verdict::dropped(Because::UnknownKey).arg("key", &subject.kind),
    }
}

/// What ECS refuses of a task on Fargate (Amazon ECS developer guide, task definition differences for Fargate).
const LACKS: &[&str] = &[
    "privileged",
    "cap_add",
    "devices",
    "device_cgroup_rules",
    "gpus",
    "deploy.resources.reservations.devices",
    "dns",
    "dns_search",
    "extra_hosts",
    "security_opt",
    "shm_size",
    "tmpfs",
    "mem_swappiness",
    "memswap_limit",
    "links",
    "ipc",
    "runtime",
    "use_api_socket",
    "userns_mode",
    "cgroup_parent",
    "cgroup",
];

fn service(subject: &Subject<'_>) -> Verdict {
    let name = subject.service.unwrap_or_default();
    let app = subject.app;
    if !app.is_job(name) {
        return size(subject, Because::EcsService);
    }
    if app.project.is_awaited(name) {
        Verdict::changed(Because::JobBefore)
    } else {
        Verdict::changed(Because::JobOnce)
    }
}

/// What a job loses that runs in the tasks of the services that await it.
fn before_others(subject: &Subject<'_>) -> Option<Verdict> {
    let name = subject.service.filter(|name| subject.app.is_job(name))?;
    let key = subject.kind.strip_prefix("services.")?;
    let key = key.split('.').next().unwrap_or_default();
    if key == "restart" || subject.kind == "services.deploy.restart_policy" {
        return Some(match subject.text() {
            "no" => Verdict::kept(Because::HoldsAnyway),
            _ => Verdict::dropped(Because::JobEnds),
        });
    }
    let bare = ["ports", "expose", "volumes", "healthcheck"].contains(&key);
    (bare && subject.app.project.is_awaited(name)).then(|| Verdict::dropped(Because::JobBare))
}

fn size(subject: &Subject<'_>, reason: Because) -> Verdict {
    let size = subject
        .service
        .and_then(|name| fargate_size(subject.app, name));
    let (cpu, memory) = size.map_or((0, 0), |size| (size.cpu, size.memory_mib));
    Verdict::changed(reason)
        .arg("cpu", cpu)
        .arg("memory", memory)
}

fn environment(subject: &Subject<'_>) -> Verdict {
    let stated = subject.stated().map(|s| &s.environment);
    let pairs = stated.into_iter().flatten();
    let secret: Vec<&str> = pairs
        .filter(|(name, value)| value.as_deref().is_some_and(|v| is_secret(name, v)))
        .map(|(name, _)| name.as_str())
        .collect();
    if secret.is_empty() {
        return Verdict::kept(Because::TaskDefinition);
    }
    Verdict::changed(Because::SecretMoved).arg("names", secret.join(", "))
}

fn port(subject: &Subject<'_>) -> Verdict {
    let name = subject.service.unwrap_or_default();
    let stated = subject.stated();
    let Some(port) = stated.and_then(|s| s.ports.get(subject.index)) else {
        return Verdict::dropped(Because::UnknownKey).arg("key", &subject.kind);
    };
    if port.protocol() != "tcp" {
        return Verdict::dropped(Because::TcpOnly).arg("protocol", port.protocol());
    }
    let public = subject.app.entrances();
    let ours = |e: &&crate::strategy::Entrance| {
        e.service == name
            && e.target == port.target
            && port.published_range().map(|r| r.0) == Some(e.published)
    };
    if let Some(entrance) = public.iter().find(ours) {
        return Verdict::changed(Because::Listener)
            .arg("published", entrance.published)
            .arg("target", entrance.target);
    }
    inside(subject, port.target)
}

/// A port that only other services reach.
fn inside(subject: &Subject<'_>, target: u16) -> Verdict {
    let name = subject.service.unwrap_or_default();
    let ports = subject.app.ports(name);
    if ports.contains(&target) {
        return Verdict::changed(Because::InsideOnly)
            .arg("service", name)
            .arg("target", target);
    }
    let known: Vec<String> = ports.iter().map(u16::to_string).collect();
    Verdict::dropped(Because::PortNotKnown)
        .arg("target", target)
        .arg("ports", known.join(", "))
        .remedy(Remedy::SayPort)
}

fn exposed(subject: &Subject<'_>) -> Verdict {
    let text = subject.text();
    let (port, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    match port.parse() {
        _ if protocol != "tcp" => Verdict::dropped(Because::TcpOnly).arg("protocol", protocol),
        Ok(port) => inside(subject, port),
        Err(_) => Verdict::dropped(Because::PortRange).arg("ports", port),
    }
}

fn mount(subject: &Subject<'_>) -> Verdict {
    let stated = subject.stated();
    let mount = stated.and_then(|s| s.volumes.get(subject.index));
    match mount.map(|m| (m.kind, m.source.as_deref())) {
        Some((MountType::Volume, Some(_))) => {
            let stateful = subject
                .service
                .is_some_and(|s| subject.app.profiles[s].kind.stateful());
            let remedy = if stateful { Remedy::Rds } else { Remedy::S3 };
            Verdict::changed(Because::AccessPoint).remedy(remedy)
        }
        Some((MountType::Volume, None)) => {
            Verdict::dropped(Because::Anonymous).remedy(Remedy::NameVolume)
        }
        Some((MountType::Bind, source)) => bind(subject).unwrap_or_else(|| {
            Verdict::dropped(Because::NoHostFiles)
                .arg(
                    "source",
                    source.map(|s| near(subject.app, s)).unwrap_or_default(),
                )
                .remedy(Remedy::IntoImage)
        }),
        Some((MountType::Tmpfs, _)) => Verdict::dropped(Because::FargateLacks).arg("key", "tmpfs"),
        _ => Verdict::dropped(Because::FargateLacks).arg("key", subject.last()),
    }
}

/// A file or folder of the project, which a container writes before the service starts; none when nothing is carried.
fn bind(subject: &Subject<'_>) -> Option<Verdict> {
    let mount = subject.stated()?.volumes.get(subject.index)?;
    if in_task(subject.app, subject.service?, mount) != TaskMount::Written {
        return None;
    }
    let folder = match subject.app.mounts.get(mount.source.as_deref()?)? {
        Bound::Folder => mount.target.as_str(),
        _ => mount
            .target
            .rsplit_once('/')
            .map_or("/", |(folder, _)| folder),
    };
    let folder = if folder.is_empty() { "/" } else { folder };
    Some(Verdict::changed(Because::WrittenBefore).arg("folder", folder))
}

/// A secret or a config as a file.
fn file(subject: &Subject<'_>, section: &str) -> Verdict {
    let stated = subject.stated();
    let list = stated.map(|s| match section {
        "secrets" => &s.secrets,
        _ => &s.configs,
    });
    let lost = object(subject, section);
    let mount = list.and_then(|list| list.get(subject.index));
    match mount {
        Some(mount) if lost.outcome == super::Outcome::Changed => {
            let target = mount.target.as_deref().unwrap_or(&mount.source);
            let folder = match target.rsplit_once('/') {
                Some((folder, _)) if !folder.is_empty() => folder,
                _ if section == "secrets" => "/run/secrets",
                _ => "/",
            };
            Verdict::changed(Because::WrittenBefore).arg("folder", folder)
        }
        _ => lost,
    }
}

fn object(subject: &Subject<'_>, section: &str) -> Verdict {
    let object = subject.object(section, subject.name);
    if object.is_none_or(|o| content(subject.app, o).is_none()) {
        // What a service uses is refused there; this one nobody uses.
        return Verdict::dropped(Because::NoContent)
            .arg("name", subject.name)
            .remedy(Remedy::GiveContent);
    }
    Verdict::changed(match section {
        "secrets" => Because::SecretsManager,
        _ => Because::InDefinition,
    })
}

fn dependency(subject: &Subject<'_>) -> Verdict {
    let stated = subject.stated();
    let condition = stated
        .and_then(|s| s.depends_on.get(subject.name))
        .map(|d| d.condition);
    let reason = match condition {
        _ if !subject.app.project.services.contains_key(subject.name) => {
            return Verdict::dropped(Because::OtherProfile).remedy(Remedy::EnableProfile);
        }
        Some(Condition::ServiceCompletedSuccessfully) => Because::JobFirst,
        Some(Condition::ServiceHealthy) => Because::HealthyOnce,
        _ => Because::OrderOnce,
    };
    Verdict::changed(reason).arg("service", subject.name)
}

/// Other names of a service: those that somebody mentions become names in Service Connect.
fn names(subject: &Subject<'_>) -> Verdict {
    let given: Vec<&str> = match subject.node.and_then(crate::app::node::Node::as_list) {
        Some(list) => list
            .iter()
            .filter_map(crate::app::node::Node::as_str)
            .collect(),
        None => vec![subject.text()],
    };
    let known = aliases(subject.app, subject.service.unwrap_or_default());
    if given
        .iter()
        .any(|name| known.contains(&name.to_ascii_lowercase()))
    {
        Verdict::changed(Because::NameMentioned)
    } else {
        Verdict::dropped(Because::NameUnused)
    }
}

fn links(subject: &Subject<'_>) -> Verdict {
    match subject.text().split_once(':') {
        Some((name, alias))
            if subject.app.project.services.contains_key(name)
                && aliases(subject.app, name).contains(&alias.to_ascii_lowercase()) =>
        {
            Verdict::changed(Because::ServiceConnect)
        }
        Some((name, alias)) if name != alias => Verdict::dropped(Because::LinkAlias)
            .arg("alias", alias)
            .arg("service", name)
            .remedy(Remedy::NetworkAlias),
        _ => Verdict::changed(Because::ServiceConnect),
    }
}

/// A time that ECS takes within bounds, in seconds.
fn bounded(subject: &Subject<'_>, least: u64, most: u64) -> Verdict {
    let stated = subject.stated();
    let check = stated.and_then(|s| s.healthcheck.as_ref());
    let time = match subject.last() {
        "interval" => check.and_then(|c| c.interval),
        "timeout" => check.and_then(|c| c.timeout),
        "start_period" => check.and_then(|c| c.start_period),
        _ => stated.and_then(|s| s.stop_grace_period),
    };
    let nanos = time.map_or(0, |t| t.0);
    let whole = nanos % 1_000_000_000 == 0;
    let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(0);
    within(whole && (least..=most).contains(&seconds), least, most)
}

fn retries(subject: &Subject<'_>) -> Verdict {
    let check = subject.stated().and_then(|s| s.healthcheck.as_ref());
    let retries = check.and_then(|c| c.retries).unwrap_or(1);
    within((1..=10).contains(&retries), 1, 10)
}

fn within(fits: bool, least: u64, most: u64) -> Verdict {
    if fits {
        return Verdict::kept(Because::TaskDefinition);
    }
    Verdict::changed(Because::Bounded)
        .arg("least", least)
        .arg("most", most)
}

fn platform(subject: &Subject<'_>) -> Verdict {
    let processor = architecture::task(subject.app, subject.service.unwrap_or_default());
    let runs_on = format!("linux/{}", processor.docker_word());
    if subject.text().starts_with(&runs_on) {
        return Verdict::kept(Because::TaskDefinition);
    }
    Verdict::changed(Because::Platform)
        .arg("platform", runs_on)
        .remedy(Remedy::SayArchitecture)
}
