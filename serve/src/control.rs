//! What a test does besides asking AWS: let time pass, throw a fault, push an image, see what happened, begin anew.
//! What takes time there is in `beside.rs`.
//!
//! `/_paperboat/...` takes and gives JSON, but for `ssh-config`, which is text. `/_localstack/health` and `/moto-api/reset` are what test set-ups ask an emulator.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::event::Event;
use paperboat_core::facts::{self, ECR_REGIONS};
use paperboat_core::fault::Fault;
use paperboat_core::json::tidy;
use paperboat_core::reference::Reference;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::world::World;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::beside::span;
use crate::clock::Paced;
use crate::state::Entry;
use paperboat_wire::{Scope, services};

/// Where our own control calls are.
const OURS: &str = "/_paperboat/";
/// Where moto begins anew.
const RESET: &str = "/moto-api/reset";
/// What an endpoint that has machines of this program's says of itself.
pub const EDITION: &str = "paperboat";
/// How many snapshots are kept. Each is a whole world.
const MOST_SNAPSHOTS: usize = 16;
/// How many events are given when nobody says how many.
const EVENTS: usize = 100;

/// A world that can be taken back to what it was.
#[derive(Debug)]
pub struct Controlled {
    /// The world.
    pub paced: Paced,
    first: World,
    snapshots: BTreeMap<String, World>,
}

/// What a control call is answered with: a status, and data.
pub type Answered = (u16, Value);

/// Lets time pass.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: f64,
}

/// Pushes an image to a registry.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Push {
    image: String,
    /// The TCP ports that its program listens on; those of the facts without them.
    #[serde(default)]
    ports: Vec<u16>,
}

/// Names a snapshot.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    name: String,
}

/// Which events are wanted.
#[derive(Default)]
struct Wanted {
    resource: Option<String>,
    tail: Option<usize>,
    what: Option<String>,
}

impl Controlled {
    /// Begins with a world.
    #[must_use]
    pub fn new(paced: Paced) -> Self {
        Self {
            first: paced.world().clone(),
            paced,
            snapshots: BTreeMap::new(),
        }
    }

    /// Answers a control call. `wall` is the time on the wall since the beginning.
    pub fn control(
        &mut self,
        wall: Duration,
        (method, path, query): (&str, &str, &str),
        body: &[u8],
    ) -> Answered {
        let asked = match path {
            "/_localstack/health" => "health",
            RESET => "reset",
            _ => path.strip_prefix(OURS).unwrap_or_default(),
        };
        self.paced.follow(wall);
        let answered = match (method, asked) {
            ("GET" | "HEAD", "health") => Ok(health()),
            ("GET", "events") => wanted(query).map(|wanted| self.events(&wanted)),
            ("GET", "why") => wanted(query).and_then(|wanted| self.why(&wanted)),
            ("POST", "reset") => Ok(self.reset(wall)),
            ("POST", "advance") => read(body).and_then(|asked| self.advance(wall, &asked)),
            ("POST", "fault") => read(body).map(|fault| self.fault(wall, &fault)),
            ("POST", "push") => read(body).and_then(|asked| self.push(wall, &asked)),
            ("POST", "publish") => read(body).map(|image| self.publish(wall, image)),
            ("POST", "snapshot") => read(body).and_then(|asked| self.snapshot(asked)),
            ("POST", "restore") => read(body).and_then(|asked| self.restore(wall, &asked)),
            _ => {
                let known = "GET health, events, why, doors, ssh-config; POST reset, advance, wait, fault, push, publish, host, \
                             snapshot, restore";
                return wrong(
                    404,
                    &format!("no control call: {method} {path}; there are: {known}"),
                );
            }
        };
        answered.map_or_else(|why| wrong(400, &why), |data| (200, data))
    }

    /// The world's time, as it is told.
    pub(crate) fn now(&self) -> Value {
        json!({ "nowS": self.paced.world().now().as_secs_f64() })
    }

