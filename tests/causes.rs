//! Causes are causes, in worlds drawn at random: small applications, deployed in every way, used, updated, scaled,
//! disturbed and destroyed. What an event names as its cause lies before it and on its path, which the test finds out
//! for itself (`causes/path.rs`).

#[path = "causes/draw.rs"]
mod draw;
#[path = "causes/path.rs"]
mod path;
#[path = "property.rs"]
mod property;
#[path = "causes/run.rs"]
mod run;

use draw::{Act, acts, compose, seed, services, way};
use paperboat_core::error::Cause;
use paperboat_core::event::{Event, EventKind};
use paperboat_core::strategy::{Care, RunWith, Way};
use path::Paths;
use property::cases;
use proptest::prelude::{prop_assert, proptest};
use run::{Run, app};

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
        let mut run = Run::new(app(&text), way, seed);
        run.deploy();
        for act in &acts {
            run.act(*act);
        }
        let events = run.events();
        let wrong = Paths::new(&services, &events).first_wrong();
        prop_assert!(wrong.is_none(), "{}\n{text}", wrong.unwrap_or_default());
        for (so_far, error) in &run.failed {
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

fn deployed(text: &str) -> Vec<Event> {
    let mut run = Run::new(
        app(text),
        Way::named("ec2", Care::Careful, RunWith::Compose).expect("a way"),
        1,
    );
    run.deploy();
    run.act(Act::Advance(300));
    run.events()
}

/// The states that a container of a service entered, each with the container whose event brought it about.
fn states(events: &[Event], service: &str) -> Vec<String> {
    let about = |e: &Event| match &e.kind {
        EventKind::State { resource, .. } | EventKind::Message { resource, .. } => resource.clone(),
        EventKind::Call { operation, .. } => operation.to_string(),
        _ => String::new(),
    };
    let mine = events
        .iter()
        .filter(|e| about(e) == format!("container/app-{service}-1"));
    let line = |e: &Event| {
        let cause = e.cause.map(|c| about(&events[c.0 as usize]));
        let cause = cause.unwrap_or_default().replace("container/app-", "");
        match &e.kind {
            EventKind::State { to, .. } => format!("{to} <- {cause}"),
            _ => format!("message <- {cause}"),
        }
    };
    mine.map(line).collect()
}

/// It was looked at once, and then only when its own program changed.
#[test]
fn a_check_of_another_service_is_looked_at_again() {
    let events = deployed(
        "name: app
services:
  alpha:
    image: us/alpha:1
    x-paperboat: {image-size: 45MB, boot-time: 20s, memory: 90MB, port: 8080, health-path: /health}
  bravo:
    image: us/bravo:1
    healthcheck: {test: ['CMD', 'curl', '-f', 'http://alpha:8080/health'], interval: 5s, retries: 9}
    x-paperboat: {image-size: 45MB, boot-time: 0s, memory: 90MB, port: 8080}
",
    );
    let healthy = states(&events, "bravo")
        .into_iter()
        .find(|s| s.starts_with("healthy"));
    assert_eq!(healthy.as_deref(), Some("healthy <- alpha-1"));
}

/// Services with the same image took each other's needs for their own.
#[test]
fn services_of_one_image_need_what_each_of_them_says() {
    let events = deployed(
        "name: app
services:
  alpha: {image: 'redis:7.4-alpine'}
  bravo: {image: 'nginx:1.27', depends_on: [alpha]}
  carol: {image: 'nginx:1.27', x-paperboat: {boot-time: 40s}}
",
    );
    let ready = |service: &str| {
        let name = format!("container/app-{service}-1");
        let at = |to: &str| {
            let of = |e: &&Event| matches!(&e.kind, EventKind::State { resource, to: state, .. } if *resource == name && state == to);
            events.iter().find(of).expect("it started").at
        };
        at("ready").since(at("running")).as_secs()
    };
    assert!(ready("bravo") < 5, "bravo starts as nginx does");
    assert!(ready("carol") > 15, "carol says that it takes long");
    let told = states(&events, "carol");
    assert!(told.iter().all(|s| !s.ends_with("alpha-1")), "{told:?}");
}
