//! The words of `curl`, which stand for the answer where none came, and what it writes of one.

/// The exit code of `curl` for an error in its words: `curl: (7) Failed to connect ...`; 1 when it has none.
#[must_use]
pub fn curl_code(words: &str) -> i32 {
    let number = words
        .strip_prefix("curl: (")
        .and_then(|rest| rest.split(')').next());
    number.and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Tells whether words say that a part of the model is missing, which no switch silences.
pub(crate) fn is_not_modelled(words: &str) -> bool {
    words.starts_with("paperboat: not modelled")
}

/// What curl's `-w` writes of an answer.
///
/// # Errors
/// The first variable that is not modelled.
pub(crate) fn write_out(format: &str, status: u16) -> Result<String, &str> {
    let mut written = String::new();
    let mut rest = format;
    while let Some((before, variable)) = rest.split_once("%{") {
        written.push_str(before);
        let (name, after) = variable.split_once('}').unwrap_or((variable, ""));
        match name {
            "http_code" | "response_code" => written.push_str(&format!("{status:03}")),
            other => return Err(other),
        }
        rest = after;
    }
    written.push_str(rest);
    let written = written.replace("\\n", "\n").replace("\\r", "\r");
    Ok(written.replace("\\t", "\t").replace("%%", "%"))
}
