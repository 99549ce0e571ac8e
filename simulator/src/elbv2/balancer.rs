//! Application load balancers.

use paperboat_core::aws::elbv2::{
    AvailabilityZone, CreateLoadBalancer, DescribeLoadBalancers, LoadBalancer as View,
    LoadBalancerState, LoadBalancerStateEnum, LoadBalancers, Tag,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::due::{Due, later};
use super::name::{arn, page, require_name, validation};
use super::{listener, registration};
use crate::change::Subject;
use crate::ec2;
use crate::id::REGION;
use crate::meter::{self, Item};
use crate::model::{Limit, Timing};
use crate::net::Endpoint;
use crate::refusal::{exists, invalid, limit, not_found};
use crate::world::World;

/// Names a load balancer.
pub use crate::id::BalancerKey;

/// A load balancer with an interface in each of its zones.
#[derive(Clone, Debug)]
pub struct Balancer {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) dns_name: String,
    pub(super) state: LoadBalancerStateEnum,
    pub(super) zones: Vec<&'static str>,
    request: CreateLoadBalancer,
    created: Timestamp,
    pub(super) last: EventId,
}

impl Balancer {
    /// Its name in events.
    pub(super) fn resource(&self) -> String {
        format!("load-balancer/{}", self.name)
    }

    /// Tells whether it takes requests.
    pub(super) fn is_active(&self) -> bool {
        self.state == LoadBalancerStateEnum::Active
    }

    /// The tags it was made with.
    pub(super) fn tags(&self) -> &[Tag] {
        &self.request.tags
    }

    fn scheme(&self) -> &str {
        scheme(&self.request)
    }

    fn view(&self, w: &World) -> View {
        let subnets = self.request.subnets.iter();
        let zones = subnets
            .zip(&self.zones)
            .map(|(subnet, zone)| AvailabilityZone {
                zone_name: (*zone).to_owned(),
                subnet_id: subnet.clone(),
            });
        View {
            load_balancer_arn: self.arn.clone(),
            load_balancer_name: self.name.clone(),
            dns_name: self.dns_name.clone(),
            scheme: self.scheme().to_owned(),
            r#type: "application".to_owned(),
            vpc_id: ec2::vpc_id(w).to_owned(),
            state: LoadBalancerState {
                code: self.state,
                reason: String::new(),
            },
            security_groups: ec2::named_or_default(w, &self.request.security_groups),
            created_time: self.created,
            availability_zones: zones.collect(),
            ip_address_type: "ipv4".to_owned(),
        }
    }
}

fn scheme(r: &CreateLoadBalancer) -> &str {
    if r.scheme.is_empty() {
        "internet-facing"
    } else {
        &r.scheme
    }
}

/// `CreateLoadBalancer`: repeated with the same settings, it gives the same load balancer.
pub(super) fn create(
    w: &mut World,
    r: CreateLoadBalancer,
    cause: EventId,
) -> Result<LoadBalancers, CloudError> {
    require_name(w, "load balancer", &r.name)?;
    if let Some((_, same)) = w.elbv2.balancers.iter().find(|(_, b)| b.name == r.name) {
        if same.request == r {
            return Ok(LoadBalancers {
                load_balancers: vec![same.view(w)],
                next_marker: None,
            });
        }
        let message = format!(
            "A load balancer with the same name '{}' exists, but with different settings",
            r.name
        );
        return Err(exists("DuplicateLoadBalancerName", message));
    }
    if !matches!(r.r#type.as_str(), "" | "application") {
        let what = format!("a load balancer of type {}", r.r#type);
        return Err(CloudError::unsupported("elbv2:CreateLoadBalancer", what));
    }
    if !matches!(scheme(&r), "internet-facing" | "internal") {
        return Err(validation(format!(
            "1 validation error detected: Value '{}' at 'scheme' failed to satisfy constraint: Member must satisfy enum value set: [internet-facing, internal]",
            r.scheme
        )));
    }
    if w.elbv2.balancers.iter().count() as u64 >= w.model.limit(Limit::ElbLoadBalancers) {
        let message = "The quota for the number of load balancers has been reached";
        return Err(limit("TooManyLoadBalancers", message));
    }
    let zones = zones(w, &r.subnets)?;
    let key = w.elbv2.balancers.next_key();
    // The interfaces are told the id before it is taken: who is refused leaves the next ids as they were.
    let path = format!("app/{}/{}", r.name, w.ids.clone().hex(16));
    attach(w, key, &path, &r)?;
    w.ids.hex(16);
    let digits = w.ids.digits(10);
    let prefix = if scheme(&r) == "internal" {
        "internal-"
    } else {
        ""
    };
    let resource = format!("load-balancer/{}", r.name);
    let last = w.state(Some(cause), &resource, "", "provisioning", "");
    let balancer = Balancer {
        arn: arn(&format!("loadbalancer/{path}")),
        dns_name: format!("{prefix}{}-{digits}.{REGION}.elb.amazonaws.com", r.name),
        name: r.name.clone(),
        state: LoadBalancerStateEnum::Provisioning,
        zones,
        created: w.now,
        last,
        request: r,
    };
    let view = balancer.view(w);
    let delay = w.draw(Timing::ElbProvisioning, &balancer.name);
    w.elbv2.balancers.insert(balancer);
    later(w, delay, Due::Active(key));
    Ok(LoadBalancers {
        load_balancers: vec![view],
        next_marker: None,
    })
}

fn zones(w: &World, subnets: &[String]) -> Result<Vec<&'static str>, CloudError> {
    let mut zones = Vec::new();
    for subnet in subnets {
        let Some(zone) = ec2::zone_of(w, subnet) else {
            let message = format!("The subnet ID '{subnet}' does not exist");
            return Err(not_found("SubnetNotFound", message));
        };
        if zones.contains(&zone) {
            let message = "A load balancer cannot be attached to multiple subnets in the same Availability Zone";
            return Err(invalid("InvalidConfigurationRequest", message));
        }
        zones.push(zone);
    }
    if (zones.len() as u64) < w.model.limit(Limit::ElbZonesLeast) {
        return Err(validation(
            "At least two subnets in two different Availability Zones must be specified",
        ));
    }
    Ok(zones)
}

