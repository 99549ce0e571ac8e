//! Every instance is a container with its own sshd, Docker engine and Compose plugin.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, DescribeInstances, DescribeSecurityGroups,
    GetConsoleOutputOutput, InstanceStateName, IpPermission, RunInstances, TerminateInstances,
};
use paperboat_core::aws::host::{HttpGet, Login};
use paperboat_core::aws::{Ec2 as _, Ec2Call, Empty, HostCall, Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};
use tokio::sync::OnceCell;

use super::address::Shown;
use super::engine::{Engine, EngineError};
use super::keys::{Keys, make_usable};
use super::machine::{self, Launch, State};
use super::shell::Shell;
use super::{browse, image};
use crate::ssh::{Client, Console, Forward, KnownHosts, Limits, Target};

/// The SSH port, which every machine has anyway.
const SSH: u16 = 22;
/// The most ports that a machine publishes: each costs the engine a process.
const MOST_PORTS: usize = 100;
/// The most of a console that is shown, in bytes, as EC2 has it.
const CONSOLE: usize = 64 * 1024;

/// Gives the instances of a cloud without machines (an emulator) machines: a container each, named
/// `paperboat-INSTANCE`, which starts, stops, reboots and goes with the instance.
///
/// A machine has a loopback address of its own (`127.64.0.1` to `127.127.255.254`, which Linux has without being told),
/// shown as the instance's public address, and kept over a stop. The TCP ports that the security groups admit at the
/// launch are published there under their own numbers; sshd is at a free one. Nothing is reachable from elsewhere, and
/// nothing is sent to the addresses that the cloud reports. The system is Debian, with Docker and Compose there and
/// enabled at boot, so a recipe finds nothing left to install. Instance sizes are not enforced, user data is refused, and
/// so is a port that would have to be opened on a machine that runs.
pub struct Docker<C> {
    cloud: C,
    shell: Shell,
    keys: Keys,
    machines: machine::Machines,
    image: OnceCell<String>,
    state: PathBuf,
}

impl<C: Cloud> Docker<C> {
    /// Keeps keys, known hosts and the image's files in `state`.
    pub fn new(cloud: C, engine: Engine, state: &Path, limits: Limits) -> Self {
        Self {
            cloud,
            shell: Shell {
                client: Client::new(KnownHosts::in_folder(state), limits),
                trust: Arc::new(Console),
            },
            keys: Keys::in_folder(state),
            machines: machine::Machines::new(engine),
            image: OnceCell::new(),
            state: state.to_owned(),
        }
    }

    /// Makes ports of this computer's loopback reachable at the same ports of every machine's loopback while commands
    /// run there: a registry at `127.0.0.1:5000` is at `127.0.0.1:5000` for the machine's engine too.
    #[must_use]
    pub fn with_forwarded_ports(mut self, ports: &[u16]) -> Self {
        let same = |&port: &u16| Forward {
            there: port,
            here: port,
        };
        let forwards = ports.iter().map(same).collect();
        self.shell.client = self.shell.client.with_forwards(forwards);
        self
    }

    /// Builds the machines' image unless the engine has it, which takes minutes the first time; gives its name. A launch
    /// does the same.
    ///
    /// # Errors
    /// `DockerMissing`, `DockerDown`, or `DockerFailed` with the engine's words.
    pub async fn prepare(&self) -> Result<&str, CloudError> {
        let build = image::ensure(self.machines.engine(), &self.state);
        let tag = self.image.get_or_try_init(|| build).await;
        tag.map(String::as_str)
            .map_err(|e| e.into_error("ec2:RunInstances"))
    }

