//! What a draw may come out as.

use std::fmt;
use std::time::Duration;

use libm::{exp, log, sqrt};
use serde::{Deserialize, Serialize};

use crate::random::{Unit, normal_cdf, normal_quantile};

/// The standard normal number below which 95 % lie.
const Z95: f64 = 1.644_853_626_951_472_2;
/// The longest time that comes out: about 31.7 years.
const LONGEST_S: f64 = 1e9;

/// A distribution of positive numbers. One number between 0 and 1 gives one draw, a higher one never a lower draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Distribution {
    /// Always the same.
    Constant(f64),
    /// Anything between two ends, all alike.
    Uniform {
        /// The lower end.
        min: f64,
        /// The upper end.
        max: f64,
    },
    /// The time to the next of events that come by chance.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// Mostly near the median, with a long tail upwards; optionally without what lies outside two bounds.
    Lognormal {
        /// Half lie below, before anything is cut off.
        median: f64,
        /// Nineteen of twenty lie below, before anything is cut off.
        p95: f64,
        /// Nothing lies below.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// Nothing lies above.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
    },
    /// Between two ends, most likely at the mode.
    Triangular {
        /// The lower end.
        min: f64,
        /// The most likely.
        mode: f64,
        /// The upper end.
        max: f64,
    },
}

impl Distribution {
    /// The distribution of `factor` times what this one gives.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        match *self {
            Self::Constant(c) => Self::Constant(c * factor),
            Self::Uniform { min, max } => Self::Uniform {
                min: min * factor,
                max: max * factor,
            },
            Self::Exponential { mean } => Self::Exponential {
                mean: mean * factor,
            },
            Self::Lognormal {
                median,
                p95,
                min,
                max,
            } => Self::Lognormal {
                median: median * factor,
                p95: p95 * factor,
                min: min.map(|m| m * factor),
                max: max.map(|m| m * factor),
            },
            Self::Triangular { min, mode, max } => Self::Triangular {
                min: min * factor,
                mode: mode * factor,
                max: max * factor,
            },
        }
    }

    /// The number below which a share `unit` of all draws lies.
    #[must_use]
    pub fn quantile(&self, unit: Unit) -> f64 {
        let u = unit.get();
        match *self {
            Self::Constant(value) => value,
            Self::Uniform { min, max } => min + u * (max - min),
            Self::Exponential { mean } => -mean * log(1.0 - u),
            Self::Lognormal {
                median,
                p95,
                min,
                max,
            } => {
                let sigma = log(p95 / median) / Z95;
                if sigma <= 0.0 {
                    return median;
                }
                let below = |bound: f64| normal_cdf(log(bound / median) / sigma);
                let low = min.map_or(0.0, below);
                let high = max.map_or(1.0, below);
                let value = median * exp(sigma * normal_quantile(low + u * (high - low)));
                value.clamp(min.unwrap_or(0.0), max.unwrap_or(f64::MAX))
            }
            Self::Triangular { min, mode, max } => {
                let width = max - min;
                if u * width < mode - min {
                    min + sqrt(u * width * (mode - min))
                } else {
                    max - sqrt((1.0 - u) * width * (max - mode))
                }
            }
        }
    }

    /// The draw as seconds, to the microsecond, at most 10^9 s.
    #[must_use]
    pub fn duration(&self, unit: Unit) -> Duration {
        let seconds = self.quantile(unit).clamp(0.0, LONGEST_S);
        Duration::from_micros((seconds * 1e6 + 0.5) as u64)
    }

    /// The draw that half of all stay below.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.quantile(Unit::HALF)
    }

    /// Says what is wrong with the parameters, if anything: none may be negative or endless, and they rise in order.
    ///
    /// # Errors
    ///
    /// The rule that is broken.
    pub fn check(&self) -> Result<(), &'static str> {
        let rising: &[f64] = match self {
            Self::Constant(value) => &[*value],
            Self::Uniform { min, max } => &[*min, *max],
            Self::Exponential { mean } => &[*mean],
            Self::Lognormal {
                median,
                p95,
                min,
                max,
            } => {
                if *median <= 0.0 {
                    return Err("the median of a lognormal distribution is above zero");
                }
                if max.is_some_and(|max| max.is_nan() || max < *median) {
                    return Err("the upper bound of a lognormal distribution is above its median");
                }
                &[min.unwrap_or(0.0), *median, *p95]
            }
            Self::Triangular { min, mode, max } => &[*min, *mode, *max],
        };
        if !rising
            .iter()
            .all(|value| value.is_finite() && *value >= 0.0)
        {
            return Err("parameters are finite and not negative");
        }
        if !rising.is_sorted() {
            return Err("parameters rise in order");
        }
        Ok(())
    }
}

