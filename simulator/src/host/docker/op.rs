//! What a command asks of the engine: each operation begins, takes its time, and ends.

use std::time::Duration;

use paperboat_core::event::EventId;

use super::config::Config;
use super::container::{self, Status};
use super::engine::{Client, Refusal, engine, engine_mut};
use super::network::{self, NetworkConfig};
use super::plan::{Failure, Plan};
use super::volume::{self, VolumeConfig};
use super::{archive, build, compose, exec, fetch, pause, push, start, stop, watch};
use crate::container::{ContainerKey, Unrunnable};
use crate::host::{MachineKey, write_file};
use crate::model::Timing;
use crate::world::World;

/// Who speaks when the engine refuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Voice {
    /// Most commands.
    #[default]
    Plain,
    /// `docker run` while it creates.
    RunCreates,
    /// `docker run` while it starts.
    RunStarts,
}

impl Voice {
    /// Turns a refusal into what the command says and exits with.
    pub(super) fn failure(self, refusal: &Refusal) -> Failure {
        let said = refusal.said();
        let said = if self == Self::Plain {
            said.as_str()
        } else {
            said.trim_end_matches('.')
        };
        match self {
            Self::Plain => Failure::new(1, said),
            Self::RunCreates => {
                let code = refusal.of_program().unwrap_or(125);
                Failure::new(code, format!("docker: {said}.\nSee 'docker run --help'."))
            }
            Self::RunStarts => {
                let code = refusal.of_program().unwrap_or(125);
                Failure::new(code, format!("docker: {said}."))
            }
        }
    }
}

/// What a look at an operation finds.
#[derive(Clone, Debug)]
pub(super) enum Look {
    /// Not ended; somebody will poke.
    NotYet,
    /// Not ended; look again then.
    After(Duration),
    /// Ended; the text goes to the output.
    Done(String),
    /// Ended, and these follow.
    More(Box<Plan>),
    /// Ended badly.
    Failed(Failure),
}

/// What is done to a container at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instant {
    Pause,
    Unpause,
}

/// An operation on the engine. Names are looked up when it is its turn.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// Has an image on the machine.
    Fetch(fetch::Fetch),
    /// Makes a container; prints its id.
    Create {
        config: Box<Config>,
        voice: Voice,
        print: bool,
        /// Whether a person will wait for what its program does.
        foreground: bool,
        /// The file that its id is written to.
        id_file: Option<String>,
    },
    /// Starts a container; prints its name or its id.
    Start {
        name: String,
        voice: Voice,
        print: Print,
        attach: bool,
    },
    /// Ends a container; prints its name.
    Stop {
        name: String,
        grace: Option<Duration>,
        print: bool,
    },
    /// Ends a container and starts it.
    Restart {
        name: String,
        grace: Option<Duration>,
        print: bool,
        stopped: bool,
    },
    /// Ends a container at once.
    Kill { name: String, print: bool },
    /// Removes a container.
    Remove {
        name: String,
        force: bool,
        volumes: bool,
        print: bool,
    },
    /// Puts a new container in an old one's place.
    Recreate {
        old: String,
        config: Box<Config>,
        gone: bool,
    },
    /// Waits for a container's end; prints its code.
    AwaitEnd { name: String },
    /// Shows what a container writes and waits for its end.
    Attach { name: String, shown: usize },
    /// Runs a command in a container.
    Exec(exec::Exec),
    /// Makes of what is there what a Compose application says.
    Converge(Box<compose::Converge>),
    /// Waits until a container is as far as Compose wants it.
    Gate(compose::Gate),
    /// Makes an image.
    Build(Box<build::Build>),
    /// Sends images to a registry.
    Push(Box<push::Push>),
    /// Carries images or files into an archive, or out of one.
    Archive(Box<archive::Archive>),
    /// Shows what an application's containers write.
    Follow(compose::Follow),
    /// Does to a container what takes no time.
    Instant { name: String, what: Instant },
    /// Fails with these words, once what comes before it is done.
    Refuse(Failure),
    /// Only says something.
    Nothing,
    /// Makes a network; prints its id.
    CreateNetwork {
        config: Box<NetworkConfig>,
        print: bool,
    },
    /// Removes a network; prints its name.
    RemoveNetwork { name: String, print: bool },
    /// Makes a volume; prints its name.
    CreateVolume {
        config: Box<VolumeConfig>,
        print: bool,
    },
    /// Removes an image; one that is used or not there stays so.
    RemoveImage { reference: String },
    /// Removes a volume; prints its name.
    RemoveVolume {
        name: String,
        force: bool,
        print: bool,
    },
}

/// What a start prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Print {
    Nothing,
    Name,
    Id,
}

