//! A task's images: each is pulled once; a machine of Fargate's keeps nothing, a container instance what it had before.

use std::collections::BTreeSet;

use paperboat_core::aws::ecs::TaskStopCode;
use paperboat_core::event::EventId;

use super::capacity::Host;
use super::deployment::Deployment;
use super::instance;
use super::start::fail_after;
use super::stop;
use super::task::{self, Phase, TaskKey, definition};
use crate::host;
use crate::id::Endpoint;
use crate::meter::{self, Item};
use crate::model::Timing;
use crate::registry::{self, Asker, ImageKey, PullKey, Puller, Refusal};
use crate::world::World;

/// What a task on Fargate is billed as; one on an instance costs what its instance costs.
fn item(w: &World, key: TaskKey) -> Item {
    let size = definition(w, key).size;
    Item::FargateTask {
        cpu: size.cpu,
        memory_mib: size.memory_mib,
        ephemeral_gib: size.ephemeral_gib,
        arm: size.arm,
    }
}

/// The tasks on Fargate that are billed now, by ARN: from the start of their pull until they are STOPPED.
pub(crate) fn billable(w: &World) -> impl Iterator<Item = (String, Item)> {
    let tasks = w.ecs.tasks.iter();
    tasks
        .filter(|(_, t)| t.host == Host::Fargate)
        .filter(|(_, t)| t.times.pull_started.is_some() && t.times.stopped.is_none())
        .map(|(key, t)| (t.arn(), item(w, key)))
}

/// The deployment that a task was started for, while there is one.
fn deployment(w: &World, key: TaskKey) -> Option<&Deployment> {
    let (service, serial) = w.ecs.tasks[key].service()?;
    w.ecs.services[service].deployment_of(serial)
}

/// Tells whether what fetches for a task has a way to the internet: the task's own interface on Fargate, its instance's else.
pub(super) fn online(w: &World, key: TaskKey) -> bool {
    match instance::machine_of(w, key) {
        None => w.ecs.tasks[key].network.public,
        Some(machine) => w.seen_as(Endpoint::Machine(machine)).is_some(),
    }
}

/// Secrets and mounts are there: the images come next, each once. Billing of Fargate begins.
pub(super) fn prepared(w: &mut World, key: TaskKey) {
    let (now, cause) = (w.now, w.ecs.tasks[key].last);
    w.ecs.tasks[key].times.pull_started = Some(now);
    let machine = instance::machine_of(w, key);
    if machine.is_none() {
        let arn = w.ecs.tasks[key].arn();
        meter::open(w, &arn, item(w, key));
    }
    let images: Vec<_> = definition(w, key)
        .containers()
        .iter()
        .map(|c| c.image.clone())
        .collect();
    if !online(w, key) {
        let image = images.first().map_or("", String::as_str);
        let reason = unreachable(image);
        let stream = w.ecs.tasks[key].stream(w);
        let after = w.draw(Timing::EcsFetchGiveUp, &stream);
        return fail_after(w, key, &reason, after);
    }
    task::enter(w, key, Phase::Pulling);
    let on = machine.map(|machine| format!(" on {}", host::instance_id(w, machine)));
    let shown = format!(
        "for {}{}",
        task::resource_of(w, key),
        on.unwrap_or_default()
    );
    for (n, image) in images.iter().enumerate() {
        if images[..n].contains(image) {
            continue;
        }
        let known = deployment(w, key).and_then(|d| d.images.get(image).copied());
        let puller = machine.map_or(Puller::Task(key), |machine| Puller::Agent(machine, key));
        let asker = Asker {
            puller,
            shown: shown.clone(),
            architecture: task::architecture(w, key),
        };
        let pull = registry::pull(w, asker, image, |_, _| None, cause);
        if let Some(known) = known {
            registry::resolved(w, pull, known);
        }
        w.ecs.pulls.insert(pull, (key, n));
    }
}

