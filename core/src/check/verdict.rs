//! Outcomes, with the reason and the remedy as keys of the catalogues.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::build::{build_commands, is_invented};
use super::keys::KEYS;
use super::subject::Subject;
use crate::strategy::{App, Refusal};

/// What becomes of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It means what it means to Docker Compose.
    Kept,
    /// Something else takes its place.
    Changed,
    /// It has no effect.
    Dropped,
    /// The application cannot be deployed with it.
    Refused,
}

impl Outcome {
    /// All outcomes, from good to bad.
    pub const ALL: [Self; 4] = [Self::Kept, Self::Changed, Self::Dropped, Self::Refused];

    /// The key of its word in the catalogues.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Kept => "outcome-kept",
            Self::Changed => "outcome-changed",
            Self::Dropped => "outcome-dropped",
            Self::Refused => "outcome-refused",
        }
    }
}

/// A path as somebody near the project writes it: relative to its folder, where it lies in there.
pub(super) fn near<'a>(app: &App, path: &'a str) -> std::borrow::Cow<'a, str> {
    let directory = app.directory.trim_end_matches('/');
    match path.strip_prefix(directory) {
        Some("") => ".".into(),
        Some(rest) if rest.starts_with('/') => format!(".{rest}").into(),
        _ => path.into(),
    }
}

/// A sentence of the catalogues: its key, one of [`KEYS`], and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saying {
    /// The key.
    pub key: &'static str,
    /// The arguments by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<&'static str, String>,
}

impl Saying {
    pub(super) fn new(key: &'static str) -> Self {
        debug_assert!(KEYS.iter().any(|(known, _)| *known == key), "{key}");
        Self {
            key,
            args: BTreeMap::new(),
        }
    }

    /// The reason of a refusal.
    pub(super) fn why(refusal: &Refusal) -> Self {
        let given = |name: &&'static str| Some((*name, refusal.args.get(*name)?.clone()));
        Self {
            key: refusal.why.reason(),
            args: refusal.why.arguments().iter().filter_map(given).collect(),
        }
    }

    pub(super) fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}

/// What a strategy does with a key, why, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What becomes of the key.
    pub outcome: Outcome,
    /// Why.
    pub reason: Saying,
    /// What can be done, when anything should be. It takes the arguments of the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Saying>,
}

impl Verdict {
    fn new(outcome: Outcome, reason: &'static str) -> Self {
        Self {
            outcome,
            reason: Saying::new(reason),
            remedy: None,
        }
    }

    pub(super) fn kept(reason: &'static str) -> Self {
        Self::new(Outcome::Kept, reason)
    }

    pub(super) fn changed(reason: &'static str) -> Self {
        Self::new(Outcome::Changed, reason)
    }

    pub(super) fn dropped(reason: &'static str) -> Self {
        Self::new(Outcome::Dropped, reason)
    }

    /// What the way refuses, as the one list says it.
    pub(super) fn refused(refusal: &Refusal) -> Self {
        Self {
            outcome: Outcome::Refused,
            reason: Saying::why(refusal),
            remedy: Some(Saying::new(refusal.why.remedy())),
        }
    }

    pub(super) fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.reason = self.reason.arg(name, value);
        self
    }

    pub(super) fn say_remedy(mut self, remedy: Saying) -> Self {
        self.remedy = Some(remedy);
        self
    }

    pub(super) fn remedy(mut self, key: &'static str) -> Self {
        self.remedy = Some(Saying::new(key));
        self
    }
}

/// How the image of a service that the file builds comes to its registry. A name that the file does not say is one that
/// may be somebody else's on Docker Hub, so that one's own is to be given first.
pub(super) fn push_remedy(app: &App, service: &str) -> Saying {
    let stated = app.project.services.get(service);
    let image = stated.and_then(|s| s.image.as_deref()).unwrap_or_default();
    let build = build_commands(app, service);
    if is_invented(app, service, image) {
        let remedy = Saying::new("remedy-name-image").arg("image", image);
        remedy.arg("service", service).arg("build", build)
    } else {
        Saying::new("remedy-push-image").arg("build", build)
    }
}

/// What holds in every strategy: what was settled before any of them begins.
pub(super) fn common(subject: &Subject<'_>) -> Option<Verdict> {
    Some(match subject.kind.as_str() {
        "name" | "x-paperboat" | "services.x-paperboat" | "services.profiles" => {
            Verdict::kept("because-read-here")
        }
        "version" => Verdict::dropped("because-obsolete"),
        "left-out.services" => {
            Verdict::dropped("because-other-profile").remedy("remedy-enable-profile")
        }
        "left-out" => Verdict::dropped("because-unused"),
        "services.develop" | "services.attach" => Verdict::dropped("because-development"),
        "services.credential_spec" | "services.isolation" => Verdict::dropped("because-windows"),
        "services.deploy.mode"
        | "services.deploy.endpoint_mode"
        | "services.deploy.placement"
        | "services.deploy.labels" => Verdict::dropped("because-swarm-only"),
        "services.build" => Verdict::changed("because-not-built")
            .arg("image", subject.image())
            .say_remedy(push_remedy(
                subject.app,
                subject.service.unwrap_or_default(),
            )),
        kind if kind.rsplit('.').next().is_some_and(|k| k.starts_with("x-")) => {
            Verdict::dropped("because-extension")
        }
        _ => return None,
    })
}
