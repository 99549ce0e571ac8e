//! The table against our own shapes, and what comes of it.

use std::collections::BTreeSet;

use serde_json::json;

use super::table::{Member, Of, TABLE};
use super::*;
use crate::aws::{OPERATIONS, Request, ecr, ecs, efs, iam};

#[test]
fn the_table_has_every_operation_and_every_member_that_we_have_and_no_others() {
    let ours = crate::aws::traced();
    assert_eq!(ours.len(), OPERATIONS.len());
    for (operation, service, trace) in ours {
        if service == "host" {
            continue;
        }
        assert!(TABLE.operations.contains_key(operation), "{operation}");
        let mut shapes = super::trace::Shapes::new();
        trace(&mut shapes);
        for (name, members) in shapes {
            let known = TABLE.shapes[service].get(name);
            let known: BTreeSet<&str> = known
                .map(|s| s.members.keys().map(String::as_str).collect())
                .unwrap_or_default();
            assert_eq!(
                known, members,
                "{operation}: {name}: run tests/aws_models/regenerate.py"
            );
        }
    }
}

fn each(member: &Member, visit: &mut impl FnMut(&Member)) {
    visit(member);
    if let Some(key) = &member.key {
        each(key, visit);
    }
    if let Some(Of::Value(of)) = &member.of {
        each(of, visit);
    }
}

#[test]
fn every_pattern_compiles_and_every_structure_is_there() {
    let mut patterns = 0;
    for (service, shapes) in &TABLE.shapes {
        for member in shapes.values().flat_map(|s| s.members.values()) {
            each(member, &mut |member| {
                if member.pattern.is_some() {
                    patterns += 1;
                    let _ = member.meets_pattern("");
                }
                if let Some(Of::Structure(name)) = &member.of {
                    assert!(shapes.contains_key(name), "{service}: {name}");
                }
            });
        }
    }
    assert!(patterns > 50, "{patterns} patterns");
}

fn broken(request: impl Into<Request>) -> Vec<(String, Rule)> {
    let all = violations(&request.into());
    all.into_iter()
        .map(|v| (v.member().to_owned(), v.rule))
        .collect()
}

fn repository(name: &str) -> ecr::CreateRepository {
    ecr::CreateRepository {
        repository_name: name.into(),
        ..Default::default()
    }
}

#[test]
fn names_of_repositories_are_those_of_ecr() {
    for name in [
        "web",
        "team/web",
        "a-b",
        "a--b",
        "a__b",
        "a.b",
        "0/1",
        &"a".repeat(256),
    ] {
        assert_eq!(broken(repository(name)), [], "{name}");
    }
    for name in [
        "a//b",
        "a..b",
        "-web",
        "web/",
        "a___b",
        "Web",
        "w",
        "ñu",
        "a b",
        "web\n",
        &"a".repeat(257),
    ] {
        assert_ne!(broken(repository(name)), [], "{name}");
    }
}

#[test]
fn paths_of_access_points_are_those_of_efs() {
    let at = |path: &str, permissions: &str| efs::CreateAccessPoint {
        client_token: "t".into(),
        file_system_id: "fs-0123456789abcdef0".into(),
        root_directory: Some(efs::RootDirectory {
            path: path.into(),
            creation_info: Some(efs::CreationInfo {
                permissions: permissions.into(),
                ..Default::default()
            }),
        }),
        ..Default::default()
    };
    for path in ["/", "/data", "/a/b/c/d", "/a.b"] {
        assert_eq!(broken(at(path, "0755")), [], "{path}");
    }
    for path in ["data", "/a/b/c/d/e", "/.git", "/a//b", "/a*b", "/a/"] {
        assert_ne!(broken(at(path, "755")), [], "{path}");
    }
    assert_ne!(broken(at("/", "999")), []);
    assert_ne!(broken(at("/", "75")), []);
}

#[test]
fn what_is_required_is_missed_and_an_empty_value_is_not() {
    assert_eq!(
        broken(iam::GetRole::default()),
        [("RoleName".to_owned(), Rule::Required)]
    );
    let request = iam::CreateRole {
        role_name: "web".into(),
        assume_role_policy_document: "{}".into(),
        tags: vec![iam::Tag {
            key: "a".into(),
            value: String::new(),
        }],
        ..Default::default()
    };
    assert_eq!(broken(request), []);
}

#[test]
fn a_member_that_aws_has_is_not_modelled_and_any_other_is_unknown() {
    let read = |members| {
        Request::read("ecs:CreateService", members)
            .map(drop)
            .map_err(|e| e.to_string())
    };
    let base = json!({"serviceName": "web", "desiredCount": 1});
    assert!(read(base).is_ok());
    let not_modelled = [
        (
            json!({"deploymentConfiguration": {"lifecycleHooks": []}}),
            "deploymentConfiguration.lifecycleHooks",
        ),
        (
            json!({"volumeConfigurations": [{"name": "data"}]}),
            "volumeConfigurations",
        ),
        (
            json!({"deploymentController": {"type": "CODE_DEPLOY"}}),
            "deploymentController",
        ),
        (json!({"propagateTags": "SERVICE"}), "propagateTags"),
        (
            json!({"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "thresholdConfiguration": {}}}}),
            "deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration",
        ),
        (
            json!({"loadBalancers": [{"loadBalancerName": "x"}]}),
            "loadBalancers[0].loadBalancerName",
        ),
    ];
    for (members, member) in not_modelled {
        assert_eq!(
            read(members).unwrap_err(),
            format!(
                "ecs:CreateService: {member} is a member that AWS has and that is not modelled here"
            )
        );
    }
    for members in [
        json!({"servicename": "web"}),
        json!({"networkConfiguration": {"awsvpcConfiguration": {"subnet": "x"}}}),
    ] {
        assert!(read(members).unwrap_err().contains("unknown member"));
    }
    assert!(Request::read("host:Exec", json!({"commnad": "ls"})).is_err());
    assert!(Request::read("ecs:CreateServices", json!({})).is_err());
    assert!(Request::read("ecs:CreateService", json!({"desiredCount": "two"})).is_err());
    let _ = ecs::CreateService::default();
}

#[test]
fn words_and_filters_of_aws_are_known_as_such() {
    assert!(word_exists("ec2:RunInstances", "InstanceType", "t2.micro"));
    assert!(!word_exists("ec2:RunInstances", "InstanceType", "t2.pico"));
    assert!(filter_exists("ec2:DescribeInstances", "launch-time"));
    assert!(filter_exists("ec2:DescribeInstances", "tag:Name"));
    assert!(filter_exists(
        "ec2:DescribeSecurityGroups",
        "ip-permission.from-port"
    ));
    assert!(!filter_exists("ec2:DescribeInstances", "colour"));
}
