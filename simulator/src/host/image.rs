//! What a distribution's machine image holds.

use std::collections::BTreeMap;

use super::user::Users;
use super::{Hardware, Machine, Node, Unit, agent};

/// The accounts and groups of an image.
pub(super) fn users(hardware: &Hardware) -> Users {
    let groups: &[&str] = if hardware.is_ubuntu() {
        &["adm", "cdrom", "sudo", "dip", "lxd"]
    } else {
        &["adm", "wheel", "systemd-journal"]
    };
    let mut users = Users::of_image(hardware.login_user(), groups);
    if hardware.has_agent() {
        agent::join(&mut users, hardware.login_user());
    }
    users
}

/// The systemd units of an image that a person meets.
pub(super) fn units(hardware: &Hardware) -> BTreeMap<String, Unit> {
    let ssh = if hardware.is_ubuntu() {
        "OpenBSD Secure Shell server"
    } else {
        "OpenSSH server daemon"
    };
    let cloud = "Execute cloud user/final scripts";
    let mut units = BTreeMap::from([
        (
            "sshd.service".to_owned(),
            Unit::packaged("sshd.service", ssh, true),
        ),
        (
            "cloud-final.service".to_owned(),
            Unit::packaged("cloud-final.service", cloud, true),
        ),
    ]);
    if hardware.has_agent() {
        let named = |unit: Unit| {
            let name = unit.path.rsplit('/').next().unwrap_or_default();
            (name.to_owned(), unit)
        };
        units.extend(agent::units().map(named));
    }
    units
}

/// The files of an image that commands look at.
pub(super) fn files(machine: &mut Machine) {
    let login = machine.hardware.login_user();
    let ubuntu = machine.hardware.is_ubuntu();
    let files = &mut machine.files;
    for path in [
        "/",
        "/etc",
        "/etc/systemd/system",
        "/usr",
        "/usr/bin",
        "/usr/local",
        "/usr/local/bin",
        "/usr/local/lib",
        "/usr/lib",
        "/usr/lib/systemd/system",
        "/usr/libexec",
        "/usr/share",
        "/opt",
        "/srv",
        "/mnt",
        "/var",
        "/var/lib",
        "/var/log",
        "/var/run",
        "/run",
        "/home",
        "/proc",
        "/dev",
    ] {
        files.put(path, Node::directory(0o755, "root"));
    }
    if ubuntu {
        machine.packages.insert("cron".to_owned());
        for path in ["/etc/apt/sources.list.d", "/etc/apt/keyrings"] {
            files.put(path, Node::directory(0o755, "root"));
        }
    }
    for path in ["/tmp", "/var/tmp"] {
        files.put(path, Node::directory(0o1777, "root"));
    }
    files.put("/root", Node::directory(0o700, "root"));
    let home = format!("/home/{login}");
    files.put(
        &home,
        Node::directory(if ubuntu { 0o750 } else { 0o700 }, login),
    );
    files.put(&format!("{home}/.ssh"), Node::directory(0o700, login));
    let key = match machine.hardware.public_key.as_str() {
        "" => String::new(),
        public => format!("{public} {}\n", machine.hardware.key_name),
    };
    files.put(
        &format!("{home}/.ssh/authorized_keys"),
        Node::text(key, 0o600, login),
    );
    let release = if ubuntu {
        "PRETTY_NAME=\"Ubuntu 24.04 LTS\"\nNAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\nVERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=noble\n"
    } else {
        "NAME=\"Amazon Linux\"\nVERSION=\"2023\"\nID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\"\nPLATFORM_ID=\"platform:al2023\"\nPRETTY_NAME=\"Amazon Linux 2023\"\n"
    };
    files.put("/etc/os-release", Node::text(release, 0o644, "root"));
    files.put(
        "/etc/hosts",
        Node::text("127.0.0.1 localhost\n::1 localhost\n", 0o644, "root"),
    );
    files.put(
        "/etc/fstab",
        Node::text("UUID=root / xfs defaults,noatime 1 1\n", 0o644, "root"),
    );
    files.put(
        "/etc/resolv.conf",
        Node::text(
            "nameserver 172.31.0.2\nsearch ec2.internal\n",
            0o644,
            "root",
        ),
    );
    if machine.hardware.has_agent() {
        agent::files(machine);
    }
}
