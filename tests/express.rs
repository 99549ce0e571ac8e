//! The way by Express Mode, from the first request to the last, and what it refuses.

use std::net::Ipv4Addr;
use std::sync::Arc;

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::aws::ec2::DescribeSecurityGroups;
use paperboat_core::aws::elbv2::{DescribeLoadBalancers, DescribeTargetGroups};
use paperboat_core::aws::host::HttpGet;
use paperboat_core::aws::{Ec2 as _, Elb as _, Host as _};
use paperboat_core::cloud::Context;
use paperboat_core::error::Cause;
use paperboat_core::strategy::{App, Care, RunWith, Strategy, Way, refusals};
use paperboat_core::sweep;
use paperboat_simulator::model::Model;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::world::World;

const HINTS: &str = "{image-size: 45MB, boot-time: 1s, memory: 90MB, requests-per-second: 100, health-path: /health}";

fn app(services: &str) -> App {
    let text = format!("name: shop\nservices:\n{services}");
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    let resolved = load.read(&InMemory::one("/app/compose.yaml", text.as_str()));
    App::new(&resolved.expect("a sound Compose file"), &load)
}

/// One service of a version, with more below it.
fn web(tag: &str, more: &str) -> App {
    app(&format!(
        "  web:\n    image: us/web:{tag}\n    ports: ['8000:8080']\n    environment: {{API_TOKEN: magic}}\n    x-paperboat: {HINTS}\n{more}"
    ))
}

fn way() -> Way {
    Way::named("express", Care::Careful, RunWith::Compose).expect("a way")
}

fn context(sim: &Sim) -> Context<'_> {
    Context {
        cloud: sim,
        observer: sim,
        caller: Ipv4Addr::new(192, 0, 2, 10),
    }
}

fn sim(apps: &[&App]) -> Sim {
    let images = apps.iter().flat_map(|app| app.published()).collect();
    Sim::new(World::new(7, Arc::new(Model::default()), images))
}

/// The image of each task, by what a look shows.
fn runs(sim: &Sim, strategy: &dyn Strategy, app: &App) -> Vec<String> {
    let status = sim
        .verb(strategy.status(&context(sim), app))
        .expect("a look");
    let running = status.replicas.into_iter().filter(|r| r.state == "RUNNING");
    running.map(|replica| replica.image).collect()
}

#[test]
fn a_service_is_deployed_updated_scaled_and_destroyed_with_nothing_left() {
    let (first, second) = (web("1", ""), web("2", ""));
    let sim = sim(&[&first, &second]);
    let (strategy, cx) = (way().strategy(), context(&sim));
    let deployed = sim.verb(strategy.deploy(&cx, &first)).expect("deployed");
    let url = deployed.endpoints[0].url("/health");
    assert!(
        url.starts_with("https://we-") && url.ends_with(".on.aws/health"),
        "{url}"
    );
    assert_eq!(runs(&sim, &*strategy, &first), ["us/web:1"]);
    // The same again changes nothing.
    let again = sim.verb(strategy.deploy(&cx, &first)).expect("deployed");
    assert_eq!(again, deployed);
    let updated = sim.verb(strategy.update(&cx, &second)).expect("updated");
    assert_eq!(updated.endpoints, deployed.endpoints, "the name stays");
    assert_eq!(runs(&sim, &*strategy, &second), ["us/web:2"]);
    sim.verb(strategy.scale(&cx, &second, "web", 3))
        .expect("scaled");
    assert_eq!(runs(&sim, &*strategy, &second).len(), 3);
    let look = async { sim.http_get(HttpGet { url }).await };
    assert_eq!(
        sim.run(look).expect("not stuck").expect("an answer").status,
        200
    );

    sim.verb(strategy.destroy(&cx, &second)).expect("destroyed");
    let left = sim
        .run(sweep::find(&sim, None))
        .expect("not stuck")
        .leftovers;
    assert_eq!(left.len(), 0, "{left:?}");
    // A load balancer's interfaces hold its security group for some minutes.
    sim.with(|w| w.advance(w.now() + std::time::Duration::from_secs(900)));
    let balancers = sim.run(async {
        sim.describe_load_balancers(DescribeLoadBalancers::default())
            .await
    });
    assert_eq!(
        balancers
            .expect("not stuck")
            .expect("a list")
            .load_balancers
            .len(),
        0
    );
    let groups = sim.run(async {
        sim.describe_target_groups(DescribeTargetGroups::default())
            .await
    });
    assert_eq!(
        groups
            .expect("not stuck")
            .expect("a list")
            .target_groups
            .len(),
        0
    );
    let firewalls = sim.run(async {
        sim.describe_security_groups(DescribeSecurityGroups::default())
            .await
    });
    assert_eq!(
        firewalls
            .expect("not stuck")
            .expect("a list")
            .security_groups
            .len(),
        1
    );
}

