//! The labels by which Compose knows its containers again.

use std::collections::BTreeMap;

use paperboat_core::app::project::Project;
use paperboat_core::app::service::{Condition, Service};

use crate::container::ContainerKey;
use crate::host::MachineKey;
use crate::host::docker::container::Container;
use crate::host::docker::engine::{COMPOSE_VERSION, engine};
use crate::id::{mix, push_hex};
use crate::world::World;

pub(super) const PROJECT: &str = "com.docker.compose.project";
pub(in crate::host::docker) const SERVICE: &str = "com.docker.compose.service";
pub(super) const NUMBER: &str = "com.docker.compose.container-number";
pub(super) const HASH: &str = "com.docker.compose.config-hash";
pub(super) const FILES: &str = "com.docker.compose.project.config_files";
const ONE_OFF: &str = "com.docker.compose.oneoff";
const NETWORK: &str = "com.docker.compose.network";
const VOLUME: &str = "com.docker.compose.volume";
const VERSION: &str = "com.docker.compose.version";

/// A container of a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    pub(super) service: String,
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) key: ContainerKey,
}

/// Marks what is made for one command: it is none of its service's containers.
pub(super) fn mark_one_off(labels: &mut BTreeMap<String, String>) {
    labels.insert(ONE_OFF.to_owned(), "True".to_owned());
}

fn member(key: ContainerKey, container: &Container) -> Option<Member> {
    let labels = &container.config.labels;
    if labels.get(ONE_OFF).is_some_and(|v| v == "True") {
        return None;
    }
    Some(Member {
        service: labels.get(SERVICE)?.clone(),
        number: labels.get(NUMBER)?.parse().ok()?,
        name: container.config.name.clone(),
        key,
    })
}

/// The containers of a project, by service and number.
pub(super) fn members(w: &World, machine: MachineKey, project: &str) -> Vec<Member> {
    let all = engine(w, machine).containers.iter();
    let mine =
        all.filter(|(_, c)| c.config.labels.get(PROJECT).map(String::as_str) == Some(project));
    let mut members: Vec<Member> = mine.filter_map(|(key, c)| member(*key, c)).collect();
    members.sort();
    members
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    owned.collect()
}

/// The labels of a network.
pub(super) fn of_network(
    project: &str,
    key: &str,
    own: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut labels = own.clone();
    labels.extend(pairs(&[
        (NETWORK, key),
        (PROJECT, project),
        (VERSION, COMPOSE_VERSION),
    ]));
    labels
}

/// The labels of a volume.
pub(super) fn of_volume(
    project: &str,
    key: &str,
    own: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut labels = own.clone();
    labels.extend(pairs(&[
        (VOLUME, key),
        (PROJECT, project),
        (VERSION, COMPOSE_VERSION),
    ]));
    labels
}

/// The labels of a container.
pub(super) fn of_container(
    project: &Project,
    files: &[String],
    name: &str,
    number: u32,
    image: &str,
    digits: &str,
) -> BTreeMap<String, String> {
    let service = &project.services[name];
    let depends: Vec<String> = service
        .depends_on
        .iter()
        .map(|(other, d)| {
            let condition = match d.condition {
                Condition::ServiceStarted => "service_started",
                Condition::ServiceHealthy => "service_healthy",
                Condition::ServiceCompletedSuccessfully => "service_completed_successfully",
            };
            format!("{other}:{condition}:{}", d.restart)
        })
        .collect();
    let number = number.to_string();
    let (depends, files) = (depends.join(","), files.join(","));
    let mut labels = service.labels.clone();
    labels.extend(pairs(&[
        (PROJECT, &project.name),
        (SERVICE, name),
        (NUMBER, &number),
        (HASH, digits),
        (ONE_OFF, "False"),
        (VERSION, COMPOSE_VERSION),
        (FILES, &files),
        ("com.docker.compose.project.working_dir", &project.directory),
        ("com.docker.compose.depends_on", &depends),
        ("com.docker.compose.image", image),
    ]));
    labels
}

/// Digits that change when a container of the service has to be made anew: not for its replicas, its dependencies, its
/// profiles and how its image is come by.
pub(super) fn hash(service: &Service) -> String {
    let mut counted = service.clone();
    counted.build = None;
    counted.pull_policy = None;
    counted.scale = None;
    counted.depends_on.clear();
    counted.profiles.clear();
    counted.hints = Default::default();
    if let Some(deploy) = &mut counted.deploy {
        deploy.replicas = None;
    }
    let text = serde_json::to_string(&counted).unwrap_or_default();
    let words = text.as_bytes().chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    });
    let step = |digits: [u64; 4], word: u64| digits.map(|d| mix(d ^ word));
    let digits = words.fold([1, 2, 3, 4], step);
    digits.into_iter().fold(String::new(), |mut text, digits| {
        push_hex(&mut text, digits);
        text
    })
}
