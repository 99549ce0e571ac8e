//! EC2's rules as stories: requests in, events out.

use paperboat_core::aws::ec2::*;
use paperboat_core::aws::ssm::GetParameter;
use paperboat_core::error::CloudError;

use super::{Source, allows, check, endpoint_at};
use crate::testing::{self, call, story, world};
use crate::world::World;

mod answers;

const AL2023: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

fn pass(w: &mut World, seconds: u64) {
    testing::pass(w, seconds);
    check(w);
}

fn image(w: &mut World) -> String {
    let name = AL2023.to_owned();
    call(
        w,
        GetParameter {
            name,
            ..Default::default()
        },
    )
    .unwrap()
    .parameter
    .value
}

fn one(w: &mut World) -> RunInstances {
    RunInstances {
        image_id: image(w),
        instance_type: "t3.micro".into(),
        min_count: 1,
        max_count: 1,
        tag_specifications: vec![TagSpecification {
            resource_type: "instance".into(),
            tags: vec![Tag::new("Name", "web")],
        }],
        ..Default::default()
    }
}

fn launch(w: &mut World) -> String {
    let request = one(w);
    call(w, request).unwrap().instances[0].instance_id.clone()
}

fn seen(w: &mut World, id: &str) -> Instance {
    let request = DescribeInstances {
        instance_ids: vec![id.into()],
        ..Default::default()
    };
    call(w, request).unwrap().reservations[0].instances[0].clone()
}

fn ids(id: &str) -> Vec<String> {
    vec![id.to_owned()]
}

/// A refusal as one line.
fn no<T: std::fmt::Debug>(answer: Result<T, CloudError>) -> String {
    let error = answer.unwrap_err();
    format!("{} {}: {}", error.operation, error.code, error.message)
}

