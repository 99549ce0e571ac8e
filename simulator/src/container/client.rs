//! Programs in images that connect to something: the clients of databases; `page.rs` has those of HTTP.

use std::time::Duration;

use super::exec::{ExecResult, Session};
use super::page;
use super::voice::Voice;
use crate::model::{Limit, Timing};
use crate::net::NetError;

/// Runs a client that the image has; none when it has none of this name.
pub(super) fn run(s: &Session<'_>, name: &str, arguments: &[String]) -> Option<ExecResult> {
    let voice = s.voice();
    let mysql = matches!(voice, Voice::Mysql | Voice::Mariadb);
    match name {
        "curl" => Some(page::curl(s, arguments)),
        "wget" => Some(page::wget(s, arguments)),
        "nc" | "ncat" => {
            let words: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
            let [.., host, port] = words[..] else {
                return Some(ExecResult::failed(1, "nc: host and port are needed\n"));
            };
            let port = port.parse().ok()?;
            Some(connects(s, host, port))
        }
        "mysqladmin" | "mariadb-admin" if mysql => Some(mysqladmin(s, arguments)),
        "mysql" | "mariadb" if mysql => Some(sql(s, arguments, 3306)),
        "healthcheck.sh" if voice == Voice::Mariadb => Some(reaches(s, arguments, 3306)),
        "mysqldump" | "mariadb-dump" if mysql => Some(dump(s, arguments, 3306, "-- MySQL dump")),
        "pg_isready" if voice == Voice::Postgres => Some(pg_isready(s, arguments)),
        "psql" if voice == Voice::Postgres => Some(sql(s, arguments, 5432)),
        "pg_dump" | "pg_dumpall" if voice == Voice::Postgres => {
            Some(dump(s, arguments, 5432, "-- PostgreSQL database dump"))
        }
        "redis-cli" | "valkey-cli" if voice == Voice::Redis => Some(redis_cli(s, arguments)),
        "mongosh" | "mongo" if voice == Voice::Mongo => {
            let mut result = reaches(s, arguments, 27017);
            if result.code == 0 {
                result.stdout = "{ ok: 1 }\n".to_owned();
            }
            Some(result)
        }
        "rabbitmq-diagnostics" | "rabbitmqctl" if voice == Voice::Rabbitmq => Some(if s.ready() {
            ExecResult::ok("Ping succeeded\n")
        } else {
            ExecResult::failed(69, "Error: unable to perform an operation on node\n")
        }),
        _ => None,
    }
}

/// Tries a TCP connection: 0 or 1.
pub(super) fn connects(s: &Session<'_>, host: &str, port: u16) -> ExecResult {
    match s.dial(host, port) {
        Ok(_) => ExecResult::default(),
        Err(error) => ExecResult {
            takes: patience(s, &error),
            ..ExecResult::failed(1, "")
        },
    }
}

/// How long a client waits before it learns of a failure.
pub(super) fn patience(s: &Session<'_>, error: &NetError) -> Duration {
    match error {
        NetError::TimedOut(_) => {
            s.w.model
                .timing(Timing::NetConnectTimeout)
                .duration(crate::random::Unit::HALF)
        }
        NetError::NameNotFound(_) | NetError::Refused => Duration::ZERO,
    }
}

/// The value of an option: `-h VALUE`, `-hVALUE`, `--host VALUE` or `--host=VALUE`.
fn option<'a>(arguments: &'a [String], short: &str, long: &str) -> Option<&'a str> {
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == short || argument == long {
            return rest.next().map(String::as_str);
        }
        if let Some(value) = argument
            .strip_prefix(long)
            .and_then(|rest| rest.strip_prefix('='))
        {
            return Some(value);
        }
        let cluster = argument
            .strip_prefix(short)
            .filter(|value| !value.is_empty());
        if let (Some(value), false) = (cluster, argument.starts_with("--")) {
            return Some(value);
        }
    }
    None
}

/// Connects to the server that the options name, this container's own by default.
fn server(s: &Session<'_>, arguments: &[String], default: u16) -> (String, u16, ExecResult) {
    let host = option(arguments, "-h", "--host")
        .unwrap_or("localhost")
        .to_owned();
    let port = option(arguments, "-P", "--port")
        .or_else(|| option(arguments, "-p", "--port"))
        .and_then(|port| port.parse().ok())
        .unwrap_or(default);
    let result = connects(s, &host, port);
    (host, port, result)
}

fn reaches(s: &Session<'_>, arguments: &[String], default: u16) -> ExecResult {
    server(s, arguments, default).2
}

fn mysqladmin(s: &Session<'_>, arguments: &[String]) -> ExecResult {
    let (host, port, mut result) = server(s, arguments, 3306);
    if result.code == 0 {
        result.stdout = "mysqld is alive\n".to_owned();
    } else {
        let reason = match host.as_str() {
            "localhost" => {
                "Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)"
                    .to_owned()
            }
            _ => format!("Can't connect to MySQL server on '{host}:{port}' (111)"),
        };
        result.stderr =
            format!("mysqladmin: connect to server at '{host}' failed\nerror: '{reason}'\n");
    }
    result
}

fn pg_isready(s: &Session<'_>, arguments: &[String]) -> ExecResult {
    let (host, port, mut result) = server(s, arguments, 5432);
    let shown = match host.as_str() {
        "localhost" if option(arguments, "-h", "--host").is_none() => "/var/run/postgresql",
        _ => host.as_str(),
    };
    if result.code == 0 {
        result.stdout = format!("{shown}:{port} - accepting connections\n");
    } else {
        result.code = 2;
        result.stdout = format!("{shown}:{port} - no response\n");
    }
    result
}

fn redis_cli(s: &Session<'_>, arguments: &[String]) -> ExecResult {
    let (host, port, mut result) = server(s, arguments, 6379);
    if result.code != 0 {
        result.stderr =
            format!("Could not connect to Redis at {host}:{port}: Connection refused\n");
    } else if arguments
        .last()
        .is_some_and(|a| a.eq_ignore_ascii_case("ping"))
    {
        result.stdout = "PONG\n".to_owned();
    } else {
        return ExecResult::failed(1, "paperboat: of redis-cli only ping is modelled\n");
    }
    result
}

/// `mysql -e` and `psql -c`: only statements that read nothing.
fn sql(s: &Session<'_>, arguments: &[String], default: u16) -> ExecResult {
    let (host, port, mut result) = server(s, arguments, default);
    if result.code != 0 {
        result.stderr = format!("could not connect to {host}:{port}\n");
        return result;
    }
    let statement =
        option(arguments, "-e", "--execute").or_else(|| option(arguments, "-c", "--command"));
    let statement = statement.unwrap_or_default().trim().trim_end_matches(';');
    if statement.eq_ignore_ascii_case("select 1") {
        result.stdout = "1\n1\n".to_owned();
        return result;
    }
    ExecResult::failed(
        1,
        "paperboat: the data of databases is not modelled; SELECT 1 is\n",
    )
}

fn dump(s: &Session<'_>, arguments: &[String], default: u16, head: &str) -> ExecResult {
    let (host, port, mut result) = server(s, arguments, default);
    if result.code == 0 {
        result.stdout = format!("{head}\n-- Dump completed\n");
        result.bytes = s.w.model.limit(Limit::AppDumpBytes);
    } else {
        result.stderr = format!("could not connect to {host}:{port}\n");
    }
    result
}
