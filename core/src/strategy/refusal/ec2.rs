//! What one machine with Docker refuses.

use std::fmt::Display;

use super::{Found, Refusal, Why};
use crate::app::service::{Port, Service};
use crate::strategy::App;

/// Beginnings of devices that no instance of the list has: graphics, serial ports, cameras, sound, virtual machines
/// (Amazon EC2 user guide, instance types built on Nitro; `/dev/kvm` is there on bare metal only).
const ABSENT: &[&str] = &[
    "/dev/dri",
    "/dev/nvidia",
    "/dev/kfd",
    "/dev/ttyUSB",
    "/dev/ttyACM",
    "/dev/ttyAMA",
    "/dev/serial",
    "/dev/video",
    "/dev/snd",
    "/dev/bus/usb",
    "/dev/kvm",
];

/// A member of a service, and whether the file gives it a value that counts.
type Member = (&'static str, fn(&Service) -> bool);

/// Members of a service that the recipe's `docker run` does not say, and without which its program is another one.
const BY_COMPOSE: &[Member] = &[
    ("user", |s| s.user.is_some()),
    ("working_dir", |s| s.working_dir.is_some()),
    ("privileged", |s| s.privileged),
    ("cap_add", |s| !s.cap_add.is_empty()),
    ("devices", |s| !s.devices.is_empty()),
    ("extra_hosts", |s| !s.extra_hosts.is_empty()),
    ("sysctls", |s| !s.sysctls.is_empty()),
    ("volumes_from", |s| !s.volumes_from.is_empty()),
    ("pre_start", |s| s.pre_start.is_some()),
    ("post_start", |s| s.post_start.is_some()),
    ("network_mode", |s| {
        let mode = s.network_mode.as_deref().unwrap_or("bridge");
        !["bridge", "default"].contains(&mode)
    }),
];

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    ports(found, name, service);
    if let Some(given) = service
        .container_name
        .as_deref()
        .filter(|n| !is_container_name(n))
    {
        found.at(
            name,
            "container_name",
            Why::ContainerName,
            &[("name", &given)],
        );
    }
    for device in &service.devices {
        let path = device.get("source").or(Some(device));
        let path = path.and_then(|p| p.as_str()).unwrap_or_default();
        let path = path.split(':').next().unwrap_or_default();
        if ABSENT.iter().any(|start| path.starts_with(start)) {
            found.at(name, "devices", Why::DeviceMissing, &[("device", &path)]);
        }
    }
    if found.way.runs_by_hand() {
        for (key, _) in BY_COMPOSE.iter().filter(|(_, asked)| asked(service)) {
            found.at(name, key, Why::NotInDockerRun, &[("key", key)]);
        }
    } else {
        engine(found, name, service);
        let mode = service.network_mode.as_deref().unwrap_or_default();
        if mode.starts_with("service:") || mode.starts_with("container:") {
            let args: [(&str, &dyn Display); 1] = [("what", &format!("network_mode {mode}"))];
            found.at(name, "network_mode", Why::NotModelled, &args);
        }
    }
    let udp_only = !service.ports.is_empty() && service.ports.iter().all(|p| p.protocol() != "tcp");
    if let (true, Some(port)) = (udp_only, service.ports.iter().find(|p| reaches_out(p))) {
        let protocol = port.protocol();
        found.at(name, "ports", Why::UdpOnly, &[("protocol", &protocol)]);
    }
}

/// Tells whether Docker takes a name for a container: `[a-zA-Z0-9][a-zA-Z0-9_.-]+` (Docker's reference, `docker run`).
fn is_container_name(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    begins
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}

pub(super) fn reaches_out(port: &Port) -> bool {
    port.published.is_some() && !is_loopback(port)
}

fn is_loopback(port: &Port) -> bool {
    matches!(port.host_ip.as_deref(), Some("127.0.0.1" | "::1"))
}

