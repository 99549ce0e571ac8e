//! The archive of images that `docker save` writes and `docker load` reads: an OCI layout with Docker's own manifest beside it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Failure, bare, digits, known, layer, no_archive, of_elsewhere, plain};
use crate::host::docker::cli;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::events::{self, Kind};
use crate::host::docker::image;
use crate::host::program::{Contents, Item, contents, of_items};
use crate::host::{MachineKey, architecture, write_stdout};
use crate::world::World;

/// Images by id, each with the tags that go with it.
type Chosen = Vec<(String, Vec<String>)>;

/// The images that references name: a repository alone stands for all its tags, an id for an image without any.
///
/// # Errors
/// In Docker's words, when one is badly written or not there.
pub(super) fn chosen(
    w: &World,
    machine: MachineKey,
    references: &[String],
) -> Result<Chosen, Failure> {
    let mut all: Chosen = Vec::new();
    let mut choose = |id: &str, tag: Option<&String>| {
        let place = all.iter().position(|(known, _)| known == id);
        let place = place.unwrap_or_else(|| {
            all.push((id.to_owned(), Vec::new()));
            all.len() - 1
        });
        let tags = &mut all[place].1;
        tags.extend(tag.filter(|tag| !tags.contains(tag)).cloned());
    };
    for reference in references {
        image::check_reference(reference).map_err(|why| plain(why.0))?;
        let full = image::complete(reference);
        let (name, _) = image::split(reference);
        let images = &engine(w, machine).images;
        let whole = image::familiar(reference) == name;
        let fits = |tag: &&String| {
            if whole {
                image::split(tag).0 == name
            } else {
                **tag == full
            }
        };
        let mut named = images
            .values()
            .flat_map(|i| i.tags.iter().filter(fits).map(move |tag| (&i.id, tag)))
            .peekable();
        if named.peek().is_none() {
            let id = image::find(w, machine, reference);
            choose(&id.ok_or_else(|| plain("reference does not exist"))?, None);
        }
        for (id, tag) in named {
            choose(id, Some(tag));
        }
    }
    Ok(all)
}

/// The layers of images, each once, with their bytes.
fn layers(w: &World, machine: MachineKey, chosen: &Chosen) -> BTreeMap<String, u64> {
    let images = &engine(w, machine).images;
    let all = chosen.iter().filter_map(|(id, _)| images.get(id));
    all.flat_map(|image| image.layers.iter().cloned()).collect()
}

/// The bytes of the layers of images, each once.
pub(super) fn bytes(w: &World, machine: MachineKey, chosen: &Chosen) -> u64 {
    layers(w, machine, chosen).values().sum()
}

fn blob(digest: &str) -> String {
    format!("blobs/sha256/{}", digest.trim_start_matches("sha256:"))
}

/// Writes an archive of images.
pub(super) fn write(w: &World, machine: MachineKey, chosen: &Chosen) -> String {
    let json = |value: &Value| Item::File(value.to_string());
    let mut items = vec![
        ("blobs".to_owned(), Item::Folder),
        ("blobs/sha256".to_owned(), Item::Folder),
    ];
    let (mut manifest, mut index, mut repositories) = (Vec::new(), Vec::new(), json!({}));
    for (id, tags) in chosen {
        let local = &engine(w, machine).images[id];
        let digests: Vec<&str> = local.layers.iter().map(|l| l.0.as_str()).collect();
        let config = json!({
            "architecture": architecture(w, machine),
            "config": cli::image_config(w, machine, id),
            "os": "linux",
            "rootfs": { "type": "layers", "diff_ids": digests },
        });
        items.push((blob(id), json(&config)));
        let shown = if tags.is_empty() {
            Value::Null
        } else {
            json!(tags)
        };
        let blobs: Vec<String> = digests.iter().map(|d| blob(d)).collect();
        manifest.push(json!({ "Config": blob(id), "RepoTags": shown, "Layers": blobs }));
        index.push(
            json!({ "digest": id, "annotations": { "io.containerd.image.name": tags.first() } }),
        );
        for tag in tags {
            let (name, tag) = image::split(tag);
            let top = digests.last().map(|d| d.trim_start_matches("sha256:"));
            repositories[name][tag.trim_start_matches(':')] = json!(top);
        }
    }
    for (digest, bytes) in layers(w, machine, chosen) {
        items.push((blob(&digest), Item::File(layer(&digest, bytes))));
    }
    let index = json!({ "schemaVersion": 2, "manifests": index });
    items.push(("index.json".to_owned(), json(&index)));
    items.push(("manifest.json".to_owned(), json(&json!(manifest))));
    let version = "{\"imageLayoutVersion\": \"1.0.0\"}".to_owned();
    items.push(("oci-layout".to_owned(), Item::File(version)));
    if repositories
        .as_object()
        .is_some_and(|named| !named.is_empty())
    {
        items.push(("repositories".to_owned(), json(&repositories)));
    }
    of_items(items)
}

