//! A quantity times a unit price: what a bill is made of.

use std::time::Duration;

use paperboat_core::event::micros;
use paperboat_core::money::Usd;

/// Microseconds of an hour.
const HOUR_US: u128 = 3_600_000_000;
/// Microseconds of AWS's billing month of 730 hours.
pub(super) const MONTH_US: u64 = 730 * 3_600_000_000;

/// For which time the unit price is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// For an hour: `USD/hour`, `USD/vCPU-hour`.
    Hour,
    /// For a month of 730 hours, and a part of it for a part of that time: `USD/GB-month`.
    Month,
    /// For every month that has begun, whole.
    WholeMonth,
}

/// A number of units, exactly: `count` of which `per` make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) count: u128,
    pub(super) per: u128,
}

impl Quantity {
    /// A whole number of units.
    #[must_use]
    pub(super) fn whole(count: u64) -> Self {
        Self::of(count, 1)
    }

    /// `count` parts of which `per` make a unit.
    #[must_use]
    pub(super) fn of(count: u64, per: u64) -> Self {
        Self {
            count: count.into(),
            per: per.into(),
        }
    }

    /// The units as a float, for people and for JSON; amounts are not computed from it.
    #[must_use]
    pub(super) fn units(self) -> f64 {
        self.count as f64 / self.per as f64
    }

    /// What so many units cost.
    #[must_use]
    pub(super) fn at(self, unit_price: Usd) -> Usd {
        unit_price.share(self.count, self.per)
    }

    fn times(self, count: u128, per: u128) -> Self {
        Self {
            count: self.count * count,
            per: self.per * per,
        }
    }
}

/// A part of what something costs by time: so many units at a time, at a price for each and a span.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// The key of the price in the model, or of the fact.
    pub(super) price: String,
    pub(super) unit: &'static str,
    pub(super) unit_price: Usd,
    pub(super) units: Quantity,
    pub(super) span: Span,
}

impl Part {
    /// The quantity of so much time; `months` begun.
    pub(super) fn quantity(&self, time: Duration, months: u64) -> Quantity {
        let time = u128::from(micros(time));
        match self.span {
            Span::Hour => self.units.times(time, HOUR_US),
            Span::Month => self.units.times(time, MONTH_US.into()),
            Span::WholeMonth => self.units.times(months.into(), 1),
        }
    }

    /// The quantity of a month.
    pub(super) fn a_month(&self) -> Quantity {
        self.quantity(Duration::from_micros(MONTH_US), 1)
    }

    /// What an hour costs; of what is paid by the month, a 730th of it.
    pub(super) fn hourly(&self) -> Usd {
        match self.span {
            Span::Hour => self.units.at(self.unit_price),
            Span::Month | Span::WholeMonth => self.units.times(1, 730).at(self.unit_price),
        }
    }
}
