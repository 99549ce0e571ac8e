//! The numbers that the world is made of: latencies, throughputs, prices, limits and rules, each with its source.

mod distribution;
mod human;
mod limit;
mod name;
mod price;
mod reads;
mod row;
mod rule;
mod table;
mod throughput;
mod timing;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use paperboat_core::fact::{Fact, Row};
use paperboat_core::facts;
use paperboat_core::money::Usd;
use serde_json::Value;

pub use distribution::Distribution;
pub use human::{Bounds, Human, bounds_of_people};
pub use limit::Limit;
pub use name::Name;
pub use price::Price;
pub use rule::Rule;
pub use throughput::Throughput;
pub use timing::Timing;

use table::Table;

use crate::random::Unit;

/// All numbers of a world. They come from the JSON files beside this code; a user may replace single ones.
///
/// Prices are those of us-east-1, on demand, without tax and free tier.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    timings: Table<Timing, Distribution>,
    throughputs: Table<Throughput, Distribution>,
    prices: Table<Price, Usd>,
    limits: Table<Limit, u64>,
    rules: Table<Rule, f64>,
    people: Table<Human, f64>,
}

static EMBEDDED: LazyLock<Model> = LazyLock::new(|| Model {
    timings: Table::embedded(include_str!("model/timings.json")),
    throughputs: Table::embedded(include_str!("model/throughputs.json")),
    prices: Table::embedded(include_str!("model/prices.json")),
    limits: Table::embedded(include_str!("model/limits.json")),
    rules: Table::embedded(include_str!("model/rules.json")),
    people: Table::embedded(include_str!("model/people.json")),
});

impl Default for Model {
    fn default() -> Self {
        let mut model = EMBEDDED.clone();
        model.timings.afresh();
        model.throughputs.afresh();
        model.prices.afresh();
        model.limits.afresh();
        model.rules.afresh();
        model.people.afresh();
        model
    }
}

impl Model {
    /// How long something takes, in seconds.
    #[must_use]
    pub fn timing(&self, timing: Timing) -> &Distribution {
        &self.timings.get(timing).value
    }

    /// How fast something goes, in the row's own unit (mostly bytes a second).
    #[must_use]
    pub fn throughput(&self, throughput: Throughput) -> &Distribution {
        &self.throughputs.get(throughput).value
    }

    /// What one unit of something costs; the unit is in the fact.
    #[must_use]
    pub fn price(&self, price: Price) -> &Fact<Usd> {
        self.prices.get(price)
    }

    /// A quota, bound, default or size: a whole number.
    #[must_use]
    pub fn limit(&self, limit: Limit) -> u64 {
        self.limits.get(limit).value
    }

    /// A limit that counts seconds, as a duration.
    #[must_use]
    pub fn seconds(&self, limit: Limit) -> Duration {
        Duration::from_secs(self.limit(limit))
    }

    /// A probability, share, factor or rate.
    #[must_use]
    pub fn rule(&self, rule: Rule) -> f64 {
        self.rules.get(rule).value
    }

    /// A time, factor or probability of a person at work.
    #[must_use]
    pub fn human(&self, human: Human) -> f64 {
        self.people.get(human).value
    }

    /// How long `bytes` take at a drawn throughput; see [`Distribution::duration`] for the longest.
    #[must_use]
    pub fn transfer(&self, throughput: Throughput, bytes: u64, unit: Unit) -> Duration {
        let rate = self.throughput(throughput).quantile(unit);
        Distribution::Constant(bytes as f64 / rate).duration(unit)
    }

    /// Every number as text, with its source: the model's in the order of its files, then the facts that it builds on.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = self.own_rows();
        rows.extend(facts::rows());
        rows
    }

    fn own_rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        rows.extend(self.timings.rows());
        rows.extend(self.throughputs.rows());
        rows.extend(self.prices.rows());
        rows.extend(self.limits.rows());
        rows.extend(self.rules.rows());
        rows.extend(self.people.rows());
        rows
    }

    /// Tells whether something has read a number since this model was made, by the model or by one that was made from it;
    /// false for a key that no row has. What nothing read had no effect.
    #[must_use]
    pub fn was_read(&self, key: &str) -> bool {
        let found = self.timings.was_read(key);
        let found = found.or_else(|| self.throughputs.was_read(key));
        let found = found.or_else(|| self.prices.was_read(key));
        let found = found.or_else(|| self.limits.was_read(key));
        let found = found.or_else(|| self.rules.was_read(key));
        found.or_else(|| self.people.was_read(key)).unwrap_or(false)
    }

    /// Remembers that a number was read by a model like this one elsewhere, where a part of the same work was done; does
    /// nothing for a key that no row has.
    pub fn mark_read(&self, key: &str) {
        self.timings.mark_read(key);
        self.throughputs.mark_read(key);
        self.prices.mark_read(key);
        self.limits.mark_read(key);
        self.rules.mark_read(key);
        self.people.mark_read(key);
    }

    /// Sixteen digits that change when any key, value or unit changes, or a file of facts.
    #[must_use]
    pub fn version(&self) -> String {
        row::version(&self.own_rows())
    }

    /// A model in which all that is our own estimate takes `factor` times as long; what is documented or was measured
    /// stays.
    #[must_use]
    pub fn slowed(&self, factor: f64) -> Self {
        let mut model = self.clone();
        model.timings.map_estimates(|timing| timing.times(factor));
        model
            .throughputs
            .map_estimates(|rate| rate.times(1.0 / factor));
        model
    }

    /// Replaces single values by key, in the form that the JSON files use; a plain number stands for a constant.
    ///
    /// The replaced rows name the user as their source.
    ///
    /// # Errors
    ///
    /// A key that no row has (with the nearest one that a row has), or a value that does not fit its row.
    pub fn with_overrides(
        &self,
        overrides: &BTreeMap<String, Value>,
    ) -> Result<Self, OverrideError> {
        let mut model = self.clone();
        for (key, value) in overrides {
            human::check(key, value)?;
            let known = model.timings.replace(key, value)?
                || model.throughputs.replace(key, value)?
                || model.prices.replace(key, value)?
                || model.limits.replace(key, value)?
                || model.rules.replace(key, value)?
                || model.people.replace(key, value)?;
            if !known {
                let nearest = row::nearest(key, &model.own_rows());
                return Err(OverrideError::UnknownKey {
                    key: key.clone(),
                    nearest,
                });
            }
        }
        Ok(model)
    }
}

/// Why a number of the model cannot be replaced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// No row has this key.
    #[error("no number of the model is named {key}; the nearest is {nearest}")]
    UnknownKey {
        /// The key.
        key: String,
        /// The key that needs the fewest changes.
        nearest: String,
    },
    /// The value has the wrong form, or is out of bounds.
    #[error("{key} cannot be {value}: {reason}")]
    WrongValue {
        /// The key.
        key: String,
        /// The value as it was given.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
}
