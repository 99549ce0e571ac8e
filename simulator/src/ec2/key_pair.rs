//! Key pairs. The private part is shown once; machines know a key by its pair's name.

use paperboat_core::aws::SecretString;
use paperboat_core::aws::ec2::{
    CreateKeyPair, CreateKeyPairOutput, DeleteKeyPairOutput, DescribeKeyPairs,
    DescribeKeyPairsOutput, ImportKeyPair, ImportKeyPairOutput, KeyPairInfo,
};
use paperboat_core::error::CloudError;

use super::filter::{self, Filtered, passes};
use super::tag::{self, Tags};
use crate::host;
use crate::key::{Ed25519, Public, Rsa};
use crate::model::Limit;
use crate::refusal::{exists, invalid, limit, not_found};
use crate::world::World;

/// A key pair, without its private part.
#[derive(Clone, Debug)]
pub(super) struct KeyPair {
    pub(super) name: String,
    pub(super) id: String,
    /// `rsa` or `ed25519`.
    pub(super) kind: String,
    pub(super) fingerprint: String,
    /// The public part as a line of `authorized_keys` without a comment.
    pub(super) public: String,
    pub(super) tags: Tags,
}

impl Filtered for KeyPair {
    const OPERATION: &'static str = "ec2:DescribeKeyPairs";
    const FILTERS: &'static [&'static str] = &["key-name", "key-pair-id"];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "key-name" => Some(vec![self.name.clone()]),
            "key-pair-id" => Some(vec![self.id.clone()]),
            _ => None,
        }
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }
}

/// `CreateKeyPair`. The material is a key that OpenSSH reads; see [`crate::key`] for what it is good for.
pub(super) fn create(w: &mut World, r: CreateKeyPair) -> Result<CreateKeyPairOutput, CloudError> {
    named(&r.key_name)?;
    let kind = if r.key_type.is_empty() {
        "rsa"
    } else {
        &r.key_type
    };
    if !matches!(kind, "rsa" | "ed25519") {
        let message = format!("Value ({kind}) for parameter KeyType is invalid.");
        return Err(invalid("InvalidParameterValue", message));
    }
    free(w, &r.key_name)?;
    let tags = tag::specified(w, &r.tag_specifications, "key-pair")?;
    let id = w.ids.ec2("key");
    // More than a key needs, and as many draws as ever: the ids that follow in a kept session stay what they were.
    let drawn = w.ids.hex(if kind == "rsa" { 1_648 } else { 1_008 });
    let (public, key_material, key_fingerprint) = if kind == "rsa" {
        let key = Rsa::of(u64::from_str_radix(&drawn[..16], 16).unwrap_or_default());
        (key.public_line(), key.private_file(), key.fingerprint())
    } else {
        let seed: [u8; 32] = std::array::from_fn(|n| {
            u8::from_str_radix(&drawn[2 * n..2 * n + 2], 16).unwrap_or_default()
        });
        let key = Ed25519::of(seed);
        // In base64, as OpenSSH shows it, but filled up (EC2 guide, "Determine the key pair fingerprint").
        let print = format!("{}=", key.fingerprint());
        (key.public_line(), key.private_file(), print)
    };
    let pair = KeyPair {
        name: r.key_name.clone(),
        id: id.clone(),
        kind: kind.to_owned(),
        fingerprint: key_fingerprint.clone(),
        public,
        tags,
    };
    w.ec2.key_pairs.insert(r.key_name.clone(), pair);
    host::hand_out(w, &key_material, &r.key_name);
    Ok(CreateKeyPairOutput {
        key_name: r.key_name,
        key_pair_id: id,
        key_fingerprint,
        key_material: SecretString(key_material),
    })
}

/// Refuses what cannot be a key pair's name.
fn named(name: &str) -> Result<(), CloudError> {
    if name.is_empty() {
        return Err(missing("KeyName"));
    }
    // API reference, CreateKeyPair: up to 255 ASCII characters.
    if name.len() > 255 || !name.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        let message = format!(
            "Value ({name}) for parameter KeyName is invalid. Up to 255 ASCII characters are allowed."
        );
        return Err(invalid("InvalidParameterValue", message));
    }
    Ok(())
}

