//! Images on a machine: tags, layers and the disk that they take.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paperboat_core::facts::Declared;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::{ImageConfig, Profile};

use super::engine::{Answer, Refusal, engine, engine_mut};
use super::events::{self, Kind};
use crate::host::{MachineKey, disk_release, disk_reserve};
use crate::registry::{self, ImageKey};
use crate::world::World;

/// Fills what is left of a machine's disk with an image that nothing uses and that no tag leads to, as versions that were
/// replaced leave them behind; false when there is nothing left, or no image yet.
pub(crate) fn fill_with_old_images(w: &mut World, machine: MachineKey, bytes: u64) -> bool {
    let Some(newer) = engine(w, machine).images.values().next().cloned() else {
        return false;
    };
    let (id, layer) = (w.ids.hex(64), w.ids.hex(64));
    let (id, layer) = (format!("sha256:{id}"), format!("sha256:{layer}"));
    if bytes == 0 || disk_reserve(w, machine, &format!("layer/{layer}"), bytes).is_err() {
        return false;
    }
    let old = LocalImage {
        id: id.clone(),
        tags: BTreeSet::new(),
        digests: [format!("{}@{id}", newer.repository)].into(),
        layers: vec![(layer, bytes)],
        ..newer
    };
    engine_mut(w, machine).images.insert(id, old);
    true
}

/// An image on a machine.
#[derive(Clone, Debug)]
pub(super) struct LocalImage {
    /// The image in its registry.
    pub(super) key: ImageKey,
    /// `sha256:` and 64 digits: the digest of its configuration.
    pub(super) id: String,
    /// The repository as people write it, such as `mysql`.
    pub(super) repository: String,
    /// The references that lead to it, as people write them; empty after its tag has moved on.
    pub(super) tags: BTreeSet<String>,
    /// Layers with the bytes that each takes unpacked.
    pub(super) layers: Vec<(String, u64)>,
    /// What it does.
    pub(super) profile: Arc<Profile>,
    /// When it arrived.
    pub(super) arrived: Timestamp,
    /// What registries know it by, each as its repository, as people write it, and a digest.
    pub(super) digests: BTreeSet<String>,
}

impl LocalImage {
    /// The bytes that it takes, layers that others share included.
    pub(super) fn size(&self) -> u64 {
        self.layers.iter().map(|l| l.1).sum()
    }
}

/// Writes a repository as people do: without Docker Hub's name and its `library`.
pub(super) fn familiar(repository: &str) -> &str {
    let bare = repository
        .strip_prefix("docker.io/")
        .or_else(|| repository.strip_prefix("index.docker.io/"))
        .unwrap_or(repository);
    bare.strip_prefix("library/").unwrap_or(bare)
}

/// The path of a repository within its registry: `library/nginx`.
pub(super) fn path(repository: &str) -> &str {
    repository
        .split_once('/')
        .map_or(repository, |(_, path)| path)
}

/// Splits a reference into its repository as people write it and its tag or digest (with `:` or `@` before it).
pub(super) fn split(reference: &str) -> (&str, &str) {
    let bare = familiar(reference);
    if let Some(at) = bare.find('@') {
        let (name, digest) = bare.split_at(at);
        let name = name
            .rfind(':')
            .filter(|i| !name[*i..].contains('/'))
            .map_or(name, |i| &name[..i]);
        return (name, digest);
    }
    match bare.rfind(':') {
        Some(i) if !bare[i..].contains('/') => bare.split_at(i),
        _ => (bare, ":latest"),
    }
}

/// Completes a reference as people write it: `nginx` to `nginx:latest`.
pub(super) fn complete(reference: &str) -> String {
    let (name, tag) = split(reference);
    format!("{name}{tag}")
}

/// Tells whether the part of a reference before its first slash names a registry (distribution/reference, `splitDockerDomain`).
fn is_registry(first: &str) -> bool {
    first.contains(['.', ':'])
        || first == "localhost"
        || first.chars().any(|c| c.is_ascii_uppercase())
}

