//! As much of an emulator as a machine needs: instances, a security group, and a key pair that no client can read.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use paperboat_core::aws::SecretString;
use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngressOutput, CreateKeyPairOutput, DeleteKeyPairOutput,
    DescribeInstancesOutput, DescribeSecurityGroupsOutput, GroupIdentifier, Instance,
    InstanceStateChanges, InstanceStateName, IpPermission, Reservation, RunInstancesOutput,
    SecurityGroup,
};
use paperboat_core::aws::{Ec2Call, Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

/// An address of somebody else, as emulators report them.
const STRANGER: Ipv4Addr = Ipv4Addr::new(54, 214, 1, 1);

pub(crate) struct Emulator {
    instance_id: String,
    ports: Vec<u16>,
    states: Mutex<BTreeMap<String, InstanceStateName>>,
    clock: Wall,
}

struct Wall;

#[async_trait]
impl Clock for Wall {
    fn now(&self) -> Timestamp {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Timestamp(u64::try_from(now.expect("after 1970").as_micros()).expect("before 586512"))
    }
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

impl Emulator {
    /// Launches its one instance under a given id, with a security group that admits SSH and `ports`.
    pub(crate) fn new(instance_id: &str, ports: &[u16]) -> Self {
        Self {
            instance_id: instance_id.to_owned(),
            ports: ports.to_vec(),
            states: Mutex::default(),
            clock: Wall,
        }
    }

    fn all(&self) -> Vec<Instance> {
        let states = self.states.lock().expect("no panic before");
        let instance = |(id, state): (&String, &InstanceStateName)| Instance {
            instance_id: id.clone(),
            key_name: "pair".to_owned(),
            state: (*state).into(),
            public_ip_address: Some(STRANGER),
            public_dns_name: "ec2-54-214-1-1.compute.amazonaws.com".to_owned(),
            security_groups: vec![GroupIdentifier {
                group_id: "sg-1".to_owned(),
                group_name: "group".to_owned(),
            }],
            ..Default::default()
        };
        states.iter().map(instance).collect()
    }

    fn set(&self, ids: &[String], state: InstanceStateName) -> InstanceStateChanges {
        let mut states = self.states.lock().expect("no panic before");
        for id in ids {
            states.insert(id.clone(), state);
        }
        InstanceStateChanges::default()
    }
}

#[async_trait]
impl Cloud for Emulator {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let ok = Ok;
        match request {
            Request::Ec2(Ec2Call::CreateKeyPair(pair)) => {
                ok(Reply::CreateKeyPair(CreateKeyPairOutput {
                    key_name: pair.key_name,
                    key_material: SecretString(
                        "-----BEGIN RSA PRIVATE KEY-----\nFAKE\n-----END RSA PRIVATE KEY-----"
                            .to_owned(),
                    ),
                    ..Default::default()
                }))
            }
            Request::Ec2(Ec2Call::DeleteKeyPair(_)) => {
                ok(Reply::DeleteKeyPair(DeleteKeyPairOutput::default()))
            }
            Request::Ec2(Ec2Call::DescribeSecurityGroups(_)) => {
                let world = |port| IpPermission::from_range("tcp", port, "0.0.0.0/0");
                let rules = [22].iter().chain(&self.ports).copied().map(world);
                ok(Reply::DescribeSecurityGroups(
                    DescribeSecurityGroupsOutput {
                        security_groups: vec![SecurityGroup {
                            group_id: "sg-1".to_owned(),
                            ip_permissions: rules.collect(),
                            ..Default::default()
                        }],
                        ..Default::default()
                    },
                ))
            }
            Request::Ec2(Ec2Call::AuthorizeSecurityGroupIngress(_)) => ok(
                Reply::AuthorizeSecurityGroupIngress(AuthorizeSecurityGroupIngressOutput::default()),
            ),
            Request::Ec2(Ec2Call::RunInstances(_)) => {
                let id = [self.instance_id.clone()];
                self.set(&id, InstanceStateName::Running);
                ok(Reply::RunInstances(RunInstancesOutput {
                    instances: self.all(),
                    ..Default::default()
                }))
            }
            Request::Ec2(Ec2Call::DescribeInstances(_)) => {
                ok(Reply::DescribeInstances(DescribeInstancesOutput {
                    reservations: vec![Reservation {
                        instances: self.all(),
                        ..Default::default()
                    }],
                    ..Default::default()
                }))
            }
            Request::Ec2(Ec2Call::StartInstances(r)) => ok(Reply::StartInstances(
                self.set(&r.instance_ids, InstanceStateName::Running),
            )),
            Request::Ec2(Ec2Call::StopInstances(r)) => ok(Reply::StopInstances(
                self.set(&r.instance_ids, InstanceStateName::Stopped),
            )),
            Request::Ec2(Ec2Call::TerminateInstances(r)) => ok(Reply::TerminateInstances(
                self.set(&r.instance_ids, InstanceStateName::Terminated),
            )),
            other => Err(CloudError::refused(
                ErrorKind::Unsupported,
                other.name(),
                "NotImplemented",
                "not implemented",
            )),
        }
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}
