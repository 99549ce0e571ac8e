//! After a failed verb its last event leads down to the true root, and what is advised fits that root.

mod person;

use std::process::Output;

use serde_json::Value;

use person::paperboat;

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

/// A deployment that fails, and its root.
struct Case {
    name: &'static str,
    file: &'static str,
    /// The root on EC2 and on Fargate, as `kind subject`; empty where it is not deployed there in this test.
    roots: [&'static str; 2],
    /// What an event of the chain says.
    chain: &'static str,
    /// What the advice names.
    advice: &'static str,
}

const CASES: &[Case] = &[
    // Words that look as if nothing ran: the list of refusals does not see through them.
    Case {
        name: "a misspelt host",
        file: "services:\n  web:\n    image: example/shop:1\n    command: [shop, '--note', 'tail -f']\n    ports: ['80:8080']\n    environment: {DATABASE_URL: 'postgres://u:p@databse:5432/app'}\n    x-paperboat: {port: 8080}\n  db:\n    image: postgres:16\n    environment: {POSTGRES_PASSWORD: p}\n",
        roots: ["host-name web", "host-name web"],
        chain: "no such host: databse",
        advice: "databse",
    },
    Case {
        name: "the wrong port of a database",
        file: "services:\n  web:\n    image: example/shop:1\n    command: [shop, '--note', 'tail -f']\n    ports: ['80:8080']\n    environment: {DATABASE_URL: 'postgres://u:p@db:5433/app'}\n    depends_on: [db]\n    x-paperboat: {port: 8080}\n  db:\n    image: postgres:16\n    environment: {POSTGRES_PASSWORD: p}\n",
        roots: ["port db", ""],
        chain: "nothing listens on port 5433",
        advice: "5432",
    },
    Case {
        name: "a health check with a program that the image lacks",
        file: "services:\n  web:\n    image: nginx:1.27-alpine\n    ports: ['80:80']\n    healthcheck: {test: ['CMD', 'bash', '-c', 'true'], interval: 5s, retries: 3}\n",
        roots: ["check-tool web", "check-tool web"],
        chain: "executable file not found",
        advice: "bash",
    },
    Case {
        name: "a health check in a shell with a program that the image lacks",
        file: "services:\n  web:\n    image: nginx:1.27-alpine\n    ports: ['80:80']\n    healthcheck: {test: ['CMD-SHELL', 'bash -c true'], interval: 5s, retries: 3}\n",
        roots: ["check-tool web", "check-tool web"],
        chain: "bash",
        advice: "bash",
    },
    Case {
        name: "a health check of another port",
        file: "services:\n  web:\n    image: nginx:1.27\n    ports: ['80:80']\n    depends_on: {api: {condition: service_healthy}}\n  api:\n    image: example/shop:1\n    x-paperboat: {port: 8080}\n    healthcheck: {test: ['CMD-SHELL', 'curl -f http://localhost:9999/'], interval: 5s, retries: 2}\n",
        roots: ["check-fails api", "check-fails api"],
        chain: "localhost port 9999",
        advice: "api",
    },
    Case {
        name: "a program above its memory limit",
        file: "services:\n  web:\n    image: example/shop:1\n    ports: ['80:8080']\n    mem_limit: 64m\n    x-paperboat: {port: 8080, memory: 900m}\n",
        roots: ["memory web", ""],
        chain: "exit code 137, out of memory",
        advice: "990 MiB",
    },
    Case {
        name: "a program that is not ready for twenty minutes",
        file: "services:\n  web:\n    image: example/shop:1\n    ports: ['80:8080']\n    x-paperboat: {port: 8080, boot-time: 1200s}\n",
        roots: ["starting web", ""],
        chain: "its program is still starting after",
        advice: "start_period",
    },
    Case {
        name: "a program that ends at its start",
        file: "services:\n  web:\n    image: example/shop:1\n    ports: ['80:8080']\n    command: ['sh', '-c', 'echo starting && exit 3']\n    x-paperboat: {port: 8080}\n",
        roots: ["", "ends web"],
        chain: "exit code 3",
        advice: "paperboat logs web",
    },
    Case {
        name: "a job that fails",
        file: "services:\n  web:\n    image: nginx:1.27\n    ports: ['80:80']\n    depends_on: {migrate: {condition: service_completed_successfully}}\n  migrate:\n    image: busybox:1.36\n    command: ['sh', '-c', 'echo no table && exit 2']\n    restart: 'no'\n",
        roots: ["ends migrate", ""],
        chain: "exit code 2",
        advice: "paperboat logs migrate",
    },
];

#[test]
fn the_last_event_of_a_failed_deployment_leads_to_its_root() {
    for case in CASES {
        for (strategy, wanted) in ["ec2", "fargate"].into_iter().zip(case.roots) {
            if !wanted.is_empty() {
                holds(case, strategy, wanted);
            }
        }
    }
}

fn holds(case: &Case, strategy: &str, wanted: &str) {
    let at = format!("{} on {strategy}", case.name);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("compose.yaml");
    std::fs::write(&file, case.file).expect("a file");
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    let failed = run(&["deploy", "compose.yaml", "-s", strategy, "--json"]);
    assert_eq!(failed.status.code(), Some(1), "{at}: {failed:?}");
    let said = json(&failed);
    let root = &said["root"];
    let text = |member: &str| root[member].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        format!("{} {}", text("kind"), text("subject")),
        wanted,
        "{at}: {said}"
    );
    let help = said["error"]["remedy"].as_str().unwrap_or_default();
    assert!(help.contains(case.advice), "{at}: {help}");

