//! AWS Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::types as sdk;
use paperboat_core::aws::secretsmanager::{
    ApiErrorType, BatchGetSecretValue, BatchGetSecretValueOutput, CreateSecret, CreateSecretOutput,
    DeleteSecret, DeleteSecretOutput, DescribeSecret, DescribeSecretOutput, Filter, GetSecretValue,
    ListSecrets, ListSecretsOutput, PutSecretValue, SecretListEntry, SecretString,
    SecretValueEntry, Tag,
};

use super::convert::{all, list, moment, on, text, word};
use super::error::{Answer, refused};

fn read_tag(t: sdk::Tag) -> Tag {
    Tag {
        key: t.key.unwrap_or_default(),
        value: t.value.unwrap_or_default(),
    }
}

pub(super) async fn create_secret(secrets: &Client, r: CreateSecret) -> Answer<CreateSecretOutput> {
    let tag = |t: Tag| sdk::Tag::builder().key(t.key).value(t.value).build();
    let made = secrets
        .create_secret()
        .set_name(text(r.name))
        .set_description(text(r.description))
        .set_secret_string(text(r.secret_string.0))
        .set_client_request_token(text(r.client_request_token))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateSecretOutput {
        arn: made.arn.unwrap_or_default(),
        name: made.name.unwrap_or_default(),
        version_id: made.version_id.unwrap_or_default(),
    })
}

pub(super) async fn put_secret_value(
    secrets: &Client,
    r: PutSecretValue,
) -> Answer<CreateSecretOutput> {
    let made = secrets
        .put_secret_value()
        .set_secret_id(text(r.secret_id))
        .set_secret_string(text(r.secret_string.0))
        .set_client_request_token(text(r.client_request_token))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateSecretOutput {
        arn: made.arn.unwrap_or_default(),
        name: made.name.unwrap_or_default(),
        version_id: made.version_id.unwrap_or_default(),
    })
}

pub(super) async fn describe_secret(
    secrets: &Client,
    r: DescribeSecret,
) -> Answer<DescribeSecretOutput> {
    let call = secrets.describe_secret().set_secret_id(text(r.secret_id));
    let found = call.send().await.map_err(refused)?;
    Ok(DescribeSecretOutput {
        arn: found.arn.unwrap_or_default(),
        name: found.name.unwrap_or_default(),
        deleted_date: moment(found.deleted_date),
        tags: all(found.tags, read_tag),
        version_ids_to_stages: found
            .version_ids_to_stages
            .unwrap_or_default()
            .into_iter()
            .collect(),
    })
}

pub(super) async fn get_secret_value(
    secrets: &Client,
    r: GetSecretValue,
) -> Answer<SecretValueEntry> {
    let found = secrets
        .get_secret_value()
        .set_secret_id(text(r.secret_id))
        .set_version_id(text(r.version_id))
        .set_version_stage(text(r.version_stage))
        .send()
        .await
        .map_err(refused)?;
    Ok(SecretValueEntry {
        arn: found.arn.unwrap_or_default(),
        name: found.name.unwrap_or_default(),
        version_id: found.version_id.unwrap_or_default(),
        secret_string: SecretString(found.secret_string.unwrap_or_default()),
        version_stages: found.version_stages.unwrap_or_default(),
    })
}

pub(super) async fn batch_get_secret_value(
    secrets: &Client,
    r: BatchGetSecretValue,
) -> Answer<BatchGetSecretValueOutput> {
    let found = secrets
        .batch_get_secret_value()
        .set_secret_id_list(Some(r.secret_id_list))
        .send()
        .await
        .map_err(refused)?;
    let value = |s: sdk::SecretValueEntry| SecretValueEntry {
        arn: s.arn.unwrap_or_default(),
        name: s.name.unwrap_or_default(),
        version_id: s.version_id.unwrap_or_default(),
        secret_string: SecretString(s.secret_string.unwrap_or_default()),
        version_stages: s.version_stages.unwrap_or_default(),
    };
    let error = |e: sdk::ApiErrorType| ApiErrorType {
        secret_id: e.secret_id.unwrap_or_default(),
        error_code: e.error_code.unwrap_or_default(),
        message: e.message.unwrap_or_default(),
    };
    Ok(BatchGetSecretValueOutput {
        secret_values: all(found.secret_values, value),
        errors: all(found.errors, error),
    })
}

pub(super) async fn list_secrets(secrets: &Client, r: ListSecrets) -> Answer<ListSecretsOutput> {
    let filter = |f: Filter| {
        sdk::Filter::builder()
            .set_key(word(&f.key))
            .set_values(Some(f.values))
            .build()
    };
    let call = secrets
        .list_secrets()
        .set_include_planned_deletion(on(r.include_planned_deletion))
        .set_filters(list(r.filters, filter))
        .set_next_token(r.next_token);
    let mut pages = call.into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.try_next().await.map_err(refused)? {
        found.extend(page.secret_list.unwrap_or_default());
    }
    let read = |s: sdk::SecretListEntry| SecretListEntry {
        arn: s.arn.unwrap_or_default(),
        name: s.name.unwrap_or_default(),
        deleted_date: moment(s.deleted_date),
        tags: all(s.tags, read_tag),
    };
    Ok(ListSecretsOutput {
        secret_list: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(super) async fn delete_secret(secrets: &Client, r: DeleteSecret) -> Answer<DeleteSecretOutput> {
    let gone = secrets
        .delete_secret()
        .set_secret_id(text(r.secret_id))
        .set_force_delete_without_recovery(on(r.force_delete_without_recovery))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeleteSecretOutput {
        arn: gone.arn.unwrap_or_default(),
        name: gone.name.unwrap_or_default(),
        deletion_date: moment(gone.deletion_date),
    })
}
