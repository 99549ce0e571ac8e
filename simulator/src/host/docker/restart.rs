//! What follows when a container ends, and when the engine comes and goes: restart policies.

use std::net::Ipv4Addr;
use std::time::Duration;

use paperboat_core::event::EventId;

use super::config::Restart;
use super::container::{Container, Status, drop_container, resource};
use super::engine::{Client, changed, engine, engine_mut};
use super::{events, network, start};
use crate::change::Subject;
use crate::container::{self, Change, ContainerKey, Exit, Owner};
use crate::host::{JobKey, MachineKey};
use crate::model::{Limit, Timing};
use crate::registry;
use crate::wake::{Kind, Wake};
use crate::world::World;

/// Hears of a change of a container of a Docker engine.
pub(crate) fn on_change(w: &mut World, key: ContainerKey, change: Change, cause: EventId) {
    let Owner::Docker(machine) = w.containers[key].spec.owner else {
        return;
    };
    if let Some(container) = engine_mut(w, machine).container(key) {
        container.heard = Some(cause);
    }
    if let Change::Health(health) = change {
        let action = format!("health_status: {}", health.word());
        events::of_container(w, machine, key, &action, &[]);
    }
    if let Change::Exited(exit) = change {
        exited(w, machine, key, &exit, cause);
    }
    changed(w, machine);
}

fn exited(w: &mut World, machine: MachineKey, key: ContainerKey, exit: &Exit, cause: EventId) {
    let ran = exit.at.since(w.containers[key].started);
    let (code, seconds) = (exit.code.to_string(), ran.as_secs().to_string());
    let died = [("execDuration", seconds.as_str()), ("exitCode", &code)];
    if exit.oom_killed {
        events::of_container(w, machine, key, "oom", &[]);
    }
    events::of_container(w, machine, key, "die", &died);
    events::of_networks(w, machine, key, "disconnect");
    let stopped = engine_mut(w, machine).container(key);
    if stopped.is_some_and(|c| std::mem::take(&mut c.stopping)) {
        events::of_container(w, machine, key, "stop", &[]);
    }
    network::detach(w, machine, key);
    let reset = Duration::from_secs(w.model.limit(Limit::DockerRestartResetS));
    let first = Duration::from_millis(w.model.limit(Limit::DockerRestartFirstMs));
    let longest = Duration::from_millis(w.model.limit(Limit::DockerRestartLongestMs));
    let engine = engine_mut(w, machine);
    let up = engine.up;
    let Some(container) = engine.container(key) else {
        return;
    };
    container.status = Status::Exited;
    container.bound.clear();
    container.pid = 0;
    container.beside.clear();
    container.exit_code = exit.code;
    container.oom_killed = exit.oom_killed;
    container.finished = Some(exit.at);
    let again = match container.config.restart {
        Restart::No => false,
        Restart::Always | Restart::UnlessStopped => true,
        Restart::OnFailure(most) => exit.code != 0 && (most == 0 || container.restarts < most),
    };
    if !up {
        container.ended_with_engine = true;
    } else if again && !container.by_hand {
        container.status = Status::Restarting;
        container.restarts += 1;
        let delay = match container.delay {
            Some(last) if ran <= reset => (last * 2).min(longest),
            _ => first,
        };
        container.delay = Some(delay);
        let (name, policy) = (
            resource(&container.config.name),
            container.config.restart.name(),
        );
        let reason = format!("restart policy {policy}, after {} ms", delay.as_millis());
        let event = w.state_of(Some(cause), &name, "exited", "restarting", reason);
        w.containers[key].last = w.mark(Subject::Container(key), event);
        plan(w, machine, key, delay);
    } else if container.config.auto_remove && !container.attached {
        drop_container(w, by_itself(machine, cause), key, true);
    }
}

/// The engine itself as who asks: no command waits, and the cause alone is used.
fn by_itself(machine: MachineKey, cause: EventId) -> Client {
    Client {
        machine,
        job: JobKey::from_slot(u32::MAX),
        cause,
    }
}

/// Plans a start after a delay and the time that a start takes.
fn plan(w: &mut World, machine: MachineKey, key: ContainerKey, delay: Duration) {
    let image = w.registry.images[w.containers[key].spec.image]
        .repository
        .clone();
    let takes = w.draw(Timing::DockerStart, &image);
    let Some(container) = engine_mut(w, machine).container(key) else {
        return;
    };
    container.generation = container.generation.wrapping_add(1);
    let generation = container.generation;
    w.wake_in(delay + takes, Kind::DockerRestart, key.slot(), generation);
}

/// A restart back-off is over ([`crate::wake::Kind::DockerRestart`]).
pub(crate) fn wake(w: &mut World, wake: Wake) {
    let key = ContainerKey::from_slot(wake.slot);
    let Some(Owner::Docker(machine)) = w.containers.get(key).map(|c| c.spec.owner) else {
        return;
    };
    let engine = engine_mut(w, machine);
    let up = engine.up;
    let due = engine
        .container(key)
        .is_some_and(|c| c.generation == wake.generation && !c.is_running());
    if up && due {
        let cause = w.containers[key].last;
        // The refusal is in the container's error and in the event log.
        let _ = start::launch(w, machine, key, cause);
    }
}

/// Tells whether a container that has ended comes back when the engine starts.
fn returns(container: &Container) -> bool {
    let ended = container.finished.is_some();
    match container.config.restart {
        Restart::No => false,
        Restart::Always => ended,
        Restart::UnlessStopped => ended && !container.by_hand,
        Restart::OnFailure(_) => ended && container.exit_code != 0,
    }
}

