//! The deployment strategy CANARY: a part of the requests first, all of them later, and the version before until the end.

use paperboat_core::aws::ec2::DescribeSubnets;
use paperboat_core::aws::ecs::*;
use paperboat_core::aws::elbv2::{
    Action, CreateListener, CreateLoadBalancer, CreateRule, CreateTargetGroup, DescribeRules,
    RuleCondition,
};
use paperboat_core::aws::iam::{AttachRolePolicy, CreateRole};

use super::instances::image;
use crate::testing::{call, pass, world};
use crate::world::World;

const ROLE: &str = "arn:aws:iam::123456789012:role/shifts";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// A load balancer with two groups and a rule, and a cluster.
struct Street {
    w: World,
    subnets: Vec<String>,
    groups: [String; 2],
    listener: String,
    rule: String,
}

impl Street {
    fn new() -> Self {
        let mut w = world(vec![image()]);
        let subnets = call(&mut w, DescribeSubnets::default()).unwrap().subnets;
        let vpc_id = subnets[0].vpc_id.clone();
        let subnets: Vec<String> = subnets.into_iter().take(2).map(|s| s.subnet_id).collect();
        let balancer = CreateLoadBalancer {
            name: "street".into(),
            subnets: subnets.clone(),
            ..Default::default()
        };
        let balancer = call(&mut w, balancer).unwrap().load_balancers.remove(0);
        let groups = ["blue", "green"].map(|name| {
            let request = CreateTargetGroup {
                name: name.into(),
                protocol: "HTTP".into(),
                port: Some(8080),
                vpc_id: vpc_id.clone(),
                target_type: "ip".into(),
                health_check_interval_seconds: Some(10),
                ..Default::default()
            };
            let made = call(&mut w, request).unwrap().target_groups.remove(0);
            made.target_group_arn
        });
        let forward = vec![Action {
            r#type: "forward".into(),
            target_group_arn: groups[0].clone(),
            ..Action::default()
        }];
        let listener = CreateListener {
            load_balancer_arn: balancer.load_balancer_arn,
            protocol: "HTTP".into(),
            port: 80,
            default_actions: forward.clone(),
        };
        let listener = call(&mut w, listener).unwrap().listeners.remove(0);
        let rule = CreateRule {
            listener_arn: listener.listener_arn.clone(),
            priority: 1,
            conditions: vec![RuleCondition {
                field: "path-pattern".into(),
                values: vec!["/*".into()],
            }],
            actions: forward,
        };
        let rule = call(&mut w, rule).unwrap().rules.remove(0).rule_arn;
        let role = CreateRole {
            role_name: "shifts".into(),
            assume_role_policy_document: TRUST.into(),
            ..Default::default()
        };
        call(&mut w, role).unwrap();
        let attach = AttachRolePolicy {
            role_name: "shifts".into(),
            policy_arn: "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
                .into(),
        };
        call(&mut w, attach).unwrap();
        let cluster = CreateCluster {
            cluster_name: "street".into(),
            ..Default::default()
        };
        call(&mut w, cluster).unwrap();
        let mut street = Self {
            w,
            subnets,
            groups,
            listener: listener.listener_arn,
            rule,
        };
        street.define("web:1");
        pass(&mut street.w, 60);
        street
    }

    fn define(&mut self, image: &str) {
        let definition = super::small("web", vec![super::web(image)]);
        call(&mut self.w, definition).unwrap();
    }

    /// Two tasks; 10 % for two minutes, and the old version for one minute more.
    fn service(&self) -> CreateService {
        CreateService {
            cluster: "street".into(),
            service_name: "web".into(),
            task_definition: "web".into(),
            desired_count: Some(2),
            launch_type: "FARGATE".into(),
            load_balancers: vec![LoadBalancer {
                target_group_arn: self.groups[0].clone(),
                container_name: "web".into(),
                container_port: 8080,
                advanced_configuration: Some(AdvancedConfiguration {
                    alternate_target_group_arn: self.groups[1].clone(),
                    production_listener_rule: self.rule.clone(),
                    role_arn: ROLE.into(),
                }),
            }],
            network_configuration: Some(NetworkConfiguration {
                awsvpc_configuration: Some(AwsVpcConfiguration {
                    subnets: self.subnets.clone(),
                    assign_public_ip: "ENABLED".into(),
                    ..Default::default()
                }),
            }),
            deployment_configuration: canary(Some(10.0)),
            ..Default::default()
        }
    }

