//! Containers as the engine keeps them: made, found, removed.

use std::sync::Arc;

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::ImageConfig;
use std::time::Duration;

use super::config::{Bound, Config, Mount, Source};
use super::engine::{Answer, Client, Engine, Refusal, changed, engine, engine_mut};
use super::network::Endpoint;
use super::volume::{self, VolumeConfig};
use super::{compose, events, health, image, kernel, share, stop};
use crate::change::Subject;
use crate::container::{self, ContainerKey, Owner, Spec};
use crate::host::{MachineKey, disk_release, disk_reserve};
use crate::world::World;

/// Where a container is in its life, in Docker's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// Made, never started.
    Created,
    /// Its process runs.
    Running,
    /// Its process is there and is given no processor.
    Paused,
    /// It ended and waits for its next start.
    Restarting,
    /// It ended.
    Exited,
}

impl Status {
    /// Docker's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Exited => "exited",
        }
    }
}

/// A container of a Docker engine. What its program does is in [`crate::container`].
#[derive(Clone, Debug)]
pub(super) struct Container {
    /// 64 digits.
    pub(super) id: String,
    /// What it was made with; `docker events` remembers it as it was.
    pub(super) config: Arc<Config>,
    /// The id of its image.
    pub(super) image: String,
    /// Its mounts; anonymous volumes have their names here.
    pub(super) mounts: Vec<Mount>,
    /// The ports of the machine that it holds while it runs.
    pub(super) bound: Vec<Bound>,
    pub(super) status: Status,
    pub(super) created: Timestamp,
    pub(super) finished: Option<Timestamp>,
    pub(super) exit_code: i32,
    pub(super) oom_killed: bool,
    /// Why the last start failed.
    pub(super) error: String,
    /// Whether a person ended it, which switches its restart policy off until the next start.
    pub(super) by_hand: bool,
    /// Whether it ran when the engine went down.
    pub(super) ended_with_engine: bool,
    /// How often its policy has restarted it since a person started it.
    pub(super) restarts: u32,
    /// What the last restart waited.
    pub(super) delay: Option<Duration>,
    /// Whether a client that waits for its end will remove it.
    pub(super) attached: bool,
    /// The generation of its restart timer.
    pub(super) generation: u16,
    /// Whether `docker stop` is waiting for its end.
    pub(super) stopping: bool,
    /// The number of its process on the machine; 0 when it does not run.
    pub(super) pid: u32,
    /// What was started in it beside its program: the number of the process on the machine, its words, and when it ends.
    pub(super) beside: Vec<(u32, Vec<String>, Timestamp)>,
    /// The container whose network it was started in.
    pub(super) joined: Option<ContainerKey>,
    /// The last that was heard of its program: ready, a verdict on its health, its end.
    pub(super) heard: Option<EventId>,
}

impl Container {
    /// Whether its process is there, paused or not.
    pub(super) fn is_running(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused)
    }

    /// Whether other containers of a user network find it by this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.config.name.eq_ignore_ascii_case(name)
            || (name.len() >= 12 && self.id.starts_with(name))
    }

    /// The first 12 digits of its id.
    pub(super) fn short_id(&self) -> &str {
        &self.id[..12]
    }
}

/// The name of a container's log on its machine's disk.
fn log_of(id: &str) -> String {
    format!("log/{id}")
}

/// Fills what is left of a machine's disk with the log of a container that runs, which Docker does not limit by default;
/// gives its name, none when there is nothing left or nothing runs. It is there until the container is removed.
pub(crate) fn fill_with_log(w: &mut World, machine: MachineKey, bytes: u64) -> Option<String> {
    let mut running = engine(w, machine).containers.values();
    let writer = running.find(|c| c.is_running())?;
    let (log, name) = (log_of(&writer.id), resource(&writer.config.name));
    if bytes == 0 {
        return None;
    }
    let held = w.hosts.machines[machine]
        .disk_use
        .get(&log)
        .copied()
        .unwrap_or(0);
    disk_reserve(w, machine, &log, held + bytes).ok()?;
    Some(name)
}

/// The names by which a container is known: Compose's service, or else its own name and its aliases.
fn called(config: &Config) -> Vec<String> {
    if let Some(service) = config.labels.get(compose::SERVICE) {
        return vec![service.clone()];
    }
    let aliases = config.networks.iter().flat_map(|(_, aliases)| aliases);
    aliases.chain([&config.name]).cloned().collect()
}

/// The name of a container in events.
pub(super) fn resource(name: &str) -> String {
    format!("container/{name}")
}

