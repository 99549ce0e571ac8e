//! Addresses of other programs in settings: URLs, `HOST:PORT`, and `X_HOST` with `X_PORT`.

use std::collections::BTreeMap;

use super::Requirement;

/// Schemes of addresses, with the port when none is written, and whether programs connect at their start.
const SCHEMES: [(&str, u16, bool); 19] = [
    ("jdbc:mysql", 3306, true),
    ("jdbc:mariadb", 3306, true),
    ("jdbc:postgresql", 5432, true),
    ("jdbc:sqlserver", 1433, true),
    ("r2dbc:mysql", 3306, true),
    ("r2dbc:postgresql", 5432, true),
    ("mysql", 3306, true),
    ("mariadb", 3306, true),
    ("postgres", 5432, true),
    ("postgresql", 5432, true),
    ("mongodb", 27017, true),
    ("redis", 6379, true),
    ("rediss", 6379, true),
    ("amqp", 5672, true),
    ("amqps", 5671, true),
    ("kafka", 9092, true),
    ("nats", 4222, true),
    ("http", 80, false),
    ("https", 443, false),
];

/// What the names of databases, caches and queues contain, with their ports; 0 where several share the word.
const STORES: [(&str, u16); 14] = [
    ("MYSQL", 3306),
    ("MARIADB", 3306),
    ("POSTGRES", 5432),
    ("PGSQL", 5432),
    ("PG", 5432),
    ("MONGO", 27017),
    ("REDIS", 6379),
    ("RABBIT", 5672),
    ("AMQP", 5672),
    ("KAFKA", 9092),
    ("MEMCACHED", 11211),
    ("DATABASE", 0),
    ("DATASOURCE", 0),
    ("DB", 0),
];

/// Ports at which databases, caches and queues listen.
const STORE_PORTS: [u16; 10] = [1433, 1521, 3306, 4222, 5432, 5672, 6379, 9092, 11211, 27017];

/// Beginnings of the variables that a browser reads, not the program.
pub(crate) const FOR_BROWSERS: [&str; 6] = [
    "VITE_",
    "REACT_APP_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "VUE_APP_",
    "PUBLIC_",
];

/// Collects the addresses that a program's variables name, in order of the variables' names, with that name. A port of
/// 0 means that nothing says which.
pub fn addresses(
    environment: &BTreeMap<String, String>,
) -> impl Iterator<Item = (&str, Requirement)> {
    environment
        .iter()
        .filter(|(name, _)| !FOR_BROWSERS.iter().any(|prefix| name.starts_with(prefix)))
        .flat_map(|(name, value)| {
            let named = named(name, value, environment);
            let all = urls(value).into_iter().chain(named);
            all.map(move |need| (name.as_str(), need))
        })
}

/// The port that an address means when it names none: 80 for `http`, 5432 for `postgres`.
pub(super) fn default_port(scheme: &str) -> Option<u16> {
    known(scheme).map(|(_, port, _)| port)
}

/// The row of a scheme, whatever stands before its colon: `optional:configserver:http` is `http`.
fn known(scheme: &str) -> Option<(&'static str, u16, bool)> {
    let ends = |name: &str| {
        let before = scheme.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with(':'))
    };
    let rows = SCHEMES.iter().filter(|(name, ..)| ends(name));
    rows.max_by_key(|(name, ..)| name.len()).copied()
}

/// Tells whether a variable's name contains the word of a database, a cache or a queue.
pub(super) fn names_store(name: &str) -> bool {
    let mut parts = name.split('_');
    parts.any(|part| STORES.iter().any(|s| part.starts_with(s.0)))
}

/// The scheme that ends where `://` begins, in lower case and without the driver (`postgresql+asyncpg`).
pub(super) fn scheme_before(before: &str) -> String {
    let other = |c: char| !c.is_ascii_alphanumeric() && !":+".contains(c);
    let word = before.rsplit(other).next().unwrap_or_default();
    let mut scheme = word.to_ascii_lowercase();
    if let Some(plus) = scheme.find('+') {
        scheme.truncate(plus);
    }
    scheme
}

/// Words of a value that may be `host` or `host:port`.
pub(crate) fn words_of(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.:[]".contains(c))
}

/// The host of `host:port`.
pub(crate) fn host_of(word: &str) -> &str {
    match word.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => word,
    }
}

/// Tells whether a host is the container itself.
fn is_local(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"].contains(&host)
}

/// Finds `scheme://user:password@host:port/...` anywhere in a value.
fn urls(value: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    for (at, _) in value.match_indices("://") {
        let scheme = scheme_before(&value[..at]);
        let Some((_, default, at_start)) = known(&scheme) else {
            continue;
        };
        let rest = &value[at + 3..];
        let end = rest
            .find(['/', '?', ';', ',', ' ', '"'])
            .unwrap_or(rest.len());
        let authority = rest[..end].rsplit('@').next().unwrap_or_default();
        let optional = value[..at].contains("optional:");
        let read = host_and_port(authority, default);
        // A program that is told its own page does not ask for it.
        let page = |(host, _): &(String, u16)| !(scheme.starts_with("http") && is_local(host));
        found.extend(read.filter(page).map(|(host, port)| Requirement {
            host,
            port,
            at_start: at_start && !optional,
        }));
    }
    found
}

/// Reads `X_HOST` with `X_PORT`, and lists such as `X_SERVERS=kafka:9092`.
fn named(name: &str, value: &str, environment: &BTreeMap<String, String>) -> Option<Requirement> {
    if value.contains("://") {
        return None;
    }
    let name = name.to_ascii_uppercase();
    let single = name.strip_suffix("_HOST");
    let list = [
        "_SERVERS", "_BROKERS", "_HOSTS", "_ADDR", "_ADDRESS", "_CONNECT",
    ]
    .iter()
    .find_map(|end| name.strip_suffix(end))
    .filter(|_| value.contains(':'));
    let prefix = single.or(list)?;
    if prefix.contains("ADVERTISED") || prefix.ends_with("BIND") || prefix.ends_with("LISTEN") {
        return None;
    }
    let store = STORES
        .iter()
        .find(|s| prefix.split('_').any(|part| part.starts_with(s.0)));
    let by_name = STORES
        .iter()
        .find(|s| s.1 != 0 && value.to_ascii_uppercase().contains(s.0));
    let written = environment
        .iter()
        .find(|(other, _)| other.to_ascii_uppercase() == format!("{prefix}_PORT"))
        .and_then(|(_, port)| port.parse().ok());
    let default = written
        .or(store.map(|s| s.1).filter(|port| *port != 0))
        .or(by_name.map(|s| s.1))
        .unwrap_or(0);
    let first = value.split(',').next().unwrap_or_default().trim();
    let (host, port) = host_and_port(first, default)?;
    Some(Requirement {
        host,
        port,
        at_start: store.is_some() || STORE_PORTS.contains(&port),
    })
}

fn host_and_port(authority: &str, default: u16) -> Option<(String, u16)> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, default),
    };
    (!host.is_empty()).then(|| (host.to_owned(), port))
}
