//! What pages for a browser have in common.

/// The colours of text and paper, in light and in the dark.
pub(crate) const COLOURS: &str = include_str!("html/colours.css");
/// How text is set, on screens and on paper.
pub(crate) const STYLE: &str = include_str!("html/page.css");
/// How drawings look.
pub(crate) const DRAWING: &str = include_str!("html/drawing.css");
/// How drawings stand on a page: the wide one where there is room and on paper, else the narrow one.
pub(crate) const FIGURE: &str = include_str!("html/figure.css");

/// Text as it stands in HTML, between elements and in attributes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// What is longer than this between two blanks may be broken at its signs; a narrow screen holds as much in a list (own
/// choice).
const LONG: usize = 16;

/// Words as they stand in HTML, with places at which a path, a key or an address may be broken, so that no browser has to
/// break one within a word; an option is not broken after its hyphens.
#[must_use]
pub(crate) fn foldable(words: &str) -> String {
    let token = |token: &str| {
        if token.starts_with('-') && token.len() > 1 && token.chars().count() <= LONG {
            return format!("<span class=\"whole\">{}</span>", escaped(token));
        }
        if token.chars().count() <= LONG {
            return escaped(token);
        }
        let parts = token.split_inclusive(['/', '.', ':', '_', '=', ',', '@']);
        parts.map(escaped).collect::<Vec<_>>().join("<wbr>")
    };
    words.split(' ').map(token).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::foldable;

    #[test]
    fn long_words_may_be_broken_at_their_signs_and_options_not_at_all() {
        let path = "a/b.c in examples/courses/compose.yaml";
        assert_eq!(
            foldable(path),
            "a/b.c in examples/<wbr>courses/<wbr>compose.<wbr>yaml"
        );
        let option = "Replace one with --set A<B - and -s";
        let whole = |option: &str| format!("<span class=\"whole\">{option}</span>");
        let shown = format!(
            "Replace one with {} A&lt;B - and {}",
            whole("--set"),
            whole("-s")
        );
        assert_eq!(foldable(option), shown);
    }
}
