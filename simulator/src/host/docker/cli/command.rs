//! The commands of `docker`, and how one is found and begun.

use std::fmt;

use super::flags::{self, Flag, Kind, Parsed, Reason, Wrong};
use super::{
    archive, build, containers, copy, events, images, inspect, list, login, networks, push, run,
    system, top, volumes,
};
use crate::host::docker::compose;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::plan::{Failure, Plan};
use crate::host::{Trouble, is_own, write_stderr};
use crate::world::World;

/// What a command led to.
#[derive(Clone, Debug)]
pub(in crate::host::docker) enum Outcome {
    /// It ended with this code.
    Exit(i32),
    /// It has this to do.
    Work(Plan),
}

pub(super) type Act = fn(&mut World, Client, &Parsed) -> Result<Outcome, Failure>;

/// A command of `docker`.
pub(super) struct Command {
    /// Its names, the usual one first.
    pub(super) names: &'static [&'static str],
    pub(super) flags: &'static [Flag],
    /// The fewest and the most arguments.
    pub(super) arguments: (usize, usize),
    /// What follows `docker` in its usage line.
    pub(super) usage: &'static str,
    /// What it says of itself.
    pub(super) about: &'static str,
    pub(super) act: Act,
}

const ANY: usize = usize::MAX;
const NONE: &[Flag] = &[];

macro_rules! commands {
    ($($names:expr, $flags:expr, $arguments:expr, $usage:literal, $about:literal, $act:path;)*) => {
        &[$(Command { names: &$names, flags: $flags, arguments: $arguments, usage: $usage, about: $about, act: $act },)*]
    };
}

use Kind::{Switch, SwitchRefused, SwitchWithout, Value, ValueRefused, ValueWithout};

