//! What an account has of EC2 in the region.

use std::collections::BTreeMap;

use paperboat_core::aws::Request;
use paperboat_core::event::EventId;

use super::address::ElasticAddress;
use super::due::Due;
use super::instance::{Instance, InstanceKey};
use super::interface::Interface;
use super::key_pair::KeyPair;
use super::launch::Launch;
use super::launch_template::LaunchTemplate;
use super::public_address::PublicAddresses;
use super::security_group::{Closed, GroupKey, SecurityGroup};
use super::snapshot::Snapshot;
use super::subnet::Vpc;
use super::throttle::Throttle;
use super::volume::Volume;
use crate::arena::Arena;
use crate::id::{self, Ids, MachineKey};
use crate::net::{ByAddress, Endpoint};

/// The account's EC2 resources in the region.
#[derive(Clone, Debug)]
pub struct Ec2 {
    pub(super) vpc: Vpc,
    pub(super) key_pairs: BTreeMap<String, KeyPair>,
    pub(super) groups: Arena<SecurityGroup, id::SecurityGroup>,
    pub(super) group_keys: BTreeMap<String, GroupKey>,
    pub(super) instances: Arena<Instance, id::Instance>,
    pub(super) instance_keys: BTreeMap<String, InstanceKey>,
    pub(super) of_machine: BTreeMap<MachineKey, InstanceKey>,
    pub(super) launches: BTreeMap<String, Launch>,
    pub(super) volumes: BTreeMap<String, Volume>,
    pub(super) snapshots: BTreeMap<String, Snapshot>,
    pub(super) addresses: BTreeMap<String, ElasticAddress>,
    pub(super) public: PublicAddresses,
    /// Network interfaces; a load balancer has several.
    pub(super) interfaces: BTreeMap<(Endpoint, u8), Interface>,
    /// Who holds which address.
    pub(super) holders: ByAddress<Endpoint>,
    /// Who held an address last that was given up.
    pub(super) former: ByAddress<Endpoint>,
    /// What was made for a client token: the request, the template's id and the version's number.
    pub(super) template_tokens: BTreeMap<String, (Request, String, u64)>,
    pub(super) launch_templates: Vec<LaunchTemplate>,
    /// Rules that somebody took away and that come back, by the event with which they went.
    pub(super) closed: BTreeMap<EventId, Vec<Closed>>,
    pub(super) throttle: Throttle,
    pub(super) due: Arena<Due>,
}

impl Ec2 {
    /// Makes the default VPC with a subnet in each zone, and its default security group.
    #[must_use]
    pub fn new(ids: &mut Ids) -> Self {
        let vpc = Vpc::default_one(ids);
        let mut groups = Arena::default();
        let group = SecurityGroup::default_one(ids);
        let id = group.id.clone();
        let key = groups.insert(group);
        Self {
            vpc,
            groups,
            group_keys: BTreeMap::from([(id, key)]),
            template_tokens: BTreeMap::new(),
            launch_templates: Vec::new(),
            key_pairs: BTreeMap::new(),
            instances: Arena::default(),
            instance_keys: BTreeMap::new(),
            of_machine: BTreeMap::new(),
            launches: BTreeMap::new(),
            volumes: BTreeMap::new(),
            snapshots: BTreeMap::new(),
            addresses: BTreeMap::new(),
            public: PublicAddresses::default(),
            interfaces: BTreeMap::new(),
            holders: ByAddress::default(),
            former: ByAddress::default(),
            closed: BTreeMap::new(),
            throttle: Throttle::default(),
            due: Arena::default(),
        }
    }
}
