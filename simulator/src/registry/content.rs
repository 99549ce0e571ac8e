//! What registries hold by its content: images that engines pushed, under tags that move and digests that stay.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use paperboat_core::time::Timestamp;

use super::image::{Image, Registry, digest, layers};
use super::{ImageKey, Reference};
use crate::model::Model;

/// A repository to which images were pushed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repository {
    /// Images by the digest of their manifest; they stay when their tags have moved on.
    manifests: BTreeMap<String, Held>,
    /// The digest that each tag leads to.
    tags: BTreeMap<String, String>,
}

/// An image that a repository holds.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) image: ImageKey,
    pub(crate) manifest: Manifest,
    /// When it was pushed last.
    pub(crate) pushed: Timestamp,
}

impl Repository {
    pub(super) fn tagged(&self, tag: &str) -> Option<ImageKey> {
        let held = self.manifests.get(self.tags.get(tag)?)?;
        Some(held.image)
    }

    /// Takes a tag away; false when it was not there.
    pub(super) fn untag(&mut self, tag: &str) -> bool {
        self.tags.remove(tag).is_some()
    }

    /// Takes a tag away, or by a digest the image with all its tags; false when it was not there.
    fn take(&mut self, tag: &str, digest: &str) -> bool {
        if !digest.is_empty() {
            self.tags.retain(|_, led| led != digest);
            return self.manifests.remove(digest).is_some();
        }
        let Some(led) = self.tags.remove(tag) else {
            return false;
        };
        // An image that loses its last tag so goes with it.
        if !self.tags.values().any(|other| *other == led) {
            self.manifests.remove(&led);
        }
        true
    }

    /// The images, each with its digest and its tags.
    pub(crate) fn images(&self) -> impl Iterator<Item = (&str, &Held, Vec<String>)> {
        self.manifests.iter().map(|(digest, held)| {
            let own = self.tags.iter().filter(|(_, led)| *led == digest);
            (
                digest.as_str(),
                held,
                own.map(|(tag, _)| tag.clone()).collect(),
            )
        })
    }
}

/// The manifest of an image, as an engine makes it (Docker Image Manifest Version 2, Schema 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Its text, with three blanks for a step, as `docker push` sends it.
    pub(crate) text: String,
    /// The digest of the text.
    pub(crate) digest: String,
}

/// The media type of a manifest.
const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

impl Manifest {
    /// Its media type.
    pub(crate) fn media_type(&self) -> &'static str {
        MANIFEST
    }

    /// Makes the manifest of an image that is to run on an architecture.
    pub(crate) fn of(image: &Image, architecture: &str) -> Self {
        let digests: Vec<&str> = image.layers.iter().map(|layer| layer.0.as_str()).collect();
        let configuration = json!({
            "architecture": architecture,
            "config": image.profile.config,
            "os": "linux",
            "rootfs": { "type": "layers", "diff_ids": digests },
        });
        let layer = |(digest, bytes): &(String, u64)| {
            json!({
                "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                "size": bytes,
                "digest": digest,
            })
        };
        let layers: Vec<Value> = image.layers.iter().map(layer).collect();
        let whole = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {
                "mediaType": "application/vnd.docker.container.image.v1+json",
                "size": configuration.to_string().len(),
                "digest": image.id,
            },
            "layers": layers,
        });
        let text = indented(&whole);
        let digest = digest(&text);
        Self { text, digest }
    }
}

fn indented(value: &Value) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"   ");
    let mut writer = serde_json::Serializer::with_formatter(&mut out, formatter);
    serde::Serialize::serialize(value, &mut writer).expect("a value is written to memory");
    String::from_utf8(out).expect("JSON is text")
}

impl Registry {
    /// The image that a reference leads to among those that were pushed by content.
    pub(super) fn held(&self, reference: &Reference) -> Option<ImageKey> {
        let content = self.repositories.get(&reference.repository)?;
        match &reference.digest {
            Some(digest) => content.manifests.get(digest).map(|held| held.image),
            None => content.tagged(&reference.tag),
        }
    }

    /// What was pushed to a repository by its content.
    pub(crate) fn content(&self, repository: &str) -> Option<&Repository> {
        self.repositories.get(repository)
    }

    /// Puts an image under a tag: what had the tag keeps its digest alone.
    pub(super) fn put(
        &mut self,
        at: Timestamp,
        reference: &Reference,
        image: ImageKey,
        (architecture, manifest): (&str, Manifest),
    ) {
        let (repository, tag) = (&reference.repository, &reference.tag);
        for other in &mut self.published {
            if other.repository == *repository {
                other.tags.retain(|t| t != tag);
            }
        }
        self.published.retain(|other| !other.tags.is_empty());
        self.forget_known(repository, tag);
        let mut pushed = self.images[image].clone();
        let mut profile = (*pushed.profile).clone();
        profile.architectures = vec![architecture.to_owned()];
        pushed.profile = profile.into();
        pushed.repository.clone_from(repository);
        pushed.tag.clone_from(tag);
        pushed.digest.clone_from(&manifest.digest);
        pushed.said_in_file = false;
        let content = self.repositories.entry(repository.clone()).or_default();
        content.tags.insert(tag.clone(), manifest.digest.clone());
        match content.manifests.get_mut(&manifest.digest) {
            Some(held) => held.pushed = at,
            None => {
                let digest = manifest.digest.clone();
                let image = self.images.insert(pushed);
                let held = Held {
                    image,
                    manifest,
                    pushed: at,
                };
                content.manifests.insert(digest, held);
            }
        }
    }

    /// Takes a tag off an image of a repository, or the image away with all its tags; false when there is no such one.
    pub(crate) fn take(&mut self, repository: &str, tag: &str, digest: &str) -> bool {
        let content = self.repositories.get_mut(repository);
        if content.is_some_and(|content| content.take(tag, digest)) {
            return true;
        }
        // What stands there under its name alone is gone with that.
        let entries = self.entries(repository);
        let named: Vec<String> = entries.flat_map(|entry| entry.tags.clone()).collect();
        let gone = |t: &String| match digest {
            "" => t == tag,
            digest => self.digest_of(repository, t).as_deref() == Some(digest),
        };
        let Some(gone) = named.into_iter().find(gone) else {
            return false;
        };
        let entries = self.published.iter_mut();
        let own = entries.filter(|entry| entry.repository == repository);
        own.for_each(|entry| entry.tags.retain(|t| *t != gone));
        self.published.retain(|entry| !entry.tags.is_empty());
        self.forget_known(repository, &gone);
        true
    }

    /// Removes all that a repository holds, but for what applications' files name.
    pub(crate) fn clear(&mut self, repository: &str) {
        self.repositories.remove(repository);
        self.published
            .retain(|image| image.repository != repository || image.held_before);
    }

    /// The layers that a repository holds.
    pub(super) fn layers_in(&self, model: &Model, repository: &str) -> BTreeSet<String> {
        let content = self.repositories.get(repository).into_iter();
        let pushed = content.flat_map(|content| content.manifests.values());
        let pushed = pushed.flat_map(|held| self.images[held.image].layers.clone());
        let named = self.entries(repository).flat_map(|entry| {
            let tags = entry.tags.iter();
            tags.flat_map(|tag| {
                let version = self.version(repository, tag);
                layers(model, repository, &version, &entry.profile)
            })
        });
        pushed.chain(named).map(|(digest, _)| digest).collect()
    }
}
