//! `sweep`: whatever a deployment that was cut off left is found and removed, and nothing of others.

#[path = "sweep/account.rs"]
mod account;
#[path = "sweep/apps.rs"]
mod apps;
#[path = "sweep/cut.rs"]
mod cut;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use account::account;
use cut::{Cut, Deny};
use paperboat_core::cloud::{Cloud, Context};
use paperboat_core::strategy::{App, Care, RunWith, Strategy, Way};
use paperboat_core::sweep::{self, Kind, Swept};
use paperboat_simulator::model::Model;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::world::World;

fn context<'a>(cloud: &'a dyn Cloud, sim: &'a Sim) -> Context<'a> {
    Context {
        cloud,
        observer: sim,
        caller: Ipv4Addr::new(192, 0, 2, 10),
    }
}

fn strategy(name: &str) -> Box<dyn Strategy> {
    let way = Way::named(name, Care::Careful, RunWith::Compose);
    way.expect("a strategy").strategy()
}

/// A world in which two others are at home: one whose name begins like ours, and one that ours begins like.
fn neighbours(ours: &[&App]) -> World {
    neighbours_under(spacious(), ours)
}

/// The model of an account with room for a neighbour's machine beside a group and its data host.
fn spacious() -> Model {
    let quota = [("ec2.vcpu_quota".to_owned(), 32.into())];
    let model = Model::default().with_overrides(&quota.into());
    model.expect("a number of the model")
}

fn neighbours_under(model: Model, ours: &[&App]) -> World {
    let (first, second) = (apps::neighbour("shop-web"), apps::neighbour("sho"));
    let images = ours.iter().flat_map(|a| a.published());
    let images = images.chain(first.published()).chain(second.published());
    let sim = Sim::new(World::new(7, Arc::new(model), images.collect()));
    let cx = context(&sim, &sim);
    sim.verb(strategy("fargate").deploy(&cx, &first))
        .expect("a neighbour on Fargate");
    sim.verb(strategy("ec2").deploy(&cx, &second))
        .expect("a neighbour on EC2");
    sim.with(|w| w.clone())
}

fn remove(sim: &Sim, cloud: &dyn Cloud) -> Swept {
    sim.run(sweep::remove(&context(cloud, sim), "shop"))
        .expect("a sweep that ends")
}

/// Holds that the account is as it was before, when what was on its way as the process ended has arrived.
fn clean_later(sim: &Sim, before: &[String], when: &str) {
    sim.with(|w| {
        let later = w.now() + Duration::from_secs(600);
        w.advance(later);
    });
    assert_eq!(sim.run(account(sim)).expect("read"), before, "{when}");
}

/// Sweeps a world in which a verb was cut off, and holds that the account is as it was before.
fn swept_clean(sim: &Sim, before: &[String], when: &str) {
    let swept = remove(sim, sim);
    assert!(swept.is_clean(), "{when}: {swept:#?}");
    for leftover in &swept.removed {
        for request in &leftover.remove {
            let known = leftover.kind.removal();
            assert!(known.contains(&request.name()), "{when}: {leftover:?}");
        }
    }
    clean_later(sim, before, when);
    let again = Cut::never(sim);
    let swept = remove(sim, &again);
    assert_eq!((swept, again.writes()), (Swept::default(), 0), "{when}");
}

/// Cuts `verb` off after each of its writes in turn, in copies of `start`.
fn cut_everywhere<'a>(
    start: &World,
    before: &[String],
    verb: impl AsyncFn(&Context<'_>) + 'a,
) -> usize {
    let sim = Sim::new(start.clone());
    let whole = Cut::never(&sim);
    sim.run(verb(&context(&whole, &sim))).expect("it ends");
    let writes = whole.writes();
    for after in 0..=writes {
        let sim = Sim::new(start.clone());
        let cut = Cut::after(&sim, after);
        sim.run(verb(&context(&cut, &sim))).expect("it ends");
        swept_clean(&sim, before, &format!("after {after} of {writes} writes"));
    }
    writes
}

