//! Images that are made on a machine: out of others, by builds and commits, and of the files of a container.

use std::collections::BTreeMap;
use std::sync::Arc;

use paperboat_core::workload::{ImageConfig, Profile};

use super::engine::{Answer, engine};
use super::image::{complete, hold, put_tag, split};
use crate::host::{MachineKey, architecture, text_length};
use crate::registry::{self, ImageKey};
use crate::world::World;

/// A layer that a build or a commit puts on an image: its digest, and the bytes of its texts.
pub(super) type Made = (String, u64);

/// The layer that leads from files to others: what was written or removed since, by its content.
pub(super) fn made(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Made {
    let written = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text));
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    let (mut content, mut bytes) = (String::new(), 0);
    for (path, text) in written {
        content += &format!("{path}\n{}\n{text}", text.len());
        bytes += text_length(text);
    }
    for path in gone {
        content += &format!("{path}\nremoved\n");
    }
    (registry::digest(&format!("layer\n{content}")), bytes)
}

/// Makes an image on the machine out of another one that says something else of itself, with layers over that one's; gives its
/// id. The same image made again is the same, as what a build made before is taken again, unless `anew` is set.
///
/// # Errors
/// When the disk is full, in the engine's words; nothing is made then.
pub(super) fn derive(
    w: &mut World,
    machine: MachineKey,
    base: &str,
    reference: Option<&str>,
    config: ImageConfig,
    (layers, anew): (&[Made], bool),
) -> Answer<String> {
    let Some(old) = engine(w, machine).images.get(base).cloned() else {
        return Ok(String::new());
    };
    let id = if anew {
        format!("sha256:{}", w.ids.hex(64))
    } else {
        let said = serde_json::json!([base, config, layers, architecture(w, machine)]);
        registry::digest(&said.to_string())
    };
    let full = reference.map(complete);
    if !engine(w, machine).images.contains_key(&id) {
        let (name, tag) = match &full {
            Some(full) => split(full),
            None => ("<none>", ":<none>"),
        };
        let added: u64 = layers.iter().map(|layer| layer.1).sum();
        let below = &w.registry.images[old.key];
        let profile = Profile {
            config: Some(config),
            pull_bytes: below.profile.pull_bytes + added,
            disk_bytes: below.profile.disk_bytes + added,
            ..(*below.profile).clone()
        };
        let image = registry::Image {
            repository: name.to_owned(),
            tag: tag.trim_start_matches([':', '@']).to_owned(),
            digest: id.clone(),
            id: id.clone(),
            layers: below.layers.iter().chain(layers).cloned().collect(),
            made_here: below.made_here + layers.len(),
            profile: Arc::new(profile),
            ..below.clone()
        };
        let repository = image.repository.clone();
        let key = w.registry.images.insert(image);
        hold(w, machine, key, Some(&repository))?;
        registry::keep(w, machine, key);
    }
    if let Some(full) = full {
        put_tag(w, machine, &id, full);
    }
    Ok(id)
}

/// Makes an image of the files of another one, which are one layer of so many bytes then and take that room; gives its id.
///
/// # Errors
/// When the disk is full, in the engine's words; nothing is made then.
pub(super) fn flatten(
    w: &mut World,
    machine: MachineKey,
    base: ImageKey,
    bytes: u64,
    config: ImageConfig,
) -> Answer<String> {
    let old = w.registry.images[base].clone();
    let compressed = old.layers.iter().map(|l| l.1).sum();
    let profile = Profile {
        config: Some(config),
        disk_bytes: bytes,
        pull_bytes: compressed,
        ..(*old.profile).clone()
    };
    let (id, layer) = (w.ids.hex(64), w.ids.hex(64));
    let (id, layer) = (format!("sha256:{id}"), format!("sha256:{layer}"));
    let key = w.registry.images.insert(registry::Image {
        repository: "<none>".to_owned(),
        tag: "<none>".to_owned(),
        digest: id.clone(),
        id: id.clone(),
        layers: vec![(layer, compressed)],
        made_here: 0,
        profile: Arc::new(profile),
        ..old
    });
    hold(w, machine, key, Some("<none>"))?;
    Ok(id)
}
