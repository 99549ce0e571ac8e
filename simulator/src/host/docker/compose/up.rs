//! `docker compose up`: what is there becomes what the application says.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::app::load::Resolved;
use paperboat_core::app::project::Project;

use super::command::Call;
use super::follow::{Follow, Followed, Until};
use super::gate::{Wanted, gate_of};
use super::labels::{self, Member, members};
use super::orphan::{orphans, warn_of};
use super::service::{config, container_name, image_of, selected};
use super::{down, each, pull};
use crate::host::docker::cli::{Outcome, run};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::image;
use crate::host::docker::network::NetworkConfig;
use crate::host::docker::op::{Look, Op, Print, Voice};
use crate::host::docker::plan::{Failure, Plan, Task};
use crate::host::docker::volume::VolumeConfig;
use crate::world::World;

/// What is to be reached once the images are there.
#[derive(Clone, Debug)]
pub(in crate::host::docker) struct Converge {
    project: Project,
    files: Vec<String>,
    /// The services, each after those that it depends on.
    names: Vec<String>,
    /// The services that were named; none for all.
    asked: Vec<String>,
    /// The services whose networks are needed beside theirs.
    ground: Vec<String>,
    options: Options,
}

/// The options of `up`.
#[derive(Clone, Debug)]
struct Options {
    start: bool,
    wait: bool,
    /// How long `wait` waits at most.
    wait_limit: Option<Duration>,
    force: bool,
    keep: bool,
    remove_orphans: bool,
    grace: Option<Duration>,
    /// How long it stays in front; none when it does not.
    follow: Option<Until>,
    /// Whether the lines have their container's name before them.
    prefix: bool,
}

pub(super) fn up(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    begin(w, client, call, !call.options.is("no-start"))
}

/// `docker compose scale SERVICE=N`: an `up` of these services alone that makes nothing anew.
pub(super) fn scale_to(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let (mut names, mut options) = (Vec::new(), call.options.clone());
    for text in &call.options.arguments {
        let Some((name, _)) = text.split_once('=') else {
            return Err(Failure::new(1, format!("invalid scale specifier: {text}")));
        };
        names.push(name.to_owned());
        options.set("scale", text);
    }
    options.arguments = names;
    options.set("detach", "true");
    options.set("no-recreate", "true");
    if call.options.is("no-deps") {
        options.set("no-deps", "true");
    }
    let call = Call {
        load: call.load.clone(),
        options,
    };
    begin(w, client, &call, true)
}

/// The Compose files of an application.
pub(super) fn files(resolved: &Resolved) -> Vec<String> {
    let files = resolved.files.iter();
    let files = files.filter(|f| f.role == paperboat_core::app::files::Role::Compose);
    files.map(|f| f.path.clone()).collect()
}

pub(super) fn create(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    begin(w, client, call, false)
}

fn begin(w: &mut World, client: Client, call: &Call, start: bool) -> Result<Outcome, Failure> {
    let options = &call.options;
    if options.is("force-recreate") && options.is("no-recreate") {
        let words = "--force-recreate and --no-recreate are incompatible";
        return Err(Failure::new(1, words));
    }
    let detached = options.is("detach") || options.is("wait");
    let stops = options.is("abort-on-container-exit") || options.text("exit-code-from").is_some();
    let prefix = !options.is("no-log-prefix");
    if detached && stops {
        let words = "--abort-on-container-exit and --detach are incompatible";
        return Err(Failure::new(1, words));
    }
    let follow = (start && !detached).then_some(match stops {
        true => Until::OneEnds,
        false => Until::AllEnd,
    });
    let resolved = call.open_with(w, client, &options.arguments)?;
    let files = files(&resolved);
    let mut project = resolved.project.clone();
    scale(&mut project, call)?;
    let names = selected(&project, &options.arguments, !options.is("no-deps"))?;
    if names.is_empty() {
        return Err(Failure::new(1, "no service selected"));
    }
    let mut plan = Plan::strict();
    let pulled = pull::before_up(w, client, &project, &names, call, &mut plan)?;
    let converge = Converge {
        project,
        files,
        names,
        asked: options.arguments.clone(),
        ground: Vec::new(),
        options: Options {
            start,
            wait: options.is("wait"),
            wait_limit: each::wait_limit(call)?,
            force: options.is("force-recreate"),
            keep: options.is("no-recreate"),
            remove_orphans: options.is("remove-orphans"),
            grace: each::timeout(call)?,
            follow,
            prefix,
        },
    };
    plan.add(Op::Converge(Box::new(converge)), &pulled);
    Ok(Outcome::Work(plan))
}

