//! Services: what is shown, what is refused, and their end.

use paperboat_core::aws::Ecs;
use paperboat_core::aws::ecs::*;

use super::{by_name, create, seen, service, stable};
use crate::bench::{Bench, is};
use crate::case::{Checked, cases};

cases! { "ecs/service":
    the_reply_shows_its_first_deployment [CreateCluster, RegisterTaskDefinition, CreateService]
    it_becomes_stable [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices]
    it_says_that_it_is_steady [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices]
    defaults_are_shown [CreateCluster, RegisterTaskDefinition, CreateService]
    one_of_no_tasks_is_stable [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices]
    a_client_token_creates_once [CreateCluster, RegisterTaskDefinition, CreateService]
    its_name_is_taken_once [CreateCluster, RegisterTaskDefinition, CreateService]
    what_is_unknown_is_refused [CreateCluster, RegisterTaskDefinition, CreateService]
    what_does_not_fit_is_refused [CreateCluster, RegisterTaskDefinition, CreateService]
    an_unknown_one_is_refused [CreateCluster, DescribeServices, UpdateService, DeleteService]
    one_that_is_scaled_up_is_not_deleted [CreateCluster, RegisterTaskDefinition, CreateService, DeleteService]
    it_drains_and_is_inactive [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, DeleteService, UpdateService]
}

async fn the_reply_shows_its_first_deployment(b: &Bench<'_>) -> Checked {
    let request = service(b, 2).await?;
    let arn = request.task_definition.clone();
    let s = create(b, request).await?;
    b.begins("serviceArn", &s.service_arn, "arn:aws:ecs:");
    b.check(
        "serviceName is the one given",
        s.service_name == b.name("web"),
        "another",
    );
    b.check(
        "clusterArn is the cluster's",
        s.cluster_arn.ends_with(&b.name("cluster")),
        "another",
    );
    b.same("status", s.status.as_str(), "ACTIVE");
    b.same("launchType", s.launch_type.as_str(), "FARGATE");
    b.check(
        "taskDefinition is the one given",
        s.task_definition == arn,
        "another",
    );
    let counts = format!(
        "{} {} {}",
        s.desired_count, s.pending_count, s.running_count
    );
    b.same(
        "desiredCount, pendingCount and runningCount",
        counts.as_str(),
        "2 0 0",
    );
    b.check("createdAt is there", s.created_at.0 > 0, "none");
    b.same("how many deployments there are", s.deployments.len(), 1);
    for d in &s.deployments {
        b.begins("the deployment's id", &d.id, "ecs-svc/");
        b.same("the deployment's status", d.status.as_str(), "PRIMARY");
        b.same("its rolloutState", d.rollout_state.word(), "IN_PROGRESS");
        b.check(
            "its taskDefinition is the one given",
            d.task_definition == arn,
            "another",
        );
        b.same("its desiredCount", d.desired_count, 2);
    }
    Ok(())
}

async fn it_becomes_stable(b: &Bench<'_>) -> Checked {
    create(b, service(b, 2).await?).await?;
    let first = seen(b).await?;
    b.same("runningCount at the first look", first.running_count, 0);
    let s = stable(b, 2).await?;
    b.same("pendingCount", s.pending_count, 0);
    for d in &s.deployments {
        b.same("the deployment's status", d.status.as_str(), "PRIMARY");
        b.same("its failedTasks", d.failed_tasks, 0);
        let reason = format!("ECS deployment {} completed.", d.id);
        b.check(
            "its rolloutStateReason says that it completed",
            d.rollout_state_reason == reason,
            "otherwise",
        );
    }
    Ok(())
}

async fn it_says_that_it_is_steady(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    let steady = |r: &DescribeServicesOutput| {
        let events = r.services.iter().flat_map(|s| &s.events);
        let said: Vec<_> = events.map(|e| e.message.as_str()).collect();
        let words = |words: &str| said.iter().any(|m| m.contains(words));
        match (
            words("has started 1 tasks"),
            words("has reached a steady state."),
        ) {
            (true, true) => Ok(()),
            (true, false) => Err("only that tasks were started".to_owned()),
            _ => Err("neither".to_owned()),
        }
    };
    b.until(
        "events say that tasks were started and that it is steady",
        by_name(b),
        steady,
    )
    .await?;
    Ok(())
}

async fn defaults_are_shown(b: &Bench<'_>) -> Checked {
    let s = create(b, service(b, 0).await?).await?;
    let c = &s.deployment_configuration;
    b.same("maximumPercent", c.maximum_percent.unwrap_or(0), 200);
    b.same(
        "minimumHealthyPercent",
        c.minimum_healthy_percent.unwrap_or(0),
        100,
    );
    Ok(())
}

async fn one_of_no_tasks_is_stable(b: &Bench<'_>) -> Checked {
    create(b, service(b, 0).await?).await?;
    stable(b, 0).await?;
    Ok(())
}

