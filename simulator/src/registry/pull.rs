//! Pulls under way: the manifest, the bytes that are not there yet, the unpacking.

use std::time::Duration;

use paperboat_core::event::EventId;

use super::{ImageKey, Reference};
use crate::arena::Key;
use crate::ec2;
use crate::ecs::{self, TaskKey};
use crate::host::{self, MachineKey};
use crate::model::{Limit, Throughput, Timing};
use crate::net::Endpoint;
use crate::sharing::Sharing;
use crate::wake::{Kind, Wake};
use crate::world::World;

/// Names a pull that is under way.
pub type PullKey = Key<Pull>;

/// Who pulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Puller {
    /// A Docker engine; it keeps layers.
    Machine(MachineKey),
    /// A Fargate task; it keeps nothing.
    Task(TaskKey),
}

/// A pull under way.
#[derive(Clone, Debug)]
pub struct Pull {
    /// Who pulls.
    pub puller: Puller,
    /// The event that began it.
    pub cause: EventId,
    /// The resource name in events.
    name: String,
    stage: Stage,
}

/// How far a pull is.
#[derive(Clone, Debug)]
enum Stage {
    /// The registry answers with the manifest, or why not.
    Manifest(Result<ImageKey, String>),
    /// The bytes are on their way.
    Bytes(ImageKey),
    /// The layers are unpacked.
    Unpack(ImageKey),
}

/// Begins to pull an image by the reference that a person or a task definition wrote. The puller hears of the end:
/// [`crate::host::on_pulled`] or [`crate::ecs::on_pulled`].
pub(crate) fn pull(w: &mut World, puller: Puller, reference: &str, cause: EventId) -> PullKey {
    let found = look_up(w, puller, reference);
    let name = format!("image/{reference}");
    let event = w.state(Some(cause), &name, "", "pulling", "");
    let stage = Stage::Manifest(found);
    let key = w.registry.pulls.insert(Pull {
        puller,
        cause: event,
        name,
        stage,
    });
    let wait = w.draw(Timing::ImageManifest, reference);
    w.wake_in(wait, Kind::Pull, key.slot(), 0);
    key
}

fn look_up(w: &mut World, puller: Puller, text: &str) -> Result<ImageKey, String> {
    let reference = Reference::parse(text)?;
    if reference.on_hub() {
        count_anonymous(w, puller)?;
    }
    let architecture = match puller {
        Puller::Machine(machine) => host::architecture(w, machine),
        Puller::Task(task) => ecs::architecture(w, task),
    };
    w.registry.find(&reference, architecture)
}

/// Counts a pull against the limit that Docker Hub has for addresses without a login.
fn count_anonymous(w: &mut World, puller: Puller) -> Result<(), String> {
    let endpoint = match puller {
        Puller::Machine(machine) => Endpoint::Machine(machine),
        Puller::Task(task) => Endpoint::Task(task),
    };
    let public = ec2::addresses(w, endpoint).and_then(|(_, public)| public);
    let address = public.map_or_else(|| format!("{endpoint:?}"), |a| a.to_string());
    let (window, most) = (
        w.model.seconds(Limit::HubWindowS),
        w.model.limit(Limit::HubAnonymousPulls),
    );
    let now = w.now;
    let times = w.registry.counted.entry(address).or_default();
    times.retain(|at| now.since(*at) < window);
    if times.len() as u64 >= most {
        return Err(
            "toomanyrequests: You have reached your unauthenticated pull rate limit. \
                    https://www.docker.com/increase-rate-limit"
                .to_owned(),
        );
    }
    times.push(now);
    Ok(())
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    match wake.kind {
        Kind::Link => link_wake(w, MachineKey::from_slot(wake.slot), wake.generation),
        _ => go_on(w, PullKey::from_slot(wake.slot)),
    }
}

fn go_on(w: &mut World, key: PullKey) {
    let Some(pull) = w.registry.pulls.get(key) else {
        return;
    };
    match pull.stage.clone() {
        Stage::Manifest(Err(words)) => end(w, key, Err(words)),
        Stage::Manifest(Ok(image)) => fetch(w, key, image),
        Stage::Bytes(image) => unpack(w, key, image),
        Stage::Unpack(image) => end(w, key, Ok(image)),
    }
}

