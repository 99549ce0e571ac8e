//! The functions of templates: Go's own, and those that Docker adds (docker/cli, `templates`).

use serde_json::Value;

/// The names that are known.
const NAMES: [&str; 24] = [
    "and", "eq", "ge", "gt", "index", "join", "json", "le", "len", "lower", "lt", "ne", "not",
    "or", "pad", "print", "printf", "println", "slice", "split", "title", "truncate", "upper",
    "urlquery",
];

/// Tells whether a word can only be the name of a function.
pub(super) fn is_name(word: &str) -> bool {
    let first = word.chars().next();
    first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && !matches!(word, "true" | "false" | "nil")
}

/// Tells whether there is a function of this name.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Calls a function.
///
/// # Errors
/// In Go's words, without those around them.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let text = |i: usize| arguments.get(i).map(show).unwrap_or_default();
    let number = |i: usize| arguments.get(i).and_then(Value::as_u64).map(|n| n as usize);
    Ok(match (name, arguments) {
        ("json", [value]) => value.to_string().into(),
        ("and", [.., last]) => arguments.iter().find(|a| !truth(a)).unwrap_or(last).clone(),
        ("or", [.., last]) => arguments.iter().find(|a| truth(a)).unwrap_or(last).clone(),
        ("not", [value]) => (!truth(value)).into(),
        ("eq", [first, rest @ ..]) if !rest.is_empty() => rest.contains(first).into(),
        ("ne", [a, b]) => (a != b).into(),
        ("lt" | "le" | "gt" | "ge", [a, b]) => ordered(name, a, b)?.into(),
        ("index", [of, keys @ ..]) => index(of, keys)?,
        ("len", [of]) => length(of)?.into(),
        ("join", [Value::Array(items), _]) => {
            let items: Vec<String> = items.iter().map(show).collect();
            items.join(&text(1)).into()
        }
        ("join", [Value::Null, _]) => Value::from(""),
        ("split", [_, _]) => {
            let (whole, by) = (text(0), text(1));
            let parts: Vec<Value> = whole.split(by.as_str()).map(Value::from).collect();
            parts.into()
        }
        ("lower", [_]) => text(0).to_lowercase().into(),
        ("upper", [_]) => text(0).to_uppercase().into(),
        ("title", [_]) => title(&text(0)).into(),
        ("pad", [_, Value::Number(_), Value::Number(_)]) => {
            let blanks = |i| " ".repeat(number(i).unwrap_or(0).min(1000));
            format!("{}{}{}", blanks(1), text(0), blanks(2)).into()
        }
        ("truncate", [_, Value::Number(_)]) => {
            let cut: String = text(0).chars().take(number(1).unwrap_or(0)).collect();
            cut.into()
        }
        ("slice", [Value::String(whole), ..]) => {
            let (from, to) = (number(1).unwrap_or(0), number(2).unwrap_or(whole.len()));
            match whole.get(from..to) {
                Some(part) => part.into(),
                None => return Err(format!("index out of range: {to}")),
            }
        }
        ("print", _) => arguments.iter().map(show).collect::<String>().into(),
        ("println", _) => {
            let shown: Vec<String> = arguments.iter().map(show).collect();
            (shown.join(" ") + "\n").into()
        }
        ("printf", [Value::String(format), rest @ ..]) => formatted(format, rest)?.into(),
        _ => {
            return Err(format!(
                "paperboat: not modelled: the template function {name} with such arguments"
            ));
        }
    })
}

/// What Go takes for true.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(n) => n.as_f64() != Some(0.0),
        Value::String(s) => !s.is_empty(),
        Value::Array(a) => !a.is_empty(),
        Value::Object(o) => !o.is_empty(),
    }
}

/// Writes a value as Go's `%v` does.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::String(s) => s.clone(),
        Value::Array(items) => {
            let shown: Vec<String> = items.iter().map(show).collect();
            format!("[{}]", shown.join(" "))
        }
        Value::Object(members) => {
            let shown = members.iter().map(|(k, v)| format!("{k}:{}", show(v)));
            format!("map[{}]", shown.collect::<Vec<_>>().join(" "))
        }
        other => other.to_string(),
    }
}

fn ordered(name: &str, a: &Value, b: &Value) -> Result<bool, String> {
    let order = match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => a
            .as_f64()
            .zip(b.as_f64())
            .and_then(|(a, b)| a.partial_cmp(&b)),
    };
    let order = order.ok_or("incompatible types for comparison")?;
    Ok(match name {
        "lt" => order.is_lt(),
        "le" => order.is_le(),
        "gt" => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn index(of: &Value, keys: &[Value]) -> Result<Value, String> {
    let mut value = of.clone();
    for key in keys {
        value = match (&value, key) {
            (Value::Object(members), Value::String(name)) => {
                // A map of texts has the empty one for what is not in it.
                let other = || Value::from("");
                members.get(name).cloned().unwrap_or_else(other)
            }
            (Value::Array(items), Value::Number(n)) => {
                let item = n.as_u64().and_then(|n| items.get(n as usize));
                item.ok_or("reflect: slice index out of range")?.clone()
            }
            (Value::Null, _) => return Err("index of untyped nil".to_owned()),
            _ => return Err(format!("can't index item of type {}", show(key))),
        };
    }
    Ok(value)
}

fn length(of: &Value) -> Result<usize, String> {
    match of {
        Value::Array(items) => Ok(items.len()),
        Value::Object(members) => Ok(members.len()),
        Value::String(text) => Ok(text.len()),
        _ => Err("len of nil pointer".to_owned()),
    }
}

fn title(text: &str) -> String {
    let mut out = String::new();
    let mut begins = true;
    for c in text.chars() {
        if begins {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        begins = !c.is_alphanumeric();
    }
    out
}

/// `printf` with `%s`, `%v`, `%d`, `%q` and widths; other verbs are not modelled.
fn formatted(format: &str, arguments: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut arguments = arguments.iter();
    let mut rest = format.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let left = rest.next_if_eq(&'-').is_some();
        let mut width = 0_usize;
        while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
            width = (width * 10 + digit as usize).min(1000);
            rest.next();
        }
        let verb = rest.next();
        if verb == Some('%') {
            out.push('%');
            continue;
        }
        let Some(value) = arguments.next() else {
            out += &format!("%!{}(MISSING)", verb.unwrap_or('v'));
            continue;
        };
        let text = match verb {
            Some('s' | 'v' | 'd') => show(value),
            Some('q') => format!("{:?}", show(value)),
            other => {
                let verb = other.map(String::from).unwrap_or_default();
                return Err(format!("paperboat: not modelled: printf with %{verb}"));
            }
        };
        out += &match left {
            true => format!("{text:<width$}"),
            false => format!("{text:>width$}"),
        };
    }
    Ok(out)
}
