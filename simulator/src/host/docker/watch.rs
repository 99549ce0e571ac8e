//! Looking at a container that somebody waits for: what it writes, and how it stands.

use super::container::Status;
use super::engine::{Client, engine};
use super::op::{Look, Voice, clean_up, find};
use super::plan::Failure;
use super::stop;
use crate::container::{ContainerKey, Health};
use crate::host::{MachineKey, write_stderr};
use crate::world::World;

/// Shows what a container has written since the last look; ends with its exit code.
pub(super) fn attach(
    w: &mut World,
    client: Client,
    name: &str,
    shown: &mut usize,
) -> Result<Look, Failure> {
    let machine = client.machine;
    let key = find(w, machine, name)?;
    let lines = &w.containers[key].lines;
    let (mut fresh, mut errors) = (String::new(), String::new());
    for line in lines.iter().skip(*shown) {
        let stream = if line.is_error {
            &mut errors
        } else {
            &mut fresh
        };
        *stream += &format!("{}\n", line.text);
    }
    *shown = lines.len();
    crate::host::write_stdout(w, client.job, &fresh);
    write_stderr(w, client.job, &errors);
    let container = &engine(w, machine).containers[&key];
    if container.is_running() {
        if w.containers[key].state == crate::container::State::Ready && !w.containers[key].ends() {
            // A person would press Ctrl-C now: SIGINT ends the container.
            write_stderr(
                w,
                client.job,
                "paperboat: not modelled: a foreground container that does not end by itself; interrupted (start it with -d)\n",
            );
            stop::kill(w, client, key).map_err(|r| Voice::Plain.failure(&r))?;
            clean_up(w, client, key);
            return Err(Failure::new(130, ""));
        }
        return Ok(Look::NotYet);
    }
    let code = container.exit_code;
    clean_up(w, client, key);
    Err(Failure::new(code, ""))
}

/// How a container stands, with what a person needs to see why it goes no further.
pub(super) fn state_of(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    let container = &engine(w, machine).containers[&key];
    let code = container.exit_code;
    match container.status {
        Status::Created => "is created, not started".to_owned(),
        Status::Exited => format!("has exited ({code})"),
        Status::Restarting => {
            let times = container.restarts;
            format!("restarts again and again: {times} times, last exit code {code}")
        }
        Status::Paused => "is paused".to_owned(),
        Status::Running => {
            let health = match w.containers[key].health {
                Health::None => "",
                Health::Starting => ", its health still starting",
                Health::Healthy => ", healthy",
                Health::Unhealthy => ", unhealthy",
            };
            match container.restarts {
                0 => format!("is running{health}"),
                n => format!("is running{health} after {n} restarts, last exit code {code}"),
            }
        }
    }
}
