//! What programs connect to, and whether anything answers there.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::{Found, Why};
use crate::app::node::key_below;
use crate::app::service::{Condition, MountType, Service};
use crate::strategy::fargate::aliases;
use crate::strategy::{App, Way};
use crate::workload::{Need, Requirement, answers, needs};

/// What a program finds under a name, as far as the file tells.
enum Sight<'a> {
    /// A service, or the program itself.
    Service(&'a str),
    /// Something that the file itself maps the name to.
    Mapped,
    /// A service with which it shares no network.
    Apart(&'a str),
    /// A service whose profile is not enabled.
    LeftOut,
    /// Nothing of the application.
    Nothing,
}

/// Refuses what its program needs and does not find: at its start always, later where users would get an error.
pub(super) fn find(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    published(found, name, service);
    let asked = asked(app, found.way, name).max(checked(app, found.way, name, service));
    for need in own_needs(app, name) {
        let serves = asked.is_some_and(|whole| whole || need.requirement.at_start);
        if need.requirement.at_start || serves {
            unreachable(found, name, service, &need);
        }
    }
    if found.way.composes() && !found.way.careful() && asked.is_some() {
        race(found, name, service);
    }
}

/// Tells whether somebody heeds a health check that asks its own program for a page: then it needs what a page needs.
fn checked(app: &App, way: Way, name: &str, service: &Service) -> Option<bool> {
    let heeded = way.in_tasks() || way.careful() || app.awaits_health_of(name);
    let check = service.healthcheck.as_ref().filter(|h| !h.is_disabled())?;
    let line = check.test.join(" ");
    let asks = ["curl", "wget"].iter().any(|tool| line.contains(tool)) && line.contains("http");
    let stated = service.hints.health_path.is_some();
    // Its health path, as the simulator reads it off the check, tells what it needs at its start only.
    let page = app.profiles[name].health_path.is_empty() && !stated;
    (heeded && asks).then_some(page)
}

/// Ports that users call and on which the program does not listen.
fn published(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let listens = &app.profiles[name].listens;
    let entrances = app.entrances_of(name);
    for (index, port) in service.ports.iter().enumerate() {
        let public = entrances.iter().any(|e| {
            let first = port.published_range().map(|range| range.0);
            e.target == port.target && first == Some(e.published)
        });
        let silent = !listens.is_empty() && !listens.contains(&port.target);
        if public && silent && !is_configured(app, name) {
            let all: Vec<String> = listens.iter().map(ToString::to_string).collect();
            let all = all.join(", ");
            let args: [(&str, &dyn Display); 3] =
                [("port", &port.target), ("ports", &all), ("service", &name)];
            found.at(name, &format!("ports[{index}]"), Why::NobodyListens, &args);
        }
    }
}

/// Tells whether files that a well-known program reads may say where it listens.
fn is_configured(app: &App, name: &str) -> bool {
    let service = &app.project.services[name];
    let usual = app.profiles[name].origins.get("listens");
    let files = service.volumes.iter().any(|m| m.kind == MountType::Bind);
    usual.is_some_and(|o| o.starts_with("image.")) && (files || !service.configs.is_empty())
}

/// What a service's own program connects to; nothing where its words only keep a container alive.
fn own_needs(app: &App, name: &str) -> Vec<Need> {
    let service = &app.project.services[name];
    let words = service.command.iter().chain(&service.entrypoint).flatten();
    let idles = [
        "while true",
        "while :",
        "while sleep",
        "sleep infinity",
        "tail -f",
        "tail -F",
    ];
    let line = words.map(String::as_str).collect::<Vec<_>>().join(" ");
    if service.provider.is_some() || idles.iter().any(|idle| line.contains(idle)) {
        return Vec::new();
    }
    needs(&app.profiles[name], &service.variables())
}

/// Tells whether users' requests reach a service, by way of others too: none when they do not, and otherwise whether
/// they ask for more than its health, which tells only what it needs at its start.
fn asked(app: &App, way: Way, name: &str) -> Option<bool> {
    let public: BTreeSet<String> = app.entrances().into_iter().map(|e| e.service).collect();
    let stated = |name: &str| !app.profiles[name].health_path.is_empty();
    if public.contains(name) && !stated(name) {
        return Some(true);
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut ahead: Vec<&str> = Vec::new();
    for entrance in &public {
        let all = own_needs(app, entrance).into_iter();
        let heeded = all.filter(|n| n.requirement.at_start || !stated(entrance));
        let next = heeded.filter_map(|n| reached(app, way, entrance, &n.requirement));
        ahead.extend(next);
    }
    while let Some(next) = ahead.pop() {
        if seen.insert(next) {
            let all = own_needs(app, next).into_iter();
            ahead.extend(all.filter_map(|n| reached(app, way, next, &n.requirement)));
        }
    }
    let through = seen.contains(name);
    (through || public.contains(name)).then_some(through)
}

fn reached<'a>(app: &'a App, way: Way, from: &str, need: &Requirement) -> Option<&'a str> {
    match look(app, way, from, need) {
        Sight::Service(other) => Some(other),
        _ => None,
    }
}

