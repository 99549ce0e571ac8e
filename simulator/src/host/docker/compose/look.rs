//! The commands that only look: ps, logs, ls.

use std::collections::BTreeMap;

use paperboat_core::calendar::since_1970;
use serde_json::{Value, json};

use super::command::Call;
use super::each::named;
use super::labels::{FILES, Member, PROJECT};
use crate::container::{ContainerKey, Health};
use crate::host::docker::cli::command::{Unreached, can_reach};
use crate::host::docker::cli::flags::Parsed;
use crate::host::docker::cli::moment;
use crate::host::docker::cli::{
    Listed, Outcome, Row, age, command_of, date, show, status, wide_table,
};
use crate::host::docker::config::Bound;
use crate::host::docker::container::{Container, Status};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::plan::Failure;
use crate::host::docker::ports;
use crate::host::{write_stderr, write_stdout};
use crate::world::World;

pub(super) fn ps(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, mut all) = named(w, client, call)?;
    let options = &call.options;
    let engine = engine(w, client.machine);
    let (wanted, ended) = (options.text("status"), options.is("all"));
    let filter = options
        .text("filter")
        .map(|f| f.split_once('=').unwrap_or((f, "")));
    if let Some((name, _)) = filter.filter(|f| f.0 != "status") {
        return Err(Failure::new(1, format!("unknown filter {name}")));
    }
    let wanted = wanted.or(filter.map(|f| f.1));
    all.retain(|m| {
        let status = engine.containers[&m.key].status;
        let alive = matches!(
            status,
            Status::Running | Status::Paused | Status::Restarting
        );
        wanted.map_or(alive || ended, |word| word == status.word())
    });
    let mut text = String::new();
    if options.is("services") {
        let mut services: Vec<&str> = all.iter().map(|m| m.service.as_str()).collect();
        services.dedup();
        text.extend(services.iter().map(|s| format!("{s}\n")));
    } else {
        let rows: Vec<Row> = all.iter().map(|m| row(w, client, m, options)).collect();
        let columns = [
            ("Name", "NAME"),
            ("Image", "IMAGE"),
            ("Command", "COMMAND"),
            ("Service", "SERVICE"),
            ("RunningFor", "CREATED"),
            ("Status", "STATUS"),
            ("Ports", "PORTS"),
        ];
        text = if options.text("format") == Some("json") {
            all.iter()
                .map(|m| format!("{}\n", value(w, client, m)))
                .collect()
        } else {
            show(options, &rows, &columns, ("Identity", Listed::Services))?
        };
    }
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

/// A container's columns, by the names that templates know.
fn row(w: &World, client: Client, m: &Member, options: &Parsed) -> Row {
    let container = &engine(w, client.machine).containers[&m.key];
    let id = match options.is("no-trunc") {
        true => container.id.clone(),
        false => container.short_id().to_owned(),
    };
    let labels = &container.config.labels;
    let shown: Vec<String> = labels.iter().map(|(k, v)| format!("{k}={v}")).collect();
    vec![
        // `--quiet` prints the whole id whatever the others print.
        ("Identity", container.id.clone()),
        ("ID", id),
        ("Name", m.name.clone()),
        ("Names", m.name.clone()),
        ("Image", container.config.image.clone()),
        (
            "Command",
            format!(
                "\"{}\"",
                command_of(w, m.key, container, false).trim_matches('"')
            ),
        ),
        ("Service", m.service.clone()),
        ("Project", labels.get(PROJECT).cloned().unwrap_or_default()),
        (
            "RunningFor",
            format!("{} ago", age(w.now.since(container.created))),
        ),
        ("CreatedAt", date(container.created)),
        ("Status", status(w, m.key, container)),
        ("State", container.status.word().to_owned()),
        ("Health", health(w, m.key, container).to_owned()),
        ("ExitCode", container.exit_code.to_string()),
        ("Ports", ports::column(w, client.machine, container)),
        ("Publishers", publishers(w, client, container).to_string()),
        ("Labels", shown.join(",")),
    ]
}

/// The verdict on a container's health; empty for one that has none.
fn health(w: &World, key: ContainerKey, container: &Container) -> &'static str {
    let health = w.containers[key].health;
    if health == Health::None || !container.is_running() {
        ""
    } else {
        health.word()
    }
}

