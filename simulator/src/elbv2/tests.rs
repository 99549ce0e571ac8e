//! Load balancing's rules as stories: requests in, events out.

use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::{DescribeSubnets, Subnet};
use paperboat_core::aws::elbv2::*;
use paperboat_core::aws::{Operation, ec2};
use paperboat_core::error::CloudError;

use super::{BalancerKey, answer_of, by_dns_name, check, health_of, listens, targets_along};
use crate::change::Trail;
use crate::testing::{self, call, story, world};
use crate::world::World;

fn pass(w: &mut World, seconds: u64) {
    testing::pass(w, seconds);
    check(w);
    crate::ec2::check(w);
}

fn subnets(w: &mut World) -> Vec<Subnet> {
    call(w, DescribeSubnets::default()).unwrap().subnets
}

fn balancer(w: &mut World) -> CreateLoadBalancer {
    let subnets = subnets(w).into_iter().take(2).map(|s| s.subnet_id);
    CreateLoadBalancer {
        name: "web".into(),
        subnets: subnets.collect(),
        ..Default::default()
    }
}

fn group(w: &mut World) -> CreateTargetGroup {
    CreateTargetGroup {
        name: "app".into(),
        protocol: "HTTP".into(),
        port: Some(8080),
        vpc_id: subnets(w)[0].vpc_id.clone(),
        target_type: "ip".into(),
        health_check_interval_seconds: Some(10),
        ..Default::default()
    }
}

fn forward(group: &str) -> Vec<Action> {
    vec![Action {
        r#type: "forward".into(),
        target_group_arn: group.into(),
        ..Action::default()
    }]
}

/// The part of the requests for a path that each target gets; none for a part that nobody takes.
fn shares(w: &World, setup: &Setup, path: &str) -> Vec<(f64, Option<(Ipv4Addr, u16)>)> {
    let host = &setup.balancer.dns_name;
    let found = targets_along(w, key(w, setup), 80, host, path, &mut Trail::off());
    found.into_iter().map(|s| (s.part, s.target)).collect()
}

fn target(address: &str) -> Vec<TargetDescription> {
    vec![TargetDescription {
        id: address.into(),
        ..Default::default()
    }]
}

/// A load balancer, a target group and a listener on port 80.
struct Setup {
    balancer: LoadBalancer,
    group: String,
    listener: String,
}

fn setup(w: &mut World) -> Setup {
    let request = balancer(w);
    let balancer = call(w, request).unwrap().load_balancers.remove(0);
    let request = group(w);
    let group = call(w, request)
        .unwrap()
        .target_groups
        .remove(0)
        .target_group_arn;
    let request = listener(&balancer.load_balancer_arn, &group);
    let listener = call(w, request).unwrap().listeners.remove(0).listener_arn;
    Setup {
        balancer,
        group,
        listener,
    }
}

fn listener(balancer: &str, group: &str) -> CreateListener {
    CreateListener {
        load_balancer_arn: balancer.into(),
        protocol: "HTTP".into(),
        port: 80,
        default_actions: forward(group),
    }
}

fn health(w: &mut World, group: &str) -> Vec<String> {
    let request = DescribeTargetHealth {
        target_group_arn: group.into(),
        ..Default::default()
    };
    let all = call(w, request).unwrap().target_health_descriptions;
    let line = |d: &TargetHealthDescription| {
        let health = &d.target_health;
        format!("{} {} {}", d.target.id, health.state, health.reason)
    };
    all.iter().map(line).collect()
}

fn key(w: &World, setup: &Setup) -> BalancerKey {
    by_dns_name(w, &setup.balancer.dns_name).unwrap()
}

fn no<O: Operation>(w: &mut World, request: O) -> String {
    let error: CloudError = match call(w, request) {
        Ok(_) => panic!("{} is refused", O::NAME),
        Err(error) => error,
    };
    error.to_string()
}

