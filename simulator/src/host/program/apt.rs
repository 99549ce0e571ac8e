//! `apt-get` and `apt`: the packages of Ubuntu.

use std::time::Duration;

use super::super::{JobKey, Machine, Progress, write_stderr, write_stdout};
use super::Switches;
use super::package::{ENGINES, Work, takes, work};
use crate::model::Timing;
use crate::world::World;

/// Packages of Ubuntu's own archives that deployments name.
const AVAILABLE: &[&str] = &[
    "apache2",
    "cron",
    "docker-compose-v2",
    "docker.io",
    "git",
    "htop",
    "jq",
    "nginx",
    "postgresql-client",
    "tree",
    "unzip",
];
/// Packages of Docker's own archive: they need its source in `/etc/apt/sources.list.d`.
const OF_DOCKER: &[&str] = &[
    "containerd.io",
    "docker-buildx-plugin",
    "docker-ce",
    "docker-ce-cli",
    "docker-compose-plugin",
];
/// Where the list of Docker's archive lies once it was loaded.
const DOCKER_LIST: &str = "/var/lib/apt/lists/download.docker.com";
/// Packages that the image holds already.
const PRESENT: &[&str] = &[
    "apt-transport-https",
    "ca-certificates",
    "curl",
    "gnupg",
    "lsb-release",
    "software-properties-common",
    "tar",
    "wget",
];
/// Packages that tutorials name and that Ubuntu 24.04 does not have.
const MISSING: &[&str] = &["docker-engine", "docker-compose-linux", "cronie"];

fn say(w: &mut World, key: JobKey, code: i32, words: &str) -> Progress {
    write_stderr(w, key, &format!("{words}\n"));
    Progress::Exit(code)
}

fn has_docker_source(machine: &Machine) -> bool {
    let mut sources = machine.files.walk("/etc/apt/sources.list.d");
    sources.any(|(path, _)| {
        let text = machine.files.read(path);
        text.is_some_and(|t| t.contains("download.docker.com/linux/ubuntu"))
    })
}

/// `apt-get` and `apt`.
pub(super) fn apt(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "y q qq f yes assume-yes no-install-recommends quiet purge";
    let switches = match Switches::read(w, key, argv, plain, "o") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let Some((verb, packages)) = switches.rest.split_first() else {
        return say(
            w,
            key,
            1,
            "paperboat: not modelled: apt-get without a command",
        );
    };
    let verb = verb.as_str();
    if ![
        "update",
        "upgrade",
        "dist-upgrade",
        "full-upgrade",
        "install",
        "remove",
        "purge",
        "autoremove",
        "clean",
    ]
    .contains(&verb)
    {
        return say(w, key, 100, &format!("E: Invalid operation {verb}"));
    }
    if !w.hosts.jobs[key].process.is_root() {
        let words = if verb == "update" {
            "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)\nE: Unable to lock directory /var/lib/apt/lists/"
        } else {
            "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?"
        };
        return say(w, key, 100, words);
    }
    let machine = w.hosts.jobs[key].machine;
    let mut task = Work::default();
    match verb {
        "update" => {
            let takes = w.draw(Timing::HostAptUpdate, "metadata");
            w.hosts.machines[machine].metadata = true;
            let docker = has_docker_source(&w.hosts.machines[machine]);
            if docker {
                let node = super::super::Node::text("", 0o644, "root");
                w.hosts.machines[machine].files.put(DOCKER_LIST, node);
            }
            task.says = "Reading package lists...\n".to_owned();
            return work(w, takes, task);
        }
        "upgrade" | "dist-upgrade" | "full-upgrade" => {
            let takes = w.draw(Timing::HostDnfUpdate, "system");
            task.says =
                "0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n".to_owned();
            return work(w, takes, task);
        }
        "clean" | "autoremove" if packages.is_empty() => return Progress::Exit(0),
        "install" => {
            if let Some(refusal) = choose(w, key, packages, &mut task) {
                return refusal;
            }
        }
        _ => {
            let installed = &w.hosts.machines[machine].packages;
            task.remove = packages
                .iter()
                .filter(|p| installed.contains(*p))
                .cloned()
                .collect();
            let absent: Vec<&String> = packages
                .iter()
                .filter(|p| !installed.contains(*p))
                .collect();
            let lines: String = absent
                .iter()
                .map(|p| format!("Package '{p}' is not installed, so not removed\n"))
                .collect();
            write_stdout(w, key, &lines);
        }
    }
    let (new, gone) = (task.install.len(), task.remove.len());
    let summary =
        format!("0 upgraded, {new} newly installed, {gone} to remove and 0 not upgraded.\n");
    write_stdout(
        w,
        key,
        &format!("Reading package lists...\nBuilding dependency tree...\n{summary}"),
    );
    if new + gone > 0 && !switches.has("y yes assume-yes qq") {
        // Nobody answers the question.
        write_stdout(w, key, "Do you want to continue? [Y/n] Abort.\n");
        return Progress::Exit(1);
    }
    let mut total = Duration::ZERO;
    // Docker's packages come together: one of them stands for the time of all.
    let docker = |p: &String| ENGINES.contains(&p.as_str());
    let with_engine = task.install.iter().any(docker);
    for package in task.install.clone() {
        if docker(&package) || !with_engine || !OF_DOCKER.contains(&package.as_str()) {
            total += takes(w, &package);
        }
    }
    let lines = task.install.iter().map(|p| format!("Setting up {p} ...\n"));
    task.says = lines.collect();
    work(w, total, task)
}

/// Chooses what is to be installed; a refusal when a package cannot be located.
fn choose(w: &mut World, key: JobKey, packages: &[String], task: &mut Work) -> Option<Progress> {
    let machine = &w.hosts.machines[w.hosts.jobs[key].machine];
    let lists = machine.metadata;
    let docker = machine.files.entry(DOCKER_LIST).is_some();
    let mut errors = String::new();
    let mut notes = String::new();
    for package in packages {
        let name = package.as_str();
        if machine.packages.contains(name) || PRESENT.contains(&name) {
            notes.push_str(&format!("{name} is already the newest version.\n"));
        } else if (lists && AVAILABLE.contains(&name)) || (docker && OF_DOCKER.contains(&name)) {
            task.install.push(package.clone());
        } else if OF_DOCKER.contains(&name) || AVAILABLE.contains(&name) || MISSING.contains(&name)
        {
            errors.push_str(&format!("E: Unable to locate package {name}\n"));
        } else {
            errors.push_str(&format!(
                "E: Unable to locate package {name}\npaperboat: not modelled: the package {name}\n"
            ));
        }
    }
    write_stdout(w, key, &notes);
    if errors.is_empty() {
        return None;
    }
    write_stderr(w, key, &errors);
    Some(Progress::Exit(100))
}
