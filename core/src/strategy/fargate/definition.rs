//! Task definitions: a Compose service as ECS wants it.

use crate::recipe::Obstacle;
use std::collections::{BTreeMap, BTreeSet};

use super::capacity::Capacity;
use super::storage::named_mounts;
use super::{files, health, jobs, named, secrets};
use crate::app::service::{Service, Ulimit as ComposeUlimit};
use crate::aws::ecs::{
    ContainerDefinition, EfsAuthorizationConfig, EfsVolumeConfiguration, EphemeralStorage,
    KeyValuePair, LinuxParameters, LogConfiguration, MountPoint, PortMapping,
    RegisterTaskDefinition, RuntimePlatform, Secret, Tag, TaskDefinition, Ulimit, Volume,
};
use crate::error::Cause;
use crate::facts::Architecture;
use crate::strategy::names::{marks, secret};
use crate::strategy::{App, architecture, fargate_need, fargate_size};

/// What task definitions refer to, made before.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parts {
    pub(super) region: String,
    pub(super) capacity: Capacity,
    pub(super) execution_role: String,
    pub(super) task_role: String,
    pub(super) file_system: String,
    /// By volume.
    pub(super) access_points: BTreeMap<String, String>,
    /// What `valueFrom` names, by the secrets' names.
    pub(super) secrets: BTreeMap<String, String>,
}

impl Parts {
    /// Reads the parts back from the definition with which a service runs. Secrets are not among them: they have values of
    /// their own in each version of the application.
    pub(super) fn take(&mut self, definition: &TaskDefinition) {
        let containers = &definition.container_definitions;
        let region = containers
            .iter()
            .find_map(|c| c.log_configuration.as_ref()?.options.get("awslogs-region"));
        if let Some(region) = region {
            self.region.clone_from(region);
        }
        let compatible = &definition.requires_compatibilities;
        self.capacity = match compatible.iter().any(|c| c == "EC2") {
            true => Capacity::Instances,
            false => Capacity::Fargate,
        };
        self.execution_role
            .clone_from(&definition.execution_role_arn);
        self.task_role.clone_from(&definition.task_role_arn);
        for volume in &definition.volumes {
            let Some(efs) = &volume.efs_volume_configuration else {
                continue;
            };
            self.file_system.clone_from(&efs.file_system_id);
            if let Some(authorized) = &efs.authorization_config {
                let point = authorized.access_point_id.clone();
                self.access_points.insert(volume.name.clone(), point);
            }
        }
    }
}

/// Everything that is registered for a service.
pub(super) fn of(app: &App, service: &str, parts: &Parts) -> Result<RegisterTaskDefinition, Cause> {
    let stated = &app.project.services[service];
    let (cpu, memory) = match parts.capacity {
        Capacity::Fargate => {
            let size = fargate_size(app, service)
                .ok_or_else(|| Cause::impossible(Obstacle::NoFargateSizeHoldsIt, service))?;
            (size.cpu.to_string(), size.memory_mib.to_string())
        }
        Capacity::Instances => {
            let need = fargate_need(app, service);
            (need.cpu.to_string(), need.memory_mib.to_string())
        }
    };
    let mut main = container(app, service, parts);
    main.essential = Some(true);
    let mut definition = RegisterTaskDefinition {
        family: named::family(app, service),
        task_role_arn: parts.task_role.clone(),
        execution_role_arn: parts.execution_role.clone(),
        network_mode: "awsvpc".to_owned(),
        requires_compatibilities: vec![parts.capacity.compatibility().to_owned()],
        cpu,
        memory,
        runtime_platform: Some(platform(app, service, parts.capacity)),
        tags: marks(app)
            .map(|(key, value)| Tag {
                key: key.to_owned(),
                value: value.to_owned(),
            })
            .collect(),
        ..RegisterTaskDefinition::default()
    };
    for (volume, ..) in named_mounts(stated) {
        let known = definition.volumes.iter().any(|v| v.name == volume);
        if let (false, Some(point)) = (known, parts.access_points.get(volume)) {
            definition
                .volumes
                .push(efs(volume, &parts.file_system, point));
        }
    }
    files::add(app, service, parts, &mut main, &mut definition);
    jobs::add(app, service, parts, &mut main, &mut definition);
    definition.container_definitions.insert(0, main);
    if parts.capacity == Capacity::Fargate {
        definition.ephemeral_storage = storage(app, &definition);
    }
    Ok(definition)
}

/// GiB of ephemeral storage that a task has without asking, and the most that it can ask for (Amazon ECS developer guide,
/// "Fargate task ephemeral storage").
const STORAGE_GIB: (u64, u64) = (20, 200);

/// Asks for more storage where the unpacked images of a task fill what it has without asking; one GiB is left to what its
/// programs write.
fn storage(app: &App, definition: &RegisterTaskDefinition) -> Option<EphemeralStorage> {
    let containers = definition.container_definitions.iter();
    let services: BTreeSet<&str> = containers.map(|c| c.name.as_str()).collect();
    let known = services.into_iter().filter_map(|s| app.profiles.get(s));
    let bytes = known.map(|p| p.disk_bytes).fold(0, u64::saturating_add);
    let wanted = (bytes >> 30) + 2;
    let size = wanted.min(STORAGE_GIB.1);
    (wanted > STORAGE_GIB.0).then_some(EphemeralStorage {
        size_in_gi_b: size as u32,
    })
}

