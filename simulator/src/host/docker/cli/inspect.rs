//! `docker inspect`: the members that people read.

use serde_json::{Value, json};

use super::command::Outcome;
use super::flags::Parsed;
use super::format::date;
use super::template;
use crate::container::{ContainerKey, Health};
use crate::host::docker::config::Source;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::plan::Failure;
use crate::host::docker::{container, image, network};
use crate::host::{MachineKey, write_stderr, write_stdout};
use crate::world::World;

type Find = fn(&World, MachineKey, &str) -> Option<Value>;

pub(super) fn any(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let finds: Vec<Find> = match parsed.text("type") {
        None => vec![container_value, image_value, network_value, volume_value],
        Some("container") => vec![container_value],
        Some("image") => vec![image_value],
        Some("network") => vec![network_value],
        Some("volume") => vec![volume_value],
        Some(other) => {
            return Err(Failure::new(
                1,
                format!("{other:?} is not a valid value for --type"),
            ));
        }
    };
    inspect(w, client, parsed, &finds, |name| {
        format!("Error: No such object: {name}")
    })
}

pub(super) fn containers(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
) -> Result<Outcome, Failure> {
    inspect(w, client, parsed, &[container_value], |name| {
        format!("Error response from daemon: No such container: {name}")
    })
}

pub(super) fn images(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    inspect(w, client, parsed, &[image_value], |name| {
        format!(
            "Error response from daemon: No such image: {}",
            image::complete(name)
        )
    })
}

pub(super) fn networks(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    inspect(w, client, parsed, &[network_value], |name| {
        format!("Error response from daemon: network {name} not found")
    })
}

pub(super) fn volumes(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    inspect(w, client, parsed, &[volume_value], |name| {
        format!("Error response from daemon: get {name}: no such volume")
    })
}

fn inspect(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
    finds: &[Find],
    unknown: impl Fn(&str) -> String,
) -> Result<Outcome, Failure> {
    let (mut found, mut errors) = (Vec::new(), String::new());
    for name in &parsed.arguments {
        match finds.iter().find_map(|find| find(w, client.machine, name)) {
            Some(value) => found.push(value),
            None => errors += &format!("{}\n", unknown(name)),
        }
    }
    let text = match parsed.text("format") {
        None => {
            serde_json::to_string_pretty(&found)
                .unwrap_or_default()
                .replace("  ", "    ")
                + "\n"
        }
        Some("json") => Value::from(found).to_string() + "\n",
        Some(format) => {
            let mut text = String::new();
            for value in &found {
                text += &(template::fill(format, value).map_err(|e| Failure::new(1, e))? + "\n");
            }
            text
        }
    };
    write_stdout(w, client.job, &text);
    write_stderr(w, client.job, &errors);
    Ok(Outcome::Exit(i32::from(!errors.is_empty())))
}

fn container_value(w: &World, machine: MachineKey, name: &str) -> Option<Value> {
    let key = engine(w, machine).find(name).ok()?;
    let container = &engine(w, machine).containers[&key];
    let config = &container.config;
    let environment: Vec<String> = config
        .environment
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    let image = engine(w, machine).images.get(&container.image);
    let listens = image.into_iter().flat_map(|i| &i.profile.listens);
    let mut ports: serde_json::Map<String, Value> =
        listens.map(|p| (format!("{p}/tcp"), json!({}))).collect();
    ports.extend(
        config
            .exposes()
            .map(|(port, protocol)| (format!("{port}/{protocol}"), json!({}))),
    );
    let started = container.status != container::Status::Created;
    let never = "0001-01-01T00:00:00Z".to_owned();
    let most = match config.restart {
        crate::host::docker::config::Restart::OnFailure(n) => n,
        _ => 0,
    };
    let mut value = json!({
        "Id": container.id,
        "Created": date(container.created),
        "State": state(w, key, container, started, &never),
        "Image": container.image,
        "Name": format!("/{}", config.name),
        "RestartCount": container.restarts,
        "Driver": "overlay2",
        "Platform": "linux",
        "HostConfig": {
            "NetworkMode": config.networks.first().map_or("default", |n| n.0.as_str()),
            "PortBindings": bindings(config.publish.iter().map(|p| (p.container_port, &p.protocol, p.host_ip, p.host.map(|h| h.0)))),
            "RestartPolicy": { "Name": config.restart.name(), "MaximumRetryCount": most },
            "AutoRemove": config.auto_remove,
            "Memory": config.memory.unwrap_or(0),
            "NanoCpus": config.cpus.map_or(0, |c| (c * 1e9) as i64),
            "Privileged": config.privileged,
            "ReadonlyRootfs": config.read_only,
            "Init": config.init,
        },
        "Mounts": container.mounts.iter().map(mount).collect::<Vec<_>>(),
        "Config": {
            "Hostname": config.hostname.clone().unwrap_or_else(|| container.short_id().to_owned()),
            "User": config.user,
            "ExposedPorts": ports,
            "Tty": config.terminal,
            "OpenStdin": config.open_stdin,
            "Env": environment,
            "Cmd": config.command,
            "Entrypoint": config.entrypoint,
            "Image": config.image,
            "WorkingDir": config.working_dir,
            "Labels": config.labels,
            "StopSignal": config.stop_signal,
        },
        "NetworkSettings": {
            "IPAddress": bridge_address(w, machine, key),
            "Ports": bindings(container.bound.iter().map(|b| (b.container_port, &b.protocol, b.host_ip, Some(b.host_port)))),
            "Networks": endpoints(w, machine, key),
        },
    });
    config.kernel.show(&mut value["HostConfig"]);
    Some(value)
}

