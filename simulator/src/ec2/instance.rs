//! An instance, and how the API shows it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::{
    DescribeInstances, DescribeInstancesOutput, EbsInstanceBlockDevice, Filter, Instance as View,
    InstanceBlockDeviceMapping, InstanceMetadataOptions, InstanceStateName, Monitoring, Placement,
    Reservation, StateReason, SummaryStatus,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::facts::InstanceType;
use paperboat_core::time::Timestamp;

use super::filter::{self, Filtered, passes};
use super::image::{Image, is_id};
use super::interface::{self, Interface};
use super::key_pair::missing;
use super::network_interface;
use super::page::{Asked, MOST};
use super::subnet::Subnet;
use super::tag::{self, Tags};
use crate::iam;
use crate::id::{ACCOUNT, MachineKey};
use crate::net::Endpoint;
use crate::refusal::{invalid, not_found};
use crate::world::World;

/// Names an instance.
pub use crate::id::InstanceKey;

/// An instance with one network interface and one root volume.
#[derive(Clone, Debug)]
pub struct Instance {
    pub(super) id: String,
    pub(super) reservation: String,
    /// Its name in random draws: the `Name` tag and its number in the launch.
    pub(super) stable_name: String,
    pub(super) image: &'static Image,
    pub(super) instance_type: &'static InstanceType,
    pub(super) key_name: String,
    pub(super) state: InstanceStateName,
    pub(super) reason: Option<StateReason>,
    pub(super) machine: MachineKey,
    pub(super) volume: Option<String>,
    pub(super) metadata_options: InstanceMetadataOptions,
    pub(super) client_token: String,
    /// The name of its instance profile.
    pub(super) profile: Option<String>,
    pub(super) tags: Tags,
    /// When it was last asked to run.
    pub(super) launched: Timestamp,
    /// When every reader of the API knows of it.
    pub(super) visible: Timestamp,
    /// When the output of its last boot can be read; none while it does not run.
    pub(super) console: Option<Timestamp>,
    pub(super) status: SummaryStatus,
    /// Whether its machine has lost its power, though the instance is `running`.
    pub(super) dark: bool,
    /// The event that put it into its state.
    pub(super) last: EventId,
    pub(super) generation: u16,
}

/// The id of the instance that a machine is the inside of.
pub(crate) fn instance_on(w: &World, machine: MachineKey) -> Option<&str> {
    let key = w.ec2.of_machine.get(&machine)?;
    w.ec2.instances.get(*key).map(|i| i.id.as_str())
}

/// The type of the instance that a machine is the inside of; none when it is terminated.
pub(crate) fn type_on(w: &World, machine: MachineKey) -> Option<String> {
    let key = w.ec2.of_machine.get(&machine)?;
    let instance = w.ec2.instances.get(*key)?;
    let gone = matches!(
        instance.state,
        InstanceStateName::Terminated | InstanceStateName::ShuttingDown
    );
    (!gone).then(|| instance.instance_type.name.clone())
}

/// The ARN of the role whose credentials the programs on a machine get; none when its profile gives none.
pub(crate) fn role_on(w: &World, machine: MachineKey) -> Option<String> {
    let instance = w.ec2.instances.get(*w.ec2.of_machine.get(&machine)?)?;
    let role = iam::role_of(w, instance.profile.as_deref()?)?;
    Some(iam::role_arn(role))
}

impl Instance {
    /// What its network interface is attached to.
    pub(super) fn endpoint(&self) -> Endpoint {
        Endpoint::Machine(self.machine)
    }

    /// Tells whether its processors count against the quota.
    pub(super) fn counts(&self) -> bool {
        matches!(
            self.state,
            InstanceStateName::Pending | InstanceStateName::Running
        )
    }

