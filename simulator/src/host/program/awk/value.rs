//! The values of awk: numbers, texts, and texts that are numbers too.

use super::format::number;
use super::token;

/// A value: what was read is a number too when it looks like one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Value {
    #[default]
    Unset,
    Number(f64),
    Text(String),
    /// Text from outside that looks like a number.
    Both(String, f64),
}

fn number_of(text: &str) -> f64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    digits[..token::number(digits)]
        .parse::<f64>()
        .unwrap_or(0.0)
        * sign
}

impl Value {
    /// What comes from outside.
    pub(super) fn read(text: &str) -> Self {
        let bare = text.trim();
        let digits = bare.strip_prefix(['-', '+']).unwrap_or(bare);
        match !digits.is_empty() && token::number(digits) == digits.len() {
            true => Self::Both(text.to_owned(), number_of(text)),
            false => Self::Text(text.to_owned()),
        }
    }

    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Unset => 0.0,
            Self::Number(n) | Self::Both(_, n) => *n,
            Self::Text(text) => number_of(text),
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Unset => String::new(),
            Self::Number(n) => number(*n),
            Self::Text(text) | Self::Both(text, _) => text.clone(),
        }
    }

    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Unset => false,
            Self::Number(n) | Self::Both(_, n) => *n != 0.0,
            Self::Text(text) => !text.is_empty(),
        }
    }
}

/// Calculates with two numbers.
pub(super) fn calculate(left: f64, sign: &str, right: f64) -> f64 {
    match sign {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "%" => left % right,
        _ => libm::pow(left, right),
    }
}

/// Numbers are compared as numbers, all else as text.
pub(super) fn compare(left: &Value, sign: &str, right: &Value) -> bool {
    let numeric = |v: &Value| matches!(v, Value::Number(_) | Value::Both(..) | Value::Unset);
    let order = if numeric(left) && numeric(right) {
        left.number().partial_cmp(&right.number())
    } else {
        Some(left.text().cmp(&right.text()))
    };
    let Some(order) = order else { return false };
    match sign {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}
