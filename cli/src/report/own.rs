//! What the simulated machine says in this program's name, in the reader's language.

use crate::text::Catalogue;

/// How such a line begins; what real programs say begins otherwise and stays as it is.
const OWN: &str = "paperboat: ";

/// Sentences without a part that differs, and their keys.
const WHOLE: [(&str, &str); 2] = [
    (
        "the data of databases is not modelled; SELECT 1 is",
        "own-no-data",
    ),
    ("of redis-cli only ping is modelled", "own-redis"),
];

/// Beginnings of sentences that name something, and their keys.
const NAMING: [(&str, &str); 3] = [
    (
        "cut off with exit code 124 after this many steps, the most that a command line of a world may take: ",
        "own-too-many-steps",
    ),
    ("not modelled in a container: ", "own-not-in-container"),
    ("not modelled: ", "own-not-modelled"),
];

/// Says the lines of this program in the language of a catalogue, and leaves all others.
#[must_use]
pub fn own_words(text: &Catalogue, written: &str) -> String {
    let lines: Vec<String> = written.lines().map(|line| one(text, line)).collect();
    lines.join("\n")
}

fn one(text: &Catalogue, line: &str) -> String {
    let Some(words) = line.strip_prefix(OWN) else {
        return line.to_owned();
    };
    let whole = WHOLE.iter().find(|(sentence, _)| *sentence == words);
    let said = whole.map(|(_, key)| text.get(key)).or_else(|| {
        let found = |(beginning, key): &(&str, &str)| {
            let what = words.strip_prefix(beginning)?;
            Some(text.with(key, &[("what", what)]))
        };
        NAMING.iter().find_map(found)
    });
    said.map_or_else(|| line.to_owned(), |said| format!("{OWN}{said}"))
}

#[cfg(test)]
mod tests {
    use super::own_words;
    use crate::text::{Catalogue, Language};

    #[test]
    fn own_lines_have_the_readers_language_and_others_stay() {
        let spanish = Catalogue::new(Language::Es);
        let said = own_words(
            &spanish,
            "sh: 1: x: not found\npaperboat: not modelled in a container: vi\npaperboat: not modelled: curl -T\n",
        );
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[0], "sh: 1: x: not found");
        assert_eq!(lines[1], "paperboat: no está modelado en un contenedor: vi");
        assert_eq!(lines[2], "paperboat: no está modelado: curl -T");
        let english = Catalogue::new(Language::En);
        let line = "paperboat: not modelled in a container: vi";
        assert_eq!(own_words(&english, line), line);
    }
}