fn unreachable(found: &mut Found<'_>, name: &str, service: &Service, need: &Need) {
    let app = found.app;
    let host = &need.requirement.host;
    let key = key_of(service, need);
    match look(app, found.way, name, &need.requirement) {
        Sight::Nothing => found.at(name, &key, Why::HostUnknown, &[("host", host)]),
        Sight::LeftOut => found.at(name, &key, Why::HostLeftOut, &[("host", host)]),
        Sight::Apart(other) => {
            let args: [(&str, &dyn Display); 2] = [("host", host), ("service", &other)];
            found.at(name, &key, Why::NoSharedNetwork, &args);
        }
        Sight::Service(other) if other != name => {
            let port = need.requirement.port;
            let ports = match found.way {
                Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => app.ports(other),
                Way::Ec2(_) | Way::Asg(_) => app.profiles[other].listens.clone(),
            };
            let heard = ports.contains(&port) || port == 0 && !ports.is_empty();
            // What a job opens while it works, and what a guess does not tell, nobody knows.
            if heard || app.is_job(other) || ports.is_empty() || is_configured(app, other) {
                return;
            }
            let all: Vec<String> = ports.iter().map(ToString::to_string).collect();
            let all = all.join(", ");
            let args: [(&str, &dyn Display); 3] =
                [("port", &port), ("ports", &all), ("service", &other)];
            found.at(name, &key, Why::NobodyListens, &args);
        }
        Sight::Service(_) if is_own(host) => {
            let port = need.requirement.port;
            let heard = app.profiles[name].listens.contains(&port) || port == 0;
            // Where a service is meant that the file has, `names` says it.
            if need.requirement.at_start && !heard && !is_refused(found, name, &key) {
                found.at(name, &key, Why::OwnPortSilent, &[("port", &port)]);
            }
        }
        Sight::Service(_) | Sight::Mapped => {}
    }
}

/// Tells whether a key below a service is refused already.
fn is_refused(found: &Found<'_>, name: &str, below: &str) -> bool {
    let whole = format!("{}.{below}", key_below("services", name));
    found.list.iter().any(|refusal| refusal.key == whole)
}

/// Tells whether a host is the container itself.
fn is_own(host: &str) -> bool {
    ["localhost", "127.0.0.1"].contains(&host)
}

/// The key that says what a program needs.
fn key_of(service: &Service, need: &Need) -> String {
    match &need.variable {
        Some(variable) => format!("environment.{variable}"),
        None if service.depends_on.contains_key(&need.requirement.host) => {
            format!("depends_on.{}", need.requirement.host)
        }
        None => "x-paperboat.requires".to_owned(),
    }
}

/// A program that ends when it does not find what it needs at its start, beside one that takes longer to get ready:
/// nobody waits, and nobody starts it again.
fn race(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let again = service.restart.as_deref().is_some_and(|r| r != "no")
        || (service.deploy.as_ref()).is_some_and(|d| d.restart_policy.is_some());
    if again || app.is_job(name) {
        return;
    }
    for need in own_needs(app, name) {
        let Some(other) = reached(app, found.way, name, &need.requirement) else {
            continue;
        };
        if !need.requirement.at_start || other == name || waits(app, name, other) {
            continue;
        }
        let (own, theirs) = (app.profiles[name].boot_s, app.profiles[other].boot_s);
        if own * CONNECTS_AT + HEAD_START_S < theirs * SURE {
            let key = key_of(service, &need);
            if !is_refused(found, name, &key) {
                found.at(name, &key, Why::NobodyWaits, &[("service", &other)]);
            }
            return;
        }
    }
}

