//! How users' requests fared, looked at one by one.

use paperboat_core::time::Timestamp;
use paperboat_simulator::traffic::Requests;
use paperboat_simulator::world::World;
use serde::Serialize;

use super::phase::PhaseReport;

/// How the requests of a part of a run fared, looked at one by one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OneByOne {
    /// All of them.
    #[serde(flatten)]
    pub all: Fared,
    /// Those of each public service apart.
    pub services: Vec<OfService>,
}

/// How the requests of a public service fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OfService {
    /// The Compose service.
    pub service: String,
    /// How they fared.
    #[serde(flatten)]
    pub fared: Fared,
}

/// How requests fared: each was answered, lost, or still waited for when users came no more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fared {
    /// Requests that came.
    pub asked: u64,
    /// Requests that were answered.
    pub served: u64,
    /// Requests that nobody answered, or not while the user waited.
    pub lost: u64,
    /// Requests that were under way at the end.
    pub waiting: u64,
    /// The mean seconds that an answered request waited in line.
    #[serde(rename = "meanWaitS")]
    pub mean_wait: Option<f64>,
    /// Seconds within which half of the answers came.
    #[serde(rename = "p50S")]
    pub p50: Option<f64>,
    /// Seconds within which 95 of 100 answers came.
    #[serde(rename = "p95S")]
    pub p95: Option<f64>,
    /// Seconds within which 99 of 100 answers came.
    #[serde(rename = "p99S")]
    pub p99: Option<f64>,
}

impl Fared {
    fn of(requests: &Requests) -> Self {
        let [p50, p95, p99] = match requests.within([0.5, 0.95, 0.99]) {
            Some(percentiles) => percentiles.map(Some),
            None => [None; 3],
        };
        Self {
            asked: requests.asked,
            served: requests.served(),
            lost: requests.lost,
            waiting: requests.waiting,
            mean_wait: requests.mean_wait_s(),
            p50,
            p95,
            p99,
        }
    }
}

/// Notes in each part with users how its requests fared, up to the time at which users came no more.
pub(super) fn note(parts: &mut [PhaseReport], w: &World, end: Timestamp) {
    let with_users = || parts.iter().filter(|part| part.phase.has_users());
    let begins: Vec<Timestamp> = with_users().map(|part| part.began).collect();
    let entries = w.requests(&begins, end);
    if entries.is_empty() {
        return;
    }
    let parts = parts.iter_mut().filter(|part| part.phase.has_users());
    for (place, part) in parts.enumerate() {
        let mut all = Requests::default();
        let mut services: Vec<(&str, Requests)> = Vec::new();
        for (service, found) in &entries {
            all.add(&found[place]);
            match services.iter_mut().find(|(name, _)| name == service) {
                Some((_, requests)) => requests.add(&found[place]),
                None => services.push((service, found[place].clone())),
            }
        }
        let of_service = |(service, requests): &(&str, Requests)| OfService {
            service: (*service).to_owned(),
            fared: Fared::of(requests),
        };
        part.one_by_one = Some(OneByOne {
            all: Fared::of(&all),
            services: services.iter().map(of_service).collect(),
        });
    }
}
