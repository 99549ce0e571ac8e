//! What an update changed reaches the tasks that run, and what it did not change runs on.

mod person;

use std::collections::BTreeMap;

use person::Person;

/// A shop of which every service reads something that may change.
const SHOP: &str = r#"name: shop
services:
  web:
    image: "nginx:1.29"
    ports: ["8080:80"]
    environment: {API_TOKEN: "one"}
    configs: [{source: motd, target: /etc/motd}]
  worker:
    image: "me/worker:1"
    secrets: [pw, word]
    environment: [WORD]
    x-paperboat: {boot-time: 2s}
  still:
    image: "me/still:1"
    environment: {LEVEL: "1"}
    x-paperboat: {boot-time: 2s}
secrets:
  pw: {file: pw.txt}
  word: {environment: WORD}
configs:
  motd: {content: "hello"}
"#;

/// What somebody does with the shop.
trait Ships {
    fn does(&self, words: &[&str]) -> String;
    fn sees(&self, service: &str, command: &str) -> String;
    fn tasks(&self) -> BTreeMap<String, String>;
    fn rolled(&self, before: &BTreeMap<String, String>) -> Vec<String>;
}

fn with(compose: &str) -> Person {
    Person::with(compose)
        .beside(&[("pw.txt", "old")])
        .having("WORD", "first")
}

impl Ships for Person {
    fn does(&self, words: &[&str]) -> String {
        let (code, said) = self.types(words);
        assert_eq!(code, Some(0), "{words:?}: {said}");
        said
    }

    /// What a program in a running task of a service sees.
    fn sees(&self, service: &str, command: &str) -> String {
        self.does(&["exec", service, command])
    }

    /// The id of the running task of each service.
    fn tasks(&self) -> BTreeMap<String, String> {
        let said = self.does(&["status", "--json"]);
        let status: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let replicas = status["status"]["replicas"].as_array().expect("replicas");
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        let pair = |r: &serde_json::Value| (text(&r["service"]), text(&r["id"]));
        replicas.iter().map(pair).collect()
    }

    /// Which services have other tasks than before.
    fn rolled(&self, before: &BTreeMap<String, String>) -> Vec<String> {
        let now = self.tasks();
        let other = now
            .iter()
            .filter(|(name, id)| before.get(*name) != Some(id));
        other.map(|(name, _)| name.clone()).collect()
    }
}

#[test]
fn a_changed_secret_reaches_the_tasks_that_read_it_and_no_others() {
    let mut person = with(SHOP);
    person.does(&["deploy", "-s", "fargate"]);
    let read = "cat /run/secrets/pw /run/secrets/word; printenv WORD";
    assert_eq!(person.sees("worker", read), "oldfirstfirst\n");
    let before = person.tasks();

    person.writes("pw.txt", "new");
    person.does(&["update", "."]);
    assert_eq!(person.rolled(&before), ["worker"]);
    assert_eq!(person.sees("worker", read), "newfirstfirst\n");
    let before = person.tasks();

    person = person.having("WORD", "second");
    person.does(&["update", "."]);
    assert_eq!(person.rolled(&before), ["worker"]);
    assert_eq!(person.sees("worker", read), "newsecondsecond\n");

    person.does(&["rollback"]);
    assert_eq!(person.sees("worker", read), "newfirstfirst\n");
    person.does(&["rollback"]);
    assert_eq!(person.sees("worker", read), "oldfirstfirst\n");
}

#[test]
fn a_secret_in_the_environment_is_a_new_version_and_an_equal_one_is_none() {
    let person = with(SHOP);
    person.does(&["deploy", "-s", "fargate"]);
    let put = |said: &str| said.matches("secretsmanager:PutSecretValue").count();
    person.writes("compose.yaml", &SHOP.replace("\"one\"", "\"two\""));
    person.does(&["update", "."]);
    assert_eq!(person.sees("web", "printenv API_TOKEN"), "two\n");
    assert_eq!(
        put(&person.does(&["events", "--json"])),
        1,
        "one secret changed"
    );
    // nothing that a secret says changed
    let before = person.tasks();
    let level = SHOP
        .replace("\"one\"", "\"two\"")
        .replace("LEVEL: \"1\"", "LEVEL: \"2\"");
    person.writes("compose.yaml", &level);
    person.does(&["update", "."]);
    assert_eq!(put(&person.does(&["events", "--json"])), 1);
    assert_eq!(person.rolled(&before), ["still"]);
}

