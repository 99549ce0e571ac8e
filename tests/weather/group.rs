//! A group of instances behind a load balancer: what it outlasts, how it is changed, and what it leaves.

use paperboat_core::aws::Ec2 as _;
use paperboat_core::aws::ec2::{DescribeInstances, GetConsoleOutput, Instance, InstanceStateName};
use paperboat_core::error::{Cause, CloudError};
use paperboat_core::event::EventKind;
use paperboat_core::strategy::{Asg, Status, Way};

use crate::draw::Act;
use crate::scene::{SHOP, Scene, WEB, costs};

const WAY: Way = Way::Asg(Asg { instances: 2 });

/// The same program with a password, which its machine reads with its role.
const LOCKED: &str = "name: app
services:
  web:
    image: us/web:1
    ports: ['8080:8080']
    mem_limit: 256m
    environment: {DB_PASSWORD: magic, GREETING: hello}
    x-paperboat: {image-size: 100MB, boot-time: 10s, cpu-boot-share: 0, memory: 90MB, requests-per-second: 50, port: 8080, health-path: /health}
";

/// The capacities with which users were served since an event, in requests a second.
fn served(scene: &Scene, since: usize) -> Vec<f64> {
    let events = scene.0.events().split_off(since);
    let served = events.iter().filter_map(|e| match e.kind {
        EventKind::Serving { capacity_rps, .. } => Some(capacity_rps),
        _ => None,
    });
    served.collect()
}

fn status(scene: &Scene) -> Status {
    let run = &scene.0;
    let app = run.versions.last().expect("a version").clone();
    let context = run.context();
    let seen = run.strategy.status(&context, &app);
    run.sim.run(seen).expect("not stuck").expect("a status")
}

fn images(scene: &Scene) -> Vec<String> {
    status(scene)
        .replicas
        .into_iter()
        .map(|r| r.image)
        .collect()
}

fn running(scene: &Scene) -> Vec<Instance> {
    let sim = &scene.0.sim;
    let found = sim.run(async { sim.describe_instances(DescribeInstances::default()).await });
    let found = found.expect("not stuck").expect("instances").reservations;
    let all = found.into_iter().flat_map(|r| r.instances);
    all.filter(|i| i.state.name == InstanceStateName::Running)
        .collect()
}

/// One zone is dark for an hour, and nobody does anything.
#[test]
fn a_zone_is_outlasted_without_a_person() {
    let mut scene = Scene::of(WEB, WAY);
    let told = scene.strike("zone-outage:us-east-1a,lasts=1h", 7_200);
    assert_eq!(told.down(), [], "{told}");
    assert!(told.says("Launching a new EC2 instance"), "{told}");
    assert_eq!(running(&scene).len(), 2);
    assert_eq!(images(&scene), ["us/web:1"; 2]);
}

#[test]
fn an_instance_that_dies_is_replaced_and_users_do_not_notice() {
    let mut scene = Scene::of(WEB, WAY);
    let before = running(&scene);
    let told = scene.strike("instance-dies", 1_800);
    assert_eq!(told.down(), [], "{told}");
    let after = running(&scene);
    let stayed = |i: &&Instance| before.iter().any(|b| b.instance_id == i.instance_id);
    assert_eq!((after.len(), after.iter().filter(stayed).count()), (2, 1));
    assert!(told.because_of_it("Launching a new EC2 instance"), "{told}");
}

/// The registry has no such tag: the first new instance never answers, so that the refresh goes back, and the other one
/// serves all the while.
#[test]
fn a_version_that_cannot_be_pulled_is_taken_back() {
    let mut scene = Scene::of(WEB, WAY);
    let so_far = scene.0.events().len();
    scene.0.act(Act::UpdateToNothing(0));
    let [(_, error)] = &scene.0.failed[..] else {
        panic!("{:?}", scene.0.failed);
    };
    let Cause::GivenBack { log, .. } = &error.cause else {
        panic!("{error:?}");
    };
    assert!(
        log.iter()
            .any(|line| line.contains("pull access denied for us/nothing")),
        "{log:?}"
    );
    let served = served(&scene, so_far);
    assert!(served.iter().all(|rps| *rps >= 50.0), "{served:?}");
    assert_eq!(images(&scene), ["us/web:1"; 2]);
    // What was taken back stands in nobody's way.
    scene.0.act(Act::Update);
    assert_eq!(scene.0.failed.len(), 1, "{:?}", scene.0.failed);
    assert_eq!(images(&scene), ["us/web:2"; 2]);
}

#[test]
fn an_update_replaces_every_instance_while_one_serves_and_back() {
    let mut scene = Scene::of(WEB, WAY);
    let (so_far, before) = (scene.0.events().len(), running(&scene));
    scene.0.act(Act::Update);
    assert!(scene.0.failed.is_empty(), "{:?}", scene.0.failed);
    assert_eq!(images(&scene), ["us/web:2"; 2]);
    let after = running(&scene);
    let new = |i: &Instance| before.iter().all(|b| b.instance_id != i.instance_id);
    assert!(after.iter().all(new));
    scene.0.act(Act::Rollback);
    assert!(scene.0.failed.is_empty(), "{:?}", scene.0.failed);
    assert_eq!(images(&scene), ["us/web:1"; 2]);
    let served = served(&scene, so_far);
    assert!(served.iter().all(|rps| *rps >= 50.0), "{served:?}");
}