/// Refuses a name that is taken, and a key pair too many.
fn free(w: &World, name: &str) -> Result<(), CloudError> {
    if w.ec2.key_pairs.contains_key(name) {
        let message = format!("The keypair '{name}' already exists.");
        return Err(exists("InvalidKeyPair.Duplicate", message));
    }
    if w.ec2.key_pairs.len() as u64 >= w.model.limit(Limit::Ec2KeyPairs) {
        let message = "You have reached the maximum number of key pairs.";
        return Err(limit("KeyPairLimitExceeded", message));
    }
    Ok(())
}

/// `ImportKeyPair`, of a line of `authorized_keys`; its private half stays with whoever has it.
pub(super) fn import(w: &mut World, r: ImportKeyPair) -> Result<ImportKeyPairOutput, CloudError> {
    named(&r.key_name)?;
    let given = r.public_key_material.trim();
    if given.is_empty() {
        return Err(missing("PublicKeyMaterial"));
    }
    // The other two forms that EC2 takes: RFC 4716, and DER in base64, which begins with a sequence.
    if given.starts_with("---- BEGIN SSH2") || given.starts_with("MII") {
        let what = "a public key in another form than OpenSSH's";
        return Err(CloudError::unsupported("ec2:ImportKeyPair", what));
    }
    let Some(key) = Public::read(given) else {
        let message = "Key is not in valid OpenSSH public key format";
        return Err(invalid("InvalidKey.Format", message));
    };
    free(w, &r.key_name)?;
    let tags = tag::specified(w, &r.tag_specifications, "key-pair")?;
    let pair = KeyPair {
        name: r.key_name.clone(),
        id: w.ids.ec2("key"),
        kind: key.kind().to_owned(),
        fingerprint: key.fingerprint(),
        public: key.line(),
        tags,
    };
    let made = ImportKeyPairOutput {
        key_name: pair.name.clone(),
        key_pair_id: pair.id.clone(),
        key_fingerprint: pair.fingerprint.clone(),
        tags: tag::shown(&pair.tags),
    };
    w.ec2.key_pairs.insert(r.key_name, pair);
    Ok(made)
}

/// `DeleteKeyPair`: succeeds for a name that nobody has.
pub(super) fn delete(w: &mut World, name: &str) -> DeleteKeyPairOutput {
    DeleteKeyPairOutput {
        r#return: true,
        key_pair_id: w.ec2.key_pairs.remove(name).map(|pair| pair.id),
    }
}

/// `DescribeKeyPairs`.
pub(super) fn describe(
    w: &World,
    r: &DescribeKeyPairs,
) -> Result<DescribeKeyPairsOutput, CloudError> {
    for name in &r.key_names {
        if !w.ec2.key_pairs.contains_key(name) {
            let message = format!("The key pair '{name}' does not exist");
            return Err(not_found("InvalidKeyPair.NotFound", message));
        }
    }
    filter::check::<KeyPair>(&r.filters)?;
    let mut key_pairs = Vec::new();
    for pair in w.ec2.key_pairs.values() {
        let named = r.key_names.is_empty() || r.key_names.contains(&pair.name);
        if named && passes(pair, &r.filters)? {
            key_pairs.push(KeyPairInfo {
                key_name: pair.name.clone(),
                key_pair_id: pair.id.clone(),
                key_type: pair.kind.clone(),
                key_fingerprint: pair.fingerprint.clone(),
                tags: tag::shown(&pair.tags),
            });
        }
    }
    Ok(DescribeKeyPairsOutput { key_pairs })
}

/// Refuses a request without a member that it needs.
pub(super) fn missing(parameter: &str) -> CloudError {
    let message = format!("The request must contain the parameter {parameter}");
    invalid("MissingParameter", message)
}
