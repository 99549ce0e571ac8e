//! What a program does with its image, command and environment: its stages from start to end.

use std::collections::VecDeque;
use std::time::Duration;

use paperboat_core::workload::{Profile, Programs, Requirement, WorkloadKind, needs, own_ports};

use super::ContainerKey;
use super::command::{self, Join};
use super::exec::{self, Before, Effect};
use super::life::Term;
use super::line::{self, Command};
use super::stage::Stage;
use super::voice::Voice;
use super::word::Word;
use crate::model::{Rule, Timing};
use crate::registry::{self, Spoilt};
use crate::weather;
use crate::world::World;

/// The exit code of what could not be found.
pub(super) const NOT_FOUND: i32 = 127;

/// A run that is about to begin.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) script: VecDeque<Stage>,
    pub(super) ports: Vec<u16>,
    pub(super) needs: Vec<Requirement>,
    pub(super) term: Term,
    pub(super) loopback_only: bool,
}

/// Reads what a container will do when it is started.
pub(super) fn of(w: &mut World, key: ContainerKey) -> Program {
    let spec = w.containers[key].spec.clone();
    let image = registry::image(w, spec.image);
    let (profile, voice) = (image.profile.clone(), Voice::of(image));
    let argv = spec.command.unwrap_or_default();
    let commands = commands(w, key);
    let (mut script, reached) = interpret(w, key, &commands);
    let runs_own = reached.is_some();
    let mut program = Program {
        script: VecDeque::new(),
        ports: Vec::new(),
        needs: Vec::new(),
        term: term(
            &commands,
            &argv,
            runs_own,
            on_sigterm(w, key, voice),
            spec.init,
        ),
        loopback_only: false,
    };
    if runs_own {
        program.ports = match &spec.listens {
            Some(ports) => ports.clone(),
            None => own_ports(&profile, &argv, &spec.environment)
                .unwrap_or_else(|| profile.listens.clone()),
        };
        let needs = needs(&profile, &spec.environment).into_iter();
        program.needs = needs.map(|need| need.requirement).collect();
        let spoilt = registry::image(w, spec.image).spoilt;
        program.loopback_only = matches!(spoilt, Some((Spoilt::Local, _)));
        let taken = taken(w, key, &program.ports);
        script.extend(match taken {
            Some(port) => refused(w, key, voice, port),
            None => boot(w, key, &profile, voice, &program.needs),
        });
    }
    program.script = script;
    program
}

/// The first of its ports on which another container listens in the same network namespace.
fn taken(w: &World, key: ContainerKey, ports: &[u16]) -> Option<u16> {
    let others = w.neighbours(key);
    let held = |port: &&u16| {
        others
            .iter()
            .any(|other| w.containers[*other].ports.contains(port))
    };
    ports.iter().find(held).copied()
}

/// The stages of a server whose port is taken.
fn refused(w: &mut World, key: ContainerKey, voice: Voice, port: u16) -> Vec<Stage> {
    let image = registry::image(w, w.containers[key].spec.image);
    let repository = image.repository.clone();
    let line = match super::content::programs(w, key) {
        Programs::Busybox => "httpd: bind: Address already in use".to_owned(),
        Programs::Unknown => voice.cannot_bind(port),
    };
    let wait = w.draw(Timing::AppFailedStart, &repository);
    vec![Stage::Wait(wait), Stage::Complain(line), Stage::Exit(1)]
}

/// What a container's own server does on SIGTERM. busybox's web server has no handler, and as process 1 it has no default
/// one either.
fn on_sigterm(w: &World, key: ContainerKey, voice: Voice) -> Term {
    match super::content::programs(w, key) {
        Programs::Busybox => Term::Ignores,
        Programs::Unknown => voice.on_sigterm(),
    }
}

/// The words with which a container is started: its own, or else its image's as far as these are known.
pub(crate) fn words(w: &World, key: ContainerKey) -> Vec<String> {
    let spec = &w.containers[key].spec;
    let config = registry::image(w, spec.image).profile.config.as_ref();
    let of_image = || {
        let words = config.map(|c| c.entrypoint.iter().chain(&c.command).cloned().collect());
        words.unwrap_or_default()
    };
    spec.command.clone().unwrap_or_else(of_image)
}

