//! Pushing an image: its layers to a registry that lacks them, and its manifest under the tag.

use std::time::Duration;

use paperboat_core::reference::Reference;

use super::engine::{Client, engine, engine_mut, login_of};
use super::op::Look;
use super::plan::Failure;
use super::{events, image};
use crate::change::Subject;
use crate::host::{architecture, is_own, write_stderr, write_stdout};
use crate::id::Endpoint;
use crate::model::Timing;
use crate::registry::{self, Login};
use crate::world::World;

/// How many layers an engine sends at a time (dockerd, `max-concurrent-uploads`).
const AT_A_TIME: usize = 5;

/// Who pushes, which decides what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// `docker push`.
    Docker { quiet: bool },
    /// Docker Compose, for a service.
    Compose { service: String, quiet: bool },
}

/// The pushing of images of one repository.
#[derive(Clone, Debug)]
pub(super) struct Push {
    /// What was written.
    written: String,
    /// Whether all its tags go.
    all: bool,
    by: By,
    /// The references that are left, the next one last; as people write them.
    left: Vec<String>,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// The registry is being reached.
    Contact,
    /// The layers that it lacks are on their way; those that it had, with what is said of each.
    Upload(Vec<(String, String)>),
}

impl Push {
    pub(super) fn new(written: &str, all: bool, by: By) -> Self {
        Self {
            written: written.to_owned(),
            all,
            by,
            left: Vec::new(),
            stage: Stage::Contact,
        }
    }

