//! `docker compose down`: what `up` made goes, the last first.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use paperboat_core::app::project::Project;

use super::command::Call;
use super::each::timeout;
use super::labels::{Member, PROJECT, members};
use super::orphan::orphans;
use super::service::image_of;
use crate::host::docker::cli::Outcome;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::op::Op;
use crate::host::docker::plan::{Failure, Plan, Task};
use crate::world::World;

/// Has a container stopped and removed; gives the place of the last task.
pub(super) fn gone(
    plan: &mut Plan,
    name: &str,
    grace: Option<Duration>,
    volumes: bool,
    after: &[usize],
) -> usize {
    let subject = format!("Container {name}");
    let stop = Op::Stop {
        name: name.to_owned(),
        grace,
        print: false,
    };
    let stopped = plan.push(Task::new(stop, after).saying(&subject, "Stopping", "Stopped"));
    let remove = Op::Remove {
        name: name.to_owned(),
        force: false,
        volumes,
        print: false,
    };
    plan.push(Task::new(remove, &[stopped]).saying(&subject, "Removing", "Removed"))
}

/// The services that stand before a service on the way down: those that depend on it.
pub(super) fn dependents<'a>(project: Option<&'a Project>, name: &'a str) -> Vec<&'a str> {
    let services = project.into_iter().flat_map(|p| &p.services);
    services
        .filter(|(_, s)| s.depends_on.contains_key(name))
        .map(|(other, _)| other.as_str())
        .collect()
}

/// Members in the order in which they go: dependents before what they depend on, unknown services first.
pub(super) fn backwards(project: Option<&Project>, mut members: Vec<Member>) -> Vec<Member> {
    let order: Vec<&str> = project.map(Project::start_order).unwrap_or_default();
    let place = |m: &Member| order.iter().position(|name| *name == m.service);
    members.sort_by_key(|m| std::cmp::Reverse(place(m).map_or(usize::MAX, |place| place)));
    members
}

pub(super) fn down(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (name, project) = call.scope(w, client)?;
    let volumes = call.options.is("volumes");
    let grace = timeout(call)?;
    let mut all = members(w, client.machine, &name);
    if let Some(project) = &project {
        let unknown = |name: &&String| !project.services.contains_key(*name);
        if let Some(name) = call.options.arguments.iter().find(unknown) {
            return Err(Failure::new(1, format!("no such service: {name}")));
        }
        // What belongs to a profile that is not enabled is left alone.
        all.retain(|m| !project.inactive.contains(&m.service));
        if !call.options.is("remove-orphans") {
            let lost = orphans(w, client.machine, project);
            all.retain(|m| !lost.contains(m));
        }
    }
    if !call.options.arguments.is_empty() {
        all.retain(|m| call.options.arguments.contains(&m.service));
    }
    let going: BTreeSet<_> = all.iter().map(|m| m.key).collect();
    let mut plan = Plan::strict();
    let mut last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for member in backwards(project.as_ref(), all) {
        let before = dependents(project.as_ref(), &member.service);
        let before = before.into_iter().filter_map(|other| last.get(other));
        let after: Vec<usize> = before.flatten().copied().collect();
        let removed = gone(&mut plan, &member.name, grace, volumes, &after);
        last.entry(member.service).or_default().push(removed);
    }
    if !call.options.arguments.is_empty() {
        return Ok(Outcome::Work(plan));
    }
    let after: Vec<usize> = last.into_values().flatten().collect();
    match (call.options.text("rmi"), &project) {
        (None, _) => {}
        (Some(which @ ("all" | "local")), project) => {
            let services = project.iter().flat_map(|p| &p.services);
            let mut images: Vec<String> = services
                .filter(|(_, service)| which == "all" || service.image.is_none())
                .filter_map(|(service, _)| Some(image_of(project.as_ref()?, service)))
                .collect();
            images.sort();
            images.dedup();
            for image in images {
                let subject = format!("Image {image}");
                let op = Op::RemoveImage { reference: image };
                plan.push(Task::new(op, &after).saying(&subject, "Removing", "Removed"));
            }
        }
        (Some(other), _) => {
            return Err(Failure::new(
                1,
                format!("invalid value for --rmi: {other:?}"),
            ));
        }
    }
    let mine = |labels: &BTreeMap<String, String>| labels.get(PROJECT) == Some(&name);
    let engine = engine(w, client.machine);
    for network in engine.networks.values().filter(|n| mine(&n.labels)) {
        let subject = format!("Network {}", network.name);
        let others = |(key, place): (&_, &crate::host::docker::network::Endpoint)| {
            place.address.is_some() && !going.contains(key)
        };
        if network.endpoints.iter().any(others) {
            let task = Task::new(Op::Nothing, &after);
            plan.push(task.saying(&subject, "Removing", "Resource is still in use"));
            continue;
        }
        let op = Op::RemoveNetwork {
            name: network.name.clone(),
            print: false,
        };
        plan.push(Task::new(op, &after).saying(&subject, "Removing", "Removed"));
    }
    for volume in engine
        .volumes
        .values()
        .filter(|v| volumes && mine(&v.labels))
    {
        let op = Op::RemoveVolume {
            name: volume.name.clone(),
            force: false,
            print: false,
        };
        let subject = format!("Volume {}", volume.name);
        plan.push(Task::new(op, &after).saying(&subject, "Removing", "Removed"));
    }
    Ok(Outcome::Work(plan))
}
