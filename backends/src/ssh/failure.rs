//! What can go wrong between a person's computer and a machine's shell.

use paperboat_core::error::{CloudError, ErrorKind};
use russh::keys::{HashAlg, PublicKey};

/// Why a command or a file did not get through.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing answered in time, or no route leads there.
    #[error("ssh: connect to host {host} port {port}: {said}")]
    TimedOut {
        /// The host.
        host: String,
        /// The TCP port.
        port: u16,
        /// The system's words.
        said: String,
    },
    /// Nobody listens at the port.
    #[error("ssh: connect to host {host} port {port}: Connection refused")]
    Refused {
        /// The host.
        host: String,
        /// The TCP port.
        port: u16,
    },
    /// The name leads to no address.
    #[error("ssh: Could not resolve hostname {0}")]
    NoAddress(String),
    /// The connection ended before the command did.
    #[error("ssh: connection to {host} lost: {said}")]
    Lost {
        /// The host.
        host: String,
        /// How it was noticed.
        said: String,
        /// Whether the command may have begun.
        sent: bool,
    },
    /// The command went on for too long. It may still be running on the machine.
    #[error("the command did not end in {0} s")]
    CommandTimedOut(u64),
    /// The account does not take the key.
    #[error("{user}@{host}: Permission denied ({methods}).")]
    Denied {
        /// The account.
        user: String,
        /// The host.
        host: String,
        /// What the server would take instead.
        methods: String,
    },
    /// The key file is not there, or holds no key that can be used.
    #[error("{path}: {said}")]
    KeyFile {
        /// Where it is looked for.
        path: String,
        /// What is wrong with it, and what to do.
        said: String,
        /// Whether it is not there at all.
        missing: bool,
    },
    /// The machine shows a host key, and no known one.
    #[error("the host key of {name} is not known: {} {}", key.algorithm(), key.fingerprint(HashAlg::Sha256))]
    HostKeyUnknown {
        /// The machine's name among the known hosts.
        name: String,
        /// The key it shows.
        key: Box<PublicKey>,
    },
    /// The machine shows another host key than it did before.
    #[error(
        "the host key of {name} has changed: it shows {} {}; somebody may be listening in. If the machine was made \
         anew, take the lines of {name} out of {file}", key.algorithm(), key.fingerprint(HashAlg::Sha256)
    )]
    HostKeyChanged {
        /// The machine's name among the known hosts.
        name: String,
        /// The key it shows.
        key: Box<PublicKey>,
        /// The file of the known hosts.
        file: String,
    },
    /// The file of the known hosts cannot be read or written.
    #[error("{file}: {said}")]
    KnownHosts {
        /// The file.
        file: String,
        /// The system's words.
        said: String,
    },
    /// The copy was refused by the machine.
    #[error("scp: dest open \"{path}\": {said}")]
    Put {
        /// The path on the machine.
        path: String,
        /// The machine's words.
        said: String,
    },
}

impl Failure {
    /// The refusal that a cloud gives for it.
    #[must_use]
    pub fn into_error(self, operation: &str) -> CloudError {
        let (kind, code, maybe_sent) = match &self {
            Self::TimedOut { .. } => (ErrorKind::Unavailable, "ConnectionTimedOut", false),
            Self::Refused { .. } => (ErrorKind::Unavailable, "ConnectionRefused", false),
            Self::NoAddress(_) => (ErrorKind::InvalidInput, "NoAddress", false),
            Self::Lost { sent, .. } => (ErrorKind::Unavailable, "ConnectionLost", *sent),
            Self::CommandTimedOut(_) => (ErrorKind::Unavailable, "CommandTimedOut", true),
            Self::Denied { .. } => (ErrorKind::Denied, "PermissionDenied", false),
            Self::KeyFile { missing: true, .. } => (ErrorKind::Denied, "KeyFileMissing", false),
            Self::KeyFile { .. } => (ErrorKind::Denied, "KeyFileUnusable", false),
            Self::HostKeyUnknown { .. } => (ErrorKind::Denied, "HostKeyUnknown", false),
            Self::HostKeyChanged { .. } => (ErrorKind::Denied, "HostKeyChanged", false),
            Self::KnownHosts { .. } => (ErrorKind::Internal, "KnownHostsUnusable", false),
            Self::Put { said, .. } => {
                let (kind, code) = refused_put(said);
                (kind, code, false)
            }
        };
        let mut error = CloudError::refused(kind, operation, code, &self);
        error.maybe_sent = maybe_sent;
        error
    }
}

/// The code of a refused copy, by the words that every system's C library has for it.
fn refused_put(said: &str) -> (ErrorKind, &'static str) {
    let table = [
        ("Permission denied", ErrorKind::Denied, "PermissionDenied"),
        ("Read-only", ErrorKind::Denied, "PermissionDenied"),
        ("No space left", ErrorKind::LimitExceeded, "NoSpace"),
        ("quota", ErrorKind::LimitExceeded, "NoSpace"),
        (
            "No such file or directory",
            ErrorKind::NotFound,
            "NoSuchFile",
        ),
    ];
    let found = table.iter().find(|(words, ..)| said.contains(words));
    found.map_or((ErrorKind::InvalidInput, "NotAFile"), |(_, kind, code)| {
        (*kind, *code)
    })
}
