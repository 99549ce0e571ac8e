//! Who talks to whom now, and what is open to whom: read off the world as it stands.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::change::Trail;
use crate::container::{ContainerKey, DataPlace, State};
pub use crate::net::Opening;
use crate::net::{Endpoint, Listener, Origin};
use crate::path::{NFS, dial_and_route, lead, route};
use crate::traffic::{Entry, USERS};
use crate::world::World;
use crate::{ec2, ecs, elbv2};

/// What stands in the account, and who talks to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Topology {
    /// What has an address: machines, tasks, load balancers, file systems.
    pub places: Vec<Place>,
    /// The connections: those of users first.
    pub links: Vec<Link>,
}

/// Something with an address in the VPC. Tasks that run the same are one, and instances of one type that do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// What it is called: an instance's type, a load balancer's name; empty for a task, which is known by its programs.
    pub name: String,
    /// How many there are.
    pub count: usize,
    /// Whether it has a public address.
    pub public: bool,
    /// What its security groups let in from addresses; what they let in from members of groups is not in it.
    pub open: Vec<Opening>,
    /// The programs that run there, by the Compose service that they are.
    pub programs: Vec<Program>,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A load balancer.
    LoadBalancer,
    /// An instance.
    Instance,
    /// A Fargate task.
    Task,
    /// A file system.
    FileSystem,
}

/// Programs of one service in a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Program {
    /// The Compose service.
    pub service: String,
    /// How many run in all of the places together.
    pub count: usize,
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// From where.
    pub from: End,
    /// To where; none when it ends nowhere.
    pub to: Option<End>,
    /// The port to which it is made.
    pub port: u16,
    /// Why nobody answers, as a catalogue key; none when somebody does.
    pub fails: Option<&'static str>,
}

/// An end of a connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "name")]
pub enum End {
    /// Users.
    Internet,
    /// A load balancer, by name.
    LoadBalancer(String),
    /// A program, by Compose service.
    Program(String),
    /// A file system, by id.
    FileSystem(String),
}

impl World {
    /// Reads off who stands where, who talks to whom and what is open. `entries` is where users come in.
    ///
    /// Of programs only those that run on are shown. What they connect to is what their profile and their environment
    /// say, not what a program would send.
    #[must_use]
    pub fn topology(&self, entries: &[Entry]) -> Topology {
        let mut links: Vec<Link> = entries.iter().flat_map(|e| comes_in(self, e)).collect();
        let mut inner: Vec<Link> = running(self).flat_map(|key| goes_on(self, key)).collect();
        inner.sort();
        inner.retain(|link| link.to.as_ref() != Some(&link.from));
        links.extend(inner);
        let mut seen: Vec<Link> = Vec::new();
        links.retain(|link| {
            let new = !seen.contains(link);
            seen.push(link.clone());
            new
        });
        let mut places = places(self);
        for name in links.iter().filter_map(|link| match &link.to {
            Some(End::FileSystem(name)) => Some(name),
            _ => None,
        }) {
            if !places
                .iter()
                .any(|p| p.kind == PlaceKind::FileSystem && p.name == *name)
            {
                places.push(Place {
                    kind: PlaceKind::FileSystem,
                    name: name.clone(),
                    count: 1,
                    public: false,
                    open: Vec::new(),
                    programs: Vec::new(),
                });
            }
        }
        Topology { places, links }
    }
}

/// The containers whose programs run on.
fn running(w: &World) -> impl Iterator<Item = ContainerKey> {
    let runs = |key: &ContainerKey| {
        let c = &w.containers[*key];
        matches!(c.state, State::Booting | State::Ready) && !c.ends()
    };
    w.containers.keys().into_iter().filter(runs)
}

fn service(w: &World, key: ContainerKey) -> String {
    let spec = &w.containers[key].spec;
    spec.called.first().unwrap_or(&spec.name).clone()
}

