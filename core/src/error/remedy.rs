//! What can be done about a failure, told from AWS's code, the machine's words, or what was awaited.

use super::{Cause, CloudError, ErrorKind};
use crate::recipe::{Obstacle, Wait};

/// Every key that [`Cause::remedy`] and [`CloudError::remedy`] give; the catalogues hold a sentence for each.
pub const REMEDIES: &[&str] = &[
    "account-other",
    "account-root",
    "address-of-caller",
    "capacity",
    "clock",
    "command-too-long",
    "credentials-expired",
    "credentials-missing",
    "credentials-unknown",
    "credentials-unusable",
    "disk-full",
    "disk-full-here",
    "docker-absent",
    "docker-absent-here",
    "endpoint-down",
    "endpoint-lacks",
    "endpoint-no-url",
    "endpoint-not-aws",
    "endpoint-not-named",
    "endpoint-real",
    "endpoint-unsafe",
    "gone",
    "host-key-changed",
    "host-key-unknown",
    "hosts-damaged",
    "hosts-form",
    "hosts-missing",
    "image-not-found",
    "key-file",
    "network-missing",
    "no-answer",
    "no-such-host",
    "permission",
    "port-taken",
    "program-ends",
    "pull-limit",
    "quota",
    "region-missing",
    "region-off",
    "secret-wrong",
    "ssh-denied",
    "ssh-refused",
    "ssh-timed-out",
    "throttled",
    "try-again",
];

/// Codes that say by themselves what is to be done.
const CODES: &[(&str, &str)] = &[
    ("NoCredentials", "credentials-missing"),
    ("CredentialsTimedOut", "credentials-missing"),
    ("InvalidCredentials", "credentials-unusable"),
    ("ExpiredToken", "credentials-expired"),
    ("ExpiredTokenException", "credentials-expired"),
    ("RequestExpired", "clock"),
    ("RequestTimeTooSkewed", "clock"),
    // a region that is switched off knows no key of the account
    ("AuthFailure", "credentials-unknown"),
    ("InvalidAccessKeyId", "credentials-unknown"),
    ("InvalidClientTokenId", "credentials-unknown"),
    ("UnrecognizedClientException", "credentials-unknown"),
    ("IncompleteSignature", "credentials-unusable"),
    ("MissingAuthenticationToken", "credentials-unusable"),
    (
        "MissingAuthenticationTokenException",
        "credentials-unusable",
    ),
    ("OptInRequired", "region-off"),
    ("NoRegion", "region-missing"),
    ("NoSuchHost", "no-such-host"),
    ("BadEndpoint", "endpoint-no-url"),
    ("ConnectionFailed", "endpoint-unsafe"),
    ("NotAnAwsEndpoint", "endpoint-not-aws"),
    ("NotLoopback", "endpoint-not-named"),
    ("RealAws", "endpoint-real"),
    ("MachinesMissing", "hosts-missing"),
    ("BadHosts", "hosts-form"),
    ("HostsNotOpened", "hosts-damaged"),
    ("OtherAccount", "account-other"),
    ("RootCredentials", "account-root"),
    ("NoCaller", "address-of-caller"),
    ("ServiceNotActiveException", "gone"),
    ("CommandTimedOut", "command-too-long"),
    ("PermissionDenied", "ssh-denied"),
    ("KeyFileMissing", "key-file"),
    ("KeyFileUnusable", "key-file"),
    ("HostKeyChanged", "host-key-changed"),
    ("HostKeyUnknown", "host-key-unknown"),
    ("NoAddress", "ssh-timed-out"),
    ("KeyFileNotWritten", "disk-full-here"),
    ("KnownHostsUnusable", "disk-full-here"),
    ("journal-not-written", "disk-full-here"),
    ("SessionNotWritten", "disk-full-here"),
    ("DockerMissing", "docker-absent-here"),
    ("DockerDown", "docker-absent-here"),
    ("PortTaken", "port-taken"),
];

