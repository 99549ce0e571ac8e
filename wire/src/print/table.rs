//! `--output table`, as the AWS command line draws it where it does not know how wide the terminal is.
//!
//! Held to recorded output of the real one (`tables.json`, written by `tests/aws_models/tables.py`).

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr as _;

use super::scalar;

/// How wide a table may be before sections of one row are turned on their side: what the AWS command line takes for a
/// terminal whose width it cannot ask.
const WIDTH: usize = 80;

/// The blanks that a column has beyond its widest cell.
const PADDING: usize = 4;

/// Draws an answer under a title; nothing for one that is empty.
///
/// # Errors
/// The words of the AWS command line for rows that have not the same number of cells.
pub(super) fn table(title: &str, answer: &Value) -> Result<String, String> {
    let mut table = Table::default();
    table.add(Some(title), answer, 0)?;
    if table.sections.is_empty() {
        return Ok(String::new());
    }
    if table.width() > WIDTH {
        table.sections.iter_mut().for_each(Section::turn);
    }
    Ok(table.drawn())
}

/// A part of a table: a title, column heads, rows.
#[derive(Debug, Default)]
struct Section {
    title: String,
    indent: usize,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Default)]
struct Table {
    sections: Vec<Section>,
}

/// What Python takes for false.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

/// The names of an object's plain members, and of those that hold more; each in order.
fn names(members: &Map<String, Value>) -> (Vec<&str>, Vec<&str>) {
    let names = members.keys().map(String::as_str);
    let (mut plain, mut more): (Vec<&str>, Vec<&str>) =
        names.partition(|name| is_scalar(&members[*name]));
    plain.sort_unstable();
    more.sort_unstable();
    (plain, more)
}

impl Table {
    fn add(&mut self, title: Option<&str>, value: &Value, indent: usize) -> Result<(), String> {
        if is_empty(value) {
            return Ok(());
        }
        if let Some(title) = title {
            self.begin(title, indent);
        }
        match value {
            Value::Object(members) => self.object(members, indent),
            Value::Array(items) if items[0].is_object() => {
                self.objects(title.unwrap_or_default(), items, indent)
            }
            Value::Array(items) => items.iter().try_for_each(|item| self.item(item)),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, title: &str, indent: usize) {
        self.sections.push(Section {
            title: title.to_owned(),
            indent,
            ..Section::default()
        });
    }

    fn heads<'h>(&mut self, heads: impl IntoIterator<Item = &'h str>) {
        if let Some(section) = self.sections.last_mut() {
            section.heads = heads.into_iter().map(str::to_owned).collect();
        }
    }

    fn row(&mut self, row: Vec<String>) -> Result<(), String> {
        let Some(section) = self.sections.last_mut() else {
            return Ok(());
        };
        let first = section.rows.first().map(Vec::len);
        let wanted = match section.heads.len() {
            0 => first.unwrap_or(row.len()),
            heads => heads,
        };
        if row.len() != wanted {
            let has = row.len();
            return Err(format!(
                "Row should have {wanted} elements, instead it has {has}"
            ));
        }
        section.rows.push(row);
        Ok(())
    }

    /// An item of a list that does not begin with an object.
    fn item(&mut self, item: &Value) -> Result<(), String> {
        match item {
            Value::Array(cells) if cells.iter().all(is_scalar) => {
                self.row(cells.iter().map(scalar).collect())
            }
            Value::Array(_) => self.add(None, item, 0),
            Value::Object(members) => self.row(members.keys().cloned().collect()),
            plain => self.row(vec![scalar(plain)]),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, indent: usize) -> Result<(), String> {
        let (plain, more) = names(members);
        match plain[..] {
            [] => {}
            [name] => self.row(vec![name.to_owned(), scalar(&members[name])])?,
            _ => {
                self.heads(plain.iter().copied());
                self.row(plain.iter().map(|name| scalar(&members[*name])).collect())?;
            }
        }
        more.into_iter()
            .try_for_each(|name| self.add(Some(name), &members[name], indent + 1))
    }

    fn objects(&mut self, title: &str, items: &[Value], indent: usize) -> Result<(), String> {
        let (mut plain, mut more) = (Vec::new(), Vec::new());
        let objects: Vec<&Map<String, Value>> = items.iter().filter_map(Value::as_object).collect();
        for members in &objects {
            let (these, those) = names(members);
            plain.extend(these);
            more.extend(those);
        }
        for names in [&mut plain, &mut more] {
            names.sort_unstable();
            names.dedup();
        }
        self.heads(plain.iter().copied());
        for (n, members) in objects.into_iter().enumerate() {
            if n > 0 && !more.is_empty() {
                self.begin(title, indent);
                self.heads(plain.iter().copied());
            }
            let cell = |name: &&str| members.get(*name).map_or(String::new(), scalar);
            self.row(plain.iter().map(cell).collect())?;
            for name in &more {
                let inner = members.get(*name).unwrap_or(&Value::Null);
                self.add(Some(name), inner, indent + 1)?;
            }
        }
        Ok(())
    }

    fn width(&self) -> usize {
        self.sections.iter().map(Section::width).max().unwrap_or(0)
    }

    fn drawn(&self) -> String {
        let width = self.width();
        let mut out = format!("{}\n", "-".repeat(width));
        for section in &self.sections {
            let edge = "|".repeat(section.indent);
            for line in section.lines(width - 2 * section.indent) {
                out.push_str(&format!("{edge}{line}{edge}\n"));
            }
        }
        out
    }
}

impl Section {
    /// The width of the widest cell of each column.
    fn cells(&self) -> Vec<usize> {
        let mut widest = Vec::new();
        for row in std::iter::once(&self.heads).chain(&self.rows) {
            widest.resize(widest.len().max(row.len()), 0);
            for (most, cell) in widest.iter_mut().zip(row) {
                *most = (*most).max(cell.width_cjk());
            }
        }
        widest
    }

