//! The application that is shipped: a web server that asks a second one, in two versions.

use paperboat_tests::docker::{BASE, Registry};

/// The port at which users reach it.
pub(crate) const PORT: u16 = 8080;

/// Answers with its version and with what the store says; without one it says that.
const SCRIPT: &str = "#!/bin/sh
printf 'Content-Type: text/plain\\r\\n\\r\\n'
echo \"web $VERSION with $(timeout 2 wget -q -O - http://store/ || echo nobody)\"
";
const SERVER: &str = "CMD [\"/bin/httpd\", \"-f\", \"-p\", \"80\", \"-h\", \"/srv\"]\n";

/// Where the images of an application lie.
#[derive(Debug)]
pub(crate) struct Images {
    registry: Registry,
}

impl Images {
    /// Starts a registry, and builds and pushes both images, and the second version of one.
    pub(crate) fn push() -> Self {
        let registry = Registry::start();
        let store = format!("{BASE}COPY page /srv/index.html\n{SERVER}");
        registry.push(
            "paperboat-real-store:1",
            &[("Dockerfile", &store), ("page", "kept\n")],
        );
        for version in ["1", "2"] {
            let web = format!(
                "{BASE}COPY script /srv/cgi-bin/index.cgi\nRUN [\"/bin/chmod\", \"755\", \"/srv/cgi-bin/index.cgi\"]\n\
                 ENV VERSION={version}\n{SERVER}"
            );
            let files = [("Dockerfile", web.as_str()), ("script", SCRIPT)];
            registry.push(&format!("paperboat-real-web:{version}"), &files);
        }
        Self { registry }
    }

    /// A version of the web server. There are 1 and 2.
    pub(crate) fn web(&self, version: u32) -> String {
        self.registry
            .reference(&format!("paperboat-real-web:{version}"))
    }

    /// The Compose file of the first version.
    pub(crate) fn compose(&self) -> String {
        let healthy = "{test: [CMD, wget, -q, -O, /dev/null, 'http://127.0.0.1/'], interval: 1s, retries: 30}";
        let (web, store) = (
            self.web(1),
            self.registry.reference("paperboat-real-store:1"),
        );
        format!(
            "name: real
services:
  web:
    image: {web}
    stop_grace_period: 2s
    ports: ['{PORT}:80']
    depends_on: {{store: {{condition: service_healthy}}}}
    healthcheck: {healthy}
    x-paperboat: {{public: true}}
  store:
    image: {store}
    stop_grace_period: 2s
    expose: ['80']
    healthcheck: {healthy}
"
        )
    }
}
