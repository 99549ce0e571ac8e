//! Whether a registry can be reached and lets somebody in.

use std::net::Ipv4Addr;

use paperboat_core::facts::EcrRegistry;

use super::login::{self, Login};
use super::{Puller, Reference, Refusal};
use crate::ecr;
use crate::id::ACCOUNT;
use crate::model::Limit;
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

/// What a puller hears after its timeout that has no way to the internet, or whose registry is out.
pub(super) fn unreachable(reference: &Reference) -> Refusal {
    Refusal::NoAnswer {
        host: reference.parts().0.to_owned(),
    }
}

/// Checks that a repository is there for a puller.
///
/// # Errors
/// The registry's refusal. Registries do not tell a repository that does not exist from one that is private.
pub(super) fn check(
    w: &World,
    puller: Puller,
    login: Option<&Login>,
    reference: &Reference,
) -> Result<(), Refusal> {
    let host = reference.parts().0;
    let mut entries = w.registry.entries(&reference.repository).peekable();
    let pushed = w.registry.content(&reference.repository).is_some();
    let exists = pushed || entries.peek().is_some();
    // A repository that a push makes on Docker Hub is public (Docker Hub's default); elsewhere it is not.
    let private = entries.any(|entry| entry.private) || pushed && host != "docker.io";
    let account = EcrRegistry::at(host);
    let known_there = login.is_some()
        || matches!(
            (puller, &account),
            (Puller::Task(_) | Puller::Agent(..), Some(_))
        );
    if let Some(registry) = &account {
        let exists = exists || is_empty(w, registry, &reference.repository);
        return own(w, login, registry, reference, known_there && exists);
    }
    if exists && (known_there || !private) {
        return Ok(());
    }
    let named = || host.to_owned();
    Err(match host {
        "docker.io" => Refusal::Denied {
            repository: reference.familiar().to_owned(),
        },
        "quay.io" => Refusal::Unauthorized,
        known if KNOWN.contains(&known) || exists => Refusal::ManifestDenied(reference.clone()),
        own if own.starts_with("localhost") => Refusal::NobodyListens { host: named() },
        _ => Refusal::NoSuchHost { host: named() },
    })
}

/// Whether a repository of the account's is there and holds nothing yet.
fn is_empty(w: &World, registry: &EcrRegistry, repository: &str) -> bool {
    registry.account == ACCOUNT && ecr::missing(w, repository).is_none()
}

/// The same in a private registry of ECR, which tells both apart to whom it knows.
fn own(
    w: &World,
    login: Option<&Login>,
    registry: &EcrRegistry,
    reference: &Reference,
    exists: bool,
) -> Result<(), Refusal> {
    if let Some(login) = login {
        let path = reference.parts().1;
        login::may_pull(w, login, registry, path).map_err(|words| Refusal::NotAllowed {
            repository: reference.familiar().to_owned(),
            words,
        })?;
    } else if !exists {
        return Err(Refusal::NoCredentials(reference.clone()));
    }
    if exists && ecr::missing(w, &reference.repository).is_none() {
        return Ok(());
    }
    Err(Refusal::NoRepository {
        reference: reference.clone(),
        account: registry.account.clone(),
    })
}

/// Counts a pull against Docker Hub's limit: for each address, or with a login for each account, where every address
/// is taken to have an account of its own.
///
/// # Errors
/// When the limit of the window is reached; the attempt does not count then.
pub(super) fn count(w: &mut World, address: Ipv4Addr, logged_in: bool) -> Result<(), Refusal> {
    let window = w.model.seconds(Limit::HubWindowS);
    let limit = if logged_in {
        Limit::HubPersonalPulls
    } else {
        Limit::HubAnonymousPulls
    };
    let most = w.model.limit(limit);
    let now = w.now;
    let times = w.registry.counted.entry(address).or_default();
    times.retain(|at| now.since(*at) < window);
    if times.len() as u64 >= most {
        return Err(Refusal::RateLimit { logged_in });
    }
    times.push(now);
    Ok(())
}
