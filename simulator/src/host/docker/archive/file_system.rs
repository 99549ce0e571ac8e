//! The archive of a container's files that `docker export` writes, and the image that `docker import` makes of one.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::workload::ImageConfig;

use super::{Failure, Origin, checked, known, no_archive, of_elsewhere, plain};
use crate::container::{self, ContainerKey};
use crate::host::MachineKey;
use crate::host::docker::build;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::events::{self, Kind};
use crate::host::docker::{image, make};
use crate::host::program::{Item, contents, of_items};
use crate::world::World;

/// What stands before the id of the image whose files are not kept one by one.
const OF: &str = "the file system of ";

/// Files that a runtime lays over a container's own, and that are empty below.
const EMPTY: [&str; 4] = [".dockerenv", "etc/hostname", "etc/hosts", "etc/resolv.conf"];
/// Folders that a runtime mounts something on.
const MOUNTED: [&str; 3] = ["dev", "proc", "sys"];

/// Writes an archive of a container's files: mounts are left out, as Docker leaves them.
pub(super) fn write(w: &World, machine: MachineKey, key: ContainerKey) -> String {
    let id = &engine(w, machine).containers[&key].image;
    let of_image = image::config_of(w, machine, id).files;
    let known: u64 = of_image.values().map(|text| text.len() as u64).sum();
    let mut files = of_image;
    container::put_over(container::layer(w, key).clone(), &mut files);
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut folders: BTreeSet<String> = MOUNTED.map(str::to_owned).into();
    for (path, text) in files {
        let path = path.trim_start_matches('/').to_owned();
        // A folder is kept as a path that ends with a slash.
        match path.strip_suffix('/') {
            Some(folder) => _ = folders.insert(folder.to_owned()),
            None => _ = texts.insert(path, text),
        }
    }
    for path in EMPTY {
        texts.entry(path.to_owned()).or_default();
    }
    for path in texts.keys() {
        let ends = path.match_indices('/').map(|(at, _)| at);
        folders.extend(ends.map(|at| path[..at].to_owned()));
    }
    let mut items: BTreeMap<String, Item> = texts
        .into_iter()
        .map(|(path, text)| (path, Item::File(text)))
        .collect();
    items.extend(folders.into_iter().map(|path| (path, Item::Folder)));
    let rest = engine(w, machine).images[id].size().saturating_sub(known);
    let unnamed = (String::new(), Item::Unnamed(rest, format!("{OF}{id}")));
    of_items(items.into_iter().chain([unnamed]))
}

/// A `docker import` that was asked for.
#[derive(Clone, Debug)]
pub(in crate::host::docker) struct Import {
    pub(in crate::host::docker) from: Origin,
    pub(in crate::host::docker) reference: Option<String>,
    pub(in crate::host::docker) changes: Vec<String>,
    pub(in crate::host::docker) message: Option<String>,
}

impl Import {
    /// Makes the image; gives its id.
    ///
    /// # Errors
    /// In Docker's words; an archive that holds no container's files is not modelled, by name.
    pub(super) fn make(&self, w: &mut World, client: Client) -> Result<String, Failure> {
        let machine = client.machine;
        let text = self.from.text(w, client)?;
        let reference = self.reference.as_deref().map(checked).transpose()?;
        let mut config = ImageConfig {
            flat: true,
            comment: match &self.message {
                Some(message) => message.clone(),
                None => "Imported from -".to_owned(),
            },
            ..ImageConfig::default()
        };
        build::change(&self.changes, &mut config).map_err(plain)?;
        let read = contents(&text).map_err(|why| plain(no_archive(why)))?;
        let Some(id) = read
            .unnamed
            .as_deref()
            .and_then(|what| what.strip_prefix(OF))
        else {
            let words = "paperboat: not modelled: an image of files alone, without those of a container that docker export wrote";
            return Err(Failure::new(1, words));
        };
        let base = known(w, id).ok_or_else(|| of_elsewhere(id))?;
        let programs = w.registry.images[base].profile.config.as_ref();
        config.programs = programs.map_or_else(Default::default, |c| c.programs);
        let named = read.files.into_iter().filter(|(name, text)| {
            !text.is_empty() || !EMPTY.contains(&name.trim_start_matches("./"))
        });
        config.files = named
            .map(|(name, text)| (format!("/{}", name.trim_start_matches("./")), text))
            .collect();
        let bytes = crate::host::text_length(&text);
        let made = make::flatten(w, machine, base, bytes, config).map_err(|why| plain(why.0))?;
        events::tell(w, machine, Kind::Image, "import", &made, &[("name", &made)]);
        if let Some(reference) = reference {
            image::put_tag(w, machine, &made, reference);
        }
        Ok(made)
    }
}
