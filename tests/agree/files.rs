//! The files that both machines get before the scripts run.

use std::path::Path;

/// The files of `agree/shop`, as paths below the home folder, and what they hold.
pub(crate) fn shop() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("agree");
    let mut files = Vec::new();
    for folder in ["shop", "shop/site"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        for path in paths.filter(|path| path.is_file()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("a text");
            files.push((format!("{folder}/{name}"), text));
        }
    }
    files.sort();
    files
}

/// Paths below the home folder, and what the files hold.
pub(crate) const FILES: [(&str, &str); 9] = [
    (
        "app/compose.yaml",
        "services:
  front:
    image: boat/web:1
    ports: ['8081:80']
    restart: unless-stopped
    depends_on:
      back: {condition: service_healthy}
  back:
    image: boat/web:1
    healthcheck: {test: [CMD, wget, -q, -O, /dev/null, 'http://127.0.0.1/'], interval: 1s, retries: 20}
",
    ),
    ("app/malformed.yaml", "services: [web\n"),
    ("app/unknown-key.yaml", "services:\n  web:\n    image: boat/web:1\n    colour: red\n"),
    ("app/no-image.yaml", "services:\n  web:\n    ports: ['80:80']\n"),
    (
        "app/unknown-dependency.yaml",
        "services:\n  web:\n    image: boat/web:1\n    depends_on: [nobody]\n",
    ),
    (
        "app/cycle.yaml",
        "services:
  a: {image: 'boat/web:1', depends_on: [b]}
  b: {image: 'boat/web:1', depends_on: [a]}
",
    ),
    ("app/missing-image.yaml", "services:\n  web:\n    image: boat/none:1\n"),
    (
        "app/never-healthy.yaml",
        "services:
  web:
    image: boat/web:1
    healthcheck: {test: [CMD, 'false'], interval: 1s, retries: 2}
",
    ),
    ("app/.env", "UNUSED=1\n"),
];
