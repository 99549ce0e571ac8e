//! Faults strike deployments that stand: who recovers, how fast, and because of what, on an instance and on Fargate.
//!
//! Every time of the model is its median here, so that the value beside each case is the sum of rows of the model.

#[path = "causes/draw.rs"]
#[expect(dead_code, reason = "the test of causes uses the rest")]
mod draw;
#[path = "weather/following.rs"]
mod following;
#[path = "weather/group.rs"]
mod group;
#[path = "weather/later.rs"]
mod later;
#[path = "property.rs"]
mod property;
#[path = "causes/run.rs"]
mod run;
#[path = "weather/scaling.rs"]
mod scaling;
#[path = "weather/scene.rs"]
mod scene;

use std::time::Duration;

use paperboat_core::fault::Fault;
use paperboat_core::strategy::{Fargate, Way};
use property::cases;
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};
use run::{Run, app};
use scene::{Scene, careful, fargate, naive};

/// Two hours.
const LONG: u32 = 7_200;

/// Docker waits 0.1 s, a start takes 0.3 s, the program 10 s. On Fargate the scheduler, an interface, a machine, a pull and
/// the same program come one after the other; the target gets requests as soon as it is registered, because there is no
/// other one.
#[test]
fn a_crash_is_over_soonest_on_one_host_with_a_restart_policy() {
    let told = careful().strike("process-crash:web", LONG);
    assert_eq!(told.down(), [(0.0, Some(10.4))]);
    assert!(told.says("exit code 139, SIGSEGV"), "{told}");
    assert!(
        told.says("restart policy unless-stopped, after 100 ms"),
        "{told}"
    );
    let told = fargate().strike("process-crash:web", LONG);
    assert_eq!(told.down(), [(0.0, Some(62.6))]);
    assert!(told.says("Essential container in task exited"), "{told}");
    // Nobody asked Docker to start it again.
    let told = naive().strike("process-crash:web", LONG);
    assert_eq!(told.down(), [(0.0, None)]);
}

/// A limit is the container's own; Fargate's task has no other than its size, and runs full as a whole.
#[test]
fn what_takes_too_much_memory_is_killed_and_comes_back_as_after_a_crash() {
    let told = careful().strike("out-of-memory:web", LONG);
    assert!(
        told.says("Memory cgroup out of memory: killed process, anon-rss:262144kB"),
        "{told}"
    );
    assert_eq!(told.down(), [(0.0, Some(10.4))]);
    let told = fargate().strike("out-of-memory:web", LONG);
    assert!(
        told.says("Out of memory: killed process, anon-rss:525312kB"),
        "{told}"
    );
    assert!(told.says("exit code 137, out of memory"), "{told}");
    assert_eq!(told.down(), [(0.0, Some(62.6))]);
}

/// A boot of 25.7 s until sshd, 3 s for the engine, 0.3 s for the container, 10 s for the program. The first tutorial
/// neither enables the engine nor asks for a restart.
#[test]
fn a_reboot_brings_back_what_is_enabled_and_has_a_restart_policy() {
    let told = careful().strike("host-reboot", LONG);
    assert_eq!(told.down(), [(0.0, Some(39.0))]);
    assert!(told.because_of_it("-> running ()"), "{told}");
    let told = naive().strike("host-reboot", LONG);
    assert_eq!(told.down(), [(0.0, None)]);
    let told = fargate().strike("host-reboot", LONG);
    assert_eq!(told.strike.missed, Some("no-instance"));
    assert_eq!(told.since.len(), 1, "{told}");
}

