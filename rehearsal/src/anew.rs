//! Beginning from nothing: what was made is removed, and what was kept on its disks is gone with it.

use std::time::Duration;

use paperboat_core::app::service::MountType;
use paperboat_core::strategy::App;
use paperboat_core::time::{Timestamp, in_seconds};
use paperboat_simulator::host::docker::FilledVolume;
use paperboat_simulator::world::World;
use serde::{Serialize, Serializer};

/// Somebody removed everything and began from nothing, because doing it again did not help.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Anew {
    /// When nothing was left.
    #[serde(rename = "atS", serialize_with = "in_seconds")]
    pub at: Timestamp,
    /// Whether users had come by then.
    pub had_users: bool,
    /// What is lost of what users had left; nothing before the first of them.
    pub lost: Vec<LostData>,
}

/// Data of a service that are lost with the disk on which they lay.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LostData {
    /// The Compose service that wrote them.
    pub service: String,
    /// The key of the volume in the Compose file; none where the service keeps data and names no volume for them.
    pub volume: Option<String>,
    /// How long users had been filling it.
    #[serde(rename = "gatheredS", serialize_with = "seconds")]
    pub gathered: Duration,
    /// The bytes of all file systems together, where it lay on one; what a volume of an instance holds is not modelled.
    pub bytes: Option<u64>,
}

fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}

/// What lies on disks before they are removed.
#[derive(Clone, Debug)]
pub(super) struct Disks {
    volumes: Vec<FilledVolume>,
    stored: u64,
}

impl Disks {
    /// What lies there now.
    pub(super) fn of(world: &World) -> Self {
        Self {
            volumes: world.filled_volumes(),
            stored: world.stored_bytes(),
        }
    }

    /// What of it users of an application had left from `opened` until `now`.
    pub(super) fn lost(&self, app: &App, opened: Timestamp, now: Timestamp) -> Vec<LostData> {
        let mut found: Vec<LostData> = Vec::new();
        for (service, volume) in kept(app) {
            let told = volume.is_some() && found.iter().any(|lost| lost.volume == volume);
            let Some(since) = self.since(app, volume.as_deref()).filter(|_| !told) else {
                continue;
            };
            found.push(LostData {
                service,
                gathered: now.since(since.max(opened)),
                bytes: Some(self.stored).filter(|_| self.volumes.is_empty()),
                volume,
            });
        }
        found
    }

    /// Since when a volume is there: the oldest, where several machines have one of its name.
    fn since(&self, app: &App, volume: Option<&str>) -> Option<Timestamp> {
        let name = volume.map(|key| {
            let stated = app.project.volumes.get(key);
            stated.map_or(key, |volume| volume.name.as_str())
        });
        let same = self.volumes.iter();
        let same = same.filter(|filled| filled.name.as_deref() == name);
        let on_machine = same.map(|filled| filled.since).min();
        // A file system is there as long as the application is.
        let on_file_system = (name.is_some() && self.stored > 0).then_some(Timestamp::ZERO);
        on_machine.or(on_file_system)
    }
}

/// The services that keep data, each with the volumes to which it may write; without a name where it names none.
fn kept(app: &App) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    for (name, service) in &app.project.services {
        if !app.keeps_data(name) {
            continue;
        }
        let mounts = service.volumes.iter();
        let mounts = mounts.filter(|m| m.kind == MountType::Volume && !m.read_only);
        let volumes: Vec<String> = mounts.filter_map(|m| m.source.clone()).collect();
        if volumes.is_empty() {
            found.push((name.clone(), None));
        }
        found.extend(volumes.into_iter().map(|v| (name.clone(), Some(v))));
    }
    found
}
