//! Managed: the tasks of ECS are containers of this computer's engine, which ministack runs.
//!
//! ministack gives such tasks no names of each other and no ports on this computer, and its load balancer has a name of
//! AWS's own. So a task is asked from inside, and the web server finds no store.

use std::time::Duration;

use paperboat_tests::docker::{BUSYBOX, Container, Laps, REGISTRY, docker, docker_says, parts};

use crate::app::Images;
use crate::emulated::Emulated;
use crate::page::eventually;
use crate::person::Person;

const SOON: Duration = Duration::from_secs(60);

/// The tasks of one emulator. What is left of them goes with the value.
struct Tasks {
    emulator: String,
}

impl Drop for Tasks {
    fn drop(&mut self) {
        for name in self.names(&["--all"]) {
            drop(Container(name));
        }
    }
}

impl Tasks {
    fn of(aws: &Emulated) -> Self {
        let (_, port) = aws.url().rsplit_once(':').expect("a port");
        Self {
            emulator: format!(":{port}"),
        }
    }

    /// The names of the containers that the emulator labelled as tasks of its own.
    fn names(&self, which: &[&str]) -> Vec<String> {
        let format = "{{.Names}} {{.Label \"ministack.instance\"}}";
        let filter = "label=com.amazonaws.ecs.task-arn";
        let list = ["ps", "--filter", filter, "--format", format];
        let listed = docker_says(&[&list, which].concat());
        let own = listed.lines().filter_map(|line| line.split_once(' '));
        let own = own.filter(|(_, emulator)| emulator.ends_with(&self.emulator));
        own.map(|(name, _)| name.to_owned()).collect()
    }

    /// The container that runs for a service; none while there are several, of which one is on its way out.
    fn of_service(&self, service: &str) -> Option<String> {
        let mut all = self.names(&[]);
        all.retain(|name| name.ends_with(&format!("-{service}")));
        <[String; 1]>::try_from(all).ok().map(|[only]| only)
    }

    /// What the web server of the one task that runs answers to itself.
    fn page(&self) -> Option<String> {
        let web = self.of_service("web")?;
        let asked = docker(&["exec", &web, "wget", "-q", "-O", "-", "http://127.0.0.1/"]);
        let body = String::from_utf8_lossy(&asked.stdout).into_owned();
        asked.status.success().then_some(body)
    }

    fn answers(&self, body: &str) {
        eventually(body, SOON, || self.page().filter(|b| b == body));
    }
}

#[test]
fn services_run_as_real_tasks_from_deploy_to_destroy() {
    if !parts(&[BUSYBOX, REGISTRY]) {
        return;
    }
    let mut laps = Laps::default();
    let images = Images::push();
    let aws = Emulated::start(true);
    let tasks = Tasks::of(&aws);
    assert_eq!(tasks.names(&["--all"]), [""; 0]);
    laps.lap("managed: registry, images, emulator");
    let person = Person::with(&images.compose());
    let place = ["--backend", "localstack", "--endpoint-url", aws.url()];
    person.does(&[&["deploy", "-s", "fargate"][..], &place].concat());
    tasks.answers("web 1 with nobody\n");
    assert!(tasks.of_service("store").is_some());
    laps.lap("managed: deployed");

    person.does(&["update", "--image", &format!("web={}", images.web(2))]);
    tasks.answers("web 2 with nobody\n");
    laps.lap("managed: updated");
    let missing = images.web(3);
    let said = person.fails(&["update", "--image", &format!("web={missing}")]);
    assert!(
        said.contains("manifest unknown") && said.contains("paperboat-real-web:3"),
        "{said}"
    );
    assert_eq!(said.matches("CannotPull").count(), 1, "{said}");
    assert!(said.contains("The version before still runs"), "{said}");
    tasks.answers("web 2 with nobody\n");
    laps.lap("managed: an image that is missing refused");
    person.does(&["rollback"]);
    person.does(&["rollback"]);
    tasks.answers("web 1 with nobody\n");
    laps.lap("managed: rolled back");
    person.does(&["destroy"]);
    eventually("no task", SOON, || {
        tasks.names(&["--all"]).is_empty().then_some(())
    });
    aws.watched.is_as_before("destroyed");
    laps.lap("managed: destroyed");
}