/// Checks the grammar of a reference.
pub(super) fn check_reference(reference: &str) -> Answer<()> {
    let invalid = || Refusal::new("invalid reference format");
    let (name, tag) = split(reference);
    if reference.is_empty() || name.is_empty() {
        return Err(invalid());
    }
    let (first, rest) = name.split_once('/').unwrap_or(("", name));
    let registry = is_registry(first);
    let path = if registry { rest } else { name };
    if path.chars().any(|c| c.is_ascii_uppercase()) {
        let whole = if registry || path.contains('/') {
            path.to_owned()
        } else {
            format!("library/{path}")
        };
        return Err(Refusal(format!(
            "invalid reference format: repository name ({whole}) must be lowercase"
        )));
    }
    let part = |p: &str| {
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        edge(p.chars().next())
            && edge(p.chars().last())
            && p.chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    let tag_ok = match tag.strip_prefix(':') {
        Some(tag) => {
            let first = tag
                .chars()
                .next()
                .is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
            first
                && tag.len() <= 128
                && tag
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        }
        None => tag
            .strip_prefix("@sha256:")
            .is_some_and(|d| d.len() == 64 && d.chars().all(|c| c.is_ascii_hexdigit())),
    };
    if path.split('/').all(part) && tag_ok {
        Ok(())
    } else {
        Err(invalid())
    }
}

/// Finds an image by a reference, its id or the beginning of its id.
pub(super) fn find(w: &World, machine: MachineKey, reference: &str) -> Option<String> {
    let images = &engine(w, machine).images;
    let full = complete(reference);
    let (name, tag) = split(reference);
    let digest = tag.starts_with('@').then(|| format!("{name}{tag}"));
    let known = |i: &LocalImage| digest.as_ref().is_some_and(|d| i.digests.contains(d));
    let named = |i: &LocalImage| i.tags.contains(&full);
    let mut all = images.iter();
    if let Some((id, _)) = all.find(|(_, i)| named(i) || known(i)) {
        return Some(id.clone());
    }
    let hex = reference.strip_prefix("sha256:").unwrap_or(reference);
    let looks = hex.len() >= 3 && hex.chars().all(|c| c.is_ascii_hexdigit());
    let mut found = images.keys().filter(|id| looks && id[7..].starts_with(hex));
    match (found.next(), found.next()) {
        (Some(id), None) => Some(id.clone()),
        _ => None,
    }
}

/// The digests of the layers that a machine holds.
pub(super) fn held_layers(w: &World, machine: MachineKey) -> BTreeSet<String> {
    let images = engine(w, machine).images.values();
    images
        .flat_map(|i| i.layers.iter().map(|l| l.0.clone()))
        .collect()
}

/// What an arrived image changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It was not there, or another image had its tag.
    New,
    /// It was there under this tag.
    Same,
}

/// Puts an image that ECS's agent has pulled on a machine's disk.
///
/// # Errors
/// As [`store`].
pub(crate) fn docker_keep(
    w: &mut World,
    machine: MachineKey,
    image: ImageKey,
    reference: &str,
) -> Result<(), String> {
    let kept = store(w, machine, image, reference);
    kept.map(drop).map_err(|refusal| refusal.0)
}

/// Puts a pulled image on a machine's disk and its tag on it; an image that had the tag keeps none.
///
/// # Errors
/// When the disk is full, in the engine's words; nothing is kept then.
pub(super) fn store(
    w: &mut World,
    machine: MachineKey,
    key: ImageKey,
    reference: &str,
) -> Answer<Arrival> {
    let image = w.registry.images[key].clone();
    let reference = complete(reference);
    let name = split(&reference).0.to_owned();
    let digest = format!("{name}@{}", image.digest);
    let known = engine_mut(w, machine).images.get_mut(&image.id);
    if let Some(local) = known.filter(|i| i.tags.contains(&reference)) {
        local.digests.insert(digest);
        return Ok(Arrival::Same);
    }
    hold(w, machine, key, None)?;
    let images = &mut engine_mut(w, machine).images;
    let local = images.get_mut(&image.id);
    local.into_iter().for_each(|i| {
        i.digests.insert(digest.clone());
    });
    let told = [("name", name.as_str())];
    events::tell(w, machine, Kind::Image, "pull", &reference, &told);
    if !reference.contains('@') {
        put_tag(w, machine, &image.id, reference);
    }
    Ok(Arrival::New)
}

/// Puts an image on a machine's disk, without a tag; nothing when it is there. One that no registry gave it, but an archive,
/// has the name of a repository there.
///
/// # Errors
/// When the disk is full, in the engine's words; nothing is kept then.
pub(super) fn hold(
    w: &mut World,
    machine: MachineKey,
    key: ImageKey,
    archived: Option<&str>,
) -> Answer<()> {
    let image = w.registry.images[key].clone();
    if engine(w, machine).images.contains_key(&image.id) {
        return Ok(());
    }
    let layers = unpacked_of(&image);
    let held = held_layers(w, machine);
    for (digest, bytes) in &layers {
        if held.contains(digest) {
            continue;
        }
        if disk_reserve(w, machine, &format!("layer/{digest}"), *bytes).is_err() {
            for (digest, _) in layers.iter().filter(|l| !held.contains(&l.0)) {
                disk_release(w, machine, &format!("layer/{digest}"));
                registry::forget(w, machine, digest);
            }
            return Err(Refusal(format!(
                "failed to register layer: write /var/lib/docker/overlay2/{}: no space left on device",
                &digest[7..].get(..12).unwrap_or_default()
            )));
        }
    }
    let local = LocalImage {
        key,
        id: image.id.clone(),
        repository: archived.unwrap_or(familiar(&image.repository)).to_owned(),
        tags: BTreeSet::new(),
        layers,
        profile: image.profile,
        arrived: w.now,
        digests: BTreeSet::new(),
    };
    let images = &mut engine_mut(w, machine).images;
    images.insert(image.id, local);
    Ok(())
}

