//! Why a puller gets no image: each reason once, with the words of Docker and those of the container runtime on Fargate
//! side by side.

use std::net::Ipv4Addr;

use super::Reference;

/// Why a pull ends without an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// What was written is no reference; in the words of who read it.
    Reference(String),
    /// No answer: the puller has no way to the internet, or the registry is out.
    NoAnswer {
        /// The registry.
        host: String,
    },
    /// Nobody listens at the registry's port of this computer.
    NobodyListens {
        /// The registry.
        host: String,
    },
    /// No name server knows the registry.
    NoSuchHost {
        /// The registry.
        host: String,
    },
    /// Docker Hub's pulls of the window are used up.
    RateLimit {
        /// Whether it is the limit of an account, and not of an address.
        logged_in: bool,
    },
    /// Docker Hub has no such repository, or not for this puller.
    Denied {
        /// The repository as people write it.
        repository: String,
    },
    /// IAM lets the role of a login not pull from ECR; in its words.
    NotAllowed {
        /// The repository as people write it.
        repository: String,
        /// What IAM says.
        words: String,
    },
    /// quay.io has no such repository, or not for this puller.
    Unauthorized,
    /// Another registry has no such repository, or not for this puller.
    ManifestDenied(Reference),
    /// A private registry of ECR does not know the puller.
    NoCredentials(Reference),
    /// A private registry of ECR has no such repository.
    NoRepository {
        /// What was asked for.
        reference: Reference,
        /// The account of the registry.
        account: String,
    },
    /// The repository has no such tag or digest.
    NoManifest {
        /// What was asked for.
        reference: Reference,
        /// Whether it is one of ECR's registries.
        ecr: bool,
    },
    /// The image is not made for the puller's architecture.
    Architecture(String),
    /// The image was made on one architecture, for that alone.
    Foreign {
        /// For which it was made.
        built: String,
        /// The puller's.
        wanted: String,
    },
    /// Who wanted it wants it no more.
    Canceled,
    /// It arrived and could not be kept; in the engine's words.
    NotKept(String),
}

/// What Fargate's runtime says before the reference that it could not resolve.
const UNRESOLVED: &str = "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref";
/// The name server of the default VPC, the second address of its network (VPC user guide, "Amazon DNS server").
const RESOLVER: Ipv4Addr = Ipv4Addr::new(172, 31, 0, 2);

impl Refusal {
    /// In the words that Docker passes on, without `Error response from daemon: `.
    pub(crate) fn docker(&self) -> String {
        match self {
            Self::Reference(words) | Self::NotKept(words) => words.clone(),
            Self::NoAnswer { host } => {
                let host = match host.as_str() {
                    "docker.io" => "registry-1.docker.io",
                    host => host,
                };
                format!(
                    "Get \"https://{host}/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"
                )
            }
            Self::NobodyListens { host } => format!(
                "Get \"http://{host}/v2/\": dial tcp {}: connect: connection refused",
                host.replacen("localhost", "127.0.0.1", 1)
            ),
            Self::NoSuchHost { host } => format!(
                "Get \"https://{host}/v2/\": dial tcp: lookup {} on {RESOLVER}:53: no such host",
                host.split(':').next().unwrap_or_default()
            ),
            Self::RateLimit { logged_in: false } => "toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit".to_owned(),
            Self::RateLimit { logged_in: true } => "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit".to_owned(),
            Self::Denied { repository } => format!(
                "pull access denied for {repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
            ),
            Self::NotAllowed { repository, words } => format!(
                "pull access denied for {repository}, repository does not exist or may require 'docker login': {words}"
            ),
            Self::Unauthorized => {
                "unauthorized: access to the requested resource is not authorized".to_owned()
            }
            Self::ManifestDenied(reference) => format!("{}: denied", head(reference)),
            Self::NoCredentials(reference) => {
                format!("{}: no basic auth credentials", head(reference))
            }
            Self::NoRepository { reference, account } => {
                let (familiar, path) = (reference.familiar(), reference.parts().1);
                format!(
                    "repository {familiar} not found: name unknown: The repository with name '{path}' does not exist in the registry with id '{account}'"
                )
            }
            Self::NoManifest { reference, ecr } => {
                let words = if *ecr {
                    "Requested image not found"
                } else {
                    "manifest unknown"
                };
                format!("manifest for {reference} not found: manifest unknown: {words}")
            }
            Self::Architecture(architecture) => {
                let variant = if architecture == "arm64" { "/v8" } else { "" };
                format!(
                    "no matching manifest for linux/{architecture}{variant} in the manifest list entries"
                )
            }
            // Docker pulls it all the same, and its programs cannot be executed.
            Self::Foreign { built, wanted } => format!(
                "paperboat: not modelled: an image of linux/{built} on a machine of linux/{wanted}"
            ),
            Self::Canceled => "context canceled".to_owned(),
        }
    }