/// What Docker's engine or Docker Compose refuse when a container is created.
fn engine(found: &mut Found<'_>, name: &str, service: &Service) {
    let policy = service
        .deploy
        .as_ref()
        .and_then(|d| d.restart_policy.as_ref());
    if let Some(policy) = policy
        && policy.max_attempts.unwrap_or_default() > 0
        && let Some(condition) = policy.condition.as_deref().filter(|c| *c != "on-failure")
    {
        let key = "deploy.restart_policy";
        found.at(
            name,
            key,
            Why::RestartAttempts,
            &[("condition", &condition)],
        );
    }
    if let Some(check) = service.healthcheck.as_ref().filter(|h| !h.is_disabled())
        && check.start_interval.is_some()
        && check.start_period.is_none()
    {
        found.at(name, "healthcheck.start_interval", Why::StartPeriod, &[]);
    }
}

/// Ports of the machine that something else has.
fn ports(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    for (index, port) in service.ports.iter().enumerate() {
        address(found, name, &format!("ports[{index}]"), port);
        let fixed = port.published_range().filter(|(first, last)| first == last);
        let Some((published, _)) = fixed else {
            continue;
        };
        let key = format!("ports[{index}]");
        if published == 22 && port.protocol() == "tcp" {
            found.at(name, &key, Why::PortOfSsh, &[]);
        } else if let Some(other) = taken_by(app, name, index, port) {
            let args: [(&str, &dyn Display); 2] = [("port", &published), ("service", &other)];
            found.at(name, &key, Why::HostPortTwice, &args);
        } else if service.replicas() > 1 {
            // Copies that `scale` brought up stand behind a proxy which has the port: only the file's own clash.
            found.at(name, &key, Why::HostPortScaled, &[("port", &published)]);
        }
    }
}

/// An address of the host on which Docker shall publish, and that the instance does not have.
fn address(found: &mut Found<'_>, name: &str, key: &str, port: &Port) {
    let Some(text) = port.host_ip.as_deref().filter(|ip| !is_any(Some(ip))) else {
        let six = port.host_ip.as_deref().filter(|ip| ip.contains(':'));
        return six
            .into_iter()
            .for_each(|ip| not_modelled(found, name, key, ip));
    };
    let inner = !found.app.is_entered(name);
    // The careful way publishes on 127.0.0.1 what users do not call.
    if found.way.careful() && found.way.composes() && inner {
        return;
    }
    match text.parse::<std::net::Ipv4Addr>() {
        Ok(address) if address.is_loopback() => {}
        Ok(_) => found.at(name, key, Why::AddressOther, &[("address", &text)]),
        Err(_) => not_modelled(found, name, key, text),
    }
}

fn not_modelled(found: &mut Found<'_>, name: &str, key: &str, ip: &str) {
    let what = format!("a port on the address {ip}");
    found.at(name, key, Why::NotModelled, &[("what", &what)]);
}

/// The service before this port that takes the same port of the host; it may be the same one.
fn taken_by<'a>(app: &'a App, service: &str, index: usize, port: &Port) -> Option<&'a str> {
    let same = |other: &Port| {
        let addresses = (other.host_ip.as_deref(), port.host_ip.as_deref());
        let apart = matches!(addresses, (Some(a), Some(b)) if a != b);
        let apart = apart && !is_any(addresses.0) && !is_any(addresses.1);
        other.published.is_some()
            && other.published == port.published
            && other.protocol() == port.protocol()
            && !apart
    };
    let mut others = app.project.services.iter();
    others
        .find(|(name, stated)| {
            let before = if name.as_str() == service {
                index
            } else {
                stated.ports.len()
            };
            name.as_str() <= service && stated.ports.iter().take(before).any(same)
        })
        .map(|(name, _)| name.as_str())
}

/// Tells whether an address is all of them.
fn is_any(address: Option<&str>) -> bool {
    matches!(address, None | Some("" | "0.0.0.0" | "::" | "[::]"))
}

/// What the machine as a whole refuses.
pub(super) fn whole(found: &mut Found<'_>) {
    let need = found.way.machine_need(found.app);
    if let (Some(need), None) = (need, found.way.instance_type(found.app)) {
        let refusal = Refusal::new(Why::NoInstance, "services".to_owned());
        found.list.push(refusal.arg("memory", need.memory_mib));
    }
}