/// The layers of an image, with the bytes that each takes on a disk.
///
/// What the published image at the bottom takes is spread over its layers as its compressed bytes are.
pub(super) fn unpacked_of(image: &registry::Image) -> Vec<(String, u64)> {
    let below = image.layers.len().saturating_sub(image.made_here);
    let (below, own) = image.layers.split_at(below);
    let made: u64 = own.iter().map(|l| l.1).sum();
    let disk = image.profile.disk_bytes.saturating_sub(made);
    let pull = below.iter().map(|l| l.1).sum::<u64>().max(1);
    let share = |bytes: u64| {
        let scaled = u128::from(bytes) * u128::from(disk) / u128::from(pull);
        u64::try_from(scaled).unwrap_or(u64::MAX)
    };
    let shared = below.iter().map(|(d, b)| (d.clone(), share(*b)));
    shared.chain(own.iter().cloned()).collect()
}

/// Gives an image a tag and takes it from the one that had it.
pub(super) fn put_tag(w: &mut World, machine: MachineKey, id: &str, reference: String) {
    let images = &mut engine_mut(w, machine).images;
    for image in images.values_mut() {
        image.tags.remove(&reference);
    }
    if let Some(image) = images.get_mut(id) {
        image.tags.insert(reference);
    }
}

/// What an image declares: what its Dockerfile gave it here, or what is known of the publisher's.
pub(super) fn declared(w: &World, machine: MachineKey, id: &str) -> Option<&'static Declared> {
    let image = engine(w, machine).images.get(id)?;
    let origin = &w.registry.images[image.key].origin;
    match image.profile.config {
        Some(_) => None,
        None => Declared::of(&origin.repository, &origin.tag),
    }
}

/// What an image shows of itself: as [`config_of`], and of the publishers' own what these declare. Its program is not
/// started by these words: what the publisher's does is modelled as a whole.
pub(super) fn shown_config(w: &World, machine: MachineKey, id: &str) -> ImageConfig {
    match declared(w, machine, id) {
        None => config_of(w, machine, id),
        Some(declared) => ImageConfig {
            entrypoint: declared.entrypoint.clone(),
            command: declared.command.clone(),
            exposes: declared.exposes.clone(),
            working_dir: declared.working_dir.clone(),
            user: declared.user.clone(),
            stop_signal: declared.stop_signal.clone(),
            volumes: declared.volumes.clone(),
            ..ImageConfig::default()
        },
    }
}

/// What an image says of itself; of one of which nothing is known, that it exposes where its program listens.
pub(super) fn config_of(w: &World, machine: MachineKey, id: &str) -> ImageConfig {
    let Some(image) = engine(w, machine).images.get(id) else {
        return ImageConfig::default();
    };
    let guessed = || ImageConfig {
        exposes: image
            .profile
            .listens
            .iter()
            .map(|port| format!("{port}/tcp"))
            .collect(),
        ..ImageConfig::default()
    };
    image.profile.config.clone().unwrap_or_else(guessed)
}

