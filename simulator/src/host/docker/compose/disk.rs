//! The machine's files as the Compose reader sees them.

use paperboat_core::app::files::{FileError, Files};

use crate::host::{FileError as Refused, JobKey, NodeKind};
use crate::world::World;

/// The files that a command line may read.
pub(super) struct Disk<'w> {
    pub(super) w: &'w World,
    pub(super) job: JobKey,
}

impl Files for Disk<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let job = &self.w.hosts.jobs[self.job];
        let files = &self.w.hosts.machines[job.machine].files;
        let (_, node) = files
            .open(&job.process, path, 4)
            .map_err(|error| match error {
                Refused::NotFound | Refused::NotDirectory => FileError::NotFound,
                Refused::Denied => FileError::Denied,
                Refused::IsDirectory => FileError::IsDirectory,
                other => FileError::Other(other.to_string()),
            })?;
        match &node.kind {
            NodeKind::File { .. } if node.bytes() > limit => Err(FileError::TooLarge),
            NodeKind::File { content, .. } => Ok(content.clone().into_bytes()),
            NodeKind::Directory | NodeKind::Link(_) => Err(FileError::IsDirectory),
        }
    }
}
