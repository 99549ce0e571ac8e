//! The health check of a container: what was asked for over what its image declares.

use std::time::Duration;

use paperboat_core::workload::HealthConfig;
use serde_json::{Value, json};

use super::config::Config;
use super::container::{Container, Status};
use super::engine::{Answer, Refusal};
use crate::container::{ContainerKey, Health, HealthCheck};
use crate::model::Limit;
use crate::world::World;

/// What is declared for a container of an image.
pub(super) fn declared(config: &Config, image: Option<&HealthConfig>) -> Option<HealthConfig> {
    match &config.health {
        Some(own) => Some(own.over(image)),
        None => image.cloned(),
    }
}

/// The check that is carried out, with Docker's defaults for what nobody says; none where there is none.
pub(super) fn check(w: &World, declared: Option<HealthConfig>) -> Option<HealthCheck> {
    let declared = declared?;
    let seconds = |limit| Duration::from_secs(w.model.limit(limit));
    let usual = w.model.limit(Limit::DockerHealthRetries);
    let usual = u32::try_from(usual).unwrap_or(u32::MAX);
    let runs = declared.test.first().is_some_and(|word| word != "NONE");
    runs.then(|| HealthCheck {
        interval: declared
            .interval
            .unwrap_or_else(|| seconds(Limit::DockerHealthIntervalS)),
        timeout: declared
            .timeout
            .unwrap_or_else(|| seconds(Limit::DockerHealthTimeoutS)),
        retries: declared.retries.unwrap_or(usual),
        start_period: declared.start_period.unwrap_or_default(),
        test: declared.test,
    })
}

/// The shortest time that a check may name (moby, `container.MinimumDuration`).
pub(super) const LEAST: Duration = Duration::from_millis(1);

/// Refuses what the engine refuses of a check.
///
/// # Errors
/// A time that is too short, in the engine's words.
pub(super) fn allowed(config: &Config) -> Answer<()> {
    let Some(own) = &config.health else {
        return Ok(());
    };
    for (name, time) in [
        ("Interval", own.interval),
        ("Timeout", own.timeout),
        ("StartPeriod", own.start_period),
    ] {
        if time.is_some_and(|time| time < LEAST) {
            return Err(Refusal(format!(
                "{name} in Healthcheck cannot be less than 1ms"
            )));
        }
    }
    Ok(())
}

/// The health that the engine shows of a container: of one that ended, it knows nothing good (moby, `container/health.go`,
/// `CloseMonitorChannel`).
pub(super) fn state(w: &World, key: ContainerKey, container: &Container) -> Health {
    match w.containers[key].health {
        Health::None => Health::None,
        _ if container.status == Status::Exited => Health::Unhealthy,
        health => health,
    }
}

/// A check as the engine shows it: times in nanoseconds, and nothing of what nobody said.
pub(super) fn shown(declared: Option<&HealthConfig>) -> Value {
    let Some(declared) = declared else {
        return Value::Null;
    };
    let mut value = json!({});
    if !declared.test.is_empty() {
        value["Test"] = json!(declared.test);
    }
    for (name, time) in [
        ("Interval", declared.interval),
        ("Timeout", declared.timeout),
        ("StartPeriod", declared.start_period),
    ] {
        if let Some(time) = time.filter(|time| !time.is_zero()) {
            value[name] = json!(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        }
    }
    if let Some(retries) = declared.retries.filter(|n| *n > 0) {
        value["Retries"] = json!(retries);
    }
    value
}
