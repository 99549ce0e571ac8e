//! The commands on containers that are there: start, stop, restart, kill, rm, exec.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::app::project::Project;

use super::command::Call;
use super::down::{backwards, dependents};
use super::gate::{Wanted, gate_of};
use super::labels::{Member, members};
use super::service::selected;
use crate::container::Circumstances;
use crate::host::docker::cli::Outcome;
use crate::host::docker::cli::flags::invalid;
use crate::host::docker::cli::run;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::exec::Exec;
use crate::host::docker::op::{Op, Print, Voice};
use crate::host::docker::plan::{Failure, Plan, Task};
use crate::host::docker::stop;
use crate::world::World;

/// `--timeout` in seconds.
pub(super) fn timeout(call: &Call) -> Result<Option<Duration>, Failure> {
    seconds(call, "timeout", "-t, --timeout")
}

/// `--wait-timeout` in seconds; 0 is no limit.
pub(super) fn wait_limit(call: &Call) -> Result<Option<Duration>, Failure> {
    let limit = seconds(call, "wait-timeout", "--wait-timeout")?;
    Ok(limit.filter(|limit| !limit.is_zero()))
}

/// The value of a flag that takes seconds; `shown` is what Docker calls it.
fn seconds(call: &Call, flag: &str, shown: &str) -> Result<Option<Duration>, Failure> {
    let Some(text) = call.options.text(flag) else {
        return Ok(None);
    };
    let seconds = text.parse().map_err(|_| {
        let why = format!("strconv.ParseInt: parsing {text:?}: invalid syntax");
        Failure::new(16, invalid(shown, text, &why))
    })?;
    Ok(Some(Duration::from_secs(seconds)))
}

/// The containers of the services that the command names, or of all.
pub(super) fn named(
    w: &mut World,
    client: Client,
    call: &Call,
) -> Result<(Option<Project>, Vec<Member>), Failure> {
    let (name, project) = call.scope(w, client)?;
    let mut all = members(w, client.machine, &name);
    let wanted = &call.options.arguments;
    for service in wanted {
        let known = project
            .as_ref()
            .is_some_and(|p| p.services.contains_key(service))
            || all.iter().any(|m| m.service == *service);
        if !known {
            return Err(Failure::new(1, format!("no such service: {service}")));
        }
    }
    all.retain(|m| wanted.is_empty() || wanted.contains(&m.service));
    Ok((project, all))
}

pub(super) fn start(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (project, named) = named(w, client, call)?;
    let (name, _) = call.scope(w, client)?;
    let all = members(w, client.machine, &name);
    let wanted = match &project {
        // What is named needs what it depends on.
        Some(project) => {
            let mut active = call.options.arguments.clone();
            active.retain(|service| project.services.contains_key(service));
            selected(project, &active, true)?
        }
        None => named.iter().map(|m| m.service.clone()).collect(),
    };
    // Only where there is no container at all does a service lack one.
    if let (true, Some(service)) = (all.is_empty(), wanted.first()) {
        let words = format!("service {service:?} has no container to start");
        return Err(Failure::new(1, words));
    }
    let mut plan = Plan::strict();
    let mut started: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for service in &wanted {
        let needs = project.as_ref().and_then(|p| p.services.get(service));
        let needs = needs.into_iter().flat_map(|s| &s.depends_on);
        let mut after = Vec::new();
        for (other, dependency) in needs {
            let before = started.get(other).cloned().unwrap_or_default();
            let wanted = Wanted::of(dependency.condition);
            let theirs = all.iter().filter(|m| m.service == *other);
            for member in theirs {
                after.extend(&before);
                if let Some(wanted) = wanted {
                    let gate = gate_of(other.clone(), member.name.clone(), wanted, &before);
                    after.push(plan.push(gate));
                }
            }
        }
        for member in all.iter().filter(|m| m.service == *service) {
            if engine(w, client.machine).containers[&member.key].is_running() {
                continue;
            }
            let op = Op::Start {
                name: member.name.clone(),
                voice: Voice::Plain,
                print: Print::Nothing,
                attach: false,
            };
            let subject = format!("Container {}", member.name);
            let place = plan.push(Task::new(op, &after).saying(&subject, "Starting", "Started"));
            started.entry(service.clone()).or_default().push(place);
        }
    }
    Ok(Outcome::Work(plan))
}

pub(super) fn stop(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (project, all) = named(w, client, call)?;
    let grace = timeout(call)?;
    let mut plan = Plan::strict();
    let mut stopped: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for member in backwards(project.as_ref(), all) {
        let before = dependents(project.as_ref(), &member.service);
        let before = before.into_iter().filter_map(|other| stopped.get(other));
        let after: Vec<usize> = before.flatten().copied().collect();
        let op = Op::Stop {
            name: member.name.clone(),
            grace,
            print: false,
        };
        let subject = format!("Container {}", member.name);
        let place = plan.push(Task::new(op, &after).saying(&subject, "Stopping", "Stopped"));
        stopped.entry(member.service).or_default().push(place);
    }
    Ok(Outcome::Work(plan))
}

