//! The bookkeeping between two changes of who serves.

use std::net::Ipv4Addr;

use paperboat_core::event::{EventId, EventKind};
use paperboat_core::time::Timestamp;

use super::{Entry, EntryReport, Loss, Plan};
use crate::change::Trail;
use crate::meter::Usage;
use crate::world::World;
use crate::{container, net};

/// The address from which simulated users come: the documentation range that no part of a world hands out.
const USERS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 200);

/// The requests of all public services.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic {
    plan: Plan,
    began: Option<Timestamp>,
    counted: Timestamp,
    ways: Vec<Way>,
    over: Vec<EntryReport>,
    usage: Usage,
}

/// An entry, and where its requests go now.
#[derive(Clone, Debug)]
struct Way {
    entry: Entry,
    flows: Vec<Flow>,
    balanced: bool,
    cause: Option<EventId>,
    report: EntryReport,
}

/// A share of an entry's requests, and how many a second are answered; or why none is.
#[derive(Clone, Debug, PartialEq)]
struct Flow {
    share: f64,
    capacity: Result<f64, &'static str>,
    /// Whether the container's lines go to CloudWatch Logs: it runs in a task.
    logged: bool,
}

/// Counts as lost what a flow cannot take because there is too much of it.
const OVERLOAD: &str = "overload";

impl World {
    /// Lets users come, from now on, according to a plan. Earlier traffic ends.
    pub fn start_traffic(&mut self, at: Timestamp, plan: Plan) {
        self.stop_traffic(at);
        let way = |entry: &Entry| Way {
            entry: entry.clone(),
            flows: Vec::new(),
            balanced: crate::elbv2::by_dns_name(self, &entry.host).is_some(),
            cause: None,
            report: EntryReport {
                service: entry.service.clone(),
                ..EntryReport::default()
            },
        };
        self.traffic.ways = plan.entries.iter().map(way).collect();
        self.traffic.plan = plan;
        self.traffic.began = Some(at);
        self.traffic.counted = at;
        settle(self);
    }

    /// Lets no more users come.
    pub fn stop_traffic(&mut self, at: Timestamp) {
        self.advance(at);
        let now = self.now;
        self.traffic.count(now);
        self.traffic.began = None;
        let ways = std::mem::take(&mut self.traffic.ways);
        self.traffic.over.extend(ways.into_iter().map(|w| w.report));
    }

    /// What became of all requests until now.
    #[must_use]
    pub fn traffic_report(&self) -> Vec<EntryReport> {
        let mut traffic = self.traffic.clone();
        traffic.count(self.now);
        traffic
            .over
            .into_iter()
            .chain(traffic.ways.into_iter().map(|w| w.report))
            .collect()
    }

    /// What traffic has used until now of what is billed by use.
    #[must_use]
    pub(crate) fn traffic_usage(&self) -> Usage {
        let mut traffic = self.traffic.clone();
        traffic.count(self.now);
        traffic.usage.bytes_each = traffic.plan.response_bytes as f64;
        traffic.usage
    }
}

impl Traffic {
    /// Integrates what happened since the last count. Nothing changed in between.
    fn count(&mut self, now: Timestamp) {
        let Some(began) = self.began else { return };
        let (from, to) = (
            self.counted.since(began).as_secs_f64(),
            now.since(began).as_secs_f64(),
        );
        let since = std::mem::replace(&mut self.counted, now);
        if to <= from {
            return;
        }
        self.usage.seconds += to - from;
        for way in &mut self.ways {
            way.count(&self.plan, from, to, since, &mut self.usage);
        }
    }
}

