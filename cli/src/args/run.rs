//! What decides a run besides the application.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use paperboat_core::people::{Practice, Routine};

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
    /// How quick the person at the keyboard is [default: tutorial]
    #[arg(long, value_parser = hands())]
    pub hands: Option<Practice>,
}

/// How the person works.
#[derive(Clone, Debug, Args)]
pub struct PeopleArgs {
    /// How the work is done: every command pasted, a script written for each task the first time, or one command of a tool
    /// [default: the scenario's, or pasted]
    #[arg(long, value_parser = routine())]
    pub routine: Option<Routine>,
    /// Let the person get commands wrong, noticed at once or not, with this chance at each, by the
    /// model without a number; never says that they get none wrong, whatever the scenario says
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

/// Reads how quick somebody is by its key.
fn hands() -> impl TypedValueParser<Value = Practice> {
    let keys = PossibleValuesParser::new(Practice::ALL.map(Practice::key));
    keys.try_map(|key| Practice::named(&key).ok_or("nobody works so"))
}
