//! What runs on a machine, as `ps`, `docker top` and `kill` see it.

use paperboat_core::time::Timestamp;

use super::job::End;
use super::unit::is_active;
use super::{Inside, JobKey, MachineKey, docker_processes, job};
use crate::container::{self, ContainerKey};
use crate::world::World;

/// What a process belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host) enum Of {
    /// The system.
    System,
    /// A container's own program.
    Program(ContainerKey),
    /// Something that was started in a container.
    Container(ContainerKey),
    /// The shell of a command line, or what it runs.
    Shell,
    /// A command in the background of a shell.
    Background(JobKey),
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) struct Seen {
    pub(in crate::host) pid: u32,
    pub(in crate::host) parent: u32,
    pub(in crate::host) user: String,
    pub(in crate::host) since: Timestamp,
    /// `?` for none.
    pub(in crate::host) terminal: &'static str,
    /// The file's name, as far as the kernel keeps it.
    pub(in crate::host) name: String,
    /// The command line; the name in brackets where it is not known.
    pub(in crate::host) line: String,
    pub(in crate::host) of: Of,
}

/// Services that systemd begins at every boot on both systems, with their numbers among those below the first process of a
/// person, and whose they are.
const SERVICES: [(u32, &str, &str); 6] = [
    (1_000, "/usr/lib/systemd/systemd-journald", "root"),
    (1_050, "/usr/lib/systemd/systemd-udevd", "root"),
    (
        1_400,
        "/usr/lib/systemd/systemd-resolved",
        "systemd-resolve",
    ),
    (
        1_500,
        "/usr/lib/systemd/systemd-networkd",
        "systemd-network",
    ),
    (1_600, "/usr/lib/systemd/systemd-logind", "root"),
    (1_700, "/usr/sbin/chronyd -F 2", "chrony"),
];
/// What is there while its unit is active.
const OF_UNITS: [(u32, &str, &str); 2] = [
    (CONTAINERD, "docker.service", "/usr/bin/containerd"),
    (
        1_960,
        "docker.service",
        "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock",
    ),
];
const CONTAINERD: u32 = 1_900;
/// The number of sshd, which everybody's shell descends from.
const SSHD: u32 = 1_800;
/// As long as the kernel keeps the name of a process (`TASK_COMM_LEN`).
const NAME: usize = 15;

fn base(line: &str) -> String {
    let program = line.split(' ').next().unwrap_or_default();
    let name = program.rsplit('/').next().unwrap_or(program);
    name.trim_end_matches(':').chars().take(NAME).collect()
}

fn of_system(pid: u32, parent: u32, line: &str, user: &str, since: Timestamp) -> Seen {
    Seen {
        pid,
        parent,
        user: user.to_owned(),
        since,
        terminal: "?",
        name: base(line),
        line: line.to_owned(),
        of: Of::System,
    }
}

/// A process of a container, whose parent is the runtime's shim.
fn of_container(inside: &Inside) -> Seen {
    let name = |words: &[String]| words.first().map_or_else(String::new, |w| base(w));
    let user = match inside.uid {
        0 => "root".to_owned(),
        uid => uid.to_string(),
    };
    Seen {
        pid: inside.pid,
        parent: inside.pid - 1,
        user,
        since: inside.since,
        terminal: "?",
        name: inside.words.as_deref().map_or_else(|| "?".to_owned(), name),
        line: match &inside.words {
            Some(words) => words.join(" "),
            None => "[not modelled]".to_owned(),
        },
        of: match inside.first {
            true => Of::Program(inside.container),
            false => Of::Container(inside.container),
        },
    }
}

/// The processes of a container.
pub(in crate::host) fn of_one(w: &World, machine: MachineKey, key: ContainerKey) -> Vec<Seen> {
    let all = docker_processes(w, machine);
    all.iter()
        .filter(|p| p.container == key)
        .map(of_container)
        .collect()
}

