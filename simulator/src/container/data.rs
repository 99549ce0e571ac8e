//! What the data directory of a database remembers of its first start: the version that made it, and with which passwords
//! and which database. Official images read these variables only while the directory is empty.

use std::collections::BTreeMap;

use super::ContainerKey;
use super::voice::Voice;
use crate::host::MachineKey;
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
    voice: Voice,
    /// The version in the image's tag; empty where it tells none.
    version: Vec<u64>,
    settings: Settings,
}

/// What a database's environment says of who is let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Settings {
    passwords: BTreeMap<String, String>,
    database: Option<String>,
}

/// Tells whether a path in a container is a database's data directory.
pub(crate) fn is_data_directory(path: &str) -> bool {
    let known = ["/var/lib/postgresql", "/var/lib/mysql"];
    known.iter().any(|start| path.starts_with(start))
}

fn settings(voice: Voice, environment: &BTreeMap<String, String>) -> Settings {
    let of = |names: &[&str]| {
        let mut set = names.iter().filter_map(|name| environment.get(*name));
        set.find(|value| !value.is_empty()).cloned()
    };
    let mut passwords = BTreeMap::new();
    if voice == Voice::Postgres {
        let user = of(&["POSTGRES_USER"]).unwrap_or_else(|| "postgres".to_owned());
        let database = of(&["POSTGRES_DB"]).unwrap_or_else(|| user.clone());
        passwords.extend(of(&["POSTGRES_PASSWORD"]).map(|password| (user, password)));
        return Settings {
            passwords,
            database: Some(database),
        };
    }
    let root = of(&["MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD"]);
    passwords.extend(root.map(|password| ("root".to_owned(), password)));
    if let (Some(user), Some(password)) = (
        of(&["MARIADB_USER", "MYSQL_USER"]),
        of(&["MARIADB_PASSWORD", "MYSQL_PASSWORD"]),
    ) {
        passwords.insert(user, password);
    }
    Settings {
        passwords,
        database: of(&["MARIADB_DATABASE", "MYSQL_DATABASE"]),
    }
}

/// The version in a tag such as `8.4.3-oracle`. A major version alone stands for its newest release.
fn version(voice: Voice, tag: &str) -> Vec<u64> {
    let numbers = tag.split(|c: char| !c.is_ascii_digit() && c != '.').next();
    let numbers = numbers.unwrap_or_default().split('.');
    let numbers: Vec<u64> = numbers.map_while(|n| n.parse().ok()).collect();
    match (voice, &numbers[..]) {
        // Docker Hub, tags of the official image: 5 is 5.7, 8 is 8.4.
        (Voice::Mysql, [5]) => vec![5, 7],
        (Voice::Mysql, [8]) => vec![8, 4],
        _ => numbers,
    }
}

/// Notes what a database's data are made with at its first start, and says what it writes instead of starting on data of
/// another version; empty when it starts.
pub(super) fn remember(w: &mut World, key: ContainerKey, voice: Voice) -> Vec<String> {
    let spec = &w.containers[key].spec;
    let known = [Voice::Postgres, Voice::Mysql, Voice::Mariadb].contains(&voice);
    let Some(place) = spec.data.clone().filter(|_| known) else {
        return Vec::new();
    };
    let version = version(voice, &w.registry.images[spec.image].tag);
    if spec.fresh_data {
        let made = Made {
            voice,
            version,
            settings: settings(voice, &spec.environment),
        };
        w.data.insert(place, made);
        return Vec::new();
    }
    let Some(made) = w.data.get_mut(&place).filter(|made| made.voice == voice) else {
        return Vec::new();
    };
    if version.is_empty() || made.version.is_empty() {
        return Vec::new();
    }
    let refused = match voice {
        Voice::Postgres => postgres(&made.version, &version),
        Voice::Mysql => mysql(&made.version, &version),
        _ => Vec::new(),
    };
    if refused.is_empty() && voice == Voice::Mysql {
        // MySQL upgrades its data in place.
        made.version = version;
    }
    refused
}

/// PostgreSQL starts on data of its own major version only.
fn postgres(was: &[u64], is: &[u64]) -> Vec<String> {
    let major = |version: &[u64]| {
        let parts = if version[0] < 10 { 2 } else { 1 };
        let parts = version.iter().take(parts).map(u64::to_string);
        parts.collect::<Vec<_>>().join(".")
    };
    let (was, is) = (major(was), major(is));
    if was == is {
        return Vec::new();
    }
    vec![
        "FATAL:  database files are incompatible with server".to_owned(),
        format!(
            "DETAIL:  The data directory was initialized by PostgreSQL version {was}, which is not compatible with this version {is}."
        ),
    ]
}

/// MySQL goes up one series at a time, from one with long-term support, and never down (MySQL reference manual, "Upgrade
/// paths").
fn mysql(was: &[u64], is: &[u64]) -> Vec<String> {
    let series = |v: &[u64]| (v[0], v.get(1).copied().unwrap_or_default());
    let (from, to) = (series(was), series(is));
    let number = |(major, minor): (u64, u64)| major * 10_000 + minor * 100;
    let permitted = match from {
        _ if from == to => true,
        (5, 7) => to == (8, 0),
        (8, minor) => to.0 == 8 || (minor == 4 && to.0 == 9),
        (9, _) => to.0 == 9,
        _ => false,
    };
    let (was, is) = (number(from), number(to));
    let first = if to < from {
        format!(
            "[ERROR] [MY-014061] [InnoDB] Invalid MySQL server downgrade: Cannot downgrade from {was} to {is}. Downgrade is only permitted between patch releases."
        )
    } else if permitted {
        return Vec::new();
    } else {
        format!(
            "[ERROR] [MY-014060] [Server] Invalid MySQL server upgrade: Cannot upgrade from {was} to {is}. Upgrade to next major version is only allowed from the last LTS release, which version {was} is not."
        )
    };
    vec![
        first,
        "[ERROR] [MY-010334] [Server] Failed to initialize DD Storage Engine".to_owned(),
        "[ERROR] [MY-010020] [Server] Data Dictionary initialization failed.".to_owned(),
        "[ERROR] [MY-010119] [Server] Aborting".to_owned(),
    ]
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
    let now = settings(made.voice, &spec.environment);
    if now == made.settings {
        return None;
    }
    let theirs = Login::of(&w.containers[client].spec.environment, host)?;
    let default = if made.voice == Voice::Postgres {
        "postgres"
    } else {
        "root"
    };
    let user = theirs.user.unwrap_or_else(|| default.to_owned());
    let before = made.settings.passwords.get(&user);
    let wrong = match before {
        Some(password) => *password != theirs.password,
        None => now.passwords.contains_key(&user),
    };
    if wrong {
        let said = match made.voice {
            Voice::Postgres => format!("password authentication failed for user \"{user}\""),
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
    let said = match made.voice {
        Voice::Postgres => format!("database \"{database}\" does not exist"),
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
