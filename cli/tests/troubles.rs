//! Trouble on the machine and with images: each is told with what can be done about it, and what it leaves goes on when
//! that was done, or is destroyed. On the simulator, whose machine says what a real one says.

mod person;

use person::Person;

/// An image in the account's own registry, and a tag that was never pushed to it.
const OWN: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1";
const MISSING: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:77";

/// Somebody whose web server gets into trouble.
struct Owner(Person);

impl Owner {
    fn new() -> Self {
        Self(Person::new())
    }

    /// Writes the Compose file: one web service with an image of a size.
    fn writes(&self, image: &str, size: &str) {
        let text = format!(
            "name: shop\nservices:\n  web:\n    image: {image}\n    ports: ['80:8080']\n    x-paperboat: \
             {{image-size: {size}, boot-time: 1s, memory: 90MB, requests-per-second: 100, health-path: /health}}\n"
        );
        self.0.writes("compose.yaml", &text);
    }

    /// Runs the program in a language; its exit code, and both its streams.
    fn types(&self, language: &str, line: &str) -> (Option<i32>, String) {
        let words: Vec<&str> = ["--lang", language]
            .into_iter()
            .chain(line.split(' '))
            .collect();
        self.0.types(&words)
    }

    #[track_caller]
    fn does(&self, line: &str) -> String {
        let (code, said) = self.types("en", line);
        assert_eq!(code, Some(0), "{line}: {said}");
        said
    }

    /// A command that fails twice, for somebody who reads English and for somebody who reads Spanish.
    #[track_caller]
    fn fails(&self, line: &str, words: &str, remedy: &str, remedio: &str) {
        for (language, help) in [
            ("en", format!("help: {remedy}")),
            ("es", format!("ayuda: {remedio}")),
        ] {
            let (code, said) = self.types(language, line);
            assert_eq!(code, Some(1), "{line}: {said}");
            assert!(said.contains(words), "{words} in {said}");
            assert!(said.contains(&help), "{help} in {said}");
        }
    }

    #[track_caller]
    fn destroys(&self) {
        let said = self.does("destroy");
        assert!(said.contains("nothing is left"), "{said}");
        assert!(!self.0.folder().join(".paperboat/default").exists());
    }
}

#[test]
fn an_image_that_is_not_there_is_corrected_and_the_deployment_goes_on() {
    for strategy in ["ec2", "fargate"] {
        let person = Owner::new();
        person.writes(OWN, "45MB");
        person.does(&format!("deploy compose.yaml -s {strategy}"));
        let update = format!("update --image web={MISSING}");
        let remedy = "correct the image's name and tag";
        let remedio = "corrige el nombre y la etiqueta";
        person.fails(&update, "dkr.ecr.us-east-1", remedy, remedio);
        person.writes("us/web:1", "45MB");
        person.does("update compose.yaml");
        let status = person.does("status");
        assert!(
            status.contains("us/web:1") && !status.contains(MISSING),
            "{status}"
        );
        person.destroys();
    }
}

#[test]
fn a_deployment_that_failed_is_destroyed_without_being_corrected() {
    for strategy in ["ec2", "fargate"] {
        let person = Owner::new();
        let text = "name: shop\nservices:\n  web:\n    image: us/web:1\n    ports: ['80:8080']\n    \
                    command: ['sh', '-c', 'echo no such option && exit 3']\n";
        person.0.writes("compose.yaml", text);
        let (code, said) = person.types("en", &format!("deploy compose.yaml -s {strategy}"));
        assert_eq!(code, Some(1), "{said}");
        person.destroys();
    }
}

#[test]
fn a_program_that_ends_is_corrected_and_the_deployment_goes_on() {
    let person = Owner::new();
    let database = "name: shop\nservices:\n  db:\n    image: mysql:8.4\n    environment: {MYSQL_ROOT_PASSWORD: open-sesame}\n";
    let write = |text: &str| person.0.writes("compose.yaml", text);
    let ends = format!("{database}    command: ['sh', '-c', 'echo no such option && exit 3']\n");
    write(&ends);
    let deploy = "deploy compose.yaml -s fargate";
    let (remedy, remedio) = (
        "read its last lines with paperboat logs db",
        "lee sus últimas líneas con paperboat logs db",
    );
    person.fails(deploy, "exit code 3", remedy, remedio);
    write(database);
    person.does(deploy);
    person.destroys();
}

#[test]
fn a_full_disk_is_told_and_the_old_version_runs_on() {
    let person = Owner::new();
    person.writes("us/web:1", "45MB");
    person.does("deploy compose.yaml -s ec2");
    person.writes("us/web:2", "30GB");
    let update = "update compose.yaml";
    let (remedy, remedio) = ("make room on the machine", "haz sitio en la máquina");
    person.fails(update, "no space left on device", remedy, remedio);
    assert!(person.does("status").contains("us/web:1"));
    person.writes("us/web:3", "45MB");
    person.does(update);
    assert!(person.does("status").contains("us/web:3"));
    person.destroys();
}

#[test]
fn docker_that_does_not_run_is_started_again() {
    let person = Owner::new();
    person.writes("us/web:1", "45MB");
    person.does("deploy compose.yaml -s ec2");
    person.does("exec host sudo systemctl stop docker");
    person.writes("us/web:2", "45MB");
    let said = "Cannot connect to the Docker daemon";
    let (remedy, remedio) = ("Docker does not run", "Docker no está en marcha");
    person.fails("update compose.yaml", said, remedy, remedio);
    person.does("exec host sudo systemctl enable --now docker");
    person.does("update compose.yaml");
    person.destroys();
}

#[test]
fn a_machine_without_ssh_is_told_from_one_that_is_silent_and_both_are_destroyed() {
    let silent = (
        "ConnectionTimedOut",
        "look whether the instance runs",
        "mira si la instancia está en marcha",
    );
    let refused = (
        "ConnectionRefused",
        "the machine is there, but no SSH",
        "la máquina está ahí, pero ningún",
    );
    for (trouble, (code, remedy, remedio)) in [
        ("sudo systemctl stop sshd", refused),
        ("sudo poweroff", silent),
    ] {
        let person = Owner::new();
        person.writes("us/web:1", "45MB");
        person.does("deploy compose.yaml -s ec2");
        person.types("en", &format!("exec host {trouble}"));
        person.fails("exec host true", code, remedy, remedio);
        person.destroys();
    }
}
