//! AWS Secrets Manager: values in versions, which tasks get at their start.

mod version;

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::secretsmanager::{
    ApiErrorType, BatchGetSecretValue, BatchGetSecretValueOutput, CreateSecret, CreateSecretOutput,
    DeleteSecret, DeleteSecretOutput, DescribeSecret, DescribeSecretOutput, Filter, GetSecretValue,
    ListSecrets, ListSecretsOutput, PutSecretValue, SecretListEntry, SecretString,
    SecretValueEntry, Tag,
};
use paperboat_core::aws::{Reply, SecretsCall};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

use crate::meter::{self, Item};
use crate::model::Limit;
use crate::world::{CallId, Outcome, World};
use version::{CURRENT, Versions};

/// How long a deleted secret can be restored when the caller does not force it (`RecoveryWindowInDays`, default 30).
const RECOVERY_S: u64 = 30 * 86_400;

/// How many secrets a page has (`MaxResults` of ListSecrets goes to 100; the default is not published and taken for the same).
const SECRETS_A_PAGE: usize = 100;

/// The words for a secret that waits for its deletion.
const MARKED: &str =
    "You can't perform this operation on the secret because it was marked for deletion.";

/// The account's secrets, by name.
#[derive(Clone, Debug, Default)]
pub struct SecretsManager {
    secrets: BTreeMap<String, Secret>,
}

#[derive(Clone, Debug)]
struct Secret {
    arn: String,
    versions: Versions,
    deleted: Option<Timestamp>,
    tags: Vec<Tag>,
}

pub(crate) fn handle(
    w: &mut World,
    call: CallId,
    request: SecretsCall,
) -> Result<Outcome, CloudError> {
    let outcome = match request {
        SecretsCall::CreateSecret(r) => create(w, call, r),
        SecretsCall::PutSecretValue(r) => put(w, call, r),
        SecretsCall::GetSecretValue(r) => get(w, &r),
        SecretsCall::BatchGetSecretValue(r) => Ok(get_all(w, r)),
        SecretsCall::DescribeSecret(r) => describe(w, r),
        SecretsCall::ListSecrets(r) => list(w, &r),
        SecretsCall::DeleteSecret(r) => delete(w, call, r),
    }?;
    meter::secret_call(w);
    Ok(outcome)
}

fn refuse(kind: ErrorKind, operation: &str, code: &str, message: &str) -> CloudError {
    CloudError::refused(kind, &format!("secretsmanager:{operation}"), code, message)
}

fn not_found(operation: &str) -> CloudError {
    let message = "Secrets Manager can't find the specified secret.";
    refuse(
        ErrorKind::NotFound,
        operation,
        "ResourceNotFoundException",
        message,
    )
}

/// Finds a secret's name by its name or its ARN, with or without the six random characters.
fn name_of(w: &World, id: &str) -> Option<String> {
    let secrets = &w.secretsmanager.secrets;
    if secrets.contains_key(id) {
        return Some(id.to_owned());
    }
    let alive = |s: &Secret| {
        s.deleted
            .is_none_or(|at| w.now.since(at).as_secs() < RECOVERY_S)
    };
    secrets
        .iter()
        .find(|(_, s)| {
            alive(s) && (s.arn == id || s.arn.rsplit_once('-').is_some_and(|(a, _)| a == id))
        })
        .map(|(name, _)| name.clone())
}

fn fits(w: &World, operation: &str, value: &SecretString) -> Result<(), CloudError> {
    let most = w.model.limit(Limit::SecretsValueBytes);
    if value.0.len() as u64 <= most {
        return Ok(());
    }
    let message = format!(
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to {most}"
    );
    Err(refuse(
        ErrorKind::InvalidInput,
        operation,
        "ValidationException",
        &message,
    ))
}