/// The same weather for both: what the provider does to what one has.
#[test]
fn maintenance_takes_an_instance_down_and_replaces_tasks_before_it_stops_them() {
    let told = careful().strike("maintenance", LONG);
    assert_eq!(told.down(), [(0.0, Some(39.0))]);
    for fault in ["maintenance", "task-retirement"] {
        let told = fargate().strike(fault, LONG);
        assert_eq!(told.down(), [], "{told}");
        assert_eq!(told.strike.hit.len(), 1);
        let maintenance = "RUNNING -> DEACTIVATING (ECS is performing maintenance on the underlying infrastructure hosting the task)";
        let healthy = told.when("initial -> healthy").expect("a replacement");
        assert!(told.when(maintenance) > Some(healthy), "{told}");
        assert!(told.because_of_it("-> PROVISIONING"), "{told}");
        assert!(told.because_of_it(maintenance), "{told}");
    }
    let told = careful().strike("task-retirement", LONG);
    assert_eq!(told.strike.missed, Some("no-task"));
}

/// The instance is off at once; the check of the next minute finds out, two minutes later it boots on other hardware, with
/// its address and its disk. On Fargate the load balancer's checks find out, and ECS starts another task.
#[test]
fn failed_hardware_is_recovered_by_the_provider_on_both_sides() {
    for fault in ["system-check-failed", "host-dies"] {
        let told = careful().strike(fault, LONG);
        let impaired = told.when("ok -> impaired").expect("a failed check");
        assert!(impaired <= 60.0, "{told}");
        // 124.0 s of recovery, 17.4 until sshd, 3.0 the engine, 0.3 the start, 10 the program: medians.
        let back = told.down()[0].1.expect("it comes back");
        assert!((back - impaired - 154.7).abs() < 0.2, "{told}");
        assert!(told.says("exit code 255"), "{told}");
        assert!(told.says("impaired -> ok"), "{told}");
    }
    let told = fargate().strike("host-dies", LONG);
    assert!(
        told.says("healthy -> unhealthy (Request timed out)"),
        "{told}"
    );
    assert!(told.because_of_it("-> PROVISIONING"), "{told}");
    assert_eq!(told.down(), [(0.0, Some(89.6))]);
    let told = fargate().strike("system-check-failed", LONG);
    assert_eq!(told.strike.missed, Some("no-instance"));
}

/// Nothing of it comes back, and nobody replaces it; the address stays with the account, and costs.
#[test]
fn an_instance_that_dies_is_gone_with_its_disk() {
    let mut scene = careful();
    let told = scene.strike("instance-dies", LONG);
    assert_eq!(told.down(), [(0.0, None)]);
    assert!(
        told.says("running -> shutting-down (Server.InternalError"),
        "{told}"
    );
    assert!(told.says("shutting-down -> terminated"), "{told}");
    let bill = scene.0.sim.with(|w| w.bill());
    let open: Vec<&str> = bill.open().map(|line| line.item.as_str()).collect();
    assert_eq!(open, ["public-ipv4", "snapshot"]);
    let told = fargate().strike("instance-dies", LONG);
    assert_eq!(told.strike.missed, Some("no-instance"));
}

/// The first subnet of both lies in us-east-1a. One host waits for its zone; tasks do not.
#[test]
fn a_zone_without_power_takes_the_host_with_it_and_tasks_move_on() {
    let outage = "zone-outage:us-east-1a,lasts=30m";
    let told = careful().strike(outage, LONG);
    // 30 minutes, then 15 until the instance boots, then as after a reboot.
    let back = told.down()[0].1.expect("it comes back");
    assert!((2_720.0..2_750.0).contains(&back), "{told}");
    assert!(told.because_of_it("impaired -> ok"), "{told}");
    let told = fargate().strike(outage, LONG);
    assert_eq!(told.down(), [(0.0, Some(89.6))]);
    assert!(told.because_of_it("-> PROVISIONING"), "{told}");
    for mut scene in [careful(), fargate()] {
        let told = scene.strike("zone-outage:us-east-1b,lasts=30m", LONG);
        assert_eq!(told.strike.missed, Some("nothing-there"));
        assert_eq!(told.down(), [], "{told}");
        let told = scene.strike("zone-outage:us-east-9z", 60);
        assert_eq!(told.strike.missed, Some("no-zone"));
    }
}

