//! What a plain scalar means, by the rules of Go's YAML library.

use super::node::Value;
use super::timestamp;

/// Resolves a plain scalar: `012` is 10, `08` is 8.0, `yes` and `22:22` are text.
///
/// A date, with or without a time, becomes the text that Go prints for it on a machine whose zone is UTC.
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
        .unwrap_or_else(|| Value::Text(timestamp::printed(text).unwrap_or_else(|| text.to_owned())))
}

fn number(plain: &str) -> Option<Value> {
    let whole = integer(plain).map(Value::Int);
    let whole =
        whole.or_else(|| parts(plain).and_then(|(sign, radix, digits)| big(sign, radix, &digits)));
    whole.or_else(|| {
        is_float(plain)
            .then(|| plain.parse().ok().map(Value::Float))
            .flatten()
    })
}

/// Reads an integer with Go's prefixes; a leading zero means octal.
#[must_use]
pub fn integer(plain: &str) -> Option<i64> {
    let (sign, radix, digits) = parts(plain)?;
    i64::from_str_radix(&format!("{sign}{digits}"), radix).ok()
}

/// Numbers that fit into 64 bits without a sign are kept whole, as by Go's library.
fn big(sign: &str, radix: u32, digits: &str) -> Option<Value> {
    let number = u64::from_str_radix(digits, radix).ok();
    number.filter(|_| sign.is_empty()).map(Value::Big)
}

/// The sign, the radix and the digits of an integer.
fn parts(plain: &str) -> Option<(&'static str, u32, String)> {
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
    (alnum && !digits.is_empty()).then(|| (sign, radix, digits.to_owned()))
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
        Value::Big(i) => i.to_string(),
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
            (
                "12345678901234567890",
                Value::Big(12_345_678_901_234_567_890),
            ),
            ("0xFFFFFFFFFFFFFFFF", Value::Big(u64::MAX)),
            ("18446744073709551616", Value::Float(1.8446744073709552e19)),
            ("-9223372036854775809", Value::Float(-9.223372036854776e18)),
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
