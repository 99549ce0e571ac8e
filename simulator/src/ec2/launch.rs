//! `RunInstances`: what is checked, and what a launch makes.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::ec2::{
    AssociateIamInstanceProfile, AssociateIamInstanceProfileOutput, EbsBlockDevice,
    IamInstanceProfileAssociation, InstanceMetadataOptions, InstanceStateName, RunInstances,
    RunInstancesOutput, SummaryStatus,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::facts::InstanceType;

use super::group::{listed, require_groups};
use super::image::{self, Image};
use super::instance::{self, Instance, InstanceKey};
use super::interface::{self, Label};
use super::key_pair::missing;
use super::security_group::GroupKey;
use super::subnet::require_subnet;
use super::tag::{self, Tags};
use super::volume::{self, Attachment, NewVolume};
use super::{instance_type, options, placement};
use crate::host::{self, Hardware};
use crate::iam;
use crate::id::ACCOUNT;
use crate::model::{Limit, Rule, Timing};
use crate::net::Endpoint;
use crate::refusal::{exists, in_use, invalid, limit, not_found};
use crate::wake::Kind;
use crate::weather;
use crate::world::World;

/// A launch that carried a client token.
#[derive(Clone, Debug)]
pub(super) struct Launch {
    request: RunInstances,
    reservation: String,
    instances: Vec<InstanceKey>,
}

/// A launch that may happen.
struct Plan {
    image: &'static Image,
    instance_type: &'static InstanceType,
    subnet: usize,
    groups: Arc<[GroupKey]>,
    root: EbsBlockDevice,
    metadata_options: InstanceMetadataOptions,
    profile: Option<String>,
    tags: Tags,
    volume_tags: Tags,
    count: u32,
}

impl Plan {
    fn new_volume(&self) -> NewVolume {
        NewVolume {
            gib: self.root.volume_size.unwrap_or_default(),
            encrypted: self.root.encrypted.unwrap_or(false),
            device: self.image.root_device,
            subnet: self.subnet,
            tags: self.volume_tags.clone(),
        }
    }
}

/// `RunInstances`.
///
/// A repeated client token gives the same reservation; the instances begin at once as `pending`.
pub(super) fn run(
    w: &mut World,
    r: RunInstances,
    cause: EventId,
) -> Result<RunInstancesOutput, CloudError> {
    if let Some(output) = repeated(w, &r)? {
        return Ok(output);
    }
    let plan = plan(w, &r)?;
    if r.dry_run {
        let message = "Request would have succeeded, but DryRun flag is set.";
        return Err(invalid("DryRunOperation", message));
    }
    let reservation = w.ids.ec2("r");
    let instances = (0..plan.count)
        .map(|n| launch(w, &r, &plan, &reservation, n, cause))
        .collect::<Result<Vec<_>, _>>()?;
    let output = RunInstancesOutput {
        reservation_id: reservation.clone(),
        owner_id: ACCOUNT.to_owned(),
        instances: instances.iter().map(|k| instance::view(w, *k)).collect(),
    };
    if !r.client_token.is_empty() {
        let launch = Launch {
            reservation,
            instances,
            request: r.clone(),
        };
        w.ec2.launches.insert(r.client_token, launch);
    }
    Ok(output)
}

/// Launches an instance for a group, which adds tags of its own; gives the instance's id.
///
/// # Errors
/// As [`run`].
pub(crate) fn launch_for_group(
    w: &mut World,
    request: RunInstances,
    tags: Vec<(String, String)>,
    cause: EventId,
) -> Result<String, CloudError> {
    let plan = plan(w, &request)?;
    let plan = Plan {
        tags: plan.tags.clone().into_iter().chain(tags).collect(),
        ..plan
    };
    let reservation = w.ids.ec2("r");
    let key = launch(w, &request, &plan, &reservation, 0, cause)?;
    Ok(w.ec2.instances[key].id.clone())
}

