//! `paperboat completions`: completions for shells.

use clap_complete::Shell;
use serde_json::json;

use crate::exit::Exit;
use crate::help::command_line;
use crate::ui::Ui;

/// Prints what a shell reads to complete the command line.
pub fn completions(ui: &Ui, shell: Shell) -> Exit {
    let mut script = Vec::new();
    let mut command = command_line(&ui.text);
    clap_complete::generate(shell, &mut command, "paperboat", &mut script);
    let script = String::from_utf8_lossy(&script);
    if ui.json {
        ui.json(&json!({"shell": shell.to_string(), "script": script}));
    } else {
        ui.raw(&script);
    }
    Exit::Success
}
