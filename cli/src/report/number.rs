//! Numbers as people read them.

use paperboat_core::money::Usd;

/// Seconds as `850 ms`, `12.3 s`, `4m 05s` or `2h 03m`.
#[must_use]
pub fn seconds(s: f64) -> String {
    match s {
        s if s <= 0.0 => "0 s".to_owned(),
        s if s < 0.9995 => format!("{:.0} ms", s * 1e3),
        s if s < 99.95 => format!("{s:.1} s"),
        s => {
            let whole = s.round() as u64;
            let (h, m, rest) = (whole / 3_600, whole / 60 % 60, whole % 60);
            if h > 0 {
                format!("{h}h {m:02}m")
            } else {
                format!("{m}m {rest:02}s")
            }
        }
    }
}

/// A count with thousands apart: `12 345`.
#[must_use]
pub fn count(n: f64) -> String {
    let digits = format!("{:.0}", n.max(0.0));
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// An amount of money.
#[must_use]
pub fn usd(amount: Usd) -> String {
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let shown = [0.0, 0.04, 9.96, 99.96, 245.4, 7_400.0].map(seconds);
        assert_eq!(
            shown,
            ["0 s", "40 ms", "10.0 s", "1m 40s", "4m 05s", "2h 03m"]
        );
        assert_eq!(
            [0.2, 999.6, 1_234_567.0].map(count),
            ["0", "1 000", "1 234 567"]
        );
    }
}