fn repeated(w: &World, r: &RunInstances) -> Result<Option<RunInstancesOutput>, CloudError> {
    if r.client_token.len() as u64 > w.model.limit(Limit::Ec2ClientTokenChars)
        || !r.client_token.is_ascii()
    {
        let message = "Client token must have at most 64 ASCII characters";
        return Err(invalid("InvalidParameterValue", message));
    }
    let Some(launch) = w.ec2.launches.get(&r.client_token) else {
        return Ok(None);
    };
    if launch.request != *r {
        let message = "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).";
        return Err(invalid("IdempotentParameterMismatch", message));
    }
    let alive = |k: &&InstanceKey| w.ec2.instances.get(**k).is_some();
    let shown = launch.instances.iter().filter(alive);
    Ok(Some(RunInstancesOutput {
        reservation_id: launch.reservation.clone(),
        owner_id: ACCOUNT.to_owned(),
        instances: shown.map(|k| instance::view(w, *k)).collect(),
    }))
}

fn plan(w: &World, r: &RunInstances) -> Result<Plan, CloudError> {
    let r = &*placement::placed(r)?;
    let image = image::require(&r.image_id)?;
    let instance_type = instance_type::require("ec2:RunInstances", &r.instance_type)?;
    require_same_architecture(image, instance_type)?;
    let count = count(w, r, instance_type)?;
    if !r.key_name.is_empty() && !w.ec2.key_pairs.contains_key(&r.key_name) {
        let message = format!("The key pair '{}' does not exist", r.key_name);
        return Err(not_found("InvalidKeyPair.NotFound", message));
    }
    let subnet = match r.subnet_id.as_str() {
        "" => anywhere(w),
        id => require_subnet(w, id)?,
    };
    require_power(w, subnet, &instance_type.name)?;
    interface::require_free(w, subnet, count)?;
    let ids = listed(w, &r.security_group_ids, &r.security_groups)?;
    let groups = require_groups(w, &ids)?.into();
    let most = w.model.limit(Limit::Ec2UserDataBytes);
    if r.user_data.len() as u64 > most {
        let message = format!("User data is limited to {most} bytes");
        return Err(invalid("InvalidParameterValue", message));
    }
    Ok(Plan {
        image,
        instance_type,
        subnet,
        groups,
        root: root(w, r, image)?,
        metadata_options: options::of_launch(r)?,
        profile: profile(w, r)?,
        tags: tag::specified(w, &r.tag_specifications, "instance")?,
        volume_tags: tag::specified(w, &r.tag_specifications, "volume")?,
        count,
    })
}

/// The subnet of a launch that does not say where: the first one in a zone that has power.
fn anywhere(w: &World) -> usize {
    let mut subnets = w.ec2.vpc.subnets.iter();
    let up = subnets.position(|s| !weather::zone_is_out(w, s.zone));
    up.unwrap_or(0)
}

/// Refuses to launch in a zone without power.
pub(super) fn require_power(
    w: &World,
    subnet: usize,
    instance_type: &str,
) -> Result<(), CloudError> {
    let zone = w.ec2.vpc.subnets[subnet].zone;
    if !weather::zone_is_out(w, zone) {
        return Ok(());
    }
    Err(limit(
        "InsufficientInstanceCapacity",
        format!(
            "We currently do not have sufficient {instance_type} capacity in the Availability Zone you requested ({zone}). Our system will be working on provisioning additional capacity."
        ),
    ))
}

fn profile(w: &World, r: &RunInstances) -> Result<Option<String>, CloudError> {
    let asked = r.iam_instance_profile.as_ref();
    asked.map(|p| iam::for_instance(w, p)).transpose()
}