/// Three instances are six vCPUs, and a new account may run five.
#[test]
fn scaling_is_the_size_of_the_group_within_the_quota() {
    let mut scene = Scene::of(WEB, WAY);
    scene.0.act(Act::Scale(0, 3));
    let [(_, error)] = &scene.0.failed[..] else {
        panic!("{:?}", scene.0.failed);
    };
    assert!(matches!(error.cause, Cause::Refused { .. }), "{error:?}");
    assert_eq!(running(&scene).len(), 2);
    scene.0.act(Act::Scale(0, 1));
    assert_eq!(scene.0.failed.len(), 1, "{:?}", scene.0.failed);
    scene.0.act(Act::Advance(300));
    assert_eq!(running(&scene).len(), 1);
    // Who scaled it has it scaled after an update.
    scene.0.act(Act::Update);
    assert_eq!(images(&scene), ["us/web:2"]);
}

#[test]
fn a_password_is_read_by_the_machines_role_and_stands_in_no_user_data() {
    let mut scene = Scene::of(LOCKED, WAY);
    let instances = running(&scene);
    let sim = &scene.0.sim;
    let request = GetConsoleOutput {
        instance_id: instances[0].instance_id.clone(),
        latest: true,
    };
    let console = sim.run(async { sim.get_console_output(request).await });
    let console: Result<_, CloudError> = console.expect("not stuck");
    assert!(console.expect("a console").output.contains("Cloud-init"));
    let app = scene.0.versions[0].clone();
    let context = scene.0.context();
    let ask = |line: &str| {
        let words = ["printenv".to_owned(), line.to_owned()];
        let ran = scene.0.strategy.exec(&context, &app, "web", &words);
        scene
            .0
            .sim
            .run(ran)
            .expect("not stuck")
            .expect("it ran")
            .stdout
    };
    assert_eq!(ask("DB_PASSWORD").trim(), "magic");
    assert_eq!(ask("GREETING").trim(), "hello");
    scene.0.act(Act::Destroy);
    assert_eq!(costs(&scene.0), [""; 0]);
}

#[test]
fn what_is_deployed_again_is_left_alone_and_what_is_destroyed_leaves_nothing() {
    let mut scene = Scene::of(WEB, WAY);
    let before = running(&scene);
    scene.0.deploy();
    assert!(scene.0.failed.is_empty(), "{:?}", scene.0.failed);
    assert_eq!(running(&scene), before);
    scene.0.act(Act::Destroy);
    assert!(scene.0.failed.is_empty(), "{:?}", scene.0.failed);
    assert_eq!(costs(&scene.0), [""; 0]);
    assert!(running(&scene).is_empty());
    scene.0.act(Act::Destroy);
    assert!(scene.0.failed.is_empty(), "{:?}", scene.0.failed);
}

fn ask(scene: &Scene, service: &str, line: &str) -> (i32, String) {
    let run = &scene.0;
    let app = run.versions.last().expect("a version").clone();
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let context = run.context();
    let ran = run.strategy.exec(&context, &app, service, &words);
    let ran = run.sim.run(ran).expect("not stuck").expect("it ran");
    (ran.exit_code, ran.stdout.trim().to_owned())
}

/// A database is one, on a machine beside the group, and is there under its name; what the group loses it does not.
#[test]
fn what_keeps_data_stays_on_a_machine_beside_the_group() {
    let mut scene = Scene::in_old_account(SHOP, WAY);
    assert_eq!(running(&scene).len(), 3);
    let services = |scene: &Scene| -> Vec<String> {
        let all = status(scene).replicas.into_iter();
        all.map(|r| format!("{} {}", r.service, r.state)).collect()
    };
    let all = ["web running", "web running", "db running"];
    assert_eq!(services(&scene), all);
    assert_eq!(ask(&scene, "web", "printenv DB_PASSWORD").1, "magic");
    assert_eq!(ask(&scene, "db", "printenv POSTGRES_PASSWORD").1, "magic");
    let so_far = scene.0.events().len();
    scene.0.act(Act::Update);
    assert!(scene.0.failed.is_empty(), "{:?}", scene.0.failed);
    let rates = served(&scene, so_far);
    assert!(rates.iter().all(|rps| *rps >= 50.0), "{rates:?}");
    assert_eq!(services(&scene), all);
    let context = scene.0.context();
    let app = scene.0.versions[0].clone();
    let scaled = scene.0.strategy.scale(&context, &app, "db", 2);
    let refused = scene.0.sim.run(scaled).expect("not stuck").unwrap_err();
    assert!(matches!(refused.cause, Cause::Impossible { .. }));
    scene.0.act(Act::Destroy);
    assert!(scene.0.failed.is_empty(), "{:?}", scene.0.failed);
    assert_eq!(costs(&scene.0), [""; 0]);
}
