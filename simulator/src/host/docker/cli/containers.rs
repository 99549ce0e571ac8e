//! The commands on single containers.

use std::sync::Arc;
use std::time::Duration;

use super::command::Outcome;
use super::flags::{Parsed, Refused};
use super::run as options;
use crate::container::{Circumstances, ContainerKey};
use crate::host::docker::config::Restart;
use crate::host::docker::container::{self, Status};
use crate::host::docker::engine::{Answer, Client, engine, engine_mut};
use crate::host::docker::exec::Exec;
use crate::host::docker::fetch::{Fetch, For, Policy};
use crate::host::docker::op::{Op, Print, Voice, find};
use crate::host::docker::plan::{Failure, Plan};
use crate::host::docker::{pause, stop};
use crate::host::{read_file, write_stderr, write_stdout};
use crate::world::World;
use paperboat_core::app::bytes;
use paperboat_core::calendar;

fn without_terminal(parsed: &Parsed) -> Result<(), Failure> {
    let (tty, interactive) = (parsed.is("tty"), parsed.is("interactive"));
    if tty && interactive {
        return Err(Failure::new(1, "the input device is not a TTY"));
    }
    Ok(())
}

/// Has the image there and makes the container; gives the plan, the name and the place of the last task.
fn made(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
    print: bool,
    foreground: bool,
) -> Result<(Plan, String, usize), Failure> {
    let said = |why: Refused| match why {
        Refused::NotModelled(_) => Failure::new(1, why.to_string()),
        Refused::Value(words) => Failure::new(125, format!("{words}\nSee 'docker run --help'.")),
        Refused::Docker(words) => {
            Failure::new(125, format!("docker: {words}.\nSee 'docker run --help'."))
        }
    };
    // Whichever streams are attached, both are shown here.
    if let Some(stream) = parsed.list("attach").find(|s| !is_stream(s)) {
        let why = "valid streams are STDIN, STDOUT and STDERR";
        return Err(said(Refused::value("-a, --attach", stream, why)));
    }
    let mut config = options::config(w, client.job, parsed).map_err(said)?;
    if config.name.is_empty() {
        config.name = container::free_name(w, client.machine);
    }
    let policy = match parsed.text("pull") {
        None | Some("missing") => Policy::Missing,
        Some("always") => Policy::Always,
        Some("never") => Policy::Never,
        Some(other) => {
            return Err(said(Refused::Docker(format!(
                "invalid pull option: '{other}': must be one of \"always\", \"missing\" or \"never\""
            ))));
        }
    };
    let quiet = parsed.is("quiet");
    let mut plan = Plan::tolerant();
    let fetch = Fetch::new(&config.image, policy, For::Run { quiet });
    let name = config.name.clone();
    let fetched = plan.add(Op::Fetch(fetch), &[]);
    let id_file = parsed.text("cidfile").map(str::to_owned);
    if let Some(path) = id_file
        .as_ref()
        .filter(|path| read_file(w, client.job, path).is_ok())
    {
        return Err(said(Refused::Docker(format!(
            "container ID file found, make sure the other container isn't running or delete {path}"
        ))));
    }
    let create = Op::Create {
        config: Box::new(config),
        voice: Voice::RunCreates,
        print,
        foreground,
        id_file,
    };
    let created = plan.add(create, &[fetched]);
    Ok((plan, name, created))
}

pub(super) fn run(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let detached = parsed.is("detach");
    if detached && parsed.text("attach").is_some() {
        return Err(Failure::new(1, "Conflicting options: -a and -d"));
    }
    if !detached {
        without_terminal(parsed)?;
    }
    let (mut plan, name, created) = made(w, client, parsed, false, !detached)?;
    let print = if detached { Print::Id } else { Print::Nothing };
    let attach = !detached;
    let start = Op::Start {
        name: name.clone(),
        voice: Voice::RunStarts,
        print,
        attach,
    };
    let started = plan.add(start, &[created]);
    if attach {
        plan.add(Op::Attach { name, shown: 0 }, &[started]);
    }
    Ok(Outcome::Work(plan))
}

