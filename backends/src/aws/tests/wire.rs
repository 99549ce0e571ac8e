//! Every member of every shape, on AWS's wire and back.
//!
//! The plain shapes carry AWS's own names, so what goes out can be told from them: as JSON it is the same, as a query
//! it is the same laid out flat. What comes back is made from a filled reply, and must be read as that reply.

use std::collections::BTreeMap;

use paperboat_core::aws::{
    Operation, Request, applicationautoscaling, autoscaling, aws_name, ecr, ecs, efs, elbv2, iam,
    logs, secretsmanager, servicediscovery, ssm, sts,
};
use paperboat_core::cloud::send;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::fill::filled;
use super::server::{Asked, Server};

/// Times that AWS's JSON has as seconds, and its XML as dates.
const TIMES: [&str; 18] = [
    "expiresAt",
    "imagePushedAt",
    "createdAt",
    "updatedAt",
    "pullStartedAt",
    "pullStoppedAt",
    "startedAt",
    "stoppingAt",
    "executionStoppedAt",
    "stoppedAt",
    "finishedAt",
    "CreatedTime",
    "CreateDate",
    "CreationTime",
    "DeletedDate",
    "DeletionDate",
    "StartTime",
    "EndTime",
];

/// Times that AWS's JSON has in milliseconds.
const MILLIS: [&str; 6] = [
    "timestamp",
    "ingestionTime",
    "creationTime",
    "firstEventTimestamp",
    "lastEventTimestamp",
    "lastIngestionTime",
];

/// What a reply's plain shape has and AWS's lacks, or the other way about.
fn without(value: Value, lost: &[&str]) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(k, _)| !lost.contains(&k.as_str()))
            .map(|(k, v)| (k, without(v, lost)))
            .collect(),
        Value::Array(items) => items.into_iter().map(|i| without(i, lost)).collect(),
        other => other,
    }
}

/// A reply as AWS writes it in JSON: times are counted otherwise.
fn as_json(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(key, v)| {
                let v = match v.as_u64() {
                    Some(micros) if TIMES.contains(&key.as_str()) => json!(micros / 1_000_000),
                    Some(micros) if MILLIS.contains(&key.as_str()) => json!(micros / 1_000),
                    _ => as_json(v),
                };
                (key, v)
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(as_json).collect(),
        other => other,
    }
}

/// A reply as AWS writes it in the query protocol's XML.
fn as_xml(key: &str, value: &Value) -> String {
    let inner = match value {
        Value::Object(members) => members.iter().map(|(k, v)| as_xml(k, v)).collect(),
        Value::Array(items) => items.iter().map(|i| as_xml("member", i)).collect(),
        Value::String(text) => text.clone(),
        Value::Number(_) if TIMES.contains(&key) => "1970-01-01T00:00:07Z".to_owned(),
        other => other.to_string(),
    };
    format!("<{key}>{inner}</{key}>")
}

/// A request laid out flat, as the query protocol has it.
fn flat(prefix: &str, value: &Value, out: &mut BTreeMap<String, String>) {
    let under = |k: &str| match prefix {
        "" => k.to_owned(),
        p => format!("{p}.{k}"),
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(k, v)| flat(&under(k), v, out)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(n, v)| flat(&under(&format!("member.{}", n + 1)), v, out)),
        Value::String(text) => drop(out.insert(prefix.to_owned(), text.clone())),
        other => drop(out.insert(prefix.to_owned(), other.to_string())),
    }
}

/// Reads a form.
pub(super) fn form(body: &str) -> BTreeMap<String, String> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut parts = text.split('%');
        bytes.extend(parts.next().unwrap_or_default().bytes());
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
            bytes.extend(part[2..].bytes());
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(k, v)| (decoded(k), decoded(v))).collect()
}

/// Sends a filled request to a server that answers with a filled reply, and compares the reply.
async fn exchange<O: Operation + DeserializeOwned>(
    lost: &[&str],
    written: impl FnOnce(Value) -> String,
) -> (Value, Asked) {
    let request: O = filled();
    let reply = without(serde_json::to_value(filled::<O::Output>()).unwrap(), lost);
    let server = Server::with(written(reply.clone())).await;
    let cloud = server.cloud().await;
    let read = send(&cloud, request.clone())
        .await
        .unwrap_or_else(|e| panic!("{}: {e}", O::NAME));
    assert_eq!(serde_json::to_value(read).unwrap(), reply, "{}", O::NAME);
    let asked = server.asked();
    assert_eq!(asked.len(), 1, "{} asked more than once", O::NAME);
    let asked = asked.into_iter().next().unwrap();
    (
        serde_json::to_value::<Request>(request.into()).unwrap(),
        asked,
    )
}

