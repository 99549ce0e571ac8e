//! What pages for a browser have in common.

/// The colours of text and paper, in light and in the dark.
pub(crate) const COLOURS: &str = include_str!("html/colours.css");
/// How text is set, on screens and on paper.
pub(crate) const STYLE: &str = include_str!("html/page.css");
/// How drawings look.
pub(crate) const DRAWING: &str = include_str!("html/drawing.css");

/// Text as it stands in HTML, between elements and in attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
