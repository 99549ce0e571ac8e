//! Tables that fit the terminal.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width,
};
use textwrap::core::display_width;

use crate::style::{JOINED, strong};
use crate::ui::Ui;

/// Lines above and below the headings and at the end.
const PLAIN: TableStyle = UTF8_HORIZONTAL_ONLY
    .top_border(LineStyle::none())
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .row_separator(LineStyle::none())
    .bottom_border(LineStyle::none());
/// The blanks on both sides of a cell.
const PADDING: usize = 2;

/// A table with headings from the catalogue.
///
/// Lines are broken between words only. Where a terminal is too narrow for that, a table of lanes becomes several, each with
/// some of the lanes; of any other, rows are written one below the other, each cell on a line of its own behind its heading.
#[derive(Debug)]
pub struct Table {
    width: usize,
    caption: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The first column whose cells stand at the right.
    right: usize,
    ruled: bool,
    /// Whether columns may go into a further table, which begins with the first column again.
    parts: bool,
}

impl Table {
    /// Begins a table with these headings, given as catalogue keys.
    #[must_use]
    pub fn new(ui: &Ui, headings: &[&str]) -> Self {
        Self::titled(ui, headings.iter().map(|h| ui.text.get(h)))
    }

    /// Begins a table with these headings, as they are shown.
    #[must_use]
    pub fn titled(ui: &Ui, headings: impl IntoIterator<Item = String>) -> Self {
        Self::sized(ui.width().into(), headings)
    }

    /// Begins a table that fills so many columns of a terminal.
    #[must_use]
    pub fn sized(width: usize, headings: impl IntoIterator<Item = String>) -> Self {
        Self {
            width,
            caption: String::new(),
            headings: headings.into_iter().collect(),
            rows: Vec::new(),
            right: usize::MAX,
            ruled: false,
            parts: false,
        }
    }

    /// Says what the table holds, where it does not stand under its heading: to who hears a page instead of seeing it.
    #[must_use]
    pub fn captioned(self, caption: String) -> Self {
        Self { caption, ..self }
    }

    /// What the table holds.
    #[must_use]
    pub fn caption(&self) -> &str {
        &self.caption
    }

    /// The headings.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// Tells whether the cells of a column stand at the right.
    #[must_use]
    pub fn is_right(&self, column: usize) -> bool {
        column >= self.right
    }

    /// Draws a line between rows: for rows of several lines.
    #[must_use]
    pub fn ruled(self) -> Self {
        Self {
            ruled: true,
            ..self
        }
    }

    /// Sets the cells of this column and of those after it at the right, as numbers are.
    #[must_use]
    pub fn right_from(self, column: usize) -> Self {
        Self {
            right: column,
            ..self
        }
    }

