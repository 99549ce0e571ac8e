//! Reports as pages and as Markdown, and the files that they are written to.

mod markup;
mod person;

use std::fs;
use std::path::Path;

use markup::{elements, is_sound};
use person::{both, copy, err, examples, out, paperboat};

/// What a command prints that works.
fn printed(folder: &Path, arguments: &str) -> String {
    let output = paperboat(folder, &arguments.split(' ').collect::<Vec<_>>());
    assert!(output.status.success(), "{arguments}: {}", both(&output));
    out(&output)
}

/// What a command says that does not work, and what it ends with.
fn refused(folder: &Path, arguments: &str) -> (String, Option<i32>) {
    let output = paperboat(folder, &arguments.split(' ').collect::<Vec<_>>());
    assert_eq!(out(&output), "", "{arguments}");
    (err(&output), output.status.code())
}

#[test]
fn a_comparison_is_one_page_that_needs_nothing_else() {
    for (lang, file) in [
        ("en", "guestbook/compose.yaml"),
        (
            "es",
            "courses/infrastructure/compose.yaml --scenario standard --seeds 1",
        ),
    ] {
        let page = printed(
            &examples(),
            &format!("compare {file} --format html --lang {lang}"),
        );
        is_sound(&page, lang);
        assert!(page.len() < 1_000_000, "{} bytes", page.len());
        let all = elements(&page);
        let drawings = all.iter().filter(|e| e.name == "svg").count();
        assert_eq!(
            drawings,
            2 * 4,
            "four drawings, each for wide and for narrow screens"
        );
        // The model's numbers stand there with their sources.
        assert!(page.contains("ec2.pending_to_running"));
    }
}

#[test]
fn markdown_of_a_comparison_has_no_html_but_what_folds() {
    let markdown = printed(&examples(), "compare guestbook/compose.yaml --format md");
    let markup = markdown.replace("\\<", "");
    let tags = markup.split('<').skip(1);
    let tags: Vec<&str> = tags.map(|t| t.split('>').next().unwrap_or("")).collect();
    let folds = ["details", "summary", "/summary", "/details"];
    // What the model's sources say of less than is escaped.
    let tags = tags
        .into_iter()
        .filter(|t| !t.starts_with(' ') && !t.starts_with('$'));
    assert!(
        tags.clone().all(|t| folds.contains(&t)),
        "{:?}",
        tags.collect::<Vec<_>>()
    );
    let rows = markdown.lines().filter(|l| l.starts_with('|'));
    let columns = |row: &str| row.replace("\\|", "").matches('|').count();
    let mut before = None;
    for row in rows {
        let now = columns(row);
        let rule = row.starts_with("| ---");
        assert!(!rule || before == Some(now), "{row}");
        before = Some(now);
    }
}

/// Nobody reaches it; a lane fails; names are long, or look like markup.
#[test]
fn a_page_stands_whatever_is_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let file =
        |name: &str, content: &str| fs::write(folder.path().join(name), content).expect("a file");
    file("none.yaml", "services: {db: {image: \"redis:7\"}}");
    let long = "rechtsschutzversicherungsgesellschaften-verwaltung";
    let eleven: Vec<String> = (1..=11)
        .map(|n| format!("  {long}-{n}: {{image: \"me/x:1\", ports: [\"80{n:02}:80\"]}}\n"))
        .collect();
    file("long.yaml", &format!("services:\n{}", eleven.concat()));
    file(
        "fails.yaml",
        "services: {web: {image: \"nginx:1.27\", ports: [\"80:80\"], command: [\"false\"]}}",
    );
    file(
        "one.yaml",
        "services: {web: {image: \"nginx:1.27\", ports: [\"80:80\"]}}",
    );
    let storm = "version: 1\nhorizon: 6h\ntimeline:\n  - at: 2h\n    name: \"<script>alert(1)</script> | x\"\n    fault: process-crash\n";
    file("storm.yaml", storm);
    for arguments in [
        "none.yaml",
        "long.yaml --seeds 1",
        "fails.yaml --seeds 1",
        "one.yaml --lanes fargate",
        "one.yaml --seeds 1 --scenario storm.yaml",
    ] {
        let output = paperboat(
            folder.path(),
            &format!("compare {arguments} --format html")
                .split(' ')
                .collect::<Vec<_>>(),
        );
        let page = out(&output);
        assert!(!page.is_empty(), "{arguments}: {}", err(&output));
        is_sound(&page, "en");
        assert_eq!(
            page.contains("&lt;script&gt;"),
            arguments.contains("storm"),
            "{arguments}"
        );
    }
}

