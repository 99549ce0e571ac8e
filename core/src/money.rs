//! US dollars, exact to a thousand-millionth.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;
use std::time::Duration;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Nano-dollars in a dollar.
const NANOS: i64 = 1_000_000_000;
/// Hours in AWS's billing month: a twelfth of 365 days.
const HOURS_A_MONTH: u64 = 730;

/// An amount of US dollars, in whole nano-dollars, from -9.2 to 9.2 thousand million dollars.
///
/// Sums stop at the ends of that range and never wrap. On the wire it is a decimal text (`"0.0416"`), as in AWS's
/// own price lists; numbers are read too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(i64);

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Makes an amount of nano-dollars.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The amount in nano-dollars.
    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// The amount in dollars, rounded to what a float can hold; for charts and ratios, not for sums.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / NANOS as f64
    }

    /// The exact amount as a plain decimal, such as `0.0416`: the form on the wire.
    #[must_use]
    pub fn decimal(self) -> String {
        let nanos = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (dollars, rest) = (nanos / NANOS as u64, nanos % NANOS as u64);
        let text = format!("{sign}{dollars}.{rest:09}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Takes the price of `per` units times `quantity` units, rounded half up.
    ///
    /// # Panics
    ///
    /// When `per` is zero.
    #[must_use]
    pub fn times(self, quantity: u64, per: u64) -> Self {
        self.share(quantity.into(), per.into())
    }

    /// Takes the price of `per` units times `quantity` units as [`Usd::times`] does, for bytes times microseconds, which
    /// no 64 bits hold.
    ///
    /// # Panics
    ///
    /// When `per` is zero, or the product has more than 127 bits.
    #[must_use]
    pub fn share(self, quantity: u128, per: u128) -> Self {
        let wide = |n: u128| i128::try_from(n).expect("a quantity of at most 127 bits");
        let per = wide(per);
        let product = i128::from(self.0) * wide(quantity);
        let up = i128::from(product.rem_euclid(per) >= per - per / 2);
        let rounded = product.div_euclid(per) + up;
        Self(rounded.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }

    /// Takes the price of an hour for `time`, by the microsecond.
    #[must_use]
    pub fn for_time(self, time: Duration) -> Self {
        self.times(crate::event::micros(time), 3_600_000_000)
    }

    /// Takes the price of an hour for AWS's billing month of 730 hours.
    #[must_use]
    pub fn month(self) -> Self {
        self.times(HOURS_A_MONTH, 1)
    }

    /// Spreads the price of a month over the 730 hours of AWS's billing month.
    #[must_use]
    pub fn month_to_hour(self) -> Self {
        self.times(1, HOURS_A_MONTH)
    }
}

impl Add for Usd {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl Sub for Usd {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self(self.0.saturating_sub(rhs.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, rhs: Self) {
        *self = *self + rhs;
    }
}

impl SubAssign for Usd {
    fn sub_assign(&mut self, rhs: Self) {
        *self = *self - rhs;
    }
}

impl Neg for Usd {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Usd {
    /// Writes cents from one dollar on (`$30.37`), and below it four digits that count (`$0.0416`, `$0.50`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0.unsigned_abs();
        let decimals = match nanos {
            0 | 995_000_000.. => 2,
            // 0.0416 has one zero after the point, so five decimals show four digits.
            _ => (12 - nanos.ilog10()).min(9),
        };
        let step = 10_u64.pow(9 - decimals);
        let rounded = (nanos + step / 2) / step * step;
        let (dollars, rest) = (rounded / NANOS as u64, rounded % NANOS as u64);
        let digits = format!("{rest:09}");
        let kept = digits[..decimals as usize].trim_end_matches('0');
        let sign = if self.0 < 0 && rounded > 0 { "-" } else { "" };
        f.pad(&format!("{sign}${dollars}.{kept:0<2}"))
    }
}

/// A text that is no amount of dollars.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an amount of dollars with at most nine decimals")]
pub struct ParseUsdError(String);

impl FromStr for Usd {
    type Err = ParseUsdError;

    /// Reads a plain decimal, such as `0.0416` or `-12`; no exponent, no sign of the currency.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseUsdError(text.to_owned());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, broken) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(broken) || broken.len() > 9 {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let broken: i64 = format!("{broken:0<9}").parse().map_err(|_| wrong())?;
        let nanos = whole
            .checked_mul(NANOS)
            .and_then(|nanos| nanos.checked_add(broken));
        let nanos = nanos.ok_or_else(wrong)?;
        Ok(Self(if negative { -nanos } else { nanos }))
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.decimal())
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UsdVisitor)
    }
}

struct UsdVisitor;

impl Visitor<'_> for UsdVisitor {
    type Value = Usd;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount of dollars")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Usd, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Usd, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Usd, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Usd, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::Usd;

    fn usd(text: &str) -> Usd {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_show_cents_or_four_digits_that_count() {
        for (text, shown) in [
            ("0", "$0.00"),
            ("0.0416", "$0.0416"),
            ("30.368", "$30.37"),
            ("0.5", "$0.50"),
            ("0.04048", "$0.04048"),
            ("0.123456", "$0.1235"),
            ("0.9999999", "$1.00"),
            ("0.000000031", "$0.000000031"),
            ("-0.005", "-$0.005"),
            ("1234.5", "$1234.50"),
            ("0.09999999", "$0.10"),
        ] {
            assert_eq!(usd(text).to_string(), shown, "{text}");
        }
        assert_eq!(
            format!("{:>8}|{:<8}|", usd("0.5"), usd("2")),
            "   $0.50|$2.00   |"
        );
    }

    #[test]
    fn a_price_times_a_quantity_is_rounded_half_up() {
        assert_eq!(usd("0.0416").month(), usd("30.368"));
        assert_eq!(
            usd("0.0416").for_time(Duration::from_secs(90)),
            usd("0.00104")
        );
        assert_eq!(Usd::from_nanos(1).times(1, 2), Usd::from_nanos(1));
        assert_eq!(Usd::from_nanos(1).times(1, 3), Usd::ZERO);
        assert_eq!(Usd::from_nanos(-1).times(1, 2), Usd::ZERO);
        assert_eq!(usd("0.08").month_to_hour(), Usd::from_nanos(109_589));
        assert_eq!(
            Usd::from_nanos(i64::MAX).times(u64::MAX, 1),
            Usd::from_nanos(i64::MAX)
        );
        assert_eq!(
            Usd::from_nanos(i64::MIN).times(u64::MAX, u64::MAX),
            Usd::from_nanos(i64::MIN)
        );
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "1e3",
            "+1",
            "--1",
            "0.0000000001",
            "99999999999",
            "$1",
            "1,5",
            "١",
        ] {
            assert!(text.parse::<Usd>().is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_on_the_wire_are_read_as_decimals() {
        let read: Vec<Usd> = serde_json::from_str("[0.0416, 3, -1, \"0.1\"]").unwrap();
        assert_eq!(
            serde_json::to_string(&read).unwrap(),
            r#"["0.0416","3","-1","0.1"]"#
        );
    }

    proptest! {
        #[test]
        fn the_wire_form_comes_back(nanos: i64) {
            let json = serde_json::to_string(&Usd::from_nanos(nanos)).unwrap();
            // The most negative amount has no positive twin, so it alone cannot be read back.
            if nanos != i64::MIN {
                prop_assert_eq!(serde_json::from_str::<Usd>(&json).unwrap().nanos(), nanos);
            }
        }

        #[test]
        fn no_arithmetic_panics(a: i64, b: i64, quantity: u64, per in 1_u64..) {
            let (a, b) = (Usd::from_nanos(a), Usd::from_nanos(b));
            prop_assert!(!(a + b - -a).to_string().is_empty());
            prop_assert!(!a.times(quantity, per).to_string().is_empty());
        }
    }
}
