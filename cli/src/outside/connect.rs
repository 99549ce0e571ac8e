//! From a place to a cloud: the endpoint or the account, and what stands behind its instances.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use paperboat_backends::aws::{AwsCloud, silence};
use paperboat_backends::hosts::{Docker, Engine, Machines, Named, NamedHost, Reach, Served};
use paperboat_backends::ssh::{Asked, Console, Limits, Offer};
use paperboat_core::aws::host::HttpGet;
use paperboat_core::aws::sts::GetCallerIdentity;
use paperboat_core::aws::{Host as _, Sts as _};
use paperboat_core::cloud::Cloud;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::layer::{Backoff, Retry};
use paperboat_core::workload::PublishedImage;

use super::log::Log;
use super::simulated::Simulated;
use crate::args::Backend;
use crate::place::Place;
use paperboat_rehearsal::rig::CALLER;

/// Where AWS tells a caller's address.
const CHECK_IP: &str = "https://checkip.amazonaws.com/";

/// A cloud outside that answers.
pub struct Connection {
    /// The endpoint or the account alone.
    pub aws: AwsCloud,
    /// The cloud with machines behind its instances.
    pub cloud: Arc<dyn Cloud>,
    /// The address from which the person works.
    pub caller: Ipv4Addr,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("aws", &self.aws)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// Makes sure that a strategy finds all operations that it needs, before it creates anything.
    ///
    /// # Errors
    /// `OperationsMissing` with the names of those that are missing; `MachinesMissing` when all of them are commands on
    /// machines.
    pub fn has(&self, needed: &BTreeSet<String>) -> Result<(), CloudError> {
        let lacks = |operation: &&String| !self.cloud.supports(operation);
        let missing: Vec<&str> = needed.iter().filter(lacks).map(String::as_str).collect();
        let code = match missing.as_slice() {
            [] => return Ok(()),
            some if some.iter().all(|op| op.starts_with("host:")) => "MachinesMissing",
            _ => "OperationsMissing",
        };
        let message = format!("this place has no {}", missing.join(", "));
        let kind = ErrorKind::Unsupported;
        Err(CloudError::refused(kind, "connect", code, message))
    }
}

/// Why a connection did not come about, as a refusal that names what to do.
fn refused(code: &str, message: impl std::fmt::Display) -> CloudError {
    CloudError::refused(ErrorKind::Denied, "connect", code, message)
}

/// Connects. `state` is the folder for keys, known hosts and simulated machines; `ask` shows the person a host key that
/// no console printed. Of `images`, simulated machines pull; those of a registry on this computer's loopback are in reach
/// of machines that are containers.
///
/// An account is touched only when it is the one that was typed back, and not with its root credentials.
///
/// # Errors
/// What is wrong with the credentials, the endpoint, the account, or the machines.
pub async fn connect(
    place: &Place,
    state: &Path,
    images: Vec<PublishedImage>,
    log: &Arc<Log>,
    ask: impl Fn(&Offer) -> bool + Send + Sync + 'static,
) -> Result<Connection, CloudError> {
    let aws = AwsCloud::connect(&place.for_sdk())
        .await
        .map_err(|error| error.into_error("connect"))?;
    if place.backend == Backend::Aws {
        let jitter = super::jitter;
        let watcher: &Log = log;
        let patient = Retry::new(&aws, Backoff::default(), &jitter, &watcher);
        own_account(&patient, place.account.as_deref()).await?;
    } else if let Some(error) = silence(&aws.probe().await) {
        return Err(error);
    }
    let limits = Limits::default();
    let inner = aws.clone();
    let real = place.backend == Backend::Aws;
    let mut machines_of_the_endpoint = false;
    let cloud: Arc<dyn Cloud> = match place.hosts.as_deref() {
        None if real => {
            let trust = Arc::new(paperboat_backends::ssh::Either(Console, Asked(ask)));
            Arc::new(Machines::new(inner, state, trust, limits))
        }
        None => match served(inner, &images).await? {
            Ok(served) => {
                machines_of_the_endpoint = true;
                Arc::new(served)
            }
            Err(inner) => Arc::new(Reach(inner)),
        },
        Some("docker") if !real => {
            let mut ports: Vec<u16> = images.iter().filter_map(|i| i.loopback_port()).collect();
            ports.sort_unstable();
            ports.dedup();
            let docker = Docker::new(inner, Engine::new("docker"), state, limits);
            Arc::new(docker.with_forwarded_ports(&ports))
        }
        Some("simulated") if !real => {
            let machines =
                Simulated::open(Reach(inner), state, images, Arc::clone(log)).map_err(|e| {
                    let kind = ErrorKind::InvalidInput;
                    CloudError::refused(kind, "connect", "HostsNotOpened", e)
                })?;
            Arc::new(machines)
        }
        Some(named) if named.starts_with("ssh://") => {
            let host = NamedHost::find(named)
                .await
                .map_err(|error| refused("BadHosts", error))?;
            Arc::new(Named::new(inner, host, state, Arc::new(Asked(ask)), limits))
        }
        Some(other) => {
            let here = if real { "an account" } else { "an endpoint" };
            let message = format!("{other} cannot stand behind the instances of {here}");
            return Err(refused("BadHosts", message));
        }
    };
    let caller = match place.caller {
        Some(caller) => caller,
        None if real && !aws.place().is_endpoint() => own_address(&*cloud).await?,
        None if machines_of_the_endpoint => CALLER,
        None if place.hosts.as_deref() == Some("simulated") => CALLER,
        None => Ipv4Addr::LOCALHOST,
    };
    Ok(Connection { aws, cloud, caller })
}

/// An endpoint's own machines behind its instances, when it has some: `paperboat serve` does. Its registries then hold what
/// the application names. Gives the cloud back when the endpoint is another.
async fn served(
    cloud: AwsCloud,
    images: &[PublishedImage],
) -> Result<Result<Served<AwsCloud>, AwsCloud>, CloudError> {
    let url = cloud.place().endpoint.clone().unwrap_or_default();
    match Served::find(cloud, &url).await {
        Ok(served) => {
            served.publish(images).await?;
            Ok(Ok(served))
        }
        Err(cloud) => Ok(Err(cloud)),
    }
}

/// Makes sure that the account is the one that the person typed back.
async fn own_account(aws: &impl Cloud, typed: Option<&str>) -> Result<(), CloudError> {
    let Some(typed) = typed else {
        return Err(refused(
            "NotConfirmed",
            "the account's id was not typed back",
        ));
    };
    let who = aws.get_caller_identity(GetCallerIdentity {}).await?;
    if who.account != typed {
        let message = format!(
            "the credentials belong to account {}, and {typed} was typed: nothing was done",
            who.account
        );
        return Err(refused("OtherAccount", message));
    }
    if who.arn.ends_with(":root") {
        let message = "these are the account's root credentials, which can do everything";
        return Err(refused("RootCredentials", message));
    }
    Ok(())
}

/// Asks AWS from which address the person comes.
async fn own_address(cloud: &dyn Cloud) -> Result<Ipv4Addr, CloudError> {
    let request = HttpGet {
        url: CHECK_IP.to_owned(),
    };
    let page = cloud.http_get(request).await?;
    page.body.trim().parse().map_err(|_| {
        let message = format!(
            "{CHECK_IP} did not tell from which address you come ({} {})",
            page.status, page.error
        );
        refused("NoCaller", message)
    })
}
