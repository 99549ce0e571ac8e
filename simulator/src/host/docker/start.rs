//! Starting a container: networks, ports, volumes, then its program.

use paperboat_core::event::{EventId, EventKind};

use super::config::{Bound, Publish, Source};
use super::container::{Status, resource};
use super::engine::{Answer, Client, Refusal, changed, engine, engine_mut};
use super::network::{self, Endpoint};
use super::{events, namespace, ports, share};
use crate::container::{self, ContainerKey, Unrunnable};
use crate::host::{MachineKey, Node, sshd_listens};
use crate::id;
use crate::world::World;

/// The ports that a kernel gives to whoever asks for any (`net.ipv4.ip_local_port_range`).
const FREE: (u16, u16) = (32768, 60999);

/// Starts a container as a person asks for it: its restart policy counts afresh. Nothing when it runs.
pub(super) fn start(w: &mut World, client: Client, key: ContainerKey) -> Answer<()> {
    let Some(container) = engine_mut(w, client.machine).container(key) else {
        return Err(Refusal::new("No such container"));
    };
    if container.is_running() {
        return Ok(());
    }
    container.restarts = 0;
    container.delay = None;
    container.by_hand = false;
    launch(w, client.machine, key, client.cause)
}

/// Starts a container's program once it has its networks, ports and volumes.
pub(super) fn launch(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
    cause: EventId,
) -> Answer<()> {
    let prepared = prepare(w, machine, key);
    let pid = w.hosts.machines[machine].new_pid();
    let Some(container) = engine_mut(w, machine).container(key) else {
        return Ok(());
    };
    container.generation = container.generation.wrapping_add(1);
    if let Err(refusal) = prepared {
        container.error.clone_from(&refusal.0);
        container.exit_code = refusal.exit_field();
        container.bound.clear();
        if container.status == Status::Restarting {
            container.status = Status::Exited;
        }
        let kind = EventKind::Message {
            resource: resource(&container.config.name),
            text: refusal.0.clone(),
        };
        network::detach(w, machine, key);
        w.emit(Some(cause), kind);
        changed(w, machine);
        return Err(refusal);
    }
    container.error.clear();
    container.exit_code = 0;
    container.oom_killed = false;
    container.status = Status::Running;
    container.pid = pid;
    container.ended_with_engine = false;
    let (fresh, data) = fill(w, machine, key);
    w.containers[key].spec.fresh_data = fresh;
    w.containers[key].spec.data = data;
    events::of_networks(w, machine, key, "connect");
    events::of_container(w, machine, key, "start", &[]);
    container::start(w, key, cause);
    changed(w, machine);
    Ok(())
}

/// The steps of a start, in the engine's order: the network and its ports, the devices, then the program.
fn prepare(w: &mut World, machine: MachineKey, key: ContainerKey) -> Answer<()> {
    let config = engine(w, machine).containers[&key].config.clone();
    let joined = match &config.joins {
        Some(name) => Some(namespace::join(w, machine, key, name)?),
        None => None,
    };
    let engine_ = engine_mut(w, machine);
    engine_.joins |= joined.is_some();
    engine_
        .container(key)
        .into_iter()
        .for_each(|c| c.joined = joined);
    share::links_run(w, machine, &config)?;
    let asked = config.address;
    for (name, aliases) in &config.networks {
        let Some(network) = engine_mut(w, machine).networks.get_mut(name) else {
            return Err(Refusal(format!("network {name} not found")));
        };
        network.endpoints.entry(key).or_insert(Endpoint {
            address: None,
            wanted: asked,
            aliases: aliases.clone(),
        });
    }
    network::attach(w, machine, key)?;
    bind(w, machine, key)?;
    config.kernel.has_devices()?;
    runs(w, machine, key)
}

