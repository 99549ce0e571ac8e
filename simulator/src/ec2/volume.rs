//! EBS volumes: the root disks of instances.

use std::collections::BTreeMap;

use paperboat_core::aws::ec2::{
    DescribeVolumes, DescribeVolumesOutput, Volume as View, VolumeAttachment,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::filter::{self, Filtered, passes};
use super::instance::InstanceKey;
use super::page::{Asked, MOST};
use super::tag::{self, Tags};
use crate::host;
use crate::meter::{self, Item};
use crate::refusal::{in_use, not_found};
use crate::world::World;

/// A gp3 volume. It was made for an instance; what is left of it can be snapshotted and deleted.
#[derive(Clone, Debug)]
pub(super) struct Volume {
    pub(super) gib: u32,
    encrypted: bool,
    zone: &'static str,
    device: &'static str,
    pub(super) attachment: Option<Attachment>,
    pub(super) tags: Tags,
    /// What it holds since its instance is gone.
    left: Blocks,
    last: EventId,
}

/// The blocks of a volume that were written, in bytes, by what they hold.
pub(super) type Blocks = BTreeMap<String, u64>;

/// That a volume is an instance's disk.
#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) instance: String,
    pub(super) delete_on_termination: bool,
}

/// What a volume is made from.
pub(super) struct NewVolume {
    pub(super) gib: u32,
    pub(super) encrypted: bool,
    pub(super) device: &'static str,
    pub(super) subnet: usize,
    pub(super) tags: Tags,
}

impl Volume {
    fn state(&self) -> &'static str {
        if self.attachment.is_some() {
            "in-use"
        } else {
            "available"
        }
    }
}

/// A volume with its id, as filters look at it.
struct Seen<'w>(&'w str, &'w Volume);

impl Filtered for Seen<'_> {
    const OPERATION: &'static str = "ec2:DescribeVolumes";
    const FILTERS: &'static [&'static str] = &[
        "volume-id",
        "status",
        "size",
        "volume-type",
        "availability-zone",
        "encrypted",
        "attachment.instance-id",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let Self(id, v) = self;
        let instance = v.attachment.as_ref().map(|a| a.instance.clone());
        Some(match filter {
            "volume-id" => vec![(*id).to_owned()],
            "status" => vec![v.state().to_owned()],
            "size" => vec![v.gib.to_string()],
            "volume-type" => vec!["gp3".to_owned()],
            "availability-zone" => vec![v.zone.to_owned()],
            "encrypted" => vec![v.encrypted.to_string()],
            "attachment.instance-id" => instance.into_iter().collect(),
            _ => return None,
        })
    }

    fn tags(&self) -> &Tags {
        &self.1.tags
    }
}

/// Makes an instance's root volume; it is billed until it is deleted.
pub(super) fn create(
    w: &mut World,
    new: NewVolume,
    attachment: Attachment,
    cause: EventId,
) -> String {
    let id = w.ids.ec2("vol");
    let last = w.state_apart(Some(cause), &id, "", "in-use", "");
    let gib = new.gib;
    let volume = Volume {
        gib,
        encrypted: new.encrypted,
        zone: w.ec2.vpc.subnets[new.subnet].zone,
        device: new.device,
        attachment: Some(attachment),
        tags: new.tags,
        left: Blocks::new(),
        last,
    };
    w.ec2.volumes.insert(id.clone(), volume);
    meter::open(w, &id, Item::Gp3 { gib });
    id
}

/// What a volume holds: what its instance has written until now.
pub(super) fn blocks(w: &World, volume: &Volume) -> Blocks {
    let Some(attachment) = &volume.attachment else {
        return volume.left.clone();
    };
    let key = w.ec2.instance_keys.get(&attachment.instance);
    let instance = key.and_then(|key| w.ec2.instances.get(*key));
    instance.map_or_else(Blocks::new, |i| host::blocks(w, i.machine))
}

/// Remembers what the root volume of an instance holds, before its machine is destroyed.
pub(super) fn remember(w: &mut World, key: InstanceKey) {
    let Some(id) = w.ec2.instances[key].volume.clone() else {
        return;
    };
    let held = w.ec2.volumes.get(&id).map(|v| blocks(w, v));
    if let (Some(volume), Some(held)) = (w.ec2.volumes.get_mut(&id), held) {
        volume.left = held;
    }
}

/// Deletes or leaves the root volume of an instance that is terminated.
pub(super) fn leave(w: &mut World, key: InstanceKey, cause: EventId) {
    let Some(id) = w.ec2.instances[key].volume.take() else {
        return;
    };
    let Some(volume) = w.ec2.volumes.get_mut(&id) else {
        return;
    };
    let attachment = volume.attachment.take();
    if attachment.is_some_and(|a| a.delete_on_termination) {
        remove(w, &id, "in-use", cause);
    } else {
        let last = w.state_apart(Some(cause), &id, "in-use", "available", "");
        if let Some(volume) = w.ec2.volumes.get_mut(&id) {
            volume.last = last;
        }
    }
}

fn remove(w: &mut World, id: &str, from: &'static str, cause: EventId) {
    w.ec2.volumes.remove(id);
    meter::close(w, id);
    w.state_apart(Some(cause), id, from, "deleted", "");
}

/// Finds a volume by its id.
pub(super) fn require<'w>(w: &'w World, id: &str) -> Result<&'w Volume, CloudError> {
    w.ec2.volumes.get(id).ok_or_else(|| {
        let message = format!("The volume '{id}' does not exist.");
        not_found("InvalidVolume.NotFound", message)
    })
}

/// `DeleteVolume`.
pub(super) fn delete(w: &mut World, id: &str, cause: EventId) -> Result<(), CloudError> {
    if let Some(attachment) = &require(w, id)?.attachment {
        let message = format!(
            "Volume {id} is currently attached to {}",
            attachment.instance
        );
        return Err(in_use("VolumeInUse", message));
    }
    remove(w, id, "available", cause);
    Ok(())
}

/// `DescribeVolumes`.
pub(super) fn describe(
    w: &World,
    r: &DescribeVolumes,
) -> Result<DescribeVolumesOutput, CloudError> {
    for id in &r.volume_ids {
        require(w, id)?;
    }
    filter::check::<Seen<'_>>(&r.filters)?;
    let mut volumes = Vec::new();
    for (id, volume) in &w.ec2.volumes {
        let named = r.volume_ids.is_empty() || r.volume_ids.contains(id);
        if named && passes(&Seen(id, volume), &r.filters)? {
            volumes.push(view(id, volume));
        }
    }
    let asked = Asked {
        most: MOST,
        ids: Some(("volumeSet", &r.volume_ids)),
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (volumes, next_token) = asked.of(volumes)?;
    Ok(DescribeVolumesOutput {
        volumes,
        next_token,
    })
}

fn view(id: &str, volume: &Volume) -> View {
    let attachment = |a: &Attachment| VolumeAttachment {
        instance_id: a.instance.clone(),
        device: volume.device.to_owned(),
        state: "attached".to_owned(),
        delete_on_termination: a.delete_on_termination,
    };
    View {
        volume_id: id.to_owned(),
        size: volume.gib,
        volume_type: "gp3".to_owned(),
        state: volume.state().to_owned(),
        availability_zone: volume.zone.to_owned(),
        encrypted: volume.encrypted,
        attachments: volume.attachment.iter().map(attachment).collect(),
        tags: tag::shown(&volume.tags),
    }
}
