//! Where databases' data lie when they outlive their containers, and what they remember of their first start.

use std::collections::BTreeMap;

use paperboat_core::workload::{Engine, Settings};

use super::ContainerKey;
use crate::id::MachineKey;
use crate::registry;
use crate::world::World;

/// Where a data directory lies when it outlives its container.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataPlace {
    /// A volume of a machine's Docker engine.
    Volume(MachineKey, String),
    /// A folder of a machine.
    Folder(MachineKey, String),
    /// A folder of a file system.
    Share(String, String),
}

/// What made the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    engine: Engine,
    /// The version in the image's tag; empty where it tells none.
    version: Vec<u64>,
    settings: Settings,
}

/// Notes what a database's data are made with at its first start, and says what it writes instead of starting on data of
/// another version; empty when it starts.
pub(super) fn remember(w: &mut World, key: ContainerKey) -> Vec<String> {
    let spec = &w.containers[key].spec;
    let image = registry::image(w, spec.image);
    let engine = Engine::of(&image.origin.repository, image.profile.kind);
    let (Some(place), Some(engine)) = (spec.data.clone(), engine) else {
        return Vec::new();
    };
    let version = engine.version(&image.origin.tag);
    if spec.fresh_data {
        let made = Made {
            engine,
            version,
            settings: engine.settings(&spec.environment),
        };
        w.data.insert(place, made);
        return Vec::new();
    }
    let Some(made) = w.data.get_mut(&place).filter(|made| made.engine == engine) else {
        return Vec::new();
    };
    let refused = engine.refuses(&made.version, &version);
    if refused.is_empty() && engine.upgrades() && !version.is_empty() {
        made.version = version;
    }
    refused
}

/// A client's refusal: what the server says, and what its data remember.
pub(super) struct Refused {
    pub(super) said: String,
    pub(super) remembered: String,
}

/// Looks whether a server lets a client in, whose settings follow the server's own: data that were made with others refuse
/// it. None where the settings did not change, or say nothing.
pub(super) fn refuses(
    w: &World,
    client: ContainerKey,
    server: ContainerKey,
    host: &str,
) -> Option<Refused> {
    let spec = &w.containers[server].spec;
    let made = w.data.get(spec.data.as_ref()?)?;
    let now = made.engine.settings(&spec.environment);
    if now == made.settings {
        return None;
    }
    let theirs = Login::of(&w.containers[client].spec.environment, host)?;
    let default = made.engine.administrator();
    let user = theirs.user.unwrap_or_else(|| default.to_owned());
    let before = made.settings.passwords.get(&user);
    let wrong = match before {
        Some(password) => *password != theirs.password,
        None => now.passwords.contains_key(&user),
    };
    if wrong {
        let said = match made.engine {
            Engine::Postgres => format!("password authentication failed for user \"{user}\""),
            Engine::Mongo => "Authentication failed.".to_owned(),
            _ => format!("Access denied for user '{user}' (using password: YES)"),
        };
        let what = if before.is_some() {
            format!("another password of {user}")
        } else {
            format!("without a user {user}")
        };
        return Some(Refused {
            said,
            remembered: format!("its data were made with {what}")
                .replace("with without", "without"),
        });
    }
    let database = theirs.database.filter(|wanted| {
        now.database.as_ref() == Some(wanted) && made.settings.database.as_ref() != Some(wanted)
    })?;
    let said = match made.engine {
        Engine::Postgres => format!("database \"{database}\" does not exist"),
        _ => format!("Unknown database '{database}'"),
    };
    let remembered = format!("its data were made without a database {database}");
    Some(Refused { said, remembered })
}

/// What a client's environment says of its login at a host.
struct Login {
    user: Option<String>,
    password: String,
    database: Option<String>,
}

impl Login {
    fn of(environment: &BTreeMap<String, String>, host: &str) -> Option<Self> {
        let mut urls = environment.values().filter_map(|value| in_url(value, host));
        if let Some((Some(login), database)) = urls.find(|(login, _)| login.is_some()) {
            let (user, password) = login;
            return Some(Self {
                user: Some(user),
                password,
                database,
            });
        }
        // A host and a password beside it: DB_HOST, DB_PASSWORD.
        environment.iter().find_map(|(name, value)| {
            let url = in_url(value, host);
            let bare = value.split(':').next() == Some(host);
            let prefix = name.rsplit_once('_').filter(|_| bare || url.is_some())?.0;
            let of = |ends: &[&str]| {
                let mut set = ends
                    .iter()
                    .filter_map(|end| environment.get(&format!("{prefix}_{end}")));
                set.next().cloned()
            };
            Some(Self {
                user: of(&["USER", "USERNAME"]),
                password: of(&["PASSWORD", "PASS", "PWD"])?,
                database: url
                    .and_then(|(_, database)| database)
                    .or_else(|| of(&["NAME", "DATABASE", "DB"])),
            })
        })
    }
}

/// User and password in a URL to a host, where it has them, and its path.
#[allow(clippy::type_complexity, reason = "both parts are read once")]
fn in_url(value: &str, host: &str) -> Option<(Option<(String, String)>, Option<String>)> {
    let (_, rest) = value.split_once("://")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, address) = match authority.rsplit_once('@') {
        Some((login, address)) => (Some(login), address),
        None => (None, authority),
    };
    if address.split(':').next() != Some(host) {
        return None;
    }
    let login = login.and_then(|login| login.split_once(':'));
    let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
    let database = path.split('?').next().filter(|name| !name.is_empty());
    Some((login, database.map(str::to_owned)))
}
