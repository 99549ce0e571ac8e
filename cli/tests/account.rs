//! What is in an account, and what may be done there: `leftovers` and `policy`, as a person runs them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use paperboat_core::policy::{MOST_CHARACTERS, action};
use serde::Deserialize;
use serde_json::Value;

fn example(name: &str) -> String {
    let examples: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    examples
        .join(name)
        .join("compose.yaml")
        .display()
        .to_string()
}

#[track_caller]
fn paperboat(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_paperboat"))
        .current_dir(folder)
        .env_clear()
        .args(arguments)
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}\n{error}");
    said
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn what_a_deployment_left_is_listed_and_removed_without_its_session() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments, 0);
    run(&["deploy", &example("guestbook"), "-s", "ec2"]);
    let listed = run(&["leftovers"]);
    assert!(
        listed.contains("ec2:instance paperboat-guestbook"),
        "{listed}"
    );
    assert!(
        listed.contains("$ aws ec2 terminate-instances --instance-ids i-"),
        "{listed}"
    );
    let data = json(&run(&["leftovers", "--json"]));
    let kinds: Vec<&Value> = data["leftovers"]
        .as_array()
        .expect("leftovers")
        .iter()
        .map(|l| &l["kind"])
        .collect();
    let order = [
        "ec2:instance",
        "ec2:elastic-ip",
        "ec2:volume",
        "ec2:snapshot",
        "ec2:key-pair",
        "ec2:security-group",
    ];
    assert_eq!(kinds, order);
    assert_eq!(data["leftovers"][1]["hourly"], "0.005");
    assert_eq!(data["unseen"], json("[]"));

    let other = run(&["leftovers", "--remove", "guest", "--lang", "es"]);
    assert!(other.contains("no hay nada de guest"), "{other}");
    let removed = json(&run(&["leftovers", "--remove", "guestbook", "--json"]));
    assert_eq!(removed["removed"].as_array().map(Vec::len), Some(6));
    assert_eq!(
        json(&run(&["leftovers", "--json"]))["leftovers"],
        json("[]")
    );
    assert!(run(&["destroy"]).contains("nothing is left"));
    paperboat(folder.path(), &["leftovers"], 2);
}

/// What AWS's Service Authorization Reference says of an action (read 2026-11-25).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    /// The types of resources that a policy may name; `*` for any.
    resources: Vec<String>,
    request_tag: bool,
    resource_tag: bool,
}

fn words<'a>(statement: &'a Value, member: &str) -> Vec<&'a str> {
    let all = statement[member].as_array().expect("a list").iter();
    all.map(|w| w.as_str().expect("a word")).collect()
}

/// The type in `arn:aws:ecs:*:*:task-definition/paperboat-*`.
fn resource_type(arn: &str) -> &str {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or("*");
    resource.split(['/', ':']).next().unwrap_or("*")
}

/// Holds a statement to what AWS knows, and to need: every resource is one that some action acts on.
fn hold(statement: &Value, known: &BTreeMap<String, Known>) {
    let types: Vec<&str> = words(statement, "Resource")
        .into_iter()
        .map(resource_type)
        .collect();
    let condition = statement["Condition"].to_string();
    let mut used = BTreeSet::new();
    for action in words(statement, "Action") {
        let facts = known
            .get(action)
            .unwrap_or_else(|| panic!("IAM knows no {action}"));
        let takes = |t: &&&str| **t == "*" || facts.resources.iter().any(|r| r == **t || r == "*");
        let fitting: Vec<&str> = types.iter().filter(takes).copied().collect();
        assert!(!fitting.is_empty(), "{action} acts on none of {types:?}");
        used.extend(fitting);
        assert!(
            !condition.contains("aws:RequestTag") || facts.request_tag,
            "{action}"
        );
        assert!(
            !condition.contains("aws:ResourceTag") || facts.resource_tag,
            "{action}"
        );
    }
    let unused: Vec<_> = types.iter().filter(|t| !used.contains(**t)).collect();
    assert!(unused.is_empty(), "{}: {unused:?}", statement["Sid"]);
}

#[test]
fn the_policy_allows_what_is_sent_in_words_that_iam_knows() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let known: BTreeMap<String, Known> =
        serde_json::from_str(include_str!("actions.json")).expect("the table");
    for strategy in ["ec2", "fargate"] {
        let way = ["-s", strategy, "-f", &example("shop")];
        let text = paperboat(folder.path(), &[&["policy"], &way[..]].concat(), 0);
        let policy = json(&text);
        let has = policy
            .to_string()
            .chars()
            .filter(|c| !c.is_whitespace())
            .count();
        assert!(has <= MOST_CHARACTERS, "{strategy}: {has} characters");
        let statements = policy["Statement"].as_array().expect("statements");
        statements.iter().for_each(|s| hold(s, &known));
        let sids: BTreeSet<_> = statements.iter().map(|s| s["Sid"].as_str()).collect();
        assert_eq!(sids.len(), statements.len());
        let letters = |sid: &str| sid.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(sids.iter().all(|sid| sid.is_some_and(letters)));

        let allowed: BTreeSet<&str> = statements.iter().flat_map(|s| words(s, "Action")).collect();
        let plan = json(&paperboat(
            folder.path(),
            &[&["plan", "--json"], &way[..]].concat(),
            0,
        ));
        let sent = plan["operations"].as_object().expect("operations");
        assert!(sent.len() > 4, "{strategy}: {sent:?}");
        for operation in sent.keys() {
            if let Some(action) = action(operation) {
                assert!(allowed.contains(action.as_str()), "{strategy}: {action}");
            }
        }
    }
}
