//! What an account's quota does not let run is said before anything is changed.

mod person;

use person::Person;

const WEB: &str = "services:
  web: {image: \"nginx:1.29\", ports: [\"80:80\"], x-paperboat: {tags: [\"1.30\"]}}
";

/// The quota of a new account for Fargate is 6 vCPU, and a small task takes a quarter of one.
#[test]
fn a_scale_over_the_quota_changes_nothing() {
    let person = Person::with(WEB);
    let does = |words: &[&str]| {
        let (code, said) = person.types(words);
        assert_eq!(code, Some(0), "{said}");
        said
    };
    does(&["deploy", "-s", "fargate"]);
    for (copies, need) in [("web=1000", "250"), ("web=25", "6.25")] {
        let before = does(&["status"]);
        let (code, said) = person.types(&["scale", copies]);
        assert_eq!(code, Some(1), "{said}");
        let named = "Fargate On-Demand vCPU resource count";
        assert!(
            said.contains(named) && said.contains("L-3032A538"),
            "{said}"
        );
        assert!(said.contains(&format!("needs {need} vCPU")), "{said}");
        assert!(said.contains("is 6"), "{said}");
        assert!(said.contains("request-service-quota-increase"), "{said}");
        assert!(!said.contains("rolled back"), "{said}");
        assert_eq!(does(&["status"]), before);
    }
    let calls = does(&["events"]);
    assert!(!calls.contains("desired-count 25"), "{calls}");
}

#[test]
fn an_update_needs_room_for_one_new_task_beside_the_old_ones() {
    let person = Person::with(WEB);
    let does = |words: &[&str]| {
        let (code, said) = person.types(words);
        assert_eq!(code, Some(0), "{said}");
    };
    does(&["deploy", "-s", "fargate", "--set", "fargate.vcpu_quota=1"]);
    does(&["scale", "web=4"]);
    let update = ["update", "--image", "web=nginx:1.30"];
    let (code, said) = person.types(&update);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("needs 1.25 vCPU"), "{said}");
    assert!(!said.contains("register"), "{said}");
    does(&["scale", "web=3"]);
    does(&update);
}

#[test]
fn a_deployment_over_the_quota_makes_nothing() {
    let many = WEB.replace("ports", "deploy: {replicas: 30}, ports");
    let person = Person::with(&many);
    let (code, said) = person.types(&["deploy", "-s", "fargate", "--lang", "es"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("necesita 7.5 vCPU") && said.contains("es de 6"),
        "{said}"
    );
    let (_, calls) = person.types(&["events"]);
    assert!(!calls.contains("create-"), "{calls}");
    let (code, said) = person.types(&["plan", "-s", "fargate", "--set", "fargate.vcpu_quota=100"]);
    assert_eq!(code, Some(0), "{said}");

    let large = "services:
  web: {image: \"me/web:1\", ports: [\"80:80\"], x-paperboat: {memory: 20gb}}
";
    let (code, said) = Person::with(large).types(&["plan", "-s", "ec2"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("needs 16 vCPU") && said.contains("L-1216C47A"),
        "{said}"
    );
}

/// A new account may run 5 vCPUs: two instances of the group have four, and the data host has the one that is left.
#[test]
fn a_group_with_a_data_host_fits_into_a_new_account() {
    let person = Person::with(
        "services:
  web: {image: \"nginx:1.29\", ports: [\"80:80\"], depends_on: [db]}
  db: {image: \"postgres:17\", volumes: [\"data:/var/lib/postgresql/data\"], environment: {POSTGRES_PASSWORD: magic}}
volumes: {data: {external: true}}
",
    );
    let (code, said) = person.types(&["deploy", "-s", "ec2-asg"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = person.types(&["scale", "web=3"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("needs 7 vCPU"), "{said}");
}