    /// In the words of Fargate's container runtime, which resolves references itself and differs from Docker. `canonical` is
    /// the reference with its registry and its tag.
    pub(crate) fn fargate(&self, canonical: &str) -> String {
        let docker = self.docker();
        match self {
            Self::RateLimit { .. } => format!(
                "CannotPullContainerError: pull image manifest has been retried 5 time(s): httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/{canonical}: 429 Too Many Requests - Server message: {docker}"
            ),
            Self::Architecture(_) => format!(
                "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform: {docker}"
            ),
            Self::Foreign { wanted, .. } => format!(
                "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/{wanted}'"
            ),
            Self::Denied { .. } | Self::NotAllowed { .. } => format!(
                "{UNRESOLVED} {canonical}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
            ),
            Self::NoManifest { .. } | Self::NoRepository { .. } => {
                format!("{UNRESOLVED} {canonical}: {canonical}: not found")
            }
            Self::Reference(_)
            | Self::NoAnswer { .. }
            | Self::NobodyListens { .. }
            | Self::NoSuchHost { .. }
            | Self::Unauthorized
            | Self::ManifestDenied(_)
            | Self::NoCredentials(_)
            | Self::Canceled
            | Self::NotKept(_) => format!("{UNRESOLVED} {canonical}: {docker}"),
        }
    }

    /// In the words of an agent of ECS on an instance, which passes on what its machine's Docker says.
    pub(crate) fn agent(&self) -> String {
        format!(
            "CannotPullContainerError: Error response from daemon: {}",
            self.docker()
        )
    }
}

/// The request for a manifest, as Docker quotes it.
fn head(reference: &Reference) -> String {
    let (host, path) = reference.parts();
    format!(
        "Head \"https://{host}/v2/{path}/manifests/{}\"",
        reference.tag
    )
}

#[cfg(test)]
mod tests {
    use super::{Reference, Refusal};

    #[test]
    fn each_reason_has_the_words_of_both() {
        let reference = || Reference::parse("web:2").expect("a reference");
        let fargate = |refusal: Refusal| refusal.fargate("docker.io/library/web:2");
        let gone = Refusal::NoManifest {
            reference: reference(),
            ecr: false,
        };
        assert!(
            gone.docker()
                .ends_with("manifest unknown: manifest unknown")
        );
        assert!(
            fargate(gone).ends_with("docker.io/library/web:2: docker.io/library/web:2: not found")
        );
        let limit = Refusal::RateLimit { logged_in: false };
        assert!(limit.docker().starts_with("toomanyrequests: "));
        assert!(
            limit
                .agent()
                .contains("Error response from daemon: toomanyrequests")
        );
        assert!(fargate(limit).contains("429 Too Many Requests"));
        // A name that reads like a reason is none.
        let host = "toomanyrequests.example".to_owned();
        assert!(fargate(Refusal::NoSuchHost { host }).ends_with("no such host"));
    }
}
