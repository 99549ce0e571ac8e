//! Private registries of ECR, signed in to with the role of the machine.

use paperboat_core::aws::ec2::{AssociateIamInstanceProfile, IamInstanceProfileSpecification};
use paperboat_core::aws::iam::*;
use paperboat_core::workload::{Profile, PublishedImage};

use super::Bench;
use crate::testing::{call, pass};

const REGISTRY: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com";

/// A machine with Docker, and an image in a private registry.
fn bench() -> Bench {
    let mut bench = Bench::new(false);
    let image = PublishedImage {
        repository: format!("{REGISTRY}/shop"),
        tags: vec!["1".to_owned()],
        profile: Profile {
            pull_bytes: 10_000_000,
            disk_bytes: 25_000_000,
            ..Profile::default()
        },
        private: false,
        held_before: true,
    };
    bench.w.publish(bench.w.now(), image);
    let docker = "sudo dnf install -y docker && sudo systemctl start docker && sudo usermod -aG docker ec2-user";
    bench.exec(docker, "").unwrap();
    bench
}

/// Makes a role that trusts a service, and a profile of the same name that holds it.
fn make_role(bench: &mut Bench, service: &str) {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let role = CreateRole {
        role_name: "machine".into(),
        assume_role_policy_document: trust,
        ..Default::default()
    };
    call(&mut bench.w, role).unwrap();
    let profile = CreateInstanceProfile {
        instance_profile_name: "machine".into(),
        ..Default::default()
    };
    call(&mut bench.w, profile).unwrap();
    let add = AddRoleToInstanceProfile {
        instance_profile_name: "machine".into(),
        role_name: "machine".into(),
    };
    call(&mut bench.w, add).unwrap();
}

fn associate(bench: &mut Bench) -> String {
    let request = AssociateIamInstanceProfile {
        iam_instance_profile: IamInstanceProfileSpecification {
            name: "machine".into(),
            ..Default::default()
        },
        instance_id: bench.login.instance_id.clone(),
    };
    match call(&mut bench.w, request) {
        Ok(made) => {
            made.iam_instance_profile_association
                .iam_instance_profile
                .arn
        }
        Err(error) => format!("{}: {}", error.code, error.message),
    }
}

fn allow(bench: &mut Bench, actions: &str, resource: &str) {
    let document = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":[{actions}],"Resource":"{resource}"}}]}}"#
    );
    let request = PutRolePolicy {
        role_name: "machine".into(),
        policy_name: format!("p{}", actions.len()),
        policy_document: document,
    };
    call(&mut bench.w, request).unwrap();
    pass(&mut bench.w, 60);
}

fn sign_in() -> String {
    format!(
        "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin {REGISTRY}"
    )
}

fn pull() -> String {
    format!("docker pull -q {REGISTRY}/shop:1")
}

#[test]
fn a_machine_without_a_role_is_told_so_and_an_empty_password_signs_nobody_in() {
    let mut bench = bench();
    let lines = bench.transcript(&[&sign_in(), &pull()]);
    insta::assert_snapshot!(lines);
}

#[test]
fn a_role_signs_in_for_twelve_hours_and_pulls_what_it_may() {
    let mut bench = bench();
    make_role(&mut bench, "ec2.amazonaws.com");
    // EC2 hears of a profile a little later.
    assert_eq!(
        associate(&mut bench),
        "InvalidParameterValue: Value (machine) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
    );
    pass(&mut bench.w, 60);
    assert_eq!(
        associate(&mut bench),
        "arn:aws:iam::123456789012:instance-profile/machine"
    );
    assert!(associate(&mut bench).starts_with("IncorrectState: "));
    let mut lines = bench.transcript(&[&sign_in()]);
    allow(&mut bench, r#""ecr:GetAuthorizationToken""#, "*");
    lines += &bench.transcript(&[&sign_in(), &pull()]);
    let arn = "arn:aws:ecr:us-east-1:111122223333:repository/shop";
    allow(
        &mut bench,
        r#""ecr:BatchGetImage","ecr:GetDownloadUrlForLayer""#,
        arn,
    );
    lines += &bench.transcript(&[&pull(), &format!("sudo {}", pull())]);
    pass(&mut bench.w, 12 * 3_600);
    lines += &bench.transcript(&[&pull(), &sign_in(), &pull()]);
    lines += &bench.transcript(&[&format!("docker logout {REGISTRY}"), &pull()]);
    let id = bench.login.instance_id.clone();
    insta::assert_snapshot!(lines.replace(&id, "INSTANCE"));
}

#[test]
fn passwords_that_are_none_are_refused_in_the_words_of_docker() {
    let mut bench = bench();
    let lines = bench.transcript(&[
        &format!("docker login -u AWS -p wrong {REGISTRY}"),
        &format!("echo wrong | docker login -u AWS --password-stdin {REGISTRY}"),
        "docker login -u me -p secret nosuch.example.com",
        "docker login -u me -p secret 111122223333.dkr.ecr.us-east-9.amazonaws.com",
        "echo secret | docker login --password-stdin",
        "echo secret | docker login -u me -p secret --password-stdin",
        "docker login -u me",
        "aws ecr get-login-password --region us-east-9",
        "aws s3 ls",
    ]);
    insta::assert_snapshot!(lines);
}

#[test]
fn a_role_for_others_gives_a_machine_no_credentials() {
    let mut bench = bench();
    make_role(&mut bench, "ecs-tasks.amazonaws.com");
    pass(&mut bench.w, 60);
    associate(&mut bench);
    let seen = bench.run("aws sts get-caller-identity");
    assert!(seen.contains("Unable to locate credentials"), "{seen}");
}

#[test]
fn a_role_and_its_profile_hold_each_other() {
    let mut bench = bench();
    make_role(&mut bench, "ec2.amazonaws.com");
    let w = &mut bench.w;
    let role_name = || "machine".to_owned();
    let refused = call(
        w,
        DeleteRole {
            role_name: role_name(),
        },
    )
    .unwrap_err();
    assert_eq!(refused.code, "DeleteConflict");
    let delete = DeleteInstanceProfile {
        instance_profile_name: role_name(),
    };
    assert_eq!(call(w, delete.clone()).unwrap_err().code, "DeleteConflict");
    let again = AddRoleToInstanceProfile {
        instance_profile_name: role_name(),
        role_name: role_name(),
    };
    assert_eq!(call(w, again).unwrap_err().code, "LimitExceeded");
    let remove = RemoveRoleFromInstanceProfile {
        instance_profile_name: role_name(),
        role_name: role_name(),
    };
    call(w, remove.clone()).unwrap();
    assert_eq!(call(w, remove).unwrap_err().code, "NoSuchEntity");
    call(w, delete).unwrap();
    call(
        w,
        DeleteRole {
            role_name: role_name(),
        },
    )
    .unwrap();
    let get = GetInstanceProfile {
        instance_profile_name: role_name(),
    };
    assert_eq!(call(w, get).unwrap_err().code, "NoSuchEntity");
}
