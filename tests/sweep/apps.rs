//! Applications to deploy and to cut off.

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::strategy::App;

fn app(text: &str) -> App {
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    let resolved = load
        .read(&InMemory::one("/app/compose.yaml", text))
        .expect("a sound Compose file");
    App::new(&resolved, &load)
}

const HINTS: &str = "{image-size: 45MB, boot-time: 1s, memory: 90MB, requests-per-second: 100, health-path: /health}";

/// One service that users reach.
pub(crate) fn neighbour(name: &str) -> App {
    app(&format!(
        "name: {name}\nservices:\n  web:\n    image: them/web:1\n    ports: ['80:8080']\n    x-paperboat: {HINTS}\n"
    ))
}

const DATABASE: &str = "  db:
    image: redis:7.4-alpine
    volumes: ['data:/data']
";

/// A service that users reach, with a secret, and a database that keeps data.
pub(crate) fn shop() -> App {
    app(&format!(
        "name: shop
services:
  web:
    image: us/web:1
    ports: ['80:8080']
    environment: {{API_TOKEN: magic}}
    depends_on: [db]
    x-paperboat: {HINTS}
{DATABASE}volumes: {{data: {{}}}}
"
    ))
}

/// The next version: another image, from the account's own registry, another service with a port and a volume.
pub(crate) fn grown_shop() -> App {
    app(&format!(
        "name: shop
services:
  web:
    image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:2
    ports: ['80:8080']
    environment: {{API_TOKEN: magic, DB_PASSWORD: abracadabra}}
    depends_on: [db]
    x-paperboat: {HINTS}
  admin:
    image: us/admin:1
    ports: ['8081:8080']
    volumes: ['files:/files']
    x-paperboat: {HINTS}
{DATABASE}volumes: {{data: {{}}, files: {{}}}}
"
    ))
}

/// The next version for a group of instances, where what keeps data cannot be public: another image, another secret.
pub(crate) fn next_shop() -> App {
    app(&format!(
        "name: shop
services:
  web:
    image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/web:2
    ports: ['80:8080']
    environment: {{API_TOKEN: magic, DB_PASSWORD: abracadabra}}
    depends_on: [db]
    x-paperboat: {HINTS}
{DATABASE}volumes: {{data: {{}}}}
"
    ))
}
