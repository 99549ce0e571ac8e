//! Paths through a world, asked from both ends.

mod balancer;
mod tasks;

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateSecurityGroup, DescribeSubnets, IpPermission,
};
use paperboat_core::aws::ecs::{
    AwsVpcConfiguration, ContainerDefinition, CreateCluster, KeyValuePair, NetworkConfiguration,
    PortMapping, RegisterTaskDefinition, RunTask,
};
use paperboat_core::workload::{Profile, PublishedImage, Requirement, WorkloadKind};

use super::{dial, http_get, route};
use crate::container::{ContainerKey, Owner};
use crate::ec2;
use crate::ecs::TaskKey;
use crate::net::{Endpoint, Listener, Origin, Route};
use crate::testing::{self, call};
use crate::world::World;

/// Somebody on the internet.
pub(super) const STRANGER: Origin = Origin::Internet(Ipv4Addr::new(192, 0, 2, 10));

/// An image that answers HTTP on 8080 after a second.
pub(super) fn image(
    repository: &str,
    kind: WorkloadKind,
    requires: &[(&str, u16)],
) -> PublishedImage {
    let need = |(host, port): &(&str, u16)| Requirement {
        host: (*host).to_owned(),
        port: *port,
        at_start: kind != WorkloadKind::Web,
    };
    PublishedImage {
        repository: format!("docker.io/{repository}"),
        tags: vec!["1".into()],
        profile: Profile {
            kind,
            pull_bytes: 50_000_000,
            disk_bytes: 150_000_000,
            boot_s: 1.0,
            cpu_boot_share: 0.5,
            memory_mib: 100,
            listens: vec![8080],
            requests_per_second: 100.0,
            http: kind != WorkloadKind::Database,
            requires: requires.iter().map(need).collect(),
            ..Profile::default()
        },
        private: false,
        held_before: false,
    }
}

/// A region with a cluster in it.
pub(super) struct Town {
    pub(super) w: World,
    pub(super) subnets: Vec<String>,
}

impl Town {
    pub(super) fn new(images: Vec<PublishedImage>) -> Self {
        let mut w = testing::world(images);
        let subnets = call(&mut w, DescribeSubnets::default())
            .expect("subnets")
            .subnets;
        call(
            &mut w,
            CreateCluster {
                cluster_name: "town".into(),
                ..Default::default()
            },
        )
        .expect("a cluster");
        Self {
            w,
            subnets: subnets.into_iter().map(|s| s.subnet_id).collect(),
        }
    }

    /// Makes a security group with rules.
    pub(super) fn group(&mut self, name: &str, rules: Vec<IpPermission>) -> String {
        let request = CreateSecurityGroup {
            group_name: name.into(),
            description: name.into(),
            ..Default::default()
        };
        let group_id = call(&mut self.w, request).expect("a group").group_id;
        if !rules.is_empty() {
            let request = AuthorizeSecurityGroupIngress {
                group_id: group_id.clone(),
                ip_permissions: rules,
                ..Default::default()
            };
            call(&mut self.w, request).expect("the rules are taken");
        }
        group_id
    }

    /// Registers a task definition with a container of each of these images.
    pub(super) fn define(&mut self, family: &str, images: &[&str], environment: &[(&str, &str)]) {
        let container = |(n, image): (usize, &&str)| ContainerDefinition {
            name: format!("c{n}"),
            image: format!("{image}:1"),
            port_mappings: vec![PortMapping {
                container_port: 8080,
                name: format!("p{n}"),
                ..Default::default()
            }],
            environment: environment
                .iter()
                .map(|(name, value)| KeyValuePair {
                    name: (*name).into(),
                    value: (*value).into(),
                })
                .collect(),
            ..Default::default()
        };
        let mut containers: Vec<_> = images.iter().enumerate().map(container).collect();
        for sidecar in containers.iter_mut().skip(1) {
            sidecar.port_mappings.clear();
        }
        let request = RegisterTaskDefinition {
            family: family.into(),
            network_mode: "awsvpc".into(),
            requires_compatibilities: vec!["FARGATE".into()],
            cpu: "1024".into(),
            memory: "2048".into(),
            container_definitions: containers,
            ..Default::default()
        };
        call(&mut self.w, request).expect("a sound definition");
    }

    pub(super) fn network(&self, group: &str) -> Option<NetworkConfiguration> {
        Some(NetworkConfiguration {
            awsvpc_configuration: Some(AwsVpcConfiguration {
                subnets: self.subnets.clone(),
                security_groups: vec![group.into()],
                assign_public_ip: "ENABLED".into(),
            }),
        })
    }

    /// Runs one task, and lets it come up.
    pub(super) fn run(&mut self, family: &str, group: &str) -> TaskKey {
        let request = RunTask {
            cluster: "town".into(),
            task_definition: family.into(),
            launch_type: "FARGATE".into(),
            network_configuration: self.network(group),
            ..Default::default()
        };
        call(&mut self.w, request).expect("it starts");
        testing::pass(&mut self.w, 180);
        self.w.check();
        self.tasks().pop().expect("a task")
    }

    /// All tasks whose containers were made, in order of birth.
    pub(super) fn tasks(&self) -> Vec<TaskKey> {
        let owners = self.w.containers.iter().map(|(_, c)| c.spec.owner);
        let tasks: BTreeSet<TaskKey> = owners
            .filter_map(|owner| match owner {
                Owner::Task(task) => Some(task),
                Owner::Docker(_) => None,
            })
            .collect();
        tasks.into_iter().collect()
    }

    pub(super) fn container(&self, task: TaskKey) -> ContainerKey {
        let mut containers = crate::ecs::containers_of(&self.w, task);
        containers.next().expect("a task has a container")
    }

    /// The private and the public address of a task.
    pub(super) fn addresses(&self, task: TaskKey) -> (String, String) {
        let (private, public) = ec2::addresses(&self.w, Endpoint::Task(task)).expect("addresses");
        (
            private.to_string(),
            public.map(|a| a.to_string()).unwrap_or_default(),
        )
    }

    /// What a connection comes to, in one line.
    pub(super) fn dials(&self, from: Origin, host: &str, port: u16) -> String {
        match dial(&self.w, from, host, port) {
            Ok(Listener::Container(key, port)) => {
                let name = &self.w.containers[key].spec.name;
                let name = name.rsplit('/').next().unwrap_or_default();
                format!("{name}:{port}")
            }
            Ok(other) => format!("{other:?}"),
            Err(error) => error.to_string(),
        }
    }

    /// What a request gets, in one line.
    pub(super) fn gets(&self, from: Origin, url: &str) -> String {
        let answer = http_get(&self.w, from, url);
        match answer.status {
            0 => answer.error,
            status => format!(
                "{status} {}",
                answer.body.lines().next().unwrap_or_default()
            ),
        }
    }

    /// Where requests go, one share a line.
    pub(super) fn routes(&self, from: Origin, host: &str, port: u16) -> String {
        let line = |r: Route| match r.target {
            Ok(key) => format!("{:.2} {}", r.share, self.w.containers[key].state.word()),
            Err(why) => format!("{:.2} {why}", r.share),
        };
        let lines = route(&self.w, from, host, port).into_iter().map(line);
        lines.collect::<Vec<_>>().join("\n")
    }
}
