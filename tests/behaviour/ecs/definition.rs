//! Task definitions: revisions, what is filled in, and what Fargate cannot run.

use paperboat_core::aws::Ecs;
use paperboat_core::aws::ecs::*;

use super::{definition, image, register};
use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "ecs/definition":
    it_is_registered_shown_and_deregistered [RegisterTaskDefinition, DescribeTaskDefinition, DeregisterTaskDefinition]
    revisions_count_up [RegisterTaskDefinition, DescribeTaskDefinition]
    what_is_left_out_is_filled_in [RegisterTaskDefinition]
    what_is_written_is_kept [RegisterTaskDefinition, DescribeTaskDefinition]
    sizes_that_fargate_does_not_have_are_refused [RegisterTaskDefinition]
    sizes_that_fargate_has_are_taken [RegisterTaskDefinition]
    what_fargate_cannot_run_is_refused [RegisterTaskDefinition]
    what_contradicts_itself_is_refused [RegisterTaskDefinition]
    what_needs_a_role_is_refused_without [RegisterTaskDefinition]
    what_is_unknown_is_refused [DescribeTaskDefinition, DeregisterTaskDefinition]
}

fn named(name: impl Into<String>) -> DescribeTaskDefinition {
    DescribeTaskDefinition {
        task_definition: name.into(),
        ..Default::default()
    }
}

async fn it_is_registered_shown_and_deregistered(b: &Bench<'_>) -> Checked {
    let made = register(b, definition(b, &image())).await?;
    b.begins(
        "taskDefinitionArn",
        &made.task_definition_arn,
        "arn:aws:ecs:",
    );
    b.check(
        "family is the one given",
        made.family == b.name("web"),
        "another",
    );
    b.same("revision", made.revision, 1);
    b.same("status", made.status.as_str(), "ACTIVE");
    let end = made
        .task_definition_arn
        .ends_with(&format!("{}:1", b.name("web")));
    b.check("the ARN ends in family and revision", end, "otherwise");
    let name = format!("{}:1", b.name("web"));
    let shown = b
        .cloud
        .describe_task_definition(named(&name))
        .await?
        .task_definition;
    b.check(
        "the ARN stays",
        shown.task_definition_arn == made.task_definition_arn,
        "another",
    );
    let deregister = DeregisterTaskDefinition {
        task_definition: name.clone(),
    };
    b.cloud.deregister_task_definition(deregister).await?;
    let after = b
        .cloud
        .describe_task_definition(named(&name))
        .await?
        .task_definition;
    b.same(
        "the status of a deregistered revision",
        after.status.as_str(),
        "INACTIVE",
    );
    Ok(())
}

async fn revisions_count_up(b: &Bench<'_>) -> Checked {
    register(b, definition(b, &image())).await?;
    let second = register(b, definition(b, &image())).await?;
    b.same("the second revision", second.revision, 2);
    let newest = b
        .cloud
        .describe_task_definition(named(b.name("web")))
        .await?;
    b.same(
        "the revision that the family names",
        newest.task_definition.revision,
        2,
    );
    let task_definition = format!("{}:2", b.name("web"));
    b.cloud
        .deregister_task_definition(DeregisterTaskDefinition { task_definition })
        .await?;
    let newest = b
        .cloud
        .describe_task_definition(named(b.name("web")))
        .await?;
    b.same(
        "the newest that is left",
        newest.task_definition.revision,
        1,
    );
    let third = register(b, definition(b, &image())).await?;
    b.same("the revision after a deregistered one", third.revision, 3);
    Ok(())
}

async fn what_is_left_out_is_filled_in(b: &Bench<'_>) -> Checked {
    let made = register(b, definition(b, &image())).await?;
    for c in &made.container_definitions {
        b.same(
            "essential",
            c.essential.map_or("absent".to_owned(), |e| e.to_string()),
            "true".to_owned(),
        );
        for p in &c.port_mappings {
            b.same("hostPort", p.host_port.unwrap_or(0), 80);
            b.same("protocol", p.protocol.as_str(), "tcp");
        }
    }
    b.same(
        "how many containers there are",
        made.container_definitions.len(),
        1,
    );
    Ok(())
}

