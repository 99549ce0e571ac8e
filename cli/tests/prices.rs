//! One deployment has one price: what `leftovers` finds by its tag costs what `status` says.

mod person;

use paperboat_core::money::Usd;
use person::{Person, examples, out};
use serde_json::Value;

fn usd(value: &Value) -> Usd {
    serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e}: {value}"))
}

fn told(person: &Person, words: &[&str]) -> Value {
    let output = person.runs(words);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {}", out(&output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{words:?}: {e}"))
}

/// Something of everything that has a price of its own.
const MANY: &str = "services:
  web: {image: \"acme/web:1\", ports: [\"80:80\"], environment: {API_KEY: k, DB_PASSWORD: p}}
  db: {image: \"postgres:17\", environment: {POSTGRES_PASSWORD: p}, volumes: [\"data:/var/lib/postgresql/data\"]}
  work: {image: \"acme/work:1\", deploy: {replicas: 2}}
volumes: {data: {}}
";

/// What differs is named: snapshots on EC2, whose stored blocks AWS does not show.
fn agrees(person: &Person, what: &str) {
    let status = told(person, &["status", "--json"]);
    let found = told(person, &["leftovers", "--json"]);
    let hourly = status["hourly"].as_object().expect("by kind").values();
    let mut costs: Usd = hourly.map(usd).sum();
    let left = found["leftovers"].as_array().expect("leftovers");
    let mut unpriced: Vec<&str> = left
        .iter()
        .flat_map(|l| l["unpriced"].as_array().expect("a list"))
        .filter_map(Value::as_str)
        .collect();
    unpriced.dedup();
    for one in &unpriced {
        assert_eq!(*one, "snapshot", "{what}");
        let month = status["month"].as_array().expect("positions").iter();
        let snapshots = month.filter(|position| position["item"] == "snapshot");
        for position in snapshots {
            costs -= usd(&position["amount"]).month_to_hour();
        }
    }
    let sum: Usd = left.iter().map(|l| usd(&l["hourly"])).sum();
    let off = sum.nanos().abs_diff(costs.nanos());
    // Each line of a bill is rounded to a billionth of a dollar.
    assert!(off <= 40, "{what}: leftovers {sum:?}, status {costs:?}");
    assert!(sum > Usd::ZERO, "{what}");
}

#[test]
fn leftovers_of_a_deployment_cost_what_its_status_says() {
    let ways: [&[&str]; 3] = [
        &["-s", "ec2"],
        &["-s", "ec2", "--care", "naive"],
        &["-s", "fargate"],
    ];
    let shop = std::fs::read_to_string(examples().join("shop/compose.yaml")).expect("a file");
    for way in ways {
        for (what, file, public) in [
            ("shop", shop.as_str(), ""),
            ("many", MANY, "web"),
            (
                "one",
                "services: {web: {image: \"nginx:1.27\", ports: [\"80:80\"]}}",
                "web",
            ),
            (
                "inner",
                "services: {db: {image: \"redis:7.4-alpine\", volumes: [\"data:/data\"]}}\nvolumes: {data: {}}",
                "",
            ),
        ] {
            let person = Person::with(file).having("SHOP_DB_PASSWORD", "p");
            let what = format!("{what} {way:?}");
            let (code, said) = person.types(&[&["deploy"], way].concat());
            assert_eq!(code, Some(0), "{what}: {said}");
            agrees(&person, &what);
            if !public.is_empty() && way.len() == 2 {
                let more = format!("{public}=3");
                let (code, said) = person.types(&["scale", &more]);
                if code == Some(0) {
                    agrees(&person, &format!("{what} scaled"));
                } else {
                    assert!(said.contains("error"), "{what}: {said}");
                }
            }
        }
    }
}

#[test]
fn leftovers_are_priced_by_the_deployments_own_model() {
    let person = Person::with("services: {web: {image: \"nginx:1.27\", ports: [\"80:80\"]}}");
    let set = [
        "--set",
        "ec2.public_ipv4_hour=7",
        "--set",
        "efs.storage_gb_month=9",
    ];
    let words = [&["deploy", "-s", "fargate"][..], &set].concat();
    let (code, said) = person.types(&words);
    assert_eq!(code, Some(0), "{said}");
    agrees(&person, "replaced numbers");
}

/// What cannot be known is named, with the most that it can cost.
#[test]
fn what_has_no_price_is_named() {
    let person = Person::with(
        "services: {db: {image: \"redis:7.4-alpine\", volumes: [\"data:/data\"]}}\nvolumes: {data: {}}",
    );
    let (code, said) = person.types(&["deploy", "-s", "ec2"]);
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = person.types(&["leftovers"]);
    let named =
        "not in this price: the blocks that snapshots store, which AWS does not show (at most $";
    assert!(
        said.contains("at least $") && said.contains(named),
        "{said}"
    );
    let person = Person::with("services: {web: {image: \"nginx:1.27\", ports: [\"80:80\"]}}");
    let (code, said) = person.types(&["deploy", "-s", "fargate"]);
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = person.types(&["leftovers"]);
    assert!(!said.contains("at least"), "{said}");
}
