//! A world of ECS services whose tasks are replaced again and again, for the benches that measure one.

use std::collections::BTreeMap;
use std::sync::Arc;

use paperboat_core::aws::Operation;
use paperboat_core::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateSecurityGroup, DescribeSubnets, IpPermission,
};
use paperboat_core::aws::ecs::{
    AwsVpcConfiguration, ContainerDefinition, CreateCluster, CreateService,
    DeploymentConfiguration, DescribeClusters, LoadBalancer, NetworkConfiguration, PortMapping,
    RegisterTaskDefinition, UpdateService,
};
use paperboat_core::aws::elbv2::{Action, CreateListener, CreateLoadBalancer, CreateTargetGroup};
use paperboat_core::time::Timestamp;
use paperboat_core::workload::{Profile, PublishedImage};
use paperboat_simulator::model::Model;
use paperboat_simulator::world::World;

/// Tasks that a service keeps running.
const REPLICAS: u32 = 250;
/// New versions over the day when nobody says: with the first one, ten tasks for each replica.
const UPDATES: u64 = 9;
const DAY: u64 = 24 * 3_600;
const SEED: u64 = 1;

/// A world with many services, each behind a listener of one load balancer or with nothing before it.
pub(crate) struct Fleet {
    pub(crate) world: World,
    services: u32,
    updates: u64,
    balanced: bool,
}

impl Fleet {
    pub(crate) fn new(services: u32, balanced: bool) -> Self {
        Self::with_updates(services, UPDATES, balanced)
    }

    pub(crate) fn with_updates(services: u32, updates: u64, balanced: bool) -> Self {
        let profile = Profile {
            pull_bytes: 50_000_000,
            disk_bytes: 150_000_000,
            boot_s: 4.0,
            cpu_boot_share: 0.8,
            memory_mib: 128,
            listens: vec![8080],
            requests_per_second: 100.0,
            http: true,
            architectures: vec!["amd64".into()],
            ..Profile::default()
        };
        let image = PublishedImage {
            repository: "docker.io/fleet/web".into(),
            tags: (0..=updates).map(|n| n.to_string()).collect(),
            profile,
            private: false,
            held_before: false,
        };
        // A new account's quota would allow two dozen tasks.
        let quota = BTreeMap::from([("fargate.vcpu_quota".to_owned(), 100_000.into())]);
        let model = Model::default()
            .with_overrides(&quota)
            .expect("the model has a quota");
        let world = World::new(SEED, Arc::new(model), vec![image]);
        Self {
            world,
            services,
            updates,
            balanced,
        }
    }

    fn call<O: Operation>(&mut self, request: O) -> O::Output {
        let id = self.world.call(self.world.now(), request.into());
        loop {
            if let Some(answer) = self.world.answer(id) {
                let reply = answer.expect("the request is valid");
                return O::output(reply).expect("the answer has the operation's shape");
            }
            let next = self.world.next_at().expect("an answer comes");
            self.world.advance(next);
        }
    }

    fn register(&mut self, version: u64) {
        self.call(RegisterTaskDefinition {
            family: "web".into(),
            network_mode: "awsvpc".into(),
            requires_compatibilities: vec!["FARGATE".into()],
            cpu: "256".into(),
            memory: "512".into(),
            container_definitions: vec![ContainerDefinition {
                name: "web".into(),
                image: format!("fleet/web:{version}"),
                port_mappings: vec![PortMapping {
                    container_port: 8080,
                    ..PortMapping::default()
                }],
                ..ContainerDefinition::default()
            }],
            ..RegisterTaskDefinition::default()
        });
    }