/// Gives a load balancer its interfaces, in all of its subnets or in none.
fn attach(
    w: &mut World,
    key: BalancerKey,
    path: &str,
    r: &CreateLoadBalancer,
) -> Result<(), CloudError> {
    let endpoint = Endpoint::Balancer(key);
    let public = scheme(r) != "internal";
    for subnet in &r.subnets {
        let label = ec2::Label::of(&format!("{path}/{subnet}"), format!("ELB {path}"));
        let attached =
            ec2::attach_interface(w, endpoint, label, subnet, &r.security_groups, public);
        if let Err(error) = attached {
            ec2::detach_interface(w, endpoint);
            let code = match error.code.as_str() {
                "InsufficientFreeAddressesInSubnet" => "InvalidSubnet",
                _ => "InvalidSecurityGroup",
            };
            return Err(invalid(code, error.message));
        }
    }
    Ok(())
}

/// Lets a load balancer take requests from now on.
pub(super) fn activate(w: &mut World, key: BalancerKey) {
    let Some(balancer) = w.elbv2.balancers.get_mut(key) else {
        return;
    };
    balancer.state = LoadBalancerStateEnum::Active;
    let (resource, last, arn) = (balancer.resource(), balancer.last, balancer.arn.clone());
    let event = w.state(Some(last), &resource, "provisioning", "active", "");
    w.elbv2.balancers[key].last = w.mark(Subject::Balancer(key), event);
    meter::open(w, &arn, Item::LoadBalancer);
    registration::begin_all(w, key, event);
}

/// The load balancers that are billed now, by ARN: those that take requests.
pub(crate) fn billable(w: &World) -> impl Iterator<Item = (String, Item)> {
    let active = w.elbv2.balancers.iter().filter(|(_, b)| b.is_active());
    active.map(|(_, b)| (b.arn.clone(), Item::LoadBalancer))
}

/// Finds a load balancer by its ARN.
///
/// # Errors
/// `LoadBalancerNotFound`.
pub(super) fn require(w: &World, arn: &str) -> Result<BalancerKey, CloudError> {
    let found = w.elbv2.balancers.iter().find(|(_, b)| b.arn == arn);
    found
        .map(|(key, _)| key)
        .ok_or_else(|| unknown("One or more load balancers not found"))
}

/// The event that put a load balancer into its state; none when there is none with this ARN.
pub(crate) fn last_change(w: &World, arn: &str) -> Option<EventId> {
    require(w, arn).ok().map(|key| w.elbv2.balancers[key].last)
}

fn unknown(message: impl std::fmt::Display) -> CloudError {
    not_found("LoadBalancerNotFound", message)
}

/// `DeleteLoadBalancer`, with its listeners; its interfaces and their security groups are in use a while longer.
///
/// Succeeds for one that does not exist.
pub(super) fn delete(w: &mut World, arn: &str, cause: EventId) {
    let Ok(key) = require(w, arn) else {
        return;
    };
    let listeners = w.elbv2.listeners.iter().filter(|(_, l)| l.balancer == key);
    let listeners: Vec<_> = listeners.map(|(k, _)| k).collect();
    for listener in listeners {
        listener::remove(w, listener, cause);
    }
    let Some(balancer) = w.elbv2.balancers.remove(key) else {
        return;
    };
    meter::close(w, arn);
    let from = balancer.state.word();
    let last = w.state(Some(cause), &balancer.resource(), from, "deleted", "");
    w.mark(Subject::Balancer(key), last);
    w.mark(Subject::dns(&balancer.dns_name.to_ascii_lowercase()), last);
    let delay = w.draw(Timing::ElbDelete, &balancer.name);
    later(w, delay, Due::Detach(key, balancer.resource(), last));
}

/// `DescribeLoadBalancers`.
pub(super) fn describe(w: &World, r: &DescribeLoadBalancers) -> Result<LoadBalancers, CloudError> {
    for arn in &r.load_balancer_arns {
        require(w, arn)?;
    }
    let all = || w.elbv2.balancers.iter().map(|(_, b)| b);
    let missing = |name: &&String| all().all(|b| b.name != **name);
    let missing: Vec<&str> = r.names.iter().filter(missing).map(String::as_str).collect();
    if !missing.is_empty() {
        let message = format!("Load balancers '[{}]' not found", missing.join(", "));
        return Err(unknown(message));
    }
    let named = |b: &&Balancer| {
        (r.load_balancer_arns.is_empty() && r.names.is_empty())
            || r.load_balancer_arns.contains(&b.arn)
            || r.names.contains(&b.name)
    };
    let found = all().filter(named).map(|b| b.view(w)).collect();
    let (load_balancers, next_marker) = page(found, r.marker.as_deref(), r.page_size)?;
    Ok(LoadBalancers {
        load_balancers,
        next_marker,
    })
}
