//! Passwords: out of the environment's plain text, into Secrets Manager.

use std::collections::BTreeMap;

use super::named;
use crate::app::project::FileObject;
use crate::aws::Secrets as _;
use crate::aws::secretsmanager::{
    BatchGetSecretValue, CreateSecret, PutSecretValue, SecretString, SecretValueEntry, Tag,
};
use crate::cloud::Context;
use crate::error::{Cause, CloudError, ErrorKind};
use crate::strategy::App;
use crate::strategy::names::marks;
use crate::strategy::once::made;

/// The owner under which secrets of the Compose file are stored.
const FILES: &str = "secrets";

/// Tells whether a variable holds something that nobody should read in a task definition.
///
/// By its name (`..._PASSWORD`, `API_TOKEN`), or because its value is a URL with a password. A variable that names
/// a file (`..._FILE`) holds no secret itself.
#[must_use]
pub fn is_secret(name: &str, value: &str) -> bool {
    const WORDS: [&str; 7] = [
        "PASSWORD",
        "PASSWD",
        "SECRET",
        "TOKEN",
        "API_KEY",
        "APIKEY",
        "PRIVATE_KEY",
    ];
    let name = name.to_ascii_uppercase();
    if value.is_empty() || name.ends_with("_FILE") {
        return false;
    }
    // Flags such as MYSQL_ALLOW_EMPTY_PASSWORD=yes say something about passwords, and are none.
    let flag =
        ["true", "false", "yes", "no", "1", "0"].contains(&value.to_ascii_lowercase().as_str());
    let named = WORDS.iter().any(|word| name.contains(word)) && !flag;
    named || has_password(value)
}

/// Tells whether a value is a URL with a user and a password.
fn has_password(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else {
        return false;
    };
    let authority = rest.split('/').next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| {
        user.split_once(':')
            .is_some_and(|(_, word)| !word.is_empty())
    })
}

/// The variables of a service that go to Secrets Manager, with their values.
pub(super) fn variables<'a>(
    app: &'a App,
    service: &str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let environment = app.project.services.get(service).map(|s| &s.environment);
    environment
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)))
        .filter(|(name, value)| is_secret(name, value))
}

/// The content of a secret or config of the Compose file; none when nobody gave it.
pub(crate) fn content(app: &App, object: &FileObject) -> Option<String> {
    if let Some(content) = &object.content {
        return Some(content.clone());
    }
    if let Some(path) = &object.file {
        let file = app.files.iter().find(|file| file.path == *path)?;
        return Some(file.text().into_owned());
    }
    object.held.clone()
}

/// Stores every secret of the application; gives what a task definition's `valueFrom` is, by the secrets' names: the ARN
/// with the id of the version.
///
/// The version is part of it, because a task reads its secrets once, at its start: a new value is a new task definition,
/// which rolls the service, and a rollout that goes back brings the old value back too.
///
/// With `known`, the secrets are taken to be there, as in an update; without, to be new.
pub(super) async fn store(
    cx: &Context<'_>,
    app: &App,
    known: bool,
) -> Result<BTreeMap<String, String>, Cause> {
    let wanted = wanted(app);
    let mut current = Values::new();
    if known {
        current = values(cx, wanted.keys().cloned().collect()).await?;
    }
    let (mut sources, mut there) = (BTreeMap::new(), Vec::new());
    for (name, value) in &wanted {
        let value = SecretString(value.clone());
        let pinned = match current.remove(name) {
            Some(current) => Some(moved(cx, current, value).await?),
            None => new(cx, app, name, value).await?,
        };
        match pinned {
            Some(pinned) => drop(sources.insert(name.clone(), pinned)),
            None => there.push(name.clone()),
        }
    }
    for (name, current) in values(cx, there).await? {
        let value = SecretString(wanted[&name].clone());
        sources.insert(name, moved(cx, current, value).await?);
    }
    Ok(sources)
}

/// The names and values of all secrets.
pub(super) fn wanted(app: &App) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for service in app.project.services.keys() {
        for (variable, value) in variables(app, service) {
            all.insert(named::secret(app, service, variable), value.to_owned());
        }
    }
    for (key, object) in &app.project.secrets {
        if let Some(value) = content(app, object) {
            all.insert(of_file(app, key), value);
        }
    }
    all
}

/// The name of the secret that holds a secret of the Compose file.
pub(super) fn of_file(app: &App, key: &str) -> String {
    named::secret(app, FILES, key)
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
) -> Result<Option<String>, Cause> {
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
    Ok(made.map(|new| pinned(&new.arn, &new.version_id)))
}

/// Gives a secret a new version when its value is another one.
///
/// The value itself is compared, and not a digest of it as the version's id: ids stand in task definitions, where a digest
/// would let a reader try out passwords.
async fn moved(
    cx: &Context<'_>,
    current: SecretValueEntry,
    value: SecretString,
) -> Result<String, Cause> {
    if current.secret_string == value {
        return Ok(pinned(&current.arn, &current.version_id));
    }
    let request = PutSecretValue {
        secret_id: current.name,
        secret_string: value,
        ..PutSecretValue::default()
    };
    let new = cx.cloud.put_secret_value(request).await?;
    Ok(pinned(&new.arn, &new.version_id))
}

/// `arn:json-key:version-stage:version-id` (ECS developer guide, secrets through environment variables).
fn pinned(arn: &str, version: &str) -> String {
    format!("{arn}:::{version}")
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn passwords_are_known_by_name_or_by_url() {
        assert!(is_secret("DB_PASSWORD", "magic"));
        assert!(is_secret("stripe_api_key", "sk"));
        assert!(is_secret("DATABASE_URL", "postgres://shop:x@db:5432/shop"));
        assert!(!is_secret("DATABASE_URL", "postgres://db:5432/shop"));
        assert!(!is_secret("DB_HOST", "db"));
        assert!(!is_secret("POSTGRES_PASSWORD_FILE", "/run/secrets/db"));
        assert!(!is_secret("MYSQL_ALLOW_EMPTY_PASSWORD", "yes"));
        assert!(!is_secret("DB_PASSWORD", ""));
    }
}
