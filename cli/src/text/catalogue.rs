//! The sentences of one language.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Language;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// The catalogue files: name, English, Spanish.
        pub const FILES: &[(&str, &str, &str)] = &[
            $( ($name, include_str!(concat!("en/", $name, ".ftl")), include_str!(concat!("es/", $name, ".ftl"))), )*
        ];
    };
}

files![
    "book",
    "cli",
    "help",
    "report",
    "serve",
    "shell",
    "check",
    "diagnostic",
    "strategy",
    "account",
    "bill",
    "remedy",
    "people",
    "weather",
    "page",
    "play"
];

/// The sentences of one language.
pub struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    language: Language,
}

impl Catalogue {
    /// Loads a language.
    ///
    /// # Panics
    /// When a catalogue file is malformed: they are part of the program, and a test reads them.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let id: LanguageIdentifier = language.code().parse().expect("a valid language code");
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        for (name, en, es) in FILES {
            let source = match language {
                Language::En => en,
                Language::Es => es,
            };
            let resource =
                FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(_, errors)| {
                    panic!("{name}.ftl in {}: {errors:?}", language.code())
                });
            bundle
                .add_resource(resource)
                .unwrap_or_else(|e| panic!("{name}.ftl in {}: {e:?}", language.code()));
        }
        Self { bundle, language }
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Tells whether a key has a sentence.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The sentence of a key without arguments.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The sentence of a key. An unknown key stands for itself, so that nothing is ever lost.
    #[must_use]
    pub fn with(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let mut fluent = FluentArgs::new();
        for (name, value) in arguments {
            // Whole numbers choose plurals; everything else is already formatted, and so is a number such as 0644 or one
            // too large to be counted.
            let whole = value.parse::<i32>().ok();
            let value = whole
                .filter(|n| n.to_string() == *value)
                .map_or_else(|| FluentValue::from(*value), FluentValue::from);
            fluent.set(Cow::from(*name), value);
        }
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            let rest: Vec<String> = arguments.iter().map(|(n, v)| format!("{n}={v}")).collect();
            return if rest.is_empty() {
                key.to_owned()
            } else {
                format!("{key} ({})", rest.join(", "))
            };
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&fluent), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
