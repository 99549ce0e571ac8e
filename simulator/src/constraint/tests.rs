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
            "ec2:DescribeSecurityGroups",
            filter("tag"),
            "InvalidParameterValue",
        ),
        ("ec2:DescribeSecurityGroupRules", filter("tag:Name"), "ok"),
        ("ec2:DescribeVpcs", filter("tag:Name"), "ok"),
        (
            "ec2:DescribeSecurityGroupRules",
            filter("tag-key"),
            "InvalidParameterValue",
        ),
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

#[test]
fn texts_that_only_prose_bounds_are_held() {
    let group = |name: &str, text: &str| json!({"GroupName": name, "Description": text});
    let key = |name: &str| json!({"KeyName": name, "KeyType": "ed25519"});
    let secret = |name: &str| json!({"Name": name, "SecretString": "s"});
    compare(&[
        (
            "ec2:CreateSecurityGroup",
            group("web", "for the web (1)"),
            "ok",
        ),
        (
            "ec2:CreateSecurityGroup",
            group("web", "l'été"),
            "InvalidParameterValue",
        ),
        (
            "ec2:CreateSecurityGroup",
            group("web", "a -> b"),
            "InvalidParameterValue",
        ),
        (
            "ec2:CreateSecurityGroup",
            group("grün", "x"),
            "InvalidParameterValue",
        ),
        (
            "ec2:CreateSecurityGroup",
            group("web", &of('a', 256)),
            "InvalidParameterValue",
        ),
        ("ec2:CreateKeyPair", key("mine"), "ok"),
        ("ec2:CreateKeyPair", key("mía"), "InvalidParameterValue"),
        (
            "ec2:CreateKeyPair",
            key(&of('k', 256)),
            "InvalidParameterValue",
        ),
        (
            "secretsmanager:CreateSecret",
            secret("my secret"),
            "ValidationException: Invalid name.",
        ),
        (
            "secretsmanager:DeleteSecret",
            json!({"SecretId": "nobody", "ForceDeleteWithoutRecovery": true}),
            "ok",
        ),
        (
            "secretsmanager:DeleteSecret",
            json!({"SecretId": "nobody"}),
            "ResourceNotFoundException",
        ),
    ]);
    let mut w = world(Vec::new());
    send(&mut w, "ec2:CreateSecurityGroup", group("Alpha", "x")).unwrap();
    let again = send(&mut w, "ec2:CreateSecurityGroup", group("alpha", "x"));
    assert_eq!(again.unwrap_err().code, "InvalidGroup.Duplicate");
}

