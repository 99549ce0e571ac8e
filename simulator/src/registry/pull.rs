//! Pulls under way: the manifest, the bytes that are not there yet, the unpacking.

use std::time::Duration;

use paperboat_core::event::{EventId, Word};
use paperboat_core::time::Timestamp;

use super::login::Login;
use super::{ImageKey, Reference, Refusal, access, link};
use crate::change::Subject;
use crate::id::{Endpoint, MachineKey, Owner, TaskKey};
use crate::model::{Throughput, Timing};
use crate::news::News;
use crate::wake::{Kind, Wake};
use crate::weather;
use crate::world::World;

/// Names a pull that is under way.
pub use crate::id::PullKey;

/// Who pulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Puller {
    /// A Docker engine; it keeps layers.
    Machine(MachineKey),
    /// A Fargate task; it keeps nothing.
    Task(TaskKey),
    /// The agent on a container instance, for a task there; the machine keeps layers.
    Agent(MachineKey, TaskKey),
}

impl Puller {
    /// The machine that keeps what is pulled.
    fn machine(self) -> Option<MachineKey> {
        match self {
            Self::Machine(machine) | Self::Agent(machine, _) => Some(machine),
            Self::Task(_) => None,
        }
    }

    /// For whom the pull is.
    fn owner(self) -> Owner {
        match self {
            Self::Machine(machine) => Owner::Docker(machine),
            Self::Task(task) | Self::Agent(_, task) => Owner::Task(task),
        }
    }

    /// What its requests leave by.
    pub(super) fn endpoint(self) -> Endpoint {
        match self {
            Self::Machine(machine) | Self::Agent(machine, _) => Endpoint::Machine(machine),
            Self::Task(task) => Endpoint::Task(task),
        }
    }
}

/// Who asks for an image, as events and registries know them.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(crate) puller: Puller,
    /// How events call it, after the image: `on i-0abc`.
    pub(crate) shown: String,
    /// The architecture whose image it takes, in Docker's words: `amd64` or `arm64`.
    pub(crate) architecture: &'static str,
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
    reference: Result<Reference, Refusal>,
    architecture: &'static str,
    /// What the puller's Docker knew of the registry when it began.
    login: Option<Login>,
    /// What the reference means for the puller, whatever it means in the registry now.
    resolved: Option<ImageKey>,
    stage: Stage,
}

/// How far a pull is.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The registry is asked for the manifest.
    Manifest,
    /// The bytes have been on their way since then.
    Bytes(ImageKey, Timestamp),
    /// The layers are unpacked.
    Unpack(ImageKey),
    /// There was nothing to fetch.
    Present(ImageKey),
}

/// Begins to pull an image by the reference that a person or a task definition wrote. The puller hears of the end
/// ([`News::Pulled`]), and never before this returns. A machine that goes down
/// meanwhile hears nothing. `login` finds what the puller's Docker knows of a registry.
pub(crate) fn pull(
    w: &mut World,
    asker: Asker,
    reference: &str,
    login: impl FnOnce(&World, &str) -> Option<Login>,
    cause: EventId,
) -> PullKey {
    let Asker {
        puller,
        shown,
        architecture,
    } = asker;
    let parsed = Reference::parse(reference).map_err(Refusal::Reference);
    let named = parsed.as_ref().ok();
    let login = named.and_then(|named| login(w, named.parts().0));
    let image = parsed
        .as_ref()
        .map_or_else(|_| reference.to_owned(), ToString::to_string);
    let name = format!("image/{image} {shown}");
    let cause = tell(w, Some(cause), &name, ("", "pulling"), "");
    let wait = match w.seen_as(puller.endpoint()) {
        None => w.draw(Timing::NetConnectTimeout, &image),
        Some(_)
            if parsed
                .as_ref()
                .is_ok_and(|r| weather::registry_is_out(w, r).is_some()) =>
        {
            w.draw(Timing::NetConnectTimeout, &image)
        }
        Some(_) => w.draw(Timing::ImageManifest, &image),
    };
    let key = w.registry.pulls.insert(Pull {
        puller,
        cause,
        name,
        reference: parsed,
        architecture,
        login,
        resolved: None,
        stage: Stage::Manifest,
    });
    w.wake_in(wait, Kind::Pull, key.slot(), 0);
    key
}

