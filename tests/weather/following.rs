//! The recipe of ECS with tasks that follow the load of their processors: who is registered, what an update leaves alone, what a
//! rush costs beside the same tasks without, and what is left at the end.

use std::sync::Arc;

use paperboat_core::aws::ApplicationAutoScaling as _;
use paperboat_core::aws::applicationautoscaling::{
    DescribeScalableTargets, DescribeScalingPolicies, ScalableTarget,
};
use paperboat_core::aws::elbv2::DescribeLoadBalancers;
use paperboat_core::aws::{Ecs as _, Elb as _, ecs};
use paperboat_core::error::Cause;
use paperboat_core::event::EventKind;
use paperboat_core::people::Practice;
use paperboat_core::recipe::{Obstacle, Step};
use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::{App, EcsEc2, Fargate, NoRange, Way};
use paperboat_rehearsal::people::typing;
use paperboat_rehearsal::{Lane, LaneReport, Phase, Settings, run as go_down};
use paperboat_simulator::traffic::{Curve, Entry, Plan};

use crate::draw::Act;
use crate::run::app;
use crate::scene::{SHOP, Scene, WEB, medians};

/// Two tasks at least and six at most, each of which answers 50 requests a second.
const FOLLOWING: Way = Way::Fargate(Fargate {
    tasks: 2,
    max_tasks: Some(6),
});

