//! What a program connects to, read from its profile and its environment.

use std::collections::BTreeMap;

use super::{Profile, Requirement, WorkloadKind, addresses, answers};

/// Something that a program connects to, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The connection.
    pub requirement: Requirement,
    /// The variable that names it; none when its profile does, by `depends_on` or by what is stated.
    pub variable: Option<String>,
}

/// Collects what a program connects to. What it needs at its start comes first.
///
/// Where somebody stated what it needs at its start, its environment says only what it needs later. What answers outside
/// the application is left out: connecting to it succeeds at once.
#[must_use]
pub fn needs(profile: &Profile, environment: &BTreeMap<String, String>) -> Vec<Need> {
    let of_profile = |requirement: &Requirement| Need {
        requirement: requirement.clone(),
        variable: None,
    };
    let mut needs: Vec<Need> = profile.requires.iter().map(of_profile).collect();
    if profile.kind != WorkloadKind::Database {
        let stated = profile.origins.contains_key("requires");
        let eager = !stated && matches!(profile.kind, WorkloadKind::App | WorkloadKind::Job);
        let named = addresses(environment).filter(|(_, need)| inside(&need.host));
        // A page answers while its mail waits.
        let named = named.filter(|(variable, _)| !is_mail(variable));
        for (variable, mut named) in named {
            named.at_start &= eager;
            let own = named.host == "localhost" && profile.listens.contains(&named.port);
            let known = |need: &&mut Need| {
                let need = &need.requirement;
                need.host == named.host && [need.port, 0].contains(&named.port)
            };
            match needs.iter_mut().find(known) {
                _ if own => {}
                Some(need) => {
                    need.variable.get_or_insert_with(|| variable.to_owned());
                }
                None => needs.push(Need {
                    requirement: named,
                    variable: Some(variable.to_owned()),
                }),
            }
        }
        let said = |host: &str, needs: &[Need]| {
            let by_variable = |n: &Need| n.variable.is_some() && n.requirement.host == host;
            needs.iter().any(by_variable)
        };
        // An address with its port says more than `depends_on`, of which the port is taken from the other service.
        let all = needs.clone();
        needs.retain(|n| stated || n.variable.is_some() || !said(&n.requirement.host, &all));
    }
    for need in &mut needs {
        need.requirement.at_start &= !profile.retries;
    }
    needs.retain(|n| !answers(&profile.outside, &n.requirement.host, n.requirement.port));
    needs.sort_by_key(|need| !need.requirement.at_start);
    needs
}

fn is_mail(variable: &str) -> bool {
    let upper = variable.to_ascii_uppercase();
    ["SMTP", "MAIL"].iter().any(|word| upper.contains(word))
}

/// Tells whether a host can be part of this world. The rest of the internet is taken to be there.
fn inside(host: &str) -> bool {
    let all = ["0.0.0.0", "::", "*", ""];
    let ours = [".internal", ".local", ".amazonaws.com"];
    let named = !host.contains('.') || ours.iter().any(|end| host.ends_with(end));
    let literal = host.parse::<std::net::Ipv4Addr>();
    let near = literal.map_or(named, |address| {
        address.is_private() || address.is_loopback()
    });
    near && !all.contains(&host)
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{any, proptest};

    use super::super::{Profile, Requirement};

    fn read(profile: &Profile, pairs: &[(&str, &str)]) -> String {
        let environment = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let needs = super::needs(profile, &environment);
        let shown = needs.iter().map(|n| {
            let n = &n.requirement;
            let when = if n.at_start { "start" } else { "later" };
            format!("{}:{} {when}", n.host, n.port)
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    fn needs(pairs: &[(&str, &str)]) -> String {
        read(&Profile::default(), pairs)
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
    fn a_page_of_one_s_own_and_the_internet_are_no_needs() {
        let pages = needs(&[
            ("APP_URL", "http://localhost:8084"),
            ("BASE_URL", "https://127.0.0.1/"),
            ("DNS_HOST", "8.8.8.8"),
            ("DB_HOST", "10.0.0.7"),
        ]);
        insta::assert_snapshot!(pages, @"10.0.0.7:0 start");
    }

    #[test]
    fn an_address_says_more_than_depends_on_and_who_tries_again_needs_nothing_at_start() {
        let mut profile = Profile {
            requires: vec![Requirement {
                host: "broker".to_owned(),
                port: 9092,
                at_start: true,
            }],
            ..Profile::default()
        };
        let pairs = [("KAFKA_BROKERS", "broker:29092")];
        assert_eq!(read(&profile, &pairs), "broker:29092 start");
        assert_eq!(read(&profile, &[]), "broker:9092 start");
        // A name alone says no other port.
        let alone = [("KAFKA_HOST", "broker"), ("DB_HOST", "broker")];
        assert_eq!(read(&profile, &alone[1..]), "broker:9092 start");
        assert_eq!(read(&profile, &alone[..1]), "broker:9092 start");
        profile.retries = true;
        assert_eq!(read(&profile, &pairs), "broker:29092 later");
        profile.retries = false;
        profile
            .origins
            .insert("requires".to_owned(), "x-paperboat".to_owned());
        assert_eq!(
            read(&profile, &pairs),
            "broker:9092 start, broker:29092 later"
        );
    }

    proptest! {
        #[test]
        fn no_environment_panics(name in any::<String>(), value in any::<String>(), url in "(jdbc:)?[a-z+:]{0,8}://[a-z:@/é]{0,20}") {
            let environment = BTreeMap::from([(format!("{name}_HOST"), value), (name, url)]);
            let _ = super::needs(&Profile::default(), &environment);
        }
    }
}
