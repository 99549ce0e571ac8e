//! What registries hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paperboat_core::event::EventId;
use paperboat_core::facts::tag::is_released;
use paperboat_core::facts::{self, EcrRegistry};
use paperboat_core::time::Timestamp;
use paperboat_core::workload::{Profile, PublishedImage, Started};

use super::content::Repository;
use super::link::Link;
use super::{Pull, Reference, Refusal};
use crate::arena::Arena;
use crate::id::{self, MachineKey, mix, push_hex};
use crate::model::{Limit, Model, Rule};
use crate::random;

/// Names an image.
pub use crate::id::ImageKey;

/// An image under one tag.
#[derive(Clone, Debug)]
pub struct Image {
    /// The repository with its registry, such as `docker.io/library/mysql`.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// The digest of its manifest, `sha256:` and 64 digits, by which its registry knows it.
    pub digest: String,
    /// The digest of its configuration, by which an engine knows it. Of an image that somebody else published it is that of
    /// its manifest.
    pub id: String,
    /// The published image that it was made from, or that it is: whose program it holds.
    pub origin: Reference,
    /// Layers, by digest, with their compressed bytes; a new tag of the same repository shares all but the last.
    pub layers: Vec<(String, u64)>,
    /// How many of the last layers were made here: text, which takes as many bytes on a disk as it is counted with.
    pub made_here: usize,
    /// What it does.
    pub profile: Arc<Profile>,
    /// Whether it is started with words that the application's files give it.
    pub said_in_file: bool,
    /// What is wrong with this version, and the fault that made it so.
    pub spoilt: Option<(Spoilt, EventId)>,
}

/// What is wrong with a version of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    /// Its tag was never pushed.
    Missing,
    /// Its program ends at its start.
    Crashes,
    /// Its program listens on the loopback address only.
    Local,
}

/// A repository whose next version is spoilt.
#[derive(Clone, Debug)]
struct Next {
    spoilt: Spoilt,
    fault: EventId,
    /// The digests of the versions that were asked for before.
    known: BTreeSet<String>,
    /// The digest of the one that is spoilt, once somebody has asked for it.
    found: Option<String>,
}

/// All registries, and what is on its way from them.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// What was pushed. A repository has one entry for each profile among its tags.
    pub(crate) published: Vec<PublishedImage>,
    pub(crate) images: Arena<Image, id::Image>,
    pub(crate) pulls: Arena<Pull, id::Pull>,
    /// The layers that each machine has.
    pub(super) held: BTreeMap<MachineKey, BTreeSet<String>>,
    /// Each machine's network while it pulls.
    pub(super) links: BTreeMap<MachineKey, Link>,
    /// When anonymous pulls were counted, by the puller's address as Docker Hub sees it.
    pub(super) counted: BTreeMap<std::net::Ipv4Addr, Vec<Timestamp>>,
    /// What was pushed by its content, by repository with its registry.
    pub(super) repositories: BTreeMap<String, Repository>,
    /// The repositories whose next version is spoilt, or was.
    next: BTreeMap<String, Vec<Next>>,
    /// How often a tag was pushed again.
    pushes: BTreeMap<(String, String), u32>,
    /// The images that somebody asked for, by repository and tag.
    known: BTreeMap<(String, String), ImageKey>,
    /// The same images as they behave when they are started with words of their own.
    behaving: BTreeMap<(ImageKey, usize), ImageKey>,
}

impl Registry {
    /// Fills the registries.
    #[must_use]
    pub fn new(published: Vec<PublishedImage>) -> Self {
        Self {
            published,
            ..Self::default()
        }
    }

    /// Has the registries hold an image: what they hold already in this form is not pushed again.
    pub(crate) fn provide(&mut self, mut image: PublishedImage) {
        let same = |p: &&PublishedImage| {
            p.repository == image.repository
                && p.private == image.private
                && p.profile == image.profile
        };
        let there = self.published.iter().filter(same);
        let there: Vec<String> = there.flat_map(|p| p.tags.clone()).collect();
        image.tags.retain(|tag| !there.contains(tag));
        self.publish(image);
    }

    /// Pushes an image: its tags are new ones, or move to it from what had them.
    pub(crate) fn publish(&mut self, image: PublishedImage) {
        for tag in &image.tags {
            let name = (image.repository.clone(), tag.clone());
            let content = self.repositories.get_mut(&image.repository);
            let mut moved = content.is_some_and(|content| content.untag(tag));
            for other in &mut self.published {
                if other.repository == image.repository {
                    let before = other.tags.len();
                    other.tags.retain(|t| t != tag);
                    moved |= other.tags.len() < before;
                }
            }
            if moved {
                self.known.remove(&name);
                *self.pushes.entry(name).or_default() += 1;
            }
        }
        self.published.push(image);
        self.published.retain(|p| !p.tags.is_empty());
    }

