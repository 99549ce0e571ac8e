//! The private halves of key pairs, kept in a folder.

use std::path::{Path, PathBuf};

use paperboat_core::aws::ec2::CreateKeyPairOutput;
use paperboat_core::error::{CloudError, ErrorKind};

use crate::ssh::{KeyFile, decode, write_private};

/// A folder of `KEYNAME.pem`.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    folder: PathBuf,
}

impl Keys {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    pub(super) fn file(&self, key_name: &str) -> KeyFile {
        KeyFile::of_pair(&self.folder, key_name)
    }

    /// Keeps a new key pair's private half, which is never given out again.
    pub(super) fn keep(&self, made: &CreateKeyPairOutput) -> Result<(), CloudError> {
        let file = self.file(&made.key_name);
        write_private(&file.0, made.key_material.0.as_bytes()).map_err(|e| {
            let message = format!(
                "{}: {e}; delete the key pair {} and make it again",
                file.0.display(),
                made.key_name
            );
            let code = "KeyFileNotWritten";
            let operation = "ec2:CreateKeyPair";
            let mut error = CloudError::refused(ErrorKind::Denied, operation, code, message);
            error.maybe_sent = true;
            error
        })
    }

    /// Removes the private half of a key pair that is no more. A file that stays opens nothing.
    pub(super) fn remove(&self, key_name: &str) {
        let _ = std::fs::remove_file(self.file(key_name).0);
    }

    /// The public half, as a line of `authorized_keys`; empty for no key pair.
    pub(super) fn public(&self, operation: &str, key_name: &str) -> Result<String, CloudError> {
        if key_name.is_empty() {
            return Ok(String::new());
        }
        let key = self.file(key_name).read();
        let key = key.map_err(|failure| failure.into_error(operation))?;
        let mut public = key.public_key().clone();
        public.set_comment(key_name);
        public.to_openssh().map_err(|e| {
            let kind = ErrorKind::Denied;
            CloudError::refused(kind, operation, "KeyFileUnusable", e)
        })
    }
}

/// Puts a real ed25519 key in the place of one that no SSH client can read, as some emulators give.
pub(super) fn make_usable(made: &mut CreateKeyPairOutput) -> Result<(), CloudError> {
    if decode(&made.key_material.0).is_ok() {
        return Ok(());
    }
    made.key_material.0 = crate::ssh::generate(&made.key_name).map_err(|e| {
        let operation = "ec2:CreateKeyPair";
        CloudError::refused(ErrorKind::Internal, operation, "KeyNotMade", e)
    })?;
    Ok(())
}
