//! `systemctl`, `service` and `journalctl`.

use std::time::Duration;

use super::super::unit::{self, Active, Unit};
use super::super::{JobKey, MachineKey, Progress, write_stderr, write_stdout};
use super::describe::name;
use super::{Running, Switches};
use crate::model::Timing;
use crate::world::World;
use paperboat_core::calendar::civil;

fn say(w: &mut World, key: JobKey, code: i32, words: &str) -> Progress {
    write_stderr(w, key, &format!("{words}\n"));
    Progress::Exit(code)
}

/// A unit's full name.
fn full(name: &str) -> String {
    let suffixes = [".service", ".socket", ".timer", ".target"];
    if suffixes.iter().any(|s| name.ends_with(s)) {
        name.to_owned()
    } else {
        format!("{name}.service")
    }
}

fn find<'w>(w: &'w World, machine: MachineKey, unit: &str) -> Option<&'w Unit> {
    w.hosts.machines[machine].units.get(unit)
}

/// The unit's name on this machine: Ubuntu calls the SSH server `ssh`.
fn resolve(w: &World, machine: MachineKey, name: &str) -> String {
    let ubuntu = w.hosts.machines[machine].hardware.is_ubuntu();
    match full(name).as_str() {
        "ssh.service" if ubuntu => "sshd.service".to_owned(),
        other => other.to_owned(),
    }
}

/// `systemctl`.
pub(super) fn systemctl(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "q l f no-pager now quiet full force system all no-block";
    let switches = match Switches::read(w, key, argv, plain, "n lines type t") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let machine = w.hosts.jobs[key].machine;
    let Some((verb, names)) = switches.rest.split_first() else {
        return say(
            w,
            key,
            1,
            "paperboat: not modelled: systemctl without a verb",
        );
    };
    let names: Vec<String> = names.iter().map(|n| resolve(w, machine, n)).collect();
    let quiet = switches.has("q quiet");
    match verb.as_str() {
        "is-active" => return is_active(w, key, machine, &names, quiet),
        "is-enabled" => return is_enabled(w, key, machine, &names, quiet),
        "status" => return status(w, key, machine, &names),
        "show" | "list-units" | "list-unit-files" | "cat" | "edit" | "mask" | "unmask" => {
            return say(
                w,
                key,
                1,
                &format!("paperboat: not modelled: systemctl {verb}"),
            );
        }
        _ => {}
    }
    let root = w.hosts.jobs[key].process.is_root();
    let action = match verb.as_str() {
        "start" | "stop" | "restart" | "reload" => verb.as_str(),
        "try-restart" | "reload-or-restart" => "restart",
        "enable" | "disable" => "enable",
        "daemon-reload" | "reset-failed" => "reload",
        "reboot" if root => return super::power::restart(w),
        "poweroff" | "halt" if root => return super::power::off(w),
        "reboot" | "poweroff" | "halt" => "reboot",
        other => {
            return say(w, key, 1, &format!("Unknown command verb {other}."));
        }
    };
    if !root {
        let unit = names.first().map_or("unit", String::as_str);
        let words = match action {
            "enable" => format!("Failed to {verb} unit: Access denied"),
            _ if names.is_empty() => {
                format!("Failed to {action} daemon: Interactive authentication required.")
            }
            _ => format!(
                "Failed to {action} {unit}: Interactive authentication required.\nSee system logs and 'systemctl status {unit}' for details."
            ),
        };
        return say(w, key, 1, &words);
    }
    match verb.as_str() {
        "daemon-reload" | "reset-failed" => Progress::Exit(0),
        "enable" | "disable" => enable(w, key, &names, verb == "enable", switches.has("now")),
        "stop" => {
            // One that is not there keeps nobody from stopping the others.
            let mut code = 0;
            for unit in &names {
                if find(w, machine, unit).is_none() {
                    let words = format!("Failed to stop {unit}: Unit {unit} not loaded.\n");
                    write_stderr(w, key, &words);
                    code = 5;
                    continue;
                }
                let cause = w.hosts.jobs[key].cause;
                unit::set(w, machine, unit, Active::Inactive, "stopped", Some(cause));
            }
            Progress::Exit(code)
        }
        "reload" => Progress::Exit(0),
        _ => begin(w, key, names, action == "restart"),
    }
}

/// Starts units, one after the other.
fn begin(w: &mut World, key: JobKey, units: Vec<String>, again: bool) -> Progress {
    let machine = w.hosts.jobs[key].machine;
    let cause = w.hosts.jobs[key].cause;
    let mut takes = Duration::ZERO;
    for unit in &units {
        match find(w, machine, unit).map(|u| u.active) {
            None => {
                let verb = if again { "restart" } else { "start" };
                let words = format!("Failed to {verb} {unit}: Unit {unit} not found.");
                return say(w, key, 5, &words);
            }
            Some(Active::Active) if !again => continue,
            Some(Active::Active) => {
                unit::set(w, machine, unit, Active::Inactive, "restarted", Some(cause));
            }
            Some(_) => {}
        }
        unit::set(w, machine, unit, Active::Activating, "", Some(cause));
        takes += w.draw(Timing::HostDockerDaemonStart, unit);
    }
    if takes.is_zero() {
        return Progress::Exit(0);
    }
    let running = Running::Units(units);
    Progress::WaitUntil(w.now + takes, super::super::Running::Program(running))
}