async fn json_both_ways<O: Operation + DeserializeOwned>(lost: &[&str]) {
    let (request, asked) = exchange::<O>(lost, |reply| as_json(reply).to_string()).await;
    let operation = aws_name(O::NAME);
    let target = format!(".{operation}");
    let head = asked.head.to_lowercase();
    let named = head.lines().find(|l| l.starts_with("x-amz-target:"));
    assert!(
        named.is_some_and(|l| l.ends_with(&target.to_lowercase())),
        "{head}"
    );
    let sent: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(sent, request, "{}", O::NAME);
}

async fn rest_both_ways<O: Operation + DeserializeOwned>(line: &str) {
    let (request, asked) = exchange::<O>(&["NextMarker", "NextToken"], |reply| {
        as_json(reply).to_string()
    })
    .await;
    assert_eq!(asked.head.lines().next(), Some(line), "{}", O::NAME);
    if line.starts_with("POST") {
        let sent: Value = serde_json::from_str(&asked.body).unwrap();
        assert_eq!(sent, request, "{}", O::NAME);
    }
}

async fn query_both_ways<O: Operation + DeserializeOwned>(lost: &[&str]) {
    let operation = O::NAME.split_once(':').unwrap().1;
    let body = |reply: Value| {
        let result = as_xml(&format!("{operation}Result"), &reply);
        format!("<{operation}Response>{result}</{operation}Response>")
    };
    let (request, asked) = exchange::<O>(lost, body).await;
    let mut sent = form(&asked.body);
    assert_eq!(sent.remove("Action").as_deref(), Some(operation));
    assert!(sent.remove("Version").is_some());
    let mut wanted = BTreeMap::new();
    flat("", &request, &mut wanted);
    assert_eq!(sent, wanted, "{}", O::NAME);
}

macro_rules! all {
    ($check:ident($lost:expr): $( $op:ty, )*) => { $( Box::pin($check::<$op>($lost)).await; )* };
}

#[tokio::test]
async fn ecs_carries_every_member() {
    all! { json_both_ways(&[]):
        ecs::CreateCluster, ecs::DescribeClusters, ecs::DeleteCluster, ecs::RegisterTaskDefinition,
        ecs::DeregisterTaskDefinition, ecs::DescribeTaskDefinition, ecs::CreateService, ecs::UpdateService,
        ecs::DeleteService, ecs::DescribeServices, ecs::DescribeTasks, ecs::RunTask, ecs::StopTask,
        ecs::DescribeServiceDeployments, ecs::StopServiceDeployment, ecs::DescribeServiceRevisions,
        ecs::PutAttributes, ecs::DeleteAttributes,
        ecs::TagResource, ecs::UntagResource, ecs::ListTagsForResource,
    }
    all! { json_both_ways(&["nextToken"]):
        ecs::ListAttributes, ecs::ListClusters, ecs::ListServices, ecs::ListServiceDeployments, ecs::ListTasks, ecs::ListTaskDefinitionFamilies, ecs::ListTaskDefinitions,
    }
}

#[tokio::test]
async fn the_smaller_json_services_carry_every_member() {
    all! { json_both_ways(&[]):
        ecr::CreateRepository, ecr::PutImageTagMutability, ecr::DeleteRepository, ecr::BatchGetImage, ecr::BatchDeleteImage,
        ecr::GetAuthorizationToken,
        logs::CreateLogGroup, logs::PutRetentionPolicy, logs::DeleteLogGroup, logs::GetLogEvents,
        ssm::GetParameter, secretsmanager::CreateSecret, secretsmanager::PutSecretValue,
        secretsmanager::GetSecretValue, secretsmanager::BatchGetSecretValue, secretsmanager::DescribeSecret, secretsmanager::DeleteSecret, servicediscovery::CreateHttpNamespace,
        servicediscovery::CreatePrivateDnsNamespace, servicediscovery::DeleteNamespace,
        servicediscovery::GetOperation, servicediscovery::CreateDiscoveryService,
        servicediscovery::GetDiscoveryService, servicediscovery::DeleteDiscoveryService,
    }
    // A token that comes back as it was sent ends the pages.
    json_both_ways::<ecr::DescribeRepositories>(&["nextToken"]).await;
    json_both_ways::<ecr::DescribeImages>(&["nextToken"]).await;
    json_both_ways::<ecr::ListImages>(&["nextToken"]).await;
    json_both_ways::<logs::DescribeLogStreams>(&["nextToken"]).await;
    json_both_ways::<logs::FilterLogEvents>(&["nextToken"]).await;
    json_both_ways::<secretsmanager::ListSecrets>(&["NextToken"]).await;
    json_both_ways::<servicediscovery::ListNamespaces>(&["NextToken"]).await;
    json_both_ways::<logs::DescribeLogGroups>(&["nextToken"]).await;
}

