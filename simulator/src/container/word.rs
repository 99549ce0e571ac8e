//! The program that a container is started with instead of its image's own: what is known of it.

use super::program::first_program;
use super::voice::Voice;
use super::{ContainerKey, ExecResult, command, content, exec};
use crate::registry::{self, Image};
use crate::world::World;
use paperboat_core::workload::{Programs, WorkloadKind};

/// What is known of a program in an image.
#[derive(Clone, Debug)]
pub(super) enum Word {
    /// It is the image's own program, or options of it.
    Own,
    /// It does one thing and ends: a client, or a small tool.
    Client(Box<ExecResult>),
    /// The image does not have it.
    Absent,
    /// The image has it, and what it does is not modelled.
    NotModelled,
    /// Nobody knows the image. Whoever gives it words in a file means the application's own program.
    Unknown,
}

/// Why a container cannot be started with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unrunnable {
    /// The image has no such program, in the runtime's words.
    Absent(String),
    /// What is named is no program, in the runtime's words.
    Denied(String),
    /// What the program does is not modelled.
    NotModelled(String),
}

/// Says why a container cannot be started. A person who runs a program in the foreground waits for what it does: what
/// nobody knows is refused there, and is taken for the image's own program elsewhere.
pub(crate) fn unrunnable(w: &World, key: ContainerKey, foreground: bool) -> Option<Unrunnable> {
    let words = first_program(w, key)?;
    let name = words[0].clone();
    match of(w, key, &words) {
        Word::Absent if content::is_known(w, key) && content::is_folder(w, key, &name) => {
            Some(Unrunnable::Denied(why_absent(w, key, &name)))
        }
        Word::Absent => Some(Unrunnable::Absent(why_absent(w, key, &name))),
        Word::NotModelled => Some(Unrunnable::NotModelled(name)),
        Word::Unknown if foreground => Some(Unrunnable::NotModelled(name)),
        Word::Unknown | Word::Own | Word::Client(_) => None,
    }
}

/// What the runtime says of a program that it does not find.
pub(super) fn absent(name: &str) -> String {
    format!("exec: \"{name}\": executable file not found in $PATH")
}

/// Why the runtime cannot start a program: a path that is not there, a folder, a name that is not in the path.
pub(super) fn why_absent(w: &World, key: ContainerKey, name: &str) -> String {
    if content::is_known(w, key) && name.starts_with('/') {
        return if content::is_folder(w, key, name) {
            format!("exec: \"{name}\": is a directory")
        } else {
            format!("exec: \"{name}\": stat {name}: no such file or directory")
        };
    }
    absent(name)
}

/// Programs with which applications of all kinds are started, whatever their image is called: runtimes, package managers
/// and servers of the common languages.
const LAUNCHERS: [&str; 40] = [
    "npm",
    "npx",
    "node",
    "yarn",
    "pnpm",
    "bun",
    "deno",
    "tsx",
    "nodemon",
    "pm2",
    "python",
    "python3",
    "pip",
    "uv",
    "poetry",
    "pipenv",
    "flask",
    "gunicorn",
    "uvicorn",
    "hypercorn",
    "celery",
    "django-admin",
    "alembic",
    "java",
    "mvn",
    "gradle",
    "ruby",
    "bundle",
    "rails",
    "rake",
    "puma",
    "sidekiq",
    "php",
    "php-fpm",
    "composer",
    "dotnet",
    "go",
    "air",
    "cargo",
    "supervisord",
];

/// Tells whether an image cannot have a program: all that it holds is known, or nobody gives images of its kind such words.
pub(super) fn is_absent(w: &World, key: ContainerKey, name: &str) -> bool {
    let base = command::base(name);
    if content::programs(w, key) == Programs::Busybox {
        let held = content::BUSYBOX.split(' ').any(|program| program == base);
        let there = name == base || name == format!("/bin/{base}");
        return !(held && there);
    }
    let image = registry::image(w, w.containers[key].spec.image);
    let own = image.origin.repository.rsplit('/').next();
    let own = own.unwrap_or_default();
    let known = IN_EVERY_IMAGE.contains(&base) || LAUNCHERS.contains(&base) || base == own;
    // A path, or a name with an ending, is the application's own.
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    !image.said_in_file && image.profile.kind == WorkloadKind::Web && plain && !known
}

