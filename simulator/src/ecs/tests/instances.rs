//! Tasks on container instances: how machines register, which tasks they take, and what becomes of those with them.

use paperboat_core::aws::ec2::{
    DescribeSubnets, IamInstanceProfileSpecification, RebootInstances, RunInstances, StopInstances,
    TerminateInstances,
};
use paperboat_core::aws::ecs::*;
use paperboat_core::aws::iam::{
    AddRoleToInstanceProfile, AttachRolePolicy, CreateInstanceProfile, CreateRole,
};
use paperboat_core::event::EventKind;
use paperboat_core::workload::{Profile, PublishedImage, WorkloadKind};

use crate::testing::{call, pass, world};
use crate::world::World;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
pub(super) const IMAGE: &str =
    "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";

/// A cluster, and a profile with which instances may register.
pub(super) struct Yard {
    pub(super) w: World,
    pub(super) subnets: Vec<String>,
    /// The key pair of its instances; empty for none.
    pub(super) key: String,
}

impl Yard {
    pub(super) fn new() -> Self {
        let mut w = world(vec![image()]);
        let subnets = call(&mut w, DescribeSubnets::default()).unwrap().subnets;
        let cluster = CreateCluster {
            cluster_name: "yard".into(),
            ..Default::default()
        };
        call(&mut w, cluster).unwrap();
        let role = CreateRole {
            role_name: "instance".into(),
            assume_role_policy_document: TRUST.into(),
            ..Default::default()
        };
        call(&mut w, role).unwrap();
        let attach = AttachRolePolicy {
            role_name: "instance".into(),
            policy_arn: "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
                .into(),
        };
        call(&mut w, attach).unwrap();
        let profile = CreateInstanceProfile {
            instance_profile_name: "instance".into(),
            ..Default::default()
        };
        call(&mut w, profile).unwrap();
        let add = AddRoleToInstanceProfile {
            instance_profile_name: "instance".into(),
            role_name: "instance".into(),
        };
        call(&mut w, add).unwrap();
        pass(&mut w, 60);
        let subnets = subnets.into_iter().map(|s| s.subnet_id).collect();
        let key = String::new();
        Self { w, subnets, key }
    }

