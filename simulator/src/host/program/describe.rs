//! What a machine tells about itself.

use super::super::{JobKey, Machine, MachineKey, Progress, disk, write_stderr, write_stdout};
use super::Switches;
use super::directory::{human, permissions};
use crate::world::World;
use paperboat_core::calendar::civil;

fn machine(w: &World, key: JobKey) -> &Machine {
    &w.hosts.machines[w.hosts.jobs[key].machine]
}

fn print(w: &mut World, key: JobKey, text: &str) -> Progress {
    write_stdout(w, key, text);
    Progress::Exit(0)
}

/// The name that a machine has by its private address.
pub(super) fn name(w: &World, key: JobKey) -> String {
    host_name(w, w.hosts.jobs[key].machine)
}

/// The same, of any machine; `localhost` for one without an address in a VPC.
pub(in crate::host) fn host_name(w: &World, machine: MachineKey) -> String {
    let endpoint = crate::net::Endpoint::Machine(machine);
    match w.addresses(endpoint) {
        Some((private, _)) => format!("ip-{}", private.to_string().replace('.', "-")),
        None => "localhost".to_owned(),
    }
}

/// `hostname`.
pub(super) fn hostname(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "I i s f fqdn", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let endpoint = crate::net::Endpoint::Machine(w.hosts.jobs[key].machine);
    if switches.has("I i") {
        let address = w.addresses(endpoint).map(|a| a.0.to_string());
        return print(w, key, &format!("{} \n", address.unwrap_or_default()));
    }
    if !switches.rest.is_empty() {
        write_stderr(w, key, "paperboat: not modelled: hostname NAME\n");
        return Progress::Exit(1);
    }
    let short = switches.has("s") || machine(w, key).hardware.is_ubuntu();
    let domain = if short && !switches.has("f fqdn") {
        ""
    } else {
        ".ec2.internal"
    };
    let line = format!("{}{domain}\n", name(w, key));
    print(w, key, &line)
}

/// `uname`.
pub(super) fn uname(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "a s n r v m p i o all machine", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let architecture = machine(w, key).hardware.kernel_architecture();
    let amazon = !machine(w, key).hardware.is_ubuntu();
    let release = if amazon {
        format!("6.1.0.amzn2023.{architecture}")
    } else {
        "6.8.0-aws".to_owned()
    };
    let all = switches.has("a all");
    let node = name(w, key);
    let parts = [
        (all || switches.has("s") || argv.len() == 1, "Linux"),
        (all || switches.has("n"), node.as_str()),
        (all || switches.has("r"), release.as_str()),
        (all || switches.has("v"), "#1 SMP"),
        (all || switches.has("m p i machine"), architecture),
        (all || switches.has("o"), "GNU/Linux"),
    ];
    let shown: Vec<&str> = parts.iter().filter(|p| p.0).map(|p| p.1).collect();
    print(w, key, &format!("{}\n", shown.join(" ")))
}

/// `nproc`.
pub(super) fn nproc(w: &mut World, key: JobKey, _: &[String], _: &str) -> Progress {
    let line = format!("{}\n", machine(w, key).hardware.vcpus);
    print(w, key, &line)
}

/// The memory in use by the system, the Docker engine and the containers, in MiB.
fn used_mib(w: &World, key: JobKey) -> u64 {
    let machine = machine(w, key);
    let swap: u64 = machine.swap_mib.values().sum();
    let total = machine.hardware.memory_mib + swap;
    let pool = &w.pools[machine.pool];
    total - pool.memory_mib.min(total) + pool.memory_used()
}

/// `free`.
pub(super) fn free(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "m h g k b mebi human", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let total = machine(w, key).hardware.memory_mib;
    let swap: u64 = machine(w, key).swap_mib.values().sum();
    let used = used_mib(w, key).min(total + swap);
    let (used, swapped) = (used.min(total), used.saturating_sub(total).min(swap));
    let show = |mib: u64| {
        if switches.has("h human") {
            format!("{}i", human(mib << 20))
        } else if switches.has("m mebi") {
            mib.to_string()
        } else if switches.has("g") {
            (mib >> 10).to_string()
        } else if switches.has("b") {
            (mib << 20).to_string()
        } else {
            (mib << 10).to_string()
        }
    };
    let row = |name: &str, cells: &[u64]| {
        let cells = cells.iter().map(|mib| format!("{:>12}", show(*mib)));
        format!("{name:<8}{}\n", cells.collect::<String>())
    };
    let left = total - used;
    let heads = ["total", "used", "free", "shared", "buff/cache", "available"];
    let heads: String = heads.iter().map(|h| format!("{h:>12}")).collect();
    let mut text = format!("        {heads}\n");
    text.push_str(&row("Mem:", &[total, used, left, 0, 0, left]));
    text.push_str(&row("Swap:", &[swap, swapped, swap - swapped]));
    print(w, key, &text)
}

