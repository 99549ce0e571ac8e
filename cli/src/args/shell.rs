//! A computer to type at.

use clap::Args;

use super::AppArgs;

/// Arguments of `shell`.
#[derive(Debug, Args)]
pub struct Sit {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    /// Show the commands of this strategy one by one as `next`: ec2 or fargate
    #[arg(short, long, value_name = "NAME")]
    pub strategy: Option<String>,
    /// Type the lines of this file, and end
    #[arg(long, value_name = "FILE")]
    pub script: Option<String>,
    /// The seed: the same seed, version and lines give the same run
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Replace a number of the model, such as ec2.status_checks=90 (see `paperboat model`)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
}
