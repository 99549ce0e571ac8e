//! Sizes as Docker writes them: `512m`, `1.5GiB`, `64kb`, powers of 1024.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number of bytes, written by Compose as a string of digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub i64);

/// Reads a size. `-1`, which some keys allow for "no limit", is kept.
///
/// # Errors
/// Gives the reason in Docker's words.
pub fn parse(text: &str) -> Result<i64, String> {
    if text == "-1" {
        return Ok(-1);
    }
    let invalid = || format!("invalid size: '{text}'");
    let last = text
        .rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')
        .ok_or_else(invalid)?;
    let (number, suffix) = (&text[..=last], text[last + 1..].to_ascii_lowercase());
    let number = number.strip_suffix(' ').unwrap_or(number);
    let plain = number
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'+'));
    let size: f64 = number.parse().map_err(|_| invalid())?;
    if !plain || !size.is_finite() {
        return Err(invalid());
    }
    let bad_suffix = || format!("invalid suffix: '{suffix}'");
    let scale = match suffix.chars().next() {
        None | Some('b') => 0,
        Some('k') => 1,
        Some('m') => 2,
        Some('g') => 3,
        Some('t') => 4,
        Some('p') => 5,
        Some(_) => return Err(bad_suffix()),
    };
    let rest = suffix.get(1..).unwrap_or_default();
    let known = rest.is_empty() || (scale > 0 && matches!(rest, "b" | "ib"));
    if !known {
        return Err(bad_suffix());
    }
    Ok((size * 1024_f64.powi(scale)) as i64)
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sizes_are_powers_of_1024() {
        let cases = [
            ("512m", 536_870_912),
            ("1.5GiB", 1_610_612_736),
            ("64 kb", 65_536),
            ("10b", 10),
            ("7", 7),
            ("-1", -1),
        ];
        for (text, bytes) in cases {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
        for text in ["", "m", "1x", "1mx", "1.2.3k", "-5m", "inf", "1 k b"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
