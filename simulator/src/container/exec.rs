//! Commands inside a running container: `docker exec`, ECS Exec, health checks.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::host::HttpGetOutput;
use paperboat_core::workload::Programs;

use super::command::{self, Join};
use super::line::{self, Command, Target};
use super::voice::Voice;
use super::{Container, ContainerKey, State, client, content};
use crate::change::{Subject, Trail};
use crate::net::{self, Listener, NetError, Origin};
use crate::registry::{self, Image};
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
    /// What it does to its container.
    pub(crate) effects: Vec<Effect>,
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

/// What a command does to its container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It writes a file, or removes it.
    Write(String, Option<String>),
    /// It sends SIGTERM to process 1, which is the container's program.
    Terminate,
}

/// As whom and where a command runs in a container, and what it reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Circumstances {
    /// Variables beside the container's.
    pub(crate) environment: BTreeMap<String, String>,
    /// `UID[:GID]` or a name; empty for the container's own.
    pub(crate) user: String,
    /// The folder in which it runs; empty for the container's own.
    pub(crate) folder: String,
    /// Its standard input.
    pub(crate) stdin: String,
}

/// Runs a command inside a container: what it came to, and what it did. What is not modelled is refused with 127, in the
/// runtime's words with 126 when the image has no such program.
pub(crate) fn exec(w: &mut World, key: ContainerKey, argv: &[String]) -> ExecResult {
    exec_with(w, key, argv, &Circumstances::default())
}

/// Runs a command inside a container under these circumstances.
pub(crate) fn exec_with(
    w: &mut World,
    key: ContainerKey,
    argv: &[String],
    circumstances: &Circumstances,
) -> ExecResult {
    let result = tried(w, key, argv, circumstances);
    carry_out(w, key, &result.effects);
    result
}

/// What a command would come to, and would do.
fn tried(
    w: &World,
    key: ContainerKey,
    argv: &[String],
    circumstances: &Circumstances,
) -> ExecResult {
    if let Some(user) = super::user::unknown(w, key, &circumstances.user) {
        return not_started(format!(
            "unable to find user {user}: no matching entries in passwd file\n"
        ));
    }
    let mut trail = Trail::off();
    let mut session = Session::new(w, key, false, &mut trail);
    let environment = session.environment.to_mut();
    let further = circumstances.environment.iter();
    environment.extend(further.map(|(k, v)| (k.clone(), v.clone())));
    if !circumstances.user.is_empty() {
        (session.uid, session.gid) = super::user::ids(&circumstances.user);
    }
    let folder = &circumstances.folder;
    if !folder.is_empty() {
        if content::is_known(w, key) && !content::is_folder(w, key, folder) {
            return not_started(format!(
                "OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"{folder}\") set in config.json failed: no such file or directory: unknown\n"
            ));
        }
        session.folder.clone_from(folder);
    }
    session.finish(argv, &circumstances.stdin)
}

/// What the engine says when a command cannot even be started: on the output, as the engine's own stream is.
fn not_started(words: String) -> ExecResult {
    ExecResult {
        code: NOT_STARTED,
        stdout: words,
        ..ExecResult::default()
    }
}

/// The code of `docker exec` when the runtime cannot start the command, whatever the reason.
const NOT_STARTED: i32 = 126;

/// Does what a command did.
pub(super) fn carry_out(w: &mut World, key: ContainerKey, effects: &[Effect]) {
    for effect in effects {
        match effect {
            Effect::Write(path, text) => content::write(w, key, path, text.clone()),
            Effect::Terminate => super::life::terminate(w, key),
        }
    }
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
        Some((kind, line)) if kind == "CMD-SHELL" => session.shell(&line.join(" "), ""),
        _ => session.shell(&test.join(" "), ""),
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
    if command::shell_line(argv).is_some() {
        return None;
    }
    let simple = session.simple(name, arguments, "");
    let mut result = simple.or_else(|| client::run(&session, name, arguments))?;
    result.effects.extend(session.writes());
    Some(result)
}

/// Runs a command as [`step`] does, by its words alone.
pub(super) fn step_of(w: &World, key: ContainerKey, words: &[String]) -> Option<ExecResult> {
    let command = Command {
        words: words.to_vec(),
        ..Command::default()
    };
    step(w, key, &command, &Before::default())
}

/// What the commands of a line before one left for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Before {
    /// What they wrote into files.
    pub(super) written: content::Layer,
    /// What the one before wrote into a pipe.
    pub(super) piped: Option<String>,
}