    let events = json(&run(&["events", "--json"]));
    let events = events.as_array().expect("a list");
    let last = events
        .iter()
        .rev()
        .find(|e| e["kind"] == "step-finished" && !e["error"].is_null());
    let last = last.expect("a step that failed")["id"].to_string();
    let chain = json(&run(&["why", &last, "--json"]));
    let chain = chain.as_array().expect("a chain");
    assert!(chain.len() > 2, "{at}: {chain:?}");
    let tells = chain
        .iter()
        .skip(1)
        .any(|e| e.to_string().contains(case.chain));
    assert!(tells, "{at}: {chain:#?}");
    assert!(
        chain.iter().any(|e| e["id"] == root["event"]),
        "{at}: the root lies on the chain"
    );
    for pair in chain.windows(2) {
        assert!(
            pair[0]["cause"] == pair[1]["id"] && pair[0]["at"].as_u64() >= pair[1]["at"].as_u64()
        );
    }
}

#[test]
fn a_failed_update_leads_to_its_root() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("compose.yaml");
    let good = "services:\n  web:\n    image: example/shop:1\n    ports: ['80:8080']\n    x-paperboat: {port: 8080}\n";
    std::fs::write(&file, good).expect("a file");
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    let deployed = run(&["deploy", "compose.yaml", "-s", "fargate"]);
    assert_eq!(deployed.status.code(), Some(0), "{deployed:?}");
    let bad = good.replace("shop:1", "shop:2");
    let bad = format!("{bad}    command: ['sh', '-c', 'echo starting && exit 3']\n");
    std::fs::write(&file, bad).expect("a file");
    let updated = run(&["update", "compose.yaml", "--json"]);
    assert_eq!(updated.status.code(), Some(1), "{updated:?}");
    let said = json(&updated);
    assert_eq!(said["root"]["kind"], "ends", "{said}");
    assert_eq!(said["root"]["subject"], "web", "{said}");
}

const GOOD: &str = "services:\n  web:\n    image: example/shop:1\n    ports: ['80:8080']\n    x-paperboat: {port: 8080}\n";

/// Deploys what is good, lets something happen, and gives what a verb that fails then says, with the chain of its last
/// event.
fn fails_after(strategy: &str, happens: &[&str], verb: &[&str]) -> (Value, String) {
    fails_with(GOOD, strategy, happens, verb)
}

fn fails_with(file: &str, strategy: &str, happens: &[&str], verb: &[&str]) -> (Value, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("compose.yaml"), file).expect("a file");
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    let deployed = run(&["deploy", "compose.yaml", "-s", strategy]);
    assert_eq!(deployed.status.code(), Some(0), "{deployed:?}");
    if !happens.is_empty() {
        run(happens);
    }
    let failed = run(&[verb, &["--json"]].concat());
    assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    let events = json(&run(&["events", "--json"]));
    let mut steps = events.as_array().expect("a list").iter().rev();
    let last = steps.find(|e| e["kind"] == "step-finished" && !e["error"].is_null());
    let last = last.expect("a step that failed")["id"].to_string();
    (
        json(&failed),
        json(&run(&["why", &last, "--json"])).to_string(),
    )
}

/// A program and its database, both with a check.
const PAIR: &str = "services:\n  web:\n    image: example/shop:1\n    ports: ['80:8080']\n    depends_on: {db: {condition: service_healthy}}\n    environment: {DATABASE_URL: 'postgres://u:p@db:5432/app'}\n    healthcheck: {test: ['CMD-SHELL', 'curl -f http://localhost:8080/'], interval: 5s, retries: 3}\n    x-paperboat: {port: 8080, tags: ['2']}\n  db:\n    image: postgres:16\n    environment: {POSTGRES_PASSWORD: p}\n    healthcheck: {test: ['CMD-SHELL', 'pg_isready -U postgres'], interval: 5s, retries: 12}\n";

#[test]
fn whatever_struck_is_the_root_of_the_verb_that_fails() {
    let update: &[&str] = &["update", "--image", "web=example/shop:2"];
    let scale: &[&str] = &["scale", "web=3"];
    for (strategy, fault, verb) in [
        ("ec2", "host-reboot", scale),
        ("ec2", "instance-dies", scale),
        ("ec2", "disk-full", scale),
        ("ec2", "registry-outage", update),
        ("ec2", "database-down:db,lasts=5h", update),
        ("fargate", "slow-start:web,factor=50", update),
        ("fargate", "api-throttled,lasts=5h", &["destroy"]),
    ] {
        let (said, chain) = fails_with(PAIR, strategy, &["fault", fault], verb);
        assert_eq!(said["root"]["kind"], "fault", "{strategy} {fault}: {said}");
        let name = fault.split([':', ',']).next().expect("a name");
        assert!(chain.contains(name), "{strategy} {fault}: {chain}");
        let help = said["error"]["remedy"].as_str().unwrap_or_default();
        assert!(help.contains("came from outside"), "{help}");
    }
}

