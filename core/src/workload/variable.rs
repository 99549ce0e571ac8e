//! Variables that tell a program where it listens.

use std::collections::BTreeMap;

use super::flag::{OWN_HOSTS, listened, number};
use super::{address, flag};

/// Names that frameworks and people give the port on which a program serves. The first that is set is believed:
/// those that one framework reads come before `PORT`, which many a file sets for a platform only. ASP.NET lets
/// `ASPNETCORE_URLS` win over `ASPNETCORE_HTTP_PORTS`.
const MAIN: [&str; 38] = [
    "ASPNETCORE_URLS",
    "DOTNET_URLS",
    "URLS",
    "ASPNETCORE_HTTP_PORTS",
    "DOTNET_HTTP_PORTS",
    "HTTP_PORTS",
    "SERVER_PORT",
    "KC_HTTP_PORT",
    "GF_SERVER_HTTP_PORT",
    "QUARKUS_HTTP_PORT",
    "MICRONAUT_SERVER_PORT",
    "SERVER_HTTP_PORT",
    "FLASK_RUN_PORT",
    "UVICORN_PORT",
    "STREAMLIT_SERVER_PORT",
    "GRADIO_SERVER_PORT",
    "ROCKET_PORT",
    "NITRO_PORT",
    "NUXT_PORT",
    "N8N_PORT",
    "PUMA_PORT",
    "CONTAINER_PORT",
    "PORT",
    "APP_PORT",
    "APPLICATION_PORT",
    "SERVICE_PORT",
    "HTTP_PORT",
    "WEB_PORT",
    "LISTEN_PORT",
    "HTTP_SERVER_PORT",
    "NODE_PORT",
    "VIRTUAL_PORT",
    "LISTEN_ADDR",
    "LISTEN_ADDRESS",
    "BIND_ADDR",
    "HTTP_ADDR",
    "SERVER_ADDR",
    "BIND",
];

/// Names of ports that a program opens beside its main one.
const BESIDE: [&str; 12] = [
    "GRPC_PORT",
    "GRPC_SERVER_PORT",
    "METRICS_PORT",
    "MANAGEMENT_PORT",
    "MANAGEMENT_SERVER_PORT",
    "KC_HTTP_MANAGEMENT_PORT",
    "ADMIN_PORT",
    "WS_PORT",
    "WEBSOCKET_PORT",
    "HTTPS_PORT",
    "ASPNETCORE_HTTPS_PORTS",
    "SERVER_GRPC_PORT",
];

/// Variables that hold words of a command line.
const LINES: [&str; 5] = [
    "GUNICORN_CMD_ARGS",
    "JAVA_OPTS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "CATALINA_OPTS",
];

/// The variable that says where the program itself serves, with its ports. `service` is its name in the file: its own
/// `ORDERS_PORT` counts as well.
pub(super) fn main(
    service: &str,
    environment: &BTreeMap<String, String>,
) -> Option<(String, Vec<u16>)> {
    let line = LINES.iter().find_map(|name| {
        let ports = flag::ports(&[environment.get(*name)?.clone()], environment);
        (!ports.is_empty()).then(|| ((*name).to_owned(), ports))
    });
    let json = || {
        let name = "SPRING_APPLICATION_JSON";
        let json: serde_json::Value = serde_json::from_str(environment.get(name)?).ok()?;
        let nested = json.pointer("/server/port").or(json.get("server.port"))?;
        let port = u16::try_from(nested.as_u64()?).ok()?;
        Some((name.to_owned(), vec![port]))
    };
    let named = || {
        MAIN.iter().find_map(|name| {
            let ports = read(environment.get(*name)?);
            (!ports.is_empty() && is_own(name, service, environment))
                .then(|| ((*name).to_owned(), ports))
        })
    };
    let called = || {
        let upper = service.to_ascii_uppercase().replace(['-', '.'], "_");
        let name = format!("{upper}_PORT");
        let port = number(environment.get(&name)?)?;
        let own = !upper.is_empty() && is_own(&name, service, environment);
        own.then(|| (name, vec![port]))
    };
    line.or_else(json).or_else(named).or_else(called)
}

/// Variables that hold the listeners of a Kafka broker, the first that is set counts: its images make `listeners` of
/// what is advertised where nothing else says it (docs.confluent.io, Docker configuration parameters: `KAFKA_LISTENERS`
/// is derived from `KAFKA_ADVERTISED_LISTENERS`).
const LISTENERS: [&str; 4] = [
    "KAFKA_LISTENERS",
    "KAFKA_CFG_LISTENERS",
    "KAFKA_ADVERTISED_LISTENERS",
    "KAFKA_CFG_ADVERTISED_LISTENERS",
];

/// Variables that hold the client port of ZooKeeper's images (docs.confluent.io; Bitnami's image).
const CLIENT_PORTS: [&str; 2] = ["ZOOKEEPER_CLIENT_PORT", "ZOO_PORT_NUMBER"];

/// The variable that says on which ports a broker listens (`INSIDE://:29092,OUTSIDE://:9092`), with the ports.
pub(super) fn listeners(environment: &BTreeMap<String, String>) -> Option<(String, Vec<u16>)> {
    let client = || {
        CLIENT_PORTS.iter().find_map(|name| {
            let port = number(environment.get(*name)?)?;
            Some(((*name).to_owned(), vec![port]))
        })
    };
    let brokers = LISTENERS.iter().find_map(|name| {
        let each = environment.get(*name)?.split(',');
        let port = |listener: &str| number(listener.trim().rsplit_once(':')?.1);
        let ports: Vec<u16> = each.filter_map(port).collect();
        (!ports.is_empty()).then(|| ((*name).to_owned(), ports))
    });
    brokers.or_else(client)
}

/// The ports that its variables open beside the main one.
pub(super) fn beside(environment: &BTreeMap<String, String>) -> Vec<u16> {
    let set = BESIDE.iter().filter_map(|name| {
        let ports = read(environment.get(*name)?);
        is_own(name, "", environment).then_some(ports)
    });
    set.flatten().collect()
}

/// Tells whether a variable is about this program: `API_PORT` beside `API_HOST=api` is about another, and so is
/// `REDIS_PORT`.
fn is_own(name: &str, service: &str, environment: &BTreeMap<String, String>) -> bool {
    let prefix = name.strip_suffix("_PORT").unwrap_or_default();
    if prefix.is_empty() {
        return true;
    }
    let host = ["_HOST", "_HOSTNAME", "_ADDRESS"]
        .iter()
        .find_map(|end| environment.get(&format!("{prefix}{end}")));
    let here = host.is_none_or(|host| OWN_HOSTS.contains(&host.as_str()) || host == service);
    here && (!address::names_store(prefix) || prefix.eq_ignore_ascii_case(service))
}

/// `5000`, `8080;8081`, `:8080`, `0.0.0.0:8080` and `http://+:5000;https://+:5001`.
fn read(value: &str) -> Vec<u16> {
    let parts = value.split([';', ',']).map(str::trim);
    parts
        .filter_map(|part| number(part).or_else(|| listened(part)))
        .collect()
}