    async fn run_instances(&self, request: RunInstances) -> Result<Reply, CloudError> {
        const OPERATION: &str = "ec2:RunInstances";
        if !request.user_data.is_empty() {
            let what = "user data does not run on a machine that is a container";
            return Err(CloudError::unsupported(OPERATION, what));
        }
        if request.dry_run {
            // emulators launch all the same
            let what = "a dry run where machines are containers";
            return Err(CloudError::unsupported(OPERATION, what));
        }
        // before anything is launched: whatever a machine needs
        let key_name = request.key_name.clone();
        let groups = request.security_group_ids.clone();
        let token = request.client_token.clone();
        self.keys.public(OPERATION, &key_name)?;
        self.ports(OPERATION, &groups).await?;
        self.prepare().await?;
        let reply = self
            .cloud
            .call(Request::Ec2(Ec2Call::RunInstances(request)))
            .await?;
        let Reply::RunInstances(launched) = &reply else {
            return Ok(reply);
        };
        let ids = launched.instances.iter().map(|i| i.instance_id.clone());
        let ids: Vec<String> = ids.collect();
        let mut made = Vec::new();
        for id in &ids {
            let known = self.machines.token(id).await;
            let known = known.map_err(|e| e.into_error(OPERATION))?;
            // a cloud that honours the token answers a repeated launch with the instance of the first one
            if known.is_some_and(|known| !token.is_empty() && known == token) {
                continue;
            }
            let launch = self.give_machine(OPERATION, id, &key_name, &groups, &token);
            if let Err(error) = launch.await {
                return Err(self.take_back(ids, &made, error).await);
            }
            made.push(id.clone());
        }
        Ok(reply)
    }

    /// Terminates instances of which one has no machine, and removes the machines of the others. The error says what is
    /// left, if anything is.
    async fn take_back(
        &self,
        instance_ids: Vec<String>,
        made: &[String],
        mut error: CloudError,
    ) -> CloudError {
        let mut left = Vec::new();
        for id in made {
            left.extend(self.machines.remove(id).await.err().map(|e| e.to_string()));
        }
        let terminate = TerminateInstances { instance_ids };
        let terminated = self.cloud.terminate_instances(terminate).await;
        left.extend(terminated.err().map(|e| e.to_string()));
        error.maybe_sent = !left.is_empty();
        for what in left {
            let said = format!("; what was launched is still there: {what}");
            error.message.push_str(&said);
        }
        error
    }

    /// Starts the machine of an instance.
    async fn give_machine(
        &self,
        operation: &str,
        instance_id: &str,
        key_name: &str,
        security_groups: &[String],
        token: &str,
    ) -> Result<(), CloudError> {
        let image = self.prepare().await?;
        let launch = Launch {
            instance_id,
            token,
            public_key: &self.keys.public(operation, key_name)?,
            ports: &self.ports(operation, security_groups).await?,
            security_groups,
        };
        let started = self.machines.launch(image, &launch).await;
        started.map_err(|e| e.into_error(operation))
    }