/// Says for which processor and system the task is.
fn platform(app: &App, service: &str, capacity: Capacity) -> RuntimePlatform {
    let wanted = match capacity {
        Capacity::Fargate => architecture::task(app, service),
        // The instances of one group have one kind of processor.
        Capacity::Instances => architecture::machine(app),
    };
    let processor = match wanted {
        Architecture::Arm64 => "ARM64",
        Architecture::X86_64 => "X86_64",
    };
    RuntimePlatform {
        cpu_architecture: processor.to_owned(),
        operating_system_family: "LINUX".to_owned(),
    }
}

fn efs(volume: &str, file_system: &str, access_point: &str) -> Volume {
    Volume {
        name: volume.to_owned(),
        efs_volume_configuration: Some(EfsVolumeConfiguration {
            file_system_id: file_system.to_owned(),
            transit_encryption: "ENABLED".to_owned(),
            authorization_config: Some(EfsAuthorizationConfig {
                access_point_id: access_point.to_owned(),
                iam: "DISABLED".to_owned(),
            }),
            ..EfsVolumeConfiguration::default()
        }),
        ..Volume::default()
    }
}

/// A container that runs a Compose service, in its own task or before another's.
pub(super) fn container(app: &App, service: &str, parts: &Parts) -> ContainerDefinition {
    let stated = &app.project.services[service];
    let ports = app.ports(service);
    let mount = |(volume, path, read_only): (&str, &str, bool)| MountPoint {
        source_volume: volume.to_owned(),
        container_path: path.to_owned(),
        read_only,
    };
    ContainerDefinition {
        name: service.to_owned(),
        image: stated.image.clone().unwrap_or_default(),
        entry_point: stated.entrypoint.clone().unwrap_or_default(),
        command: stated.command.clone().unwrap_or_default(),
        working_directory: stated.working_dir.clone().unwrap_or_default(),
        user: stated.user.clone().unwrap_or_default(),
        environment: plain(stated),
        secrets: own_secrets(app, service, parts),
        port_mappings: ports.into_iter().map(port).collect(),
        mount_points: named_mounts(stated).map(mount).collect(),
        health_check: health::check(app, service, stated),
        log_configuration: Some(logs(app, service, &parts.region)),
        stop_timeout: stated.stop_grace_period.map(|t| {
            u32::try_from(t.to_std().as_secs())
                .unwrap_or(120)
                .clamp(2, 120)
        }),
        readonly_root_filesystem: stated.read_only,
        linux_parameters: stated.init.map(|init| LinuxParameters {
            init_process_enabled: Some(init),
            ..LinuxParameters::default()
        }),
        ulimits: ulimits(stated),
        docker_labels: stated.labels.clone(),
        ..ContainerDefinition::default()
    }
}

/// The variables that are no secrets.
fn plain(stated: &Service) -> Vec<KeyValuePair> {
    stated
        .environment
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?)))
        .filter(|(name, value)| !secrets::is_secret(name, value))
        .map(|(name, value)| KeyValuePair {
            name: name.clone(),
            value: value.to_owned(),
        })
        .collect()
}

fn own_secrets(app: &App, service: &str, parts: &Parts) -> Vec<Secret> {
    secrets::variables(app, service)
        .filter_map(|(variable, _)| {
            let source = parts.secrets.get(&secret(app, service, variable))?;
            Some(Secret {
                name: variable.to_owned(),
                value_from: source.clone(),
            })
        })
        .collect()
}

/// Under awsvpc a container's port is the task's port: the host port of the Compose file has no place here.
fn port(port: u16) -> PortMapping {
    PortMapping {
        container_port: port,
        host_port: Some(port),
        protocol: "tcp".to_owned(),
        name: named::port(port),
    }
}

/// Lines go to the service's log group.
pub(super) fn logs(app: &App, service: &str, region: &str) -> LogConfiguration {
    let options = [
        ("awslogs-group", named::log_group(app, service)),
        ("awslogs-region", region.to_owned()),
        ("awslogs-stream-prefix", "ecs".to_owned()),
    ];
    LogConfiguration {
        log_driver: "awslogs".to_owned(),
        options: options.map(|(key, value)| (key.to_owned(), value)).into(),
    }
}

/// Fargate lets only the number of open files be changed.
fn ulimits(stated: &Service) -> Vec<Ulimit> {
    let limit = stated.ulimits.get("nofile");
    limit
        .map(|limit| match *limit {
            ComposeUlimit::Single(both) => (both, both),
            ComposeUlimit::Range { soft, hard } => (soft, hard),
        })
        .map(|(soft_limit, hard_limit)| Ulimit {
            name: "nofile".to_owned(),
            soft_limit,
            hard_limit,
        })
        .into_iter()
        .collect()
}
