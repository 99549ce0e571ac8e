//! Requests as boto3 1.44.8 and the AWS command line send them, and answers as both read them.

use paperboat_core::aws::{self, Empty, Reply, Request, ec2, ecs, efs, elbv2, iam, logs};
use paperboat_core::aws::{secretsmanager, servicediscovery};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;
use serde_json::{Value, json};

use super::table::{Kind, Member, Protocol, TABLE};
use super::{Answer, Asked, Refusal, read};

/// The header of a signature for a service.
fn signed(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=paperboat/20260101/us-east-1/{service}/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=9cd846ed459da8b1"
    )
}

fn query(service: &str, body: &str) -> Result<Request, Refusal> {
    let authorization = signed(service);
    let asked = Asked {
        method: "POST",
        path: "/",
        authorization: Some(&authorization),
        body: body.as_bytes(),
        ..Asked::default()
    };
    read(&asked).map(|read| read.request)
}

fn json_asked(service: &str, target: &str, body: &str) -> Result<Request, Refusal> {
    let authorization = signed(service);
    let asked = Asked {
        method: "POST",
        path: "/",
        target: Some(target),
        authorization: Some(&authorization),
        body: body.as_bytes(),
        ..Asked::default()
    };
    read(&asked).map(|read| read.request)
}

fn rest(method: &str, path: &str, query: &str, body: &str) -> Result<Request, Refusal> {
    let authorization = signed("elasticfilesystem");
    let asked = Asked {
        method,
        path,
        query,
        authorization: Some(&authorization),
        body: body.as_bytes(),
        ..Asked::default()
    };
    read(&asked).map(|read| read.request)
}

/// What is answered to an operation.
fn answer(operation: &'static str, said: Result<Reply, CloudError>) -> Answer {
    let request = Request::read(operation, json!({})).expect("an operation");
    super::Read::from(request).answer(&said, "id-1")
}

#[test]
fn the_table_has_every_operation_of_aws_and_what_the_codec_counts_on() {
    let ours = aws::OPERATIONS.iter().filter(|o| !o.starts_with("host:"));
    let ours: Vec<&str> = ours.copied().collect();
    let mut known: Vec<&str> = TABLE.operations.keys().map(String::as_str).collect();
    let mut sorted = ours.clone();
    sorted.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, sorted);
    fn no_map(of: &Member) -> bool {
        of.kind != Kind::Map && of.value.as_deref().is_none_or(no_map)
    }
    for (operation, row) in &TABLE.operations {
        let (name, _) = operation.split_once(':').expect("a service");
        let service = &TABLE.services[name];
        assert!(service.operations.contains(&row.aws), "{operation}");
        assert_eq!(row.http.is_some(), service.protocol == Protocol::RestJson);
        if matches!(service.protocol, Protocol::Ec2 | Protocol::Query) {
            assert!(row.output.values().all(no_map), "{operation}");
            let input = row.input.as_deref().and_then(|i| TABLE.input(name, i));
            let input = input.into_iter().flat_map(|i| i.members.values());
            assert!(input.into_iter().all(no_map), "{operation}");
        }
    }
}

#[test]
fn a_launch_is_read_as_boto3_sends_it() {
    let body = "Action=RunInstances&Version=2016-11-15&ImageId=ami-1&InstanceType=t3.micro&MinCount=1&MaxCount=1\
                &UserData=IyEvYmluL3NoCmVjaG8gw7E%3D&SecurityGroupId.1=sg-1&SecurityGroupId.2=sg-2\
                &BlockDeviceMapping.1.DeviceName=%2Fdev%2Fxvda&BlockDeviceMapping.1.Ebs.VolumeSize=20\
                &BlockDeviceMapping.1.Ebs.Encrypted=true&TagSpecification.1.ResourceType=instance\
                &TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b+c%26d\
                &ClientToken=e0d7b930-7255-44f1-bdb2-d5a060ccde2d";
    let wanted = ec2::RunInstances {
        image_id: "ami-1".into(),
        instance_type: "t3.micro".into(),
        min_count: 1,
        max_count: 1,
        user_data: "#!/bin/sh\necho ñ".into(),
        security_group_ids: vec!["sg-1".into(), "sg-2".into()],
        block_device_mappings: vec![ec2::BlockDeviceMapping {
            device_name: "/dev/xvda".into(),
            ebs: ec2::EbsBlockDevice {
                volume_size: Some(20),
                encrypted: Some(true),
                ..Default::default()
            },
        }],
        tag_specifications: vec![ec2::TagSpecification {
            resource_type: "instance".into(),
            tags: vec![ec2::Tag::new("a", "b c&d")],
        }],
        client_token: "e0d7b930-7255-44f1-bdb2-d5a060ccde2d".into(),
        ..Default::default()
    };
    assert_eq!(query("ec2", body), Ok(wanted.into()));
}