    fn update(&mut self) -> Service {
        let request = UpdateService {
            cluster: "street".into(),
            service: "web".into(),
            task_definition: "web".into(),
            force_new_deployment: true,
            ..Default::default()
        };
        call(&mut self.w, request).unwrap().service
    }

    fn look(&mut self) -> Service {
        let request = DescribeServices {
            cluster: "street".into(),
            services: vec!["web".into()],
            ..Default::default()
        };
        call(&mut self.w, request).unwrap().services.remove(0)
    }

    /// The weights of the rule: of blue, then of green.
    fn weights(&mut self) -> [u32; 2] {
        let listener_arn = self.listener.clone();
        let rules = call(&mut self.w, DescribeRules { listener_arn })
            .unwrap()
            .rules;
        let forward = rules[0].actions[0].forward_config.clone().unwrap();
        let of = |group: &String| {
            let mut tuples = forward.target_groups.iter();
            let tuple = tuples.find(|t| t.target_group_arn == *group);
            tuple.and_then(|t| t.weight).unwrap_or(0)
        };
        [of(&self.groups[0]), of(&self.groups[1])]
    }

    /// Moves time until something of the rollout has changed: weights, running tasks, state. Gives the seconds.
    fn until(&mut self, what: impl Fn(&mut Self) -> bool) -> u64 {
        let since = self.w.now();
        for _ in 0..1_800 {
            if what(self) {
                return self.w.now().since(since).as_secs();
            }
            pass(&mut self.w, 1);
            self.w.check();
        }
        panic!("it never comes to that: {:?}", self.look());
    }
}

fn canary(percent: Option<f64>) -> Option<DeploymentConfiguration> {
    Some(DeploymentConfiguration {
        strategy: "CANARY".into(),
        bake_time_in_minutes: Some(1),
        canary_configuration: Some(CanaryConfiguration {
            canary_percent: percent,
            canary_bake_time_in_minutes: Some(2),
        }),
        ..Default::default()
    })
}

fn primary(service: &Service) -> &Deployment {
    &service.deployments[0]
}

#[test]
fn requests_shift_in_two_steps_and_the_old_version_stays_until_the_end() {
    let mut s = Street::new();
    let request = s.service();
    let made = call(&mut s.w, request).unwrap().service;
    assert_eq!(made.deployment_configuration.strategy, "CANARY");
    s.until(|s| primary(&s.look()).rollout_state == RolloutState::Completed);
    assert_eq!(s.weights(), [1, 0], "the first version shifts nothing");
    s.define("web:1");
    s.update();
    assert_eq!(s.weights(), [100, 0]);
    s.until(|s| s.weights() == [90, 10]);
    let look = s.look();
    assert_eq!(look.running_count, 4, "both versions run beside each other");
    let canary_s = s.until(|s| s.weights() == [0, 100]);
    assert!((115..=125).contains(&canary_s), "{canary_s}");
    assert_eq!(
        s.look().running_count,
        4,
        "the old version can take over again"
    );
    let bake_s = s.until(|s| s.look().running_count == 2);
    assert!((55..=70).contains(&bake_s), "{bake_s}");
    s.until(|s| primary(&s.look()).rollout_state == RolloutState::Completed);
    assert_eq!(s.look().running_count, 2);
    // The next version comes up in the group that is free now.
    s.define("web:1");
    s.update();
    s.until(|s| s.weights() == [10, 90]);
    s.until(|s| s.weights() == [100, 0]);
    s.until(|s| primary(&s.look()).rollout_state == RolloutState::Completed);
    let balancers = s.look().load_balancers;
    assert_eq!(
        balancers[0].target_group_arn, s.groups[0],
        "as it was asked for"
    );
}

