//! Key pairs. The private part is shown once; machines know a key by its pair's name.

use paperboat_core::aws::SecretString;
use paperboat_core::aws::ec2::{
    CreateKeyPair, CreateKeyPairOutput, DescribeKeyPairs, DescribeKeyPairsOutput, KeyPairInfo,
};
use paperboat_core::error::CloudError;

use super::filter::{self, Filtered, passes};
use super::tag::{self, Tags};
use crate::host;
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

/// `CreateKeyPair`. The material has the form of a key and opens nothing outside the simulation.
pub(super) fn create(w: &mut World, r: CreateKeyPair) -> Result<CreateKeyPairOutput, CloudError> {
    if r.key_name.is_empty() {
        return Err(missing("KeyName"));
    }
    // API reference, CreateKeyPair: up to 255 ASCII characters.
    if r.key_name.len() > 255 || !r.key_name.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        let message = format!(
            "Value ({}) for parameter KeyName is invalid. Up to 255 ASCII characters are allowed.",
            r.key_name
        );
        return Err(invalid("InvalidParameterValue", message));
    }
    let kind = if r.key_type.is_empty() {
        "rsa"
    } else {
        &r.key_type
    };
    if !matches!(kind, "rsa" | "ed25519") {
        let message = format!("Value ({kind}) for parameter KeyType is invalid.");
        return Err(invalid("InvalidParameterValue", message));
    }
    if w.ec2.key_pairs.contains_key(&r.key_name) {
        let message = format!("The keypair '{}' already exists.", r.key_name);
        return Err(exists("InvalidKeyPair.Duplicate", message));
    }
    if w.ec2.key_pairs.len() as u64 >= w.model.limit(Limit::Ec2KeyPairs) {
        let message = "You have reached the maximum number of key pairs.";
        return Err(limit("KeyPairLimitExceeded", message));
    }
    let tags = tag::specified(w, &r.tag_specifications, "key-pair")?;
    let id = w.ids.ec2("key");
    let (label, digits) = match kind {
        "rsa" => ("RSA", 1_600),
        _ => ("OPENSSH", 320),
    };
    let body = w.ids.hex(digits);
    let lines: Vec<&str> = (0..digits)
        .step_by(64)
        .map(|i| &body[i..digits.min(i + 64)])
        .collect();
    let key_material = format!(
        "-----BEGIN {label} PRIVATE KEY-----\n{}\n-----END {label} PRIVATE KEY-----",
        lines.join("\n")
    );
    // RSA: SHA-1 of the private key in hex pairs; ED25519: SHA-256 in base64, as OpenSSH shows it (EC2 guide, "Determine the
    // key pair fingerprint").
    let key_fingerprint = if kind == "rsa" {
        let print = w.ids.hex(40);
        let pairs: Vec<&str> = (0..40).step_by(2).map(|i| &print[i..i + 2]).collect();
        pairs.join(":")
    } else {
        format!("{}=", w.ids.base32(43))
    };
    let pair = KeyPair {
        name: r.key_name.clone(),
        id: id.clone(),
        kind: kind.to_owned(),
        fingerprint: key_fingerprint.clone(),
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

/// `DeleteKeyPair`: succeeds for a name that nobody has.
pub(super) fn delete(w: &mut World, name: &str) {
    w.ec2.key_pairs.remove(name);
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