    /// How wide it has to be, edges of what it stands in included.
    fn width(&self) -> usize {
        let cells: usize = self.cells().iter().map(|cell| cell + PADDING).sum();
        let outside = 2 * self.indent;
        (self.title.width_cjk() + 2 + outside).max(cells + 2 + outside)
    }

    /// A section of one row becomes one with a row for each column.
    fn turn(&mut self) {
        if let [row] = &self.rows[..]
            && !self.heads.is_empty()
        {
            let heads = std::mem::take(&mut self.heads);
            let cells = heads.into_iter().zip(row.clone());
            self.rows = cells.map(|(head, cell)| vec![head, cell]).collect();
        }
    }

    fn lines(&self, width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let bare = self.heads.is_empty() && self.rows.is_empty();
        if !self.title.is_empty() {
            lines.push(centred(&self.title, width, "|"));
            if bare {
                lines.push(format!("+{}+", "-".repeat(width - 2)));
            }
        }
        let columns = shared(&self.cells(), width);
        if columns.is_empty() {
            return lines;
        }
        let rule = rule(&columns);
        if !self.heads.is_empty() {
            lines.push(rule.clone());
            lines.push(across(&columns, &self.heads, centred));
        }
        if !self.rows.is_empty() {
            lines.push(rule.clone());
            let rows = self.rows.iter().map(|row| across(&columns, row, left));
            lines.extend(rows);
            lines.push(rule);
        }
        lines
    }
}

/// Shares a width out over columns in proportion to what they need, as the AWS command line does: rounded to the nearest
/// (half to even), what is too much taken from the first columns, what is missing given to the last ones.
fn shared(cells: &[usize], width: usize) -> Vec<usize> {
    let needed: Vec<usize> = cells.iter().map(|cell| cell + PADDING).collect();
    let all: usize = needed.iter().sum();
    if all == 0 {
        return Vec::new();
    }
    let scale = width as f64 / all as f64;
    let share = |need: &usize| (scale * *need as f64).round_ties_even() as usize;
    let mut columns: Vec<usize> = needed.iter().map(share).collect();
    let mut given: usize = columns.iter().sum();
    while given > width {
        for column in &mut columns {
            if given == width {
                break;
            }
            *column -= 1;
            given -= 1;
        }
    }
    while given < width {
        for column in columns.iter_mut().rev() {
            if given == width {
                break;
            }
            *column += 1;
            given += 1;
        }
    }
    columns
}

/// A line between rows. The first column has both its edges, every other one only its right.
fn rule(columns: &[usize]) -> String {
    let mut line = String::new();
    for (n, column) in columns.iter().enumerate() {
        let edges = if n == 0 { "+" } else { "" };
        let dashes = column - 1 - edges.len();
        line.push_str(&format!("{edges}{}+", "-".repeat(dashes)));
    }
    line
}

fn across(columns: &[usize], row: &[String], cell: impl Fn(&str, usize, &str) -> String) -> String {
    let cells = columns.iter().zip(row).enumerate();
    let cells = cells.map(|(n, (column, text))| cell(text, *column, if n == 0 { "|" } else { "" }));
    cells.collect()
}

/// A text in the middle of a cell with a right edge.
fn centred(text: &str, width: usize, edge: &str) -> String {
    let long = text.width_cjk();
    // One less than half: where it does not fit exactly, it stands to the left of the middle.
    let before = (width / 2).saturating_sub(long / 2 + 1);
    let after = width.saturating_sub(1 + edge.len() + before + long);
    format!("{edge}{}{text}{}|", " ".repeat(before), " ".repeat(after))
}

/// A text at the left of a cell with a right edge, two blanks from the left one where there is room.
fn left(text: &str, width: usize, edge: &str) -> String {
    let long = text.width_cjk();
    let before = if width > long + 2 + edge.len() { 2 } else { 0 };
    let after = width.saturating_sub(edge.len() + before + long + 1);
    format!("{edge}{}{text}{}|", " ".repeat(before), " ".repeat(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_those_that_the_real_one_printed() {
        let recorded: Vec<Value> =
            serde_json::from_str(include_str!("tables.json")).expect("a record");
        assert!(recorded.len() > 25);
        for row in recorded {
            let drawn = table("DescribeThings", &row["answer"]);
            let (real, answer) = match row["error"].as_str() {
                Some(error) => (Err(error.to_owned()), &row["answer"]),
                None => (
                    Ok(row["printed"].as_str().expect("a table").to_owned()),
                    &row["answer"],
                ),
            };
            assert_eq!(drawn, real, "{answer}");
        }
    }
}
