//! Outcomes, with the reason and the remedy as keys of the catalogues.

use super::{Because, Remedy};
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::build::{build_commands, is_invented};
use super::sentence::Sentence;
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

/// A sentence of the catalogues: its key and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saying {
    /// The key.
    pub key: &'static str,
    /// The arguments by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<&'static str, String>,
}

impl Saying {
    pub(super) fn new(sentence: impl Sentence) -> Self {
        Self {
            key: sentence.key(),
            args: BTreeMap::new(),
        }
    }

    /// The reason of a refusal.
    pub(super) fn why(refusal: &Refusal) -> Self {
        let given = |name: &&'static str| Some((*name, refusal.args.get(*name)?.clone()));
        Self {
            key: refusal.why.reason().key(),
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
    fn new(outcome: Outcome, reason: Because) -> Self {
        Self {
            outcome,
            reason: Saying::new(reason),
            remedy: None,
        }
    }

    pub(super) fn kept(reason: Because) -> Self {
        Self::new(Outcome::Kept, reason)
    }

    pub(super) fn changed(reason: Because) -> Self {
        Self::new(Outcome::Changed, reason)
    }

    pub(super) fn dropped(reason: Because) -> Self {
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

    /// The same for another reason, where it is given for the first one.
    pub(super) fn instead_of(mut self, reason: Because, other: Because) -> Self {
        if self.reason.key == reason.key() {
            self.reason.key = other.key();
        }
        self
    }

    pub(super) fn say_remedy(mut self, remedy: Saying) -> Self {
        self.remedy = Some(remedy);
        self
    }

    pub(super) fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = Some(Saying::new(remedy));
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
        let remedy = Saying::new(Remedy::NameImage).arg("image", image);
        remedy.arg("service", service).arg("build", build)
    } else {
        Saying::new(Remedy::PushImage).arg("build", build)
    }
}

/// What holds in every strategy: what was settled before any of them begins.
pub(super) fn common(subject: &Subject<'_>) -> Option<Verdict> {
    Some(match subject.kind.as_str() {
        "name" | "x-paperboat" | "services.x-paperboat" | "services.profiles" => {
            Verdict::kept(Because::ReadHere)
        }
        "version" => Verdict::dropped(Because::Obsolete),
        "left-out.services" => {
            Verdict::dropped(Because::OtherProfile).remedy(Remedy::EnableProfile)
        }
        "left-out" => Verdict::dropped(Because::Unused),
        "services.develop" | "services.attach" => Verdict::dropped(Because::Development),
        "services.credential_spec" | "services.isolation" => Verdict::dropped(Because::Windows),
        "services.deploy.mode"
        | "services.deploy.endpoint_mode"
        | "services.deploy.placement"
        | "services.deploy.labels" => Verdict::dropped(Because::SwarmOnly),
        "services.build" => Verdict::changed(Because::NotBuilt)
            .arg("image", subject.image())
            .say_remedy(push_remedy(
                subject.app,
                subject.service.unwrap_or_default(),
            )),
        kind if kind.rsplit('.').next().is_some_and(|k| k.starts_with("x-")) => {
            Verdict::dropped(Because::Extension)
        }
        _ => return None,
    })
}