#[test]
fn an_update_that_fails_leaves_the_old_secret_with_the_old_version() {
    let person = with(SHOP);
    person.does(&["deploy", "-s", "fargate"]);
    person.writes("pw.txt", "new");
    let (code, said) = person.types(&["update", ".", "--image", "worker=me/worker:gone"]);
    assert_eq!(code, Some(1), "{said}");
    // whatever starts a task of the old version gets the value that it was made for
    person.does(&["scale", "worker=2"]);
    assert_eq!(person.sees("worker", "cat /run/secrets/pw"), "old\n");
    person.does(&["rollback"]);
    assert_eq!(person.sees("worker", "cat /run/secrets/pw"), "old\n");
}

#[test]
fn a_version_that_needs_a_new_secret_rolls_every_service_that_differs() {
    let person = with(SHOP);
    person.does(&["deploy", "-s", "fargate"]);
    let before = person.tasks();
    let more = SHOP
        .replace("LEVEL: \"1\"", "LEVEL: \"1\", STILL_TOKEN: \"new\"")
        .replace("\"hello\"", "\"bye\"");
    person.writes("compose.yaml", &more);
    person.does(&["update", "."]);
    assert_eq!(person.rolled(&before), ["still", "web"]);
    assert_eq!(person.sees("still", "printenv STILL_TOKEN"), "new\n");
    assert_eq!(person.sees("web", "cat /etc/motd"), "bye\n");
}

