//! Tasks follow what is measured of them: up within minutes of a rush, down long after it, and in the words of AWS.

use paperboat_core::aws::ApplicationAutoScaling as _;
use paperboat_core::aws::applicationautoscaling::*;
use paperboat_core::aws::elbv2::{DescribeLoadBalancers, DescribeTargetGroups};
use paperboat_core::aws::{Ecs as _, Elb as _, ecs};
use paperboat_core::error::CloudError;
use paperboat_simulator::traffic::{Curve, Entry, Plan};

use crate::draw::Act;
use crate::scene::{Scene, fargate};

/// The rush begins so many seconds after the users, and lasts so long.
const RUSH: (f64, f64) = (600.0, 3_600.0);

/// One task that answers 50 requests a second, between 1 and 10 of them, and 20 requests a second: ten times as many for an hour.
struct Shop {
    scene: Scene,
    service: String,
}

impl Shop {
    fn open(metric: PredefinedMetricSpecification, value: f64) -> Self {
        let scene = fargate();
        let service = id(&scene);
        let shop = Self { scene, service };
        shop.register(1, 10);
        shop.follow(metric, value).expect("a policy");
        let sim = &shop.scene.0.sim;
        let asked = async {
            sim.describe_load_balancers(DescribeLoadBalancers::default())
                .await
        };
        let found = sim.run(asked).expect("not stuck").expect("a list");
        let plan = Plan {
            curve: Curve::constant(20.0).with_rush(RUSH.0, RUSH.1, 10.0),
            entries: vec![Entry {
                service: "web".into(),
                host: found.load_balancers[0].dns_name.clone(),
                port: 8080,
                share: 1.0,
            }],
            response_bytes: 20_000,
        };
        sim.with(|w| {
            let now = w.now();
            w.start_traffic(now, plan);
        });
        shop
    }

    fn register(&self, min: u32, max: u32) {
        let request = RegisterScalableTarget {
            service_namespace: "ecs".into(),
            resource_id: self.service.clone(),
            scalable_dimension: "ecs:service:DesiredCount".into(),
            min_capacity: Some(min),
            max_capacity: Some(max),
            ..Default::default()
        };
        let sim = &self.scene.0.sim;
        let made = sim.run(async { sim.register_scalable_target(request).await });
        made.expect("not stuck").expect("a target");
    }

    fn follow(&self, metric: PredefinedMetricSpecification, value: f64) -> Result<(), CloudError> {
        let request = PutScalingPolicy {
            policy_name: "follow".into(),
            service_namespace: "ecs".into(),
            resource_id: self.service.clone(),
            scalable_dimension: "ecs:service:DesiredCount".into(),
            policy_type: "TargetTrackingScaling".into(),
            target_tracking_scaling_policy_configuration: Some(
                TargetTrackingScalingPolicyConfiguration {
                    target_value: value,
                    predefined_metric_specification: Some(metric),
                    ..Default::default()
                },
            ),
        };
        let sim = &self.scene.0.sim;
        let made = sim.run(async { sim.put_scaling_policy(request).await });
        made.expect("not stuck").map(|_| ())
    }

    fn desired(&self) -> u32 {
        let mut parts = self.service.split('/').skip(1);
        let (cluster, service) = (parts.next().expect("a cluster"), parts.next());
        let request = ecs::DescribeServices {
            cluster: cluster.into(),
            services: service.into_iter().map(Into::into).collect(),
            ..Default::default()
        };
        let sim = &self.scene.0.sim;
        let found = sim.run(async { sim.describe_services(request).await });
        found.expect("not stuck").expect("a service").services[0].desired_count
    }

    /// The desired count at each change of it, with the minute since the rush began, until so many minutes after that.
    fn course(&mut self, minutes: u32) -> Vec<(i64, u32)> {
        let mut course = vec![(-10, self.desired())];
        for minute in -9..i64::from(minutes) {
            self.scene.0.act(Act::Advance(60));
            let now = self.desired();
            if course.last().is_some_and(|(_, before)| *before != now) {
                course.push((minute, now));
            }
        }
        self.scene.0.sim.with(|w| w.check());
        course
    }

    fn activities(&self) -> Vec<ScalingActivity> {
        let request = DescribeApplicationScalingActivities {
            service_namespace: "ecs".into(),
            resource_id: self.service.clone(),
            ..Default::default()
        };
        let sim = &self.scene.0.sim;
        let told = sim.run(async { sim.describe_application_scaling_activities(request).await });
        told.expect("not stuck").expect("a list").scaling_activities
    }
}

fn id(scene: &Scene) -> String {
    let sim = &scene.0.sim;
    let found = sim.run(async {
        let clusters = sim.list_clusters(ecs::ListClusters::default()).await?;
        let cluster = clusters.cluster_arns[0].clone();
        let request = ecs::ListServices {
            cluster,
            ..Default::default()
        };
        let services = sim.list_services(request).await?;
        Ok::<_, CloudError>(services.service_arns[0].clone())
    });
    let arn = found.expect("not stuck").expect("a service");
    let (_, rest) = arn.split_once(":service/").expect("an ARN");
    format!("service/{rest}")
}

