//! Which programs there are, and on which machines.

use super::super::shell::{bash, is_builtin};
use super::super::{JobKey, Machine, Progress, docker};
use super::{
    account, apt, awk, aws, compare, curl, describe, directory, distribution, dnf, env, file,
    filter, link, nohup, power, print, printf, ps, schedule, search, sed, socket, ssh, sudo, tar,
    text, timeout, unit, walk,
};
use paperboat_core::app::nearest::nearest;

use crate::world::World;

/// A program: its arguments with its name first, and what it can read.
pub(super) type Program = fn(&mut World, JobKey, &[String], &str) -> Progress;

/// Which machines have a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// All.
    Always,
    /// Those with Amazon Linux.
    AmazonLinux,
    /// Those with Ubuntu.
    Ubuntu,
    /// Those without Ubuntu: the person's own computer has it too.
    NotUbuntu,
    /// The person's own computer.
    Own,
    /// All but the person's own computer.
    Instance,
    /// Those with one of these packages, in the names of the two distributions.
    Package(&'static [&'static str]),
    /// Those with a Docker engine: the person's own computer, and those with one of its packages.
    Engine,
}

use Found::{Always, AmazonLinux, Engine, Instance, NotUbuntu, Own, Package, Ubuntu};

const DOCKER: &[&str] = &["docker", "docker.io", "docker-ce", "docker-ce-cli"];

const PROGRAMS: &[(&str, Found, Program)] = &[
    ("[", Always, print::test),
    ("apt", Ubuntu, apt::apt),
    ("apt-get", Ubuntu, apt::apt),
    ("awk", Always, awk::awk),
    ("aws", NotUbuntu, aws::aws),
    ("base64", Always, compare::base64),
    ("basename", Always, print::basename),
    ("bash", Always, bash),
    ("cat", Always, filter::cat),
    ("chgrp", Always, file::chown),
    ("chmod", Always, file::chmod),
    ("chown", Always, file::chown),
    ("cmp", Always, compare::cmp),
    ("cp", Always, file::cp),
    ("crontab", Package(&["cronie", "cron"]), schedule::crontab),
    ("curl", Always, curl::curl),
    ("cut", Always, filter::cut),
    ("date", Always, describe::date),
    ("df", Always, describe::df),
    ("diff", Always, compare::diff),
    ("dirname", Always, print::dirname),
    ("dmesg", Instance, distribution::dmesg),
    ("dnf", AmazonLinux, dnf::dnf),
    ("docker", Engine, docker::run),
    ("dpkg", Ubuntu, distribution::dpkg),
    ("du", Always, walk::du),
    ("echo", Always, print::echo),
    ("egrep", Always, search::grep),
    ("env", Always, env::env),
    ("expr", Always, text::expr),
    ("false", Always, |_, _, _, _| Progress::Exit(1)),
    ("find", Always, walk::find),
    ("free", Always, describe::free),
    ("gawk", Always, awk::awk),
    ("grep", Always, search::grep),
    ("groups", Always, account::groups),
    ("halt", Instance, power::poweroff),
    ("head", Always, filter::head),
    ("hostname", Always, describe::hostname),
    ("id", Always, account::id),
    ("install", Instance, distribution::install),
    ("journalctl", Instance, unit::journalctl),
    ("kill", Always, ps::kill),
    ("killall", Instance, ps::pkill),
    ("ln", Always, file::ln),
    ("ls", Always, directory::ls),
    ("lsb_release", Ubuntu, distribution::lsb_release),
    ("md5sum", Always, compare::checksum),
    ("mkdir", Always, directory::mkdir),
    ("mktemp", Always, compare::mktemp),
    ("mv", Always, file::mv),
    ("newgrp", Instance, account::newgrp),
    ("nl", Always, text::nl),
    ("nohup", Always, nohup::nohup),
    ("nproc", Always, describe::nproc),
    ("paste", Always, text::paste),
    ("pgrep", Always, ps::pgrep),
    ("pidof", Always, ps::pidof),
    ("pkill", Always, ps::pkill),
    ("poweroff", Instance, power::poweroff),
    ("printenv", Always, env::printenv),
    ("printf", Always, printf::printf),
    ("ps", Always, ps::ps),
    ("pwd", Always, print::pwd),
    ("readlink", Always, link::readlink),
    ("realpath", Always, link::realpath),
    ("reboot", Instance, power::reboot),
    ("rev", Always, text::rev),
    ("rm", Always, directory::rm),
    ("rmdir", Always, directory::rmdir),
    ("scp", Own, ssh::scp),
    ("sed", Always, sed::sed),
    ("seq", Always, text::seq),
    ("service", Instance, unit::service),
    ("sg", Instance, account::sg),
    ("sh", Always, bash),
    ("sha1sum", Always, compare::checksum),
    ("sha256sum", Always, compare::checksum),
    ("sha512sum", Always, compare::checksum),
    ("shutdown", Instance, power::shutdown),
    ("sleep", Always, print::sleep),
    ("sort", Always, filter::sort),
    ("ss", Instance, socket::ss),
    ("ssh", Own, ssh::ssh),
    ("stat", Always, describe::stat),
    ("sudo", Instance, sudo::sudo),
    ("systemctl", Instance, unit::systemctl),
    ("tac", Always, text::tac),
    ("tail", Always, filter::tail),
    ("tar", Always, tar::tar),
    ("tee", Always, filter::tee),
    ("test", Always, print::test),
    ("timeout", Always, timeout::timeout),
    ("touch", Always, file::touch),
    ("tr", Always, text::tr),
    ("true", Always, |_, _, _, _| Progress::Exit(0)),
    ("uname", Always, describe::uname),
    ("uniq", Always, filter::uniq),
    ("uptime", Always, describe::uptime),
    ("useradd", Instance, account::useradd),
    ("usermod", Instance, account::usermod),
    ("wc", Always, filter::wc),
    ("wget", Always, curl::wget),
    ("which", Always, env::which),
    ("whoami", Always, account::whoami),
    ("xargs", Always, walk::xargs),
    ("yes", Always, compare::yes),
    ("yum", AmazonLinux, dnf::dnf),
];

