//! `docker ps`, and how lists are shaped by `--format`.

use serde_json::{Map, Value};

use super::command::Outcome;
use super::flags::Parsed;
use super::format::{age, date};
use super::{table, template};
use crate::container::{ContainerKey, Health};
use crate::host::docker::container::{Container, Status};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::plan::Failure;
use crate::host::{MachineKey, write_stdout};
use crate::world::World;

/// A row of a list: its columns by the names that templates know.
pub(super) type Row = Vec<(&'static str, String)>;

/// Writes rows as `--quiet` and `--format` say; `columns` are the default table's with their headings.
pub(super) fn show(
    parsed: &Parsed,
    rows: &[Row],
    columns: &[(&str, &str)],
    quiet: &str,
) -> Result<String, Failure> {
    let cell = |row: &Row, name: &str| {
        row.iter()
            .find(|c| c.0 == name)
            .map(|c| c.1.clone())
            .unwrap_or_default()
    };
    if parsed.is("quiet") {
        return Ok(rows.iter().map(|r| cell(r, quiet) + "\n").collect());
    }
    let json = |row: &Row| {
        Value::Object(
            row.iter()
                .map(|(k, v)| ((*k).to_owned(), Value::from(v.clone())))
                .collect::<Map<_, _>>(),
        )
    };
    match parsed.text("format").unwrap_or("table") {
        "table" | "" => {
            let mut all = vec![columns.iter().map(|c| c.1.to_owned()).collect::<Vec<_>>()];
            all.extend(
                rows.iter()
                    .map(|r| columns.iter().map(|c| cell(r, c.0)).collect()),
            );
            Ok(table(&all))
        }
        "json" | "{{json .}}" => Ok(rows.iter().map(|r| format!("{}\n", json(r))).collect()),
        format => {
            let fill = |template: &str, value: &Value| {
                template::fill(template, value).map_err(|e| Failure::new(1, e))
            };
            let Some(format) = format.strip_prefix("table ") else {
                return rows
                    .iter()
                    .map(|r| Ok(fill(format, &json(r))? + "\n"))
                    .collect();
            };
            let heading = |name: &'static str| {
                columns
                    .iter()
                    .find(|c| c.0 == name)
                    .map_or_else(|| name.to_uppercase(), |c| c.1.to_owned())
            };
            let mut lines = Vec::new();
            if let Some(first) = rows.first() {
                let headings: Row = first.iter().map(|(k, _)| (*k, heading(k))).collect();
                lines.push(fill(format, &json(&headings))?);
            }
            for row in rows {
                lines.push(fill(format, &json(row))?);
            }
            let cells: Vec<Vec<String>> = lines
                .iter()
                .map(|l| l.split('\t').map(str::to_owned).collect())
                .collect();
            Ok(table(&cells))
        }
    }
}

/// A container's state as `docker ps` writes it: `Up 3 minutes (healthy)`.
pub(in crate::host::docker) fn status(
    w: &World,
    key: ContainerKey,
    container: &Container,
) -> String {
    let since = |at| age(w.now.since(at));
    let ended = container.finished.unwrap_or(container.created);
    match container.status {
        Status::Created => "Created".to_owned(),
        Status::Running => {
            let health = match w.containers[key].health {
                Health::None => "",
                Health::Starting => " (health: starting)",
                Health::Healthy => " (healthy)",
                Health::Unhealthy => " (unhealthy)",
            };
            format!("Up {}{health}", since(w.containers[key].started))
        }
        Status::Restarting => format!("Restarting ({}) {} ago", container.exit_code, since(ended)),
        Status::Exited => format!("Exited ({}) {} ago", container.exit_code, since(ended)),
    }
}

/// A container's ports as `docker ps` writes them.
pub(in crate::host::docker) fn ports(
    w: &World,
    machine: MachineKey,
    container: &Container,
) -> String {
    let mut shown = Vec::new();
    for bound in &container.bound {
        let inside = format!("{}/{}", bound.container_port, bound.protocol);
        shown.push(format!("{}:{}->{inside}", bound.host_ip, bound.host_port));
        if bound.host_ip.is_unspecified() {
            shown.push(format!(":::{}->{inside}", bound.host_port));
        }
    }
    if container.is_running() && !container.config.is_on("host") {
        let image = engine(w, machine).images.get(&container.image);
        let exposed = image.into_iter().flat_map(|i| &i.profile.listens);
        let mut all: Vec<(u16, &str)> = exposed.map(|port| (*port, "tcp")).collect();
        let further = container.config.exposes();
        all.extend(further.filter(|p| !all.contains(p)).collect::<Vec<_>>());
        let bound = |(port, protocol): (u16, &str)| {
            let mut bound = container.bound.iter();
            bound.any(|b| (b.container_port, b.protocol.as_str()) == (port, protocol))
        };
        let hidden = all.into_iter().filter(|p| !bound(*p));
        shown.extend(hidden.map(|(port, protocol)| format!("{port}/{protocol}")));
    }
    shown.join(", ")
}

