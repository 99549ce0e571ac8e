//! `docker inspect`: the members that people read.

use std::collections::BTreeMap;

use paperboat_core::workload::ImageConfig;
use serde_json::{Value, json};

use super::command::Outcome;
use super::flags::Parsed;
use super::format::date;
use super::template;
use crate::container::{ContainerKey, Health};
use crate::host::docker::config::{Config, Source};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::plan::Failure;
use crate::host::docker::{container, health, image, network, ports};
use crate::host::{MachineKey, write_stderr, write_stdout};
use crate::world::World;

type Find = fn(&World, MachineKey, &str) -> Option<Value>;

pub(super) fn any(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let finds: Vec<Find> = match parsed.text("type") {
        None => vec![container_value, image_value, network_value, volume_value],
        Some("container") => return containers(w, client, parsed),
        Some("image") => return images(w, client, parsed),
        Some("network") => return networks(w, client, parsed),
        Some("volume") => return volumes(w, client, parsed),
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
    if matches!(parsed.text("format"), None | Some("json")) {
        found.iter_mut().for_each(leave_out);
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
            template::check(format).map_err(|e| Failure::new(64, e))?;
            let mut text = String::new();
            for value in &found {
                let filled = template::fill(format, value).map_err(|e| {
                    let ours = e.starts_with("paperboat") || e.starts_with("template parsing");
                    let prefix = if ours { "" } else { "template parsing error: " };
                    // An empty line stands for what could not be filled.
                    Failure::new(1, format!("{prefix}{e}"))
                });
                match filled {
                    Ok(filled) => text += &(filled + "\n"),
                    Err(failure) => {
                        write_stdout(w, client.job, &(text + "\n"));
                        return Err(failure);
                    }
                }
            }
            // Without any object there is an empty line.
            if found.is_empty() {
                text.push('\n');
            }
            text
        }
    };
    write_stdout(w, client.job, &text);
    write_stderr(w, client.job, &errors);
    Ok(Outcome::Exit(i32::from(!errors.is_empty())))
}

/// Takes out what the engine does not send where there is none.
fn leave_out(value: &mut Value) {
    let configs = value
        .pointer_mut("/IPAM/Config")
        .and_then(Value::as_array_mut);
    for config in configs.into_iter().flatten() {
        if let Some(members) = config.as_object_mut() {
            members.retain(|name, member| name != "Gateway" || *member != "");
        }
    }
    for part in ["State", "Config"] {
        if let Some(members) = value.get_mut(part).and_then(Value::as_object_mut) {
            members.retain(|name, member| {
                !member.is_null() || !template::LEFT_OUT.contains(&name.as_str())
            });
        }
    }
}

fn container_value(w: &World, machine: MachineKey, name: &str) -> Option<Value> {
    let key = engine(w, machine).find(name).ok()?;
    let container = &engine(w, machine).containers[&key];
    let config = &container.config;
    let image = &w.registry.images[w.containers[key].spec.image].profile;
    let declared = image::declared(w, machine, &container.image);
    let known = image::shown_config(w, machine, &container.image);
    let own = (image.config.is_some() || declared.is_some()).then_some(&known);
    let environment = environment(config, own);
    let exposed = ports::exposed(w, machine, container).into_iter();
    let exposed: serde_json::Map<String, Value> = exposed
        .map(|(port, protocol)| (format!("{port}/{protocol}"), json!({})))
        .collect();
    let words = container::shown_words(config, own).unwrap_or_default();
    let (path, arguments) = words
        .split_first()
        .map_or(("", &[][..]), |(p, a)| (p.as_str(), a));
    let command = match (config.command.is_empty(), &config.entrypoint, own) {
        (true, None, Some(own)) => &own.command,
        _ => &config.command,
    };
    let entrypoint = match (&config.entrypoint, own) {
        (Some(own), _) => Some(own),
        (None, Some(own)) if !own.entrypoint.is_empty() => Some(&own.entrypoint),
        _ => None,
    };
    let command = (!command.is_empty()).then_some(command);
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
        "Path": path,
        "Args": arguments,
        "Image": container.image,
        "Name": format!("/{}", config.name),
        "RestartCount": container.restarts,
        "Driver": "overlay2",
        "Platform": "linux",
        "HostConfig": {
            "NetworkMode": network_mode(config),
            "PortBindings": bindings(config.publish.iter().map(|p| (p.container_port, &p.protocol, p.host_ip, p.host.map(|h| h.0)))),
            "RestartPolicy": { "Name": config.restart.name(), "MaximumRetryCount": most },
            "AutoRemove": config.auto_remove,
            "Memory": config.memory.unwrap_or(0),
            "MemorySwap": config.memory.unwrap_or(0).saturating_mul(2),
            "NanoCpus": config.cpus.map_or(0, |c| (c * 1e9) as i64),
            "Privileged": config.privileged,
            "ReadonlyRootfs": config.read_only,
            "Init": config.init,
        },
        "Mounts": container.mounts.iter().map(mount).collect::<Vec<_>>(),
        "Config": {
            "Hostname": config.hostname.clone().unwrap_or_else(|| container.short_id().to_owned()),
            "User": or_image(&config.user, own.map(|c| &c.user)),
            "ExposedPorts": if exposed.is_empty() { Value::Null } else { exposed.into() },
            "Tty": config.terminal,
            "OpenStdin": config.open_stdin,
            "Env": environment,
            "Cmd": command,
            "Entrypoint": entrypoint,
            "Image": config.image,
            "WorkingDir": or_image(&config.working_dir, own.map(|c| &c.working_dir)),
            "Labels": labels(config, own),
            "Healthcheck": health::shown(health::declared(config, known.healthcheck.as_ref()).as_ref()),
            "StopSignal": config.stop_signal.as_deref().or(Some(known.stop_signal.as_str()).filter(|s| !s.is_empty())),
            "Volumes": declared_volumes(&known.volumes),
        },
        "NetworkSettings": {
            "IPAddress": bridge_address(w, machine, key),
            "Gateway": bridge_gateway(w, machine, key),
            "Ports": ports::settings(w, machine, container),
            "Networks": endpoints(w, machine, key),
        },
    });
    config.kernel.show(&mut value["HostConfig"]);
    Some(value)
}

