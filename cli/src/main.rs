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
        Command::Check(args) => command::check(ui, &args),
        Command::Compare(args) => command::compare(ui, &args),
        Command::Plan(args) => command::plan(ui, &args),
        Command::Deploy(args) => command::deploy(ui, &args),
        Command::Status(args) => command::status(ui, &args),
        Command::Logs(args) => command::logs(ui, &args),
        Command::Exec(args) => command::exec(ui, &args),
        Command::Update(args) => command::update(ui, &args),
        Command::Rollback(args) => command::rollback(ui, &args),
        Command::Scale(args) => command::scale(ui, &args),
        Command::Destroy(args) => command::destroy(ui, &args),
        Command::Leftovers(args) => command::leftovers(ui, &args),
        Command::Policy(args) => command::policy(ui, &args),
        Command::Events(args) => command::events(ui, &args),
        Command::Why(args) => command::why(ui, &args),
        Command::Doctor(args) => command::doctor(ui, &args),
        Command::Config(args) => command::config(ui, &args),
        Command::Model(args) => command::model(ui, &args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "paperboat", &mut script);
            ui.raw(&String::from_utf8_lossy(&script));
            Exit::Success
        }
        Command::Man => {
            let mut page = Vec::new();
            // Writing to memory does not fail.
            let _ = clap_mangen::Man::new(Cli::command()).render(&mut page);
            ui.raw(&String::from_utf8_lossy(&page));
            Exit::Success
        }
    }
}
