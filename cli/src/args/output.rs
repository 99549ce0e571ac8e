//! In which format a report is written, and where.

use clap::{Args, ValueEnum};

/// In which format a report is written, and where.
#[derive(Clone, Debug, Default, Args)]
pub struct OutputArgs {
    /// The format [default: that of --out's ending, or text]
    #[arg(long, value_enum)]
    pub format: Option<ReportFormat>,
    /// Write the report into this file instead of on standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<String>,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal.
    Text,
    /// One page for a browser.
    Html,
    /// Markdown, for a pull request.
    Md,
    /// Data.
    Json,
    /// One drawing: of what is one.
    #[value(skip)]
    Svg,
}

impl ReportFormat {
    /// The word by which it is chosen.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Md => "md",
            Self::Json => "json",
            Self::Svg => "svg",
        }
    }
}