/// Words of which names are made for containers that nobody named; Docker's lists are longer.
const ADJECTIVES: [&str; 12] = [
    "agile", "brave", "calm", "clever", "eager", "gentle", "happy", "keen", "lucid", "quiet",
    "sharp", "vivid",
];
const SURNAMES: [&str; 12] = [
    "borg", "curie", "dijkstra", "euler", "franklin", "goodall", "hopper", "lovelace", "meitner",
    "noether", "turing", "villani",
];

/// Makes up a name that no container has.
pub(super) fn free_name(w: &mut World, machine: MachineKey) -> String {
    loop {
        let digits = usize::from_str_radix(&w.ids.hex(4), 16).unwrap_or(0);
        let name = format!("{}_{}", ADJECTIVES[digits % 12], SURNAMES[digits / 12 % 12]);
        let taken = |name: &str| {
            engine(w, machine)
                .containers
                .values()
                .any(|c| c.config.name == name)
        };
        if !taken(&name) {
            return name;
        }
        let numbered = format!("{name}{}", digits % 10);
        if !taken(&numbered) {
            return numbered;
        }
    }
}

/// The engine's own least limit of memory, in bytes.
pub(super) const LEAST_MEMORY: u64 = 6 << 20;

fn check(w: &World, machine: MachineKey, config: &Config) -> Answer<()> {
    let name = config.name.as_str();
    let valid = name.len() > 1
        && name
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if !name.is_empty() && !valid {
        return Err(Refusal(format!(
            "Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
        )));
    }
    let holder = engine(w, machine)
        .containers
        .values()
        .find(|c| c.config.name == name);
    if let Some(holder) = holder {
        return Err(Refusal(format!(
            "Conflict. The container name \"/{name}\" is already in use by container \"{}\". You have to remove (or rename) that container to be able to reuse that name.",
            holder.id
        )));
    }
    share::check(w, machine, config)?;
    kernel::check(config)?;
    health::allowed(config)?;
    if config.memory.is_some_and(|m| m > 0 && m < LEAST_MEMORY) {
        return Err(Refusal::new("Minimum memory limit allowed is 6MB"));
    }
    let vcpus = w.hosts.machines[machine].hardware.vcpus;
    if config
        .cpus
        .is_some_and(|c| c < 0.01 || c > f64::from(vcpus))
    {
        return Err(Refusal(format!(
            "Range of CPUs is from 0.01 to {vcpus}.00, as there are only {vcpus} CPUs available"
        )));
    }
    for mount in &config.mounts {
        if !mount.target.starts_with('/') {
            return Err(Refusal(format!(
                "invalid mount config for type \"{}\": invalid mount path: '{}' mount path must be absolute",
                kind(&mount.source),
                mount.target
            )));
        }
        if let Source::Bind(path) = &mount.source
            && !mount.create
            && w.hosts.machines[machine].files.entry(path).is_none()
        {
            return Err(Refusal(format!(
                "invalid mount config for type \"bind\": bind source path does not exist: {path}"
            )));
        }
    }
    Ok(())
}

/// The ports that mounted files of nginx's configuration listen on; none when they say nothing.
fn listens(w: &World, machine: MachineKey, mounts: &[Mount]) -> Option<Vec<u16>> {
    let files = &w.hosts.machines[machine].files;
    let of_nginx = mounts.iter().filter(|m| container::is_nginx(&m.target));
    let texts = of_nginx.flat_map(|mount| match &mount.source {
        Source::Content(text) => vec![text.as_str()],
        Source::Bind(path) => match files.read(path) {
            Some(text) => vec![text],
            None => files
                .walk(path)
                .filter_map(|(path, _)| files.read(path))
                .collect(),
        },
        Source::Volume(_) | Source::Tmpfs => Vec::new(),
    });
    container::nginx_ports(texts)
}

pub(super) fn kind(source: &Source) -> &'static str {
    match source {
        Source::Volume(_) => "volume",
        Source::Bind(_) => "bind",
        Source::Content(_) => "bind",
        Source::Tmpfs => "tmpfs",
    }
}

/// Where well-known images keep their data, by the last part of the repository: the `VOLUME` of their Dockerfiles.
fn data_directory(repository: &str) -> &'static str {
    let last = repository.rsplit('/').next().unwrap_or_default();
    match last {
        "mysql" | "mariadb" => "/var/lib/mysql",
        "postgres" | "postgis" => "/var/lib/postgresql/data",
        "mongo" => "/data/db",
        "rabbitmq" => "/var/lib/rabbitmq",
        _ => "/data",
    }
}

/// A volume without a name, for a folder.
fn anonymous(target: &str) -> Mount {
    Mount {
        source: Source::Volume(String::new()),
        target: target.to_owned(),
        read_only: false,
        create: true,
    }
}