/// The network as it was asked for.
fn network_mode(config: &Config) -> String {
    match (&config.joins, config.networks.first()) {
        (Some(other), _) => format!("container:{other}"),
        (None, Some((name, _))) => name.clone(),
        (None, None) => "bridge".to_owned(),
    }
}

/// The folders that an image declares as volumes, as the engine writes them: names without values.
fn declared_volumes(paths: &[String]) -> Value {
    if paths.is_empty() {
        return Value::Null;
    }
    let named: BTreeMap<&String, Value> = paths.iter().map(|path| (path, json!({}))).collect();
    json!(named)
}

/// A container's own value, or else its image's.
fn or_image<'a>(own: &'a str, image: Option<&'a String>) -> &'a str {
    match image {
        Some(image) if own.is_empty() => image,
        _ => own,
    }
}

/// The variables that a container is created with: its own, the path, and its image's.
fn environment(config: &Config, image: Option<&ImageConfig>) -> Vec<String> {
    let own = &config.environment;
    let mut all: Vec<String> = own.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let path = format!("PATH={}", crate::container::PATH);
    let of_image = image
        .into_iter()
        .flat_map(|c| c.environment.iter().cloned());
    for line in [path].into_iter().chain(of_image) {
        let name = line.split('=').next().unwrap_or_default();
        if !own.contains_key(name) {
            all.push(line);
        }
    }
    all
}

/// A container's labels over its image's.
fn labels(config: &Config, image: Option<&ImageConfig>) -> BTreeMap<String, String> {
    let mut all = image.map(|c| c.labels.clone()).unwrap_or_default();
    all.extend(config.labels.clone());
    all
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
        "Paused": container.status == container::Status::Paused,
        "Pid": container.pid,
        "Restarting": container.status == container::Status::Restarting,
        "OOMKilled": container.oom_killed,
        "Dead": false,
        "ExitCode": container.exit_code,
        "Error": container.error,
        "StartedAt": if started { date(w.containers[key].started) } else { never.to_owned() },
        "FinishedAt": container.finished.map_or_else(|| never.to_owned(), date),
    });
    let health = health::state(w, key, container);
    state["Health"] = match health {
        Health::None => Value::Null,
        health => {
            let checks = crate::container::checks(w, key);
            let log = checks.iter().map(|check| {
                json!({
                    "Start": date(check.at),
                    "End": date(check.at + check.took),
                    "ExitCode": check.code,
                    "Output": check.output,
                })
            });
            let failing = crate::container::failing_streak(w, key);
            json!({ "Status": health.word(), "FailingStreak": failing, "Log": log.collect::<Vec<_>>() })
        }
    };
    state
}

