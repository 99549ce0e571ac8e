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
            2 * 5,
            "five drawings, each for wide and for narrow screens"
        );
        if lang == "es" {
            // The rush has its number in every lane, also where data forbids to scale out before it.
            let rushes = page.matches(">7</text>").count();
            let lanes = page.matches("peticiones por segundo</text>").count();
            assert_eq!(rushes, lanes);
        }
        // The model's numbers stand there with their sources.
        assert!(page.replace("<wbr>", "").contains("ec2.pending_to_running"));
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
        let words = |text: &str| {
            let folded = ["\\", "<wbr>", "<span class=\"whole\">", "</span>"];
            let text = text.replace("&quot;", "\"");
            folded
                .into_iter()
                .fold(text, |text, mark| text.replace(mark, ""))
        };
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

/// Who talks to whom is what the files say, and what is open is what the recipes opened.
/// A worker below its database would stand in the way from there to the file system.
#[test]
fn what_nobody_calls_stands_above_what_it_calls() {
    let svg = printed(&examples(), "diagram shop -s fargate --format svg");
    let row = |name: &str| {
        let (before, _) = svg.split_once(&format!(">{name}</text>")).expect(name);
        let (_, y) = before.rsplit_once(" y=\"").expect("a height");
        let (y, _) = y.split_once('"').expect("a height");
        y.parse::<f64>().expect("a number")
    };
    assert!(row("api") < row("db") && row("worker") < row("db"));
    assert!(row("worker") > row("internet"));
}

#[test]
fn instances_that_run_the_same_are_drawn_once() {
    let json = printed(
        &examples(),
        "diagram guestbook/compose.yaml -s ec2-asg --json",
    );
    let drawn: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let places = drawn["ways"][0]["topology"]["places"].as_array();
    let instances: Vec<&serde_json::Value> = places
        .expect("places")
        .iter()
        .filter(|place| place["kind"] == "instance")
        .collect();
    assert_eq!(instances.len(), 1, "{instances:?}");
    assert_eq!(instances[0]["count"], 2);
    let programs: Vec<String> = instances[0]["programs"]
        .as_array()
        .expect("programs")
        .iter()
        .map(|program| format!("{} {}", program["service"], program["count"]).replace('"', ""))
        .collect();
    assert_eq!(programs, ["cache 2", "web 2"]);
}

#[test]
fn a_diagram_shows_what_stands_there() {
    let json = printed(
        &examples(),
        "diagram courses/infrastructure/compose.yaml --all --json",
    );
    let drawn: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let mut ways = list(&drawn["ways"]);
    let asked = ["ec2-naive", "ec2-careful", "fargate"];
    ways.retain(|way| asked.iter().any(|lane| way["lane"] == *lane));
    let open = |way: usize, place: usize| -> Vec<String> {
        let open = list(&ways[way]["topology"]["places"][place]["open"]);
        let rule = |o: &serde_json::Value| format!("{} {}", o["what"], o["from"]).replace('"', "");
        open.iter().map(rule).collect()
    };
    // The first tutorial publishes what the file publishes, databases too, and SSH to everybody.
    let everybody = |ports: &[u16]| -> Vec<String> {
        ports.iter().map(|p| format!("tcp {p} 0.0.0.0/0")).collect()
    };
    assert_eq!(open(0, 0), everybody(&[22, 3307, 5433, 8001, 8002]));
    assert_eq!(open(1, 0)[1..], everybody(&[8001, 8002]));
    assert!(open(1, 0)[0].starts_with("tcp 22") && open(1, 0)[0].ends_with("/32"));
    // On Fargate users come in at the load balancer alone.
    assert_eq!(ways[2]["topology"]["places"][0]["kind"], "load-balancer");
    assert_eq!(open(2, 0), everybody(&[8001, 8002]));
    for way in &ways {
        let links = list(&way["topology"]["links"]);
        let name = |end: &serde_json::Value| end["name"].as_str().unwrap_or("users").to_owned();
        let told = links
            .iter()
            .map(|l| format!("{}>{}:{}", name(&l["from"]), name(&l["to"]), l["port"]));
        let told: Vec<String> = told.collect();
        for link in [
            "s-user-service>s-mysql:3306",
            "s-course-service>s-postgres:5432",
            "s-course-service>s-user-service:8001",
        ] {
            assert!(told.contains(&link.to_owned()), "{link}: {told:?}");
        }
        assert!(links.iter().all(|l| l["fails"].is_null()), "{links:?}");
        assert_eq!(
            told.contains(&"users>s-user-service:8001".to_owned()),
            way["lane"] != "fargate"
        );
    }
    let file = "diagram guestbook/compose.yaml -s fargate --format svg";
    let svg = printed(&examples(), file);
    assert!(
        svg.starts_with("<svg xmlns=") && svg.matches("<title").count() == 1,
        "{svg}"
    );
    let page = printed(
        &examples(),
        "diagram shop/compose.yaml --all --format html --lang es",
    );
    is_sound(&page, "es");
    // A drawing in characters is no wider than the terminal.
    for columns in [80, 120] {
        let here = person::Person::at(examples()).having("COLUMNS", &columns.to_string());
        let drawn = out(&here.runs(&["diagram", "shop/compose.yaml", "--all"]));
        let widest = drawn.lines().map(|l| l.chars().count()).max();
        assert!(widest.is_some_and(|w| w <= columns), "{widest:?}: {drawn}");
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
        // Text in a file that is called a picture or a PDF would not be opened.
        ("compare compose.yaml --out report.pdf", "as .pdf", 2),
        ("compare compose.yaml --out ways.svg", "as .svg", 2),
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
