//! The path of each effect, found out from the Compose file and from the names of what AWS and Docker made of it, and
//! not from what the simulator passed when it looked.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::event::{Event, EventKind};

use crate::draw::{Check, Drawn, NAMES};

/// Whom an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A service: its containers, tasks, targets, images, volumes.
    Service(usize),
    /// What several services stand on: a machine, a load balancer, a security group, a role.
    Shared,
    /// Somebody asked.
    Hand,
    /// A strategy's own steps and waits.
    Recipe,
}

/// An application as the test knows it, and what has become of it in a log.
pub(crate) struct Paths<'a> {
    services: &'a [Drawn],
    events: &'a [Event],
    /// What each service needs in some way, itself included.
    needs: Vec<BTreeSet<usize>>,
    /// The service of each task, by the first eight figures of its id.
    tasks: BTreeMap<String, usize>,
    /// The service of each deployment of ECS.
    deployments: BTreeMap<String, usize>,
}

/// The service that a name of a container, a task definition or a target group holds.
fn service_in(name: &str) -> Option<usize> {
    NAMES.iter().position(|n| name.contains(n))
}

fn resource(event: &Event) -> &str {
    match &event.kind {
        EventKind::State { resource, .. } | EventKind::Message { resource, .. } => resource,
        _ => "",
    }
}

fn state(event: &Event) -> &str {
    match &event.kind {
        EventKind::State { to, .. } => to,
        _ => "",
    }
}

impl<'a> Paths<'a> {
    pub(crate) fn new(services: &'a [Drawn], events: &'a [Event]) -> Self {
        let mut needs: Vec<BTreeSet<usize>> = Vec::new();
        for n in 0..services.len() {
            let named = services[n].names(services, n).into_iter();
            let mut all: BTreeSet<usize> = named.flat_map(|m| needs[m].clone()).collect();
            all.insert(n);
            needs.push(all);
        }
        let mut paths = Self {
            services,
            events,
            needs,
            tasks: BTreeMap::new(),
            deployments: BTreeMap::new(),
        };
        for event in events {
            paths.learn(event);
        }
        paths
    }

    /// Learns whose a task or a deployment is.
    fn learn(&mut self, event: &Event) {
        let name = resource(event);
        if let Some(rest) = name.strip_prefix("container/")
            && let Some((task, container)) = rest.split_once('/')
            && let Some(service) = service_in(container)
        {
            // A job runs in the task of the service that awaits it.
            self.tasks.entry(task.to_owned()).or_insert(service);
        }
        if let Some((image, task)) = name.split_once(" for task/")
            && let Some(service) = service_in(image)
        {
            self.tasks.entry(task[..8].to_owned()).or_insert(service);
        }
        if let (EventKind::Message { text, .. }, Some(service)) = (&event.kind, service_in(name))
            && name.starts_with("service/")
        {
            for task in text.split("(task ").skip(1) {
                self.tasks.insert(task[..8].to_owned(), service);
            }
        }
        let begun = name.starts_with("deployment/") && state(event) == "PRIMARY";
        if begun && let Some(cause) = event.cause.map(|c| &self.events[c.0 as usize]) {
            let service = match &cause.kind {
                EventKind::Call { about, .. } => service_in(about),
                _ => service_in(resource(cause)),
            };
            if let Some(service) = service {
                self.deployments.insert(name.to_owned(), service);
            }
        }
    }

    fn place(&self, event: &Event) -> Place {
        let name = resource(event);
        let service = match &event.kind {
            // What strikes from outside asks nobody either.
            EventKind::Call { .. } | EventKind::Fault { .. } => return Place::Hand,
            EventKind::Serving { service, .. } => service_in(service),
            EventKind::State { .. } | EventKind::Message { .. } => {
                let task = self.tasks.iter().find(|(id, _)| name.contains(id.as_str()));
                let task = task.map(|(_, service)| *service);
                let deployment = self.deployments.get(name).copied();
                task.or(deployment).or_else(|| service_in(name))
            }
            _ => return Place::Recipe,
        };
        service.map_or(Place::Shared, Place::Service)
    }

    /// What the check of a service's container depends on.
    fn checked(&self, service: usize) -> BTreeSet<usize> {
        let mut path = BTreeSet::from([service]);
        match self.services[service].checks() {
            Some(Check::OtherPort) | None => {}
            Some(Check::Passes) => path.extend(&self.needs[service]),
            Some(Check::Needed) => match self.services[service].peer(self.services, service) {
                Some(peer) => path.extend(&self.needs[peer]),
                None => path.extend(&self.needs[service]),
            },
        }
        path
    }

    /// Holds all events to their causes; gives what is wrong first.
    pub(crate) fn first_wrong(&self) -> Option<String> {
        let mut served = BTreeSet::new();
        let late = |event: &Event, served: &mut BTreeSet<String>| {
            let EventKind::Serving { service, .. } = &event.kind else {
                return None;
            };
            // When users come, what they find may be older.
            let first = served.insert(service.clone());
            let cause = &self.events[event.cause?.0 as usize];
            let wrong = !first && cause.at < event.at;
            wrong.then(|| format!("it changed only now: {event:#?} because of {cause:#?}"))
        };
        let mut events = self.events.iter();
        events.find_map(|event| self.wrong(event).or_else(|| late(event, &mut served)))
    }

