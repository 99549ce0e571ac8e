//! A computer to type at.

use clap::Args;

use super::{AppArgs, WorldArgs};

/// Arguments of `shell`.
#[derive(Debug, Args)]
pub struct Sit {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    /// Show the commands of this strategy one by one as `next`: ec2, ec2-asg, fargate, ecs-ec2 or express
    #[arg(short, long, value_name = "NAME")]
    pub strategy: Option<String>,
    /// Type the lines of this file, and end
    #[arg(long, value_name = "FILE")]
    pub script: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub world: WorldArgs,
}
