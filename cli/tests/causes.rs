//! Causes are causes: what an event names as its cause lies on the path of the effect.
//!
//! The subject of an event is the service, the container, the target group or the machine that its resource names. The
//! path of a service's answers is everything between its users and its program, and the same for each service that it
//! needs.

mod person;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use person::paperboat;

fn events(file: &str, lane: &str) -> Vec<Value> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let output = paperboat(root, &["compare", file, "--events", lane, "--json"]);
    assert!(output.status.success(), "{file}: {output:?}");
    serde_json::from_slice(&output.stdout).expect("events as JSON")
}

fn text<'e>(event: &'e Value, member: &str) -> &'e str {
    event[member].as_str().unwrap_or_default()
}

/// The services of an application whose containers or target groups a resource may belong to: all that a service
/// needs, itself included.
type Needs = BTreeMap<&'static str, &'static [&'static str]>;

/// Tells whether the subject of an event lies on the path of a service's answers.
fn on_path(cause: &Value, service: &str, needs: &Needs, events: &[Value]) -> bool {
    // A task is known by its containers.
    let resource = match text(cause, "resource").strip_prefix("task/") {
        Some(id) => {
            let of_task = format!("container/{}/", &id[..8]);
            let mut named = events.iter().map(|e| text(e, "resource"));
            named.find(|r| r.starts_with(&of_task)).unwrap_or_default()
        }
        None => text(cause, "resource"),
    };
    let about = |names: &[&str]| {
        let cut = |n: &&str| n.chars().take(7).collect::<String>();
        names.iter().any(|n| {
            resource.contains(n)
                || resource.starts_with("target-group/") && resource.contains(&cut(n))
        })
    };
    let shared = ["load-balancer/", "sg-", "eipalloc-", "i-"];
    text(cause, "kind") == "state"
        && (about(needs[service]) || shared.iter().any(|s| resource.starts_with(s)))
}

fn all_on_the_path(file: &str, needs: &Needs) {
    for lane in ["ec2-naive", "ec2-careful", "fargate"] {
        let events = events(file, lane);
        let mut before: BTreeMap<String, u64> = BTreeMap::new();
        let mut seen = 0;
        for event in &events {
            let id = event["id"].as_u64().expect("a number");
            let cause = event["cause"].as_u64();
            let cause = cause.map(|c| &events[usize::try_from(c).expect("small")]);
            if let Some(cause) = cause {
                assert!(cause["id"].as_u64() < Some(id), "{lane}: {event}");
                assert!(
                    cause["at"].as_u64() <= event["at"].as_u64(),
                    "{lane}: {event}"
                );
            }
            if text(event, "kind") != "serving" {
                continue;
            }
            seen += 1;
            let service = text(event, "service");
            let cause = cause.unwrap_or_else(|| panic!("{lane}: without a cause: {event}"));
            assert!(
                on_path(cause, service, needs, &events),
                "{lane}: {event} because of {cause}"
            );
            // What changed before the last look cannot have changed anything since.
            let last = before.insert(service.to_owned(), id);
            assert!(
                cause["id"].as_u64() > last,
                "{lane}: {event} because of {cause}"
            );
        }
        assert!(seen > 0, "{lane}: nobody was served");
    }
}

#[test]
fn courses_are_served_because_of_what_they_need() {
    let both: &[&str] = &[
        "c-course-service",
        "c-user-service",
        "s-course-service",
        "s-user-service",
        "s-mysql",
        "s-postgres",
        "c-mysql",
        "c-postgres",
    ];
    let needs = Needs::from([("s-course-service", both), ("s-user-service", both)]);
    all_on_the_path("examples/courses/infrastructure/compose.yaml", &needs);
}

#[test]
fn the_guestbook_is_served_because_of_web_and_its_cache() {
    let needs = Needs::from([("web", ["guestbook-web", "web", "cache"].as_slice())]);
    all_on_the_path("examples/guestbook/compose.yaml", &needs);
}

#[test]
fn the_shop_is_served_because_of_proxy_and_api() {
    let path: &[&str] = &["proxy", "api", "db", "queue", "postgres"];
    all_on_the_path(
        "examples/shop/compose.yaml",
        &Needs::from([("proxy", path)]),
    );
}

/// Why the answers of a service end at the update, as `resource: from -> to`.
fn end_of(file: &str, lane: &str, service: &str) -> Vec<String> {
    let events = events(file, lane);
    let ends = events.iter().filter(|e| {
        text(e, "kind") == "serving"
            && text(e, "service") == service
            && text(e, "why") == "stopping"
    });
    ends.map(|e| {
        let cause = &events[usize::try_from(e["cause"].as_u64().expect("a cause")).expect("small")];
        let [resource, from, to] = ["resource", "from", "to"].map(|m| text(cause, m));
        format!("{resource}: {from} -> {to}")
    })
    .collect()
}

#[test]
fn a_service_stops_because_of_its_own_container() {
    let file = "examples/courses/infrastructure/compose.yaml";
    for lane in ["ec2-naive", "ec2-careful"] {
        let course = end_of(file, lane, "s-course-service");
        assert_eq!(course[0], "container/c-course-service: ready -> stopping");
        let user = end_of(file, lane, "s-user-service");
        assert_eq!(user[0], "container/c-user-service: ready -> stopping");
    }
    let web = end_of("examples/guestbook/compose.yaml", "ec2-careful", "web");
    assert_eq!(web[0], "container/guestbook-web-1: ready -> stopping");
    let proxy = end_of("examples/shop/compose.yaml", "ec2-naive", "proxy");
    assert_eq!(proxy[0], "container/shop-proxy-1: ready -> stopping");
}

#[test]
fn no_rate_is_minus_zero() {
    let events = events("examples/guestbook/compose.yaml", "ec2-naive");
    let rates = events.iter().filter(|e| text(e, "kind") == "serving");
    for rate in rates.map(|e| e["capacityRps"].as_f64().expect("a rate")) {
        assert!(rate.is_sign_positive(), "{rate}");
    }
}
