//! Texts in the forms in which the wire carries them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What RFC 3986 leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Reads base64; none when it is none, or holds no text.
pub(super) fn from_base64(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// Writes base64.
pub(super) fn to_base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// Writes every character that RFC 3986 reserves as `%XX`.
pub(super) fn to_percent(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Reads a part of a path; none when it holds no text.
pub(super) fn from_percent(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// Writes a text for XML 1.0. Characters that XML cannot hold, not even escaped, become U+FFFD.
pub(super) fn to_xml(out: &mut String, text: &str) {
    // Nearly all that AWS answers is of these.
    let plain = |b: u8| matches!(b, b' '..=b'~') && !matches!(b, b'&' | b'<' | b'>' | b'"');
    if text.bytes().all(plain) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser would make a line feed of it.
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                out.push(c);
            }
            _ => out.push('\u{fffd}'),
        }
    }
}
