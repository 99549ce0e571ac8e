//! The commands of `docker compose`, and how one is found and begun.

use std::sync::Arc;

use paperboat_core::app::diagnostic::{Diagnostic, Level};
use paperboat_core::app::load::{Load, Refused, Resolved, project_name};
use paperboat_core::app::project::Project;

use super::{build, config, copy, down, each, hold, look, one_off, pull, push, reading, up};
use crate::host::docker::cli::Outcome;
use crate::host::docker::cli::command::{Unreached, can_reach};
use crate::host::docker::cli::flags::{self, Flag, Kind, Parsed, Reason, Wrong};
use crate::host::docker::engine::{COMPOSE_VERSION, Client};
use crate::host::docker::plan::Failure;
use crate::host::{write_stderr, write_stdout};
use crate::world::World;

use Kind::{Switch, SwitchRefused, SwitchWithout, Value, ValueRefused, ValueWithout};

/// What was asked for: the application, and the options of the command.
pub(super) struct Call {
    pub(super) load: Load,
    pub(super) options: Parsed,
}

type Act = fn(&mut World, Client, &Call) -> Result<Outcome, Failure>;

struct Command {
    name: &'static str,
    flags: &'static [Flag],
    act: Act,
}

const GLOBAL: &[Flag] = &[
    ("file,f", Value),
    ("project-name,p", Value),
    ("env-file", Value),
    ("profile", Value),
    ("project-directory", Value),
    ("ansi", ValueWithout(Reason::Terminal)),
    ("progress", ValueWithout(Reason::Terminal)),
    ("parallel", ValueRefused),
    ("compatibility", SwitchRefused),
    ("dry-run", SwitchRefused),
    ("version,v", Switch),
    ("help,h", Switch),
];

/// The flags of `config` and of its older name.
const CONFIG: &[Flag] = &[
    ("format", Value),
    ("services", Switch),
    ("images", Switch),
    ("volumes", Switch),
    ("profiles", Switch),
    ("hash", ValueRefused),
    ("output,o", ValueRefused),
    ("quiet,q", Switch),
];

