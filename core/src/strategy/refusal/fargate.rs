//! What Fargate refuses, and what a service would lose there that it is for.

use std::fmt::Display;

use super::{Found, Refusal, Why};
use crate::app::service::Service;
use crate::strategy::fargate::too_large;
use crate::strategy::{fargate_need, fargate_size, rights};

/// The most target groups that one ECS service has (Amazon ECS service quotas).
const TARGET_GROUPS: usize = 5;
/// The port of HTTPS.
const HTTPS: u16 = 443;

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    for key in rights(service) {
        found.at(name, key, Why::FargateLacks, &[("key", &key)]);
    }
    let hooks = [
        ("pre_start", service.pre_start.is_some()),
        ("post_start", service.post_start.is_some()),
    ];
    for (key, _) in hooks.into_iter().filter(|(_, asked)| *asked) {
        found.at(name, key, Why::FargateLacks, &[("key", &key)]);
    }
    let mode = service.network_mode.as_deref().unwrap_or_default();
    if mode == "host" || mode.starts_with("service:") || mode.starts_with("container:") {
        found.at(name, "network_mode", Why::HostNetwork, &[("mode", &mode)]);
    }
    if !service.volumes_from.is_empty() {
        found.at(name, "volumes_from", Why::NotShared, &[]);
    }
    if !found.way.on_instances() && fargate_size(found.app, name).is_none() {
        let need = fargate_need(found.app, name);
        let args: [(&str, &dyn Display); 2] = [("cpu", &need.cpu), ("memory", &need.memory_mib)];
        found.at(name, "", Why::NoTaskSize, &args);
    }
    let udp = service.ports.iter().find(|p| p.protocol() != "tcp");
    if let Some(port) = udp.filter(|_| service.ports.iter().all(|p| p.protocol() != "tcp")) {
        let protocol = port.protocol();
        found.at(name, "ports", Why::UdpOnly, &[("protocol", &protocol)]);
    }
    entrances(found, name, service);
    let public = found.app.entrances();
    let targets = public.iter().filter(|e| e.service == name);
    let targets: std::collections::BTreeSet<u16> = targets.map(|e| e.target).collect();
    if targets.len() > TARGET_GROUPS {
        let args: [(&str, &dyn Display); 2] = [("count", &targets.len()), ("most", &TARGET_GROUPS)];
        found.at(name, "ports", Why::TooManyListeners, &args);
    }
}

/// Refuses a task that no instance type holds.
pub(super) fn whole_on_instances(found: &mut Found<'_>) {
    if let Some(memory) = too_large(found.app) {
        let refusal = Refusal::new(Why::NoInstance, "services".to_owned());
        found.list.push(refusal.arg("memory", memory));
    }
}

/// What the load balancer cannot give to users of a service, whatever is behind it.
pub(super) fn entrances(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let ours = app.entrances_of(name);
    if ours.is_empty() {
        return;
    }
    let public = app.entrances();
    for (index, port) in service.ports.iter().enumerate() {
        let Some(entrance) = ours.iter().find(|e| {
            e.target == port.target && port.published_range().map(|r| r.0) == Some(e.published)
        }) else {
            continue;
        };
        if app.profiles[name].http && !app.speaks_http(name, entrance.target) {
            found.at(name, &format!("ports[{index}]"), Why::NotHttp, &[]);
        }
        // On a machine the port is the machine's, and refused as such.
        if !found.way.in_tasks() {
            continue;
        }
        let first = public.iter().find(|e| e.published == entrance.published);
        if let Some(first) = first.filter(|first| first.service != name) {
            let args: [(&str, &dyn Display); 2] =
                [("port", &entrance.published), ("service", &first.service)];
            found.at(name, &format!("ports[{index}]"), Why::ListenerTaken, &args);
        }
    }
    if !app.profiles[name].http {
        found.at(name, "", Why::NotHttp, &[]);
    } else if ours.iter().all(|e| e.published == HTTPS) {
        found.at(name, "ports", Why::NoCertificate, &[("port", &HTTPS)]);
    }
}