/// Says what a reference means for its puller, which asks by digest: registries keep what lost its tag.
pub(crate) fn resolved(w: &mut World, key: PullKey, image: ImageKey) {
    w.registry.pulls[key].resolved = Some(image);
}

/// Writes how far a pull is. What is being pulled answers nobody yet.
fn tell(
    w: &mut World,
    cause: Option<EventId>,
    name: &str,
    (from, to): (&'static str, &'static str),
    reason: impl Into<Word>,
) -> EventId {
    w.state_apart(cause, name, from, to, reason)
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    if wake.kind == Kind::Link {
        return link::wake(w, MachineKey::from_slot(wake.slot), wake.generation);
    }
    let key = PullKey::from_slot(wake.slot);
    let Some(pull) = w.registry.pulls.get(key) else {
        return;
    };
    match pull.stage {
        _ if !w.is_wanted(pull.puller.owner()) => {
            end(w, key, Err(no_fault(Refusal::Canceled)), "canceled");
        }
        Stage::Manifest => match look_up(w, key) {
            Ok(image) => fetch(w, key, image),
            Err(refused) => end(w, key, Err(refused), "failed"),
        },
        Stage::Bytes(image, _) | Stage::Unpack(image) => end(w, key, Ok(image), "pulled"),
        Stage::Present(image) => end(w, key, Ok(image), "up to date"),
    }
}

/// Why a pull fails, and the fault without which it would not.
type Refused = (Refusal, Option<EventId>);

fn no_fault(refusal: Refusal) -> Refused {
    (refusal, None)
}

/// Asks the registry.
fn look_up(w: &mut World, key: PullKey) -> Result<ImageKey, Refused> {
    let Pull {
        puller,
        reference,
        architecture,
        login,
        resolved,
        ..
    } = w.registry.pulls[key].clone();
    let reference = reference.map_err(no_fault)?;
    let Some(address) = w.seen_as(puller.endpoint()) else {
        return Err(no_fault(access::unreachable(&reference)));
    };
    if let Some(outage) = weather::registry_is_out(w, &reference) {
        return Err((access::unreachable(&reference), Some(outage)));
    }
    w.registry.offer(&reference);
    access::check(w, puller, login.as_ref(), &reference).map_err(no_fault)?;
    let model = w.model.clone();
    let image = match resolved {
        Some(image) => image,
        None => w.registry.find(&model, &reference, architecture)?,
    };
    // Docker compares digests by a request that does not count before it fetches the manifest.
    if reference.on_hub() && missing(w, puller, image).0 > 0 {
        let limited = weather::hub_is_limited(w).filter(|_| login.is_none());
        if let Some(fault) = limited {
            let refusal = Refusal::RateLimit { logged_in: false };
            return Err((refusal, Some(fault)));
        }
        access::count(w, address, login.is_some()).map_err(no_fault)?;
    }
    Ok(image)
}

/// The layers of an image that a puller does not have: how many, and their compressed bytes.
fn missing(w: &World, puller: Puller, image: ImageKey) -> (u32, u64) {
    let held = puller.machine().and_then(|m| w.registry.held.get(&m));
    let layers = w.registry.images[image].layers.iter();
    let absent = layers.filter(|(digest, _)| held.is_none_or(|h| !h.contains(digest)));
    absent.fold((0, 0), |(n, sum), (_, bytes)| (n + 1, sum + bytes))
}

/// Fetches the bytes that are missing.
fn fetch(w: &mut World, key: PullKey, image: ImageKey) {
    let puller = w.registry.pulls[key].puller;
    let (layers, bytes) = missing(w, puller, image);
    let repository = w.registry.images[image].repository.clone();
    if layers == 0 {
        w.registry.pulls[key].stage = Stage::Present(image);
        return w.wake_in(Duration::ZERO, Kind::Pull, key.slot(), 0);
    }
    let now = w.now;
    w.registry.pulls[key].stage = Stage::Bytes(image, now);
    let ecr = w.registry.pulls[key]
        .reference
        .as_ref()
        .is_ok_and(Reference::on_ecr);
    let throughput = match (puller.machine(), ecr) {
        (Some(_), false) => Throughput::HubToEc2,
        (Some(_), true) => Throughput::EcrToEc2,
        (None, false) => Throughput::HubToFargate,
        (None, true) => Throughput::EcrToFargate,
    };
    let unit = w.unit(throughput.key(), &repository);
    let slower = weather::network_slowed(w);
    match puller.machine() {
        Some(machine) => {
            let rate = w.model.throughput(throughput).quantile(unit) / slower;
            link::join(w, machine, key, bytes, rate);
        }
        // What was measured of Fargate holds the unpacking.
        None => {
            let mut time = w.model.transfer(throughput, bytes, unit);
            if slower > 1.0 {
                let slowed = time.as_secs_f64() * slower * 1e6;
                time = Duration::from_micros(slowed.min(1e15) as u64);
            }
            w.wake_in(time, Kind::Pull, key.slot(), 0);
        }
    }
}

