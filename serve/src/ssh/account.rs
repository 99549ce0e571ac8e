//! Somebody who is logged in at a machine: what they do there are requests of the world.

use paperboat_core::aws::host::{Exec, ExecOutput, Login, Put};
use paperboat_core::aws::{Reply, Request, SecretString};
use paperboat_core::error::CloudError;
use paperboat_simulator::host::{Files, Process};
use paperboat_simulator::world::World;
use paperboat_wire::Read;

use crate::doors::Visit;

/// An account of a machine, in the hands of somebody who has its key.
#[derive(Clone, Debug)]
pub(super) struct Account {
    visit: Visit,
    user: String,
    key_name: String,
}

/// A command that did not come to its end.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    /// What it had written.
    pub(super) written: ExecOutput,
    /// In OpenSSH's words.
    pub(super) why: String,
}

impl Broken {
    fn because(why: String) -> Self {
        Self {
            written: ExecOutput::default(),
            why,
        }
    }
}

impl Account {
    /// `key_name` is the pair whose key opened it.
    pub(super) fn new(visit: Visit, user: String, key_name: String) -> Self {
        Self {
            visit,
            user,
            key_name,
        }
    }

    /// The instance.
    pub(super) fn instance(&self) -> &str {
        &self.visit.name
    }

    /// An id that no other shell has, of this run or of one before it.
    pub(super) fn new_shell(&self) -> String {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        format!("{}-{}", self.visit.served.request_id(), since.as_nanos())
    }

    fn login(&self) -> Login {
        Login {
            user: self.user.clone(),
            address: self.visit.address(),
            key_name: self.key_name.clone(),
            instance_id: self.visit.name.clone(),
        }
    }

    async fn ask(&self, request: Request) -> Result<Reply, CloudError> {
        let scope = self.visit.scope.clone();
        self.visit.served.ask(&Read { request, scope }, false).await
    }

    /// Runs a command; with `shell`, as a line of a shell that stays open.
    ///
    /// # Errors
    /// When the machine went away: what had come before, and why it ended.
    pub(super) async fn run(
        &self,
        command: &str,
        stdin: String,
        shell: &str,
    ) -> Result<ExecOutput, Broken> {
        let exec = Exec {
            login: self.login(),
            command: command.to_owned(),
            stdin: SecretString(stdin),
            shell: shell.to_owned(),
        };
        let scope = self.visit.scope.clone();
        let request = exec.into();
        let told = self
            .visit
            .served
            .told(&Read { request, scope }, false)
            .await;
        match told {
            Ok((Ok(Reply::Exec(output)), _)) => Ok(output),
            Ok((Ok(_), _)) => Err(Broken::because("no answer".to_owned())),
            Ok((Err(error), written)) => Err(Broken {
                written: written.unwrap_or_default(),
                ..Broken::because(error.message)
            }),
            Err(error) => Err(Broken::because(error.message)),
        }
    }

    /// Writes a file; `mode` in octal digits, or empty for what the machine gives it.
    ///
    /// # Errors
    /// In scp's words.
    pub(super) async fn put(&self, path: &str, text: String, mode: &str) -> Result<(), CloudError> {
        let put = Put {
            login: self.login(),
            path: path.to_owned(),
            content: SecretString(text),
            mode: mode.to_owned(),
        };
        self.ask(put.into()).await.map(|_| ())
    }

    /// Looks at the machine's files, as the account would; none when the machine is gone.
    pub(super) fn files<T>(&self, look: impl FnOnce(&Files, &Process) -> T) -> Option<T> {
        let looked = self.world(|world| {
            let (files, process) = world.files_for(&self.visit.name, &self.user)?;
            Some(look(files, &process))
        });
        looked.flatten()
    }

    /// Looks at the world.
    pub(super) fn world<T>(&self, look: impl FnOnce(&World) -> T) -> Option<T> {
        self.visit.served.look(&self.visit.scope, look)
    }

    /// How long a client may be silent between two requests of HTTP.
    pub(super) fn patience(&self) -> std::time::Duration {
        self.visit.served.limits.head
    }
}
