//! Sends requests to a world.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::ec2::{AuthorizeSecurityGroupIngress, IpPermission, RunInstances};
use paperboat_core::aws::elbv2::{
    Action, CreateListener, CreateLoadBalancer, CreateTargetGroup, TargetDescription,
};
use paperboat_core::aws::{Operation, Reply, Request, ec2, ecs, elbv2, iam, logs, ssm};
use paperboat_core::error::CloudError;
use paperboat_core::fault::Fault;
use paperboat_core::workload::{Profile, PublishedImage};
use paperboat_simulator::model::Model;
use paperboat_simulator::world::{CallId, World};

use crate::act::{Act, Definition, Image, Which, Wishes};
use crate::known::{Known, one};
use crate::store;

const AL2023: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/// A world, and somebody who asks it for things.
#[derive(Clone)]
pub(crate) struct Driver {
    pub(crate) world: World,
    pub(crate) known: Known,
    subnets: Vec<String>,
    pub(crate) vpc: String,
    image: String,
    open: Vec<CallId>,
}

fn profile() -> Profile {
    Profile {
        pull_bytes: 80_000_000,
        disk_bytes: 200_000_000,
        boot_s: 12.0,
        cpu_boot_share: 0.8,
        memory_mib: 128,
        listens: vec![8080],
        requests_per_second: 50.0,
        http: true,
        architectures: vec!["amd64".into()],
        ..Profile::default()
    }
}

fn images() -> Vec<PublishedImage> {
    let image = |name: &str, profile| PublishedImage {
        repository: format!("docker.io/library/{name}"),
        tags: vec!["1".into()],
        profile,
        private: false,
        held_before: false,
    };
    vec![
        image("good", profile()),
        image(
            "crashing",
            Profile {
                required_env: vec![vec!["NEVER_SET".into()]],
                ..profile()
            },
        ),
        image(
            "ending",
            Profile {
                ends_after_s: Some(400.0),
                ..profile()
            },
        ),
    ]
}

fn name(kind: &str, which: Which) -> String {
    format!("{kind}-{which}")
}

impl Driver {
    /// Meets a new world, and asks for what everybody needs to know.
    pub(crate) fn new(seed: u64) -> Self {
        let quota = BTreeMap::from([
            ("fargate.vcpu_quota".to_owned(), 64.into()),
            ("ec2.vcpu_quota".to_owned(), 8.into()),
        ]);
        let model = Model::default()
            .with_overrides(&quota)
            .expect("the model has both quotas");
        let mut driver = Self {
            world: World::new(seed, Arc::new(model), images()),
            known: Known::default(),
            subnets: Vec::new(),
            vpc: String::new(),
            image: String::new(),
            open: Vec::new(),
        };
        let subnets = driver
            .ask(ec2::DescribeSubnets::default())
            .expect("subnets");
        driver.vpc.clone_from(&subnets.subnets[0].vpc_id);
        driver.subnets = subnets.subnets.into_iter().map(|s| s.subnet_id).collect();
        let parameter = ssm::GetParameter {
            name: AL2023.into(),
            ..Default::default()
        };
        driver.image = driver.ask(parameter).expect("a parameter").parameter.value;
        driver
    }

    /// Sends a request and moves time until it is answered.
    pub(crate) fn ask<O: Operation>(&mut self, request: O) -> Result<O::Output, CloudError> {
        let reply = self.wait(request.into())?;
        Ok(O::output(reply).expect("the answer has the operation's shape"))
    }

    fn wait(&mut self, request: Request) -> Result<Reply, CloudError> {
        let id = self.world.call(self.world.now(), request);
        loop {
            if let Some(answer) = self.world.answer(id) {
                return answer;
            }
            let next = self.world.next_at().expect("an answer comes");
            self.world.advance(next);
        }
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.world.advance(self.world.now() + time);
    }

    /// Sends a request without waiting for its answer.
    pub(crate) fn send(&mut self, act: &Act) {
        self.hear();
        self.push(act);
        let id = self.world.call(self.world.now(), self.request(act));
        self.open.push(id);
    }

    /// Sends a request and waits for its answer; gives the refusal when there is one.
    pub(crate) fn send_and_wait(&mut self, act: &Act) -> Option<CloudError> {
        self.push(act);
        match self.wait(self.request(act)) {
            Ok(reply) => {
                self.known.learn(&reply);
                None
            }
            Err(error) => Some(error),
        }
    }

