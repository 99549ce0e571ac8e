//! Whom a fault hits.

use std::collections::BTreeMap;

use paperboat_core::fault::Fault;
use paperboat_core::workload::WorkloadKind;

use crate::container::{ContainerKey, State};
use crate::registry;
use crate::world::World;
use crate::{ec2, ecs};

/// Chooses one of several, by seed, fault and occurrence.
pub(super) fn one_of<T: Clone>(w: &mut World, fault: &Fault, what: &str, all: &[T]) -> Option<T> {
    let unit = w.unit("weather", &format!("{}/{what}", fault.name()));
    all.get(unit.index(all.len())).cloned()
}

/// The programs that run on and are meant to.
pub(super) fn running(w: &World) -> Vec<ContainerKey> {
    let running = w.containers.iter().filter(|(_, c)| {
        let runs = matches!(c.state, State::Booting | State::Ready);
        runs && !c.ends() && w.is_wanted(c.spec.owner)
    });
    running.map(|(key, _)| key).collect()
}

/// The programs that run on and are meant to, by the service that they are.
fn services(w: &World) -> BTreeMap<String, Vec<ContainerKey>> {
    let mut found: BTreeMap<String, Vec<ContainerKey>> = BTreeMap::new();
    for key in running(w) {
        if let Some(name) = w.containers[key].spec.called.first() {
            found.entry(name.clone()).or_default().push(key);
        }
    }
    found
}

/// The containers of a service that are databases, or of one that is drawn.
pub(super) fn database(
    w: &mut World,
    fault: &Fault,
    service: Option<&str>,
) -> Result<(String, Vec<ContainerKey>), &'static str> {
    let mut services = services(w);
    services.retain(|_, keys| {
        keys.retain(|key| {
            let image = w.containers[*key].spec.image;
            registry::image(w, image).profile.kind == WorkloadKind::Database
        });
        !keys.is_empty()
    });
    let names: Vec<String> = services.keys().cloned().collect();
    let drawn = one_of(w, fault, "service", &names);
    let name = service.map(str::to_owned).or(drawn).ok_or("no-database")?;
    let keys = services.remove(&name).ok_or("no-database")?;
    Ok((name, keys))
}

/// A container of the service that is named, or of one that is drawn.
pub(super) fn container(
    w: &mut World,
    fault: &Fault,
    service: Option<&str>,
) -> Result<ContainerKey, &'static str> {
    let services = services(w);
    let names: Vec<&String> = services.keys().collect();
    // Both draws are taken whatever is named, so that the next strike meets the same weather.
    let drawn = one_of(w, fault, "service", &names);
    let name = service.or(drawn.map(String::as_str));
    let containers = name.and_then(|name| services.get(name));
    let containers = containers.map_or(&[][..], Vec::as_slice);
    one_of(w, fault, "container", containers).ok_or(if services.is_empty() {
        "nothing-runs"
    } else {
        "no-container"
    })
}

/// An instance that runs.
pub(super) fn instance(w: &mut World, fault: &Fault) -> Result<ec2::InstanceKey, &'static str> {
    let all = ec2::running(w);
    one_of(w, fault, "instance", &all).ok_or("no-instance")
}

/// A task that runs.
pub(super) fn task(w: &mut World, fault: &Fault) -> Result<ecs::TaskKey, &'static str> {
    let all = ecs::running(w);
    one_of(w, fault, "task", &all).ok_or("no-task")
}