    /// Has the next version of a repository spoilt: the first one that nobody has asked for by now.
    pub(super) fn spoil_next(&mut self, repository: &str, spoilt: Spoilt, fault: EventId) {
        let asked = self.images.iter().map(|(_, image)| image);
        let asked = asked.filter(|image| image.repository == repository);
        let next = Next {
            spoilt,
            fault,
            known: asked.map(|image| image.digest.clone()).collect(),
            found: None,
        };
        self.next
            .entry(repository.to_owned())
            .or_default()
            .push(next);
    }

    /// Has a tag lead to what it leads to now when it is asked for next.
    pub(super) fn forget_known(&mut self, repository: &str, tag: &str) {
        self.known.remove(&(repository.to_owned(), tag.to_owned()));
    }

    /// What is wrong with a version that somebody asks for now.
    fn spoilt(&mut self, repository: &str, digest: &str) -> Option<(Spoilt, EventId)> {
        let all = self.next.get_mut(repository)?;
        let here = |next: &&mut Next| match &next.found {
            Some(found) => found == digest,
            None => !next.known.contains(digest),
        };
        let next = all.iter_mut().find(here)?;
        next.found = Some(digest.to_owned());
        Some((next.spoilt, next.fault))
    }

    /// The image as it behaves when it is started with these words in this environment, under these names.
    pub(crate) fn started_with(
        &mut self,
        key: ImageKey,
        words: &[String],
        environment: &BTreeMap<String, String>,
        called: &[String],
    ) -> ImageKey {
        let image = &self.images[key];
        let fits = |start: &Started| {
            let mut apart = start.environment.iter();
            let named = start.service.is_empty() || called.contains(&start.service);
            named
                && start.words == words
                && apart.all(|(name, value)| environment.get(name) == Some(value))
        };
        let mut others = image.profile.started_with.iter().enumerate();
        let Some((n, Started { profile, .. })) = others.find(|(_, start)| fits(start)) else {
            return key;
        };
        if let Some(known) = self.behaving.get(&(key, n)) {
            return *known;
        }
        let profile = Arc::new(profile.clone());
        let other = self.images.insert(Image {
            profile,
            said_in_file: true,
            ..self.images[key].clone()
        });
        self.behaving.insert((key, n), other);
        other
    }