/// `AssociateIamInstanceProfile`: its programs get the role's credentials from now on.
pub(super) fn associate_profile(
    w: &mut World,
    r: &AssociateIamInstanceProfile,
    cause: EventId,
) -> Result<AssociateIamInstanceProfileOutput, CloudError> {
    let key = instance::require(w, &r.instance_id)?;
    let name = iam::for_instance(w, &r.iam_instance_profile)?;
    let seen = &w.ec2.instances[key];
    if !matches!(
        seen.state,
        InstanceStateName::Running | InstanceStateName::Stopped
    ) {
        let message = format!(
            "The instance '{}' is not in the 'running' or 'stopped' states.",
            r.instance_id
        );
        return Err(in_use("IncorrectInstanceState", message));
    }
    if seen.profile.is_some() {
        let message = format!(
            "There is an existing association for instance {}",
            r.instance_id
        );
        return Err(exists("IncorrectState", message));
    }
    let association = IamInstanceProfileAssociation {
        association_id: w.ids.ec2("iip-assoc"),
        instance_id: r.instance_id.clone(),
        iam_instance_profile: iam::shown(w, &name).unwrap_or_default(),
        state: "associating".to_owned(),
    };
    let event = format!("{}/instance-profile", r.instance_id);
    w.state(Some(cause), &event, "", "associated", name.clone());
    w.ec2.instances[key].profile = Some(name);
    Ok(AssociateIamInstanceProfileOutput {
        iam_instance_profile_association: association,
    })
}

/// Refuses an image on a type with other processors.
pub(super) fn require_same_architecture(
    image: &Image,
    instance_type: &InstanceType,
) -> Result<(), CloudError> {
    let (of_type, of_image) = (instance_type.architecture, image.architecture);
    if of_type == of_image {
        return Ok(());
    }
    let message = format!(
        "The architecture '{}' of the specified instance type does not match the architecture '{}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.",
        of_type.word(),
        of_image.word()
    );
    Err(invalid("InvalidParameterValue", message))
}

/// As many instances as fit the quota, between the two counts.
fn count(w: &World, r: &RunInstances, each: &InstanceType) -> Result<u32, CloudError> {
    match (r.min_count, r.max_count) {
        (0, _) => Err(missing("MinCount")),
        (_, 0) => Err(missing("MaxCount")),
        (least, most) if least > most => {
            let message = format!(
                "Invalid value '{most}' for maxCount. It must be greater than or equal to minCount."
            );
            Err(invalid("InvalidParameterValue", message))
        }
        (least, most) => {
            let fit = u64::from(most).min(room(w) / u64::from(each.vcpu));
            let fit = u32::try_from(fit).unwrap_or(most);
            if fit < least {
                Err(over_quota(w))
            } else {
                Ok(fit)
            }
        }
    }
}

/// The vCPUs that are asked to run.
pub(crate) fn vcpus_in_use(w: &World) -> u64 {
    let running = w.ec2.instances.iter().filter(|(_, i)| i.counts());
    running.map(|(_, i)| u64::from(i.instance_type.vcpu)).sum()
}

/// What the quota leaves this application: all of it, unless somebody else in the account has used it up.
fn quota(w: &World) -> u64 {
    let quota = w.model.limit(Limit::Ec2VcpuQuota);
    weather::left_of_quotas(w).map_or(quota, |left| left.ec2.min(quota))
}

/// The vCPUs that may still be asked to run.
fn room(w: &World) -> u64 {
    let used = vcpus_in_use(w);
    quota(w).saturating_sub(used)
}

/// Refuses to run so many more vCPUs when the quota has no room for them.
pub(super) fn require_room(w: &World, vcpus: u64) -> Result<(), CloudError> {
    if vcpus > room(w) {
        Err(over_quota(w))
    } else {
        Ok(())
    }
}

fn over_quota(w: &World) -> CloudError {
    let quota = w.model.limit(Limit::Ec2VcpuQuota);
    limit(
        "VcpuLimitExceeded",
        format!(
            "You have requested more vCPU capacity than your current vCPU limit of {quota} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit."
        ),
    )
}

