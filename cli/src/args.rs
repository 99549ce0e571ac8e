//! The command line.

mod diagram;
mod output;
mod place;
mod run;
mod serve;
mod shell;

use clap::{Args, Parser, Subcommand, ValueEnum};
use paperboat_core::app::bytes::{self, Bytes};
use paperboat_core::app::duration::ComposeDuration;
use paperboat_rehearsal::SEEDS;

pub use diagram::{Diagram, DrawingFormat};
pub use output::{OutputArgs, ReportFormat};
pub use place::{Backend, LimitArgs, PlaceArgs};
pub use run::{PeopleArgs, RunArgs, WorldArgs};
pub use serve::{Env, Serve, Shell};
pub use shell::Sit;

use crate::text::Language;

/// Ship a Compose file to AWS both ways, self-managed and managed, on a simulator, and put the two side by side.
#[derive(Debug, Parser)]
#[command(
    name = "paperboat",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    /// What to do; without it, both ways are shown on an example.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Language of what is said: English or Spanish [default: from LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
    /// Print data as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colour; NO_COLOR is respected
    #[arg(long, global = true, value_enum, default_value_t)]
    pub color: Color,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Deploy both ways, serve a day of traffic, update, scale out, destroy, and put all lanes side by side
    Compare(Compare),
    /// Join parts of a comparison that were made with --shard into the whole
    Merge(Merge),
    /// Run scenarios and hold them against what they expect: a deployment test
    Test(Test),
    /// Say of every key what becomes of it in each strategy and why, and find the traps
    Check(Check),
    /// Rehearse a deployment: the commands, the resources, the time, the cost, what would fail
    Plan(Plan),
    /// Draw what a way to deploy makes in which order, and who talks to whom then
    Diagram(Diagram),
    /// Deploy, on the simulator or elsewhere; the verbs below go on with that deployment
    Deploy(Deploy),
    /// Show what runs, where it answers, what it costs
    Status(Existing),
    /// Show what a service's containers wrote
    Logs(Logs),
    /// Run a command on the machine or in a container; ends with its exit code
    Exec(Exec),
    /// Put an image into the simulated registry, so that it can be deployed
    Push(Push),
    /// Deploy a new image or a new Compose file over the running one
    Update(Update),
    /// Go back to the version before; after an update that failed, to the one that ran before it
    Rollback(Existing),
    /// Change how many replicas of a service run
    Scale(Scale),
    /// Throw a fault at a simulated deployment, or list all faults
    Fault(Throw),
    /// Let time pass in a simulated deployment
    Advance(Advance),
    /// Remove everything that the deployment made, and list what still costs money
    Destroy(Existing),
    /// List what deployments left in the account, with its cost and the commands that remove it; or remove it
    Leftovers(Leftovers),
    /// Print the least that IAM must allow for a deployment, as a policy document
    Policy(Policy),
    /// List what happened, oldest first
    Events(Events),
    /// Explain an event by walking to its first cause
    Why(Why),
    /// Serve a simulated account on an AWS-compatible endpoint, for the AWS command line and the SDKs
    Serve(Serve),
    /// Print what a shell must export so that AWS's tools ask that endpoint
    Env(Env),
    /// Sit at a computer on which aws, ssh, scp and curl reach a simulated account, and type
    Shell(Sit),
    /// Ask an endpoint which of the operations that strategies need it has
    Doctor(Doctor),
    /// Print the resolved Compose model, as `docker compose config` does
    Config(Config),
    /// List every number that the simulator uses, with unit, source and confidence
    Model(Model),
    /// Write the book as pages for a browser, which need no network
    Book {
        /// Write the pages into this folder
        #[arg(long, value_name = "DIR")]
        out: Option<String>,
    },
    /// Print the JSON schema of what a command prints with --json
    Schema {
        /// The command, or `error`; without one, which schemas there are
        command: Option<String>,
    },
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a man page, or write those of all commands
    Man {
        /// The command
        #[arg(conflicts_with = "all")]
        page: Option<String>,
        /// Write the pages of all commands into this folder
        #[arg(long, value_name = "DIR")]
        all: Option<String>,
    },
}

impl Command {
    /// Tells whether data is wanted by the command's own option.
    #[must_use]
    pub fn wants_json(&self) -> bool {
        let output = match self {
            Self::Diagram(args) => return args.format == Some(DrawingFormat::Json),
            Self::Compare(args) => &args.output,
            Self::Merge(args) => &args.output,
            Self::Check(args) => &args.output,
            Self::Plan(args) => &args.output,
            Self::Leftovers(args) => &args.output,
            _ => return false,
        };
        output.format == Some(ReportFormat::Json)
    }
}

