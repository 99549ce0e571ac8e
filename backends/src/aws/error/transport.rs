//! Failures before any reply came.

use std::error::Error;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use paperboat_core::error::{CloudError, ErrorKind};

/// Everything that an error and its causes say, in one line.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut words: Vec<String> = Vec::new();
    for cause in causes(error) {
        let said = cause.to_string();
        if words.last().is_none_or(|last| !last.ends_with(&said)) {
            words.push(said);
        }
    }
    let words = words.join(": ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The error and its causes, also those wrapped in an error of the system.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        match cause.downcast_ref::<io::Error>() {
            Some(system) => system.get_ref().map(|inner| {
                let inner: &(dyn Error + 'static) = inner;
                inner
            }),
            None => cause.source(),
        }
    })
}

fn unavailable(code: &str, error: &(dyn Error + 'static), maybe_sent: bool) -> CloudError {
    CloudError {
        maybe_sent,
        ..CloudError::refused(ErrorKind::Unavailable, "", code, chain(error))
    }
}

/// Maps a request that never left: it could not be built, or nobody to send it as was found.
pub(super) fn unsent(error: &(dyn Error + 'static)) -> CloudError {
    let identity = causes(error).find_map(|c| c.downcast_ref::<CredentialsError>());
    let said = chain(error);
    match identity {
        Some(CredentialsError::CredentialsNotLoaded(_)) => {
            CloudError::refused(ErrorKind::Denied, "", "NoCredentials", said)
        }
        Some(_) if said.to_lowercase().contains("expired") => {
            CloudError::refused(ErrorKind::Denied, "", "ExpiredToken", said)
        }
        Some(CredentialsError::ProviderTimedOut(_)) => {
            CloudError::refused(ErrorKind::Unavailable, "", "CredentialsTimedOut", said)
        }
        Some(_) => CloudError::refused(ErrorKind::Denied, "", "InvalidCredentials", said),
        None => CloudError::refused(ErrorKind::InvalidInput, "", "InvalidRequest", said),
    }
}

/// Maps a wait that ended without a reply.
pub(super) fn timed_out(error: &(dyn Error + 'static)) -> CloudError {
    if chain(error).contains("connect timeout") {
        return unavailable("ConnectionTimedOut", error, false);
    }
    unavailable("RequestTimedOut", error, true)
}

/// Maps a connection that did not come about, or broke.
pub(super) fn lost(error: &(dyn Error + 'static)) -> CloudError {
    let system = causes(error).find_map(|c| c.downcast_ref::<io::Error>());
    if system.is_some_and(|e| e.kind() == io::ErrorKind::ConnectionRefused) {
        return unavailable("ConnectionRefused", error, false);
    }
    let said = chain(error);
    let before = |word: &str| said.contains(word);
    if before("dns error") || before("failed to lookup address") {
        return unavailable("NoSuchHost", error, false);
    }
    // hyper's words for whatever ends an attempt to connect, TLS included
    if before("client error (Connect)") {
        return unavailable("ConnectionFailed", error, false);
    }
    unavailable("ConnectionLost", error, true)
}
