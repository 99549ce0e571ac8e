//! The host operations over SSH, with the first visit to a machine.

use std::sync::Arc;

use paperboat_core::aws::host::{Exec, ExecOutput, Login, Put};
use paperboat_core::aws::{Empty, Reply};
use paperboat_core::cloud::Cloud;
use paperboat_core::error::{CloudError, ErrorKind};

use crate::ssh::{Client, Failure, Offer, Target, Trust};

/// A client, and somebody who knows the host keys of machines that were never visited.
pub(super) struct Shell {
    pub(super) client: Client,
    pub(super) trust: Arc<dyn Trust>,
}

impl Shell {
    /// Runs a command. `cloud` is where the machine was launched.
    pub(super) async fn exec(
        &self,
        cloud: &dyn Cloud,
        target: &Target,
        exec: &Exec,
    ) -> Result<Reply, CloudError> {
        let run = || self.client.exec(target, &exec.command, &exec.stdin.0);
        let output = match run().await {
            Err(Failure::HostKeyUnknown { key, .. }) => {
                self.introduce(cloud, target, &exec.login, *key).await?;
                run().await
            }
            ran => ran,
        };
        output
            .map(|out: ExecOutput| Reply::Exec(out))
            .map_err(|failure| failure.into_error("host:Exec"))
    }

    /// Copies a file.
    pub(super) async fn put(
        &self,
        cloud: &dyn Cloud,
        target: &Target,
        put: &Put,
    ) -> Result<Reply, CloudError> {
        let run = || {
            let content = &put.content.0;
            self.client.put(target, &put.path, content, &put.mode)
        };
        let copied = match run().await {
            Err(Failure::HostKeyUnknown { key, .. }) => {
                self.introduce(cloud, target, &put.login, *key).await?;
                run().await
            }
            ran => ran,
        };
        copied
            .map(|()| Reply::Put(Empty {}))
            .map_err(|failure| failure.into_error("host:Put"))
    }

    /// Asks who knows whether the machine is the right one, and remembers it.
    async fn introduce(
        &self,
        cloud: &dyn Cloud,
        target: &Target,
        login: &Login,
        key: russh::keys::PublicKey,
    ) -> Result<(), CloudError> {
        let offer = Offer {
            name: target.name.clone(),
            place: format!("{}:{}", target.host, target.port),
            instance_id: login.instance_id.clone(),
            key,
        };
        let keys = self.trust.keys(cloud, &offer).await?;
        let remembered = self.client.known().remember(&target.name, &keys);
        remembered.map_err(|failure| failure.into_error("host:Exec"))
    }

    /// Forgets machines that are no more. Their ids never come again, so a file that cannot be written does no harm.
    pub(super) fn forget(&self, instance_ids: &[String]) {
        for id in instance_ids {
            let _ = self.client.known().forget(id);
        }
    }
}

/// The refusal of a login to an instance that has no address.
pub(super) fn no_address(operation: &str, login: &Login) -> CloudError {
    let message = format!("ssh: Could not resolve hostname {}", login.instance_id);
    CloudError::refused(ErrorKind::InvalidInput, operation, "NoAddress", message)
}
