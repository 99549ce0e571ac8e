//! Whether a registry can be reached and lets somebody in, in the words that Docker passes on.

use std::net::Ipv4Addr;

use paperboat_core::facts::EcrRegistry;

use super::login::{self, Login};
use super::{Puller, Reference};
use crate::ec2;
use crate::ecr;
use crate::model::Limit;
use crate::net::Endpoint;
use crate::world::World;

/// Registries that everybody knows.
pub(super) const KNOWN: [&str; 9] = [
    "docker.io",
    "docker.elastic.co",
    "gcr.io",
    "ghcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "quay.io",
    "registry.gitlab.com",
    "registry.k8s.io",
];

/// The address by which the internet sees a puller.
pub(crate) fn public_address(w: &World, puller: Puller) -> Option<Ipv4Addr> {
    let endpoint = match puller {
        Puller::Machine(machine) | Puller::Agent(machine, _) => Endpoint::Machine(machine),
        Puller::Task(task) => Endpoint::Task(task),
    };
    ec2::addresses_of(w, endpoint).find_map(|(_, public)| public)
}

/// What a puller without a way to the internet hears after its timeout.
pub(super) fn unreachable(reference: &Reference) -> String {
    let host = match reference.parts().0 {
        "docker.io" => "registry-1.docker.io",
        host => host,
    };
    format!(
        "Get \"https://{host}/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"
    )
}

/// Checks that a repository is there for a puller.
///
/// # Errors
/// The registry's words. Registries do not tell a repository that does not exist from one that is private.
pub(super) fn check(
    w: &World,
    puller: Puller,
    login: Option<&Login>,
    reference: &Reference,
) -> Result<(), String> {
    let (host, path) = reference.parts();
    let mut entries = w.registry.entries(&reference.repository).peekable();
    let exists = entries.peek().is_some();
    let private = entries.any(|entry| entry.private);
    let account = EcrRegistry::at(host);
    let known_there = login.is_some()
        || matches!(
            (puller, &account),
            (Puller::Task(_) | Puller::Agent(..), Some(_))
        );
    if let Some(registry) = &account {
        return own(w, login, registry, reference, known_there && exists);
    }
    if exists && (known_there || !private) {
        return Ok(());
    }
    let familiar = reference.familiar();
    Err(match host {
        "docker.io" => format!(
            "pull access denied for {familiar}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
        ),
        "quay.io" => "unauthorized: access to the requested resource is not authorized".to_owned(),
        _ if KNOWN.contains(&host) || exists => {
            format!(
                "Head \"https://{host}/v2/{path}/manifests/{}\": denied",
                reference.tag
            )
        }
        _ if host.starts_with("localhost") => format!(
            "Get \"http://{host}/v2/\": dial tcp {}: connect: connection refused",
            host.replacen("localhost", "127.0.0.1", 1)
        ),
        _ => format!(
            "Get \"https://{host}/v2/\": dial tcp: lookup {} on 172.31.0.2:53: no such host",
            host.split(':').next().unwrap_or_default()
        ),
    })
}

/// The same in a private registry of ECR, which tells both apart to whom it knows.
fn own(
    w: &World,
    login: Option<&Login>,
    registry: &EcrRegistry,
    reference: &Reference,
    exists: bool,
) -> Result<(), String> {
    let (host, path) = reference.parts();
    let familiar = reference.familiar();
    if let Some(login) = login {
        login::may_pull(w, login, registry, path).map_err(|denied| {
            format!(
                "pull access denied for {familiar}, repository does not exist or may require 'docker login': {denied}"
            )
        })?;
    } else if !exists {
        return Err(format!(
            "Head \"https://{host}/v2/{path}/manifests/{}\": no basic auth credentials",
            reference.tag
        ));
    }
    if exists && ecr::missing(w, &reference.repository).is_none() {
        return Ok(());
    }
    Err(format!(
        "repository {familiar} not found: name unknown: The repository with name '{path}' does not exist in the registry with id '{}'",
        registry.account
    ))
}

/// What Docker Hub says to whoever has no login and has used up the limit of an address.
pub(super) const LIMITED: &str = "toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit";

/// Counts a pull against Docker Hub's limit: for each address, or with a login for each account, where every address
/// is taken to have an account of its own.
///
/// # Errors
/// In Docker Hub's words, when the limit of the window is reached; the attempt does not count then.
pub(super) fn count(w: &mut World, address: Ipv4Addr, logged_in: bool) -> Result<(), String> {
    let window = w.model.seconds(Limit::HubWindowS);
    let (limit, words) = if logged_in {
        (
            Limit::HubPersonalPulls,
            "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
        )
    } else {
        (Limit::HubAnonymousPulls, LIMITED)
    };
    let most = w.model.limit(limit);
    let now = w.now;
    let times = w.registry.counted.entry(address).or_default();
    times.retain(|at| now.since(*at) < window);
    if times.len() as u64 >= most {
        return Err(words.to_owned());
    }
    times.push(now);
    Ok(())
}