    /// The entries of a repository.
    pub(super) fn entries<'a>(
        &'a self,
        repository: &'a str,
    ) -> impl Iterator<Item = &'a PublishedImage> {
        let here = move |p: &&PublishedImage| p.repository == repository;
        self.published.iter().filter(here)
    }

    /// Finds an image that a registry lets the caller see.
    ///
    /// # Errors
    /// An unknown tag or digest, or one that is not made for the architecture; and the fault because of which it is so.
    pub(super) fn find(
        &mut self,
        model: &Model,
        reference: &Reference,
        architecture: &str,
    ) -> Result<ImageKey, (Refusal, Option<EventId>)> {
        let repository = &reference.repository;
        if let Some(key) = self.held(reference) {
            return self.found(key, reference, architecture);
        }
        let named = self.entries(repository).find_map(|entry| {
            let mut tags = entry.tags.iter();
            let tag = tags.find(|tag| match &reference.digest {
                Some(digest) => *digest == self.digest(repository, tag),
                None => **tag == reference.tag,
            })?;
            Some((tag.clone(), entry.profile.clone()))
        });
        let missing = |because| Err((no_manifest(reference), because));
        let Some((tag, profile)) = named else {
            return missing(None);
        };
        let digest = self.digest(repository, &tag);
        let spoilt = self.spoilt(repository, &digest);
        if let Some((Spoilt::Missing, fault)) = spoilt {
            return missing(Some(fault));
        }
        let built = &profile.architectures;
        if !built.is_empty() && !built.iter().any(|a| a == architecture) {
            return Err((Refusal::Architecture(architecture.to_owned()), None));
        }
        let name = (repository.clone(), tag);
        if let Some(key) = self.known.get(&name) {
            return Ok(*key);
        }
        let image = Image {
            said_in_file: false,
            spoilt,
            id: digest.clone(),
            digest,
            origin: Reference {
                repository: repository.clone(),
                tag: name.1.clone(),
                digest: None,
            },
            made_here: 0,
            layers: layers(
                model,
                repository,
                &self.version(repository, &name.1),
                &profile,
            ),
            repository: repository.clone(),
            tag: name.1.clone(),
            profile: Arc::new(profile),
        };
        let key = self.images.insert(image);
        self.known.insert(name, key);
        Ok(key)
    }

    /// An image that was pushed by its content, as a registry hands it out.
    fn found(
        &mut self,
        key: ImageKey,
        reference: &Reference,
        architecture: &str,
    ) -> Result<ImageKey, (Refusal, Option<EventId>)> {
        let image = &self.images[key];
        let (repository, digest) = (image.repository.clone(), image.digest.clone());
        let built = &image.profile.architectures;
        if let Some(other) = built
            .first()
            .filter(|_| !built.iter().any(|a| a == architecture))
        {
            let refusal = Refusal::Foreign {
                built: other.clone(),
                wanted: architecture.to_owned(),
            };
            return Err((refusal, None));
        }
        match self.spoilt(&repository, &digest) {
            Some((Spoilt::Missing, fault)) => Err((no_manifest(reference), Some(fault))),
            spoilt => {
                self.images[key].spoilt = spoilt;
                Ok(key)
            }
        }
    }

    /// The digest of a tag that a registry holds.
    pub(crate) fn digest_of(&self, repository: &str, tag: &str) -> Option<String> {
        let content = self.repositories.get(repository);
        if let Some(key) = content.and_then(|content| content.tagged(tag)) {
            return Some(self.images[key].digest.clone());
        }
        let mut held = self.entries(repository).flat_map(|entry| &entry.tags);
        let there = held.any(|held| held == tag);
        there.then(|| self.digest(repository, tag))
    }

    /// Has the registries hold a version of a well-known image that the facts know, though no file names it.
    pub(super) fn offer(&mut self, reference: &Reference) {
        let (repository, tag) = (&reference.repository, &reference.tag);
        let known = reference.digest.is_none() && is_released(repository, tag);
        if !known || self.digest_of(repository, tag).is_some() {
            return;
        }
        let other = self.entries(repository).last();
        let image = PublishedImage {
            repository: repository.clone(),
            tags: vec![tag.clone()],
            profile: match other {
                Some(other) => other.profile.clone(),
                None => facts::Image::lookup(&reference.to_string(), []).profile,
            },
            private: other.is_some_and(|other| other.private),
            held_before: true,
        };
        self.publish(image);
    }

    /// What tells the contents of a tag from those of others, and from its own before.
    pub(super) fn version(&self, repository: &str, tag: &str) -> String {
        let name = (repository.to_owned(), tag.to_owned());
        let pushes = self.pushes.get(&name).copied().unwrap_or(0);
        format!("{repository}:{tag}#{pushes}")
    }

    /// The digest of a tag; one that was published under its digest alone has that.
    fn digest(&self, repository: &str, tag: &str) -> String {
        if tag.starts_with("sha256:") {
            return tag.to_owned();
        }
        digest(&self.version(repository, tag))
    }
}

fn no_manifest(reference: &Reference) -> Refusal {
    Refusal::NoManifest {
        reference: reference.clone(),
        ecr: EcrRegistry::at(reference.parts().0).is_some(),
    }
}

/// The layers of an image: those below are the repository's, the last one is the version's.
pub(super) fn layers(
    model: &Model,
    repository: &str,
    version: &str,
    profile: &Profile,
) -> Vec<(String, u64)> {
    let share = model.rule(Rule::ImageApplicationShare).clamp(0.0, 1.0);
    let last = (profile.pull_bytes as f64 * share) as u64;
    let below = model.limit(Limit::ImageLayers).clamp(2, 127) - 1;
    let base = profile.pull_bytes - last;
    let mut layers: Vec<(String, u64)> = (0..below)
        .map(|n| (digest(&format!("{repository}#{n}")), base / below))
        .collect();
    layers[0].1 += base % below;
    layers.push((digest(&format!("{version}#app")), last));
    layers
}

/// A digest-shaped name: the same text, the same digits, whatever the seed.
pub(crate) fn digest(text: &str) -> String {
    let seed = random::Random::new(0).bits("digest", text, 0);
    let mut digest = String::with_capacity("sha256:".len() + 64);
    digest.push_str("sha256:");
    for n in 1..=4 {
        push_hex(&mut digest, mix(seed.wrapping_add(n)));
    }
    digest
}
