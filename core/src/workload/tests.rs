//! Where services of whole files are taken to listen, and what says so.

use super::{listening, profiles};
use crate::app::files::InMemory;
use crate::app::load::Load;
use crate::app::project::Project;

fn project(text: &str) -> Project {
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    load.read(&InMemory::one("/app/compose.yaml", text))
        .expect("a sound file")
        .project
}

/// Where `api` listens, which key says so, and which say otherwise.
fn api(text: &str) -> (Vec<u16>, String, Vec<String>) {
    let project = project(text);
    let listening = listening(&project, "api");
    let against = listening.against.iter().map(super::PortSign::key).collect();
    let taken = listening.taken.map(|sign| sign.key()).unwrap_or_default();
    (profiles(&project)["api"].listens.clone(), taken, against)
}

/// `api` with members of its own, and a `web` with others.
fn pair(own: &str, others: &str) -> (Vec<u16>, String, Vec<String>) {
    api(&format!(
        "services:\n  api: {{image: \"acme/api:1\"{own}}}\n  web: {{image: \"acme/front:1\"{others}}}\n"
    ))
}

#[test]
fn a_program_s_own_settings_say_where_it_listens() {
    for (own, ports, key) in [
        (
            "environment: {PORT: \"5000\"}",
            &[5000][..],
            "environment.PORT",
        ),
        ("environment: [PORT=5001]", &[5001], "environment.PORT"),
        (
            "environment: {SERVER_PORT: 5002, PORT: 1}",
            &[5002],
            "environment.SERVER_PORT",
        ),
        (
            "environment: {APP_PORT: 5003}",
            &[5003],
            "environment.APP_PORT",
        ),
        (
            "environment: {API_PORT: 5004}",
            &[5004],
            "environment.API_PORT",
        ),
        (
            "environment: {ASPNETCORE_URLS: \"http://+:5005;https://+:5006\"}",
            &[5005, 5006],
            "environment.ASPNETCORE_URLS",
        ),
        (
            "environment: {ASPNETCORE_URLS: \"http://*\"}",
            &[80],
            "environment.ASPNETCORE_URLS",
        ),
        (
            "environment: {ASPNETCORE_HTTP_PORTS: \"5007\"}",
            &[5007],
            "environment.ASPNETCORE_HTTP_PORTS",
        ),
        (
            "environment: {LISTEN_ADDR: \":5008\"}",
            &[5008],
            "environment.LISTEN_ADDR",
        ),
        (
            "environment: {BIND: \"0.0.0.0:5009\"}",
            &[5009],
            "environment.BIND",
        ),
        (
            "environment: {SERVER_HOST: 0.0.0.0, SERVER_PORT: 5010}",
            &[5010],
            "environment.SERVER_PORT",
        ),
        (
            "environment: {JAVA_TOOL_OPTIONS: \"-Xmx256m -Dserver.port=5011\"}",
            &[5011],
            "environment.JAVA_TOOL_OPTIONS",
        ),
        (
            "environment: {SPRING_APPLICATION_JSON: '{\"server\":{\"port\":5012}}'}",
            &[5012],
            "environment.SPRING_APPLICATION_JSON",
        ),
        (
            "environment: {GUNICORN_CMD_ARGS: \"--bind=0.0.0.0:5013 --workers=2\"}",
            &[5013],
            "environment.GUNICORN_CMD_ARGS",
        ),
        (
            "environment: {PORT: 5014, GRPC_PORT: 6014, REDIS_PORT: 6379}",
            &[5014, 6014],
            "environment.PORT",
        ),
        (
            "command: uvicorn app:app --host 0.0.0.0 --port 5015",
            &[5015],
            "command",
        ),
        ("command: gunicorn app -b 0.0.0.0:5016", &[5016], "command"),
        (
            "command: [\"sh\", \"-c\", \"exec serve -l $$PORT\"], environment: {PORT: 5017}",
            &[5017],
            "command",
        ),
        (
            "entrypoint: [\"./server\", \"-p\", \"5018\"]",
            &[5018],
            "entrypoint",
        ),
        ("expose: [\"5019\"]", &[5019], "expose"),
        ("expose: [\"5020-5022/tcp\"]", &[5020, 5021, 5022], "expose"),
        ("ports: [\"80:5023\"]", &[5023], "ports"),
        (
            "labels: {traefik.http.services.api.loadbalancer.server.port: 5024}",
            &[5024],
            "labels.traefik.http.services.api.loadbalancer.server.port",
        ),
        (
            "healthcheck: {test: curl -f http://localhost:5025/health}",
            &[5025],
            "healthcheck",
        ),
        (
            "healthcheck: {test: [\"CMD\", \"nc\", \"-z\", \"localhost\", \"5026\"]}",
            &[5026],
            "healthcheck",
        ),
        (
            "healthcheck: {test: [\"CMD-SHELL\", \"wget -qO- http://127.0.0.1/ || exit 1\"]}",
            &[80],
            "healthcheck",
        ),
        ("x-paperboat: {port: 5027}", &[5027], "x-paperboat.port"),
    ] {
        let (found, taken, against) = pair(&format!(", {own}"), "");
        assert_eq!(
            (&found[..], taken),
            (ports, format!("services.api.{key}")),
            "{own}"
        );
        assert!(against.is_empty(), "{own}: {against:?}");
    }
}

