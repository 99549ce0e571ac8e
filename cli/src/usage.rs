//! What is wrong with a command line, in the person's language, with the nearest that is right.

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use paperboat_core::app::nearest::nearest;

use crate::text::Catalogue;

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

/// Says what is wrong: a sentence, perhaps with a remedy below it. Nothing where there is only help or a version to print.
#[must_use]
pub fn wrong(error: &clap::Error, command: &Command, text: &Catalogue) -> Option<String> {
    let context = |kind: ContextKind| error.get(kind).map(shown).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidSubcommand => {
            unknown_command(&context(ContextKind::InvalidSubcommand), command, text)
        }
        ErrorKind::MissingSubcommand => text.get("usage-no-command"),
        ErrorKind::UnknownArgument => {
            let near = context(ContextKind::SuggestedArg);
            let near = if near.is_empty() { "none" } else { &near };
            text.with(
                "usage-unknown-argument",
                &[("argument", &argument), ("nearest", near)],
            )
        }
        ErrorKind::MissingRequiredArgument => {
            text.with("usage-missing-argument", &[("arguments", &argument)])
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            text.with("usage-no-value", &[("argument", &argument)])
        }
        ErrorKind::InvalidValue => {
            let values = context(ContextKind::ValidValue);
            let values = if values.is_empty() { "none" } else { &values };
            let arguments = [
                ("argument", argument.as_str()),
                ("value", &value),
                ("values", values),
            ];
            text.with("usage-bad-value", &arguments)
        }
        ErrorKind::ValueValidation => {
            let arguments = [
                ("argument", argument.as_str()),
                ("value", &value),
                ("values", "none"),
            ];
            text.with("usage-bad-value", &arguments)
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            text.with(
                "usage-conflict",
                &[("argument", &argument), ("other", &other)],
            )
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            text.with("usage-values", &[("argument", &argument)])
        }
        _ => error.to_string(),
    };
    let help = text.get("usage-help");
    Some(format!("{}: {sentence}\n{help}", text.get("level-error")))
}

fn unknown_command(given: &str, command: &Command, text: &Catalogue) -> String {
    let names = command.get_subcommands().map(Command::get_name);
    let known = FROM_COMPOSE.iter().find(|(word, _)| *word == given);
    let near = match known {
        Some((_, here)) => *here,
        None => nearest(given, names).unwrap_or("none"),
    };
    text.with(
        "usage-unknown-command",
        &[("command", given), ("nearest", near)],
    )
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
