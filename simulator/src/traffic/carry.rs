//! How many requests a second what runs can answer, and what bounds it.

use std::collections::BTreeSet;

use paperboat_core::workload::WorkloadKind;

use super::Entry;
use super::flow::USERS;
use crate::change::Trail;
use crate::container::{self, ContainerKey};
use crate::net::{Origin, Route};
use crate::path;
use crate::registry;
use crate::world::World;

/// What an entry's programs can answer as they run now.
#[derive(Clone, Debug, PartialEq)]
pub struct Carry {
    /// The Compose service behind the entry.
    pub service: String,
    /// The part of all requests that comes to the entry.
    pub share: f64,
    /// Requests a second that are answered at most.
    pub answered: f64,
    /// The programs on the way of a request, the public ones first: each of them must answer all that comes in.
    pub ranks: Vec<Rank>,
}

/// Programs that are alike and share requests among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Rank {
    /// The name by which they are called: the public service's, or that to which another program connects.
    pub name: String,
    /// How many answer now.
    pub replicas: u32,
    /// Requests a second that one of them answers by itself, whatever stands behind it.
    pub each: f64,
}

impl World {
    /// Measures what the programs behind public addresses can answer as they run now. An entry at which nobody
    /// answers is left out.
    #[must_use]
    pub fn carries(&self, entries: &[Entry]) -> Vec<Carry> {
        entries.iter().filter_map(|e| carry(self, e)).collect()
    }
}

fn carry(w: &World, entry: &Entry) -> Option<Carry> {
    let routes = path::route(w, Origin::Internet(USERS), &entry.host, entry.port);
    let serving = |r: &Route| container::serving(w, r.target.ok()?, &mut Trail::off()).ok();
    let answered: f64 = routes.iter().filter_map(serving).fold(0.0, |a, b| a + b);
    let mut ranks = Vec::new();
    let ends = programs(&routes);
    walk(w, &entry.service, &ends, &mut ranks, &mut BTreeSet::new());
    (!ranks.is_empty()).then(|| Carry {
        service: entry.service.clone(),
        share: entry.share,
        answered,
        ranks,
    })
}

/// Notes programs of one name, then those to which they hand requests on.
fn walk(
    w: &World,
    name: &str,
    programs_here: &BTreeSet<ContainerKey>,
    ranks: &mut Vec<Rank>,
    seen: &mut BTreeSet<ContainerKey>,
) {
    let able: Vec<ContainerKey> = programs_here
        .iter()
        .copied()
        .filter(|key| container::serving(w, *key, &mut Trail::off()).is_ok() && seen.insert(*key))
        .collect();
    let profile = |key: ContainerKey| &registry::image(w, w.containers[key].spec.image).profile;
    let Some(first) = able.first().copied() else {
        return;
    };
    if !profile(first).http {
        return;
    }
    ranks.push(Rank {
        name: name.to_owned(),
        replicas: u32::try_from(able.len()).unwrap_or(u32::MAX),
        each: profile(first).requests_per_second,
    });
    if profile(first).kind != WorkloadKind::Web {
        return;
    }
    for need in &w.containers[first].needs {
        let from = Origin::Container(first);
        if let Ok((_, routes)) =
            path::dial_and_route(w, from, &need.host, need.port, &mut Trail::off())
        {
            walk(w, &need.host, &programs(&routes), ranks, seen);
        }
    }
}

fn programs(routes: &[Route]) -> BTreeSet<ContainerKey> {
    routes.iter().filter_map(|r| r.target.ok()).collect()
}
