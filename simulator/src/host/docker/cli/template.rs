//! Go templates as far as people use them with `--format`: fields, `json`, `range`, `index`, `if`, `else`, `end`.

use serde_json::Value;

/// Fills a template from a value.
///
/// # Errors
/// In the words of Go's template engine, or `paperboat: not modelled: ..`.
pub(super) fn fill(template: &str, value: &Value) -> Result<String, String> {
    let mut out = String::new();
    let tokens = tokens(template)?;
    let end = block(&tokens, 0, value, value, &mut out, true, 0)?;
    if end < tokens.len() {
        return Err("template parsing error: template: :1: unexpected {{end}}".to_owned());
    }
    Ok(out)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Text(String),
    Action(Vec<String>),
}

fn tokens(template: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        tokens.push(Token::Text(unescape(&rest[..start])));
        let inside = &rest[start + 2..];
        let end = inside
            .find("}}")
            .ok_or("template parsing error: template: :1: unclosed action")?;
        tokens.push(Token::Action(words(inside[..end].trim_matches(['-', ' ']))));
        rest = &inside[end + 2..];
    }
    tokens.push(Token::Text(unescape(rest)));
    Ok(tokens)
}

fn unescape(text: &str) -> String {
    text.replace("\\t", "\t").replace("\\n", "\n")
}

fn words(action: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in action.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().into_iter().for_each(|w| w.push(c)),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// Runs a block until its `end` or `else`; gives the place after it.
fn block(
    tokens: &[Token],
    from: usize,
    root: &Value,
    dot: &Value,
    out: &mut String,
    live: bool,
    depth: u32,
) -> Result<usize, String> {
    if depth > 16 {
        return Err("paperboat: not modelled: a template nested so deep".to_owned());
    }
    let mut i = from;
    while let Some(token) = tokens.get(i) {
        let Token::Action(words) = token else {
            if let (true, Token::Text(text)) = (live, token) {
                out.push_str(text);
            }
            i += 1;
            continue;
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["end" | "else"] => return Ok(i),
            ["range", ref of @ ..] => {
                let of = if live {
                    evaluate(of, root, dot)?
                } else {
                    Value::Null
                };
                let items: Vec<Value> = match of {
                    Value::Array(items) => items,
                    Value::Object(members) => members.into_iter().map(|m| m.1).collect(),
                    _ => Vec::new(),
                };
                let mut end = block(tokens, i + 1, root, dot, out, false, depth + 1)?;
                for item in &items {
                    end = block(tokens, i + 1, root, item, out, live, depth + 1)?;
                }
                if is_else(tokens, end) {
                    end = block(
                        tokens,
                        end + 1,
                        root,
                        dot,
                        out,
                        live && items.is_empty(),
                        depth + 1,
                    )?;
                }
                i = after_end(tokens, end)?;
            }
            ["if", ref of @ ..] => {
                let yes = live && truth(&evaluate(of, root, dot)?);
                let mut end = block(tokens, i + 1, root, dot, out, yes, depth + 1)?;
                if is_else(tokens, end) {
                    end = block(tokens, end + 1, root, dot, out, live && !yes, depth + 1)?;
                }
                i = after_end(tokens, end)?;
            }
            _ => {
                if live {
                    out.push_str(&show(&evaluate(&words, root, dot)?));
                }
                i += 1;
            }
        }
    }
    Ok(i)
}

fn is_else(tokens: &[Token], i: usize) -> bool {
    matches!(tokens.get(i), Some(Token::Action(w)) if w.first().is_some_and(|w| w == "else"))
}

fn after_end(tokens: &[Token], i: usize) -> Result<usize, String> {
    match tokens.get(i) {
        Some(Token::Action(w)) if w.first().is_some_and(|w| w == "end") => Ok(i + 1),
        _ => Err("template parsing error: template: :1: unexpected EOF".to_owned()),
    }
}

fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(n) => n.as_f64() != Some(0.0),
        Value::String(s) => !s.is_empty(),
        Value::Array(a) => !a.is_empty(),
        Value::Object(o) => !o.is_empty(),
    }
}