fn deploy_and_update_cut_off(name: &str, second: &App, least: (usize, usize)) {
    let first = apps::shop();
    let empty = neighbours(&[&first, second]);
    let sim = Sim::new(empty.clone());
    let before = sim.run(account(&sim)).expect("read");
    let deployed = cut_everywhere(&empty, &before, async |cx| {
        // Where it was cut off does not matter here, but what is there then.
        let _ = strategy(name).deploy(cx, &first).await;
    });
    sim.verb(strategy(name).deploy(&context(&sim, &sim), &first))
        .expect("deployed");
    let up = sim.with(|w| w.clone());
    let updated = cut_everywhere(&up, &before, async |cx| {
        let _ = strategy(name).update(cx, second).await;
    });
    assert!(
        deployed >= least.0 && updated >= least.1,
        "{deployed} and {updated} writes"
    );
}

#[test]
fn a_deployment_that_was_cut_off_is_destroyed_whole() {
    let shop = apps::shop();
    let empty = neighbours(&[&shop]);
    let before = {
        let sim = Sim::new(empty.clone());
        sim.run(account(&sim)).expect("read")
    };
    for name in ["ec2", "ec2-asg", "fargate"] {
        let mut whole = false;
        for after in 0.. {
            let sim = Sim::new(empty.clone());
            let cut = Cut::after(&sim, after);
            whole = sim
                .run(strategy(name).deploy(&context(&cut, &sim), &shop))
                .is_ok();
            let when = format!("{name} after {after} writes");
            sim.verb(strategy(name).destroy(&context(&sim, &sim), &shop))
                .unwrap_or_else(|e| panic!("{when}: {e}"));
            clean_later(&sim, &before, &when);
            if whole {
                break;
            }
        }
        assert!(whole);
    }
}

#[test]
fn a_group_that_was_cut_off_is_taken_up_again() {
    let shop = apps::shop();
    let empty = neighbours(&[&shop]);
    let group = strategy("ec2-asg");
    let mut ends = Vec::new();
    for after in 0.. {
        let sim = Sim::new(empty.clone());
        let cut = Cut::after(&sim, after);
        let whole = sim.verb(group.deploy(&context(&cut, &sim), &shop)).is_ok();
        if !whole {
            sim.verb(group.deploy(&context(&sim, &sim), &shop))
                .unwrap_or_else(|e| panic!("after {after} writes: {e}"));
        }
        let account = sim.run(account(&sim)).expect("read");
        // Every deployment takes a snapshot of the data before users come, so there may be two of those.
        let kept = account.iter().filter(|id| !id.starts_with("snap-"));
        ends.push((after, kept.count()));
        if whole {
            break;
        }
    }
    // Each end has as much as the deployment that nothing cut off, which is the last one: nothing was made twice.
    let (writes, wanted) = *ends.last().expect("an end");
    assert!(writes >= 15, "{writes} writes");
    let others: Vec<_> = ends.iter().filter(|(_, n)| *n != wanted).collect();
    assert!(others.is_empty(), "{wanted} and {others:?}");
}

#[test]
fn what_a_killed_deployment_of_a_group_left_is_found_and_removed() {
    deploy_and_update_cut_off("ec2-asg", &apps::next_shop(), (15, 5));
}

#[test]
fn what_a_killed_deployment_on_ec2_left_is_found_and_removed() {
    deploy_and_update_cut_off("ec2", &apps::grown_shop(), (6, 2));
}

#[test]
fn what_a_killed_deployment_on_fargate_left_is_found_and_removed() {
    deploy_and_update_cut_off("fargate", &apps::grown_shop(), (30, 10));
}

#[test]
fn what_a_killed_deployment_on_instances_left_is_found_and_removed() {
    deploy_and_update_cut_off("ecs-ec2", &apps::grown_shop(), (30, 10));
}

