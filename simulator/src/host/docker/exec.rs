//! Running a command in a container: `docker exec`.

use std::time::Duration;

use super::container::Status;
use super::engine::{Client, engine, engine_mut};
use super::events;
use super::op::{Look, find, of_image};
use super::plan::Failure;
use crate::container::{self, Circumstances, ContainerKey};
use crate::host::{write_stderr, write_stdout};
use crate::model::Timing;
use crate::world::World;

/// A command in a container.
#[derive(Clone, Debug)]
pub(super) struct Exec {
    name: String,
    argv: Vec<String>,
    detached: bool,
    circumstances: Circumstances,
    /// What the command came to, once it has begun.
    result: Option<container::ExecResult>,
}

/// Has a command that takes its time be seen among the processes of its container.
fn beside(w: &mut World, client: Client, key: ContainerKey, argv: &[String], takes: Duration) {
    let until = w.now + takes;
    let (now, pid) = (w.now, w.hosts.machines[client.machine].new_pid());
    if let Some(container) = engine_mut(w, client.machine).container(key) {
        container.beside.retain(|(_, _, until)| *until > now);
        if until > now {
            container.beside.push((pid, argv.to_vec(), until));
        }
    }
}

impl Exec {
    pub(super) fn new(
        name: String,
        argv: Vec<String>,
        detached: bool,
        circumstances: Circumstances,
    ) -> Self {
        Self {
            name,
            argv,
            detached,
            circumstances,
            result: None,
        }
    }

    fn running(&self, w: &World, client: Client) -> Result<ContainerKey, Failure> {
        let key = find(w, client.machine, &self.name)?;
        let container = &engine(w, client.machine).containers[&key];
        let (id, name) = (&container.id, &self.name);
        let words = match container.status {
            Status::Running => return Ok(key),
            Status::Paused => {
                format!("Container {name} is paused, unpause the container before exec")
            }
            Status::Restarting => {
                format!("Container {id} is restarting, wait until the container is running")
            }
            Status::Created | Status::Exited => format!("container {id} is not running"),
        };
        Err(Failure::new(
            1,
            format!("Error response from daemon: {words}"),
        ))
    }

    pub(super) fn begin(&mut self, w: &mut World, client: Client) -> Result<Duration, Failure> {
        let key = self.running(w, client)?;
        Ok(of_image(w, client.machine, key, Timing::DockerExec))
    }

    pub(super) fn look(&mut self, w: &mut World, client: Client) -> Result<Look, Failure> {
        let Some(result) = self.result.take() else {
            let key = self.running(w, client)?;
            let words = self.argv.join(" ");
            for action in ["exec_create", "exec_start"] {
                let action = format!("{action}: {words}");
                events::of_container(w, client.machine, key, &action, &[]);
            }
            let result = container::exec_with(w, key, &self.argv, &self.circumstances);
            let takes = result.takes;
            beside(w, client, key, &self.argv, takes);
            if self.detached {
                return Ok(Look::Done(String::new()));
            }
            self.result = Some(result);
            return Ok(Look::After(takes));
        };
        write_stdout(w, client.job, &result.stdout);
        write_stderr(w, client.job, &result.stderr);
        match result.code {
            0 => Ok(Look::Done(String::new())),
            code => Err(Failure::new(code, "")),
        }
    }
}
