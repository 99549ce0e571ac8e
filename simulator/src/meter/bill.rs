//! The bill: what is open, what was closed, and what an hour and a month cost.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::money::Usd;
use paperboat_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CostKind, Item};
use crate::model::{Limit, Model, Rule};
use crate::world::World;

/// The bill so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    entries: Vec<Entry>,
    open: BTreeMap<String, Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Entry {
    resource: String,
    item: Item,
    since: Timestamp,
    until: Option<Timestamp>,
}

/// One position of a bill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The resource.
    pub resource: String,
    /// What it is for.
    pub kind: CostKind,
    /// The item's catalogue key.
    pub item: String,
    /// The key of the number in the model that decides most of it.
    pub price: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when; none while it goes on.
    pub until: Option<Timestamp>,
    /// What it has cost so far.
    pub amount: Usd,
    /// What an hour of it costs; zero when it has ended or is billed once.
    pub hourly: Usd,
}

/// What everything has cost until a moment, and what it goes on costing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bill {
    /// The positions, in order of their beginning.
    pub lines: Vec<Line>,
    /// What a month of traffic like the traffic so far adds to the hourly prices, by kind.
    pub traffic_month: BTreeMap<CostKind, Usd>,
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
        self.sum(|l| l.amount)
    }

    /// What an hour costs now, by kind, without what depends on traffic.
    #[must_use]
    pub fn hourly(&self) -> BTreeMap<CostKind, Usd> {
        self.sum(|l| l.hourly)
    }

    /// What a month costs if all stays as it is now: 730 hours, and traffic as it was so far.
    #[must_use]
    pub fn monthly(&self) -> BTreeMap<CostKind, Usd> {
        let mut month = self.traffic_month.clone();
        for (kind, hour) in self.hourly() {
            *month.entry(kind).or_default() += hour.month();
        }
        month
    }

    /// The positions that go on costing money.
    pub fn open(&self) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .filter(|l| l.until.is_none() && l.hourly > Usd::ZERO)
    }

    fn sum(&self, amount: impl Fn(&Line) -> Usd) -> BTreeMap<CostKind, Usd> {
        let mut sums = BTreeMap::new();
        for line in &self.lines {
            *sums.entry(line.kind).or_insert(Usd::ZERO) += amount(line);
        }
        sums.retain(|_, sum| *sum != Usd::ZERO);
        sums
    }
}

impl Meter {
    /// What is being billed by time, with the name that it is billed under.
    pub(super) fn open_items(&self) -> impl Iterator<Item = (&str, &Item)> {
        let open = self.entries.iter().filter(|e| e.until.is_none());
        open.map(|e| (e.resource.as_str(), &e.item))
    }
}

impl Entry {
    fn line(&self, model: &Model, now: Timestamp) -> Line {
        let lasted = self
            .until
            .unwrap_or(now)
            .since(self.since)
            .max(self.item.minimum(model));
        let billed = if self.item.whole_hours() {
            whole_hours(lasted)
        } else {
            lasted
        };
        let hourly = self.item.hourly(model);
        Line {
            resource: self.resource.clone(),
            kind: self.item.kind(),
            item: self.item.key().to_owned(),
            price: self.item.price_key(),
            since: self.since,
            until: self.until,
            amount: hourly.for_time(billed) + self.item.once(model),
            hourly: if self.until.is_none() {
                hourly
            } else {
                Usd::ZERO
            },
        }
    }
}

fn whole_hours(time: Duration) -> Duration {
    let hours = time.as_secs().div_ceil(3_600)
        + u64::from(time.subsec_nanos() > 0 && time.as_secs().is_multiple_of(3_600));
    Duration::from_secs(hours * 3_600)
}

/// Begins to bill a resource.
pub(crate) fn open(w: &mut World, resource: &str, item: Item) {
    let entry = Entry {
        resource: resource.to_owned(),
        item,
        since: w.now,
        until: None,
    };
    w.meter
        .open
        .entry(resource.to_owned())
        .or_default()
        .push(w.meter.entries.len());
    w.meter.entries.push(entry);
}

/// Ends all that is billed for a resource.
pub(crate) fn close(w: &mut World, resource: &str) {
    for i in w.meter.open.remove(resource).unwrap_or_default() {
        w.meter.entries[i].until = Some(w.now);
    }
}

/// Bills something once.
pub(crate) fn charge(w: &mut World, resource: &str, item: Item) {
    let entry = Entry {
        resource: resource.to_owned(),
        item,
        since: w.now,
        until: Some(w.now),
    };
    w.meter.entries.push(entry);
}

