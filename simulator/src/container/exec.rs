//! Commands inside a running container: `docker exec`, ECS Exec, health checks.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::host::HttpGetOutput;

use super::command::{self, Join};
use super::voice::Voice;
use super::{Container, ContainerKey, State, client, file};
use crate::change::{Subject, Trail};
use crate::net::{self, Listener, NetError, Origin};
use crate::registry::Image;
use crate::world::World;

/// What a command inside a container came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ExecResult {
    /// The exit code.
    pub(crate) code: i32,
    /// What it wrote.
    pub(crate) stdout: String,
    /// What it wrote to the error stream.
    pub(crate) stderr: String,
    /// How long it takes, beside the start of its process.
    pub(crate) takes: Duration,
    /// The size of what it wrote, when that is more than `stdout` shows: a dump.
    pub(crate) bytes: u64,
}

impl ExecResult {
    pub(super) fn ok(stdout: impl Into<String>) -> Self {
        Self {
            stdout: stdout.into(),
            ..Self::default()
        }
    }

    pub(super) fn failed(code: i32, stderr: impl Into<String>) -> Self {
        Self {
            code,
            stderr: stderr.into(),
            ..Self::default()
        }
    }
}

/// Runs a command inside a container. What is not modelled is refused with 127, in the runtime's words when images
/// usually lack it.
pub(crate) fn exec(w: &World, key: ContainerKey, argv: &[String]) -> ExecResult {
    exec_with(w, key, argv, &BTreeMap::new())
}

/// Runs a command inside a container with variables beside its own.
pub(crate) fn exec_with(
    w: &World,
    key: ContainerKey,
    argv: &[String],
    environment: &BTreeMap<String, String>,
) -> ExecResult {
    let mut trail = Trail::off();
    let mut session = Session::new(w, key, false, &mut trail);
    if !environment.is_empty() {
        let all = session.environment.to_mut();
        all.extend(environment.iter().map(|(k, v)| (k.clone(), v.clone())));
    }
    session.run(argv, "", false)
}

/// Runs a health check's command, `CMD` or `CMD-SHELL` first. A program that is not known is taken for the image's
/// own checker: it passes when the program is ready. Passes what the outcome depends on, besides the container itself.
pub(super) fn check(
    w: &World,
    key: ContainerKey,
    test: &[String],
    trail: &mut Trail,
) -> ExecResult {
    let session = Session::new(w, key, true, trail);
    match test.split_first() {
        Some((kind, argv)) if kind == "CMD" => session.run(argv, "", false),
        Some((kind, line)) if kind == "CMD-SHELL" => session.shell(&line.join(" ")),
        _ => session.shell(&test.join(" ")),
    }
}

/// Runs a small tool or a client that an image has; none when nothing of the kind is modelled under this name.
pub(super) fn client(w: &World, key: ContainerKey, argv: &[String]) -> Option<ExecResult> {
    let mut trail = Trail::off();
    let session = Session::new(w, key, false, &mut trail);
    let (name, arguments) = argv.split_first()?;
    let name = command::base(name);
    if session.lacks(name) {
        return None;
    }
    let simple = session.simple(name, arguments, "");
    simple.or_else(|| client::run(&session, name, arguments))
}

/// A container in which commands run.
pub(super) struct Session<'w> {
    pub(super) w: &'w World,
    pub(super) key: ContainerKey,
    pub(super) container: &'w Container,
    pub(super) image: &'w Image,
    environment: Cow<'w, BTreeMap<String, String>>,
    checking: bool,
    /// What the commands have passed.
    trail: RefCell<&'w mut Trail>,
}

impl<'w> Session<'w> {
    fn new(w: &'w World, key: ContainerKey, checking: bool, trail: &'w mut Trail) -> Self {
        let container = &w.containers[key];
        Self {
            w,
            key,
            container,
            image: &w.registry.images[container.spec.image],
            environment: Cow::Borrowed(&container.spec.environment),
            checking,
            trail: RefCell::new(trail),
        }
    }

