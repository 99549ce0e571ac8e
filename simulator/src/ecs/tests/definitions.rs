//! Task definitions: what is refused, and revisions.

use paperboat_core::aws::ecs::{
    ContainerCondition, ContainerDependency, DeregisterTaskDefinition, DescribeTaskDefinition,
    EfsVolumeConfiguration, EphemeralStorage, HealthCheck, HostVolumeProperties,
    KernelCapabilities, LinuxParameters, ListTaskDefinitionFamilies, ListTaskDefinitions,
    LogConfiguration, MountPoint, PortMapping, RegisterTaskDefinition, Secret, Tag, Volume,
};

use super::{small, web};
use crate::testing::{call, world};
use crate::world::World;

/// Changes a good task definition in one way, and gives AWS's refusal.
fn refused(change: impl FnOnce(&mut RegisterTaskDefinition)) -> String {
    let mut request = small("web", vec![web("nginx")]);
    change(&mut request);
    match call(&mut world(Vec::new()), request) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => format!("{}: {}", error.code, error.message),
    }
}

fn depends(
    name: &str,
    on: &str,
    condition: ContainerCondition,
) -> paperboat_core::aws::ecs::ContainerDefinition {
    let mut c = web("nginx");
    c.name = name.into();
    c.port_mappings.clear();
    c.depends_on = vec![ContainerDependency {
        container_name: on.into(),
        condition,
    }];
    c
}