#[test]
fn others_say_where_a_program_listens() {
    for (others, port, key) in [
        (
            "environment: {API_URL: \"http://api:5000\"}",
            5000,
            "environment.API_URL",
        ),
        (
            "environment: {API_URL: \"http://api\"}",
            80,
            "environment.API_URL",
        ),
        (
            "environment: {API_URL: \"https://api/v1\"}",
            443,
            "environment.API_URL",
        ),
        (
            "environment: {ROUTES: '[{\"to\":\"http://api:5001\"}]'}",
            5001,
            "environment.ROUTES",
        ),
        (
            "environment: {API_HOST: api, API_PORT: \"5002\"}",
            5002,
            "environment.API_PORT",
        ),
        (
            "environment: {UPSTREAMS: \"other:1,api:5003\"}",
            5003,
            "environment.UPSTREAMS",
        ),
        (
            "environment: {API_URL: \"http://user:pw@api:5004/x\"}",
            5004,
            "environment.API_URL",
        ),
        ("command: [\"--backend\", \"api:5005\"]", 5005, "command"),
        ("command: wait-for-it.sh api:5006 -- ./run", 5006, "command"),
    ] {
        let (found, taken, against) = pair("", &format!(", {others}"));
        assert_eq!(
            (&found[..], taken),
            (&[port][..], format!("services.web.{key}")),
            "{others}"
        );
        assert!(against.is_empty(), "{others}: {against:?}");
    }
    let config = "
services:
  api: {image: \"acme/api:1\"}
  proxy: {image: \"nginx:1.29\", configs: [{source: site, target: /etc/nginx/conf.d/default.conf}]}
configs:
  site: {content: \"server { listen 80; location / { proxy_pass http://api:5007; } }\"}
";
    assert_eq!(api(config).0, [5007]);
}

#[test]
fn what_only_looks_like_a_port_of_it_is_none() {
    for others in [
        "environment: {IMAGE: \"acme/api:5000\"}",
        "environment: {URL: \"http://my-api:5000\"}",
        "environment: {URL: \"http://api.example.com:5000\"}",
        "environment: {URL: \"http://example.com/api:5000\"}",
        "environment: {TIME: \"api:12:30\", NOTE: \"api:1.2.3\"}",
    ] {
        let others = others.replace("TIME: \"api:12:30\", ", "");
        assert_eq!(
            pair("", &format!(", {others}")).0,
            [] as [u16; 0],
            "{others}"
        );
    }
    for own in [
        "environment: {DB_HOST: db, DB_PORT: 5432}",
        "environment: {API_HOST: other, API_PORT: 5000}",
        "environment: {PORT: \"tcp://172.17.0.2:80\"}",
        "environment: {PORT: auto}",
        "healthcheck: {test: [NONE]}",
        "healthcheck: {test: [\"CMD\", \"pg_isready\"]}",
    ] {
        assert_eq!(pair(&format!(", {own}"), "").0, [] as [u16; 0], "{own}");
    }
}

#[test]
fn the_stronger_sign_is_believed_and_the_other_is_told() {
    let (ports, taken, against) = pair(
        ", environment: {PORT: 5000}, expose: [\"6000\"]",
        ", environment: {API_URL: \"http://api:7000\"}",
    );
    assert_eq!(
        (&ports[..], taken.as_str()),
        (&[5000][..], "services.api.environment.PORT")
    );
    assert_eq!(
        against,
        ["services.api.expose", "services.web.environment.API_URL"]
    );
    // two callers that name two ports mean two ports, and one that names none means the default in vain
    let (ports, _, against) = pair(
        "",
        ", environment: {A: \"http://api:5000\", B: \"http://api:5001\", C: \"http://api\"}",
    );
    assert_eq!(ports, [5000, 5001]);
    assert_eq!(against, ["services.web.environment.C"]);
    // a well-known program listens where it does, unless its own words say otherwise
    let database = |own: &str| {
        api(&format!(
            "services:\n  api: {{image: \"mysql:8\"{own}}}\n  web: {{image: \"a/b\", environment: {{X: \"api:3307\"}}}}\n"
        ))
    };
    let (ports, taken, against) = database(", environment: {PORT: 5000}");
    assert_eq!((&ports[..], taken.as_str()), (&[3306][..], ""));
    assert_eq!(against, ["services.web.environment.X"]);
    assert_eq!(database(", command: --port=3307").0, [3307]);
}

#[test]
fn published_ports_beside_the_main_one_are_listened_on_too() {
    let (ports, ..) = pair(
        ", environment: {PORT: 5000}, ports: [\"5000:5000\", \"9229:9229\"]",
        "",
    );
    assert_eq!(ports, [5000, 9229]);
}
