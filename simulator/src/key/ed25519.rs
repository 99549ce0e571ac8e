//! Ed25519 keys in OpenSSH's form.

use ed25519_dalek::SigningKey;
use sha2::{Digest as _, Sha256};

use super::encoding::{base64, line, pem, string};

const KIND: &str = "ssh-ed25519";

/// An Ed25519 key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ed25519 {
    seed: [u8; 32],
    public: [u8; 32],
}

impl Ed25519 {
    /// Makes the key of a seed (RFC 8032, section 5.1.5).
    #[must_use]
    pub fn of(seed: [u8; 32]) -> Self {
        let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        Self { seed, public }
    }

    /// Its secret seed.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public key as SSH sends it (RFC 8709, section 4).
    fn blob(&self) -> Vec<u8> {
        let mut blob = Vec::new();
        string(&mut blob, KIND.as_bytes());
        string(&mut blob, &self.public);
        blob
    }

    /// The public key as a line of `authorized_keys`, without a comment.
    #[must_use]
    pub fn public_line(&self) -> String {
        line(KIND, &self.blob())
    }

    /// The public key's digest as OpenSSH shows it after `SHA256:`.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = base64(&Sha256::digest(self.blob()));
        digest.trim_end_matches('=').to_owned()
    }

    /// The private key as an unencrypted file (OpenSSH's `PROTOCOL.key`), with no comment in it.
    pub(crate) fn private_file(&self) -> String {
        let mut private = Vec::new();
        // The same number twice tells a reader that nothing was decrypted wrongly; any number will do.
        private.extend_from_slice(&self.public[..4]);
        private.extend_from_slice(&self.public[..4]);
        string(&mut private, KIND.as_bytes());
        string(&mut private, &self.public);
        string(&mut private, &[self.seed, self.public].concat());
        string(&mut private, b"");
        let mut pad = 1;
        while !private.len().is_multiple_of(8) {
            private.push(pad);
            pad += 1;
        }
        let mut file = b"openssh-key-v1\0".to_vec();
        string(&mut file, b"none");
        string(&mut file, b"none");
        string(&mut file, b"");
        file.extend(1_u32.to_be_bytes());
        string(&mut file, &self.blob());
        string(&mut file, &private);
        pem("OPENSSH PRIVATE KEY", &file, 70)
    }
}

#[cfg(test)]
mod tests {
    use super::Ed25519;

    /// The first test vector of RFC 8032, section 7.1, in the words of `ssh-keygen -lf` and `ssh-keygen -yf`.
    #[test]
    fn a_seed_of_the_standard_gives_the_key_of_the_standard() {
        let seed = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec,
            0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03,
            0x1c, 0xae, 0x7f, 0x60,
        ];
        let key = Ed25519::of(seed);
        assert_eq!(
            key.public_line(),
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
        );
        assert_eq!(
            key.fingerprint(),
            "bbXpuKG6zhzdmnxq256TlqzFBzRl2f6OOg722cYNbU8"
        );
    }
}
