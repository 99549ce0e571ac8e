//! What a comparison's outcome hangs on: each group of assumptions, halved and doubled.

use std::sync::Arc;

use paperboat_core::strategy::App;
use serde::Serialize;

use super::metric::{METRICS, Metric};
use super::report::LaneReport;
use super::sample::Sample;
use super::settings::Settings;
use super::verdict::{Verdict, verdict};

/// A group of assumptions that are changed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// What was guessed of programs that the facts do not know.
    Guesses,
    /// How fast the person types.
    Hands,
    /// How many requests users send.
    Users,
    /// The model's timings and throughputs that are our own estimates.
    Estimates,
    /// How often the person does something wrong.
    Slips,
}

impl Input {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Guesses,
        Self::Hands,
        Self::Users,
        Self::Estimates,
        Self::Slips,
    ];

    /// The catalogue key and wire name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Guesses => "guesses",
            Self::Hands => "hands",
            Self::Users => "users",
            Self::Estimates => "estimates",
            Self::Slips => "slips",
        }
    }

    /// The application and the settings with these assumptions multiplied; none when nothing of the kind was assumed.
    #[must_use]
    pub fn applied(self, factor: f64, app: &App, settings: &Settings) -> Option<(App, Settings)> {
        let (mut app, mut settings) = (app.clone(), settings.clone());
        match self {
            Self::Guesses => {
                let mut any = false;
                for profile in app.profiles.values_mut() {
                    let guessed =
                        |origin: &str| profile.origins.get(origin).is_some_and(|o| o == "guess");
                    let [size, boot, memory, rate] =
                        ["pullBytes", "bootS", "memoryMib", "requestsPerSecond"].map(guessed);
                    any |= size || boot || memory || rate;
                    let times = |n: u64| (n as f64 * factor) as u64;
                    if size {
                        profile.pull_bytes = times(profile.pull_bytes);
                        profile.disk_bytes = times(profile.disk_bytes);
                    }
                    if boot {
                        profile.boot_s *= factor;
                    }
                    if memory {
                        profile.memory_mib = times(profile.memory_mib).max(1);
                    }
                    if rate {
                        profile.requests_per_second /= factor;
                    }
                }
                if !any {
                    return None;
                }
            }
            Self::Hands => settings.people.typing.factor *= factor,
            Self::Users => settings.peak *= factor,
            Self::Estimates => settings.model = Arc::new(settings.model.slowed(factor)),
            Self::Slips => {
                let chances = settings.people.slips.as_mut()?;
                for chance in [
                    &mut chances.command,
                    &mut chances.script_run,
                    &mut chances.tool_run,
                ] {
                    *chance = (*chance * factor).min(1.0);
                }
            }
        }
        Some((app, settings))
    }
}

/// A verdict that is another one when assumptions change.
#[derive(Clone, Debug, Serialize)]
pub struct Flip {
    /// Which assumptions.
    #[serde(rename = "doubt")]
    pub input: Input,
    /// By how much they were multiplied.
    pub factor: f64,
    /// The metric's catalogue key.
    pub metric: &'static str,
    /// Who won before.
    pub before: Verdict,
    /// Who wins then.
    pub then: Verdict,
}

/// The factors by which assumptions are multiplied.
pub const FACTORS: [f64; 2] = [0.5, 2.0];

/// Compares the verdicts of changed assumptions with those of the unchanged ones, under the same seed.
#[must_use]
pub(super) fn flips(
    input: Input,
    factor: f64,
    reports: &[LaneReport],
    before: &[Sample],
    then: &[Sample],
) -> Vec<Flip> {
    let names: Vec<&str> = reports.iter().map(|report| report.lane.as_str()).collect();
    let applies = METRICS.iter().enumerate();
    let applies = applies.filter(|(_, metric)| metric.applies(reports));
    let flip = |(place, metric): (usize, &Metric)| Flip {
        input,
        factor,
        metric: metric.key,
        before: verdict(place, &names, &[before]),
        then: verdict(place, &names, &[then]),
    };
    applies
        .map(flip)
        .filter(|flip| flip.before != flip.then)
        .collect()
}
