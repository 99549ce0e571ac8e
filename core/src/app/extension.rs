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
//!       cpu-boot-share: 1.0          # CPUs that the start can use; fewer make it longer
//!       memory: 420m                 # what one container needs once it serves
//!       requests-per-second: 150     # what one replica serves at most
//!       public: true                 # reached from the internet
//!       port: 8080                   # where it answers
//!       health-path: /health         # what a probe asks for
//!       requires: [db:3306]          # must answer at start, or the process ends
//!       tags: ["1.5"]                # further tags of the image that the registry holds
//!       architecture: arm64          # what the image is built for
//! ```
//!
//! At the top of the file, `public: NAME` names the one public service, and `requests-per-second` the
//! traffic of the whole application at its daily mean.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::duration::ComposeDuration;

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
}

/// What a service says about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ServiceHints {
    /// The size of its image.
    pub image_size: Option<ImageSize>,
    /// From start to the first answer, on one free CPU.
    pub boot_time: Option<ComposeDuration>,
    /// How many CPUs the start can use.
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
}
