//! Faults of the account: its quotas, its calls, its doors, its secrets.

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::fault::Fault;
use paperboat_core::strategy::is_secret;

use super::lasting::{last_on, over_all};
use super::pick;
use super::strike::{Outcome, begin, struck};
use crate::model::Limit;
use crate::weather::{Effect, Left};
use crate::world::World;
use crate::{container, ec2, ecs};

/// Others in the account use up what the application does not: it keeps what it has, and gets no more.
pub(super) fn uses_up_quotas(w: &mut World, fault: &Fault) -> Outcome {
    let event = begin(w, fault, "quotas");
    let left = Left {
        ec2: ec2::vcpus_in_use(w),
        fargate: ecs::cpu_in_use(w),
        fault: event,
    };
    w.weather.leave(left);
    struck(event, vec!["quotas".to_owned()])
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
    let hit = ec2::close_port(w, port, event);
    let lasts = (lasts, Limit::WeatherSecurityGroupClosedS);
    last_on(w, fault, (&subject, event), lasts, Effect::Closed);
    struck(event, hit)
}

/// The value of a variable is accepted no longer.
pub(super) fn expires(w: &mut World, fault: &Fault, named: Option<&str>) -> Outcome {
    let mut held: Vec<(String, String, String)> = Vec::new();
    for key in pick::running(w) {
        if !container::presents_secrets(w, key) {
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
        w.weather.expire(name, value, event);
        hit.push(holder);
    }
    struck(event, hit)
}