/// The bytes are on the machine. Layers were unpacked one after the other beside the download; what is left after the
/// last byte is at least the last layer.
pub(super) fn fetched(w: &mut World, key: PullKey) {
    let Some(Pull {
        puller,
        stage: Stage::Bytes(image, since),
        ..
    }) = w.registry.pulls.get(key)
    else {
        return;
    };
    let (puller, image, since) = (*puller, *image, *since);
    let (layers, bytes) = missing(w, puller, image);
    let (repository, last) = {
        let found = &w.registry.images[image];
        (
            found.repository.clone(),
            found.layers.last().map_or(0, |l| l.1),
        )
    };
    let each = w.draw(Timing::ImageLayer, &repository);
    let unit = w.unit(Throughput::DiskUnpack.key(), &repository);
    let profile = &w.registry.images[image].profile;
    let unpacked = |bytes: u64| {
        let grown = u128::from(bytes) * u128::from(profile.disk_bytes);
        let grown = grown / u128::from(profile.pull_bytes.max(1));
        let grown = u64::try_from(grown).unwrap_or(u64::MAX);
        w.model.transfer(Throughput::DiskUnpack, grown, unit)
    };
    let whole = unpacked(bytes) + each * layers;
    let rest = whole.saturating_sub(w.now.since(since));
    let rest = rest.max(unpacked(last.min(bytes)) + each);
    w.registry.pulls[key].stage = Stage::Unpack(image);
    w.wake_in(rest, Kind::Pull, key.slot(), 0);
}

fn end(w: &mut World, key: PullKey, outcome: Result<ImageKey, Refused>, to: &'static str) {
    let Pull {
        puller,
        cause,
        name,
        ..
    } = w.registry.pulls[key].clone();
    let fault = outcome.as_ref().err().and_then(|(_, fault)| *fault);
    let outcome = outcome.map_err(|(refusal, _)| refusal);
    let reason = outcome.as_ref().err().map(Refusal::docker);
    let reason = reason.unwrap_or_default();
    if let (Ok(image), Some(machine)) = (&outcome, puller.machine()) {
        keep(w, machine, *image);
    }
    let cause = fault.unwrap_or(cause);
    let event = tell(w, Some(cause), &name, ("pulling", to), reason);
    if let (Err(_), Puller::Machine(machine)) = (&outcome, puller) {
        w.mark(Subject::Pulls(machine), event);
    }
    let pull = key;
    w.hear(
        event,
        News::Pulled {
            pull,
            puller,
            outcome,
        },
    );
    w.registry.pulls.remove(key);
}

/// Ends the pulls of a machine that goes down.
pub(crate) fn abandon(w: &mut World, machine: MachineKey, cause: Option<EventId>) {
    w.registry.links.remove(&machine);
    let all = w.registry.pulls.iter();
    let mine = all.filter(|(_, pull)| pull.puller.machine() == Some(machine));
    let mine: Vec<PullKey> = mine.map(|(key, _)| key).collect();
    for key in mine {
        if let Some(pull) = w.registry.pulls.remove(key) {
            let cause = cause.or(Some(pull.cause));
            w.state(cause, &pull.name, "pulling", "canceled", "");
        }
    }
}

/// Has a machine hold the layers of an image that it has pulled or made: its next pulls do not fetch them.
pub(crate) fn keep(w: &mut World, machine: MachineKey, image: ImageKey) {
    let layers = w.registry.images[image].layers.iter();
    let layers: Vec<String> = layers.map(|(digest, _)| digest.clone()).collect();
    w.registry.held.entry(machine).or_default().extend(layers);
}

/// Lets a machine's next pulls fetch a layer again that it has removed.
pub(crate) fn forget(w: &mut World, machine: MachineKey, digest: &str) {
    if let Some(held) = w.registry.held.get_mut(&machine) {
        held.remove(digest);
    }
}