#[test]
fn a_version_whose_tasks_never_start_gets_nothing_and_gives_way_to_the_next() {
    let mut s = Street::new();
    let request = s.service();
    call(&mut s.w, request).unwrap();
    s.until(|s| primary(&s.look()).rollout_state == RolloutState::Completed);
    let good = s.look().task_definition;
    s.define("web:missing");
    s.update();
    pass(&mut s.w, 1_200);
    s.w.check();
    let look = s.look();
    assert_eq!(s.weights(), [100, 0]);
    assert_eq!(primary(&look).rollout_state, RolloutState::InProgress);
    assert_eq!(
        look.running_count, 2,
        "the old version serves all the while"
    );
    let request = UpdateService {
        cluster: "street".into(),
        service: "web".into(),
        task_definition: good,
        ..Default::default()
    };
    call(&mut s.w, request).unwrap();
    s.until(|s| s.weights() == [0, 100]);
    s.until(|s| primary(&s.look()).rollout_state == RolloutState::Completed);
}

#[test]
fn a_version_that_an_alarm_takes_back_loses_its_part_at_once() {
    let mut s = Street::new();
    let request = s.service();
    call(&mut s.w, request).unwrap();
    s.until(|s| primary(&s.look()).rollout_state == RolloutState::Completed);
    let old = primary(&s.look()).id.clone();
    s.define("web:1");
    let new = primary(&s.update()).id.clone();
    s.until(|s| s.weights() == [90, 10]);
    let key = crate::ecs::active_service(&s.w, "street", "web").unwrap();
    let cause = s.w.events().last().unwrap().id;
    let deployment = &crate::ecs::deployment::ALARM;
    crate::ecs::deployment::fail(&mut s.w, key, deployment, true, cause);
    assert_eq!(s.weights(), [100, 0]);
    let look = s.look();
    assert_eq!(primary(&look).id, old);
    assert!(primary(&look).rollout_state_reason.contains("rolling back"));
    crate::ecs::scheduler::poke(&mut s.w, key, crate::model::Timing::EcsServiceReaction);
    s.until(|s| !s.look().deployments.iter().any(|d| d.id == new));
    s.until(|s| primary(&s.look()).rollout_state == RolloutState::Completed);
    assert_eq!(s.look().running_count, 2);
}

#[test]
fn what_is_no_canary_is_refused_in_its_words() {
    let mut s = Street::new();
    let good = s.service();
    let with = |change: &dyn Fn(&mut DeploymentConfiguration)| {
        let mut request = good.clone();
        change(request.deployment_configuration.as_mut().unwrap());
        request
    };
    let percent = |percent| {
        with(&move |d: &mut DeploymentConfiguration| {
            d.canary_configuration.as_mut().unwrap().canary_percent = Some(percent);
        })
    };
    let mut wrong = good.clone();
    wrong.load_balancers[0].advanced_configuration = None;
    let mut stranger = good.clone();
    let advanced = stranger.load_balancers[0].advanced_configuration.as_mut();
    advanced.unwrap().role_arn = "arn:aws:iam::123456789012:role/nobody".into();
    let mut same = good.clone();
    let advanced = same.load_balancers[0].advanced_configuration.as_mut();
    advanced.unwrap().alternate_target_group_arn = s.groups[0].clone();
    let tries = [
        (with(&|d| d.strategy = "LINEAR".into()), "not modelled"),
        (with(&|d| d.strategy = "BLUE_GREEN".into()), "not modelled"),
        (with(&|d| d.strategy = "PURPLE".into()), "enum value set"),
        (with(&|d| d.strategy = String::new()), "only valid for"),
        (
            with(&|d| d.bake_time_in_minutes = Some(1_441)),
            "between 0 and 1440",
        ),
        (
            with(&|d| {
                d.deployment_circuit_breaker = Some(DeploymentCircuitBreaker {
                    enable: true,
                    rollback: true,
                });
            }),
            "not modelled",
        ),
        (percent(0.0), "multiple of 0.1"),
        (percent(0.25), "multiple of 0.1"),
        (percent(100.1), "multiple of 0.1"),
        (wrong, "advancedConfiguration is required"),
        (stranger, "unable to assume the role"),
        (same, "must be another one"),
    ];
    for (request, words) in tries {
        let error = call(&mut s.w, request).unwrap_err().to_string();
        assert!(error.contains(words), "{error} lacks {words}");
    }
    call(&mut s.w, percent(0.1)).expect("a tenth of a percent");
}
