//! A document as one page for a browser: nothing is fetched, nothing is run.

use super::words::{Lines, Stretch, lines, stretches};
use super::{Block, Document, Figure, Item};
use crate::html::{COLOURS, DRAWING, FIGURE, STYLE, escaped, foldable};
use crate::scene::{file, stacked, svg};
use crate::style::Mark;
use crate::table::Table;
use crate::text::Catalogue;

const REPORT: &str = include_str!("../html/report.css");

impl Document {
    /// Writes the document as a page.
    #[must_use]
    pub fn html(&self, text: &Catalogue) -> String {
        let code = text.language().code();
        let title = line(&self.title);
        let plain = escaped(&plain(&self.title));
        let [to_text, contents, made] =
            ["book-to-text", "page-contents", "page-made"].map(|key| escaped(&text.get(key)));
        let body = Page::default().document(self);
        let links: Vec<String> = self
            .sections()
            .map(|(n, heading)| link(n, heading))
            .collect();
        let nav = if links.len() > 1 {
            let links = links.join("\n");
            format!("<nav aria-label=\"{contents}\">\n<ul>\n{links}\n</ul>\n</nav>\n")
        } else {
            String::new()
        };
        format!(
            r##"<!doctype html>
<html lang="{code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="paperboat">
<title>{plain}</title>
<style>
{COLOURS}{STYLE}{DRAWING}{FIGURE}{REPORT}</style>
</head>
<body class="report">
<a class="skip" href="#text">{to_text}</a>
<header>
<h1>{title}</h1>
{nav}</header>
<main id="text">
{body}</main>
<footer>
<p>{made}</p>
</footer>
</body>
</html>
"##
        )
    }

    /// Writes the drawings of the document below one another as one file.
    #[must_use]
    pub fn svg(&self) -> String {
        let figures: Vec<&Figure> = self.blocks.iter().filter_map(Block::figure).collect();
        let told: Vec<&str> = figures.iter().map(|f| f.description.as_str()).collect();
        let scenes = figures.iter().map(|figure| &figure.wide);
        file(&stacked(scenes), &plain(&self.title), &told.join(". "))
    }

    fn sections(&self) -> impl Iterator<Item = (usize, &String)> {
        let headings = self.blocks.iter().filter_map(|block| match block {
            Block::Section(heading) => Some(heading),
            _ => None,
        });
        headings.enumerate()
    }
}

fn link(n: usize, heading: &str) -> String {
    format!("<li><a href=\"#s{n}\">{}</a></li>", line(heading))
}

/// What was numbered on a page so far.
#[derive(Default)]
struct Page {
    sections: usize,
    figures: usize,
    /// The heading under which things stand: nothing that is called the same needs to be seen twice.
    heading: String,
}

impl Page {
    fn document(mut self, document: &Document) -> String {
        let mut out = String::new();
        let mut open = false;
        for block in &document.blocks {
            if let Block::Section(heading) = block {
                let n = self.sections;
                self.sections += 1;
                heading.clone_into(&mut self.heading);
                let close = if open { "</section>\n" } else { "" };
                let heading = line(heading);
                out += &format!(
                    "{close}<section aria-labelledby=\"s{n}\">\n<h2 id=\"s{n}\">{heading}</h2>\n"
                );
                open = true;
            } else {
                out += &self.block(block);
            }
        }
        if open {
            out += "</section>\n";
        }
        out
    }

    fn block(&mut self, block: &Block) -> String {
        match block {
            Block::Section(heading) => format!("<h2>{}</h2>\n", line(heading)),
            Block::Part(heading) => {
                // Without a section above it, a part is what a section is elsewhere.
                let level = 2 + self.sections.min(1);
                format!("<h{level}>{}</h{level}>\n", line(heading))
            }
            Block::Text(text) => prose(text),
            Block::Warning(level, text) => {
                let (level, text) = (line(level), line(text));
                format!("<p class=\"warning\"><b>{level}:</b> {text}</p>\n")
            }
            Block::List(_, items) => list(items),
            Block::Under(first, below) => {
                let points: Vec<String> = below.iter().map(|text| point(text, &[])).collect();
                format!(
                    "<p class=\"lead\">{}</p>\n<ul>\n{}</ul>\n",
                    line(first),
                    points.concat()
                )
            }
            Block::Commands(_, commands) => {
                let typed = |c: &String| format!("<b>$ {}</b>", escaped(c));
                let typed: Vec<String> = commands.iter().map(typed).collect();
                format!(
                    "<pre tabindex=\"0\"><code>{}</code></pre>\n",
                    typed.join("\n")
                )
            }
            Block::Characters(drawn) => {
                format!(
                    "<pre tabindex=\"0\"><code>{}</code></pre>\n",
                    escaped(drawn)
                )
            }
            Block::Table(of) => table(of, self.told_already(of.caption())),
            Block::Figure(figure) => {
                self.figures += 1;
                drawn(figure, self.figures, self.told_already(&figure.title))
            }
            Block::Details(summary, blocks) => {
                let blocks: String = blocks.iter().map(|block| self.block(block)).collect();
                format!(
                    "<details>\n<summary>{}</summary>\n{blocks}</details>\n",
                    line(summary)
                )
            }
            Block::Gap => String::new(),
        }
    }
}

