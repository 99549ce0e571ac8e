//! What reaches a registry from outside: images that engines push, and those that it is to hold.

use std::collections::BTreeSet;

use paperboat_core::facts::EcrRegistry;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;

use super::access::{self, KNOWN};
use super::content::Manifest;
use super::login::{self, Login};
use super::{ImageKey, Reference, Refusal};
use crate::ecr;
use crate::id::{ACCOUNT, Endpoint, MachineKey};
use crate::model::Throughput;
use crate::weather;
use crate::world::World;

/// Registries in which whoever signed in has a place of their own.
const TAKE: [&str; 3] = ["ghcr.io", "quay.io", "registry.gitlab.com"];

/// Reaches the registry to which an image is to go: nothing of the image was looked at yet.
///
/// # Errors
/// Nobody answers there, in Docker's words; by name, a registry whose answers are not modelled.
pub(crate) fn contact(w: &World, machine: MachineKey, reference: &Reference) -> Result<(), String> {
    let host = reference.parts().0;
    let reached = w.seen_as(Endpoint::Machine(machine)).is_some();
    if !reached || weather::registry_is_out(w, reference).is_some() {
        return Err(access::unreachable(reference).docker());
    }
    let host = host.to_owned();
    if EcrRegistry::at(&host).is_some_and(|registry| login::has_region(&registry)) {
        return Ok(());
    }
    let mut all = w.registry.published.iter();
    let held = all.any(|image| image.repository.starts_with(&format!("{host}/")));
    if KNOWN.contains(&host.as_str()) || held {
        return Ok(());
    }
    Err(if host.starts_with("localhost") {
        Refusal::NobodyListens { host }.docker()
    } else {
        Refusal::NoSuchHost { host }.docker()
    })
}

/// Asks a registry whether it takes images into a repository from who signed in there.
///
/// # Errors
/// In the words that the registry gives and Docker passes on; by name, a registry whose answers are not modelled.
pub(crate) fn admit(w: &World, login: Option<&Login>, reference: &Reference) -> Result<(), String> {
    let (host, path) = reference.parts();
    let denied = || Err("denied: requested access to the resource is denied".to_owned());
    if let Some(registry) = EcrRegistry::at(host) {
        let Some(login) = login else {
            return Err("no basic auth credentials".to_owned());
        };
        login::may_push(w, login, &registry, path)?;
        return match ecr::missing(w, &reference.repository) {
            None => Ok(()),
            Some(name) => Err(format!(
                "name unknown: The repository with name '{name}' does not exist in the registry with id '{ACCOUNT}'"
            )),
        };
    }
    match (host, login) {
        // Docker Hub makes a repository below the user's own name at its first push.
        ("docker.io", Some(login)) if path.split('/').next() == Some(login.user()) => Ok(()),
        ("docker.io", _) => denied(),
        ("quay.io", None) => {
            Err("unauthorized: access to the requested resource is not authorized".to_owned())
        }
        (host, Some(_)) if TAKE.contains(&host) => Ok(()),
        (host, _) => Err(format!(
            "paperboat: not modelled: what {host} answers to a push of {reference}"
        )),
    }
}

/// The layers that a registry says it has in a repository.
pub(crate) fn held_layers(
    w: &World,
    login: Option<&Login>,
    reference: &Reference,
) -> BTreeSet<String> {
    let (host, path) = reference.parts();
    if let (Some(registry), Some(login)) = (EcrRegistry::at(host), login)
        && !login::may_look(w, login, &registry, path)
    {
        return BTreeSet::new();
    }
    w.registry.layers_in(&w.model, &reference.repository)
}

/// How fast a machine's bytes reach a registry, in bytes a second; `own` for the person's own computer. What was estimated of pulls is taken for pushes of a machine
/// in AWS, whose network is as fast both ways; a person's own computer has its upload.
pub(crate) fn rate(w: &mut World, own: bool, reference: &Reference) -> f64 {
    let throughput = match () {
        () if own => Throughput::LaptopUpload,
        () if reference.on_ecr() => Throughput::EcrToEc2,
        () => Throughput::HubToEc2,
    };
    let unit = w.unit(throughput.key(), &reference.repository);
    w.model.throughput(throughput).quantile(unit) / weather::network_slowed(w)
}

/// Puts an image of an architecture's machine into a registry that takes it.
///
/// # Errors
/// A tag that leads elsewhere and may not move, in ECR's words.
pub(crate) fn put(
    w: &mut World,
    reference: &Reference,
    image: ImageKey,
    architecture: &str,
) -> Result<Manifest, String> {
    let manifest = Manifest::of(&w.registry.images[image], architecture);
    if reference.parts().0 == ecr::host() {
        ecr::may_put(w, &reference.repository, &reference.tag)?;
    }
    let now = w.now;
    let whole = (architecture, manifest.clone());
    w.registry.put(now, reference, image, whole);
    ecr::on_push(w, &reference.repository);
    Ok(manifest)
}

impl World {
    /// Pushes an image to a registry: its tags are new, or move to it.
    ///
    /// # Panics
    /// When `at` lies in the past.
    pub fn push(&mut self, at: Timestamp, image: PublishedImage) {
        self.advance(at);
        let address = image.repository.clone();
        self.registry.publish(image);
        ecr::on_push(self, &address);
    }

    /// Has a registry hold an image: tags that it has already in this form stay, others are new or move.
    ///
    /// # Panics
    /// When `at` lies in the past.
    pub fn publish(&mut self, at: Timestamp, image: PublishedImage) {
        self.advance(at);
        let address = image.repository.clone();
        self.registry.provide(image);
        ecr::on_push(self, &address);
    }

    /// The digest of an image in a registry, by its repository with its registry; none when it does not hold the tag.
    #[must_use]
    pub fn digest(&self, repository: &str, tag: &str) -> Option<String> {
        self.registry.digest_of(repository, tag)
    }
}
