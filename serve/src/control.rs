//! What a test does besides asking AWS: let time pass, throw a fault, push an image, see what happened, begin anew.
//!
//! `/_paperboat/...` takes and gives JSON. `/_localstack/health` and `/moto-api/reset` are what test set-ups ask an emulator.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::event::Event;
use paperboat_core::facts;
use paperboat_core::fault::Fault;
use paperboat_core::json::tidy;
use paperboat_core::reference::Reference;
use paperboat_core::scenario::LONGEST;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::world::World;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::clock::Paced;
use paperboat_wire::services;

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

    /// Answers a control call; none when it is none. `wall` is the time on the wall since the beginning.
    pub fn control(
        &mut self,
        wall: Duration,
        (method, path, query): (&str, &str, &str),
        body: &[u8],
    ) -> Option<Answered> {
        let asked = match path {
            "/_localstack/health" => "health",
            "/moto-api/reset" => "reset",
            _ => path.strip_prefix("/_paperboat/")?,
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
            ("POST", "snapshot") => read(body).and_then(|asked| self.snapshot(asked)),
            ("POST", "restore") => read(body).and_then(|asked| self.restore(wall, &asked)),
            _ => {
                let known =
                    "GET health, events, why; POST reset, advance, fault, push, snapshot, restore";
                return Some(wrong(
                    404,
                    &format!("no control call: {method} {path}; there are: {known}"),
                ));
            }
        };
        Some(answered.map_or_else(|why| wrong(400, &why), |data| (200, data)))
    }

    fn now(&self) -> Value {
        json!({ "nowS": self.paced.world().now().as_secs_f64() })
    }

    fn reset(&mut self, wall: Duration) -> Value {
        let first = self.first.clone();
        self.paced.change(wall, |world| *world = first);
        json!({ "status": "ok" })
    }

    fn advance(&mut self, wall: Duration, asked: &Advance) -> Result<Value, String> {
        let by = Duration::try_from_secs_f64(asked.seconds).ok();
        let by = by.filter(|by| *by <= LONGEST);
        let by = by.ok_or_else(|| format!("seconds: 0 to {}", LONGEST.as_secs()))?;
        self.paced
            .change(wall, |world| world.advance(world.now() + by));
        Ok(self.now())
    }

    fn fault(&mut self, wall: Duration, fault: &Fault) -> Value {
        let strike = |world: &mut World| world.strike(world.now(), fault);
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
        let image = PublishedImage {
            repository: reference.repository.clone(),
            tags: vec![reference.tag.clone()],
            profile: facts::Image::lookup(&asked.image, []).profile,
            private: false,
            held_before: false,
        };
        self.paced
            .change(wall, |world| world.push(world.now(), image));
        let digest = self
            .paced
            .world()
            .digest(&reference.repository, &reference.tag);
        Ok(json!({ "image": asked.image, "digest": digest }))
    }

    fn snapshot(&mut self, asked: Snapshot) -> Result<Value, String> {
        if self.snapshots.len() >= MOST_SNAPSHOTS && !self.snapshots.contains_key(&asked.name) {
            return Err(format!(
                "{MOST_SNAPSHOTS} snapshots are kept: use one of their names again"
            ));
        }
        self.snapshots
            .insert(asked.name, self.paced.world().clone());
        Ok(self.now())
    }

    fn restore(&mut self, wall: Duration, asked: &Snapshot) -> Result<Value, String> {
        let kept = self.snapshots.get(&asked.name).cloned();
        let kept = kept.ok_or_else(|| format!("no snapshot is called {}", asked.name))?;
        self.paced.change(wall, |world| *world = kept);
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

fn health() -> Value {
    let services = services().map(|name| (name.to_owned(), Value::from("available")));
    json!({
        "services": Value::Object(services.collect()),
        "edition": "paperboat",
        "version": env!("CARGO_PKG_VERSION"),
    })
}

fn wrong(status: u16, why: &str) -> Answered {
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