/// The bytes of an image that a puller does not have.
fn missing(w: &World, puller: Puller, image: ImageKey) -> u64 {
    let layers = &w.registry.images[image].layers;
    let held = match puller {
        Puller::Machine(machine) => w.registry.held.get(&machine),
        Puller::Task(_) => None,
    };
    let absent = |digest: &String| held.is_none_or(|h| !h.contains(digest));
    layers
        .iter()
        .filter(|(digest, _)| absent(digest))
        .map(|(_, bytes)| bytes)
        .sum()
}

fn fetch(w: &mut World, key: PullKey, image: ImageKey) {
    let puller = w.registry.pulls[key].puller;
    let bytes = missing(w, puller, image);
    w.registry.pulls[key].stage = Stage::Bytes(image);
    let ecr = w.registry.images[image].repository.contains(".ecr.");
    let repository = w.registry.images[image].repository.clone();
    match puller {
        Puller::Task(_) => {
            let from = if ecr {
                Throughput::EcrToFargate
            } else {
                Throughput::HubToFargate
            };
            let unit = w.unit(from.key(), &repository);
            let time = w.model.transfer(from, bytes, unit);
            w.wake_in(time, Kind::Pull, key.slot(), 0);
        }
        Puller::Machine(machine) => {
            let from = if ecr {
                Throughput::EcrToEc2
            } else {
                Throughput::HubToEc2
            };
            let unit = w.unit(from.key(), "machine");
            let rate = w.model.throughput(from).quantile(unit);
            let now = w.now;
            let (link, _) = w
                .registry
                .links
                .entry(machine)
                .or_insert_with(|| (Sharing::new(rate), 0));
            link.join(now, key, bytes as f64, f64::INFINITY);
            plan(w, machine);
        }
    }
}

fn plan(w: &mut World, machine: MachineKey) {
    let Some((link, generation)) = w.registry.links.get_mut(&machine) else {
        return;
    };
    *generation = generation.wrapping_add(1);
    let generation = *generation;
    if let Some(at) = link.next() {
        w.wake_at(at, Kind::Link, machine.slot(), generation);
    }
}

fn link_wake(w: &mut World, machine: MachineKey, generation: u16) {
    let now = w.now;
    let Some((link, current)) = w.registry.links.get_mut(&machine) else {
        return;
    };
    if *current != generation {
        return;
    }
    let done = link.done(now);
    plan(w, machine);
    for key in done {
        go_on(w, key);
    }
}

fn unpack(w: &mut World, key: PullKey, image: ImageKey) {
    let puller = w.registry.pulls[key].puller;
    let bytes = missing(w, puller, image);
    let repository = w.registry.images[image].repository.clone();
    let unit = w.unit(Throughput::DiskUnpack.key(), &repository);
    // Unpacking goes on beside the download; what is left after the last byte is the last layer.
    let last = w.registry.images[image]
        .layers
        .last()
        .map_or(0, |(_, bytes)| *bytes)
        .min(bytes);
    let time = if bytes == 0 {
        Duration::ZERO
    } else {
        w.model.transfer(Throughput::DiskUnpack, last, unit)
    };
    w.registry.pulls[key].stage = Stage::Unpack(image);
    w.wake_in(time, Kind::Pull, key.slot(), 0);
}

fn end(w: &mut World, key: PullKey, outcome: Result<ImageKey, String>) {
    let Pull {
        puller,
        cause,
        name,
        ..
    } = w.registry.pulls[key].clone();
    let (to, reason) = match &outcome {
        Ok(image) => (
            if missing(w, puller, *image) == 0 {
                "present"
            } else {
                "pulled"
            },
            String::new(),
        ),
        Err(words) => ("failed", words.clone()),
    };
    if let (Ok(image), Puller::Machine(machine)) = (&outcome, puller) {
        let layers: Vec<String> = w.registry.images[*image]
            .layers
            .iter()
            .map(|(d, _)| d.clone())
            .collect();
        w.registry.held.entry(machine).or_default().extend(layers);
    }
    let event = w.state(Some(cause), &name, "pulling", to, reason);
    match puller {
        Puller::Machine(_) => host::on_pulled(w, key, outcome, event),
        Puller::Task(_) => ecs::on_pulled(w, key, outcome, event),
    }
    w.registry.pulls.remove(key);
}
