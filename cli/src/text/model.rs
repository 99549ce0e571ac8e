//! What the model says of its numbers, which are data in English, in the language of the reader.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use paperboat_core::fact::Row;
use serde::Deserialize;

use super::Language;

/// The translations of one language. What is not in it, such as AWS's own words, stays as it is.
#[derive(Debug, Deserialize)]
struct Words {
    /// By a source, as a whole.
    sources: BTreeMap<String, String>,
    /// By a note, as a whole.
    notes: BTreeMap<String, String>,
    /// Parts of values and units.
    words: BTreeMap<String, String>,
}

static SPANISH: LazyLock<Words> = LazyLock::new(|| {
    serde_json::from_str(include_str!("es/model.json")).expect("es/model.json holds the words")
});

fn words(language: Language) -> Option<&'static Words> {
    match language {
        Language::En => None,
        Language::Es => Some(&SPANISH),
    }
}

/// Where a number comes from, with its note.
#[must_use]
pub fn source(language: Language, row: &Row) -> String {
    let words = words(language);
    let said = |text: &str, of: fn(&Words) -> &BTreeMap<String, String>| {
        let known = words.and_then(|words| of(words).get(text));
        known.cloned().unwrap_or_else(|| text.to_owned())
    };
    let source = said(&row.source, |words| &words.sources);
    match row.note.as_str() {
        "" => source,
        note => format!("{source}; {}", said(note, |words| &words.notes)),
    }
}

/// A value or a unit.
#[must_use]
pub fn value(language: Language, text: &str) -> Cow<'_, str> {
    let Some(words) = words(language) else {
        return Cow::Borrowed(text);
    };
    let parts = words.words.iter();
    Cow::Owned(parts.fold(text.to_owned(), |said, (word, own)| said.replace(word, own)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use paperboat_simulator::model::Model;

    use super::*;

    #[test]
    fn every_source_and_note_of_the_model_is_there_in_spanish_and_nothing_else() {
        let rows = Model::default().rows();
        let all = |of: fn(&Row) -> &String| {
            let said = rows.iter().map(of).filter(|text| !text.is_empty());
            said.map(String::as_str).collect::<BTreeSet<_>>()
        };
        let keys = |map: &'static BTreeMap<String, String>| {
            map.keys().map(String::as_str).collect::<BTreeSet<_>>()
        };
        assert_eq!(all(|row| &row.source), keys(&SPANISH.sources));
        assert_eq!(all(|row| &row.note), keys(&SPANISH.notes));
        for word in SPANISH.words.keys() {
            let read = rows
                .iter()
                .any(|row| row.value.contains(word) || row.unit.contains(word));
            assert!(read, "{word} is nowhere");
        }
    }

    #[test]
    fn values_and_units_are_told_in_the_readers_language() {
        let said = |language, text| value(language, text).into_owned();
        let spread = "lognormal(median 0.12, p95 0.35)";
        assert_eq!(said(Language::En, spread), spread);
        let spanish = said(Language::Es, spread);
        assert_eq!(spanish, "lognormal(mediana 0.12, p95 0.35)");
        assert_eq!(said(Language::Es, "USD/GB-month"), "USD/GB-mes");
    }
}
