//! Where to deploy, and how much and for how long.

use clap::{Args, ValueEnum};

/// Where to deploy.
#[derive(Clone, Debug, Args)]
pub struct PlaceArgs {
    /// The kind of cloud [default: simulator]
    #[arg(long, value_enum)]
    pub backend: Option<Backend>,
    /// The endpoint instead of the backend's own
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// The region [default: the environment's or the profile's; us-east-1 for localstack]
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The profile in AWS's own files
    #[arg(long, value_name = "NAME")]
    pub aws_profile: Option<String>,
    /// What stands behind an instance: simulated or docker (localstack), or ssh://user@address:port?key=PATH
    #[arg(long, value_name = "HOSTS")]
    pub hosts: Option<String>,
    /// The account on real AWS; with --yes it need not be typed
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    /// Ask nothing: for automation, with --account
    #[arg(long)]
    pub yes: bool,
    /// The address that may log in to the machine [default: on real AWS the one from which you come]
    #[arg(long, value_name = "IPV4")]
    pub caller: Option<std::net::Ipv4Addr>,
}

/// How much and for how long.
#[derive(Clone, Copy, Debug, Args)]
pub struct LimitArgs {
    /// The most that a deployment on real AWS may cost an hour, in USD
    #[arg(long, value_name = "USD", default_value_t = 1.0)]
    pub budget: f64,
    /// After how many hours everything on real AWS may be removed: the tag paperboat:expires
    #[arg(long, value_name = "HOURS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=8760))]
    pub expires: u32,
}

/// The kind of cloud.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Backend {
    /// The simulator: no account, no network.
    #[default]
    Simulator,
    /// An endpoint like LocalStack's, by default http://localhost:4566.
    Localstack,
    /// A real account, which costs money.
    Aws,
}

impl Backend {
    /// The word by which it is chosen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Simulator => "simulator",
            Self::Localstack => "localstack",
            Self::Aws => "aws",
        }
    }
}
