//! Passwords: out of the environment's plain text, into Secrets Manager.

use std::collections::BTreeMap;

use crate::app::project::FileObject;
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::names::secret;
use crate::strategy::secrets::{self, Stored};

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
    let stored = secrets::store(cx, app, &wanted(app), known).await?;
    let pin = |(name, one): (String, Stored)| (name, pinned(&one));
    Ok(stored.into_iter().map(pin).collect())
}

/// The names and values of all secrets.
pub(in crate::strategy) fn wanted(app: &App) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for service in app.project.services.keys() {
        for (variable, value) in variables(app, service) {
            all.insert(secret(app, service, variable), value.to_owned());
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
    secret(app, FILES, key)
}

/// `arn:json-key:version-stage:version-id` (ECS developer guide, secrets through environment variables).
fn pinned(one: &Stored) -> String {
    format!("{}:::{}", one.arn, one.version_id)
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