fn state(
    w: &World,
    key: ContainerKey,
    container: &container::Container,
    started: bool,
    never: &str,
) -> Value {
    let mut state = json!({
        "Status": container.status.word(),
        "Running": container.is_running() || container.status == container::Status::Restarting,
        "Paused": false,
        "Restarting": container.status == container::Status::Restarting,
        "OOMKilled": container.oom_killed,
        "Dead": false,
        "ExitCode": container.exit_code,
        "Error": container.error,
        "StartedAt": if started { date(w.containers[key].started) } else { never.to_owned() },
        "FinishedAt": container.finished.map_or_else(|| never.to_owned(), date),
    });
    let health = match w.containers[key].health {
        Health::None => return state,
        Health::Starting => "starting",
        Health::Healthy => "healthy",
        Health::Unhealthy => "unhealthy",
    };
    state["Health"] = json!({ "Status": health });
    state
}

fn bindings<'a>(
    ports: impl Iterator<Item = (u16, &'a String, std::net::Ipv4Addr, Option<u16>)>,
) -> Value {
    let mut value = json!({});
    for (inside, protocol, ip, outside) in ports {
        let host = json!({ "HostIp": ip.to_string(), "HostPort": outside.map_or_else(String::new, |p| p.to_string()) });
        let list = &mut value[format!("{inside}/{protocol}")];
        match list.as_array_mut() {
            Some(list) => list.push(host),
            None => *list = json!([host]),
        }
    }
    value
}

fn mount(mount: &crate::host::docker::config::Mount) -> Value {
    let (kind, name, source) = match &mount.source {
        Source::Volume(name) => (
            "volume",
            name.clone(),
            format!("/var/lib/docker/volumes/{name}/_data"),
        ),
        Source::Bind(path) => ("bind", String::new(), path.clone()),
        Source::Content(_) => ("bind", String::new(), String::new()),
        Source::Tmpfs => ("tmpfs", String::new(), String::new()),
    };
    json!({ "Type": kind, "Name": name, "Source": source, "Destination": mount.target, "RW": !mount.read_only })
}

fn bridge_address(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    let endpoint = engine(w, machine)
        .networks
        .get("bridge")
        .and_then(|n| n.endpoints.get(&key));
    endpoint
        .and_then(|e| e.address)
        .map(|a| a.to_string())
        .unwrap_or_default()
}

fn endpoints(w: &World, machine: MachineKey, key: ContainerKey) -> Value {
    let mut value = json!({});
    for (network, endpoint) in network::of_container(w, machine, key) {
        value[network.name.as_str()] = json!({
            "Aliases": endpoint.aliases,
            "NetworkID": network.id,
            "Gateway": network.gateway().map(|a| a.to_string()).unwrap_or_default(),
            "IPAddress": endpoint.address.map(|a| a.to_string()).unwrap_or_default(),
            "IPPrefixLen": if network.subnet.is_some() { 16 } else { 0 },
        });
    }
    value
}

fn image_value(w: &World, machine: MachineKey, name: &str) -> Option<Value> {
    let id = image::find(w, machine, name)?;
    let image = &engine(w, machine).images[&id];
    let exposed: serde_json::Map<String, Value> = image
        .profile
        .listens
        .iter()
        .map(|p| (format!("{p}/tcp"), json!({})))
        .collect();
    Some(json!({
        "Id": image.id,
        "RepoTags": image.tags,
        "RepoDigests": [format!("{}@{}", image.repository, image.id)],
        "Created": date(image.arrived),
        "Architecture": if w.hosts.machines[machine].hardware.architecture == "arm64" { "arm64" } else { "amd64" },
        "Os": "linux",
        "Size": image.size(),
        "Config": { "ExposedPorts": exposed },
        "RootFS": { "Type": "layers", "Layers": image.layers.iter().map(|l| l.0.as_str()).collect::<Vec<_>>() },
    }))
}

fn network_value(w: &World, machine: MachineKey, name: &str) -> Option<Value> {
    let name = network::find(w, machine, name).ok()?;
    let engine = engine(w, machine);
    let network = &engine.networks[&name];
    let mut containers = json!({});
    for (key, endpoint) in &network.endpoints {
        let Some(address) = endpoint.address else {
            continue;
        };
        let container = &engine.containers[key];
        containers[container.id.as_str()] =
            json!({ "Name": container.config.name, "IPv4Address": format!("{address}/16") });
    }
    let ipam = network.subnet.map(|s| json!({ "Subnet": format!("{s}/16"), "Gateway": network.gateway().map(|g| g.to_string()) }));
    Some(json!({
        "Name": network.name,
        "Id": network.id,
        "Created": date(network.created),
        "Scope": "local",
        "Driver": network.driver,
        "EnableIPv6": false,
        "IPAM": { "Driver": "default", "Config": ipam.into_iter().collect::<Vec<_>>() },
        "Internal": network.internal,
        "Containers": containers,
        "Labels": network.labels,
    }))
}

fn volume_value(w: &World, machine: MachineKey, name: &str) -> Option<Value> {
    let volume = engine(w, machine).volumes.get(name)?;
    Some(json!({
        "CreatedAt": date(volume.created),
        "Driver": "local",
        "Labels": volume.labels,
        "Mountpoint": format!("/var/lib/docker/volumes/{}/_data", volume.name),
        "Name": volume.name,
        "Scope": "local",
    }))
}