fn create(w: &mut World, call: CallId, r: CreateSecret) -> Result<Outcome, CloudError> {
    const OP: &str = "CreateSecret";
    if r.name.is_empty() {
        let message = "You must provide a value for the Name parameter.";
        return Err(refuse(
            ErrorKind::InvalidInput,
            OP,
            "InvalidParameterException",
            message,
        ));
    }
    // API reference, CreateSecret: letters, digits and /_+=.@- (the model has no pattern).
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-!".contains(c);
    if !r.name.chars().all(allowed) {
        let message = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";
        return Err(refuse(
            ErrorKind::InvalidInput,
            OP,
            "ValidationException",
            message,
        ));
    }
    fits(w, OP, &r.secret_string)?;
    if let Some(old) = w.secretsmanager.secrets.get(&r.name) {
        match old.deleted {
            None if old.versions.has(&r.client_request_token, &r.secret_string) => {
                let reply = output(&r.name, old, r.client_request_token);
                return Ok(reply.into_create());
            }
            None => {
                let message = format!(
                    "The operation failed because the secret {} already exists.",
                    r.name
                );
                return Err(refuse(
                    ErrorKind::AlreadyExists,
                    OP,
                    "ResourceExistsException",
                    &message,
                ));
            }
            Some(at) if w.now.since(at).as_secs() < RECOVERY_S => {
                let message = "You can't create this secret because a secret with this name is already scheduled for deletion.";
                return Err(refuse(
                    ErrorKind::InUse,
                    OP,
                    "InvalidRequestException",
                    message,
                ));
            }
            Some(_) => {}
        }
    }
    let arn = crate::id::arn(
        "secretsmanager",
        &format!("secret:{}-{}", r.name, w.ids.base32(6)),
    );
    let version = given_or_new(w, r.client_request_token);
    let secret = Secret {
        arn: arn.clone(),
        versions: Versions::of(version.clone(), r.secret_string, w.now),
        deleted: None,
        tags: r.tags,
    };
    let cause = w.call_event(call);
    w.state_apart(Some(cause), &resource(&r.name), "", "available", "");
    meter::open(w, &arn, Item::Secret);
    let reply = output(&r.name, &secret, version).into_create();
    w.secretsmanager.secrets.insert(r.name, secret);
    Ok(reply)
}

/// The secrets that are billed now, by ARN: those that are not marked for deletion.
pub(crate) fn billable(w: &World) -> impl Iterator<Item = (String, Item)> {
    let secrets = w.secretsmanager.secrets.values();
    let kept = secrets.filter(|s| s.deleted.is_none());
    kept.map(|s| (s.arn.clone(), Item::Secret))
}

fn resource(name: &str) -> String {
    format!("secret/{name}")
}

struct Output(CreateSecretOutput);

impl Output {
    fn into_create(self) -> Outcome {
        Outcome::Done(paperboat_core::aws::Reply::CreateSecret(self.0))
    }
    fn into_put(self) -> Outcome {
        Outcome::Done(paperboat_core::aws::Reply::PutSecretValue(self.0))
    }
}

fn output(name: &str, secret: &Secret, version_id: String) -> Output {
    Output(CreateSecretOutput {
        arn: secret.arn.clone(),
        name: name.to_owned(),
        version_id,
    })
}

/// The id of a new version: the token of the request, or a new one.
fn given_or_new(w: &mut World, token: String) -> String {
    if token.is_empty() {
        w.ids.uuid()
    } else {
        token
    }
}

fn put(w: &mut World, call: CallId, r: PutSecretValue) -> Result<Outcome, CloudError> {
    const OP: &str = "PutSecretValue";
    fits(w, OP, &r.secret_string)?;
    let name = name_of(w, &r.secret_id).ok_or_else(|| not_found(OP))?;
    let version = given_or_new(w, r.client_request_token);
    let now = w.now;
    let Some(secret) = w.secretsmanager.secrets.get_mut(&name) else {
        return Err(not_found(OP));
    };
    if secret.deleted.is_some() {
        return Err(refuse(
            ErrorKind::InUse,
            OP,
            "InvalidRequestException",
            MARKED,
        ));
    }
    // API reference, PutSecretValue: the same token with the same value is the same request; with another it is refused.
    if secret.versions.has(&version, &r.secret_string) {
        return Ok(output(&name, secret, version).into_put());
    }
    if secret.versions.value(&version, "").is_ok() {
        let message = "You can't use ClientRequestToken because that value is already in use for a version of this secret.";
        return Err(refuse(
            ErrorKind::AlreadyExists,
            OP,
            "ResourceExistsException",
            message,
        ));
    }
    secret.versions.put(version.clone(), r.secret_string, now);
    let reply = output(&name, secret, version.clone()).into_put();
    let cause = w.call_event(call);
    w.state_apart(
        Some(cause),
        &resource(&name),
        "available",
        "available",
        format!("{CURRENT} moved to version {version}"),
    );
    Ok(reply)
}

