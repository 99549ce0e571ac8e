//! Durations as Compose writes them: Go's, and days and weeks.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A span of time in nanoseconds, read and written in Compose's notation (`1m30s`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComposeDuration(pub i64);

const UNITS: [(&str, i64); 10] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
];

impl ComposeDuration {
    /// Reads `1h2m3.5s`, `90s`, `-1.5h`, `0`, `2d`, `1w`.
    ///
    /// # Errors
    /// Gives the reason in Go's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let invalid = || format!("time: invalid duration {text:?}");
        let (negative, mut rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        if rest == "0" {
            return Ok(Self(0));
        }
        if rest.is_empty() {
            return Err(invalid());
        }
        let mut total: i128 = 0;
        while !rest.is_empty() {
            let number = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(rest.len());
            let (whole, fraction) = rest[..number]
                .split_once('.')
                .unwrap_or((&rest[..number], ""));
            if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
                return Err(invalid());
            }
            rest = &rest[number..];
            let unit_end = rest
                .find(|c: char| c.is_ascii_digit() || c == '.')
                .unwrap_or(rest.len());
            let unit = &rest[..unit_end];
            if unit.is_empty() {
                return Err(format!("time: missing unit in duration {text:?}"));
            }
            let Some((_, scale)) = UNITS.iter().find(|(name, _)| *name == unit) else {
                return Err(format!("time: unknown unit {unit:?} in duration {text:?}"));
            };
            rest = &rest[unit_end..];
            total += part(whole, fraction, i128::from(*scale)).ok_or_else(invalid)?;
            if total > i128::from(i64::MAX) {
                return Err(invalid());
            }
        }
        let total = total as i64;
        Ok(Self(if negative { -total } else { total }))
    }

    /// A plain duration, to be written in Compose's notation; one longer than 292 years counts as that.
    #[must_use]
    pub fn of(time: std::time::Duration) -> Self {
        Self(i64::try_from(time.as_nanos()).unwrap_or(i64::MAX))
    }

    /// The time as a plain duration; a negative one counts as none.
    #[must_use]
    pub fn to_std(self) -> std::time::Duration {
        std::time::Duration::from_nanos(u64::try_from(self.0).unwrap_or(0))
    }
}

/// One number with its unit in nanoseconds; digits below a nanosecond are cut.
fn part(whole: &str, fraction: &str, scale: i128) -> Option<i128> {
    let whole: i128 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let mut nanos = whole.checked_mul(scale)?;
    let mut unit = scale;
    for digit in fraction.bytes() {
        unit /= 10;
        nanos += i128::from(digit - b'0') * unit;
    }
    Some(nanos)
}

impl fmt::Display for ComposeDuration {
    /// Writes it as Go does: `1m30s`, `1h0m0s`, `1.5ms`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.unsigned_abs();
        if nanos == 0 {
            return f.write_str("0s");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        if nanos < 1_000 {
            return write!(f, "{nanos}ns");
        }
        if nanos < 1_000_000 {
            return write!(f, "{}µs", decimal(nanos, 3));
        }
        if nanos < 1_000_000_000 {
            return write!(f, "{}ms", decimal(nanos, 6));
        }
        let minute = 60_000_000_000;
        let (hours, minutes, rest) = (nanos / minute / 60, nanos / minute % 60, nanos % minute);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if nanos >= minute {
            write!(f, "{minutes}m")?;
        }
        write!(f, "{}s", decimal(rest, 9))
    }
}

/// Writes `value / 10^places` without trailing zeros.
fn decimal(value: u64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let fraction = format!("{:0width$}", value % unit, width = places as usize);
    match fraction.trim_end_matches('0') {
        "" => (value / unit).to_string(),
        digits => format!("{}.{digits}", value / unit),
    }
}

impl Serialize for ComposeDuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ComposeDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written_as_go_does() {
        let cases = [
            ("90s", "1m30s"),
            ("0", "0s"),
            ("1.5h", "1h30m0s"),
            (".5s", "500ms"),
            ("1.5m30s", "2m0s"),
            ("-3s", "-3s"),
            ("1500us", "1.5ms"),
            ("2d", "48h0m0s"),
            ("1w1d", "192h0m0s"),
            ("1.000000001s", "1.000000001s"),
        ];
        for (text, written) in cases {
            assert_eq!(
                ComposeDuration::parse(text).unwrap().to_string(),
                written,
                "{text}"
            );
        }
        for text in ["", "-", "5", "1 s", "5x", "1..5s", ".s", "9999999999h", "s"] {
            assert!(ComposeDuration::parse(text).is_err(), "{text}");
        }
    }
}