/// Targets and policies go with the service that they scale, and are found as long as it is there.
#[test]
fn what_a_killed_deployment_with_tasks_that_follow_a_metric_left_is_found_and_removed() {
    let (first, second) = (apps::shop(), apps::grown_shop());
    let empty = neighbours(&[&first, &second]);
    let sim = Sim::new(empty.clone());
    let before = sim.run(account(&sim)).expect("read");
    let following = Way::named("fargate", Care::Careful, RunWith::Compose)
        .and_then(|way| way.with_max_tasks(4).ok())
        .expect("a way")
        .strategy();
    let writes = cut_everywhere(&empty, &before, async |cx| {
        let _ = following.deploy(cx, &first).await;
    });
    sim.verb(following.deploy(&context(&sim, &sim), &first))
        .expect("deployed");
    let found = sim.run(sweep::find(&sim, Some("shop"))).expect("found");
    let targets = found
        .leftovers
        .iter()
        .filter(|l| l.kind == Kind::ScalableTarget);
    assert_eq!(
        (targets.count(), writes >= 32),
        (1, true),
        "{writes} writes"
    );
    let up = sim.with(|w| w.clone());
    cut_everywhere(&up, &before, async |cx| {
        let _ = following.update(cx, &second).await;
    });
}

#[test]
fn a_namespace_that_comes_only_after_the_look_is_found() {
    let app = apps::neighbour("shop");
    let slow = [(
        "servicediscovery.http_namespace_create".to_owned(),
        60.into(),
    )];
    let model = Model::default().with_overrides(&slow.into());
    let empty = neighbours_under(model.expect("a number of the model"), &[&app]);
    let sim = Sim::new(empty.clone());
    let before = sim.run(account(&sim)).expect("read");
    let writes = cut_everywhere(&empty, &before, async |cx| {
        let _ = strategy("fargate").deploy(cx, &app).await;
    });
    assert!(writes >= 15, "{writes} writes");
}

#[test]
fn one_thing_that_cannot_be_removed_does_not_keep_the_rest() {
    let app = apps::shop();
    let sim = Sim::new(neighbours(&[&app]));
    sim.verb(strategy("fargate").deploy(&context(&sim, &sim), &app))
        .expect("deployed");
    let swept = remove(
        &sim,
        &Deny(&sim, &["iam:DeleteRole", "efs:DescribeAccessPoints"]),
    );
    let kept: Vec<Kind> = swept.kept.iter().map(|k| k.leftover.kind).collect();
    // The mount targets could not be looked at: they hold the groups, which refer to one another.
    let groups = [Kind::SecurityGroup; 3];
    assert_eq!(kept, [[Kind::Role; 2].as_slice(), &groups].concat());
    assert_eq!(swept.unseen.len(), 1, "{:?}", swept.unseen);
    assert!(!swept.is_clean());
    assert_eq!(swept.removed.len(), 11, "{swept:#?}");
    let swept = remove(&sim, &sim);
    assert!(swept.is_clean(), "{swept:#?}");
    assert!(swept.removed.iter().any(|l| l.kind == Kind::FileSystem));
}

#[test]
fn a_look_says_what_costs_and_how_it_is_removed() {
    let app = apps::shop();
    let sim = Sim::new(neighbours(&[&app]));
    let cx = context(&sim, &sim);
    sim.verb(strategy("fargate").deploy(&cx, &app))
        .expect("deployed");
    let found = sim.run(sweep::find(&sim, Some("shop"))).expect("found");
    assert_eq!(found.unseen, []);
    let line = |l: &sweep::Leftover| {
        let bills = if l.charges.is_empty() { "" } else { "$ " };
        format!("{bills}{} {} {}", l.kind.word(), l.name, l.state)
    };
    let lines: Vec<String> = found.leftovers.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert!(found.leftovers.iter().all(|l| !l.commands().is_empty()));
    let all = sim.run(sweep::find(&sim, None)).expect("found").leftovers;
    let owners: std::collections::BTreeSet<_> = all.iter().map(|l| l.deployment.as_str()).collect();
    assert_eq!(
        owners.into_iter().collect::<Vec<_>>(),
        ["sho", "shop", "shop-web"]
    );
}
