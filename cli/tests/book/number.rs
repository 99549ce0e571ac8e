//! Numbers in sentences: each stands between two comments, the first of which says where it comes from.
//!
//! `<!--= RUN EXPRESSION FORMAT -->1<!--/-->`. An expression is a place in the data of the run, or several and numbers
//! between `+`, `-`, `*` and `/`, which are taken from the left. A place is a JSON pointer, in which `key=value` stands for
//! the elements of a list with that member, and `*` for all of them: the numbers there are added up. The formats are those
//! of `formatted`; `word` is text as it stands, and `count` how many values are there.

use paperboat::text::Language;
use serde_json::Value;

use crate::reader::Reader;

const OPENS: &str = "<!--= ";
const CLOSES: &str = "<!--/-->";

/// The line with its numbers as they are.
pub(crate) fn numbers(line: &str, reader: &Reader) -> Result<String, String> {
    let mut parts = line.split(OPENS);
    let mut truth = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (order, rest) = part
            .split_once(" -->")
            .ok_or("a number without its place")?;
        let (_, after) = rest.split_once(CLOSES).ok_or("a number without its end")?;
        let value = number(order, reader).map_err(|error| format!("{order}: {error}"))?;
        truth += &format!("{OPENS}{order} -->{value}{CLOSES}{after}");
    }
    Ok(truth)
}

fn number(order: &str, reader: &Reader) -> Result<String, String> {
    let words: Vec<&str> = order.split(' ').collect();
    let [run, expression @ .., format] = &words[..] else {
        return Err("a number needs a run, a place and a format".to_owned());
    };
    let data = reader.data(run)?;
    if let ([place], "count") = (expression, *format) {
        return Ok(at(data, place)?.len().to_string());
    }
    if let ([place], "word") = (expression, *format) {
        let found = at(data, place)?;
        let word = found.first().and_then(|found| found.as_str());
        return word.map(str::to_owned).ok_or_else(|| "no word".to_owned());
    }
    formatted(value(data, expression)?, format, reader.language)
}

fn value(data: &Value, expression: &[&str]) -> Result<f64, String> {
    let one = |word: &str| match word.parse::<f64>() {
        Ok(number) => Ok(number),
        Err(_) => place(data, word),
    };
    let (first, rest) = expression.split_first().ok_or("nowhere")?;
    let mut value = one(first)?;
    for pair in rest.chunks(2) {
        let [sign, word] = pair else {
            return Err("a sign without a number".to_owned());
        };
        let other = one(word)?;
        value = match *sign {
            "+" => value + other,
            "-" => value - other,
            "*" => value * other,
            "/" => value / other,
            _ => return Err(format!("no sign: {sign}")),
        };
    }
    value
        .is_finite()
        .then_some(value)
        .ok_or_else(|| "no number".to_owned())
}

/// The number at a place, or the sum of those there.
pub(crate) fn place(data: &Value, pointer: &str) -> Result<f64, String> {
    let found = at(data, pointer)?;
    let number = |value: &Value| match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_f64(),
    };
    let numbers: Option<Vec<f64>> = found.into_iter().map(number).collect();
    let numbers = numbers.ok_or_else(|| format!("{pointer} is no number"))?;
    Ok(numbers.iter().sum())
}

fn at<'a>(data: &'a Value, pointer: &str) -> Result<Vec<&'a Value>, String> {
    let mut found = vec![data];
    for part in pointer.split('/').skip(1) {
        let next: Vec<&Value> = match (part, part.split_once('=')) {
            ("*", _) => found
                .iter()
                .filter_map(|v| v.as_array())
                .flatten()
                .collect(),
            (_, Some((key, wanted))) => {
                let elements = found.iter().filter_map(|v| v.as_array()).flatten();
                elements.filter(|v| v[key] == *wanted).collect()
            }
            (part, None) => found.iter().filter_map(|value| get(value, part)).collect(),
        };
        found = next;
    }
    if found.is_empty() {
        return Err(format!("nothing is at {pointer}"));
    }
    Ok(found)
}

