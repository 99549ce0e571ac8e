//! A machine that is a container, from its launch to its end: a real engine runs a real application in it.

#[path = "machine/emulator.rs"]
mod emulator;

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::time::{Duration, Instant};

use emulator::Emulator;
use paperboat_backends::hosts::{Docker, Engine};
use paperboat_backends::ssh::Limits;
use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateKeyPair, DeleteKeyPair, DescribeInstances,
    InstanceStateName, IpPermission, RebootInstances, RunInstances, StartInstances, StopInstances,
    TerminateInstances,
};
use paperboat_core::aws::host::{Exec, ExecOutput, HttpGet, HttpGetOutput, Login, Put};
use paperboat_core::aws::secretsmanager::SecretString;
use paperboat_core::aws::{Ec2 as _, Host as _};
use paperboat_core::cloud::Cloud as _;
use paperboat_tests::docker::{
    BASE, BUSYBOX, Container, Laps, REGISTRY, Registry, docker, docker_says, parts,
};
use tempfile::TempDir;

/// A service that comes back by itself and waits for another one, and one that nobody starts again.
const COMPOSE: &str = "
services:
  web:
    image: machine-test:1
    command: [sh, -c, 'echo kept > /index.html; exec httpd -f -p 80 -h /']
    ports: ['$KEPT:80']
    restart: unless-stopped
    depends_on: {other: {condition: service_healthy}}
  other:
    image: machine-test:1
    command: [sh, -c, 'echo other > /index.html; exec httpd -f -p 80 -h /']
    ports: ['$OTHER:80']
    healthcheck: {test: [CMD, wget, -q, -O, '-', 'http://127.0.0.1/'], interval: 1s, retries: 20}
";

/// An instance and its machine, which goes with the value.
struct Site {
    machine: Container,
    id: String,
    cloud: Docker<Emulator>,
    state: TempDir,
    kept: u16,
    other: u16,
}

impl Site {
    fn new(name: &str) -> Self {
        let id = format!("i-test{}{name}", std::process::id());
        let state = tempfile::tempdir().expect("a folder");
        let free = || {
            let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
            listener.local_addr().expect("an address").port()
        };
        let (kept, other) = (free(), free());
        let emulator = Emulator::new(&id, &[kept, other]);
        let cloud = Docker::new(emulator, Engine::default(), state.path(), Limits::default());
        Self {
            machine: Container(format!("paperboat-{id}")),
            id,
            cloud,
            state,
            kept,
            other,
        }
    }

    async fn launch(&self) {
        let pair = CreateKeyPair {
            key_name: "pair".to_owned(),
            ..Default::default()
        };
        let made = self.cloud.create_key_pair(pair).await.expect("a key pair");
        assert!(
            made.key_material.0.contains("OPENSSH PRIVATE KEY"),
            "a usable key"
        );
        let run = RunInstances {
            key_name: "pair".to_owned(),
            min_count: 1,
            max_count: 1,
            security_group_ids: vec!["sg-1".to_owned()],
            client_token: "token".to_owned(),
            ..Default::default()
        };
        let launched = self.cloud.run_instances(run.clone()).await;
        let launched = launched.expect("an instance");
        let again = self.cloud.run_instances(run).await.expect("the same one");
        assert_eq!(again.instances[0].instance_id, self.id);
        let address = launched.instances[0].public_ip_address;
        assert!(address.is_some_and(|a| a.is_loopback()), "{address:?}");
        assert_eq!(launched.instances[0].public_dns_name, "");
    }

    async fn address(&self) -> Ipv4Addr {
        let found = self
            .cloud
            .describe_instances(DescribeInstances::default())
            .await;
        let instance = &found.expect("instances").reservations[0].instances[0];
        let address = instance.public_ip_address.expect("it runs");
        assert!((64..128).contains(&address.octets()[1]), "{address}");
        address
    }

