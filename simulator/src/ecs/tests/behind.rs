//! Services behind a load balancer whose tasks have no interface of their own: their instances are the targets, each at the
//! port of the instance behind which a task is.

use paperboat_core::aws::ec2::DescribeSubnets;
use paperboat_core::aws::ecs::*;
use paperboat_core::aws::elbv2::{
    Action, CreateListener, CreateLoadBalancer, CreateTargetGroup, DescribeTargetHealth,
    TargetHealthDescription, TargetHealthStateEnum,
};

use super::bridge::{bindings, container, plain};
use super::instances::Yard;
use crate::testing::{call, pass};

/// A load balancer that sends to one target group.
struct Front {
    group: String,
    dns_name: String,
}

impl Yard {
    fn group(&mut self, name: &str, target_type: &str) -> String {
        let subnets = call(&mut self.w, DescribeSubnets::default())
            .unwrap()
            .subnets;
        let create = CreateTargetGroup {
            name: name.into(),
            protocol: "HTTP".into(),
            port: Some(80),
            target_type: target_type.into(),
            vpc_id: subnets[0].vpc_id.clone(),
            ..Default::default()
        };
        let made = call(&mut self.w, create).unwrap().target_groups;
        made[0].target_group_arn.clone()
    }

    fn front(&mut self, id: &str) -> Front {
        let group = self.group("web", "instance");
        // The default group, whose members let each other in.
        let security_groups = self.instance(id).security_groups;
        let balancer = CreateLoadBalancer {
            name: "web".into(),
            subnets: self.subnets.clone(),
            security_groups: security_groups.into_iter().map(|g| g.group_id).collect(),
            ..Default::default()
        };
        let balancer = call(&mut self.w, balancer)
            .unwrap()
            .load_balancers
            .remove(0);
        let listener = CreateListener {
            load_balancer_arn: balancer.load_balancer_arn,
            protocol: "HTTP".into(),
            port: 80,
            default_actions: vec![Action {
                r#type: "forward".into(),
                target_group_arn: group.clone(),
                ..Default::default()
            }],
        };
        call(&mut self.w, listener).unwrap();
        pass(&mut self.w, 300);
        Front {
            group,
            dns_name: balancer.dns_name,
        }
    }

