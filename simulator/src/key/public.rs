//! Public keys that somebody brings: lines of `authorized_keys`.

use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};

use super::encoding::{base64, bytes_of, der, line, unsigned};
use super::rsa::ALGORITHM;

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// The kinds of keys that EC2 takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Rsa { exponent: BigUint, modulus: BigUint },
    Ed25519,
}

/// A public key of one of these kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Public {
    kind: Kind,
    blob: Vec<u8>,
}

impl Public {
    /// Reads a line of `authorized_keys` without options; what follows the key is a comment.
    ///
    /// None when it is no such line, when what it says before the key is not what the key says, or when the key is of a kind or
    /// a length that EC2 does not take: RSA of 1,024, 2,048 or 4,096 bits, or Ed25519 (API reference, `ImportKeyPair`).
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut words = text.trim().lines().next()?.split_whitespace();
        let (said, key) = (words.next()?, words.next()?);
        let blob = bytes_of(key)?;
        let (name, rest) = string(&blob)?;
        if name != said.as_bytes() {
            return None;
        }
        let kind = match said {
            "ssh-rsa" => {
                let (exponent, rest) = string(rest)?;
                let (modulus, rest) = string(rest)?;
                let number = BigUint::from_bytes_be;
                let (exponent, modulus) = (number(exponent), number(modulus));
                let taken = matches!(modulus.bits(), 1_024 | 2_048 | 4_096);
                if !taken || !rest.is_empty() {
                    return None;
                }
                Kind::Rsa { exponent, modulus }
            }
            "ssh-ed25519" => {
                let (point, rest) = string(rest)?;
                if point.len() != 32 || !rest.is_empty() {
                    return None;
                }
                Kind::Ed25519
            }
            _ => return None,
        };
        Some(Self { kind, blob })
    }

    /// `rsa` or `ed25519`.
    pub(crate) fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Rsa { .. } => "rsa",
            Kind::Ed25519 => "ed25519",
        }
    }

    /// The line of `authorized_keys`, without a comment.
    pub(crate) fn line(&self) -> String {
        let name = match self.kind {
            Kind::Rsa { .. } => "ssh-rsa",
            Kind::Ed25519 => "ssh-ed25519",
        };
        line(name, &self.blob)
    }

    /// The fingerprint as EC2 shows it for a key that was imported (EC2 guide, "Verify the fingerprint of your key pair"): MD5 of
    /// the public key in DER for RSA, SHA-256 in filled-up base64 for Ed25519.
    pub(crate) fn fingerprint(&self) -> String {
        let Kind::Rsa { exponent, modulus } = &self.kind else {
            return base64(&Sha256::digest(&self.blob));
        };
        let numbers = [modulus, exponent];
        let numbers = numbers.iter().flat_map(|n| der(INTEGER, &unsigned(n)));
        let key = der(SEQUENCE, &numbers.collect::<Vec<u8>>());
        // No bit of the last octet is unused.
        let bits = der(BITS, &[vec![0], key].concat());
        let whole = der(SEQUENCE, &[ALGORITHM.to_vec(), bits].concat());
        let digest = md5::compute(whole).0;
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.join(":")
    }
}

/// The first of SSH's strings in some bytes, and what follows (RFC 4251, section 5).
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::Public;

    const RSA: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDVHzMk3iajr5S0/cu+25l/2we5huvzggXghB73NSCs4nZ/3pVCIZwuF7QU2EclxnHoayjUCwDXQ4+jyErGj/ON/yYbWhytCHQ6C4eizVrG9yQD3lCp9wni6+Ekg3raAAAefYVIQ0iRaxNofck3QS79UEaokvhpTaLzylQGgOBYFpIkur0Eo4VuCNf0QV24gwuUJYyfegVv17D5iUrT90M6G6Onux2ienucOhdad62DPRGpvUeKvgomvsypMFZisc4rbC3zJY1kcssDcFMm/Gq0e7djFIMgkZnIskT7sbhsZvQIcca0CQ+XQmwmU9c7fe7mFDgaJRn/2SZO+Mar6e2p me@here";
    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGXpyhWRFRmt6gVE3uHx9NtSJ8fKWrIHDa/IaSSmRN5o me@here";

    /// The keys are of `ssh-keygen`; the fingerprints are those of
    /// `ssh-keygen -e -m PKCS8 -f k.pub | openssl pkey -pubin -outform DER | openssl md5 -c` and of `ssh-keygen -l -f k.pub`.
    #[test]
    fn fingerprints_are_those_of_openssl_and_openssh() {
        let rsa = Public::read(RSA).unwrap();
        assert_eq!(
            rsa.fingerprint(),
            "81:23:dc:6a:08:e6:f2:27:1a:57:b8:90:21:1f:23:f4"
        );
        assert_eq!(rsa.line(), RSA.trim_end_matches(" me@here"));
        let ed25519 = Public::read(ED25519).unwrap();
        assert_eq!(
            ed25519.fingerprint(),
            "v+GRDbZ5KXty35N9zQAaFNaHKfAEtGG7/fX1qwDS3aQ="
        );
        assert_eq!((rsa.kind(), ed25519.kind()), ("rsa", "ed25519"));
    }

    #[test]
    fn what_is_no_such_key_is_none() {
        let cut = &RSA[..RSA.len() - 40];
        let other = RSA.replacen("ssh-rsa", "ssh-ed25519", 1);
        for text in [
            "",
            "ssh-rsa",
            "ssh-rsa AAAA",
            "ssh-rsa !",
            cut,
            &other,
            "ecdsa-sha2-nistp256 AAAA",
        ] {
            assert_eq!(Public::read(text), None, "{text}");
        }
    }
}