/// Which application: its Compose files and their environment.
#[derive(Clone, Debug, Default, Args)]
pub struct AppArgs {
    /// Compose files [default: compose.yaml, compose.yml, docker-compose.yaml or docker-compose.yml here]
    #[arg(value_name = "FILE")]
    pub positional: Vec<String>,
    /// A Compose file; several are laid over one another in order
    #[arg(short, long = "file", value_name = "FILE")]
    pub files: Vec<String>,
    /// A file with variables, instead of .env
    #[arg(long, value_name = "FILE")]
    pub env_file: Vec<String>,
    /// A profile to enable
    #[arg(long, value_name = "NAME")]
    pub profile: Vec<String>,
    /// The project's name
    #[arg(short, long, value_name = "NAME")]
    pub project_name: Option<String>,
    /// The directory to which paths are relative [default: the first file's]
    #[arg(long, value_name = "DIR")]
    pub project_directory: Option<String>,
}

impl AppArgs {
    /// Tells whether a Compose file is named.
    #[must_use]
    pub fn names_files(&self) -> bool {
        !self.positional.is_empty() || !self.files.is_empty()
    }
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    /// Ask only this strategy, ec2 or fargate
    #[arg(
        short = 's',
        long = "strategy",
        value_delimiter = ',',
        value_name = "NAME"
    )]
    pub strategies: Vec<String>,
    /// How much care is taken on EC2
    #[arg(long, value_enum, default_value_t)]
    pub care: Care,
    /// How containers are started on EC2
    #[arg(long, value_enum, default_value_t)]
    pub run: Run,
    /// Show the full table: what becomes of every key, and why
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub output: OutputArgs,
}

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct Config {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    /// The format
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// The format of `config`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// YAML.
    #[default]
    Yaml,
    /// JSON.
    Json,
}

/// Arguments of `model`.
#[derive(Debug, Args)]
pub struct Model {
    /// Only keys that begin with this
    pub prefix: Option<String>,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct Compare {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub run: RunArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub people: PeopleArgs,
    /// Requests a second at the day's peak [default: the scenario's, or 20]
    #[arg(long, value_name = "RPS")]
    pub peak: Option<f64>,
    /// Hours of traffic before anything else happens
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub hours: u32,
    /// Replicas to scale the public services to
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub replicas: u32,
    /// What happens while users come: standard, calm, or a scenario's file
    #[arg(long, value_name = "NAME|FILE")]
    pub scenario: Option<String>,
    /// Throw a fault so long after users came, such as process-crash:web@6h; may be given several times. Without
    /// --scenario nothing else happens then
    #[arg(long = "fault", value_name = "FAULT@TIME")]
    pub faults: Vec<String>,
    /// How many seeds the verdicts and the ranges rest on
    #[arg(long, default_value_t = SEEDS, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub seeds: u64,
    /// Take fewer seeds when the differences between lanes are known to this part of the figures, such as 5%
    #[arg(long, value_name = "PERCENT")]
    pub precision: Option<String>,
    /// Look at the requests of the first seed one by one: how long they queue, and how soon they are answered
    #[arg(long)]
    pub per_request: bool,
    /// Run one part of the seeds only, such as 2/8, and write it for `merge`
    #[arg(long, value_name = "I/N", conflicts_with_all = ["why", "events", "precision"])]
    pub shard: Option<String>,
    /// Lanes to run, such as ec2-naive,ec2-careful,fargate
    #[arg(long, value_delimiter = ',', value_name = "LANE")]
    pub lanes: Vec<String>,
    /// How many tasks a public service may come to by service auto scaling, which follows the load of their processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub max_tasks: Option<u32>,
    /// Instead of the comparison: explain an event of a lane, such as ec2-naive:202, by walking to its first cause
    #[arg(long, value_name = "LANE:EVENT", conflicts_with_all = ["format", "out"])]
    pub why: Option<String>,
    /// Instead of the comparison: list what happened in a lane, oldest first
    #[arg(long, value_name = "LANE", conflicts_with_all = ["why", "format", "out"])]
    pub events: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub output: OutputArgs,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// Parts of a comparison, in any order
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub output: OutputArgs,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Scenarios
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// The Compose file, or the folder that holds one, instead of what the scenarios name
    #[arg(long, value_name = "FILE")]
    pub app: Option<String>,
    /// How many seeds each expectation must hold under
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub seeds: u64,
    /// Write the results as JUnit XML into this file
    #[arg(long, value_name = "FILE")]
    pub junit: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub run: RunArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub people: PeopleArgs,
}

/// Arguments of `fault`.
#[derive(Debug, Args)]
pub struct Throw {
    /// The fault, such as process-crash:web, or list
    #[arg(value_name = "FAULT")]
    pub fault: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Arguments of `advance`.
#[derive(Debug, Args)]
pub struct Advance {
    /// How much time passes, such as 90s or 6h
    #[arg(value_name = "TIME")]
    pub time: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Which way to deploy.
#[derive(Clone, Debug, Args)]
pub struct StrategyArgs {
    /// The strategy: ec2 (self-managed) or fargate (managed); a deployment that goes on has its own
    #[arg(short, long, value_name = "NAME")]
    pub strategy: Option<String>,
    /// How much care is taken on EC2
    #[arg(long, value_enum, default_value_t)]
    pub care: Care,
    /// How containers are started on EC2
    #[arg(long, value_enum, default_value_t)]
    pub run: Run,
    /// How many tasks each service has on Fargate at least, if it may have several
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub tasks: u32,
    /// How many tasks a public service may come to by service auto scaling, which follows the load of their processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub max_tasks: Option<u32>,
}

/// How much care is taken on EC2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Care {
    /// What a first tutorial teaches.
    Naive,
    /// Restart policies, an enabled daemon, health-gated start, least ingress, snapshots.
    #[default]
    Careful,
}

/// How containers are started on EC2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Run {
    /// With `docker compose up`.
    #[default]
    Compose,
    /// With one `docker run` a container.
    Docker,
}

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub strategy: StrategyArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub run: RunArgs,
    /// Requests a second at the day's peak, which the size is held against
    #[arg(long, value_name = "RPS", default_value_t = 20.0)]
    pub peak: f64,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub output: OutputArgs,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: PlaceArgs,
}

