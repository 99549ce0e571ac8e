//! `docker ps`, and how lists are shaped by `--format`.

use serde_json::{Map, Value};

use super::command::Outcome;
use super::flags::Parsed;
use super::format::{age, date};
use super::{table, template};
use crate::container::{ContainerKey, Health, Owner};
use crate::host::docker::container::{Container, Status, shown_words as words_of};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::plan::Failure;
use crate::host::docker::{health, image, ports};
use crate::host::{MachineKey, write_stdout};
use crate::world::World;

/// A row of a list: its columns by the names that templates know.
pub(in crate::host::docker) type Row = Vec<(&'static str, String)>;

/// What a list shows, which decides how it speaks of a template that it cannot fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host::docker) enum Listed {
    /// Containers, by `docker ps`.
    Containers,
    /// Containers, by `docker compose ps`.
    Services,
    /// Images.
    Images,
    /// Anything else; the name of the type in the CLI.
    Other(&'static str),
}

/// A failure of the template engine in the words of the command.
fn unfilled(error: &str, listed: Listed) -> String {
    let context = match listed {
        Listed::Containers | Listed::Services => "ContainerContext",
        Listed::Images => "imageContext",
        Listed::Other(context) => context,
    };
    // The CLI's rows are no maps, and have no other fields than theirs.
    let words = match error.split_once("map has no entry for key \"") {
        Some((before, name)) => {
            let name = name.trim_end_matches('"');
            format!("{before}can't evaluate field {name} in type *formatter.{context}")
        }
        None => error.to_owned(),
    };
    match (listed, words.strip_prefix("template parsing error: ")) {
        (Listed::Containers, Some(rest)) => format!("failed to parse template: {rest}"),
        (_, Some(_)) => words,
        (_, None) if words.starts_with("paperboat") => words,
        (Listed::Containers, None) => format!("failed to execute template: {words}"),
        (_, None) => format!("template parsing error: {words}"),
    }
}

/// Writes rows as `--quiet` and `--format` say; `columns` are the default table's with their headings.
pub(in crate::host::docker) fn show(
    parsed: &Parsed,
    rows: &[Row],
    columns: &[(&'static str, &str)],
    (quiet, kind): (&str, Listed),
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
                .map(|(k, v)| {
                    // The one column of Compose's that is a list.
                    let list = (*k == "Publishers").then(|| serde_json::from_str(v).ok());
                    let value = list.flatten().unwrap_or_else(|| Value::from(v.clone()));
                    ((*k).to_owned(), value)
                })
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
            // A template is checked before there is a row to fill it with.
            let first = format.strip_prefix("table ").unwrap_or(format);
            if let Err(error) = template::check(first) {
                let code = if kind == Listed::Containers { 1 } else { 64 };
                return Err(Failure::new(code, unfilled(&error, kind)));
            }
            let fill = |template: &str, value: &Value| {
                template::fill(template, value).map_err(|e| Failure::new(1, unfilled(&e, kind)))
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
            // Of a list without rows, the columns that it has by default are known.
            let names: Vec<&'static str> = match rows.first() {
                Some(first) => first.iter().map(|(k, _)| *k).collect(),
                None => columns.iter().map(|(k, _)| *k).collect(),
            };
            let headings: Row = names.iter().map(|k| (*k, heading(k))).collect();
            lines.push(fill(format, &json(&headings))?);
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
        Status::Paused => format!("Up {} (Paused)", since(w.containers[key].started)),
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

/// The command as `docker ps` writes it; the image's own is not known and shown as its entry point's usual name.
pub(in crate::host::docker) fn command(
    w: &World,
    key: ContainerKey,
    container: &Container,
    whole: bool,
) -> String {
    let Owner::Docker(machine) = w.containers[key].spec.owner else {
        return String::new();
    };
    let image = &w.registry.images[w.containers[key].spec.image].profile;
    let declared = image::declared(w, machine, &container.image);
    let known = image::shown_config(w, machine, &container.image);
    let own = (image.config.is_some() || declared.is_some()).then_some(&known);
    let words = words_of(&container.config, own);
    // Of an image whose own words are not known, the entry point's usual name; some command follows it.
    let words = words.map_or_else(|| "docker-entrypoint.sh ...".to_owned(), |w| w.join(" "));
    // Twenty characters with the ellipsis and the marks around it (docker/cli, `Ellipsis`).
    const SHOWN: usize = 19;
    let cut: String = words.chars().take(SHOWN).collect();
    if whole || words.chars().count() <= SHOWN + 1 {
        format!("\"{words}\"")
    } else {
        format!("\"{cut}…\"")
    }
}

/// The states by which containers can be filtered.
const STATES: [&str; 7] = [
    "created",
    "running",
    "paused",
    "restarting",
    "removing",
    "exited",
    "dead",
];
/// What containers can be filtered by; several values of one are alternatives, except of labels.
const FILTERS: [&str; 14] = [
    "name", "id", "status", "exited", "ancestor", "network", "volume", "publish", "health",
    "label", "before", "since", "expose", "is-task",
];

fn matches(
    w: &World,
    machine: MachineKey,
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
        "status" if !STATES.contains(&value) => {
            return Err(Failure::new(
                1,
                format!("Error response from daemon: invalid filter 'status={value}'"),
            ));
        }
        "status" => container.status.word() == value,
        "before" | "since" => {
            let engine = engine(w, machine);
            let other = engine.find(value).map_err(|r| Failure::new(1, r.said()))?;
            let other = engine.containers[&other].created;
            if name == "before" {
                container.created < other
            } else {
                container.created > other
            }
        }
        "expose" => ports::exposed(w, machine, container)
            .iter()
            .any(|(port, protocol)| {
                value == port.to_string() || value == format!("{port}/{protocol}")
            }),
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
            let health = match health::state(w, key, container) {
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
    let filters: Vec<&str> = parsed.list("filter").collect();
    let name_of = |filter: &str| filter.split('=').next().unwrap_or_default().to_owned();
    if let Some(unknown) = filters
        .iter()
        .map(|f| name_of(f))
        .find(|n| !FILTERS.contains(&n.as_str()))
    {
        return Err(Failure::new(
            1,
            format!("Error response from daemon: invalid filter '{unknown}'"),
        ));
    }
    let bad = |f: &&&str| {
        f.strip_prefix("status=")
            .is_some_and(|s| !STATES.contains(&s))
    };
    if let Some(bad) = filters.iter().find(bad) {
        return Err(Failure::new(
            1,
            format!("Error response from daemon: invalid filter '{bad}'"),
        ));
    }
    let engine = engine(w, client.machine);
    let asks_status = parsed
        .list("filter")
        .any(|f| f.starts_with("status=") || f.starts_with("exited="));
    let last = match (parsed.text("last"), parsed.is("latest")) {
        (_, true) => Some(1),
        (Some(n), _) => Some(n.parse::<usize>().map_err(|_| {
            let why = format!("strconv.ParseInt: parsing {n:?}: invalid syntax");
            let words = super::flags::invalid("-n, --last", n, &why);
            Failure::new(125, format!("{words}\nSee 'docker ps --help'."))
        })?),
        (None, false) => None,
    };
    let all = parsed.is("all") || asks_status || last.is_some();
    let mut rows = Vec::new();
    for (key, container) in engine.containers.iter().rev() {
        if !all && !container.is_running() && container.status != Status::Restarting {
            continue;
        }
        let mut fits = true;
        for filter in &filters {
            let of_same = filters.iter().filter(|f| name_of(f) == name_of(filter));
            let mut any = false;
            for one in of_same {
                any |= matches(w, client.machine, *key, container, one)?;
            }
            let own = matches(w, client.machine, *key, container, filter)?;
            fits &= if name_of(filter) == "label" { own } else { any };
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
    let text = show(parsed, &rows, &columns, ("ID", Listed::Containers))?;
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
        ("Command", command(w, key, container, whole)),
        ("CreatedAgo", created.clone()),
        ("RunningFor", created),
        ("CreatedAt", date(container.created)),
        ("Status", status(w, key, container)),
        ("State", container.status.word().to_owned()),
        ("Ports", ports::column(w, machine, container)),
        ("Names", container.config.name.clone()),
        ("Labels", labels.join(",")),
        ("Networks", networks.join(",")),
        ("Mounts", mounts.join(",")),
    ]
}
