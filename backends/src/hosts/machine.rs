//! An instance's machine: a container with systemd, sshd, a Docker engine and the Compose plugin.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};

use paperboat_core::loopback::address_of;

use super::engine::{Engine, EngineError};

/// What begins the names of all containers, and the labels on them.
pub(super) const PREFIX: &str = "paperboat-";
/// How long a machine may take to shut down, in seconds: its own containers get ten.
const SHUTDOWN: &str = "60";
/// The exit code of a container whose first process asked the kernel for a reboot: ended by SIGHUP.
const ASKED_FOR_REBOOT: &str = "129";

/// What an instance is launched with.
pub(super) struct Launch<'a> {
    pub(super) instance_id: &'a str,
    /// The launch's client token.
    pub(super) token: &'a str,
    /// The public half of the key pair, as a line of `authorized_keys`.
    pub(super) public_key: &'a str,
    /// The TCP ports that the security groups admit, without SSH.
    pub(super) ports: &'a [u16],
    pub(super) security_groups: &'a [String],
}

/// Where a machine's sshd answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// There is no container of the instance.
    Absent,
    /// It does not run.
    Down,
    /// It runs, and sshd is at this port of its address.
    Up(u16),
}

/// The machines that an engine runs.
#[derive(Debug)]
pub(super) struct Machines {
    engine: Engine,
    /// Whether the engine refuses `--privileged`.
    unprivileged: AtomicBool,
}