#[test]
fn what_fargate_cannot_run_is_refused_in_its_words() {
    let list: Vec<String> = vec![
        refused(|r| r.family.clear()),
        refused(|r| r.network_mode = "bridge".into()),
        refused(|r| r.requires_compatibilities = vec!["EXTERNAL".into()]),
        refused(|r| r.cpu.clear()),
        refused(|r| r.memory = "4096".into()),
        refused(|r| r.memory = "2GB".into()),
        refused(|r| r.container_definitions.clear()),
        refused(|r| r.container_definitions = vec![web("a"); 2]),
        refused(|r| {
            r.container_definitions = (0..11)
                .map(|n| {
                    let mut c = web("a");
                    c.name = format!("c{n}");
                    c
                })
                .collect();
        }),
        refused(|r| r.container_definitions[0].essential = Some(false)),
        refused(|r| r.container_definitions[0].image.clear()),
        refused(|r| r.container_definitions[0].port_mappings[0].host_port = Some(80)),
        refused(|r| r.container_definitions[0].privileged = true),
        refused(|r| {
            r.container_definitions[0].linux_parameters = Some(LinuxParameters {
                capabilities: Some(KernelCapabilities {
                    add: vec!["NET_ADMIN".into()],
                    ..Default::default()
                }),
                ..Default::default()
            });
        }),
        refused(|r| r.container_definitions[0].memory = Some(1024)),
        refused(|r| r.container_definitions[0].cpu = 512),
        refused(|r| r.container_definitions[0].stop_timeout = Some(121)),
        refused(|r| {
            r.container_definitions[0].health_check = Some(HealthCheck {
                command: vec!["CMD-SHELL".into(), "true".into()],
                interval: Some(4),
                ..Default::default()
            });
        }),
        refused(|r| {
            r.container_definitions[0].secrets = vec![Secret {
                name: "A".into(),
                value_from: "db".into(),
            }]
        }),
        refused(|r| {
            r.container_definitions[0].log_configuration = Some(LogConfiguration {
                log_driver: "awslogs".into(),
                ..Default::default()
            });
        }),
        refused(|r| {
            let options = ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"];
            r.container_definitions[0].log_configuration = Some(LogConfiguration {
                log_driver: "awslogs".into(),
                options: options.map(|o| (o.to_owned(), "x".to_owned())).into(),
            });
        }),
        refused(|r| {
            r.volumes = vec![Volume {
                name: "data".into(),
                host: Some(HostVolumeProperties {
                    source_path: Some("/srv".into()),
                }),
                ..Default::default()
            }];
        }),
        refused(|r| {
            r.volumes = vec![Volume {
                name: "data".into(),
                efs_volume_configuration: Some(EfsVolumeConfiguration {
                    file_system_id: "mine".into(),
                    ..Default::default()
                }),
                ..Default::default()
            }];
        }),
        refused(|r| {
            r.container_definitions[0].mount_points = vec![MountPoint {
                source_volume: "data".into(),
                ..Default::default()
            }];
        }),
        refused(|r| r.ephemeral_storage = Some(EphemeralStorage { size_in_gi_b: 20 })),
        refused(|r| {
            r.container_definitions = vec![
                depends("a", "b", ContainerCondition::Start),
                depends("b", "a", ContainerCondition::Start),
            ];
        }),
        refused(|r| {
            r.container_definitions
                .push(depends("a", "nobody", ContainerCondition::Start))
        }),
        refused(|r| {
            r.container_definitions
                .push(depends("a", "web", ContainerCondition::Success))
        }),
        refused(|r| {
            r.container_definitions
                .push(depends("a", "web", ContainerCondition::Healthy))
        }),
        refused(|r| {
            let twice = PortMapping {
                container_port: 8080,
                ..Default::default()
            };
            r.container_definitions[0].port_mappings.push(twice);
        }),
        refused(|r| {
            r.container_definitions[0].image =
                "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1".into()
        }),
    ];
    insta::assert_snapshot!(list.join("\n"), @r"
    ClientException: Family should not be null or empty.
    ClientException: Fargate only supports network mode ‘awsvpc’.
    NotModelled: requiresCompatibilities EXTERNAL: not modelled
    ClientException: Fargate requires that 'cpu' be defined at the task level.
    ClientException: No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS documentation for the valid values.
    accepted
    ClientException: Container list cannot be empty.
    ClientException: Container name 'web' is not unique.
    ClientException: Too many containers
    ClientException: Task definition doesn't have any essential container.
    ClientException: Container.image should not be null or empty.
    ClientException: When networkMode=awsvpc, the host ports and container ports in port mappings must match.
    ClientException: Tasks using the Fargate launch type do not support privileged.
    ClientException: Tasks using the Fargate launch type do not support adding the following capabilities: NET_ADMIN
    ClientException: The 'memory' setting for container 'web' is greater than for the task.
    ClientException: The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.
    ClientException: Invalid 'stopTimeout' setting for container 'web'. The value must be between 2 and 120.
    ClientException: Container health check interval must be between 5 and 300.
    ClientException: When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.
    ClientException: Log driver awslogs requires options: awslogs-region, awslogs-group, awslogs-stream-prefix
    ClientException: Fargate requires task definition to have execution role ARN to support log driver awslogs.
    ClientException: Fargate compatible task definitions do not support sourcePath
    ClientException: EFS FileSystem id 'mine' is invalid.
    ClientException: Unknown volume 'data'.
    ClientException: Invalid value for ephemeralStorage. Value must be between 21 and 200, inclusive.
    ClientException: Container dependency cannot have a cycle.
    ClientException: Cannot depend on container + 'nobody' because it does not exist
    ClientException: A dependency container with SUCCESS or COMPLETE condition cannot be an essential container
    ClientException: A dependency container with HEALTHY condition must have a health check: 'web'
    ClientException: Container port mappings cannot use the same port and protocol twice when networkMode=awsvpc.
    ClientException: Fargate requires task definition to have execution role ARN to support ECR images.
    ");
}

#[test]
fn revisions_count_up_and_can_be_deregistered() {
    let mut w = world(Vec::new());
    for image in ["nginx:1", "nginx:2"] {
        call(&mut w, small("web", vec![web(image)])).expect("a good definition");
    }
    let newest = |w: &mut _| {
        let task_definition = "web".to_owned();
        let request = DescribeTaskDefinition {
            task_definition,
            ..Default::default()
        };
        call(w, request)
            .expect("a revision")
            .task_definition
            .revision
    };
    assert_eq!(newest(&mut w), 2);
    let task_definition = "web:2".to_owned();
    let gone = DeregisterTaskDefinition {
        task_definition: task_definition.clone(),
    };
    let gone = call(&mut w, gone).expect("it exists").task_definition;
    assert_eq!((gone.revision, gone.status.as_str()), (2, "INACTIVE"));
    assert_eq!(newest(&mut w), 1);
    let shown = call(
        &mut w,
        DescribeTaskDefinition {
            task_definition,
            ..Default::default()
        },
    )
    .expect("still shown");
    assert_eq!(shown.task_definition.status, "INACTIVE");
    let first = &shown.task_definition.container_definitions[0];
    assert_eq!(first.port_mappings[0].host_port, Some(8080));
    assert_eq!(first.essential, Some(true));
}

#[test]
fn families_are_listed_with_their_revisions_and_tags() {
    let mut w = world(Vec::new());
    for family in ["paperboat-a", "paperboat-b", "other"] {
        let request = RegisterTaskDefinition {
            family: family.into(),
            tags: vec![Tag {
                key: "paperboat:deployment".into(),
                value: family.into(),
            }],
            ..small(family, vec![web("nginx")])
        };
        call(&mut w, request).expect("registered");
    }
    let families = |w: &mut World, status: &str| {
        let request = ListTaskDefinitionFamilies {
            family_prefix: "paperboat-".into(),
            status: status.into(),
            next_token: None,
            ..Default::default()
        };
        call(w, request).expect("listed").families
    };
    assert_eq!(families(&mut w, "ACTIVE"), ["paperboat-a", "paperboat-b"]);
    let request = ListTaskDefinitions {
        family_prefix: "paperboat-a".into(),
        ..Default::default()
    };
    let revisions = call(&mut w, request).expect("listed").task_definition_arns;
    assert_eq!(revisions.len(), 1);
    let request = DescribeTaskDefinition {
        task_definition: revisions[0].clone(),
        include: vec!["TAGS".into()],
    };
    let shown = call(&mut w, request).expect("shown");
    assert_eq!(shown.tags[0].value, "paperboat-a");
    let task_definition = revisions[0].clone();
    call(&mut w, DeregisterTaskDefinition { task_definition }).expect("deregistered");
    assert_eq!(families(&mut w, "ACTIVE"), ["paperboat-b"]);
    assert_eq!(families(&mut w, "INACTIVE"), ["paperboat-a"]);
}
