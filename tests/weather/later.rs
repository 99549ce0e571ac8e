//! Faults that show later: at the next version, the next start, the next call.

use paperboat_core::fault::Fault;
use paperboat_core::strategy::{Care, Fargate, Way};

use crate::scene::{self, Scene, careful, fargate};
use crate::{LONG, draw};

/// What a fault and an update after it come to: what the update failed with, and what happened since the strike.
fn update_after(mut scene: Scene, fault: &str) -> (Option<String>, scene::Told) {
    let told = scene.strike(fault, 1);
    scene.0.act(draw::Act::Update);
    let failed = scene.0.failed.last().map(|(_, error)| error.to_string());
    (failed, scene.go_on(told, LONG))
}

/// A tag that is nowhere stops an update before anything is replaced on the host, and at the new task on Fargate: the old
/// version serves on, on both sides.
#[test]
fn a_version_that_was_never_pushed_harms_nobody() {
    let (failed, told) = update_after(careful(), "image-missing:web");
    let failed = failed.expect("no image");
    assert!(
        failed.contains("manifest for us/web:2 not found"),
        "{failed}"
    );
    assert!(told.because_of_it("pulling -> failed"), "{told}");
    assert_eq!(told.down(), []);
    let (failed, told) = update_after(fargate(), "image-missing:web");
    let failed = failed.expect("no image");
    assert!(failed.contains("rolled back"), "{failed}");
    assert!(told.because_of_it("(CannotPullContainerError: "), "{told}");
    assert_eq!(told.down(), []);
}

/// ECS starts three tasks, one after the other, before its circuit breaker gives up, and never stops the old one. The host
/// replaces the container at once; it serves again when the recipe has given the new version ten minutes and goes back.
#[test]
fn a_version_that_crashes_is_held_back_by_the_breaker_and_takes_the_host_down() {
    let (failed, told) = update_after(fargate(), "image-crashes:web");
    assert!(failed.expect("a crash").contains("rolled back"));
    assert!(told.because_of_it("IN_PROGRESS -> FAILED"), "{told}");
    assert_eq!(told.down(), [], "{told}");
    let (failed, told) = update_after(careful(), "image-crashes:web");
    let failed = failed.expect("a crash");
    assert!(
        failed.contains("public-answer did not come true"),
        "{failed}"
    );
    assert!(
        told.because_of_it("running -> exited (exit code 1)"),
        "{told}"
    );
    let (from, to) = told.down()[0];
    let took = to.expect("the old version is back") - from;
    assert!((600.0..700.0).contains(&took), "{took}: {told}");
    // The version after the next one is another one.
    let mut scene = careful();
    scene.strike("image-crashes:web", 1);
    scene.0.act(draw::Act::Update);
    let next = scene.0.versions[0].next_version().next_version();
    let failures = scene.0.failed.len();
    scene.0.sim.with(|w| {
        for image in next.published() {
            w.publish(w.now(), image);
        }
    });
    scene.0.update(next);
    assert_eq!(scene.0.failed.len(), failures, "{:?}", scene.0.failed);
}

/// Its own check would pass: it asks within the container. Who asks from outside finds nobody.
#[test]
fn a_version_on_localhost_answers_nobody_from_outside() {
    let (failed, told) = update_after(fargate(), "bound-to-localhost:web");
    let failed = failed.expect("no answer");
    assert!(failed.contains("Task failed ELB health checks"), "{failed}");
    assert!(
        told.because_of_it("initial -> unhealthy (Health checks failed)"),
        "{told}"
    );
    assert!(
        told.says("nothing listens on port 8080: its program listens on 127.0.0.1:8080"),
        "{told}"
    );
    assert_eq!(told.down(), [], "{told}");
    let (failed, told) = update_after(careful(), "bound-to-localhost:web");
    assert!(failed.is_some());
    let (from, to) = told.down()[0];
    assert!(
        (600.0..700.0).contains(&(to.expect("it is back") - from)),
        "{told}"
    );
}

/// A registry is asked when something is pulled, and never by what runs.
#[test]
fn trouble_of_registries_stops_updates_and_replacements_only() {
    for (fault, docker, ecs) in [
        (
            "registry-rate-limit:1h",
            "toomanyrequests",
            "429 Too Many Requests",
        ),
        (
            "registry-outage:1h",
            "Client.Timeout exceeded",
            "failed to resolve ref docker.io/us/web:2",
        ),
    ] {
        let (failed, told) = update_after(careful(), fault);
        assert!(failed.expect(fault).contains(docker), "{told}");
        assert!(told.because_of_it("pulling -> failed"), "{told}");
        assert_eq!(told.down(), [], "{told}");
        let (failed, told) = update_after(fargate(), fault);
        assert!(failed.expect(fault).contains(ecs), "{told}");
        assert!(told.because_of_it("pulling -> failed"), "{told}");
        assert_eq!(told.down(), [], "{told}");
        // The host has its images; each task pulls.
        let crash = |mut scene: Scene| {
            scene.strike(fault, 1);
            scene.strike("process-crash:web", LONG).down()
        };
        assert_eq!(crash(careful()), [(0.0, Some(10.4))]);
        let (_, back) = crash(fargate())[0];
        assert!(back > Some(3_600.0), "{fault}: {back:?}");
    }
}

