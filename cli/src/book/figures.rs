//! The drawings of the book, as `cli/tests/book` draws them from runs.

use crate::text::Language;

/// A drawing in both languages, each for wide and for narrow screens.
#[derive(Clone, Copy, Debug)]
pub struct Drawing {
    /// The file's name in both trees, without its ending.
    pub name: &'static str,
    english: [&'static str; 2],
    spanish: [&'static str; 2],
}

impl Drawing {
    /// The files in a language: where there is room, and on a narrow screen.
    #[must_use]
    pub fn files(&self, language: Language) -> [&'static str; 2] {
        match language {
            Language::En => self.english,
            Language::Es => self.spanish,
        }
    }

    /// The drawing to which an image of a page links.
    #[must_use]
    pub fn linked(target: &str) -> Option<&'static Self> {
        let name = target.strip_prefix("figures/")?.strip_suffix(".svg")?;
        DRAWINGS.iter().find(|drawing| drawing.name == name)
    }
}

macro_rules! file {
    ($language:literal, $name:literal, $ending:literal) => {
        include_str!(concat!(
            "../../../book/",
            $language,
            "/src/figures/",
            $name,
            $ending
        ))
    };
}

macro_rules! drawings {
    ($($name:literal)+) => {
        /// Every drawing of the book.
        pub const DRAWINGS: &[Drawing] = &[$(Drawing {
            name: $name,
            english: [file!("en", $name, ".svg"), file!("en", $name, "-narrow.svg")],
            spanish: [file!("es", $name, ".svg"), file!("es", $name, "-narrow.svg")],
        }),+];
    };
}

drawings! {
    "by-hand"
    "managed"
    "machine-topology"
    "pieces-topology"
    "clock"
    "first-answer"
    "lost-update"
    "downtime-faults"
    "cost-month"
    "hours"
    "ways"
    "ways-topology"
    "claim-easy-first-answer"
    "claim-small-cost-month"
    "claim-small-months"
    "claim-small-cost-month-quiet"
    "claim-upkeep-called"
    "claim-scale-downtime-scale"
    "claim-scale-lost-rush"
    "claim-scale-hours"
    "claim-scale-lost-follow"
    "claim-error-typed"
    "claim-orchestration-downtime-faults"
    "claim-orchestration-downtime"
    "claim-move-lost-update"
    "emulators"
}