    pub(crate) fn deploy(&mut self) {
        self.call(CreateCluster {
            cluster_name: "fleet".into(),
            ..CreateCluster::default()
        });
        let group = self.call(CreateSecurityGroup {
            group_name: "fleet".into(),
            description: "fleet".into(),
            ..CreateSecurityGroup::default()
        });
        self.call(AuthorizeSecurityGroupIngress {
            group_id: group.group_id.clone(),
            ip_permissions: vec![IpPermission::from_range("tcp", 8080, "0.0.0.0/0")],
            ..Default::default()
        });
        let subnets = self.call(DescribeSubnets::default()).subnets;
        let vpc = subnets[0].vpc_id.clone();
        let network = AwsVpcConfiguration {
            subnets: subnets.into_iter().map(|s| s.subnet_id).collect(),
            security_groups: vec![group.group_id],
            assign_public_ip: "ENABLED".into(),
        };
        self.register(0);
        let balancer = self.balanced.then(|| self.balancer(&network));
        for n in 0..self.services {
            let group = balancer.as_ref().map(|b| self.target_group(b, &vpc, n));
            self.call(CreateService {
                cluster: "fleet".into(),
                service_name: format!("web-{n}"),
                task_definition: "web".into(),
                desired_count: Some(REPLICAS),
                launch_type: "FARGATE".into(),
                load_balancers: group.into_iter().collect(),
                health_check_grace_period_seconds: self.balanced.then_some(300),
                network_configuration: Some(NetworkConfiguration {
                    awsvpc_configuration: Some(network.clone()),
                }),
                // The default VPC has addresses for 12,273 tasks.
                deployment_configuration: Some(DeploymentConfiguration {
                    minimum_healthy_percent: Some(90),
                    maximum_percent: Some(120),
                    ..DeploymentConfiguration::default()
                }),
                ..CreateService::default()
            });
        }
    }

    fn balancer(&mut self, network: &AwsVpcConfiguration) -> String {
        let made = self.call(CreateLoadBalancer {
            name: "fleet".into(),
            subnets: network.subnets.clone(),
            security_groups: network.security_groups.clone(),
            ..CreateLoadBalancer::default()
        });
        made.load_balancers[0].load_balancer_arn.clone()
    }

    fn target_group(&mut self, balancer: &str, vpc: &str, n: u32) -> LoadBalancer {
        let made = self.call(CreateTargetGroup {
            name: format!("web-{n}"),
            protocol: "HTTP".into(),
            port: Some(8080),
            vpc_id: vpc.to_owned(),
            target_type: "ip".into(),
            ..CreateTargetGroup::default()
        });
        let target_group_arn = made.target_groups[0].target_group_arn.clone();
        let action = Action {
            r#type: "forward".into(),
            target_group_arn: target_group_arn.clone(),
            ..Action::default()
        };
        self.call(CreateListener {
            load_balancer_arn: balancer.to_owned(),
            protocol: "HTTP".into(),
            port: 8_000 + n as u16,
            default_actions: vec![action],
        });
        LoadBalancer {
            target_group_arn,
            container_name: "web".into(),
            container_port: 8080,
            ..LoadBalancer::default()
        }
    }

    pub(crate) fn update(&mut self, version: u64) {
        self.register(version);
        for n in 0..self.services {
            self.call(UpdateService {
                cluster: "fleet".into(),
                service: format!("web-{n}"),
                task_definition: "web".into(),
                ..UpdateService::default()
            });
        }
    }

    pub(crate) fn running(&mut self) -> u32 {
        let clusters = DescribeClusters {
            clusters: vec!["fleet".into()],
            ..DescribeClusters::default()
        };
        let found = self.call(clusters).clusters;
        found.iter().map(|c| c.running_tasks_count).sum()
    }

    /// A day from an empty account, with new versions at equal distances.
    pub(crate) fn day(&mut self) {
        self.deploy();
        for version in 1..=self.updates {
            let at = Timestamp(version * DAY / (self.updates + 1) * 1_000_000);
            self.world.advance(at);
            assert_eq!(
                self.running(),
                self.services * REPLICAS,
                "all is calm again"
            );
            self.update(version);
        }
        self.world.advance(Timestamp(DAY * 1_000_000));
        assert_eq!(self.running(), self.services * REPLICAS);
    }

    pub(crate) fn tasks(&self) -> u64 {
        u64::from(self.services * REPLICAS) * (self.updates + 1)
    }
}
