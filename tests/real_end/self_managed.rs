//! Self-managed: the instance is a container with its own sshd and its own Docker engine.

use std::net::SocketAddr;
use std::time::Duration;

use paperboat_tests::docker::{BUSYBOX, Laps, REGISTRY, docker, docker_says, parts};

use crate::app::{Images, PORT};
use crate::emulated::Emulated;
use crate::page::{eventually, page};
use crate::person::Person;

/// How long a machine may take to come back, or an application to answer.
const SOON: Duration = Duration::from_secs(120);

fn deploys(person: &Person, aws: &Emulated, care: &str) -> SocketAddr {
    let place = ["--backend", "localstack", "--endpoint-url", aws.url()];
    let way = ["-s", "ec2", "--care", care, "--hosts", "docker"];
    person.does(&[&["deploy"][..], &way, &place].concat());
    let status = person.status();
    let endpoint = &status["endpoints"][0];
    assert_eq!(endpoint["port"], PORT);
    let host = endpoint["host"].as_str().expect("an address");
    SocketAddr::new(host.parse().expect("an address"), PORT)
}

fn machine(person: &Person) -> String {
    let status = person.status();
    format!(
        "paperboat-{}",
        status["platform"].as_str().expect("an instance")
    )
}

/// Reboots the machine from inside, and waits until it lets the person in again.
fn reboots(person: &Person) {
    let boot = || {
        let said = person.types(&["exec", "host", "cut -d' ' -f22 /proc/1/stat"]);
        (said.code == Some(0)).then_some(said.out)
    };
    let before = boot().expect("a login");
    let lost = person.types(&["exec", "host", "sudo reboot; sleep 60"]);
    assert_ne!(lost.code, Some(0), "{}", lost.all);
    eventually("the machine after its reboot", SOON, || {
        boot().filter(|after| *after != before)
    });
}

fn state_of(person: &Person, service: &str) -> String {
    let status = person.status();
    let replicas = status["replicas"].as_array().expect("a list");
    let replica = replicas.iter().find(|r| r["service"] == service);
    let state = replica.and_then(|r| r["state"].as_str());
    state.unwrap_or("absent").to_owned()
}

fn is_gone(person: &Person, aws: &Emulated, machine: &str, disk: &str) {
    let there = |kind: &str, name: &str| docker(&[kind, "inspect", name]).status.success();
    assert!(!there("container", machine), "{machine}");
    assert!(!there("volume", disk), "{disk}");
    let kept = std::fs::read_dir(person.kept()).into_iter().flatten();
    let kept: Vec<_> = kept.flatten().map(|e| e.path()).collect();
    assert!(kept.is_empty(), "{kept:?}");
    aws.watched.is_as_before("destroyed");
}

fn disk(machine: &str) -> String {
    docker_says(&[
        "inspect",
        "--format",
        "{{range .Mounts}}{{.Name}}{{end}}",
        machine,
    ])
}

#[test]
fn with_care_it_is_deployed_updated_rolled_back_rebooted_and_destroyed() {
    if !parts(&[BUSYBOX, REGISTRY]) {
        return;
    }
    let mut laps = Laps::default();
    let images = Images::push();
    let aws = Emulated::start(false);
    laps.lap("careful: registry, images, emulator");
    let person = Person::with(&images.compose());
    let address = deploys(&person, &aws, "careful");
    laps.lap("careful: deployed");
    let answers = |body: &str| {
        eventually(body, SOON, || page(address).filter(|b| b == body));
    };
    answers("web 1 with kept\n");
    let machine = machine(&person);
    let disk = disk(&machine);
    let known = std::fs::read_to_string(person.kept().join("default/known_hosts"));
    let id = machine.trim_start_matches("paperboat-");
    let known = known.expect("the file");
    assert!(known.lines().count() > 0 && known.lines().all(|line| line.starts_with(id)));
    assert!(person.does(&["leftovers"]).contains(id));
    laps.lap("careful: looked at");

    person.does(&["update", "--image", &format!("web={}", images.web(2))]);
    answers("web 2 with kept\n");
    laps.lap("careful: updated");
    let missing = images.web(3);
    let said = person.fails(&["update", "--image", &format!("web={missing}")]);
    assert!(said.contains(&missing), "{said}");
    assert!(said.contains("The version before still answers"), "{said}");
    assert_eq!(page(address).as_deref(), Some("web 2 with kept\n"));
    laps.lap("careful: an image that is missing refused");
    person.does(&["rollback"]);
    answers("web 2 with kept\n");
    laps.lap("careful: back to before the failed update");
    person.does(&["rollback"]);
    answers("web 1 with kept\n");
    laps.lap("careful: back to the first version");

    reboots(&person);
    answers("web 1 with kept\n");
    assert_eq!(state_of(&person, "store"), "running");
    laps.lap("careful: rebooted, and answers again");
    person.does(&["destroy"]);
    is_gone(&person, &aws, &machine, &disk);
    laps.lap("careful: destroyed");
}

#[test]
fn without_care_it_stays_down_after_a_reboot() {
    if !parts(&[BUSYBOX, REGISTRY]) {
        return;
    }
    let mut laps = Laps::default();
    let images = Images::push();
    let aws = Emulated::start(false);
    let person = Person::with(&images.compose());
    let address = deploys(&person, &aws, "naive");
    assert_eq!(page(address).as_deref(), Some("web 1 with kept\n"));
    let machine = machine(&person);
    let disk = disk(&machine);
    laps.lap("naive: deployed");
    reboots(&person);
    for service in ["web", "store"] {
        assert_eq!(state_of(&person, service), "exited", "{service}");
    }
    assert_eq!(page(address), None);
    laps.lap("naive: rebooted, and stays down");
    person.does(&["destroy"]);
    is_gone(&person, &aws, &machine, &disk);
    laps.lap("naive: destroyed");
}
