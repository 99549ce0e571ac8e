//! The calendar by which machines tell the date.

use crate::time::Timestamp;

/// When every world begins: 1 January 2026, 00:00 UTC, in seconds since the Unix epoch. A convention: nothing depends on
/// it but what machines print.
const BEGINNING: u64 = 1_767_225_600;

/// Microseconds since the Unix epoch.
#[must_use]
pub fn since_1970(at: Timestamp) -> i128 {
    i128::from(BEGINNING) * 1_000_000 + i128::from(at.0)
}

/// The days from 1 January 1970 to a date of the calendar; none for a date that it does not have.
pub fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let most = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=most).contains(&day) {
        return None;
    }
    // Howard Hinnant's algorithm, the other way round.
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let doy = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468)
}

/// Writes a point in time as `date` does, in UTC. What `format` asks for that is not known stays as it is.
#[must_use]
pub fn civil(at: Timestamp, format: &str) -> String {
    let seconds = BEGINNING + at.0 / 1_000_000;
    let days = seconds / 86_400;
    // Howard Hinnant's algorithm for the proleptic Gregorian calendar.
    let z = days + 719_468;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + u64::from(month <= 2);
    let (h, m, s) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('Y') => out.push_str(&year.to_string()),
            Some('m') => out.push_str(&format!("{month:02}")),
            Some('d') => out.push_str(&format!("{day:02}")),
            Some('e') => out.push_str(&format!("{day:>2}")),
            Some('H') => out.push_str(&format!("{h:02}")),
            Some('M') => out.push_str(&format!("{m:02}")),
            Some('S') => out.push_str(&format!("{s:02}")),
            Some('F') => out.push_str(&format!("{year}-{month:02}-{day:02}")),
            Some('T') => out.push_str(&format!("{h:02}:{m:02}:{s:02}")),
            Some('N') => out.push_str(&format!("{:06}000", at.0 % 1_000_000)),
            Some('s') => out.push_str(&seconds.to_string()),
            Some('a') => out.push_str(weekdays[(days % 7) as usize]),
            Some('b') => out.push_str(months[(month - 1) as usize]),
            Some('Z') => out.push_str("UTC"),
            Some('%') => out.push('%'),
            Some(other) => out.extend(['%', other]),
            None => out.push('%'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::civil;
    use crate::time::Timestamp;

    #[test]
    fn days_are_those_of_the_calendar() {
        let day = |n: u64| {
            civil(
                Timestamp(n * 86_400_000_000 + 3_000_001),
                "%a %b %e %F %T.%N %s",
            )
        };
        insta::assert_snapshot!(day(0), @"Thu Jan  1 2026-01-01 00:00:03.000001000 1767225603");
        insta::assert_snapshot!(day(32), @"Mon Feb  2 2026-02-02 00:00:03.000001000 1769990403");
        insta::assert_snapshot!(day(789), @"Tue Feb 29 2028-02-29 00:00:03.000001000 1835395203");
    }
}
