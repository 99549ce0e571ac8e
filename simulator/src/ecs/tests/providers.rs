//! Capacity providers: groups that grow for tasks that wait, shrink when they are gone, and are emptied before they end.

use paperboat_core::aws::SecretString;
use paperboat_core::aws::autoscaling::{
    CreateAutoScalingGroup, DescribeAutoScalingGroups, LaunchTemplateSpecification,
    TerminateInstanceInAutoScalingGroup,
};
use paperboat_core::aws::ec2::{
    CreateLaunchTemplate, LaunchTemplateIamInstanceProfileSpecification, RequestLaunchTemplateData,
};
use paperboat_core::aws::ecs::*;

use super::instances::{IMAGE, Yard};
use crate::testing::{call, pass};

impl Yard {
    /// A group of so many t3.small at most, none at first, as the cluster's capacity provider.
    fn provide(&mut self, most: u32) {
        let template = CreateLaunchTemplate {
            launch_template_name: "machines".into(),
            launch_template_data: RequestLaunchTemplateData {
                image_id: IMAGE.into(),
                instance_type: "t3.small".into(),
                user_data: SecretString(
                    "#!/bin/bash\necho ECS_CLUSTER=yard >> /etc/ecs/ecs.config\n".into(),
                ),
                iam_instance_profile: Some(LaunchTemplateIamInstanceProfileSpecification {
                    name: "instance".into(),
                    ..Default::default()
                }),
                ..Default::default()
            },
            ..Default::default()
        };
        call(&mut self.w, template).unwrap();
        let group = CreateAutoScalingGroup {
            auto_scaling_group_name: "machines".into(),
            launch_template: Some(LaunchTemplateSpecification {
                launch_template_name: "machines".into(),
                ..Default::default()
            }),
            max_size: most,
            vpc_zone_identifier: self.subnets[..2].join(","),
            ..Default::default()
        };
        call(&mut self.w, group).unwrap();
        let provider = CreateCapacityProvider {
            name: "machines".into(),
            auto_scaling_group_provider: Some(AutoScalingGroupProvider {
                auto_scaling_group_arn: "machines".into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let made = call(&mut self.w, provider).unwrap().capacity_provider;
        let shown = made.auto_scaling_group_provider.unwrap();
        assert_eq!(shown.managed_scaling.unwrap().target_capacity, Some(100));
        assert_eq!(shown.managed_draining, "ENABLED");
        let put = PutClusterCapacityProviders {
            cluster: "yard".into(),
            capacity_providers: Some(vec!["machines".into()]),
            default_capacity_provider_strategy: Some(vec![CapacityProviderStrategyItem {
                capacity_provider: "machines".into(),
                weight: 1,
                base: 0,
            }]),
        };
        call(&mut self.w, put).unwrap();
    }

    fn serve_by_provider(&mut self, family: &str, count: u32) -> Service {
        let request = CreateService {
            cluster: "yard".into(),
            service_name: family.into(),
            task_definition: family.into(),
            desired_count: Some(count),
            network_configuration: self.network(),
            ..Default::default()
        };
        call(&mut self.w, request).unwrap().service
    }

    fn scale(&mut self, service: &str, count: u32) {
        let request = UpdateService {
            cluster: "yard".into(),
            service: service.into(),
            desired_count: Some(count),
            ..Default::default()
        };
        call(&mut self.w, request).unwrap();
    }

    fn group_size(&mut self) -> u32 {
        let request = DescribeAutoScalingGroups::default();
        call(&mut self.w, request).unwrap().auto_scaling_groups[0].desired_capacity
    }

    fn running(&mut self) -> usize {
        let tasks = self.tasks("RUNNING").into_iter();
        tasks
            .filter(|t| t.last_status == TaskStatus::Running)
            .count()
    }
}

#[test]
fn tasks_that_name_the_same_port_need_an_instance_each() {
    let mut y = Yard::new();
    y.provide(3);
    let port = super::bridge::container("web", Some(80));
    y.register(super::bridge::plain("web", vec![port])).unwrap();
    let request = CreateService {
        cluster: "yard".into(),
        service_name: "web".into(),
        task_definition: "web".into(),
        desired_count: Some(2),
        ..Default::default()
    };
    call(&mut y.w, request).unwrap();
    pass(&mut y.w, 5);
    let waits = y.tasks("RUNNING");
    assert_eq!(waits[0].last_status, TaskStatus::Provisioning);
    assert_eq!(waits[0].availability_zone, "");
    pass(&mut y.w, 600);
    y.w.check();
    assert_eq!(y.group_size(), 2);
    assert_eq!(y.running(), 2);
}

#[test]
fn the_group_grows_for_tasks_that_wait_and_shrinks_when_they_are_gone() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    y.provide(2);
    let service = y.serve_by_provider("web", 1);
    assert_eq!(
        service.capacity_provider_strategy[0].capacity_provider,
        "machines"
    );
    assert_eq!(service.launch_type, "");
    pass(&mut y.w, 20);
    let waiting = y.tasks("RUNNING");
    assert_eq!(waiting[0].last_status, TaskStatus::Provisioning);
    assert_eq!(waiting[0].container_instance_arn, "");
    assert_eq!(waiting[0].capacity_provider_name, "machines");
    assert_eq!(y.said("was unable to place"), Vec::<String>::new());
    pass(&mut y.w, 400);
    y.w.check();
    assert_eq!((y.group_size(), y.running()), (1, 1));
    assert_eq!(y.instances()[0].capacity_provider_name, "machines");
    // A t3.small takes two tasks: it has two network interfaces beside its own.
    y.scale("web", 4);
    pass(&mut y.w, 400);
    y.w.check();
    assert_eq!((y.group_size(), y.running()), (2, 4));
    y.scale("web", 5);
    pass(&mut y.w, 400);
    y.w.check();
    assert_eq!((y.group_size(), y.running()), (2, 4));
    y.scale("web", 1);
    pass(&mut y.w, 600);
    assert_eq!((y.group_size(), y.running()), (2, 1));
    pass(&mut y.w, 1800);
    y.w.check();
    assert_eq!(
        (y.group_size(), y.running(), y.instances().len()),
        (1, 1, 1)
    );
}

#[test]
fn a_task_that_no_instance_of_the_group_holds_fails_in_awss_words() {
    let mut y = Yard::new();
    y.define("big", "256", "2048");
    y.provide(3);
    let request = RunTask {
        cluster: "yard".into(),
        task_definition: "big".into(),
        network_configuration: y.network(),
        ..Default::default()
    };
    let out = call(&mut y.w, request).unwrap();
    assert_eq!((out.tasks.len(), out.failures.len()), (1, 0));
    pass(&mut y.w, 300);
    y.w.check();
    let stopped = &y.tasks("STOPPED")[0];
    assert_eq!(stopped.stopped_reason, "RESOURCE:MEMORY");
    assert_eq!(stopped.stop_code, Some(TaskStopCode::TaskFailedToStart));
    assert_eq!(y.group_size(), 0);
}

#[test]
fn an_instance_that_the_group_ends_is_emptied_first() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    y.provide(3);
    y.serve_by_provider("web", 2);
    pass(&mut y.w, 400);
    assert_eq!(y.running(), 2);
    let first = y.instances()[0].ec2_instance_id.clone();
    let end = TerminateInstanceInAutoScalingGroup {
        instance_id: first.clone(),
        should_decrement_desired_capacity: false,
    };
    call(&mut y.w, end).unwrap();
    let mut seen = Vec::new();
    for _ in 0..60 {
        pass(&mut y.w, 10);
        y.w.check();
        seen.push(y.running());
    }
    assert!(seen.iter().all(|running| *running >= 2), "{seen:?}");
    assert!(y.instances().iter().all(|i| i.ec2_instance_id != first));
    assert_eq!(y.running(), 2);
}

#[test]
fn providers_are_refused_in_ecss_words() {
    let mut y = Yard::new();
    y.define("web", "256", "512");
    y.provide(1);
    let delete = DeleteCapacityProvider {
        capacity_provider: "machines".into(),
    };
    let refused = call(&mut y.w, delete.clone()).unwrap_err();
    assert!(
        refused.message.contains("associated with cluster: yard"),
        "{refused:?}"
    );
    let both = RunTask {
        cluster: "yard".into(),
        task_definition: "web".into(),
        launch_type: "EC2".into(),
        capacity_provider_strategy: vec![CapacityProviderStrategyItem {
            capacity_provider: "machines".into(),
            ..Default::default()
        }],
        network_configuration: y.network(),
        ..Default::default()
    };
    let refused = call(&mut y.w, both).unwrap_err();
    assert!(
        refused.message.starts_with("Specifying both"),
        "{refused:?}"
    );
    let none = PutClusterCapacityProviders {
        cluster: "yard".into(),
        capacity_providers: Some(Vec::new()),
        default_capacity_provider_strategy: Some(Vec::new()),
    };
    call(&mut y.w, none).unwrap();
    call(&mut y.w, delete.clone()).unwrap();
    assert!(call(&mut y.w, delete).is_err());
    let shown = DescribeCapacityProviders {
        capacity_providers: vec!["machines".into()],
        ..Default::default()
    };
    assert_eq!(call(&mut y.w, shown).unwrap().failures[0].reason, "MISSING");
}