/// A pull has a manifest's time and then the bytes' time, which is ten times as long.
#[test]
fn a_slow_network_makes_pulls_slow() {
    let pull = |fault: &str| {
        let (failed, told) = update_after(fargate(), fault);
        assert_eq!(failed, None, "{told}");
        told.when("pulling -> pulled").expect("a pull") - told.when("-> pulling").expect("a pull")
    };
    let (usual, slow) = (pull("spot-reclaim"), pull("slow-network:10"));
    // image.manifest has a median of 0.6 s.
    assert!(
        ((slow - 0.6) - 10.0 * (usual - 0.6)).abs() < 1.0,
        "{usual} {slow}"
    );
}

#[test]
fn nobody_reclaims_capacity_that_is_not_spot() {
    for mut scene in [careful(), fargate()] {
        assert_eq!(
            scene.strike("spot-reclaim", 1).strike.missed,
            Some("no-spot")
        );
    }
}

/// A program that runs on a slow machine of its own kind: 5 times 10 s; ten times, and ECS's grace is too short for it.
#[test]
fn a_slow_start_shows_at_the_next_start() {
    let crash = |mut scene: Scene, fault: &str| {
        assert_eq!(scene.strike(fault, 60).down(), []);
        scene.strike("process-crash:web", LONG)
    };
    let told = crash(careful(), "slow-start:web");
    assert_eq!(told.down(), [(0.0, Some(50.4))]);
    let told = crash(fargate(), "slow-start:web");
    assert_eq!(told.down(), [(0.0, Some(102.6))], "{told}");
    let told = crash(fargate(), "slow-start:web,factor=100");
    assert!(told.says("is unhealthy in (target-group"), "{told}");
    assert_eq!(told.down(), [(0.0, None)], "{told}");
}

/// Nothing can be written, so nothing can be updated; what runs, runs on. Old images are there for the taking.
#[test]
fn a_full_disk_stops_the_next_update() {
    for what in ["images", "logs"] {
        let fault = format!("disk-full:{what}");
        let (failed, told) = update_after(careful(), &fault);
        assert!(
            failed
                .expect("no space")
                .contains("No space left on device")
        );
        assert!(
            told.because_of_it("StepFinished { step: KeepOldRelease"),
            "{told}"
        );
        assert_eq!(told.down(), [], "{told}");
        let told = fargate().strike(&fault, 60);
        assert_eq!(told.strike.missed, Some("no-instance"));
    }
    let after = |fault: &str, remedy: &str| {
        let mut scene = careful();
        scene.strike(fault, 1);
        scene.on_the_host(remedy);
        scene.0.act(draw::Act::Update);
        scene.0.failed.len()
    };
    assert_eq!(after("disk-full:images", "docker image prune -f"), 0);
    assert_eq!(after("disk-full:logs", "docker image prune -f"), 1);
}

/// What runs has logged in already. The next start is refused, and every one after it.
#[test]
fn an_expired_secret_shows_at_the_next_start() {
    let shop = |way| Scene::of(scene::SHOP, way);
    let ways = [
        scene::on_ec2(Care::Careful),
        Way::Fargate(Fargate::default()),
    ];
    for way in ways {
        let mut scene = shop(way);
        let told = scene.strike("expired-secret", 3_600);
        assert_eq!(
            (told.subject(), told.down()),
            ("DB_PASSWORD".to_owned(), vec![])
        );
        let told = scene.strike("process-crash:web", LONG);
        assert_eq!(told.down(), [(0.0, None)]);
        assert!(
            told.says("the value of DB_PASSWORD is not accepted any longer"),
            "{told}"
        );
    }
    let told = careful().strike("expired-secret", 1);
    assert_eq!(told.strike.missed, Some("no-secret"));
}

/// A rolling update needs room for twice the tasks; a task that was lost has left its own.
#[test]
fn a_used_up_quota_stops_rolling_updates_and_no_replacement() {
    let (failed, told) = update_after(fargate(), "quota-reached");
    let failed = failed.expect("no room");
    assert!(failed.contains("limit on the number of vCPUs"), "{failed}");
    assert!(told.because_of_it("limit on the number of vCPUs"), "{told}");
    assert_eq!(told.down(), [], "{told}");
    let mut scene = fargate();
    scene.strike("quota-reached", 1);
    assert_eq!(
        scene.strike("process-crash:web", LONG).down(),
        [(0.0, Some(62.6))]
    );
    let (failed, _) = update_after(careful(), "quota-reached");
    assert_eq!(failed, None);
    let scene = careful();
    scene
        .0
        .sim
        .with(|w| w.strike(w.now(), &Fault::QuotaReached {}));
    let (subnets, image) = scene.places();
    let refused = scene.launch(&subnets[0], &image).expect_err("no room");
    assert_eq!(refused.code, "VcpuLimitExceeded");
}

/// Half of all calls are refused; nothing that runs notices.
#[test]
fn throttled_calls_are_refused_by_name_and_may_be_sent_again() {
    for (scene, code) in [
        (careful(), "RequestLimitExceeded"),
        (fargate(), "ThrottlingException"),
    ] {
        let (failed, told) = update_after(scene, "api-throttled");
        assert!(failed.expect("refused").contains(code), "{told}");
        assert!(told.because_of_it(code), "{told}");
        assert_eq!(told.down(), [], "{told}");
    }
    let mut scene = Scene::empty();
    scene
        .0
        .sim
        .with(|w| w.strike(w.now(), &Fault::parse("api-throttled:1m").expect("a fault")));
    let refused = (0..400).filter(|_| scene.asked_in_vain()).count();
    assert!((150..250).contains(&refused), "{refused}");
    scene.0.act(draw::Act::Advance(60));
    assert_eq!((0..20).filter(|_| scene.asked_in_vain()).count(), 0);
}
