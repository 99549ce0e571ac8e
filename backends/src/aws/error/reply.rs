//! Replies that refuse, and replies that cannot be read.

use paperboat_core::error::{CloudError, ErrorKind};

use super::code::kind;
use super::lacking::{Lacking, lacking};

/// The most characters of a body without a code that are repeated.
const SHOWN: usize = 200;

/// Reads a refusal: AWS's own code and words when it has them.
pub(super) fn refusal(
    status: u16,
    code: Option<&str>,
    message: Option<&str>,
    body: &[u8],
) -> CloudError {
    let said = message.map_or_else(|| plain(body), str::to_owned);
    let Some(code) = code.filter(|c| !c.is_empty()) else {
        return unnamed(status, &said, body);
    };
    match lacking(status, code, &said) {
        Some(Lacking::Paid) => {
            let said = format!("{said} (this emulator serves it on a paid plan only)");
            CloudError::refused(ErrorKind::Unsupported, "", code, said)
        }
        Some(Lacking::Missing) => CloudError::refused(ErrorKind::Unsupported, "", code, said),
        None => CloudError {
            maybe_sent: status >= 500,
            ..CloudError::refused(kind(code, status, &said), "", code, said)
        },
    }
}

/// Reads a reply that the SDK could not: a page for people, or half a reply.
pub(super) fn unreadable(status: u16, body: &[u8], why: &str) -> CloudError {
    if status >= 400 || is_page(body) {
        return unnamed(status, &plain(body), body);
    }
    let said = format!("HTTP {status} with a body that is not the operation's: {why}");
    CloudError {
        maybe_sent: true,
        ..CloudError::refused(ErrorKind::Internal, "", "MalformedReply", said)
    }
}

/// Names a reply that has no code of AWS's.
fn unnamed(status: u16, said: &str, body: &[u8]) -> CloudError {
    let (code, kind) = match status {
        501 => ("NotImplemented", ErrorKind::Unsupported),
        429 => ("TooManyRequests", ErrorKind::Throttled),
        502..=504 => ("ServiceUnavailable", ErrorKind::Unavailable),
        500.. => ("InternalServerError", ErrorKind::Internal),
        _ if is_page(body) => ("NotAnAwsEndpoint", ErrorKind::Unsupported),
        401 | 403 => ("AccessDenied", ErrorKind::Denied),
        _ => ("NotAnAwsEndpoint", ErrorKind::Unsupported),
    };
    let paid = lacking(status, code, said) == Some(Lacking::Paid);
    let (code, kind, maybe_sent) = match paid {
        true => ("NotImplemented", ErrorKind::Unsupported, false),
        false => (code, kind, status >= 500 && status != 501 || status < 300),
    };
    let said = match said {
        "" => format!("HTTP {status} without a word"),
        said => format!("HTTP {status}: {said}"),
    };
    CloudError {
        maybe_sent,
        ..CloudError::refused(kind, "", code, said)
    }
}

/// Tells whether a body is a page for people: AWS's XML replies begin with another element.
fn is_page(body: &[u8]) -> bool {
    let beginning = &body[..body.len().min(512)];
    let beginning = String::from_utf8_lossy(beginning).to_lowercase();
    beginning.contains("<!doctype html") || beginning.contains("<html")
}

/// The words of a body without its markup, cut short.
fn plain(body: &[u8]) -> String {
    let mut inside = false;
    let text: String = String::from_utf8_lossy(body)
        .chars()
        .map(|c| {
            let shown = if inside || c == '<' { ' ' } else { c };
            inside = c == '<' || inside && c != '>';
            shown
        })
        .collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
