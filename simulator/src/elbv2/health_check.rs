//! The settings of a target group's health checks.

use std::time::Duration;

use paperboat_core::aws::elbv2::{CreateTargetGroup, Matcher, ModifyTargetGroup};
use paperboat_core::error::CloudError;

use super::name::validation;
use crate::model::{Limit, Model};

/// How the targets of a group are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HealthCheck {
    pub(super) path: String,
    /// The port that is checked; none for the one that gets the traffic.
    pub(super) port: Option<u16>,
    interval_s: u32,
    timeout_s: u32,
    /// Passed checks in a row until an unhealthy target is healthy; a new target needs one.
    pub(super) healthy: u32,
    /// Failed checks in a row until a target is unhealthy.
    pub(super) unhealthy: u32,
    codes: Codes,
}

impl HealthCheck {
    /// The settings of a new group, with AWS's defaults.
    ///
    /// # Errors
    /// `ValidationError` for values out of bounds.
    pub(super) fn of(model: &Model, r: &CreateTargetGroup) -> Result<Self, CloudError> {
        if !matches!(r.health_check_protocol.as_str(), "" | "HTTP") {
            let what = format!("health checks over {}", r.health_check_protocol);
            return Err(CloudError::unsupported("elbv2:CreateTargetGroup", what));
        }
        let port = match r.health_check_port.as_str() {
            "" | "traffic-port" => None,
            text => Some(text.parse().ok().filter(|p| *p > 0).ok_or_else(|| {
                validation(format!(
                    "Health check port '{text}' must be 'traffic-port' or in the range 1-65535"
                ))
            })?),
        };
        let default = |limit| u32::try_from(model.limit(limit)).unwrap_or(u32::MAX);
        Self {
            path: "/".to_owned(),
            port,
            interval_s: default(Limit::ElbHealthIntervalS),
            timeout_s: default(Limit::ElbHealthTimeoutS),
            healthy: default(Limit::ElbHealthyThreshold),
            unhealthy: default(Limit::ElbUnhealthyThreshold),
            codes: Codes::parse("200")?,
        }
        .changed(
            model,
            &ModifyTargetGroup {
                target_group_arn: String::new(),
                health_check_path: r.health_check_path.clone(),
                health_check_interval_seconds: r.health_check_interval_seconds,
                health_check_timeout_seconds: r.health_check_timeout_seconds,
                healthy_threshold_count: r.healthy_threshold_count,
                unhealthy_threshold_count: r.unhealthy_threshold_count,
                matcher: r.matcher.clone(),
            },
        )
    }

    /// The settings after a change.
    ///
    /// # Errors
    /// `ValidationError` for values out of bounds.
    pub(super) fn changed(
        mut self,
        model: &Model,
        r: &ModifyTargetGroup,
    ) -> Result<Self, CloudError> {
        if !r.health_check_path.is_empty() {
            self.path.clone_from(&r.health_check_path);
        }
        if !self.path.starts_with('/') || self.path.len() > 1024 {
            let message = format!(
                "Health check path '{}' must begin with '/' and have at most 1024 characters",
                self.path
            );
            return Err(validation(message));
        }
        let within = |value: Option<u32>, now: u32, member: &str, least, most| {
            let value = value.unwrap_or(now);
            let (least, most) = (model.limit(least), model.limit(most));
            if (least..=most).contains(&u64::from(value)) {
                return Ok(value);
            }
            let (bound, limit) = if u64::from(value) < least {
                ("greater", least)
            } else {
                ("less", most)
            };
            Err(validation(format!(
                "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must have value {bound} than or equal to {limit}"
            )))
        };
        use Limit::{
            ElbHealthIntervalLeastS, ElbHealthIntervalMostS, ElbHealthTimeoutLeastS,
            ElbHealthTimeoutMostS, ElbThresholdLeast, ElbThresholdMost,
        };
        self.interval_s = within(
            r.health_check_interval_seconds,
            self.interval_s,
            "healthCheckIntervalSeconds",
            ElbHealthIntervalLeastS,
            ElbHealthIntervalMostS,
        )?;
        self.timeout_s = within(
            r.health_check_timeout_seconds,
            self.timeout_s,
            "healthCheckTimeoutSeconds",
            ElbHealthTimeoutLeastS,
            ElbHealthTimeoutMostS,
        )?;
        self.healthy = within(
            r.healthy_threshold_count,
            self.healthy,
            "healthyThresholdCount",
            ElbThresholdLeast,
            ElbThresholdMost,
        )?;
        self.unhealthy = within(
            r.unhealthy_threshold_count,
            self.unhealthy,
            "unhealthyThresholdCount",
            ElbThresholdLeast,
            ElbThresholdMost,
        )?;
        if self.timeout_s >= self.interval_s {
            return Err(validation(
                "Health check interval must be greater than the timeout.",
            ));
        }
        if let Some(matcher) = &r.matcher {
            self.codes = Codes::parse(&matcher.http_code)?;
        }
        Ok(self)
    }

    /// Between the starts of two checks.
    pub(super) fn interval(&self) -> Duration {
        Duration::from_secs(self.interval_s.into())
    }

    /// Until a check without an answer has failed.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_s.into())
    }

    /// Tells whether an HTTP status passes.
    pub(super) fn accepts(&self, code: u16) -> bool {
        self.codes
            .ranges
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&code))
    }

    /// The interval and the timeout in seconds, and the matcher, as the API shows them.
    pub(super) fn shown(&self) -> (u32, u32, Matcher) {
        let http_code = self.codes.text.clone();
        (self.interval_s, self.timeout_s, Matcher { http_code })
    }
}

/// The codes of a matcher: `200`, `200,302` or `200-299`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Codes {
    text: String,
    ranges: Vec<(u16, u16)>,
}

impl Codes {
    fn parse(text: &str) -> Result<Self, CloudError> {
        let code = |text: &str| text.parse().ok().filter(|c| (200..=499).contains(c));
        let range = |part: &str| match part.split_once('-') {
            Some((from, to)) => Some((code(from)?, code(to)?)).filter(|(from, to)| from <= to),
            None => code(part).map(|c| (c, c)),
        };
        let ranges: Option<Vec<_>> = text.split(',').map(range).collect();
        let ranges = ranges.ok_or_else(|| {
            validation(format!(
                "Health check matcher HTTP code '{text}' must be within '200-499' inclusive"
            ))
        })?;
        let text = text.to_owned();
        Ok(Self { text, ranges })
    }
}
