//! The words of an awk program.

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    Regex(String),
    Name(String),
    /// A name right before a bracket: a function that is called.
    Call(String),
    Sign(&'static str),
    /// A line's end, or a semicolon.
    End,
}

const SIGNS: [&str; 40] = [
    "**=", "&&", "||", "==", "!=", "<=", ">=", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=",
    "**", ">>", "!~", "{", "}", "(", ")", "[", "]", ",", "+", "-", "*", "/", "%", "^", "!", ">",
    "<", "|", "?", ":", "~", "$", "=",
];

/// Takes a program apart.
///
/// # Errors
/// What cannot be read.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut all: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            ' ' | '\t' | '\r' => c.len_utf8(),
            '\\' if rest.starts_with("\\\n") => 2,
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '\n' | ';' => {
                all.push(Token::End);
                1
            }
            '"' => {
                let (value, length) = quoted(rest, '"').ok_or("unterminated string")?;
                all.push(Token::Text(unescaped(&value)));
                length
            }
            '/' if regex_may_stand(all.last()) => {
                let (value, length) = quoted(rest, '/').ok_or("unterminated regexp")?;
                all.push(Token::Regex(value.replace("\\/", "/")));
                length
            }
            '0'..='9' | '.' => {
                let length = number(rest);
                let value = rest[..length].parse();
                all.push(Token::Number(value.map_err(|_| format!("{c}"))?));
                length
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = &rest[..end.unwrap_or(rest.len())];
                let called = rest[name.len()..].starts_with('(');
                all.push(match called && !is_keyword(name) {
                    true => Token::Call(name.to_owned()),
                    false => Token::Name(name.to_owned()),
                });
                name.len()
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| c.to_string())?;
                all.push(Token::Sign(sign));
                sign.len()
            }
        };
        rest = &rest[taken..];
    }
    Ok(all)
}

fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "if" | "else"
            | "while"
            | "for"
            | "do"
            | "in"
            | "print"
            | "printf"
            | "next"
            | "exit"
            | "delete"
            | "return"
            | "getline"
            | "break"
            | "continue"
            | "function"
            | "BEGIN"
            | "END"
    )
}

/// After a value a slash divides.
fn regex_may_stand(before: Option<&Token>) -> bool {
    match before {
        Some(Token::Number(_) | Token::Text(_) | Token::Regex(_)) => false,
        Some(Token::Name(name)) => is_keyword(name),
        Some(Token::Sign(sign)) => !matches!(*sign, ")" | "]" | "$"),
        Some(Token::Call(_) | Token::End) | None => true,
    }
}

/// The text up to the closing mark, with its backslashes, and how long all of it is.
fn quoted(text: &str, mark: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    let mut in_class = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                value.push(c);
                value.push(chars.next()?.1);
            }
            '[' if mark == '/' => {
                in_class = true;
                value.push(c);
            }
            ']' if mark == '/' => {
                in_class = false;
                value.push(c);
            }
            '\n' => return None,
            c if c == mark && !in_class => return Some((value, at + 1)),
            c => value.push(c),
        }
    }
    None
}

/// Puts signs in the place of their escapes.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('a') => out.push('\u{7}'),
                Some(c @ ('"' | '\\' | '/')) => out.push(c),
                Some(c) => out.extend(['\\', c]),
                None => out.push('\\'),
            },
            (c, false) => out.push(c),
        }
    }
    out
}

/// How long the number is that a text begins with; 0 for none.
pub(super) fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let whole = digits(0);
    let mut at = whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        if whole + fraction == 0 {
            return 0;
        }
        at += 1 + fraction;
    }
    if at > 0 && matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = if at + 1 + sign <= bytes.len() {
            digits(at + 1 + sign)
        } else {
            0
        };
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}