    /// Begins anew.
    pub(crate) fn reset(&mut self, wall: Duration) -> Value {
        let first = self.first.clone();
        self.paced.change(wall, |world| *world = first);
        self.paced.enter(|| Entry::Reset);
        json!({ "status": "ok" })
    }

    /// Does what a file says was done.
    ///
    /// # Errors
    /// What does not fit.
    pub(crate) fn tell(&mut self, entry: Entry) -> Result<(), String> {
        let world = match &entry {
            Entry::Reset => Some(self.first.clone()),
            Entry::Restore { name } => Some(self.kept(name)?),
            Entry::Snapshot { name } => {
                let world = self.paced.world().clone();
                self.snapshots.insert(name.clone(), world);
                None
            }
            Entry::Call { .. }
            | Entry::Pass { .. }
            | Entry::Strike { .. }
            | Entry::Push { .. }
            | Entry::Publish { .. } => None,
        };
        if let Some(world) = world {
            self.paced.change(Duration::ZERO, |now| *now = world);
        }
        self.paced.replay(entry)
    }

    fn kept(&self, name: &str) -> Result<World, String> {
        let kept = self.snapshots.get(name).cloned();
        kept.ok_or_else(|| format!("no snapshot is called {name}"))
    }

    fn advance(&mut self, wall: Duration, asked: &Advance) -> Result<Value, String> {
        let by = span(asked.seconds)?;
        self.paced
            .change(wall, |world| world.advance(world.now() + by));
        Ok(self.now())
    }

    fn fault(&mut self, wall: Duration, fault: &Fault) -> Value {
        let at = self.paced.world().now();
        self.paced.enter(|| Entry::Strike {
            at,
            fault: fault.clone(),
        });
        let strike = |world: &mut World| world.strike(at, fault);
        let strike = self.paced.change(wall, strike);
        json!({ "event": strike.event.0, "hit": strike.hit, "missed": strike.missed })
    }

    fn push(&mut self, wall: Duration, asked: &Push) -> Result<Value, String> {
        let reference = Reference::parse(&asked.image)?;
        if reference.digest.is_some() {
            return Err(format!(
                "image: {}: a digest comes from what is pushed",
                asked.image
            ));
        }
        let mut profile = facts::Image::lookup(&asked.image, []).profile;
        if !asked.ports.is_empty() {
            profile.listens.clone_from(&asked.ports);
        }
        let image = PublishedImage {
            repository: reference.repository.clone(),
            tags: vec![reference.tag.clone()],
            profile,
            private: false,
            held_before: false,
        };
        let at = self.paced.world().now();
        self.paced.enter(|| Entry::Push {
            at,
            image: Box::new(image.clone()),
        });
        self.paced.change(wall, |world| world.push(at, image));
        let digest = self
            .paced
            .world()
            .digest(&reference.repository, &reference.tag);
        Ok(json!({ "image": asked.image, "digest": digest }))
    }

    /// Has a registry hold an image as it is described, of which the facts may know nothing: what somebody built.
    fn publish(&mut self, wall: Duration, image: PublishedImage) -> Value {
        let (repository, tags) = (image.repository.clone(), image.tags.clone());
        let at = self.paced.world().now();
        self.paced.enter(|| Entry::Publish {
            at,
            image: Box::new(image.clone()),
        });
        self.paced.change(wall, |world| world.publish(at, image));
        json!({ "repository": repository, "tags": tags })
    }

    fn snapshot(&mut self, asked: Snapshot) -> Result<Value, String> {
        if self.snapshots.len() >= MOST_SNAPSHOTS && !self.snapshots.contains_key(&asked.name) {
            return Err(format!(
                "{MOST_SNAPSHOTS} snapshots are kept: use one of their names again"
            ));
        }
        let to = self.paced.world().now();
        self.paced.enter(|| Entry::Pass { to });
        self.paced.enter(|| Entry::Snapshot {
            name: asked.name.clone(),
        });
        self.snapshots
            .insert(asked.name, self.paced.world().clone());
        Ok(self.now())
    }

