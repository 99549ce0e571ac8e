//! Points in time as `docker logs --since` reads them.

use paperboat_core::app::duration::ComposeDuration;

use super::flags::Parsed;
use crate::host::docker::plan::Failure;
use crate::world::World;
use paperboat_core::calendar::{days, since_1970};

/// The moment that a flag names, in microseconds since 1970: a length of time before now, seconds since 1970, or a date
/// with or without time and zone (moby, `GetTimestamp`); none without the flag.
///
/// # Errors
/// In Docker's words.
pub(in crate::host::docker) fn moment(
    w: &World,
    parsed: &Parsed,
    flag: &str,
) -> Result<Option<i128>, Failure> {
    let Some(text) = parsed.text(flag) else {
        return Ok(None);
    };
    let ago = ComposeDuration::parse(text)
        .ok()
        .filter(|_| !is_number(text));
    let ago = ago.map(|d| since_1970(w.now()) - i128::from(d.0) / 1_000);
    let at = ago.or_else(|| number(text)).or_else(|| date(text));
    at.map(Some).ok_or_else(|| {
        Failure::new(
            1,
            format!(
                "invalid value for \"{flag}\": failed to parse value as time or duration: {text:?}"
            ),
        )
    })
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Seconds, perhaps with a fraction.
fn number(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    Some(whole.parse::<u32>().map(i128::from).ok()? * 1_000_000 + micros(fraction)?)
}

/// The first six digits behind a point, as microseconds.
fn micros(fraction: &str) -> Option<i128> {
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<6.6}").parse().ok()
}

/// `2026-01-31`, `2026-01-31T12:00`, `2026-01-31T12:00:00.5Z`, `2026-01-31T12:00:00+02:00`.
fn date(text: &str) -> Option<i128> {
    let (day, rest) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = day.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, dom) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1970..=9999).contains(&year) {
        return None;
    }
    let (clock, offset) = zone(rest)?;
    let (time, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut seconds = 0;
    if !time.is_empty() {
        let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
        let (h, m, s) = (
            parts.next()??,
            parts.next()??,
            parts.next().unwrap_or(Some(0))?,
        );
        let fits = (0..24).contains(&h) && (0..60).contains(&m) && (0..60).contains(&s);
        if !fits || parts.next().is_some() {
            return None;
        }
        seconds = h * 3600 + m * 60 + s;
    }
    let total = days(year, month, dom)? * 86_400 + seconds - offset;
    Some(i128::from(total) * 1_000_000 + micros(fraction)?)
}

/// Splits the zone off a time of the day; its offset is in seconds.
fn zone(text: &str) -> Option<(&str, i64)> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, 0));
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, 0));
    };
    let (h, m) = text[at + 1..].split_once(':')?;
    let offset = h.parse::<i64>().ok()? * 3600 + m.parse::<i64>().ok()? * 60;
    Some((
        &text[..at],
        if text[at..].starts_with('-') {
            -offset
        } else {
            offset
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::{date, number};

    #[test]
    fn dates_are_read_as_docker_reads_them() {
        let second = 1_000_000;
        assert_eq!(date("1970-01-02"), Some(86_400 * second));
        assert_eq!(date("2026-01-01T00:00:00Z"), Some(1_767_225_600 * second));
        assert_eq!(
            date("2026-01-01T02:00:00+02:00"),
            Some(1_767_225_600 * second)
        );
        assert_eq!(date("2024-02-29T00:00"), Some(1_709_164_800 * second));
        assert_eq!(date("1970-01-01T00:00:01.25"), Some(1_250_000));
        assert_eq!(number("12.5"), Some(12_500_000));
        for no in [
            "2026-02-29",
            "yesterday",
            "2026-13-01",
            "2026-01-01T25:00:00",
            "1-2",
        ] {
            assert_eq!(date(no), None, "{no}");
        }
    }
}
