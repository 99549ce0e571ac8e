//! The bookkeeping between two changes of who serves.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use paperboat_core::event::{EventId, EventKind};
use paperboat_core::time::Timestamp;

use super::ledger::{self, Ledger};
use super::{Curve, Downtime, Entry, EntryReport, Loss, Plan};
use crate::change::{Dependencies, Fresh, Trail};
use crate::id::ContainerKey;
use crate::meter::{self, Usage};
use crate::world::World;
use crate::{container, ec2, ecs, net, path};

/// The address from which simulated users come: the documentation range that no part of a world hands out.
pub(crate) const USERS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 200);

/// The requests of all public services.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traffic {
    plan: Plan,
    began: Option<Timestamp>,
    counted: Timestamp,
    ways: Vec<Way>,
    over: Vec<EntryReport>,
    /// What was used, by billing month.
    usage: BTreeMap<u64, Usage>,
    downtime: Downtime,
    /// Whether it is remembered who takes the requests.
    pub(super) remembers: bool,
    /// Who took them since users came; none when nobody wants to know.
    pub(super) ledger: Option<Ledger>,
}

/// An entry, and where its requests go now.
#[derive(Clone, Debug)]
struct Way {
    entry: Entry,
    flows: Vec<Flow>,
    balanced: bool,
    cause: Option<EventId>,
    /// What the last look at its requests depended on.
    on: Dependencies,
    report: EntryReport,
}

/// A share of an entry's requests, and how many a second are answered; or why none is.
#[derive(Clone, Debug)]
struct Flow {
    share: f64,
    capacity: Result<f64, &'static str>,
    /// Whether the container's lines go to CloudWatch Logs: it runs in a task.
    logged: bool,
    /// The instance on which it runs, and the seconds of a vCPU that an answer takes there: of a flow that is counted.
    busy: Option<(String, f64)>,
    /// The program; none where there is none.
    target: Option<ContainerKey>,
}

/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Seconds of a billing month.
const MONTH: f64 = 730.0 * 3_600.0;

impl PartialEq for Flow {
    /// Tells whether the same requests are answered: by whom, and what an answer costs a machine, is no change of who serves.
    fn eq(&self, other: &Self) -> bool {
        (self.share, self.capacity, self.logged) == (other.share, other.capacity, other.logged)
    }
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
            on: Dependencies::default(),
            report: EntryReport {
                service: entry.service.clone(),
                ..EntryReport::default()
            },
        };
        self.traffic.ways = plan.entries.iter().map(way).collect();
        let remembers = self.traffic.remembers;
        self.traffic.ledger = remembers.then(|| Ledger::of(&plan, at));
        self.traffic.plan = plan;
        self.traffic.began = Some(at);
        self.traffic.counted = at;
        settle(self);
    }

    /// Tells users new addresses of the services that they use already: from now on they call there.
    ///
    /// What carries the news (a DNS record, a message) and how long it takes is not modelled: they know at once.
    pub fn move_users(&mut self, at: Timestamp, entries: &[Entry]) {
        self.advance(at);
        let now = self.now;
        self.traffic.count(now);
        for entry in entries {
            let balanced = crate::elbv2::by_dns_name(self, &entry.host).is_some();
            let same =
                |way: &&mut Way| way.entry.service == entry.service && way.entry.port == entry.port;
            if let Some(way) = self.traffic.ways.iter_mut().find(same) {
                way.entry.host.clone_from(&entry.host);
                way.balanced = balanced;
                way.on = Dependencies::default();
            }
        }
        settle(self);
    }

    /// Tells whether some public service answers nobody at this moment. Without users nothing is down.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.traffic.ways.iter().any(Way::answers_nobody)
    }

    /// Requests a second that each public service answers at most at this moment, in the order of the entries.
    #[must_use]
    pub fn answering(&self) -> Vec<f64> {
        let of = |way: &Way| {
            let flows = way.flows.iter().filter_map(|flow| flow.capacity.ok());
            flows.fold(0.0, |sum, rate| sum + rate)
        };
        self.traffic.ways.iter().map(of).collect()
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
        let mut traffic = Traffic::clone(&self.traffic);
        traffic.count(self.now);
        traffic
            .over
            .into_iter()
            .chain(traffic.ways.into_iter().map(|w| w.report))
            .collect()
    }

    /// How long users have got no answer at all until now, by wall clock.
    #[must_use]
    pub fn downtime(&self) -> Downtime {
        let mut traffic = Traffic::clone(&self.traffic);
        traffic.count(self.now);
        traffic.downtime
    }

    /// What traffic has used until now of what is billed by use, by month, and the bytes of an answer.
    pub(crate) fn traffic_usage(&self) -> (BTreeMap<u64, Usage>, f64) {
        let mut traffic = Traffic::clone(&self.traffic);
        traffic.count(self.now);
        (traffic.usage, traffic.plan.response_bytes as f64)
    }

    /// What a month uses of the users who come now: their day, 30.42 times, as it is answered by what runs now. Where
    /// nothing answers at this moment, all are taken to be answered: it is the price of what was asked for.
    pub(crate) fn traffic_month(&self) -> Usage {
        let traffic = &self.traffic;
        let mut usage = Usage {
            bytes_each: traffic.plan.response_bytes as f64,
            ..Usage::default()
        };
        if traffic.began.is_some() {
            // What comes once is no day's habit.
            let curve = traffic.plan.curve.without_rushes();
            for way in &traffic.ways {
                way.day(&curve, &mut usage);
            }
        }
        usage.scale(MONTH / DAY);
        usage
    }
}

