//! `docker top`: the processes of a container, as the machine's `ps` shows them.

use super::command::Outcome;
use super::flags::Parsed;
use crate::container::ContainerKey;
use crate::host::docker::container::Status;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::op::find;
use crate::host::docker::plan::Failure;
use crate::host::{processes, program, write_stdout};
use crate::world::World;

/// As wide as a column of `docker top` is at least.
const LEAST: usize = 20;

/// The heading and the rows for a container.
///
/// # Errors
/// In Docker's words; of a program whose command line is not known, that it is not modelled.
pub(in crate::host::docker) fn rows(
    w: &World,
    client: Client,
    key: ContainerKey,
    words: &[String],
) -> Result<Vec<Vec<String>>, Failure> {
    let container = &engine(w, client.machine).containers[&key];
    let id = &container.id;
    let words_of = |why: String| Failure::new(1, format!("Error response from daemon: {why}"));
    match container.status {
        Status::Running | Status::Paused => {}
        Status::Restarting => {
            return Err(words_of(format!(
                "Container {id} is restarting, wait until the container is running"
            )));
        }
        Status::Created | Status::Exited => {
            return Err(words_of(format!("container {id} is not running")));
        }
    }
    let seen = processes::of_one(w, client.machine, key);
    program::top(w, &seen, words).map_err(|why| Failure::new(1, why))
}

pub(super) fn top(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[0])?;
    let rows = rows(w, client, key, &parsed.arguments[1..])?;
    let mut text = String::new();
    for row in rows {
        let last = row.len().saturating_sub(1);
        let cells = row.iter().enumerate().map(|(n, cell)| match n == last {
            true => cell.clone(),
            false => format!("{cell:<LEAST$}"),
        });
        text += cells.collect::<String>().trim_end();
        text.push('\n');
    }
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}
