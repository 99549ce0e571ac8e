//! What programs connect to and find there, as far as the application's files tell.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::service::Service;
use crate::strategy::fargate::aliases;
use crate::strategy::{App, Way};
use crate::workload::{Need, Requirement, answers, needs};

/// What a program finds under a name, as far as the file tells.
pub(super) enum Sight<'a> {
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

/// What the programs of an application connect to, by which names they find each other, and which of them users reach: read once
/// for all services.
pub(super) struct Sights<'a> {
    app: &'a App,
    way: Way,
    pub(super) needs: BTreeMap<&'a str, Vec<Need>>,
    /// The services that bear a name, in lower case, in the order of the application's services.
    named: BTreeMap<String, Vec<&'a str>>,
    /// The services that users call.
    public: BTreeSet<&'a str>,
    /// The services that are called on behalf of users.
    through: BTreeSet<&'a str>,
}

impl<'a> Sights<'a> {
    pub(super) fn of(app: &'a App, way: Way) -> Self {
        let services = || app.project.services.iter();
        let mut named: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (key, service) in services() {
            for name in names(app, way, key, service) {
                named.entry(name).or_default().push(key);
            }
        }
        let public = services().map(|(key, _)| key.as_str());
        let mut sights = Self {
            app,
            way,
            needs: services()
                .map(|(key, _)| (key.as_str(), own_needs(app, key)))
                .collect(),
            named,
            public: public.filter(|name| app.is_entered(name)).collect(),
            through: BTreeSet::new(),
        };
        sights.through = sights.followed();
        sights
    }

    /// The services that are called on behalf of users, by way of others too.
    fn followed(&self) -> BTreeSet<&'a str> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut ahead: Vec<&str> = Vec::new();
        for entrance in &self.public {
            let heeded = |n: &&Need| n.requirement.at_start || !self.states_health(entrance);
            let needs = self.needs[entrance].iter().filter(heeded);
            ahead.extend(needs.filter_map(|n| self.reached(entrance, &n.requirement)));
        }
        while let Some(next) = ahead.pop() {
            if seen.insert(next) {
                let needs = self.needs[next].iter();
                ahead.extend(needs.filter_map(|n| self.reached(next, &n.requirement)));
            }
        }
        seen
    }

    /// Tells whether a path for health checks is known of a service, which tells what it needs at its start only.
    fn states_health(&self, name: &str) -> bool {
        !self.app.profiles[name].health_path.is_empty()
    }

    /// Tells whether users' requests reach a service, by way of others too: none when they do not, and otherwise whether
    /// they ask for more than its health.
    pub(super) fn asked(&self, name: &str) -> Option<bool> {
        let public = self.public.contains(name);
        if public && !self.states_health(name) {
            return Some(true);
        }
        let through = self.through.contains(name);
        (through || public).then_some(through)
    }

    pub(super) fn reached(&self, from: &str, need: &Requirement) -> Option<&'a str> {
        match self.look(from, need) {
            Sight::Service(other) => Some(other),
            _ => None,
        }
    }

    /// Looks a name up as a service's program does.
    pub(super) fn look(&self, from: &str, need: &Requirement) -> Sight<'a> {
        let (app, way) = (self.app, self.way);
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
        let bearers = self.named.get(&host.to_ascii_lowercase());
        for other in bearers.into_iter().flatten() {
            if way.in_tasks() || shares(own, &services[*other]) {
                return Sight::Service(other);
            }
            apart = apart.or(Some(*other));
        }
        match apart {
            Some(other) if mode.is_empty() || alone || mode == "host" => Sight::Apart(other),
            // Another namespace's names are not looked into.
            _ if !mode.is_empty() => Sight::Mapped,
            _ if app.project.inactive.iter().any(|name| same(name)) => Sight::LeftOut,
            _ => Sight::Nothing,
        }
    }
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

/// The names by which others find a service, in lower case: those that Service Connect carries, or those that Docker's DNS knows on
/// some network, its fixed addresses with them.
fn names(app: &App, way: Way, key: &str, stated: &Service) -> BTreeSet<String> {
    match way {
        Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => aliases(app, key),
        Way::Ec2(_) | Way::Asg(_) => {
            let details = || stated.networks.values().flatten();
            let aliases = details().flat_map(|network| &network.aliases);
            let addresses = details().filter_map(|network| network.ipv4_address.as_ref());
            let others = aliases.chain(addresses).chain(&stated.container_name);
            let all = others.map(String::as_str).chain([key]);
            all.map(str::to_ascii_lowercase).collect()
        }
    }
}

/// Tells whether two services are on one network.
fn shares(one: &Service, other: &Service) -> bool {
    one.networks.keys().any(|n| other.networks.contains_key(n))
}

/// Tells whether a host is the container itself.
pub(super) fn is_own(host: &str) -> bool {
    ["localhost", "127.0.0.1"].contains(&host)
}
