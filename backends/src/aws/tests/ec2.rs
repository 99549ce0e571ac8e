//! Every member of EC2's shapes, on its own query protocol and back.

use std::collections::BTreeMap;

use aws_smithy_types::base64;
use paperboat_core::aws::Ec2 as _;
use paperboat_core::aws::{Operation, Request, aws_name, ec2};
use paperboat_core::cloud::send;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fill::filled;
use super::server::{Answer, Server};
use super::wire::form;

/// Lists whose name in a request is another (EC2 API reference).
const ASKED: [(&str, &str); 32] = [
    ("AllocationIds", "AllocationId"),
    ("BlockDeviceMappings", "BlockDeviceMapping"),
    ("Filters", "Filter"),
    ("GroupIds", "GroupId"),
    ("GroupNames", "GroupName"),
    ("Groups", "SecurityGroupId"),
    ("ImageIds", "ImageId"),
    ("InstanceIds", "InstanceId"),
    ("InstanceTypes", "InstanceType"),
    ("KeyNames", "KeyName"),
    ("LaunchTemplateIds", "LaunchTemplateId"),
    ("LaunchTemplateNames", "LaunchTemplateName"),
    ("NetworkInterfaceIds", "NetworkInterfaceId"),
    ("NetworkInterfaces", "NetworkInterface"),
    ("OwnerIds", "Owner"),
    ("Owners", "Owner"),
    ("RegionNames", "RegionName"),
    ("Resources", "ResourceId"),
    ("SecurityGroupIds", "SecurityGroupId"),
    ("SecurityGroupRuleIds", "SecurityGroupRuleId"),
    ("SecurityGroups", "SecurityGroup"),
    ("SnapshotIds", "SnapshotId"),
    ("SubnetIds", "SubnetId"),
    ("TagSpecifications", "TagSpecification"),
    ("Tags", "Tag"),
    ("UserIdGroupPairs", "Groups"),
    ("Values", "Value"),
    ("Versions", "LaunchTemplateVersion"),
    ("VolumeIds", "VolumeId"),
    ("VpcIds", "VpcId"),
    ("ZoneIds", "ZoneId"),
    ("ZoneNames", "ZoneName"),
];

/// Members whose name in a reply is another: where they stand (empty for the top), what they are called here and
/// what there (EC2 API reference).
const ANSWERED: [(&str, &str, &str); 45] = [
    ("", "Addresses", "addressesSet"),
    ("", "AvailabilityZones", "availabilityZoneInfo"),
    ("", "Changes", "instancesSet"),
    ("", "Images", "imagesSet"),
    ("", "InstanceStatuses", "instanceStatusSet"),
    ("", "InstanceTypes", "instanceTypeSet"),
    ("", "Instances", "instancesSet"),
    ("", "KeyPairs", "keySet"),
    ("", "LaunchTemplateVersions", "launchTemplateVersionSet"),
    ("", "NetworkInterfaces", "networkInterfaceSet"),
    ("", "Regions", "regionInfo"),
    ("", "Reservations", "reservationSet"),
    (
        "",
        "RevokedSecurityGroupRules",
        "revokedSecurityGroupRuleSet",
    ),
    ("", "SecurityGroupRules", "securityGroupRuleSet"),
    ("", "SecurityGroups", "securityGroupInfo"),
    ("", "Snapshots", "snapshotSet"),
    ("", "State", "status"),
    ("", "Subnets", "subnetSet"),
    ("", "UnknownIpPermissions", "unknownIpPermissionSet"),
    ("", "Volumes", "volumeSet"),
    ("", "Vpcs", "vpcSet"),
    ("Attachments", "State", "status"),
    ("AvailabilityZones", "Messages", "messageSet"),
    ("AvailabilityZones", "State", "zoneState"),
    ("Images", "BlockDeviceMappings", "blockDeviceMapping"),
    ("Images", "OwnerId", "imageOwnerId"),
    ("Images", "Public", "isPublic"),
    ("Images", "State", "imageState"),
    ("Instances", "BlockDeviceMappings", "blockDeviceMapping"),
    ("Instances", "PublicDnsName", "dnsName"),
    ("Instances", "PublicIpAddress", "ipAddress"),
    ("Instances", "SecurityGroups", "groupSet"),
    ("Instances", "State", "instanceState"),
    (
        "LaunchTemplateData",
        "BlockDeviceMappings",
        "blockDeviceMappingSet",
    ),
    (
        "LaunchTemplateData",
        "SecurityGroupIds",
        "securityGroupIdSet",
    ),
    (
        "LaunchTemplateData",
        "TagSpecifications",
        "tagSpecificationSet",
    ),
    ("Instances", "NetworkInterfaces", "networkInterfaceSet"),
    ("NetworkInterfaces", "Groups", "groupSet"),
    ("Regions", "Endpoint", "regionEndpoint"),
    ("Reservations", "Instances", "instancesSet"),
    ("SecurityGroups", "Description", "groupDescription"),
    ("Snapshots", "State", "status"),
    ("Volumes", "Attachments", "attachmentSet"),
    ("Volumes", "State", "status"),
    ("any", "Tags", "tagSet"),
];