/// Programs that neither image holds: their absence is no lack of the model.
const ABSENT: &[&str] = &[
    "amazon-linux-extras",
    "apache2",
    "docker-compose",
    "gcc",
    "git",
    "go",
    "htop",
    "java",
    "make",
    "mongosh",
    "mysql",
    "nc",
    "netstat",
    "nginx",
    "node",
    "npm",
    "pip",
    "pip3",
    "podman",
    "psql",
    "redis-cli",
    "telnet",
    "unzip",
];

/// Programs that the stock images of both systems hold, of those that people type and that are not modelled: those of
/// coreutils, util-linux, procps, shadow, systemd, OpenSSH and the C library, which both bring, and what else is known.
const HELD: &[&str] = &[
    "arch",
    "arping",
    "b2sum",
    "base32",
    "blkid",
    "bunzip2",
    "bzip2",
    "chage",
    "chcon",
    "chpasswd",
    "chroot",
    "cksum",
    "clear",
    "column",
    "comm",
    "cpio",
    "csplit",
    "dd",
    "dig",
    "dir",
    "dircolors",
    "expand",
    "factor",
    "fdisk",
    "file",
    "findmnt",
    "flock",
    "fmt",
    "fold",
    "getent",
    "getopt",
    "gpasswd",
    "groupadd",
    "groupdel",
    "groupmod",
    "gunzip",
    "gzip",
    "hexdump",
    "hostid",
    "hostnamectl",
    "iconv",
    "ionice",
    "ip",
    "join",
    "last",
    "lastlog",
    "ldconfig",
    "ldd",
    "less",
    "link",
    "locale",
    "localectl",
    "logger",
    "loginctl",
    "logname",
    "lsblk",
    "lscpu",
    "lsmod",
    "lsof",
    "man",
    "mkfifo",
    "mkfs",
    "mknod",
    "mkswap",
    "modprobe",
    "more",
    "mount",
    "nano",
    "networkctl",
    "nice",
    "nsenter",
    "numfmt",
    "od",
    "openssl",
    "passwd",
    "pathchk",
    "perl",
    "ping",
    "pinky",
    "pmap",
    "pr",
    "ptx",
    "pwdx",
    "python3",
    "renice",
    "reset",
    "resolvectl",
    "rsync",
    "setsid",
    "sftp",
    "sha224sum",
    "sha384sum",
    "shred",
    "shuf",
    "slabtop",
    "split",
    "ssh-add",
    "ssh-agent",
    "ssh-copy-id",
    "ssh-keygen",
    "stdbuf",
    "su",
    "sum",
    "swapoff",
    "swapon",
    "sync",
    "sysctl",
    "systemd-analyze",
    "systemd-run",
    "taskset",
    "time",
    "timedatectl",
    "top",
    "tput",
    "tracepath",
    "truncate",
    "tsort",
    "tty",
    "udevadm",
    "umount",
    "unlink",
    "unshare",
    "unxz",
    "userdel",
    "users",
    "uuidgen",
    "vdir",
    "vi",
    "vim",
    "visudo",
    "vmstat",
    "w",
    "wall",
    "watch",
    "whereis",
    "who",
    "write",
    "xz",
    "zcat",
];