impl Op {
    /// Whether it only waits and changes nothing, so that it can be left.
    pub(super) fn only_watches(&self) -> bool {
        matches!(
            self,
            Self::AwaitEnd { .. } | Self::Attach { .. } | Self::Follow(_) | Self::Gate(_)
        )
    }

    /// The event that lets what waited for it go on, when it is another than the command's.
    pub(super) fn heard(&self, w: &World, client: Client) -> Option<EventId> {
        match self {
            Self::Gate(gate) => gate.heard(w, client),
            _ => None,
        }
    }

    /// What a look at what it waits for shows.
    pub(super) fn seen(&self, w: &World, client: Client) -> String {
        let state = |name: &str| match find(w, client.machine, name) {
            Ok(key) => format!(
                "container {name} {}",
                watch::state_of(w, client.machine, key)
            ),
            Err(_) => format!("no container {name}"),
        };
        match self {
            Self::Fetch(fetch) => format!("the pull of {}", fetch.reference),
            Self::Exec(_) => "a command in a container".to_owned(),
            Self::Gate(gate) => state(&gate.container),
            Self::Start { name, .. }
            | Self::Stop { name, .. }
            | Self::Restart { name, .. }
            | Self::Kill { name, .. }
            | Self::Remove { name, .. }
            | Self::AwaitEnd { name }
            | Self::Instant { name, .. }
            | Self::Attach { name, .. } => state(name),
            Self::Recreate { old, .. } => state(old),
            Self::Create { config, .. } => format!("the making of container {}", config.name),
            Self::CreateNetwork { config, .. } => format!("the making of network {}", config.name),
            Self::CreateVolume { config, .. } => format!("the making of volume {}", config.name),
            Self::RemoveNetwork { name, .. } => format!("the removal of network {name}"),
            Self::RemoveVolume { name, .. } => format!("the removal of volume {name}"),
            Self::RemoveImage { reference } => format!("the removal of image {reference}"),
            Self::Build(_) => "a build".to_owned(),
            Self::Push(push) => format!("the push of {}", push.written()),
            Self::Archive(_) => "an archive".to_owned(),
            Self::Converge(_) | Self::Follow(_) | Self::Refuse(_) | Self::Nothing => {
                "docker".to_owned()
            }
        }
    }

    /// Ends the watching of it: Ctrl-C ends a container in the foreground too.
    pub(super) fn leave(&self, w: &mut World, client: Client) {
        if let Self::Attach { name, .. } = self
            && let Ok(key) = find(w, client.machine, name)
        {
            // What cannot be ended goes on, as it would behind a person's back.
            let _ = stop::kill(w, client, key);
            clean_up(w, client, key);
        }
    }

    /// Begins it; gives how long it takes at least.
    pub(super) fn begin(&mut self, w: &mut World, client: Client) -> Result<Duration, Failure> {
        let machine = client.machine;
        if let Self::Fetch(fetch) = self {
            return fetch.begin(w, client);
        }
        if let Self::Exec(exec) = self {
            return exec.begin(w, client);
        }
        if let Self::Archive(archive) = self {
            return archive.begin(w, client);
        }
        if let Self::Push(push) = self {
            return push.begin(w, client);
        }
        let plain = |r: &Refusal| Voice::Plain.failure(r);
        Ok(match self {
            Self::Create { config, .. } => draw(w, Timing::DockerCreate, &config.image),
            Self::Start { name, voice, .. } => {
                let key = find(w, machine, name).map_err(|mut failure| {
                    if *voice == Voice::Plain {
                        failure.text += &format!("\nError: failed to start containers: {name}");
                    }
                    failure
                })?;
                if engine(w, machine).containers[&key].is_running() {
                    Duration::ZERO
                } else {
                    of_image(w, machine, key, Timing::DockerStart)
                }
            }
            Self::Stop { name, grace, .. } | Self::Restart { name, grace, .. } => {
                let key = find(w, machine, name)?;
                end(w, client, key, *grace)
            }
            Self::Kill { name, .. } => {
                let key = engine(w, machine).find(name).map_err(|r| {
                    plain(&Refusal(format!("cannot kill container: {name}: {}", r.0)))
                })?;
                stop::kill(w, client, key).map_err(|r| plain(&r))?;
                Duration::ZERO
            }
            Self::Remove { name, force, .. } => match find(w, machine, name) {
                Ok(key) => of_image(w, machine, key, Timing::DockerRemove),
                // `rm -f` of an unknown container says so and succeeds.
                Err(failure) if *force => return Err(Failure { code: 0, ..failure }),
                Err(failure) => return Err(failure),
            },
            Self::Recreate { old, .. } => match find(w, machine, old) {
                Ok(key) => end(w, client, key, None),
                Err(_) => Duration::ZERO,
            },
            Self::CreateNetwork { config, .. } => {
                draw(w, Timing::DockerNetworkCreate, &config.name)
            }
            // Names are asked for in their order, though what takes time ends in another.
            Self::RemoveNetwork { name, .. } => {
                network::find(w, machine, name).map_err(|r| plain(&r))?;
                draw(w, Timing::DockerNetworkCreate, name)
            }
            Self::CreateVolume { config, .. } => draw(w, Timing::DockerVolumeCreate, &config.name),
            Self::RemoveVolume { name, force, .. } => {
                if !*force && !engine(w, machine).volumes.contains_key(name) {
                    return Err(plain(&Refusal(format!("get {name}: no such volume"))));
                }
                draw(w, Timing::DockerVolumeCreate, name)
            }
            Self::AwaitEnd { name } | Self::Attach { name, .. } => {
                find(w, machine, name)?;
                Duration::ZERO
            }
            Self::Refuse(failure) => return Err(failure.clone()),
            Self::Instant { name, .. } => {
                find(w, machine, name)?;
                Duration::ZERO
            }
            Self::Build(_)
            | Self::Archive(_)
            | Self::Push(_)
            | Self::Fetch(_)
            | Self::Exec(_)
            | Self::Converge(_)
            | Self::Follow(_)
            | Self::Gate(_)
            | Self::RemoveImage { .. }
            | Self::Nothing => Duration::ZERO,
        })
    }

