//! What is billed by use: bytes, calls, capacity; by the month, with AWS's tiers and what is free each month.

use std::collections::BTreeMap;

use paperboat_core::money::Usd;

use super::CostKind;
use super::item::GB;
use super::part::{MONTH_US, Quantity};
use crate::model::{Limit, Model, Price, Rule};

/// What was used in a month of what is billed by use.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Usage {
    /// Answers that went to the internet.
    pub(crate) answers: f64,
    /// Bytes of one answer.
    pub(crate) bytes_each: f64,
    /// Answers that a load balancer passed on.
    pub(crate) balanced: f64,
    /// Answers of containers whose lines go to CloudWatch Logs.
    pub(crate) logged: f64,
    /// Seconds of a vCPU that answers took, by the id of the instance.
    pub(crate) busy: BTreeMap<String, f64>,
    /// Bytes of lines that programs wrote to CloudWatch Logs by themselves.
    pub(crate) log_bytes: u64,
    /// Bytes that log groups held, times the microseconds for which they did.
    pub(crate) log_held: u128,
    /// Calls to Secrets Manager.
    pub(crate) secret_calls: u64,
    /// Microseconds of vCPUs above what T3 and T3a instances had earned.
    pub(crate) surplus_us: u64,
    /// The same of T4g instances.
    pub(crate) surplus_arm_us: u64,
}

/// A quantity of something that is billed by use, at its price.
#[derive(Clone, Debug)]
pub(super) struct Charge {
    /// What used it, in general words.
    pub(super) resource: &'static str,
    pub(super) kind: CostKind,
    pub(super) item: &'static str,
    pub(super) price: Price,
    pub(super) unit: &'static str,
    pub(super) unit_price: Usd,
    pub(super) quantity: Quantity,
}

impl Usage {
    /// Makes more or less of everything that requests use.
    pub(crate) fn scale(&mut self, factor: f64) {
        for each in [&mut self.answers, &mut self.balanced, &mut self.logged] {
            *each *= factor;
        }
        for each in self.busy.values_mut() {
            *each *= factor;
        }
    }

    /// Bytes sent to the internet.
    fn bytes_out(&self) -> u64 {
        (self.answers * self.bytes_each) as u64
    }

    /// Bytes of log lines.
    pub(super) fn logged_bytes(&self, model: &Model) -> u64 {
        let by_requests = if self.logged > 0.0 {
            self.logged * model.limit(Limit::WorldLogBytesPerRequest) as f64
        } else {
            0.0
        };
        self.log_bytes + by_requests as u64
    }

    /// The charges of a month, without those that are nothing. A price is read only where there is something to pay.
    pub(super) fn charges(&self, model: &Model) -> Vec<Charge> {
        let mut all = data_out(model, self.bytes_out());
        let mut add = |resource, kind, item, price: Price, unit, quantity: Quantity| {
            if quantity.units() > 0.0 {
                all.push(Charge {
                    resource,
                    kind,
                    item,
                    price,
                    unit,
                    unit_price: model.price(price).value,
                    quantity,
                });
            }
        };
        let lcu = Quantity::of((self.lcu_hours(model) * 1e6) as u64, 1_000_000);
        let balancing = CostKind::LoadBalancing;
        add(
            "traffic",
            balancing,
            "capacity-units",
            Price::ElbLcuHour,
            "LCU-hour",
            lcu,
        );
        let bytes = Quantity::of(self.logged_bytes(model), GB);
        add(
            "logs",
            CostKind::Logs,
            "log-ingestion",
            Price::LogsIngestGb,
            "GB",
            bytes,
        );
        let held = Quantity {
            count: self.log_held,
            per: u128::from(GB) * u128::from(MONTH_US),
        };
        let price = Price::LogsStorageGbMonth;
        add(
            "logs",
            CostKind::Logs,
            "log-storage",
            price,
            "GB-month",
            held,
        );
        let calls = Quantity::of(self.secret_calls, 10_000);
        let price = Price::SecretsCalls10k;
        add(
            "secretsmanager",
            CostKind::Secrets,
            "secret-calls",
            price,
            "10k-calls",
            calls,
        );
        let surplus = [
            (self.surplus_us, Price::Ec2T3SurplusVcpuHour),
            (self.surplus_arm_us, Price::Ec2T4gSurplusVcpuHour),
        ];
        for (us, price) in surplus {
            let hours = Quantity::of(us, 3_600_000_000);
            add(
                "traffic",
                CostKind::Compute,
                "cpu-credits",
                price,
                "vCPU-hour",
                hours,
            );
        }
        all
    }

    /// Load balancer capacity units times hours, of the measures that are modelled: new connections and bytes.
    fn lcu_hours(&self, model: &Model) -> f64 {
        if self.balanced <= 0.0 {
            return 0.0;
        }
        let per_hour = model.limit(Limit::ElbLcuBytesPerHour) as f64;
        let connections = self.balanced / model.rule(Rule::TrafficRequestsPerConnection);
        let in_an_hour = model.limit(Limit::ElbLcuConnectionsPerS) as f64 * 3_600.0;
        (connections / in_an_hour).max(self.balanced * self.bytes_each / per_hour)
    }
}

/// A month's bytes by tier. The free ones are the first of the first tier, so that they make it no longer.
fn data_out(model: &Model, bytes: u64) -> Vec<Charge> {
    if bytes == 0 {
        return Vec::new();
    }
    let gb = |limit| model.limit(limit) * GB;
    let free = gb(Limit::TransferFreeOutGb);
    let tiers = [
        (Limit::TransferTier1Gb, Price::TransferOutGb),
        (Limit::TransferTier2Gb, Price::TransferOutGbOver10Tb),
        (Limit::TransferTier3Gb, Price::TransferOutGbOver50Tb),
    ];
    let charge = |item, price: Price, unit_price, bytes| Charge {
        resource: "traffic",
        kind: CostKind::Network,
        item,
        price,
        unit: "GB",
        unit_price,
        quantity: Quantity::of(bytes, GB),
    };
    let paid = |price, bytes| charge("data-out", price, model.price(price).value, bytes);
    let first = bytes.min(free);
    let mut all = vec![charge(
        "data-out-free",
        Price::TransferOutGb,
        Usd::ZERO,
        first,
    )];
    let (mut from, mut begin) = (first, 0);
    for (length, price) in tiers {
        let end = begin + gb(length);
        let here = bytes.min(end).saturating_sub(from);
        if here > 0 {
            all.push(paid(price, here));
            from += here;
        }
        begin = end;
        if bytes <= end {
            return all;
        }
    }
    all.push(paid(Price::TransferOutGbOver150Tb, bytes - from));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(gb: u64) -> Usd {
        let charges = data_out(&Model::default(), gb * GB);
        charges.iter().map(|c| c.quantity.at(c.unit_price)).sum()
    }

    #[test]
    fn bytes_out_cost_by_tier_and_the_first_hundred_gigabytes_nothing() {
        let dollars = |text: &str| text.parse::<Usd>().expect("an amount");
        assert_eq!(cost(0), Usd::ZERO);
        assert_eq!(cost(100), Usd::ZERO);
        assert_eq!(cost(101), dollars("0.09"));
        assert_eq!(cost(10_240), dollars("912.6"));
        // 10 140 x 0.09 + 2 900 x 0.085
        assert_eq!(cost(13_140), dollars("1159.1"));
        // 10 140 x 0.09 + 40 960 x 0.085 + 102 400 x 0.07 + 6 400 x 0.05
        assert_eq!(cost(160_000), dollars("11882.2"));
    }
}
