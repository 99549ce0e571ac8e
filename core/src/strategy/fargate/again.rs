//! Services whose tasks must be started anew although their task definition is the one that runs.

use std::collections::BTreeSet;

use super::update::Running;
use super::{jobs, service};
use crate::aws::ecs::{Service, ServiceConnectConfiguration};
use crate::strategy::App;

/// A name and the port on which it is called.
type Name = (String, u16);

/// Those services, by what makes them so.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Their image or their own names are others.
    themselves: BTreeSet<String>,
    /// They call a name that is new, and follow the service that bears it.
    callers: BTreeSet<String>,
}

impl Again {
    /// Tells whether a service is among them.
    pub(super) fn has(&self, service: &str) -> bool {
        self.themselves.contains(service) || self.callers.contains(service)
    }

    /// The services that last, in the order in which they start, and who calls a new name after all others.
    pub(super) fn order<'a>(&self, app: &'a App) -> Vec<&'a str> {
        let mut order = service::lasting(app);
        order.sort_by_key(|name| self.callers.contains(*name));
        order
    }
}

/// Finds them: an image was pushed again under the same reference, which ECS resolves once a deployment (ECS guide,
/// "Container image resolution"); the service is called by other names; or it calls a name that is new, which tasks of
/// an older deployment never learn (ECS guide, Service Connect).
pub(super) fn services(app: &App, running: &Running) -> Again {
    let mut fresh = BTreeSet::new();
    let mut again = Again::default();
    for (name, run) in running {
        let Some(known) = registered(&run.service) else {
            continue;
        };
        let wanted = names(&service::names(app, name));
        fresh.extend(wanted.difference(&known).cloned());
        if wanted != known {
            again.themselves.insert(name.clone());
        }
    }
    let calls = |service: &str| {
        let mut fresh = fresh.iter();
        fresh.any(|(name, _)| app.service_mentions(service, name))
    };
    for name in running.keys() {
        let awaited: Vec<&str> = jobs::awaited(app, name).collect();
        let mut parts = awaited.into_iter().chain([name.as_str()]);
        if parts.clone().any(|part| app.renewed.contains(part)) {
            again.themselves.insert(name.clone());
        }
        if parts.any(calls) {
            again.callers.insert(name.clone());
        }
    }
    again
}

/// The names of a service's newest deployment; none where the cloud does not tell.
fn registered(service: &Service) -> Option<BTreeSet<Name>> {
    let mut deployments = service.deployments.iter();
    let primary = deployments.find(|d| d.status == "PRIMARY")?;
    primary.service_connect_configuration.as_ref().map(names)
}

fn names(configuration: &ServiceConnectConfiguration) -> BTreeSet<Name> {
    let aliases = configuration
        .services
        .iter()
        .flat_map(|s| &s.client_aliases);
    aliases.map(|a| (a.dns_name.clone(), a.port)).collect()
}
