//! Causes are causes, in worlds drawn at random: small applications, deployed in every way, used, updated, scaled,
//! disturbed and destroyed. What an event names as its cause lies before it and on its path, which the test finds out
//! for itself (`causes/path.rs`).

#[path = "causes/draw.rs"]
mod draw;
#[path = "causes/path.rs"]
mod path;
#[path = "causes/sail.rs"]
mod sail;

use paperboat_core::error::Cause;
use paperboat_core::event::{Event, EventKind};
use draw::{acts, compose, seed, services, way};
use path::Paths;
use proptest::prelude::{ProptestConfig, prop_assert, proptest};
use sail::{Voyage, app};

/// Cases of each property; `PROPTEST_CASES` in the environment stands for another number.
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(usual),
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn a_cause_lies_on_the_path_of_its_effect(
        services in services(),
        acts in acts(),
        way in way(),
        seed in seed(),
    ) {
        let text = compose(&services);
        let mut voyage = Voyage::new(app(&text), way, seed);
        voyage.deploy();
        for act in &acts {
            voyage.act(*act);
        }
        let events = voyage.events();
        let wrong = Paths::new(&services, &events).first_wrong();
        prop_assert!(wrong.is_none(), "{}\n{text}", wrong.unwrap_or_default());
        for (so_far, error) in &voyage.failed {
            let told = is_told(&events[..*so_far]) || refused_before(&error.cause);
            prop_assert!(told, "nothing leads to {error:#?}\n{text}");
        }
    }
}

/// Tells whether the last step that failed has a cause.
fn is_told(events: &[Event]) -> bool {
    let mut steps = events.iter().rev();
    let failed = steps.find(|e| matches!(&e.kind, EventKind::StepFinished { error: Some(_), .. }));
    failed.is_some_and(|e| e.cause.is_some())
}

/// Tells whether a verb was refused by the strategy itself, before it asked anybody for anything.
fn refused_before(cause: &Cause) -> bool {
    matches!(cause, Cause::Refused { .. } | Cause::Impossible { .. })
}
