//! `docker login`: tokens of ECR, and whom a registry takes.

use std::net::Ipv4Addr;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use paperboat_core::facts::{ECR_REGIONS, EcrRegistry};
use paperboat_core::time::Timestamp;

use super::access::KNOWN;
use crate::iam;
use crate::id::ACCOUNT;
use crate::world::World;

/// What a user's Docker keeps of a registry that it has signed in to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Login {
    /// The token of ECR that was given as the password; none at other registries.
    token: Option<Token>,
    /// The name that was given.
    user: String,
}

impl Login {
    /// Tells whether the password was looked at.
    pub(crate) fn is_checked(&self) -> bool {
        self.token.is_some()
    }

    /// The name that was given.
    pub(super) fn user(&self) -> &str {
        &self.user
    }
}

/// Who asks ECR for a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// A machine in the session of its role: the ARN of the role, and that of the session.
    Role { role: String, session: String },
    /// The person whose account it is, and who may do anything there.
    Owner,
}

impl Bearer {
    /// Whether IAM lets it do something.
    ///
    /// # Errors
    /// The end of a message about it, in AWS's words.
    fn may(&self, w: &World, action: &str, resource: &str) -> Result<(), String> {
        match self {
            Self::Role { role, session } => iam::allows(w, role, action, resource)
                .map_err(|words| format!("User: {session} {words}")),
            Self::Owner => Ok(()),
        }
    }

    /// The ARN by which AWS names it.
    fn arn(&self) -> String {
        match self {
            Self::Role { session, .. } => session.clone(),
            Self::Owner => iam::owner(),
        }
    }
}

/// A password for ECR.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    /// Who asked for it.
    bearer: Bearer,
    /// The region for whose registries it is.
    region: String,
    until: Timestamp,
}

/// How long a token of ECR is valid (Amazon ECR user guide, "Private registry authentication": 12 hours).
const VALID: Duration = Duration::from_secs(12 * 3_600);

/// `ecr:GetAuthorizationToken`: a new password for the registries of a region, and until when it is valid.
///
/// # Errors
/// An AccessDenied message, in AWS's words.
pub(crate) fn token(
    w: &World,
    bearer: Bearer,
    region: &str,
) -> Result<(String, Timestamp), String> {
    bearer.may(w, "ecr:GetAuthorizationToken", "*")?;
    let token = Token {
        bearer,
        region: region.to_owned(),
        until: w.now + VALID,
    };
    Ok((token.write(w), token.until))
}

impl Token {
    /// What the password says: nobody keeps it, as whoever asks for one only looks.
    fn said(&self) -> String {
        let (role, session) = match &self.bearer {
            Bearer::Role { role, session } => (role.as_str(), session.as_str()),
            Bearer::Owner => ("", ""),
        };
        let until = self.until.0;
        format!("{}\n{until}\n{role}\n{session}", self.region)
    }

    /// The password: what it says, and a seal that only this world sets.
    fn write(&self, w: &World) -> String {
        let said = self.said();
        let sealed = format!("{said}\n{:016x}", seal(w, &said));
        BASE64_STANDARD.encode(sealed)
    }

    /// Reads a password; none when it is none of this world's.
    fn read(w: &World, password: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64_STANDARD.decode(password).ok()?).ok()?;
        let (said, sealed) = text.rsplit_once('\n')?;
        if sealed != format!("{:016x}", seal(w, said)) {
            return None;
        }
        let parts: Vec<&str> = said.split('\n').collect();
        let [region, until, role, session] = parts[..] else {
            return None;
        };
        let bearer = match role {
            "" => Bearer::Owner,
            role => Bearer::Role {
                role: role.to_owned(),
                session: session.to_owned(),
            },
        };
        Some(Self {
            bearer,
            region: region.to_owned(),
            until: Timestamp(until.parse().ok()?),
        })
    }
}

impl World {
    /// A password for the registries of a region, of the person whose account it is, and until when it is valid.
    pub(crate) fn registry_password(&self, region: &str) -> (String, Timestamp) {
        let token = Token {
            bearer: Bearer::Owner,
            region: region.to_owned(),
            until: self.now + VALID,
        };
        (token.write(self), token.until)
    }
}

fn seal(w: &World, said: &str) -> u64 {
    w.random.bits("ecr.token", said, 0)
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
        if !has_region(&registry) {
            return Err(no_such_host(server));
        }
        let token = Token::read(w, password);
        let valid = |t: &Token| t.region == registry.region && t.until > w.now && user == "AWS";
        let Some(token) = token.filter(valid) else {
            return Err(format!(
                "login attempt to https://{server}/v2/ failed with status: 400 Bad Request"
            ));
        };
        return Ok(Login {
            token: Some(token),
            user: user.to_owned(),
        });
    }
    let held = |p: &paperboat_core::workload::PublishedImage| {
        p.repository
            .split_once('/')
            .is_some_and(|(host, _)| host == server)
    };
    if KNOWN.contains(&server) || w.registry.published.iter().any(held) {
        return Ok(Login {
            token: None,
            user: user.to_owned(),
        });
    }
    Err(no_such_host(server))
}

/// Whether ECR is in the region that a registry's address names.
pub(super) fn has_region(registry: &EcrRegistry) -> bool {
    ECR_REGIONS.contains(&registry.region.as_str())
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
    let actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    may(w, login, &registry.repository_arn(path), &actions)
}

/// The actions of a push (Amazon ECR user guide, "IAM permissions for pushing an image to an Amazon ECR private repository"),
/// but for the one that only spares an engine the layers that are there.
const PUSHES: [&str; 4] = [
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
];

/// What ECR says when somebody who signed in pushes to one of its repositories. A repository of another account takes nothing:
/// policies of repositories are not modelled, so none allows it.
///
/// # Errors
/// As [`may_pull`].
pub(super) fn may_push(
    w: &World,
    login: &Login,
    registry: &EcrRegistry,
    path: &str,
) -> Result<(), String> {
    let resource = registry.repository_arn(path);
    may(w, login, &resource, &PUSHES)?;
    match &login.token {
        Some(token) if registry.account != ACCOUNT => Err(format!(
            "denied: User: {} is not authorized to perform: {} on resource: {resource} because no resource-based policy allows the {} action",
            token.bearer.arn(),
            PUSHES[0],
            PUSHES[0]
        )),
        _ => Ok(()),
    }
}

/// Whether ECR tells who signed in which layers a repository has.
pub(super) fn may_look(w: &World, login: &Login, registry: &EcrRegistry, path: &str) -> bool {
    let actions = ["ecr:BatchCheckLayerAvailability"];
    may(w, login, &registry.repository_arn(path), &actions).is_ok()
}

fn may(w: &World, login: &Login, resource: &str, actions: &[&str]) -> Result<(), String> {
    let Some(token) = &login.token else {
        return Ok(());
    };
    if token.until <= w.now {
        return Err(
            "denied: Your authorization token has expired. Reauthenticate and try again."
                .to_owned(),
        );
    }
    let mut asked = actions.iter();
    asked.try_for_each(|action| {
        let allowed = token.bearer.may(w, action, resource);
        allowed.map_err(|words| format!("denied: {words}"))
    })
}
