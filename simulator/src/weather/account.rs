//! Faults of the account: its quotas, its calls, its doors, its secrets.

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::aws::Request;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;
use paperboat_core::fault::Fault;
use paperboat_core::strategy::is_secret;
use paperboat_core::workload::WorkloadKind;

use super::lasting::{Effect, last_on, lasts, over_all};
use super::pick;
use super::strike::{Outcome, begin, struck};
use crate::ec2::{self, Closed};
use crate::ecs;
use crate::id::ContainerKey;
use crate::model::{Limit, Rule};
use crate::refusal::refused;
use crate::world::World;

/// What quotas leave to an application when others in the account have used up the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// vCPUs of instances.
    pub(crate) ec2: u64,
    /// CPU units of tasks.
    pub(crate) fargate: u64,
    /// The fault.
    pub(crate) fault: EventId,
}

/// Others in the account use up what the application does not: it keeps what it has, and gets no more.
pub(super) fn uses_up_quotas(w: &mut World, fault: &Fault) -> Outcome {
    let event = begin(w, fault, "quotas");
    w.weather.quotas = Some(Left {
        ec2: ec2::vcpus_in_use(w),
        fargate: ecs::cpu_in_use(w),
        fault: event,
    });
    struck(event, vec!["quotas".to_owned()])
}

/// What quotas leave, when others have used up the rest.
pub(crate) fn left_of_quotas(w: &World) -> Option<Left> {
    w.weather.quotas
}

/// AWS refuses calls for their rate.
pub(super) fn throttles_calls(
    w: &mut World,
    fault: &Fault,
    lasts: Option<ComposeDuration>,
) -> Outcome {
    let lasts = (lasts, Limit::WeatherApiThrottledS);
    over_all(w, fault, "api", lasts, Effect::Throttled)
}

/// The refusal of a call for its rate, and the fault behind it; none for most calls. Commands on machines are no calls.
pub(crate) fn throttles(w: &mut World, request: &Request) -> Option<(EventId, CloudError)> {
    if matches!(request, Request::Host(_)) {
        return None;
    }
    let fault = lasts(w, &Effect::Throttled)?;
    let name = request.facts().name;
    let share = w.model.rule(Rule::WeatherThrottledShare);
    if !w
        .unit("weather", &format!("api-throttled/{name}"))
        .happens(share)
    {
        return None;
    }
    let (code, words) = match request {
        Request::Ec2(_) => ("RequestLimitExceeded", "Request limit exceeded."),
        Request::Elb(_) | Request::Iam(_) => ("Throttling", "Rate exceeded"),
        _ => ("ThrottlingException", "Rate exceeded"),
    };
    Some((fault, refused(ErrorKind::Throttled, code, words)))
}

/// Somebody takes a port out of the rules of all security groups.
pub(super) fn closes(
    w: &mut World,
    fault: &Fault,
    port: Option<u16>,
    lasts: Option<ComposeDuration>,
) -> Outcome {
    let open: Vec<u16> = ec2::public_ports(w).into_iter().collect();
    let drawn = pick::one_of(w, fault, "port", &open);
    let Some(port) = port.or(drawn) else {
        return Err("no-rule");
    };
    let subject = format!("port {port}");
    if !ec2::has_rule_of_port(w, port) {
        return Err("no-rule");
    }
    let event = begin(w, fault, &subject);
    let closed = ec2::close_port(w, port, event);
    let mut hit: Vec<String> = closed.iter().filter_map(|c| c.group_id(w)).collect();
    hit.dedup();
    let lasts = (lasts, Limit::WeatherSecurityGroupClosedS);
    last_on(w, fault, (&subject, event), lasts, Effect::Closed(closed));
    struck(event, hit)
}

/// The rules are put back.
pub(super) fn opens(w: &mut World, closed: Vec<Closed>, cause: EventId) {
    ec2::open_again(w, closed, cause);
}

/// Whether a program gets a secret that somebody else checks: a database sets its own.
fn presents_secrets(w: &World, key: ContainerKey) -> bool {
    let image = w.containers[key].spec.image;
    w.registry.images[image].profile.kind != WorkloadKind::Database
}

/// The value of a variable is accepted no longer.
pub(super) fn expires(w: &mut World, fault: &Fault, named: Option<&str>) -> Outcome {
    let mut held: Vec<(String, String, String)> = Vec::new();
    for key in pick::running(w) {
        if !presents_secrets(w, key) {
            continue;
        }
        let spec = &w.containers[key].spec;
        for (name, value) in spec.environment.iter().filter(|(n, v)| is_secret(n, v)) {
            held.push((name.clone(), value.clone(), spec.name.clone()));
        }
    }
    held.sort();
    let mut names: Vec<String> = held.iter().map(|(name, ..)| name.clone()).collect();
    names.dedup();
    let drawn = pick::one_of(w, fault, "secret", &names);
    let name = named.map(str::to_owned).or(drawn);
    let held: Vec<_> = held
        .into_iter()
        .filter(|(n, ..)| Some(n) == name.as_ref())
        .collect();
    let Some(name) = name.filter(|_| !held.is_empty()) else {
        return Err("no-secret");
    };
    let event = begin(w, fault, &name);
    let mut hit = Vec::new();
    for (name, value, holder) in held {
        w.weather.expired.insert((name, value), event);
        hit.push(holder);
    }
    struck(event, hit)
}

/// The fault for which a secret of a program is not accepted, and the variable that holds it.
pub(crate) fn secret_expired(w: &World, key: ContainerKey) -> Option<(EventId, String)> {
    if w.weather.expired.is_empty() || !presents_secrets(w, key) {
        return None;
    }
    let mut held = w.containers[key].spec.environment.iter();
    held.find_map(|(name, value)| {
        let fault = w.weather.expired.get(&(name.clone(), value.clone()))?;
        Some((*fault, name.clone()))
    })
}
