//! One connection to a machine: dialled, checked, logged in.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::client::{self, AuthResult, Handle, Handler};
use russh::keys::{Algorithm, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh::{Channel, Preferred};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::client::{Limits, Target};
use super::known_hosts::holds;
use super::{Failure, Forward, KnownHosts, forward};

/// How many keepalives may stay without an answer.
const KEEPALIVES: usize = 3;

/// A connection over which commands can run.
pub(super) struct Session {
    handle: Handle<HostKey>,
    host: String,
    patience: Duration,
}

impl Session {
    /// Connects, checks the host key and logs in.
    pub(super) async fn dial(
        target: &Target,
        known: &KnownHosts,
        limits: &Limits,
        forwards: &[Forward],
    ) -> Result<Self, Failure> {
        let private = target.key.read()?;
        let expected = known.keys(&target.name)?;
        let stream = connect(target, limits.connect).await?;
        let lost = |said: String| Failure::Lost {
            host: target.host.clone(),
            said,
            sent: false,
        };
        let shown = Arc::new(Mutex::new(None));
        let handler = HostKey {
            expected: expected.clone(),
            shown: Arc::clone(&shown),
            forwards: forwards.to_vec(),
        };
        let greeted = client::connect_stream(config(&expected, limits), stream, handler);
        let greeted = timeout(limits.connect, greeted).await;
        let shown = shown.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(key) = shown.filter(|key| !holds(&expected, key)) {
            return Err(disbelieved(target, known, &expected, key));
        }
        let mut handle = greeted
            .map_err(|_| timed_out(target, "Connection timed out during banner exchange"))?
            .map_err(|e| lost(e.to_string()))?;
        let login = async {
            let hash = match private.algorithm() {
                Algorithm::Rsa { .. } => handle.best_supported_rsa_hash().await?.flatten(),
                _ => None,
            };
            let key = PrivateKeyWithHashAlg::new(private, hash);
            handle.authenticate_publickey(&target.user, key).await
        };
        let answer = timeout(limits.connect, login)
            .await
            .map_err(|_| timed_out(target, "Connection timed out during the login"))?
            .map_err(|e| lost(e.to_string()))?;
        match answer {
            AuthResult::Success => {
                let session = Self {
                    handle,
                    host: target.host.clone(),
                    patience: limits.connect,
                };
                session.forward(forwards).await?;
                Ok(session)
            }
            // a connection that ends during the login looks like a refusal without alternatives
            AuthResult::Failure { .. } if handle.is_closed() => {
                Err(lost("closed during the login".to_owned()))
            }
            AuthResult::Failure {
                remaining_methods, ..
            } => {
                let methods: Vec<&str> = remaining_methods.iter().map(Into::into).collect();
                Err(Failure::Denied {
                    user: target.user.clone(),
                    host: target.host.clone(),
                    methods: methods.join(","),
                })
            }
        }
    }

    async fn forward(&self, forwards: &[Forward]) -> Result<(), Failure> {
        for forward in forwards {
            let there = forward.there;
            let asked = self.handle.tcpip_forward("127.0.0.1", there.into());
            let refused = match timeout(self.patience, asked).await {
                Ok(Ok(_)) => continue,
                Ok(Err(e)) => e.to_string(),
                Err(_) => "no answer in time".to_owned(),
            };
            let said = format!("port {there} of the machine cannot be forwarded: {refused}");
            return Err(self.lost(said, false));
        }
        Ok(())
    }

    /// Opens a channel for one command. Nothing was sent when this fails.
    pub(super) async fn channel(&self) -> Result<Channel<client::Msg>, Failure> {
        match timeout(self.patience, self.handle.channel_open_session()).await {
            Ok(Ok(channel)) => Ok(channel),
            Ok(Err(e)) => Err(self.lost(e.to_string(), false)),
            Err(_) => Err(self.lost("no new channel in time".to_owned(), false)),
        }
    }

    pub(super) fn lost(&self, said: impl Into<String>, sent: bool) -> Failure {
        Failure::Lost {
            host: self.host.clone(),
            said: said.into(),
            sent,
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.handle.is_closed()
    }
}

fn config(expected: &[PublicKey], limits: &Limits) -> Arc<client::Config> {
    Arc::new(client::Config {
        preferred: Preferred {
            key: order(expected),
            ..Preferred::default()
        },
        keepalive_interval: Some(limits.keepalive),
        keepalive_max: KEEPALIVES,
        nodelay: true,
        ..client::Config::default()
    })
}

/// The host key algorithms, those of the known keys first: a server shows the first that it has.
fn order(expected: &[PublicKey]) -> Cow<'static, [Algorithm]> {
    let mut algorithms = Preferred::default().key.into_owned();
    let family = |a: &Algorithm| match a {
        Algorithm::Rsa { .. } => Algorithm::Rsa { hash: None },
        other => other.clone(),
    };
    algorithms.sort_by_key(|a| {
        let known = expected.iter().any(|k| family(&k.algorithm()) == family(a));
        !known
    });
    Cow::Owned(algorithms)
}

fn disbelieved(
    target: &Target,
    known: &KnownHosts,
    expected: &[PublicKey],
    key: PublicKey,
) -> Failure {
    let (name, key) = (target.name.clone(), Box::new(key));
    if expected.is_empty() {
        return Failure::HostKeyUnknown { name, key };
    }
    let file = known.file().display().to_string();
    Failure::HostKeyChanged { name, key, file }
}

async fn connect(target: &Target, patience: Duration) -> Result<TcpStream, Failure> {
    let (host, port) = (target.host.as_str(), target.port);
    let dial = async {
        let addresses = lookup_host((host, port))
            .await
            .map_err(|_| Failure::NoAddress(host.to_owned()))?;
        let mut failure = Failure::NoAddress(host.to_owned());
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(e) if e.kind() == ErrorKind::ConnectionRefused => {
                    let host = host.to_owned();
                    failure = Failure::Refused { host, port };
                }
                Err(e) => failure = timed_out(target, &e.to_string()),
            }
        }
        Err(failure)
    };
    let dialled = timeout(patience, dial).await;
    dialled.unwrap_or_else(|_| Err(timed_out(target, "Connection timed out")))
}

fn timed_out(target: &Target, said: &str) -> Failure {
    Failure::TimedOut {
        host: target.host.clone(),
        port: target.port,
        said: said.to_owned(),
    }
}

/// Compares the key that the machine shows, and keeps it for those who are asked about it.
struct HostKey {
    expected: Vec<PublicKey>,
    shown: Arc<Mutex<Option<PublicKey>>>,
    forwards: Vec<Forward>,
}

impl Handler for HostKey {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let key = match key {
            PublicKeyOrCertificate::PublicKey { key, .. } => key.clone(),
            PublicKeyOrCertificate::Certificate(c) => PublicKey::new(c.public_key().clone(), ""),
        };
        let believed = holds(&self.expected, &key);
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
        Ok(believed)
    }
    async fn server_channel_open_forwarded_tcpip(
        &mut self,
        channel: Channel<client::Msg>,
        _: &str,
        connected_port: u32,
        _: &str,
        _: u32,
        reply: client::ChannelOpenHandle,
        _: &mut client::Session,
    ) -> Result<(), Self::Error> {
        let mut forwards = self.forwards.iter();
        if let Some(forward) = forwards.find(|f| u32::from(f.there) == connected_port) {
            tokio::spawn(forward::serve(forward.here, channel, reply));
        }
        // a reply that is dropped refuses
        Ok(())
    }
}
