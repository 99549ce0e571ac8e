//! The inside of an instance.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::aws::host::ExecOutput;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::job::Job;
use super::line::OpenShell;
use super::operation::Pending;
use super::power::Power;
use super::shell::Background;
use super::terminal::Terminal;
use super::user::Users;
use super::{Files, Hardware, Unit, disk, docker, image, power, unit};
use crate::arena::Arena;
use crate::container::{self, Pool, PoolKey};
use crate::id;
use crate::model::Limit;
use crate::world::{CallId, World};

/// Names a machine.
pub use crate::id::MachineKey;

/// The inside of an instance.
#[derive(Clone, Debug)]
pub struct Machine {
    /// What it is made of.
    pub hardware: Hardware,
    /// Whether it runs.
    pub power: Power,
    /// Its file system.
    pub files: Files,
    /// Its accounts.
    pub users: Users,
    /// Its systemd units, by name with `.service`.
    pub units: BTreeMap<String, Unit>,
    /// The installed packages beyond the image's own.
    pub packages: BTreeSet<String>,
    /// The processors and memory that its containers share.
    pub pool: PoolKey,
    /// Its Docker engine.
    pub docker: docker::Engine,
    /// What it wrote to its console.
    pub console: String,
    /// The event that put it into its state.
    pub last: Option<EventId>,
    /// Bytes of the root disk that are no files of ours, by name.
    pub(super) disk_use: BTreeMap<String, u64>,
    /// Whether package metadata was loaded.
    pub(super) metadata: bool,
    /// Swap in use, in MiB, by file.
    pub(super) swap_mib: BTreeMap<String, u64>,
    /// How often it has booted.
    pub(super) boots: u32,
    /// What it will do, and when.
    pub(super) agenda: BTreeMap<(Timestamp, u32), power::Due>,
    /// The number of its next plan.
    pub(super) plans: u32,
    /// The number of the process that began last.
    last_pid: u32,
}

/// All machines, and the command lines that run on them.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// The machines.
    pub machines: Arena<Machine, id::Machine>,
    /// The command lines.
    pub jobs: Arena<Job>,
    /// The operations that wait for a connection or for bytes.
    pub(super) pending: Arena<Pending>,
    /// What shells have begun in the background.
    pub(super) background: Background,
    /// What commands had written over connections that broke, until who called is told.
    pub(crate) cut: BTreeMap<CallId, ExecOutput>,
    /// The same of the call that was answered last.
    pub(crate) told: Option<ExecOutput>,
    /// The shells that stay open over SSH.
    pub(super) shells: Arena<OpenShell>,
    /// The terminal of the person's own computer; none where nobody sits.
    pub(super) terminal: Option<Terminal>,
    /// The private keys that were handed out, with the names of their pairs: a key opens machines also when its pair is gone.
    pub(super) private_keys: Vec<(String, String)>,
    /// What was built last, for the next machine of the same image and key: fifty are launched at a time.
    fresh: Option<Fresh>,
}

/// A machine as its image makes it.
#[derive(Clone, Debug)]
struct Fresh {
    distribution: String,
    key_name: String,
    public_key: String,
    files: Files,
    packages: BTreeSet<String>,
}

/// Below it are the processes that a boot begins.
const FIRST_PID: u32 = 1_999;

impl Machine {
    /// The number of a process that begins now. Some lie between two: what a shell runs is not counted one by one.
    pub(in crate::host) fn new_pid(&mut self) -> u32 {
        // Linux begins anew at 4,194,304 (`kernel.pid_max`).
        self.last_pid = (self.last_pid + 7) % 4_194_304;
        self.last_pid
    }
}

/// Keeps a private key that somebody got, with the name of its pair.
pub(crate) fn hand_out(w: &mut World, material: &str, name: &str) {
    w.hosts
        .private_keys
        .push((material.to_owned(), name.to_owned()));
}

/// Makes a machine with the files of its image; it is off.
pub(crate) fn build(w: &mut World, hardware: Hardware) -> MachineKey {
    let pool = w.pools.insert(Pool::new(
        f64::from(hardware.vcpus),
        hardware.memory_mib,
        1.0,
    ));
    let mut machine = Machine {
        users: image::users(&hardware),
        units: image::units(&hardware),
        files: Files::default(),
        hardware,
        power: Power::Off,
        packages: BTreeSet::new(),
        pool,
        docker: docker::Engine::default(),
        console: String::new(),
        last: None,
        disk_use: BTreeMap::from([("system".to_owned(), disk::of_system(w))]),
        metadata: false,
        swap_mib: BTreeMap::new(),
        boots: 0,
        agenda: BTreeMap::new(),
        plans: 0,
        last_pid: FIRST_PID,
    };
    let fresh = w.hosts.fresh.as_ref().filter(|fresh| {
        let hardware = &machine.hardware;
        fresh.distribution == hardware.distribution
            && fresh.key_name == hardware.key_name
            && fresh.public_key == hardware.public_key
    });
    if let Some(fresh) = fresh {
        machine.files = fresh.files.clone();
        machine.packages = fresh.packages.clone();
    } else {
        image::files(&mut machine);
        w.hosts.fresh = Some(Fresh {
            distribution: machine.hardware.distribution.clone(),
            key_name: machine.hardware.key_name.clone(),
            public_key: machine.hardware.public_key.clone(),
            files: machine.files.clone(),
            packages: machine.packages.clone(),
        });
    }
    let key = w.hosts.machines.insert(machine);
    fit_pool(w, key);
    key
}