    /// Looks whether it has ended; its least time is over.
    pub(super) fn look(&mut self, w: &mut World, client: Client) -> Look {
        match self.try_look(w, client) {
            Ok(look) => look,
            Err(failure) => Look::Failed(failure),
        }
    }

    fn try_look(&mut self, w: &mut World, client: Client) -> Result<Look, Failure> {
        let machine = client.machine;
        if !engine(w, machine).up {
            return Err(Failure::new(1, "error during connect: EOF"));
        }
        let plain = |r: Refusal| Voice::Plain.failure(&r);
        let named = |print: bool, name: &str| {
            Look::Done(if print {
                format!("{name}\n")
            } else {
                String::new()
            })
        };
        Ok(match self {
            Self::Fetch(fetch) => fetch.look(w, client)?,
            Self::Exec(exec) => exec.look(w, client)?,
            Self::Converge(converge) => converge.look(w, client)?,
            Self::Gate(gate) => gate.look(w, client)?,
            Self::Build(build) => build.look(w, client)?,
            Self::Archive(archive) => archive.look(w, client)?,
            Self::Push(push) => push.look(w, client)?,
            Self::Follow(follow) => follow.look(w, client)?,
            Self::Instant { name, what } => {
                let key = find(w, machine, name)?;
                match what {
                    Instant::Pause => pause::pause(w, client, key),
                    Instant::Unpause => pause::unpause(w, client, key),
                }
                .map_err(plain)?;
                Look::Done(String::new())
            }
            Self::RemoveImage { reference } => {
                let _ = super::image::remove(w, machine, reference, false);
                Look::Done(String::new())
            }
            Self::Nothing | Self::Refuse(_) => Look::Done(String::new()),
            Self::Create {
                config,
                voice,
                print,
                foreground,
                id_file,
            } => {
                let key = container::create(w, client, (**config).clone())
                    .map_err(|r| voice.failure(&r))?;
                if let (true, Some(Unrunnable::NotModelled(name))) =
                    (*foreground, crate::container::unrunnable(w, key, true))
                {
                    let refusal = start::not_modelled(w, key, &name);
                    container::drop_container(w, client, key, true);
                    return Err(Failure::new(125, refusal.0));
                }
                let id = engine(w, machine).containers[&key].id.clone();
                if let Some(path) = id_file {
                    write_file(w, client.job, path, &id, false).map_err(|why| {
                        let why = why.to_string().to_lowercase();
                        Failure::new(125, format!("docker: failed to create the container ID file: open {path}: {why}."))
                    })?;
                }
                named(*print, &id)
            }
            Self::Start {
                name,
                voice,
                print,
                attach,
            } => {
                let key = find(w, machine, name)?;
                // A container with `--rm` may be gone when its start is over.
                let id = engine(w, machine).containers[&key].id.clone();
                engine_mut(w, machine)
                    .container(key)
                    .into_iter()
                    .for_each(|c| c.attached = *attach);
                start::start(w, client, key).map_err(|r| {
                    if *print == Print::Id {
                        // The container is there, though its program is not.
                        crate::host::write_stdout(w, client.job, &format!("{id}\n"));
                    }
                    // What was to go with its end goes now.
                    clean_up(w, client, key);
                    let mut failure = voice.failure(&r);
                    if *voice == Voice::Plain && *print != Print::Nothing {
                        failure.text += &format!("\nError: failed to start containers: {name}");
                    }
                    failure
                })?;
                match print {
                    Print::Nothing => Look::Done(String::new()),
                    Print::Name => named(true, name),
                    Print::Id => Look::Done(format!("{id}\n")),
                }
            }
            Self::Stop { name, print, .. } => match find(w, machine, name) {
                Ok(key) if engine(w, machine).containers[&key].is_running() => Look::NotYet,
                _ => named(*print, name),
            },
            Self::Restart {
                name,
                print,
                stopped,
                ..
            } => {
                let key = find(w, machine, name)?;
                if engine(w, machine).containers[&key].is_running() && !*stopped {
                    return Ok(Look::NotYet);
                }
                if !std::mem::replace(stopped, true) {
                    return Ok(Look::After(of_image(w, machine, key, Timing::DockerStart)));
                }
                start::start(w, client, key).map_err(|r| {
                    Failure::new(
                        1,
                        format!(
                            "Error response from daemon: Cannot restart container {name}: {}",
                            r.0
                        ),
                    )
                })?;
                named(*print, name)
            }
            Self::Kill { name, print } => named(*print, name),
            Self::Remove {
                name,
                force,
                volumes,
                print,
            } => {
                let key = find(w, machine, name)?;
                container::remove(w, client, key, *force, *volumes).map_err(plain)?;
                named(*print, name)
            }
            Self::Recreate { old, config, gone } => {
                if let Ok(key) = find(w, machine, old) {
                    if engine(w, machine).containers[&key].is_running() {
                        return Ok(Look::NotYet);
                    }
                    container::inherit(w, machine, key, config);
                    container::remove(w, client, key, true, false).map_err(plain)?;
                }
                if !std::mem::replace(gone, true) {
                    return Ok(Look::After(draw(w, Timing::DockerCreate, &config.image)));
                }
                container::create(w, client, (**config).clone()).map_err(plain)?;
                Look::Done(String::new())
            }
            Self::AwaitEnd { name } => {
                let key = find(w, machine, name)?;
                let container = &engine(w, machine).containers[&key];
                match container.status {
                    Status::Running | Status::Paused | Status::Restarting => Look::NotYet,
                    Status::Created | Status::Exited => {
                        Look::Done(format!("{}\n", container.exit_code))
                    }
                }
            }
            Self::Attach { name, shown } => watch::attach(w, client, name, shown)?,
            Self::CreateNetwork { config, print } => {
                let id = network::create(w, client, (**config).clone()).map_err(plain)?;
                named(*print, &id)
            }
            Self::RemoveNetwork { name, print } => {
                network::remove(w, client, name).map_err(plain)?;
                named(*print, name)
            }
            Self::CreateVolume { config, print } => {
                let name = volume::create(w, client, (**config).clone()).map_err(plain)?;
                named(*print, &name)
            }
            Self::RemoveVolume { name, force, print } => {
                volume::remove(w, client, name, *force).map_err(plain)?;
                named(*print, name)
            }
        })
    }
}

