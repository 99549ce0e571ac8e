//! The Compose reader under coverage-guided fuzzing.
//!
//! The input is cut at each byte 0xFF into files: `compose.yaml`, `.env`, `a.yaml` (to include or extend), and
//! `over.yaml`, laid over the first when it is there. Nothing may panic, overflow or take long.

#![no_main]

use libfuzzer_sys::fuzz_target;
use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::app::render::{render_json, render_yaml};

fuzz_target!(|data: &[u8]| {
    let names = ["compose.yaml", ".env", "a.yaml", "over.yaml"];
    let parts = data.splitn(names.len(), |byte| *byte == 0xFF);
    let files = names.iter().zip(parts);
    let files = files.fold(InMemory::default(), |all, (name, content)| all.and(&format!("/app/{name}"), content));
    let over = files.0.contains_key("/app/over.yaml").then(|| "over.yaml".to_owned());
    let load = Load {
        working_directory: "/app".to_owned(),
        files: std::iter::once("compose.yaml".to_owned()).chain(over).collect(),
        ..Load::default()
    };
    match load.read(&files) {
        Ok(resolved) => {
            let order = resolved.project.start_order().len();
            assert_eq!(order, resolved.project.services.len());
            let printed = render_yaml(&resolved);
            let _ = load.read(&InMemory::one("/app/compose.yaml", printed.as_bytes()));
            let _ = render_json(&resolved);
        }
        Err(refused) => assert!(!refused.diagnostics.is_empty()),
    }
});
