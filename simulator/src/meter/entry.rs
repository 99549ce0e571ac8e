//! What the meter holds of each resource, and the lines that come of it.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::event::micros;
use paperboat_core::facts::{Architecture, InstanceType};
use paperboat_core::money::Usd;
use paperboat_core::time::Timestamp;

use super::part::{MONTH_US, Part, Quantity};
use super::usage::Charge;
use super::{Bill, Item, Line, Position, Usage};
use crate::model::Model;
use crate::world::World;

/// The meter's reading so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    entries: Vec<Entry>,
    open: BTreeMap<String, Vec<usize>>,
    /// What was used of what is billed by use, by month.
    used: BTreeMap<u64, Usage>,
    /// The bytes that log groups hold, and since when.
    held: (u64, Timestamp),
}

/// A resource that is or was billed by time.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) resource: String,
    pub(super) item: Item,
    pub(super) since: Timestamp,
    pub(super) until: Option<Timestamp>,
}

/// The number of the billing month in which a moment lies: months of 730 hours, the first of which began with the world.
pub(crate) fn month_of(at: Timestamp) -> u64 {
    at.0 / MONTH_US
}

/// When a billing month ends.
pub(crate) fn month_end(month: u64) -> Timestamp {
    Timestamp((month + 1) * MONTH_US)
}

impl Meter {
    /// What is being billed by time, with the name that it is billed under.
    pub(crate) fn open_items(&self) -> impl Iterator<Item = (&str, &Item)> {
        let open = self.entries.iter().filter(|e| e.until.is_none());
        open.map(|e| (e.resource.as_str(), &e.item))
    }

    /// The bytes of log lines that are billed as held.
    pub(crate) fn held_bytes(&self) -> u64 {
        self.held.0
    }

    /// Tells whether something is being billed under a name.
    pub(crate) fn bills(&self, resource: &str) -> bool {
        self.open.contains_key(resource)
    }

    /// Counts what log groups held until now, month by month.
    fn hold(&mut self, now: Timestamp, bytes: u64) {
        let (held, mut since) = self.held;
        while since < now && held > 0 {
            let end = month_end(month_of(since)).min(now);
            let used = self.used.entry(month_of(since)).or_default();
            used.log_held += u128::from(held) * u128::from(micros(end.since(since)));
            since = end;
        }
        self.held = (bytes, now);
    }

    /// vCPU-microseconds that an instance has earned in credits, and the architecture of its last type.
    fn earned(&self, id: &str, now: Timestamp) -> Option<(f64, Architecture)> {
        let entries = self.entries.iter().filter(|e| e.resource == id);
        let mut earned = None;
        for entry in entries {
            let Item::Instance { instance_type } = &entry.item else {
                continue;
            };
            let found = InstanceType::named(instance_type)?;
            let ran = entry.until.unwrap_or(now).since(entry.since);
            // A credit is a vCPU for a minute.
            let rate = f64::from(found.burst?.credits_per_hour) / 60.0;
            let before = earned.map_or(0.0, |(e, _)| e);
            earned = Some((before + rate * micros(ran) as f64, found.architecture));
        }
        earned
    }
}

impl Entry {
    /// The time that AWS bills until now.
    fn billed(&self, model: &Model, now: Timestamp) -> Duration {
        let lasted = self.until.unwrap_or(now).since(self.since);
        rounded_up(lasted.max(self.item.minimum(model)), self.item.step())
    }

    /// The months that had begun while it was there; none when it was deleted before it is billed at all.
    fn months(&self, model: &Model, now: Timestamp) -> u64 {
        let end = self.until.unwrap_or(now);
        let lasted = end.since(self.since);
        if lasted <= self.item.free_for(model) {
            return 0;
        }
        month_of(end) - month_of(self.since) + 1
    }

    pub(super) fn lines(&self, model: &Model, now: Timestamp) -> Vec<Line> {
        let (billed, months) = (self.billed(model, now), self.months(model, now));
        let line = |part: Part| {
            let quantity = part.quantity(billed, months);
            let goes_on = self.until.is_none();
            let month = part.a_month();
            Line {
                resource: self.resource.clone(),
                kind: self.item.kind(),
                item: self.item.key().to_owned(),
                unit: part.unit.to_owned(),
                unit_price: part.unit_price,
                quantity: quantity.units(),
                since: self.since,
                until: self.until,
                amount: quantity.at(part.unit_price),
                hourly: if goes_on { part.hourly() } else { Usd::ZERO },
                month_quantity: if goes_on { month.units() } else { 0.0 },
                monthly: if goes_on {
                    month.at(part.unit_price)
                } else {
                    Usd::ZERO
                },
                price: part.price,
            }
        };
        self.item.parts(model).into_iter().map(line).collect()
    }
}

fn rounded_up(time: Duration, step: Duration) -> Duration {
    let (time, step) = (micros(time), micros(step));
    Duration::from_micros(time.div_ceil(step) * step)
}

