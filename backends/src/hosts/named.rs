//! One machine that the person names, whatever the instance.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use paperboat_core::aws::host::HttpGet;
use paperboat_core::aws::{HostCall, Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::CloudError;
use tokio::net::lookup_host;

use super::address::Shown;
use super::browse;
use super::shell::Shell;
use crate::ssh::{Client, KeyFile, KnownHosts, Limits, Target, Trust};

/// A machine as a person names it: `ssh://user@host:port`, with `?key=PATH` for another key than the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedHost {
    target: Target,
    address: Ipv4Addr,
}

/// Why a machine's name is of no use, as a fragment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// It is not in the form.
    #[error("{0} is not of the form ssh://user@host:port?key=path")]
    Form(String),
    /// The host has no IPv4 address, the only sort that an instance's description has room for here.
    #[error("{0} has no IPv4 address")]
    NoAddress(String),
}

impl NamedHost {
    /// Reads the name and looks its address up. Without `?key=`, the first of `id_ed25519`, `id_ecdsa` and `id_rsa` in
    /// `~/.ssh` is the key.
    ///
    /// # Errors
    /// [`BadName`].
    pub async fn find(name: &str) -> Result<Self, BadName> {
        let form = || BadName::Form(name.to_owned());
        let rest = name.strip_prefix("ssh://").ok_or_else(form)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, place) = place
            .trim_end_matches('/')
            .split_once('@')
            .ok_or_else(form)?;
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| form())?),
            None => (place, 22),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let usable = |s: &str| !s.is_empty() && !s.starts_with('-') && s.chars().all(plain);
        if !usable(user) || !usable(host) {
            return Err(form());
        }
        let key = match query.strip_prefix("key=") {
            Some(path) if !path.is_empty() => PathBuf::from(path),
            None if query.is_empty() => usual_key(),
            _ => return Err(form()),
        };
        let no_address = || BadName::NoAddress(host.to_owned());
        let mut found = lookup_host((host, port)).await.map_err(|_| no_address())?;
        let address = found.find_map(|a| match a.ip() {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        });
        let name = if port == 22 {
            host.to_owned()
        } else {
            format!("[{host}]:{port}")
        };
        Ok(Self {
            target: Target {
                host: host.to_owned(),
                port,
                user: user.to_owned(),
                key: KeyFile(key),
                name,
            },
            address: address.ok_or_else(no_address)?,
        })
    }
}

fn usual_key() -> PathBuf {
    let folder = std::env::home_dir().unwrap_or_default().join(".ssh");
    let names = ["id_ed25519", "id_ecdsa", "id_rsa"];
    let mut files = names.iter().map(|name| folder.join(name));
    let found = files.find(|file| file.is_file());
    found.unwrap_or_else(|| folder.join(names[0]))
}

/// Sends every `host` operation to one machine, and shows its address as that of the instances.
///
/// The machine lives on when the instance is stopped, rebooted or terminated. Recipes speak of `/home/ec2-user` and add
/// `ec2-user` to the group `docker`: the account that is named should be called so, or Docker be there already.
pub struct Named<C> {
    cloud: C,
    shell: Shell,
    host: NamedHost,
}

impl<C: Cloud> Named<C> {
    /// Keeps known hosts in `state`; `trust` knows the machine at the first visit.
    pub fn new(
        cloud: C,
        host: NamedHost,
        state: &Path,
        trust: Arc<dyn Trust>,
        limits: Limits,
    ) -> Self {
        Self {
            cloud,
            shell: Shell {
                client: Client::new(KnownHosts::in_folder(state), limits),
                trust,
            },
            host,
        }
    }
}

#[async_trait]
impl<C: Cloud> Cloud for Named<C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let target = &self.host.target;
        match request {
            Request::Host(HostCall::Exec(exec)) => {
                self.shell.exec(&self.cloud, target, &exec).await
            }
            Request::Host(HostCall::Put(put)) => self.shell.put(&self.cloud, target, &put).await,
            Request::Host(HostCall::HttpGet(HttpGet { url })) => {
                let own = IpAddr::V4(self.host.address);
                browse::get_here(&url, |ip| ip == own || ip.is_loopback()).await
            }
            other => {
                let mut reply = self.cloud.call(other).await?;
                let shown = Shown::new(|_| self.host.address);
                shown.in_reply(&mut reply);
                Ok(reply)
            }
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.cloud.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        operation.starts_with("host:") || self.cloud.supports(operation)
    }
}
