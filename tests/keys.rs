//! Every key that strategies use stands in their tables, and nothing else does: the catalogues are held to the tables.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use paperboat_core::check::KEYS;
use paperboat_core::strategy::{REFUSALS, STEPS, WAITS};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The texts in quotes that follow one of `before`, blanks and `Subgoal::X,` between them left out.
fn keys_after(text: &str, before: &[&str]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for start in before {
        for (at, _) in text.match_indices(start) {
            let mut rest = text[at + start.len()..].trim_start();
            if rest.starts_with("Subgoal::") {
                rest = rest
                    .split_once(',')
                    .map_or("", |(_, rest)| rest)
                    .trim_start();
            }
            rest = rest.strip_prefix("key: ").unwrap_or(rest);
            let key = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            keys.extend(key.map(str::to_owned));
        }
    }
    keys
}

#[test]
fn the_tables_of_keys_are_what_strategies_use() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let mut files = vec![root.join("strategy.rs")];
    sources(&root.join("strategy"), &mut files);
    sources(&root.join("sweep"), &mut files);
    let text: String = files
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a readable source"))
        .collect();
    let table = |keys: &[&str]| {
        keys.iter()
            .map(|k| (*k).to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(keys_after(&text, &[".step(", ".at("]), table(STEPS));
    let waits = ["wait_until(", "once_possible(", "waiting_for: "];
    let mut waits = keys_after(&text, &waits);
    // A simulated verb that gets stuck waits for this, whatever its strategy waits for.
    waits.insert("way-on".to_owned());
    assert_eq!(waits, table(WAITS));
    assert_eq!(
        keys_after(&text, &["Impossible {", "impossible("]),
        table(REFUSALS)
    );
}

#[test]
fn the_table_of_sentences_is_what_check_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let mut files = vec![root.join("check.rs"), root.join("strategy/refusal.rs")];
    sources(&root.join("check"), &mut files);
    sources(&root.join("strategy/refusal"), &mut files);
    files.retain(|path| !path.ends_with("keys.rs"));
    let said = |text: String| {
        let quoted: Vec<String> = text.split('"').map(str::to_owned).collect();
        let ours = |word: &String| {
            ["because-", "remedy-", "trap-"]
                .iter()
                .any(|p| word.starts_with(p))
        };
        quoted.into_iter().filter(ours).collect::<Vec<_>>()
    };
    let said: BTreeSet<String> = files
        .iter()
        .flat_map(|path| said(std::fs::read_to_string(path).expect("a readable source")))
        .collect();
    let known: BTreeSet<String> = KEYS.iter().map(|(key, _)| (*key).to_owned()).collect();
    assert_eq!(said, known);
}
