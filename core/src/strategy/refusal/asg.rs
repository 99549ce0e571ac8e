//! What a group refuses: its instances come and go, and each runs a copy of everything that does not stay on the data host.

use std::fmt::Display;

use super::{Found, Refusal, Why, fargate};
use crate::app::service::Service;
use crate::strategy::App;
use crate::strategy::asg::parts::{names, stays};
use crate::strategy::asg::{USER_DATA_MOST, data_instance_type, data_need, script_bytes};
use crate::workload::{Requirement, needs};

pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    if stays(found.app, name) {
        stay(found, name, service);
    } else {
        unknown_ports(found, name, service);
    }
    fargate::entrances(found, name, service);
}

/// The services of the data host, in order of names.
fn staying(app: &App) -> impl Iterator<Item = &str> {
    let services = app.project.services.keys().map(String::as_str);
    services.filter(|name| stays(app, name))
}

/// What the data host cannot give to a service that stays there.
fn stay(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    if app.entrances().iter().any(|e| e.service == name) {
        found.at(name, "", Why::RunsOnce, &[]);
    }
    if let Some(other) = called(app, name, service) {
        found.at(name, "", Why::DataCallsGroup, &[("service", &other)]);
    }
    for port in app.ports(name) {
        let mut others = staying(app).filter(|other| *other < name);
        if let Some(other) = others.find(|other| app.ports(other).contains(&port)) {
            let args: [(&str, &dyn Display); 2] = [("port", &port), ("service", &other)];
            found.at(name, "", Why::DataPortTwice, &args);
        }
    }
}

/// What calls the data host at a port that nothing says: within a Compose network the simulator takes it for the other
/// program's own, and a firewall between two machines must be told.
fn unknown_ports(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    // Compose would start what a link leads to, here.
    for link in &service.links {
        let target = link.split(':').next().unwrap_or_default();
        if stays(app, target) {
            let what = format!("a link to {target} on the data host");
            found.at(name, "links", Why::NotModelled, &[("what", &what)]);
        }
    }
    for need in needs(&app.profiles[name], &service.variables()) {
        let Requirement { host, port, .. } = &need.requirement;
        let is_host = |other| names(app, other).any(|n| n.eq_ignore_ascii_case(host));
        if *port == 0 && staying(app).any(is_host) {
            let what = format!("a call of {host} on the data host at a port that nothing says");
            let below = need.variable.as_ref();
            let below = below.map_or_else(String::new, |v| format!("environment.{v}"));
            found.at(name, &below, Why::NotModelled, &[("what", &what)]);
        }
    }
}

/// A service of the group that one of the data host calls or waits for: there are several of it, and none has a name there.
fn called<'a>(app: &'a App, name: &str, service: &'a Service) -> Option<&'a str> {
    let services = app.project.services.keys().map(String::as_str);
    let mut moving = services.filter(|other| *other != name && !stays(app, other));
    let requires = |other: &str| {
        let mut requires = app.profiles[name].requires.iter();
        requires.any(|r| r.host == other)
    };
    moving.find(|other| service.depends_on.contains_key(*other) || requires(other))
}

/// What a machine as a whole refuses: what an instance does at its first boot must fit into its user data.
pub(super) fn whole(found: &mut Found<'_>) {
    if let (Some(need), None) = (data_need(found.app), data_instance_type(found.app)) {
        let refusal = Refusal::new(Why::NoInstance, "services".to_owned());
        found.list.push(refusal.arg("memory", need.memory_mib));
    }
    let bytes = script_bytes(found.app);
    if bytes > USER_DATA_MOST {
        let refusal = Refusal::new(Why::UserDataTooLarge, "services".to_owned());
        let refusal = refusal.arg("bytes", bytes).arg("most", USER_DATA_MOST);
        found.list.push(refusal);
    }
}