impl Traffic {
    /// Integrates what happened since the last count. Nothing changed in between.
    fn count(&mut self, now: Timestamp) {
        let Some(began) = self.began else { return };
        while self.counted < now {
            let since = self.counted;
            let month = meter::month_of(since);
            let to = meter::month_end(month).min(now);
            self.counted = to;
            let (from, to) = (
                since.since(began).as_secs_f64(),
                to.since(began).as_secs_f64(),
            );
            let ways = self.ways.iter();
            self.downtime.count(
                self.counted.since(since),
                ways.map(|w| (w.entry.service.as_str(), w.answers_nobody())),
            );
            let usage = self.usage.entry(month).or_default();
            for way in &mut self.ways {
                way.count(&self.plan, from, to, since, usage);
            }
        }
    }
}

impl Way {
    /// Tells whether every request is lost.
    fn answers_nobody(&self) -> bool {
        self.flows.iter().all(|f| f.capacity.is_err())
    }

    /// Counts answers of a flow.
    fn answered(&self, flow: &Flow, answers: f64, usage: &mut Usage) {
        usage.answers += answers;
        usage.balanced += if self.balanced { answers } else { 0.0 };
        usage.logged += if flow.logged { answers } else { 0.0 };
        if let Some((id, effort)) = &flow.busy {
            *usage.busy.entry(id.clone()).or_default() += answers * effort;
        }
    }

    /// Counts a whole day's answers.
    fn day(&self, curve: &Curve, usage: &mut Usage) {
        let asked = |share: f64| share * curve.requests(0.0, DAY);
        let mut serving = self.flows.iter().filter(|f| f.capacity.is_ok()).peekable();
        if serving.peek().is_none() {
            let answers = asked(self.entry.share);
            usage.answers += answers;
            usage.balanced += if self.balanced { answers } else { 0.0 };
            return;
        }
        for flow in serving {
            let part = self.entry.share * flow.share;
            let capacity = flow.capacity.unwrap_or(0.0);
            let lost = curve.excess(0.0, DAY, part, capacity);
            self.answered(flow, asked(part) - lost, usage);
        }
    }

