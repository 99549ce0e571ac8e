//! The world's invariants, over arbitrary requests at arbitrary times across its rooms.

#[path = "world/act.rs"]
mod act;
#[path = "world/driver.rs"]
mod driver;
#[path = "world/end.rs"]
mod end;
#[path = "world/known.rs"]
mod known;
#[path = "property.rs"]
mod property;
#[path = "world/seen.rs"]
mod seen;
#[path = "world/store.rs"]
mod store;
#[path = "world/watch.rs"]
mod watch;

use std::collections::BTreeSet;
use std::time::Duration;

use act::{Act, acts};
use driver::Driver;
use paperboat_core::event::EventKind;
use paperboat_core::time::Timestamp;
use paperboat_simulator::log::Events;
use paperboat_simulator::world::World;
use property::cases;
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use watch::Watch;

/// Long enough for everything that goes on by itself to come to its end.
const CALM: Duration = Duration::from_secs(4 * 3_600);

/// All of a world that can be seen of it.
fn all_of(w: &World) -> String {
    format!("{w:?}")
}

/// What happened, without what was asked and without the numbers of the events.
fn deeds(events: Events<'_>) -> Vec<(Timestamp, &EventKind)> {
    let deeds = events.iter().map(|e| (e.at, &e.kind));
    deeds
        .filter(|(_, kind)| !matches!(kind, EventKind::Call { .. }))
        .collect()
}

