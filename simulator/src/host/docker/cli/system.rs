//! The commands on the engine as a whole.

use super::command::{Command, Outcome};
use super::flags::Parsed;
use super::format::size;
use super::images::{confirmed, pruned};
use super::list::{self, Row};
use super::template;
use crate::container::ContainerKey;
use crate::host::docker::container::{self, Status};
use crate::host::docker::engine::{API, Client, VERSION, engine};
use crate::host::docker::op::find;
use crate::host::docker::plan::Failure;
use crate::host::docker::{image, network, volume};
use crate::host::{MachineKey, processes, write_stdout};
use crate::world::World;

fn said(w: &mut World, client: Client, text: &str) -> Outcome {
    write_stdout(w, client.job, text);
    Outcome::Exit(0)
}

pub(super) fn short_version(w: &mut World, client: Client) -> Outcome {
    said(
        w,
        client,
        &format!("Docker version {VERSION}, build a72d7cd\n"),
    )
}

pub(super) fn help(w: &mut World, client: Client, commands: &[Command]) -> Outcome {
    let names = commands
        .iter()
        .map(|c| format!("  {:<18} {}\n", c.names[0], c.about));
    let list: String = names.collect();
    said(
        w,
        client,
        &format!(
            "Usage:  docker [OPTIONS] COMMAND\n\nModelled commands:\n{list}  compose            Docker Compose\n"
        ),
    )
}

pub(super) fn usage(w: &mut World, client: Client, command: &Command) -> Outcome {
    let flags: String = command
        .flags
        .iter()
        .map(|f| format!("      --{}\n", f.0.split(',').next().unwrap_or(f.0)))
        .collect();
    let flags = if flags.is_empty() {
        flags
    } else {
        format!("\nOptions:\n{flags}")
    };
    said(
        w,
        client,
        &format!(
            "\nUsage:  docker {}\n\n{}\n{flags}",
            command.usage, command.about
        ),
    )
}

pub(super) fn version(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if let Some(format) = parsed.text("format") {
        let side = serde_json::json!({ "Version": VERSION, "ApiVersion": API, "Os": "linux" });
        let value = serde_json::json!({ "Client": side, "Server": side });
        let text = if format == "json" {
            value.to_string()
        } else {
            template::fill(format, &value).map_err(|e| Failure::new(1, e))?
        };
        return Ok(said(w, client, &(text + "\n")));
    }
    let text = format!(
        "Client:\n Version:           {VERSION}\n API version:       {API}\n\nServer:\n Engine:\n  Version:          {VERSION}\n  API version:      {API} (minimum version 1.24)\n"
    );
    Ok(said(w, client, &text))
}

pub(super) fn info(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let engine = engine(w, client.machine);
    let hardware = &w.hosts.machines[client.machine].hardware;
    let count = |status| {
        engine
            .containers
            .values()
            .filter(|c| c.status == status)
            .count()
    };
    let running = count(Status::Running);
    let paused = count(Status::Paused);
    let all = engine.containers.len();
    let value = serde_json::json!({
        "Containers": all, "ContainersRunning": running, "ContainersPaused": paused, "ContainersStopped": all - running - paused, "Images": engine.images.len(),
        "ServerVersion": VERSION, "Driver": "overlay2", "NCPU": hardware.vcpus, "MemTotal": hardware.memory_mib << 20, "Architecture": hardware.kernel_architecture(),
        "CgroupDriver": "systemd", "CgroupVersion": "2", "LoggingDriver": "json-file", "DockerRootDir": "/var/lib/docker",
        "Name": crate::host::program::host_name(w, client.machine), "OSType": "linux", "DefaultRuntime": "runc", "LiveRestoreEnabled": false,
        "Swarm": { "LocalNodeState": "inactive", "NodeID": "", "ControlAvailable": false }, "IndexServerAddress": "https://index.docker.io/v1/",
    });
    let text = match parsed.text("format") {
        Some("json" | "{{json .}}") => value.to_string() + "\n",
        Some(format) => template::fill(format, &value).map_err(|e| Failure::new(1, e))? + "\n",
        None => format!(
            "Client:\n Version:    {VERSION}\n Context:    default\n\nServer:\n Containers: {all}\n  Running: {running}\n  Paused: {paused}\n  Stopped: {}\n Images: {}\n Server Version: {VERSION}\n Storage Driver: overlay2\n Logging Driver: json-file\n Cgroup Driver: systemd\n Cgroup Version: 2\n CPUs: {}\n Total Memory: {:.3}GiB\n Docker Root Dir: /var/lib/docker\n",
            all - running - paused,
            engine.images.len(),
            hardware.vcpus,
            hardware.memory_mib as f64 / 1024.0
        ),
    };
    Ok(said(w, client, &text))
}

