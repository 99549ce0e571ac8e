//! What ECS checks of a task definition, for Fargate and for container instances, and in which words it refuses.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::aws::ecs::{
    ContainerCondition, ContainerDefinition, HealthCheck, RegisterTaskDefinition, Volume,
};
use paperboat_core::error::CloudError;
use paperboat_core::facts::FargateSize;

use super::capacity::Compatible;
use super::mode::Mode;
use super::{client, mappings, order};
use crate::model::{Limit, Model};

const OP: &str = "RegisterTaskDefinition";

/// How much a task takes of what it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Units of 1/1024 vCPU: the task's own, or else those of its containers together.
    pub(super) cpu: u32,
    /// MiB: the task's own, or else what its containers reserve together.
    pub(super) memory_mib: u32,
    /// What the task itself is given, which is the most that its containers get together.
    pub(super) own: Own,
    /// GiB; Fargate only.
    pub(super) ephemeral_gib: u32,
    /// Whether it runs on Graviton.
    pub(super) arm: bool,
}

/// What a definition says at the task level; on container instances it may say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Own {
    /// Units of 1/1024 vCPU.
    pub(super) cpu: Option<u32>,
    /// MiB.
    pub(super) memory_mib: Option<u32>,
}

/// What is read of a definition that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) size: Size,
    pub(super) compatible: Compatible,
    pub(super) mode: Mode,
}

pub(super) type Check = Result<(), CloudError>;

fn err(message: impl std::fmt::Display) -> CloudError {
    client(OP, message)
}

pub(super) fn ensure(holds: bool, message: impl std::fmt::Display) -> Check {
    if holds { Ok(()) } else { Err(err(message)) }
}

/// Checks a whole task definition, in AWS's order as far as it is known; gives its size, where it may run, and how it is
/// connected.
///
/// # Errors
/// `ClientException` in AWS's words; `NotModelled` for other places to run than Fargate and EC2.
pub(super) fn task_definition(
    model: &Model,
    r: &RegisterTaskDefinition,
) -> Result<Checked, CloudError> {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    ensure(!r.family.is_empty(), "Family should not be null or empty.")?;
    ensure(
        r.family.len() <= 255 && r.family.chars().all(name),
        "Family contains invalid characters.",
    )?;
    let compatible = compatible(r)?;
    if compatible.fargate {
        ensure(
            r.network_mode == "awsvpc",
            "Fargate only supports network mode \u{2018}awsvpc\u{2019}.",
        )?;
    }
    // What AWS says of another word is not known: own words.
    let mode = Mode::read(&r.network_mode)
        .ok_or_else(|| err(format!("Invalid networkMode '{}'.", r.network_mode)))?;
    let size = size(model, r, compatible)?;
    let checked = Checked {
        size,
        compatible,
        mode,
    };
    containers(model, r, checked)?;
    volumes(r, checked)?;
    dependencies(&r.container_definitions)?;
    let bytes = serde_json::to_string(r).map_or(0, |s| s.len()) as u64;
    ensure(
        bytes <= model.limit(Limit::EcsTaskDefinitionBytes),
        "Actual length of the task definition exceeds the maximum of 64 KB.",
    )?;
    Ok(checked)
}

fn unsupported(what: impl std::fmt::Display) -> CloudError {
    CloudError::unsupported(&format!("ecs:{OP}"), what)
}

/// Where a definition is checked to run; on EC2 where it does not say (API reference, `RegisterTaskDefinition`).
fn compatible(r: &RegisterTaskDefinition) -> Result<Compatible, CloudError> {
    let wanted = &r.requires_compatibilities;
    let other = wanted
        .iter()
        .find(|c| !matches!(c.as_str(), "FARGATE" | "EC2"));
    if let Some(other) = other {
        return Err(unsupported(format!("requiresCompatibilities {other}")));
    }
    Ok(Compatible {
        fargate: wanted.iter().any(|c| c == "FARGATE"),
        ec2: wanted.is_empty() || wanted.iter().any(|c| c == "EC2"),
    })
}

/// Reads `512`, `.5 vCPU`, `1vcpu`, `2GB`: the API takes units, and words.
fn amount(text: &str, unit: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    match text.strip_suffix(unit) {
        None => text.parse().ok(),
        Some(number) => {
            let value: f64 = number.trim().parse().ok()?;
            (value > 0.0 && value < 1024.0).then_some((value * 1024.0) as u32)
        }
    }
}

