//! Ending a container by hand: SIGTERM and its grace period, SIGKILL.

use std::time::Duration;

use super::container::{Status, resource};
use super::engine::{Answer, Client, Refusal, changed, engine, engine_mut};
use super::events;
use crate::change::Subject;
use crate::container::{self, ContainerKey};
use crate::host::MachineKey;
use crate::model::Limit;
use crate::world::World;

/// The signals that Linux has by name, without `SIG`.
const SIGNALS: [&str; 21] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CONT", "FPE", "HUP", "ILL", "INT", "KILL", "PIPE", "PROF",
    "QUIT", "SEGV", "STOP", "TERM", "TRAP", "TSTP", "USR1", "USR2", "WINCH",
];

/// A signal's name without `SIG`, or none when there is no such signal.
pub(in crate::host) fn signal(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").unwrap_or(&upper);
    let by_number = match bare {
        "1" => "HUP",
        "2" => "INT",
        "3" => "QUIT",
        "9" => "KILL",
        "10" => "USR1",
        "12" => "USR2",
        "15" => "TERM",
        other => other,
    };
    let numbered = by_number.parse::<u8>().is_ok_and(|n| (1..=64).contains(&n));
    let real_time = by_number.starts_with("RTMIN") || by_number.starts_with("RTMAX");
    let known = SIGNALS.contains(&by_number);
    (known || numbered || real_time).then(|| by_number.to_owned())
}

/// Tells whether a text names a signal.
pub(super) fn is_signal(text: &str) -> bool {
    signal(text).is_some()
}

/// How long a container has between SIGTERM and SIGKILL when the command does not say.
pub(super) fn grace(w: &World, machine: MachineKey, key: ContainerKey) -> Duration {
    let own = engine(w, machine).containers[&key].config.stop_timeout;
    own.unwrap_or_else(|| Duration::from_secs(w.model.limit(Limit::DockerStopTimeoutS)))
}

/// Asks a container to end; it has ended when its status says so. Nothing when it does not run.
pub(super) fn stop(w: &mut World, client: Client, key: ContainerKey, grace: Duration) {
    by_hand(w, client, key);
    if engine(w, client.machine).containers[&key].is_running() {
        events::of_container(w, client.machine, key, "kill", &[("signal", "15")]);
        if let Some(container) = engine_mut(w, client.machine).container(key) {
            container.stopping = true;
        }
        container::stop(w, key, grace, client.cause);
    }
}

/// Ends a container at once.
pub(super) fn kill(w: &mut World, client: Client, key: ContainerKey) -> Answer<()> {
    let container = &engine(w, client.machine).containers[&key];
    if matches!(container.status, Status::Created | Status::Exited) {
        let (name, id) = (&container.config.name, &container.id);
        return Err(Refusal(format!(
            "cannot kill container: {name}: container {id} is not running"
        )));
    }
    by_hand(w, client, key);
    if engine(w, client.machine).containers[&key].is_running() {
        events::of_container(w, client.machine, key, "kill", &[("signal", "9")]);
        container::kill(w, key, client.cause);
    }
    Ok(())
}

/// Sends a signal other than SIGKILL to a running container. Of a signal that its program does not take for its end,
/// nothing is seen.
///
/// # Errors
/// In Docker's words when there is no such container, or it does not run.
pub(super) fn send(w: &mut World, client: Client, name: &str, signal: &str) -> Answer<()> {
    let refused = |why: String| Refusal(format!("cannot kill container: {name}: {why}"));
    let key = engine(w, client.machine)
        .find(name)
        .map_err(|r| refused(r.0))?;
    let container = &engine(w, client.machine).containers[&key];
    if !container.is_running() {
        return Err(refused(format!(
            "container {} is not running",
            container.id
        )));
    }
    match signal {
        // A person who ends it so has no patience to be modelled: nothing follows after a day.
        "TERM" => {
            stop(w, client, key, Duration::from_secs(86_400));
            if let Some(container) = engine_mut(w, client.machine).container(key) {
                container.stopping = false;
            }
        }
        "HUP" | "QUIT" | "INT" | "USR1" | "USR2" | "WINCH" | "CONT"
            if container::ignores_signals(w, key) => {}
        other => {
            return Err(Refusal(format!("paperboat: not modelled: signal {other}")));
        }
    }
    Ok(())
}

/// Switches the restart policy off, and a restart that is being waited for.
fn by_hand(w: &mut World, client: Client, key: ContainerKey) {
    let Some(container) = engine_mut(w, client.machine).container(key) else {
        return;
    };
    container.by_hand = true;
    if container.status == Status::Restarting {
        container.status = Status::Exited;
        container.generation = container.generation.wrapping_add(1);
        let name = resource(&container.config.name);
        let event = w.state(
            Some(client.cause),
            &name,
            "restarting",
            "exited",
            "stopped while it waited for its restart",
        );
        w.mark(Subject::Container(key), event);
        changed(w, client.machine);
    }
}
