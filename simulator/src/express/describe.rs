//! How services of Express Mode are shown.

use paperboat_core::aws::ecs::{
    DescribeExpressGatewayService, ExpressGatewayService, ExpressGatewayServiceConfiguration,
    ExpressGatewayServiceOutput, ExpressGatewayServiceStatus,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::service::{self, ServiceKey};
use crate::ecs;
use crate::world::World;

/// `DescribeExpressGatewayService`; also of one that is gone.
///
/// # Errors
/// `ResourceNotFoundException`.
pub(super) fn describe(
    w: &World,
    r: &DescribeExpressGatewayService,
) -> Result<ExpressGatewayServiceOutput, CloudError> {
    let key = service::find(w, &r.service_arn).ok_or_else(|| {
        let (code, message) = ("ResourceNotFoundException", "Service not found.");
        let operation = "ecs:DescribeExpressGatewayService";
        CloudError::refused(ErrorKind::NotFound, operation, code, message)
    })?;
    let tags = r.include.iter().any(|what| what == "TAGS");
    Ok(ExpressGatewayServiceOutput {
        service: service(w, key, tags),
    })
}

pub(super) fn status(w: &World, key: ServiceKey) -> ExpressGatewayServiceStatus {
    ExpressGatewayServiceStatus {
        status_code: ecs::status(w, w.express.services[key].ecs).to_owned(),
        ..Default::default()
    }
}

/// A service with the versions of which tasks run, or shall run.
pub(super) fn service(w: &World, key: ServiceKey, tags: bool) -> ExpressGatewayService {
    let s = &w.express.services[key];
    let running = ecs::definitions_of(w, s.ecs);
    let active = |v: &&ExpressGatewayServiceConfiguration| running.contains(&v.task_definition_arn);
    let mut active: Vec<_> = s.versions.iter().rev().filter(active).cloned().collect();
    // Two versions may have one definition; only the later of them counts.
    active.dedup_by(|a, b| a.task_definition_arn == b.task_definition_arn);
    let deployment = ecs::rolling_deployment(w, s.ecs);
    ExpressGatewayService {
        cluster: s.cluster.clone(),
        service_name: s.name.clone(),
        service_arn: s.arn(),
        infrastructure_role_arn: s.infrastructure_role.clone(),
        status: Some(status(w, key)),
        current_deployment: deployment.unwrap_or_default(),
        active_configurations: active,
        tags: if tags { s.tags.clone() } else { Vec::new() },
        created_at: s.created,
        updated_at: s.updated,
    }
}