/// The commands with which a container is started.
fn commands(w: &World, key: ContainerKey) -> Vec<Command> {
    let spec = &w.containers[key].spec;
    let argv = spec.command.as_deref().unwrap_or_default();
    let single = |words: Vec<String>| {
        vec![Command {
            join: Some(Join::Then),
            words,
            ..Command::default()
        }]
    };
    match command::shell_line(argv) {
        Some(line) if forever(line) => single(vec!["tail".to_owned()]),
        Some(line) => line::read(line, &spec.environment).unwrap_or_else(|| single(own())),
        None if argv.is_empty() => single(own()),
        None => single(argv.to_vec()),
    }
}

/// The first program of a container's command that is neither a builtin of its shell nor a part of one: its words.
pub(super) fn first_program(w: &World, key: ContainerKey) -> Option<Vec<String>> {
    let spec = &w.containers[key].spec;
    let argv = spec.command.as_deref().unwrap_or_default();
    let Some(line) = command::shell_line(argv) else {
        return (!argv.is_empty()).then(|| argv.to_vec());
    };
    if forever(line) {
        return None;
    }
    let Some(commands) = line::read(line, &spec.environment) else {
        // More than a list of simple commands: where it starts the image's server, that is what runs on; else the
        // shell that reads it stands for it.
        let server = super::word::starts_server(w, key, line);
        return (!server).then(|| argv.to_vec());
    };
    let mut words = commands.into_iter().map(|command| command.words);
    words.find(|words| !is_builtin(words) && exec::step_of(w, key, words).is_none())
}

/// The stages of a program that does one thing and ends.
fn once(result: super::ExecResult) -> Vec<Stage> {
    let mut stages = Vec::new();
    if !result.takes.is_zero() {
        stages.push(Stage::Wait(result.takes));
    }
    let (out, errors) = (result.stdout.lines(), result.stderr.lines());
    stages.extend(out.map(|line| Stage::Say(line.to_owned())));
    stages.extend(errors.map(|line| Stage::Complain(line.to_owned())));
    stages.extend(result.effects.into_iter().map(Stage::Effect));
    stages
}

/// Words that stand for the image's own program.
fn own() -> Vec<String> {
    vec![String::new()]
}

/// What a shell does before a program, which changes nothing that is seen here when its files are not known.
const PREPARES: [&str; 18] = [
    "true", ":", "cd", "export", "set", "umask", "mkdir", "chmod", "chown", "touch", "cp", "mv",
    "ln", "rm", "envsubst", "sed", "chgrp", "install",
];

/// Tells whether a shell itself, or what prepares a program, is named.
fn is_builtin(words: &[String]) -> bool {
    let name = command::base(&words[0]);
    let own = [
        "printf", "false", "echo", "exit", "tail", "sleep", "trap", "exec",
    ];
    PREPARES.contains(&name) && name != "sed" || own.contains(&name)
}

/// Tells whether a line only keeps a container alive.
fn forever(line: &str) -> bool {
    let loops = ["while true", "while :", "while sleep"];
    let mut parts = line.split(';').map(str::trim_start);
    parts.any(|part| loops.iter().any(|l| part.starts_with(l)))
}