#[tokio::test]
async fn query_services_carry_every_member() {
    // Pages are read to their end, so that no marker comes out.
    all! { query_both_ways(&["NextMarker"]):
        elbv2::CreateLoadBalancer, elbv2::DescribeLoadBalancers, elbv2::CreateTargetGroup,
        elbv2::DescribeTargetGroups, elbv2::ModifyTargetGroup, elbv2::CreateListener, elbv2::DescribeListeners,
    }
    all! { query_both_ways(&[]):
        elbv2::DeleteLoadBalancer, elbv2::ModifyTargetGroupAttributes, elbv2::DeleteTargetGroup, elbv2::DeleteListener,
        elbv2::CreateRule, elbv2::DescribeRules, elbv2::DeleteRule, elbv2::RegisterTargets, elbv2::DeregisterTargets,
        elbv2::DescribeTargetHealth, elbv2::DescribeTags, iam::CreateRole, iam::GetRole, iam::DeleteRole, iam::AttachRolePolicy,
        iam::DetachRolePolicy, iam::ListAttachedRolePolicies, iam::PutRolePolicy, iam::DeleteRolePolicy,
        iam::ListRolePolicies, iam::CreateInstanceProfile, iam::GetInstanceProfile, iam::AddRoleToInstanceProfile,
        iam::RemoveRoleFromInstanceProfile, iam::DeleteInstanceProfile, sts::GetCallerIdentity,
    }
    query_both_ways::<iam::ListRoles>(&["IsTruncated", "Marker"]).await;
}

#[tokio::test]
async fn auto_scaling_carries_every_member() {
    all! { query_both_ways(&[]):
        autoscaling::CreateAutoScalingGroup, autoscaling::UpdateAutoScalingGroup, autoscaling::SetDesiredCapacity,
        autoscaling::TerminateInstanceInAutoScalingGroup, autoscaling::DeleteAutoScalingGroup,
        autoscaling::StartInstanceRefresh, autoscaling::CancelInstanceRefresh, autoscaling::RollbackInstanceRefresh,
    }
    all! { query_both_ways(&["NextToken"]):
        autoscaling::DescribeAutoScalingGroups, autoscaling::DescribeScalingActivities,
        autoscaling::DescribeInstanceRefreshes,
    }
}

#[tokio::test]
async fn application_auto_scaling_carries_every_member() {
    all! { json_both_ways(&[]):
        applicationautoscaling::RegisterScalableTarget, applicationautoscaling::DeregisterScalableTarget,
        applicationautoscaling::PutScalingPolicy, applicationautoscaling::DeleteScalingPolicy,
    }
    all! { json_both_ways(&["NextToken"]):
        applicationautoscaling::DescribeScalableTargets, applicationautoscaling::DescribeScalingPolicies,
        applicationautoscaling::DescribeApplicationScalingActivities,
    }
}

#[tokio::test]
async fn efs_carries_every_member() {
    let version = "/2015-02-01";
    let line = |method: &str, path: &str| format!("{method} {version}/{path} HTTP/1.1");
    rest_both_ways::<efs::CreateFileSystem>(&line("POST", "file-systems")).await;
    rest_both_ways::<efs::CreateMountTarget>(&line("POST", "mount-targets")).await;
    rest_both_ways::<efs::CreateAccessPoint>(&line("POST", "access-points")).await;
    let asked = "file-systems?MaxItems=7&Marker=the-marker&CreationToken=the-creationtoken&FileSystemId=the-filesystemid";
    rest_both_ways::<efs::DescribeFileSystems>(&line("GET", asked)).await;
    let asked = "mount-targets?MaxItems=7&Marker=the-marker&FileSystemId=the-filesystemid&MountTargetId=the-mounttargetid";
    rest_both_ways::<efs::DescribeMountTargets>(&line("GET", asked)).await;
    let asked = "access-points?MaxResults=7&NextToken=the-nexttoken&FileSystemId=the-filesystemid";
    rest_both_ways::<efs::DescribeAccessPoints>(&line("GET", asked)).await;
    let gone = line("DELETE", "file-systems/the-filesystemid");
    rest_both_ways::<efs::DeleteFileSystem>(&gone).await;
    let gone = line("DELETE", "mount-targets/the-mounttargetid");
    rest_both_ways::<efs::DeleteMountTarget>(&gone).await;
    let gone = line("DELETE", "access-points/the-accesspointid");
    rest_both_ways::<efs::DeleteAccessPoint>(&gone).await;
}
