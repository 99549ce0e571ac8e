//! Where a program listens, by what the file shows: signs from the strongest to the weakest.
//!
//! What a person states beats all. Then come the program's own settings, because they decide: words of its command
//! (programs let them win over variables), then variables. A well-known image listens where it always does, unless one
//! of those says otherwise. Then what its file says about it: ports published or exposed, a proxy's labels, its own
//! health check (it runs inside, and somebody saw it pass). Last what others say: an address with a port, then one
//! whose scheme implies it. A guess by the kind of program comes only when there is no sign.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Profile, WorkloadKind, flag, mention, variable};
use crate::app::project::Project;
use crate::app::service::{Port, Service};

/// What a port was read from, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// `x-paperboat.port`.
    Stated,
    /// A word of its command or entrypoint.
    Flag,
    /// One of its own variables.
    Variable,
    /// `ports` or `expose`.
    Written,
    /// A label that tells a proxy where to go.
    Label,
    /// The address that its own health check asks.
    HealthCheck,
    /// An address with a port in another service's settings.
    Peer,
    /// An address without one: `http://api` means 80.
    Implied,
}

/// A place in the file that says where a program listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PortSign {
    /// What kind of place it is.
    pub sign: Sign,
    /// The ports that it says, in its order.
    pub ports: Vec<u16>,
    /// The service in whose settings it stands.
    pub service: String,
    /// The path below that service, such as `environment`, `PORT`.
    pub path: Vec<String>,
}

impl PortSign {
    /// The whole key, such as `services.api.environment.PORT`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("services.{}.{}", self.service, self.path.join("."))
    }
}

/// Where a program listens, and what says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listening {
    /// The ports, the main one first; empty when nothing in the file says any.
    pub ports: Vec<u16>,
    /// The sign that was believed; none when there is none, or a well-known image's own port stands.
    pub taken: Option<PortSign>,
    /// Signs that say another port.
    pub against: Vec<PortSign>,
}

/// Reads where a service listens. `image` are the ports of a well-known image, empty for any other, and `kind` is what
/// kind of program it is.
#[must_use]
pub(super) fn listening(
    project: &Project,
    name: &str,
    image: &[u16],
    kind: WorkloadKind,
) -> Listening {
    let Some(service) = project.services.get(name) else {
        return Listening::default();
    };
    let mut signs = signs(project, name, service, kind, !image.is_empty());
    signs.sort_by_key(|sign| sign.sign);
    let own = |sign: &PortSign| sign.sign <= Sign::Variable;
    let first = match signs.first() {
        Some(sign) if image.is_empty() || own(sign) => signs.remove(0),
        _ => {
            let mut ports = image.to_vec();
            // nobody publishes it in vain: the file brings the certificate that a proxy's image lacks
            let https = kind == WorkloadKind::Web && !ports.contains(&HTTPS);
            if https
                && signs
                    .iter()
                    .any(|s| s.sign == Sign::Written && s.ports.contains(&HTTPS))
            {
                ports.push(HTTPS);
            }
            return judged(Listening {
                ports,
                taken: None,
                against: signs,
            });
        }
    };
    let mut ports = first.ports.clone();
    for sign in &signs {
        let confirms = first.ports.iter().any(|port| sign.ports.contains(port));
        let more = match sign.sign {
            // who publishes the main port and another one beside it means both
            Sign::Written | Sign::Variable => confirms,
            // what is published or exposed is not all: somebody saw the check pass, and the callers call
            Sign::HealthCheck => confirms || first.sign >= Sign::Written,
            // two callers that name two ports mean two ports
            Sign::Peer => first.sign == Sign::Peer || first.sign == Sign::Written,
            _ => false,
        };
        let new = sign.ports.iter().filter(|p| more && !ports.contains(p));
        let new: Vec<u16> = new.copied().collect();
        ports.extend(new);
    }
    let environment = service.variables();
    let beside = variable::beside(&environment);
    ports.extend(
        beside
            .into_iter()
            .filter(|p| !ports.contains(p))
            .collect::<Vec<_>>(),
    );
    judged(Listening {
        ports,
        taken: Some(first),
        against: signs,
    })
}

/// A proxy whose file publishes this port has a certificate that its image does not bring.
const HTTPS: u16 = 443;

/// Leaves of the other signs those that say a port on which the program does not listen.
fn judged(mut listening: Listening) -> Listening {
    let ports = &listening.ports;
    listening
        .against
        .retain(|sign| sign.ports.iter().any(|port| !ports.contains(port)));
    listening
}