/// What a manifest says of an image.
struct Saved {
    id: String,
    tags: Vec<String>,
    /// The architecture that its configuration names.
    architecture: Option<String>,
}

/// Reads the manifest of an archive.
///
/// # Errors
/// In the engine's words, when it is none of images; by name, what is not modelled.
fn read(w: &mut World, text: &str) -> Result<Vec<Saved>, Failure> {
    let read = contents(text).map_err(|why| Failure::new(1, no_archive(why)))?;
    let file = |path: &str| {
        let mut files = read.files.iter();
        let bare = |name: &str| name.trim_start_matches("./") == path;
        files.find(|(name, _)| bare(name)).map(|(_, text)| text)
    };
    let Some(manifest) = file("manifest.json") else {
        return Err(without_manifest(w, &read));
    };
    let wrong = || {
        Failure::new(
            1,
            "paperboat: not modelled: a manifest.json that Docker did not write",
        )
    };
    let manifest: Vec<Value> = serde_json::from_str(manifest).map_err(|_| wrong())?;
    let mut all = Vec::new();
    for entry in &manifest {
        let config = entry["Config"].as_str().ok_or_else(wrong)?;
        let written: Option<Value> = file(config).and_then(|text| serde_json::from_str(text).ok());
        let hex = config.rsplit('/').next().unwrap_or(config);
        let tags = entry["RepoTags"].as_array().into_iter().flatten();
        all.push(Saved {
            id: format!("sha256:{}", hex.trim_end_matches(".json")),
            tags: tags.filter_map(|t| Some(t.as_str()?.to_owned())).collect(),
            architecture: written.and_then(|c| Some(c["architecture"].as_str()?.to_owned())),
        });
    }
    Ok(all)
}

/// What an engine says of an archive without a manifest: it takes it for one of an older form, and looks for the files of that.
fn without_manifest(w: &mut World, read: &Contents) -> Failure {
    if let Some(what) = &read.unnamed {
        let words =
            format!("paperboat: not modelled: docker load of {what}; docker import takes it");
        return Failure::new(1, words);
    }
    let names = read.files.iter();
    let folders =
        names.filter_map(|(name, _)| Some(name.trim_start_matches("./").split_once('/')?.0));
    let missing = match folders.min() {
        Some(folder) => format!("{folder}/json"),
        None => "repositories".to_owned(),
    };
    let id = digits(&w.ids.hex(9));
    Failure::new(
        1,
        format!("open /var/lib/docker/tmp/docker-import-{id}/{missing}: no such file or directory"),
    )
}

/// The bytes of layers that an archive brings and that the machine does not have.
pub(super) fn fresh(w: &mut World, machine: MachineKey, text: &str) -> u64 {
    let ids = w.ids.clone();
    let saved = read(w, text).unwrap_or_default();
    // Nothing was done: the names that were drawn for words that nobody reads are drawn again.
    w.ids = ids;
    let held = image::held_layers(w, machine);
    let all = saved.iter().filter_map(|saved| known(w, &saved.id));
    let layers = all.flat_map(|key| image::unpacked_of(&w.registry.images[key]));
    let missing: BTreeMap<String, u64> = layers.filter(|l| !held.contains(&l.0)).collect();
    missing.values().sum()
}

/// Puts the images of an archive on a machine and says which.
///
/// # Errors
/// In the engine's words; what was loaded before stays.
pub(super) fn load(w: &mut World, client: Client, text: &str) -> Result<(), Failure> {
    let machine = client.machine;
    for saved in read(w, text)? {
        let key = known(w, &saved.id).ok_or_else(|| of_elsewhere(&saved.id))?;
        let own = architecture(w, machine);
        if let Some(other) = saved.architecture.filter(|a| *a != own) {
            let words = format!(
                "paperboat: not modelled: an image of linux/{other} on a machine of linux/{own}"
            );
            return Err(Failure::new(1, words));
        }
        let name = saved
            .tags
            .first()
            .map_or("<none>", |tag| image::split(tag).0);
        image::hold(w, machine, key, Some(name)).map_err(bare)?;
        let id = saved.id.as_str();
        events::tell(w, machine, Kind::Image, "load", id, &[("name", id)]);
        for tag in &saved.tags {
            let old = image::find(w, machine, tag).filter(|old| old != id);
            if let Some(old) = old {
                let line = format!(
                    "The image {tag} already exists, renaming the old one with ID {old} to empty string\n"
                );
                write_stdout(w, client.job, &line);
            }
            image::put_tag(w, machine, id, image::complete(tag));
            write_stdout(w, client.job, &format!("Loaded image: {tag}\n"));
        }
        if saved.tags.is_empty() {
            write_stdout(w, client.job, &format!("Loaded image ID: {id}\n"));
        }
    }
    Ok(())
}
