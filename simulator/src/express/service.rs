//! A service of Express Mode, and what belongs to it.

use paperboat_core::aws::ecs::{ExpressGatewayServiceConfiguration, Tag};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use crate::arena::Key;
use crate::ecs::{self, ServiceKey as EcsKey};
use crate::id::arn;
use crate::world::World;

/// Names a service of Express Mode.
pub(super) type ServiceKey = Key<Service>;

/// What belongs together.
#[derive(Clone, Debug)]
pub(super) struct Service {
    /// The service of ECS that runs its tasks.
    pub(super) ecs: EcsKey,
    pub(super) cluster: String,
    pub(super) name: String,
    pub(super) infrastructure_role: String,
    /// The name under which it is called.
    pub(super) host: String,
    /// The load balancer on which it is.
    pub(super) balancer: String,
    pub(super) rule: String,
    /// Both target groups: which of them has the requests changes with each deployment.
    pub(super) groups: [String; 2],
    /// The security group that was made for its tasks; none where the request named some.
    pub(super) own_group: Option<String>,
    /// Every version that it has had, the newest last.
    pub(super) versions: Vec<ExpressGatewayServiceConfiguration>,
    pub(super) tags: Vec<Tag>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// Requests to it, and those that failed, when they were counted last.
    pub(super) counted: (f64, f64),
    /// Whether too many failed, for the latest periods.
    pub(super) points: Vec<bool>,
    pub(super) generation: u16,
    /// The request for which it last changed.
    pub(super) last: EventId,
    /// Whether all that was made for it has been taken away.
    pub(super) gone: bool,
}

impl Service {
    pub(super) fn arn(&self) -> String {
        arn("ecs", &format!("service/{}/{}", self.cluster, self.name))
    }

    /// The version that it shall run.
    pub(super) fn newest(&self) -> &ExpressGatewayServiceConfiguration {
        self.versions.last().expect("a service has a version")
    }

    /// The name of the alarm that watches its deployments.
    pub(super) fn alarm(&self) -> String {
        format!("{}/{}/RollbackAlarm", self.cluster, self.name)
    }
}

/// Finds a service of Express Mode by its ARN; of several that had the name, the newest.
pub(super) fn find(w: &World, service_arn: &str) -> Option<ServiceKey> {
    let mut all = w.express.services.iter().rev();
    all.find(|(_, s)| s.arn() == service_arn)
        .map(|(key, _)| key)
}

/// Finds one that is ACTIVE.
///
/// # Errors
/// `ServiceNotFoundException`, `ServiceNotActiveException`; one that Express Mode did not make, by name.
pub(super) fn active(
    w: &World,
    operation: &str,
    service_arn: &str,
) -> Result<ServiceKey, CloudError> {
    let refuse = |kind, code: &str, message: &str| {
        Err(CloudError::refused(
            kind,
            &format!("ecs:{operation}"),
            code,
            message,
        ))
    };
    let Some(key) = find(w, service_arn) else {
        let code = "ServiceNotFoundException";
        return refuse(ErrorKind::NotFound, code, "Service not found.");
    };
    if ecs::status(w, w.express.services[key].ecs) != "ACTIVE" {
        let code = "ServiceNotActiveException";
        return refuse(ErrorKind::InUse, code, "Service was not ACTIVE.");
    }
    Ok(key)
}