/// The ports that a program's own words and variables say, as it reads them when it starts; none leave it to its
/// profile.
#[must_use]
pub fn own_ports(
    profile: &Profile,
    words: &[String],
    environment: &BTreeMap<String, String>,
) -> Option<Vec<u16>> {
    if profile
        .origins
        .get("listens")
        .is_some_and(|o| o == "x-paperboat")
    {
        return None;
    }
    let mut said = flag::ports(words, environment);
    if said.is_empty() {
        let own = || (profile.kind == WorkloadKind::App).then(|| variable::main("", environment));
        let kept = (profile.kind != WorkloadKind::App).then(|| variable::listeners(environment));
        let read = kept.flatten().or_else(|| own().flatten());
        said = read.map(|(_, ports)| ports).unwrap_or_default();
    }
    if said.is_empty() && profile.kind == WorkloadKind::App {
        said = exposed(profile);
    }
    let new = said.iter().any(|port| !profile.listens.contains(port));
    (new && !said.is_empty()).then_some(said)
}

/// The ports that the Dockerfile of an application says it listens on, beside those that are known of the image below.
fn exposed(profile: &Profile) -> Vec<u16> {
    let all = profile.config.iter().flat_map(|config| &config.exposes);
    let tcp = all.filter_map(|port| port.strip_suffix("/tcp")?.parse().ok());
    tcp.filter(|port| !profile.listens.contains(port)).collect()
}

fn signs(
    project: &Project,
    name: &str,
    service: &Service,
    kind: WorkloadKind,
    known: bool,
) -> Vec<PortSign> {
    let mut found = Vec::new();
    let mut say = |sign, service: &str, path: &[&str], ports: Vec<u16>| {
        if !ports.is_empty() {
            let path = path.iter().map(|p| (*p).to_owned()).collect();
            found.push(PortSign {
                sign,
                ports,
                service: service.to_owned(),
                path,
            });
        }
    };
    let environment = service.variables();
    let stated = service.hints.port.into_iter().collect();
    say(Sign::Stated, name, &["x-paperboat", "port"], stated);
    let (entrypoint, command) = (service.entrypoint.as_deref(), service.command.as_deref());
    let words: Vec<String> = entrypoint
        .into_iter()
        .chain(command)
        .flatten()
        .cloned()
        .collect();
    let key = if command.is_some() {
        "command"
    } else {
        "entrypoint"
    };
    say(Sign::Flag, name, &[key], flag::ports(&words, &environment));
    // a well-known database or proxy does not read the variables of applications
    let own = (!known || kind == WorkloadKind::App)
        .then(|| variable::main(name, &environment))
        .flatten()
        .filter(|(_, ports)| !is_outer(service, ports));
    let kept = (kind == WorkloadKind::Queue || !known)
        .then(|| variable::listeners(&environment))
        .flatten();
    if let Some((variable, ports)) = kept.or(own) {
        say(Sign::Variable, name, &["environment", &variable], ports);
    }
    let key = if service.ports.is_empty() {
        "expose"
    } else {
        "ports"
    };
    say(Sign::Written, name, &[key], written(service));
    let label = |(label, value): (&String, &String)| {
        let proxy = label.ends_with(".loadbalancer.server.port");
        Some((label.clone(), flag::number(value).filter(|_| proxy)?))
    };
    if let Some((label, port)) = service.labels.iter().find_map(label) {
        say(Sign::Label, name, &["labels", &label], vec![port]);
    }
    let check = service.healthcheck.as_ref().filter(|h| !h.is_disabled());
    let asked = check.map(|h| mention::asked(name, &h.test, &environment));
    say(
        Sign::HealthCheck,
        name,
        &["healthcheck"],
        asked.unwrap_or_default(),
    );
    for (caller, path, mention) in mention::of(project, name) {
        let (sign, port) = match mention {
            mention::Mention::Port(port) => (Sign::Peer, port),
            mention::Mention::Implied(port) => (Sign::Implied, port),
        };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        say(sign, caller, &path, vec![port]);
    }
    found
}

/// Tells whether ports are those of the machine that stand for others of the container: `GITLAB_PORT=8080` beside
/// `8080:80` says where users come in.
fn is_outer(service: &Service, ports: &[u16]) -> bool {
    let outer = |port: &u16| {
        let published = |p: &&Port| p.published_range() == Some((*port, *port));
        let mut targets = service.ports.iter().map(|p| p.target);
        service.ports.iter().any(|p| published(&p)) && !targets.any(|target| target == *port)
    };
    ports.iter().all(outer)
}

/// The TCP ports that a service publishes or exposes, in order.
fn written(service: &Service) -> Vec<u16> {
    let tcp = service
        .ports
        .iter()
        .filter(|p| p.protocol() == "tcp")
        .map(|p| p.target);
    let exposed = service.expose.iter().flat_map(|text| {
        let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
        let range = first.parse::<u16>().ok().zip(last.parse::<u16>().ok());
        let range = range.filter(|(a, b)| protocol == "tcp" && b >= a && b - a < MOST);
        range.into_iter().flat_map(|(a, b)| a..=b)
    });
    let mut ports: Vec<u16> = tcp.chain(exposed).filter(|port| *port > 0).collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// The longest range that is taken as ports of one program: a passive FTP range is not.
const MOST: u16 = 50;