fn flat(prefix: &str, value: &Value, out: &mut BTreeMap<String, String>) {
    let under = |k: &str| match prefix {
        "" => k.to_owned(),
        p => format!("{p}.{k}"),
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(k, v)| {
            let renamed = ASKED.iter().find(|(here, _)| here == k);
            flat(&under(renamed.map_or(k, |(_, there)| there)), v, out);
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(n, v)| flat(&under(&(n + 1).to_string()), v, out)),
        Value::String(text) if prefix.ends_with("UserData") || prefix == "PublicKeyMaterial" => {
            drop(out.insert(prefix.to_owned(), base64::encode(text)));
        }
        Value::String(text) => drop(out.insert(prefix.to_owned(), text.clone())),
        other => drop(out.insert(prefix.to_owned(), other.to_string())),
    }
}

fn element(place: &str, key: &str) -> String {
    let renamed = ANSWERED
        .iter()
        .find(|(at, here, _)| *here == key && (*at == place || *at == "any"));
    if let Some((.., there)) = renamed {
        return (*there).to_owned();
    }
    if key == "UserIdGroupPairs" {
        return "groups".to_owned();
    }
    let mut chars = key.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

fn xml(place: &str, key: &str, value: &Value) -> String {
    let name = element(place, key);
    let inner = match value {
        Value::Object(members) => members.iter().map(|(k, v)| xml(key, k, v)).collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| match item {
                Value::Object(members) => {
                    let inner: String = members.iter().map(|(k, v)| xml(key, k, v)).collect();
                    format!("<item>{inner}</item>")
                }
                plain => format!("<item>{}</item>", plain.as_str().unwrap_or_default()),
            })
            .collect(),
        Value::Number(_) if matches!(key, "LaunchTime" | "CreateTime") => {
            "1970-01-01T00:00:07.000Z".to_owned()
        }
        Value::String(text) if matches!(key, "Output" | "UserData") => base64::encode(text),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("<{name}>{inner}</{name}>")
}

async fn both_ways<O: Operation + DeserializeOwned>() {
    let operation = &aws_name(O::NAME)[..];
    let request: O = filled();
    let mut reply = serde_json::to_value(filled::<O::Output>()).unwrap();
    // a token would ask for one more page
    reply.as_object_mut().unwrap().remove("NextToken");
    let inner: String = reply
        .as_object()
        .unwrap()
        .iter()
        .map(|(k, v)| xml("", k, v))
        .collect();
    let server = Server::with(format!(
        "<{operation}Response>{inner}</{operation}Response>"
    ))
    .await;
    let read = send(&server.cloud().await, request.clone())
        .await
        .unwrap_or_else(|e| panic!("{}: {e}", O::NAME));
    assert_eq!(serde_json::to_value(read).unwrap(), reply, "{}", O::NAME);
    let mut sent = form(&server.asked()[0].body);
    assert_eq!(sent.remove("Action").as_deref(), Some(operation));
    assert_eq!(sent.remove("Version").as_deref(), Some("2016-11-15"));
    let mut wanted = BTreeMap::new();
    flat(
        "",
        &serde_json::to_value::<Request>(request.into()).unwrap(),
        &mut wanted,
    );
    if operation == "CreateSecurityGroup" {
        let description = wanted.remove("Description").unwrap();
        wanted.insert("GroupDescription".to_owned(), description);
    }
    assert_eq!(sent, wanted, "{}", O::NAME);
}

#[tokio::test]
async fn ec2_carries_every_member() {
    macro_rules! all { ($( $op:ident, )*) => { $( Box::pin(both_ways::<ec2::$op>()).await; )* }; }
    all! {
        CreateKeyPair, ImportKeyPair, DeleteKeyPair, DescribeKeyPairs, DescribeVpcs, DescribeSubnets, DescribeInstanceTypes,
        DescribeRegions, DescribeAvailabilityZones, DescribeMachineImages, DescribeNetworkInterfaces, DescribeSecurityGroupRules,
        CreateSecurityGroup, AuthorizeSecurityGroupIngress, RevokeSecurityGroupIngress, DeleteSecurityGroup,
        DescribeSecurityGroups, RunInstances, DescribeInstances, DescribeInstanceStatus, ModifyInstanceAttribute, ModifyInstanceMetadataOptions,
        StartInstances, StopInstances, RebootInstances, TerminateInstances, GetConsoleOutput, AllocateAddress,
        AssociateIamInstanceProfile, AssociateAddress, DisassociateAddress, ReleaseAddress, DescribeAddresses, DescribeVolumes, DeleteVolume,
        CreateSnapshot, DescribeSnapshots, DeleteSnapshot, CreateTags, DescribeResourceTags, CreateLaunchTemplate, CreateLaunchTemplateVersion,
        DescribeLaunchTemplates, DescribeLaunchTemplateVersions, DeleteLaunchTemplate,
    }
}

fn page(instance: &str, token: &str) -> Answer {
    Answer::Http(
        200,
        format!(
            "<DescribeInstancesResponse><reservationSet><item><reservationId>r-{instance}</reservationId>\
             <instancesSet><item><instanceId>{instance}</instanceId></item></instancesSet></item></reservationSet>\
             {token}</DescribeInstancesResponse>"
        ),
    )
}

#[tokio::test]
async fn all_pages_are_read() {
    let more = "<nextToken>more</nextToken>";
    let server = Server::start([page("i-1", more), page("i-2", "")]).await;
    let cloud = server.cloud().await;
    let found = cloud
        .describe_instances(ec2::DescribeInstances::default())
        .await
        .unwrap();
    let ids: Vec<_> = found
        .reservations
        .iter()
        .flat_map(|r| &r.instances)
        .map(|i| i.instance_id.as_str())
        .collect();
    assert_eq!(ids, ["i-1", "i-2"]);
    assert_eq!(found.next_token, None);
    let asked = server.asked();
    assert_eq!(
        form(&asked[1].body).get("NextToken").map(String::as_str),
        Some("more")
    );
}

#[tokio::test]
async fn a_reply_with_almost_nothing_is_read() {
    let server = Server::start([page("i-1", "")]).await;
    let cloud = server.cloud().await;
    let found = cloud
        .describe_instances(ec2::DescribeInstances::default())
        .await
        .unwrap();
    let instance = &found.reservations[0].instances[0];
    assert_eq!(instance.state.name, ec2::InstanceStateName::Pending);
    assert_eq!(instance.state.code, 0);
    assert_eq!(instance.public_ip_address, None);
    assert_eq!(instance.state_reason, None);
}
