//! What of a lane under one seed goes into the statistics: of thousands of runs nobody reads more.

use paperboat_core::scenario::Scenario;
use serde::{Deserialize, Serialize};

use super::metric::METRICS;
use super::phase::Phase;
use super::recovery::{Hand, Recovery};
use super::report::LaneReport;

/// What of a lane under one seed goes into the statistics.
///
/// It is written as text that reads as the same numbers again, to the last bit: parts of a comparison that were made on other
/// machines are joined into what one machine would have found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "Written", from = "Written")]
pub struct Sample {
    /// A number for each of [`METRICS`].
    pub(super) numbers: Vec<Number>,
    /// How each fault ended, in the order of the scenario.
    pub(super) ends: Vec<End>,
}

/// A lane's number by one metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    /// None when the lane did not get that far.
    pub(super) value: Option<f64>,
    /// Whether the lane did all that the number is about.
    pub(super) competes: bool,
}

impl Number {
    /// The number with which the lane competes.
    pub(super) fn competing(self) -> Option<f64> {
        self.value.filter(|_| self.competes)
    }
}

/// How a fault ended for a lane's users.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct End {
    /// What the moment is called in the scenario.
    pub(super) name: String,
    /// Who brought it back.
    pub(super) by: Who,
    /// Seconds from the fault on until every service answered as much as before.
    pub(super) seconds: Option<Exact>,
}

/// A number that is written as the shortest text which reads as the same one again. What reads JSON numbers may be a bit off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(super) struct Exact(pub(super) f64);

impl From<Exact> for String {
    fn from(number: Exact) -> Self {
        format!("{:?}", number.0)
    }
}

impl TryFrom<String> for Exact {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
        number
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no number"))
    }
}

/// Who brought something back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Who {
    /// Users noticed nothing.
    Unnoticed,
    /// What runs it.
    Itself,
    /// The person who was called.
    Person,
    /// Nobody, until the next thing happened.
    NotYet,
}

impl Sample {
    /// Reads it off a report.
    #[must_use]
    pub fn of(report: &LaneReport) -> Self {
        let numbers = METRICS.iter().map(|metric| Number {
            value: metric.of(report),
            competes: metric.competing(report).is_some(),
        });
        let ends = report.parts(Phase::Fault).map(|part| {
            let (by, seconds) = match part.recovery {
                _ if !part.was_noticed() => (Who::Unnoticed, None),
                Recovery::NotNeeded => (Who::Unnoticed, None),
                Recovery::Recovered { seconds, by, .. } => match by {
                    Hand::Itself => (Who::Itself, Some(seconds)),
                    Hand::Person => (Who::Person, Some(seconds)),
                },
                Recovery::NotYet { .. } => (Who::NotYet, None),
            };
            End {
                name: part.name.clone(),
                by,
                seconds: seconds.map(Exact),
            }
        });
        Self {
            numbers: numbers.collect(),
            ends: ends.collect(),
        }
    }

    /// Tells whether it can be one of a run of this scenario, by this program's metrics.
    #[must_use]
    pub fn is_of(&self, scenario: &Scenario) -> bool {
        let named = |end: &End| scenario.timeline.iter().any(|m| m.name == end.name);
        self.numbers.len() == METRICS.len() && self.ends.iter().all(named)
    }
}

/// A sample as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    /// The numbers, in the order of the metrics; null where there is none.
    values: Vec<Option<Exact>>,
    /// The places of the numbers that do not compete, from 0.
    apart: Vec<usize>,
    /// How each fault ended.
    faults: Vec<End>,
}

impl From<Sample> for Written {
    fn from(sample: Sample) -> Self {
        let numbers = sample.numbers.iter();
        let apart =
            |(place, n): (usize, &Number)| (n.value.is_some() && !n.competes).then_some(place);
        Self {
            values: numbers.clone().map(|n| n.value.map(Exact)).collect(),
            apart: numbers.enumerate().filter_map(apart).collect(),
            faults: sample.ends,
        }
    }
}

impl From<Written> for Sample {
    fn from(written: Written) -> Self {
        let read = |(place, value): (usize, Option<Exact>)| Number {
            value: value.map(|exact| exact.0),
            competes: value.is_some() && !written.apart.contains(&place),
        };
        Self {
            numbers: written.values.into_iter().enumerate().map(read).collect(),
            ends: written.faults,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Exact, Number, Sample, Who};

    #[test]
    fn what_is_written_reads_as_the_same_numbers() {
        let number = |value: f64, competes| Number {
            value: Some(value),
            competes,
        };
        let none = Number {
            value: None,
            competes: false,
        };
        let odd = 0.1 + 0.2;
        let sample = Sample {
            numbers: vec![
                number(odd, true),
                none,
                number(f64::MIN_POSITIVE, false),
                number(1.0 / 3.0 * 1e17, true),
                number(0.0, true),
            ],
            ends: vec![End {
                name: "host-reboot".to_owned(),
                by: Who::Person,
                seconds: Some(Exact(odd)),
            }],
        };
        let text = serde_json::to_string(&sample).expect("it is data");
        let read: Sample = serde_json::from_str(&text).expect("it was written");
        assert_eq!(read, sample);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in ["inf", "NaN", "soon", "1,5", ""] {
            let text = format!("{{\"values\": [\"{wrong}\"], \"apart\": [], \"faults\": []}}");
            let read: Result<Sample, _> = serde_json::from_str(&text);
            assert!(read.is_err(), "{wrong}");
        }
    }
}
