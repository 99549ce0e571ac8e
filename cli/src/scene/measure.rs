//! How wide words are, without the font that shows them.

use super::{Role, WRITING};

/// The widest of the fonts without serifs that browsers fall back to is DejaVu Sans; these are widths of its letters in
/// thousandths of their size, rounded up, by groups of about the same width.
const GROUPS: [(&str, f64); 12] = [
    ("ijlI'|", 0.30),
    (" .,:;!/\u{a0}", 0.34),
    ("frtJ()[]-", 0.42),
    ("sczL_–", 0.56),
    ("kvxyE?", 0.60),
    ("aeoFTYPZ", 0.62),
    ("nuhbdpqg0123456789$", 0.64),
    ("ABKRSVX", 0.70),
    ("CDHNUG", 0.78),
    ("OQ+=<>~", 0.84),
    ("wM#", 0.87),
    ("mW%@&", 1.00),
];
/// Of a letter that is in no group: accented ones are as wide as their base.
const OTHER: f64 = 0.66;
/// Of a letter that takes two columns of a terminal.
const DOUBLE: f64 = 1.02;
/// By how much bold letters are wider.
const BOLD: f64 = 1.12;
/// The size of notes, in that of other writing.
pub(super) const NOTE: f64 = 0.85;

/// How wide words are at most in a font without serifs, in the units of a scene.
#[must_use]
pub fn width(words: &str, role: Role) -> f64 {
    let of = |c: char| {
        if textwrap::core::display_width(c.encode_utf8(&mut [0; 4])) > 1 {
            return DOUBLE;
        }
        let group = GROUPS.iter().find(|(letters, _)| letters.contains(c));
        group.map_or(OTHER, |(_, width)| *width)
    };
    let size = match role {
        Role::Heading => WRITING * BOLD,
        Role::Note => WRITING * NOTE,
        _ => WRITING,
    };
    words.chars().map(of).sum::<f64>() * size
}

/// The words, cut with an ellipsis where they are wider than there is room.
#[must_use]
pub fn cut(words: &str, role: Role, room: f64) -> String {
    // What was measured to fit fits, whatever was added to the room and taken off again.
    let room = room + 1e-6;
    if width(words, role) <= room {
        return words.to_owned();
    }
    let mut kept = String::new();
    for c in words.chars() {
        kept.push(c);
        if width(&format!("{kept}…"), role) > room {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// A name, with an ellipsis within it where it is wider than there is room: names that begin alike end otherwise.
#[must_use]
pub fn elided(name: &str, role: Role, room: f64) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut shown = name.to_owned();
    let mut kept = letters.len();
    while kept > 0 && width(&shown, role) > room + 1e-6 {
        kept -= 1;
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let ends = [&letters[..head], &letters[letters.len() - tail..]];
        shown = ends.map(String::from_iter).join("…");
    }
    shown
}

/// The words on as many lines as they need where there is so much room; only a word that no line holds is cut.
#[must_use]
pub fn folded(words: &str, role: Role, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        let longer = longer.filter(|longer| width(longer, role) <= room + 1e-6);
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) => *line = longer,
            _ => lines.push(cut(word, role, room)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Role, cut, elided, folded, width};

    #[test]
    fn long_names_keep_both_ends() {
        let name = |n: usize| format!("rechtsschutzversicherung-verwaltung-{n}");
        for room in [60.0, 120.0, 200.0] {
            let shown = [1, 11].map(|n| elided(&name(n), Role::Heading, room));
            assert_ne!(shown[0], shown[1]);
            for shown in shown {
                assert!(width(&shown, Role::Heading) <= room, "{shown}");
                assert!(shown.starts_with("re") && shown.contains('…'), "{shown}");
            }
        }
        assert_eq!(elided("web", Role::Heading, 200.0), "web");
        assert_eq!(elided("web", Role::Heading, 0.0), "…");
    }

    #[test]
    fn words_go_on_below_where_a_line_is_full() {
        let words = "see whether the application can be deployed this way";
        for room in [90.0, 180.0, 400.0] {
            let lines = folded(words, Role::Note, room);
            assert_eq!(lines.join(" "), words);
            let wide = |line: &String| width(line, Role::Note) <= room;
            assert!(lines.iter().all(wide), "{lines:?}");
            assert_eq!(lines.len() == 1, room > 300.0, "{lines:?}");
        }
        assert_eq!(folded("a wwwwwwwwww", Role::Note, 30.0), ["a", "ww…"]);
        assert_eq!(folded("", Role::Note, 30.0), [""]);
    }

    #[test]
    fn words_are_cut_to_the_room_there_is() {
        let long = "Donaudampfschifffahrtsgesellschaftskapitän";
        for room in [20.0, 80.0, 150.0] {
            let cut = cut(long, Role::Words, room);
            assert!(
                width(&cut, Role::Words) <= room && cut.ends_with('…'),
                "{cut}"
            );
        }
        assert_eq!(cut(long, Role::Words, 1_000.0), long);
        for padding in 1..100 {
            let padding = f64::from(padding) / 7.0;
            let room = width("web", Role::Heading) + padding - padding;
            assert_eq!(cut("web", Role::Heading, room), "web");
        }
        assert!(width("il", Role::Words) < width("mW", Role::Words));
        assert!(width("船", Role::Words) > width("a", Role::Words));
    }
}