/// All processes of a machine in the order of their numbers, without the kernel's own.
pub(in crate::host) fn all(w: &World, machine: MachineKey) -> Vec<Seen> {
    let on = &w.hosts.machines[machine];
    let start = |name: &str| on.units.get(name).map_or(Timestamp::ZERO, |u| u.since);
    let boot = start("sshd.service");
    let init = "/usr/lib/systemd/systemd --switched-root --system --deserialize=32";
    let mut seen = vec![of_system(1, 0, init, "root", boot)];
    for (pid, line, user) in SERVICES {
        seen.push(of_system(pid, 1, line, user, boot));
    }
    let sshd = "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups";
    seen.push(of_system(SSHD, 1, sshd, "root", boot));
    for (pid, unit, line) in OF_UNITS {
        if is_active(on, unit) {
            seen.push(of_system(pid, 1, line, "root", start(unit)));
        }
    }
    for inside in docker_processes(w, machine) {
        let own = of_container(&inside);
        if inside.first {
            let shim = "/usr/bin/containerd-shim-runc-v2 -namespace moby -id";
            let mut shim = of_system(own.parent, 1, shim, "root", own.since);
            shim.name = "containerd-shim".to_owned();
            seen.push(shim);
        }
        seen.push(own);
    }
    for (key, job) in w
        .hosts
        .jobs
        .iter()
        .filter(|(_, job)| job.machine == machine)
    {
        let typed = matches!(job.end, End::Terminal | End::Line(..));
        let terminal = if typed { "pts/0" } else { "?" };
        let shell = Seen {
            pid: job.pid,
            parent: SSHD,
            user: job.process.user.clone(),
            since: w.now,
            terminal,
            name: "bash".to_owned(),
            line: if typed { "-bash" } else { "bash -c" }.to_owned(),
            of: match job.end {
                End::Background(_) => Of::Background(key),
                _ => Of::Shell,
            },
        };
        seen.push(shell);
    }
    seen.sort_by_key(|p| p.pid);
    seen
}

/// The process of a program that a job runs now.
pub(in crate::host) fn own(w: &World, job: JobKey, argv: &[String]) -> Seen {
    let running = &w.hosts.jobs[job];
    let typed = matches!(running.end, End::Terminal | End::Line(..));
    Seen {
        pid: running.pid + 1,
        parent: running.pid,
        user: running.process.user.clone(),
        since: w.now,
        terminal: if typed { "pts/0" } else { "?" },
        name: base(&argv[0]),
        line: argv.join(" "),
        of: Of::Shell,
    }
}

/// Why a signal does not reach a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) enum Unsent {
    /// There is no such process.
    Nobody,
    /// It belongs to somebody else.
    Denied,
    /// What follows is not modelled.
    NotModelled(String),
}

/// Sends a signal, by its name without `SIG` (`0` for none), to a process of the machine of a job.
///
/// # Errors
/// When it does not reach it.
pub(in crate::host) fn signal(
    w: &mut World,
    by: JobKey,
    pid: u32,
    signal: &str,
) -> Result<(), Unsent> {
    let running = &w.hosts.jobs[by];
    let (machine, cause) = (running.machine, running.cause);
    let process = running.process.clone();
    let Some(seen) = all(w, machine).into_iter().find(|p| p.pid == pid) else {
        return Err(Unsent::Nobody);
    };
    if !process.is_root() && seen.user != process.user {
        return Err(Unsent::Denied);
    }
    if signal == "0" {
        return Ok(());
    }
    match (seen.of, signal) {
        (Of::Program(key), "KILL") => container::kill(w, key, cause),
        (Of::Program(key), "TERM" | "INT" | "HUP" | "QUIT") => {
            if signal == "TERM" {
                container::terminate(w, key);
            } else if !container::ignores_signals(w, key) {
                let what = format!("SIG{signal} for the program of a container");
                return Err(Unsent::NotModelled(what));
            }
        }
        (Of::System, "TERM" | "HUP") if pid == 1 => {}
        // As bash leaves them: 128 and the number of the signal. It has them ignore SIGINT and SIGQUIT.
        (Of::Background(key), "TERM") => job::kill(w, key, 143),
        (Of::Background(key), "KILL") => job::kill(w, key, 137),
        (Of::Background(_), "INT" | "QUIT") => {}
        (Of::System | Of::Shell | Of::Background(_) | Of::Container(_) | Of::Program(_), _) => {
            let what = format!("SIG{signal} for {}", seen.name);
            return Err(Unsent::NotModelled(what));
        }
    }
    Ok(())
}
