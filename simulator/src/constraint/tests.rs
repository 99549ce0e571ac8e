//! What AWS refuses is refused, in its codes: one line for each case, as JSON on AWS's own member names.

use paperboat_core::aws::Request;
use paperboat_core::error::CloudError;
use serde_json::{Value, json};

use crate::testing::world;
use crate::world::World;

/// Sends a request as it stands on the wire.
fn send(w: &mut World, operation: &str, members: Value) -> Result<(), CloudError> {
    let request = Request::read(operation, members).expect("members that are modelled");
    let id = w.call(w.now(), request);
    loop {
        if let Some(answer) = w.answer(id) {
            return answer.map(drop);
        }
        let next = w.next_at().expect("an answer comes");
        w.advance(next);
    }
}

/// Sends each request to a fresh world and compares the code; `ok` where AWS takes it.
fn compare(cases: &[(&str, Value, &str)]) {
    let mut wrong = Vec::new();
    for (operation, members, code) in cases {
        let answer = send(&mut world(Vec::new()), operation, members.clone());
        let got = answer.map_or_else(|e| e.to_string(), |()| format!("{operation}: ok"));
        if !got.starts_with(&format!("{operation}: {code}")) {
            wrong.push(format!("{members}\n  wanted {code}, got {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn of(character: char, times: usize) -> String {
    std::iter::repeat_n(character, times).collect()
}

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

#[test]
fn patterns_and_lengths_are_held_with_each_services_code() {
    let ecr = |name: &str| json!({"repositoryName": name});
    let role = |name: &str| json!({"RoleName": name, "AssumeRolePolicyDocument": TRUST});
    let group = |name: &str| json!({"logGroupName": name});
    compare(&[
        ("ecr:CreateRepository", ecr("team/web"), "ok"),
        (
            "ecr:CreateRepository",
            ecr("a//b"),
            "InvalidParameterException: Invalid parameter at 'repositoryName'",
        ),
        (
            "ecr:CreateRepository",
            ecr("a..b"),
            "InvalidParameterException",
        ),
        (
            "ecr:CreateRepository",
            ecr("-web"),
            "InvalidParameterException",
        ),
        (
            "ecr:CreateRepository",
            ecr("web/"),
            "InvalidParameterException",
        ),
        (
            "ecr:CreateRepository",
            ecr("a___b"),
            "InvalidParameterException",
        ),
        (
            "ecr:CreateRepository",
            ecr("w"),
            "InvalidParameterException",
        ),
        ("iam:CreateRole", role("web.role@1"), "ok"),
        (
            "iam:CreateRole",
            role("web role"),
            "ValidationError: 1 validation error detected: Value 'web role' at 'roleName'",
        ),
        (
            "iam:CreateRole",
            role(&of('a', 65)),
            "ValidationError: 1 validation error detected",
        ),
        (
            "iam:CreateRole",
            json!({"RoleName": "web"}),
            "ValidationError: 1 validation error detected: Value null at 'assumeRolePolicyDocument'",
        ),
        ("logs:CreateLogGroup", group("/ecs/web#1"), "ok"),
        (
            "logs:CreateLogGroup",
            group("/ecs/web 1"),
            "InvalidParameterException: 1 validation error detected",
        ),
        (
            "logs:CreateLogGroup",
            group(&of('a', 513)),
            "InvalidParameterException",
        ),
        (
            "efs:CreateFileSystem",
            json!({"CreationToken": "t", "PerformanceMode": "turbo"}),
            "ValidationException",
        ),
        (
            "efs:CreateFileSystem",
            json!({"CreationToken": of('t', 65)}),
            "ValidationException",
        ),
        (
            "servicediscovery:CreateHttpNamespace",
            json!({"Name": "my space"}),
            "InvalidInput",
        ),
        (
            "servicediscovery:CreateHttpNamespace",
            json!({"Name": "arn:aws"}),
            "InvalidInput",
        ),
        (
            "servicediscovery:CreateHttpNamespace",
            json!({"Name": "shop"}),
            "ok",
        ),
        (
            "servicediscovery:CreatePrivateDnsNamespace",
            json!({"Name": of('a', 254), "Vpc": "vpc-1"}),
            "InvalidInput",
        ),
        (
            "secretsmanager:CreateSecret",
            json!({"Name": of('a', 513), "SecretString": "s"}),
            "ValidationException",
        ),
        (
            "secretsmanager:CreateSecret",
            json!({"Name": "a", "SecretString": "s", "ClientRequestToken": "short"}),
            "ValidationException",
        ),
        (
            "secretsmanager:CreateSecret",
            json!({"Name": "db", "SecretString": "s"}),
            "ok",
        ),
    ]);
}

#[test]
fn words_are_those_of_aws() {
    let service = |member: &str, value: &str| json!({"serviceName": "web", "taskDefinition": "web", "launchType": "FARGATE", member: value});
    let network =
        json!({"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "YES"}});
    compare(&[
        (
            "ecs:CreateService",
            service("availabilityZoneRebalancing", "SOMETIMES"),
            "InvalidParameterException: 1 validation error detected: Value 'SOMETIMES' at 'availabilityZoneRebalancing'",
        ),
        (
            "ecs:CreateService",
            service("launchType", "LAMBDA"),
            "InvalidParameterException",
        ),
        (
            "ecs:CreateService",
            service("schedulingStrategy", "ONCE"),
            "InvalidParameterException",
        ),
        (
            "ecs:RunTask",
            json!({"taskDefinition": "web", "networkConfiguration": network}),
            "InvalidParameterException",
        ),
        (
            "ecs:CreateCluster",
            json!({"settings": [{"name": "containerInsight", "value": "enabled"}]}),
            "InvalidParameterException",
        ),
        (
            "ecs:CreateCluster",
            json!({"settings": [{"name": "containerInsights", "value": "enabled"}]}),
            "ok",
        ),
        (
            "ecs:DescribeClusters",
            json!({"include": ["TAG"]}),
            "InvalidParameterException",
        ),
        (
            "ecs:RegisterTaskDefinition",
            json!({"family": "web", "networkMode": "nat", "containerDefinitions": [{"name": "a", "image": "b"}]}),
            "ClientException",
        ),
        (
            "ecr:CreateRepository",
            json!({"repositoryName": "web", "imageTagMutability": "FIXED"}),
            "InvalidParameterException",
        ),
        (
            "elbv2:CreateLoadBalancer",
            json!({"Name": "web", "Scheme": "public"}),
            "ValidationError",
        ),
        (
            "ec2:CreateKeyPair",
            json!({"KeyName": "k", "KeyType": "dsa"}),
            "InvalidParameterValue",
        ),
    ]);
}

#[test]
fn what_aws_has_and_we_lack_is_not_modelled_in_those_words() {
    let filter = |name: &str| json!({"Filters": [{"Name": name, "Values": ["x"]}]});
    let launch = |name: &str| json!({"ImageId": "ami-1", "InstanceType": name, "MinCount": 1, "MaxCount": 1});
    compare(&[
        (
            "ec2:DescribeInstances",
            filter("private-dns-name"),
            "NotModelled: the filter 'private-dns-name': not modelled",
        ),
        (
            "ec2:DescribeInstances",
            filter("launch-time"),
            "NotModelled",
        ),
        (
            "ec2:DescribeInstances",
            filter("root-device-type"),
            "NotModelled",
        ),
        (
            "ec2:DescribeInstances",
            filter("instance-lifecycle"),
            "NotModelled",
        ),
        (
            "ec2:DescribeInstances",
            filter("colour"),
            "InvalidParameterValue: The filter 'colour' is invalid",
        ),
        (
            "ec2:DescribeSecurityGroups",
            filter("ip-permission.from-port"),
            "NotModelled",
        ),
        ("ec2:DescribeSecurityGroups", filter("tag:Name"), "ok"),
        (
            "ec2:DescribeInstanceTypes",
            json!({"InstanceTypes": ["t2.micro"]}),
            "NotModelled",
        ),
        (
            "ec2:DescribeInstanceTypes",
            json!({"InstanceTypes": ["t2.pico"]}),
            "InvalidInstanceType",
        ),
        ("ec2:RunInstances", launch("t9.micro"), "Invalid"),
        (
            "iam:AttachRolePolicy",
            json!({"RoleName": "web", "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}),
            "NotModelled",
        ),
        (
            "iam:AttachRolePolicy",
            json!({"RoleName": "web", "PolicyArn": "arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy"}),
            "NoSuchEntity",
        ),
        (
            "ecs:CreateService",
            json!({"serviceName": "web", "taskDefinition": "web", "launchType": "EC2"}),
            "ClusterNotFoundException",
        ),
    ]);
}

#[test]
fn a_secret_is_in_no_refusal() {
    let value = of('s', 70_000);
    let members = json!({"Name": "db", "SecretString": value});
    let error = send(
        &mut world(Vec::new()),
        "secretsmanager:CreateSecret",
        members,
    )
    .unwrap_err();
    assert_eq!(error.code, "ValidationException");
    assert!(error.message.len() < 300, "{}", error.message.len());
}
