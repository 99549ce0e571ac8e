//! How Docker writes ages, dates and sizes.

use std::time::Duration;

use paperboat_core::time::Timestamp;

use paperboat_core::calendar::civil;

/// Writes a length of time as `docker ps` does: `About a minute`, `3 hours`.
pub(in crate::host::docker) fn age(d: Duration) -> String {
    let seconds = d.as_secs();
    let (minutes, hours) = (seconds / 60, (d.as_secs_f64() / 3600.0).round() as u64);
    match (seconds, minutes, hours) {
        (0, ..) => "Less than a second".to_owned(),
        (1, ..) => "1 second".to_owned(),
        (..60, ..) => format!("{seconds} seconds"),
        (_, 1, _) => "About a minute".to_owned(),
        (_, ..60, _) => format!("{minutes} minutes"),
        (_, _, 1) => "About an hour".to_owned(),
        (_, _, ..48) => format!("{hours} hours"),
        (_, _, ..336) => format!("{} days", hours / 24),
        (_, _, ..1440) => format!("{} weeks", hours / 24 / 7),
        _ => format!("{} months", hours / 24 / 30),
    }
}

/// Writes a point in time as Docker does.
pub(in crate::host::docker) fn date(at: Timestamp) -> String {
    civil(at, "%FT%T.%NZ")
}

/// Writes bytes with three significant digits and powers of 1000: `1.09GB`.
pub(in crate::host::docker) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut units = ["B", "kB", "MB", "GB", "TB"].into_iter();
    let mut unit = units.next().unwrap_or("B");
    while value >= 1000.0 {
        let Some(next) = units.next() else { break };
        value /= 1000.0;
        unit = next;
    }
    let digits = if value >= 100.0 || unit == "B" {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text}{unit}")
}

#[cfg(test)]
mod tests {
    use super::{age, date, size};
    use paperboat_core::time::Timestamp;
    use std::time::Duration;

    #[test]
    fn ages_and_sizes_read_as_docker_writes_them() {
        let ages = [0, 1, 59, 61, 150, 3600, 7200, 200_000, 1_300_000]
            .map(|s| age(Duration::from_secs(s)));
        insta::assert_snapshot!(ages.join(", "), @"Less than a second, 1 second, 59 seconds, About a minute, 2 minutes, About an hour, 2 hours, 2 days, 2 weeks");
        let sizes = [0, 999, 1_500, 187_654_321, 1_090_000_000].map(size);
        insta::assert_snapshot!(sizes.join(", "), @"0B, 999B, 1.5kB, 188MB, 1.09GB");
        insta::assert_snapshot!(date(Timestamp(32 * 86_400_000_000 + 1)), @"2026-02-02T00:00:00.000001000Z");
    }
}
