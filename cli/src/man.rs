//! The man pages, of the program and of each command.

use std::path::Path;

use clap::Command;
use serde_json::json;

use crate::exit::Exit;
use crate::help::command_line;
use crate::text::Catalogue;
use crate::ui::Ui;
use crate::usage::unknown_command;

/// Prints the page of the program or of one command, or writes those of all into a folder.
pub fn man(ui: &Ui, page: Option<&str>, all: Option<&str>) -> Exit {
    let mut command = command_line(&ui.text);
    command.build();
    let Some(folder) = all else {
        let found = match page {
            None => Some(&command),
            Some(name) => command.find_subcommand(name),
        };
        let Some(found) = found else {
            let complaint = unknown_command(page.unwrap_or_default(), &command, &ui.text);
            return ui.fault(Exit::Usage, complaint);
        };
        let roff = render(found, &ui.text);
        if ui.json {
            ui.json(&json!({"page": name(found), "roff": roff}));
        } else {
            ui.raw(&roff);
        }
        return Exit::Success;
    };
    let commands: Vec<&Command> = std::iter::once(&command)
        .chain(command.get_subcommands())
        .collect();
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        commands.iter().try_for_each(|one| {
            let file = Path::new(folder).join(format!("{}.1", name(one)));
            std::fs::write(file, render(one, &ui.text))
        })
    });
    match written {
        Ok(()) => {
            if ui.json {
                let pages = commands.iter().map(|one| format!("{}.1", name(one)));
                ui.json(&json!({"folder": folder, "pages": pages.collect::<Vec<_>>()}));
                return Exit::Success;
            }
            let count = commands.len().to_string();
            let arguments = [("count", count.as_str()), ("folder", folder)];
            ui.out(&ui.text.with("man-written", &arguments));
            Exit::Success
        }
        Err(error) => {
            let arguments = [("folder", folder), ("reason", &error.to_string())];
            ui.fail(Exit::Usage, "man-cannot-write", &arguments)
        }
    }
}

fn name(command: &Command) -> String {
    let full = command.get_bin_name().unwrap_or("paperboat");
    full.replace(' ', "-")
}

/// Writes one page in roff. What the sections are called, and what they say, is in the catalogues.
fn render(command: &Command, text: &Catalogue) -> String {
    let name = name(command);
    let mut page = format!(".TH {name} 1\n");
    let mut section = |key: &str, body: &str| {
        page.push_str(&format!(".SH {}\n{body}\n", text.get(key)));
    };
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    section("man-name", &format!("{name} \\- {}", escaped(&about)));
    let usage = command.clone().render_usage().to_string();
    section("man-synopsis", &escaped(&usage));
    section("man-description", &escaped(&about));
    let options: String = command.get_arguments().map(option).collect();
    section("man-options", &options);
    let commands: String = command
        .get_subcommands()
        .map(|sub| {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            let page = escaped(&format!("{}(1)", self::name(sub)));
            format!(".TP\n\\fB{page}\\fR\n{}\n", escaped(&about))
        })
        .collect();
    if !commands.is_empty() {
        section("man-commands", &commands);
    }
    let after = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let examples: Vec<&str> = after
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .collect();
    if !examples.is_empty() {
        let shown = examples
            .iter()
            .map(|line| escaped(line))
            .collect::<Vec<_>>();
        section("man-examples", &format!(".nf\n{}\n.fi", shown.join("\n")));
    }
    for part in ["files", "environment", "exit"] {
        let said = text.get(&format!("man-{part}-text"));
        section(&format!("man-{part}"), &escaped(&said));
    }
    page
}

fn option(arg: &clap::Arg) -> String {
    let mut names = Vec::new();
    names.extend(arg.get_short().map(|short| format!("-{short}")));
    names.extend(arg.get_long().map(|long| format!("--{long}")));
    let values = arg.get_value_names().unwrap_or_default();
    let value = if arg.get_action().takes_values() {
        values.first().map(ToString::to_string).unwrap_or_default()
    } else {
        String::new()
    };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let names = escaped(&names.join(", "));
    format!(
        ".TP\n\\fB{names}\\fR \\fI{}\\fR\n{}\n",
        escaped(&value),
        escaped(&help)
    )
}

/// Text that roff takes for text.
fn escaped(text: &str) -> String {
    let plain = text.replace('\\', "\\e").replace('-', "\\-");
    let line = |line: &str| {
        if line.starts_with(['.', '\'']) {
            format!("\\&{line}")
        } else {
            line.to_owned()
        }
    };
    plain.lines().map(line).collect::<Vec<_>>().join("\n")
}