/// Runs one command of a line with which a container is started, output and input redirected as the line says; none when
/// what it does is not modelled.
pub(super) fn step(
    w: &World,
    key: ContainerKey,
    command: &Command,
    before: &Before,
) -> Option<ExecResult> {
    let mut trail = Trail::off();
    let session = Session::new(w, key, false, &mut trail);
    session.pending.replace(before.written.clone());
    let (name, arguments) = command.words.split_first()?;
    let base = command::base(name);
    if session.lacks(base) {
        return None;
    }
    let stdin = match &command.input {
        Some(path) => session.text(path)?,
        None => match &before.piped {
            Some(text) => text.clone(),
            None => w.containers[key].spec.stdin.clone(),
        },
    };
    let simple = session.simple(base, arguments, &stdin);
    let result = simple.or_else(|| client::run(&session, base, arguments))?;
    let mut result = session.redirected(result, command);
    result.effects.extend(session.writes());
    Some(result)
}

/// A container in which commands run.
pub(super) struct Session<'w> {
    pub(super) w: &'w World,
    pub(super) key: ContainerKey,
    pub(super) container: &'w Container,
    pub(super) image: &'w Image,
    environment: Cow<'w, BTreeMap<String, String>>,
    /// The folder in which commands run.
    pub(super) folder: String,
    /// Whose processes they are.
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// What they have written so far.
    pub(super) pending: RefCell<content::Layer>,
    checking: bool,
    /// What the commands have passed.
    trail: RefCell<&'w mut Trail>,
}

impl<'w> Session<'w> {
    fn new(w: &'w World, key: ContainerKey, checking: bool, trail: &'w mut Trail) -> Self {
        let container = &w.containers[key];
        let (uid, gid) = super::user::of(w, key);
        Self {
            w,
            key,
            container,
            image: registry::image(w, container.spec.image),
            environment: Cow::Borrowed(&container.spec.environment),
            folder: super::user::folder(w, key),
            uid,
            gid,
            pending: RefCell::default(),
            checking,
            trail: RefCell::new(trail),
        }
    }

    /// Connects from the container.
    pub(super) fn dial(&self, host: &str, port: u16) -> Result<Listener, NetError> {
        let from = Origin::Container(self.key);
        self.w.dial(from, host, port, &mut self.trail.borrow_mut())
    }

