//! Arguments of `diagram`.

use clap::{Args, ValueEnum};

use super::{AppArgs, OutputArgs, ReportFormat, RunArgs, StrategyArgs};

/// Arguments of `diagram`.
#[derive(Debug, Args)]
pub struct Diagram {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub app: AppArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub strategy: StrategyArgs,
    /// Draw every lane of `compare` side by side
    #[arg(long, conflicts_with = "strategy")]
    pub all: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub run: RunArgs,
    /// The format [default: that of --out's ending, or text]
    #[arg(long, value_enum)]
    pub format: Option<DrawingFormat>,
    /// Write the diagram into this file instead of on standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<String>,
}

/// The format of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DrawingFormat {
    /// In characters, for a terminal.
    Text,
    /// One drawing.
    Svg,
    /// One page for a browser.
    Html,
    /// Markdown, for a pull request.
    Md,
    /// Data.
    Json,
}

impl Diagram {
    /// In which format it is written, and where.
    #[must_use]
    pub fn output(&self) -> OutputArgs {
        let format = self.format.map(|format| match format {
            DrawingFormat::Text => ReportFormat::Text,
            DrawingFormat::Svg => ReportFormat::Svg,
            DrawingFormat::Html => ReportFormat::Html,
            DrawingFormat::Md => ReportFormat::Md,
            DrawingFormat::Json => ReportFormat::Json,
        });
        let by_ending = self.out.as_deref().is_some_and(|out| out.ends_with(".svg"));
        OutputArgs {
            format: format.or(by_ending.then_some(ReportFormat::Svg)),
            out: self.out.clone(),
        }
    }
}