impl Page {
    /// The class of a title that who sees the page has just read.
    fn told_already(&self, title: &str) -> &'static str {
        if title == self.heading {
            " class=\"heard\""
        } else {
            ""
        }
    }
}

fn list(items: &[Item]) -> String {
    let points: Vec<String> = items.iter().map(|i| point(&i.text, &i.below)).collect();
    format!("<ul>\n{}</ul>\n", points.concat())
}

fn point(text: &str, below: &[String]) -> String {
    let below: Vec<String> = below.iter().map(|text| point(text, &[])).collect();
    let below = if below.is_empty() {
        String::new()
    } else {
        format!("\n<ul>\n{}</ul>\n", below.concat())
    };
    format!("<li>{}{below}</li>\n", broken(text))
}

/// Sentences as a paragraph, with what programs wrote set off.
fn prose(text: &str) -> String {
    let of = |lines: Lines<'_>| match lines {
        Lines::Said(lines) => {
            let lines: Vec<String> = lines.iter().map(|l| line(l)).collect();
            format!("<p>{}</p>\n", lines.join("<br>\n"))
        }
        Lines::Written(lines) => {
            format!(
                "<pre tabindex=\"0\"><code>{}</code></pre>\n",
                escaped(&lines.join("\n"))
            )
        }
    };
    lines(text).into_iter().map(of).collect()
}

/// The lines of a text within one element.
fn broken(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|l| line(l.trim())).collect();
    lines.join("<br>\n")
}

/// A line with its emphasis and its code.
fn line(text: &str) -> String {
    let of = |stretch: Stretch<'_>| match stretch {
        Stretch::Words(words) => foldable(words),
        Stretch::Code(code) => format!("<code>{}</code>", foldable(code)),
        Stretch::Begins(Mark::Good) => "<b class=\"good\">".to_owned(),
        Stretch::Begins(Mark::Bad) => "<b class=\"bad\">".to_owned(),
        Stretch::Begins(_) => "<b>".to_owned(),
        Stretch::Ends => "</b>".to_owned(),
    };
    stretches(text).into_iter().map(of).collect()
}

/// A line without emphasis.
fn plain(text: &str) -> String {
    let of = |stretch: Stretch<'_>| match stretch {
        Stretch::Words(words) | Stretch::Code(words) => words.to_owned(),
        Stretch::Begins(_) | Stretch::Ends => String::new(),
    };
    stretches(text).into_iter().map(of).collect()
}

fn table(table: &Table, class: &str) -> String {
    let caption = escaped(&plain(table.caption()));
    let cell = |n: usize| {
        if table.is_right(n) {
            " class=\"number\""
        } else {
            ""
        }
    };
    let headings = table.headings().iter().enumerate();
    let headings: String = headings
        .map(|(n, h)| format!("<th scope=\"col\"{}>{}</th>", cell(n), broken(h)))
        .collect();
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().enumerate().map(|(n, text)| match n {
            0 => {
                let below = if text.starts_with("  ") {
                    " class=\"below\""
                } else {
                    ""
                };
                format!("<th scope=\"row\"{below}>{}</th>", broken(text))
            }
            _ => format!("<td{}>{}</td>", cell(n), broken(text)),
        });
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let rows: String = table.rows().iter().map(row).collect();
    format!(
        "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\"><table>\n<caption{class}><span>{caption}</span></caption>\n\
         <thead>\n<tr>{headings}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )
}

fn drawn(figure: &Figure, n: usize, class: &str) -> String {
    let Figure {
        title,
        description,
        wide,
        narrow,
    } = figure;
    let wide = svg(wide, &format!("w{n}"), "wide", title, description);
    let narrow = svg(narrow, &format!("n{n}"), "narrow", title, description);
    let title = escaped(title);
    format!("<figure>\n<figcaption{class}>{title}</figcaption>\n{wide}{narrow}</figure>\n")
}
