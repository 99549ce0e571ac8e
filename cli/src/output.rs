//! In which format a report is written, and where.

use std::io::{self, ErrorKind};
use std::path::Path;

use paperboat_core::json;
use serde::Serialize;

use crate::args::{OutputArgs, ReportFormat};
use crate::document::Document;
use crate::exit::Exit;
use crate::file::Target;
use crate::shard::Partial;
use crate::style::paint;
use crate::ui::Ui;

/// In which format a report is written, and where.
#[derive(Debug)]
pub struct Output {
    format: ReportFormat,
    to: Option<(String, Target)>,
}

impl Output {
    /// Finds out where a report goes, before anything is worked at: what cannot be written is said at once.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong with the options.
    pub fn open(ui: &Ui, args: &OutputArgs) -> Result<Self, Exit> {
        let format = match (args.format, ui.json) {
            (None | Some(ReportFormat::Json), true) => ReportFormat::Json,
            (Some(other), true) => {
                return Err(ui.fail(Exit::Usage, "output-conflict", &[("format", other.word())]));
            }
            (Some(format), false) => format,
            (None, false) => match args.out.as_deref() {
                None => ReportFormat::Text,
                Some(out) => by_ending(out).map_err(|ending| {
                    ui.fail(Exit::Usage, "output-ending", &[("ending", ending)])
                })?,
            },
        };
        let to = opened(ui, args, Target::open)?;
        Ok(Self { format, to })
    }

    /// Tells whether the report is read as a page, and not in a terminal or by a program.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self.format, ReportFormat::Html | ReportFormat::Md)
    }

    /// Writes the report: as data, or as a document.
    ///
    /// # Errors
    /// The exit code, after it was said why the file cannot be written.
    pub fn put<T: Serialize>(
        self,
        ui: &Ui,
        data: impl FnOnce() -> T,
        document: impl FnOnce() -> Document,
    ) -> Result<(), Exit> {
        let written = match self.format {
            ReportFormat::Text => document().plain(),
            ReportFormat::Html => document().html(&ui.text),
            ReportFormat::Md => document().markdown(),
            ReportFormat::Svg => document().svg(),
            ReportFormat::Json => match json::text(&data()) {
                Ok(text) => text,
                Err(error) => {
                    ui.err(&format!("json: {error}"));
                    return Ok(());
                }
            },
        };
        let Some(to) = self.to else {
            match self.format {
                ReportFormat::Text => ui.report(&written),
                _ => ui.raw(&written),
            }
            return Ok(());
        };
        let written = match self.format {
            ReportFormat::Text => paint(&written, false),
            _ => written,
        };
        let whole = format!("{}\n", written.trim_end_matches('\n'));
        write(ui, to, &whole)
    }
}

/// Where a part of a comparison is written: as data, and for its owner only.
#[derive(Debug)]
pub struct PartialOutput(Option<(String, Target)>);

impl PartialOutput {
    /// Finds out where it goes, before anything is worked at.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong with the options.
    pub fn open(ui: &Ui, args: &OutputArgs) -> Result<Self, Exit> {
        let ending = args.out.as_deref().map(by_ending);
        // A name that is for no report at all, such as part.2, is as good as any for data.
        let named = match ending {
            Some(Ok(format)) if format != ReportFormat::Text => Some(format),
            _ => None,
        };
        let format = args.format.or(named);
        if let Some(format) = format.filter(|format| *format != ReportFormat::Json) {
            return Err(ui.fail(Exit::Usage, "shard-format", &[("format", format.word())]));
        }
        opened(ui, args, Target::of_owner).map(Self)
    }

    /// Writes it with every digit of its numbers.
    ///
    /// # Errors
    /// The exit code, after it was said why the file cannot be written.
    pub fn put(self, ui: &Ui, part: &Partial) -> Result<(), Exit> {
        let text = match serde_json::to_string(part) {
            Ok(text) => text,
            Err(error) => {
                ui.err(&format!("json: {error}"));
                return Err(Exit::Io);
            }
        };
        match self.0 {
            Some(to) => write(ui, to, &format!("{text}\n")),
            None => {
                ui.raw(&text);
                Ok(())
            }
        }
    }
}

/// Prepares the file that the options name, if they name one.
fn opened(
    ui: &Ui,
    args: &OutputArgs,
    open: impl FnOnce(&Path) -> io::Result<Target>,
) -> Result<Option<(String, Target)>, Exit> {
    let Some(path) = &args.out else {
        return Ok(None);
    };
    let target = open(Path::new(path)).map_err(|error| unwritable(ui, path, &error))?;
    Ok(Some((path.clone(), target)))
}

/// Writes a whole file, and says where it is.
fn write(ui: &Ui, (path, target): (String, Target), whole: &str) -> Result<(), Exit> {
    let written = target.write(whole);
    written.map_err(|error| unwritable(ui, &path, &error))?;
    ui.err(&ui.text.with("output-written", &[("path", &path)]));
    Ok(())
}

/// The format that a file's name asks for; its ending, where that asks for one that reports do not have: text in a file that
/// is called a PDF would not be opened.
fn by_ending(path: &str) -> Result<ReportFormat, &str> {
    let ending = Path::new(path).extension().and_then(|e| e.to_str());
    let ending = ending.unwrap_or_default();
    Ok(match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" => ReportFormat::Html,
        "md" | "markdown" => ReportFormat::Md,
        "json" => ReportFormat::Json,
        "" | "txt" | "text" | "log" => ReportFormat::Text,
        _ => return Err(ending),
    })
}

fn unwritable(ui: &Ui, path: &str, error: &std::io::Error) -> Exit {
    let reason = error.to_string();
    let said = [("path", path), ("reason", &reason)];
    let key = match error.kind() {
        ErrorKind::IsADirectory => "output-is-folder",
        ErrorKind::StorageFull => "output-no-room",
        _ => "output-unwritable",
    };
    ui.fail(Exit::Io, key, &said)
}
