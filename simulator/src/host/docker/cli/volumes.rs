//! The commands on volumes.

use super::command::Outcome;
use super::flags::Parsed;
use super::list::{self, Row};
use super::networks::labels;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::op::Op;
use crate::host::docker::plan::{Failure, Plan};
use crate::host::docker::volume::{self, VolumeConfig};
use crate::host::write_stdout;
use crate::world::World;

pub(super) fn create(_: &mut World, _: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let name = match (parsed.arguments.first(), parsed.text("name")) {
        (Some(_), Some(_)) => {
            let words =
                "conflicting options: either specify --name or provide positional arg, not both";
            return Err(Failure::new(1, words));
        }
        (first, named) => first.map(String::as_str).or(named),
    };
    let config = VolumeConfig {
        name: name.unwrap_or_default().to_owned(),
        driver: parsed.text("driver").unwrap_or_default().to_owned(),
        labels: labels(parsed),
    };
    let mut plan = Plan::tolerant();
    plan.add(
        Op::CreateVolume {
            config: Box::new(config),
            print: true,
        },
        &[],
    );
    Ok(Outcome::Work(plan))
}

pub(super) fn ls(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let mut rows: Vec<Row> = Vec::new();
    for found in engine(w, client.machine).volumes.values() {
        let mut fits = true;
        for filter in parsed.list("filter") {
            fits &= match filter.split_once('=') {
                Some(("name", value)) => found.name.contains(value),
                Some(("dangling", value)) => {
                    volume::users(w, client.machine, &found.name).is_empty() == (value == "true")
                }
                Some(("label", value)) => {
                    let (label, wanted) = value
                        .split_once('=')
                        .map_or((value, None), |(l, v)| (l, Some(v)));
                    found
                        .labels
                        .get(label)
                        .is_some_and(|v| wanted.is_none_or(|w| w == v))
                }
                _ => {
                    return Err(Failure::new(
                        1,
                        format!(
                            "Error response from daemon: invalid filter '{}'",
                            filter.split('=').next().unwrap_or_default()
                        ),
                    ));
                }
            };
        }
        if fits {
            rows.push(vec![
                ("Driver", "local".to_owned()),
                ("Name", found.name.clone()),
                ("Scope", "local".to_owned()),
                (
                    "Mountpoint",
                    format!("/var/lib/docker/volumes/{}/_data", found.name),
                ),
                (
                    "Labels",
                    found
                        .labels
                        .iter()
                        .map(|(k, v)| format!("{k}={v}"))
                        .collect::<Vec<_>>()
                        .join(","),
                ),
            ]);
        }
    }
    let columns = [("Driver", "DRIVER"), ("Name", "VOLUME NAME")];
    let text = list::show(
        parsed,
        &rows,
        &columns,
        ("Name", list::Listed::Other("volumeContext")),
    )?;
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

pub(super) fn rm(_: &mut World, _: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let force = parsed.is("force");
    let mut plan = Plan::tolerant();
    for name in &parsed.arguments {
        plan.add(
            Op::RemoveVolume {
                name: name.clone(),
                force,
                print: true,
            },
            &[],
        );
    }
    Ok(Outcome::Work(plan))
}
