//! `x-paperboat`: what no Compose file says, and a simulation needs.
//!
//! For a service:
//!
//! ```yaml
//! services:
//!   api:
//!     image: acme/api:1.4
//!     x-paperboat:
//!       image-size: 280m             # bytes to pull (compressed); or {pull: 280m, disk: 640m}
//!       boot-time: 9s                # from start to the first answer, on one free CPU
//!       cpu-boot-share: 0.7          # the part of the start that is CPU-bound, 0 to 1
//!       memory: 420m                 # what one container needs once it serves
//!       requests-per-second: 150     # what one replica serves at most
//!       public: true                 # reached from the internet
//!       port: 8080                   # where it answers
//!       health-path: /health         # what a probe asks for
//!       requires: [db:3306]          # all that must answer at start, or the process ends
//!       tags: ["1.5"]                # further tags of the image that the registry holds
//!       architecture: arm64          # what the image is built for
//!       ends-after: 20s              # a job: it ends by itself, successfully
//! ```
//!
//! At the top of the file, `public: NAME` names the one public service, and `requests-per-second` the
//! traffic of the whole application at its daily mean. `external` states what answers outside the application:
//!
//! ```yaml
//! x-paperboat:
//!   external:
//!     pgsql: {kind: postgres}                  # at its usual port, 5432
//!     broker.corp.internal: {port: 9094, kind: kafka}
//!     10.0.5.4: {port: 8080}
//! ```
//!
//! It is taken to answer every connection at that port at once; what it answers, its speed and its failures are not
//! modelled. Endpoints of AWS's managed services (`*.rds.amazonaws.com`, `*.cache.amazonaws.com`, ...) are known by
//! their names and need no statement.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::canonical::Canonical;
use super::check::check;
use super::diagnostic::Diagnostic;
use super::duration::ComposeDuration;
use super::node::{Node, key_below};
use super::schema::{APP_HINTS, Object, SERVICE_HINTS};
pub use super::schema::{HintPlace, hints};

/// The size of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImageSize {
    /// Bytes that a pull transfers (compressed layers).
    pub pull: Option<Bytes>,
    /// Bytes that it takes on a disk.
    pub disk: Option<Bytes>,
}

/// What the application says about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct AppHints {
    /// The service that is reached from the internet.
    pub public: Option<String>,
    /// Requests a second to the whole application, daily mean.
    pub requests_per_second: Option<f64>,
    /// Endpoints outside the application that answer, by the name or address that programs use.
    pub external: BTreeMap<String, ExternalHint>,
}

/// An endpoint outside the application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ExternalHint {
    /// Where it answers; the usual port of its kind when nothing is said, and any port without a kind.
    pub port: Option<u16>,
    /// What it is: `postgres`, `mysql`, `mongo`, `redis`, `memcached`, `rabbitmq`, `kafka`, `smtp`, `http`, `https`
    /// or `other`.
    pub kind: Option<String>,
}

/// What a service says about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ServiceHints {
    /// The size of its image.
    pub image_size: Option<ImageSize>,
    /// From start to the first answer, on one free CPU.
    pub boot_time: Option<ComposeDuration>,
    /// The part of the start that is CPU-bound and so stretches with a smaller CPU share, 0 to 1.
    pub cpu_boot_share: Option<f64>,
    /// The memory that one container needs once it serves.
    pub memory: Option<Bytes>,
    /// The most requests a second that one replica serves.
    pub requests_per_second: Option<f64>,
    /// Whether it is reached from the internet.
    pub public: Option<bool>,
    /// The port where it answers.
    pub port: Option<u16>,
    /// The path that a health probe asks for.
    pub health_path: Option<String>,
    /// `host:port` pairs that must answer at start, or the process ends.
    pub requires: Vec<String>,
    /// Further tags of the image that the registry holds.
    pub tags: Vec<String>,
    /// What the image is built for: `amd64`, `arm64`.
    pub architecture: Option<String>,
    /// After which it ends by itself with 0: it is a job.
    pub ends_after: Option<ComposeDuration>,
}

