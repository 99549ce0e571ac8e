//! The code of a source file without its comments, texts and unit tests.

/// Blanks out comments, string and character literals, and cuts the file at its unit tests.
pub(crate) fn code_of(source: &str) -> String {
    let source = source
        .split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default();
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = skipped_length(rest);
        if skipped > 0 {
            out.extend(rest[..skipped].chars().filter(|c| *c == '\n'));
            rest = &rest[skipped..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The length of the comment or literal that begins here; zero when none does.
fn skipped_length(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    if let Some(hashes) = raw_hashes(rest) {
        let open = 2 + hashes;
        let close = format!("\"{}", "#".repeat(hashes));
        return rest[open..]
            .find(&close)
            .map_or(rest.len(), |end| open + end + close.len());
    }
    if rest.starts_with('"') {
        return escaped_end(rest, '"').unwrap_or(rest.len());
    }
    if rest.starts_with('\'') {
        // A lifetime has no closing quote within reach of one character or escape.
        return escaped_end(rest, '\'')
            .filter(|end| rest[..*end].chars().count() <= 12 && !lifetime(rest))
            .unwrap_or(0);
    }
    0
}

fn raw_hashes(rest: &str) -> Option<usize> {
    let tail = rest.strip_prefix('r')?;
    let hashes = tail.len() - tail.trim_start_matches('#').len();
    tail[hashes..].starts_with('"').then_some(hashes)
}

fn lifetime(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    let (a, b) = (chars.next(), chars.next());
    a.is_some_and(|c| c.is_alphabetic() || c == '_') && b != Some('\'')
}

fn escaped_end(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(i + 1),
            _ => {}
        }
    }
    None
}

#[test]
fn comments_and_texts_do_not_count() {
    let source = "fn f<'a>(x: &'a str) { // println!\n let c = '\"'; g(\"std::fs \\\" x\", r#\"Hash\"Map\"#); /* dbg!( */ h() }\n#[cfg(test)]\nmod tests { println!() }";
    let code = code_of(source);
    assert_eq!(code, "fn f<'a>(x: &'a str) { \n let c = ; g(, );  h() }\n");
}
