//! `docker login`: tokens of ECR, and whom a registry takes.

use std::net::Ipv4Addr;
use std::time::Duration;

use paperboat_core::facts::{ECR_REGIONS, EcrRegistry};
use paperboat_core::time::Timestamp;

use super::access::KNOWN;
use crate::iam;
use crate::world::World;

/// What a user's Docker keeps of a registry that it has signed in to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Login {
    /// The token of ECR that was given as the password; none at other registries.
    token: Option<Token>,
}

impl Login {
    /// Tells whether the password was looked at.
    pub(crate) fn is_checked(&self) -> bool {
        self.token.is_some()
    }
}

/// A password for ECR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The ARN of the role that asked for it, and that of its session.
    role: String,
    session: String,
    /// The region for whose registries it is.
    region: String,
    until: Timestamp,
}

/// How long a token of ECR is valid (Amazon ECR user guide, "Private registry authentication": 12 hours).
const VALID: Duration = Duration::from_secs(12 * 3_600);

/// `ecr:GetAuthorizationToken` for the session of a role: a new password for the registries of a region.
///
/// # Errors
/// The end of an AccessDenied message, in AWS's words.
pub(crate) fn token(
    w: &mut World,
    role: &str,
    session: &str,
    region: &str,
) -> Result<String, String> {
    iam::allows(w, role, "ecr:GetAuthorizationToken", "*")?;
    let text = format!("eyJ{}", w.ids.hex(64));
    let token = Token {
        role: role.to_owned(),
        session: session.to_owned(),
        region: region.to_owned(),
        until: w.now + VALID,
    };
    w.registry.tokens.insert(text.clone(), token);
    Ok(text)
}

/// Asks a registry whether it takes a user and a password. Of registries outside the account nobody knows the
/// passwords here: any is taken there.
///
/// # Errors
/// Docker's words without `Error response from daemon: `.
pub(crate) fn sign_in(
    w: &World,
    address: Option<Ipv4Addr>,
    server: &str,
    (user, password): (&str, &str),
) -> Result<Login, String> {
    if address.is_none() {
        return Err(format!(
            "Get \"https://{}/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
            api(server)
        ));
    }
    if let Some(registry) = EcrRegistry::at(server) {
        if !ECR_REGIONS.contains(&registry.region.as_str()) {
            return Err(no_such_host(server));
        }
        let token = w.registry.tokens.get(password);
        let valid = |t: &&Token| t.region == registry.region && t.until > w.now && user == "AWS";
        let Some(token) = token.filter(valid) else {
            return Err(format!(
                "login attempt to https://{server}/v2/ failed with status: 400 Bad Request"
            ));
        };
        return Ok(Login {
            token: Some(token.clone()),
        });
    }
    let held = |p: &paperboat_core::workload::PublishedImage| {
        p.repository
            .split_once('/')
            .is_some_and(|(host, _)| host == server)
    };
    if KNOWN.contains(&server) || w.registry.published.iter().any(held) {
        return Ok(Login { token: None });
    }
    Err(no_such_host(server))
}

fn api(server: &str) -> &str {
    match server {
        "docker.io" => "registry-1.docker.io",
        other => other,
    }
}

fn no_such_host(server: &str) -> String {
    format!(
        "Get \"https://{server}/v2/\": dial tcp: lookup {} on 172.31.0.2:53: no such host",
        server.split(':').next().unwrap_or_default()
    )
}

/// What ECR says when somebody who signed in pulls from one of its repositories.
///
/// # Errors
/// An expired token, or a role that may not pull, in ECR's words from `denied: ` on.
pub(super) fn may_pull(
    w: &World,
    login: &Login,
    registry: &EcrRegistry,
    path: &str,
) -> Result<(), String> {
    let Some(token) = &login.token else {
        return Ok(());
    };
    if token.until <= w.now {
        return Err(
            "denied: Your authorization token has expired. Reauthenticate and try again."
                .to_owned(),
        );
    }
    let resource = registry.repository_arn(path);
    for action in ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] {
        if let Err(words) = iam::allows(w, &token.role, action, &resource) {
            return Err(format!("denied: User: {} {words}", token.session));
        }
    }
    Ok(())
}