fn size(
    model: &Model,
    r: &RegisterTaskDefinition,
    compatible: Compatible,
) -> Result<Size, CloudError> {
    for (value, name) in [(&r.cpu, "cpu"), (&r.memory, "memory")] {
        let message = format!("Fargate requires that '{name}' be defined at the task level.");
        ensure(!compatible.fargate || !value.is_empty(), message)?;
    }
    let own = Own {
        cpu: said(&r.cpu, "vcpu", "Invalid 'cpu' setting for task.")?,
        memory_mib: said(&r.memory, "gb", "Invalid 'memory' setting for task.")?,
    };
    let bounds = model.limit(Limit::EcsTaskCpuLeast)..=model.limit(Limit::EcsTaskCpuMost);
    ensure(
        compatible.fargate || own.cpu.is_none_or(|cpu| bounds.contains(&u64::from(cpu))),
        "Invalid 'cpu' setting for task.",
    )?;
    let all = &r.container_definitions;
    let cpu = own.cpu.unwrap_or_else(|| sum(all, |c| c.cpu));
    let memory_mib = own.memory_mib.unwrap_or_else(|| sum(all, reserves));
    ensure(
        !compatible.fargate || FargateSize::exactly(cpu, memory_mib).is_some(),
        format!(
            "No Fargate configuration exists for given values: {cpu} CPU, {memory_mib} memory. See the Amazon ECS documentation for the valid values."
        ),
    )?;
    let ephemeral_gib = match &r.ephemeral_storage {
        None => model.limit(Limit::FargateStorageGib) as u32,
        Some(storage) => {
            let least = model.limit(Limit::FargateStorageLeastGib) as u32;
            let most = model.limit(Limit::FargateStorageMostGib) as u32;
            let gib = storage.size_in_gi_b;
            ensure(
                (least..=most).contains(&gib),
                format!(
                    "Invalid value for ephemeralStorage. Value must be between {least} and {most}, inclusive."
                ),
            )?;
            gib
        }
    };
    let platform = r.runtime_platform.as_ref();
    let family = platform.map_or("", |p| p.operating_system_family.as_str());
    if !matches!(family, "" | "LINUX") {
        let what = format!("operating system family {family}");
        return Err(CloudError::unsupported(&format!("ecs:{OP}"), what));
    }
    let arm = match platform.map_or("", |p| p.cpu_architecture.as_str()) {
        "" | "X86_64" => false,
        "ARM64" => true,
        other => return Err(err(format!("Invalid cpuArchitecture '{other}'"))),
    };
    Ok(Size {
        cpu,
        memory_mib,
        own,
        ephemeral_gib,
        arm,
    })
}

/// What is said of an amount at the task level; none where nothing is.
fn said(value: &str, unit: &str, wrong: &str) -> Result<Option<u32>, CloudError> {
    if value.is_empty() {
        return Ok(None);
    }
    amount(value, unit).map(Some).ok_or_else(|| err(wrong))
}

/// The MiB that a container keeps of its host: its reservation, or else its limit.
fn reserves(c: &ContainerDefinition) -> u32 {
    c.memory_reservation.or(c.memory).unwrap_or(0)
}

fn sum(all: &[ContainerDefinition], of: impl Fn(&ContainerDefinition) -> u32) -> u32 {
    let each = all.iter().map(of);
    each.fold(0, u32::saturating_add)
}

fn containers(model: &Model, r: &RegisterTaskDefinition, checked: Checked) -> Check {
    let Checked { size, mode, .. } = checked;
    let all = &r.container_definitions;
    ensure(!all.is_empty(), "Container list cannot be empty.")?;
    let most = model.limit(Limit::EcsContainersPerTask) as usize;
    ensure(all.len() <= most, "Too many containers")?;
    let mut names = BTreeSet::new();
    for c in all {
        ensure(
            !c.name.is_empty(),
            "Container.name should not be null or empty.",
        )?;
        ensure(
            !c.image.is_empty(),
            "Container.image should not be null or empty.",
        )?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        ensure(
            c.name.len() <= 255 && c.name.chars().all(allowed),
            "Container.name contains invalid characters.",
        )?;
        ensure(
            names.insert(c.name.as_str()),
            format!("Container name '{}' is not unique.", c.name),
        )?;
    }
    ensure(
        all.iter().any(|c| c.essential.unwrap_or(true)),
        "Task definition doesn't have any essential container.",
    )?;
    for c in all {
        container(model, r, c, checked)?;
    }
    mappings::each_port_once(all, mode)?;
    ensure(
        sum(all, |c| c.cpu) <= size.cpu,
        "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
    )?;
    ensure(
        sum(all, reserves) <= size.memory_mib,
        "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
    )
}