fn get<'a>(value: &'a Value, part: &str) -> Option<&'a Value> {
    match part.parse::<usize>() {
        Ok(index) if value.is_array() => value.get(index),
        _ => value.get(part),
    }
}

/// A number as a language writes it: `int`, decimals (`1`, `2`, ...), `percent` of a share, `usd` and `usd0`, `time` from
/// seconds.
pub(crate) fn formatted(value: f64, format: &str, language: Language) -> Result<String, String> {
    let plain = |decimals: usize| grouped(&format!("{value:.decimals$}"), language);
    Ok(match format {
        "int" => plain(0),
        "time" => time(value, language),
        "percent" => grouped(&format!("{:.1}", value * 100.0), language) + percent(language),
        "usd" => money(&plain(2), language),
        "usd0" => money(&plain(0), language),
        decimals => plain(
            decimals
                .parse()
                .map_err(|_| format!("no format: {decimals}"))?,
        ),
    })
}

fn percent(language: Language) -> &'static str {
    match language {
        Language::En => "%",
        Language::Es => "\u{a0}%",
    }
}

fn money(amount: &str, language: Language) -> String {
    match language {
        Language::En => format!("${amount}"),
        Language::Es => format!("{amount}\u{a0}USD"),
    }
}

/// Minutes and seconds; below a minute and a half, seconds with one decimal.
fn time(seconds: f64, language: Language) -> String {
    if seconds < 90.0 {
        return grouped(&format!("{seconds:.1}"), language) + "\u{a0}s";
    }
    let whole = seconds.round();
    let (minutes, seconds) = ((whole / 60.0).floor(), whole % 60.0);
    format!("{minutes:.0}\u{a0}min\u{a0}{seconds:02.0}\u{a0}s")
}

/// Thousands apart and the decimal sign of the language.
fn grouped(plain: &str, language: Language) -> String {
    let (between, point) = match language {
        Language::En => (",", "."),
        Language::Es => ("\u{a0}", ","),
    };
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain), |rest| ("-", rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = whole;
    // Spanish writes four digits together.
    while rest.len() > 3 && (language == Language::En || whole.len() > 4) {
        let (before, three) = rest.split_at(rest.len() - 3);
        parts.insert(0, three);
        rest = before;
    }
    parts.insert(0, rest);
    let whole = parts.join(between);
    let decimals = if decimals.is_empty() {
        String::new()
    } else {
        format!("{point}{decimals}")
    };
    format!("{sign}{whole}{decimals}")
}

#[test]
fn numbers_are_written_as_each_language_does() {
    let es = |value, format| formatted(value, format, Language::Es).expect("a number");
    let en = |value, format| formatted(value, format, Language::En).expect("a number");
    assert_eq!(
        (en(936_000.0, "int"), es(936_000.0, "int")),
        ("936,000".into(), "936\u{a0}000".into())
    );
    assert_eq!(
        (en(1500.0, "int"), es(1500.0, "int")),
        ("1,500".into(), "1500".into())
    );
    assert_eq!(
        (en(77.162, "usd"), es(77.162, "usd")),
        ("$77.16".into(), "77,16\u{a0}USD".into())
    );
    assert_eq!(
        (en(0.9994, "percent"), es(0.9994, "percent")),
        ("99.9%".into(), "99,9\u{a0}%".into())
    );
    assert_eq!(
        (en(935.4, "time"), es(34.46, "time")),
        ("15\u{a0}min\u{a0}35\u{a0}s".into(), "34,5\u{a0}s".into())
    );
    assert!(formatted(1.0, "much", Language::En).is_err());
}

#[test]
fn places_are_found_and_added_up() {
    let data = serde_json::json!({"rows": [{"a": "x", "n": 2}, {"a": "y", "n": "0.5"}]});
    assert_eq!(value(&data, &["/rows/a=y/n"]), Ok(0.5));
    assert_eq!(value(&data, &["/rows/*/n"]), Ok(2.5));
    assert_eq!(
        value(&data, &["/rows/0/n", "-", "/rows/1/n", "*", "2"]),
        Ok(3.0)
    );
    assert!(value(&data, &["/rows/a=z/n"]).is_err() && value(&data, &["/rows/0/a"]).is_err());
}
