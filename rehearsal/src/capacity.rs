//! Whether what was deployed carries the users that are expected, and what would.

use std::collections::BTreeMap;

use paperboat_core::strategy::{App, Endpoint, Way, instance_with};
use paperboat_simulator::traffic::{Carry, Entry};
use paperboat_simulator::world::World;
use serde::Serialize;

/// What one public service answers, against the peak of its users.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capacity {
    /// The Compose service.
    pub service: String,
    /// Requests a second that come to it at the day's peak.
    pub peak_rps: f64,
    /// Requests a second that are answered at most, as it was deployed.
    pub answered_rps: f64,
    /// Whether the peak is answered, if need be with the tasks that a metric brings meanwhile.
    pub enough: bool,
    /// The programs on the way of a request, the public one first.
    pub ranks: Vec<Rank>,
    /// On EC2: the cheapest instance type with memory for all replicas that are needed; none when no type has it, or
    /// when the size that was chosen is enough.
    pub instance_type: Option<String>,
    /// Whether the replicas that are needed can share the published port: on one machine that takes a proxy.
    pub can_share_port: bool,
}

/// Programs of one service on the way of a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rank {
    /// The name by which they are called, which is the Compose service's as a rule.
    pub name: String,
    /// How many run.
    pub replicas: u32,
    /// Requests a second that each of them answers.
    pub each_rps: f64,
    /// How many it takes at the peak.
    pub needed: u32,
}

/// The entries at which users come in, each with an equal part of them.
pub(super) fn entries(endpoints: &[Endpoint]) -> Vec<Entry> {
    let share = 1.0 / endpoints.len().max(1) as f64;
    let entry = |e: &Endpoint| Entry {
        service: e.service.clone(),
        host: e.host.clone(),
        port: e.port,
        share,
    };
    endpoints.iter().map(entry).collect()
}

/// What an application was deployed as, measured against a peak of all its users together.
pub(super) fn measured(
    w: &World,
    app: &App,
    way: Way,
    entries: &[Entry],
    peak: f64,
) -> Vec<Capacity> {
    let carries = w.carries(entries);
    let against = |carry| against(app, way, carry, peak);
    carries.iter().map(against).collect()
}

fn against(app: &App, way: Way, carry: &Carry, peak: f64) -> Capacity {
    let peak_rps = carry.share * peak;
    let rank = |r: &paperboat_simulator::traffic::Rank| Rank {
        name: r.name.clone(),
        replicas: r.replicas,
        each_rps: r.each,
        needed: needed(peak_rps, r.each),
    };
    let ranks: Vec<Rank> = carry.ranks.iter().map(rank).collect();
    // A rate is a product of floats: a millionth of a request is no request.
    let enough = carry.answered + 1e-6 >= peak_rps || grows(app, way, &carry.service, &ranks);
    let (on_machine, careful) = (way.on_one_machine(), way.careful());
    let copies: BTreeMap<String, u32> = ranks.iter().map(|r| (r.name.clone(), r.needed)).collect();
    let instance_type = (on_machine && !enough)
        .then(|| instance_with(app, &copies, careful))
        .flatten();
    Capacity {
        service: carry.service.clone(),
        peak_rps,
        answered_rps: carry.answered,
        enough,
        instance_type: instance_type.map(|t| t.name.clone()),
        can_share_port: !on_machine || careful || ranks.first().is_none_or(|r| r.needed <= 1),
        ranks,
    }
}

/// Tells whether a service comes by itself to as many tasks as the peak takes, and all behind it is enough as it is.
fn grows(app: &App, way: Way, service: &str, ranks: &[Rank]) -> bool {
    let Some((first, behind)) = ranks.split_first() else {
        return false;
    };
    let most = way.most_tasks(app, service);
    most.is_some_and(|most| most >= first.needed) && behind.iter().all(|r| r.replicas >= r.needed)
}

/// How many programs answer so many requests a second; all that can be counted when one of them answers none.
fn needed(rate: f64, each: f64) -> u32 {
    let programs = (rate / each - 1e-9).ceil().max(1.0);
    // Saturates, also at infinity.
    programs as u32
}

#[cfg(test)]
mod tests {
    use super::needed;

    #[test]
    fn replicas_are_whole_and_enough() {
        assert_eq!(needed(100.0, 50.0), 2);
        assert_eq!(needed(100.1, 50.0), 3);
        assert_eq!(needed(1.0, 50.0), 1);
        assert_eq!(needed(0.3 * 3.0, 0.3), 3);
        assert_eq!(needed(1.0, 0.0), u32::MAX);
    }
}
