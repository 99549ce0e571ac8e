//! What the reader has to say, as data: a code, its arguments and where in which file.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use super::node::Span;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The application cannot be read.
    Error,
    /// It can be read, but probably not as its author meant it.
    Warning,
}

/// A second place that a diagnostic speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Where it is.
    pub span: Span,
    /// What stands there, as a catalogue key (`first-defined-here`).
    pub label: String,
}

/// One finding about a Compose file, an env file, or what they refer to.
///
/// It holds no sentence: `code` names an entry of the catalogues, `args` fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How grave it is.
    pub level: Level,
    /// The catalogue key, one of [`CODES`].
    pub code: &'static str,
    /// The arguments of the sentence, in the order of [`CODES`].
    pub args: IndexMap<&'static str, String>,
    /// The key of the Compose file, such as `services.web.ports[0]`; empty when none is meant.
    pub key: String,
    /// Where it is, when it is in a file.
    pub span: Option<Span>,
    /// Further places.
    pub related: Vec<Related>,
    /// A remedy, as a catalogue key that takes the same arguments.
    pub help: Option<&'static str>,
    /// The words of Docker Compose for the same finding, where it has any.
    pub docker_says: Option<String>,
}

impl Diagnostic {
    /// Makes an error.
    #[must_use]
    pub fn error(code: &'static str) -> Self {
        Self::new(Level::Error, code)
    }

    /// Makes a warning.
    #[must_use]
    pub fn warning(code: &'static str) -> Self {
        Self::new(Level::Warning, code)
    }