/// Two tasks lie in two zones, and each answers half of the requests. Half of them are lost until the load balancer knows:
/// by two checks, 10 s apart, that wait 5 s for an answer, or as the target of a crash is taken out, within 10 s.
#[test]
fn of_two_tasks_the_other_one_answers() {
    for (fault, lost, routed, again) in [
        (
            "zone-outage:us-east-1a,lasts=30m",
            "nobody-there",
            27.2,
            99.0,
        ),
        ("process-crash", "exited", 10.0, 72.0),
    ] {
        let mut scene = Scene::of(scene::WEB, Way::Fargate(Fargate::of(2)));
        let told = scene.strike(fault, LONG);
        assert_eq!(told.strike.hit.len(), 1, "{told}");
        assert_eq!(told.down(), [], "{told}");
        let half = format!("web serves 50: {lost}");
        assert_eq!(told.when(&half), Some(0.0), "{told}");
        assert_eq!(
            told.when("web serves 50: answering"),
            Some(routed),
            "{told}"
        );
        assert_eq!(
            told.when("web serves 100: answering"),
            Some(again),
            "{told}"
        );
        assert!(told.because_of_it("-> PROVISIONING"), "{told}");
        assert_eq!(scene::counts(&scene.0), [("web".to_owned(), 2, 2)]);
    }
}

#[test]
fn nothing_is_launched_in_a_zone_without_power() {
    let mut scene = Scene::empty();
    scene.strike("zone-outage:us-east-1a,lasts=2h", 1);
    let (subnets, image) = scene.places();
    let refused = scene.launch(&subnets[0], &image).expect_err("no power");
    assert_eq!(refused.code, "InsufficientInstanceCapacity");
    scene.launch(&subnets[1], &image).expect("another zone");
    scene.launch("", &image).expect("any zone");
    // The quota of a new account has room for two.
    scene.0.act(draw::Act::Advance(LONG));
    let refused = scene.launch(&subnets[0], &image).expect_err("no room");
    assert_eq!(refused.code, "VcpuLimitExceeded");
}

#[test]
fn worlds_of_one_seed_meet_the_same_weather() {
    let hit = |mut scene: Scene, fault: &str| scene.strike(fault, 1).strike.hit;
    let zones = |way| {
        let mut scene = Scene::of(scene::WEB, way);
        let mut zones = Vec::new();
        for _ in 0..8 {
            let told = scene.strike("zone-outage,lasts=1s", 3_600);
            zones.push(told.subject());
        }
        zones
    };
    let both = [
        zones(scene::on_ec2(paperboat_core::strategy::Care::Careful)),
        zones(Way::Fargate(Fargate::default())),
    ];
    assert_eq!(both[0], both[1]);
    let distinct: std::collections::BTreeSet<&String> = both[0].iter().collect();
    assert_eq!(distinct.len(), 3, "{both:?}");
    assert_eq!(hit(fargate(), "process-crash:nobody"), Vec::<String>::new());
    let told = fargate().strike("process-crash:nobody", 1);
    assert_eq!(told.strike.missed, Some("no-container"));
    let told = Scene::empty().strike("process-crash", 1);
    assert_eq!(told.strike.missed, Some("nothing-runs"));
}

/// Longer than any fault lasts by itself, and than whatever follows from it takes.
const CALM: u32 = 12 * 3_600;

