//! Faults as they are typed: `NAME[:VALUE][,PARAMETER=VALUE]...`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Fault, FaultError};

/// What fills a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disk {
    /// Layers of images that nothing uses.
    Images,
    /// The log of a container, which Docker does not limit by default.
    Logs,
}

impl Disk {
    /// The catalogue key and wire name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::Logs => "logs",
        }
    }
}

impl Fault {
    /// Reads a fault in short form. What follows the colon is the value of its first parameter.
    ///
    /// ```
    /// use paperboat_core::fault::Fault;
    ///
    /// let crash = Fault::parse("process-crash:users").expect("a fault");
    /// assert_eq!(crash, Fault::ProcessCrash { service: Some("users".to_owned()) });
    /// let outage = Fault::parse("zone-outage:us-east-1a,lasts=30m").expect("a fault");
    /// assert_eq!(outage.to_string(), "zone-outage:us-east-1a,lasts=30m0s");
    /// let wrong = Fault::parse("proces-crash").expect_err("no fault");
    /// assert_eq!(wrong.to_string(), "no fault is named \"proces-crash\"; the nearest is process-crash");
    /// ```
    ///
    /// # Errors
    /// As [`Fault::of`].
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        let mut parts = text.split(',');
        let head = parts.next().unwrap_or_default().trim();
        let (name, first) = match head.split_once(':') {
            Some((name, first)) => (name, Some(first)),
            None => (head, None),
        };
        let bare = Self::of(name, [])?;
        let mut given: Vec<(&str, &str)> = Vec::new();
        if let Some(first) = first {
            let own = bare.row().parameters.first();
            given.push((own.copied().unwrap_or("service"), first));
        }
        given.extend(parts.map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            (key.trim(), value.trim())
        }));
        Self::of(name, given)
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        Self::parse(text)
    }
}

impl fmt::Display for Fault {
    /// Writes it in the form that [`Fault::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        let first = self.row().parameters.first().copied();
        for (key, value) in self.parameters() {
            if Some(key) == first {
                write!(f, ":{value}")?;
            } else {
                write!(f, ",{key}={value}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    /// Some value that a parameter may have.
    fn some(parameter: &str) -> &'static str {
        match parameter {
            "lasts" => "1h30m0s",
            "factor" => "2.5",
            "port" => "8080",
            "what" => "logs",
            _ => "users",
        }
    }

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        assert_eq!(Fault::ALL.len(), 23);
        for row in Fault::ALL {
            let bare = Fault::parse(row.name).expect(row.name);
            assert_eq!(bare.to_string(), row.name);
            assert!(bare.parameters().is_empty());
            let given = row.parameters.iter().map(|p| (*p, some(p)));
            let full = Fault::of(row.name, given).expect(row.name);
            assert_eq!(full.parameters().len(), row.parameters.len());
            for fault in [bare, full] {
                assert_eq!(fault.row(), row);
                assert_eq!(Fault::parse(&fault.to_string()), Ok(fault.clone()));
                let json = serde_json::to_value(&fault).expect("JSON");
                assert_eq!(json["name"], row.name);
                let back: Fault = serde_json::from_value(json).expect("a fault");
                assert_eq!(back, fault);
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_nearest() {
        let refused = |text: &str| Fault::parse(text).expect_err(text).to_string();
        for (text, said) in [
            (
                "zone-outge",
                "no fault is named \"zone-outge\"; the nearest is zone-outage",
            ),
            ("flood", "no fault is named \"flood\""),
            ("", "no fault is named \"\""),
            (
                "host-reboot:web",
                "host-reboot has no parameter \"service\"; it has none",
            ),
            (
                "zone-outage,last=3h",
                "zone-outage has no parameter \"last\"; the nearest is lasts; it has zone, lasts",
            ),
            (
                "zone-outage,lasts=3",
                "lasts of zone-outage cannot be \"3\": it is a time with its unit, such as 90s, 30m or 2h",
            ),
            (
                "zone-outage,lasts=0",
                "lasts of zone-outage cannot be \"0\": it is longer than nothing",
            ),
            (
                "zone-outage,lasts=-3s",
                "lasts of zone-outage cannot be \"-3s\": it is longer than nothing",
            ),
            (
                "registry-outage:500d",
                "lasts of registry-outage cannot be \"500d\": it is at most a year",
            ),
            (
                "slow-network:NaN",
                "factor of slow-network cannot be \"NaN\": it is a number from 1 to 1000000",
            ),
            (
                "security-group-closed:0",
                "port of security-group-closed cannot be \"0\": it is a port from 1 to 65535",
            ),
            (
                "disk-full:dust",
                "what of disk-full cannot be \"dust\": it is images or logs",
            ),
            (
                "process-crash:",
                "service of process-crash cannot be \"\": it is a name",
            ),
        ] {
            assert_eq!(refused(text), said);
        }
        let unknown = serde_json::json!({"name": "host-reboot", "service": "web"});
        assert!(serde_json::from_value::<Fault>(unknown).is_err());
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_is_too_much(text in any::<String>(), tail in "[a-z:,=0-9-]{0,30}") {
            for text in [text, format!("zone-outage{tail}"), format!("slow-network,{tail}")] {
                if let Ok(fault) = Fault::parse(&text) {
                    prop_assert_eq!(Fault::parse(&fault.to_string()), Ok(fault));
                }
            }
        }
    }
}