    fn new(level: Level, code: &'static str) -> Self {
        debug_assert!(CODES.iter().any(|(known, _)| *known == code), "{code}");
        Self {
            level,
            code,
            args: IndexMap::new(),
            key: String::new(),
            span: None,
            related: Vec::new(),
            help: None,
            docker_says: None,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Adds an argument that is one of [`WORDS`], which the catalogues translate.
    #[must_use]
    pub fn word(self, name: &'static str, word: &'static str) -> Self {
        debug_assert!(WORDS.contains(&word), "{word}");
        self.arg(name, word)
    }

    /// Names the key that it is about.
    #[must_use]
    pub fn key(mut self, key: impl fmt::Display) -> Self {
        self.key = key.to_string();
        self
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// Points at a second place, when there is one.
    #[must_use]
    pub fn related(mut self, span: Option<Span>, label: &str) -> Self {
        self.related.extend(span.map(|span| Related {
            span,
            label: label.to_owned(),
        }));
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn help(mut self, key: &'static str) -> Self {
        debug_assert!(HELPS.contains(&key), "{key}");
        self.help = Some(key);
        self
    }

    /// Quotes Docker Compose.
    #[must_use]
    pub fn docker(mut self, words: impl fmt::Display) -> Self {
        self.docker_says = Some(words.to_string());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// Writes a line for a log: Compose's own words, or else the code with its arguments.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(words) = &self.docker_says {
            return f.write_str(words);
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.code.replace('-', " "))?;
        for (i, (name, value)) in self.args.iter().enumerate() {
            write!(f, "{} {name} {value}", if i == 0 { ":" } else { "," })?;
        }
        Ok(())
    }
}

/// The words among the arguments `expected`, `found` and `kind`; the catalogues hold each as `word-...`.
pub const WORDS: &[&str] = &[
    "below-nothing",
    "boolean",
    "build-secret",
    "bytes",
    "chance",
    "config",
    "count-or-percentage",
    "duration",
    "hints",
    "host-and-port",
    "integer",
    "list",
    "mapping",
    "model",
    "network",
    "null",
    "number",
    "of-the-whole",
    "path",
    "percentage",
    "port",
    "positive-number",
    "recovered-after-what",
    "scalar",
    "secret",
    "service",
    "share",
    "string",
    "volume",
];

/// The remedies that the reader knows, as catalogue keys.
pub const HELPS: &[&str] = &[
    "compose-bad-interpolation-help",
    "compose-command-help",
    "compose-device-help",
    "compose-duration-help",
    "compose-env-name-help",
    "compose-env-quote-help",
    "compose-hosts-help",
    "compose-inactive-help",
    "compose-mode-help",
    "compose-mount-help",
    "compose-no-file-help",
    "compose-port-help",
    "compose-size-help",
    "compose-too-deep-help",
    "compose-too-many-nodes-help",
    "compose-undefined-help",
    "compose-unknown-key-help",
    "compose-variable-required-help",
    "compose-yaml-character-help",
    "compose-yaml-colon-help",
    "compose-yaml-indent-help",
    "compose-yaml-tab-help",
];

/// Every code that the reader uses, with the names of its arguments; the catalogues must hold them.
pub const CODES: &[(&str, &[&str])] = &[
    ("compose-no-file", &["directory"]),
    ("compose-several-files", &["files", "used"]),
    ("compose-file-denied", &["path"]),
    ("compose-file-directory", &["path"]),
    ("compose-file-missing", &["path"]),
    ("compose-file-unreadable", &["path", "reason"]),
    ("compose-file-too-large", &["path", "limit"]),
    ("compose-too-many-files", &["limit"]),
    ("compose-not-utf8", &["offset"]),
    ("compose-nul", &[]),
    ("compose-yaml", &["reason"]),
    ("compose-yaml-anchor", &["name"]),
    ("compose-yaml-bracket", &[]),
    ("compose-yaml-character", &["character"]),
    ("compose-yaml-colon", &[]),
    ("compose-yaml-indent", &[]),
    ("compose-yaml-quote", &[]),
    ("compose-yaml-tab", &[]),
    ("compose-yaml-tag", &["value", "tag"]),
    ("compose-too-deep", &["limit"]),
    ("compose-too-many-nodes", &["limit"]),
    ("compose-value-too-large", &["limit"]),
    ("compose-duplicate-key", &["name", "first", "second"]),
    ("compose-key-not-text", &["name"]),
    ("compose-merge-not-mapping", &[]),
    ("compose-alias-cycle", &["name"]),
    ("compose-empty", &["path"]),
    ("compose-top-not-mapping", &[]),
    ("compose-unknown-key", &["name", "nearest"]),
    ("compose-wrong-type", &["expected", "found"]),
    ("compose-not-one-of", &["value", "allowed"]),
    ("compose-required-key", &["name"]),
    ("compose-bad-name", &["name"]),
    ("compose-not-unique", &["first", "second"]),
    ("compose-out-of-range", &["value", "least", "most"]),
    ("compose-bad-value", &["value"]),
    ("compose-boolean-word", &["value", "instead"]),
    ("compose-version-obsolete", &[]),
    ("compose-cannot-merge", &[]),
    ("compose-bad-interpolation", &["template"]),
    ("compose-variable-required", &["variable", "reason"]),
    ("compose-variable-unset", &["variable"]),
    ("compose-bad-cast", &["value", "expected"]),
    ("compose-env-name", &["name"]),
    ("compose-env-quote", &[]),
    ("compose-extends-cycle", &["chain"]),
    ("compose-extends-missing", &["service", "base", "path"]),
    ("compose-include-cycle", &["chain"]),
    ("compose-include-override", &["name"]),
    ("compose-remote-resource", &["path"]),
    ("compose-external-conflict", &["name"]),
    ("compose-external-name", &[]),
    ("compose-exclusive", &["keys"]),
    ("compose-none-of", &["keys"]),
    ("compose-no-image", &["service"]),
    ("compose-undefined", &["service", "kind", "name", "nearest"]),
    ("compose-dependency-cycle", &["chain"]),
    (
        "compose-duplicate-container-name",
        &["name", "first", "second"],
    ),
    ("compose-container-name-scaled", &["service", "by"]),
    ("compose-distinct-values", &["first", "second"]),
    ("compose-healthcheck-start", &["found"]),
    ("compose-watch-target", &["service"]),
    ("compose-context-not-built", &["service", "other"]),
    ("compose-mounted-twice", &["target"]),
    ("compose-negative", &["value"]),
    ("compose-container-name", &["value"]),
    ("compose-platform", &["platform"]),
    ("compose-project-name", &["name"]),
    ("compose-project-name-empty", &[]),
    ("compose-no-service", &["name", "nearest"]),
    ("compose-unknown-hint", &["name", "nearest"]),
    ("compose-bad-hint", &["value", "expected"]),
    ("scenario-unknown-key", &["name", "nearest"]),
    ("scenario-required-key", &["name"]),
    ("scenario-wrong-type", &["expected", "found"]),
    ("scenario-bad-value", &["value", "expected"]),
    ("scenario-bad-parameter", &["value", "reason"]),
    ("scenario-not-one-of", &["value", "allowed"]),
    ("scenario-out-of-range", &["value", "least", "most"]),
    ("scenario-version", &["value", "known"]),
    ("scenario-outside-horizon", &["at", "horizon"]),
    ("scenario-several-acts", &["names"]),
    ("scenario-several-documents", &[]),
    ("scenario-unknown-fault", &["name", "nearest"]),
    ("scenario-unknown-moment", &["name", "nearest"]),
    ("scenario-unknown-service", &["name", "nearest"]),
    ("scenario-unknown-lane", &["name", "nearest"]),
    ("scenario-unknown-number", &["name", "nearest", "group"]),
    (
        "scenario-wrong-number",
        &["key", "value", "now", "unit", "form", "most"],
    ),
    ("scenario-impossible", &["reason"]),
];
