//! Images and file systems in archives: `docker save`, `load`, `export` and `import`.

mod file_system;
mod layout;

use std::time::Duration;

use super::engine::{Client, Refusal, engine};
use super::op::{Look, Voice, find};
use super::plan::Failure;
use super::{events, image};
use crate::host::bulk;
use crate::host::{
    FileError, Trouble, disk_free, read_file, text_length, write_file, write_stdout,
};
use crate::model::Throughput;
use crate::world::World;

pub(super) use file_system::Import;

/// Where an archive goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Output,
    File(String),
}

/// Where an archive comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// What the command can read.
    Input(String),
    File(String),
}

/// What is done with an archive.
#[derive(Clone, Debug)]
pub(super) enum Archive {
    /// Images into one.
    Save {
        references: Vec<String>,
        target: Target,
    },
    /// Images out of one.
    Load { from: Origin },
    /// The files of a container into one.
    Export { container: String, target: Target },
    /// An image of the files of one.
    Import(Box<Import>),
}

impl Origin {
    /// The text of the archive.
    ///
    /// # Errors
    /// In the client's words, when the file is not there or may not be read.
    fn text(&self, w: &World, client: Client) -> Result<String, Failure> {
        match self {
            Self::Input(text) => Ok(text.clone()),
            Self::File(path) => read_file(w, client.job, path).map_err(|why| {
                let words = match why {
                    FileError::IsDirectory => format!(
                        "error during connect: Post \"http://%2Fvar%2Frun%2Fdocker.sock/v{}/images/load?quiet=1\": read {path}: is a directory",
                        super::engine::API
                    ),
                    why => format!("open {path}: {}", why.to_string().to_lowercase()),
                };
                Failure::new(1, words)
            }),
        }
    }
}

/// How long bytes take to or from the machine's disk.
fn moved(w: &mut World, bytes: u64) -> Duration {
    let unit = w.unit(Throughput::DiskVolume.key(), "archive");
    w.model.transfer(Throughput::DiskVolume, bytes, unit)
}

/// How long layers take that are unpacked out of an archive.
fn unpacked(w: &mut World, bytes: u64) -> Duration {
    let unit = w.unit(Throughput::DiskUnpack.key(), "archive");
    w.model.transfer(Throughput::DiskUnpack, bytes, unit)
}

/// The words of a client that stops at something.
fn plain(why: impl Into<String>) -> Failure {
    Voice::Plain.failure(&Refusal::new(why))
}

impl Archive {
    /// Begins it; gives how long it takes: the bytes that are read, and those that are written.
    pub(super) fn begin(&self, w: &mut World, client: Client) -> Result<Duration, Failure> {
        let machine = client.machine;
        match self {
            Self::Save { references, .. } => {
                let bytes = layout::bytes(w, machine, &layout::chosen(w, machine, references)?);
                // The engine writes a whole copy before it sends one.
                if bytes > disk_free(w, machine) {
                    let id = w.ids.hex(9);
                    return Err(plain(format!(
                        "write /var/lib/docker/tmp/docker-export-{}/blobs: no space left on device",
                        digits(&id)
                    ))
                    .meeting(&[Trouble::Disk]));
                }
                Ok(moved(w, bytes.saturating_mul(2)))
            }
            Self::Load { from } => {
                let text = from.text(w, client)?;
                let fresh = layout::fresh(w, machine, &text);
                let read = moved(w, text_length(&text));
                Ok(read + unpacked(w, fresh))
            }
            Self::Export { container, .. } => {
                let key = find(w, machine, container)?;
                let image = &engine(w, machine).containers[&key].image;
                let bytes = engine(w, machine).images[image].size();
                Ok(moved(w, bytes.saturating_mul(2)))
            }
            Self::Import(import) => {
                let text = import.from.text(w, client)?;
                let bytes = text_length(&text);
                let read = moved(w, bytes);
                Ok(read + unpacked(w, bytes))
            }
        }
    }

