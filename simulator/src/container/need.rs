//! What a program connects to, read from its profile and its environment.

use std::collections::BTreeMap;

use paperboat_core::workload::{Profile, Requirement, WorkloadKind, addresses, answers};

/// Collects what a program connects to. What it needs at its start comes first.
///
/// Where somebody stated what it needs at its start, its environment says only what it needs later.
pub(super) fn of(profile: &Profile, environment: &BTreeMap<String, String>) -> Vec<Requirement> {
    let mut needs = profile.requires.clone();
    if profile.kind != WorkloadKind::Database {
        let stated = profile.origins.contains_key("requires");
        let eager = !stated && matches!(profile.kind, WorkloadKind::App | WorkloadKind::Job);
        for (_, mut need) in addresses(environment).filter(|(_, need)| inside(&need.host)) {
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
    // what answers outside the application is no part of this world: connecting to it succeeds at once
    needs.retain(|need| !answers(&profile.outside, &need.host, need.port));
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use paperboat_core::workload::Profile;
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

    proptest! {
        #[test]
        fn no_environment_panics(name in any::<String>(), value in any::<String>(), url in "(jdbc:)?[a-z+:]{0,8}://[a-z:@/é]{0,20}") {
            let environment = BTreeMap::from([(format!("{name}_HOST"), value), (name, url)]);
            let _ = super::of(&Profile::default(), &environment);
        }
    }
}
