//! What the data directory of a database remembers of its first start: the version that made it, and with which passwords
//! and which database. Official images read these variables only while the directory is empty.

use std::collections::BTreeMap;

use super::WorkloadKind;

/// A database whose data directory remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL, with what is built on it.
    Postgres,
    /// MySQL.
    Mysql,
    /// MariaDB.
    Mariadb,
    /// MongoDB.
    Mongo,
}

/// What an environment says of who is let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Passwords by user.
    pub passwords: BTreeMap<String, String>,
    /// The database that is made at the first start.
    pub database: Option<String>,
}

/// Tells whether a path in a container is a database's data directory.
#[must_use]
pub fn is_data_directory(path: &str) -> bool {
    let known = ["/var/lib/postgresql", "/var/lib/mysql", "/data/db"];
    known.iter().any(|start| path.starts_with(start))
}

impl Engine {
    /// Recognises a database by the last name of its repository.
    #[must_use]
    pub fn of(repository: &str, kind: WorkloadKind) -> Option<Self> {
        let name = repository.rsplit('/').next().unwrap_or_default();
        let is = |part: &str| name.contains(part);
        if kind != WorkloadKind::Database {
            return None;
        }
        if is("mysql") {
            Some(Self::Mysql)
        } else if is("mariadb") {
            Some(Self::Mariadb)
        } else if is("postg") || is("pgvector") || is("timescale") {
            Some(Self::Postgres)
        } else if is("mongo") {
            Some(Self::Mongo)
        } else {
            None
        }
    }

    /// The user of whom the server knows without being told.
    #[must_use]
    pub fn administrator(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql | Self::Mariadb => "root",
            Self::Mongo => "admin",
        }
    }

    /// Reads an environment.
    #[must_use]
    pub fn settings(self, environment: &BTreeMap<String, String>) -> Settings {
        let of = |names: &[&str]| {
            let mut set = names.iter().filter_map(|name| environment.get(*name));
            set.find(|value| !value.is_empty()).cloned()
        };
        let mut passwords = BTreeMap::new();
        let database = match self {
            Self::Postgres => {
                let user = of(&["POSTGRES_USER"]).unwrap_or_else(|| "postgres".to_owned());
                let database = of(&["POSTGRES_DB"]).unwrap_or_else(|| user.clone());
                passwords.extend(of(&["POSTGRES_PASSWORD"]).map(|password| (user, password)));
                Some(database)
            }
            Self::Mongo => {
                let user = of(&["MONGO_INITDB_ROOT_USERNAME"]);
                passwords.extend(user.zip(of(&["MONGO_INITDB_ROOT_PASSWORD"])));
                // Databases come into being by being written to.
                None
            }
            Self::Mysql | Self::Mariadb => {
                let root = of(&["MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD"]);
                passwords.extend(root.map(|password| ("root".to_owned(), password)));
                let user = of(&["MARIADB_USER", "MYSQL_USER"]);
                passwords.extend(user.zip(of(&["MARIADB_PASSWORD", "MYSQL_PASSWORD"])));
                of(&["MARIADB_DATABASE", "MYSQL_DATABASE"])
            }
        };
        Settings {
            passwords,
            database,
        }
    }

    /// The version in a tag such as `8.4.3-oracle`; empty where it tells none. A major version alone stands for its
    /// newest release (Docker Hub, tags of the official images: `mysql:5` is 5.7, `mysql:8` is 8.4, `mongo:4` is 4.4).
    #[must_use]
    pub fn version(self, tag: &str) -> Vec<u64> {
        let numbers = tag.split(|c: char| !c.is_ascii_digit() && c != '.').next();
        let numbers = numbers.unwrap_or_default().split('.');
        let numbers: Vec<u64> = numbers.map_while(|n| n.parse().ok()).collect();
        match (self, &numbers[..]) {
            (Self::Mysql, [5]) => vec![5, 7],
            (Self::Mysql, [8]) => vec![8, 4],
            (Self::Mongo, [4]) => vec![4, 4],
            _ => numbers,
        }
    }

    /// What a server of the version `is` writes instead of starting on data of the version `was`; empty when it starts,
    /// or when one of the tags tells no version.
    #[must_use]
    pub fn refuses(self, was: &[u64], is: &[u64]) -> Vec<String> {
        if was.is_empty() || is.is_empty() {
            return Vec::new();
        }
        match self {
            Self::Postgres => postgres(was, is),
            Self::Mysql => mysql(was, is),
            Self::Mariadb => mariadb(was, is),
            Self::Mongo => mongo(was, is),
        }
    }

    /// Whether a server that starts on older data makes them its own. MongoDB's stay as they are until somebody sets
    /// their compatibility version (MongoDB manual, `setFeatureCompatibilityVersion`).
    #[must_use]
    pub fn upgrades(self) -> bool {
        matches!(self, Self::Mysql | Self::Mariadb)
    }
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

