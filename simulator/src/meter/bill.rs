//! The bill: what was paid so far, what an hour costs now, and what a month would cost.

use std::collections::BTreeMap;

use paperboat_core::money::Usd;
use paperboat_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::CostKind;

/// One position of a bill: a quantity of one resource at one price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The resource.
    pub resource: String,
    /// What it is for.
    pub kind: CostKind,
    /// The item's catalogue key.
    pub item: String,
    /// The key of the unit price in the model, or in the facts.
    pub price: String,
    /// What is counted, in AWS's words: `hour`, `GB-month`.
    pub unit: String,
    /// What one costs.
    pub unit_price: Usd,
    /// How many there were so far; the amount is computed from the exact number.
    pub quantity: f64,
    /// Since when.
    pub since: Timestamp,
    /// Until when; none while it goes on.
    pub until: Option<Timestamp>,
    /// What it has cost so far.
    pub amount: Usd,
    /// What an hour of it costs; of what is paid by the month a 730th; zero when it has ended or is billed by use.
    pub hourly: Usd,
    /// How many a month takes while it goes on; zero otherwise.
    pub month_quantity: f64,
    /// What they cost.
    pub monthly: Usd,
}

/// A quantity at a price, in a month, of all resources together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    /// What it is for.
    pub kind: CostKind,
    /// The item's catalogue key.
    pub item: String,
    /// The key of the unit price.
    pub price: String,
    /// What is counted.
    pub unit: String,
    /// What one costs.
    pub unit_price: Usd,
    /// How many a month.
    pub quantity: f64,
    /// What they cost a month.
    pub amount: Usd,
    /// Whether it is there only with users' requests.
    pub by_use: bool,
}

/// What everything has cost until a moment, and what it goes on costing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bill {
    /// The positions, in order of their beginning.
    pub lines: Vec<Line>,
    /// A month of 730 hours of what there is now, with the users who come now: their day times 30.42.
    pub month: Vec<Position>,
}

impl Bill {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Usd {
        self.lines.iter().map(|l| l.amount).sum()
    }

    /// What was paid so far, by kind.
    #[must_use]
    pub fn by_kind(&self) -> BTreeMap<CostKind, Usd> {
        sum(self.lines.iter().map(|l| (l.kind, l.amount)))
    }

    /// What an hour costs now, by kind, without what depends on traffic.
    #[must_use]
    pub fn hourly(&self) -> BTreeMap<CostKind, Usd> {
        sum(self.lines.iter().map(|l| (l.kind, l.hourly)))
    }

    /// What a month costs if all stays as it is now and users go on coming as they do.
    #[must_use]
    pub fn monthly(&self) -> BTreeMap<CostKind, Usd> {
        sum(self.month.iter().map(|p| (p.kind, p.amount)))
    }

    /// What a month costs if all stays as it is now and no users come.
    #[must_use]
    pub fn monthly_idle(&self) -> BTreeMap<CostKind, Usd> {
        let idle = self.month.iter().filter(|p| !p.by_use);
        sum(idle.map(|p| (p.kind, p.amount)))
    }

    /// The positions that go on costing money.
    pub fn open(&self) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .filter(|l| l.until.is_none() && l.hourly > Usd::ZERO)
    }
}

fn sum(amounts: impl Iterator<Item = (CostKind, Usd)>) -> BTreeMap<CostKind, Usd> {
    let mut sums = BTreeMap::new();
    for (kind, amount) in amounts {
        *sums.entry(kind).or_insert(Usd::ZERO) += amount;
    }
    sums.retain(|_, sum| *sum != Usd::ZERO);
    sums
}
