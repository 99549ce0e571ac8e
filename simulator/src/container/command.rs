//! The few shell lines that containers are started and checked with, as lists of simple commands.

use std::collections::BTreeMap;

/// How a command is joined to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// It always runs: the first one, or after `;`.
    Then,
    /// After `&&`: when the one before ended with 0.
    And,
    /// After `||`: when the one before did not.
    Or,
    /// After `|`: it reads what the one before wrote.
    Pipe,
}

/// The words with which a shell begins what is more than a list of simple commands.
pub(super) const COMPOUND: [&str; 9] = [
    "if", "while", "until", "for", "case", "function", "{", "(", "((",
];

/// A line with a word in place of each command substitution, `$(...)` or between backticks; none when it has none, or one
/// that does not end. Arithmetic, `$((...))`, is one of them as far as this is concerned.
pub(super) fn without_substitutions(line: &str) -> Option<String> {
    const WORD: &str = "substituted";
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(['$', '`']) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let length = match (from.starts_with("$("), from.starts_with('`')) {
            (true, _) => closed(from)?,
            (_, true) => from[1..].find('`')? + 2,
            _ => {
                out.push('$');
                rest = &from[1..];
                continue;
            }
        };
        out.push_str(WORD);
        rest = &from[length..];
    }
    out.push_str(rest);
    (out != line).then_some(out)
}

/// How many bytes `$(...)` takes at the beginning of a text, counting brackets; none when it does not end.
fn closed(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 1 => return Some(at + 1),
            ')' => open = open.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// What `printf` prints: its arguments, when its format takes any, or else the format.
pub(super) fn printed(arguments: &[String]) -> String {
    match arguments.split_first() {
        Some((format, values)) if format.contains('%') => values.join(" "),
        Some((format, _)) => format.replace("\\n", "\n"),
        None => String::new(),
    }
}

/// Reads one word: the word, and how many bytes it took. None for substitutions of commands, and open quotes.
pub(super) fn word(text: &str, environment: &BTreeMap<String, String>) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut quote = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (c, quote) {
            (' ' | '\t' | '\n' | ';' | '|' | '&' | '<' | '>', None) => return Some((out, at)),
            ('\'' | '"', None) => quote = Some(c),
            (q, Some(open)) if q == open => quote = None,
            ('`' | '(', None) | ('`', Some('"')) => return None,
            ('\\', None | Some('"')) => out.extend(chars.next().map(|(_, c)| c)),
            ('$', None | Some('"')) => {
                if chars.peek().is_some_and(|(_, c)| *c == '(') {
                    return None;
                }
                let braced = chars.next_if(|(_, c)| *c == '{').is_some();
                let mut name = String::new();
                while let Some((_, c)) = chars.next_if(|(_, c)| c.is_alphanumeric() || *c == '_') {
                    name.push(c);
                }
                if braced && chars.next_if(|(_, c)| *c == '}').is_none() {
                    return None;
                }
                out.push_str(environment.get(&name).map_or("", String::as_str));
            }
            _ => out.push(c),
        }
    }
    quote.is_none().then_some((out, text.len()))
}

/// The program's name without its folder.
pub(super) fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// The line of `sh -c LINE`, when it is one.
pub(super) fn shell_line(argv: &[String]) -> Option<&str> {
    let [shell, flags, line, ..] = argv else {
        return None;
    };
    let shells = ["sh", "bash", "ash", "dash", "zsh"];
    let known = shells.contains(&base(shell)) && flags.starts_with('-') && flags.ends_with('c');
    known.then_some(line.as_str())
}

/// The seconds of `sleep`'s arguments, such as `20`, `1.5` or `2m`; none when it never ends, or they are no times.
pub(super) fn sleep_seconds(arguments: &[String]) -> Option<f64> {
    let seconds = |text: &String| {
        let (number, unit) = match text.strip_suffix(['s', 'm', 'h', 'd']) {
            Some(number) => (number, &text[number.len()..]),
            None => (text.as_str(), "s"),
        };
        let factor = match unit {
            "m" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            _ => 1.0,
        };
        let number: f64 = number.parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some(number * factor)
    };
    arguments.iter().map(seconds).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{any, proptest};

    use super::super::line::read;
    use super::{sleep_seconds, without_substitutions};

    #[test]
    fn a_word_stands_for_a_substitution() {
        let held = [
            (
                "mysqladmin ping -p\"$(cat /run/secrets/db)\" --silent",
                Some("mysqladmin ping -p\"substituted\" --silent"),
            ),
            (
                "pg_isready -U `cat u` && test $(echo $((1+1))) = 2",
                Some("pg_isready -U substituted && test substituted = 2"),
            ),
            ("psql -U $USER", None),
            ("echo $(cat", None),
            ("echo `cat", None),
        ];
        for (line, wanted) in held {
            assert_eq!(without_substitutions(line).as_deref(), wanted, "{line}");
        }
    }

    #[test]
    fn sleeps_have_units() {
        let seconds = |text: &str| sleep_seconds(&[text.to_owned()]);
        assert_eq!(seconds("1.5"), Some(1.5));
        assert_eq!(seconds("2m"), Some(120.0));
        assert_eq!(seconds("infinity"), None);
        assert_eq!(seconds("-1"), None);
    }

    proptest! {
        #[test]
        fn no_line_panics(line in any::<String>(), shell in "[a$'\"`{}()<>|&;12\\\\ ]{0,30}") {
            let _ = read(&line, &BTreeMap::new());
            let _ = read(&shell, &BTreeMap::new());
            let _ = sleep_seconds(&[line, shell]);
        }
    }
}