/// Tells whether a text names a stream, whatever its case.
fn is_stream(text: &str) -> bool {
    ["stdin", "stdout", "stderr"].contains(&text.to_ascii_lowercase().as_str())
}

pub(super) fn create(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if parsed.is("detach") {
        let words = "unknown shorthand flag: 'd' in -d\nSee 'docker create --help'.";
        return Err(Failure::new(125, words));
    }
    Ok(Outcome::Work(made(w, client, parsed, true, false)?.0))
}

/// One operation for each name; none waits for another.
fn each(parsed: &Parsed, op: impl Fn(String) -> Op) -> Result<Outcome, Failure> {
    let mut plan = Plan::tolerant();
    for name in &parsed.arguments {
        plan.add(op(name.clone()), &[]);
    }
    Ok(Outcome::Work(plan))
}

pub(super) fn start(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    if !parsed.is("attach") {
        return each(parsed, |name| Op::Start {
            name,
            voice: Voice::Plain,
            print: Print::Name,
            attach: false,
        });
    }
    let [name] = &parsed.arguments[..] else {
        return Err(Failure::new(
            1,
            "you cannot start and attach multiple containers at once",
        ));
    };
    let shown = find(w, client.machine, name).map_or(0, |key| w.containers[key].lines.len());
    let mut plan = Plan::tolerant();
    let started = plan.add(
        Op::Start {
            name: name.clone(),
            voice: Voice::Plain,
            print: Print::Nothing,
            attach: true,
        },
        &[],
    );
    plan.add(
        Op::Attach {
            name: name.clone(),
            shown,
        },
        &[started],
    );
    Ok(Outcome::Work(plan))
}

pub(super) fn attach(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let name = parsed.arguments[0].clone();
    let key = find(w, client.machine, &name)?;
    let refuse = |words: &str| Err(Failure::new(1, words));
    match engine(w, client.machine).containers[&key].status {
        Status::Running => {}
        Status::Paused => {
            return refuse("You cannot attach to a paused container, unpause it first");
        }
        Status::Restarting => {
            return refuse("You cannot attach to a restarting container, wait until it is running");
        }
        Status::Created | Status::Exited => {
            return refuse("You cannot attach to a stopped container, start it first");
        }
    }
    let shown = w.containers[key].lines.len();
    // Without an end of its own, a person leaves it by Ctrl-C, which the program gets unless this is switched off.
    if parsed.text("sig-proxy") == Some("false") && !w.containers[key].ends() {
        let words =
            "paperboat: not modelled: what a container that does not end will write; left\n";
        write_stderr(w, client.job, words);
        return Ok(Outcome::Exit(0));
    }
    let mut plan = Plan::tolerant();
    plan.add(Op::Attach { name, shown }, &[]);
    Ok(Outcome::Work(plan))
}

fn grace(parsed: &Parsed) -> Result<Option<Duration>, Failure> {
    let Some(text) = parsed.text("time") else {
        return Ok(None);
    };
    let words = || {
        format!(
            "invalid argument {text:?} for \"-t, --time\" flag: strconv.ParseInt: parsing {text:?}: invalid syntax\nSee 'docker stop --help'."
        )
    };
    let seconds: i64 = text.parse().map_err(|_| Failure::new(125, words()))?;
    // A negative number waits without end; a day is longer than any program takes.
    Ok(Some(Duration::from_secs(
        u64::try_from(seconds).unwrap_or(86_400),
    )))
}

/// How long the containers of `stop` and `restart` have, with the signal that is asked for: SIGKILL leaves them no time, and
/// a program without handlers takes every other one as it takes SIGTERM.
fn asked(w: &World, client: Client, parsed: &Parsed) -> Result<Option<Duration>, Failure> {
    let grace = grace(parsed)?;
    let Some(text) = parsed.text("signal") else {
        return Ok(grace);
    };
    for name in &parsed.arguments {
        let key = find(w, client.machine, name)?;
        match stop::signal(text).as_deref() {
            None => {
                return Err(Failure::new(
                    1,
                    format!(
                        "Error response from daemon: cannot stop container: {name}: invalid signal: {text}"
                    ),
                ));
            }
            Some("TERM") => {}
            Some("KILL") => return Ok(Some(Duration::ZERO)),
            Some(_) if crate::container::ignores_signals(w, key) => {}
            Some(other) => {
                return Err(Failure::new(
                    1,
                    format!("paperboat: not modelled: signal {other}"),
                ));
            }
        }
    }
    Ok(grace)
}

