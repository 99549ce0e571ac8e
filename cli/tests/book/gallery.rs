//! The drawings of a language's pages, as files beside them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::figure::Picture;

/// What the chapters of a book show, by the names of files.
#[derive(Default)]
pub(crate) struct Gallery(BTreeMap<String, String>);

impl Gallery {
    /// Takes the drawings of a chapter, whose names no other chapter has.
    pub(crate) fn takes(&mut self, pictures: BTreeMap<String, Picture>) -> Result<(), String> {
        for (name, picture) in pictures {
            let narrow = self.0.insert(format!("{name}-narrow.svg"), picture.narrow);
            let wide = self.0.insert(format!("{name}.svg"), picture.wide);
            if wide.or(narrow).is_some() {
                return Err(format!("another chapter has a figure {name}"));
            }
        }
        Ok(())
    }

    /// Holds the files of a folder to the drawings, or writes them so; gives what differs.
    pub(crate) fn hold(&self, folder: &Path, update: bool) -> Vec<String> {
        if update {
            fs::create_dir_all(folder).expect("a folder");
        }
        let mut stale = Vec::new();
        for (name, drawing) in &self.0 {
            let path = folder.join(name);
            let there = fs::read_to_string(&path).is_ok_and(|there| there == *drawing);
            match (there, update) {
                (true, _) => {}
                (false, true) => fs::write(path, drawing).expect("a file"),
                (false, false) => stale.push(format!("{}: another drawing", path.display())),
            }
        }
        for file in fs::read_dir(folder).expect("a folder").flatten() {
            let shown = self.0.contains_key(&*file.file_name().to_string_lossy());
            match (shown, update) {
                (true, _) => {}
                (false, true) => fs::remove_file(file.path()).expect("it goes"),
                (false, false) => stale.push(format!("{}: on no page", file.path().display())),
            }
        }
        stale
    }
}

#[test]
fn what_is_stale_and_what_nobody_shows_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let drawing = |name: &str| (format!("{name}.svg"), "<svg>".to_owned());
    let gallery = Gallery(BTreeMap::from([drawing("a"), drawing("b")]));
    let told = |update| gallery.hold(folder.path(), update).len();
    fs::write(folder.path().join("a.svg"), "old").expect("a file");
    fs::write(folder.path().join("c.svg"), "<svg>").expect("a file");
    assert_eq!((told(false), told(true), told(false)), (3, 0, 0));
    assert!(!folder.path().join("c.svg").exists());
}
