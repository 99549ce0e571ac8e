//! What a container of the engine finds in itself because of how it was created: mounts, names, user and folder.

use super::config::{Mount, Source};
use super::container::Container;
use super::engine::{engine, engine_mut};
use super::{namespace, network, share};
use crate::container::ContainerKey;
use crate::host::{MachineKey, Node};
use crate::world::World;
use paperboat_core::time::Timestamp;

fn container(w: &World, machine: MachineKey, key: ContainerKey) -> Option<&Container> {
    engine(w, machine).containers.get(&key)
}

/// The mount under which a path lies, and what of the path is below it; the deepest one where several are.
fn mount_of<'m>(mounts: &'m [Mount], path: &'m str) -> Option<(&'m Mount, &'m str)> {
    let below = |mount: &'m Mount| {
        let rest = path.strip_prefix(mount.target.trim_end_matches('/'))?;
        (rest.is_empty() || rest.starts_with('/')).then_some((mount, rest))
    };
    let all = mounts.iter().filter_map(below);
    all.max_by_key(|(mount, _)| mount.target.len())
}

/// The text of a file that is mounted into a container; none where none is.
pub(crate) fn docker_file(
    w: &World,
    machine: MachineKey,
    key: ContainerKey,
    path: &str,
) -> Option<String> {
    let mounts = &container(w, machine, key)?.mounts;
    let (mount, rest) = mount_of(mounts, path)?;
    match &mount.source {
        Source::Content(text) => rest.is_empty().then(|| text.clone()),
        Source::Bind(source) => {
            let files = &w.hosts.machines[machine].files;
            files.read(&format!("{source}{rest}")).map(str::to_owned)
        }
        Source::Volume(name) => engine(w, machine)
            .volumes
            .get(name)?
            .files
            .get(rest)
            .cloned(),
        Source::Tmpfs => None,
    }
}

/// The paths of all files that are mounted into a container.
pub(crate) fn docker_mounted(w: &World, machine: MachineKey, key: ContainerKey) -> Vec<String> {
    let Some(container) = container(w, machine, key) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for mount in &container.mounts {
        let target = mount.target.trim_end_matches('/');
        match &mount.source {
            Source::Content(_) => all.push(target.to_owned()),
            Source::Bind(source) => {
                let files = w.hosts.machines[machine].files.walk(source);
                let files = files.filter(|(_, node)| !node.is_directory());
                all.extend(files.filter_map(|(p, _)| {
                    Some(format!("{target}{}", p.strip_prefix(source.as_str())?))
                }));
            }
            Source::Volume(name) => {
                let files = engine(w, machine).volumes.get(name);
                let files = files.into_iter().flat_map(|v| v.files.keys());
                all.extend(files.map(|path| format!("{target}{path}")));
            }
            Source::Tmpfs => {}
        }
    }
    all
}

/// Tells whether something is mounted at a path.
pub(crate) fn docker_mount(w: &World, machine: MachineKey, key: ContainerKey, path: &str) -> bool {
    let mounts = container(w, machine, key).map(|c| &c.mounts);
    let is = |mount: &Mount| mount.target.trim_end_matches('/') == path;
    mounts.is_some_and(|mounts| mounts.iter().any(is))
}

/// Tells whether a path is mounted for reading only, or lies in a layer that is.
pub(crate) fn docker_read_only(
    w: &World,
    machine: MachineKey,
    key: ContainerKey,
    path: &str,
) -> bool {
    let Some(container) = container(w, machine, key) else {
        return false;
    };
    match mount_of(&container.mounts, path) {
        Some((mount, _)) => mount.read_only,
        None => container.config.read_only,
    }
}

/// Writes into a mount, or removes from it; false where a path lies in none.
pub(crate) fn docker_write(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
    path: &str,
    text: Option<&str>,
) -> bool {
    let Some((mount, rest)) = container(w, machine, key)
        .and_then(|c| mount_of(&c.mounts, path))
        .map(|(mount, rest)| (mount.source.clone(), rest.to_owned()))
    else {
        return false;
    };
    match mount {
        Source::Bind(source) => {
            let files = &mut w.hosts.machines[machine].files;
            let place = format!("{source}{rest}");
            match text {
                Some(text) => files.put(&place, Node::text(text, 0o644, "root")),
                None => files.remove(&place),
            }
            true
        }
        Source::Volume(name) => {
            if let Some(volume) = engine_mut(w, machine).volumes.get_mut(&name) {
                match text {
                    Some(text) => volume.files.insert(rest, text.to_owned()),
                    None => volume.files.remove(&rest),
                };
            }
            true
        }
        // Its own memory goes with it as its layer does.
        Source::Content(_) | Source::Tmpfs => false,
    }
}

/// The name that a container has for itself: the one it was given, or the first digits of its id.
pub(crate) fn docker_hostname(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    let Some(container) = container(w, machine, key) else {
        return String::new();
    };
    // Who is in another's network has its name too.
    let owner = namespace::owner(engine(w, machine), key);
    let container = engine(w, machine)
        .containers
        .get(&owner)
        .unwrap_or(container);
    let own = container.config.hostname.clone();
    own.unwrap_or_else(|| container.short_id().to_owned())
}