const COMMANDS: &[Command] = &[
    Command {
        name: "up",
        flags: &[
            ("detach,d", Switch),
            ("wait", Switch),
            ("wait-timeout", Value),
            ("scale", Value),
            ("force-recreate", Switch),
            ("no-recreate", Switch),
            ("no-deps", Switch),
            ("no-start", Switch),
            ("remove-orphans", Switch),
            ("pull", Value),
            ("quiet-pull", Switch),
            ("build", Switch),
            ("no-build", Switch),
            ("timeout,t", Value),
            ("no-color", SwitchWithout(Reason::Terminal)),
            ("no-log-prefix", Switch),
            ("exit-code-from", Value),
            ("renew-anon-volumes,V", SwitchRefused),
            ("always-recreate-deps", SwitchRefused),
            ("abort-on-container-exit", Switch),
        ],
        act: up::up,
    },
    Command {
        name: "create",
        flags: &[
            ("scale", Value),
            ("force-recreate", Switch),
            ("no-recreate", Switch),
            ("remove-orphans", Switch),
            ("pull", Value),
            ("build", Switch),
        ],
        act: up::create,
    },
    Command {
        name: "down",
        flags: &[
            ("volumes,v", Switch),
            ("remove-orphans", Switch),
            ("timeout,t", Value),
            ("rmi", Value),
        ],
        act: down::down,
    },
    Command {
        name: "pull",
        flags: &[
            ("quiet,q", Switch),
            ("ignore-pull-failures", Switch),
            ("include-deps", Switch),
            ("policy", Value),
            ("ignore-buildable", Switch),
        ],
        act: pull::pull,
    },
    Command {
        name: "ps",
        flags: &[
            ("all,a", Switch),
            ("quiet,q", Switch),
            ("services", Switch),
            ("format", Value),
            ("status", Value),
            ("filter", Value),
            ("no-trunc", Switch),
            ("orphans", SwitchWithout(Reason::SoAnyway)),
        ],
        act: look::ps,
    },
    Command {
        name: "logs",
        flags: &[
            ("tail,n", Value),
            ("no-log-prefix", Switch),
            ("no-color", SwitchWithout(Reason::Terminal)),
            ("timestamps,t", Switch),
            ("follow,f", Switch),
            ("since", Value),
            ("until", Value),
        ],
        act: look::logs,
    },
    Command {
        name: "ls",
        flags: &[
            ("all,a", Switch),
            ("quiet,q", Switch),
            ("format", Value),
            ("filter", Value),
        ],
        act: look::ls,
    },
    Command {
        name: "config",
        flags: CONFIG,
        act: config::config,
    },
    Command {
        name: "start",
        flags: &[],
        act: each::start,
    },
    Command {
        name: "stop",
        flags: &[("timeout,t", Value)],
        act: each::stop,
    },
    Command {
        name: "restart",
        flags: &[("timeout,t", Value), ("no-deps", SwitchRefused)],
        act: each::restart,
    },
    Command {
        name: "kill",
        flags: &[("signal,s", Value)],
        act: each::kill,
    },
    Command {
        name: "rm",
        flags: &[
            ("force,f", Switch),
            ("stop,s", Switch),
            ("volumes,v", Switch),
        ],
        act: each::rm,
    },
    Command {
        name: "exec",
        flags: &[
            ("no-TTY,T", Switch),
            ("index", Value),
            ("detach,d", Switch),
            ("env,e", Value),
            ("user,u", Value),
            ("workdir,w", Value),
            ("interactive,i", SwitchWithout(Reason::Terminal)),
            ("tty,t", SwitchWithout(Reason::Terminal)),
            ("privileged", SwitchRefused),
        ],
        act: each::exec,
    },
    Command {
        name: "run",
        flags: &[
            ("rm", Switch),
            ("env,e", Value),
            ("entrypoint", Value),
            ("name", Value),
            ("detach,d", Switch),
            ("no-deps", Switch),
            ("no-TTY,T", Switch),
            ("interactive,i", SwitchWithout(Reason::Terminal)),
            ("user,u", Value),
            ("workdir,w", Value),
            ("publish,p", Value),
            ("service-ports,P", Switch),
            ("quiet-pull", Switch),
            ("build", Switch),
            ("label,l", ValueRefused),
            ("volume,v", ValueRefused),
            ("use-aliases", SwitchRefused),
            ("remove-orphans", SwitchRefused),
        ],
        act: one_off::run,
    },
    Command {
        name: "cp",
        flags: &[
            ("index", Value),
            ("archive,a", SwitchWithout(Reason::SoAnyway)),
            ("follow-link,L", SwitchRefused),
            ("all", SwitchRefused),
        ],
        act: copy::cp,
    },
    Command {
        name: "build",
        flags: &[
            ("quiet,q", SwitchWithout(Reason::Terminal)),
            ("pull", Switch),
            ("no-cache", SwitchWithout(Reason::SoAnyway)),
            ("progress", ValueWithout(Reason::Terminal)),
            ("build-arg", ValueRefused),
            ("push", SwitchRefused),
            ("ssh", ValueRefused),
            ("with-dependencies", SwitchRefused),
        ],
        act: build::build,
    },
    Command {
        name: "push",
        flags: &[
            ("ignore-push-failures", Switch),
            ("include-deps", Switch),
            ("quiet,q", Switch),
        ],
        act: push::push,
    },
    Command {
        name: "pause",
        flags: &[],
        act: hold::pause,
    },
    Command {
        name: "unpause",
        flags: &[],
        act: hold::unpause,
    },
    Command {
        name: "port",
        flags: &[("index", Value), ("protocol", Value)],
        act: hold::port,
    },
    Command {
        name: "images",
        flags: &[("quiet,q", Switch), ("format", Value)],
        act: hold::images,
    },
    Command {
        name: "top",
        flags: &[],
        act: hold::top,
    },
    Command {
        name: "events",
        flags: &[
            ("json", SwitchRefused),
            ("since", ValueRefused),
            ("until", ValueRefused),
        ],
        act: hold::events,
    },
    Command {
        name: "scale",
        flags: &[("no-deps", Switch)],
        act: up::scale_to,
    },
    Command {
        name: "convert",
        flags: CONFIG,
        act: config::config,
    },
    Command {
        name: "version",
        flags: &[("short", Switch), ("format,f", Value)],
        act: config::version,
    },
];

/// Commands that Compose has and that are not modelled.
const REFUSED: [&str; 9] = [
    "attach", "bridge", "commit", "export", "publish", "stats", "volumes", "wait", "watch",
];

/// Where docker looks for the plugin, the user's own folder apart.
const FOLDERS: [&str; 4] = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

