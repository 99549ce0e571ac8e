//! The Compose reader under coverage-guided fuzzing.
//!
//! The input is cut at each byte 0xFF into files: `compose.yaml`, `.env`, `a.yaml` (to include or extend), and
//! `over.yaml`, laid over the first when it is there. Nothing may panic, overflow or take long.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use paperboat_core::app::files::{FileError, Files};
use paperboat_core::app::load::Load;
use paperboat_core::app::render::{render_json, render_yaml};

struct Memory<'a>(BTreeMap<String, &'a [u8]>);

impl Files for Memory<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let content = self.0.get(path).ok_or(FileError::NotFound)?;
        if content.len() as u64 > limit {
            return Err(FileError::TooLarge);
        }
        Ok(content.to_vec())
    }
}

fuzz_target!(|data: &[u8]| {
    let names = ["compose.yaml", ".env", "a.yaml", "over.yaml"];
    let parts = data.splitn(names.len(), |byte| *byte == 0xFF);
    let files: BTreeMap<String, &[u8]> = names
        .iter()
        .zip(parts)
        .map(|(name, content)| (format!("/app/{name}"), content))
        .collect();
    let over = files.contains_key("/app/over.yaml").then(|| "over.yaml".to_owned());
    let load = Load {
        working_directory: "/app".to_owned(),
        files: std::iter::once("compose.yaml".to_owned()).chain(over).collect(),
        ..Load::default()
    };
    match load.read(&Memory(files)) {
        Ok(resolved) => {
            let order = resolved.project.start_order().len();
            assert_eq!(order, resolved.project.services.len());
            let printed = render_yaml(&resolved);
            let again = BTreeMap::from([("/app/compose.yaml".to_owned(), printed.as_bytes())]);
            let _ = load.read(&Memory(again));
            let _ = render_json(&resolved);
        }
        Err(refused) => assert!(!refused.diagnostics.is_empty()),
    }
});
