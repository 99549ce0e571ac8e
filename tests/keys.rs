//! Every sentence that `check` says stands in its table, and nothing else does: the catalogues are held to the table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use paperboat_core::check::KEYS;

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