    /// Does it; its time is over.
    pub(super) fn look(&self, w: &mut World, client: Client) -> Result<Look, Failure> {
        let machine = client.machine;
        match self {
            Self::Save { references, target } => {
                let chosen = layout::chosen(w, machine, references)?;
                let text = layout::write(w, machine, &chosen);
                hand_over(w, client, target, &text)?;
                for (id, _) in chosen {
                    events::tell(
                        w,
                        machine,
                        events::Kind::Image,
                        "save",
                        &id,
                        &[("name", &id)],
                    );
                }
                Ok(Look::Done(String::new()))
            }
            Self::Load { from } => {
                let text = from.text(w, client)?;
                layout::load(w, client, &text)?;
                Ok(Look::Done(String::new()))
            }
            Self::Export { container, target } => {
                let key = find(w, machine, container)?;
                let text = file_system::write(w, machine, key);
                hand_over(w, client, target, &text)?;
                events::of_container(w, machine, key, "export", &[]);
                Ok(Look::Done(String::new()))
            }
            Self::Import(import) => {
                let id = import.make(w, client)?;
                Ok(Look::Done(format!("{id}\n")))
            }
        }
    }
}

/// Ten digits out of nine hexadecimal ones: the end of a temporary file's name.
fn digits(hexadecimal: &str) -> String {
    let number = u64::from_str_radix(hexadecimal, 16).unwrap_or(0);
    format!("{:010}", number % 10_000_000_000)
}

/// Gives an archive to who asked for it. A file is written under another name first, and only its owner may read it.
fn hand_over(w: &mut World, client: Client, target: &Target, text: &str) -> Result<(), Failure> {
    let path = match target {
        Target::Output => {
            write_stdout(w, client.job, text);
            return Ok(());
        }
        Target::File(path) => path,
    };
    let id = w.ids.hex(9);
    let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let temporary = format!("{folder}/.docker_temp_{}", digits(&id));
    // Without a folder before it, the client opens the bare name.
    let opened = if path.contains('/') {
        temporary.as_str()
    } else {
        temporary.trim_start_matches("./")
    };
    if crate::host::is_folder(w, client.job, path) {
        return Err(Failure::new(
            1,
            format!("rename {temporary} {path}: file exists"),
        ));
    }
    write_file(w, client.job, opened, text, false).map_err(|why| {
        let verb = if why == FileError::NoSpace {
            "write"
        } else {
            "open"
        };
        let why = why.to_string().to_lowercase();
        Failure::new(1, format!("{verb} {temporary}: {why}"))
    })?;
    let process = w.hosts.jobs[client.job].process.clone();
    let files = &mut w.hosts.machines[client.machine].files;
    let (from, to) = (process.absolute(opened), process.absolute(path));
    if let Some(mut node) = files.get(&from).cloned() {
        node.mode = 0o600;
        files.remove(&from);
        files.put(&to, node);
    }
    Ok(())
}

/// The words in which an engine stops reading what is no archive.
fn no_archive(why: crate::host::program::NoArchive) -> &'static str {
    match why {
        crate::host::program::NoArchive::Short => "unexpected EOF",
        crate::host::program::NoArchive::Header => "archive/tar: invalid tar header",
    }
}

/// A layer as it stands in an archive: its bytes are not kept.
fn layer(digest: &str, bytes: u64) -> String {
    bulk::mark(bytes, &format!("layer/{digest}"))
}

/// The registry's entry of an image by its id, of all that were ever pulled or made in this world.
fn known(w: &World, id: &str) -> Option<crate::registry::ImageKey> {
    let mut images = w.registry.images.iter();
    let same = images.find(|(_, image)| image.id == id && !image.said_in_file);
    same.map(|(key, _)| key)
}

/// Says that an image is one of another world.
fn of_elsewhere(id: &str) -> Failure {
    Failure::new(
        1,
        format!(
            "paperboat: not modelled: the image {id} of this archive, which no machine here has pulled or made"
        ),
    )
}

/// What [`image`] refuses, as the client says it while it loads: without the engine's name before it.
fn bare(refusal: Refusal) -> Failure {
    Failure::new(1, refusal.0)
}

/// The name and the tag of a reference, or why it is none.
fn checked(reference: &str) -> Result<String, Failure> {
    image::check_reference(reference).map_err(bare)?;
    Ok(image::complete(reference))
}