fn root(w: &World, r: &RunInstances, image: &Image) -> Result<EbsBlockDevice, CloudError> {
    let unsupported = |what: String| CloudError::unsupported("ec2:RunInstances", what);
    let mut root = EbsBlockDevice::default();
    for mapping in &r.block_device_mappings {
        if mapping.device_name != image.root_device {
            let what = format!(
                "a further volume at {} (the root device is {})",
                mapping.device_name, image.root_device
            );
            return Err(unsupported(what));
        }
        root = mapping.ebs.clone();
    }
    if !matches!(root.volume_type.as_str(), "" | "gp3") {
        return Err(unsupported(format!(
            "a volume of type {}",
            root.volume_type
        )));
    }
    let least = w.model.limit(image.root);
    let size = root.volume_size.map_or(least, u64::from);
    if size < least {
        let message =
            format!("Volume of size {size}GB is smaller than snapshot, expect size >= {least}GB");
        return Err(invalid("InvalidBlockDeviceMapping", message));
    }
    let most = w.model.limit(Limit::EbsGp3MaxGib);
    if size > most {
        let message = format!("Volume size ({size}) must be between 1 and {most} GiB for gp3");
        return Err(invalid("InvalidParameterValue", message));
    }
    root.volume_size = u32::try_from(size).ok();
    Ok(root)
}

fn launch(
    w: &mut World,
    r: &RunInstances,
    plan: &Plan,
    reservation: &str,
    n: u32,
    cause: EventId,
) -> Result<InstanceKey, CloudError> {
    let id = w.ids.ec2("i");
    let name = plan.tags.get("Name").map_or("instance", String::as_str);
    let stable_name = format!("{name}#{n}");
    let last = w.state(Some(cause), &id, "", "pending", "");
    let disk_gib = plan.root.volume_size.unwrap_or_default();
    let pair = w.ec2.key_pairs.get(&r.key_name);
    let hardware = Hardware {
        instance_id: id.clone(),
        distribution: plan.image.distribution.to_owned(),
        architecture: plan.image.architecture.word().to_owned(),
        vcpus: plan.instance_type.vcpu,
        memory_mib: plan.instance_type.memory_mib,
        disk_gib,
        key_name: r.key_name.clone(),
        public_key: pair.map(|pair| pair.public.clone()).unwrap_or_default(),
        user_data: r.user_data.clone(),
    };
    let machine = host::build(w, hardware);
    interface::attach(
        w,
        Endpoint::Machine(machine),
        Label::of(&id, ""),
        plan.subnet,
        plan.groups.clone(),
        true,
    )?;
    let attachment = Attachment {
        instance: id.clone(),
        delete_on_termination: plan.root.delete_on_termination.unwrap_or(true),
    };
    let volume = volume::create(w, plan.new_volume(), attachment, last);
    let visible = w.now + unseen(w, &stable_name);
    let key = w.ec2.instances.insert(Instance {
        id: id.clone(),
        reservation: reservation.to_owned(),
        stable_name: stable_name.clone(),
        image: plan.image,
        instance_type: plan.instance_type,
        key_name: r.key_name.clone(),
        state: InstanceStateName::Pending,
        reason: None,
        machine,
        volume: Some(volume),
        metadata_options: plan.metadata_options.clone(),
        client_token: r.client_token.clone(),
        profile: plan.profile.clone(),
        tags: plan.tags.clone(),
        launched: w.now,
        visible,
        console: None,
        status: SummaryStatus::NotApplicable,
        dark: false,
        last,
        generation: 0,
    });
    w.ec2.instance_keys.insert(id, key);
    w.ec2.of_machine.insert(machine, key);
    let delay = w.draw(Timing::Ec2PendingToRunning, &stable_name);
    w.wake_in(delay, Kind::InstanceState, key.slot(), 0);
    Ok(key)
}

/// For how long a fresh id is unknown to some readers: mostly until it has been answered, sometimes longer.
fn unseen(w: &mut World, stable_name: &str) -> Duration {
    let answered = w.foresee(Timing::ApiRunInstances, "ec2:RunInstances");
    let nth = w.ec2.instances.next_key().slot();
    let late = w
        .random
        .draw(Rule::Ec2LateVisibility.key(), stable_name, nth.into());
    if late.happens(w.model.rule(Rule::Ec2LateVisibility)) {
        answered + w.draw(Timing::Ec2Visibility, stable_name)
    } else {
        Duration::ZERO
    }
}