async fn a_client_token_creates_once(b: &Bench<'_>) -> Checked {
    let request = CreateService {
        client_token: b.name("token"),
        ..service(b, 0).await?
    };
    let first = create(b, request.clone()).await?;
    let again = b.cloud.create_service(request).await?.service;
    b.check(
        "the same token gives the same service",
        first.service_arn == again.service_arn,
        "another",
    );
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    let request = service(b, 0).await?;
    create(b, request.clone()).await?;
    let other = CreateService {
        desired_count: Some(1),
        ..request
    };
    b.refused("a taken name", other, "InvalidParameterException")
        .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let good = service(b, 0).await?;
    let cleared = |b: &Bench<'_>, cluster: String| {
        b.later(DeleteService {
            cluster,
            service: b.name("web"),
            force: true,
        })
    };
    let request = CreateService {
        cluster: b.name("nowhere"),
        ..good.clone()
    };
    b.refused("an unknown cluster", request, "ClusterNotFoundException")
        .await;
    let request = CreateService {
        task_definition: format!("{}:1", b.name("nothing")),
        ..good.clone()
    };
    if b.refused("an unknown task definition", request, "ClientException")
        .await
        .is_some()
    {
        cleared(b, good.cluster);
    }
    Ok(())
}

async fn what_does_not_fit_is_refused(b: &Bench<'_>) -> Checked {
    let good = service(b, 0).await?;
    let unknown = AwsVpcConfiguration {
        subnets: vec!["subnet-0123456789abcdef0".into()],
        assign_public_ip: "ENABLED".into(),
        ..Default::default()
    };
    let percent = |minimum, maximum| {
        Some(DeploymentConfiguration {
            minimum_healthy_percent: Some(minimum),
            maximum_percent: Some(maximum),
            ..Default::default()
        })
    };
    let balancer = |container: &str, port| {
        vec![LoadBalancer {
        target_group_arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef".into(),
        container_name: container.into(),
        container_port: port,
        ..Default::default()
    }]
    };
    let tries: [(&str, CreateService); 6] = [
        (
            "no network configuration",
            CreateService {
                network_configuration: None,
                ..good.clone()
            },
        ),
        (
            "an unknown subnet",
            CreateService {
                network_configuration: Some(NetworkConfiguration {
                    awsvpc_configuration: Some(unknown),
                }),
                ..good.clone()
            },
        ),
        (
            "a minimum and a maximum of 100 %",
            CreateService {
                deployment_configuration: percent(100, 100),
                ..good.clone()
            },
        ),
        (
            "a load balancer for an unknown container",
            CreateService {
                load_balancers: balancer("nobody", 80),
                ..good.clone()
            },
        ),
        (
            "a load balancer for an unknown port",
            CreateService {
                load_balancers: balancer("web", 81),
                ..good.clone()
            },
        ),
        (
            "a name with a space",
            CreateService {
                service_name: "a service".into(),
                ..good.clone()
            },
        ),
    ];
    for (what, request) in tries {
        let (cluster, service) = (request.cluster.clone(), request.service_name.clone());
        let accepted = b
            .refused(what, request, "InvalidParameterException")
            .await
            .is_some();
        if accepted {
            // The next try must not meet a taken name.
            b.cloud
                .delete_service(DeleteService {
                    cluster,
                    service,
                    force: true,
                })
                .await?;
        }
    }
    Ok(())
}

async fn an_unknown_one_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "ServiceNotFoundException";
    let cluster = super::cluster(b).await?;
    let shown = b.cloud.describe_services(by_name(b)).await?;
    b.same(
        "how many unknown services are shown",
        shown.services.len(),
        0,
    );
    let reason = shown
        .failures
        .first()
        .map_or("absent", |f| f.reason.as_str());
    b.same("the reason in failures", reason, "MISSING");
    let update = UpdateService {
        cluster: cluster.clone(),
        service: b.name("web"),
        desired_count: Some(1),
        ..Default::default()
    };
    b.refused("an unknown service", update, CODE).await;
    let delete = DeleteService {
        cluster,
        service: b.name("web"),
        force: true,
    };
    b.refused("an unknown service", delete, CODE).await;
    Ok(())
}

async fn one_that_is_scaled_up_is_not_deleted(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    let delete = DeleteService {
        cluster: b.name("cluster"),
        service: b.name("web"),
        force: false,
    };
    b.refused("a service of one task", delete, "InvalidParameterException")
        .await;
    Ok(())
}

async fn it_drains_and_is_inactive(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    stable(b, 1).await?;
    let delete = DeleteService {
        cluster: b.name("cluster"),
        service: b.name("web"),
        force: true,
    };
    let reply = b.cloud.delete_service(delete).await?.service;
    b.same("the status in the reply", reply.status.as_str(), "DRAINING");
    b.same("desiredCount in the reply", reply.desired_count, 0);
    let update = UpdateService {
        cluster: b.name("cluster"),
        service: b.name("web"),
        desired_count: Some(1),
        ..Default::default()
    };
    b.refused("a service that drains", update, "ServiceNotActiveException")
        .await;
    let inactive = |r: &DescribeServicesOutput| {
        let s = r.services.first().ok_or("no service")?;
        is(format!("{} {}", s.status, s.running_count), "INACTIVE 0")
    };
    b.until("the service is INACTIVE with 0 tasks", by_name(b), inactive)
        .await?;
    Ok(())
}