/// Reads `x-paperboat` at the top of a tree.
pub(super) fn app(tree: &Node, canonical: &Canonical<'_>) -> Result<AppHints, Vec<Diagnostic>> {
    let hints: AppHints = read(tree, &APP_HINTS, "", canonical)?;
    let bad_port = hints.external.iter().find(|(_, hint)| hint.port == Some(0));
    match bad_port {
        Some((host, _)) => {
            let node = tree.at(&["x-paperboat", "external", host, "port"]);
            let key = format!("x-paperboat.external.{host}.port");
            Err(vec![bad(node, &key, "port")])
        }
        None => Ok(hints),
    }
}

/// Reads `x-paperboat` of a service.
pub(super) fn service(
    service: &Node,
    key: &str,
    canonical: &Canonical<'_>,
) -> Result<ServiceHints, Vec<Diagnostic>> {
    let hints: ServiceHints = read(service, &SERVICE_HINTS, key, canonical)?;
    let positive = |value: Option<f64>| value.is_none_or(|value| value > 0.0 && value.is_finite());
    let address = |pair: &String| {
        pair.rsplit_once(':')
            .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
    };
    let size = hints.image_size.unwrap_or_default();
    let sizes = [size.pull, size.disk, hints.memory];
    let checks = [
        (
            "image-size",
            "bytes",
            sizes[..2].iter().flatten().all(|bytes| bytes.0 > 0),
        ),
        ("memory", "bytes", sizes[2].is_none_or(|bytes| bytes.0 > 0)),
        (
            "boot-time",
            "duration",
            hints.boot_time.is_none_or(|time| time.0 >= 0),
        ),
        (
            "ends-after",
            "duration",
            hints.ends_after.is_none_or(|time| time.0 >= 0),
        ),
        (
            "cpu-boot-share",
            "share",
            hints
                .cpu_boot_share
                .is_none_or(|share| (0.0..=1.0).contains(&share)),
        ),
        (
            "requests-per-second",
            "positive-number",
            positive(hints.requests_per_second),
        ),
        ("port", "port", hints.port != Some(0)),
        (
            "health-path",
            "path",
            hints
                .health_path
                .as_ref()
                .is_none_or(|path| path.starts_with('/')),
        ),
        (
            "requires",
            "host-and-port",
            hints.requires.iter().all(address),
        ),
    ];
    let wrong = checks
        .into_iter()
        .filter(|(_, _, fine)| !fine)
        .map(|(name, expected, _)| {
            let node = service.at(&["x-paperboat", name]);
            bad(node, &format!("{key}.x-paperboat.{name}"), expected)
        });
    let wrong: Vec<Diagnostic> = wrong.collect();
    if wrong.is_empty() {
        Ok(hints)
    } else {
        Err(wrong)
    }
}

fn bad(node: Option<&Node>, key: &str, expected: &'static str) -> Diagnostic {
    let value = node
        .map(|node| node.to_json().to_string())
        .unwrap_or_default();
    Diagnostic::error("compose-bad-hint")
        .arg("value", value)
        .word("expected", expected)
        .key(key)
        .at(node.and_then(|node| node.span))
}

fn read<T: DeserializeOwned + Default>(
    owner: &Node,
    object: &Object,
    key: &str,
    canonical: &Canonical<'_>,
) -> Result<T, Vec<Diagnostic>> {
    let Some(node) = owner.get("x-paperboat") else {
        return Ok(T::default());
    };
    let key = key_below(key, "x-paperboat");
    // Compose accepts anything here, so it has no words for what is wrong
    let own = |mut diagnostic: Diagnostic| {
        diagnostic.docker_says = None;
        if diagnostic.code == "compose-unknown-key" {
            diagnostic.code = "compose-unknown-hint";
        }
        if !diagnostic.key.starts_with(&key) {
            diagnostic.key = match diagnostic.key.as_str() {
                "" => key.clone(),
                below => format!("{key}.{below}"),
            };
        }
        diagnostic
    };
    let wrong = check(node, object, "");
    if !wrong.is_empty() {
        return Err(wrong.into_iter().map(own).collect());
    }
    let mut hints = node.clone();
    canonical
        .object(&mut hints, object, &key)
        .map_err(|wrong| vec![own(wrong)])?;
    serde_json::from_value(hints.to_json()).map_err(|_| vec![bad(Some(node), &key, "hints")])
}