async fn what_is_written_is_kept(b: &Bench<'_>) -> Checked {
    let mut request = definition(b, &image());
    let c = &mut request.container_definitions[0];
    c.command = vec!["nginx".into()];
    c.environment = vec![KeyValuePair {
        name: "GREETING".into(),
        value: "hello = world".into(),
    }];
    c.health_check = Some(HealthCheck {
        command: vec!["CMD-SHELL".into(), "true".into()],
        interval: Some(10),
        timeout: Some(4),
        retries: Some(2),
        start_period: Some(20),
    });
    c.stop_timeout = Some(15);
    let arn = register(b, request.clone()).await?.task_definition_arn;
    let shown = b
        .cloud
        .describe_task_definition(named(arn))
        .await?
        .task_definition;
    b.same("cpu", shown.cpu.as_str(), "256");
    b.same("memory", shown.memory.as_str(), "512");
    b.same("networkMode", shown.network_mode.as_str(), "awsvpc");
    let places = shown.requires_compatibilities.join(", ");
    b.same("requiresCompatibilities", places.as_str(), "FARGATE");
    for (seen, given) in shown
        .container_definitions
        .iter()
        .zip(&request.container_definitions)
    {
        b.check("image is kept", seen.image == given.image, "another");
        b.check("command is kept", seen.command == given.command, "another");
        b.check(
            "environment is kept",
            seen.environment == given.environment,
            "another",
        );
        b.check(
            "healthCheck is kept",
            seen.health_check == given.health_check,
            "another",
        );
        b.check(
            "stopTimeout is kept",
            seen.stop_timeout == given.stop_timeout,
            "another",
        );
    }
    Ok(())
}

/// Registers a definition that differs from a good one in one way, and expects `ClientException`.
async fn wrong(b: &Bench<'_>, what: &str, change: impl FnOnce(&mut RegisterTaskDefinition) + Send) {
    let mut request = definition(b, &image());
    change(&mut request);
    if let Some(made) = b.refused(what, request, "ClientException").await {
        b.later(DeregisterTaskDefinition {
            task_definition: made.task_definition.task_definition_arn,
        });
    }
}

async fn sizes_that_fargate_does_not_have_are_refused(b: &Bench<'_>) -> Checked {
    for (cpu, memory) in [
        ("256", "4096"),
        ("256", "256"),
        ("512", "8192"),
        ("1024", "1024"),
        ("1024", "2500"),
        ("2048", "2048"),
        ("4096", "4096"),
        ("8192", "8192"),
        ("300", "512"),
        ("", "512"),
        ("256", ""),
    ] {
        let what = format!("a task of {cpu:?} CPU and {memory:?} MiB");
        wrong(b, &what, |r| {
            (r.cpu, r.memory) = (cpu.into(), memory.into())
        })
        .await;
    }
    Ok(())
}

async fn sizes_that_fargate_has_are_taken(b: &Bench<'_>) -> Checked {
    for (cpu, memory) in [
        ("256", "512"),
        ("256", "2048"),
        ("512", "1024"),
        ("512", "4096"),
        ("1024", "2048"),
        ("1024", "8192"),
        ("2048", "4096"),
        ("2048", "16384"),
        ("4096", "8192"),
        ("4096", "30720"),
        ("8192", "16384"),
        ("16384", "122880"),
    ] {
        let mut request = definition(b, &image());
        (request.cpu, request.memory) = (cpu.into(), memory.into());
        let made = register(b, request).await?;
        b.check(
            "the size is kept",
            made.cpu == cpu && made.memory == memory,
            "another",
        );
    }
    Ok(())
}

async fn what_fargate_cannot_run_is_refused(b: &Bench<'_>) -> Checked {
    wrong(b, "network mode bridge", |r| {
        r.network_mode = "bridge".into()
    })
    .await;
    wrong(b, "a privileged container", |r| {
        r.container_definitions[0].privileged = true
    })
    .await;
    wrong(b, "another port on the host", |r| {
        r.container_definitions[0].port_mappings[0].host_port = Some(8080)
    })
    .await;
    wrong(b, "20 GiB of ephemeral storage", |r| {
        r.ephemeral_storage = Some(EphemeralStorage { size_in_gi_b: 20 })
    })
    .await;
    wrong(b, "a folder of the host", |r| {
        let source_path = Some("/srv".to_owned());
        r.volumes = vec![Volume {
            name: "data".into(),
            host: Some(HostVolumeProperties { source_path }),
            ..Default::default()
        }];
    })
    .await;
    wrong(b, "a capability added", |r| {
        let add = vec!["NET_ADMIN".to_owned()];
        r.container_definitions[0].linux_parameters = Some(LinuxParameters {
            capabilities: Some(KernelCapabilities {
                add,
                ..Default::default()
            }),
            ..Default::default()
        });
    })
    .await;
    wrong(b, "a stop timeout above 120 s", |r| {
        r.container_definitions[0].stop_timeout = Some(121)
    })
    .await;
    Ok(())
}