fn container(
    model: &Model,
    r: &RegisterTaskDefinition,
    c: &ContainerDefinition,
    checked: Checked,
) -> Check {
    let Checked {
        size,
        compatible,
        mode,
    } = checked;
    let name = &c.name;
    mappings::check(c, &r.container_definitions, mode)?;
    ensure(
        size.own.memory_mib.is_some() || c.memory.or(c.memory_reservation).is_some(),
        format!(
            "Invalid setting for container '{name}'. At least one of 'memory' or 'memoryReservation' must be specified."
        ),
    )?;
    if !compatible.fargate {
        machine_only(r, c)?;
    }
    ensure(
        !c.privileged,
        "Tasks using the Fargate launch type do not support privileged.",
    )?;
    if let Some(capabilities) = c
        .linux_parameters
        .as_ref()
        .and_then(|l| l.capabilities.as_ref())
    {
        let refused = capabilities.add.iter().find(|add| *add != "SYS_PTRACE");
        ensure(
            refused.is_none(),
            format!(
                "Tasks using the Fargate launch type do not support adding the following capabilities: {}",
                refused.map_or("", String::as_str)
            ),
        )?;
    }
    if let (Some(hard), Some(soft)) = (c.memory, c.memory_reservation) {
        ensure(
            hard >= soft,
            format!(
                "Invalid setting for container '{name}'. The 'memory' value must be greater than or equal to the 'memoryReservation' value."
            ),
        )?;
    }
    for (memory, member) in [
        (c.memory, "memory"),
        (c.memory_reservation, "memoryReservation"),
    ] {
        ensure(
            size.own.memory_mib.is_none() || memory.is_none_or(|m| m <= size.memory_mib),
            format!("The '{member}' setting for container '{name}' is greater than for the task."),
        )?;
        ensure(
            memory.is_none_or(|m| m >= 6),
            format!("Invalid setting for container '{name}'. '{member}' must be at least 6 MB."),
        )?;
    }
    let twice = c
        .secrets
        .iter()
        .find(|s| c.environment.iter().any(|e| e.name == s.name));
    ensure(
        twice.is_none(),
        "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'AWS_EXECUTION_ENV'."
            .replace("AWS_EXECUTION_ENV", twice.map_or("", |s| &s.name)),
    )?;
    timeouts(model, c)?;
    if let Some(health) = &c.health_check {
        health_check(model, health)?;
    }
    let role = !r.execution_role_arn.is_empty();
    ensure(
        role || c.secrets.is_empty(),
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    )?;
    ensure(
        role || !compatible.fargate || !crate::ecr::is_ecr(&c.image),
        "Fargate requires task definition to have execution role ARN to support ECR images.",
    )?;
    log_configuration(c, role, compatible)
}

/// Refuses by name what containers on instances can have, and Fargate's cannot.
fn machine_only(r: &RegisterTaskDefinition, c: &ContainerDefinition) -> Check {
    let on = "on a container instance";
    let adds = c.linux_parameters.as_ref();
    let adds = adds.and_then(|l| l.capabilities.as_ref());
    let asked = [
        (c.privileged, "a privileged container"),
        (
            adds.is_some_and(|k| !k.add.is_empty()),
            "added capabilities",
        ),
        (r.ephemeral_storage.is_some(), "ephemeralStorage"),
    ];
    match asked.into_iter().find(|(asked, _)| *asked) {
        Some((_, what)) => Err(unsupported(format!("{what} {on}"))),
        None => Ok(()),
    }
}

fn timeouts(model: &Model, c: &ContainerDefinition) -> Check {
    let least = model.limit(Limit::EcsStopTimeoutLeastS) as u32;
    for (timeout, member, most) in [
        (c.stop_timeout, "stopTimeout", Limit::EcsStopTimeoutMostS),
        (c.start_timeout, "startTimeout", Limit::EcsStartTimeoutMostS),
    ] {
        let most = model.limit(most) as u32;
        ensure(
            timeout.is_none_or(|t| (least..=most).contains(&t)),
            format!(
                "Invalid '{member}' setting for container '{}'. The value must be between {least} and {most}.",
                c.name
            ),
        )?;
    }
    Ok(())
}

fn health_check(model: &Model, health: &HealthCheck) -> Check {
    ensure(
        health.command.len() > 1 && matches!(health.command[0].as_str(), "CMD" | "CMD-SHELL")
            || health.command == ["NONE"],
        "Container health check command must start with CMD or CMD-SHELL.",
    )?;
    let bounds = [
        (
            "interval",
            health.interval,
            model.limit(Limit::EcsHealthIntervalLeastS),
            model.limit(Limit::EcsHealthIntervalMostS),
        ),
        (
            "timeout",
            health.timeout,
            model.limit(Limit::EcsHealthTimeoutLeastS),
            model.limit(Limit::EcsHealthTimeoutMostS),
        ),
        (
            "retries",
            health.retries,
            1,
            model.limit(Limit::EcsHealthRetriesMost),
        ),
        (
            "startPeriod",
            health.start_period,
            0,
            model.limit(Limit::EcsHealthStartPeriodMostS),
        ),
    ];
    for (member, value, least, most) in bounds {
        ensure(
            value.is_none_or(|v| (least..=most).contains(&u64::from(v))),
            format!("Container health check {member} must be between {least} and {most}."),
        )?;
    }
    Ok(())
}