/// `docker context ls`: nobody has made another one.
pub(super) fn contexts(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let socket = "unix:///var/run/docker.sock";
    let row: Row = vec![
        ("Name", "default".to_owned()),
        (
            "Description",
            "Current DOCKER_HOST based configuration".to_owned(),
        ),
        ("DockerEndpoint", socket.to_owned()),
        ("Error", String::new()),
        ("Current", "true".to_owned()),
    ];
    let mut shown = row.clone();
    if parsed.text("format").is_none() {
        shown[0].1 = "default *".to_owned();
    }
    let columns = [
        ("Name", "NAME"),
        ("Description", "DESCRIPTION"),
        ("DockerEndpoint", "DOCKER ENDPOINT"),
        ("Error", "ERROR"),
    ];
    let quiet = parsed.is("quiet");
    let rows = [if quiet { row } else { shown }];
    let kind = list::Listed::Other("clientContextContext");
    let text = list::show(parsed, &rows, &columns, ("Name", kind))?;
    Ok(said(w, client, &text))
}

pub(super) fn stats(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if !parsed.is("no-stream") {
        return Err(Failure::new(
            1,
            "paperboat: not modelled: stats without --no-stream",
        ));
    }
    let mut keys = Vec::new();
    for name in &parsed.arguments {
        keys.push(find(w, client.machine, name)?);
    }
    let engine = engine(w, client.machine);
    let all = parsed.is("all");
    if keys.is_empty() {
        let containers = engine.containers.iter();
        let shown = containers.filter(|(_, c)| all || c.is_running());
        keys.extend(shown.map(|(k, _)| *k));
    }
    let total = w.hosts.machines[client.machine].hardware.memory_mib;
    let whole = parsed.is("no-trunc");
    let mut rows: Vec<Row> = Vec::new();
    for key in keys {
        let container = &engine.containers[&key];
        let profile = &engine.images[&container.image].profile;
        let used = if container.is_running() {
            profile.memory_mib
        } else {
            0
        };
        let limit = container.config.memory.map_or(total, |m| (m >> 20).max(1));
        let id = if whole {
            container.id.as_str()
        } else {
            container.short_id()
        };
        // What requests take of the processor, the network and the disk is not metered by container.
        let unknown = || "--".to_owned();
        rows.push(vec![
            ("ID", id.to_owned()),
            ("Container", id.to_owned()),
            ("Name", container.config.name.clone()),
            ("CPUPerc", unknown()),
            ("MemUsage", format!("{used}MiB / {limit}MiB")),
            (
                "MemPerc",
                format!("{:.2}%", 100.0 * used as f64 / limit as f64),
            ),
            ("NetIO", unknown()),
            ("BlockIO", unknown()),
            ("PIDs", pids(w, client.machine, key).unwrap_or_else(unknown)),
        ]);
    }
    let columns = [
        ("ID", "CONTAINER ID"),
        ("Name", "NAME"),
        ("CPUPerc", "CPU %"),
        ("MemUsage", "MEM USAGE / LIMIT"),
        ("MemPerc", "MEM %"),
    ];
    let text = list::show(
        parsed,
        &rows,
        &columns,
        ("ID", list::Listed::Other("statsContext")),
    )?;
    Ok(said(w, client, &text))
}

/// How many processes a container has, where its program is known to be one.
fn pids(w: &World, machine: MachineKey, key: ContainerKey) -> Option<String> {
    let seen = processes::of_one(w, machine, key);
    let one = crate::container::is_single(w, key);
    one.then(|| seen.len().to_string())
}

pub(super) fn df(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if parsed.is("verbose") {
        return Err(Failure::new(
            1,
            "paperboat: not modelled: system df with --verbose",
        ));
    }
    let engine = engine(w, client.machine);
    let machine = client.machine;
    let used: std::collections::BTreeSet<&str> = engine
        .containers
        .values()
        .map(|c| c.image.as_str())
        .collect();
    let free: u64 = image::unused(w, machine, true)
        .iter()
        .filter_map(|id| engine.images.get(id))
        .map(image::LocalImage::size)
        .sum();
    let all = image::disk_use(w, machine);
    let percent = (free.min(all) * 100).checked_div(all).unwrap_or(0);
    let running = engine
        .containers
        .values()
        .filter(|c| c.is_running())
        .count();
    let in_use = engine
        .volumes
        .keys()
        .filter(|v| !volume::users(w, machine, v).is_empty())
        .count();
    let row = |kind: &str, total: usize, active: usize, size: String, free: String| -> Row {
        vec![
            ("Type", kind.to_owned()),
            ("TotalCount", total.to_string()),
            ("Active", active.to_string()),
            ("Size", size),
            ("Reclaimable", free),
        ]
    };
    let none = || "0B".to_owned();
    let freed = format!("{} ({percent}%)", size(free.min(all)));
    let (containers, volumes) = (engine.containers.len(), engine.volumes.len());
    let rows = [
        row("Images", engine.images.len(), used.len(), size(all), freed),
        row("Containers", containers, running, none(), none()),
        row("Local Volumes", volumes, in_use, none(), none()),
        row("Build Cache", 0, 0, none(), none()),
    ];
    let columns = [
        ("Type", "TYPE"),
        ("TotalCount", "TOTAL"),
        ("Active", "ACTIVE"),
        ("Size", "SIZE"),
        ("Reclaimable", "RECLAIMABLE"),
    ];
    let kind = list::Listed::Other("diskUsageContext");
    let text = list::show(parsed, &rows, &columns, ("Type", kind))?;
    Ok(said(w, client, &text))
}

