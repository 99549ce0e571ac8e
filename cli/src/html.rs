//! What pages for a browser have in common.

/// How text looks, in light, in the dark and on paper.
pub(crate) const STYLE: &str = include_str!("html/page.css");

/// Text as it stands in HTML, between elements and in attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