/// Leaves to the containers what the system and the engine do not need.
pub(super) fn fit_pool(w: &mut World, key: MachineKey) {
    let machine = &w.hosts.machines[key];
    let engine = unit::is_active(machine, "docker.service");
    let own = w.model.limit(Limit::HostOsMemoryMib)
        + if engine {
            w.model.limit(Limit::HostDockerMemoryMib)
        } else {
            0
        };
    let memory = machine.hardware.memory_mib + machine.swap_mib.values().sum::<u64>();
    let (pool, vcpus) = (machine.pool, f64::from(machine.hardware.vcpus));
    container::resize(w, pool, vcpus, memory.saturating_sub(own));
}

/// Destroys a machine with its root disk.
pub(crate) fn destroy(w: &mut World, machine: MachineKey, cause: EventId) {
    super::power_off(w, machine, cause);
    docker::engine_destroyed(w, machine, cause);
    let machine = &mut w.hosts.machines[machine];
    machine.files = Files::default();
    machine.disk_use.clear();
}

/// Gives a stopped machine other processors and memory.
pub(crate) fn resize(w: &mut World, machine: MachineKey, vcpus: u32, memory_mib: u64) {
    let hardware = &mut w.hosts.machines[machine].hardware;
    hardware.vcpus = vcpus;
    hardware.memory_mib = memory_mib;
    fit_pool(w, machine);
}

/// Tells whether a machine's operating system is up.
pub(crate) fn is_up(w: &World, machine: MachineKey) -> bool {
    w.hosts
        .machines
        .get(machine)
        .is_some_and(|m| m.power == Power::Running)
}

/// Tells whether a machine's operating system has ever been up.
pub(crate) fn has_booted(w: &World, machine: MachineKey) -> bool {
    let machine = w.hosts.machines.get(machine);
    machine.is_some_and(|m| m.boots > 0)
}

/// Tells whether a machine's sshd takes connections.
pub(crate) fn sshd_listens(w: &World, machine: MachineKey) -> bool {
    let machine = w.hosts.machines.get(machine);
    machine.is_some_and(|m| m.power != Power::Off && unit::is_active(m, "sshd.service"))
}

/// The last lines of a machine's console, at most the 64 KiB that EC2 keeps.
pub(crate) fn console(w: &World, machine: MachineKey) -> String {
    let text = &w.hosts.machines[machine].console;
    let mut from = text.len().saturating_sub(64 << 10);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text[from..].to_owned()
}

/// Checks what must hold of every machine.
pub(crate) fn check(w: &World) {
    docker::check(w);
    for (key, machine) in w.hosts.machines.iter() {
        let sum: u64 = machine.files.walk("/").map(|(_, n)| n.bytes()).sum();
        assert_eq!(
            sum,
            machine.files.bytes(),
            "the bytes of the files of machine {key:?} are counted"
        );
        let jobs = w
            .hosts
            .jobs
            .iter()
            .filter(|(_, j)| j.machine == key)
            .count();
        assert!(
            jobs == 0 || machine.power != Power::Off,
            "nothing runs on a machine that is off"
        );
    }
}

/// Tells whether a machine is the person's own computer, and no instance.
pub(crate) fn is_own(w: &World, machine: MachineKey) -> bool {
    w.hosts.machines[machine].hardware.is_own()
}

/// The architecture of a machine as Docker calls it.
pub(crate) fn architecture(w: &World, machine: MachineKey) -> &'static str {
    let arm = w.hosts.machines[machine].hardware.architecture == "arm64";
    if arm { "arm64" } else { "amd64" }
}

/// The processors and the memory that what runs on a machine shares.
pub(crate) fn pool(w: &World, machine: MachineKey) -> PoolKey {
    w.hosts.machines[machine].pool
}

/// What a machine was built as.
pub(crate) fn hardware(w: &World, machine: MachineKey) -> &Hardware {
    &w.hosts.machines[machine].hardware
}

/// The event that put a machine into its state; none before its first boot.
pub(crate) fn last_event(w: &World, machine: MachineKey) -> Option<EventId> {
    w.hosts.machines[machine].last
}

/// The id of the instance that a machine is the inside of; what the person's own computer is called, for that.
pub(crate) fn instance_id(w: &World, machine: MachineKey) -> &str {
    &w.hosts.machines[machine].hardware.instance_id
}
