//! Listeners: a port of a load balancer and where its requests go.

use paperboat_core::aws::elbv2::{CreateListener, DescribeListeners, Listener as View, Listeners};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::action::{self, Destination};
use super::balancer::{self, BalancerKey};
use super::due::{Due, later};
use super::name::{arn, page, path, validation};
use super::registration;
use super::rule::Rule;
use super::target_group::{GroupKey, balancer_of};
use crate::arena::Key;
use crate::change::Subject;
use crate::model::Timing;
use crate::refusal::{exists, not_found};
use crate::world::World;

/// Names a listener.
pub(super) type ListenerKey = Key<Listener>;

/// A listener for HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Listener {
    arn: String,
    pub(super) default_rule_arn: String,
    pub(super) balancer: BalancerKey,
    pub(super) port: u16,
    /// Whether it speaks HTTPS.
    pub(super) secure: bool,
    pub(super) default: Destination,
    /// By priority.
    pub(super) rules: Vec<Rule>,
    /// What the nodes know: the default action and the rules; none until they know of the listener.
    pub(super) effective: Option<(Destination, Vec<Rule>)>,
    last: EventId,
}

impl Listener {
    /// Every group that the listener names.
    pub(super) fn forwards_to(&self) -> impl Iterator<Item = GroupKey> {
        let rules = self.rules.iter().flat_map(|r| r.destination.groups());
        self.default.groups().chain(rules)
    }

    /// Its name in events.
    pub(super) fn resource(&self, w: &World) -> String {
        format!(
            "{}:{}",
            w.elbv2.balancers[self.balancer].resource(),
            self.port
        )
    }

    fn view(&self, w: &World) -> View {
        View {
            listener_arn: self.arn.clone(),
            load_balancer_arn: w.elbv2.balancers[self.balancer].arn.clone(),
            port: self.port,
            protocol: if self.secure { "HTTPS" } else { "HTTP" }.to_owned(),
            default_actions: vec![self.default.view(w)],
        }
    }
}

/// Finds a listener by its ARN.
///
/// # Errors
/// `ListenerNotFound`.
pub(super) fn require(w: &World, arn: &str) -> Result<ListenerKey, CloudError> {
    let found = w.elbv2.listeners.iter().find(|(_, l)| l.arn == arn);
    found
        .map(|(key, _)| key)
        .ok_or_else(|| not_found("ListenerNotFound", "One or more listeners not found"))
}

