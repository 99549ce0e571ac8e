//! Both trees have one skeleton, their links lead somewhere, and their numbers come from a run.

use std::collections::BTreeSet;

use paperboat::book::{CHAPTERS, DRAWINGS, Drawing, Entry, summary};
use paperboat::scene::within;
use paperboat::text::Language;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{read, source};

const LANGUAGES: [Language; 2] = [Language::En, Language::Es];

/// Lines with whether they stand in a block of code.
fn lines(page: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut code = false;
    page.lines().map(move |line| {
        let fence = line.starts_with("```");
        let inside = code || fence;
        code ^= fence;
        (inside, line)
    })
}

/// What both pages of a chapter share, in order: headings by their level, comments, blocks, what is typed, tables' rows.
fn skeleton(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (code, line) in lines(page) {
        let level = line.chars().take_while(|c| *c == '#').count();
        match code {
            true if line.starts_with("```") || line.starts_with("$ ") => {
                found.push(line.to_owned())
            }
            false if level > 0 => found.push("#".repeat(level)),
            false if line.starts_with("<!-- ") => found.push(line.to_owned()),
            false if line.starts_with('|') => found.push("row".to_owned()),
            _ => {}
        }
    }
    found
}

/// The orders of a page's numbers, and the chapters that it links: their order in a sentence is the language's own.
fn held(page: &str) -> (Vec<String>, Vec<String>) {
    let mut orders: Vec<String> = page
        .split("<!--= ")
        .skip(1)
        .filter_map(|part| part.split_once(" -->"))
        .map(|(order, _)| order.to_owned())
        .collect();
    let mut links = links(page);
    orders.sort();
    links.sort();
    (orders, links)
}

fn links(page: &str) -> Vec<String> {
    let links = Parser::new_ext(page, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.into_string())
        }
        _ => None,
    });
    links.collect()
}

#[test]
fn both_books_have_the_same_chapters() {
    let shape = |language| -> Vec<Option<String>> {
        let entry = |entry| match entry {
            Entry::Part(_) => None,
            Entry::Chapter { name, .. } => Some(name),
        };
        summary(language).into_iter().map(entry).collect()
    };
    let english = shape(Language::En);
    assert_eq!(shape(Language::Es), english);
    let listed: Vec<String> = english.into_iter().flatten().collect();
    let embedded: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.name).collect();
    assert_eq!(listed, embedded, "SUMMARY.md and cli/src/book/chapters.rs");
    for language in LANGUAGES {
        let files = std::fs::read_dir(source(language))
            .expect("a folder")
            .flatten();
        let files: BTreeSet<String> = files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .collect();
        let mut wanted: BTreeSet<String> = listed.iter().map(|name| format!("{name}.md")).collect();
        wanted.extend(["SUMMARY.md", "figures"].map(str::to_owned));
        assert_eq!(files, wanted, "{language:?}");
    }
}

#[test]
fn both_books_show_the_same() {
    for chapter in CHAPTERS {
        let [english, spanish] = LANGUAGES.map(|language| chapter.markdown(language));
        assert_eq!(skeleton(english), skeleton(spanish), "{}", chapter.name);
        assert_eq!(held(english), held(spanish), "{}", chapter.name);
    }
}

#[test]
fn links_lead_to_chapters() {
    for language in LANGUAGES {
        for chapter in CHAPTERS {
            for link in links(chapter.markdown(language)) {
                let name = link.strip_suffix(".md").unwrap_or_default();
                let there = CHAPTERS.iter().any(|other| other.name == name);
                let drawn = Drawing::linked(&link).is_some();
                assert!(
                    there || drawn || link.starts_with("https://"),
                    "{}: {link}",
                    chapter.name
                );
            }
        }
    }
}

/// The program carries what the pages show, and nothing else.
#[test]
fn drawings_are_those_of_the_pages() {
    let carried: Vec<&str> = DRAWINGS.iter().map(|drawing| drawing.name).collect();
    let shown = CHAPTERS.iter().flat_map(|chapter| {
        let links = links(chapter.markdown(Language::En)).into_iter();
        links.filter_map(|link| Some(Drawing::linked(&link)?.name))
    });
    assert_eq!(carried, shown.collect::<Vec<_>>());
    for drawing in DRAWINGS {
        for file in LANGUAGES.map(|language| drawing.files(language)).concat() {
            assert!(within(file, "a", "wide").is_some(), "{}", drawing.name);
        }
    }
}

