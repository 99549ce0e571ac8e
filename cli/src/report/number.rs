//! Numbers as people read them.

use paperboat_core::money::Usd;

use crate::style::{JOINED, joined};

/// Seconds as `850 ms`, `12.3 s`, `4m 05s` or `2h 03m`, on one line.
#[must_use]
pub fn seconds(s: f64) -> String {
    joined(&in_words(s))
}

fn in_words(s: f64) -> String {
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

/// A count with thousands apart, on one line: `12 345`.
#[must_use]
pub fn count(n: f64) -> String {
    // Adding zero takes the sign off a negative zero, to which small numbers round.
    let digits = format!("{:.0}", n.max(0.0).round() + 0.0);
    apart(&digits)
}

/// A rate a second: whole where it is large, with one decimal below ten.
#[must_use]
pub fn rate(n: f64) -> String {
    let tenths = (n * 10.0).round() / 10.0;
    if tenths.abs() < 10.0 && tenths.fract() != 0.0 {
        format!("{tenths:.1}")
    } else {
        count(n)
    }
}

fn apart(digits: &str) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(JOINED);
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

/// An amount of money in whole cents, for sums that are compared in a column.
#[must_use]
pub fn cents(amount: Usd) -> String {
    dollars(amount.as_f64())
}

/// Dollars in whole cents.
#[must_use]
pub fn dollars(dollars: f64) -> String {
    // Adding zero takes the sign off a negative zero.
    let dollars = dollars + 0.0;
    if dollars > 0.0 && dollars < 0.005 {
        "<$0.01".to_owned()
    } else {
        format!("${dollars:.2}")
    }
}

/// A resource as its account knows it: an ARN without service, region and account.
#[must_use]
pub fn within_account(resource: &str) -> &str {
    match resource.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, _, _, _, name] => name,
        _ => resource,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let shown = [0.0, 0.04, 9.96, 99.96, 245.4, 7_400.0].map(seconds);
        assert_eq!(
            shown,
            ["0 s", "40 ms", "10.0 s", "1m 40s", "4m 05s", "2h 03m"].map(joined)
        );
        assert_eq!(
            [0.2, 999.6, 1_234_567.0].map(count),
            ["0", "1 000", "1 234 567"].map(joined)
        );
        assert_eq!(
            [-0.0, 0.04, 2.5, 9.0, 12.5, 4_000.0].map(rate),
            ["0", "0", "2.5", "9", "13", "4 000"].map(joined)
        );
        assert_eq!([-0.0, -0.3].map(count), ["0", "0"]);
        let sums = ["0", "0.004", "0.0149", "152.3"].map(|s| cents(s.parse().expect("dollars")));
        assert_eq!(sums, ["$0.00", "<$0.01", "$0.01", "$152.30"]);
    }

    #[test]
    fn an_arn_is_cut_to_what_it_names() {
        let arn = "arn:aws:ecs:us-east-1:123456789012:task/shop/1eb967";
        assert_eq!(
            [arn, "vol-1"].map(within_account),
            ["task/shop/1eb967", "vol-1"]
        );
    }
}
