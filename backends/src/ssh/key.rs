//! Private keys: read from files, made anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, PrivateKey, decode_secret_key};

use super::Failure;

/// The largest key file that is read: an RSA key of 16384 bits has 13 kB.
const LARGEST: u64 = 64 * 1024;

/// A private key in a file: OpenSSH's form or PEM; ed25519, RSA or ECDSA, without a passphrase.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyFile(pub PathBuf);

impl KeyFile {
    /// Reads the key.
    ///
    /// # Errors
    /// [`Failure::KeyFile`]: it is not there, is locked with a passphrase, or holds no key.
    pub fn read(&self) -> Result<Arc<PrivateKey>, Failure> {
        let fail = |missing, said: String| Failure::KeyFile {
            path: self.0.display().to_string(),
            said,
            missing,
        };
        let missing = |e: &std::io::Error| e.kind() == std::io::ErrorKind::NotFound;
        let length = std::fs::metadata(&self.0)
            .map_err(|e| {
                fail(missing(&e), format!("the private key cannot be read ({e}). Bring the file back from where it was made, or delete the key pair and launch again"))
            })?
            .len();
        if length > LARGEST {
            return Err(fail(false, format!("{length} bytes are no private key")));
        }
        let text = std::fs::read_to_string(&self.0).map_err(|e| fail(false, e.to_string()))?;
        decode(&text)
            .map(Arc::new)
            .map_err(|said| fail(false, said))
    }

    /// Tells whether the file is there.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.0.is_file()
    }

    /// Names the file of a key pair in a folder: what is not a letter, a digit, `.`, `-` or `_` is written as `%XX`.
    #[must_use]
    pub fn of_pair(folder: &Path, key_name: &str) -> Self {
        let mut name = String::new();
        for byte in key_name.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                name.push(char::from(byte));
            } else {
                name.push_str(&format!("%{byte:02X}"));
            }
        }
        Self(folder.join(name + ".pem"))
    }
}

/// Reads a private key's text; the error is a fragment that tells why it is of no use.
pub(crate) fn decode(text: &str) -> Result<PrivateKey, String> {
    let key = decode_secret_key(text, None).map_err(|e| match e {
        russh::keys::Error::KeyIsEncrypted => {
            "the key is locked with a passphrase; use one without".to_owned()
        }
        other => format!("no usable private key ({other})"),
    })?;
    if key.is_encrypted() {
        return Err("the key is locked with a passphrase; use one without".to_owned());
    }
    Ok(key)
}

/// Makes an ed25519 key: the private half in OpenSSH's form.
pub(crate) fn generate(comment: &str) -> Result<String, String> {
    let mut random = russh::keys::key::safe_rng();
    let mut key = PrivateKey::random(&mut random, Algorithm::Ed25519).map_err(|e| e.to_string())?;
    key.set_comment(comment);
    let text = key.to_openssh(LineEnding::LF).map_err(|e| e.to_string())?;
    Ok(text.to_string())
}