    /// The TCP ports that security groups admit, without SSH.
    async fn ports(&self, operation: &str, groups: &[String]) -> Result<Vec<u16>, CloudError> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let request = DescribeSecurityGroups {
            group_ids: groups.to_vec(),
            ..Default::default()
        };
        let found = self.cloud.describe_security_groups(request).await?;
        let rules = found.security_groups.iter().flat_map(|g| &g.ip_permissions);
        let mut ports: Vec<u16> = rules.flat_map(tcp_ports).collect();
        ports.sort_unstable();
        ports.dedup();
        if ports.len() > MOST_PORTS {
            let count = ports.len();
            let what = format!(
                "{count} open ports on a machine that is a container; at most {MOST_PORTS}"
            );
            return Err(CloudError::unsupported(operation, what));
        }
        Ok(ports)
    }

    /// Where an instance's sshd answers. An instance whose launch was cut off before it had a machine gets one.
    async fn target(&self, operation: &str, login: &Login) -> Result<Target, CloudError> {
        let id = login.instance_id.as_str();
        let look = async || {
            let state = self.machines.look(id).await;
            state.map_err(|e| e.into_error(operation))
        };
        let mut state = look().await?;
        if state == State::Absent {
            self.make_up_for(operation, id).await?;
            state = look().await?;
        }
        let State::Up(port) = state else {
            let host = machine::address(id);
            let container = machine::container(id);
            let message = format!(
                "ssh: connect to host {host} port 22: Connection timed out; the container {container} does not run"
            );
            let kind = ErrorKind::Unavailable;
            return Err(CloudError::refused(
                kind,
                operation,
                "ConnectionTimedOut",
                message,
            ));
        };
        Ok(Target {
            host: machine::address(id).to_string(),
            port,
            user: login.user.clone(),
            key: self.keys.file(&login.key_name),
            name: id.to_owned(),
        })
    }

    async fn make_up_for(&self, operation: &str, instance_id: &str) -> Result<(), CloudError> {
        let request = DescribeInstances {
            instance_ids: vec![instance_id.to_owned()],
            ..Default::default()
        };
        let found = self.cloud.describe_instances(request).await?;
        let mut all = found.reservations.iter().flat_map(|r| &r.instances);
        let up = [InstanceStateName::Pending, InstanceStateName::Running];
        let running = all.find(|i| up.contains(&i.state.name));
        let instance = running.ok_or_else(|| {
            let message = format!("{instance_id} does not run");
            let kind = ErrorKind::Unavailable;
            CloudError::refused(kind, operation, "ConnectionTimedOut", message)
        })?;
        let groups = instance.security_groups.iter().map(|g| g.group_id.clone());
        let groups: Vec<String> = groups.collect();
        // whatever was there before: the new machine has host keys of its own
        self.shell.forget(&[instance_id.to_owned()]);
        let (key_name, token) = (&instance.key_name, &instance.client_token);
        self.give_machine(operation, instance_id, key_name, &groups, token)
            .await
    }

    /// Opens ports, unless a machine that runs already would have to publish them.
    async fn authorize(&self, request: AuthorizeSecurityGroupIngress) -> Result<Reply, CloudError> {
        const OPERATION: &str = "ec2:AuthorizeSecurityGroupIngress";
        let wanted: Vec<u16> = request.ip_permissions.iter().flat_map(tcp_ports).collect();
        let machines = match self.machines.published(&request.group_id).await {
            // whoever only prepares the ground does not need an engine yet
            Err(EngineError::Missing(_)) => Vec::new(),
            found => found.map_err(|e| e.into_error(OPERATION))?,
        };
        for (id, published) in machines {
            if let Some(port) = wanted.iter().find(|port| !published.contains(port)) {
                let what = format!(
                    "port {port} of {id}, which runs: a container publishes its ports when it is made; destroy and deploy \
                     again"
                );
                return Err(CloudError::unsupported(OPERATION, what));
            }
        }
        self.cloud.call(request.into()).await
    }

    /// Removes the machines, then the instances: so a cut between the two leaves nothing that is not found again.
    async fn terminate(&self, request: TerminateInstances) -> Result<Reply, CloudError> {
        let ids = request.instance_ids.clone();
        let describe = DescribeInstances {
            instance_ids: ids.clone(),
            ..Default::default()
        };
        self.cloud.describe_instances(describe).await?;
        for id in &ids {
            let removed = self.machines.remove(id).await;
            removed.map_err(|e| e.into_error("ec2:TerminateInstances"))?;
        }
        let reply = self.cloud.call(request.into()).await?;
        self.shell.forget(&ids);
        Ok(reply)
    }

    async fn console(&self, instance_id: &str) -> Result<Reply, CloudError> {
        let console = self.machines.console(instance_id).await.map_err(|e| {
            if e.is_no_such_container() {
                let (kind, code) = (ErrorKind::NotFound, "InvalidInstanceID.NotFound");
                let message = format!("The instance ID '{instance_id}' does not exist");
                return CloudError::refused(kind, "ec2:GetConsoleOutput", code, message);
            }
            e.into_error("ec2:GetConsoleOutput")
        })?;
        let from = console.ceil_char_boundary(console.len().saturating_sub(CONSOLE));
        Ok(Reply::GetConsoleOutput(GetConsoleOutputOutput {
            instance_id: instance_id.to_owned(),
            output: console[from..].to_owned(),
        }))
    }
}