/// `df`: the root file system.
pub(super) fn df(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "h k m T human-readable", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (size, used, free) = {
        let machine = machine(w, key);
        (
            disk::size(machine),
            disk::used(machine),
            disk::free(machine),
        )
    };
    let show = |bytes: u64| {
        if switches.has("h human-readable") {
            human(bytes)
        } else {
            bytes.div_ceil(1024).to_string()
        }
    };
    let percent = (used * 100).div_ceil(size.max(1));
    let head = if switches.has("h human-readable") {
        "Filesystem      Size  Used Avail Use% Mounted on\n"
    } else {
        "Filesystem     1K-blocks    Used Available Use% Mounted on\n"
    };
    let device = if machine(w, key).hardware.is_ubuntu() {
        "/dev/root"
    } else {
        "/dev/nvme0n1p1"
    };
    let line = format!(
        "{device:<14} {:>5} {:>5} {:>5} {percent:>3}% /\n",
        show(size),
        show(used),
        show(free)
    );
    print(w, key, &(head.to_owned() + &line))
}

/// `uptime`.
pub(super) fn uptime(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let up = machine(w, key)
        .units
        .get("sshd.service")
        .map_or(0, |u| (w.now - u.since).as_secs());
    let (days, hours, minutes) = (up / 86_400, up / 3600 % 24, up / 60 % 60);
    let days = if days == 0 {
        String::new()
    } else {
        format!("{days} days, ")
    };
    let time = if hours == 0 {
        format!("{minutes} min")
    } else {
        format!("{hours:>2}:{minutes:02}")
    };
    let of_day = w.now.0 / 1_000_000 % 86_400;
    let clock = format!(
        "{:02}:{:02}:{:02}",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    );
    let line = if argv.get(1).is_some_and(|a| a == "-p") {
        format!("up {minutes} minutes\n")
    } else {
        format!(" {clock} up {days}{time},  1 user\n")
    };
    print(w, key, &line)
}

/// `stat -c` with the formats `%a`, `%U`, `%G`, `%s` and `%n`.
pub(super) fn stat(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "L", "c format") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let Some(format) = switches.value("c format") else {
        write_stderr(w, key, "paperboat: not modelled: stat without -c\n");
        return Progress::Exit(1);
    };
    let mut code = 0;
    for path in &switches.rest {
        let process = &w.hosts.jobs[key].process;
        let found = machine(w, key).files.open(process, path, 0);
        let line = match found {
            Ok((_, node)) => format
                .replace("%a", &format!("{:o}", node.mode))
                .replace("%A", &permissions(node))
                .replace("%U", &node.owner)
                .replace("%G", &node.group)
                .replace("%s", &node.bytes().to_string())
                .replace("%n", path),
            Err(error) => {
                let words = format!("stat: cannot statx '{path}': {error}\n");
                write_stderr(w, key, &words);
                code = 1;
                continue;
            }
        };
        write_stdout(w, key, &format!("{line}\n"));
    }
    Progress::Exit(code)
}

/// `date`, by the calendar of all machines.
pub(super) fn date(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let mut format = "%a %b %e %H:%M:%S UTC %Y";
    for word in &argv[1..] {
        match word.as_str() {
            "-u" | "--utc" => {}
            "-Is" | "-Iseconds" => format = "%FT%T+00:00",
            other => match other.strip_prefix('+') {
                Some(own) => format = own,
                None => {
                    let words = format!("paperboat: not modelled: date {other}\n");
                    write_stderr(w, key, &words);
                    return Progress::Exit(1);
                }
            },
        }
    }
    let line = format!("{}\n", civil(w.now, format));
    print(w, key, &line)
}