#[test]
fn tags_are_held_to_their_rules_everywhere() {
    let many = |n: usize| -> Vec<Value> {
        (0..n)
            .map(|i| json!({"key": format!("k{i}"), "value": "v"}))
            .collect()
    };
    let cluster = |tags: Value| json!({"clusterName": "c", "tags": tags});
    let role =
        |tags: Value| json!({"RoleName": "r", "AssumeRolePolicyDocument": TRUST, "Tags": tags});
    let secret = |tags: Value| json!({"Name": "s", "SecretString": "s", "Tags": tags});
    let group = |kind: &str, tags: Value| json!({"GroupName": "g", "Description": "d", "TagSpecifications": [{"ResourceType": kind, "Tags": tags}]});
    let twice = json!([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]);
    let reserved = json!([{"Key": "aws:x", "Value": "1"}]);
    compare(&[
        ("ecs:CreateCluster", cluster(json!(many(50))), "ok"),
        (
            "ecs:CreateCluster",
            cluster(json!(many(51))),
            "InvalidParameterException",
        ),
        (
            "ecs:CreateCluster",
            cluster(json!([{"key": "aws:x", "value": ""}])),
            "InvalidParameterException",
        ),
        (
            "ecs:CreateCluster",
            cluster(json!([{"key": "a", "value": of('v', 257)}])),
            "InvalidParameterException",
        ),
        (
            "ecs:CreateCluster",
            cluster(json!([{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])),
            "InvalidParameterException",
        ),
        ("iam:CreateRole", role(twice.clone()), "InvalidInput"),
        (
            "iam:CreateRole",
            role(json!([{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])),
            "InvalidInput",
        ),
        ("iam:CreateRole", role(reserved.clone()), "InvalidInput"),
        (
            "secretsmanager:CreateSecret",
            secret(reserved),
            "InvalidParameterException",
        ),
        (
            "secretsmanager:CreateSecret",
            secret(twice.clone()),
            "InvalidParameterException",
        ),
        (
            "elbv2:CreateTargetGroup",
            json!({"Name": "g", "Tags": twice}),
            "DuplicateTagKeys",
        ),
        (
            "ec2:CreateSecurityGroup",
            group("security-group", json!([{"Key": "a", "Value": ""}])),
            "ok",
        ),
        (
            "ec2:CreateSecurityGroup",
            group("instance", json!([{"Key": "a", "Value": "1"}])),
            "InvalidParameterValue",
        ),
        (
            "ec2:CreateSecurityGroup",
            group("boat", json!([{"Key": "a", "Value": "1"}])),
            "InvalidParameterValue",
        ),
        (
            "ec2:CreateSecurityGroup",
            group(
                "security-group",
                json!([{"Key": "a", "Value": of('v', 257)}]),
            ),
            "InvalidParameterValue",
        ),
    ]);
}

#[test]
fn policies_are_held_to_their_sizes_versions_and_arns() {
    let trust = |text: String| json!({"RoleName": "r", "AssumeRolePolicyDocument": text});
    let long = TRUST.replace(
        "\"Allow\",",
        &format!("\"Allow\",\"Sid\":\"{}\",", of('S', 2_000)),
    );
    compare(&[
        ("iam:CreateRole", trust(long), "LimitExceeded"),
        (
            "iam:CreateRole",
            trust(TRUST.replace("2012-10-17", "2020-01-01")),
            "MalformedPolicyDocument",
        ),
        (
            "iam:CreateRole",
            trust(TRUST.replace("2012-10-17", "2008-10-17")),
            "ok",
        ),
    ]);
    let mut w = world(Vec::new());
    send(&mut w, "iam:CreateRole", trust(TRUST.to_owned())).unwrap();
    let put = |w: &mut World, resource: &str, rest: &str| {
        let document = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"s3:GetObject","Resource":"{resource}"{rest}}}]}}"#
        );
        let members = json!({"RoleName": "r", "PolicyName": "p", "PolicyDocument": document});
        send(w, "iam:PutRolePolicy", members).map_err(|e| format!("{}: {}", e.code, e.message))
    };
    assert_eq!(put(&mut w, "arn:aws:s3:::bucket/*", ""), Ok(()));
    assert_eq!(
        put(&mut w, "bucket", ""),
        Err("MalformedPolicyDocument: Resource bucket must be in ARN format or \"*\".".to_owned())
    );
    let condition = |what: &str| format!(r#","Condition":{what}"#);
    let known = condition(r#"{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}"#);
    assert_eq!(put(&mut w, "*", &known), Ok(()));
    for other in [
        r#"{"StringEquals":{"s3:prefix":"a"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#,
    ] {
        let refused = put(&mut w, "*", &condition(other)).unwrap_err();
        assert!(
            refused.starts_with("NotModelled: the condition "),
            "{refused}"
        );
    }
    let long = condition(&format!(
        r#"{{"StringEquals":{{"aws:RequestedRegion":"{}"}}}}"#,
        of('r', 10_240)
    ));
    assert!(
        put(&mut w, "*", &long)
            .unwrap_err()
            .starts_with("LimitExceeded")
    );
}

#[test]
fn lists_come_in_pages_and_tags_on_demand() {
    use crate::testing::call;
    use paperboat_core::aws::ecs::{CreateCluster, DescribeClusters, ListClusters, Tag};

    let mut w = world(Vec::new());
    for n in 0..101 {
        let tags = vec![Tag {
            key: "a".into(),
            value: "1".into(),
        }];
        let request = CreateCluster {
            cluster_name: format!("c{n}"),
            tags,
            ..Default::default()
        };
        call(&mut w, request).unwrap();
    }
    let first = call(&mut w, ListClusters::default()).unwrap();
    assert_eq!(first.cluster_arns.len(), 100);
    let next_token = first.next_token;
    let second = call(
        &mut w,
        ListClusters {
            next_token,
            ..Default::default()
        },
    )
    .unwrap();
    assert_eq!((second.cluster_arns.len(), second.next_token), (1, None));
    let next_token = Some("mine".to_owned());
    let refused = call(
        &mut w,
        ListClusters {
            next_token,
            ..Default::default()
        },
    )
    .unwrap_err();
    assert_eq!(refused.code, "InvalidParameterException");
    for (include, tags) in [(Vec::new(), 0), (vec!["TAGS".to_owned()], 1)] {
        let clusters = vec!["c1".to_owned()];
        let shown = call(&mut w, DescribeClusters { clusters, include }).unwrap();
        assert_eq!(shown.clusters[0].tags.len(), tags);
    }
}