/// Words, in small letters, by which programs on a machine and ECS say what is wrong. The first that fits counts.
const WORDS: &[(&str, &str)] = &[
    ("no space left on device", "disk-full"),
    ("no disk space", "disk-full"),
    ("cannot connect to the docker daemon", "docker-absent"),
    ("docker: command not found", "docker-absent"),
    ("docker.service not found", "docker-absent"),
    ("docker.service does not exist", "docker-absent"),
    ("unable to find a match: docker", "docker-absent"),
    ("toomanyrequests", "pull-limit"),
    ("429 too many requests", "pull-limit"),
    ("manifest unknown", "image-not-found"),
    ("no matching manifest", "image-not-found"),
    ("pull access denied", "image-not-found"),
    ("repository does not exist", "image-not-found"),
    ("no such image", "image-not-found"),
    ("no basic auth credentials", "image-not-found"),
    ("name unknown", "image-not-found"),
    ("cannotpullcontainererror", "image-not-found"),
    ("port is already allocated", "port-taken"),
    ("address already in use", "port-taken"),
    ("is not authorized to perform", "permission"),
    ("essential container in task exited", "program-ends"),
    ("exited (", "program-ends"),
    ("health checks", "no-answer"),
    ("is unhealthy", "no-answer"),
];

/// Words by which AWS says that a signature is refused for its time, and not for its secret.
const OUT_OF_TIME: [&str; 3] = ["expired", "not yet current", "skew"];

fn by_code(code: &str) -> Option<&'static str> {
    let found = CODES.iter().find(|(known, _)| *known == code);
    found.map(|(_, remedy)| *remedy)
}

fn by_words(said: &str) -> Option<&'static str> {
    let said = said.to_lowercase();
    let found = WORDS.iter().find(|(words, _)| said.contains(words));
    found.map(|(_, remedy)| *remedy)
}

impl CloudError {
    /// What can be done about it, as one of [`REMEDIES`]; none where the service's own words say it all.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        let on_machine = self.operation.starts_with("host:");
        if let Some(remedy) = by_side(&self.code, on_machine) {
            return Some(remedy);
        }
        // a file's rights on the machine, and not the login's
        if self.code == "PermissionDenied" && self.message.starts_with("scp: ") {
            return None;
        }
        if ["SignatureDoesNotMatch", "InvalidSignatureException"].contains(&self.code.as_str()) {
            let late = OUT_OF_TIME.iter().any(|w| self.message.contains(w));
            return Some(if late { "clock" } else { "secret-wrong" });
        }
        by_code(&self.code).or(match self.kind {
            ErrorKind::Denied if !on_machine => Some("permission"),
            ErrorKind::Throttled => Some("throttled"),
            ErrorKind::LimitExceeded if self.code.starts_with("Insufficient") => Some("capacity"),
            ErrorKind::LimitExceeded => Some("quota"),
            ErrorKind::NotFound if self.code != "NoSuchFile" => Some("gone"),
            ErrorKind::Unavailable | ErrorKind::Internal => Some("try-again"),
            ErrorKind::Unsupported if self.code != "NotModelled" => Some("endpoint-lacks"),
            _ => None,
        })
    }
}

/// What to do about codes that mean one thing on a machine, and another one at an endpoint or on this computer.
fn by_side(code: &str, on_machine: bool) -> Option<&'static str> {
    match (code, on_machine) {
        ("NoSpace", true) => Some("disk-full"),
        ("NoSpace", false) => Some("disk-full-here"),
        ("ConnectionRefused", true) => Some("ssh-refused"),
        ("ConnectionTimedOut", true) => Some("ssh-timed-out"),
        ("ConnectionRefused" | "ConnectionTimedOut", false) => Some("endpoint-down"),
        _ => None,
    }
}

impl Cause {
    /// What can be done about it, as one of [`REMEDIES`]; none where nothing is known beyond what was said.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::Call { error } => error.remedy(),
            Self::Command { last_lines, .. } => by_words(last_lines),
            Self::RolledBack { reason, log, .. } => {
                by_words(reason).or_else(|| by_words(&log.join("\n")))
            }
            Self::GivenBack { because, log, .. } => {
                let said = by_words(&because.to_string());
                said.or_else(|| by_words(&log.join("\n")))
                    .or_else(|| because.remedy())
            }
            Self::TimedOut {
                waiting_for,
                last_seen,
                log,
                ..
            } => by_words(last_seen)
                .or_else(|| by_words(&log.join("\n")))
                .or_else(|| awaited(*waiting_for, last_seen)),
            // Each refusal brings its own remedy.
            Self::Refused { .. } => None,
            Self::Impossible { key, .. } => match key {
                Obstacle::NotDeployed => Some("gone"),
                Obstacle::NoDefaultNetwork => Some("network-missing"),
                Obstacle::DataCannotBeShared
                | Obstacle::NoCopyAnswers
                | Obstacle::NoFargateSizeHoldsIt
                | Obstacle::NoInstanceTypeHoldsIt
                | Obstacle::NoMachine
                | Obstacle::NobodyToScale
                | Obstacle::NoSuchService
                | Obstacle::NothingWasMade => None,
            },
        }
    }
}

