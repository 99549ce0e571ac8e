//! `docker compose up` in front: what the containers write, until all have ended.

use crate::container::State;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::op::{Look, find};
use crate::host::docker::plan::Failure;
use crate::host::docker::stop;
use crate::host::{write_stderr, write_stdout};
use crate::world::World;

/// When it is left before all containers have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::host::docker) enum Until {
    /// All have ended.
    #[default]
    AllEnd,
    /// One has ended; then the others are stopped.
    OneEnds,
}

/// A container that is followed.
#[derive(Clone, Debug)]
pub(super) struct Followed {
    /// Its name.
    pub(super) container: String,
    /// What stands before its lines.
    pub(super) label: String,
    /// How many of its lines have been shown.
    pub(super) shown: usize,
    /// Whether its end has been told.
    pub(super) ended: bool,
}

/// The watching of an application's containers.
#[derive(Clone, Debug)]
pub(in crate::host::docker) struct Follow {
    pub(super) all: Vec<Followed>,
    pub(super) until: Until,
    pub(super) prefix: bool,
    /// Whether it has said to what it is attached.
    pub(super) begun: bool,
    /// Whether it has said that it stops the others.
    pub(super) aborting: bool,
}

impl Follow {
    /// Shows what is new.
    pub(in crate::host::docker) fn look(
        &mut self,
        w: &mut World,
        client: Client,
    ) -> Result<Look, Failure> {
        let labels: Vec<&str> = self.all.iter().map(|f| f.label.as_str()).collect();
        let widest = labels.iter().map(|l| l.len()).max().unwrap_or(0);
        let mut text = String::new();
        if !std::mem::replace(&mut self.begun, true) {
            text += &format!("Attaching to {}\n", labels.join(", "));
        }
        let mut serves = false;
        for followed in &mut self.all {
            let Ok(key) = find(w, client.machine, &followed.container) else {
                followed.ended = true;
                continue;
            };
            let inside = &w.containers[key];
            for line in inside.lines.iter().skip(followed.shown) {
                if self.prefix {
                    text += &format!("{:<widest$}  | ", followed.label);
                }
                text += &format!("{}\n", line.text);
            }
            followed.shown = inside.lines.len();
            serves |= inside.state == State::Ready && !inside.ends();
            let container = &engine(w, client.machine).containers[&key];
            if !container.is_running() && !followed.ended {
                followed.ended = true;
                text += &format!(
                    "{} exited with code {}\n",
                    followed.label, container.exit_code
                );
            }
        }
        write_stdout(w, client.job, &text);
        let left = self.all.iter().filter(|f| !f.ended).count();
        let one = self.until == Until::OneEnds && left < self.all.len();
        if left == 0 {
            return Ok(Look::Done(String::new()));
        }
        if one {
            if !std::mem::replace(&mut self.aborting, true) {
                write_stderr(w, client.job, "Aborting on container exit...\n");
            }
            self.stop(w, client);
            return Ok(Look::NotYet);
        }
        if serves
            && self
                .all
                .iter()
                .filter(|f| !f.ended)
                .all(|f| self.serves(w, client, f))
        {
            // A person would press Ctrl-C now: the containers are stopped.
            let words = "paperboat: not modelled: docker compose up in front of what does not end by itself; interrupted (start it with -d)\n";
            write_stderr(w, client.job, words);
            self.stop(w, client);
            return Err(Failure::new(INTERRUPTED, ""));
        }
        Ok(Look::NotYet)
    }

    fn serves(&self, w: &World, client: Client, followed: &Followed) -> bool {
        find(w, client.machine, &followed.container).is_ok_and(|key| {
            let inside = &w.containers[key];
            inside.state == State::Ready && !inside.ends()
        })
    }

    fn stop(&self, w: &mut World, client: Client) {
        for followed in self.all.iter().filter(|f| !f.ended) {
            if let Ok(key) = find(w, client.machine, &followed.container) {
                let grace = stop::grace(w, client.machine, key);
                stop::stop(w, client, key, grace);
            }
        }
    }
}

/// The exit code after Ctrl-C.
const INTERRUPTED: i32 = 130;
