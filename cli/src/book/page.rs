//! Pages for a browser: each stands by itself, without scripts and without a network.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::book::chapters::{CHAPTERS, Chapter, summary};
use crate::book::figures::Drawing;
use crate::book::summary::Entry;
use crate::html::{COLOURS, DRAWING, FIGURE, STYLE, escaped, foldable};
use crate::scene::within;
use crate::text::{Catalogue, Language};

/// How the book is set.
const BOOK: &str = include_str!("../html/book.css");

/// What every page carries in its head, and nobody else's file does.
pub(super) const OURS: &str = r#"<meta name="generator" content="paperboat book">"#;

/// Every page of the book, with the name of its file: those in a catalogue's language in reading order, then those in the
/// other one, in a folder of their own. Each links to the same page in the other language.
#[must_use]
pub fn pages(text: &Catalogue) -> Vec<(String, String)> {
    let own = text.language();
    let mut all = Vec::new();
    for language in Language::ALL {
        let text = Catalogue::new(language);
        let contents = summary(language);
        let (folder, to_other) = if language == own {
            (String::new(), format!("{}/", own.other().code()))
        } else {
            (format!("{}/", language.code()), "../".to_owned())
        };
        let at = if language == own { 0 } else { all.len() };
        let page = |chapter: &Chapter| {
            let file = format!("{folder}{}.html", chapter.name);
            (file, page(chapter, &contents, &text, &to_other))
        };
        all.splice(at..at, CHAPTERS.iter().map(page));
    }
    all
}

fn page(chapter: &Chapter, contents: &[Entry], text: &Catalogue, to_other: &str) -> String {
    let language = text.language();
    let markdown = chapter.markdown(language);
    let title = markdown.lines().next().unwrap_or_default();
    let title = escaped(title.trim_start_matches('#').trim());
    let code = language.code();
    let [book, to_text, list, other] = [
        "book-title",
        "book-to-text",
        "book-contents",
        "book-other-language",
    ]
    .map(|key| escaped(&text.get(key)));
    let (other_code, name) = (language.other().code(), chapter.name);
    let (links, turn) = (links(chapter, contents), turn(chapter, contents));
    let body = body(markdown, language);
    format!(
        r##"<!doctype html>
<html lang="{code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{OURS}
<title>{title} - {book}</title>
<style>
{COLOURS}{STYLE}{DRAWING}{FIGURE}{BOOK}</style>
</head>
<body>
<a class="skip" href="#text">{to_text}</a>
<header>
<p><a href="index.html">{book}</a> <a class="other" lang="{other_code}" hreflang="{other_code}" href="{to_other}{name}.html">{other}</a></p>
<details>
<summary>{list}</summary>
<nav aria-label="{list}">
{links}</nav>
</details>
</header>
<main id="text">
{body}</main>
<footer>
{turn}</footer>
</body>
</html>
"##
    )
}

fn links(here: &Chapter, contents: &[Entry]) -> String {
    let mut links = String::from("<ul>\n");
    for entry in contents {
        links += &match entry {
            Entry::Part(title) => format!("</ul>\n<p>{}</p>\n<ul>\n", escaped(title)),
            Entry::Chapter { title, name } => {
                let current = ["", r#" aria-current="page""#][usize::from(name == here.name)];
                let title = escaped(title);
                format!("<li><a href=\"{name}.html\"{current}>{title}</a></li>\n")
            }
        };
    }
    links + "</ul>\n"
}

/// Links to the chapters before and after.
fn turn(here: &Chapter, contents: &[Entry]) -> String {
    let chapters = contents.iter().filter_map(|entry| match entry {
        Entry::Part(_) => None,
        Entry::Chapter { title, name } => Some((title, name)),
    });
    let chapters: Vec<_> = chapters.collect();
    let at = chapters.iter().position(|(_, name)| *name == here.name);
    let link = |at: Option<usize>, relation: &str, arrow: [&str; 2]| {
        let found = at.and_then(|at| chapters.get(at));
        found.map_or_else(String::new, |(title, name)| {
            let title = escaped(title);
            let [before, after] = arrow;
            format!("<a rel=\"{relation}\" href=\"{name}.html\">{before}{title}{after}</a>\n")
        })
    };
    let before = at.and_then(|at| at.checked_sub(1));
    link(before, "prev", ["← ", ""]) + &link(at.map(|at| at + 1), "next", ["", " →"])
}

/// The text as HTML. Comments are for whoever checks the book, and are left out. Drawings stand in the page itself.
fn body(markdown: &str, language: Language) -> String {
    let mut events = Vec::new();
    let mut console = false;
    let options = Options::ENABLE_TABLES | Options::ENABLE_SMART_PUNCTUATION;
    let mut parser = Parser::new_ext(markdown, options);
    while let Some(event) = parser.next() {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                // What the image would be called, the drawing says itself.
                let _ = parser.find(|event| matches!(event, Event::End(TagEnd::Image)));
                let drawing = Drawing::linked(&dest_url).map(|of| drawn(of, language));
                events.push(Event::InlineHtml(drawing.unwrap_or_default().into()));
            }
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::Start(Tag::CodeBlock(kind)) => {
                console = matches!(&kind, CodeBlockKind::Fenced(of) if &**of == "console");
                events.push(raw("<pre tabindex=\"0\"><code>"));
            }
            Event::End(TagEnd::CodeBlock) => {
                console = false;
                events.push(raw("</code></pre>\n"));
            }
            Event::Code(code) => {
                let code = format!("<code>{}</code>", foldable(&code));
                events.push(Event::InlineHtml(code.into()));
            }
            Event::Text(text) if console => events.extend(transcript(&text)),
            Event::Start(Tag::Table(columns)) => {
                events.push(raw("<div class=\"table\" tabindex=\"0\">"));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(raw("</div>\n"));
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => events.push(Event::Start(Tag::Link {
                link_type,
                dest_url: to_page(dest_url),
                title,
                id,
            })),
            other => events.push(other),
        }
    }
    let mut body = String::new();
    html::push_html(&mut body, events.into_iter());
    body
}

/// Both forms of a drawing, of which the style sheet shows one.
fn drawn(drawing: &Drawing, language: Language) -> String {
    let forms = drawing.files(language).into_iter();
    let forms = forms
        .zip(["wide", "narrow"])
        .filter_map(|(file, class)| within(file, &format!("{}-{class}", drawing.name), class));
    format!(
        "<span class=\"drawing\">\n{}</span>",
        forms.collect::<String>()
    )
}

fn raw(html: &'static str) -> Event<'static> {
    Event::Html(html.into())
}

/// What was typed stands out from what was printed.
fn transcript(text: &str) -> Vec<Event<'static>> {
    let mut events = Vec::new();
    for line in text.split_inclusive('\n') {
        let typed = line.starts_with("$ ");
        let told = Event::Text(line.to_owned().into());
        if typed {
            events.extend([raw("<b>"), told, raw("</b>")]);
        } else {
            events.push(told);
        }
    }
    events
}

/// A chapter's Markdown is a page here.
fn to_page(target: CowStr<'_>) -> CowStr<'_> {
    match target.strip_suffix(".md") {
        Some(name) if !target.contains("://") => format!("{name}.html").into(),
        _ => target,
    }
}