fn evaluate(words: &[&str], root: &Value, dot: &Value) -> Result<Value, String> {
    match words {
        ["json", of @ ..] => Ok(Value::String(evaluate(of, root, dot)?.to_string())),
        ["index", of, keys @ ..] => {
            let mut value = evaluate(&[of], root, dot)?;
            for key in keys {
                let inner = value
                    .get(*key)
                    .or_else(|| value.get(key.parse::<usize>().ok()?));
                value = inner.cloned().unwrap_or(Value::String(String::new()));
            }
            Ok(value)
        }
        ["len", of] => {
            let value = evaluate(&[of], root, dot)?;
            let n = value.as_array().map_or_else(
                || value.as_object().map_or(0, serde_json::Map::len),
                Vec::len,
            );
            Ok(n.into())
        }
        [path] if path.starts_with('.') => field(path, dot),
        [path] if path.starts_with("$.") => field(&path[1..], root),
        ["println"] => Ok(Value::String("\n".to_owned())),
        _ => Err(format!(
            "paperboat: not modelled: the template action {{{{{}}}}}",
            words.join(" ")
        )),
    }
}

fn field(path: &str, dot: &Value) -> Result<Value, String> {
    let mut value = dot;
    for name in path.split('.').filter(|p| !p.is_empty()) {
        if value.is_null() {
            return Err(format!(
                "template: :1:2: executing \"\" at <{path}>: nil pointer evaluating interface {{}}.{name}"
            ));
        }
        value = value.get(name).ok_or_else(|| {
            format!(
                "template: :1:2: executing \"\" at <{path}>: map has no entry for key \"{name}\""
            )
        })?;
    }
    Ok(value.clone())
}

/// Writes a value as Go's `%v` does.
fn show(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::String(s) => s.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" "))
        }
        Value::Object(members) => {
            let shown: Vec<String> = members
                .iter()
                .map(|(k, v)| format!("{k}:{}", show(v)))
                .collect();
            format!("map[{}]", shown.join(" "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn templates_are_filled_as_go_fills_them() {
        let value = serde_json::json!({
            "Name": "/web", "State": {"Status": "running", "Health": {"Status": "healthy"}}, "Nothing": null,
            "Networks": {"a": {"IPAddress": "172.18.0.2"}, "b": {"IPAddress": "172.19.0.2"}}, "Labels": {"x.y": "1"}, "Ports": [80, 81],
        });
        let cases = [
            "{{.Name}} {{.State.Status}}",
            "{{range .Networks}}{{.IPAddress}} {{end}}",
            "{{if .Nothing}}yes{{else}}no{{end}}",
            "{{index .Labels \"x.y\"}}",
            "{{json .State}}",
            "{{.Ports}}",
            "{{.Nope}}",
            "{{.Nothing.Status}}",
            "{{range .Ports}}",
            "{{",
            "{{end}}",
            "{{template \"x\"}}",
            "{{len .Ports}}",
        ];
        let all: Vec<String> = cases
            .iter()
            .map(|c| {
                format!(
                    "{c} => {}",
                    fill(c, &value).unwrap_or_else(|e| format!("ERROR {e}"))
                )
            })
            .collect();
        insta::assert_snapshot!(all.join("\n"), @r#"
    {{.Name}} {{.State.Status}} => /web running
    {{range .Networks}}{{.IPAddress}} {{end}} => 172.18.0.2 172.19.0.2 
    {{if .Nothing}}yes{{else}}no{{end}} => no
    {{index .Labels "x.y"}} => 1
    {{json .State}} => {"Status":"running","Health":{"Status":"healthy"}}
    {{.Ports}} => [80 81]
    {{.Nope}} => ERROR template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"
    {{.Nothing.Status}} => ERROR template: :1:2: executing "" at <.Nothing.Status>: nil pointer evaluating interface {}.Status
    {{range .Ports}} => ERROR template parsing error: template: :1: unexpected EOF
    {{ => ERROR template parsing error: template: :1: unclosed action
    {{end}} => ERROR template parsing error: template: :1: unexpected {{end}}
    {{template "x"}} => ERROR paperboat: not modelled: the template action {{template x}}
    {{len .Ports}} => 2
    "#);
    }
}
