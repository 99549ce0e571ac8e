//! Snapshots of volumes.

use paperboat_core::aws::ec2::{
    CreateSnapshot, CreateSnapshotOutput, DescribeSnapshots, DescribeSnapshotsOutput,
    Snapshot as View,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::due::{Due, later};
use super::filter::{self, Filtered, passes};
use super::page::{Asked, MOST};
use super::tag::{self, Tags};
use super::volume::{self, Blocks};
use crate::id::ACCOUNT;
use crate::meter::{self, Item};
use crate::model::Timing;
use crate::refusal::not_found;
use crate::world::World;

/// A snapshot: the volume as it was when the call came.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    volume: String,
    pub(super) gib: u32,
    blocks: Blocks,
    /// Its place among all snapshots ever made: the order in which they build on each other.
    number: u64,
    /// Bytes of the blocks that no earlier snapshot of the volume stores: what is billed.
    pub(super) stored: u64,
    description: String,
    completed: bool,
    pub(super) tags: Tags,
    last: EventId,
}

impl Snapshot {
    fn state(&self) -> &'static str {
        if self.completed {
            "completed"
        } else {
            "pending"
        }
    }
}

struct Seen<'w>(&'w str, &'w Snapshot);

impl Filtered for Seen<'_> {
    const OPERATION: &'static str = "ec2:DescribeSnapshots";
    const FILTERS: &'static [&'static str] = &[
        "snapshot-id",
        "volume-id",
        "status",
        "volume-size",
        "description",
        "owner-id",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let Self(id, s) = self;
        Some(match filter {
            "snapshot-id" => vec![(*id).to_owned()],
            "volume-id" => vec![s.volume.clone()],
            "status" => vec![s.state().to_owned()],
            "volume-size" => vec![s.gib.to_string()],
            "description" => vec![s.description.clone()],
            "owner-id" => vec![ACCOUNT.to_owned()],
            _ => return None,
        })
    }

    fn tags(&self) -> &Tags {
        &self.1.tags
    }
}

/// `CreateSnapshot`. Billed by the blocks that it stores: those that were written, of a later one only those that are new
/// since the one before. A block that was written again in its place is not seen.
pub(super) fn create(
    w: &mut World,
    r: CreateSnapshot,
    cause: EventId,
) -> Result<CreateSnapshotOutput, CloudError> {
    let volume = volume::require(w, &r.volume_id)?;
    let (gib, blocks) = (volume.gib, volume::blocks(w, volume));
    let tags = tag::specified(w, &r.tag_specifications, "snapshot")?;
    let id = w.ids.ec2("snap");
    let last = w.state_apart(Some(cause), &id, "", "pending", "");
    let snapshot = Snapshot {
        volume: r.volume_id.clone(),
        gib,
        blocks,
        number: u64::from(last.0),
        stored: 0,
        description: r.description,
        completed: false,
        tags,
        last,
    };
    w.ec2.snapshots.insert(id.clone(), snapshot);
    settle(w, &r.volume_id);
    let delay = w.draw(Timing::Ec2SnapshotOverhead, "snapshot");
    later(w, delay, Due::Snapshot(id.clone()));
    Ok(CreateSnapshotOutput {
        snapshot_id: id,
        volume_id: r.volume_id,
        state: "pending".to_owned(),
        volume_size: gib,
    })
}

/// Says what each snapshot of a volume stores by itself, and bills those anew of which it changed: when one is deleted,
/// the next one keeps the blocks that it needs.
fn settle(w: &mut World, volume: &str) {
    let of_volume = w.ec2.snapshots.iter().filter(|(_, s)| s.volume == volume);
    let mut order: Vec<(u64, String)> = of_volume.map(|(id, s)| (s.number, id.clone())).collect();
    order.sort_unstable();
    let mut before = Blocks::new();
    for (_, id) in order {
        let Some(snapshot) = w.ec2.snapshots.get_mut(&id) else {
            continue;
        };
        let known = |name: &String| before.get(name).copied().unwrap_or(0);
        let new = snapshot.blocks.iter();
        let bytes = new.map(|(name, b)| b.saturating_sub(known(name))).sum();
        before.clone_from(&snapshot.blocks);
        let (is, billed) = (snapshot.stored, w.meter.bills(&id));
        snapshot.stored = bytes;
        if is != bytes || !billed {
            meter::close(w, &id);
            meter::open(w, &id, Item::Snapshot { bytes });
        }
    }
}

/// Completes a snapshot.
pub(super) fn complete(w: &mut World, id: &str) {
    let Some(snapshot) = w.ec2.snapshots.get_mut(id) else {
        return;
    };
    snapshot.completed = true;
    let last = snapshot.last;
    let event = w.state_apart(Some(last), id, "pending", "completed", "");
    if let Some(snapshot) = w.ec2.snapshots.get_mut(id) {
        snapshot.last = event;
    }
}

/// `DeleteSnapshot`.
pub(super) fn delete(w: &mut World, id: &str, cause: EventId) -> Result<(), CloudError> {
    let snapshot = require(w, id)?;
    let (from, volume) = (snapshot.state(), snapshot.volume.clone());
    w.ec2.snapshots.remove(id);
    meter::close(w, id);
    settle(w, &volume);
    w.state_apart(Some(cause), id, from, "deleted", "");
    Ok(())
}

fn require<'w>(w: &'w World, id: &str) -> Result<&'w Snapshot, CloudError> {
    w.ec2.snapshots.get(id).ok_or_else(|| {
        let message = format!("The snapshot '{id}' does not exist.");
        not_found("InvalidSnapshot.NotFound", message)
    })
}

/// `DescribeSnapshots`: the account's own ones only.
pub(super) fn describe(
    w: &World,
    r: &DescribeSnapshots,
) -> Result<DescribeSnapshotsOutput, CloudError> {
    for id in &r.snapshot_ids {
        require(w, id)?;
    }
    let own = |owner: &String| owner == "self" || owner == ACCOUNT;
    let ours = r.owner_ids.is_empty() || r.owner_ids.iter().any(own);
    filter::check::<Seen<'_>>(&r.filters)?;
    let mut snapshots = Vec::new();
    for (id, snapshot) in &w.ec2.snapshots {
        let named = r.snapshot_ids.is_empty() || r.snapshot_ids.contains(id);
        if ours && named && passes(&Seen(id, snapshot), &r.filters)? {
            snapshots.push(View {
                snapshot_id: id.clone(),
                volume_id: snapshot.volume.clone(),
                state: snapshot.state().to_owned(),
                volume_size: snapshot.gib,
                description: snapshot.description.clone(),
                tags: tag::shown(&snapshot.tags),
            });
        }
    }
    let asked = Asked {
        most: MOST,
        ids: Some(("snapshotSet", &r.snapshot_ids)),
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (snapshots, next_token) = asked.of(snapshots)?;
    Ok(DescribeSnapshotsOutput {
        snapshots,
        next_token,
    })
}