    /// What is pushed, as it was written.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    pub(super) fn begin(&mut self, w: &mut World, client: Client) -> Result<Duration, Failure> {
        let failed = |words: String| Failure::new(1, words);
        let parsed = Reference::parse(&self.written).map_err(failed)?;
        let head = format!("The push refers to repository [{}]\n", parsed.repository);
        self.say(w, client, "", &head);
        let (name, tag) = image::split(&self.written);
        let images = engine(w, client.machine).images.values();
        let mut tags: Vec<String> = images
            .flat_map(|image| image.tags.iter().chain(&image.digests))
            .filter(|known| image::split(known).0 == name)
            .cloned()
            .collect();
        if tags.is_empty() {
            let words = format!("An image does not exist locally with the tag: {name}");
            return Err(failed(words));
        }
        let full = format!("{name}{tag}");
        match (self.all, tag.starts_with('@')) {
            (_, true) => return Err(failed("cannot push a digest reference".to_owned())),
            (false, _) if !tags.contains(&full) => {
                return Err(failed(format!("tag does not exist: {full}")));
            }
            (false, _) => tags = vec![full],
            (true, _) => tags.retain(|known| !known.contains('@')),
        }
        if tags.is_empty() {
            return Err(failed(format!("no tags to push for {name}")));
        }
        tags.sort();
        tags.reverse();
        self.left = tags;
        Ok(self.reach(w, client))
    }

    /// Begins to reach the registry for the next reference; gives how long that takes.
    fn reach(&mut self, w: &mut World, client: Client) -> Duration {
        self.stage = Stage::Contact;
        self.tell(w, client, ("", "pushing"), String::new());
        let timing = match w.seen_as(Endpoint::Machine(client.machine)) {
            None => Timing::NetConnectTimeout,
            Some(_) => Timing::ImageManifest,
        };
        w.draw(timing, &self.written)
    }

    /// The name of the push in events.
    fn resource(&self, w: &World, client: Client) -> String {
        let shown = self.left.last().map_or("", String::as_str);
        let hardware = &w.hosts.machines[client.machine].hardware;
        format!("image/{shown} on {}", hardware.instance_id)
    }

    /// Writes how far it is. Nobody connects to what is pushed.
    fn tell(
        &self,
        w: &mut World,
        client: Client,
        (from, to): (&'static str, &'static str),
        why: String,
    ) {
        let name = self.resource(w, client);
        let event = w.state_apart(Some(client.cause), &name, from, to, why);
        w.mark(Subject::Pulls(client.machine), event);
    }

    pub(super) fn look(&mut self, w: &mut World, client: Client) -> Result<Look, Failure> {
        let looked = self.next(w, client);
        looked.map_err(|words| {
            self.tell(w, client, ("pushing", "failed"), words.clone());
            Failure::new(1, words)
        })
    }

    fn next(&mut self, w: &mut World, client: Client) -> Result<Look, String> {
        let Some(full) = self.left.last().cloned() else {
            return Ok(Look::Done(String::new()));
        };
        let reference = Reference::parse(&full)?;
        let Some(id) = image::find(w, client.machine, &full) else {
            return Err(format!("tag does not exist: {full}"));
        };
        let login = login_of(w, client, reference.parts().0).cloned();
        match std::mem::replace(&mut self.stage, Stage::Contact) {
            Stage::Contact => {
                registry::contact(w, client.machine, &reference)?;
                self.upload(w, client, &id, &reference, login.as_ref())
            }
            Stage::Upload(said) => {
                for (layer, word) in said {
                    self.of_layer(w, client, &layer, &word);
                }
                registry::admit(w, login.as_ref(), &reference)?;
                self.finish(w, client, &id, &reference)?;
                self.left.pop();
                if self.left.is_empty() {
                    return Ok(Look::Done(self.last_word()));
                }
                Ok(Look::After(self.reach(w, client)))
            }
        }
    }

    /// Sends the layers that the registry does not have.
    fn upload(
        &mut self,
        w: &mut World,
        client: Client,
        id: &str,
        reference: &Reference,
        login: Option<&Login>,
    ) -> Result<Look, String> {
        let key = engine(w, client.machine).images[id].key;
        let layers = w.registry.images[key].layers.clone();
        // The engine goes from the top down, and what comes after the first layers waits for these.
        for (layer, _) in layers.iter().rev() {
            self.of_layer(w, client, layer, "Preparing");
        }
        for (layer, _) in layers.iter().rev().skip(AT_A_TIME) {
            self.of_layer(w, client, layer, "Waiting");
        }
        registry::admit(w, login, reference)?;
        let held = registry::held_layers(w, login, reference);
        let (mut there, mut sent): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
        for (layer, bytes) in layers.iter().rev() {
            if held.contains(layer) {
                there.push((layer.clone(), "Layer already exists".to_owned()));
            } else if let Some(path) = mounted(w, client, layer, reference) {
                there.push((layer.clone(), format!("Mounted from {path}")));
            } else {
                sent.push((*bytes, layer.clone()));
            }
        }
        for (layer, word) in there {
            self.of_layer(w, client, &layer, &word);
        }
        // They share the line, so that the smaller ones are there first.
        sent.sort();
        let bytes: u64 = sent.iter().map(|(bytes, _)| bytes).sum();
        let own = is_own(w, client.machine);
        let rate = registry::rate(w, own, reference);
        let takes = Duration::from_micros((bytes as f64 / rate * 1e6).min(1e15) as u64);
        let manifest = w.draw(Timing::ImageManifest, &reference.repository);
        let pushed = |(_, layer): (u64, String)| (layer, "Pushed".to_owned());
        self.stage = Stage::Upload(sent.into_iter().map(pushed).collect());
        Ok(Look::After(takes + manifest))
    }

    /// Puts the manifest under its tag.
    fn finish(
        &self,
        w: &mut World,
        client: Client,
        id: &str,
        reference: &Reference,
    ) -> Result<(), String> {
        let machine = client.machine;
        let key = engine(w, machine).images[id].key;
        let own = architecture(w, machine);
        let manifest = registry::put(w, reference, key, own)?;
        let line = format!(
            "{}: digest: {} size: {}\n",
            reference.tag,
            manifest.digest,
            manifest.text.len()
        );
        self.say(w, client, "", &line);
        let digest = format!("{}@{}", reference.familiar(), manifest.digest);
        if let Some(local) = engine_mut(w, machine).images.get_mut(id) {
            local.digests.insert(digest);
        }
        let full = reference.to_string();
        let told = [("name", reference.familiar())];
        events::tell(w, machine, events::Kind::Image, "push", &full, &told);
        self.tell(w, client, ("pushing", "pushed"), String::new());
        Ok(())
    }

    /// What is printed at the end: with `--quiet` the reference with its registry.
    fn last_word(&self) -> String {
        match (&self.by, Reference::parse(&self.written)) {
            (By::Docker { quiet: true }, Ok(r)) if self.all => format!("{}\n", r.repository),
            (By::Docker { quiet: true }, Ok(r)) => format!("{}:{}\n", r.repository, r.tag),
            _ => String::new(),
        }
    }

    /// Says how far a layer is.
    fn of_layer(&self, w: &mut World, client: Client, layer: &str, word: &str) {
        let short = layer.get(7..19).unwrap_or(layer);
        self.say(w, client, short, word);
    }

    /// Says something of a layer, or, where none is named, a line of the engine's.
    fn say(&self, w: &mut World, client: Client, layer: &str, word: &str) {
        match &self.by {
            By::Docker { quiet: true } | By::Compose { quiet: true, .. } => {}
            By::Docker { .. } if layer.is_empty() => write_stdout(w, client.job, word),
            By::Docker { .. } => {
                write_stdout(w, client.job, &format!("{layer}: {word}\n"));
            }
            // Of what is about no layer, Compose shows nothing.
            By::Compose { .. } if layer.is_empty() => {}
            By::Compose { service, .. } => {
                let line = format!(" Pushing {service}: {layer} {word} \n");
                write_stderr(w, client.job, &line);
            }
        }
    }
}

/// The repository of the same registry out of which a layer is taken there: one that the engine knows an image of with it. ECR
/// takes none over (Amazon ECR user guide, "Blob mounting": off unless the registry's settings say otherwise).
fn mounted(w: &World, client: Client, layer: &str, to: &Reference) -> Option<String> {
    if to.on_ecr() {
        return None;
    }
    let images = engine(w, client.machine).images.values();
    let with = images.filter(|image| image.layers.iter().any(|(held, _)| held == layer));
    let known = with.flat_map(|image| &image.digests);
    let mut known = known.filter_map(|digest| Reference::parse(digest).ok());
    let from = known.find(|r| r.parts().0 == to.parts().0 && r.repository != to.repository)?;
    Some(from.parts().1.to_owned())
}
