//! `dpkg`, `lsb_release`, `install -d` and `dmesg`: what set-up scripts ask and do.

use super::super::{JobKey, Progress, write_stderr, write_stdout};
use super::{Switches, directory};
use crate::world::World;

fn refuse(w: &mut World, key: JobKey, what: &str) -> Progress {
    write_stderr(w, key, &format!("paperboat: not modelled: {what}\n"));
    Progress::Exit(1)
}

/// `dpkg --print-architecture`.
pub(super) fn dpkg(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    if argv.get(1).is_none_or(|a| a != "--print-architecture") {
        return refuse(w, key, "dpkg other than --print-architecture");
    }
    let machine = &w.hosts.machines[w.hosts.jobs[key].machine];
    let arm = machine.hardware.architecture == "arm64";
    write_stdout(w, key, if arm { "arm64\n" } else { "amd64\n" });
    Progress::Exit(0)
}

/// `lsb_release -cs`.
pub(super) fn lsb_release(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "c s codename short", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if !switches.has("c codename") || !switches.has("s short") {
        return refuse(w, key, "lsb_release other than -cs");
    }
    let machine = &w.hosts.machines[w.hosts.jobs[key].machine];
    let release = machine.files.read("/etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|l| l.strip_prefix("VERSION_CODENAME="));
    let line = format!("{}\n", name.unwrap_or("n/a"));
    write_stdout(w, key, &line);
    Progress::Exit(0)
}

/// `install -d`, with a mode.
pub(super) fn install(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "d directory", "m mode") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    if !switches.has("d directory") {
        return refuse(w, key, "install other than -d");
    }
    let mode = switches.value("m mode").unwrap_or("0755");
    let mut words: Vec<String> = ["mkdir", "-p", "-m", mode].map(str::to_owned).to_vec();
    words.extend(switches.rest);
    directory::mkdir(w, key, &words, stdin)
}

/// `dmesg`: the kernel's own lines of the console.
pub(super) fn dmesg(w: &mut World, key: JobKey, _: &[String], _: &str) -> Progress {
    let console = &w.hosts.machines[w.hosts.jobs[key].machine].console;
    let kernel = console.lines().filter(|l| l.starts_with('['));
    let text: String = kernel.map(|l| format!("{l}\n")).collect();
    write_stdout(w, key, &text);
    Progress::Exit(0)
}