#[test]
fn other_reports_are_pages_too() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&examples(), folder.path());
    printed(folder.path(), "deploy guestbook/compose.yaml -s fargate");
    for arguments in [
        "plan guestbook/compose.yaml -s ec2",
        "plan courses/infrastructure/compose.yaml -s fargate --lang es",
        "check courses/infrastructure/compose.yaml",
        "check shop/compose.yaml --lang es",
        "leftovers",
    ] {
        let lang = if arguments.ends_with("es") {
            "es"
        } else {
            "en"
        };
        let page = printed(folder.path(), &format!("{arguments} --format html"));
        is_sound(&page, lang);
        let markdown = printed(folder.path(), &format!("{arguments} --format md"));
        assert!(markdown.starts_with("## "), "{markdown}");
        // What is said in a terminal is said there too, line by line, but for how it is set.
        let plain = printed(folder.path(), arguments);
        let words = |text: &str| text.replace('\\', "").replace("&quot;", "\"");
        let last = plain
            .lines()
            .rfind(|l| !l.trim().is_empty())
            .expect("it says something");
        assert!(words(&markdown).contains(last.trim()), "{last}: {markdown}");
        assert!(
            words(&page).contains(last.trim()) || last.contains('<'),
            "{last}: {page}"
        );
    }
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&examples().join("guestbook"), folder.path());
    let before = fs::read_dir(folder.path()).expect("a folder").count();
    let report = folder.path().join("report.html");
    // The ending says what is wanted.
    let said = paperboat(
        folder.path(),
        &[
            "compare",
            "compose.yaml",
            "--seeds",
            "1",
            "--out",
            "report.html",
        ],
    );
    assert_eq!(
        (out(&said).as_str(), err(&said).as_str()),
        ("", "Written to report.html\n")
    );
    let page = fs::read_to_string(&report).expect("it is there");
    is_sound(&page, "en");
    for (arguments, words, code) in [
        (
            "compare compose.yaml --out none/report.html",
            "cannot be written to none/report.html",
            3,
        ),
        ("compare compose.yaml --out .", ". is a folder", 3),
        (
            "compare compose.yaml --out report.html --format pdf",
            "text, html, md, json",
            2,
        ),
        (
            "compare compose.yaml --out report.html --format html --why fargate:1",
            "--why",
            2,
        ),
        // Wrong input leaves what was there.
        ("compare none.yaml --out report.html", "none.yaml", 2),
    ] {
        let (said, ended) = refused(folder.path(), arguments);
        assert!(
            said.contains(words) && said.contains("help:"),
            "{arguments}: {said}"
        );
        assert_eq!(ended, Some(code), "{arguments}: {said}");
    }
    assert_eq!(fs::read_to_string(&report).expect("it is there"), page);
    let both_asked = paperboat(
        folder.path(),
        &["compare", "compose.yaml", "--json", "--format", "md"],
    );
    assert!(
        out(&both_asked).contains("\"output-conflict\"") && both_asked.status.code() == Some(2)
    );
    let after = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(after, before + 1, "nothing else is left");
}

#[test]
fn json_is_json_whichever_way_it_is_asked_for() {
    let asked = |how: &str| {
        printed(
            &examples(),
            &format!("compare guestbook/compose.yaml --seeds 1 {how}"),
        )
    };
    assert_eq!(asked("--json"), asked("--format json"));
}
