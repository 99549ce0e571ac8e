//! Command lines written as one text, split as Compose splits them.

/// Splits a command line into words: quotes and backslashes are honoured, nothing is expanded.
///
/// An unquoted `;`, `&`, `|`, `<` or `>` ends the line, as in Compose.
///
/// # Errors
/// An open quote or a stray parenthesis, in Compose's words.
pub fn split(line: &str) -> Result<Vec<String>, String> {
    scan(line).map(|(words, _)| words)
}

/// Finds the character that ends a command line before its end; none when all of it is heeded, or none can be read.
#[must_use]
pub fn cut_by(line: &str) -> Option<char> {
    scan(line).ok().and_then(|(_, cut)| cut)
}

/// The words, and the character that ended them early.
fn scan(line: &str) -> Result<(Vec<String>, Option<char>), String> {
    let mut cut = None;
    let invalid = || Err("invalid command line string".to_owned());
    let mut words = Vec::new();
    let mut word = String::new();
    let mut begun = false;
    let (mut escaped, mut single, mut double, mut back, mut dollar) =
        (false, false, false, false, false);
    for c in line.chars() {
        if escaped {
            word.push(c);
            escaped = false;
            begun = true;
            continue;
        }
        let quoted = single || double || back || dollar;
        match c {
            '\\' if single => word.push(c),
            '\\' => {
                escaped = true;
                continue;
            }
            ' ' | '\t' | '\r' | '\n' if quoted => word.push(c),
            ' ' | '\t' | '\r' | '\n' => {
                if begun {
                    words.push(std::mem::take(&mut word));
                    begun = false;
                }
                continue;
            }
            '`' if !single && !double && !dollar => {
                back = !back;
                word.push(c);
            }
            ')' if !single && !double && !back => {
                dollar = !dollar;
                word.push(c);
            }
            '(' if !single && !double && !back => {
                if dollar || !word.ends_with('$') {
                    return invalid();
                }
                dollar = true;
                word.push(c);
                continue;
            }
            '"' if !single && !dollar => {
                begun |= double;
                double = !double;
                continue;
            }
            '\'' if !double && !dollar => {
                begun |= single;
                single = !single;
                continue;
            }
            ';' | '&' | '|' | '<' | '>' if !quoted => {
                cut = Some(c);
                break;
            }
            _ => word.push(c),
        }
        begun = true;
    }
    if begun {
        words.push(word);
    }
    if escaped || single || double || back || dollar {
        return invalid();
    }
    Ok((words, cut))
}

#[cfg(test)]
mod tests {
    use super::{cut_by, split};

    #[test]
    fn words_are_split_as_compose_splits_them() {
        let cases: [(&str, &[&str]); 7] = [
            ("java -jar  app.jar", &["java", "-jar", "app.jar"]),
            (
                "sh -c \"sleep 20 && java\"",
                &["sh", "-c", "sleep 20 && java"],
            ),
            ("a '' \"\" b", &["a", "", "", "b"]),
            ("a\\ b 'c\\d'", &["a b", "c\\d"]),
            ("echo $(date +%s) x", &["echo", "$(date +%s)", "x"]),
            ("a && b", &["a"]),
            ("", &[]),
        ];
        for (line, words) in cases {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        assert_eq!(cut_by("sleep 20 && java"), Some('&'));
        assert_eq!(cut_by("sh -c 'sleep 20 && java'"), None);
        for line in ["'a", "\"a", "a(b", "a\\"] {
            assert!(split(line).is_err(), "{line}");
        }
    }
}