fn stopped(w: &mut World, client: Client) -> String {
    let ended = engine(w, client.machine)
        .containers
        .iter()
        .filter(|(_, c)| matches!(c.status, Status::Created | Status::Exited));
    let ended: Vec<_> = ended.map(|(k, c)| (*k, c.id.clone())).collect();
    let mut text = String::new();
    for (key, id) in ended {
        container::drop_container(w, client, key, false);
        text += &format!("{id}\n");
    }
    if text.is_empty() {
        text
    } else {
        format!("Deleted Containers:\n{text}\n")
    }
}

fn networks(w: &mut World, client: Client) -> String {
    let unused = engine(w, client.machine)
        .networks
        .values()
        .filter(|n| !n.is_predefined() && n.endpoints.is_empty());
    let names: Vec<String> = unused.map(|n| n.name.clone()).collect();
    let removed: String = names
        .iter()
        .filter(|n| network::remove(w, client, n).is_ok())
        .map(|n| format!("{n}\n"))
        .collect();
    if removed.is_empty() {
        removed
    } else {
        format!("Deleted Networks:\n{removed}\n")
    }
}

fn volumes(w: &mut World, client: Client, all: bool) -> String {
    let names = volume::unused(w, client.machine, all);
    let removed: String = names
        .iter()
        .filter(|n| volume::remove(w, client, n, true).is_ok())
        .map(|n| format!("{n}\n"))
        .collect();
    if removed.is_empty() {
        removed
    } else {
        format!("Deleted Volumes:\n{removed}\n")
    }
}

/// Refuses a filter: those that Docker has are not modelled here, and what it has not it refuses itself.
pub(super) fn no_filter(parsed: &Parsed, known: &[&str]) -> Result<(), Failure> {
    match parsed.text("filter") {
        Some(filter) => {
            let name = filter.split('=').next().unwrap_or_default();
            Err(Failure::new(
                1,
                match known.contains(&name) {
                    true => format!("paperboat: not modelled: --filter {filter}"),
                    false => format!("Error response from daemon: invalid filter '{name}'"),
                },
            ))
        }
        None => Ok(()),
    }
}

pub(super) fn container_prune(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
) -> Result<Outcome, Failure> {
    no_filter(parsed, &["until", "label", "label!"])?;
    if confirmed(
        w,
        client,
        parsed,
        "This will remove all stopped containers.",
    ) {
        let text = stopped(w, client);
        return Ok(said(
            w,
            client,
            &format!("{text}Total reclaimed space: 0B\n"),
        ));
    }
    Ok(Outcome::Exit(0))
}

pub(super) fn network_prune(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
) -> Result<Outcome, Failure> {
    no_filter(parsed, &["until", "label", "label!"])?;
    if confirmed(
        w,
        client,
        parsed,
        "This will remove all custom networks not used by at least one container.",
    ) {
        let text = networks(w, client);
        return Ok(said(w, client, &text));
    }
    Ok(Outcome::Exit(0))
}

pub(super) fn volume_prune(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
) -> Result<Outcome, Failure> {
    no_filter(parsed, &["label", "label!", "all"])?;
    let which = if parsed.is("all") { "all" } else { "anonymous" };
    if confirmed(
        w,
        client,
        parsed,
        &format!("This will remove {which} local volumes not used by at least one container."),
    ) {
        let text = volumes(w, client, parsed.is("all"));
        return Ok(said(
            w,
            client,
            &format!("{text}Total reclaimed space: 0B\n"),
        ));
    }
    Ok(Outcome::Exit(0))
}

pub(super) fn prune(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    no_filter(parsed, &["until", "label", "label!"])?;
    let images = if parsed.is("all") {
        "all images without at least one container associated to them"
    } else {
        "all dangling images"
    };
    let with_volumes = if parsed.is("volumes") {
        "\n  - all anonymous volumes not used by at least one container"
    } else {
        ""
    };
    let warning = format!(
        "This will remove:\n  - all stopped containers\n  - all networks not used by at least one container{with_volumes}\n  - {images}\n  - unused build cache\n"
    );
    if !confirmed(w, client, parsed, &warning) {
        return Ok(Outcome::Exit(0));
    }
    let mut text = stopped(w, client) + &networks(w, client);
    if parsed.is("volumes") {
        text += &volumes(w, client, false);
    }
    let (lines, freed) = pruned(w, client, parsed.is("all"));
    if !lines.is_empty() {
        text += &format!("Deleted Images:\n{}\n\n", lines.join("\n"));
    }
    Ok(said(
        w,
        client,
        &format!("{text}Total reclaimed space: {}\n", size(freed)),
    ))
}