/// Arguments of `deploy`.
#[derive(Debug, Args)]
pub struct Deploy {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub strategy: StrategyArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub run: RunArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: PlaceArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: LimitArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
    /// Show the commands of each step, as a person would type them
    #[arg(long)]
    pub show_commands: bool,
}

/// Which deployment.
#[derive(Clone, Debug, Args)]
pub struct Existing {
    /// The deployment's name [default: the only one in .paperboat, or `default`]
    #[arg(short = 'n', long = "name", value_name = "NAME")]
    pub name: Option<String>,
}

/// Arguments of `logs`.
#[derive(Debug, Args)]
pub struct Logs {
    /// The Compose service
    pub service: String,
    /// How many lines from the end
    #[arg(long, default_value_t = 50)]
    pub tail: u32,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Arguments of `exec`.
#[derive(Debug, Args)]
pub struct Exec {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
    /// `host` for the machine (ec2), or a Compose service for its container
    pub target: String,
    /// The command
    #[arg(trailing_var_arg = true, required = true, allow_hyphen_values = true)]
    pub command: Vec<String>,
}

/// Arguments of `push`.
#[derive(Debug, Args)]
pub struct Push {
    /// An image, such as me/web:2; without a tag it is latest
    #[arg(value_name = "IMAGE", required = true)]
    pub images: Vec<String>,
    /// Its compressed size, such as 120MB (default: that of the service with this image, of the facts, or a guess)
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub image_size: Option<Bytes>,
    /// From its start to ready, such as 4s
    #[arg(long, value_name = "DURATION", value_parser = ComposeDuration::parse)]
    pub boot_time: Option<ComposeDuration>,
    /// Its memory at rest, such as 200MB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub memory: Option<Bytes>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Reads a size that something has.
fn size(text: &str) -> Result<Bytes, String> {
    match bytes::parse(text)? {
        size @ 1.. => Ok(Bytes(size)),
        _ => Err(format!("invalid size: '{text}'")),
    }
}

/// Arguments of `update`.
#[derive(Debug, Args)]
pub struct Update {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    /// A new image for a service, such as web=me/web:2
    #[arg(long = "image", value_name = "SERVICE=IMAGE")]
    pub images: Vec<String>,
    /// How many tasks a public service may come to by service auto scaling, which follows the load of their processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub max_tasks: Option<u32>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Arguments of `scale`.
#[derive(Debug, Args)]
pub struct Scale {
    /// The service and its replicas, such as web=3
    #[arg(value_name = "SERVICE=N")]
    pub target: String,
    /// What others take apart from the service; told that it belongs to it
    #[arg(value_name = "N", hide = true)]
    pub apart: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Arguments of `events`.
#[derive(Debug, Args)]
pub struct Events {
    /// Only events that mention this resource
    #[arg(long)]
    pub resource: Option<String>,
    /// Only the last N
    #[arg(long)]
    pub tail: Option<usize>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Arguments of `why`.
#[derive(Debug, Args)]
pub struct Why {
    /// An event's number, or a resource whose last change is meant
    pub what: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
}

/// Arguments of `leftovers`: the place where a deployment of this folder lives, or any place that is named.
#[derive(Debug, Args)]
pub struct Leftovers {
    /// Remove everything that carries this deployment's tag, data included
    #[arg(long, value_name = "DEPLOYMENT")]
    pub remove: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: PlaceArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub existing: Existing,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub output: OutputArgs,
}

/// Arguments of `policy`.
#[derive(Debug, Args)]
pub struct Policy {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub strategy: StrategyArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub run: RunArgs,
}