#[test]
fn the_first_secret_of_all_comes_with_the_right_to_read_it() {
    let plain = "services:
  web: {image: \"nginx:1.29\", ports: [\"80:80\"]}
  worker: {image: \"me/worker:1\", x-paperboat: {boot-time: 2s}}
";
    let person = with(plain);
    person.does(&["deploy", "-s", "fargate"]);
    let before = person.tasks();
    let with = plain.replace(
        "\"me/worker:1\",",
        "\"me/worker:2\", environment: {A_TOKEN: first},",
    );
    person.writes("compose.yaml", &with);
    person.does(&["update", "."]);
    assert_eq!(person.rolled(&before), ["worker"]);
    assert_eq!(person.sees("worker", "printenv A_TOKEN"), "first\n");
}

#[test]
fn an_awaited_job_of_another_version_rolls_who_awaits_it() {
    let app = "services:
  web: {image: \"nginx:1.29\", ports: [\"80:80\"]}
  api:
    image: \"me/api:1\"
    depends_on: {migrate: {condition: service_completed_successfully}}
    x-paperboat: {boot-time: 2s}
  migrate: {image: \"me/migrate:1\", x-paperboat: {ends-after: 2s, tags: [\"2\"]}}
";
    let person = with(app);
    person.does(&["deploy", "-s", "fargate"]);
    let before = person.tasks();
    person.does(&["update", "--image", "migrate=me/migrate:2"]);
    assert_eq!(person.rolled(&before), ["api"]);
}

#[test]
fn a_service_that_a_version_drops_is_gone_and_destroy_leaves_nothing_of_it() {
    let person = with(SHOP);
    person.does(&["deploy", "-s", "fargate"]);
    let start = SHOP.find("  worker:").expect("a worker");
    let end = SHOP.find("  still:").expect("another");
    person.writes("compose.yaml", &[&SHOP[..start], &SHOP[end..]].concat());
    person.does(&["update", "."]);
    let left: Vec<String> = person.tasks().into_keys().collect();
    assert_eq!(left, ["still", "web"]);
    let said = person.does(&["destroy"]);
    assert!(said.contains("nothing is left"), "{said}");
}

/// A web server that is called by another name, and what calls it.
const NAMED: &str = r#"name: shop
services:
  web:
    image: acme/web
    ports: ["8080:80"]
    networks: {default: {aliases: [front]}}
  caller:
    image: acme/caller:1
    environment: {FRONT_URL: "http://front:80", SIDE: "side"}
    x-paperboat: {boot-time: 2s}
  still:
    image: acme/still:1
    x-paperboat: {boot-time: 2s}
"#;

#[test]
fn a_tag_that_is_pushed_again_rolls_what_runs_it() {
    let person = Person::with(NAMED);
    person.does(&["deploy", "-s", "fargate"]);
    let before = person.tasks();
    person.does(&["push", "acme/web:latest"]);
    person.does(&["update"]);
    assert_eq!(person.rolled(&before), ["web"]);
    let (code, said) = person.types(&["update"]);
    assert_eq!(code, Some(2), "{said}");
    person.does(&["push", "acme/other"]);
    assert_eq!(person.types(&["update"]).0, Some(2), "nobody runs it");
}

#[test]
fn another_name_reaches_those_who_call_it() {
    let person = Person::with(NAMED);
    person.does(&["deploy", "-s", "fargate"]);
    let before = person.tasks();
    person.writes("compose.yaml", &NAMED.replace("[front]", "[front, side]"));
    person.does(&["update", "."]);
    assert_eq!(person.rolled(&before), ["caller", "web"]);
    let asked = person.does(&["exec", "caller", "curl -s http://side:80"]);
    assert_eq!(asked, "web:latest\n");
    let before = person.tasks();
    person.does(&["rollback"]);
    assert_eq!(person.rolled(&before), ["web"]);
}

#[test]
fn another_published_port_is_another_listener() {
    let person = Person::with(NAMED);
    person.does(&["deploy", "-s", "fargate"]);
    let before = person.tasks();
    let answers = |port: u16| person.does(&["status"]).contains(&format!(".com:{port}/"));
    assert!(answers(8080));
    person.writes("compose.yaml", &NAMED.replace("8080:80", "8081:80"));
    person.does(&["update", "."]);
    assert_eq!(person.rolled(&before), Vec::<String>::new());
    assert!(answers(8081) && !answers(8080));
    let events = person.does(&["events", "--json"]);
    for once in [
        "elbv2:CreateListener",
        "elbv2:DeleteListener",
        "ec2:RevokeSecurityGroupIngress",
    ] {
        assert!(events.contains(once), "{once}");
    }
    person.does(&["rollback"]);
    assert!(answers(8080) && !answers(8081));
}

#[test]
fn what_is_public_can_change_and_nothing_is_left_of_what_was() {
    let person = Person::with(NAMED);
    person.does(&["deploy", "-s", "fargate"]);
    // another service behind the same port
    let moved = NAMED.replace("    ports: [\"8080:80\"]\n", "").replace(
        "image: acme/still:1\n",
        "image: nginx:1.29\n    ports: [\"8080:80\"]\n",
    );
    person.writes("compose.yaml", &moved);
    person.does(&["update", "."]);
    assert!(person.does(&["status"]).contains(".com:8080/"));
    // nothing public: the load balancer and its price go
    let inner = NAMED.replace("    ports: [\"8080:80\"]\n", "");
    person.writes("compose.yaml", &inner);
    person.does(&["update", "."]);
    assert!(
        person
            .does(&["events", "--json"])
            .contains("DeleteLoadBalancer")
    );
    person.writes("compose.yaml", NAMED);
    person.does(&["update", "."]);
    assert!(person.does(&["status"]).contains(".com:8080/"));
    let said = person.does(&["destroy"]);
    assert!(said.contains("nothing is left"), "{said}");
}

#[test]
fn another_health_path_is_asked_for_by_the_target_group_that_is_there() {
    let shop = |tag: &str, path: &str| {
        format!(
            "services:\n  web:\n    image: \"me/web:{tag}\"\n    ports: [\"80:8080\"]\n    x-paperboat: {{port: 8080, boot-time: 2s, health-path: {path}}}\n"
        )
    };
    let person = with(&shop("1", "/health"));
    person.does(&["deploy", "-s", "fargate"]);
    for (tag, path) in [("2", "/ready"), ("3", "/")] {
        person.writes("compose.yaml", &shop(tag, path));
        person.does(&["update", "."]);
        let asked = format!("--health-check-path {path} --matcher");
        assert!(person.does(&["events"]).contains(&asked), "{path}");
    }
    let changes = |person: &Person| {
        let events = person.does(&["events"]);
        events.matches("$ aws elbv2 modify-target-group --").count()
    };
    assert_eq!(changes(&person), 2);
    person.writes("compose.yaml", &shop("4", "/"));
    person.does(&["update", "."]);
    assert_eq!(changes(&person), 2, "the same path is no change");
    person.does(&["rollback"]);
    person.does(&["rollback"]);
    assert_eq!(
        changes(&person),
        3,
        "back to the version before the last change"
    );
}