/// The units that a job waited for are ready.
pub(super) fn ready(w: &mut World, key: JobKey, units: &[String]) -> Progress {
    let machine = w.hosts.jobs[key].machine;
    for name in units {
        let unit = find(w, machine, name);
        if let Some(unit) = unit.filter(|u| u.active == Active::Activating) {
            let cause = unit.last;
            unit::started(w, machine, name, cause);
        }
    }
    Progress::Exit(0)
}

fn enable(w: &mut World, key: JobKey, names: &[String], on: bool, now: bool) -> Progress {
    let machine = w.hosts.jobs[key].machine;
    for name in names {
        let verb = if on { "enable" } else { "disable" };
        let Some(unit) = w.hosts.machines[machine].units.get_mut(name) else {
            let words = format!("Failed to {verb} unit: Unit file {name} does not exist.");
            return say(w, key, 1, &words);
        };
        if unit.enabled == on {
            continue;
        }
        unit.enabled = on;
        let link = format!("/etc/systemd/system/multi-user.target.wants/{name}");
        let words = if on {
            format!("Created symlink {link} → {}.\n", unit.path)
        } else {
            format!("Removed \"{link}\".\n")
        };
        write_stderr(w, key, &words);
        if !on && now {
            let cause = w.hosts.jobs[key].cause;
            unit::set(w, machine, name, Active::Inactive, "disabled", Some(cause));
        }
    }
    if on && now {
        return begin(w, key, names.to_vec(), false);
    }
    Progress::Exit(0)
}

fn is_active(
    w: &mut World,
    key: JobKey,
    machine: MachineKey,
    names: &[String],
    quiet: bool,
) -> Progress {
    let mut code = 3;
    for name in names {
        let active = find(w, machine, name).map_or(Active::Inactive, |u| u.active);
        if active == Active::Active {
            code = 0;
        }
        if !quiet {
            write_stdout(w, key, &format!("{}\n", active.word()));
        }
    }
    Progress::Exit(code)
}

fn is_enabled(
    w: &mut World,
    key: JobKey,
    machine: MachineKey,
    names: &[String],
    quiet: bool,
) -> Progress {
    let mut code = 1;
    for name in names {
        let Some(enabled) = find(w, machine, name).map(|u| u.enabled) else {
            let words =
                format!("Failed to get unit file state for {name}: No such file or directory\n");
            write_stderr(w, key, &words);
            continue;
        };
        if enabled {
            code = 0;
        }
        if !quiet {
            write_stdout(w, key, if enabled { "enabled\n" } else { "disabled\n" });
        }
    }
    Progress::Exit(code)
}

fn status(w: &mut World, key: JobKey, machine: MachineKey, names: &[String]) -> Progress {
    let mut code = 0;
    for name in names {
        let Some(unit) = find(w, machine, name).cloned() else {
            write_stderr(w, key, &format!("Unit {name} could not be found.\n"));
            code = 4;
            continue;
        };
        let enabled = if unit.enabled { "enabled" } else { "disabled" };
        let (dot, state) = match unit.active {
            Active::Active => ("●", "active (running)"),
            Active::Activating => ("●", "activating (start)"),
            Active::Inactive => ("○", "inactive (dead)"),
            Active::Failed => ("×", "failed (Result: exit-code)"),
        };
        let since = civil(unit.since, "%a %F %T UTC");
        let ago = (w.now - unit.since).as_secs();
        let since = match unit.active {
            Active::Inactive if unit.journal.is_empty() => String::new(),
            _ => format!(" since {since}; {ago}s ago"),
        };
        let text = format!(
            "{dot} {name} - {}\n     Loaded: loaded ({}; {enabled})\n     Active: {state}{since}\n",
            unit.description, unit.path
        );
        write_stdout(w, key, &text);
        if unit.active != Active::Active {
            code = code.max(3);
        }
    }
    Progress::Exit(code)
}

/// `service NAME VERB`.
pub(super) fn service(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let [_, name, verb] = argv else {
        return say(
            w,
            key,
            1,
            "Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]",
        );
    };
    let machine = w.hosts.jobs[key].machine;
    if !w.hosts.machines[machine].hardware.is_ubuntu() {
        let line = format!("Redirecting to /bin/systemctl {verb} {}\n", full(name));
        write_stderr(w, key, &line);
    }
    let argv = ["systemctl", verb, name].map(str::to_owned);
    systemctl(w, key, &argv, stdin)
}

/// `journalctl`.
pub(super) fn journalctl(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "x e b q no-pager quiet", "u n unit lines") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let machine = w.hosts.jobs[key].machine;
    let units: Vec<String> = switches
        .values("u unit")
        .map(|n| resolve(w, machine, n))
        .collect();
    let mut lines: Vec<_> = w.hosts.machines[machine]
        .units
        .iter()
        .filter(|(name, _)| units.is_empty() || units.contains(name))
        .flat_map(|(_, unit)| unit.journal.iter().cloned())
        .collect();
    lines.sort_by_key(|(at, _)| *at);
    let n = switches
        .value("n lines")
        .and_then(|n| n.parse::<usize>().ok());
    let skip = lines.len().saturating_sub(n.unwrap_or(lines.len()));
    if lines.is_empty() {
        write_stdout(w, key, "-- No entries --\n");
    }
    let host = name(w, key);
    for (at, line) in lines.into_iter().skip(skip) {
        let at = civil(at, "%b %d %H:%M:%S");
        write_stdout(w, key, &format!("{at} {host} systemd[1]: {line}\n"));
    }
    Progress::Exit(0)
}