/// An hour with 200 requests a second, ten minutes after users came, and 20 before and after.
fn rush(scene: &Scene) {
    let sim = &scene.0.sim;
    let asked = async {
        sim.describe_load_balancers(DescribeLoadBalancers::default())
            .await
    };
    let found = sim.run(asked).expect("not stuck").expect("a list");
    let plan = Plan {
        curve: Curve::constant(20.0).with_rush(600.0, 3_600.0, 10.0),
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
}

fn targets(scene: &Scene) -> Vec<ScalableTarget> {
    let sim = &scene.0.sim;
    let request = DescribeScalableTargets {
        service_namespace: "ecs".into(),
        ..Default::default()
    };
    let asked = sim.run(async { sim.describe_scalable_targets(request).await });
    asked.expect("not stuck").expect("a list").scalable_targets
}

fn bounds(scene: &Scene) -> Vec<(String, u32, u32)> {
    let bound = |t: ScalableTarget| (t.resource_id, t.min_capacity, t.max_capacity);
    targets(scene).into_iter().map(bound).collect()
}

fn web(min: u32, max: u32) -> Vec<(String, u32, u32)> {
    vec![("service/paperboat-app/web".to_owned(), min, max)]
}

fn desired(scene: &Scene) -> u32 {
    let sim = &scene.0.sim;
    let request = ecs::DescribeServices {
        cluster: "paperboat-app".into(),
        services: vec!["web".into()],
        ..Default::default()
    };
    let asked = sim.run(async { sim.describe_services(request).await });
    let found = asked.expect("not stuck").expect("a service");
    found.services[0].desired_count
}

fn minutes(scene: &mut Scene, minutes: u32) {
    scene.0.act(Act::Advance(60 * minutes));
    scene.0.sim.with(|w| w.check());
}

/// How often an operation was sent.
fn sent(scene: &Scene, name: &str) -> usize {
    let events = scene.0.events();
    let call = |e: &&paperboat_core::event::Event| matches!(&e.kind, EventKind::Call { operation, code: None, .. } if operation == name);
    events.iter().filter(call).count()
}

/// A processor is full, however much is lacking: 2 tasks at 100 % are 4 at 60 %, and 4 are 7, of which there may be 6. The hour over, 6
/// tasks at 7 % are the 2 that there are at least, when the lower alarm has seen a quarter of an hour.
#[test]
fn a_version_is_rolled_with_the_tasks_that_the_metric_has_brought() {
    let mut scene = Scene::of(WEB, FOLLOWING);
    assert_eq!(bounds(&scene), web(2, 6));
    rush(&scene);
    let mut course = vec![(0, desired(&scene))];
    for minute in 1..=20 {
        minutes(&mut scene, 1);
        let now = desired(&scene);
        if course.last().is_some_and(|(_, before)| *before != now) {
            course.push((minute, now));
        }
    }
    assert_eq!(course, [(0, 2), (13, 4), (14, 6)]);
    scene.0.act(Act::Update);
    assert_eq!((desired(&scene), bounds(&scene)), (6, web(2, 6)));
    scene.0.deploy();
    assert_eq!(desired(&scene), 6);
    // Ten minutes and the hour before it, and the quarter of an hour; the deployment has let other users in, who are few.
    minutes(&mut scene, 90);
    assert_eq!(desired(&scene), 2);
    scene.0.act(Act::Rollback);
    assert_eq!((desired(&scene), bounds(&scene)), (2, web(2, 6)));
    assert!(scene.0.failed.is_empty(), "{:#?}", scene.0.failed);
    // A policy that is put again would begin to count anew.
    let puts = sent(&scene, "applicationautoscaling:PutScalingPolicy");
    let registers = sent(&scene, "applicationautoscaling:RegisterScalableTarget");
    assert_eq!((puts, registers), (1, 1));
}

/// What somebody scales such a service to are its least tasks; what goes is out of service auto scaling, whoever takes it away.
#[test]
fn the_least_tasks_are_scaled_by_hand_and_nothing_is_left() {
    let mut scene = Scene::of(WEB, FOLLOWING);
    scene.0.act(Act::Scale(0, 3));
    assert_eq!((desired(&scene), bounds(&scene)), (3, web(3, 6)));
    scene.0.act(Act::Scale(0, 8));
    assert_eq!((desired(&scene), bounds(&scene)), (8, web(8, 8)));
    scene.0.act(Act::Scale(0, 1));
    assert_eq!(bounds(&scene), web(1, 6));
    scene.0.act(Act::Destroy);
    assert!(scene.0.failed.is_empty(), "{:#?}", scene.0.failed);
    assert_eq!(targets(&scene), []);
    let sim = &scene.0.sim;
    let request = DescribeScalingPolicies {
        service_namespace: "ecs".into(),
        ..Default::default()
    };
    let asked = sim.run(async { sim.describe_scaling_policies(request).await });
    assert_eq!(
        asked.expect("not stuck").expect("a list").scaling_policies,
        []
    );
}

/// Users must call it, and it must keep no data: otherwise there is nobody to scale, which is said before anything is made.
#[test]
fn whom_nobody_calls_and_what_keeps_data_follow_nothing() {
    let shop = app(SHOP);
    let most = |name: &str| FOLLOWING.most_tasks(&shop, name);
    assert_eq!((most("web"), most("db")), (Some(6), None));
    let scene = Scene::of(SHOP, FOLLOWING);
    assert_eq!(bounds(&scene), web(2, 6));
    let alone = app("name: app\nservices:\n  worker: {image: 'us/worker:1'}\n");
    let scene = Scene::empty();
    let failed = scene
        .0
        .sim
        .verb(FOLLOWING.strategy().deploy(&scene.0.context(), &alone));
    let error = failed.expect_err("nobody to scale");
    assert_eq!(error.step, Step::CheckApplication);
    assert!(
        matches!(
            &error.cause,
            Cause::Impossible {
                key: Obstacle::NobodyToScale,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(
        Way::named("ec2", Default::default(), Default::default()).map(|way| way.with_max_tasks(3)),
        Some(Err(NoRange::NoAutoScaling))
    );
}

/// On instances the group has room for what the metric may bring: 6 tasks of the service and the one that a rollout starts, three
/// interfaces an instance of which two are for tasks.
#[test]
fn a_group_of_instances_may_grow_for_tasks_that_follow() {
    let way = Way::EcsEc2(EcsEc2 {
        tasks: 1,
        max_tasks: Some(6),
    });
    let mut scene = Scene::in_old_account(WEB, way);
    rush(&scene);
    minutes(&mut scene, 40);
    assert_eq!(desired(&scene), 6);
    let sim = &scene.0.sim;
    let request = ecs::DescribeServices {
        cluster: "paperboat-app".into(),
        services: vec!["web".into()],
        ..Default::default()
    };
    let found = sim.run(async { sim.describe_services(request).await });
    let service = &found.expect("not stuck").expect("a service").services[0];
    assert_eq!((service.running_count, service.pending_count), (6, 0));
}

fn lane(name: &str) -> Lane {
    let mut known = Lane::KNOWN.into_iter();
    known.find(|lane| lane.name == name).expect("a lane")
}

fn day(app: &App, name: &str) -> LaneReport {
    let model = Arc::new(medians());
    let settings = Settings {
        seed: 1,
        people: typing(&model, Practice::Practised).into(),
        model,
        peak: 20.0,
        scenario: Arc::new(Scenario::standard(24, 2)),
    };
    go_down(app, lane(name), &settings)
}

/// The rush of the standard scenario is 200 requests a second for 15 minutes, at the day's peak, which it begins with: two tasks
/// answer 100 of them, so that nearly 100 are lost each second. With tasks that follow it is the time to the third measurement
/// above 60 %, which is between 2 and 3 minutes, and the start of two tasks, between 20 and 60 s; then four of them answer all.
#[test]
fn a_rush_is_lost_for_minutes_instead_of_whole() {
    let app = app(WEB);
    let (many, scaled) = (day(&app, "fargate-many"), day(&app, "fargate-scaled"));
    let lost = |report: &LaneReport| {
        let mut phases = report.phases.iter();
        let rush = phases.find(|part| part.phase == Phase::Rush);
        rush.expect("a rush").totals.clone()
    };
    let (whole, part) = (lost(&many), lost(&scaled));
    // The curve falls by less than 4 % of its peak in a quarter of an hour.
    assert!((82_000.0..90_000.0).contains(&whole.lost), "{}", whole.lost);
    assert!(
        (100.0 * 0.9 * (120.0 + 20.0)..100.0 * (180.0 + 60.0)).contains(&part.lost),
        "{}",
        part.lost
    );
    // Both tasks lack at once: time that passes twice is no time.
    let seconds: f64 = whole.services[0].losses.iter().map(|l| l.seconds).sum();
    assert!((890.0..=900.5).contains(&seconds), "{seconds}");
    // Four tasks more for less than half an hour, at a quarter of a vCPU and half a GB: less than two cents.
    let more = scaled.whole.total().as_f64() - many.whole.total().as_f64();
    assert!((0.0..0.2).contains(&more), "{more}");
    assert_eq!(scaled.left, []);
}