    /// Begins a table with one heading of its own and a column for each lane.
    #[must_use]
    pub fn lanes(ui: &Ui, first: &str, lanes: &[paperboat_rehearsal::LaneReport]) -> Self {
        let names = lanes.iter().map(|l| l.lane.clone());
        let headings = std::iter::once(ui.text.get(first)).chain(names);
        Self {
            parts: true,
            ..Self::titled(ui, headings).right_from(1)
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Writes the table, without blanks at the ends of lines.
    #[must_use]
    pub fn render(&self) -> String {
        if let Some(text) = self.whole() {
            return text;
        }
        let columns = self.headings.len() - 1;
        let most = if self.parts { columns } else { 0 };
        let parts = (2..=most).find_map(|parts| {
            let each = columns.div_ceil(parts);
            let firsts = (1..=columns).step_by(each);
            let part = |first: usize| self.columns(first, each.min(columns + 1 - first)).whole();
            firsts.map(part).collect::<Option<Vec<String>>>()
        });
        parts.map_or_else(|| self.stacked(), |parts| parts.join("\n"))
    }

    /// The same table with the first column and some of the others.
    fn columns(&self, first: usize, count: usize) -> Self {
        let some = |cells: &Vec<String>| -> Vec<String> {
            let rest = cells.iter().skip(first).take(count);
            cells.iter().take(1).chain(rest).cloned().collect()
        };
        Self {
            headings: some(&self.headings),
            rows: self.rows.iter().map(some).collect(),
            caption: self.caption.clone(),
            ..*self
        }
    }

    /// The table as one; none where the terminal is too narrow for it.
    fn whole(&self) -> Option<String> {
        let least = self.least();
        if least.iter().sum::<usize>() > self.width {
            return None;
        }
        let mut table = comfy_table::Table::new();
        table.load_style(if self.ruled {
            UTF8_HORIZONTAL_ONLY
        } else {
            PLAIN
        });
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        table.set_header(self.headings.clone());
        for row in &self.rows {
            table.add_row(row.clone());
        }
        for (n, column) in table.column_iter_mut().enumerate() {
            let width = u16::try_from(least[n]).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            if n >= self.right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let text = table.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        // The columns' least widths are bounds from below, and what is arranged above them can be too wide.
        let fits = lines.iter().all(|line| display_width(line) <= self.width);
        fits.then(|| lines.join("\n"))
    }

    /// The least width of each column: that of its longest word.
    fn least(&self) -> Vec<usize> {
        let longest = |cell: &String| {
            let words = cell.split([' ', '\n']).map(display_width);
            words.max().unwrap_or_default() + PADDING
        };
        let mut least: Vec<usize> = self.headings.iter().map(longest).collect();
        for row in &self.rows {
            for (width, cell) in least.iter_mut().zip(row) {
                *width = (*width).max(longest(cell));
            }
        }
        least
    }

    /// A row below the other: the first cell, then each other one behind its heading.
    fn stacked(&self) -> String {
        let mut lines = Vec::new();
        for row in &self.rows {
            let mut cells = row.iter().zip(&self.headings);
            if let Some((first, _)) = cells.next() {
                lines.push(strong(&one_line(first)));
            }
            let rest = cells.filter(|(cell, _)| !cell.is_empty());
            lines.extend(rest.map(|(cell, heading)| format!("  {heading}: {}", one_line(cell))));
        }
        lines.join("\n")
    }
}

fn one_line(cell: &str) -> String {
    cell.trim().replace('\n', "; ").replace(JOINED, " ")
}

#[cfg(test)]
mod tests {
    use textwrap::core::display_width;

    use super::Table;
    use crate::style::{good, joined, paint};

    fn table(width: usize) -> Table {
        let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        Table {
            width,
            caption: String::new(),
            headings: cells(["Resource", "What it is", "A month"]),
            rows: vec![
                cells([
                    "task/shop/1eb967d7929813bb",
                    "a task with two words",
                    &joined("1 234 567"),
                ]),
                cells(["vol-1", &good("a volume"), "$0.72"]),
            ],
            right: 2,
            ruled: false,
            parts: false,
        }
    }

    #[test]
    fn lanes_that_do_not_fit_beside_each_other_go_into_a_further_table() {
        let parts = Table {
            parts: true,
            right: 1,
            ..table(44)
        };
        insta::assert_snapshot!(paint(&parts.render(), false), @"
         Resource                        What it is
        ────────────────────────────────────────────
         task/shop/1eb967d7929813bb     a task with
                                          two words
         vol-1                             a volume
         Resource                       A month
        ────────────────────────────────────────
         task/shop/1eb967d7929813bb   1 234 567
         vol-1                            $0.72
        ");
    }

    #[test]
    fn words_ids_and_numbers_are_never_broken() {
        for width in 20..=120 {
            let text = paint(&table(width).render(), false);
            for whole in ["task/shop/1eb967d7929813bb", "1 234 567", "$0.72", "vol-1"] {
                assert!(text.contains(whole), "{width}: {text}");
            }
        }
        for width in 50..=120 {
            let text = paint(&table(width).render(), false);
            assert!(
                text.lines().all(|l| display_width(l) <= width),
                "{width}: {text}"
            );
        }
    }

    #[test]
    fn a_narrow_terminal_gets_a_line_for_each_cell() {
        insta::assert_snapshot!(paint(&table(40).render(), false), @"
        task/shop/1eb967d7929813bb
          What it is: a task with two words
          A month: 1 234 567
        vol-1
          What it is: a volume
          A month: $0.72
        ");
    }
}
