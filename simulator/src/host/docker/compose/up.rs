//! `docker compose up`: what is there becomes what the application says.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::app::project::Project;
use paperboat_core::app::service::Condition;

use super::command::Call;
use super::gate::{Gate, Wanted};
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
}

pub(super) fn up(w: &mut World, client: Client, call: &Call) -> Result<Outcome, Failure> {
    let detached = call.options.is("detach") || call.options.is("wait");
    if !detached && !call.options.is("no-start") {
        return Err(Failure::new(
            1,
            "paperboat: not modelled: docker compose up in the foreground (add -d)",
        ));
    }
    begin(w, client, call, !call.options.is("no-start"))
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
    let resolved = call.open(w, client)?;
    let files = resolved.files.iter();
    let files = files
        .filter(|f| f.role == paperboat_core::app::files::Role::Compose)
        .map(|f| f.path.clone())
        .collect();
    let mut project = resolved.project.clone();
    scale(&mut project, call)?;
    let names = selected(&project, &options.arguments, !options.is("no-deps"))?;
    let mut plan = Plan::strict();
    let pulled = pull::before_up(w, client, &project, &names, call, &mut plan)?;
    let converge = Converge {
        project,
        files,
        names,
        options: Options {
            start,
            wait: options.is("wait"),
            wait_limit: each::wait_limit(call)?,
            force: options.is("force-recreate"),
            keep: options.is("no-recreate"),
            remove_orphans: options.is("remove-orphans"),
            grace: each::timeout(call)?,
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
        if number > 1 && service.container_name.is_some() {
            let own = service.container_name.clone().unwrap_or_default();
            return Err(Failure::new(
                1,
                format!(
                    "WARNING: The {name:?} service is using the custom container name {own:?}. Docker requires each container to have a unique name. Remove the custom name to scale the service."
                ),
            ));
        }
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
        self.volumes(w, client, &mut making)?;
        for name in &self.names {
            self.service(w, client, name, &mut making)?;
        }
        if self.options.start {
            self.start(&mut making);
        }
        Ok(Look::More(Box::new(making.plan)))
    }

    fn networks(&self, w: &World, client: Client, making: &mut Making) -> Result<(), Failure> {
        let known = &engine(w, client.machine).networks;
        let used = |key: &String| {
            let mut services = self.names.iter().map(|n| &self.project.services[n]);
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
                        "network {} declared as external, but could not be found",
                        network.name
                    ),
                ));
            }
            let config = NetworkConfig {
                name: network.name.clone(),
                driver: network.driver.clone().unwrap_or_default(),
                internal: network.internal,
                subnet: None,
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
        let replicas = service.replicas();
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
                    run::platform(w, client.machine, asked).map_err(|e| Failure::new(1, e))?;
                }
                let config = config(w, &self.project, &self.files, name, number)?;
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
        let hash = labels::hash(&self.project.services[name]);
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
                let wanted = match dependency.condition {
                    Condition::ServiceStarted => continue,
                    Condition::ServiceHealthy => Wanted::Healthy,
                    Condition::ServiceCompletedSuccessfully => Wanted::Completed,
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
        if self.options.wait {
            let after: Vec<usize> = started.into_values().flatten().collect();
            for (service, container) in std::mem::take(&mut making.wanted) {
                let task = gate_of(service, container, Wanted::Up, &after);
                making.plan.push(match self.options.wait_limit {
                    Some(limit) => task.within(limit, too_long(limit)),
                    None => task,
                });
            }
        }
    }
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

fn gate_of(service: String, container: String, wanted: Wanted, after: &[usize]) -> Task {
    let done = match wanted {
        Wanted::Completed => "Exited",
        Wanted::Healthy | Wanted::Up => "Healthy",
    };
    let subject = format!("Container {container}");
    let gate = Gate {
        container,
        service,
        wanted,
    };
    Task::new(Op::Gate(gate), after).saying(&subject, "Waiting", done)
}
