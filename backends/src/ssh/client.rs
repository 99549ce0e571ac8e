//! Commands and files, over connections that are kept as long as they last.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use paperboat_core::aws::host::ExecOutput;
use paperboat_core::aws::quote;
use tokio::sync::Mutex;

use super::session::Session;
use super::{Failure, Forward, KeyFile, KnownHosts, running};

/// An account on a machine, and how to get there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// A name or an address.
    pub host: String,
    /// The TCP port of the SSH server.
    pub port: u16,
    /// The account.
    pub user: String,
    /// The private key.
    pub key: KeyFile,
    /// The machine's name among the known hosts.
    pub name: String,
}

/// How long to wait, and how much to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest wait for a connection, for the greeting, for the login and for a channel, each.
    pub connect: Duration,
    /// The longest time that a command may run.
    pub command: Duration,
    /// The pause after which a silent connection is asked for a sign of life; the third one unanswered ends it.
    pub keepalive: Duration,
    /// The most bytes of each output stream that are kept.
    pub output: usize,
}

impl Default for Limits {
    /// 10 s to connect, half an hour a command (large images over slow lines), 15 s of silence, 16 MiB of output.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            command: Duration::from_secs(1800),
            keepalive: Duration::from_secs(15),
            output: 16 * 1024 * 1024,
        }
    }
}

type Line = Arc<Mutex<Option<Arc<Session>>>>;

/// Runs commands on machines. Connections are kept and used again, several commands at a time.
pub struct Client {
    known: KnownHosts,
    limits: Limits,
    lines: std::sync::Mutex<BTreeMap<Target, Line>>,
    copies: AtomicU64,
    forwards: Vec<Forward>,
}

impl Client {
    /// Believes the machines that are among `known`.
    #[must_use]
    pub fn new(known: KnownHosts, limits: Limits) -> Self {
        Self {
            known,
            limits,
            lines: std::sync::Mutex::default(),
            copies: AtomicU64::new(0),
            forwards: Vec::new(),
        }
    }

    /// Makes ports of this computer reachable on every machine while it is connected. A machine where such a port is
    /// taken, or whose server forbids it, is not connected to.
    #[must_use]
    pub fn with_forwards(mut self, forwards: Vec<Forward>) -> Self {
        self.forwards = forwards;
        self
    }

    /// The hosts that are believed.
    #[must_use]
    pub fn known(&self) -> &KnownHosts {
        &self.known
    }

    /// Runs a command in the account's shell and waits for its end; `stdin` is its whole input and never part of a
    /// command line. A command that a signal ended has exit code 128 and the signal's number.
    ///
    /// # Errors
    /// Every [`Failure`] but that of a copy. A command is sent a second time only when the kept connection turned out
    /// to be lost before the command was sent.
    pub async fn exec(
        &self,
        target: &Target,
        command: &str,
        stdin: &str,
    ) -> Result<ExecOutput, Failure> {
        let line = self.line(target);
        let kept = line.lock().await.clone().filter(|s| !s.is_closed());
        let (session, channel) = match kept {
            Some(session) => match session.channel().await {
                Ok(channel) => (session, channel),
                Err(_) => self.dial(target, &line, Some(&session)).await?,
            },
            None => self.dial(target, &line, None).await?,
        };
        let ran = running::run(&session, channel, command, stdin, &self.limits).await;
        if matches!(ran, Err(Failure::Lost { .. })) {
            hang_up(&line, &session).await;
        }
        ran
    }

    /// Writes a file: the content goes over standard input into a file beside the place, gets its mode (octal) and is
    /// moved there in one piece. An upload that was cut off changes nothing.
    ///
    /// # Errors
    /// [`Failure::Put`] in the machine's words; otherwise as [`Client::exec`].
    pub async fn put(
        &self,
        target: &Target,
        path: &str,
        content: &str,
        mode: &str,
    ) -> Result<(), Failure> {
        let refused = |said: &str| Failure::Put {
            path: path.to_owned(),
            said: said.trim().to_owned(),
        };
        // an empty mode leaves 600, which the umask gives
        let mode = if mode.is_empty() { "600" } else { mode };
        if !mode.bytes().all(|b| (b'0'..=b'7').contains(&b)) {
            return Err(refused("the mode is not octal"));
        }
        let count = self.copies.fetch_add(1, Ordering::Relaxed);
        let place = path.strip_prefix("~/").unwrap_or(path);
        let beside = format!("{place}.paperboat-{}-{count}", std::process::id());
        let command = receive(place, &beside, content.len(), mode);
        let output = self.exec(target, &command, content).await?;
        if output.exit_code == 0 {
            return Ok(());
        }
        Err(refused(&output.stderr))
    }

    fn line(&self, target: &Target) -> Line {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lines.entry(target.clone()).or_default())
    }

    /// Dials anew, unless somebody else just did, and opens a channel.
    async fn dial(
        &self,
        target: &Target,
        line: &Line,
        broken: Option<&Arc<Session>>,
    ) -> Result<(Arc<Session>, russh::Channel<russh::client::Msg>), Failure> {
        let mut kept = line.lock().await;
        let other = kept
            .clone()
            .filter(|s| !s.is_closed() && broken.is_none_or(|b| !Arc::ptr_eq(b, s)));
        if let Some(session) = other
            && let Ok(channel) = session.channel().await
        {
            return Ok((session, channel));
        }
        // a further connection beside one that is full: that one has the ports
        let beside = broken.is_some_and(|b| !b.is_closed());
        let forwards: &[Forward] = if beside { &[] } else { &self.forwards };
        let session = Session::dial(target, &self.known, &self.limits, forwards).await?;
        let session = Arc::new(session);
        // before others can take all the channels that the server allows on a connection
        let channel = session.channel().await?;
        *kept = Some(Arc::clone(&session));
        Ok((session, channel))
    }
}

/// The command that takes a file of `bytes` bytes over standard input.
pub(super) fn receive(place: &str, beside: &str, bytes: usize, mode: &str) -> String {
    let (place, beside) = (quote(place), quote(beside));
    // a connection that ends looks to `cat` like the end of the file: hence the count
    format!(
        "umask 077; if test -d {place}; then echo {place}: Is a directory >&2; exit 1; fi; \
         cat > {beside} && test \"$(wc -c < {beside})\" -eq {bytes} && chmod {mode} {beside} && \
         mv -f {beside} {place} || {{ rm -f {beside}; exit 1; }}"
    )
}

async fn hang_up(line: &Line, session: &Arc<Session>) {
    let mut kept = line.lock().await;
    if kept.as_ref().is_some_and(|k| Arc::ptr_eq(k, session)) {
        *kept = None;
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("known", &self.known)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