pub(super) fn clean_up(w: &mut World, client: Client, key: ContainerKey) {
    let container = engine(w, client.machine).containers.get(&key);
    if container.is_some_and(|c| c.config.auto_remove && !c.is_running()) {
        container::drop_container(w, client, key, true);
    }
}

/// Finds a container, or says in Docker's words that there is none.
pub(super) fn find(w: &World, machine: MachineKey, name: &str) -> Result<ContainerKey, Failure> {
    let found = engine(w, machine).find(name);
    found.map_err(|r| Voice::Plain.failure(&r))
}

fn end(w: &mut World, client: Client, key: ContainerKey, grace: Option<Duration>) -> Duration {
    let running = engine(w, client.machine).containers[&key].is_running();
    let grace = grace.unwrap_or_else(|| stop::grace(w, client.machine, key));
    stop::stop(w, client, key, grace);
    if running {
        of_image(w, client.machine, key, Timing::DockerStop)
    } else {
        Duration::ZERO
    }
}

/// Draws a time for what is done with a container, by its image, so that the same image meets the same weather.
pub(super) fn of_image(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
    timing: Timing,
) -> Duration {
    let image = engine(w, machine).containers[&key].config.image.clone();
    draw(w, timing, &image)
}

pub(super) fn draw(w: &mut World, timing: Timing, entity: &str) -> Duration {
    w.draw(timing, super::image::split(entity).0)
}