#[test]
fn a_target_that_nobody_answers_for_fails_and_still_gets_requests() {
    let mut w = world(Vec::new());
    let setup = setup(&mut w);
    let register = RegisterTargets {
        target_group_arn: setup.group.clone(),
        targets: target("172.31.0.40"),
    };
    call(&mut w, register.clone()).unwrap();
    call(&mut w, register).unwrap();
    let mut seen = health(&mut w, &setup.group);
    let balancer = key(&w, &setup);
    assert!(!listens(&w, balancer, 80));
    pass(&mut w, 200);
    assert!(listens(&w, balancer, 80) && !listens(&w, balancer, 81));
    seen.extend(health(&mut w, &setup.group));
    let address = Ipv4Addr::new(172, 31, 0, 40);
    assert_eq!(shares(&w, &setup, "/"), [(1.0, Some((address, 8080)))]);
    let group = &setup.group;
    let state = health_of(&w, group, address, 8080);
    assert_eq!(state, Some(TargetHealthStateEnum::Unhealthy));
    let deregister = DeregisterTargets {
        target_group_arn: group.clone(),
        targets: target("172.31.0.40"),
    };
    call(&mut w, deregister).unwrap();
    seen.extend(health(&mut w, group));
    assert_eq!(shares(&w, &setup, "/"), []);
    pass(&mut w, 310);
    assert_eq!(health(&mut w, group), [""; 0]);
    let load_balancer_arn = setup.balancer.load_balancer_arn.clone();
    call(&mut w, DeleteLoadBalancer { load_balancer_arn }).unwrap();
    let target_group_arn = group.clone();
    call(&mut w, DeleteTargetGroup { target_group_arn }).unwrap();
    pass(&mut w, 600);
    assert_eq!(w.bill().open().count(), 0);
    insta::assert_snapshot!(seen.join("\n"), @r"
    172.31.0.40 initial Elb.RegistrationInProgress
    172.31.0.40 unhealthy Target.Timeout
    172.31.0.40 draining Target.DeregistrationInProgress
    ");
    insta::assert_snapshot!(story(&w), @r"
    00:00:00.608 load-balancer/web:  -> provisioning <- elbv2:CreateLoadBalancer
    00:00:02.706 target-group/app:  -> created <- elbv2:CreateTargetGroup
    00:00:02.962 load-balancer/web:80:  -> created <- elbv2:CreateListener
    00:00:03.803 target-group/app/172.31.0.40:8080:  -> initial (Target registration is in progress) <- elbv2:RegisterTargets
    00:00:04.352 load-balancer/web:80: created -> in effect <- load-balancer/web:80 created
    00:03:06.699 load-balancer/web: provisioning -> active <- load-balancer/web provisioning
    00:03:23.718 target-group/app/172.31.0.40:8080: initial -> unhealthy (Request timed out) <- load-balancer/web active
    00:03:25.658 target-group/app/172.31.0.40:8080: unhealthy -> draining (Target deregistration is in progress) <- elbv2:DeregisterTargets
    00:08:25.658 target-group/app/172.31.0.40:8080: draining -> deregistered <- target-group/app/172.31.0.40:8080 draining
    00:08:36.050 load-balancer/web:80: created -> deleted <- elbv2:DeleteLoadBalancer
    00:08:36.050 load-balancer/web: active -> deleted <- elbv2:DeleteLoadBalancer
    00:08:36.148 target-group/app: created -> deleted <- elbv2:DeleteTargetGroup
    00:08:39.849 load-balancer/web/interfaces: in-use -> deleted <- load-balancer/web deleted
    ");
}

#[test]
fn a_target_waits_until_its_group_is_used_in_its_zone() {
    let mut w = world(Vec::new());
    let request = balancer(&mut w);
    let balancer = call(&mut w, request).unwrap().load_balancers.remove(0);
    pass(&mut w, 300);
    let request = group(&mut w);
    let group = call(&mut w, request)
        .unwrap()
        .target_groups
        .remove(0)
        .target_group_arn;
    for address in ["172.31.0.40", "172.31.32.40"] {
        let request = RegisterTargets {
            target_group_arn: group.clone(),
            targets: target(address),
        };
        call(&mut w, request).unwrap();
    }
    let mut seen = health(&mut w, &group);
    call(&mut w, listener(&balancer.load_balancer_arn, &group)).unwrap();
    seen.extend(health(&mut w, &group));
    insta::assert_snapshot!(seen.join("\n"), @r"
    172.31.0.40 unused Target.NotInUse
    172.31.32.40 unused Target.NotInUse
    172.31.0.40 initial Elb.RegistrationInProgress
    172.31.32.40 unused Target.NotInUse
    ");
}

#[test]
fn rules_send_paths_to_their_groups_by_priority() {
    let mut w = world(Vec::new());
    let setup = setup(&mut w);
    let mut groups = vec![setup.group.clone()];
    for (name, priority, pattern) in [("api", 20, "/api/*"), ("new", 10, "/api/v2/*")] {
        let request = CreateTargetGroup {
            name: name.into(),
            ..group(&mut w)
        };
        let group = call(&mut w, request)
            .unwrap()
            .target_groups
            .remove(0)
            .target_group_arn;
        let rule = CreateRule {
            listener_arn: setup.listener.clone(),
            priority,
            conditions: vec![RuleCondition {
                field: "path-pattern".into(),
                values: vec![pattern.into()],
            }],
            actions: forward(&group),
        };
        call(&mut w, rule).unwrap();
        groups.push(group);
    }
    for (group, address) in groups
        .iter()
        .zip(["172.31.0.1", "172.31.0.2", "172.31.0.3"])
    {
        let register = RegisterTargets {
            target_group_arn: group.clone(),
            targets: target(address),
        };
        call(&mut w, register).unwrap();
    }
    pass(&mut w, 300);
    let to = |path| shares(&w, &setup, path)[0].1.unwrap().0.octets()[3];
    assert_eq!(
        ["/", "/api", "/api/v1", "/api/v2/x?y"].map(to),
        [1, 1, 2, 3]
    );
    let request = DescribeRules {
        listener_arn: setup.listener,
    };
    let rules = call(&mut w, request).unwrap().rules;
    let priorities: Vec<_> = rules.iter().map(|r| r.priority.as_str()).collect();
    assert_eq!(priorities, ["10", "20", "default"]);
    let target_group_arn = groups.remove(1);
    let error = call(&mut w, DeleteTargetGroup { target_group_arn }).unwrap_err();
    assert_eq!(error.code, "ResourceInUse");
}

#[test]
fn a_deleted_load_balancer_holds_its_security_group_a_while_longer() {
    let mut w = world(Vec::new());
    let create = ec2::CreateSecurityGroup {
        group_name: "lb".into(),
        description: "lb".into(),
        ..Default::default()
    };
    let group_id = call(&mut w, create).unwrap().group_id;
    let request = CreateLoadBalancer {
        security_groups: vec![group_id.clone()],
        ..balancer(&mut w)
    };
    let first = call(&mut w, request.clone())
        .unwrap()
        .load_balancers
        .remove(0);
    let again = call(&mut w, request).unwrap().load_balancers.remove(0);
    assert_eq!(first.load_balancer_arn, again.load_balancer_arn);
    pass(&mut w, 300);
    let load_balancer_arn = first.load_balancer_arn;
    call(&mut w, DeleteLoadBalancer { load_balancer_arn }).unwrap();
    let delete = ec2::DeleteSecurityGroup {
        group_id,
        ..Default::default()
    };
    let error = call(&mut w, delete.clone()).unwrap_err();
    assert_eq!(error.code, "DependencyViolation");
    pass(&mut w, 600);
    call(&mut w, delete).unwrap();
}

#[test]
fn what_elb_refuses_is_refused_in_its_words() {
    let mut w = world(Vec::new());
    let setup = setup(&mut w);
    let good = balancer(&mut w);
    let mut tries = Vec::new();
    for (name, subnets, groups) in [
        ("web", &good.subnets[..1], ""),
        ("x", &good.subnets[..1], ""),
        ("internal-x", &good.subnets, ""),
        ("a_b", &good.subnets, ""),
        ("x", &["subnet-00000000".to_owned()], ""),
        ("x", &good.subnets, "sg-00000000"),
    ] {
        let groups = Some(groups).filter(|g| !g.is_empty());
        let request = CreateLoadBalancer {
            name: name.into(),
            subnets: subnets.to_vec(),
            security_groups: groups.into_iter().map(str::to_owned).collect(),
            ..good.clone()
        };
        tries.push(no(&mut w, request));
    }
    let good = CreateTargetGroup {
        name: "x".into(),
        ..group(&mut w)
    };
    let mut wrong = |w: &mut World, change: &dyn Fn(&mut CreateTargetGroup)| {
        let mut request = good.clone();
        change(&mut request);
        tries.push(no(w, request));
    };
    wrong(&mut w, &|r| (r.name, r.port) = ("app".into(), Some(9090)));
    wrong(&mut w, &|r| r.port = None);
    wrong(&mut w, &|r| r.health_check_interval_seconds = Some(4));
    wrong(&mut w, &|r| r.health_check_timeout_seconds = Some(10));
    wrong(&mut w, &|r| r.healthy_threshold_count = Some(11));
    wrong(&mut w, &|r| r.health_check_path = "health".into());
    wrong(&mut w, &|r| {
        r.matcher = Some(Matcher {
            http_code: "200-600".into(),
        })
    });
    wrong(&mut w, &|r| r.target_type = "lambda".into());
    let arn = setup.balancer.load_balancer_arn;
    tries.push(no(&mut w, listener(&arn, &setup.group)));
    let other = CreateListener {
        protocol: "HTTPS".into(),
        ..listener(&arn, &setup.group)
    };
    tries.push(no(&mut w, other));
    for address in ["10.0.0.1", "web"] {
        let request = RegisterTargets {
            target_group_arn: setup.group.clone(),
            targets: target(address),
        };
        tries.push(no(&mut w, request));
    }
    for (key, value) in [
        ("deregistration_delay.timeout_seconds", "4000"),
        ("colour", "red"),
    ] {
        let request = ModifyTargetGroupAttributes {
            target_group_arn: setup.group.clone(),
            attributes: vec![TargetGroupAttribute {
                key: key.into(),
                value: value.into(),
            }],
        };
        tries.push(no(&mut w, request));
    }
    insta::assert_snapshot!(tries.join("\n"), @r"
    elbv2:CreateLoadBalancer: DuplicateLoadBalancerName: A load balancer with the same name 'web' exists, but with different settings
    elbv2:CreateLoadBalancer: ValidationError: At least two subnets in two different Availability Zones must be specified
    elbv2:CreateLoadBalancer: ValidationError: The load balancer name 'internal-x' cannot begin with 'internal-'
    elbv2:CreateLoadBalancer: ValidationError: The load balancer name 'a_b' can only contain characters that are alphanumeric characters and hyphens(-)
    elbv2:CreateLoadBalancer: SubnetNotFound: The subnet ID 'subnet-00000000' does not exist
    elbv2:CreateLoadBalancer: InvalidSecurityGroup: The security group 'sg-00000000' does not exist
    elbv2:CreateTargetGroup: DuplicateTargetGroupName: A target group with the same name 'app' exists, but with different settings
    elbv2:CreateTargetGroup: ValidationError: A port must be specified
    elbv2:CreateTargetGroup: ValidationError: 1 validation error detected: Value '4' at 'healthCheckIntervalSeconds' failed to satisfy constraint: Member must have value greater than or equal to 5
    elbv2:CreateTargetGroup: ValidationError: Health check interval must be greater than the timeout.
    elbv2:CreateTargetGroup: ValidationError: 1 validation error detected: Value '11' at 'healthyThresholdCount' failed to satisfy constraint: Member must have value less than or equal to 10
    elbv2:CreateTargetGroup: ValidationError: Health check path 'health' must begin with '/' and have at most 1024 characters
    elbv2:CreateTargetGroup: ValidationError: Health check matcher HTTP code '200-600' must be within '200-499' inclusive
    elbv2:CreateTargetGroup: NotModelled: targets of type lambda: not modelled
    elbv2:CreateListener: DuplicateListener: A listener already exists on this port for this load balancer 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/c34d0bff90150280'
    elbv2:CreateListener: NotModelled: listeners over HTTPS: not modelled
    elbv2:RegisterTargets: InvalidTarget: The IP address '10.0.0.1' is not within the VPC CIDR and an Availability Zone of 'all' was not specified
    elbv2:RegisterTargets: ValidationError: The IP address 'web' is not a valid IPv4 address
    elbv2:ModifyTargetGroupAttributes: ValidationError: 'deregistration_delay.timeout_seconds' must be between '0' and '3600' inclusive
    elbv2:ModifyTargetGroupAttributes: ValidationError: Target group attribute key 'colour' is not recognized
    ");
}

#[test]
fn a_load_balancer_that_is_refused_leaves_the_next_ids_as_they_were() {
    let made = |asks_in_vain: bool| {
        let mut w = world(Vec::new());
        let request = balancer(&mut w);
        if asks_in_vain {
            let nobody = CreateLoadBalancer {
                security_groups: vec!["sg-0123456789abcdef0".into()],
                ..request.clone()
            };
            assert!(no(&mut w, nobody).contains("InvalidSecurityGroup"));
        }
        call(&mut w, request).unwrap().load_balancers[0]
            .load_balancer_arn
            .clone()
    };
    assert_eq!(made(true), made(false));
}

/// A group of the name with one target.
fn group_with(w: &mut World, name: &str, address: &str) -> String {
    let request = CreateTargetGroup {
        name: name.into(),
        ..group(w)
    };
    let made = call(w, request).unwrap().target_groups.remove(0);
    let register = RegisterTargets {
        target_group_arn: made.target_group_arn.clone(),
        targets: target(address),
    };
    call(w, register).unwrap();
    made.target_group_arn
}

fn weighted(groups: &[(&str, Option<u32>)]) -> Vec<Action> {
    let tuple = |(arn, weight): &(&str, Option<u32>)| TargetGroupTuple {
        target_group_arn: (*arn).into(),
        weight: *weight,
    };
    vec![Action {
        r#type: "forward".into(),
        forward_config: Some(ForwardActionConfig {
            target_groups: groups.iter().map(tuple).collect(),
        }),
        ..Action::default()
    }]
}

fn rule_for(setup: &Setup, priority: u32, pattern: &str, actions: Vec<Action>) -> CreateRule {
    CreateRule {
        listener_arn: setup.listener.clone(),
        priority,
        conditions: vec![RuleCondition {
            field: "path-pattern".into(),
            values: vec![pattern.into()],
        }],
        actions,
    }
}

#[test]
fn weights_split_requests_among_groups_and_one_without_targets_keeps_its_part() {
    let mut w = world(Vec::new());
    let setup = setup(&mut w);
    let old = group_with(&mut w, "old", "172.31.0.1");
    let new = group_with(&mut w, "new", "172.31.0.2");
    let request = CreateTargetGroup {
        name: "empty".into(),
        ..group(&mut w)
    };
    let empty = call(&mut w, request).unwrap().target_groups.remove(0);
    let empty = empty.target_group_arn;
    let parts = [(&*old, Some(95)), (&*new, Some(5))];
    let made = call(&mut w, rule_for(&setup, 1, "/canary", weighted(&parts))).unwrap();
    let shown = &made.rules[0].actions[0];
    assert_eq!(shown.target_group_arn, "");
    assert_eq!(
        shown.forward_config,
        weighted(&parts)[0].forward_config,
        "an action for two groups names them with their weights"
    );
    let idle = [(&*old, Some(1)), (&*new, Some(0))];
    call(&mut w, rule_for(&setup, 2, "/idle", weighted(&idle))).unwrap();
    let half = [(&*old, None), (&*empty, None)];
    call(&mut w, rule_for(&setup, 3, "/half", weighted(&half))).unwrap();
    pass(&mut w, 300);
    let [first, second] = [1, 2].map(|n| Some((Ipv4Addr::new(172, 31, 0, n), 8080)));
    assert_eq!(
        shares(&w, &setup, "/canary"),
        [(0.95, first), (0.05, second)]
    );
    assert_eq!(shares(&w, &setup, "/idle"), [(1.0, first)]);
    assert_eq!(shares(&w, &setup, "/half"), [(0.5, first), (0.5, None)]);
    // A group with weight 0 is in use: it is checked, so that it can be shifted to.
    assert!(!health(&mut w, &new)[0].contains("unused"));
}

#[test]
fn what_a_weighted_forward_cannot_be_is_refused() {
    let mut w = world(Vec::new());
    let setup = setup(&mut w);
    let group = setup.group.clone();
    let mut refused = |actions: Vec<Action>| {
        let error = call(&mut w, rule_for(&setup, 1, "/a", actions)).unwrap_err();
        (error.code, error.message)
    };
    let (code, words) = refused(weighted(&[(&group, Some(1_000))]));
    assert_eq!(code, "ValidationError");
    assert!(words.contains("between '0' and '999'"), "{words}");
    let (_, words) = refused(weighted(&[(&group, Some(0))]));
    assert!(words.contains("not modelled"), "{words}");
    let (code, _) = refused(weighted(&[(&group, None), (&group, None)]));
    assert_eq!(code, "ValidationError");
    let (code, _) = refused(weighted(&[("arn:aws:elasticloadbalancing:x", None)]));
    assert_eq!(code, "TargetGroupNotFound");
    let mut twice = weighted(&[("arn:aws:elasticloadbalancing:x", None)]);
    twice[0].target_group_arn = group;
    let (code, _) = refused(twice);
    assert_eq!(code, "ValidationError");
}

#[test]
fn a_fixed_response_is_the_load_balancers_own() {
    let mut w = world(Vec::new());
    let setup = setup(&mut w);
    let fixed = |code: &str| {
        vec![Action {
            r#type: "fixed-response".into(),
            fixed_response_config: Some(FixedResponseActionConfig {
                status_code: code.into(),
                message_body: "not here".into(),
                ..Default::default()
            }),
            ..Action::default()
        }]
    };
    let error = call(&mut w, rule_for(&setup, 1, "/gone", fixed("302"))).unwrap_err();
    assert_eq!(error.code, "ValidationError");
    let made = call(&mut w, rule_for(&setup, 1, "/gone", fixed("404"))).unwrap();
    let shown = made.rules[0].actions[0].fixed_response_config.clone();
    assert_eq!(shown.unwrap().content_type, "text/plain");
    pass(&mut w, 300);
    let (balancer, host) = (key(&w, &setup), &setup.balancer.dns_name);
    let answer = |path| answer_of(&w, balancer, 80, host, path);
    assert_eq!(answer("/gone"), Some((404, "not here")));
    assert_eq!(answer("/"), None);
    assert_eq!(shares(&w, &setup, "/gone"), []);
}
