//! The person who is called when nothing answers any more.
//!
//! They are asleep or elsewhere, are called once nothing has answered for a while, come to the keyboard, look for what is
//! wrong, and put the application up again with the recipe that they have. Whoever needs nobody is not helped by them.

use std::time::Duration;

use paperboat_core::time::Timestamp;
use paperboat_simulator::model::{Limit, Model};
use serde::Serialize;

use paperboat_core::time::in_seconds;

/// How long people take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    notice: Duration,
    answer_day: Duration,
    answer_night: Duration,
    morning: u64,
    evening: u64,
    diagnosis: Duration,
    longest_pause: Duration,
}

/// Something that a person did because nothing answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// When they were called.
    #[serde(rename = "calledS", serialize_with = "in_seconds")]
    pub called: Timestamp,
    /// When they began to type.
    #[serde(rename = "beganS", serialize_with = "in_seconds")]
    pub began: Timestamp,
    /// When they had done what they could.
    #[serde(rename = "endedS", serialize_with = "in_seconds")]
    pub ended: Timestamp,
    /// Whether every service answered then.
    pub cured: bool,
}

/// What the person knows of an outage that goes on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outage {
    /// Since when something answers nobody.
    since: Option<Timestamp>,
    /// How often they tried, and when they had tried last.
    tried: u32,
    last: Option<Timestamp>,
}

impl Operator {
    pub(super) fn of(model: &Model) -> Self {
        let seconds = |limit| Duration::from_secs(model.limit(limit));
        Self {
            notice: seconds(Limit::OperatorNoticeS),
            answer_day: seconds(Limit::OperatorAnswerDayS),
            answer_night: seconds(Limit::OperatorAnswerNightS),
            morning: model.limit(Limit::OperatorMorningH),
            evening: model.limit(Limit::OperatorEveningH),
            diagnosis: seconds(Limit::OperatorDiagnosisS),
            longest_pause: seconds(Limit::OperatorPauseS),
        }
    }

    /// When the person is called, and when they begin to type, if the outage goes on till then; none when nothing is down.
    /// `midnight` is the beginning of the users' first day.
    pub(super) fn acts(
        &self,
        outage: &Outage,
        midnight: Timestamp,
    ) -> Option<(Timestamp, Timestamp)> {
        let since = outage.since?;
        let called = since + self.notice;
        let begins = match outage.last {
            // Who has just tried is still there, and what they cannot mend (a zone without power) they look at less and
            // less often.
            Some(last) => {
                let doubled = 2_u32.saturating_pow(outage.tried - 1);
                last + self
                    .diagnosis
                    .saturating_mul(doubled)
                    .min(self.longest_pause)
            }
            None => called + self.answer(called, midnight) + self.diagnosis,
        };
        Some((called, begins))
    }

    fn answer(&self, called: Timestamp, midnight: Timestamp) -> Duration {
        let hour = called.since(midnight).as_secs() / 3_600 % 24;
        if (self.morning..self.evening).contains(&hour) {
            self.answer_day
        } else {
            self.answer_night
        }
    }
}

impl Outage {
    /// Takes what is seen now.
    pub(super) fn seen(&mut self, down: bool, now: Timestamp) {
        match (down, self.since) {
            (true, None) => self.since = Some(now),
            (false, Some(_)) => *self = Self::default(),
            _ => {}
        }
    }

    /// How often somebody tried in vain.
    pub(super) fn tries(&self) -> u32 {
        self.tried
    }

    /// Notes an attempt that is over.
    pub(super) fn tried(&mut self, now: Timestamp) {
        self.tried += 1;
        self.last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use paperboat_core::time::Timestamp;
    use paperboat_simulator::model::Model;

    use super::{Operator, Outage};

    #[test]
    fn who_sleeps_comes_later_and_who_is_there_tries_again_at_once() {
        let operator = Operator::of(&Model::default());
        let midnight = Timestamp::ZERO + Duration::from_secs(900);
        let at = |hours: u64, seconds: u64| midnight + Duration::from_secs(hours * 3_600 + seconds);
        let mut outage = Outage::default();
        assert_eq!(operator.acts(&outage, midnight), None);
        outage.seen(true, at(3, 0));
        outage.seen(true, at(3, 60));
        let night = operator.acts(&outage, midnight);
        assert_eq!(night, Some((at(3, 180), at(3, 180 + 2_700 + 300))));
        outage.tried(at(4, 0));
        let again = |outage: &Outage| operator.acts(outage, midnight).map(|(_, at)| at);
        assert_eq!(again(&outage), Some(at(4, 300)));
        outage.tried(at(4, 400));
        assert_eq!(again(&outage), Some(at(4, 400 + 600)));
        (0..40).for_each(|_| outage.tried(at(5, 0)));
        assert_eq!(
            again(&outage),
            Some(at(5, 1_800)),
            "at least every half hour"
        );
        outage.seen(false, at(5, 0));
        outage.seen(true, at(38, 0));
        let day = operator.acts(&outage, midnight);
        assert_eq!(day, Some((at(38, 180), at(38, 180 + 600 + 300))));
    }
}
