//! Express Mode, as its API reference documents it. How requests shift to a new version is the simulator's own tests'.

use paperboat_core::aws::ecs::*;
use paperboat_core::aws::iam::{AttachRolePolicy, CreateRole, DeleteRole, DetachRolePolicy};
use paperboat_core::aws::{Express, Iam};

use super::image;
use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "ecs/express":
    it_is_made_shown_changed_and_deleted [CreateRole, AttachRolePolicy, CreateExpressGatewayService, DescribeExpressGatewayService, UpdateExpressGatewayService, DeleteExpressGatewayService]
    what_is_unknown_is_refused [DescribeExpressGatewayService, UpdateExpressGatewayService, DeleteExpressGatewayService]
}

/// A role that a service of AWS may assume, with one managed policy; both go when the case is over.
async fn role(b: &Bench<'_>, what: &str, service: &str, policy: &str) -> Result<String, Stop> {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let role_name = b.name(what);
    let request = CreateRole {
        role_name: role_name.clone(),
        assume_role_policy_document: trust,
        ..Default::default()
    };
    let made = b.cloud.create_role(request).await?.role;
    b.later(DeleteRole {
        role_name: role_name.clone(),
    });
    let policy_arn = format!("arn:aws:iam::aws:policy/service-role/{policy}");
    let request = AttachRolePolicy {
        role_name: role_name.clone(),
        policy_arn: policy_arn.clone(),
    };
    b.cloud.attach_role_policy(request).await?;
    b.later(DetachRolePolicy {
        role_name,
        policy_arn,
    });
    // A new role is not known everywhere at once.
    b.pass(15).await;
    Ok(made.arn)
}

async fn it_is_made_shown_changed_and_deleted(b: &Bench<'_>) -> Checked {
    let execution = "AmazonECSTaskExecutionRolePolicy";
    let infrastructure = "AmazonECSInfrastructureRoleforExpressGatewayServices";
    let request = CreateExpressGatewayService {
        execution_role_arn: role(b, "execution", "ecs-tasks.amazonaws.com", execution).await?,
        infrastructure_role_arn: role(b, "infra", "ecs.amazonaws.com", infrastructure).await?,
        service_name: b.name("web"),
        cluster: super::cluster(b).await?,
        health_check_path: "/".into(),
        primary_container: Some(ExpressGatewayContainer {
            image: image(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let made = b.cloud.create_express_gateway_service(request).await?;
    let service_arn = made.service.service_arn;
    b.begins("serviceArn", &service_arn, "arn:aws:ecs:");
    b.later(DeleteExpressGatewayService {
        service_arn: service_arn.clone(),
    });
    let look = DescribeExpressGatewayService {
        service_arn: service_arn.clone(),
        ..Default::default()
    };
    let shown = b.cloud.describe_express_gateway_service(look).await?;
    let status = shown.service.status.unwrap_or_default().status_code;
    b.same("statusCode", status.as_str(), "ACTIVE");
    let version = shown.service.active_configurations.into_iter().next();
    let version = version.unwrap_or_default();
    b.same("cpu", version.cpu.as_str(), "256");
    b.same("memory", version.memory.as_str(), "512");
    let container = version.primary_container.unwrap_or_default();
    b.same("containerPort", container.container_port.unwrap_or(0), 80);
    let endpoint = version
        .ingress_paths
        .first()
        .map(|path| path.endpoint.clone());
    b.check("it has an endpoint", endpoint.is_some(), "none");
    let update = UpdateExpressGatewayService {
        service_arn: service_arn.clone(),
        memory: "1024".into(),
        ..Default::default()
    };
    let updated = b
        .cloud
        .update_express_gateway_service(update)
        .await?
        .service;
    let target = updated.target_configuration.unwrap_or_default();
    b.same("memory of the target", target.memory.as_str(), "1024");
    b.same("cpu of the target", target.cpu.as_str(), "256");
    let delete = DeleteExpressGatewayService {
        service_arn: service_arn.clone(),
    };
    let deleted = b
        .cloud
        .delete_express_gateway_service(delete)
        .await?
        .service;
    let status = deleted.status.unwrap_or_default().status_code;
    b.same("statusCode", status.as_str(), "DRAINING");
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let nowhere = b.name("nowhere");
    let service_arn = format!("arn:aws:ecs:us-east-1:123456789012:service/{nowhere}/none");
    let describe = DescribeExpressGatewayService {
        service_arn: service_arn.clone(),
        ..Default::default()
    };
    b.refused("to describe it", describe, "ResourceNotFoundException")
        .await;
    let update = UpdateExpressGatewayService {
        service_arn: service_arn.clone(),
        ..Default::default()
    };
    b.refused("to update it", update, "ServiceNotFoundException")
        .await;
    let delete = DeleteExpressGatewayService { service_arn };
    b.refused("to delete it", delete, "ServiceNotFoundException")
        .await;
    Ok(())
}
