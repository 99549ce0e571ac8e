//! Container health checks, and how long a service may take to get healthy.

use crate::app::duration::ComposeDuration;
use crate::app::service::Service;
use crate::aws::ecs::HealthCheck;
use crate::strategy::sizing::boot_seconds;
use crate::strategy::{App, fargate_size};

/// The shortest grace period in seconds, and how many times the expected boot it is (own choice: boots vary).
const LEAST_GRACE_S: f64 = 60.0;
const GRACE_FACTOR: f64 = 2.5;

/// The Compose file's check within ECS's bounds: interval 5 to 300 s, timeout 2 to 60 s, retries 1 to 10, start
/// period up to 300 s (ECS API reference, `HealthCheck`).
pub(super) fn check(stated: &Service) -> Option<HealthCheck> {
    let check = stated
        .healthcheck
        .as_ref()
        .filter(|c| !c.is_disabled() && !c.test.is_empty())?;
    let seconds = |time: Option<ComposeDuration>, least: u32, most: u32| {
        let whole = |t: ComposeDuration| u32::try_from(t.to_std().as_secs()).unwrap_or(most);
        time.map(|time| whole(time).clamp(least, most))
    };
    let retries = check
        .retries
        .map(|n| u32::try_from(n).unwrap_or(10).clamp(1, 10));
    Some(HealthCheck {
        command: check.test.clone(),
        interval: seconds(check.interval, 5, 300),
        timeout: seconds(check.timeout, 2, 60),
        retries,
        start_period: seconds(check.start_period, 0, 300),
    })
}

/// The seconds for which ECS shall not heed failing checks of a service: the boot at its share of a CPU, with room.
pub(super) fn grace_seconds(app: &App, service: &str) -> u32 {
    let vcpus = fargate_size(app, service).map_or(1.0, crate::facts::FargateSize::vcpus);
    let boot = boot_seconds(&app.profiles[service], vcpus);
    let wanted = (boot * GRACE_FACTOR).max(LEAST_GRACE_S);
    // whole tens of seconds
    ((wanted / 10.0) as u32 + 1) * 10
}
