//! `paperboat book` writes the book without mdBook.

use std::fs;

use paperboat::book::CHAPTERS;

use crate::person::{Person, out};

fn page(person: &Person, path: &str) -> String {
    fs::read_to_string(person.folder().join(path)).expect("a page")
}

#[test]
fn pages_stand_by_themselves() {
    for (language, other) in [("en", "es"), ("es", "en")] {
        let person = Person::new();
        let output = person.runs(&["book", "--out", "b", "--lang", language]);
        assert!(output.status.success(), "{output:?}");
        assert!(out(&output).contains("b/index.html"), "{output:?}");
        let own = CHAPTERS
            .iter()
            .map(|chapter| (chapter, "b".to_owned(), language, other));
        let others = CHAPTERS
            .iter()
            .map(|chapter| (chapter, format!("b/{other}"), other, language));
        for (chapter, folder, language, other) in own.chain(others) {
            let page = page(&person, &format!("{folder}/{}.html", chapter.name));
            assert!(page.contains(&format!("<html lang=\"{language}\">")));
            assert!(page.contains(&format!("hreflang=\"{other}\"")));
            // A drawing names its own arrow.
            let page = page.replace("url(#", "");
            for away in [
                "<script", "src=", "<link", "@import", "url(", "<!--", ".md\"",
            ] {
                assert!(!page.contains(away), "{}: {away}", chapter.name);
            }
            for link in page.split("href=\"").skip(1) {
                let link = link.split('"').next().unwrap_or_default();
                let there = person.folder().join(&folder).join(link).is_file();
                assert!(
                    there || link == "#text" || link.starts_with("https://"),
                    "{link}"
                );
            }
        }
    }
}

#[test]
fn it_is_written_again_over_itself_and_over_nothing_else() {
    let person = Person::new();
    assert_eq!(person.types(&["book", "--out", "b"]).0, Some(0));
    assert_eq!(
        person.types(&["book", "--out", "b", "--lang", "es"]).0,
        Some(0)
    );
    assert!(page(&person, "b/index.html").contains("lang=\"es\""));
    person.writes("c/glossary.html", "mine");
    let (code, said) = person.types(&["book", "--out", "c"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("c/glossary.html"), "{said}");
    assert_eq!(page(&person, "c/glossary.html"), "mine");
    assert!(!person.folder().join("c/index.html").exists());
}

#[test]
fn a_folder_that_takes_nothing_is_named() {
    let person = Person::new();
    person.writes("file", "mine");
    for folder in ["missing/below", "file", "file/below", ""] {
        let (code, said) = person.types(&["book", "--out", folder]);
        assert_eq!(code, Some(2), "{folder}: {said}");
        assert!(said.contains(folder) && said.contains("help"), "{said}");
    }
    assert_eq!(page(&person, "file"), "mine");
    assert!(!person.folder().join("missing").exists());
}

#[test]
fn without_a_folder_it_is_kept_among_what_programs_keep() {
    let person = Person::new();
    let home = person.folder().join("home");
    let person = person.having("HOME", &home.display().to_string());
    let (code, said) = person.types(&["book", "--lang", "es"]);
    assert_eq!(code, Some(0), "{said}");
    let first = home.join(".cache/paperboat/book/es/index.html");
    assert!(
        first.is_file() && said.contains(&first.display().to_string()),
        "{said}"
    );
}
