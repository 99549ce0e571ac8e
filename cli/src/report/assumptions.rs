//! What a report rests on: what was guessed of the application, and which numbers decide.

use paperboat_core::strategy::App;
use serde::Serialize;

/// Something that was not stated and had to be assumed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assumption {
    /// The Compose service.
    pub service: String,
    /// The image.
    pub image: String,
    /// The members of `x-paperboat` that would replace the guess.
    pub members: Vec<String>,
    /// The compressed image, in MB.
    pub image_mb: u64,
    /// The time to boot, in seconds.
    pub boot_s: f64,
    /// The memory needed, in MiB.
    pub memory_mib: u64,
    /// The requests a second that one replica answers.
    pub requests_per_second: f64,
}

impl Assumption {
    /// Tells whether the same was assumed of another service.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let this = Self {
            service: other.service.clone(),
            image: other.image.clone(),
            ..self.clone()
        };
        this == *other
    }
}

/// The members of a profile that a person may state, with their names in `x-paperboat`.
const MEMBERS: [(&str, &str); 4] = [
    ("pullBytes", "image-size"),
    ("bootS", "boot-time"),
    ("memoryMib", "memory"),
    ("requestsPerSecond", "requests-per-second"),
];

/// Lists what was guessed, in order of services.
#[must_use]
pub(super) fn assumptions(app: &App) -> Vec<Assumption> {
    let mut found = Vec::new();
    for (name, profile) in &app.profiles {
        let guessed = |number: &str| profile.origins.get(number).is_some_and(|o| o == "guess");
        let members: Vec<String> = MEMBERS
            .iter()
            .filter(|(number, _)| guessed(number))
            .map(|(_, member)| (*member).to_owned())
            .collect();
        if members.is_empty() {
            continue;
        }
        let image = app
            .project
            .services
            .get(name)
            .and_then(|s| s.image.clone())
            .unwrap_or_default();
        found.push(Assumption {
            service: name.clone(),
            image,
            members,
            image_mb: profile.pull_bytes / 1_000_000,
            boot_s: profile.boot_s,
            memory_mib: profile.memory_mib,
            requests_per_second: profile.requests_per_second,
        });
    }
    found
}