fn series(version: &[u64]) -> (u64, u64) {
    (version[0], version.get(1).copied().unwrap_or_default())
}

/// MySQL goes up one series at a time, from one with long-term support, and never down (MySQL reference manual, "Upgrade
/// paths").
fn mysql(was: &[u64], is: &[u64]) -> Vec<String> {
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

/// MariaDB starts on data of any older release (MariaDB documentation, "Upgrading Between Major MariaDB Versions"). What
/// it does on data of a newer one depends on both, and is not modelled. A tag of one number says no series.
fn mariadb(was: &[u64], is: &[u64]) -> Vec<String> {
    let known = was.len() > 1 && is.len() > 1;
    let (from, to) = (series(was), series(is));
    if to.0 > from.0 || (to.0 == from.0 && (!known || to.1 >= from.1)) {
        return Vec::new();
    }
    vec![format!(
        "paperboat: not modelled: MariaDB {}.{} on data of {}.{}",
        to.0, to.1, from.0, from.1
    )]
}

/// MongoDB starts on data whose compatibility version is its own or the one before (MongoDB manual, "Upgrade to ..": one
/// release after another; mongod's words, `feature_compatibility_version_parser.cpp`).
fn mongo(was: &[u64], is: &[u64]) -> Vec<String> {
    const SERIES: [(u64, u64); 9] = [
        (3, 4),
        (3, 6),
        (4, 0),
        (4, 2),
        (4, 4),
        (5, 0),
        (6, 0),
        (7, 0),
        (8, 0),
    ];
    let place = |version: &[u64]| {
        let (major, minor) = series(version);
        let minor = if major >= 5 { 0 } else { minor };
        SERIES.iter().position(|s| *s == (major, minor))
    };
    let (Some(from), Some(to)) = (place(was), place(is)) else {
        return Vec::new();
    };
    if to == from || to == from + 1 {
        return Vec::new();
    }
    let (major, minor) = SERIES[from];
    vec![format!(
        "UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document (ERROR: Location4926900: Invalid featureCompatibilityVersion document in admin.system.version: {{ _id: \"featureCompatibilityVersion\", version: \"{major}.{minor}\" }}"
    )]
}

#[cfg(test)]
mod tests {
    use super::Engine;

    #[test]
    fn versions_start_on_the_data_that_their_manuals_name() {
        let starts = |engine: Engine, was: &str, is: &str| {
            engine
                .refuses(&engine.version(was), &engine.version(is))
                .is_empty()
        };
        for (engine, was, is, expected) in [
            (Engine::Postgres, "16.1", "16.4-alpine", true),
            (Engine::Postgres, "9.5", "9.6", false),
            (Engine::Postgres, "15", "16", false),
            (Engine::Mysql, "8.0", "8.4", true),
            (Engine::Mysql, "5.7", "8", false),
            (Engine::Mysql, "8.4", "8.0", false),
            (Engine::Mariadb, "10.6", "11.4", true),
            (Engine::Mariadb, "11.4", "10.11", false),
            (Engine::Mariadb, "10.11", "10.6", false),
            (Engine::Mariadb, "11", "11.4", true),
            (Engine::Mongo, "6.0", "7.0", true),
            (Engine::Mongo, "5.0", "7", false),
            (Engine::Mongo, "7", "6", false),
            (Engine::Mongo, "4", "5.0.2", true),
            (Engine::Mongo, "latest", "7", true),
        ] {
            assert_eq!(starts(engine, was, is), expected, "{engine:?} {was} {is}");
        }
    }
}