/// `--scale SERVICE=N`.
fn scale(project: &mut Project, call: &Call) -> Result<(), Failure> {
    for text in call.options.list("scale") {
        let bad = || {
            Failure::new(
                1,
                format!("invalid --scale option {text:?}. Should be SERVICE=NUM"),
            )
        };
        let (name, number) = text.split_once('=').ok_or_else(bad)?;
        let number: u32 = number.parse().map_err(|_| bad())?;
        let Some(service) = project.services.get_mut(name) else {
            return Err(Failure::new(
                1,
                format!("no such service: {name}: not found"),
            ));
        };
        service.scale = Some(i64::from(number));
    }
    Ok(())
}

/// The tasks of a plan that is being made.
struct Making {
    plan: Plan,
    /// What every container waits for: networks and volumes.
    ground: Vec<usize>,
    /// The last tasks of the first phase, by service.
    made: BTreeMap<String, Vec<usize>>,
    /// The services of which a container is made anew.
    anew: BTreeSet<String>,
    /// The containers to start, by service.
    starting: BTreeMap<String, Vec<String>>,
    /// All containers that the services shall have.
    wanted: Vec<(String, String)>,
}

impl Converge {
    /// What a one-off command of a service needs: networks and volumes, and these services running.
    pub(super) fn of(
        project: Project,
        files: Vec<String>,
        names: Vec<String>,
        service: &str,
    ) -> Self {
        let options = Options {
            start: true,
            wait: false,
            wait_limit: None,
            force: false,
            keep: false,
            remove_orphans: false,
            grace: None,
            follow: None,
            prefix: true,
        };
        Self {
            project,
            files,
            names,
            asked: Vec::new(),
            ground: vec![service.to_owned()],
            options,
        }
    }

    pub(in crate::host::docker) fn look(
        &self,
        w: &mut World,
        client: Client,
    ) -> Result<Look, Failure> {
        let lost = orphans(w, client.machine, &self.project);
        let mut making = Making {
            plan: Plan::strict(),
            ground: Vec::new(),
            made: BTreeMap::new(),
            anew: BTreeSet::new(),
            starting: BTreeMap::new(),
            wanted: Vec::new(),
        };
        if self.options.remove_orphans {
            for member in &lost {
                let grace = self.options.grace;
                making.ground.push(down::gone(
                    &mut making.plan,
                    &member.name,
                    grace,
                    false,
                    &[],
                ));
            }
        } else {
            warn_of(w, client, &lost);
        }
        self.networks(w, client, &mut making)?;
        // What is refused from here on is refused after the networks are there.
        let mut refused = self.volumes(w, client, &mut making).err();
        for name in &self.names {
            if refused.is_some() {
                break;
            }
            refused = self.service(w, client, name, &mut making).err();
        }
        if let Some(failure) = refused {
            let ground = making.ground.clone();
            making.plan.add(Op::Refuse(failure), &ground);
            return Ok(Look::More(Box::new(making.plan)));
        }
        if self.options.start {
            self.start(&mut making);
        }
        Ok(Look::More(Box::new(making.plan)))
    }

    fn networks(&self, w: &World, client: Client, making: &mut Making) -> Result<(), Failure> {
        let known = &engine(w, client.machine).networks;
        let used = |key: &String| {
            let names = self.names.iter().chain(&self.ground);
            let mut services = names.map(|n| &self.project.services[n]);
            services.any(|s| s.networks.contains_key(key))
        };
        for (key, network) in self.project.networks.iter().filter(|(key, _)| used(key)) {
            if known.contains_key(&network.name) {
                continue;
            }
            if network.external {
                return Err(Failure::new(
                    1,
                    format!(
                        "Error response from daemon: network {} not found",
                        network.name
                    ),
                ));
            }
            let config = NetworkConfig {
                name: network.name.clone(),
                driver: network.driver.clone().unwrap_or_default(),
                internal: network.internal,
                subnet: None,
                gateway: None,
                labels: labels::of_network(&self.project.name, key, &network.labels),
            };
            let op = Op::CreateNetwork {
                config: Box::new(config),
                print: false,
            };
            let subject = format!("Network {}", network.name);
            let task = Task::new(op, &[]).saying(&subject, "Creating", "Created");
            making.ground.push(making.plan.push(task));
        }
        Ok(())
    }