    fn push(&mut self, act: &Act) {
        if let Act::Store(store) = *act
            && let Some(image) = store::pushed(store)
        {
            self.world.publish(self.world.now(), image);
        }
        if let Act::Strike(n, seconds) = *act {
            // A used-up quota would leave rollouts without an end, as it does on AWS.
            let all: Vec<_> = Fault::ALL
                .iter()
                .filter(|row| row.name != "quota-reached")
                .collect();
            let row = all[usize::from(n) % all.len()];
            let lasts = format!("{seconds}s");
            let parameters = row.lasts().then_some(("lasts", lasts.as_str()));
            let fault = Fault::of(row.name, parameters).expect("a fault");
            self.world.strike(self.world.now(), &fault);
        }
    }

    /// Takes the answers that have come.
    fn hear(&mut self) {
        let mut open = std::mem::take(&mut self.open);
        open.retain(|id| match self.world.answer(*id) {
            None => true,
            Some(Ok(reply)) => {
                self.known.learn(&reply);
                false
            }
            Some(Err(_)) => false,
        });
        self.open = open;
    }

    fn request(&self, act: &Act) -> Request {
        let known = &self.known;
        match *act {
            Act::Store(store) => store::request(self, store),
            // Whoever lives through it looks around.
            Act::Strike(..) => ec2::DescribeSubnets::default().into(),
            Act::CreateCluster(n) => ecs::CreateCluster {
                cluster_name: name("cluster", n / 2),
                ..Default::default()
            }
            .into(),
            Act::DeleteCluster(n) => ecs::DeleteCluster {
                cluster: name("cluster", n / 2),
            }
            .into(),
            Act::Register(definition) => register(definition).into(),
            Act::Deregister(n) => ecs::DeregisterTaskDefinition {
                task_definition: one(&known.definitions, n),
            }
            .into(),
            Act::CreateService(wishes) => self.create_service(wishes).into(),
            Act::UpdateService(wishes) => self.update_service(wishes).into(),
            Act::Redeploy(n) => ecs::UpdateService {
                cluster: "cluster-0".into(),
                service: name("service", n),
                force_new_deployment: true,
                ..Default::default()
            }
            .into(),
            Act::DeleteService(n, force) => ecs::DeleteService {
                cluster: "cluster-0".into(),
                service: name("service", n),
                force,
            }
            .into(),
            Act::RunTask(n, count) => ecs::RunTask {
                cluster: "cluster-0".into(),
                task_definition: one(&known.definitions, n),
                count: Some(count),
                launch_type: "FARGATE".into(),
                network_configuration: Some(self.network(true)),
                ..Default::default()
            }
            .into(),
            Act::StopTask(n) => ecs::StopTask {
                cluster: "cluster-0".into(),
                task: self.task(n),
                reason: "a hand".into(),
            }
            .into(),
            _ => self.around(act),
        }
    }