/// `CreateListener`.
pub(super) fn create(
    w: &mut World,
    r: &CreateListener,
    cause: EventId,
) -> Result<Listeners, CloudError> {
    let balancer = balancer::require(w, &r.load_balancer_arn)?;
    match r.protocol.as_str() {
        "HTTP" => {}
        "HTTPS" => {
            let what = "listeners over HTTPS";
            return Err(CloudError::unsupported("elbv2:CreateListener", what));
        }
        other => {
            return Err(validation(format!(
                "Listener protocol '{other}' must be one of 'HTTP, HTTPS'"
            )));
        }
    }
    if r.port == 0 {
        return Err(validation(
            "1 validation error detected: Value '0' at 'port' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ));
    }
    let taken = |l: &Listener| l.balancer == balancer && l.port == r.port;
    if w.elbv2.listeners.iter().any(|(_, l)| taken(l)) {
        let message = format!(
            "A listener already exists on this port for this load balancer '{}'",
            r.load_balancer_arn
        );
        return Err(exists("DuplicateListener", message));
    }
    let default = action::read(w, balancer, &r.default_actions)?;
    let key = insert(w, balancer, r.port, false, default, cause);
    let listeners = vec![w.elbv2.listeners[key].view(w)];
    Ok(Listeners {
        listeners,
        next_marker: None,
    })
}

/// Makes a listener for HTTPS that answers 404 to whatever no rule takes, for Express Mode: the certificate is taken to be there.
/// Gives its ARN.
///
/// # Errors
/// An unknown load balancer.
pub(crate) fn listen_securely(
    w: &mut World,
    balancer_arn: &str,
    port: u16,
    cause: EventId,
) -> Result<String, CloudError> {
    let balancer = balancer::require(w, balancer_arn)?;
    let key = insert(w, balancer, port, true, Destination::not_found(), cause);
    Ok(w.elbv2.listeners[key].arn.clone())
}

fn insert(
    w: &mut World,
    balancer: BalancerKey,
    port: u16,
    secure: bool,
    default: Destination,
    cause: EventId,
) -> ListenerKey {
    let (listener, rule) = (w.ids.hex(16), w.ids.hex(16));
    let place = format!("{}/{listener}", path(&w.elbv2.balancers[balancer].arn));
    let resource = format!("{}:{port}", w.elbv2.balancers[balancer].resource());
    let last = w.state(Some(cause), &resource, "", "created", "");
    let key = w.elbv2.listeners.insert(Listener {
        arn: arn(&format!("listener/{place}")),
        default_rule_arn: arn(&format!("listener-rule/{place}/{rule}")),
        balancer,
        port,
        secure,
        default,
        rules: Vec::new(),
        effective: None,
        last,
    });
    changed(w, key, last);
    key
}

/// Begins to tell the nodes of a changed listener, and to check the targets of groups that are in use now.
pub(super) fn changed(w: &mut World, key: ListenerKey, event: EventId) {
    w.elbv2.listeners[key].last = event;
    w.mark(Subject::Balancer(w.elbv2.listeners[key].balancer), event);
    let groups: Vec<GroupKey> = w.elbv2.listeners[key].forwards_to().collect();
    for group in groups {
        registration::used(w, group, event);
    }
    let name = w.elbv2.listeners[key].resource(w);
    let delay = w.draw(Timing::ElbRulePropagation, &name);
    later(w, delay, Due::Listener(key));
}

/// Lets the nodes know a listener as it is now.
pub(super) fn take_effect(w: &mut World, key: ListenerKey) {
    let Some(listener) = w.elbv2.listeners.get_mut(key) else {
        return;
    };
    let now = (listener.default.clone(), listener.rules.clone());
    if listener.effective.as_ref() == Some(&now) {
        return;
    }
    listener.effective = Some(now);
    let last = listener.last;
    let resource = w.elbv2.listeners[key].resource(w);
    let balancer = w.elbv2.listeners[key].balancer;
    let event = w.state(Some(last), &resource, "created", "in effect", "");
    w.mark(Subject::Balancer(balancer), event);
}

/// Stops the checks of a group that nobody uses any more.
pub(super) fn freed(w: &mut World, group: GroupKey, event: EventId) {
    if balancer_of(w, group).is_none() {
        registration::unused(w, group, event);
    }
}

/// `DeleteListener`, with its rules.
pub(super) fn delete(w: &mut World, arn: &str, cause: EventId) -> Result<(), CloudError> {
    let key = require(w, arn)?;
    remove(w, key, cause);
    Ok(())
}

/// Removes a listener at once.
pub(super) fn remove(w: &mut World, key: ListenerKey, cause: EventId) {
    let resource = w.elbv2.listeners[key].resource(w);
    let groups: Vec<GroupKey> = w.elbv2.listeners[key].forwards_to().collect();
    let balancer = w.elbv2.listeners[key].balancer;
    w.elbv2.listeners.remove(key);
    let event = w.state(Some(cause), &resource, "created", "deleted", "");
    w.mark(Subject::Balancer(balancer), event);
    for group in groups {
        freed(w, group, event);
    }
}

/// `DescribeListeners`.
pub(super) fn describe(w: &World, r: &DescribeListeners) -> Result<Listeners, CloudError> {
    if r.load_balancer_arn.is_empty() && r.listener_arns.is_empty() {
        return Err(validation(
            "You must specify either listener ARNs or a load balancer ARN",
        ));
    }
    for arn in &r.listener_arns {
        require(w, arn)?;
    }
    let of = match r.load_balancer_arn.as_str() {
        "" => None,
        arn => Some(balancer::require(w, arn)?),
    };
    let chosen = |l: &&Listener| {
        of.is_none_or(|b| l.balancer == b)
            && (r.listener_arns.is_empty() || r.listener_arns.contains(&l.arn))
    };
    let listeners = w.elbv2.listeners.iter().map(|(_, l)| l).filter(chosen);
    let found = listeners.map(|l| l.view(w)).collect();
    let (listeners, next_marker) = page(found, r.marker.as_deref(), r.page_size)?;
    Ok(Listeners {
        listeners,
        next_marker,
    })
}