/// Begins to bill a resource.
pub(crate) fn open(w: &mut World, resource: &str, item: Item) {
    let entry = Entry {
        resource: resource.to_owned(),
        item,
        since: w.now,
        until: None,
    };
    let meter = &mut *w.meter;
    let billed = meter.open.entry(resource.to_owned()).or_default();
    billed.push(meter.entries.len());
    meter.entries.push(entry);
}

/// Ends all that is billed for a resource.
pub(crate) fn close(w: &mut World, resource: &str) {
    for i in w.meter.open.remove(resource).unwrap_or_default() {
        w.meter.entries[i].until = Some(w.now);
    }
}

/// Counts bytes of log lines that were taken in and are held.
pub(crate) fn log_in(w: &mut World, bytes: u64) {
    let (now, held) = (w.now, w.meter.held.0);
    w.meter.hold(now, held + bytes);
    w.meter.used.entry(month_of(now)).or_default().log_bytes += bytes;
}

/// Counts that log groups hold so many bytes less.
pub(crate) fn log_out(w: &mut World, bytes: u64) {
    let (now, held) = (w.now, w.meter.held.0);
    w.meter.hold(now, held.saturating_sub(bytes));
}

/// Counts a call to Secrets Manager that was answered.
pub(crate) fn secret_call(w: &mut World) {
    let month = month_of(w.now);
    w.meter.used.entry(month).or_default().secret_calls += 1;
}

/// Everything that was used until now, by month: what the meter counted itself, and what traffic took.
fn used(w: &World) -> BTreeMap<u64, Usage> {
    let mut meter = Meter::clone(&w.meter);
    meter.hold(w.now, meter.held.0);
    let mut months = std::mem::take(&mut meter.used);
    let (traffic, bytes_each) = w.traffic_usage();
    let mut busy: BTreeMap<String, f64> = BTreeMap::new();
    for (month, usage) in traffic {
        let here = months.entry(month).or_default();
        for (id, seconds) in &usage.busy {
            *busy.entry(id.clone()).or_default() += seconds;
        }
        (here.answers, here.balanced) = (usage.answers, usage.balanced);
        (here.logged, here.bytes_each) = (usage.logged, bytes_each);
    }
    // Credits are settled over an instance's life, so its surplus falls due in the month that runs.
    let last = months.entry(month_of(w.now)).or_default();
    for (id, seconds) in busy {
        let earned = meter.earned(&id, w.now);
        last.exceed(earned, seconds * 1e6);
    }
    months
}

impl Usage {
    /// Adds what an instance took above the credits that it had earned, in vCPU-microseconds.
    fn exceed(&mut self, earned: Option<(f64, Architecture)>, took: f64) {
        let Some((earned, architecture)) = earned else {
            return;
        };
        let surplus = (took - earned).max(0.0) as u64;
        match architecture {
            Architecture::X86_64 => self.surplus_us += surplus,
            Architecture::Arm64 => self.surplus_arm_us += surplus,
        }
    }
}

/// A month of the users who come now.
fn month_of_users(w: &World) -> Usage {
    let mut usage = w.traffic_month();
    let month = Timestamp(MONTH_US);
    let busy = std::mem::take(&mut usage.busy);
    for (id, seconds) in busy {
        let entry = w.meter.entries.iter().rfind(|e| e.resource == *id);
        let whole = entry.map(|e| Meter {
            entries: vec![Entry {
                since: Timestamp::ZERO,
                until: None,
                ..e.clone()
            }],
            ..Meter::default()
        });
        let earned = whole.and_then(|m| m.earned(&id, month));
        usage.exceed(earned, seconds * 1e6);
    }
    // Lines come in evenly over the month, so that each is held for half of it.
    usage.log_held = u128::from(usage.logged_bytes(&w.model)) * u128::from(MONTH_US) / 2;
    usage
}

/// Long enough for what an update leaves to be gone: targets drain for 300 s, programs get at most 120 s to end.
const SETTLED_AFTER: Duration = Duration::from_secs(900);

impl World {
    /// Tells whether something has read a number of the world's model; see [`Model::was_read`].
    #[must_use]
    pub fn has_read(&self, key: &str) -> bool {
        self.model.was_read(key)
    }

    /// The numbers of this world.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The bill as it will stand when what is going away now is gone: for prices of what stays.
    #[must_use]
    pub fn settled_bill(&self) -> Bill {
        let mut later = self.clone();
        later.advance(self.now + SETTLED_AFTER);
        later.bill()
    }

    /// What everything has cost until now, at list prices: without tax, without free tier, but with what is free for
    /// everybody each month.
    #[must_use]
    pub fn bill(&self) -> Bill {
        let by_time = self.meter.entries.iter();
        let mut lines: Vec<Line> = by_time
            .flat_map(|e| e.lines(&self.model, self.now))
            .collect();
        for (month, usage) in used(self) {
            let since = Timestamp(month * MONTH_US);
            let charges = usage.charges(&self.model);
            lines.extend(charges.into_iter().map(|c| c.line(since, self.now)));
        }
        lines.retain(|l| l.amount > Usd::ZERO || l.hourly > Usd::ZERO);
        Bill {
            lines,
            month: self.month(),
        }
    }

