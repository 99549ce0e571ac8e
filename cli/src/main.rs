//! The `paperboat` program.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use paperboat::args::{Cli, Command};
use paperboat::command;
use paperboat::exit::Exit;
use paperboat::help::command_line;
use paperboat::man::man;
use paperboat::play::play;
use paperboat::shell;
use paperboat::text::{Catalogue, Language};
use paperboat::ui::Ui;
use paperboat::usage::wrong;

/// A run makes and drops small things above all: a third of the instructions of a comparison were the C library's in taking and
/// giving back memory, and with this allocator it is a quarter less in all (`benches/README.md`).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match read(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let ui = Ui::new(&cli);
    match cli.command {
        Some(wanted) => run(&ui, wanted),
        None => play(&ui),
    }
    .into()
}

fn run(ui: &Ui, wanted: Command) -> Exit {
    match wanted {
        Command::Check(args) => command::check(ui, &args),
        Command::Compare(args) => command::compare(ui, &args),
        Command::Merge(args) => command::merge(ui, &args),
        Command::Test(args) => command::test(ui, &args),
        Command::Fault(args) => command::fault(ui, &args),
        Command::Advance(args) => command::advance(ui, &args),
        Command::Plan(args) => command::plan(ui, &args),
        Command::Diagram(args) => command::diagram(ui, &args),
        Command::Deploy(args) => command::deploy(ui, &args),
        Command::Status(args) => command::status(ui, &args),
        Command::Logs(args) => command::logs(ui, &args),
        Command::Exec(args) => command::exec(ui, &args),
        Command::Push(args) => command::push(ui, &args),
        Command::Update(args) => command::update(ui, &args),
        Command::Rollback(args) => command::rollback(ui, &args),
        Command::Scale(args) => command::scale(ui, &args),
        Command::Destroy(args) => command::destroy(ui, &args),
        Command::Leftovers(args) => command::leftovers(ui, &args),
        Command::Policy(args) => command::policy(ui, &args),
        Command::Events(args) => command::events(ui, &args),
        Command::Why(args) => command::why(ui, &args),
        Command::Serve(args) => command::serve(ui, &args),
        Command::Shell(args) => shell::shell(ui, &args),
        Command::Env(args) => command::env(ui, &args),
        Command::Doctor(args) => command::doctor(ui, &args),
        Command::Config(args) => command::config(ui, &args),
        Command::Model(args) => command::model(ui, &args),
        Command::Book { out } => command::book(ui, out.as_deref()),
        Command::Schema { command } => command::schema(ui, command.as_deref()),
        Command::Completions { shell } => command::completions(ui, shell),
        Command::Man { page, all } => man(ui, page.as_deref(), all.as_deref()),
    }
}

/// Reads the command line; help, a version and wrong use end here, in the language that the command line or the
/// environment asks for.
fn read(arguments: Vec<OsString>) -> Result<Cli, ExitCode> {
    let text = Catalogue::new(Language::of_command_line(&arguments));
    let command = command_line(&text);
    let parsed = command
        .clone()
        .try_get_matches_from(for_help(arguments.clone()));
    let error = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => return Ok(cli),
        Err(error) => error,
    };
    match wrong(&error, &command, &arguments, &text) {
        Some(complaint) => {
            let ui = Ui::of_command_line(&arguments, text);
            Err(ui.fault(Exit::Usage, complaint).into())
        }
        None => {
            let _ = error.print();
            let wanted = matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            );
            let exit = if wanted { Exit::Success } else { Exit::Usage };
            Err(exit.into())
        }
    }
}

/// `paperboat help COMMAND` is `paperboat COMMAND --help`.
fn for_help(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|first| first == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}