/// The way of users to the programs behind an entry.
fn comes_in(w: &World, entry: &Entry) -> Vec<Link> {
    let from = Origin::Internet(USERS);
    let routes = route(w, from, &entry.host, entry.port);
    let balancer = match lead(w, from, &entry.host, entry.port) {
        Ok(Listener::Balancer(key, _)) => elbv2::name_of(w, key).map(End::LoadBalancer),
        _ => None,
    };
    let mut links = Vec::new();
    let inner = match balancer {
        Some(end) => {
            links.push(link(End::Internet, Some(end.clone()), entry.port, None));
            end
        }
        None => End::Internet,
    };
    for route in routes {
        let port = entry.port;
        links.push(match route.target {
            Ok(key) => link(
                inner.clone(),
                Some(End::Program(service(w, key))),
                port,
                None,
            ),
            Err(why) => {
                let to = End::Program(entry.service.clone());
                link(inner.clone(), Some(to), port, Some(why))
            }
        });
    }
    links
}

fn link(from: End, to: Option<End>, port: u16, fails: Option<&'static str>) -> Link {
    Link {
        from,
        to,
        port,
        fails,
    }
}

/// What a program connects to, and where its data lie.
fn goes_on(w: &World, key: ContainerKey) -> Vec<Link> {
    let from = End::Program(service(w, key));
    let container = &w.containers[key];
    let mut links = Vec::new();
    for need in &container.needs {
        let origin = Origin::Container(key);
        let found = dial_and_route(w, origin, &need.host, need.port, &mut Trail::off());
        match found {
            Ok((_, routes)) => links.extend(routes.into_iter().map(|route| match route.target {
                Ok(to) => link(
                    from.clone(),
                    Some(End::Program(service(w, to))),
                    need.port,
                    None,
                ),
                Err(why) => link(from.clone(), None, need.port, Some(why)),
            })),
            Err(error) => {
                // The name is known, though nobody answers there.
                let named = running(w).find(|k| w.containers[*k].spec.called.contains(&need.host));
                let to = named.map(|k| End::Program(service(w, k)));
                links.push(link(from.clone(), to, need.port, Some(error.key())));
            }
        }
    }
    if let Some(DataPlace::Share(file_system, _)) = &container.spec.data {
        let to = End::FileSystem(file_system.clone());
        links.push(link(from, Some(to), NFS, None));
    }
    links
}

fn places(w: &World) -> Vec<Place> {
    let mut programs: BTreeMap<Endpoint, BTreeMap<String, usize>> = BTreeMap::new();
    for key in running(w) {
        let endpoint = w.containers[key].spec.owner.into();
        let here = programs.entry(endpoint).or_default();
        *here.entry(service(w, key)).or_default() += 1;
    }
    let mut places: Vec<Place> = Vec::new();
    for endpoint in ec2::endpoints(w) {
        let (kind, name) = match endpoint {
            Endpoint::Balancer(key) => (PlaceKind::LoadBalancer, elbv2::name_of(w, key)),
            Endpoint::Machine(key) => (PlaceKind::Instance, ec2::type_on(w, key)),
            Endpoint::Task(key) => (PlaceKind::Task, ecs::is_wanted(w, key).then(String::new)),
            // Where its data lie a program shows.
            Endpoint::FileSystem(_) => continue,
        };
        let Some(name) = name else {
            continue;
        };
        let here = programs.remove(&endpoint).unwrap_or_default();
        let here = here.into_iter();
        let place = Place {
            kind,
            name,
            count: 1,
            public: ec2::addresses_of(w, endpoint).any(|(_, public)| public.is_some()),
            open: ec2::openings(w, endpoint),
            programs: here
                .map(|(service, count)| Program { service, count })
                .collect(),
        };
        let alike = |p: &&mut Place| {
            let services = |p: &Place| {
                p.programs
                    .iter()
                    .map(|p| p.service.clone())
                    .collect::<Vec<_>>()
            };
            let several = matches!(p.kind, PlaceKind::Task | PlaceKind::Instance);
            let same = (p.kind, &p.name, p.public, &p.open)
                == (place.kind, &place.name, place.public, &place.open);
            several && same && services(p) == services(&place)
        };
        match places.iter_mut().find(alike) {
            Some(first) => {
                first.count += 1;
                for (program, more) in first.programs.iter_mut().zip(&place.programs) {
                    program.count += more.count;
                }
            }
            None => places.push(place),
        }
    }
    places.sort_by_key(|place| place.kind);
    places
}
