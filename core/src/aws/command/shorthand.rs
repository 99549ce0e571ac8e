//! The short form of structures that the AWS command line takes: `Key=a,Values=b,c` (its user guide, "Shorthand syntax").

use std::iter::Peekable;
use std::str::Chars;

use indexmap::IndexMap;

/// A value before its member's type is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Raw {
    Text(String),
    List(Vec<Raw>),
    Map(IndexMap<String, Raw>),
}

/// Reads the short form of one structure.
///
/// # Errors
/// What is wrong, in words, with the part that was not read.
pub(super) fn read(text: &str) -> Result<Raw, String> {
    let mut chars = text.chars().peekable();
    let map = pairs(&mut chars, None)?;
    match chars.next() {
        None => Ok(map),
        Some(c) => Err(format!("Expected: ',', received: '{c}' for input: {text}")),
    }
}

/// Reads `key=value` until the text or the braces end.
fn pairs(chars: &mut Peekable<Chars<'_>>, end: Option<char>) -> Result<Raw, String> {
    let mut map = IndexMap::new();
    loop {
        skip_blanks(chars);
        if chars.peek().copied() == end {
            return Ok(Raw::Map(map));
        }
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| !"=,{}[]'\"".contains(*c)) {
            key.push(c);
        }
        match chars.next() {
            Some('=') => {}
            received => {
                let received = received.map_or("EOF".to_owned(), |c| c.to_string());
                return Err(format!(
                    "Expected: '=', received: '{received}' after '{key}'"
                ));
            }
        }
        map.insert(key.trim().to_owned(), values(chars, end)?);
        if chars.next_if_eq(&',').is_none() {
            return Ok(Raw::Map(map));
        }
    }
}

/// Reads what stands behind `key=`: one value, or several between commas up to the next `key=`.
fn values(chars: &mut Peekable<Chars<'_>>, end: Option<char>) -> Result<Raw, String> {
    if matches!(chars.peek(), Some('[' | '{')) {
        return nested(chars);
    }
    let mut found = vec![text(chars, end)?];
    loop {
        let mut ahead = chars.clone();
        if ahead.next_if_eq(&',').is_none() {
            break;
        }
        skip_blanks(&mut ahead);
        let quoted = matches!(ahead.peek(), Some('\'' | '"'));
        let mut after = ahead.clone();
        let next = text(&mut after, end)?;
        // What has an equals sign in it is the next key, unless it stands in quotes.
        if !quoted && next.contains('=') {
            break;
        }
        *chars = after;
        found.push(next);
    }
    let mut found = found.into_iter().map(Raw::Text).collect::<Vec<Raw>>();
    Ok(match found.len() {
        1 => found.remove(0),
        _ => Raw::List(found),
    })
}

/// Reads `[a,b]` or `{key=value}`.
fn nested(chars: &mut Peekable<Chars<'_>>) -> Result<Raw, String> {
    if chars.next_if_eq(&'{').is_some() {
        let map = pairs(chars, Some('}'))?;
        return match chars.next() {
            Some('}') => Ok(map),
            _ => Err("Expected: '}', received: 'EOF'".to_owned()),
        };
    }
    chars.next();
    let mut items = Vec::new();
    loop {
        skip_blanks(chars);
        match chars.peek() {
            Some(']') => break,
            Some('[' | '{') => items.push(nested(chars)?),
            _ => items.push(Raw::Text(text(chars, Some(']'))?)),
        }
        skip_blanks(chars);
        if chars.next_if_eq(&',').is_none() {
            break;
        }
    }
    match chars.next() {
        Some(']') => Ok(Raw::List(items)),
        _ => Err("Expected: ']', received: 'EOF'".to_owned()),
    }
}

/// Reads one text, quoted or up to the next comma.
fn text(chars: &mut Peekable<Chars<'_>>, end: Option<char>) -> Result<String, String> {
    let mut out = String::new();
    if let Some(quote) = chars.next_if(|c| "'\"".contains(*c)) {
        loop {
            match chars.next() {
                Some(c) if c == quote => return Ok(out),
                Some('\\') if matches!(chars.peek(), Some(c) if *c == quote || *c == '\\') => {
                    out.extend(chars.next());
                }
                Some(c) => out.push(c),
                None => return Err(format!("Expected: '{quote}', received: 'EOF'")),
            }
        }
    }
    while let Some(c) = chars.next_if(|c| *c != ',' && Some(*c) != end) {
        match c {
            '\\' if chars.peek() == Some(&',') => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    Ok(out.trim_end().to_owned())
}

fn skip_blanks(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|c| c.is_ascii_whitespace()).is_some() {}
}
