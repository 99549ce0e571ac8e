//! How to serve a simulated account.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use paperboat_serve::clock::Pace;

use super::WorldArgs;

/// The port of LocalStack, which tools know.
const PORT: u16 = 4566;

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = PORT)]
    pub port: u16,
    /// The address to listen on; one that others can reach needs --expose too
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,
    /// Let other computers reach it: whoever does may do everything in this account
    #[arg(long)]
    pub expose: bool,
    /// How time moves: real, xN (N times as fast), warp, instant or manual
    #[arg(long, default_value = "warp", value_parser = pace)]
    pub clock: Pace,
    /// Keep what happens in this file, and begin with what it tells of
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub world: WorldArgs,
}

/// Reads how time moves.
fn pace(text: &str) -> Result<Pace, String> {
    match text {
        "real" => Ok(Pace::Real(1.0)),
        "warp" => Ok(Pace::Warp),
        "instant" => Ok(Pace::Instant),
        "manual" => Ok(Pace::Manual),
        _ => {
            let factor = text.strip_prefix('x').and_then(|n| n.parse().ok());
            // Faster, and the world has passed a day before the next request comes.
            let factor = factor.filter(|n| (1..=86_400).contains(n));
            let factor: u32 = factor.ok_or("real, x60, warp, instant, manual")?;
            Ok(Pace::Real(f64::from(factor)))
        }
    }
}

/// Arguments of `env`.
#[derive(Debug, Args)]
pub struct Env {
    /// The shell whose words are printed
    #[arg(long, value_enum, default_value_t)]
    pub shell: Shell,
    /// The port on which the endpoint listens
    #[arg(long, default_value_t = PORT)]
    pub port: u16,
}

/// A shell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// `bash`, `zsh` and the like.
    #[default]
    Bash,
    /// `fish`.
    Fish,
    /// PowerShell.
    #[value(name = "powershell")]
    PowerShell,
}
