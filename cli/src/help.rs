//! The help of every command, from the catalogues: what clap would say in English, in the person's language.

use clap::{Arg, ArgAction, Command, CommandFactory};

use crate::args::Cli;
use crate::text::Catalogue;

/// Builds the command line with its help in the language of a catalogue.
#[must_use]
pub fn command_line(text: &Catalogue) -> Command {
    let mut built = Cli::command();
    built.build();
    let command = localise(Cli::command(), "top", text, &built);
    command
        .subcommand_help_heading(text.get("help-commands"))
        .subcommand_value_name(text.get("help-value-command"))
        .disable_help_subcommand(true)
}

fn localise(command: Command, path: &str, text: &Catalogue, built: &Command) -> Command {
    let usage = usage(path, text, built);
    let heading = text.get("help-usage");
    let template =
        format!("{{about-with-newline}}\n{heading} {{usage}}\n\n{{all-args}}{{after-help}}");
    let after = format!("help-{path}-after");
    let command = match said(text, &format!("help-{path}")) {
        Some(about) => command.about(about.clone()).long_about(about),
        None => command,
    };
    let command = match said(text, &after) {
        Some(after) => command.after_help(after.clone()).after_long_help(after),
        None => command,
    };
    let flag = |name: &'static str, short: char, action: ArgAction| {
        Arg::new(name).short(short).long(name).action(action)
    };
    let command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .override_usage(usage)
        .help_template(template)
        .arg(flag("help", 'h', ArgAction::Help));
    let command = if path == "top" {
        command.arg(flag("version", 'V', ArgAction::Version))
    } else {
        command
    };
    command
        .mut_args(|arg| argument(arg, path, text))
        .mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            localise(sub, &name, text, built)
        })
}

/// The usage line without its heading, with the placeholders of clap in the person's language.
fn usage(path: &str, text: &Catalogue, built: &Command) -> String {
    let own = built.find_subcommand(path).unwrap_or(built);
    let shown = own.clone().render_usage().to_string();
    let shown = shown.trim_start_matches("Usage:").trim().to_owned();
    let mut shown = shown
        .replace("[OPTIONS]", &text.get("help-value-options"))
        .replace(
            "<COMMAND>",
            &format!("<{}>", text.get("help-value-command")),
        );
    for arg in own.get_arguments() {
        for name in arg.get_value_names().unwrap_or_default() {
            if let Some(word) = said(text, &value_key(name)) {
                for (open, close) in [('<', '>'), ('[', ']')] {
                    shown = shown.replace(
                        &format!("{open}{name}{close}"),
                        &format!("{open}{word}{close}"),
                    );
                }
            }
        }
    }
    shown
}

fn value_key(name: &str) -> String {
    format!(
        "help-value-{}",
        name.to_lowercase()
            .replace([':', '=', '/', '|', '@'], "-")
            .replace('_', "-")
    )
}

fn said(text: &Catalogue, key: &str) -> Option<String> {
    text.has(key).then(|| text.get(key))
}

/// The catalogue key of an argument's help: that of its command, or the shared one.
#[must_use]
pub fn argument_key(path: &str, id: &str, text: &Catalogue) -> Option<String> {
    let id = id.replace('_', "-");
    [format!("help-{path}-arg-{id}"), format!("help-arg-{id}")]
        .into_iter()
        .find(|key| text.has(key))
}

fn argument(arg: Arg, path: &str, text: &Catalogue) -> Arg {
    let key = argument_key(path, arg.get_id().as_str(), text);
    let heading = if arg.is_positional() {
        "help-arguments"
    } else {
        "help-options"
    };
    let takes_values = arg.get_action().takes_values();
    let mut help = match key {
        Some(key) => text.get(&key),
        None => arg.get_help().map(ToString::to_string).unwrap_or_default(),
    };
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    if takes_values && !values.is_empty() {
        help.push(' ');
        help.push_str(&text.with("help-values", &[("values", &values.join(", "))]));
    }
    let defaults: Vec<_> = arg
        .get_default_values()
        .iter()
        .map(|v| v.to_string_lossy())
        .collect();
    if takes_values && !defaults.is_empty() {
        help.push(' ');
        help.push_str(&text.with("help-default", &[("value", &defaults.join(", "))]));
    }
    let names: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    let name = match names.as_slice() {
        [] => arg.get_id().as_str().to_uppercase(),
        [first, ..] => first.clone(),
    };
    let arg = arg
        .help(help.clone())
        .long_help(help)
        .help_heading(text.get(heading));
    if !takes_values {
        return arg;
    }
    // clap would say them in English
    let arg = arg.hide_possible_values(true).hide_default_value(true);
    match said(text, &value_key(&name)) {
        Some(word) => arg.value_name(word),
        _ => arg,
    }
}
