//! `dnf` and `yum`: the packages of Amazon Linux.

use std::time::Duration;

use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::Switches;
use super::package::{Work, takes, work};
use crate::model::Timing;
use crate::world::World;

/// The bytes that a small package takes: own estimate.
pub(super) const BYTES: u64 = 20 << 20;

/// Packages of Amazon Linux 2023's own repository that deployments name, with versions.
const AVAILABLE: &[(&str, &str)] = &[
    ("amazon-efs-utils", "2.1.0-1.amzn2023"),
    ("bind-utils", "9.18.33-1.amzn2023"),
    ("cronie", "1.5.7-1.amzn2023.0.2"),
    ("docker", "25.0.8-1.amzn2023.0.5"),
    ("git", "2.47.1-1.amzn2023.0.3"),
    ("htop", "3.2.1-87.amzn2023.0.3"),
    ("jq", "1.7.1-49.amzn2023.0.2"),
    ("nc", "7.93-3.amzn2023.0.2"),
    ("nginx", "1.26.3-1.amzn2023.0.1"),
    ("nmap-ncat", "7.93-3.amzn2023.0.2"),
    ("postgresql15", "15.12-1.amzn2023.0.1"),
    ("tree", "1.8.0-6.amzn2023.0.2"),
    ("unzip", "6.0-57.amzn2023.0.2"),
];
/// Packages that the image holds already.
const PRESENT: &[(&str, &str)] = &[
    ("curl-minimal", "8.5.0-1.amzn2023.0.4"),
    ("gzip", "1.12-1.amzn2023.0.1"),
    ("tar", "1.34-1.amzn2023.0.4"),
    ("wget", "1.21.3-1.amzn2023.0.4"),
];
/// Packages that tutorials for other distributions name and that this one does not have.
const MISSING: &[&str] = &[
    "containerd.io",
    "docker-buildx-plugin",
    "docker-ce",
    "docker-ce-cli",
    "docker-compose",
    "docker-compose-plugin",
    "docker-compose-v2",
    "docker-engine",
    "docker.io",
    "epel-release",
    "podman-docker",
];

fn version(package: &str) -> Option<&'static str> {
    let all = AVAILABLE.iter().chain(PRESENT);
    all.into_iter().find(|p| p.0 == package).map(|p| p.1)
}

fn say(w: &mut World, key: JobKey, code: i32, words: &str) -> Progress {
    write_stderr(w, key, &format!("{words}\n"));
    Progress::Exit(code)
}

/// Loads the metadata unless it is there; how long that takes.
fn metadata(w: &mut World, key: JobKey) -> Duration {
    let machine = w.hosts.jobs[key].machine;
    let loaded = std::mem::replace(&mut w.hosts.machines[machine].metadata, true);
    if loaded {
        write_stdout(w, key, "Last metadata expiration check: 0:01:00 ago.\n");
        return Duration::ZERO;
    }
    let line = "Amazon Linux 2023 repository\nAmazon Linux 2023 Kernel Livepatch repository\n";
    write_stdout(w, key, line);
    w.draw(Timing::HostDnfMetadata, "metadata")
}

