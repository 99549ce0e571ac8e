//! What a program does with its image, command and environment: its stages from start to end.

use std::collections::VecDeque;
use std::time::Duration;

use paperboat_core::workload::{Profile, Requirement, WorkloadKind, needs, own_ports};

use super::ContainerKey;
use super::command::{self, Join, Step};
use super::life::Term;
use super::stage::Stage;
use super::voice::Voice;
use super::word::Word;
use crate::model::{Rule, Timing};
use crate::registry::Spoilt;
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
    let image = &w.registry.images[spec.image];
    let (profile, voice) = (image.profile.clone(), Voice::of(image));
    let argv = spec.command.unwrap_or_default();
    let steps = match command::shell_line(&argv) {
        Some(line) if forever(line) => vec![(Join::Then, vec!["tail".to_owned()])],
        Some(line) => command::parse(line, &spec.environment).unwrap_or_else(|| vec![own()]),
        None if argv.is_empty() => vec![own()],
        None => vec![(Join::Then, argv.clone())],
    };
    let (mut script, reached) = interpret(&steps);
    let runs_own = match reached {
        None => false,
        Some(words) => match super::word::of(w, key, &words) {
            Word::Own | Word::Unknown => true,
            Word::Client(result) => {
                script.extend(once(*result));
                false
            }
            word @ (Word::Absent | Word::NotModelled) => {
                let line = match word {
                    Word::Absent => super::word::absent(&words[0]),
                    // Its image has it: whoever reads the log must not take the model's gap for the image's.
                    _ => format!("paperboat: not modelled in a container: {}", words[0]),
                };
                script.extend([Stage::Say(line), Stage::Exit(NOT_FOUND)]);
                false
            }
        },
    };
    let mut program = Program {
        script: VecDeque::new(),
        ports: Vec::new(),
        needs: Vec::new(),
        term: term(&steps, runs_own, voice, spec.init),
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
        let spoilt = w.registry.images[spec.image].spoilt;
        program.loopback_only = matches!(spoilt, Some((Spoilt::Local, _)));
        script.extend(boot(w, key, &profile, voice, &program.needs));
    }
    program.script = script;
    program
}

/// The first program of a container's command that is neither a builtin of its shell nor a part of one: its words.
pub(super) fn first_program(w: &World, key: ContainerKey) -> Option<Vec<String>> {
    let spec = &w.containers[key].spec;
    let argv = spec.command.as_deref().unwrap_or_default();
    let steps = match command::shell_line(argv) {
        Some(line) if forever(line) => return None,
        Some(line) => match command::parse(line, &spec.environment) {
            Some(steps) => steps,
            // More than a list of simple commands: where it starts the image's server, that is what runs on; else the
            // shell that reads it stands for it.
            None => {
                let server = super::word::starts_server(w, key, line);
                return (!server).then(|| argv.to_vec());
            }
        },
        None if argv.is_empty() => return None,
        None => vec![(Join::Then, argv.to_vec())],
    };
    interpret(&steps).1.filter(|words| !words[0].is_empty())
}

/// The stages of a program that does one thing and ends.
fn once(result: super::ExecResult) -> Vec<Stage> {
    let mut stages = vec![Stage::Wait(result.takes)];
    let lines = result.stdout.lines().chain(result.stderr.lines());
    stages.extend(lines.map(|line| Stage::Say(line.to_owned())));
    stages.push(Stage::Exit(result.code));
    stages
}

/// A step that stands for the image's own program.
fn own() -> Step {
    (Join::Then, vec![String::new()])
}

/// Tells whether a line only keeps a container alive.
fn forever(line: &str) -> bool {
    ["while true", "while :", "while sleep"]
        .iter()
        .any(|l| line.trim_start().starts_with(l))
}

/// Runs the simple commands before a program of the image; gives the words of that program when it is reached.
fn interpret(steps: &[Step]) -> (VecDeque<Stage>, Option<Vec<String>>) {
    let mut script = VecDeque::new();
    let mut status = 0;
    for (join, words) in steps {
        let skipped = match join {
            Join::And => status != 0,
            Join::Or => status == 0,
            Join::Then | Join::Pipe => false,
        };
        let words = match words.first().map(String::as_str) {
            Some("exec") => &words[1..],
            _ => words,
        };
        let Some(name) = words.first().filter(|_| !skipped) else {
            continue;
        };
        let arguments = &words[1..];
        status = 0;
        match command::base(name) {
            "true" | ":" | "cd" | "export" | "set" | "umask" | "mkdir" | "chmod" | "chown"
            | "touch" | "cp" | "mv" | "ln" | "rm" | "envsubst" | "sed" | "chgrp" | "install" => {}
            "printf" => script.push_back(Stage::Say(command::printed(arguments))),
            "false" => status = 1,
            "echo" => script.push_back(Stage::Say(arguments.join(" "))),
            "exit" => {
                let code = arguments.first().and_then(|code| code.parse().ok());
                script.push_back(Stage::Exit(code.unwrap_or(0)));
                return (script, None);
            }
            "tail" => {
                script.push_back(Stage::Ready);
                return (script, None);
            }
            "sleep" => match command::sleep_seconds(arguments) {
                Some(seconds) => script.push_back(Stage::Wait(duration(seconds))),
                None => {
                    script.push_back(Stage::Ready);
                    return (script, None);
                }
            },
            _ => return (script, Some(words.to_vec())),
        }
    }
    if script.iter().any(|stage| matches!(stage, Stage::Wait(_))) {
        script.push_front(Stage::Ready);
    }
    script.push_back(Stage::Exit(status));
    (script, None)
}

/// What SIGTERM does to process 1: a shell and simple programs have no handler for it.
fn term(steps: &[Step], runs_own: bool, voice: Voice, init: bool) -> Term {
    let direct = steps.len() == 1 || steps.last().is_some_and(|step| step.1[0] == "exec");
    match (runs_own && direct, init) {
        (true, _) => voice.on_sigterm(),
        (false, true) => Term::Exits(143),
        (false, false) => Term::Ignores,
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
    let repository = w.registry.images[spec.image].repository.clone();
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
    let slow = weather::start_slowed(w, key);
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
    if let Some((Spoilt::Local, fault)) = w.registry.images[w.containers[key].spec.image].spoilt {
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

/// The stages of a program that a fault has end at its start; none when none does.
fn faulty(w: &mut World, key: ContainerKey) -> Option<Vec<Stage>> {
    let image = &w.registry.images[w.containers[key].spec.image];
    let (fault, text, line) = match image.spoilt {
        Some((Spoilt::Crashes, fault)) => {
            let text = "this version ends at its start".to_owned();
            let line = "FATAL: unhandled error in the program's own code".to_owned();
            (fault, text, line)
        }
        _ => {
            let (fault, variable) = weather::secret_expired(w, key)?;
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