#[test]
fn an_instance_lives_from_pending_to_terminated() {
    let mut w = world(Vec::new());
    let id = launch(&mut w);
    assert_eq!(seen(&mut w, &id).state.name, InstanceStateName::Pending);
    pass(&mut w, 400);
    let first = seen(&mut w, &id);
    assert_eq!(first.state, InstanceState::from(InstanceStateName::Running));
    call(
        &mut w,
        StopInstances {
            instance_ids: ids(&id),
        },
    )
    .unwrap();
    pass(&mut w, 120);
    let stopped = seen(&mut w, &id);
    assert_eq!(stopped.public_ip_address, None);
    assert_eq!(stopped.private_ip_address, first.private_ip_address);
    call(
        &mut w,
        StartInstances {
            instance_ids: ids(&id),
        },
    )
    .unwrap();
    pass(&mut w, 400);
    assert_ne!(seen(&mut w, &id).public_ip_address, first.public_ip_address);
    call(
        &mut w,
        TerminateInstances {
            instance_ids: ids(&id),
        },
    )
    .unwrap();
    pass(&mut w, 120);
    call(
        &mut w,
        TerminateInstances {
            instance_ids: ids(&id),
        },
    )
    .unwrap();
    assert_eq!(seen(&mut w, &id).state.name, InstanceStateName::Terminated);
    pass(&mut w, 3_700);
    let request = DescribeInstances {
        instance_ids: ids(&id),
        ..Default::default()
    };
    assert_eq!(
        call(&mut w, request).unwrap_err().code,
        "InvalidInstanceID.NotFound"
    );
    let left: Vec<_> = w.bill().open().cloned().collect();
    assert_eq!(left, []);
    let story = story(&w);
    let inside = |line: &&str| line.contains(".service:") || line.contains("/system:");
    let story: Vec<_> = story.lines().filter(|l| !inside(l)).collect();
    insta::assert_snapshot!(story.join("\n"), @r"
    00:00:00.186 i-0e099ec6cd7363ca5:  -> pending <- ec2:RunInstances
    00:00:00.186 vol-085e7bb0f12278575:  -> in-use <- i-0e099ec6cd7363ca5 pending
    00:00:05.723 i-0e099ec6cd7363ca5: pending -> running <- i-0e099ec6cd7363ca5 pending
    00:00:05.723 i-0e099ec6cd7363ca5/status-checks:  -> initializing <- i-0e099ec6cd7363ca5 running
    00:01:42.641 i-0e099ec6cd7363ca5/status-checks: initializing -> ok <- i-0e099ec6cd7363ca5 running
    00:06:41.958 i-0e099ec6cd7363ca5: running -> stopping (Client.UserInitiatedShutdown: User initiated shutdown) <- ec2:StopInstances
    00:07:39.324 i-0e099ec6cd7363ca5: stopping -> stopped <- i-0e099ec6cd7363ca5 stopping
    00:08:42.141 i-0e099ec6cd7363ca5: stopped -> pending <- ec2:StartInstances
    00:08:47.377 i-0e099ec6cd7363ca5: pending -> running <- i-0e099ec6cd7363ca5 pending
    00:08:47.377 i-0e099ec6cd7363ca5/status-checks:  -> initializing <- i-0e099ec6cd7363ca5 running
    00:14:10.516 i-0e099ec6cd7363ca5/status-checks: initializing -> ok <- i-0e099ec6cd7363ca5 running
    00:15:22.753 i-0e099ec6cd7363ca5: running -> shutting-down (Client.UserInitiatedShutdown: User initiated shutdown) <- ec2:TerminateInstances
    00:16:11.385 i-0e099ec6cd7363ca5: shutting-down -> terminated <- i-0e099ec6cd7363ca5 shutting-down
    00:16:11.385 vol-085e7bb0f12278575: in-use -> deleted <- i-0e099ec6cd7363ca5 terminated
    ");
}

#[test]
fn a_client_token_launches_once() {
    let mut w = world(Vec::new());
    let request = RunInstances {
        client_token: "once".into(),
        ..one(&mut w)
    };
    let first = call(&mut w, request.clone()).unwrap();
    let second = call(&mut w, request.clone()).unwrap();
    assert_eq!(first.reservation_id, second.reservation_id);
    assert_eq!(first.instances.len(), second.instances.len());
    let other = RunInstances {
        instance_type: "t3.small".into(),
        ..request
    };
    let error = call(&mut w, other).unwrap_err();
    assert_eq!(error.code, "IdempotentParameterMismatch");
}

#[test]
fn a_launch_is_refused_in_ec2s_words() {
    let mut w = world(Vec::new());
    let good = one(&mut w);
    let mut tries = Vec::new();
    let mut wrong = |change: &dyn Fn(&mut RunInstances)| {
        let mut request = good.clone();
        change(&mut request);
        tries.push(no(call(&mut w, request)));
        pass(&mut w, 1);
    };
    wrong(&|r| r.image_id = "ami-1".into());
    wrong(&|r| r.image_id = "ami-00000000000000000".into());
    wrong(&|r| r.instance_type = "t9.micro".into());
    wrong(&|r| r.instance_type = "t4g.micro".into());
    wrong(&|r| r.key_name = "nobody".into());
    wrong(&|r| r.subnet_id = "subnet-00000000".into());
    wrong(&|r| r.security_group_ids = vec!["sg-00000000".into()]);
    wrong(&|r| r.security_group_ids = vec!["web".into()]);
    wrong(&|r| r.min_count = 0);
    wrong(&|r| r.min_count = 2);
    wrong(&|r| (r.min_count, r.max_count) = (3, 9));
    wrong(&|r| r.user_data = "x".repeat(16_385));
    wrong(&|r| r.dry_run = true);
    wrong(&|r| {
        r.block_device_mappings = vec![BlockDeviceMapping {
            device_name: "/dev/xvda".into(),
            ebs: EbsBlockDevice {
                volume_size: Some(4),
                ..Default::default()
            },
        }];
    });
    wrong(&|r| r.tag_specifications[0].tags[0].key = "aws:x".into());
    insta::assert_snapshot!(tries.join("\n"), @r#"
            ec2:RunInstances InvalidAMIID.Malformed: Invalid id: "ami-1" (expecting "ami-...")
            ec2:RunInstances InvalidAMIID.NotFound: The image id '[ami-00000000000000000]' does not exist
            ec2:RunInstances InvalidParameterValue: Invalid value 't9.micro' for InstanceType.
            ec2:RunInstances InvalidParameterValue: The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.
            ec2:RunInstances InvalidKeyPair.NotFound: The key pair 'nobody' does not exist
            ec2:RunInstances InvalidSubnetID.NotFound: The subnet ID 'subnet-00000000' does not exist
            ec2:RunInstances InvalidGroup.NotFound: The security group 'sg-00000000' does not exist
            ec2:RunInstances InvalidGroupId.Malformed: Invalid id: "web" (expecting "sg-...")
            ec2:RunInstances MissingParameter: The request must contain the parameter MinCount
            ec2:RunInstances InvalidParameterValue: Invalid value '1' for maxCount. It must be greater than or equal to minCount.
            ec2:RunInstances VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 5 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.
            ec2:RunInstances InvalidParameterValue: User data is limited to 16384 bytes
            ec2:RunInstances DryRunOperation: Request would have succeeded, but DryRun flag is set.
            ec2:RunInstances InvalidBlockDeviceMapping: Volume of size 4GB is smaller than snapshot, expect size >= 8GB
            ec2:RunInstances InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use
            "#);
}

#[test]
fn as_many_instances_run_as_the_quota_allows() {
    let mut w = world(Vec::new());
    let request = RunInstances {
        max_count: 9,
        ..one(&mut w)
    };
    assert_eq!(call(&mut w, request).unwrap().instances.len(), 2);
    let request = one(&mut w);
    assert_eq!(call(&mut w, request).unwrap_err().code, "VcpuLimitExceeded");
}

#[test]
fn a_security_group_is_judged_on_every_connection() {
    let mut w = world(Vec::new());
    let group = CreateSecurityGroup {
        group_name: "web".into(),
        description: "web".into(),
        ..Default::default()
    };
    let group_id = call(&mut w, group.clone()).unwrap().group_id;
    let mut tries = vec![no(call(&mut w, group))];
    let open = AuthorizeSecurityGroupIngress {
        group_id: group_id.clone(),
        ip_permissions: vec![IpPermission::from_range("tcp", 22, "192.0.2.10/32")],
        ..Default::default()
    };
    call(&mut w, open.clone()).unwrap();
    tries.push(no(call(&mut w, open.clone())));
    let members = AuthorizeSecurityGroupIngress {
        group_id: group_id.clone(),
        ip_permissions: vec![IpPermission::from_group("tcp", 3306, &group_id)],
        ..Default::default()
    };
    call(&mut w, members).unwrap();
    let request = RunInstances {
        security_group_ids: vec![group_id.clone()],
        min_count: 2,
        max_count: 2,
        ..one(&mut w)
    };
    let launched = call(&mut w, request).unwrap().instances;
    pass(&mut w, 60);
    let at = |w: &World, i: usize| endpoint_at(w, launched[i].public_ip_address.unwrap()).unwrap();
    let (a, b) = (at(&w, 0), at(&w, 1));
    assert_ne!(a, b);
    let me = Source::Internet([192, 0, 2, 10].into());
    let other = Source::Internet([192, 0, 2, 11].into());
    assert!(allows(&w, me, a, 22) && !allows(&w, other, a, 22) && !allows(&w, me, a, 80));
    assert!(allows(&w, Source::Inside(b), a, 3306) && !allows(&w, me, a, 3306));
    let delete = DeleteSecurityGroup {
        group_id: group_id.clone(),
        ..Default::default()
    };
    tries.push(no(call(&mut w, delete.clone())));
    let close = RevokeSecurityGroupIngress {
        group_id: group_id.clone(),
        ip_permissions: open.ip_permissions,
        ..Default::default()
    };
    call(&mut w, close.clone()).unwrap();
    call(&mut w, close).unwrap();
    pass(&mut w, 30);
    assert!(!allows(&w, me, a, 22));
    let gone = launched.iter().map(|i| i.instance_id.clone()).collect();
    call(&mut w, TerminateInstances { instance_ids: gone }).unwrap();
    pass(&mut w, 120);
    call(&mut w, delete).unwrap();
    let default = call(&mut w, DescribeSecurityGroups::default())
        .unwrap()
        .security_groups;
    assert_eq!(default.len(), 1);
    let group_id = default[0].group_id.clone();
    tries.push(no(call(
        &mut w,
        DeleteSecurityGroup {
            group_id,
            ..Default::default()
        },
    )));
    check(&w);
    let tries = tries.join("\n");
    insta::assert_snapshot!(tries, @r#"
    ec2:CreateSecurityGroup InvalidGroup.Duplicate: The security group 'web' already exists for VPC 'vpc-0910a2dec89025cc1'
    ec2:AuthorizeSecurityGroupIngress InvalidPermission.Duplicate: the specified rule "peer: 192.0.2.10/32, TCP, from port: 22, to port: 22, ALLOW" already exists
    ec2:DeleteSecurityGroup DependencyViolation: resource sg-0c34d0bff90150280 has a dependent object
    ec2:DeleteSecurityGroup CannotDelete: the specified group: "sg-071bb54d8d101b5b9" name: "default" cannot be deleted by a user
    "#);
}

#[test]
fn an_elastic_ip_stays_when_the_instance_stops() {
    let mut w = world(Vec::new());
    let id = launch(&mut w);
    pass(&mut w, 60);
    let address = call(&mut w, AllocateAddress::default()).unwrap();
    let request = AssociateAddress {
        allocation_id: address.allocation_id.clone(),
        instance_id: id.clone(),
    };
    let association = call(&mut w, request.clone()).unwrap();
    assert_eq!(call(&mut w, request).unwrap(), association);
    pass(&mut w, 30);
    assert_eq!(seen(&mut w, &id).public_ip_address, address.public_ip);
    call(
        &mut w,
        StopInstances {
            instance_ids: ids(&id),
        },
    )
    .unwrap();
    pass(&mut w, 120);
    assert_eq!(seen(&mut w, &id).public_ip_address, address.public_ip);
    let release = ReleaseAddress {
        allocation_id: address.allocation_id,
    };
    assert_eq!(
        call(&mut w, release.clone()).unwrap_err().code,
        "InvalidIPAddress.InUse"
    );
    let modify = ModifyInstanceAttribute {
        instance_id: id.clone(),
        instance_type: Some(AttributeValue {
            value: "t3.small".into(),
        }),
    };
    call(&mut w, modify.clone()).unwrap();
    call(
        &mut w,
        StartInstances {
            instance_ids: ids(&id),
        },
    )
    .unwrap();
    pass(&mut w, 60);
    assert_eq!(
        call(&mut w, modify).unwrap_err().code,
        "IncorrectInstanceState"
    );
    let disassociate = DisassociateAddress {
        association_id: association.association_id,
    };
    call(&mut w, disassociate.clone()).unwrap();
    let now = seen(&mut w, &id).public_ip_address;
    assert!(now.is_some() && now != address.public_ip);
    assert_eq!(
        call(&mut w, disassociate).unwrap_err().code,
        "InvalidAssociationID.NotFound"
    );
    call(&mut w, release).unwrap();
    for _ in 0..5 {
        call(&mut w, AllocateAddress::default()).unwrap();
    }
    let error = call(&mut w, AllocateAddress::default()).unwrap_err();
    assert_eq!(error.code, "AddressLimitExceeded");
    check(&w);
}

#[test]
fn requests_beyond_the_bucket_are_throttled() {
    let mut w = world(Vec::new());
    let request = RunInstances {
        dry_run: true,
        ..one(&mut w)
    };
    let now = w.now();
    let calls: Vec<_> = (0..6)
        .map(|_| w.call(now, request.clone().into()))
        .collect();
    pass(&mut w, 60);
    let codes: Vec<_> = calls
        .into_iter()
        .map(|id| w.answer(id).unwrap().unwrap_err().code)
        .collect();
    assert_eq!(codes[..5], ["DryRunOperation"; 5]);
    assert_eq!(codes[5], "RequestLimitExceeded");
    assert_eq!(call(&mut w, request).unwrap_err().code, "DryRunOperation");
}

#[test]
fn a_kept_volume_can_be_snapshotted_and_deleted() {
    let mut w = world(Vec::new());
    let request = RunInstances {
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: "/dev/xvda".into(),
            ebs: EbsBlockDevice {
                volume_size: Some(20),
                delete_on_termination: Some(false),
                ..Default::default()
            },
        }],
        ..one(&mut w)
    };
    let id = call(&mut w, request).unwrap().instances[0]
        .instance_id
        .clone();
    pass(&mut w, 60);
    let volume = seen(&mut w, &id).block_device_mappings[0]
        .ebs
        .volume_id
        .clone();
    let delete = DeleteVolume {
        volume_id: volume.clone(),
    };
    assert_eq!(
        call(&mut w, delete.clone()).unwrap_err().code,
        "VolumeInUse"
    );
    let snapshot = CreateSnapshot {
        volume_id: volume.clone(),
        ..Default::default()
    };
    assert_eq!(call(&mut w, snapshot).unwrap().state, "pending");
    call(
        &mut w,
        TerminateInstances {
            instance_ids: ids(&id),
        },
    )
    .unwrap();
    pass(&mut w, 200);
    let all = call(&mut w, DescribeSnapshots::default())
        .unwrap()
        .snapshots;
    assert_eq!(
        (all[0].state.as_str(), all[0].volume_size),
        ("completed", 20)
    );
    let available = DescribeVolumes {
        filters: vec![Filter::new("status", "available")],
        ..Default::default()
    };
    assert_eq!(call(&mut w, available.clone()).unwrap().volumes.len(), 1);
    call(&mut w, delete).unwrap();
    assert_eq!(call(&mut w, available).unwrap().volumes, []);
    let open: Vec<_> = w.bill().open().map(|l| l.resource.clone()).collect();
    assert_eq!(open, [all[0].snapshot_id.clone()]);
}

#[test]
fn filters_find_instances_by_state_and_tag() {
    let mut w = world(Vec::new());
    let id = launch(&mut w);
    pass(&mut w, 60);
    let mut found = |filters: &[(&str, &str)]| {
        let filters = filters.iter().map(|(n, v)| Filter::new(*n, *v)).collect();
        call(
            &mut w,
            DescribeInstances {
                filters,
                ..Default::default()
            },
        )
    };
    let count = |r: Result<DescribeInstancesOutput, CloudError>| r.unwrap().reservations.len();
    assert_eq!(
        count(found(&[
            ("tag:Name", "w*"),
            ("instance-state-name", "running")
        ])),
        1
    );
    assert_eq!(count(found(&[("instance-state-name", "stopped")])), 0);
    assert_eq!(count(found(&[("tag:Name", "x")])), 0);
    assert_eq!(count(found(&[("instance-id", &id)])), 1);
    insta::assert_snapshot!(no(found(&[("colour", "red")])), @"ec2:DescribeInstances InvalidParameterValue: The filter 'colour' is invalid");
}

#[test]
fn who_asks_for_pages_gets_them_and_nobody_else() {
    let mut w = world(Vec::new());
    let id = launch(&mut w);
    let page = |token: Option<String>, max_results| DescribeInstanceTypes {
        max_results,
        next_token: token,
        ..Default::default()
    };
    let (mut seen, mut token) = (Vec::new(), None);
    loop {
        let found = call(&mut w, page(token, Some(50))).unwrap();
        assert!(found.instance_types.len() <= 50);
        seen.extend(found.instance_types);
        token = found.next_token;
        if token.is_none() {
            break;
        }
    }
    let whole = call(&mut w, page(None, None)).unwrap();
    assert_eq!((whole.instance_types.len(), seen.len()), (100, 114));
    let refused = [
        no(call(&mut w, page(None, Some(4)))),
        no(call(&mut w, page(Some("mine".into()), None))),
        no(call(
            &mut w,
            DescribeInstances {
                instance_ids: vec![id],
                max_results: Some(5),
                ..Default::default()
            },
        )),
        no(call(
            &mut w,
            DescribeVolumes {
                max_results: Some(1001),
                ..Default::default()
            },
        )),
    ];
    insta::assert_snapshot!(refused.join("\n"), @r"
    ec2:DescribeInstanceTypes InvalidParameterValue: Value (4) for parameter MaxResults is invalid.
    ec2:DescribeInstanceTypes InvalidPaginationToken: The specified pagination token is not valid or is expired.
    ec2:DescribeInstances InvalidParameterCombination: The parameter instancesSet cannot be used with the parameter maxResults
    ec2:DescribeVolumes InvalidParameterValue: Value ( 1001 ) for parameter maxResults is invalid. Expecting a value less than or equal to 1000.
    ");
}

#[test]
fn a_client_token_makes_a_template_and_a_version_once() {
    let mut w = world(Vec::new());
    let data = RequestLaunchTemplateData {
        image_id: "ami-1".into(),
        ..Default::default()
    };
    let make = CreateLaunchTemplate {
        launch_template_name: "web".into(),
        client_token: "once".into(),
        launch_template_data: data.clone(),
        ..Default::default()
    };
    let first = call(&mut w, make.clone()).unwrap().launch_template;
    let again = call(&mut w, make.clone()).unwrap().launch_template;
    assert_eq!(first.launch_template_id, again.launch_template_id);
    let other = CreateLaunchTemplate {
        version_description: "another".into(),
        ..make
    };
    let refused = call(&mut w, other).unwrap_err();
    assert_eq!(refused.code, "IdempotentParameterMismatch");
    let version = CreateLaunchTemplateVersion {
        launch_template_name: "web".into(),
        client_token: "second".into(),
        launch_template_data: data,
        ..Default::default()
    };
    for _ in 0..2 {
        let made = call(&mut w, version.clone()).unwrap();
        assert_eq!(made.launch_template_version.version_number, 2);
    }
}