/// Moves a world on in the steps in which something happens by itself.
fn step_to(w: &mut World, to: Timestamp) {
    while let Some(next) = w.next_at().filter(|next| *next < to) {
        w.advance(next);
    }
    w.advance(to);
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn whatever_is_asked_the_invariants_hold(acts in acts(1..60), seed in any::<u64>()) {
        let mut driver = Driver::new(seed);
        let mut watch = Watch::default();
        for (pause, act) in &acts {
            let to = driver.world.now() + *pause;
            watch.advance(&mut driver.world, to)?;
            driver.send(act);
            watch.asked(&driver.world);
            driver.world.check();
        }
        let calm = driver.world.now() + CALM;
        watch.advance(&mut driver.world, calm)?;
        driver.world.check();
        watch.at_rest(&driver.world)?;
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn once_or_in_slices_it_is_the_same_world(
        acts in acts(1..40),
        seed in any::<u64>(),
        cuts in prop::collection::vec(1..2_000_000_000_u64, 0..20),
    ) {
        let (mut once, mut sliced) = (Driver::new(seed), Driver::new(seed));
        let mut cuts = cuts.into_iter();
        for (pause, act) in &acts {
            let to = once.world.now() + *pause;
            once.world.advance(to);
            match cuts.next() {
                Some(cut) => while sliced.world.now() < to {
                    let next = sliced.world.now() + Duration::from_micros(cut);
                    sliced.world.advance(next.min(to));
                },
                None => step_to(&mut sliced.world, to),
            }
            once.send(act);
            sliced.send(act);
        }
        let calm = once.world.now() + CALM;
        once.world.advance(calm);
        step_to(&mut sliced.world, calm);
        prop_assert_eq!(once.world.events(), sliced.world.events());
        prop_assert_eq!(once.world.bill(), sliced.world.bill());
        prop_assert!(all_of(&once.world) == all_of(&sliced.world), "the same state");
    }

    #[test]
    fn a_clone_has_the_same_future_and_leaves_the_first_alone(
        acts in acts(2..40),
        seed in any::<u64>(),
        at in any::<prop::sample::Index>(),
    ) {
        let mut first = Driver::new(seed);
        let at = at.index(acts.len());
        for (pause, act) in &acts[..at] {
            first.pass(*pause);
            first.send(act);
        }
        let mut second = first.clone();
        let before = all_of(&first.world);
        let drive = |driver: &mut Driver| {
            for (pause, act) in &acts[at..] {
                driver.pass(*pause);
                driver.send(act);
            }
            driver.pass(CALM);
        };
        drive(&mut second);
        prop_assert!(all_of(&first.world) == before, "a clone shares nothing");
        drive(&mut first);
        prop_assert!(all_of(&first.world) == all_of(&second.world), "the same future");
    }
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn what_is_refused_changes_nothing_but_the_log(acts in acts(1..40), seed in any::<u64>()) {
        let mut driver = Driver::new(seed);
        for (pause, act) in &acts {
            driver.pass(*pause);
            // What strikes changes the world, whether the request beside it is refused or not.
            if matches!(act, Act::Strike(..)) {
                driver.send(act);
                continue;
            }
            let mut untouched = driver.world.clone();
            let Some(error) = driver.send_and_wait(act) else { continue };
            let mut refused = driver.world.clone();
            let later = refused.now() + Duration::from_secs(1_800);
            refused.advance(later);
            untouched.advance(later);
            let known = untouched.events().len();
            prop_assert_eq!(
                deeds(untouched.events()),
                deeds(refused.events()),
                "{:?} was refused with {} after {} events", act, error, known
            );
            prop_assert_eq!(untouched.bill(), refused.bill(), "{:?} was refused with {}", act, error);
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn nothing_costs_money_when_everything_was_removed(acts in acts(1..60), seed in any::<u64>()) {
        let mut driver = Driver::new(seed);
        for (pause, act) in &acts {
            driver.pass(*pause);
            driver.send(act);
        }
        end::remove_everything(&mut driver);
        driver.world.check();
        let bill = driver.world.bill();
        let left: Vec<_> = bill.open().collect();
        prop_assert!(left.is_empty(), "{left:?}");
    }
}

/// The properties above hold for want of anything happening too: this holds that things happen.
#[test]
fn the_requests_drawn_lead_to_what_the_invariants_are_about() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    let (mut sent, mut accepted) = (0, 0);
    for seed in 0..80 {
        let drawn = acts(30..60).new_tree(&mut runner).expect("acts").current();
        let mut driver = Driver::new(seed);
        for (pause, act) in &drawn {
            driver.pass(*pause);
            sent += 1;
            accepted += usize::from(driver.send_and_wait(act).is_none());
        }
        driver.pass(CALM);
        for event in driver.world.events() {
            seen.extend(milestone(&event.kind));
        }
    }
    let all = [
        "completed",
        "failed",
        "rolled back",
        "scaled in",
        "given up as unhealthy",
        "could not start",
        "crashed",
    ];
    assert_eq!(seen, BTreeSet::from(all));
    assert!(accepted * 3 > sent, "{accepted} of {sent} were accepted");
}

fn milestone(kind: &EventKind) -> Option<&'static str> {
    match kind {
        EventKind::State { to, .. } if to == "COMPLETED" => Some("completed"),
        EventKind::State { to, .. } if to == "FAILED" => Some("failed"),
        EventKind::State {
            resource,
            from,
            reason,
            ..
        } if resource.starts_with("task/") => match &**reason {
            r if r.starts_with("Scaling activity") && from == "RUNNING" => Some("scaled in"),
            r if r.contains("health checks") => Some("given up as unhealthy"),
            r if r.starts_with("CannotPull") => Some("could not start"),
            r if r.starts_with("Essential container") => Some("crashed"),
            _ => None,
        },
        EventKind::Message { text, .. } if text.contains("rolling back to") => Some("rolled back"),
        _ => None,
    }
}

/// A load balancer has nodes in two of three zones. AWS gives a task in the third one up; it is not waited for.
#[test]
fn a_task_in_a_zone_without_the_load_balancer_is_given_up() {
    let good = act::Definition {
        image: act::Image::Good,
        checked: false,
        logged: false,
        role: None,
        impossible: false,
    };
    let wishes = act::Wishes {
        name: 0,
        definition: 0,
        desired: 3,
        minimum: 100,
        maximum: 200,
        breaker: (true, true),
        group: Some(0),
        grace: Some(120),
        public: true,
    };
    let asked = [
        Act::CreateCluster(0),
        Act::Register(good),
        Act::CreateSecurityGroup(0),
        Act::Authorize(0, 8080),
        Act::CreateBalancer(0, Some(0)),
        Act::CreateGroup(0, true),
        Act::CreateListener(0, 0, 80),
        Act::CreateService(wishes),
    ];
    let mut driver = Driver::new(1);
    for act in &asked {
        assert_eq!(driver.send_and_wait(act), None, "{act:?}");
    }
    driver.pass(CALM);
    Watch::default()
        .at_rest(&driver.world)
        .expect("the rollout has ended");
    let given_up = "is unhealthy in (target-group ";
    let why = "due to (reason Target is in an Availability Zone that is not enabled for the load balancer)";
    let said = driver.world.events().iter().any(|e| {
        matches!(&e.kind, EventKind::Message { text, .. } if text.contains(given_up) && text.contains(why))
    });
    assert!(said);
}
