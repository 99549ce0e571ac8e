//! Dates and times that YAML takes for more than text, as Go prints them.

/// Writes a plain scalar that is a date, or a date with a time, as Go prints the time that YAML makes of it; nothing
/// when it is none.
///
/// The forms are those of Go's YAML library: `2001-12-14`, `2001-12-14 21:59:43.1`, and `2001-12-14T21:59:43.1+01:00` with
/// `T` or `t` and a zone. Numbers but the year and the zone may have one digit.
pub(super) fn printed(text: &str) -> Option<String> {
    let mut rest = Rest(text);
    let date = rest.date()?;
    if rest.0.is_empty() {
        return Some(format!("{date} 00:00:00 +0000 UTC"));
    }
    let zoned = rest.eat("T") || rest.eat("t");
    if !zoned && !rest.eat(" ") {
        return None;
    }
    let time = rest.time()?;
    let zone = if zoned {
        rest.zone()?
    } else {
        "+0000 UTC".to_owned()
    };
    rest.0.is_empty().then(|| format!("{date} {time} {zone}"))
}

/// What is still to be read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// At least `least` and at most `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<&'a str> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let count = count.min(most);
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        (count >= least).then_some(digits)
    }

    fn number(&mut self, least: usize, below: u32) -> Option<u32> {
        let number = self.digits(least, 2)?.parse().ok()?;
        (number < below).then_some(number)
    }

    fn date(&mut self) -> Option<String> {
        let year: u32 = self.digits(4, 4)?.parse().ok()?;
        self.eat("-").then_some(())?;
        let month = self.number(1, 13)?;
        self.eat("-").then_some(())?;
        let day = self.number(1, 32)?;
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=days)
            .contains(&day)
            .then(|| format!("{year:04}-{month:02}-{day:02}"))
    }

    fn time(&mut self) -> Option<String> {
        let hour = self.number(1, 24)?;
        self.eat(":").then_some(())?;
        let minute = self.number(1, 60)?;
        self.eat(":").then_some(())?;
        let second = self.number(1, 60)?;
        Some(format!(
            "{hour:02}:{minute:02}:{second:02}{}",
            self.fraction()
        ))
    }

    /// Nine digits at most, without zeros at the end; nothing when no digit follows.
    fn fraction(&mut self) -> String {
        let followed = self.0.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        if !followed || !(self.eat(".") || self.eat(",")) {
            return String::new();
        }
        let digits = self.digits(1, usize::MAX).unwrap_or_default();
        let kept = digits[..digits.len().min(9)].trim_end_matches('0');
        if kept.is_empty() {
            String::new()
        } else {
            format!(".{kept}")
        }
    }

    fn zone(&mut self) -> Option<String> {
        if self.eat("Z") {
            return Some("+0000 UTC".to_owned());
        }
        let sign = if self.eat("+") {
            '+'
        } else if self.eat("-") {
            '-'
        } else {
            return None;
        };
        let hours = self.number(2, 25)?;
        self.eat(":").then_some(())?;
        let minutes = self.number(2, 61)?;
        let offset = hours * 60 + minutes;
        if offset == 0 {
            return Some("+0000 UTC".to_owned());
        }
        let zone = format!("{sign}{:02}{:02}", offset / 60, offset % 60);
        Some(format!("{zone} {zone}"))
    }
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn times_are_printed_as_go_prints_them() {
        let cases = [
            ("2001-12-14", Some("2001-12-14 00:00:00 +0000 UTC")),
            (
                "2024-01-02T03:04:05Z",
                Some("2024-01-02 03:04:05 +0000 UTC"),
            ),
            ("2024-01-02 03:04:05", Some("2024-01-02 03:04:05 +0000 UTC")),
            ("2024-1-2 3:4:5", Some("2024-01-02 03:04:05 +0000 UTC")),
            (
                "2024-01-02 03:04:05.500",
                Some("2024-01-02 03:04:05.5 +0000 UTC"),
            ),
            (
                "2024-01-02T03:04:05.678+02:00",
                Some("2024-01-02 03:04:05.678 +0200 +0200"),
            ),
            (
                "2024-01-02t03:04:05-07:30",
                Some("2024-01-02 03:04:05 -0730 -0730"),
            ),
            (
                "2024-01-02T03:04:05+00:00",
                Some("2024-01-02 03:04:05 +0000 UTC"),
            ),
            ("2024-01-02T03:04:05", None),
            ("2024-01-02 03:04:05Z", None),
            ("2024-01-02 03:04", None),
            ("2024-01-02T25:04:05Z", None),
            ("2024-02-30", None),
            ("24-01-02", None),
            ("2024-01-02T03:04:05z", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(printed(text).as_deref(), wanted, "{text}");
        }
    }
}
