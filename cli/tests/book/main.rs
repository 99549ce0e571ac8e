//! The book is true: what its pages show is what the program prints, in both languages.
//!
//! `PAPERBOAT_UPDATE_BOOK=1` writes what is true into the pages. How a page says what to run is in `page.rs`.

mod figure;
mod gallery;
mod number;
mod page;
mod part;
#[path = "../person/mod.rs"]
mod person;
mod reader;
mod tree;
mod written;

use std::path::PathBuf;

use paperboat::book::CHAPTERS;
use paperboat::text::Language;

use gallery::Gallery;
use page::truth;
use reader::Reader;

/// The folder of a language's pages.
fn source(language: Language) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../book")
        .join(language.code())
        .join("src")
}

fn read(language: Language, name: &str) -> String {
    let path = source(language).join(format!("{name}.md"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The first line that differs, of two pages.
fn difference(page: &str, truth: &str) -> String {
    let mut pairs = page.lines().zip(truth.lines()).enumerate();
    match pairs.find(|(_, (said, is))| said != is) {
        Some((at, (said, is))) => format!("line {}:\n  says {said}\n  true {is}", at + 1),
        None => "one is longer".to_owned(),
    }
}

/// Holds every chapter of a language to what the program does, or writes it so.
fn hold(language: Language) {
    let update = std::env::var_os("PAPERBOAT_UPDATE_BOOK").is_some();
    let mut stale = Vec::new();
    let mut gallery = Gallery::default();
    for chapter in CHAPTERS {
        let page = read(language, chapter.name);
        let place = format!("book/{}/src/{}.md", language.code(), chapter.name);
        let mut reader = Reader::new(language);
        let truth = truth(&page, &mut reader);
        let truth = truth.and_then(|page| gallery.takes(reader.pictures).map(|()| page));
        match truth {
            Ok(truth) if truth == page => {}
            Ok(truth) if update => {
                let path = source(language).join(format!("{}.md", chapter.name));
                std::fs::write(path, truth).expect("a page");
            }
            Ok(truth) => stale.push(format!("{place}: {}", difference(&page, &truth))),
            Err(error) => stale.push(format!("{place}: {error}")),
        }
    }
    if stale.is_empty() {
        let folder = source(language).join("figures");
        stale = gallery.hold(&folder, update);
    }
    let stale = stale.join("\n");
    assert!(
        stale.is_empty(),
        "{stale}\nPAPERBOAT_UPDATE_BOOK=1 cargo test --test book writes what is true; read it before you keep it"
    );
}

#[test]
#[cfg_attr(
    feature = "aws",
    ignore = "the book shows what the program without AWS prints"
)]
fn the_english_book_is_true() {
    hold(Language::En);
}

#[test]
#[cfg_attr(
    feature = "aws",
    ignore = "the book shows what the program without AWS prints"
)]
fn the_spanish_book_is_true() {
    hold(Language::Es);
}
