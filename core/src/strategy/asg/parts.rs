//! Which services the group runs, and which stay on a machine of their own: what keeps data, and jobs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::Ipv4Addr;

use crate::app::service::Condition;
use crate::strategy::App;

/// The file beside the Compose files that says what differs on each kind of machine.
pub(super) const PLACE: &str = "compose.paperboat-place.yaml";

/// Tells whether a service runs once, on the data host: copies on every instance of the group would spoil its data, or do
/// its work several times. A name that is no service's stays nowhere.
pub(in crate::strategy) fn stays(app: &App, name: &str) -> bool {
    app.project.services.contains_key(name) && (app.keeps_data(name) || app.is_job(name))
}

/// The services of the data host, in the order in which they start.
pub(in crate::strategy) fn staying(app: &App) -> Vec<&str> {
    let mut names: Vec<&str> = app.project.start_order();
    names.retain(|name| stays(app, name));
    names
}

/// The services of the group, in the order in which they start.
pub(super) fn moving(app: &App) -> Vec<&str> {
    let mut names: Vec<&str> = app.project.start_order();
    names.retain(|name| !stays(app, name));
    names
}

/// The application as if it had only these services: for the size of a machine, and what runs there.
pub(super) fn only(app: &App, names: &[&str]) -> App {
    let mut part = app.clone();
    let services = &mut part.project.services;
    services.retain(|name, _| names.contains(&name.as_str()));
    let left: BTreeSet<String> = services.keys().cloned().collect();
    for service in services.values_mut() {
        service.depends_on.retain(|name, _| left.contains(name));
    }
    part
}

/// The conditions on which services of the group wait for those of the data host.
pub(super) fn awaited(app: &App) -> BTreeSet<(&str, Condition)> {
    let moving = moving(app).into_iter();
    let needs = moving.flat_map(|name| &app.project.services[name].depends_on);
    needs
        .filter(|(name, _)| stays(app, name))
        .map(|(name, dependency)| (name.as_str(), dependency.condition))
        .collect()
}

/// The names under which Docker would know a service.
pub(in crate::strategy) fn names<'a>(app: &'a App, key: &'a str) -> impl Iterator<Item = &'a str> {
    let service = &app.project.services[key];
    let aliases = service.networks.values().flatten();
    let aliases = aliases.flat_map(|network| &network.aliases);
    let own = [Some(key), service.container_name.as_deref()];
    let all = own.into_iter().flatten();
    let all: BTreeSet<&str> = all.chain(aliases.map(String::as_str)).collect();
    all.into_iter()
}

/// What is laid over the files on an instance of the group: it waits for none of the data host's services, whose names lead
/// there.
pub(super) fn on_group(app: &App, data: Ipv4Addr) -> String {
    let mut hosts = String::new();
    for key in staying(app) {
        for name in names(app, key) {
            let _ = write!(hosts, ", \"{name}:{data}\"");
        }
    }
    let hosts = hosts.trim_start_matches(", ");
    let mut text = "services:\n".to_owned();
    for name in moving(app) {
        let service = &app.project.services[name];
        let _ = write!(text, "  {name}:\n    extra_hosts: [{hosts}]\n");
        if service.depends_on.keys().any(|other| stays(app, other)) {
            let left = service.depends_on.iter();
            let left = left.filter(|(other, _)| !stays(app, other));
            let left: Vec<String> = left
                .map(|(other, d)| format!("{other}: {{condition: {}}}", word(d.condition)))
                .collect();
            let _ = writeln!(text, "    depends_on: !override {{{}}}", left.join(", "));
        }
    }
    text
}

fn word(condition: Condition) -> &'static str {
    match condition {
        Condition::ServiceStarted => "service_started",
        Condition::ServiceHealthy => "service_healthy",
        Condition::ServiceCompletedSuccessfully => "service_completed_successfully",
    }
}

/// What is laid over the files on the data host: every port on which a service listens is published under its own number,
/// because the group calls it as a Compose network does.
pub(super) fn on_data_host(app: &App) -> String {
    let mut text = "services:\n".to_owned();
    for name in staying(app) {
        let ports: Vec<String> = app
            .ports(name)
            .into_iter()
            .map(|port| format!("\"{port}:{port}\""))
            .collect();
        let _ = write!(
            text,
            "  {name}:\n    ports: !override [{}]\n",
            ports.join(", ")
        );
    }
    text
}
