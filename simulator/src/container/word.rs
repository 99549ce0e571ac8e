//! The program that a container is started with instead of its image's own: what is known of it.

use super::program::first_program;
use super::voice::Voice;
use super::{ContainerKey, ExecResult, command, exec};
use crate::registry::Image;
use crate::world::World;
use paperboat_core::workload::WorkloadKind;

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
    /// The image has no such program.
    Absent(String),
    /// What the program does is not modelled.
    NotModelled(String),
}

/// Says why a container cannot be started. A person who runs a program in the foreground waits for what it does: what
/// nobody knows is refused there, and is taken for the image's own program elsewhere.
pub(crate) fn unrunnable(w: &World, key: ContainerKey, foreground: bool) -> Option<Unrunnable> {
    let words = first_program(w, key)?;
    let name = words[0].clone();
    match of(w, key, &words) {
        Word::Absent => Some(Unrunnable::Absent(name)),
        Word::NotModelled => Some(Unrunnable::NotModelled(name)),
        Word::Unknown if foreground => Some(Unrunnable::NotModelled(name)),
        Word::Unknown | Word::Own | Word::Client(_) => None,
    }
}

/// What the runtime says of a program that it does not find.
pub(super) fn absent(name: &str) -> String {
    format!("exec: \"{name}\": executable file not found in $PATH")
}

/// Looks a program up in a container's image.
pub(super) fn of(w: &World, key: ContainerKey, words: &[String]) -> Word {
    let image = &w.registry.images[w.containers[key].spec.image];
    let name = command::base(&words[0]);
    // What is awaited, or known to end, does its own work whatever it is called.
    if name.is_empty() || name.starts_with('-') || image.profile.kind == WorkloadKind::Job {
        return Word::Own;
    }
    let voice = Voice::of(image);
    let official = !servers(voice).is_empty() && is_official(image);
    if servers(voice).contains(&name) || image.said_in_file && !official {
        return Word::Own;
    }
    if let Some(result) = exec::client(w, key, words) {
        return Word::Client(Box::new(result));
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
    let servers = servers(Voice::of(&w.registry.images[w.containers[key].spec.image]));
    let part = |c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c);
    line.split(part).any(|word| servers.contains(&word))
}

/// Whether an image is the publisher's own, so that what it holds is known.
fn is_official(image: &Image) -> bool {
    image.repository.contains("/library/")
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