    fn restore(&mut self, wall: Duration, asked: &Snapshot) -> Result<Value, String> {
        let kept = self.kept(&asked.name)?;
        self.paced.change(wall, |world| *world = kept);
        self.paced.enter(|| Entry::Restore {
            name: asked.name.clone(),
        });
        Ok(self.now())
    }

    fn events(&self, wanted: &Wanted) -> Value {
        let about = |event: &&Event| {
            let resource = wanted.resource.as_deref();
            resource.is_none_or(|resource| event.mentions(resource))
        };
        let events = self.paced.world().events().iter().rev().filter(about);
        let mut events: Vec<&Event> = events.take(wanted.tail.unwrap_or(EVENTS)).collect();
        events.reverse();
        shown(&events)
    }

    /// The chain of an event, or of the last change of a resource, back to its first cause.
    fn why(&self, wanted: &Wanted) -> Result<Value, String> {
        let what = wanted.what.as_deref();
        let what = what.ok_or("why takes what=NUMBER or what=RESOURCE")?;
        let found = Event::find(self.paced.world().events(), what);
        let id = found.ok_or_else(|| format!("no event is {what}"))?.id;
        Ok(shown(&self.paced.world().chain(id).collect::<Vec<_>>()))
    }
}

/// Whether a path is none of AWS's.
pub(crate) fn is_control(path: &str) -> bool {
    path.starts_with(OURS) || path == RESET || path == "/_localstack/health"
}

/// Whether a control call begins anew.
pub(crate) fn is_reset(method: &str, path: &str) -> bool {
    method == "POST" && (path == RESET || path.strip_prefix(OURS) == Some("reset"))
}

/// Takes `account` and `region` out of a query: whose world is meant, when it is named, and the rest.
///
/// # Errors
/// What is no account's number or no region's name.
pub(crate) fn place(query: &str) -> Result<(Option<Scope>, String), String> {
    let (mut account, mut region) = (None, None);
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "account" => account = Some(value.into_owned()),
            "region" => region = Some(value.into_owned()),
            _ => {
                rest.append_pair(&name, &value);
            }
        }
    }
    let rest = rest.finish();
    if account.is_none() && region.is_none() {
        return Ok((None, rest));
    }
    let native = Scope::default();
    let (account, region) = (
        account.unwrap_or(native.account),
        region.unwrap_or(native.region),
    );
    if !facts::is_account(&account) {
        return Err(format!("account: twelve digits, not {account}"));
    }
    if !ECR_REGIONS.contains(&region.as_str()) {
        return Err(format!("region: no region is called {region}"));
    }
    Ok((Some(Scope { account, region }), rest))
}

fn health() -> Value {
    let services = services().map(|name| (name.to_owned(), Value::from("available")));
    json!({
        "services": Value::Object(services.collect()),
        "edition": EDITION,
        "version": env!("CARGO_PKG_VERSION"),
    })
}

pub(crate) fn wrong(status: u16, why: &str) -> Answered {
    (status, json!({ "error": why }))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn wanted(query: &str) -> Result<Wanted, String> {
    let mut wanted = Wanted::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let number = || {
            value
                .parse::<u32>()
                .map_err(|_| format!("{name}: a number"))
        };
        match &*name {
            "resource" => wanted.resource = Some(value.into_owned()),
            "tail" => wanted.tail = Some(number()? as usize),
            "what" => wanted.what = Some(value.into_owned()),
            _ => {
                return Err(format!(
                    "no parameter {name}: there are resource, tail, what"
                ));
            }
        }
    }
    Ok(wanted)
}

/// Events as data, their times in seconds.
fn shown(events: &[&Event]) -> Value {
    let mut data = serde_json::to_value(events).unwrap_or_default();
    tidy(&mut data);
    data
}