/// The ports that containers will publish when an engine that is down starts again, as far as they name them.
pub(crate) fn ports_to_come(w: &World, machine: MachineKey) -> Vec<(Ipv4Addr, u16)> {
    let engine = engine(w, machine);
    let back = engine
        .containers
        .values()
        .filter(|c| !engine.up && returns(c));
    let published = back.flat_map(|c| &c.config.publish);
    let ports = published.filter(|p| p.protocol == "tcp").filter_map(|p| {
        let (first, last) = p.host?;
        Some((first..=last).map(|port| (p.host_ip, port)))
    });
    ports.flatten().collect()
}

/// The engine's unit became active: containers come back as their restart policies say.
pub(crate) fn engine_started(w: &mut World, machine: MachineKey, cause: EventId) {
    let now = w.now;
    let engine = &mut w.hosts.machines[machine].docker;
    engine.up = true;
    engine.next_subnet = 0;
    engine.last_ports.clear();
    engine.furnish(&mut w.ids, now);
    let (mut back, mut gone) = (Vec::new(), Vec::new());
    for (key, container) in &mut engine.containers {
        if container.config.auto_remove {
            gone.push(*key);
        } else if returns(container) {
            container.restarts = 0;
            container.delay = None;
            container.by_hand = false;
            back.push(*key);
        }
    }
    // What was to go with its end goes now, though nobody was there to see that (moby, `daemon.restore`).
    let client = by_itself(machine, cause);
    for key in gone {
        drop_container(w, client, key, true);
    }
    for key in back {
        w.containers[key].last = cause;
        plan(w, machine, key, Duration::ZERO);
    }
    changed(w, machine);
}

/// The engine's unit is down: every container has ended when this returns.
pub(crate) fn engine_stopped(w: &mut World, machine: MachineKey, cause: EventId) {
    stop_all(w, machine, container::shut_down, cause);
}

/// The machine lost its power: no container was asked to end.
pub(crate) fn engine_lost(w: &mut World, machine: MachineKey, cause: EventId) {
    stop_all(w, machine, container::lose, cause);
}

fn stop_all(
    w: &mut World,
    machine: MachineKey,
    end: fn(&mut World, ContainerKey, EventId),
    cause: EventId,
) {
    let engine = engine_mut(w, machine);
    engine.up = false;
    let mut running = Vec::new();
    for (key, container) in &mut engine.containers {
        container.generation = container.generation.wrapping_add(1);
        if container.status == Status::Restarting {
            container.status = Status::Exited;
            container.ended_with_engine = true;
        }
        if container.is_running() {
            running.push(*key);
        }
    }
    for key in running {
        end(w, key, cause);
    }
    registry::abandon(w, machine, Some(cause));
    engine_mut(w, machine).pulls.clear();
    changed(w, machine);
}

/// The machine is destroyed: the engine forgets its containers and images.
pub(crate) fn engine_destroyed(w: &mut World, machine: MachineKey, cause: EventId) {
    engine_stopped(w, machine, cause);
    let engine = std::mem::take(engine_mut(w, machine));
    for key in engine.containers.into_keys() {
        container::remove(w, key);
    }
}

/// Checks what must hold of every engine.
pub(crate) fn check(w: &World) {
    for (machine, host) in w.hosts.machines.iter() {
        let engine = &host.docker;
        let mut names: Vec<&str> = engine
            .containers
            .values()
            .map(|c| c.config.name.as_str())
            .collect();
        names.sort_unstable();
        assert!(
            names.windows(2).all(|n| n[0] != n[1]),
            "a container's name is there once on {machine:?}"
        );
        let mut ports: Vec<_> = engine
            .containers
            .values()
            .flat_map(|c| &c.bound)
            .map(|b| (&b.protocol, b.host_ip, b.host_port))
            .collect();
        ports.sort_unstable();
        assert!(
            ports.windows(2).all(|p| p[0] != p[1]),
            "a port of {machine:?} is held once"
        );
        for (key, container) in &engine.containers {
            let name = &container.config.name;
            assert!(w.containers.get(*key).is_some(), "{name} has a process");
            assert!(
                engine.up || !container.is_running(),
                "{name} runs only while the engine does"
            );
            assert!(
                container.is_running() || container.bound.is_empty(),
                "{name} holds ports only while it runs"
            );
            assert!(
                engine.images.contains_key(&container.image),
                "the image of {name} is there"
            );
            let volumes = container.mounts.iter().filter_map(|m| m.volume());
            assert!(
                volumes.into_iter().all(|v| engine.volumes.contains_key(v)),
                "the volumes of {name} are there"
            );
        }
        for network in engine.networks.values() {
            let mut addresses: Vec<_> = network
                .endpoints
                .values()
                .filter_map(|e| e.address)
                .collect();
            addresses.sort_unstable();
            assert!(
                addresses.windows(2).all(|a| a[0] != a[1]),
                "an address of {} is there once",
                network.name
            );
            for (key, endpoint) in &network.endpoints {
                assert!(
                    endpoint
                        .address
                        .is_none_or(|a| network.holder(a) == Some(*key)),
                    "who has an address of {} is found by it",
                    network.name
                );
                let running = engine
                    .containers
                    .get(key)
                    .is_some_and(super::container::Container::is_running);
                assert!(
                    running || endpoint.address.is_none(),
                    "only a running container has an address on {}",
                    network.name
                );
            }
        }
    }
}