    fn volumes(&self, w: &World, client: Client, making: &mut Making) -> Result<(), Failure> {
        let known = &engine(w, client.machine).volumes;
        for (key, volume) in &self.project.volumes {
            if known.contains_key(&volume.name) {
                continue;
            }
            if volume.external {
                return Err(Failure::new(
                    1,
                    format!("external volume {:?} not found", volume.name),
                ));
            }
            let config = VolumeConfig {
                name: volume.name.clone(),
                driver: volume.driver.clone().unwrap_or_default(),
                labels: labels::of_volume(&self.project.name, key, &volume.labels),
            };
            let op = Op::CreateVolume {
                config: Box::new(config),
                print: false,
            };
            let subject = format!("Volume {:?}", volume.name);
            let task = Task::new(op, &[]).saying(&subject, "Creating", "Created");
            making.ground.push(making.plan.push(task));
        }
        Ok(())
    }

    /// Has the containers of a service made, made anew or taken away.
    fn service(
        &self,
        w: &World,
        client: Client,
        name: &str,
        making: &mut Making,
    ) -> Result<(), Failure> {
        let service = &self.project.services[name];
        let mut after = making.ground.clone();
        for other in service.depends_on.keys() {
            after.extend(making.made.get(other).into_iter().flatten());
        }
        once_each(&mut after);
        let replicas = service.replicas();
        if let Some(own) = service.container_name.as_ref().filter(|_| replicas > 1) {
            return Err(Failure::new(
                1,
                format!(
                    "WARNING: The {name:?} service is using the custom container name {own:?}. Docker requires each container to have a unique name. Remove the custom name to scale the service."
                ),
            ));
        }
        let mut there = members(w, client.machine, &self.project.name);
        there.retain(|m| m.service == name);
        let mut tasks = Vec::new();
        for surplus in there.iter().filter(|m| m.number > replicas) {
            let grace = self.options.grace;
            let last = down::gone(&mut making.plan, &surplus.name, grace, false, &after);
            tasks.push(last);
        }
        for number in 1..=replicas {
            let container = container_name(&self.project, name, number);
            let member = there.iter().find(|m| m.number == number);
            let subject = format!("Container {}", member.map_or(&container, |m| &m.name));
            let dependency = |other: &String| making.anew.contains(other);
            let remade = service.depends_on.keys().any(dependency);
            let config = || {
                if let Some(asked) = service.platform.as_deref() {
                    run::platform(w, client.machine, asked)
                        .map_err(|why| Failure::new(1, why.to_string()))?;
                }
                let config = config(&self.project, &self.files, name, number, &w.readings)?;
                Ok(Box::new(config))
            };
            let mut start = true;
            // A container that is made anew has the name that the files give it now.
            let mut known = member.map_or_else(|| container.clone(), |m| m.name.clone());
            let task = match member {
                None => {
                    let op = Op::Create {
                        config: config()?,
                        voice: Voice::Plain,
                        print: false,
                        foreground: false,
                        id_file: None,
                    };
                    Some(Task::new(op, &after).saying(&subject, "Creating", "Created"))
                }
                Some(member) if self.differs(w, client, name, member, remade) => {
                    making.anew.insert(name.to_owned());
                    known.clone_from(&container);
                    let op = Op::Recreate {
                        old: member.name.clone(),
                        config: config()?,
                        gone: false,
                    };
                    Some(Task::new(op, &after).saying(&subject, "Recreate", "Recreated"))
                }
                Some(member) if engine(w, client.machine).containers[&member.key].is_running() => {
                    start = false;
                    Some(Task::new(Op::Nothing, &after).saying(&subject, "Running", ""))
                }
                Some(_) => None,
            };
            tasks.extend(task.map(|task| making.plan.push(task)));
            if start {
                let starting = making.starting.entry(name.to_owned()).or_default();
                starting.push(known.clone());
            }
            making.wanted.push((name.to_owned(), known));
        }
        if tasks.is_empty() {
            tasks = after;
        }
        making.made.insert(name.to_owned(), tasks);
        Ok(())
    }