/// Gives a value to who asks for it by name.
fn get(w: &World, r: &GetSecretValue) -> Result<Outcome, CloudError> {
    let value = value_of(w, "GetSecretValue", r)?;
    Ok(Outcome::Done(paperboat_core::aws::Reply::GetSecretValue(
        value,
    )))
}

/// Gives several values; those that cannot be read are told apart, in the words of who asks for one.
fn get_all(w: &World, r: BatchGetSecretValue) -> Outcome {
    let mut out = BatchGetSecretValueOutput::default();
    for secret_id in r.secret_id_list {
        let one = GetSecretValue {
            secret_id: secret_id.clone(),
            ..GetSecretValue::default()
        };
        match value_of(w, "BatchGetSecretValue", &one) {
            Ok(value) => out.secret_values.push(value),
            Err(error) => out.errors.push(ApiErrorType {
                secret_id,
                error_code: error.code,
                message: error.message,
            }),
        }
    }
    Outcome::Done(paperboat_core::aws::Reply::BatchGetSecretValue(out))
}

fn value_of(
    w: &World,
    operation: &str,
    r: &GetSecretValue,
) -> Result<SecretValueEntry, CloudError> {
    let name = name_of(w, &r.secret_id).ok_or_else(|| not_found(operation))?;
    let secret = &w.secretsmanager.secrets[&name];
    if secret.deleted.is_some() {
        let code = "InvalidRequestException";
        return Err(refuse(ErrorKind::InUse, operation, code, MARKED));
    }
    let found = secret.versions.value(&r.version_id, &r.version_stage);
    let version = found.map_err(|message| {
        let code = "ResourceNotFoundException";
        refuse(ErrorKind::NotFound, operation, code, &message)
    })?;
    Ok(SecretValueEntry {
        arn: secret.arn.clone(),
        name,
        version_id: version.id.clone(),
        secret_string: version.value.clone(),
        version_stages: version.stages(),
    })
}

fn describe(w: &World, r: DescribeSecret) -> Result<Outcome, CloudError> {
    let name = name_of(w, &r.secret_id).ok_or_else(|| not_found("DescribeSecret"))?;
    let secret = &w.secretsmanager.secrets[&name];
    let reply = DescribeSecretOutput {
        arn: secret.arn.clone(),
        name,
        deleted_date: secret.deleted,
        tags: secret.tags.clone(),
        version_ids_to_stages: secret.versions.stages(),
    };
    Ok(Outcome::Done(paperboat_core::aws::Reply::DescribeSecret(
        reply,
    )))
}

/// Tells whether a secret passes a filter: AWS compares the beginnings of words, here of the whole value.
fn passes(name: &str, secret: &Secret, filter: &Filter) -> Result<bool, CloudError> {
    let begins = |text: &str| filter.values.iter().any(|value| text.starts_with(value));
    match filter.key.as_str() {
        "name" => Ok(begins(name)),
        "tag-key" => Ok(secret.tags.iter().any(|t| begins(&t.key))),
        "tag-value" => Ok(secret.tags.iter().any(|t| begins(&t.value))),
        other => {
            let what = format!("the filter '{other}'");
            Err(CloudError::unsupported("secretsmanager:ListSecrets", what))
        }
    }
}

fn list(w: &World, r: &ListSecrets) -> Result<Outcome, CloudError> {
    let mut out = ListSecretsOutput::default();
    for (name, secret) in &w.secretsmanager.secrets {
        let shown = match secret.deleted {
            None => true,
            Some(at) => r.include_planned_deletion && w.now.since(at).as_secs() < RECOVERY_S,
        };
        if !shown {
            continue;
        }
        let mut met = true;
        for filter in &r.filters {
            met &= passes(name, secret, filter)?;
        }
        if met {
            out.secret_list.push(SecretListEntry {
                arn: secret.arn.clone(),
                name: name.clone(),
                deleted_date: secret.deleted,
                tags: secret.tags.clone(),
            });
        }
    }
    let page = crate::page::page(out.secret_list, r.next_token.as_deref(), SECRETS_A_PAGE);
    let (secret_list, next_token) = page.ok_or_else(|| {
        let (code, message) = (
            "InvalidNextTokenException",
            "The NextToken value is invalid.",
        );
        refuse(ErrorKind::InvalidInput, "ListSecrets", code, message)
    })?;
    let out = ListSecretsOutput {
        secret_list,
        next_token,
    };
    Ok(Outcome::Done(paperboat_core::aws::Reply::ListSecrets(out)))
}