    fn count(&mut self, plan: &Plan, from: f64, to: f64, since: Timestamp, usage: &mut Usage) {
        let share = self.entry.share;
        self.report.asked += share * plan.curve.requests(from, to);
        // Programs that lack capacity at once lose requests for one time and not one after the other: they share one curve, so that
        // the longest time holds all others.
        let mut lost: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for flow in &self.flows {
            let part = share * flow.share;
            let (why, capacity) = flow
                .capacity
                .map_or_else(|why| (why, 0.0), |c| (OVERLOAD, c));
            let requests = plan.curve.excess(from, to, part, capacity);
            let answers = part * plan.curve.requests(from, to) - requests;
            self.answered(flow, answers, usage);
            let seconds = plan.curve.seconds_above(from, to, part, capacity);
            if requests > 0.0 {
                let (longest, sum) = lost.entry(why).or_default();
                *longest = longest.max(seconds);
                *sum += requests;
            }
        }
        let longest = lost.values().fold(0.0, |most: f64, lost| most.max(lost.0));
        for (why, (seconds, requests)) in lost {
            self.report.lose(why, self.cause, since, seconds, requests);
        }
        if self.answers_nobody() {
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

/// What a program took of users' requests in a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Taken {
    /// Requests that reached it.
    pub(crate) asked: f64,
    /// Those that it answered.
    pub(crate) answered: f64,
    /// Requests a second that it can answer.
    pub(crate) capacity: f64,
}

/// Requests to a name since users came, and those of them that were lost; none when nobody calls it.
pub(crate) fn counted(w: &World, host: &str) -> Option<(f64, f64)> {
    let mut traffic = Traffic::clone(&w.traffic);
    traffic.count(w.now);
    let ways = traffic.ways.iter().filter(|way| way.entry.host == host);
    let sums = ways.map(|way| (way.report.asked, way.report.lost));
    sums.reduce(|all, one| (all.0 + one.0, all.1 + one.1))
}

/// What some programs took of users' requests since a time, one entry for each that takes any now. Who takes them is taken to have
/// been the same all the time.
pub(crate) fn taken(
    w: &World,
    since: Timestamp,
    whose: impl Fn(ContainerKey) -> bool,
) -> Vec<Taken> {
    let traffic = &w.traffic;
    let Some(began) = traffic.began else {
        return Vec::new();
    };
    // Users may have come in the meantime.
    let from = since.max(began).since(began).as_secs_f64();
    let to = w.now.since(began).as_secs_f64();
    let mut found: Vec<(ContainerKey, Taken)> = Vec::new();
    for way in &traffic.ways {
        for flow in &way.flows {
            let (Some(key), Ok(capacity)) = (flow.target, flow.capacity) else {
                continue;
            };
            if !whose(key) {
                continue;
            }
            let part = way.entry.share * flow.share;
            let asked = part * traffic.plan.curve.requests(from, to);
            let answered = asked - traffic.plan.curve.excess(from, to, part, capacity);
            match found.iter_mut().find(|(known, _)| *known == key) {
                Some((_, taken)) => {
                    taken.asked += asked;
                    taken.answered += answered;
                }
                None => found.push((
                    key,
                    Taken {
                        asked,
                        answered,
                        capacity,
                    },
                )),
            }
        }
    }
    found.into_iter().map(|(_, taken)| taken).collect()
}

/// Tells whether every entry's requests go where they went.
pub(crate) fn is_settled(w: &World) -> bool {
    let mut ways = w.traffic.ways.iter();
    w.traffic.began.is_none()
        || ways.all(|way| way.flows == flows(w, &way.entry, &mut Trail::off()))
}

/// Brings served and lost requests up to date, and looks again at who serves.
pub(crate) fn settle(w: &mut World) {
    settle_along(w, &Fresh::default(), &mut Trail::shared());
}

/// Brings served and lost requests up to date after some changes, and looks again at who serves where it may be others.
pub(crate) fn settle_along(w: &mut World, fresh: &Fresh, trail: &mut Trail) {
    if w.traffic.began.is_none() {
        return;
    }
    for i in 0..w.traffic.ways.len() {
        if !w.traffic.ways[i].on.are_touched_by(fresh) {
            continue;
        }
        let (ways, entry) = (w.traffic.ways.len(), &w.traffic.ways[i].entry);
        let (found, on) = fresh.look(ways, trail, |trail| flows(w, entry, trail));
        w.traffic.ways[i].on = on;
        let noted = |f: &Flow| (f.target, f.share, f.capacity.ok());
        ledger::note(w, i, found.iter().map(noted));
        if found == w.traffic.ways[i].flows {
            continue;
        }
        let now = w.now;
        w.traffic.count(now);
        let mut trail = Trail::kept();
        let mut flows = flows(w, &w.traffic.ways[i].entry, &mut trail);
        for flow in &mut flows {
            flow.busy = busy(w, flow.target);
        }
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
    let routes = path::route_along(w, from, &entry.host, entry.port, trail);
    if routes.is_empty() {
        return vec![Flow {
            share: 1.0,
            capacity: Err("nobody-there"),
            logged: false,
            busy: None,
            target: None,
        }];
    }
    let in_task = |key| match w.containers[key].spec.owner {
        container::Owner::Task(_) => true,
        container::Owner::Docker(_) => ecs::task_in_engine(w, key).is_some(),
    };
    let mut flow = |r: net::Route| Flow {
        busy: None,
        share: r.share,
        target: r.target.ok(),
        logged: r.target.is_ok_and(in_task),
        capacity: r
            .target
            .and_then(|target| container::serving(w, target, trail)),
    };
    routes.into_iter().map(&mut flow).collect()
}

/// The instance on which a program runs, and what an answer takes of it; none in a task.
fn busy(w: &World, target: Option<ContainerKey>) -> Option<(String, f64)> {
    let key = target?;
    let container::Owner::Docker(machine) = w.containers[key].spec.owner else {
        return None;
    };
    let id = ec2::instance_on(w, machine)?;
    Some((id.to_owned(), container::effort(w, key)))
}

pub(crate) fn check(w: &World) {
    let downtime = w.downtime();
    for (service, down) in &downtime.services {
        assert!(
            *down <= downtime.application,
            "the application is down while {service} is"
        );
    }
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
