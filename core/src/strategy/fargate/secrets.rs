//! Passwords: out of the environment's plain text, into Secrets Manager.

use std::collections::BTreeMap;

use super::named;
use crate::app::files::Role;
use crate::app::project::FileObject;
use crate::aws::Secrets as _;
use crate::aws::secretsmanager::{CreateSecret, DescribeSecret, PutSecretValue, SecretString, Tag};
use crate::cloud::Context;
use crate::error::Cause;
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
    let variable = object.environment.as_deref()?;
    app.shell.get(variable).cloned().or_else(|| {
        let files = app.files.iter().filter(|f| f.role == Role::Env);
        files.rev().find_map(|file| {
            let text = file.text();
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(variable)?.strip_prefix('='))?;
            Some(line.trim().trim_matches(['"', '\'']).to_owned())
        })
    })
}

/// Stores every secret of the application; gives the ARNs by the secrets' names.
pub(super) async fn store(cx: &Context<'_>, app: &App) -> Result<BTreeMap<String, String>, Cause> {
    let mut arns = BTreeMap::new();
    for (name, value) in wanted(app) {
        let arn = store_one(cx, app, &name, value).await?;
        arns.insert(name, arn);
    }
    Ok(arns)
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

async fn store_one(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    value: String,
) -> Result<String, Cause> {
    let request = CreateSecret {
        name: name.to_owned(),
        description: format!("of {}", app.name),
        secret_string: SecretString(value.clone()),
        tags: marks(app)
            .map(|(key, value)| Tag {
                key: key.to_owned(),
                value: value.to_owned(),
            })
            .collect(),
        ..CreateSecret::default()
    };
    if let Some(new) = made(cx.cloud.create_secret(request).await)? {
        return Ok(new.arn);
    }
    let secret_id = name.to_owned();
    let request = PutSecretValue {
        secret_id: secret_id.clone(),
        secret_string: SecretString(value),
        ..PutSecretValue::default()
    };
    cx.cloud.put_secret_value(request).await?;
    Ok(cx
        .cloud
        .describe_secret(DescribeSecret { secret_id })
        .await?
        .arn)
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