    /// Sends a request from the container.
    pub(super) fn http(&self, request: &net::Request) -> HttpGetOutput {
        let from = Origin::Container(self.key);
        self.w.http(from, request, &mut self.trail.borrow_mut())
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

    /// Runs a command with all that it does.
    fn finish(&self, argv: &[String], stdin: &str) -> ExecResult {
        let mut result = self.run(argv, stdin, false);
        result.effects.extend(self.writes());
        result
    }

    /// The files that were written, as effects.
    fn writes(&self) -> Vec<Effect> {
        let pending = std::mem::take(&mut *self.pending.borrow_mut());
        let write = |(path, text)| Effect::Write(path, text);
        pending.into_iter().map(write).collect()
    }

    /// The image's programs.
    pub(super) fn programs(&self) -> Programs {
        content::programs(self.w, self.key)
    }

    /// The words of the container's own program.
    pub(super) fn words(&self) -> Vec<String> {
        super::program::words(self.w, self.key)
    }

    /// The container's name for itself.
    pub(super) fn hostname(&self) -> String {
        let own = self.w.hostname_given(self.key);
        if !own.is_empty() {
            return own;
        }
        let name = self.container.spec.name.rsplit('/').next();
        name.unwrap_or_default().to_owned()
    }

    /// `/etc/hosts`.
    pub(super) fn hosts(&self) -> String {
        let further = self.w.hosts_given(self.key);
        format!("127.0.0.1\tlocalhost\n{further}")
    }

    /// `/etc/resolv.conf`; none in a task, whose own is not modelled.
    pub(super) fn resolv_conf(&self) -> Option<String> {
        self.w.resolv_conf(self.key)
    }

    /// Runs a shell line: a list of simple commands.
    fn shell(&self, line: &str, stdin: &str) -> ExecResult {
        let environment = &*self.environment;
        let commands = line::read(line, environment)
            // What a substitution gives is not modelled: a word stands for it, as for a password out of a file.
            .or_else(|| line::read(&command::without_substitutions(line)?, environment));
        let Some(commands) = commands else {
            return self.unknown(line.split_whitespace().next().unwrap_or("sh"), true);
        };
        let mut total = ExecResult::default();
        let mut piped = String::new();
        for (n, command) in commands.iter().enumerate() {
            let skipped = match command.join {
                Some(Join::And) => total.code != 0,
                Some(Join::Or) => total.code == 0,
                _ => false,
            };
            if skipped {
                continue;
            }
            if command::base(&command.words[0]) == "exit" {
                let code = command.words.get(1).and_then(|code| code.parse().ok());
                total.code = code.unwrap_or(total.code);
                return total;
            }
            let input = match &command.input {
                // A connection is no file: its program says what comes of it.
                Some(path) if path.starts_with("/dev/tcp/") => format!("<{path}"),
                Some(path) => self.text(path).unwrap_or_default(),
                None if command.join == Some(Join::Pipe) => std::mem::take(&mut piped),
                None => stdin.to_owned(),
            };
            let result = self.run(&command.words, &input, true);
            let result = self.redirected(result, command);
            let next = commands.get(n + 1).and_then(|next| next.join);
            if next == Some(Join::Pipe) {
                piped = result.stdout;
            } else {
                total.stdout.push_str(&result.stdout);
            }
            total.stderr.push_str(&result.stderr);
            total.takes += result.takes;
            total.bytes = total.bytes.max(result.bytes);
            total.code = result.code;
            total.effects.extend(result.effects);
        }
        total
    }

    /// Sends what a command wrote where the line says.
    fn redirected(&self, mut result: ExecResult, command: &Command) -> ExecResult {
        let other = |result: &mut ExecResult| match (&command.output, &command.errors) {
            (Target::Other, _) => {
                let out = std::mem::take(&mut result.stdout);
                result.stderr += &out;
            }
            (_, Target::Other) => {
                let errors = std::mem::take(&mut result.stderr);
                result.stdout += &errors;
            }
            _ => {}
        };
        other(&mut result);
        if command.errors == Target::Nowhere {
            result.stderr.clear();
        }
        match &command.output {
            Target::Nowhere => result.stdout.clear(),
            Target::File { path, append } => {
                let before = self.text(path).filter(|_| *append).unwrap_or_default();
                let text = before + &std::mem::take(&mut result.stdout);
                if let Err(why) = self.put(path, Some(text)) {
                    result.code = 1;
                    result.stderr = format!("sh: can't create {path}: {why}\n");
                }
            }
            Target::Same | Target::Other => {}
        }
        result
    }

    /// Runs one command; `in_shell` decides who says that it is missing.
    pub(super) fn run(&self, argv: &[String], stdin: &str, in_shell: bool) -> ExecResult {
        if let Some(line) = command::shell_line(argv) {
            return if self.lacks(command::base(&argv[0])) {
                self.missing(&argv[0], in_shell)
            } else {
                self.shell(line, stdin)
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
        if let Some(result) = self.tool(name, arguments, stdin) {
            return Some(result);
        }
        Some(match (name, arguments) {
            ("true" | ":" | "exit", _) => ExecResult::ok(""),
            ("false", _) => ExecResult::failed(1, ""),
            ("echo", _) => ExecResult::ok(format!("{}\n", arguments.join(" "))),
            ("printf", _) => ExecResult::ok(command::printed(arguments)),
            ("hostname", []) => ExecResult::ok(format!("{}\n", self.hostname())),
            ("env" | "printenv", []) => {
                let mut all = super::user::environment(self.w, self.key, &self.hostname());
                all.extend(environment.iter().map(|(k, v)| (k.clone(), v.clone())));
                let lines = all.iter().map(|(k, v)| format!("{k}={v}\n"));
                ExecResult::ok(lines.collect::<String>())
            }
            ("printenv", [name]) => match environment.get(name) {
                Some(value) => ExecResult::ok(format!("{value}\n")),
                None => ExecResult::failed(1, ""),
            },
            ("cat", []) if stdin.starts_with("</dev/tcp/") => {
                let mut parts = stdin.split('/').skip(3);
                let host = parts.next().unwrap_or_default();
                let port = parts.next().and_then(|port| port.parse().ok())?;
                client::connects(self, host, port)
            }
            ("cat", []) => ExecResult::ok(stdin),
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
        let alpine = self.image.origin.tag.contains("alpine");
        self.image
            .profile
            .lacks
            .iter()
            .any(|lacking| lacking == name)
            || alpine && name == "bash"
    }

    /// What is said of a program that the image does not have.
    fn missing(&self, name: &str, in_shell: bool) -> ExecResult {
        if in_shell {
            return ExecResult::failed(127, format!("sh: {name}: not found\n"));
        }
        let why = super::word::why_absent(self.w, self.key, name);
        let denied = if why.ends_with("is a directory") {
            ": permission denied"
        } else {
            ""
        };
        not_started(format!(
            "OCI runtime exec failed: exec failed: unable to start container process: {why}: unknown{denied}\n"
        ))
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
        if super::word::is_absent(self.w, self.key, name) && !self.checking {
            return self.missing(name, in_shell);
        }
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
