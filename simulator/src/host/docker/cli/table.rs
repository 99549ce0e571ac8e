//! Tables as Docker prints them: each column ends with three spaces, and is no narrower than its printer makes it.

/// The least width of a column with its gap: the CLI's own printer takes 10 (docker/cli, `formatter`).
const LEAST: usize = 10;
/// What `docker compose ls` and `docker compose images` take instead (docker/compose, `formatter.PrintPrettySection`).
const LEAST_OF_COMPOSE: usize = 20;

/// Lays out rows under their headings.
pub(in crate::host::docker) fn table(rows: &[Vec<String>]) -> String {
    lay_out(rows, LEAST)
}

/// Lays out rows under their headings as Compose's own lists do.
pub(in crate::host::docker) fn wide_table(rows: &[Vec<String>]) -> String {
    lay_out(rows, LEAST_OF_COMPOSE)
}

fn lay_out(rows: &[Vec<String>], least: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| {
        let cells = rows.iter().filter_map(|r| r.get(i));
        let widest = cells.map(|c| c.chars().count()).max().unwrap_or(0);
        (widest + 3).max(least)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            if i + 1 == row.len() {
                text += cell;
            } else {
                text += &format!("{cell:<width$}", width = widths[i]);
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{table, wide_table};

    #[test]
    fn columns_are_as_wide_as_those_of_the_real_engine() {
        let rows = |rows: &[&[&str]]| -> Vec<Vec<String>> {
            let row = |r: &&[&str]| r.iter().map(ToString::to_string).collect();
            rows.iter().map(row).collect()
        };
        // `docker network ls` and `docker compose ls` of Docker 26.1.5 and Compose 2.26.1.
        let networks = rows(&[&["NAME", "DRIVER", "SCOPE"], &["host", "host", "local"]]);
        assert_eq!(
            table(&networks),
            "NAME      DRIVER    SCOPE\nhost      host      local\n"
        );
        let long = rows(&[&["REPOSITORY", "TAG"], &["a", "1"]]);
        assert_eq!(table(&long), "REPOSITORY   TAG\na            1\n");
        let projects = rows(&[&["NAME", "STATUS", "CONFIG FILES"]]);
        assert_eq!(
            wide_table(&projects),
            "NAME                STATUS              CONFIG FILES\n"
        );
    }
}