    /// Holds an event to its cause; gives what is wrong.
    fn wrong(&self, event: &Event) -> Option<String> {
        let Some(id) = event.cause else {
            return needs_cause(event).then(|| "without a cause".to_owned());
        };
        if id >= event.id {
            return Some("the cause comes later".to_owned());
        }
        let cause = &self.events[id.0 as usize];
        let wrong = if cause.at > event.at {
            Some("the cause is later")
        } else if !self.on_path(event, cause) {
            Some("the cause is not on the path")
        } else if goes_on(event) && !kin(event, cause) {
            Some("what goes on by itself has a foreign cause")
        } else if contrary(event, cause) {
            Some("the cause works the other way")
        } else {
            None
        };
        wrong.map(|wrong| format!("{wrong}: {event:#?} because of {cause:#?}"))
    }

    fn on_path(&self, event: &Event, cause: &Event) -> bool {
        let verdict = ["healthy", "unhealthy"].contains(&state(event));
        match (self.place(event), self.place(cause)) {
            (Place::Recipe, _) | (_, Place::Hand) | (Place::Hand, Place::Shared) => true,
            (_, Place::Recipe) => false,
            (Place::Service(_), Place::Shared) | (Place::Shared, Place::Shared) => true,
            // The containers of a machine share its memory.
            (Place::Service(_), Place::Service(_)) if is_out_of_memory(event) => true,
            (Place::Service(effect), Place::Service(cause)) => {
                if verdict && resource(event).starts_with("container/") {
                    self.checked(effect).contains(&cause)
                } else {
                    self.needs[effect].contains(&cause)
                }
            }
            // A group ends an instance, and launches another, because of what a target group says of it; one that a capacity
            // provider fills, because of tasks that come and go.
            (Place::Shared, Place::Service(_)) => {
                let of_group = ["auto-scaling-group/", "i-"];
                of_group.iter().any(|of| resource(event).starts_with(of))
                    && ["target-group/", "task/"]
                        .iter()
                        .any(|of| resource(cause).starts_with(of))
            }
            (Place::Hand, Place::Service(_)) => false,
        }
    }
}

/// Tells whether a machine had no memory left, as opposed to a container that reached its own limit.
fn is_out_of_memory(event: &Event) -> bool {
    matches!(&event.kind, EventKind::Message { text, .. } if text.starts_with("Out of memory"))
}

/// Tells whether something else must have happened before.
fn needs_cause(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::State { .. } | EventKind::Message { .. } | EventKind::Serving { .. }
    )
}

/// Tells whether an event only carries on what its own subject began.
fn goes_on(event: &Event) -> bool {
    const BY_ITSELF: &[(&str, &[&str])] = &[
        ("task/", &["PENDING", "ACTIVATING", "RUNNING", "STOPPED"]),
        ("container/", &["ready"]),
        ("target-group/", &["not routed", "deregistered"]),
        ("eipalloc-", &["associated"]),
        ("fs-", &["available", "deleted"]),
        ("fsmt-", &["available", "deleted"]),
        ("sg-", &["in effect", "gone"]),
        ("load-balancer/", &["active", "in effect"]),
        ("snap-", &["completed"]),
        ("namespace/", &["SUCCESS", "deleted"]),
        ("image/", &["pulled", "failed", "up to date", "canceled"]),
        ("i-", &["running", "terminated", "ok"]),
    ];
    let begins = |(prefix, states): &(&str, &[&str])| {
        resource(event).starts_with(prefix) && states.contains(&state(event))
    };
    // A target that never took part has nothing to drain: it goes with what took it out.
    let at_once = matches!(&event.kind, EventKind::State { from, to, .. } if to == "deregistered" && from != "draining");
    !at_once && BY_ITSELF.iter().any(begins)
}

/// Tells whether two events are about the same thing, or one about a part of the other's.
fn kin(event: &Event, cause: &Event) -> bool {
    let (effect, cause) = (resource(event), resource(cause));
    let id = |name: &str| {
        let id = name.split('/').nth(1).unwrap_or_default();
        id.get(..8).map(str::to_owned)
    };
    if let Some(id) = effect.strip_prefix("task/").and_then(|id| id.get(..8)) {
        return cause.contains(id);
    }
    // A pull ends with the machine on which it goes on.
    let machine = effect.rsplit_once(" on ").map(|(_, machine)| machine);
    if let Some(machine) = machine.filter(|_| state(event) == "canceled") {
        return effect.starts_with(cause) || cause.starts_with(machine);
    }
    effect.starts_with(cause)
        || effect.split('/').next() == cause.split('/').next() && effect.starts_with("i-")
        || effect.starts_with("load-balancer/") && id(effect) == id(cause)
}

/// Tells whether a cause would bring about the opposite of its effect.
fn contrary(event: &Event, cause: &Event) -> bool {
    const GOOD: &[&str] = &["healthy", "in effect", "COMPLETED"];
    const BAD: &[&str] = &["unhealthy", "exited", "restarting", "failed", "gone", "off"];
    match state(event) {
        "healthy" | "COMPLETED" => BAD.contains(&state(cause)),
        "unhealthy" | "FAILED" => GOOD.contains(&state(cause)),
        _ => false,
    }
}