/// Runs the commands before the image's own program; gives the words of that program when it is reached.
fn interpret(
    w: &World,
    key: ContainerKey,
    commands: &[Command],
) -> (VecDeque<Stage>, Option<Vec<String>>) {
    let mut script = VecDeque::new();
    let mut status = 0;
    let mut before = Before::default();
    for (n, command) in commands.iter().enumerate() {
        if command.join != Some(Join::Pipe) {
            before.piped = None;
        }
        let skipped = match command.join {
            Some(Join::And) => status != 0,
            Some(Join::Or) => status == 0,
            _ => false,
        };
        let words = match command.words.first().map(String::as_str) {
            Some("exec") => &command.words[1..],
            _ => &command.words[..],
        };
        let Some(name) = words.first().filter(|_| !skipped) else {
            continue;
        };
        let arguments = &words[1..];
        status = 0;
        match command::base(name) {
            "exit" => {
                let code = arguments.first().and_then(|code| code.parse().ok());
                script.push_back(Stage::Exit(code.unwrap_or(0)));
                return (script, None);
            }
            "tail" => {
                script.push_back(Stage::Ready);
                return (script, None);
            }
            "trap" => continue,
            "sleep" => {
                match command::sleep_seconds(arguments) {
                    Some(seconds) => script.push_back(Stage::Wait(duration(seconds))),
                    None => {
                        script.push_back(Stage::Ready);
                        return (script, None);
                    }
                }
                continue;
            }
            _ => {}
        }
        let command = Command {
            words: words.to_vec(),
            ..command.clone()
        };
        if let Some(mut result) = exec::step(w, key, &command, &before) {
            status = result.code;
            for effect in &result.effects {
                if let Effect::Write(path, text) = effect {
                    before.written.insert(path.clone(), text.clone());
                }
            }
            let next = commands.get(n + 1).and_then(|next| next.join);
            before.piped = (next == Some(Join::Pipe)).then(|| std::mem::take(&mut result.stdout));
            script.extend(once(result));
            continue;
        }
        if PREPARES.contains(&command::base(name)) {
            continue;
        }
        match super::word::of(w, key, words) {
            Word::Own | Word::Unknown => return (script, Some(words.to_vec())),
            Word::Client(result) => {
                status = result.code;
                script.extend(once(*result));
            }
            word @ (Word::Absent | Word::NotModelled) => {
                let line = match word {
                    Word::Absent if commands.len() > 1 => format!("sh: {}: not found", words[0]),
                    Word::Absent => super::word::absent(&words[0]),
                    // Its image has it: whoever reads the log must not take the model's gap for the image's.
                    _ => format!("paperboat: not modelled in a container: {}", words[0]),
                };
                script.push_back(Stage::Complain(line));
                status = NOT_FOUND;
            }
        }
    }
    if script.iter().any(|stage| matches!(stage, Stage::Wait(_))) {
        script.push_front(Stage::Ready);
    }
    script.push_back(Stage::Exit(status));
    (script, None)
}

/// What SIGTERM does to process 1: a shell and simple programs have no handler for it, unless a line sets one.
fn term(commands: &[Command], argv: &[String], runs_own: bool, own: Term, init: bool) -> Term {
    let direct = commands.len() == 1 || commands.last().is_some_and(|c| c.words[0] == "exec");
    match (runs_own && direct, init) {
        (true, true) if own == Term::Ignores => Term::Exits(143),
        (true, _) => own,
        (false, true) => Term::Exits(143),
        (false, false) => trapped(argv).map_or(Term::Ignores, Term::Exits),
    }
}

/// The code with which a line ends on SIGTERM: `trap "exit 5" TERM`.
fn trapped(argv: &[String]) -> Option<i32> {
    let line = command::shell_line(argv)?;
    let rest = line.split_once("trap ")?.1.trim_start();
    let (action, rest) = rest.strip_prefix(['"', '\''])?.split_once(['"', '\''])?;
    let signals = rest.split([';', '\n']).next()?;
    let mut signals = signals.split_whitespace();
    signals.find(|s| matches!(*s, "TERM" | "SIGTERM" | "15"))?;
    match action.trim().strip_prefix("exit") {
        Some(code) if code.trim().is_empty() => Some(0),
        Some(code) => code.trim().parse().ok(),
        None => None,
    }
}