/// One operation for each container, none after another.
fn at_once(all: Vec<Member>, words: [&str; 2], op: impl Fn(String) -> Op) -> Outcome {
    let mut plan = Plan::strict();
    for member in all {
        let subject = format!("Container {}", member.name);
        let task = Task::new(op(member.name), &[]);
        plan.push(task.saying(&subject, words[0], words[1]));
    }
    Outcome::Work(plan)
}

pub(super) fn restart(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, all) = named(w, client, call)?;
    let grace = timeout(call)?;
    Ok(at_once(all, ["Restarting", "Started"], |name| {
        Op::Restart {
            name,
            grace,
            print: false,
            stopped: false,
        }
    }))
}

pub(super) fn kill(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, mut all) = named(w, client, call)?;
    all.retain(|m| engine(w, client.machine).containers[&m.key].is_running());
    if all.is_empty() {
        crate::host::write_stderr(w, client.job, "no container to kill\n");
        return Ok(Outcome::Exit(0));
    }
    let asked = call.options.text("signal").unwrap_or("KILL");
    let Some(signal) = stop::signal(asked) else {
        let name = &all[0].name;
        let words = format!(
            "Error response from daemon: cannot kill container: {name}: invalid signal: {asked}"
        );
        return Err(Failure::new(1, words));
    };
    if signal != "KILL" {
        for member in &all {
            stop::send(w, client, &member.name, &signal)
                .map_err(|refusal| Failure::new(1, refusal.said()))?;
        }
        return Ok(at_once(all, ["Killing", "Killed"], |_| Op::Nothing));
    }
    Ok(at_once(all, ["Killing", "Killed"], |name| Op::Kill {
        name,
        print: false,
    }))
}

pub(super) fn rm(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (_, mut all) = named(w, client, call)?;
    let (stop, volumes) = (call.options.is("stop"), call.options.is("volumes"));
    let force = call.options.is("force");
    all.retain(|m| stop || !engine(w, client.machine).containers[&m.key].is_running());
    if all.is_empty() {
        crate::host::write_stderr(w, client.job, "No stopped containers\n");
        return Ok(Outcome::Exit(0));
    }
    if !force {
        let words = "paperboat: not modelled: the question of docker compose rm (add -f)";
        return Err(Failure::new(1, words));
    }
    let names: Vec<&str> = all.iter().map(|m| m.name.as_str()).collect();
    let going = format!("Going to remove {}\n", names.join(", "));
    crate::host::write_stdout(w, client.job, &going);
    Ok(at_once(all, ["Removing", "Removed"], |name| Op::Remove {
        name,
        force: true,
        volumes,
        print: false,
    }))
}

/// The running container of a project's service that `--index` means: the first where it does not say.
pub(super) fn running(
    w: &World,
    client: Client,
    call: &Call,
    (project, service): (&str, &str),
) -> Option<Member> {
    let number = call.options.text("index").unwrap_or("1");
    let mut all = members(w, client.machine, project).into_iter();
    all.find(|m| {
        let running = engine(w, client.machine).containers[&m.key].is_running();
        m.service == service && m.number.to_string() == number && running
    })
}

pub(super) fn exec(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let Some((service, argv)) = call.options.arguments.split_first() else {
        return Err(Failure::new(
            1,
            "requires at least 2 arg(s), only received 0",
        ));
    };
    if argv.is_empty() {
        return Err(Failure::new(
            1,
            "requires at least 2 arg(s), only received 1",
        ));
    }
    let (name, _) = call.scope(w, client)?;
    // Where no terminal is at hand, Compose asks for none.
    call.options.is("no-TTY");
    let Some(member) = running(w, client, call, (&name, service)) else {
        return Err(Failure::new(
            1,
            match call.options.text("index").unwrap_or("1") {
                "1" => format!("service {service:?} is not running"),
                other => format!("service {service:?} is not running container #{other}"),
            },
        ));
    };
    let options = &call.options;
    let environment =
        run::environment(w, client.job, options).map_err(|e| Failure::new(1, e.to_string()))?;
    let circumstances = Circumstances {
        environment,
        user: options.text("user").unwrap_or_default().to_owned(),
        folder: options.text("workdir").unwrap_or_default().to_owned(),
        stdin: options.input.clone(),
    };
    let detached = options.is("detach");
    let exec = Exec::new(member.name.clone(), argv.to_vec(), detached, circumstances);
    let mut plan = Plan::tolerant();
    plan.add(Op::Exec(exec), &[]);
    Ok(Outcome::Work(plan))
}