    fn service(&mut self, front: &Front, definition: &str, count: u32) -> CreateService {
        CreateService {
            cluster: "yard".into(),
            service_name: "web".into(),
            task_definition: definition.into(),
            desired_count: Some(count),
            load_balancers: vec![LoadBalancer {
                target_group_arn: front.group.clone(),
                container_name: "web".into(),
                container_port: 8080,
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    /// The targets of a group: which instance, at which port, and what is thought of it.
    fn targets(&mut self, front: &Front) -> Vec<(String, u16, TargetHealthStateEnum)> {
        let request = DescribeTargetHealth {
            target_group_arn: front.group.clone(),
            ..Default::default()
        };
        let all = call(&mut self.w, request).unwrap();
        let shown = |d: TargetHealthDescription| {
            (
                d.target.id,
                d.target.port.unwrap_or(0),
                d.target_health.state,
            )
        };
        let mut all: Vec<_> = all
            .target_health_descriptions
            .into_iter()
            .map(shown)
            .collect();
        all.sort();
        all
    }

    fn roll(&mut self, family: &str) {
        let update = UpdateService {
            cluster: "yard".into(),
            service: "web".into(),
            task_definition: family.into(),
            ..Default::default()
        };
        call(&mut self.w, update).unwrap();
    }

    fn served(&mut self) -> Service {
        let request = DescribeServices {
            cluster: "yard".into(),
            services: vec!["web".into()],
            ..Default::default()
        };
        call(&mut self.w, request).unwrap().services.remove(0)
    }
}

use TargetHealthStateEnum::Healthy;

#[test]
fn two_tasks_on_one_instance_are_two_targets_and_a_rollout_brings_two_others() {
    let (mut y, id) = Yard::with_instance();
    let front = y.front(&id);
    y.open(&id, 80);
    y.register(plain("web", vec![container("web", Some(0))]))
        .unwrap();
    let request = y.service(&front, "web", 2);
    call(&mut y.w, request).unwrap();
    pass(&mut y.w, 300);
    y.w.check();
    assert_eq!(
        y.targets(&front),
        [(id.clone(), 32768, Healthy), (id.clone(), 32769, Healthy)]
    );
    let url = format!("http://{}/", front.dns_name);
    assert_eq!(y.w.page(&url).status, 200);
    assert_eq!(y.served().network_configuration, None);
    y.register(plain("web", vec![container("web", Some(0))]))
        .unwrap();
    y.roll("web");
    for _ in 0..60 {
        pass(&mut y.w, 10);
        y.w.check();
        assert_eq!(y.w.page(&url).status, 200);
    }
    let service = y.served();
    assert_eq!(service.deployments.len(), 1);
    assert_eq!(
        service.deployments[0].rollout_state,
        RolloutState::Completed
    );
    assert_eq!(
        y.targets(&front),
        [(id.clone(), 32770, Healthy), (id, 32771, Healthy)]
    );
    let drained = y.said("has begun draining connections");
    assert!(!drained.is_empty());
}

#[test]
fn a_rollout_of_a_task_that_names_its_port_needs_a_second_instance() {
    let (mut y, id) = Yard::with_instance();
    let front = y.front(&id);
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    let request = y.service(&front, "web", 1);
    call(&mut y.w, request).unwrap();
    pass(&mut y.w, 300);
    assert_eq!(y.targets(&front), [(id.clone(), 80, Healthy)]);
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    y.roll("web");
    pass(&mut y.w, 300);
    y.w.check();
    let host = y.instances()[0].container_instance_arn.clone();
    let host = host.rsplit('/').next().unwrap_or_default();
    assert_eq!(
        y.said("was unable to place")[0],
        format!(
            "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance {host}) is already using a port required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
        )
    );
    assert_eq!(y.served().deployments.len(), 2);
    let second = y.join("t3.small", 1);
    pass(&mut y.w, 600);
    y.w.check();
    assert_eq!(y.served().deployments.len(), 1);
    assert_eq!(y.targets(&front), [(second, 80, Healthy)]);
}

#[test]
fn a_target_group_of_another_kind_is_refused_in_ecss_words() {
    let (mut y, id) = Yard::with_instance();
    let mut front = y.front(&id);
    let awsvpc = RegisterTaskDefinition {
        network_mode: "awsvpc".into(),
        ..plain("own", vec![container("web", None)])
    };
    y.register(awsvpc).unwrap();
    y.register(plain("web", vec![container("web", None)]))
        .unwrap();
    let own = CreateService {
        network_configuration: y.network(),
        ..y.service(&front, "own", 1)
    };
    assert_eq!(
        call(&mut y.w, own).unwrap_err().message,
        format!(
            "The provided target group {} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.",
            front.group
        )
    );
    front.group = y.group("addresses", "ip");
    let bridge = y.service(&front, "web", 1);
    assert_eq!(
        call(&mut y.w, bridge).unwrap_err().message,
        format!(
            "The provided target group {} has target type ip, which is incompatible with the bridge network mode specified in the task definition.",
            front.group
        )
    );
}

#[test]
fn names_that_need_an_interface_are_refused_as_not_modelled() {
    let (mut y, id) = Yard::with_instance();
    let front = y.front(&id);
    y.register(plain("web", vec![container("web", None)]))
        .unwrap();
    let connected = CreateService {
        service_connect_configuration: Some(ServiceConnectConfiguration {
            enabled: true,
            namespace: "town".into(),
            ..Default::default()
        }),
        ..y.service(&front, "web", 1)
    };
    let refused = call(&mut y.w, connected).unwrap_err().message;
    assert!(
        refused.contains("Service Connect with network mode bridge: not modelled"),
        "{refused}"
    );
}

#[test]
fn a_task_on_the_host_itself_is_a_target_at_its_own_port() {
    let (mut y, id) = Yard::with_instance();
    let front = y.front(&id);
    let mut host = plain("web", vec![container("web", None)]);
    host.network_mode = "host".into();
    y.register(host).unwrap();
    let request = y.service(&front, "web", 1);
    call(&mut y.w, request).unwrap();
    pass(&mut y.w, 300);
    y.w.check();
    assert_eq!(y.targets(&front), [(id, 8080, Healthy)]);
}

#[test]
fn a_shift_of_requests_is_refused_as_not_modelled() {
    let (mut y, id) = Yard::with_instance();
    let front = y.front(&id);
    y.register(plain("web", vec![container("web", None)]))
        .unwrap();
    let shifting = CreateService {
        deployment_configuration: Some(DeploymentConfiguration {
            strategy: "CANARY".into(),
            ..Default::default()
        }),
        ..y.service(&front, "web", 1)
    };
    let refused = call(&mut y.w, shifting).unwrap_err().message;
    let what = "the deployment strategy CANARY with network mode bridge: not modelled";
    assert!(refused.contains(what), "{refused}");
}

#[test]
fn a_task_whose_instance_ends_is_replaced_and_its_target_goes() {
    let (mut y, id) = Yard::with_instance();
    let front = y.front(&id);
    y.register(plain("web", vec![container("web", Some(80))]))
        .unwrap();
    let request = y.service(&front, "web", 1);
    call(&mut y.w, request).unwrap();
    let second = y.join("t3.small", 1);
    pass(&mut y.w, 300);
    let first = y.tasks("RUNNING")[0].clone();
    assert_eq!(bindings(&first), [(8080, 80)]);
    let end = paperboat_core::aws::ec2::TerminateInstances {
        instance_ids: vec![id],
    };
    call(&mut y.w, end).unwrap();
    pass(&mut y.w, 900);
    y.w.check();
    assert_eq!(y.targets(&front), [(second, 80, Healthy)]);
}