    /// Launches an instance of the ECS-optimised image in a subnet; gives its id.
    fn launch(&mut self, instance_type: &str, subnet: usize, user_data: &str) -> String {
        let request = RunInstances {
            image_id: IMAGE.into(),
            instance_type: instance_type.into(),
            min_count: 1,
            max_count: 1,
            subnet_id: self.subnets[subnet].clone(),
            user_data: user_data.into(),
            key_name: self.key.clone(),
            iam_instance_profile: Some(IamInstanceProfileSpecification {
                name: "instance".into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let made = call(&mut self.w, request).unwrap();
        made.instances[0].instance_id.clone()
    }

    /// One that registers with the cluster; waits until it has.
    pub(super) fn join(&mut self, instance_type: &str, subnet: usize) -> String {
        let script = "#!/bin/bash\necho ECS_CLUSTER=yard >> /etc/ecs/ecs.config\n";
        let id = self.launch(instance_type, subnet, script);
        pass(&mut self.w, 120);
        self.w.check();
        id
    }

    pub(super) fn instances(&mut self) -> Vec<ContainerInstance> {
        let list = ListContainerInstances {
            cluster: "yard".into(),
            ..Default::default()
        };
        let arns = call(&mut self.w, list).unwrap().container_instance_arns;
        if arns.is_empty() {
            return Vec::new();
        }
        let describe = DescribeContainerInstances {
            cluster: "yard".into(),
            container_instances: arns,
        };
        let shown = call(&mut self.w, describe).unwrap();
        shown.container_instances
    }

    pub(super) fn define(&mut self, family: &str, cpu: &str, memory: &str) {
        let definition = RegisterTaskDefinition {
            requires_compatibilities: vec!["EC2".into()],
            cpu: cpu.into(),
            memory: memory.into(),
            ..super::small(family, vec![super::web("web:1")])
        };
        call(&mut self.w, definition).unwrap();
    }

    pub(super) fn network(&self) -> Option<NetworkConfiguration> {
        Some(NetworkConfiguration {
            awsvpc_configuration: Some(AwsVpcConfiguration {
                subnets: self.subnets.clone(),
                ..Default::default()
            }),
        })
    }

    fn run(&mut self, family: &str, count: u32) -> RunTaskOutput {
        let request = RunTask {
            cluster: "yard".into(),
            task_definition: family.into(),
            launch_type: "EC2".into(),
            count: Some(count),
            network_configuration: self.network(),
            ..Default::default()
        };
        call(&mut self.w, request).unwrap()
    }

    fn serve(&mut self, family: &str, count: u32) {
        let request = CreateService {
            cluster: "yard".into(),
            service_name: family.into(),
            task_definition: family.into(),
            launch_type: "EC2".into(),
            desired_count: Some(count),
            network_configuration: self.network(),
            ..Default::default()
        };
        call(&mut self.w, request).unwrap();
        pass(&mut self.w, 180);
        self.w.check();
    }

    pub(super) fn tasks(&mut self, desired: &str) -> Vec<Task> {
        let list = ListTasks {
            cluster: "yard".into(),
            desired_status: desired.into(),
            ..Default::default()
        };
        let tasks = call(&mut self.w, list).unwrap().task_arns;
        if tasks.is_empty() {
            return Vec::new();
        }
        let describe = DescribeTasks {
            cluster: "yard".into(),
            tasks,
        };
        call(&mut self.w, describe).unwrap().tasks
    }

    pub(super) fn said(&self, of: &str) -> Vec<String> {
        let events = self.w.events().iter();
        let texts = events.filter_map(|e| match &e.kind {
            EventKind::Message { text, .. } if text.contains(of) => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }
}

pub(super) fn image() -> PublishedImage {
    PublishedImage {
        repository: "docker.io/library/web".into(),
        tags: vec!["1".into()],
        profile: Profile {
            kind: WorkloadKind::Web,
            pull_bytes: 50_000_000,
            disk_bytes: 150_000_000,
            boot_s: 1.0,
            memory_mib: 100,
            listens: vec![8080],
            requests_per_second: 100.0,
            http: true,
            ..Profile::default()
        },
        private: false,
        held_before: false,
    }
}

pub(super) fn numbers(resources: &[Resource]) -> Vec<u32> {
    resources.iter().filter_map(|r| r.integer_value).collect()
}

#[test]
fn an_instance_of_the_image_registers_with_what_tasks_can_have_of_it() {
    let mut y = Yard::new();
    let id = y.join("t3.medium", 0);
    let all = y.instances();
    assert_eq!(all.len(), 1);
    let one = &all[0];
    assert_eq!(one.ec2_instance_id, id);
    assert!(one.agent_connected);
    assert_eq!(one.status, ContainerInstanceStatus::Active);
    // Two vCPUs; of 4096 MiB what the kernel sees.
    assert_eq!(numbers(&one.registered_resources), [2048, 3993]);
    let zone = ("ecs.availability-zone", "us-east-1a");
    assert!(one.attributes.iter().any(|a| (&*a.name, &*a.value) == zone));
    let shown = call(
        &mut y.w,
        DescribeClusters {
            clusters: vec!["yard".into()],
            ..Default::default()
        },
    );
    assert_eq!(
        shown.unwrap().clusters[0].registered_container_instances_count,
        1
    );
    let delete = DeleteCluster {
        cluster: "yard".into(),
    };
    let refused = call(&mut y.w, delete).unwrap_err();
    assert_eq!(refused.code, "ClusterContainsContainerInstancesException");
}

#[test]
fn an_instance_that_cannot_register_says_why_and_does_when_it_can() {
    let mut y = Yard::new();
    let script = "#!/bin/bash\necho ECS_CLUSTER=later > /etc/ecs/ecs.config\n";
    y.launch("t3.small", 0, script);
    pass(&mut y.w, 180);
    assert_eq!(
        y.said("Unable to register"),
        [
            "Unable to register as a container instance with ECS: ClusterNotFoundException: Cluster not found."
        ]
    );
    let cluster = CreateCluster {
        cluster_name: "later".into(),
        ..Default::default()
    };
    call(&mut y.w, cluster).unwrap();
    pass(&mut y.w, 30);
    let list = ListContainerInstances {
        cluster: "later".into(),
        ..Default::default()
    };
    let found = call(&mut y.w, list).unwrap().container_instance_arns;
    assert_eq!(found.len(), 1);
}

#[test]
fn tasks_take_their_share_and_run_without_a_public_address_or_a_bill_of_fargate() {
    let mut y = Yard::new();
    y.join("t3.medium", 0);
    y.define("web", "512", "1024");
    let started = y.run("web", 1);
    assert_eq!(started.failures, []);
    pass(&mut y.w, 120);
    y.w.check();
    let task = &y.tasks("RUNNING")[0];
    assert_eq!(task.last_status, TaskStatus::Running);
    assert_eq!(task.launch_type, "EC2");
    let one = &y.instances()[0];
    assert_eq!(task.container_instance_arn, one.container_instance_arn);
    assert_eq!(numbers(&one.remaining_resources), [1536, 2969]);
    assert_eq!((one.running_tasks_count, one.pending_tasks_count), (1, 0));
    assert_eq!(crate::ecs::billable(&y.w).count(), 0);
    let stop = StopTask {
        cluster: "yard".into(),
        task: task.task_arn.clone(),
        ..Default::default()
    };
    call(&mut y.w, stop).unwrap();
    pass(&mut y.w, 120);
    y.w.check();
    let one = &y.instances()[0];
    assert_eq!(one.remaining_resources, one.registered_resources);
}

#[test]
fn run_task_says_of_each_instance_what_it_lacks() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    y.define("wide", "4096", "512");
    y.define("big", "256", "4096");
    let request = RunTask {
        cluster: "yard".into(),
        task_definition: "web".into(),
        launch_type: "EC2".into(),
        network_configuration: y.network(),
        ..Default::default()
    };
    let none = call(&mut y.w, request.clone()).unwrap_err();
    assert_eq!(
        none.message,
        "No Container Instances were found in your cluster."
    );
    y.join("t3.medium", 0);
    let reasons = |out: RunTaskOutput| -> Vec<String> {
        out.failures.into_iter().map(|f| f.reason).collect()
    };
    assert_eq!(reasons(y.run("wide", 1)), ["RESOURCE:CPU"]);
    assert_eq!(reasons(y.run("big", 1)), ["RESOURCE:MEMORY"]);
    // A t3.medium has three network interfaces, of which one is its own.
    let out = y.run("web", 3);
    assert_eq!(out.tasks.len(), 2);
    assert_eq!(reasons(out), ["RESOURCE:ENI"]);
    let wrong = RunTask {
        launch_type: "FARGATE".into(),
        ..request.clone()
    };
    let refused = call(&mut y.w, wrong).unwrap_err();
    assert_eq!(
        refused.message,
        "Task definition does not support launch_type FARGATE."
    );
    let member_of = RunTask {
        placement_constraints: vec![PlacementConstraint {
            r#type: PlacementConstraintType::MemberOf,
            expression: "attribute:ecs.instance-type =~ t3.*".into(),
        }],
        ..request
    };
    let refused = call(&mut y.w, member_of).unwrap_err();
    assert!(refused.message.contains("not modelled"), "{refused:?}");
}

#[test]
fn a_service_spreads_over_zones_and_says_what_the_closest_instance_lacks() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    y.serve("web", 1);
    assert_eq!(
        y.said("was unable to place")[0],
        "(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
    );
    y.join("t3.small", 0);
    y.join("t3.small", 1);
    let update = |desired| UpdateService {
        cluster: "yard".into(),
        service: "web".into(),
        desired_count: Some(desired),
        ..Default::default()
    };
    call(&mut y.w, update(2)).unwrap();
    pass(&mut y.w, 180);
    let mut zones: Vec<_> = y
        .tasks("RUNNING")
        .into_iter()
        .map(|t| t.availability_zone)
        .collect();
    zones.sort();
    assert_eq!(zones, ["us-east-1a", "us-east-1b"]);
    call(&mut y.w, update(5)).unwrap();
    pass(&mut y.w, 180);
    y.w.check();
    assert_eq!(y.tasks("RUNNING").len(), 4);
    let said = y.said("The closest matching");
    assert!(
        said[0].contains("encountered error \"RESOURCE:ENI\""),
        "{said:?}"
    );
}

#[test]
fn a_drained_instance_gives_its_tasks_to_others() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    y.join("t3.small", 0);
    y.serve("web", 2);
    y.join("t3.small", 1);
    let first = y.instances()[0].clone();
    let drain = UpdateContainerInstancesState {
        cluster: "yard".into(),
        container_instances: vec![first.container_instance_arn.clone()],
        status: ContainerInstanceStatus::Draining,
    };
    let shown = call(&mut y.w, drain).unwrap().container_instances;
    assert_eq!(shown[0].status, ContainerInstanceStatus::Draining);
    pass(&mut y.w, 400);
    y.w.check();
    let tasks = y.tasks("RUNNING");
    assert_eq!(tasks.len(), 2);
    assert!(
        tasks
            .iter()
            .all(|t| t.container_instance_arn != first.container_instance_arn)
    );
    let deregister = DeregisterContainerInstance {
        cluster: "yard".into(),
        container_instance: first.container_instance_arn,
        force: false,
    };
    let gone = call(&mut y.w, deregister).unwrap().container_instance;
    assert_eq!(gone.status, ContainerInstanceStatus::Inactive);
    assert_eq!(y.instances().len(), 1);
}

#[test]
fn tasks_end_with_their_instance_and_are_replaced_elsewhere() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    let first = y.join("t3.small", 0);
    y.serve("web", 1);
    y.join("t3.small", 1);
    let terminate = TerminateInstances {
        instance_ids: vec![first.clone()],
    };
    call(&mut y.w, terminate).unwrap();
    pass(&mut y.w, 300);
    y.w.check();
    let stopped = y.tasks("STOPPED");
    assert_eq!(
        stopped[0].stopped_reason,
        format!("Host EC2 (instance {first}) terminated.")
    );
    assert_eq!(y.instances().len(), 1);
    let tasks = y.tasks("RUNNING");
    assert_eq!(tasks[0].last_status, TaskStatus::Running);
    assert_eq!(tasks[0].availability_zone, "us-east-1b");
}

#[test]
fn a_stopped_instance_stays_registered_and_a_rebooted_one_comes_back() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    let id = y.join("t3.small", 0);
    y.serve("web", 1);
    let before = y.instances()[0].container_instance_arn.clone();
    let reboot = RebootInstances {
        instance_ids: vec![id.clone()],
    };
    call(&mut y.w, reboot).unwrap();
    assert!(!y.instances()[0].agent_connected);
    pass(&mut y.w, 300);
    y.w.check();
    let after = &y.instances()[0];
    assert!(after.agent_connected);
    assert_eq!(after.container_instance_arn, before);
    assert_eq!(
        y.tasks("STOPPED")[0].stopped_reason,
        "Essential container in task exited"
    );
    assert_eq!(y.tasks("RUNNING")[0].last_status, TaskStatus::Running);
    let stop = StopInstances {
        instance_ids: vec![id.clone()],
    };
    call(&mut y.w, stop).unwrap();
    pass(&mut y.w, 120);
    y.w.check();
    let off = &y.instances()[0];
    assert_eq!(off.status, ContainerInstanceStatus::Active);
    assert!(!off.agent_connected);
    let stopped = y.tasks("STOPPED");
    let reason = format!("Host EC2 (instance {id}) stopped.");
    assert!(stopped.iter().any(|t| t.stopped_reason == reason));
    assert!(y.said("encountered error \"AGENT\"").len() == 1);
}