    /// Whether a container has to be made anew: its configuration or its image changed, or what it depends on was
    /// made anew.
    fn differs(
        &self,
        w: &World,
        client: Client,
        name: &str,
        member: &Member,
        remade: bool,
    ) -> bool {
        if self.options.keep {
            return false;
        }
        let container = &engine(w, client.machine).containers[&member.key];
        let image = image::find(w, client.machine, &image_of(&self.project, name));
        let hash = w.readings.digits(&self.project.services[name]);
        self.options.force
            || remade
            || container.config.labels.get(labels::HASH) != Some(&hash)
            || image.is_some_and(|image| image != container.image)
    }

    /// The second phase: containers start once all are made and what they depend on is as far as they want it.
    fn start(&self, making: &mut Making) {
        let all: Vec<usize> = making.made.values().flatten().copied().collect();
        // One task that waits for all, so that each start need not wait for each making by itself.
        let made = making.plan.add(Op::Nothing, &all);
        let mut started: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for name in &self.names {
            let service = &self.project.services[name];
            let starting = making.starting.get(name).cloned().unwrap_or_default();
            let mut after = vec![made];
            for (other, dependency) in &service.depends_on {
                let before = started.get(other.as_str()).cloned().unwrap_or_default();
                after.extend(&before);
                let Some(wanted) = Wanted::of(dependency.condition) else {
                    continue;
                };
                if starting.is_empty() || !self.names.contains(other) {
                    continue;
                }
                let before: Vec<usize> = before.into_iter().chain([made]).collect();
                let containers = making.wanted.iter().filter(|(service, _)| service == other);
                for (service, container) in containers.cloned().collect::<Vec<_>>() {
                    after.push(gate(&mut making.plan, service, container, wanted, &before));
                }
            }
            once_each(&mut after);
            let mut tasks = Vec::new();
            for container in starting {
                let op = Op::Start {
                    name: container.clone(),
                    voice: Voice::Plain,
                    print: Print::Nothing,
                    attach: false,
                };
                let subject = format!("Container {container}");
                let task = Task::new(op, &after).saying(&subject, "Starting", "Started");
                tasks.push(making.plan.push(task));
            }
            if tasks.is_empty() {
                tasks = after;
            }
            started.insert(name, tasks);
        }
        if let Some(until) = self.options.follow {
            let after: Vec<usize> = started.values().flatten().copied().collect();
            let all = making.wanted.iter().map(|(service, container)| {
                let number = container
                    .rsplit('-')
                    .next()
                    .filter(|n| n.parse::<u32>().is_ok());
                Followed {
                    container: container.clone(),
                    label: format!("{service}-{}", number.unwrap_or("1")),
                    shown: 0,
                    ended: false,
                }
            });
            let mut all: Vec<Followed> = all.collect();
            all.sort_by(|a, b| a.label.cmp(&b.label));
            let follow = Follow {
                all,
                until,
                prefix: self.options.prefix,
                begun: false,
                aborting: false,
            };
            making.plan.push(Task::new(Op::Follow(follow), &after));
        }
        if self.options.wait {
            let all: Vec<usize> = started.into_values().flatten().collect();
            let after = [making.plan.add(Op::Nothing, &all)];
            let asked = |service: &String| self.asked.is_empty() || self.asked.contains(service);
            for (service, container) in std::mem::take(&mut making.wanted) {
                if !asked(&service) {
                    continue;
                }
                let task = gate_of(service, container, Wanted::Up, &after);
                making.plan.push(match self.options.wait_limit {
                    Some(limit) => task.within(limit, too_long(limit)),
                    None => task,
                });
            }
        }
    }
}

/// A service that has nothing to start hands on what it would have waited for, so that paths through several services would name
/// the same tasks many times over.
fn once_each(tasks: &mut Vec<usize>) {
    tasks.sort_unstable();
    tasks.dedup();
}

fn gate(
    plan: &mut Plan,
    service: String,
    container: String,
    wanted: Wanted,
    after: &[usize],
) -> usize {
    plan.push(gate_of(service, container, wanted, after))
}

/// What Compose says when `--wait-timeout` is over.
fn too_long(limit: Duration) -> String {
    format!(
        "application not healthy after {}",
        ComposeDuration::of(limit)
    )
}
