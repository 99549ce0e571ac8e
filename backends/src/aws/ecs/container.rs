//! Container definitions, both ways.

use aws_sdk_ecs::error::BuildError;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    ContainerDefinition, ContainerDependency, HealthCheck, KernelCapabilities, KeyValuePair,
    LinuxParameters, LogConfiguration, MountPoint, PortMapping, RepositoryCredentials, Secret,
    Ulimit,
};

use crate::aws::convert::{
    all, int, known, list, maybe, number, on, said, some, text, try_list, word,
};

pub(super) fn pair(p: KeyValuePair) -> sdk::KeyValuePair {
    sdk::KeyValuePair::builder()
        .name(p.name)
        .value(p.value)
        .build()
}

pub(super) fn read_pair(p: sdk::KeyValuePair) -> KeyValuePair {
    KeyValuePair {
        name: p.name.unwrap_or_default(),
        value: p.value.unwrap_or_default(),
    }
}

fn port(p: PortMapping) -> sdk::PortMapping {
    sdk::PortMapping::builder()
        .container_port(p.container_port.into())
        .set_host_port(p.host_port.map(Into::into))
        .set_protocol(word(&p.protocol))
        .set_name(text(p.name))
        .build()
}

fn read_port(p: sdk::PortMapping) -> PortMapping {
    PortMapping {
        container_port: p.container_port.map(number).unwrap_or_default(),
        host_port: maybe(p.host_port),
        protocol: said(p.protocol),
        name: p.name.unwrap_or_default(),
    }
}

fn mount(m: MountPoint) -> sdk::MountPoint {
    sdk::MountPoint::builder()
        .set_source_volume(text(m.source_volume))
        .set_container_path(text(m.container_path))
        .set_read_only(on(m.read_only))
        .build()
}

fn read_mount(m: sdk::MountPoint) -> MountPoint {
    MountPoint {
        source_volume: m.source_volume.unwrap_or_default(),
        container_path: m.container_path.unwrap_or_default(),
        read_only: m.read_only.unwrap_or_default(),
    }
}

fn dependency(d: ContainerDependency) -> Result<sdk::ContainerDependency, BuildError> {
    sdk::ContainerDependency::builder()
        .container_name(d.container_name)
        .condition(d.condition.word().into())
        .build()
}

fn health(h: HealthCheck) -> Result<sdk::HealthCheck, BuildError> {
    sdk::HealthCheck::builder()
        .set_command(Some(h.command))
        .set_interval(h.interval.map(int))
        .set_timeout(h.timeout.map(int))
        .set_retries(h.retries.map(int))
        .set_start_period(h.start_period.map(int))
        .build()
}

fn read_health(h: sdk::HealthCheck) -> HealthCheck {
    HealthCheck {
        command: h.command,
        interval: maybe(h.interval),
        timeout: maybe(h.timeout),
        retries: maybe(h.retries),
        start_period: maybe(h.start_period),
    }
}

pub(super) fn secret(s: Secret) -> Result<sdk::Secret, BuildError> {
    sdk::Secret::builder()
        .name(s.name)
        .value_from(s.value_from)
        .build()
}

pub(super) fn read_secret(s: sdk::Secret) -> Secret {
    Secret {
        name: s.name,
        value_from: s.value_from,
    }
}

fn log(l: LogConfiguration) -> Result<sdk::LogConfiguration, BuildError> {
    sdk::LogConfiguration::builder()
        .log_driver(l.log_driver.as_str().into())
        .set_options(Some(l.options.into_iter().collect()))
        .build()
}

fn read_log(l: sdk::LogConfiguration) -> LogConfiguration {
    LogConfiguration {
        log_driver: said(Some(l.log_driver)),
        options: l.options.unwrap_or_default().into_iter().collect(),
    }
}

fn linux(l: LinuxParameters) -> sdk::LinuxParameters {
    let capabilities = |k: KernelCapabilities| {
        sdk::KernelCapabilities::builder()
            .set_add(some(k.add))
            .set_drop(some(k.drop))
            .build()
    };
    sdk::LinuxParameters::builder()
        .set_capabilities(l.capabilities.map(capabilities))
        .set_init_process_enabled(l.init_process_enabled)
        .build()
}

