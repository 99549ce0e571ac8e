use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use paperboat_core::aws::Facts;
use paperboat_core::fact::Confidence;
use paperboat_core::money::Usd;
use serde_json::{Value, json};

use super::{Limit, Model, Name, OverrideError, Price, Rule, Throughput, Timing};
use crate::random::{Key, Random, Unit};

fn keys<N: Name>(json: &str) -> (Vec<String>, Vec<String>) {
    let rows: serde_json::Map<String, Value> = serde_json::from_str(json).unwrap();
    let named = N::ALL.iter().map(|name| name.key().to_owned()).collect();
    (rows.keys().cloned().collect(), named)
}

#[test]
fn files_and_names_agree_both_ways_and_in_order() {
    for (file, names) in [
        keys::<Timing>(include_str!("timings.json")),
        keys::<Throughput>(include_str!("throughputs.json")),
        keys::<Price>(include_str!("prices.json")),
        keys::<Limit>(include_str!("limits.json")),
        keys::<Rule>(include_str!("rules.json")),
    ] {
        assert_eq!(file, names);
    }
}

#[test]
fn every_row_has_a_unit_and_a_source_and_estimates_say_so() {
    let rows = Model::default().rows();
    let distinct: BTreeSet<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(distinct.len(), rows.len());
    for row in rows {
        assert!(
            !row.unit.is_empty() && !row.source.is_empty(),
            "{}",
            row.key
        );
        if row.source.starts_with("own ") || row.source.starts_with("fit") {
            assert_ne!(row.confidence, Confidence::Documented, "{}", row.key);
        }
    }
}

#[test]
fn every_distribution_is_sound_and_moves() {
    let model = Model::default();
    for timing in Timing::ALL {
        model.timing(*timing).check().unwrap();
        assert!(model.timing(*timing).median() < 1_800.0, "{}", timing.key());
    }
    for throughput in Throughput::ALL {
        model.throughput(*throughput).check().unwrap();
        assert!(
            model.throughput(*throughput).median() > 1e5,
            "{}",
            throughput.key()
        );
    }
}

#[test]
fn a_name_keys_the_same_draws_as_its_text() {
    for timing in Timing::ALL {
        assert_eq!(Key::from(*timing), Key::of(timing.key()));
    }
    let random = Random::new(1);
    assert_eq!(
        random.draw(Timing::Ec2PendingToRunning, "i", 0),
        random.draw("ec2.pending_to_running", "i", 0)
    );
}

#[test]
fn calls_have_their_times() {
    for (operation, timing) in [
        ("ec2:RunInstances", Timing::ApiRunInstances),
        ("ec2:DescribeInstances", Timing::ApiRead),
        ("ec2:CreateTags", Timing::ApiWrite),
        ("iam:CreateRole", Timing::ApiIamWrite),
        ("iam:GetRole", Timing::ApiRead),
        ("host:Exec", Timing::NetUserRoundTrip),
    ] {
        assert_eq!(
            Timing::of_call(Facts::of(operation).expect("an operation").latency),
            timing,
            "{operation}"
        );
    }
}

#[test]
fn a_transfer_takes_bytes_over_throughput() {
    let fast = json!({ "constant": 2_000_000 });
    let model = Model::default()
        .with_overrides(&BTreeMap::from([("laptop.upload".to_owned(), fast)]))
        .unwrap();
    let took = model.transfer(Throughput::LaptopUpload, 5_000_000, Unit::HALF);
    assert_eq!(took, Duration::from_millis(2_500));
    let stuck = BTreeMap::from([("laptop.upload".to_owned(), json!(0))]);
    let stuck = Model::default().with_overrides(&stuck).unwrap();
    assert_eq!(
        stuck.transfer(Throughput::LaptopUpload, 1, Unit::HALF),
        Duration::from_secs(1_000_000_000)
    );
}

#[test]
fn a_user_may_replace_single_rows() {
    let model = Model::default();
    let overrides: BTreeMap<String, Value> = [
        (
            "ec2.pending_to_running",
            json!({ "uniform": { "min": 1, "max": 2 } }),
        ),
        ("elb.provisioning", json!(90)),
        ("fargate.vcpu_hour", json!("0.05")),
        ("elb.alb_hour", json!(0.04)),
        ("ecs.breaker_least", json!(10)),
        ("cpu.busy_at_capacity", json!(0)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    let changed = model.with_overrides(&overrides).unwrap();
    assert_eq!(changed.timing(Timing::ElbProvisioning).median(), 90.0);
    assert_eq!(
        changed.price(Price::ElbAlbHour).value,
        Usd::from_nanos(40_000_000)
    );
    assert_eq!(changed.limit(Limit::EcsBreakerLeast), 10);
    assert_ne!(changed.version(), model.version());
    let by_user = changed
        .rows()
        .into_iter()
        .filter(|row| row.source == "user")
        .count();
    assert_eq!(by_user, overrides.len());
}

#[test]
fn a_model_knows_what_was_read_of_it_and_of_what_was_made_from_it() {
    let model = Model::default();
    let key = Limit::EcsBreakerLeast.key();
    assert!(!model.was_read(key));
    let changed = BTreeMap::from([(key.to_owned(), json!(10))]);
    let changed = model.with_overrides(&changed).unwrap().slowed(2.0);
    assert!(!model.was_read(key), "to make a model reads nothing");
    assert_eq!(changed.limit(Limit::EcsBreakerLeast), 10);
    assert!(model.was_read(key) && changed.was_read(key));
    assert!(
        !Model::default().was_read(key),
        "another model knows nothing of it"
    );
    assert!(!model.was_read("no.such_row"));
}

#[test]
fn what_fits_no_row_is_refused_with_the_reason() {
    let refuse = |key: &str, value: Value| {
        let overrides = BTreeMap::from([(key.to_owned(), value)]);
        Model::default().with_overrides(&overrides).unwrap_err()
    };
    let unknown = refuse("ec2.pendign_to_running", json!(1));
    assert!(
        matches!(unknown, OverrideError::UnknownKey { nearest, .. } if nearest == "ec2.pending_to_running")
    );
    for (key, value) in [
        ("ec2.pending_to_running", json!(-1)),
        ("ec2.pending_to_running", json!("soon")),
        (
            "ec2.pending_to_running",
            json!({ "lognormal": { "median": 1 } }),
        ),
        (
            "ec2.pending_to_running",
            json!({ "lognormal": { "median": 1, "p95": 2, "p99": 3 } }),
        ),
        ("elb.alb_hour", json!("free")),
        ("ecs.breaker_least", json!(2.5)),
        ("cpu.busy_at_capacity", json!(-0.1)),
    ] {
        assert!(
            matches!(refuse(key, value), OverrideError::WrongValue { .. }),
            "{key}"
        );
    }
}

#[test]
fn the_version_is_a_hash_of_what_decides_a_run() {
    let version = Model::default().version();
    assert_eq!(version, Model::default().version());
    assert!(version.len() == 16 && version.bytes().all(|digit| digit.is_ascii_hexdigit()));
}
