//! The commands of Compose that pause, look at single ports and images, and change the number of containers.

use serde_json::{Value, json};

use super::command::Call;
use super::each::{named, running};
use super::labels::Member;
use crate::host::docker::cli::{self, Outcome, wide_table};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::op::{Instant, Op};
use crate::host::docker::plan::{Failure, Plan, Task};
use crate::host::docker::{image, ports};
use crate::host::write_stdout;
use crate::world::World;

pub(super) fn pause(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    instant(w, client, call, Instant::Pause, ["Pausing", "Paused"])
}

pub(super) fn unpause(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    instant(w, client, call, Instant::Unpause, ["Unpausing", "Unpaused"])
}

/// Does something at once with each running container.
fn instant(
    w: &mut World,
    client: Client,
    call: &Call,
    what: Instant,
    words: [&str; 2],
) -> Result<Outcome, Failure> {
    let (_, mut all) = named(w, client, call)?;
    all.retain(|m| engine(w, client.machine).containers[&m.key].is_running());
    let mut plan = Plan::strict();
    for member in all {
        let subject = format!("Container {}", member.name);
        let op = Op::Instant {
            name: member.name,
            what,
        };
        plan.push(Task::new(op, &[]).saying(&subject, words[0], words[1]));
    }
    Ok(Outcome::Work(plan))
}

pub(super) fn port(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let [service, port] = &call.options.arguments[..] else {
        let given = call.options.arguments.len();
        let words = format!("requires at least 2 arg(s), only received {given}");
        return Err(Failure::new(1, words));
    };
    let (name, _) = call.scope(w, client)?;
    let protocol = call.options.text("protocol").unwrap_or("tcp");
    let Some(member) = running(w, client, call, (&name, service)) else {
        return Err(Failure::new(
            1,
            format!("service {service:?} is not running"),
        ));
    };
    let container = &engine(w, client.machine).containers[&member.key];
    let bound = container.bound.iter();
    let mut found = bound
        .clone()
        .filter(|b| b.container_port.to_string() == *port && b.protocol == protocol);
    let Some(found) = found.next() else {
        let published: Vec<String> = bound
            .flat_map(|b| {
                ports::addresses(b)
                    .into_iter()
                    .map(|_| format!("{}/{}", b.host_port, b.protocol))
            })
            .collect();
        let words = format!(
            "no port {port}/{protocol} for container {}: {}",
            member.name,
            published.join(", ")
        );
        return Err(Failure::new(1, words));
    };
    let text = format!("{}:{}\n", found.host_ip, found.host_port);
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

/// The processes of each container that runs, below its name.
pub(super) fn top(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, all) = named(w, client, call)?;
    let running = |m: &&Member| engine(w, client.machine).containers[&m.key].is_running();
    let mut text = String::new();
    for member in all.iter().filter(running) {
        let rows = cli::processes(w, client, member.key, &[])?;
        let width = |n: usize| {
            let cells = rows.iter().filter_map(|row| row.get(n));
            cells.map(|c| c.chars().count()).max().unwrap_or(0) + 3
        };
        text += &format!("{}\n", member.name);
        for row in &rows {
            let cells = row.iter().enumerate();
            text.extend(cells.map(|(n, cell)| format!("{cell:<w$}", w = width(n))));
            text.push('\n');
        }
        text.push('\n');
    }
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

/// `docker compose events`, which shows what is still to come.
pub(super) fn events(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    named(w, client, call)?;
    let words = "paperboat: not modelled: docker compose events: what is still to come";
    Err(Failure::new(1, words))
}

pub(super) fn images(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, all) = named(w, client, call)?;
    let engine = engine(w, client.machine);
    let mut rows = vec![
        ["CONTAINER", "REPOSITORY", "TAG", "IMAGE ID", "SIZE"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let mut values: Vec<Value> = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    for member in all {
        let container = &engine.containers[&member.key];
        let Some(local) = engine.images.get(&container.image) else {
            continue;
        };
        let full = image::complete(&container.config.image);
        let (repository, tag) = image::split(&full);
        let tag = tag.trim_start_matches([':', '@']);
        ids.push(local.id.trim_start_matches("sha256:").to_owned());
        rows.push(vec![
            member.name.clone(),
            repository.to_owned(),
            tag.to_owned(),
            local.id[7..19].to_owned(),
            crate::host::docker::cli::size(local.size()),
        ]);
        values.push(json!({
            "ID": local.id, "ContainerName": member.name, "Repository": repository, "Tag": tag,
            "Size": local.size(),
        }));
    }
    ids.sort();
    ids.dedup();
    let text = match (call.options.is("quiet"), call.options.text("format")) {
        (true, _) => ids.iter().map(|id| format!("{id}\n")).collect(),
        (false, Some("json")) => format!("{}\n", Value::from(values)),
        (false, None | Some("table")) => wide_table(&rows),
        (false, Some(other)) => {
            return Err(Failure::new(
                1,
                format!("format value {other:?} could not be parsed: parsing failed"),
            ));
        }
    };
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}