#[test]
fn each_protocol_is_read() {
    // Ten items: their order is that of numbers, and not of digits.
    let many: String = (1..=10)
        .rev()
        .map(|n| format!("&InstanceId.{n}=i-{n}"))
        .collect();
    let many = format!("Action=DescribeInstances&Version=2016-11-15{many}");
    let wanted = ec2::DescribeInstances {
        instance_ids: (1..=10).map(|n| format!("i-{n}")).collect(),
        ..Default::default()
    };
    assert_eq!(query("ec2", &many), Ok(wanted.into()));

    let body = "Action=CreateTargetGroup&Version=2015-12-01&Name=t&Tags.member.1.Key=a&Tags.member.1.Value=b\
                &Matcher.HttpCode=200&Port=80";
    let wanted = elbv2::CreateTargetGroup {
        name: "t".into(),
        port: Some(80),
        matcher: Some(elbv2::Matcher {
            http_code: "200".into(),
        }),
        tags: vec![elbv2::Tag {
            key: "a".into(),
            value: "b".into(),
        }],
        ..Default::default()
    };
    assert_eq!(query("elasticloadbalancing", body), Ok(wanted.into()));

    // A member that is null is one that is not given.
    let body = r#"{"cluster": "c", "services": ["s"], "include": null}"#;
    let wanted = ecs::DescribeServices {
        cluster: "c".into(),
        services: vec!["s".into()],
        ..Default::default()
    };
    let target = "AmazonEC2ContainerServiceV20141113.DescribeServices";
    assert_eq!(json_asked("ecs", target, body), Ok(wanted.into()));

    let target = "Route53AutoNaming_v20170314.ListServices";
    let wanted = servicediscovery::ListDiscoveryServices::default();
    assert_eq!(
        json_asked("servicediscovery", target, "{}"),
        Ok(wanted.into())
    );

    let wanted = efs::DescribeMountTargets {
        file_system_id: "fs-1".into(),
        max_items: Some(5),
        ..Default::default()
    };
    let targets = rest(
        "GET",
        "/2015-02-01/mount-targets",
        "FileSystemId=fs-1&MaxItems=5",
        "",
    );
    assert_eq!(targets, Ok(wanted.into()));
    let wanted = efs::DeleteFileSystem {
        file_system_id: "fs-1".into(),
    };
    assert_eq!(
        rest("DELETE", "/2015-02-01/file-systems/fs%2D1", "", ""),
        Ok(wanted.into())
    );
    let wanted = efs::CreateFileSystem {
        creation_token: "t".into(),
        performance_mode: "generalPurpose".into(),
        ..Default::default()
    };
    let body = r#"{"PerformanceMode": "generalPurpose", "CreationToken": "t"}"#;
    assert_eq!(
        rest("POST", "/2015-02-01/file-systems", "", body),
        Ok(wanted.into())
    );
}

#[test]
fn a_signature_in_the_query_is_one() {
    let asked = Asked {
        method: "GET",
        path: "/",
        query: "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256\
                &X-Amz-Credential=k%2F20260101%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Signature=0",
        ..Asked::default()
    };
    let read = read(&asked).expect("a request");
    assert_eq!(read.request.name(), "sts:GetCallerIdentity");
}

/// Code and status of a refusal.
fn refused(said: Result<Request, Refusal>) -> (u16, String) {
    let refusal = said.expect_err("a refusal");
    (refusal.status, refusal.code)
}

