//! The commands that only look: ps, logs, ls.

use std::collections::BTreeMap;

use super::command::Call;
use super::each::named;
use super::labels::{FILES, PROJECT};
use crate::host::docker::cli::command::can_reach;
use crate::host::docker::cli::{Outcome, age, command_of, date, ports, status, table};
use crate::host::docker::container::Status;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::plan::Failure;
use crate::host::{write_stderr, write_stdout};
use crate::world::World;

pub(super) fn ps(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, mut all) = named(w, client, call)?;
    let options = &call.options;
    let engine = engine(w, client.machine);
    let (wanted, ended) = (options.text("status"), options.is("all"));
    all.retain(|m| {
        let status = engine.containers[&m.key].status;
        let alive = matches!(status, Status::Running | Status::Restarting);
        wanted.map_or(alive || ended, |word| word == status.word())
    });
    let mut text = String::new();
    if options.is("quiet") {
        text.extend(
            all.iter()
                .map(|m| format!("{}\n", engine.containers[&m.key].id)),
        );
    } else if options.is("services") {
        let mut services: Vec<&str> = all.iter().map(|m| m.service.as_str()).collect();
        services.dedup();
        text.extend(services.iter().map(|s| format!("{s}\n")));
    } else {
        let headings = [
            "NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS",
        ];
        let mut rows = vec![headings.map(str::to_owned).to_vec()];
        for m in &all {
            let container = &engine.containers[&m.key];
            let row = [
                m.name.clone(),
                container.config.image.clone(),
                format!("\"{}\"", command_of(container).trim_matches('"')),
                m.service.clone(),
                format!("{} ago", age(w.now.since(container.created))),
                status(w, m.key, container),
                ports(w, client.machine, container),
            ];
            let health = w.containers[m.key].health;
            let health = if health == crate::container::Health::None || !container.is_running() {
                ""
            } else {
                health.word()
            };
            match options.text("format").unwrap_or("table") {
                "table" => rows.push(row.to_vec()),
                "json" => {
                    let [name, image, command, service, created, status, ports] = row;
                    let value = serde_json::json!({
                        "Command": command, "CreatedAt": date(container.created), "ExitCode": container.exit_code,
                        "Health": health, "ID": container.short_id(), "Image": image, "Name": name, "Names": name,
                        "Ports": ports, "Project": container.config.labels.get(PROJECT), "RunningFor": created,
                        "Service": service, "State": container.status.word(), "Status": status,
                    });
                    text += &format!("{value}\n");
                }
                other => {
                    let words = format!("paperboat: not modelled: compose ps --format {other}");
                    return Err(Failure::new(1, words));
                }
            }
        }
        if options.text("format").unwrap_or("table") == "table" {
            text = table(&rows);
        }
    }
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

pub(super) fn logs(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, all) = named(w, client, call)?;
    let options = &call.options;
    let tail = match options.text("tail") {
        None | Some("all") => usize::MAX,
        Some(n) => n.parse().map_err(|_| {
            let words = format!("Error response from daemon: invalid tail value: {n}");
            Failure::new(1, words)
        })?,
    };
    let label = |service: &str, number: u32| format!("{service}-{number}");
    let widest = all.iter().map(|m| label(&m.service, m.number).len()).max();
    let mut text = String::new();
    for m in &all {
        let prefix = label(&m.service, m.number);
        let lines = &w.containers[m.key].lines;
        for (at, line) in lines.iter().skip(lines.len().saturating_sub(tail)) {
            if !options.is("no-log-prefix") {
                text += &format!("{prefix:<width$}  | ", width = widest.unwrap_or(0));
            }
            if options.is("timestamps") {
                text += &format!("{} ", date(*at));
            }
            text += &format!("{line}\n");
        }
    }
    write_stdout(w, client.job, &text);
    if options.is("follow") {
        let line = "paperboat: not modelled: logs --follow; shown up to now\n";
        write_stderr(w, client.job, line);
    }
    Ok(Outcome::Exit(0))
}

pub(super) fn ls(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    can_reach(w, client).map_err(|words| Failure::new(1, words))?;
    let mut projects: BTreeMap<&str, (BTreeMap<&str, u32>, &str)> = BTreeMap::new();
    let all = call.options.is("all");
    for container in engine(w, client.machine).containers.values() {
        let labels = &container.config.labels;
        let Some(name) = labels.get(PROJECT) else {
            continue;
        };
        if container.is_running() || all {
            let files = labels.get(FILES).map_or("", String::as_str);
            let project = projects.entry(name).or_insert((BTreeMap::new(), files));
            *project.0.entry(container.status.word()).or_default() += 1;
        }
    }
    let text = if call.options.is("quiet") {
        projects.keys().map(|name| format!("{name}\n")).collect()
    } else {
        let mut rows = vec![
            ["NAME", "STATUS", "CONFIG FILES"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for (name, (states, files)) in projects {
            let states: Vec<String> = states.iter().map(|(s, n)| format!("{s}({n})")).collect();
            rows.push(vec![name.to_owned(), states.join(", "), files.to_owned()]);
        }
        table(&rows)
    };
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}
