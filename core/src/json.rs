//! How data is written for programs: time in seconds, numbers without the noise of binary fractions.

use serde::Serialize;
use serde_json::{Number, Value};

/// Members that hold microseconds in journals and events, and what they are called where they hold seconds.
const MICROSECONDS: [(&str, &str); 5] = [
    ("at", "atS"),
    ("since", "sinceS"),
    ("until", "untilS"),
    ("tookUs", "tookS"),
    ("pauseUs", "pauseS"),
];

/// Data as JSON, as it is published.
///
/// # Errors
/// Data that has no form in JSON, such as a map whose keys are no words.
pub fn text<T: Serialize>(data: &T) -> serde_json::Result<String> {
    let mut value = serde_json::to_value(data)?;
    tidy(&mut value);
    serde_json::to_string_pretty(&value)
}

/// Writes data as it is published: every time in seconds, with a name that ends in `S`; numbers rounded to a millionth,
/// whole ones without a fraction, and no negative zero.
pub fn tidy(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64().filter(|_| number.is_f64()) {
                *number = tidy_number(float);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(members) => {
            let all = std::mem::take(members);
            members.extend(all.into_iter().map(|(name, mut value)| {
                let renamed = seconds_of(&name, &mut value);
                tidy(&mut value);
                (renamed.map_or(name, str::to_owned), value)
            }));
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Turns a member that holds microseconds into one that holds seconds; gives its new name.
fn seconds_of(name: &str, value: &mut Value) -> Option<&'static str> {
    let (_, renamed) = MICROSECONDS.iter().find(|(micros, _)| *micros == name)?;
    if let Some(micros) = value.as_u64() {
        *value = Value::from(micros as f64 / 1e6);
        return Some(renamed);
    }
    value.is_null().then_some(renamed)
}

/// The largest whole number that a float holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn tidy_number(float: f64) -> Number {
    if float.abs() >= EXACT {
        return Number::from_f64(float).unwrap_or_else(|| Number::from(0));
    }
    let rounded = (float * 1e6).round() / 1e6;
    if rounded.fract() == 0.0 {
        return Number::from(rounded as i64);
    }
    Number::from_f64(rounded).unwrap_or_else(|| Number::from(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::tidy;

    #[test]
    fn numbers_are_written_as_a_person_would() {
        let mut value = json!({
            "long": 88.199_999_999_999_99,
            "zero": -0.0,
            "small": [-0.000_000_01, 0.1 + 0.2, 34.525_718],
            "whole": 1_458_327.0,
            "count": 7,
            "at": 1_500_000,
            "until": null,
            "since": "yesterday",
            "huge": 1e300,
        });
        tidy(&mut value);
        let said = r#"{"long":88.2,"zero":0,"small":[0,0.3,34.525718],"whole":1458327,"count":7,"atS":1.5,"untilS":null,"since":"yesterday","huge":1e+300}"#;
        assert_eq!(value.to_string(), said);
    }
}
