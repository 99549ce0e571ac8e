//! Express Mode as stories: one request, and what stands afterwards; a new version, watched; the end, with nothing left.

use paperboat_core::aws::applicationautoscaling::{
    DescribeScalableTargets, DescribeScalingPolicies,
};
use paperboat_core::aws::ec2::DescribeSecurityGroups;
use paperboat_core::aws::ecs::*;
use paperboat_core::aws::elbv2::{
    DescribeListeners, DescribeLoadBalancers, DescribeRules, DescribeTargetGroups,
};
use paperboat_core::aws::iam::{AttachRolePolicy, CreateRole};
use paperboat_core::error::CloudError;
use paperboat_core::workload::{Profile, PublishedImage, WorkloadKind};

use crate::net::Origin;
use crate::path::http_get;
use crate::testing::{call, pass, world};
use crate::traffic::{Curve, Entry, Plan};
use crate::world::World;

const STRANGER: Origin = Origin::Internet(std::net::Ipv4Addr::new(192, 0, 2, 1));

fn trust(service: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

/// Version 1 answers; version 2 answers with errors; version 3 answers too.
fn image(tag: &str, capacity: f64) -> PublishedImage {
    PublishedImage {
        repository: "docker.io/acme/web".into(),
        tags: vec![tag.into()],
        profile: Profile {
            kind: WorkloadKind::Web,
            pull_bytes: 50_000_000,
            disk_bytes: 150_000_000,
            boot_s: 1.0,
            memory_mib: 100,
            listens: vec![80],
            requests_per_second: capacity,
            http: true,
            ..Profile::default()
        },
        private: false,
        held_before: false,
    }
}

/// An account with both roles.
fn account() -> World {
    let images = vec![image("1", 100.0), image("slow", 0.1), image("3", 100.0)];
    let mut w = world(images);
    for (name, service, policy) in [
        (
            "execution",
            "ecs-tasks.amazonaws.com",
            "AmazonECSTaskExecutionRolePolicy",
        ),
        (
            "infra",
            "ecs.amazonaws.com",
            "AmazonECSInfrastructureRoleforExpressGatewayServices",
        ),
    ] {
        let role = CreateRole {
            role_name: name.into(),
            assume_role_policy_document: trust(service),
            ..Default::default()
        };
        call(&mut w, role).unwrap();
        let attach = AttachRolePolicy {
            role_name: name.into(),
            policy_arn: format!("arn:aws:iam::aws:policy/service-role/{policy}"),
        };
        call(&mut w, attach).unwrap();
    }
    pass(&mut w, 60);
    w
}

fn container(tag: &str) -> Option<ExpressGatewayContainer> {
    Some(ExpressGatewayContainer {
        image: format!("acme/web:{tag}"),
        ..Default::default()
    })
}

fn request(name: &str) -> CreateExpressGatewayService {
    CreateExpressGatewayService {
        execution_role_arn: "arn:aws:iam::123456789012:role/execution".into(),
        infrastructure_role_arn: "arn:aws:iam::123456789012:role/infra".into(),
        service_name: name.into(),
        primary_container: container("1"),
        health_check_path: "/".into(),
        ..Default::default()
    }
}

fn look(w: &mut World, service_arn: &str) -> ExpressGatewayService {
    let request = DescribeExpressGatewayService {
        service_arn: service_arn.into(),
        ..Default::default()
    };
    call(w, request).unwrap().service
}

fn status(service: &ExpressGatewayService) -> String {
    service.status.clone().unwrap_or_default().status_code
}

fn to(service_arn: &str, tag: &str) -> UpdateExpressGatewayService {
    UpdateExpressGatewayService {
        service_arn: service_arn.into(),
        primary_container: container(tag),
        ..Default::default()
    }
}

/// The image of each version of which there are tasks, the newest first.
fn images(service: &ExpressGatewayService) -> Vec<String> {
    let all = service.active_configurations.iter();
    all.filter_map(|v| v.primary_container.as_ref().map(|c| c.image.clone()))
        .collect()
}

/// Moves time until it is so.
fn until(w: &mut World, what: impl Fn(&mut World) -> bool) {
    for _ in 0..900 {
        if what(w) {
            return;
        }
        pass(w, 2);
        w.check();
    }
    panic!("it never comes to that");
}

fn balancers(w: &mut World) -> usize {
    let found = call(w, DescribeLoadBalancers::default()).unwrap();
    found.load_balancers.len()
}

#[test]
fn one_request_makes_all_that_a_service_stands_on() {
    let mut w = account();
    let made = call(&mut w, request("web")).unwrap().service;
    assert_eq!(status(&made), "ACTIVE");
    let version = &made.active_configurations[0];
    assert_eq!((&*version.cpu, &*version.memory), ("256", "512"));
    let scaling = version.scaling_target.clone().unwrap();
    assert_eq!(
        (scaling.min_task_count, scaling.max_task_count),
        (Some(1), Some(20))
    );
    assert_eq!(&*scaling.auto_scaling_metric, "AVERAGE_CPU");
    let host = version.ingress_paths[0].endpoint.clone();
    assert!(
        host.starts_with("we-") && host.ends_with(".ecs.us-east-1.on.aws"),
        "{host}"
    );

    let balancer = call(&mut w, DescribeLoadBalancers::default())
        .unwrap()
        .load_balancers
        .remove(0);
    assert_eq!(balancer.availability_zones.len(), crate::id::ZONES.len());
    let of = DescribeListeners {
        load_balancer_arn: balancer.load_balancer_arn.clone(),
        ..Default::default()
    };
    let listener = call(&mut w, of).unwrap().listeners.remove(0);
    assert_eq!((listener.port, &*listener.protocol), (443, "HTTPS"));
    let fixed = listener.default_actions[0]
        .fixed_response_config
        .clone()
        .unwrap();
    assert_eq!(fixed.status_code, "404");
    let rules = call(
        &mut w,
        DescribeRules {
            listener_arn: listener.listener_arn,
        },
    )
    .unwrap()
    .rules;
    assert_eq!(rules[0].conditions[0].values, std::slice::from_ref(&host));
    let groups = call(&mut w, DescribeTargetGroups::default())
        .unwrap()
        .target_groups;
    assert_eq!(groups.len(), 2);
    let service = DescribeServices {
        services: vec!["web".into()],
        ..Default::default()
    };
    let service = call(&mut w, service).unwrap().services.remove(0);
    let canary = service
        .deployment_configuration
        .canary_configuration
        .clone()
        .unwrap();
    assert_eq!(
        (canary.canary_percent, canary.canary_bake_time_in_minutes),
        (Some(5.0), Some(3))
    );
    let targets = DescribeScalableTargets {
        service_namespace: "ecs".into(),
        ..Default::default()
    };
    assert_eq!(
        call(&mut w, targets).unwrap().scalable_targets[0].max_capacity,
        20
    );
    let policies = DescribeScalingPolicies {
        service_namespace: "ecs".into(),
        ..Default::default()
    };
    let policy = call(&mut w, policies).unwrap().scaling_policies.remove(0);
    let tracking = policy.target_tracking_scaling_policy_configuration.unwrap();
    assert_eq!(tracking.target_value, 60.0);

    pass(&mut w, 400);
    w.check();
    let get = |url: &str| http_get(&w, STRANGER, url).status;
    assert_eq!(get(&format!("https://{host}/")), 200);
    assert_eq!(get(&format!("http://{host}:443/")), 400, "it speaks HTTPS");
    assert_eq!(
        get(&format!("https://{}/", balancer.dns_name)),
        404,
        "a name of no service"
    );
}

#[test]
fn services_share_a_load_balancer_and_it_goes_with_the_last() {
    let mut w = account();
    let first = call(&mut w, request("web")).unwrap().service.service_arn;
    let second = call(&mut w, request("api")).unwrap().service.service_arn;
    assert_eq!(balancers(&mut w), 1);
    pass(&mut w, 300);
    for (arn, left) in [(first, 1), (second, 0)] {
        let delete = DeleteExpressGatewayService {
            service_arn: arn.clone(),
        };
        let deleted = call(&mut w, delete.clone()).unwrap().service;
        assert_eq!(status(&deleted), "DRAINING");
        assert_eq!(
            call(&mut w, delete).unwrap_err().code,
            "ServiceNotActiveException"
        );
        until(&mut w, |w| status(&look(w, &arn)) == "INACTIVE");
        assert_eq!(balancers(&mut w), left);
    }
    // The load balancer's interfaces hold its security group a while longer.
    pass(&mut w, 900);
    w.check();
    let groups = call(&mut w, DescribeSecurityGroups::default())
        .unwrap()
        .security_groups;
    assert_eq!(groups.len(), 1, "only the default one is left: {groups:?}");
    let groups = call(&mut w, DescribeTargetGroups::default())
        .unwrap()
        .target_groups;
    assert_eq!(groups.len(), 0);
    let targets = DescribeScalableTargets {
        service_namespace: "ecs".into(),
        ..Default::default()
    };
    assert_eq!(call(&mut w, targets).unwrap().scalable_targets.len(), 0);
}

#[test]
fn a_new_version_is_a_canary_and_other_bounds_are_none() {
    let mut w = account();
    let arn = call(&mut w, request("web")).unwrap().service.service_arn;
    until(&mut w, |w| look(w, &arn).current_deployment.is_empty());
    let updated = call(&mut w, to(&arn, "3")).unwrap().service;
    let target = updated.target_configuration.unwrap();
    assert_eq!(target.primary_container.unwrap().image, "acme/web:3");
    assert!(target.task_definition_arn.ends_with("default-web:2"));
    until(&mut w, |w| {
        images(&look(w, &arn)) == ["acme/web:3", "acme/web:1"]
    });
    until(&mut w, |w| images(&look(w, &arn)) == ["acme/web:3"]);
    until(&mut w, |w| look(w, &arn).current_deployment.is_empty());
    let more = UpdateExpressGatewayService {
        service_arn: arn.clone(),
        scaling_target: Some(ExpressGatewayScalingTarget {
            min_task_count: Some(3),
            ..Default::default()
        }),
        ..Default::default()
    };
    call(&mut w, more).unwrap();
    let service = look(&mut w, &arn);
    assert!(
        service.current_deployment.is_empty(),
        "no deployment for bounds"
    );
    let scaling = service.active_configurations[0]
        .scaling_target
        .clone()
        .unwrap();
    assert_eq!(
        (scaling.min_task_count, scaling.max_task_count),
        (Some(3), Some(20))
    );
    let running = |w: &mut World| {
        let service = DescribeServices {
            services: vec!["web".into()],
            ..Default::default()
        };
        call(w, service).unwrap().services[0].running_count
    };
    until(&mut w, |w| running(w) == 3);
}

#[test]
fn a_version_that_loses_requests_goes_back_by_its_alarm() {
    let mut w = account();
    let made = call(&mut w, request("web")).unwrap().service;
    let arn = made.service_arn;
    until(&mut w, |w| look(w, &arn).current_deployment.is_empty());
    pass(&mut w, 300);
    let plan = Plan {
        curve: Curve::constant(40.0),
        entries: vec![Entry {
            service: "web".into(),
            host: made.active_configurations[0].ingress_paths[0]
                .endpoint
                .clone(),
            port: 443,
            share: 1.0,
        }],
        response_bytes: 20_000,
    };
    let now = w.now();
    w.start_traffic(now, plan);
    // Of two requests a second, the canary's part, it answers one in ten seconds.
    call(&mut w, to(&arn, "slow")).unwrap();
    until(&mut w, |w| {
        images(&look(w, &arn)) == ["acme/web:slow", "acme/web:1"]
    });
    until(&mut w, |w| images(&look(w, &arn)) == ["acme/web:1"]);
    until(&mut w, |w| look(w, &arn).current_deployment.is_empty());
    let report = w.traffic_report().remove(0);
    // The canary's 2 requests a second for at most four minutes.
    assert!(
        report.lost > 100.0 && report.lost < 2.0 * 240.0,
        "{}",
        report.lost
    );
    assert_eq!(report.unavailable_s, 0.0);
}

/// What makes a request wrong.
type Change = &'static dyn Fn(&mut CreateExpressGatewayService);

#[test]
fn what_cannot_be_made_is_refused() {
    let mut w = account();
    let mut refused = |change: Change| -> CloudError {
        let mut wrong = request("web");
        change(&mut wrong);
        call(&mut w, wrong).unwrap_err()
    };
    let tries: [(Change, &str); 9] = [
        (
            &|r| r.primary_container = None,
            "primaryContainer must be specified",
        ),
        (
            &|r| r.execution_role_arn = String::new(),
            "executionRoleArn must be specified",
        ),
        (
            &|r| r.infrastructure_role_arn = "arn:aws:iam::123456789012:role/execution".into(),
            "unable to assume the role",
        ),
        (&|r| r.cluster = "nowhere".into(), "Cluster not found"),
        (
            &|r| r.health_check_path = "up".into(),
            "must start with a forward slash",
        ),
        (&|r| r.cpu = "300".into(), "No Fargate configuration"),
        (
            &|r| {
                r.scaling_target = Some(ExpressGatewayScalingTarget {
                    min_task_count: Some(3),
                    max_task_count: Some(2),
                    ..Default::default()
                });
            },
            "must not be greater",
        ),
        (
            &|r| {
                r.scaling_target = Some(ExpressGatewayScalingTarget {
                    auto_scaling_metric: "AVERAGE_MEMORY".into(),
                    ..Default::default()
                });
            },
            "not modelled",
        ),
        (
            &|r| r.primary_container.as_mut().unwrap().image = String::new(),
            "image",
        ),
    ];
    for (change, words) in tries {
        let error = refused(change).to_string();
        assert!(error.contains(words), "{error} lacks {words}");
    }
    assert_eq!(balancers(&mut w), 0, "nothing was made");
    call(&mut w, request("web")).unwrap();
    let again = call(&mut w, request("web")).unwrap_err();
    assert_eq!(again.code, "InvalidParameterException");
    let nobody = DescribeExpressGatewayService {
        service_arn: "arn:aws:ecs:us-east-1:123456789012:service/default/nobody".into(),
        ..Default::default()
    };
    assert_eq!(
        call(&mut w, nobody).unwrap_err().code,
        "ResourceNotFoundException"
    );
}
