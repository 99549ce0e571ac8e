//! RSA keys of 2,048 bits in the form that `CreateKeyPair` gives them.

use num_bigint::BigUint;
use sha1::{Digest as _, Sha1};

use super::encoding::{der, line, pem, string, unsigned};

/// Primes of 1,024 bits whose two highest bits are set, so that any two of them make a modulus of 2,048 bits, and of which
/// none is one more than a multiple of [`EXPONENT`]. They were drawn once and are no secret.
const PRIMES: &str = include_str!("primes.txt");
/// The exponent that OpenSSH and AWS use.
const EXPONENT: u32 = 65_537;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
/// `rsaEncryption` with its empty parameters (RFC 8017, appendix C).
pub(super) const ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// An RSA key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rsa {
    modulus: BigUint,
    /// `RSAPrivateKey` in DER (RFC 8017, appendix A.1.2).
    private: Vec<u8>,
}

impl Rsa {
    /// Makes one of the keys, of which there are 8,128.
    pub(crate) fn of(draw: u64) -> Self {
        let primes: Vec<&str> = PRIMES.lines().collect();
        let count = primes.len() as u64;
        let first = (draw % count) as usize;
        let step = 1 + ((draw / count) % (count - 1)) as usize;
        let second = (first + step) % primes.len();
        let prime = |at: usize| BigUint::parse_bytes(primes[at].as_bytes(), 16).unwrap_or_default();
        // OpenSSL wants the first prime to be the larger one.
        let (p, q) = (prime(first.max(second)), prime(first.min(second)));
        let one = BigUint::from(1_u32);
        let exponent = BigUint::from(EXPONENT);
        let (below_p, below_q) = (&p - &one, &q - &one);
        let inverse = |of: &BigUint, modulus: &BigUint| of.modinv(modulus).unwrap_or_default();
        let secret = inverse(&exponent, &(&below_p * &below_q));
        let modulus = &p * &q;
        let numbers = [
            BigUint::ZERO,
            modulus.clone(),
            exponent,
            secret.clone(),
            p.clone(),
            q.clone(),
            &secret % &below_p,
            &secret % &below_q,
            inverse(&q, &p),
        ];
        let numbers = numbers.iter().flat_map(|n| der(INTEGER, &unsigned(n)));
        let private = der(SEQUENCE, &numbers.collect::<Vec<u8>>());
        Self { modulus, private }
    }

    /// The public key as a line of `authorized_keys`, without a comment (RFC 4253, section 6.6).
    pub(crate) fn public_line(&self) -> String {
        let mut blob = Vec::new();
        string(&mut blob, b"ssh-rsa");
        string(&mut blob, &unsigned(&BigUint::from(EXPONENT)));
        string(&mut blob, &unsigned(&self.modulus));
        line("ssh-rsa", &blob)
    }

    /// The private key as a file.
    pub(crate) fn private_file(&self) -> String {
        pem("RSA PRIVATE KEY", &self.private, 64)
    }

    /// SHA-1 of the private key in PKCS #8, as EC2 shows it for a key that it made (EC2 guide, "Determine the key pair
    /// fingerprint").
    pub(crate) fn fingerprint(&self) -> String {
        let version = der(INTEGER, &[0]);
        let body = [version, ALGORITHM.to_vec(), der(OCTETS, &self.private)].concat();
        let digest = Sha1::digest(der(SEQUENCE, &body));
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.join(":")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use num_bigint::BigUint;

    use super::{PRIMES, Rsa};

    #[test]
    fn every_two_primes_make_a_key_of_2048_bits() {
        let primes: BTreeSet<&str> = PRIMES.lines().collect();
        assert_eq!(primes.len(), 128);
        for prime in &primes {
            let prime = BigUint::parse_bytes(prime.as_bytes(), 16).unwrap();
            assert_eq!(prime.bits(), 1_024);
            assert!(prime.bit(1_022) && prime.bit(0));
        }
        // The smallest product: of the first prime and the second.
        assert_eq!(Rsa::of(0).modulus.bits(), 2_048);
    }

    /// What is encrypted with the public key is decrypted with the private one.
    #[test]
    fn the_private_key_belongs_to_the_public_one() {
        let key = Rsa::of(4_711);
        let primes: Vec<BigUint> = PRIMES
            .lines()
            .map(|prime| BigUint::parse_bytes(prime.as_bytes(), 16).unwrap())
            .filter(|prime| (&key.modulus % prime) == BigUint::ZERO)
            .collect();
        let [p, q] = primes.as_slice() else {
            panic!("two primes, not {}", primes.len());
        };
        let e = BigUint::from(super::EXPONENT);
        let d = e.modinv(&((p - 1_u32) * (q - 1_u32))).unwrap();
        let message = BigUint::from(42_u32);
        let there = message.modpow(&e, &key.modulus);
        assert_eq!(there.modpow(&d, &key.modulus), message);
        let secret = super::unsigned(&d);
        let holds = key.private.windows(secret.len()).any(|part| part == secret);
        assert!(holds, "the file holds the exponent");
    }
}
