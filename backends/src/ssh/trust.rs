//! Whom to believe that a machine is the one it should be, at the first visit.

use async_trait::async_trait;
use paperboat_core::aws::Ec2 as _;
use paperboat_core::aws::ec2::GetConsoleOutput;
use paperboat_core::cloud::Cloud;
use paperboat_core::error::{CloudError, ErrorKind};
use russh::keys::{HashAlg, PublicKey};

use super::known_hosts::holds;

/// A host key that a machine shows at the first visit.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The machine's name among the known hosts.
    pub name: String,
    /// The host and port that were connected to, as `host:port`.
    pub place: String,
    /// The EC2 instance; empty for a machine that is none.
    pub instance_id: String,
    /// The key.
    pub key: PublicKey,
}

impl Offer {
    /// The key's fingerprint as `ssh-keygen -l` prints it: `SHA256:...`.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.key.fingerprint(HashAlg::Sha256).to_string()
    }

    fn refused(&self, kind: ErrorKind, code: &str, why: &str) -> CloudError {
        let key = self.key.algorithm();
        let message = format!("{} shows {key} {}: {why}", self.name, self.fingerprint());
        CloudError::refused(kind, "host:Exec", code, message)
    }
}

/// Somebody who knows host keys from another source than the connection itself.
#[async_trait]
pub trait Trust: Send + Sync {
    /// The keys to remember for the machine, the shown one among them.
    ///
    /// `cloud` is where the machine was launched.
    ///
    /// # Errors
    /// `HostKeyUnknown` when it cannot be told (`Unavailable`: later it may be), `HostKeyChanged` when the machine
    /// should have another key.
    async fn keys(&self, cloud: &dyn Cloud, offer: &Offer) -> Result<Vec<PublicKey>, CloudError>;
}

/// Believes the host keys that cloud-init printed on the instance's console (`ec2:GetConsoleOutput`), which nobody
/// between here and the machine can forge. The console may show them minutes after the boot.
#[derive(Clone, Copy, Debug)]
pub struct Console;

#[async_trait]
impl Trust for Console {
    async fn keys(&self, cloud: &dyn Cloud, offer: &Offer) -> Result<Vec<PublicKey>, CloudError> {
        let ask = |latest| GetConsoleOutput {
            instance_id: offer.instance_id.clone(),
            latest,
        };
        let console = match cloud.get_console_output(ask(true)).await {
            // only instances on Nitro have a console that can be looked at any time
            Err(e) if e.code == "UnsupportedOperation" => {
                cloud.get_console_output(ask(false)).await?
            }
            answer => answer?,
        };
        let printed = printed_host_keys(&console.output);
        if holds(&printed, &offer.key) {
            return Ok(printed);
        }
        if printed.is_empty() {
            let why = "the console does not show the host keys yet";
            return Err(offer.refused(ErrorKind::Unavailable, "HostKeyUnknown", why));
        }
        let why =
            "the console shows other host keys; somebody else may be answering at this address";
        Err(offer.refused(ErrorKind::Denied, "HostKeyChanged", why))
    }
}

/// Finds the host keys in a console: what stands between cloud-init's two marks, the last such block.
///
/// A line may begin with what the system's log puts before it.
#[must_use]
pub fn printed_host_keys(console: &str) -> Vec<PublicKey> {
    let mut found = Vec::new();
    let mut block = None;
    for line in console.lines() {
        if line.contains("-----BEGIN SSH HOST KEY KEYS-----") {
            block = Some(Vec::new());
        } else if line.contains("-----END SSH HOST KEY KEYS-----") {
            found = block.take().unwrap_or(found);
        } else if let Some(keys) = &mut block {
            keys.extend(key_in(line));
        }
    }
    found
}

fn key_in(line: &str) -> Option<PublicKey> {
    let mut words = line.split_whitespace();
    let kind = words.find(|w| w.starts_with("ssh-") || w.starts_with("ecdsa-sha2-"))?;
    PublicKey::from_openssh(&format!("{kind} {}", words.next()?)).ok()
}

/// Asks the person: the callback shows the offer with its fingerprint and tells what was answered.
pub struct Asked<F>(pub F);

#[async_trait]
impl<F: Fn(&Offer) -> bool + Send + Sync> Trust for Asked<F> {
    async fn keys(&self, _: &dyn Cloud, offer: &Offer) -> Result<Vec<PublicKey>, CloudError> {
        if (self.0)(offer) {
            return Ok(vec![offer.key.clone()]);
        }
        Err(offer.refused(ErrorKind::Denied, "HostKeyUnknown", "it was not accepted"))
    }
}

/// Asks the first, and when it will never be able to tell, the second.
#[derive(Clone, Copy, Debug)]
pub struct Either<A, B>(pub A, pub B);

#[async_trait]
impl<A: Trust, B: Trust> Trust for Either<A, B> {
    async fn keys(&self, cloud: &dyn Cloud, offer: &Offer) -> Result<Vec<PublicKey>, CloudError> {
        match self.0.keys(cloud, offer).await {
            Err(error) if error.code == "HostKeyUnknown" && !error.kind.retryable() => {
                self.1.keys(cloud, offer).await
            }
            told => told,
        }
    }
}

/// Believes the keys that it was given, and no others.
#[derive(Clone, Debug, Default)]
pub struct Fixed(pub Vec<PublicKey>);

#[async_trait]
impl Trust for Fixed {
    async fn keys(&self, _: &dyn Cloud, offer: &Offer) -> Result<Vec<PublicKey>, CloudError> {
        if holds(&self.0, &offer.key) {
            return Ok(vec![offer.key.clone()]);
        }
        let why = "it is none of the keys that are to be believed";
        Err(offer.refused(ErrorKind::Denied, "HostKeyUnknown", why))
    }
}
