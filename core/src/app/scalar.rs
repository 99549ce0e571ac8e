//! What a plain scalar means, by the rules of Go's YAML library.

use super::node::Value;

/// Resolves a plain scalar: `012` is 10, `08` is 8.0, `yes` and `22:22` are text.
///
/// A date becomes the text that Go prints for it; a date with a time stays as it is written.
#[must_use]
pub fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Value::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let numeric = matches!(text.as_bytes()[0], b'0'..=b'9' | b'+' | b'-' | b'.');
    numeric
        .then(|| number(&text.replace('_', "")))
        .flatten()
        .unwrap_or_else(|| Value::Text(date(text).unwrap_or_else(|| text.to_owned())))
}

/// Writes `2001-12-14` as Go prints the time that YAML makes of it.
fn date(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |part: &str, longest: usize| {
        let digits =
            !part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (y, m, d) = (
        number(year, 4).filter(|_| year.len() == 4)?,
        number(month, 2)?,
        number(day, 2)?,
    );
    let leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let days = match m {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days)
        .contains(&d)
        .then(|| format!("{y:04}-{m:02}-{d:02} 00:00:00 +0000 UTC"))
}

fn number(plain: &str) -> Option<Value> {
    integer(plain).map(Value::Int).or_else(|| {
        is_float(plain)
            .then(|| plain.parse().ok().map(Value::Float))
            .flatten()
    })
}

/// Reads an integer with Go's prefixes; a leading zero means octal.
#[must_use]
pub fn integer(plain: &str) -> Option<i64> {
    let (sign, digits) = match plain.as_bytes().first()? {
        b'-' => ("-", &plain[1..]),
        b'+' => ("", &plain[1..]),
        _ => ("", plain),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.get(..2) {
        Some("0x") => (16, &lower[2..]),
        Some("0b") => (2, &lower[2..]),
        Some("0o") => (8, &lower[2..]),
        Some(two) if two.starts_with('0') => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    let alnum = digits.bytes().all(|b| b.is_ascii_alphanumeric());
    (alnum && !digits.is_empty())
        .then(|| i64::from_str_radix(&format!("{sign}{digits}"), radix).ok())
        .flatten()
}

fn is_float(plain: &str) -> bool {
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}

/// Writes a number as Go prints it (`%v`): `1.5`, `1e+06`, `100`.
#[must_use]
pub fn go_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    format!("{value}")
}

/// Writes a scalar as Go prints it; a list or mapping gives an empty text.
#[must_use]
pub fn go_text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Float(f) => go_float(*f),
        Value::Text(s) => s.clone(),
        Value::List(_) | Value::Map(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_go_says() {
        let text = |s: &str| Value::Text(s.to_owned());
        let cases = [
            ("012", Value::Int(10)),
            ("08", Value::Float(8.0)),
            ("0o755", Value::Int(493)),
            ("0b11", Value::Int(3)),
            ("0x1F", Value::Int(31)),
            ("-0x10", Value::Int(-16)),
            ("1_000", Value::Int(1000)),
            ("+5", Value::Int(5)),
            ("1e3", Value::Float(1000.0)),
            (".5", Value::Float(0.5)),
            ("yes", text("yes")),
            ("y", text("y")),
            ("22:22", text("22:22")),
            ("2001-12-14", text("2001-12-14 00:00:00 +0000 UTC")),
            ("2001-13-14", text("2001-13-14")),
            ("-", text("-")),
            ("1.2.3", text("1.2.3")),
            ("~", Value::Null),
            ("True", Value::Bool(true)),
        ];
        for (plain, value) in cases {
            assert_eq!(resolve(plain), value, "{plain}");
        }
    }
}