/// The command as `docker ps` writes it; the image's own is not known and shown as its entry point's usual name.
pub(in crate::host::docker) fn command(container: &Container) -> String {
    let words = container
        .config
        .words()
        .unwrap_or_else(|| vec!["docker-entrypoint.sh".to_owned()])
        .join(" ");
    let cut: String = words.chars().take(19).collect();
    if cut.len() < words.len() {
        format!("\"{cut}…\"")
    } else {
        format!("\"{words}\"")
    }
}

fn matches(
    w: &World,
    key: ContainerKey,
    container: &Container,
    filter: &str,
) -> Result<bool, Failure> {
    let (name, value) = filter.split_once('=').unwrap_or((filter, ""));
    Ok(match name {
        "name" => container
            .config
            .name
            .contains(value.trim_start_matches(['^', '/']).trim_end_matches('$')),
        "id" => container.id.starts_with(value),
        "status" => container.status.word() == value,
        "exited" => container.status == Status::Exited && container.exit_code.to_string() == value,
        "ancestor" => {
            container.config.image == value
                || super::super::image::complete(&container.config.image) == value
        }
        "network" => container.config.is_on(value),
        "volume" => container
            .mounts
            .iter()
            .any(|m| m.volume() == Some(value) || m.target == value),
        "publish" => container
            .bound
            .iter()
            .any(|b| value.split('/').next() == Some(b.host_port.to_string().as_str())),
        "health" => {
            let health = match w.containers[key].health {
                Health::None => "none",
                Health::Starting => "starting",
                Health::Healthy => "healthy",
                Health::Unhealthy => "unhealthy",
            };
            health == value
        }
        "label" => {
            let (label, wanted) = value
                .split_once('=')
                .map_or((value, None), |(l, v)| (l, Some(v)));
            container
                .config
                .labels
                .get(label)
                .is_some_and(|v| wanted.is_none_or(|w| w == v))
        }
        _ => {
            return Err(Failure::new(
                1,
                format!("Error response from daemon: invalid filter '{name}'"),
            ));
        }
    })
}

pub(super) fn ps(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if let Some(bad) = parsed.list("filter").find(|f| !f.contains('=')) {
        let why = format!(
            "invalid argument {bad:?} for \"-f, --filter\" flag: bad format of filter (expected name=value)"
        );
        return Err(Failure::new(125, format!("{why}\nSee 'docker ps --help'.")));
    }
    let engine = engine(w, client.machine);
    let asks_status = parsed
        .list("filter")
        .any(|f| f.starts_with("status=") || f.starts_with("exited="));
    let last = match (parsed.text("last"), parsed.is("latest")) {
        (_, true) => Some(1),
        (Some(n), _) => n.parse::<usize>().ok(),
        (None, false) => None,
    };
    let all = parsed.is("all") || asks_status || last.is_some();
    let mut rows = Vec::new();
    for (key, container) in engine.containers.iter().rev() {
        if !all && !matches!(container.status, Status::Running | Status::Restarting) {
            continue;
        }
        let mut fits = true;
        for filter in parsed.list("filter") {
            fits &= matches(w, *key, container, filter)?;
        }
        if fits {
            rows.push(row(
                w,
                client.machine,
                *key,
                container,
                parsed.is("no-trunc"),
            ));
        }
    }
    rows.truncate(last.unwrap_or(usize::MAX));
    let columns = [
        ("ID", "CONTAINER ID"),
        ("Image", "IMAGE"),
        ("Command", "COMMAND"),
        ("CreatedAgo", "CREATED"),
        ("Status", "STATUS"),
        ("Ports", "PORTS"),
        ("Names", "NAMES"),
    ];
    let text = show(parsed, &rows, &columns, "ID")?;
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}

fn row(
    w: &World,
    machine: MachineKey,
    key: ContainerKey,
    container: &Container,
    whole: bool,
) -> Row {
    let created = format!("{} ago", age(w.now.since(container.created)));
    let labels: Vec<String> = container
        .config
        .labels
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    let networks: Vec<&str> = container
        .config
        .networks
        .iter()
        .map(|n| n.0.as_str())
        .collect();
    let mounts: Vec<String> = container
        .mounts
        .iter()
        .filter_map(|m| m.volume().map(str::to_owned))
        .collect();
    vec![
        (
            "ID",
            if whole {
                container.id.clone()
            } else {
                container.short_id().to_owned()
            },
        ),
        ("Image", container.config.image.clone()),
        ("Command", command(container)),
        ("CreatedAgo", created.clone()),
        ("RunningFor", created),
        ("CreatedAt", date(container.created)),
        ("Status", status(w, key, container)),
        ("State", container.status.word().to_owned()),
        ("Ports", ports(w, machine, container)),
        ("Names", container.config.name.clone()),
        ("Labels", labels.join(",")),
        ("Networks", networks.join(",")),
        ("Mounts", mounts.join(",")),
    ]
}