impl Machines {
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            engine,
            unprivileged: AtomicBool::new(false),
        }
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Starts a machine. When it cannot start, nothing of it is left.
    pub(super) async fn launch(&self, image: &str, launch: &Launch<'_>) -> Result<(), EngineError> {
        let old_cgroups = self.cgroup_version().await? == "1";
        if !self.unprivileged.load(Ordering::Relaxed) {
            let started = self.start_new(image, launch, old_cgroups, true).await;
            match started {
                Err(e) if e.says("operation not permitted") || e.says("privileged") => {
                    self.unprivileged.store(true, Ordering::Relaxed);
                }
                other => return other,
            }
        }
        self.start_new(image, launch, old_cgroups, false).await
    }

    async fn start_new(
        &self,
        image: &str,
        launch: &Launch<'_>,
        old_cgroups: bool,
        privileged: bool,
    ) -> Result<(), EngineError> {
        let arguments = arguments(image, launch, old_cgroups, privileged);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.engine.run(&arguments).await?;
        let name = container(launch.instance_id);
        let started = self.engine.run(&["start", &name]).await;
        if started.is_err() {
            self.remove(launch.instance_id).await?;
        }
        started.map(drop)
    }

    async fn cgroup_version(&self) -> Result<String, EngineError> {
        let docker = self
            .engine
            .run(&["info", "--format", "{{.CgroupVersion}}"])
            .await;
        let answer = match docker {
            Err(e) if e.says("CgroupVersion") => {
                let podman = ["info", "--format", "{{.Host.CgroupsVersion}}"];
                self.engine.run(&podman).await?
            }
            other => other?,
        };
        Ok(answer.trim().trim_start_matches('v').to_owned())
    }

    /// Looks where a machine's sshd answers; starts one that asked for a reboot from inside, or whose launch was cut off.
    pub(super) async fn look(&self, instance_id: &str) -> Result<State, EngineError> {
        let state = self.inspect(instance_id).await?;
        let Some((status, exit_code, port)) = state else {
            return Ok(State::Absent);
        };
        let asked = status == "exited" && exit_code == ASKED_FOR_REBOOT;
        if asked || status == "created" {
            self.start(instance_id).await?;
            let again = self.inspect(instance_id).await?;
            return Ok(again.map_or(State::Absent, |(_, _, port)| up(&port)));
        }
        Ok(up(&port))
    }

    async fn inspect(
        &self,
        instance_id: &str,
    ) -> Result<Option<(String, String, String)>, EngineError> {
        let format = "{{.State.Status}} {{.State.ExitCode}} \
                      {{with index .NetworkSettings.Ports \"22/tcp\"}}{{(index . 0).HostPort}}{{end}}";
        let name = container(instance_id);
        let answer = ["container", "inspect", "--format", format, &name];
        match self.engine.run(&answer).await {
            Ok(line) => {
                let mut words = line.trim().split(' ').map(str::to_owned);
                let mut word = || words.next().unwrap_or_default();
                Ok(Some((word(), word(), word())))
            }
            Err(e) if e.is_no_such_container() => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// The client token with which a machine was launched; none where there is no machine.
    pub(super) async fn token(&self, instance_id: &str) -> Result<Option<String>, EngineError> {
        let format = format!("{{{{index .Config.Labels \"{PREFIX}token\"}}}}");
        let name = container(instance_id);
        let answer = ["container", "inspect", "--format", &format, &name];
        match self.engine.run(&answer).await {
            Ok(token) => Ok(Some(token.trim().to_owned())),
            Err(e) if e.is_no_such_container() => Ok(None),
            Err(e) => Err(e),
        }
    }

    pub(super) async fn start(&self, instance_id: &str) -> Result<(), EngineError> {
        self.verb(&["start"], instance_id).await
    }

    /// Shuts a machine down; one that was never made is down.
    pub(super) async fn stop(&self, instance_id: &str) -> Result<(), EngineError> {
        let stopped = self.verb(&["stop", "--time", SHUTDOWN], instance_id);
        match stopped.await {
            Err(e) if e.is_no_such_container() => Ok(()),
            other => other,
        }
    }

    pub(super) async fn reboot(&self, instance_id: &str) -> Result<(), EngineError> {
        self.verb(&["restart", "--time", SHUTDOWN], instance_id)
            .await
    }

    /// Removes a machine and its disk; one that is gone already is as good as removed.
    pub(super) async fn remove(&self, instance_id: &str) -> Result<(), EngineError> {
        match self
            .verb(&["rm", "--force", "--volumes"], instance_id)
            .await
        {
            Err(e) if e.is_no_such_container() => Ok(()),
            other => other,
        }
    }

    async fn verb(&self, verb: &[&str], instance_id: &str) -> Result<(), EngineError> {
        let name = container(instance_id);
        let arguments = [verb, &[name.as_str()]].concat();
        self.engine.run(&arguments).await.map(drop)
    }

    /// What the machine wrote to its console.
    pub(super) async fn console(&self, instance_id: &str) -> Result<String, EngineError> {
        let name = container(instance_id);
        self.engine.run(&["logs", "--tail", "4000", &name]).await
    }

    /// The ports that machines with a security group publish, machine by machine.
    pub(super) async fn published(
        &self,
        group: &str,
    ) -> Result<Vec<(String, Vec<u16>)>, EngineError> {
        let filter = format!("label={PREFIX}group-{group}");
        let format =
            format!("{{{{.Label \"{PREFIX}instance\"}}}} {{{{.Label \"{PREFIX}ports\"}}}}");
        let list = ["ps", "--all", "--filter", &filter, "--format", &format];
        let answer = self.engine.run(&list).await?;
        let machine = |line: &str| {
            let (id, ports) = line.split_once(' ').unwrap_or((line, ""));
            let ports = ports.split(',').filter_map(|p| p.trim().parse().ok());
            (id.to_owned(), ports.collect())
        };
        Ok(answer.lines().map(machine).collect())
    }
}

fn up(port: &str) -> State {
    port.parse().map_or(State::Down, State::Up)
}

/// The name of an instance's container.
pub(super) fn container(instance_id: &str) -> String {
    format!("{PREFIX}{instance_id}")
}

/// The address of an instance's machine.
pub(super) fn address(instance_id: &str) -> Ipv4Addr {
    address_of(instance_id)
}

/// The command that makes a machine's container.
pub(super) fn arguments(
    image: &str,
    launch: &Launch<'_>,
    old_cgroups: bool,
    privileged: bool,
) -> Vec<String> {
    let address = address(launch.instance_id);
    let id = launch.instance_id;
    let ports: Vec<String> = launch.ports.iter().map(u16::to_string).collect();
    let mut all = vec![
        "create".to_owned(),
        format!("--name={}", container(id)),
        format!("--hostname={id}"),
        format!("--label={PREFIX}instance={id}"),
        format!("--label={PREFIX}ports={}", ports.join(",")),
        format!("--label={PREFIX}token={}", launch.token),
        format!("--env=PAPERBOAT_PUBLIC_KEY={}", launch.public_key),
        format!("--publish={address}::22"),
    ];
    let groups = launch.security_groups.iter();
    all.extend(groups.map(|group| format!("--label={PREFIX}group-{group}=")));
    all.extend(ports.iter().map(|p| format!("--publish={address}:{p}:{p}")));
    // systemd writes its console to a terminal, wants /run empty at every boot, and tells containers by this variable;
    // the inner engine cannot keep layers on the container's own ones
    let fixed = [
        "--tty",
        "--tmpfs=/run",
        "--tmpfs=/run/lock",
        "--env=container=docker",
        "--volume=/var/lib/docker",
    ];
    all.extend(fixed.map(str::to_owned));
    let rights: &[&str] = match (privileged, old_cgroups) {
        (true, true) => &["--privileged", CGROUPS],
        (true, false) => &["--privileged", "--cgroupns=private"],
        (false, true) => &[RIGHTS[0], RIGHTS[1], RIGHTS[2], RIGHTS[3], CGROUPS],
        (false, false) => &[
            RIGHTS[0],
            RIGHTS[1],
            RIGHTS[2],
            RIGHTS[3],
            "--cgroupns=host",
            CGROUPS,
        ],
    };
    all.extend(rights.iter().map(|&r| r.to_owned()));
    all.push(image.to_owned());
    if old_cgroups {
        // systemd 257 takes the first version of control groups only when it is told to
        let told = [
            "systemd.unified_cgroup_hierarchy=0",
            "SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1",
        ];
        all.extend(told.map(str::to_owned));
    }
    all
}

const CGROUPS: &str = "--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw";
/// What a machine needs where `--privileged` is refused because the engine itself lacks a capability.
const RIGHTS: [&str; 4] = [
    "--cap-add=ALL",
    "--cap-drop=SYS_RESOURCE",
    "--security-opt=seccomp=unconfined",
    "--security-opt=systempaths=unconfined",
];