/// Looks a program up in a container's image.
pub(super) fn of(w: &World, key: ContainerKey, words: &[String]) -> Word {
    let image = registry::image(w, w.containers[key].spec.image);
    let name = command::base(&words[0]);
    // What is awaited, or known to end, does its own work whatever it is called.
    if name.is_empty() || name.starts_with('-') || image.profile.kind == WorkloadKind::Job {
        return Word::Own;
    }
    if content::programs(w, key) == Programs::Busybox {
        // Its web server is the image's own program; what the others do is not modelled where no tool is.
        return match exec::client(w, key, words) {
            _ if is_absent(w, key, &words[0]) => Word::Absent,
            _ if name == "httpd" => Word::Own,
            Some(result) => Word::Client(Box::new(result)),
            None => Word::NotModelled,
        };
    }
    let voice = Voice::of(image);
    let official = !servers(voice).is_empty() && is_official(image);
    if servers(voice).contains(&name) || image.said_in_file && !official {
        return Word::Own;
    }
    if let Some(result) = exec::client(w, key, words) {
        return Word::Client(Box::new(result));
    }
    if !official && is_absent(w, key, &words[0]) {
        return Word::Absent;
    }
    if !official || words[0].contains('/') {
        return Word::Unknown;
    }
    if IN_EVERY_IMAGE.contains(&name) || tools(voice).contains(&name) {
        Word::NotModelled
    } else {
        Word::Absent
    }
}

/// Tells whether a shell's line names the server of a container's image.
pub(super) fn starts_server(w: &World, key: ContainerKey, line: &str) -> bool {
    let servers = servers(Voice::of(registry::image(w, w.containers[key].spec.image)));
    let part = |c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c);
    line.split(part).any(|word| servers.contains(&word))
}

/// Whether an image is the publisher's own, so that what it holds is known: nothing was put over it.
fn is_official(image: &Image) -> bool {
    image.origin.repository.contains("/library/") && image.profile.config.is_none()
}

/// The programs that are the server of an image, as its start script takes them.
fn servers(voice: Voice) -> &'static [&'static str] {
    match voice {
        Voice::Mysql => &["mysqld", "docker-entrypoint.sh", "mysqld_safe"],
        Voice::Mariadb => &[
            "mariadbd",
            "mysqld",
            "docker-entrypoint.sh",
            "mariadbd-safe",
        ],
        Voice::Postgres => &["postgres", "docker-entrypoint.sh"],
        Voice::Mongo => &["mongod", "mongos", "docker-entrypoint.sh"],
        Voice::Redis => &["redis-server", "valkey-server", "docker-entrypoint.sh"],
        Voice::Rabbitmq => &["rabbitmq-server", "docker-entrypoint.sh"],
        Voice::Nginx => &["nginx", "nginx-debug", "docker-entrypoint.sh"],
        Voice::Httpd => &["httpd", "httpd-foreground", "apachectl"],
        Voice::Wordpress | Voice::Spring | Voice::Other => &[],
    }
}

/// What else the publishers' images hold, of those programs that people start in their place or before them: the
/// packages that their Dockerfiles install, without the clients that run here.
fn tools(voice: Voice) -> &'static [&'static str] {
    match voice {
        Voice::Mysql | Voice::Mariadb => &[
            "gosu",
            "mysql_upgrade",
            "mariadb-upgrade",
            "mariadb-backup",
            "mysqlsh",
            "perl",
            "openssl",
        ],
        Voice::Postgres => &[
            "gosu",
            "su-exec",
            "pg_restore",
            "pg_ctl",
            "pg_basebackup",
            "initdb",
            "createdb",
            "dropdb",
            "vacuumdb",
            "openssl",
            "perl",
        ],
        Voice::Mongo => &[
            "gosu",
            "mongodump",
            "mongorestore",
            "mongoexport",
            "mongoimport",
            "openssl",
            "jq",
        ],
        Voice::Redis => &[
            "gosu",
            "su-exec",
            "redis-sentinel",
            "redis-benchmark",
            "redis-check-aof",
            "redis-check-rdb",
            "valkey-sentinel",
        ],
        Voice::Rabbitmq => &["gosu", "su-exec", "rabbitmq-plugins", "erl", "openssl"],
        Voice::Nginx => &["envsubst", "openssl", "njs"],
        Voice::Httpd => &["htpasswd", "openssl", "perl"],
        Voice::Wordpress | Voice::Spring | Voice::Other => &[],
    }
}

/// Programs that Debian's and Alpine's base images hold, of those that people start by hand.
const IN_EVERY_IMAGE: [&str; 44] = [
    "ash",
    "awk",
    "base64",
    "basename",
    "bash",
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "date",
    "dd",
    "df",
    "dirname",
    "du",
    "env",
    "find",
    "grep",
    "head",
    "hostname",
    "id",
    "kill",
    "ls",
    "md5sum",
    "mkdir",
    "mktemp",
    "mv",
    "nproc",
    "ps",
    "pwd",
    "rm",
    "sed",
    "sh",
    "sha256sum",
    "sort",
    "stat",
    "tar",
    "tee",
    "test",
    "timeout",
    "uname",
    "wc",
    "whoami",
    "xargs",
];
