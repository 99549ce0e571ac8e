//! The Compose reader on hostile, random and mutated input, and on its own output.

#[path = "compose/case.rs"]
mod case;
#[path = "compose/memory.rs"]
mod memory;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::{Load, Refused, Resolved};
use paperboat_core::app::render::{render_json, render_yaml};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

use memory::copy_of;

fn read(files: &InMemory) -> Result<Resolved, Refused> {
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    load.read(files)
}

/// Refuses, quickly; gives the code of the first finding and where it is.
fn refused(files: &[(&str, &str)]) -> String {
    let files = InMemory::below("/app", files);
    let start = Instant::now();
    let refused = read(&files).expect_err("hostile input is refused");
    // a debug build on a busy machine; a release build takes milliseconds
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    let first = &refused.diagnostics[0];
    match first.span {
        Some(span) => format!("{} {}:{}:{}", first.code, span.file, span.line, span.column),
        None => first.code.to_owned(),
    }
}

fn compose(text: &str) -> String {
    refused(&[("compose.yaml", text)])
}

#[test]
fn aliases_do_not_grow_without_end() {
    let mut bomb = "x-a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for i in 1..10 {
        let alias = format!("*a{}", i - 1);
        writeln!(bomb, "x-a{i}: &a{i} [{}]", vec![alias; 10].join(", ")).expect("text");
    }
    insta::assert_snapshot!(compose(&bomb), @"compose-too-many-nodes 0:6:11");
    let mut deep = "x-a0: &a0 [x]\n".to_owned();
    for i in 1..100 {
        writeln!(deep, "x-a{i}: &a{i} [*a{}]", i - 1).expect("text");
    }
    insta::assert_snapshot!(compose(&deep), @"compose-too-deep 0:64:13");
    let giant = "x".repeat(1 << 20);
    let many = vec!["*big"; 1_000].join(", ");
    insta::assert_snapshot!(compose(&format!("x-big: &big {giant}\nx-many: [{many}]\n")), @"compose-value-too-large 0:2:9");
    insta::assert_snapshot!(compose("x-a: &a [*a]\n"), @"compose-alias-cycle 0:1:10");
    insta::assert_snapshot!(compose("x-a: &a {b: {c: *a}}\n"), @"compose-alias-cycle 0:1:17");
    insta::assert_snapshot!(compose("x-a: &a\n  <<: *a\n"), @"compose-alias-cycle 0:2:7");
}

#[test]
fn nesting_is_limited() {
    for open in ["[", "{a: ", "- ", "? ", "a: [", "!!seq ["] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(compose(&open.repeat(20_000)).split(' ').next().unwrap_or_default(), @"compose-too-deep");
        }
    }
    insta::assert_snapshot!(compose(&format!("services: {{a: {{image: \"{}\"}}}}", "${A:-".repeat(20_000))), @"compose-bad-interpolation 0:1:23");
}

#[test]
fn text_that_is_no_text_is_refused() {
    let bytes = |content: &[u8]| {
        let files = InMemory::one("/app/compose.yaml", content);
        let refused = read(&files).expect_err("refused");
        let first = &refused.diagnostics[0];
        format!(
            "{} {:?}",
            first.code,
            first.span.map(|span| (span.line, span.column, span.start))
        )
    };
    insta::assert_snapshot!(bytes(b"services:\n  a: {image: \"\xff\"}\n"), @"compose-not-utf8 Some((2, 15, 24))");
    insta::assert_snapshot!(bytes(b"services:\n  a: {image: a}\0\n"), @"compose-nul Some((2, 16, 25))");
    insta::assert_snapshot!(bytes(b"\xff\xfes\0e\0"), @"compose-not-utf8 Some((1, 1, 0))");
    insta::assert_snapshot!(bytes(b"\0"), @"compose-nul Some((1, 1, 0))");
    insta::assert_snapshot!(bytes(&b"x".repeat(5 << 20)), @"compose-file-too-large None");
    insta::assert_snapshot!(bytes(b""), @"compose-empty None");
}

#[test]
fn files_that_lead_to_one_another_end() {
    let service = "{image: a}";
    insta::assert_snapshot!(refused(&[
        ("compose.yaml", "include: [b.yaml]\n"),
        ("b.yaml", "include: [c.yaml]\n"),
        ("c.yaml", "include: [b.yaml]\n"),
    ]), @"compose-include-cycle 2:1:11");
    insta::assert_snapshot!(refused(&[("compose.yaml", "include: [compose.yaml]\n")]), @"compose-include-cycle 0:1:11");
    let chain: Vec<(String, String)> = (0..100)
        .map(|i| {
            (
                format!("c{i}.yaml"),
                format!("include: [c{}.yaml]\n", i + 1),
            )
        })
        .collect();
    let mut chain: Vec<(&str, &str)> = chain
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    chain.push(("compose.yaml", "include: [c0.yaml]\n"));
    insta::assert_snapshot!(refused(&chain), @"compose-include-cycle 32:1:11");
    insta::assert_snapshot!(refused(&[
        ("compose.yaml", "services: {a: {extends: {file: b.yaml, service: a}}}"),
        ("b.yaml", "services: {a: {extends: {file: compose.yaml, service: a}}}"),
    ]), @"compose-extends-cycle 0:1:25");
    let mut long = "services:\n".to_owned();
    for i in 0..5_000 {
        writeln!(long, "  s{i}: {{extends: s{}}}", i + 1).expect("text");
    }
    writeln!(long, "  s5000: {service}").expect("text");
    assert_eq!(
        read(&InMemory::below("/app", &[("compose.yaml", &long)]))
            .map(|r| r.project.services.len()),
        Ok(5_001)
    );
}

