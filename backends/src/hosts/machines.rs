//! Real instances, over SSH.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use paperboat_core::aws::host::{HttpGet, Login};
use paperboat_core::aws::{Ec2Call, HostCall, Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::CloudError;

use super::browse;
use super::keys::Keys;
use super::shell::{Shell, no_address};
use crate::ssh::{Client, KnownHosts, Limits, Target, Trust};

/// Serves the `host` operations of a cloud whose instances are real: SSH to the address that the login names.
///
/// The private key of a new key pair is kept in the state folder (`KEYNAME.pem`, mode 0600) before the answer is given
/// on, because AWS gives it once; without it nothing is launched. Machines are known by their instance ids
/// (`known_hosts` in the same folder).
pub struct Machines<C> {
    cloud: C,
    shell: Shell,
    keys: Keys,
    port: u16,
}

impl<C: Cloud> Machines<C> {
    /// Keeps keys and known hosts in `state`; `trust` knows machines at the first visit.
    pub fn new(cloud: C, state: &Path, trust: Arc<dyn Trust>, limits: Limits) -> Self {
        Self {
            cloud,
            shell: Shell {
                client: Client::new(KnownHosts::in_folder(state), limits),
                trust,
            },
            keys: Keys::in_folder(state),
            port: 22,
        }
    }

    /// Uses another port than 22.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    fn target(&self, operation: &str, login: &Login) -> Result<Target, CloudError> {
        let address = login.address.ok_or_else(|| no_address(operation, login))?;
        let name = if login.instance_id.is_empty() {
            address.to_string()
        } else {
            login.instance_id.clone()
        };
        Ok(Target {
            host: address.to_string(),
            port: self.port,
            user: login.user.clone(),
            key: self.keys.file(&login.key_name),
            name,
        })
    }
}

#[async_trait]
impl<C: Cloud> Cloud for Machines<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        match request {
            Request::Host(HostCall::Exec(exec)) => {
                let target = self.target("host:Exec", &exec.login)?;
                self.shell.exec(&self.cloud, &target, &exec).await
            }
            Request::Host(HostCall::Put(put)) => {
                let target = self.target("host:Put", &put.login)?;
                self.shell.put(&self.cloud, &target, &put).await
            }
            Request::Host(HostCall::HttpGet(HttpGet { url })) => browse::get(&url, |_| true).await,
            Request::Ec2(Ec2Call::CreateKeyPair(_)) => {
                let reply = self.cloud.call(request).await?;
                if let Reply::CreateKeyPair(made) = &reply {
                    self.keys.keep(made)?;
                }
                Ok(reply)
            }
            // nobody could log in to a machine whose key was left on another computer
            Request::Ec2(Ec2Call::RunInstances(ref launch)) => {
                self.keys.public("ec2:RunInstances", &launch.key_name)?;
                self.cloud.call(request).await
            }
            Request::Ec2(Ec2Call::DeleteKeyPair(ref delete)) => {
                let key_name = delete.key_name.clone();
                let reply = self.cloud.call(request).await?;
                self.keys.remove(&key_name);
                Ok(reply)
            }
            Request::Ec2(Ec2Call::TerminateInstances(ref terminate)) => {
                let ids = terminate.instance_ids.clone();
                let reply = self.cloud.call(request).await?;
                self.shell.forget(&ids);
                Ok(reply)
            }
            other => self.cloud.call(other).await,
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.cloud.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        operation.starts_with("host:") || self.cloud.supports(operation)
    }
}