/// Hears that an image has arrived for a task, or why not.
pub(crate) fn on_pulled(
    w: &mut World,
    pull: PullKey,
    image: Result<ImageKey, Refusal>,
    cause: EventId,
) {
    let Some((key, n)) = w.ecs.pulls.remove(&pull) else {
        return;
    };
    if w.ecs
        .tasks
        .get(key)
        .is_none_or(|t| t.phase != Phase::Pulling)
    {
        return;
    }
    let references: Vec<_> = definition(w, key)
        .containers()
        .iter()
        .map(|c| c.image.clone())
        .collect();
    match kept(w, key, &references[n], image) {
        Err(refusal) => {
            let reason = match w.ecs.tasks[key].host {
                Host::Fargate => refusal.fargate(&canonical(&references[n])),
                Host::Instance(_) | Host::Waiting => refusal.agent(),
            };
            w.ecs.tasks[key].members[n].reason = reason.as_str().into();
            stop::stop(w, key, TaskStopCode::TaskFailedToStart, &reason, cause);
        }
        Ok(image) => {
            let now = w.now;
            if let Some((service, serial)) = w.ecs.tasks[key].service()
                && let Some(deployment) = w.ecs.services[service].deployment(serial)
            {
                let images = &mut deployment.images;
                images.entry(references[n].clone()).or_insert(image);
            }
            let task = &mut w.ecs.tasks[key];
            for (reference, member) in references.iter().zip(&mut task.members) {
                if *reference == references[n] {
                    member.image = Some(image);
                }
            }
            if let Some(reason) = too_large(w, key, &references[n]) {
                w.ecs.tasks[key].members[n].reason = reason.as_str().into();
                return stop::stop(w, key, TaskStopCode::TaskFailedToStart, &reason, cause);
            }
            let task = &mut w.ecs.tasks[key];
            if task.members.iter().all(|m| m.image.is_some()) {
                task.times.pull_stopped = Some(now);
                task.last = cause;
                let timing = match task.host {
                    Host::Fargate => Timing::FargatePullToStarted,
                    Host::Instance(_) | Host::Waiting => Timing::DockerStart,
                };
                task::wait(w, key, Phase::Pulled, timing);
            }
        }
    }
}

/// Puts an image that arrived on a container instance's disk; one that could not be pulled is taken from there when it was
/// pulled before (agent configuration, `ECS_IMAGE_PULL_BEHAVIOR`: the default).
fn kept(
    w: &mut World,
    key: TaskKey,
    reference: &str,
    image: Result<ImageKey, Refusal>,
) -> Result<ImageKey, Refusal> {
    let Host::Instance(instance) = w.ecs.tasks[key].host else {
        return image;
    };
    match image {
        Ok(image) => {
            let machine = w.ecs.instances[instance].machine;
            host::docker_keep(w, machine, image, reference).map_err(Refusal::NotKept)?;
            let images = &mut w.ecs.instances[instance].images;
            images.insert(reference.to_owned(), image);
            Ok(image)
        }
        Err(refusal) => {
            let images = &w.ecs.instances[instance].images;
            images.get(reference).copied().ok_or(refusal)
        }
    }
}

/// Why the images that arrived for a task do not fit on its ephemeral storage, which holds them unpacked (ECS guide, "Fargate
/// task ephemeral storage": the storage includes the pulled, compressed and the uncompressed image).
fn too_large(w: &World, key: TaskKey, reference: &str) -> Option<String> {
    let task = &w.ecs.tasks[key];
    if task.host != Host::Fargate {
        return None;
    }
    let images: BTreeSet<_> = task.members.iter().filter_map(|m| m.image).collect();
    let bytes: u64 = images
        .iter()
        .map(|image| registry::image(w, *image).profile.disk_bytes)
        .sum();
    let room = u64::from(definition(w, key).size.ephemeral_gib) << 30;
    (bytes > room).then(|| {
        format!(
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to extract layer of {}: write: no space left on device",
            canonical(reference)
        )
    })
}

/// The runtime's words when no registry answers (deepfence/terraform-aws-cloud-scanner issue 13). The address is one for
/// documentation: which one a registry has is not modelled.
fn unreachable(image: &str) -> String {
    let canonical = canonical(image);
    let (host, path) = canonical.split_once('/').unwrap_or(("", &canonical));
    let host = if host == "docker.io" {
        "registry-1.docker.io"
    } else {
        host
    };
    let (name, tag) = match path.split_once('@') {
        Some((name, digest)) => (name.split(':').next().unwrap_or(name), digest),
        None => path.rsplit_once(':').unwrap_or((path, "latest")),
    };
    format!(
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref {canonical}: failed to do request: Head \"https://{host}/v2/{name}/manifests/{tag}\": dial tcp 192.0.2.1:443: i/o timeout"
    )
}

/// A reference with its registry, as the runtime prints it.
fn canonical(reference: &str) -> String {
    let has_registry = reference
        .split_once('/')
        .is_some_and(|(first, _)| first.contains(['.', ':']) || first == "localhost");
    let named = match reference.contains('/') {
        _ if has_registry => reference.to_owned(),
        true => format!("docker.io/{reference}"),
        false => format!("docker.io/library/{reference}"),
    };
    let tagged = named
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains([':', '@']));
    if tagged {
        named
    } else {
        format!("{named}:latest")
    }
}
