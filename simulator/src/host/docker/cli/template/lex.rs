//! A template's parts: texts and actions, and the words of an action with their places.

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Text(String),
    Action(Action),
}

/// What stands between `{{` and `}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Action {
    /// The text itself, without blanks around it.
    pub(super) text: String,
    pub(super) words: Vec<Word>,
}

/// A word of an action with its place in the template, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a field, a variable or a number.
    Plain(String),
    /// A text in quotes.
    Quoted(String),
    Open,
    Close,
    Pipe,
    Comma,
    /// `:=` or `=`.
    Assign,
}

/// Splits a template.
///
/// # Errors
/// In Go's words.
pub(super) fn tokens(template: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut trims = false;
    while let Some(start) = template[at..].find("{{").map(|i| at + i) {
        let inside = start + 2;
        let end = template[inside..].find("}}").map(|i| inside + i);
        let end = end.ok_or("template parsing error: template: :1: unclosed action")?;
        let action = &template[inside..end];
        let before = action.starts_with("- ");
        push(&mut tokens, &template[at..start], (trims, before));
        trims = action.ends_with(" -");
        let action = if before { &action[1..] } else { action };
        let action = action.strip_suffix(" -").unwrap_or(action);
        if !action.trim_start().starts_with("/*") {
            let place = inside + usize::from(before);
            tokens.push(Token::Action(Action {
                text: action.trim().to_owned(),
                words: words(action, place)?,
            }));
        }
        at = end + 2;
    }
    push(&mut tokens, &template[at..], (trims, false));
    Ok(tokens)
}

fn push(tokens: &mut Vec<Token>, text: &str, (left, right): (bool, bool)) {
    let text = if left { text.trim_start() } else { text };
    let text = if right { text.trim_end() } else { text };
    tokens.push(Token::Text(text.replace("\\t", "\t").replace("\\n", "\n")));
}

fn words(action: &str, place: usize) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = action.char_indices().peekable();
    while let Some((i, c)) = rest.next() {
        let kind = match c {
            ' ' | '\t' | '\n' => continue,
            '(' => Kind::Open,
            ')' => Kind::Close,
            '|' => Kind::Pipe,
            ',' => Kind::Comma,
            '=' => Kind::Assign,
            ':' if rest.next_if(|(_, c)| *c == '=').is_some() => Kind::Assign,
            '"' | '`' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        Some((_, end)) if end == c => break,
                        Some((_, '\\')) if c == '"' => match rest.next() {
                            Some((_, 'n')) => text.push('\n'),
                            Some((_, 't')) => text.push('\t'),
                            Some((_, other)) => text.push(other),
                            None => {}
                        },
                        Some((_, other)) => text.push(other),
                        None => {
                            let words =
                                "template parsing error: template: :1: unterminated quoted string";
                            return Err(words.to_owned());
                        }
                    }
                }
                Kind::Quoted(text)
            }
            c => {
                let mut text = String::from(c);
                let more = |c: char| !" \t\n()|,\"`=:".contains(c);
                while let Some((_, c)) = rest.next_if(|(_, c)| more(*c)) {
                    text.push(c);
                }
                Kind::Plain(text)
            }
        };
        words.push(Word {
            at: place + i,
            kind,
        });
    }
    Ok(words)
}