const COMMANDS: &[Command] = commands! {
    ["run", "container run"], run::FLAGS, (1, ANY), "run [OPTIONS] IMAGE [COMMAND] [ARG...]", "Create and run a new container from an image", containers::run;
    ["create", "container create"], run::FLAGS, (1, ANY), "create [OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a new container", containers::create;
    ["start", "container start"], &[("attach,a", Switch), ("interactive,i", SwitchRefused)], (1, ANY), "start [OPTIONS] CONTAINER [CONTAINER...]", "Start one or more stopped containers", containers::start;
    ["stop", "container stop"], &[("time,t", Value), ("signal,s", Value)], (1, ANY), "stop [OPTIONS] CONTAINER [CONTAINER...]", "Stop one or more running containers", containers::stop;
    ["restart", "container restart"], &[("time,t", Value), ("signal,s", Value)], (1, ANY), "restart [OPTIONS] CONTAINER [CONTAINER...]", "Restart one or more containers", containers::restart;
    ["kill", "container kill"], &[("signal,s", Value)], (1, ANY), "kill [OPTIONS] CONTAINER [CONTAINER...]", "Kill one or more running containers", containers::kill;
    ["rm", "container rm"], &[("force,f", Switch), ("volumes,v", Switch), ("link,l", SwitchRefused)], (1, ANY), "rm [OPTIONS] CONTAINER [CONTAINER...]", "Remove one or more containers", containers::rm;
    ["wait", "container wait"], NONE, (1, ANY), "wait CONTAINER [CONTAINER...]", "Block until one or more containers stop, then print their exit codes", containers::wait;
    ["pause", "container pause"], NONE, (1, ANY), "pause CONTAINER [CONTAINER...]", "Pause all processes within one or more containers", containers::pause;
    ["unpause", "container unpause"], NONE, (1, ANY), "unpause CONTAINER [CONTAINER...]", "Unpause all processes within one or more containers", containers::unpause;
    ["build", "image build", "builder build", "buildx build"], &[("tag,t", Value), ("file,f", Value), ("build-arg", Value), ("target", Value), ("quiet,q", Switch), ("pull", Switch), ("no-cache", SwitchWithout(Reason::SoAnyway)), ("progress", ValueWithout(Reason::Terminal)), ("rm", SwitchWithout(Reason::SoAnyway)), ("force-rm", SwitchWithout(Reason::SoAnyway)), ("load", SwitchWithout(Reason::SoAnyway)), ("label", ValueRefused), ("platform", ValueRefused), ("push", SwitchRefused), ("secret", ValueRefused), ("ssh", ValueRefused), ("iidfile", ValueRefused), ("network", ValueRefused), ("cache-from", ValueRefused), ("cache-to", ValueRefused)], (1, 1), "buildx build [OPTIONS] PATH | URL | -", "Start a build", build::build;
    ["cp", "container cp"], &[("archive,a", SwitchWithout(Reason::SoAnyway)), ("follow-link,L", SwitchRefused), ("quiet,q", SwitchWithout(Reason::Terminal))], (2, 2), "cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-", "Copy files/folders between a container and the local filesystem", copy::cp;
    ["diff", "container diff"], NONE, (1, 1), "diff CONTAINER", "Inspect changes to files or directories on a container's filesystem", copy::diff;
    ["commit", "container commit"], &[("message,m", Value), ("author,a", Value), ("pause,p", SwitchWithout(Reason::SoAnyway)), ("change,c", Value)], (1, 2), "commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]", "Create a new image from a container's changes", copy::commit;
    ["rename", "container rename"], NONE, (2, 2), "rename CONTAINER NEW_NAME", "Rename a container", containers::rename;
    ["update", "container update"], &[("restart", Value), ("memory,m", Value), ("memory-swap", Value), ("cpus", ValueRefused), ("cpu-shares,c", ValueRefused), ("memory-reservation", ValueRefused), ("pids-limit", ValueRefused)], (1, ANY), "update [OPTIONS] CONTAINER [CONTAINER...]", "Update configuration of one or more containers", containers::update;
    ["exec", "container exec"], &[("detach,d", Switch), ("env,e", Value), ("interactive,i", Switch), ("tty,t", Switch), ("user,u", Value), ("workdir,w", Value), ("privileged", SwitchRefused)], (2, ANY), "exec [OPTIONS] CONTAINER COMMAND [ARG...]", "Execute a command in a running container", containers::exec;
    ["logs", "container logs"], &[("follow,f", Switch), ("tail,n", Value), ("timestamps,t", Switch), ("since", Value), ("until", Value), ("details", SwitchRefused)], (1, 1), "logs [OPTIONS] CONTAINER", "Fetch the logs of a container", containers::logs;
    ["port", "container port"], NONE, (1, 2), "port CONTAINER [PRIVATE_PORT[/PROTO]]", "List port mappings or a specific mapping for the container", containers::port;
    ["ps", "container ls", "container ps", "container list"], &[("all,a", Switch), ("quiet,q", Switch), ("filter,f", Value), ("format", Value), ("last,n", Value), ("latest,l", Switch), ("no-trunc", Switch), ("size,s", SwitchRefused)], (0, 0), "ps [OPTIONS]", "List containers", list::ps;
    ["container prune"], &[("force,f", Switch), ("filter", Value)], (0, 0), "container prune [OPTIONS]", "Remove all stopped containers", system::container_prune;
    ["inspect"], &[("format,f", Value), ("size,s", SwitchRefused), ("type", Value)], (1, ANY), "inspect [OPTIONS] NAME|ID [NAME|ID...]", "Return low-level information on Docker objects", inspect::any;
    ["container inspect"], &[("format,f", Value), ("size,s", SwitchRefused)], (1, ANY), "container inspect [OPTIONS] CONTAINER [CONTAINER...]", "Display detailed information on one or more containers", inspect::containers;
    ["stats", "container stats"], &[("no-stream", Switch), ("all,a", Switch), ("format", Value), ("no-trunc", Switch)], (0, ANY), "stats [OPTIONS] [CONTAINER...]", "Display a live stream of container(s) resource usage statistics", system::stats;
    ["images", "image ls", "image list"], &[("all,a", SwitchWithout(Reason::SoAnyway)), ("quiet,q", Switch), ("filter,f", Value), ("format", Value), ("no-trunc", Switch), ("digests", Switch)], (0, 1), "images [OPTIONS] [REPOSITORY[:TAG]]", "List images", images::images;
    ["pull", "image pull"], &[("quiet,q", Switch), ("all-tags,a", Switch), ("platform", Value), ("disable-content-trust", SwitchWithout(Reason::SoAnyway))], (1, 1), "pull [OPTIONS] NAME[:TAG|@DIGEST]", "Download an image from a registry", images::pull;
    ["rmi", "image rm", "image remove"], &[("force,f", Switch), ("no-prune", SwitchRefused)], (1, ANY), "rmi [OPTIONS] IMAGE [IMAGE...]", "Remove one or more images", images::rmi;
    ["tag", "image tag"], NONE, (2, 2), "tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE", images::tag;
    ["image prune"], &[("all,a", Switch), ("force,f", Switch), ("filter", Value)], (0, 0), "image prune [OPTIONS]", "Remove unused images", images::prune;
    ["image inspect"], &[("format,f", Value)], (1, ANY), "image inspect [OPTIONS] IMAGE [IMAGE...]", "Display detailed information on one or more images", inspect::images;
    ["login"], &[("username,u", Value), ("password,p", Value), ("password-stdin", Switch)], (0, 1), "login [OPTIONS] [SERVER]", "Log in to a registry", login::without_input;
    ["logout"], NONE, (0, 1), "logout [SERVER]", "Log out from a registry", login::logout;
    ["network create"], &[("driver,d", Value), ("internal", Switch), ("label", Value), ("subnet", Value), ("attachable", SwitchWithout(Reason::Swarm)), ("gateway", Value), ("opt,o", ValueRefused)], (1, 1), "network create [OPTIONS] NETWORK", "Create a network", networks::create;
    ["network ls", "network list"], &[("quiet,q", Switch), ("filter,f", Value), ("format", Value), ("no-trunc", Switch)], (0, 0), "network ls [OPTIONS]", "List networks", networks::ls;
    ["network rm", "network remove"], &[("force,f", Switch)], (1, ANY), "network rm NETWORK [NETWORK...]", "Remove one or more networks", networks::rm;
    ["network inspect"], &[("format,f", Value), ("verbose,v", SwitchWithout(Reason::Swarm))], (1, ANY), "network inspect [OPTIONS] NETWORK [NETWORK...]", "Display detailed information on one or more networks", inspect::networks;
    ["network connect"], &[("alias", Value), ("ip", ValueRefused)], (2, 2), "network connect [OPTIONS] NETWORK CONTAINER", "Connect a container to a network", networks::connect;
    ["network disconnect"], &[("force,f", SwitchWithout(Reason::SoAnyway))], (2, 2), "network disconnect [OPTIONS] NETWORK CONTAINER", "Disconnect a container from a network", networks::disconnect;
    ["network prune"], &[("force,f", Switch), ("filter", Value)], (0, 0), "network prune [OPTIONS]", "Remove all unused networks", system::network_prune;
    ["volume create"], &[("driver,d", Value), ("label", Value), ("name", Value), ("opt,o", ValueRefused)], (0, 1), "volume create [OPTIONS] [VOLUME]", "Create a volume", volumes::create;
    ["volume ls", "volume list"], &[("quiet,q", Switch), ("filter,f", Value), ("format", Value)], (0, 0), "volume ls [OPTIONS]", "List volumes", volumes::ls;
    ["volume rm", "volume remove"], &[("force,f", Switch)], (1, ANY), "volume rm [OPTIONS] VOLUME [VOLUME...]", "Remove one or more volumes", volumes::rm;
    ["volume inspect"], &[("format,f", Value)], (1, ANY), "volume inspect [OPTIONS] VOLUME [VOLUME...]", "Display detailed information on one or more volumes", inspect::volumes;
    ["volume prune"], &[("all,a", Switch), ("force,f", Switch), ("filter", Value)], (0, 0), "volume prune [OPTIONS]", "Remove unused local volumes", system::volume_prune;
    ["system df"], &[("verbose,v", Switch), ("format", Value)], (0, 0), "system df [OPTIONS]", "Show docker disk usage", system::df;
    ["system prune"], &[("all,a", Switch), ("force,f", Switch), ("volumes", Switch), ("filter", Value)], (0, 0), "system prune [OPTIONS]", "Remove unused data", system::prune;
    ["history", "image history"], &[("format", Value), ("quiet,q", Switch), ("no-trunc", Switch), ("human,H", Switch)], (1, 1), "history [OPTIONS] IMAGE", "Show the history of an image", archive::history;
    ["save", "image save"], &[("output,o", Value)], (1, ANY), "save [OPTIONS] IMAGE [IMAGE...]", "Save one or more images to a tar archive (streamed to STDOUT by default)", archive::save;
    ["load", "image load"], &[("input,i", Value), ("quiet,q", SwitchWithout(Reason::Terminal))], (0, 0), "load [OPTIONS]", "Load an image from a tar archive or STDIN", archive::load;
    ["import", "image import"], &[("change,c", Value), ("message,m", Value), ("platform", Value)], (1, ANY), "import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]", "Import the contents from a tarball to create a filesystem image", archive::import;
    ["export", "container export"], &[("output,o", Value)], (1, 1), "export [OPTIONS] CONTAINER", "Export a container's filesystem as a tar archive", archive::export;
    ["push", "image push"], &[("all-tags,a", Switch), ("quiet,q", Switch), ("disable-content-trust", SwitchWithout(Reason::SoAnyway))], (1, 1), "push [OPTIONS] NAME[:TAG]", "Upload an image to a registry", push::push;
    ["context ls", "context list"], &[("format", Value), ("quiet,q", Switch)], (0, 0), "context ls [OPTIONS]", "List contexts", system::contexts;
    ["top", "container top"], NONE, (1, ANY), "top CONTAINER [ps OPTIONS]", "Display the running processes of a container", top::top;
    ["attach", "container attach"], &[("no-stdin", SwitchWithout(Reason::Terminal)), ("sig-proxy", Switch), ("detach-keys", ValueWithout(Reason::Terminal))], (1, 1), "attach [OPTIONS] CONTAINER", "Attach local standard input, output, and error streams to a running container", containers::attach;
    ["events", "system events"], &[("since", Value), ("until", Value), ("filter,f", Value), ("format", Value)], (0, 0), "events [OPTIONS]", "Get real time events from the server", events::events;
    ["info", "system info"], &[("format,f", Value)], (0, 0), "info [OPTIONS]", "Display system-wide information", system::info;
    ["version"], &[("format,f", Value)], (0, 0), "version [OPTIONS]", "Show the Docker version information", system::version;
};

