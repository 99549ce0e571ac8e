//! Tables as Docker prints them: columns padded with three spaces between them.

/// Lays out rows under their headings.
pub(in crate::host::docker) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| {
        rows.iter()
            .filter_map(|r| r.get(i))
            .map(|c| c.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            let last = i + 1 == row.len();
            let padded = if last {
                cell.clone()
            } else {
                format!("{cell:<width$}   ", width = widths[i])
            };
            text += &padded;
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}