/// Makes a container from an image that is on the machine.
pub(super) fn create(w: &mut World, client: Client, mut config: Config) -> Answer<ContainerKey> {
    let machine = client.machine;
    check(w, machine, &config)?;
    let Some(image) = image::find(w, machine, &config.image) else {
        return Err(Refusal(format!(
            "No such image: {}",
            image::complete(&config.image)
        )));
    };
    let LocalParts {
        key: image_key,
        stateful,
        repository,
    } = parts(w, machine, &image);
    if config.name.is_empty() {
        config.name = free_name(w, machine);
    }
    if config.networks.is_empty() && config.joins.is_none() {
        config.networks.push(("bridge".to_owned(), Vec::new()));
    }
    let mut mounts = config.mounts.clone();
    mounts.extend(share::mounts(w, machine, &config)?);
    let declared = image::declared(w, machine, &image).and_then(|d| d.volumes.last());
    let data = declared.map_or_else(|| data_directory(&repository), String::as_str);
    let elsewhere = |m: &Mount| m.target == data || m.volume().is_some();
    if stateful && !mounts.iter().any(elsewhere) {
        mounts.push(anonymous(data));
    }
    let own = w.registry.images[image_key].profile.config.as_ref();
    for target in own.iter().flat_map(|own| &own.volumes) {
        if !mounts.iter().any(|mount| mount.target == *target) {
            mounts.push(anonymous(target));
        }
    }
    for mount in &mut mounts {
        if let Source::Volume(name) = &mut mount.source {
            let volume = VolumeConfig {
                name: name.clone(),
                ..VolumeConfig::default()
            };
            *name = volume::create(w, client, volume)?;
        }
    }
    let asked = config.address;
    let own = w.registry.images[image_key].profile.config.as_ref();
    let words = words(&config, &w.registry.images[image_key]);
    if words.is_none() && own.is_some_and(|own| own.flat) {
        return Err(Refusal::new("no command specified"));
    }
    let health = health::declared(&config, own.and_then(|own| own.healthcheck.as_ref()));
    let id = w.ids.hex(64);
    let spec = Spec {
        owner: Owner::Docker(machine),
        name: resource(&config.name),
        called: called(&config),
        image: image_key,
        environment: config.environment.clone(),
        command: words,
        init: config.init,
        stdin: config.stdin.clone(),
        pool: w.hosts.machines[machine].pool,
        cpu_limit: config.cpus,
        memory_limit: config.memory.filter(|m| *m > 0).map(|m| m >> 20),
        health: health::check(w, health),
        fresh_data: true,
        data: None,
        listens: listens(w, machine, &mounts),
    };
    let key = container::create(w, spec, client.cause);
    for (network, aliases) in &config.networks {
        if let Some(network) = engine_mut(w, machine).networks.get_mut(network) {
            let endpoint = Endpoint {
                address: None,
                wanted: asked,
                aliases: aliases.clone(),
            };
            network.endpoints.insert(key, endpoint);
        }
    }
    let container = Container {
        id,
        config: Arc::new(config),
        image,
        mounts,
        bound: Vec::new(),
        status: Status::Created,
        created: w.now,
        finished: None,
        exit_code: 0,
        oom_killed: false,
        error: String::new(),
        by_hand: false,
        ended_with_engine: false,
        restarts: 0,
        delay: None,
        attached: false,
        generation: 0,
        stopping: false,
        pid: 0,
        beside: Vec::new(),
        joined: None,
        heard: None,
    };
    engine_mut(w, machine).containers.insert(key, container);
    events::of_container(w, machine, key, "create", &[]);
    changed(w, machine);
    Ok(key)
}

/// The entry point and the command of a container, when they are not its image's own. Of an image whose own are known, all
/// words are given: it is started by them.
pub(super) fn words(config: &Config, image: &crate::registry::Image) -> Option<Vec<String>> {
    shown_words(config, image.profile.config.as_ref())
}

/// The same over what is known of an image, whether it is started by it or not.
pub(super) fn shown_words(config: &Config, own: Option<&ImageConfig>) -> Option<Vec<String>> {
    let Some(own) = own else {
        return config.words();
    };
    let words = own.words(config.entrypoint.as_deref(), &config.command);
    (!words.is_empty()).then_some(words)
}

struct LocalParts {
    key: crate::registry::ImageKey,
    stateful: bool,
    repository: String,
}

fn parts(w: &World, machine: MachineKey, image: &str) -> LocalParts {
    let image = &engine(w, machine).images[image];
    LocalParts {
        key: image.key,
        stateful: image.profile.kind.stateful(),
        repository: w.registry.images[image.key].origin.repository.clone(),
    }
}