/// Commands that Docker has and that are not modelled.
const REFUSED: &[&str] = &[
    "builder",
    "buildx",
    "checkpoint",
    "config",
    "context",
    "manifest",
    "node",
    "plugin",
    "search",
    "secret",
    "service",
    "stack",
    "swarm",
    "trust",
];

/// Names that only hold further commands.
const GROUPS: &[&str] = &[
    "builder",
    "buildx",
    "container",
    "context",
    "image",
    "network",
    "volume",
    "system",
];

/// Runs a command line; `words` begins after `docker`.
pub(in crate::host::docker) fn begin(
    w: &mut World,
    client: Client,
    words: &[String],
    stdin: &str,
) -> Outcome {
    match try_begin(w, client, words, stdin) {
        Ok(outcome) => outcome,
        Err(failure) => {
            failure.keep(w, client.job);
            if !failure.text.is_empty() {
                write_stderr(w, client.job, &format!("{}\n", failure.text));
            }
            Outcome::Exit(failure.code)
        }
    }
}

fn try_begin(
    w: &mut World,
    client: Client,
    words: &[String],
    stdin: &str,
) -> Result<Outcome, Failure> {
    let global: &[Flag] = &[
        ("config", ValueRefused),
        ("context,c", ValueRefused),
        ("debug,D", SwitchRefused),
        ("host,H", ValueRefused),
        ("log-level,l", ValueRefused),
        ("version,v", Switch),
        ("help", Switch),
    ];
    let parsed = flags::parse(global, words, false)
        .map_err(|e| Failure::new(125, format!("{e}\nSee 'docker --help'.")))?;
    if parsed.is("version") {
        return Ok(system::short_version(w, client));
    }
    let words = &parsed.arguments;
    let Some(first) = words.first().filter(|_| !parsed.is("help")) else {
        return Ok(system::help(w, client, COMMANDS));
    };
    if first == "compose" {
        return compose::begin(w, client, &words[1..], stdin);
    }
    let grouped = GROUPS.contains(&first.as_str());
    let name = if grouped && words.len() > 1 {
        format!("{first} {}", words[1])
    } else {
        first.clone()
    };
    let rest = &words[name.split(' ').count().min(words.len())..];
    let Some(command) = COMMANDS.iter().find(|c| c.names.contains(&name.as_str())) else {
        return Err(unknown(&name, first, (grouped, words.len() == 1)));
    };
    if rest
        .iter()
        .take_while(|w| *w != "--")
        .any(|w| w == "--help")
    {
        return Ok(system::usage(w, client, command));
    }
    let shown = command.usage.split(" [").next().unwrap_or(command.usage);
    let path: String = shown
        .split(' ')
        .take_while(|w| w.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect::<Vec<_>>()
        .join(" ");
    let interspersed = !matches!(command.names[0], "run" | "create" | "exec" | "top");
    let parsed = flags::parse(command.flags, rest, interspersed);
    let mut parsed = parsed.map_err(|e| match &e {
        Wrong::NotModelled(_) => Failure::new(1, e.to_string()),
        Wrong::Usage(words) => Failure::new(125, format!("{words}\nSee 'docker {path} --help'.")),
    })?;
    count(command, &path, parsed.arguments.len())?;
    if command.names[0] != "login" && command.names[0] != "logout" {
        reach(w, client, command)?;
    }
    if matches!(command.names[0], "run" | "create" | "exec") && parsed.is("interactive") {
        stdin.clone_into(&mut parsed.input);
    }
    if matches!(command.names[0], "cp" | "load" | "import") {
        stdin.clone_into(&mut parsed.input);
    }
    if command.names[0] == "login" {
        return login::login(w, client, &parsed, stdin);
    }
    (command.act)(w, client, &parsed)
}

/// What Docker says of a name that is no command: of a group too, which alone says what it holds, and that is no failure.
fn unknown(name: &str, first: &str, (grouped, alone): (bool, bool)) -> Failure {
    if REFUSED.contains(&name) || REFUSED.contains(&first) {
        return Failure::new(1, format!("paperboat: not modelled: docker {name}"));
    }
    if grouped {
        return Failure::new(
            if alone { 0 } else { 1 },
            format!(
                "\nUsage:  docker {first} COMMAND\n\nRun 'docker {first} COMMAND --help' for more information on a command."
            ),
        );
    }
    Failure::new(
        1,
        format!("docker: '{name}' is not a docker command.\nSee 'docker --help'"),
    )
}

fn count(command: &Command, path: &str, given: usize) -> Result<(), Failure> {
    let (least, most) = command.arguments;
    if (least..=most).contains(&given) {
        return Ok(());
    }
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let wants = if least > 0 && most != ANY && least < most {
        format!(
            "requires at least {least} and at most {most} argument{}",
            s(most)
        )
    } else if least == most {
        if least == 0 {
            "accepts no arguments".to_owned()
        } else {
            format!("requires exactly {least} argument{}", s(least))
        }
    } else if given < least {
        format!("requires at least {least} argument{}", s(least))
    } else {
        format!("requires at most {most} argument{}", s(most))
    };
    Err(Failure::new(
        1,
        format!(
            "\"docker {path}\" {wants}.\nSee 'docker {path} --help'.\n\nUsage:  docker {}\n\n{}",
            command.usage, command.about
        ),
    ))
}

/// Checks that the engine answers this user.
fn reach(w: &World, client: Client, command: &Command) -> Result<(), Failure> {
    let runs = matches!(command.names[0], "run" | "create");
    can_reach(w, client).map_err(|why| {
        let prefix = if runs { "docker: " } else { "" };
        let suffix = if runs {
            ".\nSee 'docker run --help'."
        } else {
            ""
        };
        // The socket is refused with 126 when it is `run` that asks, as a command that may not be run.
        let code = match (runs, why) {
            (true, Unreached::Denied) => 126,
            (true, Unreached::Down) => 125,
            (false, _) => 1,
        };
        Failure::new(code, format!("{prefix}{why}{suffix}")).meeting(why.troubles())
    })
}

/// Why the engine does not answer a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host::docker) enum Unreached {
    /// Its socket is not for this user.
    Denied,
    /// It does not run.
    Down,
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied => write!(
                f,
                "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \"http://%2Fvar%2Frun%2Fdocker.sock/v{}/containers/json\": dial unix /var/run/docker.sock: connect: permission denied",
                crate::host::docker::engine::API
            ),
            Self::Down => f.write_str(
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            ),
        }
    }
}

