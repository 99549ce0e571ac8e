//! The machine, seen through SSH: commands as a person types them.

use crate::recipe::{Obstacle, Wait};
use std::net::Ipv4Addr;

use super::launch::{self, USER};
use super::{Care, Ec2};
use crate::aws::Host as _;
use crate::aws::host::{Exec, ExecOutput, Login, Put};
use crate::aws::secretsmanager::SecretString;
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::facts::Architecture;
use crate::strategy::names::base;
use crate::strategy::{App, architecture};

/// Where the Compose plugin is fetched from, as Docker's own guide for other systems says; the processor follows, in the
/// words of `uname -m`.
const PLUGIN: &str =
    "https://github.com/docker/compose/releases/latest/download/docker-compose-linux-";
/// Where a plugin for all users lies.
const PLUGIN_PATH: &str = "/usr/local/lib/docker/cli-plugins/docker-compose";

/// A machine that can be logged in to.
pub(in crate::strategy) struct Host<'a, 'c> {
    cx: &'a Context<'c>,
    pub(in crate::strategy) instance_id: String,
    pub(in crate::strategy) address: Option<Ipv4Addr>,
    key_name: String,
}

impl<'a, 'c> Host<'a, 'c> {
    /// The machine of an instance, as it is reached now.
    pub(in crate::strategy) async fn at(
        cx: &'a Context<'c>,
        app: &App,
        id: &str,
    ) -> Result<Self, Cause> {
        Ok(Self {
            cx,
            instance_id: id.to_owned(),
            address: launch::address(cx, id).await?,
            key_name: base(app),
        })
    }

    /// Waits until the machine lets the person in. Its address is looked up again after every minute in vain: it may
    /// just have got another.
    pub(in crate::strategy) async fn log_in(
        cx: &'a Context<'c>,
        app: &App,
        id: &str,
    ) -> Result<Self, Cause> {
        let mut minutes = 5;
        loop {
            let host = Self::at(cx, app, id).await?;
            let probe = Exec {
                login: host.login(),
                command: "true".to_owned(),
                ..Default::default()
            };
            let patience = Patience::secs(5, 60);
            let answered = cx.wait_until(Wait::SshAnswers, patience, probe, |_| Look::Met(()));
            minutes -= 1;
            match answered.await {
                Ok(()) => return Ok(host),
                Err(Cause::TimedOut { .. }) if minutes > 0 => {}
                Err(cause) => return Err(cause),
            }
        }
    }

    /// Finds the machine of an application that was deployed.
    pub(in crate::strategy) async fn find(cx: &'a Context<'c>, app: &App) -> Result<Self, Cause> {
        let instance = launch::find(cx, app)
            .await?
            .ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, &app.name))?;
        Ok(Self {
            cx,
            instance_id: instance.instance_id,
            address: instance.public_ip_address,
            key_name: base(app),
        })
    }

    fn login(&self) -> Login {
        Login {
            user: USER.to_owned(),
            address: self.address,
            key_name: self.key_name.clone(),
            instance_id: self.instance_id.clone(),
        }
    }

    /// Runs a command, whatever its exit code.
    pub(in crate::strategy) async fn try_run(&self, command: &str) -> Result<ExecOutput, Cause> {
        let request = Exec {
            login: self.login(),
            command: command.to_owned(),
            ..Default::default()
        };
        Ok(self.cx.cloud.exec(request).await?)
    }

    /// Runs a command that must end with 0.
    pub(in crate::strategy) async fn run(&self, command: &str) -> Result<String, Cause> {
        let output = self.try_run(command).await?;
        if output.exit_code == 0 {
            return Ok(output.stdout);
        }
        let said = if output.stderr.trim().is_empty() {
            &output.stdout
        } else {
            &output.stderr
        };
        // Docker Compose begins its lines with a space, the first one too.
        let lines = said.lines().map(str::trim_end);
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let last = lines[lines.len().saturating_sub(5)..].join("\n");
        Err(Cause::Command {
            command: command.to_owned(),
            exit_code: output.exit_code,
            last_lines: last,
        })
    }

    /// Copies a file to the machine.
    pub(in crate::strategy) async fn put(
        &self,
        path: &str,
        content: &str,
        mode: &str,
    ) -> Result<(), Cause> {
        let request = Put {
            login: self.login(),
            path: path.to_owned(),
            content: SecretString(content.to_owned()),
            mode: mode.to_owned(),
        };
        self.cx.cloud.put(request).await?;
        Ok(())
    }

    /// The context in which the machine was found.
    pub(super) fn cx(&self) -> &'a Context<'c> {
        self.cx
    }

    /// Installs Docker and the Compose plugin, unless they are there.
    pub(in crate::strategy) async fn install_docker(
        &self,
        app: &App,
        way: Ec2,
    ) -> Result<(), Cause> {
        if self.try_run("sudo docker info").await?.exit_code != 0 {
            self.run("sudo dnf install -y docker").await?;
            self.run(match way.care {
                Care::Naive => "sudo systemctl start docker",
                Care::Careful => "sudo systemctl enable --now docker",
            })
            .await?;
            self.run(&format!("sudo usermod -aG docker {USER}")).await?;
        }
        if self.try_run("docker compose version").await?.exit_code != 0 {
            for line in install_plugin(app) {
                self.run(&format!("sudo {line}")).await?;
            }
        }
        Ok(())
    }
}

/// The lines with which root installs the Compose plugin.
pub(in crate::strategy) fn install_plugin(app: &App) -> [String; 3] {
    let folder = PLUGIN_PATH
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let processor = match architecture::machine(app) {
        Architecture::X86_64 => "x86_64",
        Architecture::Arm64 => "aarch64",
    };
    [
        format!("mkdir -p {folder}"),
        format!("curl -fsSL {PLUGIN}{processor} -o {PLUGIN_PATH}"),
        format!("chmod +x {PLUGIN_PATH}"),
    ]
}