/// The TCP ports that a rule names, without SSH. A rule for everything names none.
fn tcp_ports(rule: &IpPermission) -> Vec<u16> {
    let port = |p: Option<i32>| p.and_then(|p| u16::try_from(p).ok()).filter(|p| *p > 0);
    let tcp = ["tcp", "6"].contains(&rule.ip_protocol.as_str());
    match (port(rule.from_port), port(rule.to_port)) {
        (Some(from), Some(to)) if tcp => (from..=to).filter(|p| *p != SSH).collect(),
        _ => Vec::new(),
    }
}

#[async_trait]
impl<C: Cloud> Cloud for Docker<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let operation = request.name();
        let failed = |e: EngineError| e.into_error(operation);
        let mut reply = match request {
            Request::Host(HostCall::Exec(exec)) => {
                let target = self.target(operation, &exec.login).await?;
                return self.shell.exec(self, &target, &exec).await;
            }
            Request::Host(HostCall::Put(put)) => {
                let target = self.target(operation, &put.login).await?;
                return self.shell.put(self, &target, &put).await;
            }
            Request::Host(HostCall::HttpGet(HttpGet { url })) => {
                return browse::get_here(&url, |ip: IpAddr| ip.is_loopback()).await;
            }
            Request::Ec2(Ec2Call::GetConsoleOutput(get)) => {
                return self.console(&get.instance_id).await;
            }
            Request::Ec2(Ec2Call::AuthorizeSecurityGroupIngress(allow)) => {
                return self.authorize(allow).await;
            }
            Request::Ec2(Ec2Call::TerminateInstances(terminate)) => {
                return self.terminate(terminate).await;
            }
            Request::Ec2(Ec2Call::CreateKeyPair(_)) => {
                let mut reply = self.cloud.call(request).await?;
                if let Reply::CreateKeyPair(made) = &mut reply {
                    make_usable(made)?;
                    self.keys.keep(made)?;
                }
                return Ok(reply);
            }
            Request::Ec2(Ec2Call::DeleteKeyPair(delete)) => {
                let key_name = delete.key_name.clone();
                let reply = self.cloud.call(delete.into()).await?;
                self.keys.remove(&key_name);
                return Ok(reply);
            }
            Request::Ec2(Ec2Call::StartInstances(start)) => {
                let ids = start.instance_ids.clone();
                let reply = self.cloud.call(start.into()).await?;
                for id in &ids {
                    match self.machines.look(id).await.map_err(failed)? {
                        State::Absent => self.make_up_for(operation, id).await?,
                        _ => self.machines.start(id).await.map_err(failed)?,
                    }
                }
                reply
            }
            Request::Ec2(Ec2Call::StopInstances(stop)) => {
                let ids = stop.instance_ids.clone();
                let reply = self.cloud.call(stop.into()).await?;
                for id in &ids {
                    self.machines.stop(id).await.map_err(failed)?;
                }
                reply
            }
            Request::Ec2(Ec2Call::RebootInstances(reboot)) => {
                let ids = reboot.instance_ids.clone();
                match self.cloud.call(reboot.into()).await {
                    // an emulator without machines may not know what that is
                    Err(e) if e.kind != ErrorKind::Unsupported => return Err(e),
                    _ => {}
                }
                for id in &ids {
                    self.machines.reboot(id).await.map_err(failed)?;
                }
                Reply::RebootInstances(Empty {})
            }
            Request::Ec2(Ec2Call::RunInstances(run)) => self.run_instances(run).await?,
            other => self.cloud.call(other).await?,
        };
        Shown::new(machine::address).in_reply(&mut reply);
        Ok(reply)
    }

    fn clock(&self) -> &dyn Clock {
        self.cloud.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        let own = ["ec2:GetConsoleOutput", "ec2:RebootInstances"];
        operation.starts_with("host:") || own.contains(&operation) || self.cloud.supports(operation)
    }
}
