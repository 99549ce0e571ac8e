//! Tables that fit the terminal.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, TableStyle};

use crate::ui::Ui;

/// Lines above and below the headings and at the end.
const PLAIN: TableStyle = UTF8_HORIZONTAL_ONLY
    .top_border(LineStyle::none())
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .row_separator(LineStyle::none())
    .bottom_border(LineStyle::none());

/// A table with headings from the catalogue.
#[derive(Debug)]
pub struct Table(comfy_table::Table);

impl Table {
    /// Begins a table with these headings, given as catalogue keys.
    #[must_use]
    pub fn new(ui: &Ui, headings: &[&str]) -> Self {
        Self::titled(ui, headings.iter().map(|h| ui.text.get(h)))
    }

    /// Begins a table with these headings, as they are shown.
    #[must_use]
    pub fn titled(ui: &Ui, headings: impl IntoIterator<Item = String>) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(PLAIN);
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(ui.width());
        table.set_header(headings.into_iter().collect::<Vec<_>>());
        Self(table)
    }

    /// Draws a line between rows: for rows of several lines.
    #[must_use]
    pub fn ruled(mut self) -> Self {
        self.0.load_style(UTF8_HORIZONTAL_ONLY);
        self
    }

    /// Begins a table with one heading of its own and a column for each lane.
    #[must_use]
    pub fn lanes(ui: &Ui, first: &str, lanes: &[crate::voyage::LaneReport]) -> Self {
        let mut table = Self::new(ui, &[first]);
        let names = lanes.iter().map(|l| l.lane.clone());
        table
            .0
            .set_header(std::iter::once(ui.text.get(first)).chain(names));
        for column in table.0.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.add_row(cells);
    }

    /// Writes the table, without blanks at the ends of lines.
    #[must_use]
    pub fn render(&self) -> String {
        let text = self.0.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        lines.join("\n")
    }
}
