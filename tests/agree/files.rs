//! The files that both machines get before the scripts run.

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