#[test]
fn what_cannot_be_answered_is_refused_by_name() {
    let is = |status: u16, code: &str| (status, code.to_owned());
    let ec2 = |body: &str| query("ec2", body);
    let version = "Version=2016-11-15";
    let modelled = ec2(&format!(
        "Action=CreateVpc&{version}&CidrBlock=10.0.0.0%2F16"
    ));
    assert!(
        modelled
            .as_ref()
            .is_err_and(|r| r.message == "ec2:CreateVpc: not modelled")
    );
    assert_eq!(refused(modelled), is(400, "NotModelled"));
    assert_eq!(
        refused(ec2(&format!("Action=MakeTea&{version}"))),
        is(400, "InvalidAction")
    );
    assert_eq!(refused(ec2(version)), is(400, "MissingAction"));
    let spot = format!("Action=RunInstances&{version}&InstanceMarketOptions.MarketType=spot");
    let spot = ec2(&spot);
    let said = spot.as_ref().expect_err("a refusal").message.clone();
    assert!(
        said.contains("InstanceMarketOptions") && said.contains("not modelled"),
        "{said}"
    );
    assert_eq!(refused(spot), is(400, "NotModelled"));
    let wrong = [
        "Sugar=2",
        "MinCount=many",
        "MinCount.1=1",
        "SecurityGroupId.0=sg-1",
    ];
    let codes = [
        "UnknownParameter",
        "InvalidParameterValue",
        "InvalidParameterValue",
        "InvalidParameterValue",
    ];
    for (wrong, code) in wrong.into_iter().zip(codes) {
        let said = ec2(&format!("Action=RunInstances&{version}&{wrong}"));
        assert_eq!(refused(said), is(400, code), "{wrong}");
    }
    let deep = format!(
        "Action=RunInstances&{version}&{}=1",
        vec!["a"; 100_000].join(".")
    );
    assert_eq!(refused(ec2(&deep)), is(400, "InvalidParameterValue"));
    let user_data = format!("Action=RunInstances&{version}&UserData=%25");
    assert_eq!(refused(ec2(&user_data)), is(400, "InvalidParameterValue"));

    let ecs = |operation: &str, body: &str| {
        json_asked(
            "ecs",
            &format!("AmazonEC2ContainerServiceV20141113.{operation}"),
            body,
        )
    };
    assert_eq!(
        refused(ecs("MakeTea", "{}")),
        is(400, "UnknownOperationException")
    );
    assert_eq!(
        refused(ecs("DescribeTaskSets", "{}")),
        is(400, "NotModelled")
    );
    assert_eq!(refused(ecs("ExecuteCommand", "{}")), is(400, "NotModelled"));
    for body in ["{", "[]", "\"a\"", "{\"clusters\": 1}"] {
        let said = ecs("DescribeClusters", body);
        assert_eq!(refused(said), is(400, "SerializationException"), "{body}");
    }
    assert_eq!(
        refused(ecs("DescribeClusters", r#"{"sugar": 2}"#)),
        is(400, "UnknownMember")
    );
    let nested = "[".repeat(100_000);
    assert_eq!(
        refused(ecs("DescribeClusters", &nested)),
        is(400, "SerializationException")
    );
    let elsewhere = rest("GET", "/2015-02-01/tags/fs-1/", "", "");
    assert_eq!(refused(elsewhere), is(400, "NotModelled"));
    let classic = query(
        "elasticloadbalancing",
        "Action=DescribeLoadBalancers&Version=2012-06-01",
    );
    assert_eq!(refused(classic), is(400, "NotModelled"));
    let other = query("sqs", "Action=ListQueues&Version=2012-11-05").expect_err("a refusal");
    assert_eq!(other.message, "sqs: ListQueues: not modelled");
}

#[test]
fn who_does_not_sign_is_refused_in_the_services_own_form() {
    let body = b"Action=DescribeInstances&Version=2016-11-15";
    let unsigned = Asked {
        method: "POST",
        path: "/",
        body,
        ..Asked::default()
    };
    let answer = |asked: &Asked<'_>| read(asked).expect_err("a refusal").answer("id-1");
    let said = answer(&unsigned);
    assert_eq!(said.status, 403);
    assert_eq!(
        said.body.lines().last(),
        Some(
            "<Response><Errors><Error><Code>MissingAuthenticationToken</Code>\
             <Message>Request is missing Authentication Token</Message></Error></Errors>\
             <RequestID>id-1</RequestID></Response>"
        )
    );
    let target = Some("AmazonEC2ContainerServiceV20141113.ListClusters");
    let said = answer(&Asked {
        target,
        body: b"{}",
        ..unsigned
    });
    assert_eq!(
        (said.status, said.content_type.as_str()),
        (400, "application/x-amz-json-1.1")
    );
    assert_eq!(
        said.error_type.as_deref(),
        Some("MissingAuthenticationTokenException")
    );
    let half = Some("AWS4-HMAC-SHA256 Credential=paperboat/ec2, Signature=0");
    let said = read(&Asked {
        authorization: half,
        ..unsigned
    })
    .expect_err("a refusal");
    assert_eq!(
        (said.status, said.code.as_str()),
        (400, "IncompleteSignature")
    );
    let elsewhere = signed("ec2").replace("us-east-1", "eu-nowhere-1");
    let asked = Asked {
        authorization: Some(&elsewhere),
        ..unsigned
    };
    let said = read(&asked).expect_err("a refusal");
    assert_eq!((said.status, said.code.as_str()), (401, "AuthFailure"));
    assert!(said.message.contains("eu-nowhere-1"), "{}", said.message);
}

#[test]
fn what_has_its_types_default_value_is_written_where_aws_writes_it() {
    let made = ec2::RunInstancesOutput {
        reservation_id: "r-1".into(),
        instances: vec![ec2::Instance {
            instance_id: "i-1".into(),
            launch_time: Timestamp(1_500_000),
            ..Default::default()
        }],
        ..Default::default()
    };
    let said = answer("ec2:RunInstances", Ok(Reply::RunInstances(made)));
    assert_eq!(
        (said.status, said.content_type.as_str()),
        (200, "text/xml;charset=UTF-8")
    );
    let wanted = "<RunInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>id-1</requestId>\
                  <reservationId>r-1</reservationId><instancesSet><item><instanceId>i-1</instanceId>\
                  <instanceState><code>0</code><name>pending</name></instanceState>";
    assert!(said.body.contains(wanted), "{}", said.body);
    assert!(
        said.body
            .contains("<launchTime>2026-01-01T00:00:01.500Z</launchTime>"),
        "{}",
        said.body
    );
    assert!(
        said.body
            .contains("<blockDeviceMapping></blockDeviceMapping>"),
        "{}",
        said.body
    );
    assert!(
        !said.body.contains("tagSet") && !said.body.contains("keyName"),
        "{}",
        said.body
    );

    let service = ecs::Service {
        service_name: "web".into(),
        deployments: vec![ecs::Deployment::default()],
        created_at: Timestamp(250_000),
        ..Default::default()
    };
    let found = ecs::DescribeServicesOutput {
        services: vec![service],
        failures: Vec::new(),
    };
    let said = answer("ecs:DescribeServices", Ok(Reply::DescribeServices(found)));
    let data: Value = serde_json::from_str(&said.body).expect("JSON");
    assert_eq!(data["failures"], json!([]));
    let service = &data["services"][0];
    assert_eq!(service["runningCount"], 0);
    assert_eq!(service["createdAt"], 1_767_225_600.25);
    assert_eq!(service["deployments"][0]["rolloutState"], "IN_PROGRESS");
    assert_eq!(service.get("healthCheckGracePeriodSeconds"), None);
}

#[test]
fn the_wires_own_forms_are_kept() {
    let change = ec2::InstanceStateChange {
        instance_id: "i-1".into(),
        ..Default::default()
    };
    let stopped = ec2::InstanceStateChanges {
        changes: vec![change],
    };
    let said = answer("ec2:StopInstances", Ok(Reply::StopInstances(stopped)));
    assert!(
        said.body
            .contains("<instancesSet><item><instanceId>i-1</instanceId>"),
        "{}",
        said.body
    );
    let console = ec2::GetConsoleOutputOutput {
        instance_id: "i-1".into(),
        output: "a\u{1b}ñ".into(),
    };
    let said = answer("ec2:GetConsoleOutput", Ok(Reply::GetConsoleOutput(console)));
    assert!(
        said.body.contains("<output>YRvDsQ==</output>"),
        "{}",
        said.body
    );

    let said = answer("ec2:DeleteVolume", Ok(Reply::DeleteVolume(Empty {})));
    assert!(said.body.contains("<return>true</return>"), "{}", said.body);

    let role = iam::Role {
        role_name: "r<&".into(),
        assume_role_policy_document: "{\"a\": 1}".into(),
        ..Default::default()
    };
    let said = answer(
        "iam:GetRole",
        Ok(Reply::GetRole(iam::CreateRoleOutput { role })),
    );
    let wanted = "<AssumeRolePolicyDocument>%7B%22a%22%3A%201%7D</AssumeRolePolicyDocument>";
    assert!(said.body.contains(wanted), "{}", said.body);
    assert!(said.body.contains("<GetRoleResult><Role>"), "{}", said.body);
    assert!(
        said.body.contains("<RoleName>r&lt;&amp;</RoleName>"),
        "{}",
        said.body
    );
    let metadata = "</GetRoleResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetRoleResponse>";
    assert!(said.body.ends_with(metadata), "{}", said.body);

    let line = logs::FilteredLogEvent {
        timestamp: Timestamp(1_500_000),
        message: "m".into(),
        ..Default::default()
    };
    let lines = logs::FilterLogEventsOutput {
        events: vec![line],
        next_token: None,
    };
    let said = answer("logs:FilterLogEvents", Ok(Reply::FilterLogEvents(lines)));
    assert_eq!(
        said.body,
        r#"{"events":[{"timestamp":1767225601500,"message":"m"}]}"#
    );
    let secret = secretsmanager::SecretListEntry {
        name: "s".into(),
        deleted_date: Some(Timestamp(2_000_000)),
        ..Default::default()
    };
    let secrets = secretsmanager::ListSecretsOutput {
        secret_list: vec![secret],
        next_token: None,
    };
    let said = answer(
        "secretsmanager:ListSecrets",
        Ok(Reply::ListSecrets(secrets)),
    );
    let data: Value = serde_json::from_str(&said.body).expect("JSON");
    assert_eq!(data["SecretList"][0]["DeletedDate"], 1_767_225_602.0);
    let said = answer(
        "efs:DeleteFileSystem",
        Ok(Reply::DeleteFileSystem(Empty {})),
    );
    assert_eq!((said.status, said.body.as_str()), (204, ""));
}

#[test]
fn errors_have_the_form_and_the_status_of_their_service() {
    let error = |operation: &str, kind: ErrorKind, code: &str| {
        Err(CloudError::refused(kind, operation, code, "a <b>"))
    };
    let said = answer(
        "iam:GetRole",
        error("iam:GetRole", ErrorKind::NotFound, "NoSuchEntity"),
    );
    assert_eq!(said.status, 404);
    let wanted = "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>\
                  <Code>NoSuchEntity</Code><Message>a &lt;b&gt;</Message></Error><RequestId>id-1</RequestId></ErrorResponse>";
    assert!(said.body.ends_with(wanted), "{}", said.body);
    let throttled = error(
        "ec2:DescribeVpcs",
        ErrorKind::Throttled,
        "RequestLimitExceeded",
    );
    assert_eq!(answer("ec2:DescribeVpcs", throttled).status, 503);
    let capacity = error(
        "ec2:RunInstances",
        ErrorKind::LimitExceeded,
        "InsufficientInstanceCapacity",
    );
    assert_eq!(answer("ec2:RunInstances", capacity).status, 500);
    let missing = error(
        "efs:DeleteFileSystem",
        ErrorKind::NotFound,
        "FileSystemNotFound",
    );
    let said = answer("efs:DeleteFileSystem", missing);
    assert_eq!(
        (said.status, said.error_type.as_deref()),
        (404, Some("FileSystemNotFound"))
    );
    assert_eq!(
        said.body,
        r#"{"ErrorCode":"FileSystemNotFound","Message":"a <b>"}"#
    );
    let missing = error(
        "ecs:ListTasks",
        ErrorKind::NotFound,
        "ClusterNotFoundException",
    );
    let said = answer("ecs:ListTasks", missing);
    assert_eq!(
        said.body,
        r#"{"__type":"ClusterNotFoundException","message":"a <b>"}"#
    );
}

#[test]
fn an_account_and_a_region_are_the_same_world_under_other_names() {
    let authorization = signed("sts")
        .replace("paperboat", "000011112222")
        .replace("us-east-1", "eu-west-1");
    let asked = Asked {
        method: "POST",
        path: "/",
        authorization: Some(&authorization),
        body: b"Action=GetCallerIdentity&Version=2011-06-15",
        ..Asked::default()
    };
    let asked = read(&asked).expect("a request");
    assert_eq!(
        (&*asked.scope.account, &*asked.scope.region),
        ("000011112222", "eu-west-1")
    );
    let said = Reply::GetCallerIdentity(aws::sts::GetCallerIdentityOutput {
        user_id: "A".into(),
        account: super::ACCOUNT.into(),
        arn: format!("arn:aws:iam::{}:user/learner", super::ACCOUNT),
    });
    let body = asked.answer(&Ok(said), "id-1").body;
    assert!(
        body.contains("<Account>000011112222</Account>")
            && body.contains("arn:aws:iam::000011112222:user/learner"),
        "{body}"
    );
    let refused = CloudError::refused(
        ErrorKind::NotFound,
        "sts:GetCallerIdentity",
        "NoSuch",
        "arn:aws:ecs:us-east-1:123456789012:cluster/c",
    );
    let body = asked.answer(&Err(refused), "id-1").body;
    assert!(
        body.contains("arn:aws:ecs:eu-west-1:000011112222:cluster/c"),
        "{body}"
    );
}