    /// The positions of a month, each price of each item once.
    fn month(&self) -> Vec<Position> {
        let mut all: Vec<(Position, Vec<Quantity>)> = Vec::new();
        let mut add = |position: Position, quantity: Quantity| {
            let alike = |p: &Position| p.item == position.item && p.price == position.price;
            match all.iter_mut().find(|(p, _)| alike(p)) {
                Some((_, quantities)) => quantities.push(quantity),
                None => all.push((position, vec![quantity])),
            }
        };
        for (_, item) in self.meter.open_items() {
            for part in item.parts(&self.model) {
                add(part.position(item), part.a_month());
            }
        }
        for charge in month_of_users(self).charges(&self.model) {
            add(charge.position(), charge.quantity);
        }
        all.into_iter()
            .map(|(position, quantities)| position.of(&quantities))
            .collect()
    }
}

impl Part {
    fn position(&self, item: &Item) -> Position {
        Position {
            kind: item.kind(),
            item: item.key().to_owned(),
            price: self.price.clone(),
            unit: self.unit.to_owned(),
            unit_price: self.unit_price,
            quantity: 0.0,
            amount: Usd::ZERO,
            by_use: false,
        }
    }
}

impl Charge {
    fn position(&self) -> Position {
        Position {
            kind: self.kind,
            item: self.item.to_owned(),
            price: self.price.key().to_owned(),
            unit: self.unit.to_owned(),
            unit_price: self.unit_price,
            quantity: 0.0,
            amount: Usd::ZERO,
            by_use: true,
        }
    }

    fn line(&self, since: Timestamp, now: Timestamp) -> Line {
        Line {
            resource: self.resource.to_owned(),
            kind: self.kind,
            item: self.item.to_owned(),
            price: self.price.key().to_owned(),
            unit: self.unit.to_owned(),
            unit_price: self.unit_price,
            quantity: self.quantity.units(),
            since,
            until: Some(now),
            amount: self.quantity.at(self.unit_price),
            hourly: Usd::ZERO,
            month_quantity: 0.0,
            monthly: Usd::ZERO,
        }
    }
}

impl Position {
    fn of(mut self, quantities: &[Quantity]) -> Self {
        self.quantity = quantities.iter().map(|q| q.units()).sum();
        self.amount = quantities.iter().map(|q| q.at(self.unit_price)).sum();
        self
    }
}

/// Checks the meter.
///
/// # Panics
/// When something is billed backwards, or what is billed is not what is in use.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(item: Item, s: u64) -> Entry {
        Entry {
            resource: "it".into(),
            item,
            since: Timestamp::ZERO,
            until: Some(Timestamp(s * 1_000_000)),
        }
    }

    fn amount(item: &Item, s: u64) -> Usd {
        let lines = entry(item.clone(), s).lines(&Model::default(), Timestamp::ZERO);
        lines.iter().map(|l| l.amount).sum()
    }

    #[test]
    fn hours_are_rounded_up_only_when_they_are_broken() {
        let hour = Duration::from_secs(3_600);
        let hours = |us: u64| rounded_up(Duration::from_micros(us), hour).as_secs() / 3_600;
        let all = [0, 1, 3_600_000_000, 3_600_000_001].map(hours);
        assert_eq!(all, [0, 1, 1, 2]);
    }

    #[test]
    fn an_instance_is_billed_by_the_second_with_a_minimum_of_a_minute() {
        let item = Item::Instance {
            instance_type: "t3.micro".into(),
        };
        let hour = item.hourly(&Model::default());
        assert_eq!(hour.to_string(), "$0.0104");
        assert_eq!(amount(&item, 5), amount(&item, 60));
        assert_eq!(amount(&item, 7_200), hour + hour);
    }

    #[test]
    fn a_fargate_task_costs_its_processors_and_its_memory() {
        let item = Item::FargateTask {
            cpu: 256,
            memory_mib: 512,
            ephemeral_gib: 20,
            arm: false,
        };
        // 0.25 x 0.04048 + 0.5 x 0.004445
        assert_eq!(item.hourly(&Model::default()), Usd::from_nanos(12_342_500));
    }

    #[test]
    fn a_hosted_zone_costs_whole_months_and_nothing_when_it_goes_in_half_a_day() {
        let hours = |h: u64| amount(&Item::HostedZone, h * 3_600);
        let month: Usd = "0.50".parse().expect("an amount");
        assert_eq!([hours(11), hours(12)], [Usd::ZERO; 2]);
        assert_eq!([hours(13), hours(729)], [month; 2]);
        assert_eq!(hours(731), month + month);
    }
}