/// Removes a container; one that runs only by force. `volumes` takes its anonymous volumes with it.
pub(super) fn remove(
    w: &mut World,
    client: Client,
    key: ContainerKey,
    force: bool,
    volumes: bool,
) -> Answer<()> {
    let container = &engine(w, client.machine).containers[&key];
    let name = container.config.name.clone();
    let state = match container.status {
        Status::Running => "running",
        Status::Paused => "paused",
        Status::Restarting => "restarting",
        Status::Created | Status::Exited => "",
    };
    if !state.is_empty() {
        if !force {
            return Err(Refusal(format!(
                "cannot remove container \"/{name}\": container is {state}: stop the container before removing or force remove"
            )));
        }
        engine_mut(w, client.machine)
            .containers
            .get_mut(&key)
            .into_iter()
            .for_each(|c| Arc::make_mut(&mut c.config).auto_remove = false);
        stop::kill(w, client, key)?;
    }
    drop_container(w, client, key, volumes);
    Ok(())
}

/// The ports of the machine that a container wants, as far as it names them.
pub(super) fn published(config: &Config) -> impl Iterator<Item = u16> + '_ {
    let ranges = config.publish.iter().filter_map(|p| p.host);
    ranges.flat_map(|(first, last)| first..=last)
}

/// Forgets a container that does not run.
pub(super) fn drop_container(w: &mut World, client: Client, key: ContainerKey, volumes: bool) {
    let Some(container) = engine_mut(w, client.machine).containers.remove(&key) else {
        return;
    };
    let mut names = vec![container.config.name.clone()];
    for network in engine_mut(w, client.machine).networks.values_mut() {
        names.extend(network.leave(key).into_iter().flat_map(|e| e.aliases));
    }
    disk_release(w, client.machine, &log_of(&container.id));
    let resource = resource(&container.config.name);
    let was = (container.id, Arc::clone(&container.config));
    events::of(w, client.machine, was, "destroy", &[]);
    let event = w.state(
        Some(client.cause),
        &resource,
        container.status.word(),
        "removed",
        "",
    );
    w.mark(Subject::Container(key), event);
    for name in names {
        w.mark(Subject::name(client.machine, &name), event);
    }
    for port in published(&container.config) {
        w.mark(Subject::Port(client.machine, port), event);
    }
    container::remove(w, key);
    for mount in container.mounts.iter().filter(|_| volumes) {
        let Some(name) = mount.volume() else { continue };
        let anonymous = engine(w, client.machine)
            .volumes
            .get(name)
            .is_some_and(|v| v.anonymous);
        if anonymous && volume::users(w, client.machine, name).is_empty() {
            engine_mut(w, client.machine).volumes.remove(name);
        }
    }
    changed(w, client.machine);
}

/// Has a container's successor take over its anonymous volumes.
pub(super) fn inherit(w: &World, machine: MachineKey, key: ContainerKey, config: &mut Config) {
    let engine = engine(w, machine);
    for old in &engine.containers[&key].mounts {
        let Some(name) = old.volume().and_then(|name| engine.volumes.get(name)) else {
            continue;
        };
        if !name.anonymous {
            continue;
        }
        match config.mounts.iter_mut().find(|m| m.target == old.target) {
            None => config.mounts.push(old.clone()),
            Some(new) if new.volume() == Some("") => new.source = old.source.clone(),
            Some(_) => {}
        }
    }
}

/// Gives a container another name.
pub(super) fn rename(w: &mut World, client: Client, key: ContainerKey, name: &str) -> Answer<()> {
    if engine(w, client.machine).containers[&key].config.name == name.trim_start_matches('/') {
        return Err(Refusal::new(
            "Renaming a container with the same name as its current name",
        ));
    }
    let config = Config {
        name: name.trim_start_matches('/').to_owned(),
        ..Config::default()
    };
    let name = config.name.as_str();
    check(w, client.machine, &config).map_err(|why| {
        // The engine has put its slash before the name by now.
        let words = why
            .0
            .replacen(&format!("({name})"), &format!("(/{name})"), 1);
        Refusal(format!("Error when allocating new name: {words}"))
    })?;
    let old = engine(w, client.machine).containers[&key]
        .config
        .name
        .clone();
    if let Some(container) = engine_mut(w, client.machine).containers.get_mut(&key) {
        name.clone_into(&mut Arc::make_mut(&mut container.config).name);
    }
    w.containers[key].spec.name = resource(name);
    let old = format!("/{old}");
    events::of_container(w, client.machine, key, "rename", &[("oldName", &old)]);
    Ok(())
}

impl Engine {
    /// The container with this key.
    pub(super) fn container(&mut self, key: ContainerKey) -> Option<&mut Container> {
        self.containers.get_mut(&key)
    }
}
