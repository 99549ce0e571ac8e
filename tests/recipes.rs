//! The recipes over the SDK alone, on an emulator: without machines behind instances, and without anybody who may ask a
//! load balancer.

use std::net::Ipv4Addr;

use paperboat_backends::aws::{AwsCloud, Place, Support, Supported};
use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::aws::{Ec2 as _, is_read};
use paperboat_core::aws::{OPERATIONS, Request, ec2};
use paperboat_core::cloud::{Cloud, Context};
use paperboat_core::error::{Cause, DeployError, ErrorKind};
use paperboat_core::event::EventKind;
use paperboat_core::recipe::Step;
use paperboat_core::strategy::{App, Ec2, Fargate, Strategy, Way};
use paperboat_tests::emulators::{Server, emulator};
use serde_json::{Value, json};

fn app(text: &'static str) -> App {
    let load = Load {
        working_directory: "/shop".to_owned(),
        ..Default::default()
    };
    let resolved = load
        .read(&InMemory::one("/shop/compose.yaml", text))
        .expect("the file is good");
    App::new(&resolved, &load)
}

const SHOP: &str = "
services:
  web:
    image: nginx:1.27
    ports: ['80:80']
";

/// An emulator of the test's own, and its cloud.
async fn endpoint() -> (Server, AwsCloud) {
    let ministack = emulator("ministack").expect("in the table");
    let server = Server::start(ministack).unwrap_or_else(|why| panic!("{why}"));
    let place = Place {
        endpoint_url: Some(server.url().to_owned()),
        localstack: true,
        ..Default::default()
    };
    let cloud = AwsCloud::connect(&place).await.expect("it is an endpoint");
    (server, cloud)
}

fn watch(kind: EventKind) {
    match kind {
        EventKind::StepFinished { step, error } => {
            eprintln!("  {step}: {}", error.unwrap_or_else(|| "done".to_owned()));
        }
        EventKind::WaitFinished {
            waiting_for,
            met: false,
            last_seen,
        } => eprintln!("    {waiting_for}: gave up, last seen {last_seen}"),
        _ => {}
    }
}

/// What the account holds, told by every list that needs no name.
async fn inventory(cloud: &AwsCloud) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    let lists = OPERATIONS.iter().filter(|o| is_read(o));
    for name in lists {
        let members = match *name {
            "ec2:DescribeSnapshots" => json!({"OwnerIds": ["self"]}),
            "ec2:DescribeInstanceTypes" | "host:HttpGet" => continue,
            // Each says another time at which it ends.
            "ecr:GetAuthorizationToken" => continue,
            _ => json!({}),
        };
        let request = Request::read(name, members).expect("it reads");
        if let Ok(reply) = cloud.call(request).await {
            out.push(((*name).to_owned(), reply.members()));
        }
    }
    out
}

fn show(found: &[Support]) {
    let count = |wanted: fn(&Supported) -> bool| found.iter().filter(|s| wanted(&s.state)).count();
    eprintln!(
        "  {} yes, {} missing, {} paid, {} unknown",
        count(|s| *s == Supported::Yes),
        count(|s| *s == Supported::Missing),
        count(|s| matches!(s, Supported::Paid(_))),
        count(|s| *s == Supported::Unknown),
    );
    let odd = found.iter().filter(|s| s.state != Supported::Yes);
    odd.for_each(|s| eprintln!("  {:?} {}: {}", s.state, s.operation, s.said));
}

#[tokio::test]
async fn asking_what_an_endpoint_has_leaves_it_as_it_was() {
    let (_server, cloud) = endpoint().await;
    let before = inventory(&cloud).await;
    assert!(!before.is_empty(), "nothing answered");
    let began = std::time::Instant::now();
    let found = cloud.probe().await;
    eprintln!("probe took {:?}", began.elapsed());
    show(&found);
    let after = inventory(&cloud).await;
    assert_eq!(before, after);
    let yes = |o: &str| {
        found
            .iter()
            .any(|s| s.operation == o && s.state == Supported::Yes)
    };
    assert!(yes("ec2:DescribeInstances") && cloud.supports("ec2:DescribeInstances"));
    assert_eq!(found.len(), OPERATIONS.len() - 3);
}

fn stopped_at(error: &DeployError) -> (Step, Option<ErrorKind>) {
    let kind = match &error.cause {
        Cause::Call { error } => Some(error.kind),
        _ => None,
    };
    (error.step, kind)
}

#[tokio::test]
async fn the_self_managed_recipe_goes_as_far_as_a_machine_is_needed_and_leaves_nothing() {
    let (_server, cloud) = endpoint().await;
    let cx = Context {
        cloud: &cloud,
        observer: &watch,
        caller: Ipv4Addr::new(192, 0, 2, 1),
    };
    let app = app(SHOP);
    let recipe = Ec2::default();
    recipe.destroy(&cx, &app).await.expect("the start is clean");
    let before = inventory(&cloud).await.len();
    let error = recipe.deploy(&cx, &app).await.unwrap_err();
    assert_eq!(
        stopped_at(&error),
        (Step::LogIn, Some(ErrorKind::Unsupported)),
        "{error}"
    );
    // what is there already is taken up, not made again
    let again = recipe.deploy(&cx, &app).await.unwrap_err();
    assert_eq!(again.step, Step::LogIn);
    let alive = ec2::DescribeInstances {
        filters: vec![
            ec2::Filter::new("tag:paperboat:deployment", "shop"),
            ec2::Filter {
                name: "instance-state-name".into(),
                values: vec!["pending".into(), "running".into()],
            },
        ],
        ..Default::default()
    };
    let found = cloud.describe_instances(alive.clone()).await.unwrap();
    let instances: Vec<_> = found
        .reservations
        .iter()
        .flat_map(|r| &r.instances)
        .collect();
    eprintln!("  {:#?}", instances);
    assert_eq!(instances.len(), 1);
    recipe.destroy(&cx, &app).await.expect("it goes away");
    let found = cloud.describe_instances(alive).await.unwrap();
    assert!(found.reservations.iter().all(|r| r.instances.is_empty()));
    let tagged = vec![ec2::Filter::new("tag:paperboat:deployment", "shop")];
    let groups = cloud
        .describe_security_groups(ec2::DescribeSecurityGroups {
            filters: tagged.clone(),
            ..Default::default()
        })
        .await
        .unwrap();
    assert_eq!(groups.security_groups, []);
    let addresses = cloud
        .describe_addresses(ec2::DescribeAddresses {
            filters: tagged,
            ..Default::default()
        })
        .await
        .unwrap();
    assert_eq!(addresses.addresses, []);
    assert_eq!(inventory(&cloud).await.len(), before);
}

#[tokio::test]
async fn the_managed_recipe_ends_in_a_result_or_in_a_named_reason_and_leaves_nothing() {
    let (_server, cloud) = endpoint().await;
    let cx = Context {
        cloud: &cloud,
        observer: &watch,
        caller: Ipv4Addr::new(192, 0, 2, 1),
    };
    let app = app(SHOP);
    let recipe = Way::Fargate(Fargate::of(1)).strategy();
    recipe.destroy(&cx, &app).await.expect("the start is clean");
    match recipe.deploy(&cx, &app).await {
        Ok(deployed) => eprintln!("  {deployed:?}"),
        Err(error) => {
            let (step, kind) = stopped_at(&error);
            eprintln!("  stopped at {step}: {error}");
            assert_ne!(kind, Some(ErrorKind::Internal), "{error}");
        }
    }
    recipe.destroy(&cx, &app).await.expect("it goes away");
}
