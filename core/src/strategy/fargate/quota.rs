//! Whether the account lets all tasks run.

use super::capacity::{self, Capacity};
use super::{jobs, service};
use crate::cloud::Context;
use crate::error::Cause;
use crate::facts::{FargateSize, Quota};
use crate::strategy::refusal::within_quota;
use crate::strategy::{App, fargate_size};

fn vcpus(app: &App, service: &str) -> f64 {
    fargate_size(app, service).map_or(0.0, FargateSize::vcpus)
}

/// The vCPUs of all copies of a service.
fn of_all(app: &App, service: &str) -> f64 {
    vcpus(app, service) * f64::from(app.replicas(service))
}

/// Refuses a version whose tasks need more vCPUs than the account's quota for Fargate, or whose instances need more than that for
/// EC2. `rolling` are the services of which
/// a new task starts beside the old ones, one service after the other.
pub(super) fn permit(
    cx: &Context<'_>,
    app: &App,
    capacity: Capacity,
    rolling: &[&str],
) -> Result<(), Cause> {
    if capacity == Capacity::Instances {
        return capacity::permit(cx, app);
    }
    let lasting = service::lasting(app);
    let steady: f64 = lasting.iter().map(|name| of_all(app, name)).sum();
    let jobs = jobs::by_themselves(app);
    let beside = rolling
        .iter()
        .filter(|name| !app.keeps_data(name) && app.replicas(name) > 0)
        .chain(&jobs)
        .map(|name| vcpus(app, name));
    let need = steady + beside.fold(0.0, f64::max);
    let alone = match lasting[..] {
        [one] if jobs.is_empty() => Some(one),
        _ => None,
    };
    within_quota(cx, Quota::FargateVcpu, need, alone)
}
