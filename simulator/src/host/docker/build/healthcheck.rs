//! `HEALTHCHECK` of a Dockerfile.

use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::workload::HealthConfig;

use super::dockerfile::{Instruction, exec_form};
use crate::host::docker::health::LEAST;

/// Reads what follows `HEALTHCHECK`.
///
/// # Errors
/// In BuildKit's words.
pub(super) fn read(text: &str) -> Result<Instruction, String> {
    let mut check = HealthConfig::default();
    let mut rest = text.trim();
    let mut flags = 0;
    while let Some(flag) = rest.strip_prefix("--") {
        let (flag, after) = flag.split_once(char::is_whitespace).unwrap_or((flag, ""));
        rest = after.trim_start();
        flags += 1;
        let Some((name, value)) = flag.split_once('=') else {
            return Err(format!("missing a value on flag: {flag}"));
        };
        match name {
            "interval" => check.interval = time(name, value)?,
            "timeout" => check.timeout = time(name, value)?,
            "start-period" => check.start_period = time(name, value)?,
            "retries" => check.retries = retries(value)?,
            "start-interval" => {
                let what = "HEALTHCHECK --start-interval".to_owned();
                return Ok(Instruction::NotModelled(what));
            }
            _ => return Err(format!("unknown flag: {name}")),
        }
    }
    let (kind, command) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let command = command.trim();
    match kind.to_ascii_uppercase().as_str() {
        "" => return Err("HEALTHCHECK requires at least one argument".to_owned()),
        "NONE" if !command.is_empty() || flags > 0 => {
            return Err("HEALTHCHECK NONE takes no arguments".to_owned());
        }
        "NONE" => check = HealthConfig::none(),
        "CMD" if command.is_empty() => {
            return Err("missing command after HEALTHCHECK CMD".to_owned());
        }
        "CMD" => {
            let words = exec_form(command);
            let shell = words.first().is_some_and(|w| w == "/bin/sh") && !command.starts_with('[');
            check.test = match shell {
                true => vec!["CMD-SHELL".to_owned(), command.to_owned()],
                false => [vec!["CMD".to_owned()], words].concat(),
            };
        }
        _ => return Err(format!("unknown type {kind:?} in HEALTHCHECK (try CMD)")),
    }
    Ok(Instruction::Healthcheck(check))
}

/// A time; 0 leaves the default.
fn time(name: &str, value: &str) -> Result<Option<Duration>, String> {
    let duration = ComposeDuration::parse(value)?;
    let duration = match u64::try_from(duration.0) {
        Ok(nanoseconds) => Duration::from_nanos(nanoseconds),
        Err(_) => return Err(format!("{name} {value:?} cannot be negative")),
    };
    if duration.is_zero() {
        return Ok(None);
    }
    if duration < LEAST {
        return Err(format!("{name} {value:?} cannot be less than 1ms"));
    }
    Ok(Some(duration))
}

fn retries(value: &str) -> Result<Option<u32>, String> {
    let number: i64 = value
        .parse()
        .map_err(|_| format!("strconv.ParseInt: parsing {value:?}: invalid syntax"))?;
    let number =
        u32::try_from(number).map_err(|_| format!("--retries cannot be negative ({number})"))?;
    Ok((number > 0).then_some(number))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HealthConfig, Instruction, read};

    #[test]
    fn a_check_is_read_with_what_it_leaves_out() {
        let words = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let check = HealthConfig {
            test: words(&["CMD-SHELL", "wget -qO- http://localhost || exit 1"]),
            interval: Some(Duration::from_secs(5)),
            retries: Some(2),
            ..HealthConfig::default()
        };
        let text = "--interval=5s --retries=2 CMD wget -qO- http://localhost || exit 1";
        assert_eq!(read(text), Ok(Instruction::Healthcheck(check)));
        let words = HealthConfig {
            test: words(&["CMD", "/bin/check", "now"]),
            ..HealthConfig::default()
        };
        let exec = read("CMD [\"/bin/check\", \"now\"]");
        assert_eq!(exec, Ok(Instruction::Healthcheck(words)));
        assert_eq!(
            read("none"),
            Ok(Instruction::Healthcheck(HealthConfig::none()))
        );
    }

    #[test]
    fn what_is_no_check_is_refused() {
        for (text, why) in [
            ("", "HEALTHCHECK requires at least one argument"),
            ("NONE x", "HEALTHCHECK NONE takes no arguments"),
            ("CMD", "missing command after HEALTHCHECK CMD"),
            ("RUN x", "unknown type \"RUN\" in HEALTHCHECK (try CMD)"),
            ("--x=1 CMD y", "unknown flag: x"),
            ("--interval CMD y", "missing a value on flag: interval"),
            ("--retries=-1 CMD y", "--retries cannot be negative (-1)"),
            (
                "--interval=1us CMD y",
                "interval \"1us\" cannot be less than 1ms",
            ),
        ] {
            assert_eq!(read(text), Err(why.to_owned()), "{text}");
        }
    }
}