fn delete(w: &mut World, call: CallId, r: DeleteSecret) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteSecret";
    let now = w.now;
    let Some(name) = name_of(w, &r.secret_id) else {
        // Without a recovery window AWS answers the same whether there is such a secret or not (API reference, DeleteSecret).
        if r.force_delete_without_recovery {
            let arn = crate::id::arn("secretsmanager", &format!("secret:{}", r.secret_id));
            return Ok(deleted(arn, r.secret_id, now));
        }
        return Err(not_found(OP));
    };
    let cause = w.call_event(call);
    let secret = &w.secretsmanager.secrets[&name];
    let arn = secret.arn.clone();
    if secret.deleted.is_some() && !r.force_delete_without_recovery {
        return Err(refuse(
            ErrorKind::InUse,
            OP,
            "InvalidRequestException",
            MARKED,
        ));
    }
    meter::close(w, &arn);
    if r.force_delete_without_recovery {
        w.secretsmanager.secrets.remove(&name);
        w.state_apart(Some(cause), &resource(&name), "available", "deleted", "");
    } else if let Some(secret) = w.secretsmanager.secrets.get_mut(&name) {
        secret.deleted = Some(now);
        w.state_apart(
            Some(cause),
            &resource(&name),
            "available",
            "scheduled for deletion",
            "recovery window of 30 days",
        );
    }
    let window = if r.force_delete_without_recovery {
        0
    } else {
        RECOVERY_S
    };
    Ok(deleted(arn, name, now + Duration::from_secs(window)))
}

fn deleted(arn: String, name: String, for_good: Timestamp) -> Outcome {
    Outcome::Done(Reply::DeleteSecret(DeleteSecretOutput {
        arn,
        name,
        deletion_date: Some(for_good),
    }))
}

/// The ARN of the secret that a `valueFrom` names, as IAM compares it; for one that does not exist, what a policy could name.
pub(crate) fn resource_arn(w: &World, value_from: &str) -> String {
    let parts: Vec<&str> = value_from.split(':').collect();
    let id = match parts.as_slice() {
        ["arn", "aws", "secretsmanager", _, _, "secret", _, ..] => parts[..7].join(":"),
        _ => value_from.to_owned(),
    };
    match name_of(w, &id).and_then(|name| w.secretsmanager.secrets.get(&name)) {
        Some(secret) => secret.arn.clone(),
        None if id.starts_with("arn:") => id,
        None => crate::id::arn("secretsmanager", &format!("secret:{id}")),
    }
}

/// The value that a task definition's `valueFrom` names: a name or an ARN, with `:json-key:version-stage:version-id`
/// behind an ARN.
///
/// # Errors
/// In the words that the service gives to the task's agent.
pub(crate) fn value(w: &World, value_from: &str) -> Result<String, String> {
    const MISSING: &str =
        "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
    let parts: Vec<&str> = value_from.split(':').collect();
    let (id, rest) = match parts.as_slice() {
        ["arn", "aws", "secretsmanager", _, _, "secret", _, rest @ ..] => {
            (parts[..7].join(":"), rest)
        }
        _ => (value_from.to_owned(), &[][..]),
    };
    let part = |n: usize| rest.get(n).copied().unwrap_or_default();
    let name = name_of(w, &id).ok_or(MISSING)?;
    let secret = w.secretsmanager.secrets.get(&name).ok_or(MISSING)?;
    if secret.deleted.is_some() {
        return Err(format!("InvalidRequestException: {MARKED}"));
    }
    let version = secret
        .versions
        .value(part(2), part(1))
        .map_err(|words| format!("ResourceNotFoundException: {words}"))?;
    let key = part(0);
    if key.is_empty() {
        return Ok(version.value.0.clone());
    }
    let parsed: serde_json::Value = serde_json::from_str(&version.value.0)
        .map_err(|_| "invalid character in secret: the value is not JSON".to_owned())?;
    match parsed.get(key) {
        Some(serde_json::Value::String(s)) => Ok(s.clone()),
        Some(other) => Ok(other.to_string()),
        None => Err(format!(
            "retrieved secret from Secrets Manager did not contain json key {key}"
        )),
    }
}
