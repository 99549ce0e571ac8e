//! What packages bring to a machine, and the work of the package tools.

use std::time::Duration;

use super::super::unit::{self, Unit};
use super::super::write_stdout;
use super::super::{
    JobKey, MachineKey, Node, Progress, Trouble, disk_reserve, machine, trouble, write_stderr,
};
use super::{Running, dnf};
use crate::model::{Limit, Timing};
use crate::world::World;

/// What a package tool will have done when its time is over.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// The packages that it installs.
    pub(super) install: Vec<String>,
    /// The packages that it takes away.
    pub(super) remove: Vec<String>,
    /// What it writes at its end.
    pub(super) says: String,
    /// Why it refuses, and with which code; it changes nothing then.
    pub(super) refusal: Option<(String, i32)>,
}

/// Lets a package tool work.
pub(super) fn work(w: &mut World, takes: Duration, work: Work) -> Progress {
    let running = super::super::Running::Program(Running::Package(work));
    Progress::WaitUntil(w.now + takes, running)
}

/// The work is done.
pub(super) fn done(w: &mut World, key: JobKey, work: Work) -> Progress {
    if let Some((words, code)) = work.refusal {
        write_stdout(w, key, &work.says);
        write_stderr(w, key, &words);
        return Progress::Exit(code);
    }
    let machine = w.hosts.jobs[key].machine;
    for package in &work.install {
        if !install(w, key, machine, package) {
            let words = "Error: Transaction test error:\n  installing package needs more space on the / filesystem\n";
            write_stderr(w, key, words);
            return Progress::Exit(1);
        }
    }
    for package in &work.remove {
        remove(w, key, machine, package);
    }
    write_stdout(w, key, &work.says);
    Progress::Exit(0)
}

/// The packages that hold a Docker engine.
pub(super) const ENGINES: &[&str] = &["docker", "docker.io", "docker-ce"];

/// How long the installation of a package takes, without metadata.
pub(super) fn takes(w: &mut World, package: &str) -> Duration {
    let ubuntu = package.starts_with("docker.io") || package.starts_with("docker-ce");
    let timing = match package {
        _ if ubuntu => Timing::HostAptInstallDocker,
        "docker" => Timing::HostDnfInstallDocker,
        _ => Timing::HostDnfInstallOther,
    };
    w.draw(timing, package)
}

fn install(w: &mut World, key: JobKey, at: MachineKey, package: &str) -> bool {
    let engine = ENGINES.contains(&package);
    let bytes = if engine {
        w.model.limit(Limit::HostDockerDiskBytes)
    } else {
        dnf::BYTES
    };
    if disk_reserve(w, at, &format!("package/{package}"), bytes).is_err() {
        trouble::meets(w, key, Trouble::Disk);
        return false;
    }
    let plugin = w.model.limit(Limit::HostComposePluginBytes);
    let machine = &mut w.hosts.machines[at];
    machine.packages.insert(package.to_owned());
    let ubuntu = machine.hardware.is_ubuntu();
    match package {
        "docker-compose-v2" | "docker-compose-plugin" => {
            let folder = if package == "docker-compose-v2" {
                "lib"
            } else {
                "libexec"
            };
            let path = format!("/usr/{folder}/docker/cli-plugins/docker-compose");
            machine
                .files
                .put(&path, Node::opaque(plugin, 0o755, "root"));
        }
        "cronie" => {
            let unit = Unit::packaged("crond.service", "Command Scheduler", true);
            machine.units.insert("crond.service".into(), unit);
        }
        _ if engine => {
            machine.users.add_group("docker", None);
            let name = "docker.service";
            let unit = Unit::packaged(name, "Docker Application Container Engine", ubuntu);
            machine.units.entry(name.into()).or_insert(unit);
            if ubuntu {
                // Debian's packages start what they bring.
                let cause = w.hosts.jobs[key].cause;
                unit::started(w, at, name, Some(cause));
            }
        }
        _ => {}
    }
    true
}

fn remove(w: &mut World, key: JobKey, at: MachineKey, package: &str) {
    if ENGINES.contains(&package) {
        let cause = w.hosts.jobs[key].cause;
        let stopped = unit::Active::Inactive;
        unit::set(w, at, "docker.service", stopped, "removed", Some(cause));
        w.hosts.machines[at].units.remove("docker.service");
    }
    w.hosts.machines[at].packages.remove(package);
    super::super::disk_release(w, at, &format!("package/{package}"));
    machine::fit_pool(w, at);
}
