//! What a program connects to, read from its profile and its environment.

use std::collections::BTreeMap;

use paperboat_core::workload::{Profile, Requirement, WorkloadKind};

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
const FOR_BROWSERS: [&str; 6] = [
    "VITE_",
    "REACT_APP_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "VUE_APP_",
    "PUBLIC_",
];

/// Collects what a program connects to. What it needs at its start comes first.
///
/// Where somebody stated what it needs at its start, its environment says only what it needs later.
pub(super) fn of(profile: &Profile, environment: &BTreeMap<String, String>) -> Vec<Requirement> {
    let mut needs = profile.requires.clone();
    if profile.kind != WorkloadKind::Database {
        let stated = profile.origins.contains_key("requires");
        let eager = !stated && matches!(profile.kind, WorkloadKind::App | WorkloadKind::Job);
        for (name, value) in environment {
            if FOR_BROWSERS.iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            let found = addresses(value)
                .into_iter()
                .chain(named(name, value, environment));
            for mut need in found.filter(|need| inside(&need.host)) {
                need.at_start &= eager;
                let own = need.host == "localhost" && profile.listens.contains(&need.port);
                if !own
                    && !needs
                        .iter()
                        .any(|n| (&n.host, n.port) == (&need.host, need.port))
                {
                    needs.push(need);
                }
            }
        }
    }
    needs.sort_by_key(|need| !need.at_start);
    needs
}

/// Tells whether a host can be part of this world. The rest of the internet is taken to be there.
fn inside(host: &str) -> bool {
    let literal = host.parse::<std::net::Ipv4Addr>();
    let all = ["0.0.0.0", "::", "*", ""];
    let ours = [".internal", ".local", ".amazonaws.com"];
    !all.contains(&host)
        && (literal.is_ok() || !host.contains('.') || ours.iter().any(|end| host.ends_with(end)))
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// Finds `scheme://user:password@host:port/...` anywhere in a value.
fn addresses(value: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    for (at, _) in value.match_indices("://") {
        let before = &value[..at];
        let other = |c: char| !c.is_ascii_alphanumeric() && !":+".contains(c);
        let mut scheme = before
            .rsplit(other)
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if let Some(plus) = scheme.find('+') {
            scheme.truncate(plus);
        }
        let known = SCHEMES
            .iter()
            .filter(|s| scheme == s.0 || scheme.ends_with(&format!(":{}", s.0)))
            .max_by_key(|s| s.0.len());
        let Some((_, default, at_start)) = known else {
            continue;
        };
        let rest = &value[at + 3..];
        let end = rest
            .find(['/', '?', ';', ',', ' ', '"'])
            .unwrap_or(rest.len());
        let authority = rest[..end].rsplit('@').next().unwrap_or_default();
        let optional = value[..at].contains("optional:");
        found.extend(
            host_and_port(authority, *default).map(|(host, port)| Requirement {
                host,
                port,
                at_start: *at_start && !optional,
            }),
        );
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

/// Where a program listens: its profile says so, unless an application's environment says otherwise.
pub(super) fn ports(profile: &Profile, environment: &BTreeMap<String, String>) -> Vec<u16> {
    const NAMES: [&str; 5] = [
        "SERVER_PORT",
        "CONTAINER_PORT",
        "PORT",
        "APP_PORT",
        "HTTP_PORT",
    ];
    let said = NAMES
        .iter()
        .find_map(|name| environment.get(*name)?.trim().parse::<u16>().ok());
    match said {
        Some(port) if profile.kind == WorkloadKind::App && port != 0 => vec![port],
        _ => profile.listens.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use paperboat_core::workload::{Profile, WorkloadKind};
    use proptest::prelude::{any, proptest};

    fn needs(pairs: &[(&str, &str)]) -> String {
        let environment = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let needs = super::of(&Profile::default(), &environment);
        let shown = needs.iter().map(|n| {
            let when = if n.at_start { "start" } else { "later" };
            format!("{}:{} {when}", n.host, n.port)
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn environments_say_what_is_needed() {
        let spring = needs(&[
            ("DB_HOST", "s-mysql"),
            ("DB_PORT", "3306"),
            ("COURSE_SERVICE_HOST", "s-course-service"),
            ("COURSE_SERVICE_PORT", "8002"),
        ]);
        insta::assert_snapshot!(spring, @"s-mysql:3306 start, s-course-service:8002 later");
        let urls = needs(&[
            ("A", "jdbc:mysql://db:3307/x?useSSL=false"),
            ("B", "postgres://u:p@pg/x"),
            ("C", "mongodb+srv://x.mongodb.net"),
            ("D", "optional:configserver:http://config:8888/"),
            ("E", "postgresql+psycopg2://u:p@pg2:5433/x"),
            ("F", "https://api.stripe.com"),
            ("SPRING_KAFKA_BOOTSTRAP_SERVERS", "kafka:29092,other:1"),
            ("VITE_API_URL", "http://localhost:3000"),
            ("WORDPRESS_DB_HOST", "db:3306"),
            ("SERVER_HOST", "0.0.0.0"),
        ]);
        insta::assert_snapshot!(urls, @"db:3307 start, pg:5432 start, pg2:5433 start, kafka:29092 start, db:3306 start, config:8888 later");
        insta::assert_snapshot!(needs(&[("DB_HOST", "postgres"), ("REDIS_HOST", "cache")]), @"postgres:5432 start, cache:6379 start");
    }

    #[test]
    fn an_application_listens_where_it_is_told() {
        let profile = |kind| Profile {
            kind,
            listens: vec![8080],
            ..Profile::default()
        };
        let environment = BTreeMap::from([("CONTAINER_PORT".to_owned(), "8001".to_owned())]);
        assert_eq!(
            super::ports(&profile(WorkloadKind::App), &environment),
            [8001]
        );
        assert_eq!(
            super::ports(&profile(WorkloadKind::Database), &environment),
            [8080]
        );
    }

    proptest! {
        #[test]
        fn no_environment_panics(name in any::<String>(), value in any::<String>(), url in "(jdbc:)?[a-z+:]{0,8}://[a-z:@/é]{0,20}") {
            let environment = BTreeMap::from([(format!("{name}_HOST"), value), (name, url)]);
            let _ = super::of(&Profile::default(), &environment);
        }
    }
}