impl Way {
    fn count(&mut self, plan: &Plan, from: f64, to: f64, since: Timestamp, usage: &mut Usage) {
        let share = self.entry.share;
        self.report.asked += share * plan.curve.requests(from, to);
        let mut longest: f64 = 0.0;
        for flow in &self.flows {
            let part = share * flow.share;
            let (why, capacity) = flow
                .capacity
                .map_or_else(|why| (why, 0.0), |c| (OVERLOAD, c));
            let requests = plan.curve.excess(from, to, part, capacity);
            let answers = part * plan.curve.requests(from, to) - requests;
            usage.answers += answers;
            usage.balanced += if self.balanced { answers } else { 0.0 };
            usage.logged += if flow.logged { answers } else { 0.0 };
            let seconds = plan.curve.seconds_above(from, to, part, capacity);
            if requests > 0.0 {
                longest = longest.max(seconds);
                self.report.lose(why, self.cause, since, seconds, requests);
            }
        }
        if self.flows.iter().all(|f| f.capacity.is_err()) {
            self.report.unavailable_s += to - from;
        } else {
            self.report.degraded_s += longest;
        }
    }
}

impl EntryReport {
    fn lose(
        &mut self,
        why: &str,
        cause: Option<EventId>,
        since: Timestamp,
        seconds: f64,
        requests: f64,
    ) {
        self.lost += requests;
        match self
            .losses
            .iter_mut()
            .rev()
            .find(|l| l.why == why && l.cause == cause)
        {
            Some(loss) => {
                loss.requests += requests;
                loss.seconds += seconds;
            }
            None => self.losses.push(Loss {
                why: why.to_owned(),
                cause,
                since,
                seconds,
                requests,
            }),
        }
    }
}

/// Brings served and lost requests up to date, and looks again at who serves.
pub(crate) fn settle(w: &mut World) {
    if w.traffic.began.is_none() {
        return;
    }
    for i in 0..w.traffic.ways.len() {
        let flows = flows(w, &w.traffic.ways[i].entry, &mut Trail::off());
        if flows == w.traffic.ways[i].flows {
            continue;
        }
        let now = w.now;
        w.traffic.count(now);
        let mut trail = Trail::kept();
        self::flows(w, &w.traffic.ways[i].entry, &mut trail);
        let cause = w.changes.latest(&trail);
        // The sum of nothing is -0 in floating point.
        let capacity_rps = flows
            .iter()
            .filter_map(|f| f.capacity.ok())
            .fold(0.0, |sum, rate| sum + rate);
        let why = flows
            .iter()
            .find_map(|f| f.capacity.err())
            .unwrap_or("answering")
            .to_owned();
        let way = &mut w.traffic.ways[i];
        way.flows = flows;
        way.cause = cause;
        let service = way.entry.service.clone();
        w.emit(
            cause,
            EventKind::Serving {
                service,
                capacity_rps,
                why,
            },
        );
    }
}

fn flows(w: &World, entry: &Entry, trail: &mut Trail) -> Vec<Flow> {
    let from = net::Origin::Internet(USERS);
    let routes = net::route_along(w, from, &entry.host, entry.port, trail);
    if routes.is_empty() {
        return vec![Flow {
            share: 1.0,
            capacity: Err("nobody-there"),
            logged: false,
        }];
    }
    let in_task = |key| matches!(w.containers[key].spec.owner, container::Owner::Task(_));
    let mut flow = |r: net::Route| Flow {
        share: r.share,
        logged: r.target.is_ok_and(in_task),
        capacity: r
            .target
            .and_then(|target| container::serving(w, target, trail)),
    };
    routes.into_iter().map(&mut flow).collect()
}

pub(crate) fn check(w: &World) {
    for report in w.traffic_report() {
        let (asked, lost) = (report.asked, report.lost);
        assert!(
            lost <= asked * (1.0 + 1e-9) + 1e-6,
            "lost {lost} of {asked} requests to {}",
            report.service
        );
        for loss in &report.losses {
            let known = super::REASONS.contains(&loss.why.as_str());
            assert!(known, "{} is a reason that has a sentence", loss.why);
        }
        let by_cause: f64 = report.losses.iter().map(|l| l.requests).sum();
        assert!(
            (by_cause - lost).abs() <= 1e-6 * lost.max(1.0),
            "every lost request has a cause"
        );
    }
}