impl World {
    /// What everything has cost until now. Without tax, without free tier.
    #[must_use]
    pub fn bill(&self) -> Bill {
        let mut lines: Vec<Line> = self
            .meter
            .entries
            .iter()
            .map(|e| e.line(&self.model, self.now))
            .collect();
        let usage = self.traffic_usage();
        let free = self.model.limit(Limit::TransferFreeOutGb) * 1_000_000_000;
        let items = |scale: f64| usage_items(&self.model, &usage, scale, free);
        for item in items(1.0) {
            let entry = Entry {
                resource: "traffic".into(),
                item,
                since: Timestamp::ZERO,
                until: Some(self.now),
            };
            lines.push(entry.line(&self.model, self.now));
        }
        lines.retain(|l| l.amount > Usd::ZERO || l.hourly > Usd::ZERO);
        let mut traffic_month = BTreeMap::new();
        if usage.seconds > 0.0 {
            for item in items(730.0 * 3_600.0 / usage.seconds) {
                *traffic_month.entry(item.kind()).or_insert(Usd::ZERO) += item.once(&self.model);
            }
        }
        Bill {
            lines,
            traffic_month,
        }
    }
}

/// What traffic has used that is billed by use.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Usage {
    /// For how long there was traffic.
    pub(crate) seconds: f64,
    /// Answers that went to the internet.
    pub(crate) answers: f64,
    /// Bytes of one answer.
    pub(crate) bytes_each: f64,
    /// Answers that a load balancer passed on.
    pub(crate) balanced: f64,
    /// Answers of containers whose lines go to CloudWatch Logs.
    pub(crate) logged: f64,
}

fn usage_items(model: &Model, usage: &Usage, scale: f64, free: u64) -> Vec<Item> {
    let bytes = (usage.answers * usage.bytes_each * scale) as u64;
    let per_hour = model.limit(Limit::ElbLcuBytesPerHour) as f64;
    let connections = usage.balanced / model.rule(Rule::TrafficRequestsPerConnection);
    let by_connections = connections / (model.limit(Limit::ElbLcuConnectionsPerS) as f64 * 3_600.0);
    let lcu_hours = by_connections.max(usage.balanced * usage.bytes_each / per_hour);
    let lines = usage.logged * model.limit(Limit::WorldLogBytesPerRequest) as f64;
    vec![
        Item::DataOut {
            bytes: bytes.saturating_sub(free),
        },
        Item::CapacityUnits {
            milli_hours: (lcu_hours * scale * 1_000.0) as u64,
        },
        Item::LogIngestion {
            bytes: (lines * scale) as u64,
        },
    ]
}

pub(crate) fn check(w: &World) {
    for entry in &w.meter.entries {
        assert!(
            entry.until.is_none_or(|u| u >= entry.since),
            "{} is billed backwards",
            entry.resource
        );
    }
    let open = w.meter.entries.iter().filter(|e| e.until.is_none()).count();
    assert_eq!(
        open,
        w.meter.open.values().map(Vec::len).sum::<usize>(),
        "every open position can be closed"
    );
    super::billable::check(w);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_rounded_up_only_when_they_are_broken() {
        let hours = |us: u64| whole_hours(Duration::from_micros(us)).as_secs() / 3_600;
        assert_eq!(
            [
                hours(0),
                hours(1),
                hours(3_600_000_000),
                hours(3_600_000_001)
            ],
            [0, 1, 1, 2]
        );
    }

    #[test]
    fn an_instance_is_billed_by_the_second_with_a_minimum_of_a_minute() {
        let model = Model::default();
        let item = Item::Instance {
            instance_type: "t3.micro".into(),
        };
        let hour = item.hourly(&model);
        assert_eq!(hour.to_string(), "$0.0104");
        let entry = |s: u64| Entry {
            resource: "i-1".into(),
            item: item.clone(),
            since: Timestamp::ZERO,
            until: Some(Timestamp(s * 1_000_000)),
        };
        let amount = |s| entry(s).line(&model, Timestamp::ZERO).amount;
        assert_eq!(amount(5), amount(60));
        assert_eq!(amount(7_200), hour + hour);
    }

    #[test]
    fn a_fargate_task_costs_its_processors_and_its_memory() {
        let model = Model::default();
        let item = Item::FargateTask {
            cpu: 256,
            memory_mib: 512,
            ephemeral_gib: 20,
            arm: false,
        };
        // 0.25 x 0.04048 + 0.5 x 0.004445
        assert_eq!(item.hourly(&model), Usd::from_nanos(12_342_500));
    }
}