/// The metric of the application's one target group.
fn requests(scene: &Scene) -> PredefinedMetricSpecification {
    let sim = &scene.0.sim;
    let asked = async {
        let balancers = sim
            .describe_load_balancers(DescribeLoadBalancers::default())
            .await?;
        let groups = sim
            .describe_target_groups(DescribeTargetGroups::default())
            .await?;
        Ok::<_, CloudError>((balancers.load_balancers, groups.target_groups))
    };
    let (balancers, groups) = sim.run(asked).expect("not stuck").expect("lists");
    let part = |arn: &str, mark: &str| arn.split_once(mark).expect("an ARN").1.to_owned();
    let balancer = part(&balancers[0].load_balancer_arn, ":loadbalancer/");
    let group = part(&groups[0].target_group_arn, ":targetgroup/");
    PredefinedMetricSpecification {
        predefined_metric_type: "ALBRequestCountPerTarget".into(),
        resource_label: format!("{balancer}/targetgroup/{group}"),
    }
}

fn cpu() -> PredefinedMetricSpecification {
    PredefinedMetricSpecification {
        predefined_metric_type: "ECSServiceAverageCPUUtilization".into(),
        ..Default::default()
    }
}

/// A processor is full, however much more is asked of it, so that each step brings no more than three tasks for two: 200
/// requests a second are 6 tasks at 67 %, and that takes 3 minutes of the alarm and 4 steps. Fewer come only when the lower alarm has
/// seen a quarter of an hour, and then at once.
#[test]
fn tasks_come_within_minutes_of_a_rush_and_go_long_after_it() {
    let mut shop = Shop::open(cpu(), 70.0);
    let course = shop.course(120);
    assert_eq!(course, [(-10, 1), (3, 2), (4, 3), (5, 5), (6, 6), (75, 1)]);
    let told = shop.activities();
    let causes = told.iter().map(|a| a.cause.contains("-AlarmHigh-"));
    assert_eq!(causes.collect::<Vec<_>>(), [false, true, true, true, true]);
    assert_eq!(told[1].description, "Setting desired count to 6.");
}

/// Requests are counted whether they are answered or not: 12,000 a minute at 2,000 for each are 6 tasks, in one step.
#[test]
fn requests_tell_how_many_tasks_are_lacking_and_a_full_processor_does_not() {
    let mut shop = Shop::open(requests(&fargate()), 2_000.0);
    assert_eq!(shop.course(100), [(-10, 1), (3, 6), (75, 1)]);
}

/// Bounds hold, and a target that is gone leaves the tasks that are there.
#[test]
fn a_target_has_bounds_and_can_go() {
    let mut shop = Shop::open(cpu(), 70.0);
    shop.register(2, 3);
    assert_eq!(shop.course(30), [(-10, 1), (-9, 2), (3, 3)]);
    let gone = DeregisterScalableTarget {
        service_namespace: "ecs".into(),
        resource_id: shop.service.clone(),
        scalable_dimension: "ecs:service:DesiredCount".into(),
    };
    let sim = &shop.scene.0.sim;
    let done = sim.run(async { sim.deregister_scalable_target(gone.clone()).await });
    done.expect("not stuck").expect("it was there");
    let again = sim.run(async { sim.deregister_scalable_target(gone).await });
    let error = again.expect("not stuck").unwrap_err();
    assert_eq!(error.code, "ObjectNotFoundException");
    assert_eq!(shop.course(60), [(-10, 3)]);
    let refused = shop.follow(cpu(), 70.0).unwrap_err();
    assert!(
        refused.message.starts_with("No scalable target registered"),
        "{refused}"
    );
}

#[test]
fn what_is_not_modelled_is_refused_by_name() {
    let shop = Shop::open(cpu(), 70.0);
    let memory = PredefinedMetricSpecification {
        predefined_metric_type: "ECSServiceAverageMemoryUtilization".into(),
        ..Default::default()
    };
    let refused = shop.follow(memory, 70.0).unwrap_err();
    assert!(refused.to_string().contains("not modelled"), "{refused}");
    assert!(
        refused
            .to_string()
            .contains("ECSServiceAverageMemoryUtilization"),
        "{refused}"
    );
    let refused = shop.follow(cpu(), 0.0).unwrap_err();
    assert_eq!(refused.code, "ValidationException");
    let other = PredefinedMetricSpecification {
        predefined_metric_type: "ALBRequestCountPerTarget".into(),
        resource_label: "app/web/1/targetgroup/other/2".into(),
    };
    assert_eq!(
        shop.follow(other, 1.0).unwrap_err().code,
        "ValidationException"
    );
}
