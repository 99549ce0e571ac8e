//! A real machine with Docker, Compose and the images of the scripts: a container that stands behind an instance.

use std::process::Command;
use std::time::{Duration, Instant};

use paperboat_backends::hosts::{Docker, Engine};
use paperboat_backends::ssh::Limits;
use paperboat_core::aws::ec2::{CreateKeyPair, RunInstances};
use paperboat_core::aws::host::{Exec, ExecOutput, Login, Put};
use paperboat_core::aws::secretsmanager::SecretString;
use paperboat_core::aws::{Ec2, Host};
use paperboat_tests::docker::{BASE, BUSYBOX, Container};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::emulator::Emulator;
use crate::files::{FILES, shop};

/// A web server with one page.
const SERVER: &str = "CMD [\"/bin/httpd\", \"-f\", \"-p\", \"80\", \"-h\", \"/srv\"]
COPY index.html /srv/index.html
";

/// A web server that says more of itself, at another port.
const APP: &str = "ENV GREETING=hello
EXPOSE 8080
WORKDIR /srv
CMD [\"/bin/httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/srv\"]
COPY index.html /srv/index.html
";

/// A program that takes words.
const TOOL: &str = "ENTRYPOINT [\"/bin/echo\"]
CMD [\"hello\"]
";

/// A machine that can be logged in to; it goes with the value, also after a failure.
pub(crate) struct Real {
    runtime: Runtime,
    cloud: Docker<Emulator>,
    id: String,
    _container: Container,
    _state: TempDir,
}

impl Real {
    /// Launches the machine and sets it up.
    ///
    /// # Panics
    /// When a step of the set-up fails.
    pub(crate) fn new(name: &str) -> Self {
        let id = format!("i-agree{}{name}", std::process::id());
        let state = tempfile::tempdir().expect("a folder");
        let cloud = Docker::new(
            Emulator::new(&id, &[]),
            Engine::default(),
            state.path(),
            Limits::default(),
        );
        let machine = Self {
            runtime: Runtime::new().expect("a runtime"),
            cloud,
            _container: Container(format!("paperboat-{id}")),
            id,
            _state: state,
        };
        machine.runtime.block_on(machine.launch());
        machine.wait();
        let busybox = Command::new("base64")
            .arg(BUSYBOX)
            .output()
            .expect("base64")
            .stdout;
        let busybox = String::from_utf8(busybox).expect("letters");
        machine.done(
            "mkdir -p app shop/site image && echo hello > image/index.html",
            "",
        );
        machine.done(
            "base64 -d > image/busybox && chmod 755 image/busybox",
            &busybox,
        );
        machine.put("image/Dockerfile", &format!("{BASE}{SERVER}"));
        for (path, content) in FILES {
            machine.put(path, content);
        }
        for (path, content) in shop() {
            machine.put(&path, &content);
        }
        for (name, rest) in [("app", APP), ("tool", TOOL)] {
            machine.put(&format!("image/{name}"), &format!("{BASE}{rest}"));
            let build = format!("docker build -q -t boat/{name}:1 -f image/{name} image");
            machine.done(&build, "");
        }
        machine.done("docker build -q -t boat/web:1 image", "");
        machine.done(
            "echo second > image/index.html; docker build -q -t boat/web:2 image; rm -r image",
            "",
        );
        machine
    }

    async fn launch(&self) {
        self.cloud.prepare().await.expect("an image");
        let key = CreateKeyPair {
            key_name: "pair".into(),
            ..Default::default()
        };
        self.cloud.create_key_pair(key).await.expect("a key pair");
        let run = RunInstances {
            key_name: "pair".into(),
            min_count: 1,
            max_count: 1,
            security_group_ids: vec!["sg-1".into()],
            ..Default::default()
        };
        self.cloud.run_instances(run).await.expect("an instance");
    }

    /// Waits until the machine lets the person in and its engine answers.
    fn wait(&self) {
        let began = Instant::now();
        loop {
            let seen = match self.exec("docker info", "") {
                Ok(out) if out.exit_code == 0 => return,
                Ok(out) => out.stderr,
                Err(e) => e,
            };
            assert!(began.elapsed() < Duration::from_secs(120), "{seen}");
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    fn login(&self) -> Login {
        Login {
            user: "ec2-user".into(),
            address: None,
            key_name: "pair".into(),
            instance_id: self.id.clone(),
        }
    }

    fn exec(&self, command: &str, stdin: &str) -> Result<ExecOutput, String> {
        let exec = Exec {
            login: self.login(),
            command: command.to_owned(),
            stdin: SecretString(stdin.to_owned()),
            ..Default::default()
        };
        self.runtime
            .block_on(self.cloud.exec(exec))
            .map_err(|e| e.to_string())
    }

    fn done(&self, command: &str, stdin: &str) {
        let out = self.exec(command, stdin).expect(command);
        assert_eq!(out.exit_code, 0, "{command}: {out:?}");
    }

    fn put(&self, path: &str, content: &str) {
        let put = Put {
            login: self.login(),
            path: format!("/home/ec2-user/{path}"),
            content: SecretString(content.to_owned()),
            mode: "644".into(),
        };
        self.runtime.block_on(self.cloud.put(put)).expect(path);
    }

    /// Types a command in a new login.
    ///
    /// # Panics
    /// When the connection fails.
    pub(crate) fn types(&self, command: &str) -> ExecOutput {
        self.exec(command, "").expect(command)
    }
}