/// Whether docker finds the plugin and may execute it.
fn installed(w: &World, client: Client) -> bool {
    let process = &w.hosts.jobs[client.job].process;
    let files = &w.hosts.machines[client.machine].files;
    let home = process.env.get("HOME").map_or("", String::as_str);
    let own = format!("{home}/.docker/cli-plugins");
    let mut folders = std::iter::once(own.as_str()).chain(FOLDERS);
    folders.any(|folder| {
        let path = format!("{folder}/docker-compose");
        files
            .open(process, &path, 1)
            .is_ok_and(|(_, node)| !node.is_directory())
    })
}

/// What docker says of `compose` without the plugin: it takes the options for its own.
fn missing(words: &[String]) -> Failure {
    let option = words.first().filter(|word| word.starts_with('-'));
    let Some(option) = option else {
        return Failure::new(
            1,
            "docker: 'compose' is not a docker command.\nSee 'docker --help'",
        );
    };
    let said = match option.strip_prefix("--") {
        Some(long) => format!("unknown flag: --{}", long.split('=').next().unwrap_or(long)),
        None => format!(
            "unknown shorthand flag: {:?} in {option}",
            option.chars().nth(1).unwrap_or('-')
        ),
    };
    Failure::new(125, format!("{said}\nSee 'docker --help'."))
}

/// Compose's code for what it cannot read of a command line is 16.
fn syntax(wrong: Wrong) -> Failure {
    let code = match wrong {
        Wrong::NotModelled(_) => 1,
        Wrong::Usage(_) => 16,
    };
    Failure::new(code, wrong.to_string())
}

/// Begins a command line; `words` come after `docker compose`.
pub(in crate::host::docker) fn begin(
    w: &mut World,
    client: Client,
    words: &[String],
    stdin: &str,
) -> Result<Outcome, Failure> {
    if !installed(w, client) {
        return Err(missing(words));
    }
    let global = flags::parse(GLOBAL, words, false).map_err(syntax)?;
    let process = &w.hosts.jobs[client.job].process;
    let owned = |name: &str| -> Vec<String> { global.list(name).map(str::to_owned).collect() };
    let load = Load {
        working_directory: process.cwd.clone(),
        files: owned("file"),
        project_directory: global.text("project-directory").map(str::to_owned),
        env_files: owned("env-file"),
        profiles: owned("profile"),
        project_name: global.text("project-name").map(str::to_owned),
        environment: process.env.clone(),
    };
    if global.is("version") {
        write_stdout(
            w,
            client.job,
            &format!("Docker Compose version v{COMPOSE_VERSION}\n"),
        );
        return Ok(Outcome::Exit(0));
    }
    let first = global
        .arguments
        .split_first()
        .filter(|_| !global.is("help"));
    let Some((name, rest)) = first else {
        let names: Vec<&str> = COMMANDS.iter().map(|c| c.name).collect();
        let text = format!(
            "\nUsage:  docker compose [OPTIONS] COMMAND\n\nModelled commands: {}\n",
            names.join(", ")
        );
        write_stdout(w, client.job, &text);
        return Ok(Outcome::Exit(0));
    };
    let Some(command) = COMMANDS.iter().find(|c| c.name == name) else {
        return Err(if REFUSED.contains(&name.as_str()) {
            Failure::new(1, format!("paperboat: not modelled: docker compose {name}"))
        } else {
            Failure::new(16, format!("unknown docker command: \"compose {name}\""))
        });
    };
    if load.files.iter().any(|f| f == "-") {
        return Err(Failure::new(1, "paperboat: not modelled: compose -f -"));
    }
    let alone = matches!(name.as_str(), "exec" | "run");
    let mut options = flags::parse(command.flags, rest, !alone).map_err(syntax)?;
    if alone {
        stdin.clone_into(&mut options.input);
    }
    (command.act)(w, client, &Call { load, options })
}

/// Writes a warning as Compose's log does.
pub(super) fn warn(w: &mut World, client: Client, text: &str) {
    let at = crate::host::docker::cli::date(w.now());
    let at = at.split('.').next().unwrap_or(&at).to_owned();
    let line = format!("time=\"{at}Z\" level=warning msg={text:?}\n");
    write_stderr(w, client.job, &line);
}