    fn around(&self, act: &Act) -> Request {
        const POLICY: &str =
            "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
        let known = &self.known;
        let role_name = |n| name("role", n);
        match *act {
            Act::CreateRole(n, right) => iam::CreateRole {
                role_name: role_name(n),
                assume_role_policy_document: trust(right),
                ..Default::default()
            }
            .into(),
            Act::DeleteRole(n) => iam::DeleteRole {
                role_name: role_name(n),
            }
            .into(),
            Act::AttachPolicy(n) => iam::AttachRolePolicy {
                role_name: role_name(n),
                policy_arn: POLICY.into(),
            }
            .into(),
            Act::DetachPolicy(n) => iam::DetachRolePolicy {
                role_name: role_name(n),
                policy_arn: POLICY.into(),
            }
            .into(),
            Act::CreateLogGroup(n) => logs::CreateLogGroup {
                log_group_name: name("/logs", n / 2),
                ..Default::default()
            }
            .into(),
            Act::DeleteLogGroup(n) => logs::DeleteLogGroup {
                log_group_name: name("/logs", n / 2),
            }
            .into(),
            Act::CreateBalancer(n, group) => CreateLoadBalancer {
                name: name("balancer", n),
                subnets: self.subnets[..2].to_vec(),
                security_groups: group
                    .map(|g| one(&known.security_groups, g))
                    .into_iter()
                    .collect(),
                ..Default::default()
            }
            .into(),
            Act::DeleteBalancer(n) => elbv2::DeleteLoadBalancer {
                load_balancer_arn: one(&known.balancers, n),
            }
            .into(),
            Act::CreateGroup(n, ip) => CreateTargetGroup {
                name: name("group", n),
                protocol: "HTTP".into(),
                port: Some(8080),
                vpc_id: self.vpc.clone(),
                target_type: if ip { "ip" } else { "instance" }.into(),
                health_check_interval_seconds: Some(10),
                ..Default::default()
            }
            .into(),
            Act::DeleteGroup(n) => elbv2::DeleteTargetGroup {
                target_group_arn: one(&known.groups, n),
            }
            .into(),
            Act::CreateListener(balancer, group, port) => CreateListener {
                load_balancer_arn: one(&known.balancers, balancer),
                protocol: "HTTP".into(),
                port,
                default_actions: vec![Action {
                    r#type: "forward".into(),
                    target_group_arn: one(&known.groups, group),
                    ..Action::default()
                }],
            }
            .into(),
            Act::DeleteListener(n) => elbv2::DeleteListener {
                listener_arn: one(&known.listeners, n),
            }
            .into(),
            Act::RegisterTarget(group, instance) => elbv2::RegisterTargets {
                target_group_arn: one(&known.groups, group),
                targets: self.target(instance),
            }
            .into(),
            Act::DeregisterTarget(group, instance) => elbv2::DeregisterTargets {
                target_group_arn: one(&known.groups, group),
                targets: self.target(instance),
            }
            .into(),
            _ => self.machine(act),
        }
    }

    fn machine(&self, act: &Act) -> Request {
        let known = &self.known;
        let instance = |n| vec![one(&known.instances, n)];
        match *act {
            Act::RunInstances(count, group) => RunInstances {
                image_id: self.image.clone(),
                instance_type: "t3.micro".into(),
                min_count: 1,
                max_count: count,
                security_group_ids: group
                    .map(|g| one(&known.security_groups, g))
                    .into_iter()
                    .collect(),
                ..Default::default()
            }
            .into(),
            Act::StartInstance(n) => ec2::StartInstances {
                instance_ids: instance(n),
            }
            .into(),
            Act::StopInstance(n) => ec2::StopInstances {
                instance_ids: instance(n),
            }
            .into(),
            Act::RebootInstance(n) => ec2::RebootInstances {
                instance_ids: instance(n),
            }
            .into(),
            Act::TerminateInstance(n) => ec2::TerminateInstances {
                instance_ids: instance(n),
            }
            .into(),
            Act::AssociateAddress(address, n) => ec2::AssociateAddress {
                allocation_id: one(&known.addresses, address),
                instance_id: one(&known.instances, n),
            }
            .into(),
            Act::DisassociateAddress(n) => ec2::DisassociateAddress {
                association_id: one(&known.associations, n),
            }
            .into(),
            Act::ReleaseAddress(n) => ec2::ReleaseAddress {
                allocation_id: one(&known.addresses, n),
            }
            .into(),
            Act::CreateSecurityGroup(n) => ec2::CreateSecurityGroup {
                group_name: name("firewall", n),
                description: "doors".into(),
                ..Default::default()
            }
            .into(),
            Act::Authorize(n, port) => AuthorizeSecurityGroupIngress {
                group_id: one(&known.security_groups, n),
                ip_permissions: vec![IpPermission::from_range("tcp", port, "0.0.0.0/0")],
                ..Default::default()
            }
            .into(),
            Act::DeleteSecurityGroup(n) => ec2::DeleteSecurityGroup {
                group_id: one(&known.security_groups, n),
                ..Default::default()
            }
            .into(),
            Act::CreateSnapshot(n) => ec2::CreateSnapshot {
                volume_id: one(&known.volumes, n),
                ..Default::default()
            }
            .into(),
            Act::DeleteSnapshot(n) => ec2::DeleteSnapshot {
                snapshot_id: one(&known.snapshots, n),
            }
            .into(),
            Act::DeleteVolume(n) => ec2::DeleteVolume {
                volume_id: one(&known.volumes, n),
            }
            .into(),
            _ => ec2::AllocateAddress {
                domain: "vpc".into(),
                ..Default::default()
            }
            .into(),
        }
    }

