//! What weather leaves of an account: its quotas, its calls.

use paperboat_core::aws::Request;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;

use super::lasting::{Effect, lasts};
use crate::model::Rule;
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

/// What quotas leave, when others have used up the rest.
pub(crate) fn left_of_quotas(w: &World) -> Option<Left> {
    w.weather.quotas
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
