//! Secrets Manager: what nobody else should read, stored under names of the application's own.

use std::collections::{BTreeMap, BTreeSet};

use super::App;
use super::names::{marks, secret_stem};
use super::once::{found, made};
use crate::aws::Secrets as _;
use crate::aws::secretsmanager::{
    BatchGetSecretValue, CreateSecret, DeleteSecret, Filter, ListSecrets, PutSecretValue,
    SecretString, SecretValueEntry, Tag,
};
use crate::cloud::Context;
use crate::error::{Cause, CloudError, ErrorKind};

/// A secret in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) arn: String,
    pub(super) version_id: String,
}

/// Stores secrets, given as values by name; gives where each is, by its name.
///
/// With `known`, the secrets are taken to be there, as in an update; without, to be new.
pub(super) async fn store(
    cx: &Context<'_>,
    app: &App,
    wanted: &BTreeMap<String, String>,
    known: bool,
) -> Result<BTreeMap<String, Stored>, Cause> {
    let mut current = Values::new();
    if known {
        current = values(cx, wanted.keys().cloned().collect()).await?;
    }
    let (mut stored, mut there) = (BTreeMap::new(), Vec::new());
    for (name, value) in wanted {
        let value = SecretString(value.clone());
        let one = match current.remove(name) {
            Some(current) => Some(moved(cx, current, value).await?),
            None => new(cx, app, name, value).await?,
        };
        match one {
            Some(one) => drop(stored.insert(name.clone(), one)),
            None => there.push(name.clone()),
        }
    }
    for (name, current) in values(cx, there).await? {
        let value = SecretString(wanted[&name].clone());
        stored.insert(name, moved(cx, current, value).await?);
    }
    Ok(stored)
}

/// Deletes secrets for good: those that are named, and whatever else of the application's is listed.
pub(super) async fn remove(
    cx: &Context<'_>,
    app: &App,
    names: impl Iterator<Item = String>,
) -> Result<(), Cause> {
    let mut secrets: BTreeSet<String> = names.collect();
    let request = ListSecrets {
        filters: vec![Filter {
            key: "name".to_owned(),
            values: vec![secret_stem(app)],
        }],
        ..ListSecrets::default()
    };
    let listed = crate::aws::all(cx.cloud, request).await?.secret_list;
    // AWS's filter takes the beginnings of words in a name, too.
    let stem = secret_stem(app);
    let ours = listed.into_iter().map(|secret| secret.name);
    secrets.extend(ours.filter(|name| name.starts_with(&stem)));
    for secret_id in secrets {
        let request = DeleteSecret {
            secret_id,
            force_delete_without_recovery: true,
        };
        found(cx.cloud.delete_secret(request).await)?;
    }
    Ok(())
}

/// The most secrets that `BatchGetSecretValue` takes.
const AT_A_TIME: usize = 20;

/// The code for a secret that does not exist, in an answer about several.
const NO_SUCH: &str = "ResourceNotFoundException";

/// The current versions of secrets, by their names.
type Values = BTreeMap<String, SecretValueEntry>;

/// Reads the current values; those that do not exist are left out.
async fn values(cx: &Context<'_>, names: Vec<String>) -> Result<Values, Cause> {
    let mut all = Values::new();
    for names in names.chunks(AT_A_TIME) {
        let request = BatchGetSecretValue {
            secret_id_list: names.to_vec(),
        };
        let answer = cx.cloud.batch_get_secret_value(request).await?;
        if let Some(error) = answer.errors.into_iter().find(|e| e.error_code != NO_SUCH) {
            let operation = "secretsmanager:BatchGetSecretValue";
            let message = format!("{}: {}", error.secret_id, error.message);
            let refused =
                CloudError::refused(ErrorKind::Denied, operation, &error.error_code, message);
            return Err(refused.into());
        }
        let read = answer.secret_values.into_iter();
        all.extend(read.map(|one| (one.name.clone(), one)));
    }
    Ok(all)
}

/// Makes a secret; none when there is one of this name.
async fn new(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    value: SecretString,
) -> Result<Option<Stored>, Cause> {
    let request = CreateSecret {
        name: name.to_owned(),
        description: format!("of {}", app.name),
        secret_string: value,
        tags: marks(app)
            .map(|(key, value)| Tag {
                key: key.to_owned(),
                value: value.to_owned(),
            })
            .collect(),
        ..CreateSecret::default()
    };
    let made = made(cx.cloud.create_secret(request).await)?;
    Ok(made.map(|new| Stored {
        arn: new.arn,
        version_id: new.version_id,
    }))
}

/// Gives a secret a new version when its value is another one.
///
/// The value itself is compared, and not a digest of it as the version's id: ids stand in task definitions and launch
/// templates, where a digest would let a reader try out passwords.
async fn moved(
    cx: &Context<'_>,
    current: SecretValueEntry,
    value: SecretString,
) -> Result<Stored, Cause> {
    let SecretValueEntry {
        name: secret_id,
        arn,
        version_id,
        secret_string,
        ..
    } = current;
    if secret_string == value {
        return Ok(Stored { arn, version_id });
    }
    let request = PutSecretValue {
        secret_id,
        secret_string: value,
        ..PutSecretValue::default()
    };
    let new = cx.cloud.put_secret_value(request).await?;
    Ok(Stored {
        arn: new.arn,
        version_id: new.version_id,
    })
}