    /// Its network interface; none once it is terminated.
    pub(super) fn interface<'w>(&self, w: &'w World) -> Option<&'w Interface> {
        w.ec2.interfaces.get(&(self.endpoint(), 0))
    }

    fn subnet<'w>(&self, w: &'w World) -> Option<&'w Subnet> {
        Some(&w.ec2.vpc.subnets[self.interface(w)?.subnet])
    }

    /// The name of its zone; empty once it is terminated.
    pub(super) fn zone(&self, w: &World) -> &'static str {
        self.subnet(w).map_or("", |subnet| subnet.zone)
    }
}

/// An instance beside its world, as filters look at it.
struct Seen<'w>(&'w World, &'w Instance);

impl Filtered for Seen<'_> {
    const OPERATION: &'static str = "ec2:DescribeInstances";
    const FILTERS: &'static [&'static str] = &[
        "instance-id",
        "instance-state-name",
        "instance-state-code",
        "instance-type",
        "image-id",
        "key-name",
        "client-token",
        "reservation-id",
        "architecture",
        "vpc-id",
        "subnet-id",
        "availability-zone",
        "instance.group-id",
        "instance.group-name",
        "private-ip-address",
        "ip-address",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let Self(w, i) = self;
        let interface = i.interface(w);
        let groups = interface.map_or(&[][..], |i| &i.groups);
        let public = interface.and_then(|i| i.public).map(|p| p.address());
        Some(match filter {
            "instance-id" => vec![i.id.clone()],
            "instance-state-name" => vec![i.state.word().to_owned()],
            "instance-state-code" => vec![i.state.code().to_string()],
            "instance-type" => vec![i.instance_type.name.clone()],
            "image-id" => vec![i.image.id()],
            "key-name" => vec![i.key_name.clone()],
            "client-token" => vec![i.client_token.clone()],
            "reservation-id" => vec![i.reservation.clone()],
            "architecture" => vec![i.image.architecture.word().to_owned()],
            "vpc-id" => vec![w.ec2.vpc.id.clone()],
            "subnet-id" => i.subnet(w).map(|s| s.id.clone()).into_iter().collect(),
            "availability-zone" => {
                let zone = i.subnet(w).map(|s| s.zone.to_owned());
                zone.into_iter().collect()
            }
            "instance.group-id" => groups.iter().map(|g| w.ec2.groups[*g].id.clone()).collect(),
            "instance.group-name" => groups
                .iter()
                .map(|g| w.ec2.groups[*g].name.clone())
                .collect(),
            "private-ip-address" => interface
                .map(|i| i.private.to_string())
                .into_iter()
                .collect(),
            "ip-address" => public.map(|p| p.to_string()).into_iter().collect(),
            _ => return None,
        })
    }

    fn tags(&self) -> &BTreeMap<String, String> {
        &self.1.tags
    }
}

/// Finds an instance by its id, as a reader of the API does.
///
/// # Errors
/// Malformed ids, unknown ids, and ids so fresh that not every reader knows of them.
pub(super) fn require(w: &World, id: &str) -> Result<InstanceKey, CloudError> {
    require_all(w, &[id.to_owned()]).map(|keys| keys[0])
}

/// Finds instances by their ids: all of them or none.
///
/// # Errors
/// As [`require`]; no id at all.
pub(super) fn require_all(w: &World, ids: &[String]) -> Result<Vec<InstanceKey>, CloudError> {
    if ids.is_empty() {
        return Err(missing("InstanceId"));
    }
    if let Some(id) = ids.iter().find(|id| !is_id(id, "i")) {
        let message = format!("Invalid id: \"{id}\"");
        return Err(invalid("InvalidInstanceID.Malformed", message));
    }
    let find = |id: &String| {
        let key = w.ec2.instance_keys.get(id).copied();
        key.filter(|k| w.ec2.instances[*k].visible <= w.now)
    };
    let unknown: Vec<&str> = ids
        .iter()
        .filter(|id| find(id).is_none())
        .map(String::as_str)
        .collect();
    match unknown[..] {
        [] => Ok(ids.iter().filter_map(find).collect()),
        [id] => Err(not_found(
            "InvalidInstanceID.NotFound",
            format!("The instance ID '{id}' does not exist"),
        )),
        _ => Err(not_found(
            "InvalidInstanceID.NotFound",
            format!("The instance IDs '{}' do not exist", unknown.join(", ")),
        )),
    }
}