    /// Connects from the container.
    pub(super) fn dial(&self, host: &str, port: u16) -> Result<Listener, NetError> {
        let from = Origin::Container(self.key);
        net::dial_along(self.w, from, host, port, &mut self.trail.borrow_mut())
    }

    /// Sends a request from the container.
    pub(super) fn http_get(&self, url: &str) -> HttpGetOutput {
        let from = Origin::Container(self.key);
        net::http_get_along(self.w, from, url, &mut self.trail.borrow_mut())
    }

    pub(super) fn ready(&self) -> bool {
        let ready = self.container.state == State::Ready && self.container.deaf.is_none();
        if !ready {
            let own = Subject::Container(self.key);
            self.trail.borrow_mut().block(|| [own]);
        }
        ready
    }

    pub(super) fn voice(&self) -> Voice {
        Voice::of(self.image)
    }

    /// Runs a shell line: a list of simple commands.
    fn shell(&self, line: &str) -> ExecResult {
        let environment = &*self.environment;
        let steps = command::parse(line, environment)
            // What a substitution gives is not modelled: a word stands for it, as for a password out of a file.
            .or_else(|| command::parse(&command::without_substitutions(line)?, environment));
        let Some(steps) = steps else {
            return self.unknown(line.split_whitespace().next().unwrap_or("sh"), true);
        };
        let mut total = ExecResult::default();
        let mut piped = String::new();
        for (n, (join, words)) in steps.iter().enumerate() {
            let skipped = match join {
                Join::And => total.code != 0,
                Join::Or => total.code == 0,
                Join::Then | Join::Pipe => false,
            };
            if skipped {
                continue;
            }
            if command::base(&words[0]) == "exit" {
                let code = words.get(1).and_then(|code| code.parse().ok());
                total.code = code.unwrap_or(total.code);
                return total;
            }
            let input = if *join == Join::Pipe {
                std::mem::take(&mut piped)
            } else {
                String::new()
            };
            let result = self.run(words, &input, true);
            if steps.get(n + 1).is_some_and(|next| next.0 == Join::Pipe) {
                piped = result.stdout;
            } else {
                total.stdout.push_str(&result.stdout);
            }
            total.stderr.push_str(&result.stderr);
            total.takes += result.takes;
            total.bytes = total.bytes.max(result.bytes);
            total.code = result.code;
        }
        total
    }

    /// Runs one command; `in_shell` decides who says that it is missing.
    fn run(&self, argv: &[String], stdin: &str, in_shell: bool) -> ExecResult {
        if let Some(line) = command::shell_line(argv) {
            return if self.lacks(command::base(&argv[0])) {
                self.missing(&argv[0], in_shell)
            } else {
                self.shell(line)
            };
        }
        let Some((name, arguments)) = argv.split_first() else {
            return ExecResult::failed(1, "exec requires a command\n");
        };
        let base = command::base(name);
        if self.lacks(base) {
            return self.missing(name, in_shell);
        }
        self.simple(base, arguments, stdin)
            .or_else(|| client::run(self, base, arguments))
            .unwrap_or_else(|| self.unknown(name, in_shell))
    }