/// The part of its start after which a program connects, as the simulator has it (`app.connects_at`).
const CONNECTS_AT: f64 = 0.5;
/// What Compose takes from the start of one container to that of the next, in seconds (own estimate).
const HEAD_START_S: f64 = 0.3;
/// Starts vary: only what is surely slower is told.
const SURE: f64 = 0.8;

/// Tells whether Compose starts a service only after another one is ready, by way of others too.
fn waits(app: &App, name: &str, other: &str) -> bool {
    let mut ahead = vec![name];
    let mut seen = BTreeSet::new();
    while let Some(next) = ahead.pop() {
        let Some(stated) = app.project.services.get(next).filter(|_| seen.insert(next)) else {
            continue;
        };
        for (dependency, how) in &stated.depends_on {
            if dependency == other && how.condition == Condition::ServiceHealthy {
                return true;
            }
            if how.condition != Condition::ServiceStarted {
                ahead.push(dependency);
            }
        }
    }
    false
}

/// Looks a name up as a service's program does.
fn look<'a>(app: &'a App, way: Way, from: &str, need: &Requirement) -> Sight<'a> {
    let (host, port) = (need.host.as_str(), need.port);
    let services = &app.project.services;
    let (own_key, own) = services.get_key_value(from).expect("a service of it");
    let same = |name: &str| name.eq_ignore_ascii_case(host);
    let mapped = own.extra_hosts.iter().find_map(|text| {
        let (name, address) = text.split_once(['=', ':'])?;
        same(name).then_some(address)
    });
    // A task has no hosts file of one's own.
    if let Some(address) = mapped.filter(|_| !way.in_tasks()) {
        return if answers_at(app, from, address, port) {
            Sight::Mapped
        } else {
            Sight::Nothing
        };
    }
    let mode = own.network_mode.as_deref().unwrap_or_default();
    let alone = ["bridge", "none"].contains(&mode);
    if is_own(host) {
        return if mode.is_empty() || alone {
            Sight::Service(own_key)
        } else {
            Sight::Mapped
        };
    }
    if same(from) || own.hostname.as_deref().is_some_and(same) {
        return Sight::Service(own_key);
    }
    let links = own.links.iter().chain(&own.external_links);
    for link in links {
        let (target, alias) = link.split_once(':').unwrap_or((link, link));
        if same(alias) {
            let found = services.get_key_value(target);
            return found.map_or(Sight::Mapped, |(key, _)| Sight::Service(key));
        }
    }
    let mut apart = None;
    for (other, stated) in services {
        let named = match way {
            Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => {
                aliases(app, other).iter().any(|alias| same(alias))
            }
            Way::Ec2(_) | Way::Asg(_) => is_named(stated, other, &same),
        };
        if named && (way.in_tasks() || shares(own, stated)) {
            return Sight::Service(other);
        }
        apart = apart.or(named.then_some(other.as_str()));
    }
    match apart {
        Some(other) if mode.is_empty() || alone || mode == "host" => Sight::Apart(other),
        // Another namespace's names are not looked into.
        _ if !mode.is_empty() => Sight::Mapped,
        _ if app.project.inactive.iter().any(|name| same(name)) => Sight::LeftOut,
        _ => Sight::Nothing,
    }
}

/// Tells whether an address of a hosts file leads somewhere: to a port that the machine publishes, or to what is stated.
fn answers_at(app: &App, from: &str, address: &str, port: u16) -> bool {
    let publishes = |service: &Service| {
        let mut ports = service.ports.iter().filter_map(|p| p.published_range());
        ports.any(|(first, last)| (first..=last).contains(&port))
    };
    match address {
        "host-gateway" => app.project.services.values().any(publishes),
        address => answers(&app.profiles[from].outside, address, port),
    }
}

/// Tells whether Docker's DNS knows a service by a name, on some network.
fn is_named(stated: &Service, key: &str, same: &impl Fn(&str) -> bool) -> bool {
    let mut details = stated.networks.values().flatten();
    same(key)
        || stated.container_name.as_deref().is_some_and(same)
        || details.any(|network| {
            let address = network.ipv4_address.as_deref();
            network.aliases.iter().any(|alias| same(alias)) || address.is_some_and(same)
        })
}

/// Tells whether two services are on one network.
fn shares(one: &Service, other: &Service) -> bool {
    one.networks.keys().any(|n| other.networks.contains_key(n))
}