pub(super) fn stop(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let grace = asked(w, client, parsed)?;
    each(parsed, |name| Op::Stop {
        name,
        grace,
        print: true,
    })
}

pub(super) fn restart(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let grace = asked(w, client, parsed)?;
    each(parsed, |name| Op::Restart {
        name,
        grace,
        print: true,
        stopped: false,
    })
}

pub(super) fn kill(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let asked = parsed.text("signal").unwrap_or("KILL");
    let Some(signal) = stop::signal(asked) else {
        let name = &parsed.arguments[0];
        return Err(Failure::new(
            1,
            format!(
                "Error response from daemon: cannot kill container: {name}: invalid signal: {asked}"
            ),
        ));
    };
    if signal == "KILL" {
        return each(parsed, |name| Op::Kill { name, print: true });
    }
    let mut code = 0;
    for name in &parsed.arguments {
        match stop::send(w, client, name, &signal) {
            Ok(()) => write_stdout(w, client.job, &format!("{name}\n")),
            Err(refusal) => {
                write_stderr(w, client.job, &format!("{}\n", refusal.said()));
                code = 1;
            }
        }
    }
    Ok(Outcome::Exit(code))
}

pub(super) fn rm(_: &mut World, _: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let (force, volumes) = (parsed.is("force"), parsed.is("volumes"));
    each(parsed, |name| Op::Remove {
        name,
        force,
        volumes,
        print: true,
    })
}

pub(super) fn wait(_: &mut World, _: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    each(parsed, |name| Op::AwaitEnd { name })
}

/// Does something to each container by its name, which is printed; an unknown one does not keep the others from it.
fn to_each(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
    act: fn(&mut World, Client, ContainerKey) -> Answer<()>,
) -> Result<Outcome, Failure> {
    let mut code = 0;
    for name in &parsed.arguments {
        let done = find(w, client.machine, name)
            .and_then(|key| act(w, client, key).map_err(|refusal| Voice::Plain.failure(&refusal)));
        match done {
            Ok(()) => write_stdout(w, client.job, &format!("{name}\n")),
            Err(failure) => {
                write_stderr(w, client.job, &format!("{}\n", failure.text));
                code = 1;
            }
        }
    }
    Ok(Outcome::Exit(code))
}

pub(super) fn pause(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    to_each(w, client, parsed, pause::pause)
}

pub(super) fn unpause(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    to_each(w, client, parsed, pause::unpause)
}

pub(super) fn rename(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[0])?;
    container::rename(w, client, key, &parsed.arguments[1])
        .map_err(|r| Voice::Plain.failure(&r))?;
    Ok(Outcome::Exit(0))
}

pub(super) fn update(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let daemon = |why: String| Failure::new(1, format!("Error response from daemon: {why}"));
    let restart = match parsed.text("restart") {
        Some(policy) => Some(Restart::parse(policy).map_err(|why| daemon(why.to_string()))?),
        None => None,
    };
    let size = |name: &str, shown: &str| match parsed.text(name) {
        None => Ok(None),
        Some(text) => bytes::parse(text)
            .map(|size| u64::try_from(size).ok())
            .map_err(|why| Failure::new(125, super::flags::invalid(shown, text, &why))),
    };
    let memory = size("memory", "-m, --memory")?;
    let swap = parsed.text("memory-swap");
    if restart.is_none() && memory.is_none() && swap.is_none() {
        return Err(Failure::new(
            1,
            "you must provide one or more flags when using this command",
        ));
    }
    if memory.is_some_and(|m| m > 0 && m < container::LEAST_MEMORY) {
        return Err(daemon("Minimum memory limit allowed is 6MB".to_owned()));
    }
    let mut code = 0;
    for name in &parsed.arguments {
        let key = match find(w, client.machine, name) {
            Ok(key) => key,
            Err(failure) => {
                write_stderr(w, client.job, &format!("{}\n", failure.text));
                code = 1;
                continue;
            }
        };
        if let Some(container) = engine_mut(w, client.machine).container(key) {
            let config = Arc::make_mut(&mut container.config);
            config.restart = restart.unwrap_or(config.restart);
            config.memory = memory.or(config.memory);
        }
        if let Some(memory) = memory {
            w.containers[key].spec.memory_limit = Some(memory >> 20);
        }
        write_stdout(w, client.job, &format!("{name}\n"));
    }
    Ok(Outcome::Exit(code))
}