/// What to do about a wait in vain; `last_seen` begins with operation and code when it was an error.
fn awaited(waiting_for: Wait, last_seen: &str) -> Option<&'static str> {
    match waiting_for {
        Wait::PublicAnswer => Some("no-answer"),
        Wait::SshAnswers => {
            let code = last_seen.split(": ").nth(1).unwrap_or_default();
            by_side(code, true)
                .or_else(|| by_code(code))
                .or(Some("ssh-timed-out"))
        }
        _ => Some("try-again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(
        kind: ErrorKind,
        operation: &str,
        code: &str,
        message: &str,
    ) -> Option<&'static str> {
        CloudError::refused(kind, operation, code, message).remedy()
    }

    #[test]
    fn every_remedy_that_is_given_stands_in_the_table_and_the_other_way_round() {
        let text = include_str!("remedy.rs");
        let code = text.split("#[cfg(test)]").next().expect("code");
        let after_table = code.split_once("];").expect("the table").1;
        for remedy in REMEDIES {
            let given = format!("\"{remedy}\"");
            assert!(after_table.contains(&given), "{remedy} is never given");
        }
        let given = CODES.iter().chain(WORDS).map(|(_, remedy)| remedy);
        let strange: Vec<_> = given.filter(|r| !REMEDIES.contains(r)).collect();
        assert!(strange.is_empty(), "{strange:?}");
        assert!(REMEDIES.is_sorted());
    }

    #[test]
    fn a_refused_signature_is_late_or_made_with_another_secret() {
        let denied = |message| {
            let kind = ErrorKind::Denied;
            refused(
                kind,
                "sts:GetCallerIdentity",
                "SignatureDoesNotMatch",
                message,
            )
        };
        let late = "Signature expired: 20261126T010000Z is now earlier than 20261126T011500Z (20261126T012000Z - 5 min.)";
        assert_eq!(denied(late), Some("clock"));
        let other = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.";
        assert_eq!(denied(other), Some("secret-wrong"));
    }

    #[test]
    fn silence_of_a_machine_is_another_thing_than_silence_of_an_endpoint() {
        let silence = |operation| {
            refused(
                ErrorKind::Unavailable,
                operation,
                "ConnectionRefused",
                "nobody listens",
            )
        };
        assert_eq!(silence("host:Exec"), Some("ssh-refused"));
        assert_eq!(silence("ec2:RunInstances"), Some("endpoint-down"));
    }

    #[test]
    fn a_wait_in_vain_is_told_by_what_was_seen_last() {
        let in_vain = |waiting_for: Wait, last_seen: &str| {
            let cause = Cause::TimedOut {
                waiting_for,
                waited_s: 60,
                last_seen: last_seen.to_owned(),
                log: Vec::new(),
            };
            cause.remedy()
        };
        let refused = "host:Exec: ConnectionRefused: ssh: connect to host 192.0.2.1 port 22: Connection refused";
        assert_eq!(in_vain(Wait::SshAnswers, refused), Some("ssh-refused"));
        let unknown = "host:Exec: HostKeyUnknown: the console does not show the host keys yet";
        assert_eq!(in_vain(Wait::SshAnswers, unknown), Some("host-key-unknown"));
        let pull = "tasks stop: CannotPullContainerError: pull image manifest has been retried";
        assert_eq!(in_vain(Wait::ReplicasRun, pull), Some("image-not-found"));
        assert_eq!(in_vain(Wait::PublicAnswer, "HTTP 503"), Some("no-answer"));
    }
}
