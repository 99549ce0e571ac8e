//! What is wrong with a command line, in the person's language, with the nearest that is right.

use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use paperboat_core::app::nearest::nearest;
use serde_json::Map;

use crate::text::Catalogue;
use crate::ui::Complaint;

/// What people who know Compose type, and the command that does it here.
const FROM_COMPOSE: &[(&str, &str)] = &[
    ("up", "deploy"),
    ("start", "deploy"),
    ("create", "deploy"),
    ("down", "destroy"),
    ("stop", "destroy"),
    ("rm", "destroy"),
    ("ps", "status"),
    ("ls", "status"),
    ("run", "exec"),
    ("restart", "update"),
    ("pull", "update"),
    ("convert", "config"),
];

/// What is wrong, with its remedy. Nothing where there is only help or a version to print.
#[must_use]
pub fn wrong<'a>(
    error: &clap::Error,
    command: &Command,
    words: &[OsString],
    text: &Catalogue,
) -> Option<Complaint<'a>> {
    let context = |kind: ContextKind| error.get(kind).map(shown).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let mut meant = meant(command, words);
    let name = meant.as_ref().map_or("", Command::get_name).to_owned();
    let complain = |code, arguments: &[(&str, &str)]| {
        let mut arguments = arguments.to_vec();
        let name = match name.as_str() {
            "" => "paperboat".to_owned(),
            name => format!("paperboat {name}"),
        };
        arguments.push(("command", &name));
        complaint(text, code, &arguments, &argument)
    };
    let or_none = |said: String| {
        if said.is_empty() {
            "none".to_owned()
        } else {
            said
        }
    };
    Some(match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidSubcommand => {
            unknown_command(&context(ContextKind::InvalidSubcommand), command, text)
        }
        ErrorKind::MissingSubcommand => complain("usage-no-command", &[]),
        ErrorKind::UnknownArgument => {
            let near = or_none(context(ContextKind::SuggestedArg));
            let said = [("argument", argument.as_str()), ("nearest", &near)];
            complain("usage-unknown-argument", &said)
        }
        ErrorKind::MissingRequiredArgument => {
            let usage = meant.as_mut().map(|meant| meant.render_usage().to_string());
            let usage = usage.unwrap_or_default();
            let usage = usage.trim_start_matches("Usage:").trim();
            let said = [("arguments", argument.as_str()), ("usage", usage)];
            complain("usage-missing-argument", &said)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let values = context(ContextKind::ValidValue);
            let values = or_none(if values.is_empty() {
                range(error, &value)
            } else {
                values
            });
            let takes = meant.as_ref().and_then(|meant| help_of(meant, &argument));
            let said = [
                ("argument", argument.as_str()),
                ("value", &value),
                ("values", &values),
                ("takes", takes.as_deref().unwrap_or("none")),
            ];
            if value.is_empty() {
                complain("usage-no-value", &said)
            } else {
                complain("usage-bad-value", &said)
            }
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            let said = [("argument", argument.as_str()), ("other", &other)];
            complain("usage-conflict", &said)
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            complain("usage-values", &[("argument", &argument)])
        }
        ErrorKind::InvalidUtf8 => complain("usage-not-utf8", &[]),
        _ => complain("usage-wrong", &[("reason", &error.to_string())]),
    })
}

/// Says that there is no such command, and which was probably meant.
#[must_use]
pub fn unknown_command<'a>(given: &str, command: &Command, text: &Catalogue) -> Complaint<'a> {
    let names = command.get_subcommands().map(Command::get_name);
    let known = FROM_COMPOSE.iter().find(|(word, _)| *word == given);
    let near = match known {
        Some((_, here)) => *here,
        None => nearest(given, names).unwrap_or("none"),
    };
    let said = [("given", given), ("nearest", near)];
    complaint(text, "usage-unknown-command", &said, given)
}

fn complaint<'a>(
    text: &Catalogue,
    code: &'a str,
    arguments: &[(&str, &str)],
    argument: &str,
) -> Complaint<'a> {
    let mut more = Map::new();
    if !argument.is_empty() {
        more.insert("argument".to_owned(), argument.into());
    }
    Complaint {
        code,
        message: text.with(code, arguments),
        remedies: vec![text.with(&format!("{code}-help"), arguments)],
        more,
    }
}

/// The command that a command line means, as far as its words tell.
fn meant(command: &Command, words: &[OsString]) -> Option<Command> {
    let words = words.iter().skip(1).take_while(|word| *word != "--");
    let mut words = words.filter_map(|word| word.to_str());
    let mut meant = words
        .find_map(|word| command.find_subcommand(word))?
        .clone();
    // An argument can be shown when its command was built.
    meant.build();
    Some(meant)
}

/// What an argument is for, in the person's language; it is known by how it is shown, such as `--hours <HOURS>`.
fn help_of(command: &Command, shown: &str) -> Option<String> {
    let mut arguments = command.get_arguments();
    let found = arguments.find(|argument| argument.to_string() == shown)?;
    found.get_help().map(ToString::to_string)
}

/// The numbers that a value must lie among, as clap's own error has them behind its words.
fn range(error: &clap::Error, value: &str) -> String {
    let said = std::error::Error::source(error).map(ToString::to_string);
    let said = said.unwrap_or_default();
    let bounds = said
        .strip_prefix(value)
        .and_then(|rest| rest.strip_prefix(" is not in "));
    bounds.unwrap_or_default().replace("..=", "–")
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(many) => many.join(", "),
        ContextValue::String(one) => one.clone(),
        ContextValue::StyledStr(styled) => styled.to_string(),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(_) | ContextValue::None => String::new(),
        other => other.to_string(),
    }
}
