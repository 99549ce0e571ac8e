//! A deployment that is made directly and one that goes through the wire are the same: the same answers, and the same
//! world, event for event, with times, ids and causes.
#![cfg(feature = "aws")]

#[path = "served/mod.rs"]
mod served;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::aws::is_read;
use paperboat_core::cloud::{Cloud, Context};
use paperboat_core::event::EventKind;
use paperboat_core::json;
use paperboat_core::strategy::{App, Way};
use paperboat_serve::clock::Pace;
use paperboat_serve::worlds::Birth;
use paperboat_simulator::sim::Sim;
use serde_json::Value;

use served::{Moved, connect, events, serve};

fn app(version: u32) -> App {
    let text = format!(
        "services: {{web: {{image: 'me/web:{version}', ports: ['80:80'], depends_on: [store]}}, store: {{image: 'redis:7'}}}}"
    );
    let load = Load {
        working_directory: "/shop".to_owned(),
        ..Default::default()
    };
    let resolved = load.read(&InMemory::one("/shop/compose.yaml", text));
    App::new(&resolved.expect("the file is good"), &load)
}

fn birth() -> Birth {
    let images = [1, 2]
        .into_iter()
        .flat_map(|version| app(version).published());
    Birth {
        seed: 7,
        images: images.collect(),
        ..Birth::default()
    }
}

fn silence(_: EventKind) {}

/// Deploys, looks, updates, scales, goes back and destroys; what each came to.
async fn verbs(cloud: &dyn Cloud, way: Way) -> Vec<String> {
    let cx = Context {
        cloud,
        observer: &silence,
        caller: Ipv4Addr::new(192, 0, 2, 10),
    };
    let (strategy, first, second) = (way.strategy(), app(1), app(2));
    vec![
        format!("{:?}", strategy.deploy(&cx, &first).await),
        format!("{:?}", strategy.status(&cx, &first).await),
        format!("{:?}", strategy.update(&cx, &second).await),
        format!("{:?}", strategy.scale(&cx, &second, "store", 2).await),
        format!("{:?}", strategy.rollback(&cx, &first).await),
        format!("{:?}", strategy.logs(&cx, &first, "web", 5).await),
        format!("{:?}", strategy.destroy(&cx, &first).await),
    ]
}

fn shown(sim: &Sim) -> Value {
    let mut events = sim.with(|w| {
        let all: Vec<_> = w.events().iter().collect();
        serde_json::to_value(all).expect("they are data")
    });
    json::tidy(&mut events);
    events
}

/// The events without the looks, which an endpoint does not keep, and numbered anew. Nothing may come of a look.
fn without_looks(events: &Value) -> Vec<Value> {
    let looks = |event: &Value| event["operation"].as_str().is_some_and(is_read);
    let mut numbers = BTreeMap::new();
    let mut kept = Vec::new();
    for event in events.as_array().expect("a list") {
        if looks(event) {
            continue;
        }
        let mut event = event.clone();
        numbers.insert(event["id"].to_string(), kept.len());
        event["id"] = kept.len().into();
        if !event["cause"].is_null() {
            let cause = numbers.get(&event["cause"].to_string());
            event["cause"] = (*cause.expect("a cause that is no look")).into();
        }
        kept.push(event);
    }
    kept
}

#[test]
fn every_way_leaves_the_same_events() {
    for way in Way::ALL {
        let sim = Sim::new(birth().world());
        let direct = sim.run(verbs(&sim, way)).expect("it ends");
        assert!(direct[0].starts_with("Ok"), "{way:?}: {}", direct[0]);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let url = serve(birth(), Pace::Manual);
        let through = runtime.block_on(async {
            let cloud = connect(&url).await.expect("it answers");
            served::reset(&url);
            verbs(&Moved::new(cloud), way).await
        });
        assert_eq!(direct, through, "{way:?}");
        let (here, there) = (shown(&sim), events(&url));
        let (here, there) = (without_looks(&here), without_looks(&there));
        let first = here.iter().zip(&there).find(|(a, b)| a != b);
        assert_eq!(first, None, "{way:?}");
        assert_eq!(here.len(), there.len(), "{way:?}");
        println!("{way:?}: {} events", here.len());
    }
}