    fn simple(&self, name: &str, arguments: &[String], stdin: &str) -> Option<ExecResult> {
        let environment = &*self.environment;
        let hostname = self
            .container
            .spec
            .name
            .rsplit('/')
            .next()
            .unwrap_or_default();
        Some(match (name, arguments) {
            ("true" | ":" | "exit", _) => ExecResult::ok(""),
            ("false", _) => ExecResult::failed(1, ""),
            ("echo", _) => ExecResult::ok(format!("{}\n", arguments.join(" "))),
            ("printf", _) => ExecResult::ok(command::printed(arguments)),
            ("hostname", []) => ExecResult::ok(format!("{hostname}\n")),
            ("env" | "printenv", []) => {
                let lines = environment.iter().map(|(k, v)| format!("{k}={v}\n"));
                ExecResult::ok(lines.collect::<String>())
            }
            ("printenv", [name]) => match environment.get(name) {
                Some(value) => ExecResult::ok(format!("{value}\n")),
                None => ExecResult::failed(1, ""),
            },
            ("cat", [file]) if file == "/etc/hosts" => {
                ExecResult::ok("127.0.0.1\tlocalhost\n".to_owned())
            }
            ("cat", [file]) if file.starts_with("</dev/tcp/") => {
                let mut parts = file.split('/').skip(3);
                let host = parts.next().unwrap_or_default();
                let port = parts.next().and_then(|port| port.parse().ok())?;
                client::connects(self, host, port)
            }
            ("cat", []) => ExecResult::ok(stdin),
            ("cat", files) => {
                let read = |path: &String| file::read(self.w, self.key, path);
                ExecResult::ok(files.iter().map(read).collect::<Option<String>>()?)
            }
            ("grep", [.., pattern]) => {
                let inverted = arguments.iter().any(|a| a == "-v");
                let quiet = arguments.iter().any(|a| a == "-q");
                let found: String = stdin
                    .lines()
                    .filter(|line| line.contains(pattern.trim_matches(['^', '$'])) != inverted)
                    .map(|line| format!("{line}\n"))
                    .collect();
                // What a program's page says is not modelled: who wrote the check has seen it.
                let trusted = self.checking && !stdin.is_empty();
                ExecResult {
                    code: i32::from(found.is_empty() && !trusted),
                    stdout: if quiet { String::new() } else { found },
                    ..ExecResult::default()
                }
            }
            ("sleep", _) => ExecResult {
                takes: Duration::try_from_secs_f64(command::sleep_seconds(arguments)?).ok()?,
                ..ExecResult::default()
            },
            _ => return None,
        })
    }

    /// Tells whether the image lacks a program that others have.
    fn lacks(&self, name: &str) -> bool {
        let alpine = self.image.tag.contains("alpine");
        self.image
            .profile
            .lacks
            .iter()
            .any(|lacking| lacking == name)
            || alpine && name == "bash"
    }

    /// What is said of a program that the image does not have.
    fn missing(&self, name: &str, in_shell: bool) -> ExecResult {
        let words = if in_shell {
            format!("sh: {name}: not found\n")
        } else {
            format!(
                "OCI runtime exec failed: exec failed: unable to start container process: exec: \"{name}\": executable file not found in $PATH: unknown\n"
            )
        };
        ExecResult::failed(127, words)
    }

    fn unknown(&self, name: &str, in_shell: bool) -> ExecResult {
        const OFTEN_ABSENT: [&str; 24] = [
            "bash",
            "curl",
            "dig",
            "git",
            "htop",
            "ifconfig",
            "ip",
            "java",
            "jq",
            "less",
            "mongosh",
            "mysql",
            "mysqladmin",
            "nano",
            "nc",
            "netstat",
            "nslookup",
            "pg_isready",
            "ping",
            "psql",
            "redis-cli",
            "ss",
            "top",
            "vim",
        ];
        let base = command::base(name);
        // Of an image that nobody knows, whoever wrote its check knows what it holds; a JVM's has `java`.
        let guessed = self
            .image
            .profile
            .origins
            .get("kind")
            .is_none_or(|o| o == "guess");
        let held = guessed || base == "java" && self.voice() == Voice::Spring;
        if OFTEN_ABSENT.contains(&base) && !(self.checking && held) {
            return self.missing(name, in_shell);
        }
        if self.checking {
            return ExecResult {
                code: i32::from(!self.ready()),
                ..ExecResult::default()
            };
        }
        ExecResult::failed(
            127,
            format!("paperboat: not modelled in a container: {name}\n"),
        )
    }
}