fn bindings<'a>(
    ports: impl Iterator<Item = (u16, &'a String, std::net::Ipv4Addr, Option<u16>)>,
) -> Value {
    let mut value = json!({});
    for (inside, protocol, ip, outside) in ports {
        let host = json!({ "HostIp": if ip.is_unspecified() { String::new() } else { ip.to_string() }, "HostPort": outside.map_or_else(String::new, |p| p.to_string()) });
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
    json!({ "Type": kind, "Name": name, "Source": source, "Destination": mount.target, "RW": !mount.read_only, "Driver": if kind == "volume" { "local" } else { "" }, "Mode": if kind == "volume" { "z" } else { "" } })
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

/// The machine's own address on the default bridge, for a container that has one there.
fn bridge_gateway(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    if bridge_address(w, machine, key).is_empty() {
        return String::new();
    }
    let bridge = engine(w, machine).networks.get("bridge");
    let gateway = bridge.and_then(network::Network::gateway);
    gateway.map(|a| a.to_string()).unwrap_or_default()
}

fn endpoints(w: &World, machine: MachineKey, key: ContainerKey) -> Value {
    let mut value = json!({});
    for (network, endpoint) in network::of_container(w, machine, key) {
        value[network.name.as_str()] = json!({
            "Aliases": if endpoint.aliases.is_empty() { Value::Null } else { json!(endpoint.aliases) },
            "NetworkID": network.id,
            "Gateway": network.gateway().map(|a| a.to_string()).unwrap_or_default(),
            "IPAddress": endpoint.address.map(|a| a.to_string()).unwrap_or_default(),
            "IPPrefixLen": if network.subnet.is_some() { network.prefix } else { 0 },
        });
    }
    value
}

fn image_value(w: &World, machine: MachineKey, name: &str) -> Option<Value> {
    let id = image::find(w, machine, name)?;
    let image = &engine(w, machine).images[&id];
    let known = image::shown_config(w, machine, &id);
    Some(json!({
        "Id": image.id,
        "RepoTags": image.tags,
        "RepoDigests": image.digests,
        "Created": date(image.arrived),
        "Architecture": if w.hosts.machines[machine].hardware.architecture == "arm64" { "arm64" } else { "amd64" },
        "Os": "linux",
        "Size": image.size(),
        "Comment": known.comment,
        "Author": known.author,
        "Config": image_config(w, machine, &id),
        "RootFS": { "Type": "layers", "Layers": image.layers.iter().map(|l| l.0.as_str()).collect::<Vec<_>>() },
    }))
}

/// What an image says of itself, as its configuration holds it.
pub(in crate::host::docker) fn image_config(w: &World, machine: MachineKey, id: &str) -> Value {
    let exposed = ports::of_image(w, machine, id).into_iter();
    let exposed: serde_json::Map<String, Value> = exposed
        .map(|(port, protocol)| (format!("{port}/{protocol}"), json!({})))
        .collect();
    let declared = image::declared(w, machine, id);
    let known = image::shown_config(w, machine, id);
    let said = engine(w, machine).images[id].profile.config.is_some() || declared.is_some();
    let own = said.then_some(&known);
    let list = |words: Option<&Vec<String>>| words.filter(|w| !w.is_empty()).cloned();
    let mut environment = environment(&Config::default(), own);
    if known.flat {
        // What is made of a file system alone has no path: a container of it gets one.
        environment.clone_from(&known.environment);
    }
    json!({
        "ExposedPorts": if exposed.is_empty() { Value::Null } else { exposed.into() },
        "Env": list(Some(&environment)),
        "Cmd": list(own.map(|c| &c.command)),
        "Entrypoint": list(own.map(|c| &c.entrypoint)),
        "WorkingDir": own.map_or("", |c| c.working_dir.as_str()),
        "User": own.map_or("", |c| c.user.as_str()),
        "Labels": own.map(|c| &c.labels).filter(|l| !l.is_empty()),
        "Healthcheck": health::shown(known.healthcheck.as_ref()),
        "Volumes": declared_volumes(&known.volumes),
        "StopSignal": Some(known.stop_signal.as_str()).filter(|s| !s.is_empty()),
    })
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
        containers[container.id.as_str()] = json!({ "Name": container.config.name, "IPv4Address": format!("{address}/{}", network.prefix) });
    }
    let ipam = network.subnet.map(|s| {
        let mut ipam = json!({ "Subnet": format!("{s}/{}", network.prefix) });
        // Of a subnet that somebody asked for, the gateway shows only when they asked for that too.
        let gateway = network
            .own_gateway
            .or_else(|| network.gateway().filter(|_| !network.asked));
        ipam["Gateway"] = gateway.map(|g| g.to_string()).unwrap_or_default().into();
        ipam
    });
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
        "Options": {},
    }))
}

fn volume_value(w: &World, machine: MachineKey, name: &str) -> Option<Value> {
    let volume = engine(w, machine).volumes.get(name)?;
    Some(json!({
        "CreatedAt": date(volume.created),
        "Driver": "local",
        "Labels": if volume.labels.is_empty() { Value::Null } else { json!(volume.labels) },
        "Options": Value::Null,
        "Mountpoint": format!("/var/lib/docker/volumes/{}/_data", volume.name),
        "Name": volume.name,
        "Scope": "local",
    }))
}