fn read_linux(l: sdk::LinuxParameters) -> LinuxParameters {
    LinuxParameters {
        capabilities: l.capabilities.map(|k| KernelCapabilities {
            add: k.add.unwrap_or_default(),
            drop: k.drop.unwrap_or_default(),
        }),
        init_process_enabled: l.init_process_enabled,
    }
}

fn ulimit(u: Ulimit) -> Result<sdk::Ulimit, BuildError> {
    let int = |n: i64| i32::try_from(n).unwrap_or(if n < 0 { -1 } else { i32::MAX });
    sdk::Ulimit::builder()
        .name(u.name.as_str().into())
        .soft_limit(int(u.soft_limit))
        .hard_limit(int(u.hard_limit))
        .build()
}

fn read_ulimit(u: sdk::Ulimit) -> Ulimit {
    Ulimit {
        name: said(Some(u.name)),
        soft_limit: u.soft_limit.into(),
        hard_limit: u.hard_limit.into(),
    }
}

fn login(c: RepositoryCredentials) -> Result<sdk::RepositoryCredentials, BuildError> {
    sdk::RepositoryCredentials::builder()
        .credentials_parameter(c.credentials_parameter)
        .build()
}

pub(super) fn container(c: ContainerDefinition) -> Result<sdk::ContainerDefinition, BuildError> {
    let definition = sdk::ContainerDefinition::builder()
        .name(c.name)
        .image(c.image)
        .cpu(int(c.cpu))
        .set_memory(c.memory.map(int))
        .set_memory_reservation(c.memory_reservation.map(int))
        .set_links(some(c.links))
        .set_essential(c.essential)
        .set_entry_point(some(c.entry_point))
        .set_command(some(c.command))
        .set_working_directory(text(c.working_directory))
        .set_user(text(c.user))
        .set_environment(list(c.environment, pair))
        .set_secrets(try_list(c.secrets, secret)?)
        .set_port_mappings(list(c.port_mappings, port))
        .set_mount_points(list(c.mount_points, mount))
        .set_depends_on(try_list(c.depends_on, dependency)?)
        .set_health_check(c.health_check.map(health).transpose()?)
        .set_log_configuration(c.log_configuration.map(log).transpose()?)
        .set_start_timeout(c.start_timeout.map(int))
        .set_stop_timeout(c.stop_timeout.map(int))
        .set_privileged(on(c.privileged))
        .set_readonly_root_filesystem(on(c.readonly_root_filesystem))
        .set_linux_parameters(c.linux_parameters.map(linux))
        .set_ulimits(try_list(c.ulimits, ulimit)?)
        .set_repository_credentials(c.repository_credentials.map(login).transpose()?);
    let labels = c.docker_labels;
    let labels = (!labels.is_empty()).then(|| labels.into_iter().collect());
    Ok(definition.set_docker_labels(labels).build())
}

pub(super) fn read_container(c: sdk::ContainerDefinition) -> ContainerDefinition {
    ContainerDefinition {
        name: c.name.unwrap_or_default(),
        image: c.image.unwrap_or_default(),
        cpu: number(c.cpu),
        memory: maybe(c.memory),
        memory_reservation: maybe(c.memory_reservation),
        links: c.links.unwrap_or_default(),
        essential: c.essential,
        entry_point: c.entry_point.unwrap_or_default(),
        command: c.command.unwrap_or_default(),
        working_directory: c.working_directory.unwrap_or_default(),
        user: c.user.unwrap_or_default(),
        environment: all(c.environment, read_pair),
        secrets: all(c.secrets, read_secret),
        port_mappings: all(c.port_mappings, read_port),
        mount_points: all(c.mount_points, read_mount),
        depends_on: all(c.depends_on, |d| ContainerDependency {
            container_name: d.container_name,
            condition: known(Some(d.condition)),
        }),
        health_check: c.health_check.map(read_health),
        log_configuration: c.log_configuration.map(read_log),
        start_timeout: maybe(c.start_timeout),
        stop_timeout: maybe(c.stop_timeout),
        privileged: c.privileged.unwrap_or_default(),
        readonly_root_filesystem: c.readonly_root_filesystem.unwrap_or_default(),
        linux_parameters: c.linux_parameters.map(read_linux),
        ulimits: all(c.ulimits, read_ulimit),
        docker_labels: c.docker_labels.unwrap_or_default().into_iter().collect(),
        repository_credentials: c.repository_credentials.map(|r| RepositoryCredentials {
            credentials_parameter: r.credentials_parameter,
        }),
    }
}
