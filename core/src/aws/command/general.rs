//! The options that every command of the AWS command line has, and how a line falls apart into words and options.

use super::read::{Format, Given, Misuse};

/// The options that are taken without a value, and change nothing here.
pub(super) const SWITCHES: [&str; 3] = ["no-cli-pager", "no-verify-ssl", "no-cli-auto-prompt"];
/// Those with a value that change nothing here where it is one that they take: an answer comes at once, and what is printed has no
/// colour.
pub(super) const VALUED: [&str; 3] = ["color", "cli-read-timeout", "cli-connect-timeout"];

/// Those that change what is sent or shown, and are not modelled.
pub(super) const NOT_MODELLED: [&str; 8] = [
    "endpoint-url",
    "no-sign-request",
    "cli-input-yaml",
    "cli-auto-prompt",
    "cli-binary-format",
    "ca-bundle",
    "debug",
    "v2-debug",
];

/// Those with a value that are read.
const READ: [&str; 4] = ["query", "output", "profile", "region"];
/// Those of every command that answers in pages, which have a value too.
const OF_PAGES: [&str; 3] = ["max-items", "page-size", "starting-token"];
/// Those that are read and have none.
const FLAGS: [&str; 2] = ["version", "no-paginate"];

/// The words in front, and the options with the words behind each. The beginning of one name alone of an option of every command
/// stands for it, whatever the command has itself: the command line reads those first, with Python's `argparse`.
pub(super) fn split(argv: &[String]) -> (Vec<String>, Vec<Given>) {
    let (mut words, mut options) = (Vec::new(), Vec::<Given>::new());
    for word in argv {
        if let Some(name) = word.strip_prefix("--").filter(|name| !name.is_empty()) {
            let (name, value) = match name.split_once('=') {
                // `--tags=Key=a` is an option with its value; a name has no blank in it.
                Some((name, value)) if !name.contains(' ') => (name, Some(value.to_owned())),
                _ => (name, None),
            };
            let name = whole(name).unwrap_or(name);
            options.push((name.to_owned(), value.into_iter().collect()));
            continue;
        }
        match options.last_mut() {
            // The command may stand behind options of every command.
            Some((name, values)) if takes_another(name, values, words.len()) => {
                values.push(word.clone());
            }
            _ => words.push(word.clone()),
        }
    }
    (words, options)
}

/// The option of every command that alone begins so.
fn whole(name: &str) -> Option<&'static str> {
    let all = SWITCHES.iter().chain(&VALUED).chain(&NOT_MODELLED);
    let mut begin = all.chain(&READ).chain(&FLAGS).filter(|o| {
        // `--cli-input-json` and `--cli-input-yaml` are the commands' own.
        **o != "cli-input-yaml" && o.starts_with(name)
    });
    match (begin.next(), begin.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

fn takes_another(option: &str, values: &[String], words: usize) -> bool {
    let general = [&READ[..], &OF_PAGES, &VALUED].concat();
    if general.contains(&option) {
        return values.is_empty();
    }
    !SWITCHES.contains(&option) && !FLAGS.contains(&option) && words >= 2
}

/// A number of items, from 1 on: below it the command line itself warns of undefined behaviour.
///
/// # Errors
/// What is no number, and what is below 1.
pub(super) fn count(option: &str, text: &str) -> Result<u64, Misuse> {
    match text.parse::<i64>() {
        Ok(number) if number > 0 => Ok(number.unsigned_abs()),
        Ok(_) => Err(Misuse::not_modelled(format!(
            "aws --{option} {text}; known: numbers from 1 on"
        ))),
        Err(_) => Err(Misuse::usage(format!(
            "argument --{option}: invalid int value: '{text}'"
        ))),
    }
}

/// Looks for a profile: there is the one that needs no name.
///
/// # Errors
/// Any other.
pub(super) fn profile(name: &str) -> Result<(), Misuse> {
    match name {
        "default" => Ok(()),
        other => {
            let what = format!("The config profile ({other}) could not be found");
            Err(Misuse::general(what))
        }
    }
}

/// Looks at the value of an option that changes nothing.
///
/// # Errors
/// A value that the option does not take.
pub(super) fn taken(option: &str, value: &str) -> Result<(), Misuse> {
    match (option, value) {
        ("color", "on" | "off" | "auto") => Ok(()),
        ("color", other) => Err(Misuse::usage(format!(
            "argument --color: Invalid choice: '{other}'; valid choices are: on, off, auto"
        ))),
        (_, seconds) if seconds.parse::<u32>().is_ok() => Ok(()),
        (_, other) => Err(Misuse::general(format!(
            "invalid literal for int() with base 10: '{other}'"
        ))),
    }
}

/// Reads what the output shall look like.
///
/// # Errors
/// A word that is none of the formats.
pub(super) fn format(text: &str) -> Result<Format, Misuse> {
    match text {
        "json" => Ok(Format::Json),
        "text" => Ok(Format::Text),
        "table" => Ok(Format::Table),
        "yaml" => Ok(Format::Yaml),
        "yaml-stream" => Ok(Format::YamlStream),
        "off" => Ok(Format::Off),
        other => Err(Misuse::usage(format!(
            "argument --output: Invalid choice: '{other}'"
        ))),
    }
}

/// Refuses a table in colours.
pub(super) fn coloured_table() -> Misuse {
    Misuse::not_modelled("aws --color on with --output table")
}