/// The ports of a container as Compose lists them.
fn publishers(w: &World, client: Client, container: &Container) -> Value {
    let mut all = Vec::new();
    for (port, protocol) in ports::exposed(w, client.machine, container) {
        let same = |b: &&Bound| b.container_port == port && b.protocol == protocol;
        let bound = container.bound.iter().filter(same);
        let places: Vec<Value> = bound
            .flat_map(|b| ports::addresses(b).into_iter().map(|ip| (ip, b.host_port)))
            .map(|(url, published)| {
                json!({ "URL": url, "TargetPort": port, "PublishedPort": published, "Protocol": protocol })
            })
            .collect();
        if places.is_empty() && container.is_running() {
            all.push(
                json!({ "URL": "", "TargetPort": port, "PublishedPort": 0, "Protocol": protocol }),
            );
        }
        all.extend(places);
    }
    all.into()
}

/// A container as `compose ps --format json` writes it.
fn value(w: &World, client: Client, m: &Member) -> Value {
    let container = &engine(w, client.machine).containers[&m.key];
    json!({
        "Command": format!("\"{}\"", command_of(w, m.key, container, false).trim_matches('"')),
        "CreatedAt": date(container.created), "ExitCode": container.exit_code,
        "Health": health(w, m.key, container), "ID": container.short_id(),
        "Image": container.config.image, "Name": m.name, "Names": m.name,
        "Ports": ports::column(w, client.machine, container),
        "Project": container.config.labels.get(PROJECT),
        "Publishers": publishers(w, client, container),
        "RunningFor": format!("{} ago", age(w.now.since(container.created))),
        "Service": m.service, "State": container.status.word(),
        "Status": status(w, m.key, container),
    })
}

pub(super) fn logs(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, all) = named(w, client, call)?;
    let options = &call.options;
    let tail = match options.text("tail") {
        None | Some("all") => usize::MAX,
        // A number that is none shows everything.
        Some(n) => n.parse().unwrap_or(usize::MAX),
    };
    let since = moment(w, options, "since")?;
    let until = moment(w, options, "until")?;
    let label = |service: &str, number: u32| format!("{service}-{number}");
    let widest = all.iter().map(|m| label(&m.service, m.number).len()).max();
    let mut text = String::new();
    for m in &all {
        let prefix = label(&m.service, m.number);
        let lines = &w.containers[m.key].lines;
        for line in lines.iter().skip(lines.len().saturating_sub(tail)) {
            let at = since_1970(line.at);
            if since.is_some_and(|since| at < since) || until.is_some_and(|until| at > until) {
                continue;
            }
            if !options.is("no-log-prefix") {
                text += &format!("{prefix:<width$}  | ", width = widest.unwrap_or(0));
            }
            if options.is("timestamps") {
                text += &format!("{} ", date(line.at));
            }
            text += &format!("{}\n", line.text);
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
    can_reach(w, client).map_err(Unreached::failure)?;
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
    if let Some(filter) = call.options.text("filter") {
        let Some(name) = filter.strip_prefix("name=") else {
            let name = filter.split('=').next().unwrap_or_default();
            return Err(Failure::new(1, format!("unknown filter {name}")));
        };
        projects.retain(|project, _| project.contains(name));
    }
    let states = |states: &BTreeMap<&str, u32>| {
        let states: Vec<String> = states.iter().map(|(s, n)| format!("{s}({n})")).collect();
        states.join(", ")
    };
    let text = match (call.options.is("quiet"), call.options.text("format")) {
        (true, _) => projects.keys().map(|name| format!("{name}\n")).collect(),
        (false, Some("json")) => {
            let all = projects.iter().map(|(name, (s, files))| {
                json!({ "Name": name, "Status": states(s), "ConfigFiles": files })
            });
            format!("{}\n", Value::from(all.collect::<Vec<_>>()))
        }
        (false, None | Some("table")) => {
            let heads = ["NAME", "STATUS", "CONFIG FILES"];
            let mut rows = vec![heads.map(str::to_owned).to_vec()];
            for (name, (s, files)) in &projects {
                rows.push(vec![(*name).to_owned(), states(s), (*files).to_owned()]);
            }
            wide_table(&rows)
        }
        (false, Some(other)) => {
            let words = format!("format value {other:?} could not be parsed: parsing failed");
            return Err(Failure::new(1, words));
        }
    };
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}