/// `dnf` and `yum`.
pub(super) fn dnf(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "y q v assumeyes quiet refresh best allowerasing nobest";
    let switches = match Switches::read(w, key, argv, plain, "releasever setopt enablerepo") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let Some((verb, packages)) = switches.rest.split_first() else {
        return say(w, key, 1, "paperboat: not modelled: dnf without a command");
    };
    let changes = [
        "install",
        "update",
        "upgrade",
        "remove",
        "erase",
        "autoremove",
        "makecache",
        "clean",
    ];
    if !changes.contains(&verb.as_str()) {
        return say(w, key, 1, &format!("paperboat: not modelled: dnf {verb}"));
    }
    if !w.hosts.jobs[key].process.is_root() {
        let words = "Error: This command has to be run with superuser privileges (under the root user on most systems).";
        return say(w, key, 1, words);
    }
    let yes = switches.has("y assumeyes");
    let mut takes_ = Duration::ZERO;
    let mut task = Work::default();
    match verb.as_str() {
        "clean" => return Progress::Exit(0),
        "makecache" => {
            takes_ += metadata(w, key);
            task.says = "Metadata cache created.\n".to_owned();
            return work(w, takes_, task);
        }
        "update" | "upgrade" if packages.is_empty() => {
            takes_ += metadata(w, key) + w.draw(Timing::HostDnfUpdate, "system");
            task.says = "Dependencies resolved.\nNothing to do.\nComplete!\n".to_owned();
            return work(w, takes_, task);
        }
        "remove" | "erase" | "autoremove" => {
            let machine = w.hosts.jobs[key].machine;
            for package in packages {
                if w.hosts.machines[machine].packages.contains(package) {
                    task.remove.push(package.clone());
                } else {
                    write_stdout(w, key, &format!("No match for argument: {package}\n"));
                }
            }
            if task.remove.is_empty() {
                write_stdout(
                    w,
                    key,
                    "No packages marked for removal.\nDependencies resolved.\nNothing to do.\nComplete!\n",
                );
                return Progress::Exit(0);
            }
        }
        _ => {
            takes_ += metadata(w, key);
            task.refusal = choose(w, key, packages, &mut task);
            if task.refusal.is_some() {
                return work(w, takes_, task);
            }
            if task.install.is_empty() {
                task.says = "Dependencies resolved.\nNothing to do.\nComplete!\n".to_owned();
                return work(w, takes_, task);
            }
        }
    }
    let (what, done) = if task.remove.is_empty() {
        ("Installing", "Installed")
    } else {
        ("Removing", "Removed")
    };
    let architecture = {
        let machine = w.hosts.jobs[key].machine;
        w.hosts.machines[machine].hardware.kernel_architecture()
    };
    let mut before = format!("Dependencies resolved.\n{what}:\n");
    let mut after = format!("\n{done}:\n");
    for package in task.install.iter().chain(&task.remove) {
        let version = version(package).unwrap_or_default();
        before.push_str(&format!(
            " {package:<24} {architecture} {version} amazonlinux\n"
        ));
        after.push_str(&format!("  {package}-{version}.{architecture}\n"));
    }
    write_stdout(w, key, &before);
    if !yes {
        // Nobody answers the question.
        task.says = "Is this ok [y/N]: \n".to_owned();
        task.refusal = Some(("Operation aborted.\n".to_owned(), 1));
        return work(w, takes_, task);
    }
    for package in &task.install {
        takes_ += takes(w, package);
    }
    task.says = format!("Running transaction\n{after}\nComplete!\n");
    work(w, takes_, task)
}

/// Chooses what is to be installed; a refusal when a package does not exist.
fn choose(
    w: &mut World,
    key: JobKey,
    packages: &[String],
    task: &mut Work,
) -> Option<(String, i32)> {
    let machine = w.hosts.jobs[key].machine;
    let (mut unmatched, mut unknown) = (Vec::new(), Vec::new());
    for package in packages {
        let installed = w.hosts.machines[machine].packages.contains(package);
        if installed || PRESENT.iter().any(|p| p.0 == package) {
            let version = version(package).unwrap_or_default();
            let line = format!("Package {package}-{version} is already installed.\n");
            write_stdout(w, key, &line);
        } else if AVAILABLE.iter().any(|p| p.0 == package) {
            task.install.push(package.clone());
        } else {
            let line = format!("No match for argument: {package}\n");
            write_stdout(w, key, &line);
            if !MISSING.contains(&package.as_str()) {
                unknown.push(package.as_str());
            }
            unmatched.push(package.as_str());
        }
    }
    if unmatched.is_empty() {
        return None;
    }
    let mut words = format!("Error: Unable to find a match: {}\n", unmatched.join(" "));
    if !unknown.is_empty() {
        let unknown = unknown.join(" ");
        words.push_str(&format!("paperboat: not modelled: the package {unknown}\n"));
    }
    Some((words, 1))
}