/// `DescribeInstances`; a page counts reservations. Terminated instances are shown for about an hour.
pub(super) fn describe(
    w: &World,
    r: &DescribeInstances,
) -> Result<DescribeInstancesOutput, CloudError> {
    filter::check::<Seen<'_>>(&r.filters)?;
    let keys = if r.instance_ids.is_empty() {
        let known = |k: &InstanceKey| w.ec2.instances[*k].visible <= w.now;
        w.ec2.instances.keys().into_iter().filter(known).collect()
    } else {
        require_all(w, &r.instance_ids)?
    };
    let mut reservations: Vec<Reservation> = Vec::new();
    for key in keys {
        let instance = &w.ec2.instances[key];
        if !passes(&Seen(w, instance), &r.filters)? {
            continue;
        }
        let view = view(w, key);
        match reservations
            .iter_mut()
            .find(|r| r.reservation_id == instance.reservation)
        {
            Some(reservation) => reservation.instances.push(view),
            None => reservations.push(Reservation {
                reservation_id: instance.reservation.clone(),
                owner_id: ACCOUNT.to_owned(),
                instances: vec![view],
            }),
        }
    }
    let asked = Asked {
        most: MOST,
        ids: Some(("instancesSet", &r.instance_ids)),
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (reservations, next_token) = asked.of(reservations)?;
    Ok(DescribeInstancesOutput {
        reservations,
        next_token,
    })
}

/// An instance as the API shows it.
pub(super) fn view(w: &World, key: InstanceKey) -> View {
    let i = &w.ec2.instances[key];
    let interface = i.interface(w);
    let public = interface.and_then(|i| i.public).map(|p| p.address());
    let groups = interface.map_or(&[][..], |i| &i.groups);
    let device = |id: &String| {
        let volume = w.ec2.volumes.get(id)?;
        let attachment = volume.attachment.as_ref()?;
        Some(InstanceBlockDeviceMapping {
            device_name: i.image.root_device.to_owned(),
            ebs: EbsInstanceBlockDevice {
                volume_id: id.clone(),
                delete_on_termination: attachment.delete_on_termination,
                status: "attached".to_owned(),
            },
        })
    };
    View {
        instance_id: i.id.clone(),
        image_id: i.image.id(),
        instance_type: i.instance_type.name.clone(),
        key_name: i.key_name.clone(),
        state: i.state.into(),
        state_reason: i.reason.clone(),
        private_ip_address: interface.map(|i| i.private),
        public_ip_address: public,
        public_dns_name: public.map_or_else(String::new, public_dns_name),
        private_dns_name: interface
            .map_or_else(String::new, |i| dns_name("ip", i.private, "ec2.internal")),
        subnet_id: i.subnet(w).map_or_else(String::new, |s| s.id.clone()),
        vpc_id: w.ec2.vpc.id.clone(),
        placement: Placement {
            availability_zone: i.zone(w).to_owned(),
            tenancy: "default".to_owned(),
        },
        architecture: i.image.architecture.word().to_owned(),
        root_device_name: i.image.root_device.to_owned(),
        security_groups: groups
            .iter()
            .map(|g| w.ec2.groups[*g].identifier())
            .collect(),
        block_device_mappings: i.volume.iter().filter_map(device).collect(),
        metadata_options: i.metadata_options.clone(),
        client_token: i.client_token.clone(),
        iam_instance_profile: i.profile.as_deref().and_then(|name| iam::shown(w, name)),
        // EC2 tells this time to the second.
        launch_time: Timestamp(i.launched.0 / 1_000_000 * 1_000_000),
        tags: tag::shown(&i.tags),
        network_interfaces: interface
            .map(|i| network_interface::of_instance(w, i))
            .into_iter()
            .collect(),
        // No launch asks for detailed monitoring here.
        monitoring: Some(Monitoring {
            state: "disabled".to_owned(),
        }),
        root_device_type: "ebs".to_owned(),
        virtualization_type: "hvm".to_owned(),
        // The API says so of Nitro as well (EC2 API reference, `Instance`).
        hypervisor: "xen".to_owned(),
        ena_support: true,
        // Linux without a licence, by the hour (EC2 User Guide, "AMI billing information fields").
        platform_details: "Linux/UNIX".to_owned(),
        usage_operation: "RunInstances".to_owned(),
    }
}

/// The name of a public address.
pub(super) fn public_dns_name(address: Ipv4Addr) -> String {
    dns_name("ec2", address, "compute-1.amazonaws.com")
}

fn dns_name(kind: &str, address: Ipv4Addr, domain: &str) -> String {
    format!("{kind}-{}.{domain}", address.to_string().replace('.', "-"))
}

/// Shows a terminated instance no longer.
pub(super) fn forget(w: &mut World, key: InstanceKey) {
    if let Some(instance) = w.ec2.instances.remove(key) {
        w.ec2.instance_keys.remove(&instance.id);
        w.ec2.of_machine.remove(&instance.machine);
    }
}

/// Gives up an instance's interface.
pub(super) fn lose_interface(w: &mut World, key: InstanceKey) {
    let endpoint = w.ec2.instances[key].endpoint();
    interface::detach_interface(w, endpoint);
}

/// The machine of an instance; none when there is no such instance.
pub(crate) fn machine_of(w: &World, id: &str) -> Option<MachineKey> {
    Some(w.ec2.instances[*w.ec2.instance_keys.get(id)?].machine)
}

/// The instances that have a public address, each with it and its machine.
pub(crate) fn public_instances(w: &World) -> impl Iterator<Item = (&str, Ipv4Addr, MachineKey)> {
    let instances = w.ec2.instances.iter().map(|(_, i)| i);
    instances.filter_map(|i| {
        let (_, public) = interface::addresses(w, Endpoint::Machine(i.machine))?;
        Some((i.id.as_str(), public?, i.machine))
    })
}

/// The event that put an instance into its state; none when there is no such instance.
pub(crate) fn last_change(w: &World, id: &str) -> Option<EventId> {
    Some(w.ec2.instances[*w.ec2.instance_keys.get(id)?].last)
}

/// The latest change of a state among the instances that a request asks for, whatever state it asks for.
pub(crate) fn last_change_among(w: &World, request: &DescribeInstances) -> Option<EventId> {
    let stateless = |f: &&Filter| !f.name.starts_with("instance-state");
    let filters: Vec<Filter> = request.filters.iter().filter(stateless).cloned().collect();
    let asked = |id: &String| request.instance_ids.is_empty() || request.instance_ids.contains(id);
    let keys = w.ec2.instance_keys.iter().filter(|(id, _)| asked(id));
    keys.map(|(_, key)| &w.ec2.instances[*key])
        .filter(|i| passes(&Seen(w, i), &filters).unwrap_or(false))
        .map(|i| i.last)
        .max()
}

/// Tells whether the status checks of an instance fail.
pub(crate) fn impaired(w: &World, id: &str) -> bool {
    let key = w.ec2.instance_keys.get(id);
    key.is_some_and(|key| w.ec2.instances[*key].status == SummaryStatus::Impaired)
}

/// An instance's state and private address, as a load balancer sees it.
pub(crate) fn target_state(w: &World, id: &str) -> Option<(InstanceStateName, Option<Ipv4Addr>)> {
    let instance = &w.ec2.instances[*w.ec2.instance_keys.get(id)?];
    Some((instance.state, instance.interface(w).map(|i| i.private)))
}
