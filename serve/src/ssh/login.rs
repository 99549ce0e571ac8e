//! A connection: who logs in, and the channels that are opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use russh::keys::PrivateKey;
use russh::keys::ssh_key::private::{Ed25519Keypair, KeypairData};
use russh::server::{
    Auth, ChannelOpenHandle, Config, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
    run_stream,
};
use russh::{Channel, ChannelOpenFailure, Disconnect, MethodKind, MethodSet, SshId};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::account::Account;
use super::{forward, session};
use crate::doors::Visit;

/// How long a client may take to log in (`LoginGraceTime` of `sshd_config(5)` is 120 s; nobody is that slow on loopback).
const GRACE: Duration = Duration::from_secs(30);
/// How often somebody may try a key (`MaxAuthTries` of `sshd_config(5)`).
const TRIES: usize = 6;
/// How many channels a connection has at once (`MaxSessions` of `sshd_config(5)` is 10; forwarded ports are channels too).
const CHANNELS: usize = 32;
/// How long a connection may be idle: as long as somebody leaves a shell for lunch.
const IDLE: Duration = Duration::from_secs(4 * 3_600);

/// Serves a connection to a machine's sshd.
pub(crate) async fn serve(visit: Visit, stream: TcpStream) {
    let key = visit
        .served
        .look(&visit.scope, |world| world.host_key(&visit.name));
    let Some(key) = key.flatten() else {
        return;
    };
    let pair = Ed25519Keypair::from_seed(key.seed());
    let Ok(host_key) = PrivateKey::new(KeypairData::Ed25519(pair), "") else {
        return;
    };
    let mut methods = MethodSet::empty();
    methods.push(MethodKind::PublicKey);
    let config = Arc::new(Config {
        server_id: SshId::Standard("SSH-2.0-OpenSSH_8.7".into()),
        methods,
        // Nothing is to be learnt from the time that it takes: the keys follow from the seed.
        auth_rejection_time: Duration::ZERO,
        keys: vec![host_key],
        max_auth_attempts: TRIES,
        inactivity_timeout: Some(IDLE),
        ..Config::default()
    });
    let entered = Arc::new(AtomicBool::new(false));
    let login = Login {
        visit,
        account: None,
        room: Arc::new(Semaphore::new(CHANNELS)),
        entered: Arc::clone(&entered),
    };
    let Ok(Ok(running)) = tokio::time::timeout(GRACE, run_stream(config, stream, login)).await
    else {
        return;
    };
    let handle = running.handle();
    let warden = tokio::spawn(async move {
        tokio::time::sleep(GRACE).await;
        if !entered.load(Ordering::Relaxed) {
            let words = "Timeout before authentication".to_owned();
            let _ = handle
                .disconnect(Disconnect::ByApplication, words, String::new())
                .await;
        }
    });
    // A connection that breaks is the client's business.
    let _ = running.await;
    warden.abort();
}

/// A client, before and after it has shown a key.
struct Login {
    visit: Visit,
    account: Option<Account>,
    room: Arc<Semaphore>,
    entered: Arc<AtomicBool>,
}

impl Login {
    fn known(&self, user: &str, key: &russh::keys::PublicKey) -> Option<Account> {
        let line = key.to_openssh().ok()?;
        let Visit {
            served,
            scope,
            name,
            ..
        } = &self.visit;
        let pair = served.look(scope, |world| world.admits(name, user, &line))??;
        Some(Account::new(self.visit.clone(), user.to_owned(), pair))
    }
}

impl Handler for Login {
    type Error = russh::Error;

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        let known = self.known(user, offer.public_key).is_some();
        Ok(if known { Auth::Accept } else { Auth::reject() })
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Self::Error> {
        self.account = self.known(user, key.public_key);
        let known = self.account.is_some();
        self.entered.store(known, Ordering::Relaxed);
        Ok(if known { Auth::Accept } else { Auth::reject() })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        match (&self.account, Arc::clone(&self.room).try_acquire_owned()) {
            (Some(account), Ok(seat)) => {
                reply.accept().await;
                let (account, handle) = (account.clone(), session.handle());
                tokio::spawn(async move {
                    session::serve(account, channel, handle).await;
                    drop(seat);
                });
            }
            _ => reply.reject(ChannelOpenFailure::ResourceShortage).await,
        }
        Ok(())
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        channel: Channel<Msg>,
        host: &str,
        port: u32,
        _: &str,
        _: u32,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        let Some(account) = &self.account else {
            return Ok(());
        };
        let Ok(seat) = Arc::clone(&self.room).try_acquire_owned() else {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        };
        let Some(way) = forward::Way::find(account, host, port) else {
            reply.reject(ChannelOpenFailure::ConnectFailed).await;
            return Ok(());
        };
        reply.accept().await;
        tokio::spawn(async move {
            way.serve(channel.into_stream()).await;
            drop(seat);
        });
        Ok(())
    }
}