/// The exit code with which Compose 2.26.1 refuses an application: 14 when a file is not there, 15 when one cannot be read.
fn code_of(refused: &Refused) -> i32 {
    let absent = ["compose-no-file", "compose-file-missing"];
    // What it is given before it reads a file has no code of its own.
    let given = ["compose-project-name", "compose-project-name-empty"];
    let first = refused
        .diagnostics
        .iter()
        .find(|d| d.level != Level::Warning);
    match first {
        Some(d) if absent.contains(&d.code) => 14,
        Some(d) if given.contains(&d.code) => 1,
        _ => 15,
    }
}

impl Call {
    /// Reads the application; warnings are written.
    pub(super) fn read(&self, w: &mut World, client: Client) -> Result<Arc<Resolved>, Failure> {
        let read = reading::read(w, client, &self.load);
        let warnings = match &read {
            Ok(resolved) => &resolved.warnings,
            Err(refused) => &refused.diagnostics,
        };
        let level = paperboat_core::app::diagnostic::Level::Warning;
        let warnings = warnings.iter().filter(|d| d.level == level);
        let said: Vec<String> = warnings.filter_map(|d| d.docker_says.clone()).collect();
        for text in said {
            warn(w, client, &text);
        }
        read.map_err(|refused| Failure::new(code_of(&refused), refused.to_string()))
    }

    /// Reads the application and makes sure that the engine answers.
    pub(super) fn open(&self, w: &mut World, client: Client) -> Result<Arc<Resolved>, Failure> {
        let resolved = self.read(w, client)?;
        can_reach(w, client).map_err(Unreached::failure)?;
        Ok(resolved)
    }

    /// Opens the application; a service that is named is there whatever its profiles.
    pub(super) fn open_with(
        &self,
        w: &mut World,
        client: Client,
        named: &[String],
    ) -> Result<Arc<Resolved>, Failure> {
        let resolved = self.open(w, client)?;
        let inactive = |name: &String| resolved.project.inactive.contains(name);
        if !named.iter().any(inactive) {
            return Ok(resolved);
        }
        let all = Load {
            profiles: vec!["*".to_owned()],
            ..self.load.clone()
        };
        let read = reading::read(w, client, &all);
        read.map_err(|refused| Failure::new(code_of(&refused), refused.to_string()))
    }

    /// The project's name, and the application when there are files: with a name alone, labels say the rest.
    pub(super) fn scope(
        &self,
        w: &mut World,
        client: Client,
    ) -> Result<(String, Option<Project>), Failure> {
        let named = self.load.project_name.as_ref();
        let named = named.filter(|name| project_name(name) == **name && self.load.files.is_empty());
        let read = reading::read(w, client, &self.load);
        let absent = |d: &Diagnostic| d.code == "compose-no-file";
        match (&read, named) {
            (Err(refused), Some(name)) if refused.diagnostics.first().is_some_and(absent) => {
                can_reach(w, client).map_err(Unreached::failure)?;
                Ok((name.clone(), None))
            }
            _ => {
                let project = &self.open(w, client)?.project;
                Ok((project.name.clone(), Some(project.clone())))
            }
        }
    }
}

#[cfg(test)]
pub(in crate::host::docker) mod tests {
    use super::{COMMANDS, Call, Client, Load, World, flags};

    /// Gives every flag of every command, one at a time, and lists those that the command does not ask for.
    pub(in crate::host::docker) fn unread(
        w: &World,
        client: Client,
        value: fn(&str, &str) -> &'static str,
    ) -> Vec<String> {
        let mut unread = Vec::new();
        for command in COMMANDS {
            let name = command.name;
            for given in flags::typed(command.flags, |flag| value(name, flag)) {
                let words = match command.name {
                    "exec" => vec![given, "-T".to_owned(), "web".to_owned(), "true".to_owned()],
                    "up" => vec!["-d".to_owned(), given],
                    "run" => vec![given, "web".to_owned()],
                    "cp" => vec![given, "web:/none".to_owned(), ".".to_owned()],
                    "port" => vec![given, "web".to_owned(), "80".to_owned()],
                    "scale" => vec![given, "web=1".to_owned()],
                    _ => vec![given],
                };
                let load = Load {
                    working_directory: w.hosts.jobs[client.job].process.cwd.clone(),
                    ..Load::default()
                };
                let options = flags::parse(command.flags, &words, false).expect("it is read");
                let call = Call { load, options };
                let _ = (command.act)(&mut w.clone(), client, &call);
                unread.extend(call.options.unread(name));
            }
        }
        unread
    }
}