#[test]
fn a_slow_start_is_the_root_where_nothing_checks_it_too() {
    let file = GOOD.replace("port: 8080}", "port: 8080, tags: ['2']}");
    let slow = ["fault", "slow-start:web,factor=5000"];
    let update = ["update", "--image", "web=example/shop:2"];
    let (said, chain) = fails_with(&file, "ec2", &slow, &update);
    assert_eq!(said["root"]["kind"], "fault", "{said}");
    assert!(chain.contains("is still starting"), "{chain}");
}

#[test]
fn an_image_that_fills_the_disk_is_the_root() {
    let push = ["push", "example/shop:2", "--image-size", "60g"];
    let update = ["update", "--image", "web=example/shop:2"];
    let (said, chain) = fails_after("ec2", &push, &update);
    assert_eq!(said["root"]["kind"], "disk-full", "{said}");
    assert!(chain.contains("image/example/shop:2 on i-"), "{chain}");
}

#[test]
fn a_large_image_gets_the_storage_that_it_needs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = GOOD.replace(
        "port: 8080}",
        "port: 8080, image-size: {pull: 1g, disk: 25g}}",
    );
    std::fs::write(folder.path().join("compose.yaml"), file).expect("a file");
    let run = |arguments: &[&str]| paperboat(folder.path(), arguments);
    let plan = run(&["plan", "compose.yaml", "-s", "fargate"]);
    let said = person::out(&plan);
    assert!(said.contains("--ephemeral-storage sizeInGiB=27"), "{said}");
    assert_eq!(plan.status.code(), Some(0), "{plan:?}");
}

#[test]
fn a_scaling_of_what_never_came_up_has_the_root_of_that() {
    for (strategy, run) in [
        ("ec2", "compose"),
        ("ec2", "docker"),
        ("fargate", "compose"),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("compose.yaml"), CASES[0].file).expect("a file");
        let words = |arguments: &[&str]| paperboat(folder.path(), arguments);
        let failed = words(&["deploy", "compose.yaml", "-s", strategy, "--run", run]);
        assert_eq!(failed.status.code(), Some(1), "{failed:?}");
        let said = json(&words(&["scale", "web=2", "--json"]));
        assert_eq!(
            said["root"]["kind"], "host-name",
            "{strategy} {run}: {said}"
        );
        assert_eq!(said["root"]["subject"], "web", "{strategy} {run}: {said}");
        let spanish = person::both(&words(&["scale", "web=3", "--lang", "es"]));
        assert!(!spanish.contains("did not come true"), "{spanish}");
    }
}

#[test]
fn a_tag_that_is_missing_is_the_root_of_an_update() {
    for strategy in ["ec2", "fargate"] {
        let update = ["update", "--image", "web=example/shop:404"];
        let (said, _) = fails_after(strategy, &[], &update);
        assert_eq!(said["root"]["kind"], "image", "{said}");
        let help = said["error"]["remedy"].as_str().unwrap_or_default();
        assert!(help.contains("name and tag"), "{help}");
    }
}

#[test]
fn a_machine_that_cannot_be_reached_leads_to_who_stopped_it() {
    let update = ["update", "--image", "web=example/shop:2"];
    let off = ["exec", "host", "sudo", "poweroff"];
    let (said, chain) = fails_after("ec2", &off, &update);
    assert!(
        chain.contains("Instance initiated shutdown") && chain.contains("poweroff"),
        "{chain}"
    );
    let help = said["error"]["remedy"].as_str().unwrap_or_default();
    assert!(help.contains("whether the instance runs"), "{help}");

    let docker = ["exec", "host", "sudo", "systemctl", "stop", "docker"];
    let (_, chain) = fails_after("ec2", &docker, &update);
    assert!(
        chain.contains("docker.service") && chain.contains("stop docker"),
        "{chain}"
    );
}

#[test]
fn the_root_is_told_with_the_event_in_both_languages() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("compose.yaml"), CASES[1].file).expect("a file");
    for (language, root) in [
        ("en", "root: nothing listens on port 5433"),
        ("es", "raíz: nada escucha en el puerto 5433"),
    ] {
        let failed = paperboat(
            folder.path(),
            &[
                "deploy",
                "compose.yaml",
                "-s",
                "ec2",
                "--lang",
                language,
                "-n",
                language,
            ],
        );
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&failed.stdout),
            String::from_utf8_lossy(&failed.stderr)
        );
        let said = said.replace(['\u{2068}', '\u{2069}'], "");
        assert!(said.contains(root), "{said}");
        assert!(said.contains("paperboat why "), "{said}");
    }
}
