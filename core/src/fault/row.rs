//! What is known of a fault's parameters, and how their values are read.

use crate::app::duration::ComposeDuration;

use super::short::Disk;

/// A fault as `fault list` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// The names of its parameters; each may be left out.
    pub parameters: &'static [&'static str],
}

impl Row {
    /// Tells whether it goes on for a while and then ends by itself.
    #[must_use]
    pub fn lasts(&self) -> bool {
        self.parameters.contains(&"lasts")
    }
}

/// Why something is no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// No fault has this name.
    #[error("no fault is named {name:?}{}", meant(nearest.as_deref()))]
    Unknown {
        /// The name.
        name: String,
        /// The known name that is nearest to it.
        nearest: Option<String>,
    },
    /// The fault has no such parameter.
    #[error("{fault} has no parameter {parameter:?}{}{}", meant(nearest.as_deref()), listed(known))]
    Parameter {
        /// The fault.
        fault: &'static str,
        /// The parameter.
        parameter: String,
        /// The parameter of this fault that is nearest to it.
        nearest: Option<String>,
        /// The parameters that it has.
        known: &'static [&'static str],
    },
    /// The parameter cannot have this value.
    #[error("{parameter} of {fault} cannot be {value:?}: {reason}")]
    Value {
        /// The fault.
        fault: &'static str,
        /// The parameter.
        parameter: String,
        /// The value as it was given.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; the nearest is {name}"))
}

fn listed(known: &[&str]) -> String {
    match known {
        [] => "; it has none".to_owned(),
        known => format!("; it has {}", known.join(", ")),
    }
}

/// A parameter's value as text.
pub(super) trait Value: Sized {
    fn read(text: &str) -> Result<Self, String>;
    fn write(&self) -> String;
}

impl Value for String {
    fn read(text: &str) -> Result<Self, String> {
        // What is written in short form is read again.
        let plain = |c: char| !c.is_control() && !matches!(c, ',' | '=' | '@');
        if !text.is_empty() && text.trim() == text && text.chars().all(plain) {
            Ok(text.to_owned())
        } else {
            Err("it is a name".to_owned())
        }
    }

    fn write(&self) -> String {
        self.clone()
    }
}

/// The longest that anything may last: a year, so that no time overflows.
const LONGEST_S: u64 = 366 * 86_400;

impl Value for ComposeDuration {
    fn read(text: &str) -> Result<Self, String> {
        let time = Self::parse(text)
            .map_err(|_| "it is a time with its unit, such as 90s, 30m or 2h".to_owned())?;
        match time.to_std() {
            std::time::Duration::ZERO => Err("it is longer than nothing".to_owned()),
            time if time.as_secs() > LONGEST_S => Err("it is at most a year".to_owned()),
            _ => Ok(time),
        }
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Value for f64 {
    fn read(text: &str) -> Result<Self, String> {
        let factor = text.parse().ok();
        factor
            .filter(|f| (1.0..=1e6).contains(f))
            .ok_or_else(|| "it is a number from 1 to 1000000".to_owned())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Value for u16 {
    fn read(text: &str) -> Result<Self, String> {
        let port = text.parse().ok().filter(|port| *port > 0);
        port.ok_or_else(|| "it is a port from 1 to 65535".to_owned())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Value for Disk {
    fn read(text: &str) -> Result<Self, String> {
        let all = [Self::Images, Self::Logs].into_iter();
        let found = all.into_iter().find(|disk| disk.key() == text);
        found.ok_or_else(|| "it is images or logs".to_owned())
    }

    fn write(&self) -> String {
        self.key().to_owned()
    }
}