/// Looks whether the program that a container is started with is there.
fn runs(w: &mut World, machine: MachineKey, key: ContainerKey) -> Answer<()> {
    let user = &engine(w, machine).containers[&key].config.user;
    if let Some(user) = container::unknown_user(w, key, user) {
        return Err(Refusal(format!(
            "unable to find user {user}: no matching entries in passwd file"
        )));
    }
    match container::unrunnable(w, key, false) {
        None => Ok(()),
        Some(Unrunnable::Absent(why)) => Err(Refusal(format!(
            "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: {why}: unknown"
        ))),
        Some(Unrunnable::Denied(why)) => Err(Refusal(format!(
            "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: {why}: unknown: permission denied"
        ))),
        Some(Unrunnable::NotModelled(name)) => Err(not_modelled(w, key, &name)),
    }
}

/// Refuses a program of which it is not modelled what it does.
pub(super) fn not_modelled(w: &World, key: ContainerKey, name: &str) -> Refusal {
    let image = &w.registry.images[w.containers[key].spec.image].repository;
    Refusal(format!(
        "paperboat: not modelled: what {name} does in the image {image}"
    ))
}

/// The runtime's words for a program that is not in the image's path.
const NOT_IN_PATH: &str = "executable file not found in $PATH";
/// Its words for a path that is not there.
const NO_SUCH_FILE: &str = "no such file or directory";
/// Its words for what is no program.
const DENIED: &str = "permission denied";
/// The exit code of a program that is not there, and of one that may not be executed.
const NOT_FOUND: i32 = 127;
const NOT_EXECUTABLE: i32 = 126;
/// The exit code in the state of a container that could not be started for another reason (moby, `setExitCodeFromError`).
const NOT_STARTED: i32 = 128;

impl Refusal {
    fn says(&self, words: &str) -> bool {
        self.0.contains(words)
    }

    /// The exit code that the state of a container shows whose start was refused so: that of a program which the runtime
    /// does not find or may not run, or else the engine's own.
    pub(super) fn exit_field(&self) -> i32 {
        match self.says("OCI runtime") {
            true => self.of_program().unwrap_or(NOT_STARTED),
            false => NOT_STARTED,
        }
    }

    /// The exit code of `docker run`, which reads it out of the engine's words, whatever it was that is not there
    /// (docker/cli, `toStatusError`).
    pub(super) fn of_program(&self) -> Option<i32> {
        if self.says(NOT_IN_PATH) || self.says(NO_SUCH_FILE) {
            Some(NOT_FOUND)
        } else if self.says(DENIED) || self.says("is a directory") {
            Some(NOT_EXECUTABLE)
        } else {
            None
        }
    }
}

fn bind(w: &mut World, machine: MachineKey, key: ContainerKey) -> Answer<()> {
    let container = &engine(w, machine).containers[&key];
    let (name, id) = (container.config.name.clone(), container.id.clone());
    let config = &container.config;
    if config.is_on("host") || config.is_on("none") || config.joins.is_some() {
        return Ok(());
    }
    let mut wanted = container.config.publish.clone();
    if container.config.publish_all {
        wanted.extend(ports::all_to_publish(w, machine, container));
    }
    for publish in wanted {
        let refuse = |why: String| {
            Refusal(format!(
                "driver failed programming external connectivity on endpoint {name} ({id}): {why}"
            ))
        };
        let host_port = free_port(w, machine, &publish).map_err(refuse)?;
        let bound = Bound {
            host_ip: publish.host_ip,
            host_port,
            container_port: publish.container_port,
            protocol: publish.protocol,
        };
        engine_mut(w, machine)
            .container(key)
            .into_iter()
            .for_each(|c| c.bound.push(bound.clone()));
    }
    Ok(())
}