    fn ids(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn login(&self) -> Login {
        Login {
            user: "ec2-user".to_owned(),
            address: None,
            key_name: "pair".to_owned(),
            instance_id: self.id.clone(),
        }
    }

    fn exec_of(&self, command: &str, stdin: &str) -> Exec {
        Exec {
            login: self.login(),
            command: command.to_owned(),
            stdin: SecretString(stdin.to_owned()),
            ..Default::default()
        }
    }

    async fn exec(&self, command: &str, stdin: &str) -> ExecOutput {
        let out = self.cloud.exec(self.exec_of(command, stdin)).await;
        out.unwrap_or_else(|e| panic!("{command}: {e}"))
    }

    async fn run(&self, command: &str) -> String {
        let out = self.exec(command, "").await;
        assert_eq!(out.exit_code, 0, "{command}: {}{}", out.stdout, out.stderr);
        out.stdout
    }

    /// Waits until the machine lets the person in and its engine answers, as a recipe does.
    async fn wait_for_engine(&self) {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            let seen = match self.cloud.exec(self.exec_of("sudo docker info", "")).await {
                Ok(out) if out.exit_code == 0 => return,
                Ok(out) => out.stderr,
                Err(e) if e.kind.retryable() => e.to_string(),
                Err(e) => panic!("{e}"),
            };
            assert!(Instant::now() < deadline, "{seen}");
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    async fn get(&self, port: u16) -> HttpGetOutput {
        let url = format!("http://{}:{port}/", self.address().await);
        self.cloud
            .http_get(HttpGet { url })
            .await
            .expect("loopback")
    }

    async fn wait_for_page(&self, port: u16, body: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let page = self.get(port).await;
            if (page.status, page.body.as_str()) == (200, body) {
                return;
            }
            assert!(Instant::now() < deadline, "{page:?}");
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    async fn start_application(&self) {
        let busybox = Command::new("base64")
            .arg(BUSYBOX)
            .output()
            .expect("base64");
        let busybox = String::from_utf8(busybox.stdout).expect("letters");
        self.run("mkdir -p app").await;
        let sent = self
            .exec("base64 -d > app/busybox && chmod 755 app/busybox", &busybox)
            .await;
        assert_eq!(sent.exit_code, 0);
        let compose = COMPOSE
            .replace("$KEPT", &self.kept.to_string())
            .replace("$OTHER", &self.other.to_string());
        for (name, content) in [("Dockerfile", BASE), ("compose.yaml", &compose)] {
            let put = Put {
                login: self.login(),
                path: format!("/home/ec2-user/app/{name}"),
                content: SecretString(content.to_owned()),
                mode: "600".to_owned(),
            };
            self.cloud.put(put).await.expect(name);
        }
        self.run("cd app && docker build --tag machine-test:1 .")
            .await;
        self.run("cd app && docker compose up -d --wait").await;
    }
}

fn on_a_runtime(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(test);
}

#[test]
fn an_instance_has_a_machine_for_as_long_as_it_lives() {
    if !parts(&[BUSYBOX, REGISTRY]) {
        return;
    }
    on_a_runtime(async {
        let site = Site::new("life");
        let mut laps = Laps::default();
        site.cloud.prepare().await.expect("an image");
        laps.lap("image built or found");
        site.launch().await;
        laps.lap("launched");
        site.wait_for_engine().await;
        laps.lap("engine answers over SSH");
        site.run("docker compose version").await;
        site.start_application().await;
        laps.lap("two services up and healthy");
        site.wait_for_page(site.kept, "kept\n").await;
        site.wait_for_page(site.other, "other\n").await;
        laps.lap("pages answered");

        let container = site.machine.0.clone();
        let disk = disk(&container);
        let known = std::fs::read_to_string(site.state.path().join("known_hosts"));
        assert!(
            known
                .expect("the file")
                .starts_with(&format!("{} ", site.id))
        );

        reboot_keeps_what_has_a_policy(&site).await;
        laps.lap("rebooted");
        asked_from_inside(&site).await;
        laps.lap("rebooted from inside");
        stopped_and_started(&site).await;
        laps.lap("stopped and started");
        refusals(&site).await;
        cut_off_and_met(&site).await;
        laps.lap("made up for a launch that was cut off");

        let instance_ids = site.ids();
        let terminated = site
            .cloud
            .terminate_instances(TerminateInstances { instance_ids })
            .await;
        terminated.expect("an end");
        let key_name = "pair".to_owned();
        let deleted = site.cloud.delete_key_pair(DeleteKeyPair { key_name }).await;
        deleted.expect("an end");
        assert!(
            !docker(&["container", "inspect", &container])
                .status
                .success()
        );
        assert!(!docker(&["volume", "inspect", &disk]).status.success());
        let known = std::fs::read_to_string(site.state.path().join("known_hosts"));
        assert_eq!(known.expect("the file"), "");
        assert!(!site.state.path().join("pair.pem").exists());
        let gone = site
            .cloud
            .exec(site.exec_of("true", ""))
            .await
            .expect_err("gone");
        assert_eq!(gone.code, "ConnectionTimedOut");
        laps.lap("terminated");
    });
}

#[test]
fn a_machine_pulls_from_a_registry_on_this_computer() {
    if !parts(&[BUSYBOX, REGISTRY]) {
        return;
    }
    on_a_runtime(async {
        let registry = Registry::start();
        let image = registry.push("paperboat-test:1", &[("Dockerfile", BASE)]);
        let mut site = Site::new("pull");
        site.cloud = site.cloud.with_forwarded_ports(&[registry.port()]);
        site.launch().await;
        site.wait_for_engine().await;
        site.run(&format!("docker pull --quiet {image}")).await;
        let command = format!("docker run --rm {image} echo pulled");
        assert_eq!(site.run(&command).await, "pulled\n");
        let missing = site
            .exec(
                &format!("docker pull {}", registry.reference("paperboat-test:2")),
                "",
            )
            .await;
        assert_eq!(missing.exit_code, 1);
        assert!(
            missing.stderr.contains("manifest unknown"),
            "{}",
            missing.stderr
        );
    });
}

/// The name of the volume that holds a machine's inner images.
fn disk(container: &str) -> String {
    let format = "{{range .Mounts}}{{.Name}}{{end}}";
    let name = docker_says(&["inspect", "--format", format, container]);
    assert!(
        docker(&["volume", "inspect", &name]).status.success(),
        "{name}"
    );
    name
}

async fn reboot_keeps_what_has_a_policy(site: &Site) {
    let boot = site.run("cat /proc/1/stat | cut -d' ' -f22").await;
    let instance_ids = site.ids();
    let rebooted = site
        .cloud
        .reboot_instances(RebootInstances { instance_ids })
        .await;
    rebooted.expect("a reboot");
    site.wait_for_engine().await;
    assert_ne!(site.run("cat /proc/1/stat | cut -d' ' -f22").await, boot);
    site.wait_for_page(site.kept, "kept\n").await;
    let running = site.run("docker ps --format '{{.Names}}'").await;
    assert_eq!(running, "app-web-1\n");
    let page = site.get(site.other).await;
    assert_eq!(page.status, 0, "{page:?}");
    assert!(page.error.starts_with("curl: ("), "{page:?}");
}

async fn asked_from_inside(site: &Site) {
    let lost = site
        .cloud
        .exec(site.exec_of("sudo reboot; sleep 60", ""))
        .await;
    let lost = lost.expect_err("a reboot ends every connection");
    assert_eq!(
        (lost.code.as_str(), lost.maybe_sent),
        ("ConnectionLost", true)
    );
    site.wait_for_engine().await;
    site.wait_for_page(site.kept, "kept\n").await;
}

async fn stopped_and_started(site: &Site) {
    let address = site.address().await;
    let instance_ids = site.ids();
    let stopped = site
        .cloud
        .stop_instances(StopInstances { instance_ids })
        .await;
    stopped.expect("a stop");
    let found = site
        .cloud
        .describe_instances(DescribeInstances::default())
        .await;
    let instance = &found.expect("instances").reservations[0].instances[0];
    assert_eq!(instance.public_ip_address, None);
    let down = site
        .cloud
        .exec(site.exec_of("true", ""))
        .await
        .expect_err("down");
    assert!(down.kind.retryable(), "{down}");
    let instance_ids = site.ids();
    let started = site
        .cloud
        .start_instances(StartInstances { instance_ids })
        .await;
    started.expect("a start");
    assert_eq!(site.address().await, address);
    site.wait_for_engine().await;
    site.wait_for_page(site.kept, "kept\n").await;
}

/// A launch that was cut off before its machine was made is made up for; one that meets another's machine leaves it.
async fn cut_off_and_met(site: &Site) {
    docker(&["rm", "--force", "--volumes", &site.machine.0]);
    site.wait_for_engine().await;
    let other = RunInstances {
        key_name: "pair".to_owned(),
        client_token: "another".to_owned(),
        ..Default::default()
    };
    let error = site
        .cloud
        .run_instances(other)
        .await
        .expect_err("its name is taken");
    assert_eq!(error.code, "ContainerExists");
    let found = site
        .cloud
        .describe_instances(DescribeInstances::default())
        .await;
    let state = found.expect("instances").reservations[0].instances[0]
        .state
        .name;
    assert_eq!(state, InstanceStateName::Terminated);
    assert!(
        docker(&["container", "inspect", &site.machine.0])
            .status
            .success()
    );
}

async fn refusals(site: &Site) {
    let url = "http://54.214.1.1/".to_owned();
    let foreign = site
        .cloud
        .http_get(HttpGet { url })
        .await
        .expect_err("foreign");
    assert_eq!(foreign.code, "ForeignAddress");
    let late = AuthorizeSecurityGroupIngress {
        group_id: "sg-1".to_owned(),
        ip_permissions: vec![IpPermission::from_range("tcp", 9, "0.0.0.0/0")],
        ..Default::default()
    };
    let late = site.cloud.authorize_security_group_ingress(late).await;
    assert_eq!(late.expect_err("too late").code, "NotModelled");
    let with_data = RunInstances {
        user_data: "#!/bin/sh".to_owned(),
        ..Default::default()
    };
    let with_data = site.cloud.run_instances(with_data).await;
    assert_eq!(with_data.expect_err("user data").code, "NotModelled");
    let stranger = RunInstances {
        key_name: "lost".to_owned(),
        ..Default::default()
    };
    let stranger = site
        .cloud
        .run_instances(stranger)
        .await
        .expect_err("no key");
    assert_eq!(stranger.code, "KeyFileMissing");
    assert!(site.cloud.supports("host:Exec"));
}
