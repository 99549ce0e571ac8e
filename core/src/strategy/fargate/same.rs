//! Whether a task definition that shall be registered says what one says that is registered.

use crate::aws::ecs::{
    ContainerDefinition, HealthCheck, HostVolumeProperties, PortMapping, RegisterTaskDefinition,
    TaskDefinition, Volume,
};

/// Tells whether both run the same programs in the same way. Tags are left out, and so is what has no order.
///
/// AWS fills in defaults when it registers, so those are filled in on both sides.
pub(super) fn is_same(new: &RegisterTaskDefinition, old: &TaskDefinition) -> bool {
    new.family == old.family
        && new.task_role_arn == old.task_role_arn
        && new.execution_role_arn == old.execution_role_arn
        && new.network_mode == old.network_mode
        && new.requires_compatibilities == old.requires_compatibilities
        && (&new.cpu, &new.memory) == (&old.cpu, &old.memory)
        && new.runtime_platform == old.runtime_platform
        && new.ephemeral_storage == old.ephemeral_storage
        && containers(&new.container_definitions) == containers(&old.container_definitions)
        && volumes(&new.volumes) == volumes(&old.volumes)
}

fn containers(all: &[ContainerDefinition]) -> Vec<ContainerDefinition> {
    all.iter().map(container).collect()
}

fn container(stated: &ContainerDefinition) -> ContainerDefinition {
    let mut container = stated.clone();
    container.essential.get_or_insert(true);
    container.environment.sort_by(|a, b| a.name.cmp(&b.name));
    container.secrets.sort_by(|a, b| a.name.cmp(&b.name));
    for port in &mut container.port_mappings {
        filled_port(port);
    }
    if let Some(check) = &mut container.health_check {
        filled_check(check);
    }
    container
}

/// Under awsvpc a container's port is the task's (ECS API reference, `PortMapping`).
fn filled_port(port: &mut PortMapping) {
    port.host_port.get_or_insert(port.container_port);
    if port.protocol.is_empty() {
        "tcp".clone_into(&mut port.protocol);
    }
}

/// The defaults of a check: 30 s, 5 s, 3 times, no start period (ECS API reference, `HealthCheck`).
fn filled_check(check: &mut HealthCheck) {
    check.interval.get_or_insert(30);
    check.timeout.get_or_insert(5);
    check.retries.get_or_insert(3);
    check.start_period.get_or_insert(0);
}

fn volumes(all: &[Volume]) -> Vec<Volume> {
    let filled = |stated: &Volume| {
        let mut volume = stated.clone();
        if volume.host == Some(HostVolumeProperties::default()) {
            volume.host = None;
        }
        if let Some(efs) = &mut volume.efs_volume_configuration
            && efs.root_directory.is_empty()
        {
            "/".clone_into(&mut efs.root_directory);
        }
        volume
    };
    let mut all: Vec<Volume> = all.iter().map(filled).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ecs::{KeyValuePair, Secret};

    fn pair(name: &str, value: &str) -> KeyValuePair {
        KeyValuePair {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    fn stated() -> RegisterTaskDefinition {
        RegisterTaskDefinition {
            family: "web".to_owned(),
            container_definitions: vec![ContainerDefinition {
                name: "web".to_owned(),
                environment: vec![pair("B", "2"), pair("A", "1")],
                secrets: vec![Secret {
                    name: "TOKEN".to_owned(),
                    value_from: "arn:::v1".to_owned(),
                }],
                port_mappings: vec![PortMapping {
                    container_port: 80,
                    ..PortMapping::default()
                }],
                health_check: Some(HealthCheck {
                    command: vec!["CMD".to_owned(), "true".to_owned()],
                    ..HealthCheck::default()
                }),
                ..ContainerDefinition::default()
            }],
            volumes: vec![Volume {
                name: "files-0".to_owned(),
                ..Volume::default()
            }],
            ..RegisterTaskDefinition::default()
        }
    }

    /// As AWS describes it.
    fn registered(stated: &RegisterTaskDefinition) -> TaskDefinition {
        let mut containers = stated.container_definitions.clone();
        for container in &mut containers {
            container.essential = Some(true);
            container.environment.reverse();
            filled_port(&mut container.port_mappings[0]);
            container.health_check.as_mut().map(filled_check);
        }
        let mut volumes = stated.volumes.clone();
        volumes[0].host = Some(HostVolumeProperties::default());
        TaskDefinition {
            family: stated.family.clone(),
            container_definitions: containers,
            volumes,
            ..TaskDefinition::default()
        }
    }

    #[test]
    fn defaults_that_aws_fills_in_are_no_difference() {
        let stated = stated();
        assert!(is_same(&stated, &registered(&stated)));
    }

    #[test]
    fn every_member_that_a_program_notices_is_a_difference() {
        let old = registered(&stated());
        let other = |change: fn(&mut ContainerDefinition)| {
            let mut new = stated();
            change(&mut new.container_definitions[0]);
            is_same(&new, &old)
        };
        assert!(!other(
            |c| "arn:::v2".clone_into(&mut c.secrets[0].value_from)
        ));
        assert!(!other(|c| "1000".clone_into(&mut c.user)));
        assert!(!other(|c| c.working_directory = "/srv".to_owned()));
        assert!(!other(|c| c.stop_timeout = Some(60)));
        assert!(!other(|c| c.readonly_root_filesystem = true));
        assert!(!other(|c| c.port_mappings[0].container_port = 81));
        assert!(!other(|c| c
            .health_check
            .as_mut()
            .expect("it has one")
            .retries = Some(9)));
        let mut new = stated();
        new.volumes.clear();
        assert!(!is_same(&new, &old));
    }
}
