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
///
/// A check that calls the container by its own name calls localhost instead: Service Connect sends nobody to a task
/// before its check has passed. Where the file gives no start period, the boot gets the time that it may take.
pub(super) fn check(app: &App, name: &str, stated: &Service) -> Option<HealthCheck> {
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
        command: check
            .test
            .iter()
            .map(|word| by_localhost(word, name, stated))
            .collect(),
        interval: seconds(check.interval, 5, 300),
        timeout: seconds(check.timeout, 2, 60),
        retries,
        start_period: seconds(check.start_period, 0, 300)
            .or_else(|| Some(grace_seconds(app, name).min(300))),
    })
}

/// A word of a check, or its whole line, with the container's own names replaced where they are hosts.
fn by_localhost(word: &str, name: &str, stated: &Service) -> String {
    let own = [
        Some(name),
        stated.container_name.as_deref(),
        stated.hostname.as_deref(),
    ];
    let mut word = word.to_owned();
    for own in own.into_iter().flatten() {
        for end in [":", "/"] {
            word = word.replace(&format!("//{own}{end}"), &format!("//localhost{end}"));
        }
        let mut flagged = false;
        let parts = word.split(' ').map(|part| {
            let host =
                std::mem::replace(&mut flagged, ["-h", "--host"].contains(&part)) && part == own;
            let port = part
                .strip_prefix(own)
                .and_then(|rest| rest.strip_prefix(':'));
            match part {
                _ if host => "localhost".to_owned(),
                _ if part == format!("-h{own}") => "-hlocalhost".to_owned(),
                _ if part == format!("--host={own}") => "--host=localhost".to_owned(),
                _ => port.map_or_else(|| part.to_owned(), |port| format!("localhost:{port}")),
            }
        });
        word = parts.collect::<Vec<_>>().join(" ");
    }
    word
}

/// The seconds for which ECS shall not heed failing checks of a service: the boot at its share of a CPU, with room.
pub(super) fn grace_seconds(app: &App, service: &str) -> u32 {
    let vcpus = fargate_size(app, service).map_or(1.0, crate::facts::FargateSize::vcpus);
    let boot = boot_seconds(&app.profiles[service], vcpus);
    let wanted = (boot * GRACE_FACTOR).max(LEAST_GRACE_S);
    // whole tens of seconds
    ((wanted / 10.0) as u32 + 1) * 10
}