/// What a Compose file can say of a service, whether the requests have a member for it or not.
const STATED: [&str; 19] = [
    "    healthcheck: {test: ['CMD', 'curl', '-f', 'http://localhost:8080/health']}\n",
    "    healthcheck: {test: ['CMD-SHELL', 'curl -f http://web:8080/health'], start_period: 20s}\n",
    "    command: ['serve', '--port', '8080']\n",
    "    entrypoint: ['/serve']\n",
    "    user: '1000'\n",
    "    working_dir: /srv\n",
    "    restart: always\n",
    "    mem_limit: 900m\n",
    "    cpus: 1.5\n",
    "    deploy: {replicas: 3}\n",
    "    stop_grace_period: 40s\n",
    "    init: true\n",
    "    labels: {team: blue}\n",
    "    volumes: ['data:/data']\nvolumes: {data: {}}\n",
    "    tmpfs: /tmp\n",
    "    read_only: true\n",
    "    expose: ['9000']\n",
    "    ulimits: {nofile: 1024}\n",
    "    platform: linux/arm64\n",
];

/// A health check once ended the program: its container was looked for under the name that Express Mode gives it.
#[test]
fn whatever_is_stated_it_comes_up_or_is_refused_by_name() {
    let mut came_up = 0;
    for stated in STATED {
        let app = web("1", stated);
        let sim = sim(&[&app]);
        match sim.verb(way().strategy().deploy(&context(&sim), &app)) {
            Ok(deployed) => {
                assert_eq!(deployed.endpoints.len(), 1, "{stated}");
                came_up += 1;
            }
            Err(error) => {
                assert!(
                    matches!(error.cause, Cause::Refused { .. }),
                    "{stated}: {error}"
                );
                assert!(!refusals(&app, way()).is_empty(), "{stated}");
            }
        }
    }
    assert!(came_up > 9, "{came_up} of {} came up", STATED.len());
}

#[test]
fn a_version_that_never_starts_is_seen_and_the_one_before_serves_on() {
    let (first, wrong) = (web("1", ""), web("missing", ""));
    let sim = sim(&[&first]);
    let (strategy, cx) = (way().strategy(), context(&sim));
    let deployed = sim.verb(strategy.deploy(&cx, &first)).expect("deployed");
    let failed = sim
        .verb(strategy.update(&cx, &wrong))
        .expect_err("no such image");
    assert!(matches!(failed.cause, Cause::TimedOut { .. }), "{failed}");
    let url = deployed.endpoints[0].url("/health");
    let look = async { sim.http_get(HttpGet { url }).await };
    assert_eq!(
        sim.run(look).expect("not stuck").expect("an answer").status,
        200
    );
    sim.verb(strategy.rollback(&cx, &first)).expect("back");
    assert_eq!(runs(&sim, &*strategy, &first), ["us/web:1"]);
    sim.verb(strategy.destroy(&cx, &first)).expect("destroyed");
}

#[test]
fn what_is_more_than_one_container_is_refused_by_name() {
    let told = |app: &App| {
        let found = refusals(app, way()).into_iter();
        let told = found.map(|refusal| format!("{} {:?}", refusal.key, refusal.why));
        told.collect::<Vec<_>>().join(", ")
    };
    let beside = format!("  worker:\n    image: us/worker:1\n    x-paperboat: {HINTS}\n");
    assert_eq!(told(&web("1", "")), "");
    assert_eq!(told(&web("1", &beside)), "services.worker ExpressOne");
    assert_eq!(
        told(&web("1", "    user: '1000'\n    entrypoint: [run]\n")),
        "services.web.entrypoint ExpressLacks, services.web.user ExpressLacks"
    );
    let ports = app(&format!(
        "  web:\n    image: us/web:1\n    ports: ['80:8080', '81:8081']\n    x-paperboat: {HINTS}\n"
    ));
    assert!(
        told(&ports).contains("services.web.ports ExpressPort"),
        "{}",
        told(&ports)
    );
    let silent = app(&format!(
        "  web:\n    image: us/web:1\n    x-paperboat: {HINTS}\n"
    ));
    assert_eq!(told(&silent), "services ExpressNobody");
    // And nothing is made before that is known.
    let (wrong, sim) = (web("1", &beside), sim(&[&web("1", &beside)]));
    let failed = sim.verb(way().strategy().deploy(&context(&sim), &wrong));
    assert!(matches!(
        failed.expect_err("refused").cause,
        Cause::Refused { .. }
    ));
}
