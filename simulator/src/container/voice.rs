//! What well-known programs write to their logs, in short, and how they take SIGTERM.

use paperboat_core::workload::{Programs, Requirement, WorkloadKind};

use super::ContainerKey;
use super::life::Term;
use crate::net::NetError;
use crate::registry::{self, Image};
use crate::world::World;

/// A program that is known by its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    Mysql,
    Mariadb,
    Postgres,
    Mongo,
    Redis,
    Rabbitmq,
    Nginx,
    Httpd,
    Wordpress,
    Spring,
    Other,
}

impl Voice {
    /// Recognises a program by its repository's last name and its profile.
    pub(super) fn of(image: &Image) -> Self {
        let name = image.origin.repository.rsplit('/').next();
        let name = name.unwrap_or_default();
        let profile = &image.profile;
        let is = |part: &str| name.contains(part);
        match profile.kind {
            WorkloadKind::Database if is("mysql") => Self::Mysql,
            WorkloadKind::Database if is("mariadb") => Self::Mariadb,
            WorkloadKind::Database if is("postg") || is("pgvector") || is("timescale") => {
                Self::Postgres
            }
            WorkloadKind::Database if is("mongo") => Self::Mongo,
            WorkloadKind::Cache if is("redis") || is("valkey") => Self::Redis,
            WorkloadKind::Queue if is("rabbitmq") => Self::Rabbitmq,
            WorkloadKind::Web if is("nginx") => Self::Nginx,
            WorkloadKind::Web if is("httpd") => Self::Httpd,
            _ if is("wordpress") => Self::Wordpress,
            // Only a JVM with a framework computes for seconds before it answers.
            WorkloadKind::App if profile.cpu_boot_share >= 0.9 && profile.boot_s >= 4.0 => {
                Self::Spring
            }
            _ => Self::Other,
        }
    }

    /// What it does on SIGTERM (or its image's stop signal) as process 1.
    pub(super) fn on_sigterm(self) -> Term {
        match self {
            Self::Spring | Self::Other => Term::Exits(143),
            _ => Term::Exits(0),
        }
    }

    /// What it writes before it ends because its port is taken.
    pub(super) fn cannot_bind(self, port: u16) -> String {
        match self {
            Self::Nginx => format!(
                "nginx: [emerg] bind() to 0.0.0.0:{port} failed (98: Address already in use)"
            ),
            Self::Httpd | Self::Wordpress => format!(
                "(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:{port}"
            ),
            Self::Postgres => {
                "LOG:  could not bind IPv4 address \"0.0.0.0\": Address already in use".to_owned()
            }
            Self::Redis => format!(
                "# Warning: Could not create server TCP listening socket *:{port}: bind: Address already in use"
            ),
            Self::Mysql | Self::Mariadb => {
                "[ERROR] Can't start server: Bind on TCP/IP port: Address already in use".to_owned()
            }
            Self::Spring => format!("Web server failed to start. Port {port} was already in use."),
            Self::Mongo | Self::Rabbitmq | Self::Other => {
                format!("Error: listen EADDRINUSE: address already in use 0.0.0.0:{port}")
            }
        }
    }

    /// Its first lines.
    pub(super) fn greeting(self, fresh: bool) -> Vec<String> {
        let line = match self {
            Self::Mysql | Self::Mariadb if fresh => {
                "[Note] [Entrypoint]: Initializing database files"
            }
            Self::Postgres if fresh => {
                "The files belonging to this database system will be owned by user \"postgres\"."
            }
            Self::Postgres => {
                "PostgreSQL Database directory appears to contain a database; Skipping initialization"
            }
            Self::Spring => ":: Spring Boot ::",
            _ => return Vec::new(),
        };
        vec![line.to_owned()]
    }

    /// What it writes before it ends because none of these variables is set.
    pub(super) fn lacks(self, group: &[String]) -> Vec<String> {
        let named = |indent: &str| {
            group
                .iter()
                .map(|name| format!("{indent}- {name}"))
                .collect()
        };
        let mut lines: Vec<String> = match self {
            Self::Mysql | Self::Mariadb => named("    "),
            _ => Vec::new(),
        };
        match self {
            Self::Mysql | Self::Mariadb => {
                let head = [
                    "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
                    "    You need to specify one of the following as an environment variable:",
                ];
                lines.splice(0..0, head.map(str::to_owned));
            }
            Self::Postgres => lines.extend([
                "Error: Database is uninitialized and superuser password is not specified.".to_owned(),
                "       You must specify POSTGRES_PASSWORD to a non-empty value for the".to_owned(),
                "       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\"."
                    .to_owned(),
            ]),
            _ => lines.push(format!(
                "error: environment variable {} is not set",
                group.join(" or ")
            )),
        }
        lines
    }
}

/// What a program writes when it is ready.
pub(super) fn ready(w: &World, key: ContainerKey) -> Vec<String> {
    // busybox's web server writes nothing.
    if super::content::programs(w, key) == Programs::Busybox {
        return Vec::new();
    }
    let c = &w.containers[key];
    let port = c.ports.first().copied().unwrap_or_default();
    let seconds = w.now.since(c.started).as_secs_f64();
    let line = match Voice::of(registry::image(w, c.spec.image)) {
        Voice::Mysql => format!(
            "[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: {port}"
        ),
        Voice::Mariadb => format!("[Note] mariadbd: ready for connections. port: {port}"),
        Voice::Postgres => "LOG:  database system is ready to accept connections".to_owned(),
        Voice::Mongo => format!(r#"{{"msg":"Waiting for connections","attr":{{"port":{port}}}}}"#),
        Voice::Redis => "* Ready to accept connections tcp".to_owned(),
        Voice::Rabbitmq => "Server startup complete; 4 plugins started.".to_owned(),
        Voice::Nginx => "[notice] 1#1: start worker processes".to_owned(),
        Voice::Httpd | Voice::Wordpress => {
            "[mpm_event:notice] AH00489: Apache configured -- resuming normal operations".to_owned()
        }
        Voice::Spring => {
            return vec![
                format!("Tomcat started on port {port} (http) with context path '/'"),
                format!("Started Application in {seconds:.3} seconds"),
            ];
        }
        Voice::Other if c.ports.is_empty() => "started".to_owned(),
        Voice::Other => format!("listening on port {port}"),
    };
    vec![line]
}

/// What a program writes when it ends because it cannot connect.
pub(super) fn connect_failed(
    w: &World,
    key: ContainerKey,
    need: &Requirement,
    error: &NetError,
) -> Vec<String> {
    let Requirement { host, port, .. } = need;
    if Voice::of(registry::image(w, w.containers[key].spec.image)) == Voice::Spring {
        let root = match error {
            NetError::NameNotFound(_) => format!("java.net.UnknownHostException: {host}"),
            NetError::Refused => "java.net.ConnectException: Connection refused".to_owned(),
            NetError::TimedOut(_) => {
                "java.net.SocketTimeoutException: Connect timed out".to_owned()
            }
        };
        return vec![
            "HikariPool-1 - Exception during pool initialization.".to_owned(),
            "Application run failed".to_owned(),
            format!("Caused by: {root}"),
        ];
    }
    // nothing said which port: a made-up one would mislead
    let to = if *port == 0 {
        host.to_owned()
    } else {
        format!("{host}:{port}")
    };
    vec![match error {
        NetError::NameNotFound(_) => format!("Error: getaddrinfo ENOTFOUND {host}"),
        NetError::Refused => format!("Error: connect ECONNREFUSED {to}"),
        NetError::TimedOut(_) => format!("Error: connect ETIMEDOUT {to}"),
    }]
}
