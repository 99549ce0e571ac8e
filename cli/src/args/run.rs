//! What decides a run besides the application.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use paperboat_core::people::Routine;
use serde::{Deserialize, Serialize};

/// What a simulated world begins with.
#[derive(Clone, Debug, Args)]
pub struct WorldArgs {
    /// The seed: the same seed, version and requests give the same run
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Replace a number of the model, such as ec2.status_checks=90 (see `paperboat model`)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
}

/// What decides a run besides the application.
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub world: WorldArgs,
    /// How quick the person at the keyboard is
    #[arg(long, value_enum, default_value_t)]
    pub hands: Hands,
}

/// How the person works.
#[derive(Clone, Debug, Args)]
pub struct PeopleArgs {
    /// How the work is done: every command pasted, a script written for each task the first time, or one command of a tool
    #[arg(long, value_parser = routine(), default_value = Routine::default().key())]
    pub routine: Routine,
    /// Let the person get commands wrong, noticed at once or not, with this chance at each [default: the model's]
    #[arg(
        long,
        value_name = "CHANCE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "model",
    )]
    pub slips: Option<String>,
}

/// Reads a routine by its key.
fn routine() -> impl TypedValueParser<Value = Routine> {
    let keys = PossibleValuesParser::new(Routine::ALL.map(Routine::key));
    keys.try_map(|key| Routine::named(&key).ok_or("no such routine"))
}

/// How quick the person at the keyboard is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hands {
    /// Looks each step up and reads before typing.
    FirstTime,
    /// Has a tutorial open beside.
    #[default]
    Tutorial,
    /// Does it often.
    Practised,
}
