//! What a client sees of time, pace by pace.

use std::sync::Arc;

use paperboat_core::aws::ec2::InstanceStateName::{
    self, Pending, Running, ShuttingDown, Terminated,
};
use paperboat_core::aws::{Reply, Request, ec2, ecs, iam, ssm};
use paperboat_core::error::ErrorKind;
use paperboat_simulator::model::Model;
use serde_json::json;

use super::*;

fn paced(pace: Pace) -> Paced {
    Paced::new(World::new(1, Arc::new(Model::default()), Vec::new()), pace)
}

fn read(request: impl Into<Request>) -> Read {
    Read::from(request.into())
}

fn done(paced: &mut Paced, request: impl Into<Request>) -> Reply {
    paced.ask(&read(request), false).expect("an answer")
}

/// Launches an instance, and gives the request that shows it.
fn launched(paced: &mut Paced) -> ec2::DescribeInstances {
    let name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    let Reply::GetParameter(image) = done(
        paced,
        ssm::GetParameter {
            name: name.into(),
            ..Default::default()
        },
    ) else {
        panic!("another answer")
    };
    let launch = ec2::RunInstances {
        image_id: image.parameter.value,
        instance_type: "t3.micro".into(),
        min_count: 1,
        max_count: 1,
        ..Default::default()
    };
    let Reply::RunInstances(made) = done(paced, launch) else {
        panic!("another answer")
    };
    assert_eq!(made.instances[0].state.name, Pending);
    ec2::DescribeInstances {
        instance_ids: vec![made.instances[0].instance_id.clone()],
        ..Default::default()
    }
}

fn state(paced: &mut Paced, look: &ec2::DescribeInstances, waits: bool) -> InstanceStateName {
    match paced.ask(&read(look.clone()), waits) {
        Ok(Reply::DescribeInstances(found)) => found.reservations[0].instances[0].state.name,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_looks_again_sees_one_state_after_the_other() {
    let mut paced = paced(Pace::Warp);
    let look = launched(&mut paced);
    let seen: Vec<_> = (0..3).map(|_| state(&mut paced, &look, false)).collect();
    assert_eq!(seen, [Pending, Running, Running]);
    let end = ec2::TerminateInstances {
        instance_ids: look.instance_ids.clone(),
    };
    done(&mut paced, end);
    let seen: Vec<_> = (0..3).map(|_| state(&mut paced, &look, false)).collect();
    assert_eq!(seen, [ShuttingDown, Terminated, Terminated]);
}

#[test]
fn what_rests_does_not_race() {
    let mut paced = paced(Pace::Warp);
    let look = launched(&mut paced);
    let other = ec2::DescribeVpcs::default();
    while state(&mut paced, &look, false) != Running {}
    state(&mut paced, &look, false);
    let before = paced.world().now();
    for _ in 0..100 {
        done(&mut paced, other.clone());
    }
    // A hundred answers, and nothing else: some seconds of their own latency.
    assert!(paced.world().now() - before < Duration::from_secs(60));
}

#[test]
fn a_waiter_waits_for_what_is_in_no_list_yet() {
    let mut paced = paced(Pace::Warp);
    let look = launched(&mut paced);
    let status = ec2::DescribeInstanceStatus {
        instance_ids: look.instance_ids,
        ..Default::default()
    };
    let Ok(Reply::DescribeInstanceStatus(found)) = paced.ask(&read(status), true) else {
        panic!("another answer")
    };
    let found: Vec<_> = found.instance_statuses.iter().collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].instance_status.status, ec2::SummaryStatus::Ok);
    // Where nothing comes, an empty list is the answer.
    let before = paced.world().now();
    let none = ec2::DescribeVolumes {
        filters: vec![ec2::Filter::new("tag:Name", "nobody")],
        ..Default::default()
    };
    assert!(paced.ask(&read(none), true).is_ok());
    assert!(paced.world().now().since(before) < Duration::from_secs(2));
}

#[test]
fn a_waiter_gets_what_it_waits_for_at_once() {
    let mut paced = paced(Pace::Warp);
    let look = launched(&mut paced);
    assert_eq!(state(&mut paced, &look, true), Running);
    let status = ec2::DescribeInstanceStatus {
        instance_ids: look.instance_ids.clone(),
        ..Default::default()
    };
    let Ok(Reply::DescribeInstanceStatus(found)) = paced.ask(&read(status), true) else {
        panic!("another answer")
    };
    let status = found.instance_statuses[0].instance_status.status;
    assert_eq!(status, ec2::SummaryStatus::Ok);
    // Three minutes or so, as on AWS, and not the end of what a look reaches.
    assert!(paced.world().now().as_secs_f64() < 400.0);
}

#[test]
fn a_second_client_sees_what_the_first_one_waited_for() {
    let mut paced = paced(Pace::Warp);
    let look = launched(&mut paced);
    let all = ec2::DescribeInstances::default();
    assert_eq!(state(&mut paced, &all, false), Pending);
    assert_eq!(state(&mut paced, &look, true), Running);
    let before = paced.world().now();
    // The other look is one that was made before, and its answer is another one: nothing waits.
    assert_eq!(state(&mut paced, &all, false), Running);
    assert!(paced.world().now() - before < Duration::from_secs(2));
}