impl fmt::Display for Distribution {
    /// Writes the parameters as the files do: `lognormal(median 7, p95 18)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "{value}"),
            Self::Uniform { min, max } => write!(f, "uniform(min {min}, max {max})"),
            Self::Exponential { mean } => write!(f, "exponential(mean {mean})"),
            Self::Lognormal {
                median,
                p95,
                min,
                max,
            } => {
                write!(f, "lognormal(median {median}, p95 {p95}")?;
                if let Some(min) = min {
                    write!(f, ", min {min}")?;
                }
                if let Some(max) = max {
                    write!(f, ", max {max}")?;
                }
                f.write_str(")")
            }
            Self::Triangular { min, mode, max } => {
                write!(f, "triangular(min {min}, mode {mode}, max {max})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};
    use proptest::strategy::Strategy as _;

    use super::Distribution;
    use crate::random::{Random, Unit};

    fn each() -> [Distribution; 6] {
        [
            Distribution::Constant(3.0),
            Distribution::Uniform {
                min: 3.0,
                max: 45.0,
            },
            Distribution::Exponential { mean: 2.0 },
            Distribution::Lognormal {
                median: 7.0,
                p95: 18.0,
                min: None,
                max: None,
            },
            Distribution::Lognormal {
                median: 7.0,
                p95: 18.0,
                min: Some(4.0),
                max: Some(30.0),
            },
            Distribution::Triangular {
                min: 1.0,
                mode: 2.0,
                max: 5.0,
            },
        ]
    }

    #[test]
    fn draws_are_the_same_on_every_machine() {
        let random = Random::new(7);
        let shown: Vec<String> = each()
            .iter()
            .map(|distribution| {
                let draw =
                    |occurrence| distribution.quantile(random.draw("golden", 0_u64, occurrence));
                format!("{distribution}: {} {}", draw(0), draw(1))
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        3: 3 3
        uniform(min 3, max 45): 18.852735490610172 34.828127092018875
        exponential(mean 2): 0.9478500818314352 2.836086530202956
        lognormal(median 7, p95 18): 5.851220006538142 10.458688202767485
        lognormal(median 7, p95 18, min 4, max 30): 6.781370644998586 11.19997123327498
        triangular(min 1, mode 2, max 5): 2.2667515658684065 3.29522746318451
        ");
    }

    #[test]
    fn a_lognormal_has_the_quantiles_it_is_named_by() {
        let [.., lognormal, _, _] = each();
        assert!((lognormal.median() - 7.0).abs() < 1e-12);
        // 0.95 is not exact in 52 bits, hence the wide margin.
        let p95 = lognormal.quantile(Unit::from_bits((0.95 * (2.0_f64).powi(64)) as u64));
        assert!((p95 - 18.0).abs() < 1e-9, "{p95}");
    }

    #[test]
    fn wrong_parameters_are_named() {
        for wrong in [
            Distribution::Constant(f64::NAN),
            Distribution::Constant(-1.0),
            Distribution::Uniform { min: 2.0, max: 1.0 },
            Distribution::Exponential {
                mean: f64::INFINITY,
            },
            Distribution::Lognormal {
                median: 0.0,
                p95: 1.0,
                min: None,
                max: None,
            },
            Distribution::Lognormal {
                median: 2.0,
                p95: 1.0,
                min: None,
                max: None,
            },
            Distribution::Lognormal {
                median: 2.0,
                p95: 3.0,
                min: Some(2.5),
                max: None,
            },
            Distribution::Triangular {
                min: 1.0,
                mode: 3.0,
                max: 2.0,
            },
        ] {
            assert!(wrong.check().is_err(), "{wrong}");
        }
        each().iter().for_each(|right| right.check().unwrap());
    }

    proptest! {
        #[test]
        fn a_higher_number_never_gives_a_lower_draw(a: u64, b: u64) {
            let (low, high) = (Unit::from_bits(a.min(b)), Unit::from_bits(a.max(b)));
            for distribution in each() {
                let (first, second) = (distribution.quantile(low), distribution.quantile(high));
                prop_assert!(first <= second * (1.0 + 1e-12), "{distribution}: {first} {second}");
            }
        }

        #[test]
        fn draws_stay_within_bounds(
            bits: u64, four in any::<[u32; 4]>().prop_map(|four| four.map(|x| f64::from(x) / 1e3)),
        ) {
            let mut rising = four;
            rising.sort_by(f64::total_cmp);
            let [min, median, p95, max] = rising;
            for distribution in [
                Distribution::Uniform { min, max },
                Distribution::Triangular { min, mode: median, max },
                Distribution::Lognormal { median, p95, min: Some(min), max: Some(max) },
            ] {
                if distribution.check().is_ok() {
                    let draw = distribution.quantile(Unit::from_bits(bits));
                    prop_assert!((min..=max).contains(&draw), "{distribution}: {draw}");
                    prop_assert!(distribution.duration(Unit::from_bits(bits)).as_secs_f64() <= max + 1e-6);
                }
            }
        }
    }
}