/// Tells whether a machine has a program that is not modelled: it must not be said to be missing.
pub(super) fn is_held(machine: &Machine, name: &str) -> bool {
    HELD.contains(&name) || machine.packages.contains(name)
}

fn has(machine: &Machine, found: Found) -> bool {
    match found {
        Always => true,
        Found::AmazonLinux => !machine.hardware.is_ubuntu() && !machine.hardware.is_own(),
        Found::NotUbuntu => !machine.hardware.is_ubuntu(),
        Found::Own => machine.hardware.is_own(),
        Found::Instance => !machine.hardware.is_own(),
        Found::Ubuntu => machine.hardware.is_ubuntu(),
        Engine => machine.hardware.is_own() || has(machine, Package(DOCKER)),
        Package(names) => names.iter().any(|n| machine.packages.contains(*n)),
    }
}

/// Finds a program of a machine's system by its name.
pub(super) fn of_system(machine: &Machine, name: &str) -> Option<Program> {
    let at = PROGRAMS.binary_search_by(|p| p.0.cmp(name)).ok()?;
    let (_, found, run) = PROGRAMS[at];
    has(machine, found).then_some(run)
}

/// Says which programs are modelled, when a program is missing only for the model's sake; of a name that may be mistyped the one
/// that was meant.
pub(super) fn not_modelled(machine: &Machine, name: &str) -> String {
    if machine.packages.contains(name) {
        return format!("paperboat: not modelled: {name}, whose package is installed\n");
    }
    let listed = PROGRAMS.binary_search_by(|p| p.0.cmp(name)).is_ok();
    if listed || is_builtin(name) || ABSENT.contains(&name) {
        return String::new();
    }
    let here = PROGRAMS.iter().filter(|p| has(machine, p.1));
    let known: Vec<&str> = here.map(|p| p.0).collect();
    // Few mistype the first letter, and of short names most are near some other.
    let alike = known
        .iter()
        .filter(|k| k.chars().next() == name.chars().next());
    let meant = nearest(name, alike.copied()).filter(|_| !is_held(machine, name));
    if let Some(meant) = meant {
        return format!("paperboat: not modelled: {name}; nearest: {meant}\n");
    }
    format!(
        "paperboat: not modelled: {name}; known: {}\n",
        known.join(" ")
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_programs_are_in_order() {
        assert!(super::PROGRAMS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