impl Unreached {
    /// How a command ends that the engine does not answer.
    pub(in crate::host::docker) fn failure(self) -> Failure {
        Failure::new(1, self.to_string()).meeting(self.troubles())
    }

    /// What a command met by it.
    fn troubles(self) -> &'static [Trouble] {
        match self {
            Self::Down => &[Trouble::Engine],
            Self::Denied => &[],
        }
    }
}

/// Tells whether the engine answers this user.
///
/// # Errors
/// When it does not.
pub(in crate::host::docker) fn can_reach(w: &World, client: Client) -> Result<(), Unreached> {
    let process = &w.hosts.jobs[client.job].process;
    let up = engine(w, client.machine).up;
    if is_own(w, client.machine) {
        return Ok(());
    }
    // The socket stays when the engine is down, and belongs to root and the group docker.
    if !process.is_member("docker") && (up || !engine(w, client.machine).networks.is_empty()) {
        return Err(Unreached::Denied);
    }
    if up {
        return Ok(());
    }
    Err(Unreached::Down)
}

#[cfg(test)]
pub(in crate::host::docker) mod tests {
    use super::{COMMANDS, Client, Command, World, flags, login};

    /// The arguments with which a command goes so far that it reads its flags.
    fn arguments(command: &Command) -> &'static [&'static str] {
        match command.names[0] {
            "run" | "create" | "pull" | "rmi" | "image inspect" | "history" | "save" | "push" => {
                &["nginx:1.27"]
            }
            "exec" => &["web", "true"],
            "network create" | "volume create" => &["new"],
            "network rm" | "network inspect" => &["bridge"],
            "network connect" | "network disconnect" => &["bridge", "web"],
            "cp" => &["web:/none", "."],
            "build" => &["/tmp"],
            "import" => &["-"],
            "stats" => &["--no-stream"],
            _ if command.arguments.0 == 0 => &[],
            _ => &["web"],
        }
    }

    /// Gives every flag of every command, one at a time, and lists those that the command does not ask for.
    pub(in crate::host::docker) fn unread(
        w: &World,
        client: Client,
        value: fn(&str, &str) -> &'static str,
    ) -> Vec<String> {
        let mut unread = Vec::new();
        for command in COMMANDS {
            let name = command.names[0];
            for given in flags::typed(command.flags, |flag| value(name, flag)) {
                let words = [given.as_str()]
                    .into_iter()
                    .chain(arguments(command).iter().copied());
                let words: Vec<String> = words.map(str::to_owned).collect();
                let parsed =
                    flags::parse(command.flags, &words, name == "stats").expect("it is read");
                let w = &mut w.clone();
                let _ = if name == "login" {
                    login::login(w, client, &parsed, "")
                } else {
                    (command.act)(w, client, &parsed)
                };
                unread.extend(parsed.unread(name));
            }
        }
        unread
    }
}
