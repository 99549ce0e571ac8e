//! The `paperboat` program.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use paperboat::args::{Cli, Command};
use paperboat::command;
use paperboat::exit::Exit;
use paperboat::ui::Ui;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ui = Ui::new(&cli);
    run(&ui, cli.command).into()
}

fn run(ui: &Ui, wanted: Command) -> Exit {
    match wanted {
        Command::Compare(args) => command::compare(ui, &args),
        Command::Config(args) => command::config(ui, &args),
        Command::Model(args) => command::model(ui, &args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "paperboat", &mut script);
            ui.out(&String::from_utf8_lossy(&script));
            Exit::Success
        }
        Command::Man => {
            let mut page = Vec::new();
            // Writing to memory does not fail.
            let _ = clap_mangen::Man::new(Cli::command()).render(&mut page);
            ui.out(&String::from_utf8_lossy(&page));
            Exit::Success
        }
    }
}