    /// A task that runs or stops now, of those that ECS still shows.
    fn task(&self, which: Which) -> String {
        one(&crate::seen::tasks(&self.world, "cluster-0"), which)
    }

    fn target(&self, which: Which) -> Vec<TargetDescription> {
        vec![TargetDescription {
            id: one(&self.known.instances, which),
            ..Default::default()
        }]
    }

    fn network(&self, public: bool) -> ecs::NetworkConfiguration {
        let security_groups = self.known.security_groups.first().cloned();
        ecs::NetworkConfiguration {
            awsvpc_configuration: Some(ecs::AwsVpcConfiguration {
                subnets: self.subnets.clone(),
                security_groups: security_groups.into_iter().collect(),
                assign_public_ip: if public { "ENABLED" } else { "DISABLED" }.into(),
            }),
        }
    }

    fn create_service(&self, wishes: Wishes) -> ecs::CreateService {
        let load_balancer = |group| ecs::LoadBalancer {
            target_group_arn: one(&self.known.groups, group),
            container_name: "web".into(),
            container_port: 8080,
            ..Default::default()
        };
        ecs::CreateService {
            cluster: "cluster-0".into(),
            service_name: name("service", wishes.name),
            task_definition: one(&self.known.definitions, wishes.definition),
            desired_count: Some(wishes.desired),
            launch_type: "FARGATE".into(),
            load_balancers: wishes.group.map(load_balancer).into_iter().collect(),
            network_configuration: Some(self.network(wishes.public)),
            deployment_configuration: Some(configuration(wishes)),
            health_check_grace_period_seconds: wishes.grace.filter(|_| wishes.group.is_some()),
            ..Default::default()
        }
    }

    fn update_service(&self, wishes: Wishes) -> ecs::UpdateService {
        ecs::UpdateService {
            cluster: "cluster-0".into(),
            service: name("service", wishes.name),
            desired_count: Some(wishes.desired),
            task_definition: one(&self.known.definitions, wishes.definition),
            deployment_configuration: Some(configuration(wishes)),
            ..Default::default()
        }
    }
}

fn configuration(wishes: Wishes) -> ecs::DeploymentConfiguration {
    let (enable, rollback) = wishes.breaker;
    ecs::DeploymentConfiguration {
        minimum_healthy_percent: Some(wishes.minimum),
        maximum_percent: Some(wishes.maximum),
        deployment_circuit_breaker: Some(ecs::DeploymentCircuitBreaker {
            enable,
            rollback: enable && rollback,
        }),
        ..Default::default()
    }
}

fn trust(right: bool) -> String {
    let principal = if right {
        "ecs-tasks.amazonaws.com"
    } else {
        "ec2.amazonaws.com"
    };
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{principal}"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

/// The family of a definition says what its tasks have.
fn register(definition: Definition) -> ecs::RegisterTaskDefinition {
    let image = match definition.image {
        Image::Good => "good:1",
        Image::Crashing => "crashing:1",
        Image::Ending => "ending:1",
        Image::Missing => "good:2",
    };
    let check = ecs::HealthCheck {
        command: vec![
            "CMD-SHELL".into(),
            "curl -f http://localhost:8080/ || exit 1".into(),
        ],
        interval: Some(10),
        ..Default::default()
    };
    let role = definition
        .role
        .map(|n| format!("arn:aws:iam::123456789012:role/role-{n}"));
    let log = ecs::LogConfiguration {
        log_driver: "awslogs".into(),
        options: [
            ("awslogs-group", "/logs-0"),
            ("awslogs-region", "us-east-1"),
            ("awslogs-stream-prefix", "web"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into(),
    };
    ecs::RegisterTaskDefinition {
        family: if definition.checked {
            "checked"
        } else {
            "plain"
        }
        .into(),
        execution_role_arn: role.unwrap_or_default(),
        network_mode: "awsvpc".into(),
        requires_compatibilities: vec!["FARGATE".into()],
        cpu: "256".into(),
        memory: if definition.impossible { "511" } else { "512" }.into(),
        container_definitions: vec![ecs::ContainerDefinition {
            name: "web".into(),
            image: image.into(),
            port_mappings: vec![ecs::PortMapping {
                container_port: 8080,
                name: "http".into(),
                ..Default::default()
            }],
            health_check: definition.checked.then_some(check),
            log_configuration: definition.logged.then_some(log),
            ..Default::default()
        }],
        ..Default::default()
    }
}