/// Chooses the port of the machine. Of several the engine takes the one after that which it gave out last, until it starts
/// anew (moby, `portallocator`): a container that is made again has another one.
fn free_port(w: &mut World, machine: MachineKey, publish: &Publish) -> Result<u16, String> {
    let (first, last) = publish.host.unwrap_or(FREE);
    if first == last {
        return why_taken(w, machine, publish, first).map_or(Ok(first), Err);
    }
    let span = (publish.host_ip, publish.protocol.clone(), first, last);
    let given = engine(w, machine).last_ports.get(&span).copied();
    let after = given
        .filter(|given| *given < last)
        .map_or(first, |given| given + 1);
    let mut candidates = (after..=last).chain(first..after);
    let free = candidates.find(|port| why_taken(w, machine, publish, *port).is_none());
    let Some(port) = free else {
        return Err(match publish.host {
            None => "all ports are allocated".to_owned(),
            Some(_) => format!(
                "Bind for {}:{first} failed: port is already allocated",
                publish.host_ip
            ),
        });
    };
    engine_mut(w, machine).last_ports.insert(span, port);
    Ok(port)
}

fn why_taken(w: &World, machine: MachineKey, publish: &Publish, port: u16) -> Option<String> {
    let ip = publish.host_ip;
    let containers = engine(w, machine).containers.values();
    let mut same = containers
        .flat_map(|c| &c.bound)
        .filter(|b| b.host_port == port && b.protocol == publish.protocol);
    let own = w.addresses(id::Endpoint::Machine(machine));
    let strange =
        own.is_some_and(|(own, _)| ip != own && !ip.is_loopback() && !ip.is_unspecified());
    let meets = |b: &Bound| b.host_ip == ip || b.host_ip.is_unspecified() || ip.is_unspecified();
    if !strange && same.any(meets) {
        return Some(format!(
            "Bind for {ip}:{port} failed: port is already allocated"
        ));
    }
    let network = if publish.protocol == "udp" {
        "udp4"
    } else {
        "tcp4"
    };
    if strange {
        return Some(format!(
            "Error starting userland proxy: listen {network} {ip}:{port}: bind: cannot assign requested address"
        ));
    }
    let listens = port == 22 && publish.protocol == "tcp" && sshd_listens(w, machine);
    listens.then(|| format!("Error starting userland proxy: listen {network} {ip}:{port}: bind: address already in use"))
}

/// Marks the container's data as written; tells whether they were fresh before, and where those of a database lie.
fn fill(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
) -> (bool, Option<container::DataPlace>) {
    let mounts = engine(w, machine).containers[&key].mounts.clone();
    let mut seen = false;
    let mut fresh = true;
    let mut data = None;
    for mount in mounts.iter().filter(|m| !m.read_only) {
        let is_data = container::is_data_directory(&mount.target);
        match &mount.source {
            Source::Volume(name) => {
                let volume = engine_mut(w, machine).volumes.get_mut(name);
                let was = volume.is_some_and(|v| std::mem::replace(&mut v.filled, true));
                (seen, fresh) = (true, fresh && !was);
                if is_data {
                    data = Some((container::DataPlace::Volume(machine, name.clone()), !was));
                }
            }
            Source::Bind(path) => {
                let machine_ = &mut w.hosts.machines[machine];
                match machine_.files.entry(path) {
                    // A file that is mounted is configuration, not data.
                    Some(node) if !node.is_directory() => continue,
                    Some(_) => {}
                    None => machine_.files.put(path, Node::directory(0o755, "root")),
                }
                let was = !machine_.docker.filled.insert(path.clone());
                (seen, fresh) = (true, fresh && !was);
                if is_data {
                    data = Some((container::DataPlace::Folder(machine, path.clone()), !was));
                }
            }
            Source::Content(_) | Source::Tmpfs => {}
        }
    }
    // Without any mount the data are in the container's own layer, fresh at its first start.
    match data {
        // Scripts and settings beside a database's data do not make these old.
        Some((place, fresh)) => (fresh, Some(place)),
        None => (
            fresh && (seen || w.containers[key].state == container::State::Created),
            None,
        ),
    }
}