fn second(name: &str, after: &str, condition: ContainerCondition) -> ContainerDefinition {
    ContainerDefinition {
        name: name.into(),
        image: image(),
        depends_on: vec![ContainerDependency {
            container_name: after.into(),
            condition,
        }],
        ..Default::default()
    }
}

async fn what_contradicts_itself_is_refused(b: &Bench<'_>) -> Checked {
    wrong(b, "no family", |r| r.family.clear()).await;
    wrong(b, "no container", |r| r.container_definitions.clear()).await;
    wrong(b, "a container without an image", |r| {
        r.container_definitions[0].image.clear()
    })
    .await;
    wrong(b, "two containers of one name", |r| {
        let mut same = r.container_definitions[0].clone();
        same.port_mappings.clear();
        r.container_definitions.push(same);
    })
    .await;
    wrong(b, "no essential container", |r| {
        r.container_definitions[0].essential = Some(false)
    })
    .await;
    wrong(b, "a port mapped twice", |r| {
        let same = r.container_definitions[0].port_mappings[0].clone();
        r.container_definitions[0].port_mappings.push(same);
    })
    .await;
    wrong(b, "a container larger than its task", |r| {
        r.container_definitions[0].memory = Some(1_024)
    })
    .await;
    wrong(b, "more CPU for containers than the task has", |r| {
        r.container_definitions[0].cpu = 512
    })
    .await;
    wrong(b, "an unknown volume", |r| {
        r.container_definitions[0].mount_points = vec![MountPoint {
            source_volume: "data".into(),
            container_path: "/data".into(),
            ..Default::default()
        }];
    })
    .await;
    wrong(b, "a health check every 4 s", |r| {
        r.container_definitions[0].health_check = Some(HealthCheck {
            command: vec!["CMD-SHELL".into(), "true".into()],
            interval: Some(4),
            ..Default::default()
        });
    })
    .await;
    wrong(b, "a dependency on an unknown container", |r| {
        r.container_definitions
            .push(second("b", "nobody", ContainerCondition::Start));
    })
    .await;
    wrong(b, "HEALTHY of a container without a health check", |r| {
        r.container_definitions
            .push(second("b", "web", ContainerCondition::Healthy));
    })
    .await;
    wrong(b, "SUCCESS of an essential container", |r| {
        r.container_definitions
            .push(second("b", "web", ContainerCondition::Success));
    })
    .await;
    wrong(b, "a circle of dependencies", |r| {
        r.container_definitions
            .push(second("a", "b", ContainerCondition::Start));
        r.container_definitions
            .push(second("b", "a", ContainerCondition::Start));
    })
    .await;
    Ok(())
}

async fn what_needs_a_role_is_refused_without(b: &Bench<'_>) -> Checked {
    wrong(b, "a secret without an execution role", |r| {
        r.container_definitions[0].secrets = vec![Secret {
            name: "PASSWORD".into(),
            value_from: "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf".into(),
        }];
    })
    .await;
    wrong(b, "awslogs without an execution role", |r| {
        let options = [
            ("awslogs-group", "/web"),
            ("awslogs-region", "us-east-1"),
            ("awslogs-stream-prefix", "web"),
        ];
        r.container_definitions[0].log_configuration = Some(LogConfiguration {
            log_driver: "awslogs".into(),
            options: options.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        });
    })
    .await;
    wrong(b, "an image of ECR without an execution role", |r| {
        r.container_definitions[0].image =
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1".into();
    })
    .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let task_definition = format!("{}:1", b.name("nothing"));
    b.refused(
        "an unknown revision",
        named(&task_definition),
        "ClientException",
    )
    .await;
    b.refused(
        "an unknown family",
        named(b.name("nothing")),
        "ClientException",
    )
    .await;
    let deregister = DeregisterTaskDefinition { task_definition };
    b.refused("an unknown revision", deregister, "ClientException")
        .await;
    Ok(())
}