/// What the engine writes into a container's `/etc/resolv.conf`: its own name server on networks that have names, else
/// those that it was given, else the machine's.
pub(crate) fn docker_resolv_conf(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    const HEAD: &str = "# Generated by Docker Engine.\n# This file can be edited; Docker Engine will not make further changes once it\n# has been modified.\n\n";
    let Some(container) = container(w, machine, key) else {
        return String::new();
    };
    let of_machine = w.hosts.machines[machine].files.read("/etc/resolv.conf");
    let of_machine = of_machine.unwrap_or_default();
    let search: String = of_machine
        .lines()
        .filter(|line| line.starts_with("search "))
        .map(|line| format!("{line}\n"))
        .collect();
    let given: String = container
        .config
        .dns
        .iter()
        .map(|address| format!("nameserver {address}\n"))
        .collect();
    let overrides = match container.config.dns.is_empty() {
        true => "",
        false => "# Overrides: [nameservers]\n",
    };
    let named = network::of_container(w, machine, key).any(|(n, _)| n.has_names());
    if named {
        let servers: Vec<String> = match container.config.dns.is_empty() {
            false => container
                .config
                .dns
                .iter()
                .map(ToString::to_string)
                .collect(),
            true => of_machine
                .lines()
                .filter_map(|line| line.strip_prefix("nameserver "))
                .map(|address| format!("host({address})"))
                .collect(),
        };
        return format!(
            "{HEAD}nameserver 127.0.0.11\n{search}options ndots:0\n\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n# ExtServers: [{}]\n{overrides}# Option ndots from: internal\n",
            servers.join(" ")
        );
    }
    let servers: String = match given.is_empty() {
        false => given,
        true => of_machine
            .lines()
            .filter(|line| line.starts_with("nameserver "))
            .map(|line| format!("{line}\n"))
            .collect(),
    };
    let overrides = match overrides.is_empty() {
        true => "# Overrides: []\n",
        false => overrides,
    };
    format!(
        "{HEAD}{servers}{search}\n# Based on host file: '/etc/resolv.conf' (legacy)\n{overrides}"
    )
}

/// What the engine writes into a container's `/etc/hosts` beside the loopback address.
pub(crate) fn docker_hosts(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    let Some(container) = container(w, machine, key) else {
        return String::new();
    };
    let gateway = network::of_container(w, machine, key).find_map(|(n, _)| n.gateway());
    let gateway = gateway.map(|g| g.to_string()).unwrap_or_default();
    let mut lines = String::new();
    for (name, address) in &container.config.extra_hosts {
        let address = if address == "host-gateway" {
            &gateway
        } else {
            address
        };
        lines += &format!("{address}\t{name}\n");
    }
    lines += &share::hosts(w, machine, &container.config);
    let own = docker_hostname(w, machine, key);
    for (_, endpoint) in network::of_container(w, machine, key) {
        if let Some(address) = endpoint.address {
            lines += &format!("{address}\t{own}\n");
        }
    }
    lines
}

/// The user that a container was given; empty for its image's.
pub(crate) fn docker_user(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    container(w, machine, key).map_or_else(String::new, |c| c.config.user.clone())
}

/// The working folder that a container was given; empty for its image's.
pub(crate) fn docker_folder(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    container(w, machine, key).map_or_else(String::new, |c| c.config.working_dir.clone())
}

/// The words of what was started in a container beside its program and has not ended.
pub(crate) fn docker_beside(w: &World, machine: MachineKey, key: ContainerKey) -> Vec<Vec<String>> {
    let beside = container(w, machine, key)
        .into_iter()
        .flat_map(|c| &c.beside);
    let going = beside.filter(|(_, _, until)| *until > w.now);
    going.map(|(_, words, _)| words.clone()).collect()
}

/// A process of a container as its machine sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inside {
    pub(crate) pid: u32,
    pub(crate) container: ContainerKey,
    /// The number of its user.
    pub(crate) uid: u32,
    pub(crate) since: Timestamp,
    /// Its words; none where these are not known.
    pub(crate) words: Option<Vec<String>>,
    /// Whether it is the container's own program.
    pub(crate) first: bool,
}

/// The processes of the containers that run on a machine, in the order of their containers.
pub(crate) fn docker_processes(w: &World, machine: MachineKey) -> Vec<Inside> {
    let mut all = Vec::new();
    for (key, own) in engine(w, machine)
        .containers
        .iter()
        .filter(|(_, c)| c.is_running())
    {
        let words = crate::container::program_words(w, *key);
        let since = w.containers[*key].started;
        let inside = Inside {
            pid: own.pid,
            container: *key,
            uid: crate::container::user_of(w, *key).0,
            since,
            words: (!words.is_empty()).then_some(words),
            first: true,
        };
        let beside = own.beside.iter().filter(|(_, _, until)| *until > w.now);
        let beside: Vec<Inside> = beside
            .map(|(pid, words, _)| Inside {
                pid: *pid,
                words: Some(words.clone()),
                first: false,
                ..inside.clone()
            })
            .collect();
        all.push(inside);
        all.extend(beside);
    }
    all
}