/// Lets time pass at once, or in slices.
fn pass(run: &Run, seconds: u32, cut_us: Option<u64>) {
    run.sim.with(|w| {
        let to = w.now() + Duration::from_secs(u64::from(seconds));
        if let Some(cut) = cut_us {
            while w.now() < to {
                let next = w.now() + Duration::from_micros(cut);
                w.advance(next.min(to));
            }
        }
        w.advance(to);
        w.check();
    });
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_strikes_whenever_the_world_goes_on(
        services in draw::services(),
        way in draw::way(),
        seed in draw::seed(),
        strikes in prop::collection::vec((0..20_000_u32, any::<u8>(), any::<u8>()), 1..8),
        cut_us in 1_000_000..3_000_000_000_u64,
    ) {
        let text = draw::compose(&services);
        let mut once = Run::new(app(&text), way, seed);
        once.deploy();
        let stands = once.failed.is_empty();
        let sliced = scene::fork(&once);
        let mut calm = scene::fork(&once);
        for (pause, fault, service) in &strikes {
            for (run, cut) in [(&once, None), (&sliced, Some(cut_us))] {
                pass(run, *pause, cut);
                run.strike(*fault, *service);
            }
            pass(&calm, *pause, None);
        }
        pass(&once, CALM, None);
        pass(&sliced, CALM, Some(cut_us));
        pass(&calm, CALM, None);
        prop_assert!(once.events() == sliced.events(), "the same events\n{text}");
        let all_of = |run: &Run| run.sim.with(|w| format!("{w:?}"));
        prop_assert!(all_of(&once) == all_of(&sliced), "the same world\n{text}");
        for report in once.sim.with(|w| w.traffic_report()) {
            let lost: f64 = report.losses.iter().map(|l| l.requests).sum();
            prop_assert!((lost - report.lost).abs() <= 1e-6 * report.asked.max(1.0));
            prop_assert!(report.lost <= report.asked * (1.0 + 1e-9) + 1e-6);
        }
        let stays = |(_, fault, _): &(u32, u8, u8)| {
            let row = &Fault::ALL[usize::from(*fault) % Fault::ALL.len()];
            ["disk-full", "expired-secret", "quota-reached", "slow-start"].contains(&row.name)
        };
        if way.in_tasks() && stands && !strikes.iter().any(stays) {
            prop_assert_eq!(scene::counts(&once), scene::counts(&calm), "{}", text);
        }
        // What was struck can be removed as well as what was not; a second time finds what the first could not reach.
        for run in [&mut once, &mut calm] {
            for _ in 0..2 {
                run.act(draw::Act::Destroy);
                pass(run, CALM, None);
            }
        }
        prop_assert_eq!(scene::costs(&once), scene::costs(&calm), "{:#?}\n{}", once.failed, text);
    }
}

/// Rules reach the interfaces half a second later. Behind a load balancer the tasks look ill, and are replaced in vain.
#[test]
fn a_closed_port_keeps_users_out_until_it_is_opened_again() {
    let told = careful().strike("security-group-closed:8080,lasts=10m", LONG);
    assert_eq!(told.down(), [(0.5, Some(600.5))]);
    assert!(told.because_of_it("web serves 0: security-group"), "{told}");
    let told = fargate().strike("security-group-closed,lasts=10m", LONG);
    assert_eq!(told.subject(), "port 8080");
    assert_eq!(told.down()[0].0, 0.5, "{told}");
    assert!(told.down()[0].1 >= Some(600.5), "{told}");
    assert!(told.because_of_it("healthy -> unhealthy"), "{told}");
    let told = careful().strike("security-group-closed:9999", 60);
    assert_eq!(told.strike.missed, Some("no-rule"));
}

/// The host waits and goes on. ECS replaces what needs the database, in vain, and is back later.
#[test]
fn a_silent_database_takes_down_what_needs_it() {
    let mut scene = Scene::of(
        scene::SHOP,
        scene::on_ec2(paperboat_core::strategy::Care::Careful),
    );
    let told = scene.strike("database-down", LONG);
    assert_eq!(told.down(), [(0.0, Some(600.0))]);
    assert!(
        told.because_of_it("web serves 0: requirement-unreachable"),
        "{told}"
    );
    let mut scene = Scene::of(scene::SHOP, Way::Fargate(Fargate::default()));
    let told = scene.strike("database-down:db,lasts=10m", LONG);
    assert_eq!(told.down()[0], (0.0, Some(600.0)));
    assert!(
        told.because_of_it("healthy -> unhealthy (Health checks failed with these codes: [503])")
    );
    assert!(told.says("db:5432: connection refused"), "{told}");
    let told = scene.strike("database-down:web", 1);
    assert_eq!(told.strike.missed, Some("no-database"));
}
