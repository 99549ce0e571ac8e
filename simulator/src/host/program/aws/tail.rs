//! `aws logs tail`: a command of the AWS command line's own, which asks for the events of a group and prints them as lines.

use std::fmt::Write as _;

use paperboat_core::aws::Misuse;
use paperboat_core::calendar::civil;
use paperboat_core::time::Timestamp;
use serde_json::Value;

use crate::id::millis;

/// How an event is written (`--format`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Its time, its stream and its words.
    Detailed,
    /// Its time to the second and its words.
    Short,
}

const COMMAND: [&str; 2] = ["logs", "tail"];

/// Options of `filter-log-events` that `tail` takes as they are; the first takes several words.
const HANDED_ON: [&str; 3] = [
    "--log-stream-names",
    "--log-stream-name-prefix",
    "--filter-pattern",
];

/// Options of every command that take a word.
const GENERAL: [&str; 5] = ["--region", "--output", "--profile", "--color", "--query"];

/// How far back events are shown where nothing says it, in milliseconds (AWS CLI reference, `logs tail`: ten minutes).
const SINCE: u64 = 600_000;

/// The line that `logs tail` stands for, and how its events are written; none for any other command.
///
/// # Errors
/// In the command line's words, or by name what is not modelled: `--follow`, which ends only when somebody stops it, among them.
pub(super) fn line(argv: &[String], now: Timestamp) -> Option<Result<(Vec<String>, Form), Misuse>> {
    let at = argv.windows(2).position(|pair| *pair == COMMAND)?;
    // What stands before is the program and options of every command.
    let (before, after) = (&argv[..at], &argv[at + 2..]);
    Some(read(after, now).map(|(words, form)| {
        let mut line = before.to_vec();
        line.extend(["logs".to_owned(), "filter-log-events".to_owned()]);
        line.extend(words);
        (line, form)
    }))
}

fn read(words: &[String], now: Timestamp) -> Result<(Vec<String>, Form), Misuse> {
    let (mut line, mut form) = (Vec::new(), Form::Detailed);
    let (mut group, mut since) = (None, SINCE);
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let (name, given) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.as_str(), None),
        };
        if !name.starts_with('-') {
            match group.replace(word.clone()) {
                None => continue,
                Some(_) => return Err(Misuse::unknown(std::slice::from_ref(word))),
            }
        }
        if name == "--follow" {
            let what = "aws logs tail --follow: it ends only when somebody stops it";
            return Err(Misuse::not_modelled(what));
        }
        let own = ["--since", "--format"].contains(&name);
        if !own && !HANDED_ON.contains(&name) && !GENERAL.contains(&name) {
            return Err(Misuse::unknown(std::slice::from_ref(word)));
        }
        let value = given.or_else(|| words.next().cloned());
        let Some(value) = value else {
            let what = format!("argument {name}: expected one argument");
            return Err(Misuse::usage(what));
        };
        match name {
            "--since" => since = ago(&value)?,
            "--format" => form = shape(&value)?,
            // Lines are written, whatever is asked of the answer.
            "--output" | "--query" => {}
            _ => {
                line.extend([name.to_owned(), value]);
                let several = name == HANDED_ON[0];
                while several && words.peek().is_some_and(|next| !next.starts_with('-')) {
                    line.extend(words.next().cloned());
                }
            }
        }
    }
    let Some(group) = group else {
        return Err(Misuse::required("group_name"));
    };
    let start = millis(now).saturating_sub(since).to_string();
    let named = ["--log-group-name".to_owned(), group];
    line.extend(named.into_iter().chain(["--start-time".to_owned(), start]));
    Ok((line, form))
}

/// Milliseconds of `10m`, `2h`, `1d`.
fn ago(text: &str) -> Result<u64, Misuse> {
    let units = [
        ('s', 1),
        ('m', 60),
        ('h', 3_600),
        ('d', 86_400),
        ('w', 604_800),
    ];
    let found = units.iter().find_map(|(unit, seconds)| {
        let number: u64 = text.strip_suffix(*unit)?.parse().ok()?;
        number.checked_mul(seconds * 1_000)
    });
    let other =
        || format!("aws logs tail --since {text}; known: 30s, 10m, 2h, 1d, 1w and the like");
    found.ok_or_else(|| Misuse::not_modelled(other()))
}

fn shape(text: &str) -> Result<Form, Misuse> {
    match text {
        "detailed" => Ok(Form::Detailed),
        "short" => Ok(Form::Short),
        other => {
            let what = format!("aws logs tail --format {other}; known: detailed, short");
            Err(Misuse::not_modelled(what))
        }
    }
}

/// The events of an answer as lines: what `tail` writes of them.
pub(super) fn lines(answer: &Value, form: Form) -> String {
    let mut text = String::new();
    for event in answer["events"].as_array().into_iter().flatten() {
        let ms = event["timestamp"].as_u64().unwrap_or_default();
        let at = Timestamp(ms.saturating_sub(millis(Timestamp::ZERO)) * 1_000);
        let time = civil(at, "%Y-%m-%dT%H:%M:%S");
        let message = event["message"].as_str().unwrap_or_default();
        let _ = match form {
            Form::Short => writeln!(text, "{time} {message}"),
            Form::Detailed => {
                let stream = event["logStreamName"].as_str().unwrap_or_default();
                let part = match ms % 1_000 {
                    0 => String::new(),
                    ms => format!(".{ms:03}000"),
                };
                writeln!(text, "{time}{part}+00:00 {stream} {message}")
            }
        };
    }
    text
}