pub(super) fn exec(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    without_terminal(parsed)?;
    let environment = options::environment(w, client.job, parsed)
        .map_err(|e| Failure::new(125, format!("{e}\nSee 'docker exec --help'.")))?;
    let mut plan = Plan::tolerant();
    let (name, argv) = (parsed.arguments[0].clone(), parsed.arguments[1..].to_vec());
    let circumstances = Circumstances {
        environment,
        user: parsed.text("user").unwrap_or_default().to_owned(),
        folder: parsed.text("workdir").unwrap_or_default().to_owned(),
        stdin: parsed.input.clone(),
    };
    let exec = Exec::new(name, argv, parsed.is("detach"), circumstances);
    plan.add(Op::Exec(exec), &[]);
    Ok(Outcome::Work(plan))
}

pub(super) fn logs(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[0])?;
    let tail = match parsed.text("tail") {
        None | Some("all") => usize::MAX,
        // What is no number asks for all (moby, `ContainerLogs`).
        Some(n) => n.parse().unwrap_or(usize::MAX),
    };
    let since = super::moment::moment(w, parsed, "since")?;
    let until = super::moment::moment(w, parsed, "until")?;
    if !engine(w, client.machine).containers[&key]
        .config
        .kernel
        .keeps_logs()
    {
        return Err(Failure::new(
            1,
            "Error response from daemon: configured logging driver does not support reading",
        ));
    }
    let lines = &w.containers[key].lines;
    let stamps = parsed.is("timestamps");
    // The driver takes the last lines first, and then leaves out what is too old or too new (moby, jsonfilelog).
    let shown = lines.iter().skip(lines.len().saturating_sub(tail));
    let shown = shown.filter(|line| {
        let at = calendar::since_1970(line.at);
        since.is_none_or(|since| at >= since) && until.is_none_or(|until| at <= until)
    });
    let (mut text, mut errors) = (String::new(), String::new());
    for line in shown {
        let stream = if line.is_error {
            &mut errors
        } else {
            &mut text
        };
        if stamps {
            *stream += &format!("{} ", super::format::date(line.at));
        }
        *stream += &format!("{}\n", line.text);
    }
    write_stdout(w, client.job, &text);
    write_stderr(w, client.job, &errors);
    if parsed.is("follow") {
        write_stderr(
            w,
            client.job,
            "paperboat: not modelled: logs --follow; shown up to now\n",
        );
    }
    Ok(Outcome::Exit(0))
}

pub(super) fn port(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let key = find(w, client.machine, &parsed.arguments[0])?;
    let container = &engine(w, client.machine).containers[&key];
    let asked = parsed.arguments.get(1).map(String::as_str);
    let mut text = String::new();
    for bound in &container.bound {
        let inside = format!("{}/{}", bound.container_port, bound.protocol);
        let mut outside = vec![format!("{}:{}", bound.host_ip, bound.host_port)];
        if bound.host_ip.is_unspecified() {
            outside.push(format!("[::]:{}", bound.host_port));
        }
        match asked {
            None => text.extend(outside.iter().map(|o| format!("{inside} -> {o}\n"))),
            Some(asked) if inside == asked || inside == format!("{asked}/tcp") => {
                text.extend(outside.iter().map(|o| format!("{o}\n")))
            }
            Some(_) => {}
        }
    }
    if let Some(asked) = asked.filter(|_| text.is_empty()) {
        let name = &parsed.arguments[0];
        return Err(Failure::new(
            1,
            format!("Error: No public port '{asked}' published for {name}"),
        ));
    }
    write_stdout(w, client.job, &text);
    Ok(Outcome::Exit(0))
}