#[test]
fn variables_do_not_grow_without_end() {
    let mut env = "V0=xxxxxxxxxx\n".to_owned();
    for i in 1..40 {
        writeln!(env, "V{i}=$V{0}$V{0}$V{0}$V{0}", i - 1).expect("text");
    }
    insta::assert_snapshot!(refused(&[("compose.yaml", "services: {a: {image: a}}"), (".env", &env)]), @"compose-value-too-large 0:12:1");
    let many = "$A".repeat(100_000);
    let env = format!("A={}\n", "x".repeat(10_000));
    let text = format!("services: {{a: {{image: \"{many}\"}}}}");
    insta::assert_snapshot!(refused(&[("compose.yaml", &text), (".env", &env)]), @"compose-value-too-large 1:1:23");
    let ports = vec!["\"1-65535:1-65535\""; 1_000].join(", ");
    insta::assert_snapshot!(compose(&format!("services: {{a: {{image: a, ports: [{ports}]}}}}")), @"compose-too-many-nodes 0:1:34");
}

#[test]
fn many_names_are_read_in_linear_time() {
    let mut text = "services:\n  a:\n    image: a\n    environment:\n".to_owned();
    for i in 0..20_000 {
        writeln!(text, "      V{i}: x").expect("text");
    }
    let start = Instant::now();
    assert!(read(&InMemory::below("/app", &[("compose.yaml", &text)])).is_ok());
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

/// The output, read again, is the same output; except that what an optional dependency on an inactive service
/// leaves behind is refused, as by Compose.
fn again(first: &Resolved, directory: &str) -> Result<(), String> {
    if !first.project.inactive.is_empty() {
        return Ok(());
    }
    let printed = render_yaml(first);
    let files = InMemory::one("/app/compose.yaml", printed.as_bytes());
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        project_directory: Some(directory.to_owned()),
        profiles: vec!["*".to_owned()],
        ..Load::default()
    };
    let second = load
        .read(&files)
        .map_err(|refused| format!("{refused}\n{printed}"))?;
    // like Compose: the dollar of a key is doubled in print, and no variable is looked for in a key
    let single = |text: String| {
        text.split('$')
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("$")
    };
    let (one, two) = (single(render_json(first)), single(render_json(&second)));
    if one == two {
        Ok(())
    } else {
        Err(format!("{one}\n-- again --\n{two}"))
    }
}

#[test]
fn the_output_read_again_is_the_same() {
    for case in case::all() {
        let files = copy_of(&case.directory);
        if let Ok(resolved) = case.load().read(&files) {
            again(&resolved, "/app").unwrap_or_else(|why| panic!("{}: {why}", case.name));
        }
    }
}

/// What a mutation puts in: parts that mean something to the reader.
const PARTS: [&str; 40] = [
    "${",
    "}",
    "$",
    "$$",
    ":-",
    ":?",
    "&a ",
    "*a",
    "<<: *a",
    "!reset ",
    "!override ",
    "---\n",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "  ",
    "\"",
    "'",
    "null",
    "true",
    "-1",
    "99999999999999999999",
    "1e400",
    "0x",
    "extends: a",
    "include: [a.yaml]",
    "compose.yaml",
    "services:",
    "image: a",
    "\u{0}",
    "\u{feff}",
    "ñ",
    "|\n",
    "#",
    "external: true",
    "x-a: 1",
];

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let files = InMemory::one("/app/compose.yaml", bytes.clone()).and("/app/.env", bytes);
        let _ = read(&files);
    }

    #[test]
    fn no_parts_make_it_panic(picks in prop::collection::vec(0..PARTS.len(), 0..60)) {
        let text: String = picks.iter().map(|i| PARTS[*i]).collect();
        let files = InMemory::below("/app", &[("compose.yaml", &text), (".env", &text), ("a.yaml", &text)]);
        if let Ok(resolved) = read(&files) {
            prop_assert_eq!(again(&resolved, "/app"), Ok(()));
        }
    }

    #[test]
    fn no_mutation_makes_it_panic(
        which in any::<prop::sample::Index>(),
        file in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, 0..PARTS.len()), 1..6),
    ) {
        let cases = case::all();
        let case = which.get(&cases);
        let mut files = copy_of(&case.directory);
        let paths: Vec<String> = files.0.keys().cloned().collect();
        let content = files.0.get_mut(file.get(&paths)).expect("a known path");
        for (place, cut, part) in edits {
            let at = place.index(content.len() + 1);
            let end = (at + cut).min(content.len());
            content.splice(at..end, PARTS[part].bytes());
        }
        match case.load().read(&files) {
            Ok(resolved) => prop_assert_eq!(again(&resolved, "/app"), Ok(())),
            Err(refused) => prop_assert!(!refused.diagnostics.is_empty()),
        }
    }
}