/// What a person wrote of a page: without code, comments and the numbers between comments.
fn prose(page: &str) -> String {
    let mut told = String::new();
    // What an image is called is written by the run that drew it.
    let (mut code, mut number, mut image) = (false, false, false);
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::Image { .. }) => image = true,
            Event::End(TagEnd::Image) => image = false,
            Event::InlineHtml(comment) => number = comment.starts_with("<!--= "),
            Event::Text(text) if !code && !number && !image => told += &text,
            _ => told.push(' '),
        }
    }
    told
}

/// A number that nobody holds is one that nobody will change.
#[test]
fn no_number_is_written_by_hand() {
    for language in LANGUAGES {
        for chapter in CHAPTERS {
            let page = read(language, chapter.name);
            let told = prose(&page);
            let mut words = told.split(|c: char| !c.is_alphanumeric());
            let number = words.find(|word| word.parse::<u64>().is_ok());
            assert_eq!(number, None, "{} ({})", chapter.name, language.code());
            for (code, line) in lines(&page) {
                let begun = line.trim_start_matches(['-', '>', ' ']);
                let html = !code && begun.starts_with("<!--=");
                assert!(
                    !html,
                    "{}: Markdown takes this line for HTML: {line}",
                    chapter.name
                );
            }
        }
    }
}

/// Comments are left out where the book is shown; other HTML would be lost.
#[test]
fn pages_are_markdown_alone() {
    for language in LANGUAGES {
        for chapter in CHAPTERS {
            for event in Parser::new_ext(chapter.markdown(language), Options::ENABLE_TABLES) {
                if let Event::Html(html) | Event::InlineHtml(html) = event {
                    let comment = html.starts_with("<!--") && html.trim_end().ends_with("-->");
                    assert!(comment, "{}: {html}", chapter.name);
                }
            }
        }
    }
}

/// The glossary's rows: Spanish, English, or the one word that both use.
#[test]
fn the_glossary_holds_words_of_the_book() {
    let rows = |language| -> Vec<[String; 2]> {
        let page = read(language, "glossary");
        let rows = page.lines().filter(|line| line.starts_with('|')).skip(2);
        let cells = |row: &str| {
            let cells: Vec<String> = row.split('|').map(|cell| cell.trim().to_owned()).collect();
            [cells[1].clone(), cells[2].clone()]
        };
        rows.map(cells).collect()
    };
    let [english, spanish] = LANGUAGES.map(rows);
    let turned: Vec<_> = english
        .iter()
        .map(|[en, es]| [es.clone(), en.clone()])
        .collect();
    assert_eq!(turned, spanish);
    assert!(english.len() > 20, "{}", english.len());
    for (language, rows) in LANGUAGES.into_iter().zip([&english, &spanish]) {
        let chapters = CHAPTERS.iter().filter(|chapter| chapter.name != "glossary");
        let book: String = chapters
            .map(|chapter| chapter.markdown(language).to_lowercase())
            .collect::<String>()
            .replace('\n', " ");
        for [word, _] in rows {
            let plain = word.trim_matches('`').to_lowercase();
            assert!(
                book.contains(&plain),
                "{language:?}: {word} is in no chapter"
            );
        }
    }
}

/// What every chapter has but those that only lead through the book.
#[test]
fn chapters_have_one_shape() {
    let shapes = [
        (
            Language::En,
            [
                "**Question.**",
                "**Predict.**",
                "\n## Turn a knob\n",
                "\n## Where this is false\n",
            ],
        ),
        (
            Language::Es,
            [
                "**Pregunta.**",
                "**Predice.**",
                "\n## Gira un mando\n",
                "\n## Dónde esto no es cierto\n",
            ],
        ),
    ];
    let others = ["index", "how-to-read", "verdicts", "glossary"];
    for (language, shape) in shapes {
        for chapter in CHAPTERS.iter().filter(|c| !others.contains(&c.name)) {
            let mut rest = chapter.markdown(language);
            for part in shape {
                let found = rest.split_once(part);
                rest = found
                    .unwrap_or_else(|| panic!("{}: no {part}", chapter.name))
                    .1;
            }
            assert!(
                !rest.contains("\n## "),
                "{}: it ends with where it is false",
                chapter.name
            );
        }
    }
}