fn log_configuration(c: &ContainerDefinition, role: bool, compatible: Compatible) -> Check {
    let Some(log) = &c.log_configuration else {
        return Ok(());
    };
    match log.log_driver.as_str() {
        "awslogs" => {
            let wanted = ["awslogs-region", "awslogs-group", "awslogs-stream-prefix"];
            let missing = wanted.into_iter().filter(|o| !log.options.contains_key(*o));
            let missing: Vec<_> = missing.collect();
            ensure(
                missing.is_empty(),
                format!(
                    "Log driver awslogs requires options: {}",
                    missing.join(", ")
                ),
            )?;
            ensure(
                role || !compatible.fargate,
                "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
            )
        }
        driver @ ("splunk" | "awsfirelens") => Err(CloudError::unsupported(
            &format!("ecs:{OP}"),
            format!("log driver {driver}"),
        )),
        driver if !compatible.fargate => Err(unsupported(format!(
            "log driver {driver} on a container instance"
        ))),
        driver => Err(err(format!(
            "Log driver {driver} is not supported on Fargate."
        ))),
    }
}

fn volumes(r: &RegisterTaskDefinition, checked: Checked) -> Check {
    let Checked {
        compatible, mode, ..
    } = checked;
    let mut names = BTreeSet::new();
    for Volume {
        name,
        host,
        efs_volume_configuration,
    } in &r.volumes
    {
        ensure(!name.is_empty(), "Volume name should not be null or empty.")?;
        ensure(
            names.insert(name.as_str()),
            format!("Volume name '{name}' is not unique."),
        )?;
        let source_path = host.as_ref().and_then(|h| h.source_path.as_ref());
        if !compatible.fargate && source_path.is_some() {
            let what = "a volume with sourcePath on a container instance";
            return Err(unsupported(what));
        }
        ensure(
            source_path.is_none(),
            "Fargate compatible task definitions do not support sourcePath",
        )?;
        if efs_volume_configuration.is_some() && !mode.has_interface() {
            return Err(mode.unsupported(OP, "a volume on EFS"));
        }
        if let Some(efs) = efs_volume_configuration {
            ensure(
                efs.file_system_id.starts_with("fs-"),
                format!("EFS FileSystem id '{}' is invalid.", efs.file_system_id),
            )?;
            ensure(
                efs.authorization_config.is_none() || efs.transit_encryption == "ENABLED",
                "Transit encryption must be enabled when using an access point or IAM authorization.",
            )?;
            let access_point = efs
                .authorization_config
                .as_ref()
                .map_or("", |a| &a.access_point_id);
            ensure(
                access_point.is_empty() || matches!(efs.root_directory.as_str(), "" | "/"),
                "When using EFS access points, the root directory must be empty or '/'.",
            )?;
        }
    }
    for c in &r.container_definitions {
        let mut paths = BTreeSet::new();
        for mount in &c.mount_points {
            ensure(
                names.contains(mount.source_volume.as_str()),
                format!("Unknown volume '{}'.", mount.source_volume),
            )?;
            ensure(
                paths.insert(mount.container_path.as_str()),
                format!("Duplicate mount point '{}'.", mount.container_path),
            )?;
        }
    }
    Ok(())
}

fn dependencies(all: &[ContainerDefinition]) -> Check {
    let by_name: BTreeMap<_, _> = all.iter().map(|c| (c.name.as_str(), c)).collect();
    for c in all {
        for d in &c.depends_on {
            let on = by_name.get(d.container_name.as_str());
            let on = on.ok_or_else(|| {
                err(format!(
                    "Cannot depend on container + '{}' because it does not exist",
                    d.container_name
                ))
            })?;
            let ends = matches!(
                d.condition,
                ContainerCondition::Success | ContainerCondition::Complete
            );
            ensure(
                !ends || on.essential == Some(false),
                "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
            )?;
            ensure(
                d.condition != ContainerCondition::Healthy || on.health_check.is_some(),
                format!(
                    "A dependency container with HEALTHY condition must have a health check: '{}'",
                    on.name
                ),
            )?;
        }
    }
    // Containers whose dependencies all are settled are settled; a cycle never is.
    let mut settled = BTreeSet::new();
    while let Some(c) = all.iter().find(|c| {
        let ready = order::needs(c).all(|(name, _)| settled.contains(name));
        ready && !settled.contains(c.name.as_str())
    }) {
        settled.insert(c.name.as_str());
    }
    ensure(
        settled.len() == all.len(),
        "Container dependency cannot have a cycle.",
    )
}