#[test]
fn what_was_refused_and_is_tried_again_waits_too() {
    let mut paced = paced(Pace::Warp);
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    let name = || "web".to_owned();
    let role = iam::CreateRole {
        role_name: name(),
        assume_role_policy_document: trust.to_string(),
        ..Default::default()
    };
    done(&mut paced, role);
    done(
        &mut paced,
        iam::CreateInstanceProfile {
            instance_profile_name: name(),
            ..Default::default()
        },
    );
    let add = iam::AddRoleToInstanceProfile {
        instance_profile_name: name(),
        role_name: name(),
    };
    done(&mut paced, add);
    let parameter = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    let Reply::GetParameter(image) = done(
        &mut paced,
        ssm::GetParameter {
            name: parameter.into(),
            ..Default::default()
        },
    ) else {
        panic!("another answer")
    };
    let launch = |token: &str| ec2::RunInstances {
        image_id: image.parameter.value.clone(),
        instance_type: "t3.micro".into(),
        min_count: 1,
        max_count: 1,
        iam_instance_profile: Some(ec2::IamInstanceProfileSpecification {
            name: name(),
            ..Default::default()
        }),
        client_token: token.into(),
        ..Default::default()
    };
    let first = paced.ask(&read(launch("a")), false).expect_err("a refusal");
    assert_eq!(first.code, "InvalidParameterValue");
    // boto3 makes a new token for every try.
    let second = paced.ask(&read(launch("b")), false);
    assert!(second.is_ok(), "{second:?}");
    assert!(paced.world().now().as_secs_f64() < 60.0);
}

#[test]
fn instant_settles_and_manual_stays() {
    let mut instant = paced(Pace::Instant);
    let look = launched(&mut instant);
    assert_eq!(state(&mut instant, &look, false), Running);

    let mut manual = paced(Pace::Manual);
    let look = launched(&mut manual);
    let seen: Vec<_> = (0..5).map(|_| state(&mut manual, &look, true)).collect();
    assert_eq!(seen, [Pending; 5]);
    manual.change(Duration::ZERO, |world| {
        world.advance(world.now() + Duration::from_secs(60))
    });
    assert_eq!(state(&mut manual, &look, false), Running);
}

#[test]
fn a_clock_on_the_wall_is_followed_and_goes_on_from_a_jump() {
    let mut real = paced(Pace::Real(60.0));
    let second = Duration::from_secs(1);
    real.follow(second);
    assert_eq!(real.world().now(), Timestamp(60_000_000));
    let begun = real.begin(second, &read(ecs::ListClusters::default()));
    let Polled::Wait(wait) = real.poll(second, begun) else {
        panic!("an answer takes time")
    };
    // A read takes some tenths of a second in the world, and the sixtieth part here.
    assert!(wait < Duration::from_millis(50), "{wait:?}");
    assert!(matches!(real.poll(second * 2, begun), Polled::Said(Ok(_))));
    let lost = real.begin(second * 2, &read(ecs::ListClusters::default()));
    real.change(second * 2, |world| world.advance(Timestamp(1_000_000_000)));
    real.follow(second * 3);
    assert_eq!(real.world().now(), Timestamp(1_060_000_000));
    let Polled::Said(Err(error)) = real.poll(second * 3, lost) else {
        panic!("nobody answers what was asked of another world")
    };
    assert_eq!(error.kind, ErrorKind::Internal);
}

#[test]
fn looks_leave_nothing_in_the_log() {
    for pace in [Pace::Warp, Pace::Instant, Pace::Manual] {
        let mut paced = paced(pace);
        launched(&mut paced);
        paced.change(Duration::ZERO, |world| {
            world.advance(world.now() + Duration::from_secs(3_600));
        });
        let before = paced.world().events().len();
        let nobody = ec2::DescribeInstances {
            instance_ids: vec!["i-0123456789abcdef0".into()],
            ..Default::default()
        };
        for _ in 0..200 {
            done(&mut paced, ec2::DescribeInstances::default());
            let refused = paced.ask(&read(nobody.clone()), false);
            assert_eq!(
                refused.expect_err("nobody").code,
                "InvalidInstanceID.NotFound"
            );
        }
        assert_eq!(paced.world().events().len(), before, "{pace:?}");
    }
}

#[test]
fn what_entered_makes_the_same_world_again() {
    for pace in [Pace::Warp, Pace::Instant, Pace::Manual] {
        let mut lived = paced(pace).remembering();
        let look = launched(&mut lived);
        state(&mut lived, &look, false);
        state(&mut lived, &look, true);
        lived.change(Duration::ZERO, |world| {
            world.advance(world.now() + Duration::from_secs(60));
        });
        let stop = ec2::StopInstances {
            instance_ids: look.instance_ids.clone(),
        };
        done(&mut lived, stop);
        let mut again = paced(pace);
        for entry in lived.entered() {
            again.replay(entry).expect("it fits");
        }
        assert_eq!(lived.world().now(), again.world().now(), "{pace:?}");
        assert_eq!(
            state(&mut lived, &look, false),
            state(&mut again, &look, false),
            "{pace:?}"
        );
    }
}
