//! Key pairs.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::primitives::Blob;
use paperboat_core::aws::SecretString;
use paperboat_core::aws::ec2::{
    CreateKeyPair, CreateKeyPairOutput, DeleteKeyPair, DeleteKeyPairOutput, DescribeKeyPairs,
    DescribeKeyPairsOutput, ImportKeyPair, ImportKeyPairOutput, KeyPairInfo,
};

use super::tag::{filters, read_tag, specifications};
use crate::aws::convert::{all, said, some, text, word};
use crate::aws::error::{Answer, refused};

pub(in crate::aws) async fn create_key_pair(
    ec2: &Client,
    r: CreateKeyPair,
) -> Answer<CreateKeyPairOutput> {
    let made = ec2
        .create_key_pair()
        .set_key_name(text(r.key_name))
        .set_key_type(word(&r.key_type))
        .set_tag_specifications(specifications(r.tag_specifications))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateKeyPairOutput {
        key_name: made.key_name.unwrap_or_default(),
        key_pair_id: made.key_pair_id.unwrap_or_default(),
        key_fingerprint: made.key_fingerprint.unwrap_or_default(),
        key_material: SecretString(made.key_material.unwrap_or_default()),
    })
}

pub(in crate::aws) async fn import_key_pair(
    ec2: &Client,
    r: ImportKeyPair,
) -> Answer<ImportKeyPairOutput> {
    let made = ec2
        .import_key_pair()
        .set_key_name(text(r.key_name))
        .public_key_material(Blob::new(r.public_key_material))
        .set_tag_specifications(specifications(r.tag_specifications))
        .send()
        .await
        .map_err(refused)?;
    Ok(ImportKeyPairOutput {
        key_name: made.key_name.unwrap_or_default(),
        key_pair_id: made.key_pair_id.unwrap_or_default(),
        key_fingerprint: made.key_fingerprint.unwrap_or_default(),
        tags: all(made.tags, read_tag),
    })
}

pub(in crate::aws) async fn delete_key_pair(
    ec2: &Client,
    r: DeleteKeyPair,
) -> Answer<DeleteKeyPairOutput> {
    let gone = ec2
        .delete_key_pair()
        .set_key_name(text(r.key_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeleteKeyPairOutput {
        r#return: gone.r#return.unwrap_or_default(),
        key_pair_id: gone.key_pair_id,
    })
}

pub(in crate::aws) async fn describe_key_pairs(
    ec2: &Client,
    r: DescribeKeyPairs,
) -> Answer<DescribeKeyPairsOutput> {
    let found = ec2
        .describe_key_pairs()
        .set_key_names(some(r.key_names))
        .set_filters(filters(r.filters))
        .send()
        .await
        .map_err(refused)?;
    let key_pairs = all(found.key_pairs, |k| KeyPairInfo {
        key_name: k.key_name.unwrap_or_default(),
        key_pair_id: k.key_pair_id.unwrap_or_default(),
        key_type: said(k.key_type),
        key_fingerprint: k.key_fingerprint.unwrap_or_default(),
        tags: all(k.tags, read_tag),
    });
    Ok(DescribeKeyPairsOutput { key_pairs })
}
