//! `scp`: a file from the person's computer to a machine.

use std::time::Duration;

use paperboat_core::aws::Empty;
use paperboat_core::aws::host::Put;
use paperboat_core::error::{CloudError, ErrorKind};

use super::{FileError, MachineKey, Node, NodeKind, bulk, disk, operation};
use crate::model::Throughput;
use crate::world::World;

/// How long the bytes take over the person's line, whose speed stays the same.
pub(super) fn takes(w: &World, put: &Put) -> Duration {
    let bytes = bulk::length(&put.content.0);
    let unit = w.random.draw(Throughput::LaptopUpload.key(), "laptop", 0);
    w.model.transfer(Throughput::LaptopUpload, bytes, unit)
}

/// Writes the file as the user who logged in.
///
/// # Errors
/// In scp's words: the directory does not exist or may not be written, the disk is full.
pub(super) fn put(w: &mut World, put: &Put, key: MachineKey) -> Result<Empty, CloudError> {
    let machine = &mut w.hosts.machines[key];
    let process = machine.users.login(&put.login.user, operation::PATH);
    let path = put.path.strip_prefix("~/").unwrap_or(&put.path);
    let mode = u16::from_str_radix(&put.mode, 8).ok();
    let old = match machine.files.open(&process, path, 2) {
        Ok((_, node)) if node.is_directory() => Err(FileError::IsDirectory),
        Ok((real, node)) => Ok(Some((real, node.bytes()))),
        Err(FileError::NotFound) => Ok(None),
        Err(error) => Err(error),
    };
    let place = old.and_then(|old| match old {
        Some(old) => Ok((old.0, old.1, false)),
        None => Ok((machine.files.may_create(&process, path)?, 0, true)),
    });
    let written = place.and_then(|(real, freed, new)| {
        let text = &put.content.0;
        if bulk::length(text) > disk::free(machine) + freed {
            return Err(FileError::NoSpace);
        }
        if new {
            let mode = 0o644 & !process.umask;
            machine
                .files
                .put(&real, Node::text(text.clone(), mode, &process.user));
        }
        machine.files.change(&real, |node| {
            node.kind = NodeKind::of_text(text.clone());
            node.mode = mode.unwrap_or(node.mode);
        });
        Ok(())
    });
    written.map(|()| Empty::default()).map_err(|error| {
        let (kind, code) = match error {
            FileError::Denied => (ErrorKind::Denied, "PermissionDenied"),
            FileError::NoSpace => (ErrorKind::LimitExceeded, "NoSpace"),
            FileError::NotFound => (ErrorKind::NotFound, "NoSuchFile"),
            _ => (ErrorKind::InvalidInput, "NotAFile"),
        };
        let message = format!("scp: dest open \"{}\": {error}", put.path);
        CloudError::refused(kind, "host:Put", code, message)
    })
}
