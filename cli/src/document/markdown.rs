//! A document for a pull request: Markdown as GitHub and GitLab show it, without HTML but for what folds.

use super::words::{Lines, Stretch, lines, stretches};
use super::{Block, Document, Item};
use crate::style::JOINED;
use crate::table::Table;

impl Document {
    /// Writes the document as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = vec![format!("## {}", line(&self.title))];
        out.extend(self.blocks.iter().filter_map(block));
        out.join("\n\n") + "\n"
    }
}

fn block(block: &Block) -> Option<String> {
    Some(match block {
        Block::Section(heading) => format!("### {}", line(heading)),
        Block::Part(heading) => format!("#### {}", line(heading)),
        Block::Text(text) => prose(text),
        Block::Warning(level, text) => format!("> **{}:** {}", line(level), line(text)),
        Block::List(_, items) => items.iter().map(point).collect::<Vec<_>>().join("\n"),
        Block::Under(first, below) => {
            let points = below.iter().map(|l| format!("- {}", line(l)));
            format!(
                "{}\n\n{}",
                line(first),
                points.collect::<Vec<_>>().join("\n")
            )
        }
        Block::Commands(_, commands) => fenced("console", &typed(commands)),
        Block::Characters(drawn) => fenced("text", drawn),
        Block::Table(of) => table(of),
        Block::Figure(_) | Block::Gap => return None,
        Block::Details(summary, blocks) => {
            let inner: Vec<String> = blocks.iter().filter_map(self::block).collect();
            let summary = crate::html::escaped(&one_line(summary));
            let inner = inner.join("\n\n");
            format!("<details>\n<summary>{summary}</summary>\n\n{inner}\n\n</details>")
        }
    })
}

fn typed(commands: &[String]) -> String {
    let typed: Vec<String> = commands.iter().map(|c| format!("$ {c}")).collect();
    typed.join("\n")
}

/// A block of code, within a fence that is longer than any in it.
fn fenced(language: &str, code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{code}\n{fence}")
}

fn prose(text: &str) -> String {
    let of = |lines: Lines<'_>| match lines {
        Lines::Said(lines) => {
            let lines: Vec<String> = lines.iter().map(|l| line(l)).collect();
            // A backslash at the end breaks a line.
            lines.join("\\\n")
        }
        Lines::Written(lines) => fenced("text", &lines.join("\n")),
    };
    lines(text)
        .into_iter()
        .map(of)
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn point(item: &Item) -> String {
    let below = item
        .below
        .iter()
        .map(|text| format!("\n  - {}", line(text)));
    format!("- {}{}", line(&item.text), below.collect::<String>())
}

fn table(table: &Table) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let columns = 0..table.headings().len();
    let rule = columns.map(|n| if table.is_right(n) { "---:" } else { "---" });
    let rule = rule.collect::<Vec<_>>().join(" | ");
    let head = [row(table.headings()), format!("| {rule} |")];
    let rows = table.rows().iter().map(|cells| row(cells));
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// A cell: its lines one behind the other, and what belongs below the row before it marked so.
fn cell(text: &str) -> String {
    let below = if text.starts_with("  ") { "↳ " } else { "" };
    // A bar would end the cell, within code too; outside of code it is escaped already.
    let barred = |code: &str| code.replace('|', "\\|");
    let lines: Vec<String> = text.lines().map(|l| inline(l, barred)).collect();
    format!("{below}{}", lines.join(" · "))
}

fn one_line(text: &str) -> String {
    let words = |stretch: Stretch<'_>| match stretch {
        Stretch::Words(words) | Stretch::Code(words) => words.replace(JOINED, " "),
        Stretch::Begins(_) | Stretch::Ends => String::new(),
    };
    stretches(text).into_iter().map(words).collect()
}

/// A line with its emphasis and its code; all else is words, whatever they look like.
fn line(text: &str) -> String {
    inline(text, str::to_owned)
}

fn inline(text: &str, code: impl Fn(&str) -> String) -> String {
    let of = |stretch: Stretch<'_>| match stretch {
        Stretch::Words(words) => escaped(words),
        Stretch::Code(typed) => format!("`{}`", code(typed)),
        Stretch::Begins(_) | Stretch::Ends => "**".to_owned(),
    };
    stretches(text.trim()).into_iter().map(of).collect()
}

fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            JOINED => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Block, Document};
    use crate::style::good;
    use crate::table::Table;

    #[test]
    fn what_people_named_is_words_and_no_markup() {
        let mut table = Table::sized(80, ["a|b".to_owned(), "n".to_owned()]).right_from(1);
        table.row(["  <script>".to_owned(), format!("{}\n1–2", good("1 s"))]);
        let document = Document {
            title: "x_y".to_owned(),
            quiet: false,
            blocks: vec![
                Block::Table(table),
                Block::Text("ended\n    | ``` <b>".to_owned()),
            ],
        };
        insta::assert_snapshot!(document.markdown(), @r"
        ## x\_y

        | a\|b | n |
        | --- | ---: |
        | ↳ \<script\> | **1 s** · 1–2 |

        ended

        ````text
        ``` <b>
        ````
        ");
    }
}