/// The stages of an image's own program.
fn boot(
    w: &mut World,
    key: ContainerKey,
    profile: &Profile,
    voice: Voice,
    needs: &[Requirement],
) -> Vec<Stage> {
    if let Some(stages) = faulty(w, key) {
        return stages;
    }
    let spec = &w.containers[key].spec;
    let fresh = spec.fresh_data || profile.kind != WorkloadKind::Database;
    let repository = registry::image(w, spec.image).repository.clone();
    let set = |name: &String| spec.environment.get(name).is_some_and(|v| !v.is_empty());
    let missing = profile
        .required_env
        .iter()
        .find(|group| !group.iter().any(set));
    if let Some(group) = missing.filter(|_| fresh) {
        let lines = voice.lacks(group);
        let wait = w.draw(Timing::AppFailedStart, &repository);
        let mut stages = vec![Stage::Wait(wait)];
        stages.extend(lines.into_iter().map(Stage::Say));
        stages.push(Stage::Exit(1));
        return stages;
    }
    let refused = super::data::remember(w, key);
    if !refused.is_empty() {
        let wait = w.draw(Timing::AppFailedStart, &repository);
        let mut stages = vec![Stage::Wait(wait)];
        stages.extend(refused.into_iter().map(Stage::Say));
        stages.push(Stage::Exit(1));
        return stages;
    }
    let warm = if fresh {
        1.0
    } else {
        w.model.rule(Rule::AppWarmBoot)
    };
    let slow = weather::start_slowed(w, &w.containers[key].spec.called);
    let slower = slow.map_or(1.0, |(factor, _)| factor);
    let seconds = profile.boot_s * warm * w.draw(Timing::AppBoot, &repository).as_secs_f64();
    let seconds = (seconds * slower).min(1e9);
    let computing = seconds * profile.cpu_boot_share.clamp(0.0, 1.0);
    let part = w.model.rule(Rule::AppConnectsAt).clamp(0.0, 1.0);
    let memory = profile.memory_mib as f64 * w.model.rule(Rule::AppBootMemory);
    let go = |part: f64| {
        let waiting = Stage::Wait(duration((seconds - computing) * part));
        [waiting, Stage::Work((computing * part).clamp(0.0, 1e9))]
    };
    let mut stages: Vec<Stage> = voice.greeting(fresh).into_iter().map(Stage::Say).collect();
    stages.extend(slow.map(|(factor, fault)| {
        Stage::Blame(fault, format!("its start takes {factor} times as long"))
    }));
    stages.extend(go(part));
    stages.push(Stage::Claim(memory as u64));
    let at_start = needs.iter().filter(|need| need.at_start);
    stages.extend(at_start.cloned().map(Stage::Connect));
    stages.extend(go(1.0 - part));
    stages.push(Stage::Claim(profile.memory_mib));
    if let Some((Spoilt::Local, fault)) = registry::image(w, w.containers[key].spec.image).spoilt {
        stages.push(Stage::Blame(
            fault,
            "it listens on 127.0.0.1 only".to_owned(),
        ));
    }
    stages.extend([Stage::Announce, Stage::Ready]);
    if let Some(seconds) = profile.ends_after_s {
        stages.extend([Stage::Wait(duration(seconds)), Stage::Exit(0)]);
    }
    stages
}

/// Whether a program gets a secret that somebody else checks: a database sets its own.
pub(crate) fn presents_secrets(w: &World, key: ContainerKey) -> bool {
    let image = w.containers[key].spec.image;
    registry::image(w, image).profile.kind != WorkloadKind::Database
}

/// The stages of a program that a fault has end at its start; none when none does.
fn faulty(w: &mut World, key: ContainerKey) -> Option<Vec<Stage>> {
    let image = registry::image(w, w.containers[key].spec.image);
    let (fault, text, line) = match image.spoilt {
        Some((Spoilt::Crashes, fault)) => {
            let text = "this version ends at its start".to_owned();
            let line = "FATAL: unhandled error in the program's own code".to_owned();
            (fault, text, line)
        }
        _ => {
            let own = &w.containers[key].spec.environment;
            let expired = weather::secret_expired(w, own)?;
            let (fault, variable) = presents_secrets(w, key).then_some(expired)?;
            let text = format!("the value of {variable} is not accepted any longer");
            let line = format!("FATAL: authentication failed: {variable} has expired");
            (fault, text, line)
        }
    };
    let repository = image.repository.clone();
    let wait = w.draw(Timing::AppFailedStart, &repository);
    Some(vec![
        Stage::Blame(fault, text),
        Stage::Wait(wait),
        Stage::Say(line),
        Stage::Exit(1),
    ])
}

/// Turns seconds into a duration of at most about 31.7 years.
fn duration(seconds: f64) -> Duration {
    Duration::from_micros((seconds.clamp(0.0, 1e9) * 1e6) as u64)
}
