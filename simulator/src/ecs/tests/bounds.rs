//! The scheduler's decisions, over every situation that can be drawn.

use proptest::prelude::{Just, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::strategy::Strategy as Draw;

use crate::ecs::decide::{Seen, Standing, View, Why, decide};
use crate::ecs::task::TaskKey;

fn standing() -> impl Draw<Value = Standing> {
    prop_oneof![
        Just(Standing::Unhealthy),
        Just(Standing::Starting),
        Just(Standing::Young),
        Just(Standing::Retiring),
        Just(Standing::Healthy),
    ]
}

fn view() -> impl Draw<Value = View> {
    let tasks = || prop::collection::vec((standing(), 0..3_usize), 0..12);
    (
        0..8_usize,
        0..=100_u32,
        100..=200_u32,
        tasks(),
        tasks(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(desired, minimum_percent, maximum_percent, primary, old, may_launch, rebalance)| {
                let mut slot = 0;
                let mut seen = |(standing, zone)| {
                    slot += 1;
                    Seen {
                        key: TaskKey::from_slot(slot),
                        standing,
                        zone,
                    }
                };
                View {
                    desired,
                    minimum_percent,
                    maximum_percent,
                    primary: primary.into_iter().map(&mut seen).collect(),
                    old: old.into_iter().map(&mut seen).collect(),
                    held: Vec::new(),
                    may_launch,
                    zones: 3,
                    rebalance,
                }
            },
        )
}

fn healthy(view: &View) -> Vec<TaskKey> {
    let all = view.primary.iter().chain(&view.old);
    let healthy = all.filter(|s| matches!(s.standing, Standing::Retiring | Standing::Healthy));
    healthy.map(|s| s.key).collect()
}

/// Carries a plan out at once: what was launched is starting.
fn carried_out(view: &View, next: &mut u32) -> View {
    let plan = decide(view);
    let stays = |s: &&Seen| !plan.stop.iter().any(|(key, _)| *key == s.key);
    let mut after = view.clone();
    after.primary = view.primary.iter().filter(stays).copied().collect();
    after.old = view.old.iter().filter(stays).copied().collect();
    for _ in 0..plan.launch {
        *next += 1;
        let crowd = |zone: usize| after.primary.iter().filter(|s| s.zone == zone).count();
        after.primary.push(Seen {
            key: TaskKey::from_slot(*next),
            standing: Standing::Starting,
            zone: (0..3).min_by_key(|zone| crowd(*zone)).unwrap_or(0),
        });
    }
    after
}

proptest! {
    #[test]
    fn launches_stay_below_the_maximum(view in view()) {
        let plan = decide(&view);
        let total = view.primary.len() + view.old.len();
        prop_assert!(plan.launch == 0 || total + plan.launch <= view.upper());
        prop_assert!(plan.launch == 0 || view.may_launch);
    }

    #[test]
    fn stops_keep_the_minimum_healthy(view in view()) {
        let plan = decide(&view);
        let before = healthy(&view);
        let stopped = plan.stop.iter().filter(|(key, _)| before.contains(key)).count();
        prop_assert!(stopped == 0 || before.len() - stopped >= view.lower());
        let mut keys: Vec<_> = plan.stop.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), plan.stop.len());
        let goes = [Standing::Unhealthy, Standing::Retiring];
        let unhealthy = |key| view.primary.iter().any(|s| s.key == key && goes.contains(&s.standing));
        prop_assert!(plan.stop.iter().all(|(key, why)| (*why == Why::Unhealthy) == unhealthy(*key)));
    }

    #[test]
    fn a_rollout_whose_tasks_get_healthy_ends_with_the_desired_tasks(view in view()) {
        let mut view = View { may_launch: true, ..view };
        let mut next = 1_000;
        let mut stuck = false;
        for _ in 0..200 {
            stuck = decide(&view).stuck;
            view = carried_out(&view, &mut next);
            for seen in view.primary.iter_mut().filter(|s| ![Standing::Unhealthy, Standing::Retiring].contains(&s.standing)) {
                seen.standing = Standing::Healthy;
            }
        }
        // Bounds that leave room for neither are the caller's mistake, and are said.
        prop_assert!(stuck || view.old.is_empty() && view.primary.len() == view.desired);
        prop_assert!(!stuck || view.lower() == view.upper());
    }
}