/// Takes a tag off an image, and the image off the disk when it was its last one; gives what clients print.
pub(super) fn remove(
    w: &mut World,
    machine: MachineKey,
    reference: &str,
    force: bool,
) -> Answer<Vec<String>> {
    let Some(id) = find(w, machine, reference) else {
        return Err(Refusal(format!("No such image: {}", complete(reference))));
    };
    let engine_ = engine(w, machine);
    let image = &engine_.images[&id];
    let tag = complete(reference);
    let by_tag = image.tags.contains(&tag);
    let user = engine_.containers.values().find(|c| c.image == id);
    let short = &id[7..19];
    if by_tag && image.tags.len() > 1 {
        let mut lines = vec![format!("Untagged: {tag}")];
        let images = &mut engine_mut(w, machine).images;
        if let Some(image) = images.get_mut(&id) {
            image.tags.remove(&tag);
            let name = split(&tag).0;
            if !image.tags.iter().any(|other| split(other).0 == name) {
                // A repository's digests go with the last of its tags.
                let of_name = |digest: &String| split(digest).0 == name;
                let gone = image.digests.iter().filter(|d| of_name(d));
                lines.extend(gone.map(|digest| format!("Untagged: {digest}")));
                image.digests.retain(|digest| !of_name(digest));
            }
        }
        return Ok(lines);
    }
    if let Some(user) = user {
        let container = &user.id[..12];
        if user.is_running() {
            let force = if by_tag {
                "cannot remove repository reference"
            } else {
                "cannot be forced"
            };
            return Err(Refusal(if by_tag {
                format!(
                    "conflict: unable to remove repository reference \"{tag}\" (must force) - container {container} is using its referenced image {short}"
                )
            } else {
                format!(
                    "conflict: unable to delete {short} ({force}) - image is being used by running container {container}"
                )
            }));
        }
        if !force {
            return Err(Refusal(if by_tag {
                format!(
                    "conflict: unable to remove repository reference \"{tag}\" (must force) - container {container} is using its referenced image {short}"
                )
            } else {
                format!(
                    "conflict: unable to delete {short} (must be forced) - image is being used by stopped container {container}"
                )
            }));
        }
    }
    if !by_tag && image.tags.len() > 1 && !force {
        return Err(Refusal(format!(
            "conflict: unable to delete {short} (must be forced) - image is referenced in multiple repositories"
        )));
    }
    let mut lines: Vec<String> = image
        .tags
        .iter()
        .map(|t| format!("Untagged: {t}"))
        .collect();
    if user.is_some() {
        engine_mut(w, machine)
            .images
            .get_mut(&id)
            .map(|i| std::mem::take(&mut i.tags));
        return Ok(lines);
    }
    let digests = image.digests.iter();
    lines.extend(digests.map(|digest| format!("Untagged: {digest}")));
    lines.extend(delete(w, machine, &id));
    Ok(lines)
}

/// Takes an image and the layers that no other has off the disk.
pub(super) fn delete(w: &mut World, machine: MachineKey, id: &str) -> Vec<String> {
    let Some(image) = engine_mut(w, machine).images.remove(id) else {
        return Vec::new();
    };
    events::tell(w, machine, Kind::Image, "delete", id, &[("name", id)]);
    let held = held_layers(w, machine);
    let mut lines = vec![format!("Deleted: {id}")];
    for (digest, _) in image.layers.iter().rev().filter(|l| !held.contains(&l.0)) {
        disk_release(w, machine, &format!("layer/{digest}"));
        registry::forget(w, machine, digest);
        lines.push(format!("Deleted: {digest}"));
    }
    lines
}

/// The images that a prune takes: those without a tag, or with `all` those without a container; with their bytes.
pub(super) fn unused(w: &World, machine: MachineKey, all: bool) -> Vec<String> {
    let engine = engine(w, machine);
    let used: BTreeSet<&str> = engine
        .containers
        .values()
        .map(|c| c.image.as_str())
        .collect();
    let unused = engine
        .images
        .iter()
        .filter(|(id, i)| !used.contains(id.as_str()) && (all || i.tags.is_empty()));
    unused.map(|(id, _)| id.clone()).collect()
}

/// The bytes that images take together, each layer once.
pub(super) fn disk_use(w: &World, machine: MachineKey) -> u64 {
    let images = engine(w, machine).images.values();
    let layers: BTreeMap<&str, u64> = images
        .flat_map(|i| i.layers.iter().map(|l| (l.0.as_str(), l.1)))
        .collect();
    layers.values().sum()
}

#[cfg(test)]
mod tests {
    use super::{check_reference, complete, familiar};

    #[test]
    fn references_are_completed_as_docker_does() {
        let cases = [
            ("nginx", "nginx:latest"),
            ("docker.io/library/nginx:1.27", "nginx:1.27"),
            ("acme/api", "acme/api:latest"),
            ("localhost:5000/api", "localhost:5000/api:latest"),
            ("ghcr.io/acme/api:2", "ghcr.io/acme/api:2"),
        ];
        for (written, full) in cases {
            assert_eq!(complete(written), full);
            assert_eq!(check_reference(written), Ok(()), "{written}");
        }
        assert_eq!(familiar("docker.io/acme/api"), "acme/api");
        for bad in [
            "",
            "Nginx",
            "acme/API:1",
            "x:",
            "a b",
            "-x",
            "x:$TAG",
            "x@sha256:12",
        ] {
            assert!(check_reference(bad).is_err(), "{bad}");
        }
    }
}
