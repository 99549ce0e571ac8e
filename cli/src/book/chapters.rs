//! The chapters as they are written.

use crate::book::summary::{Entry, entries};
use crate::text::Language;

/// A chapter in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The file's name in both trees, without its ending.
    pub name: &'static str,
    english: &'static str,
    spanish: &'static str,
}

impl Chapter {
    /// The Markdown in a language.
    #[must_use]
    pub fn markdown(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.english,
            Language::Es => self.spanish,
        }
    }
}

macro_rules! chapters {
    ($($name:literal)+) => {
        /// Every chapter, in reading order.
        pub const CHAPTERS: &[Chapter] = &[$(Chapter {
            name: $name,
            english: include_str!(concat!("../../../book/en/src/", $name, ".md")),
            spanish: include_str!(concat!("../../../book/es/src/", $name, ".md")),
        }),+];
    };
}

chapters! {
    "index"
    "how-to-read"
    "machine"
    "typed"
    "containers"
    "power-cut"
    "update-by-hand"
    "pieces"
    "thermostat"
    "health"
    "roll-out"
    "images"
    "side-by-side"
    "why"
    "claim-control"
    "claim-easy"
    "claim-small"
    "claim-upkeep"
    "claim-scale"
    "claim-error"
    "claim-orchestration"
    "claim-move"
    "verdicts"
    "axes"
    "money"
    "ci"
    "endpoint"
    "emulators"
    "account"
    "simulator"
    "glossary"
}

/// The parts and chapters with their titles, as the table of contents of a language lists them.
#[must_use]
pub fn summary(language: Language) -> Vec<Entry> {
    entries(match language {
        Language::En => include_str!("../../../book/en/src/SUMMARY.md"),
        Language::Es => include_str!("../../../book/es/src/SUMMARY.md"),
    })
}
