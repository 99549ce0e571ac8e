//! What happens on the way, on an emulator: calls that are refused, throttled or never answered, and resources that
//! somebody removes behind a deployment's back. Each has AWS's own code and a remedy; `deploy` goes on, `destroy` clears.
#![cfg(feature = "aws")]

mod outside;
mod person;

use std::path::Path;

use outside::emulator::{Emulator, Refusals};
use outside::{GUESTBOOK, ec2, json, said};
use paperboat_core::aws::ec2::{DescribeInstances, TerminateInstances};
use paperboat_core::aws::ecs::{DeleteCluster, DeleteService};
use paperboat_core::aws::{Ec2 as _, Ecs as _};
use paperboat_tests::endpoint::Answer;

/// AWS's words to who may not launch, with what `sts:DecodeAuthorizationMessage` reads.
const MAY_NOT: &str = "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/me is not \
    authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:123456789012:instance/* because no \
    identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: 4HNUsdzCnsKsKzL";

fn deploy<'a>(emulator: &'a Emulator, strategy: &'a str) -> Vec<&'a str> {
    [
        &["deploy", GUESTBOOK, "-s", strategy][..],
        &emulator.place(),
    ]
    .concat()
}

#[track_caller]
fn does(emulator: &Emulator, folder: &Path, arguments: &[&str]) -> String {
    let output = emulator.types(folder, arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    said
}

#[track_caller]
fn fails(emulator: &Emulator, folder: &Path, arguments: &[&str], words: [&str; 2]) {
    let output = emulator.types(folder, arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    for words in words {
        assert!(said.contains(words), "{words} in {said}");
    }
}

/// A refused call ends a deployment with a code and a remedy; the same command goes on when it is refused no more.
fn stops(strategy: &str, cases: Vec<(&'static str, usize, Answer, &str, &str)>) {
    let emulator = Emulator::start("guestbook");
    for (operation, times, answer, code, remedy) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        emulator.refuse(Refusals {
            operation,
            times,
            answer,
        });
        let help = format!("help: {remedy}");
        fails(
            &emulator,
            folder.path(),
            &deploy(&emulator, strategy),
            [code, &help],
        );
        emulator.open();
        does(&emulator, folder.path(), &deploy(&emulator, strategy));
        does(&emulator, folder.path(), &["destroy"]);
        emulator.watched.is_as_before(code);
    }
}

#[test]
fn a_call_that_is_refused_ends_a_deployment_on_ec2_which_goes_on_later() {
    let no_vcpus = "You have requested more vCPU capacity than your current vCPU limit of 0 allows for the instance \
                    bucket that the specified instance type belongs to.";
    let no_room = "We currently do not have sufficient t3.micro capacity in the Availability Zone you requested \
                   (us-east-1a). Our system will be working on provisioning additional capacity.";
    let late = "Request has expired. Timestamp date is 2026-11-26T01:00:00Z. Current date is 2026-11-26T01:20:00Z";
    let run = "RunInstances";
    stops(
        "ec2",
        vec![
            (
                run,
                1,
                ec2(403, "UnauthorizedOperation", MAY_NOT),
                "UnauthorizedOperation",
                "attach the policy",
            ),
            (
                run,
                1,
                ec2(400, "VcpuLimitExceeded", no_vcpus),
                "VcpuLimitExceeded",
                "ask for more in Service Quotas",
            ),
            (
                run,
                1,
                ec2(500, "InsufficientInstanceCapacity", no_room),
                "InsufficientInstanceCapacity",
                "AWS has no such machine free",
            ),
            (
                "AllocateAddress",
                1,
                ec2(400, "RequestExpired", late),
                "RequestExpired",
                "set this computer's clock right",
            ),
            (
                "CreateSecurityGroup",
                3,
                ec2(503, "RequestLimitExceeded", "Request limit exceeded."),
                "RequestLimitExceeded",
                "it was sent several times already",
            ),
            (
                "CreateSnapshot",
                1,
                Answer::HangUp,
                "ConnectionLost",
                "run the same command again",
            ),
        ],
    );
}

#[test]
fn a_call_that_is_refused_ends_a_deployment_on_fargate_which_goes_on_later() {
    let may_not = "User: arn:aws:iam::123456789012:user/me is not authorized to perform: ecs:CreateCluster on resource: \
                   arn:aws:ecs:us-east-1:123456789012:cluster/paperboat-guestbook because no identity-based policy \
                   allows the ecs:CreateCluster action";
    let expired = "The security token included in the request is expired";
    stops(
        "fargate",
        vec![
            (
                "CreateCluster",
                1,
                json("AccessDeniedException", may_not),
                "AccessDeniedException",
                "attach the policy",
            ),
            (
                "CreateService",
                1,
                json("ExpiredTokenException", expired),
                "ExpiredTokenException",
                "sign in again",
            ),
            (
                "RegisterTaskDefinition",
                1,
                Answer::HangUp,
                "ConnectionLost",
                "run the same command again",
            ),
        ],
    );
}

#[test]
fn who_is_throttled_for_a_moment_notices_nothing_but_the_time() {
    let emulator = Emulator::start("guestbook");
    let folder = tempfile::tempdir().expect("a folder");
    let answer = ec2(503, "RequestLimitExceeded", "Request limit exceeded.");
    emulator.refuse(Refusals {
        operation: "RunInstances",
        times: 2,
        answer,
    });
    does(&emulator, folder.path(), &deploy(&emulator, "ec2"));
    let events = does(&emulator, folder.path(), &["events"]);
    let again = "ec2:RunInstances is sent again (RequestLimitExceeded)";
    assert_eq!(events.matches(again).count(), 2, "{events}");
    does(&emulator, folder.path(), &["destroy"]);
    emulator.watched.is_as_before("throttled");
}

#[test]
fn an_instance_that_somebody_terminated_is_told_and_the_rest_is_destroyed() {
    let emulator = Emulator::start("guestbook");
    let folder = tempfile::tempdir().expect("a folder");
    does(&emulator, folder.path(), &deploy(&emulator, "ec2"));
    emulator.watched.ask(async |cloud| {
        let all = cloud.describe_instances(DescribeInstances::default()).await;
        let all = all.expect("a list").reservations;
        let instance_ids = all
            .into_iter()
            .flat_map(|r| r.instances)
            .map(|i| i.instance_id)
            .collect();
        let terminated = cloud.terminate_instances(TerminateInstances { instance_ids });
        terminated.await.expect("it can be terminated");
    });
    let told = ["guestbook is not deployed", "help: somebody removed a part"];
    for verb in [&["status"][..], &["logs", "web"], &["exec", "host", "true"]] {
        fails(&emulator, folder.path(), verb, told);
    }
    fails(
        &emulator,
        folder.path(),
        &["update", "--image", "web=us/web:2"],
        told,
    );
    does(&emulator, folder.path(), &["destroy"]);
    emulator.watched.is_as_before("terminated");
}

#[test]
fn services_that_somebody_deleted_are_told_and_the_rest_is_destroyed() {
    let emulator = Emulator::start("guestbook");
    let folder = tempfile::tempdir().expect("a folder");
    does(&emulator, folder.path(), &deploy(&emulator, "fargate"));
    let delete = |service: &str| {
        let (cluster, service) = ("paperboat-guestbook".to_owned(), service.to_owned());
        let force = true;
        let request = DeleteService {
            cluster,
            service,
            force,
        };
        emulator
            .watched
            .ask(async |cloud| cloud.delete_service(request).await.expect("it was there"));
    };
    delete("cache");
    let status = does(&emulator, folder.path(), &["status"]);
    assert!(
        status.contains("MISSING") && status.contains("RUNNING"),
        "{status}"
    );
    delete("web");
    let told = ["guestbook is not deployed", "help: somebody removed a part"];
    fails(&emulator, folder.path(), &["status"], told);
    emulator.watched.ask(async |cloud| {
        let cluster = "paperboat-guestbook".to_owned();
        let deleted = cloud.delete_cluster(DeleteCluster { cluster }).await;
        deleted.expect("it was there");
    });
    fails(&emulator, folder.path(), &["status"], told);
    // ministack brings a deleted service back; this is what AWS says
    emulator.refuse(Refusals {
        operation: "UpdateService",
        times: usize::MAX,
        answer: json("ServiceNotActiveException", "Service was not ACTIVE."),
    });
    let told = ["ServiceNotActiveException", "help: somebody removed a part"];
    fails(&emulator, folder.path(), &["scale", "web=2"], told);
    emulator.open();
    does(&emulator, folder.path(), &["destroy"]);
    emulator.watched.is_as_before("deleted");
}

#[test]
fn docker_that_is_absent_from_this_computer_is_told_before_anything_is_launched() {
    let emulator = Emulator::start("guestbook");
    let folder = tempfile::tempdir().expect("a folder");
    let mut deploy = deploy(&emulator, "ec2");
    deploy.retain(|word| *word != "simulated");
    deploy.push("docker");
    let told = ["DockerMissing", "help: install Docker on this computer"];
    fails(&emulator, folder.path(), &deploy, told);
    let launched = emulator.watched.ask(async |cloud| {
        let all = cloud.describe_instances(DescribeInstances::default()).await;
        all.expect("a list").reservations.len()
    });
    assert_eq!(launched, 0);
    does(&emulator, folder.path(), &["destroy"]);
    emulator.watched.is_as_before("no Docker");
}
