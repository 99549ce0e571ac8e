//! The services around ECS: secrets, logs, file systems, names, repositories.

use paperboat_core::aws::{
    Operation, ec2, ecr, efs, elbv2, logs, secretsmanager as sm, servicediscovery as sd,
};

use paperboat_core::time::Timestamp;

use crate::id::millis;
use crate::testing::{call, pass, story, world};
use crate::world::World;

/// Sends a request; gives its refusal, or `accepted`.
fn answer<O: Operation>(w: &mut World, request: O) -> String {
    match call(w, request) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => format!("{}: {}", error.code, error.message),
    }
}

fn secret(name: &str, value: &str) -> sm::CreateSecret {
    sm::CreateSecret {
        name: name.into(),
        secret_string: sm::SecretString(value.into()),
        ..Default::default()
    }
}

#[test]
fn a_deleted_secret_keeps_its_name_for_the_recovery_window() {
    let mut w = world(Vec::new());
    let arn = call(&mut w, secret("db", r#"{"password":"s3"}"#))
        .expect("a new name")
        .arn;
    assert_eq!(
        crate::secretsmanager::value(&w, &arn),
        Ok(r#"{"password":"s3"}"#.to_owned())
    );
    assert_eq!(
        crate::secretsmanager::value(&w, &format!("{arn}:password::")),
        Ok("s3".to_owned())
    );
    assert_eq!(
        crate::secretsmanager::value(&w, &format!("{arn}::AWSCURRENT:")),
        Ok(r#"{"password":"s3"}"#.into())
    );
    let delete = |force| sm::DeleteSecret {
        secret_id: "db".into(),
        force_delete_without_recovery: force,
    };
    let put = sm::PutSecretValue {
        secret_id: arn.clone(),
        secret_string: sm::SecretString("new".into()),
        ..Default::default()
    };
    let list = [
        answer(&mut w, secret("db", "x")),
        answer(&mut w, put.clone()),
        answer(&mut w, delete(false)),
        answer(&mut w, secret("db", "x")),
        answer(&mut w, put),
        crate::secretsmanager::value(&w, &arn).unwrap_or_else(|e| e),
        answer(&mut w, delete(true)),
        answer(&mut w, delete(true)),
        answer(&mut w, secret("db", "x")),
    ];
    insta::assert_snapshot!(list.join("\n"), @r"
    ResourceExistsException: The operation failed because the secret db already exists.
    accepted
    accepted
    InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.
    InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.
    InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.
    accepted
    accepted
    accepted
    ");
}

#[test]
fn lines_can_be_read_after_their_delivery() {
    let mut w = world(Vec::new());
    let group = || "/app".to_owned();
    let create = logs::CreateLogGroup {
        log_group_name: group(),
        ..Default::default()
    };
    assert_eq!(answer(&mut w, create.clone()), "accepted");
    crate::logs::put(&mut w, "/app", "web/web/1", "Started");
    let filter = logs::FilterLogEvents {
        log_group_name: group(),
        ..Default::default()
    };
    let before = call(&mut w, filter.clone()).expect("a group").events.len();
    pass(&mut w, 60);
    let after = call(&mut w, filter.clone()).expect("a group").events;
    assert_eq!((before, after.len()), (0, 1));
    assert_eq!(after[0].log_stream_name, "web/web/1");
    let list = [
        answer(&mut w, create),
        answer(
            &mut w,
            logs::PutRetentionPolicy {
                log_group_name: group(),
                retention_in_days: 8,
            },
        ),
        answer(
            &mut w,
            logs::PutRetentionPolicy {
                log_group_name: group(),
                retention_in_days: 7,
            },
        ),
        answer(
            &mut w,
            logs::DeleteLogGroup {
                log_group_name: group(),
            },
        ),
        answer(&mut w, filter),
    ];
    insta::assert_snapshot!(list.join("\n"), @r"
    ResourceAlreadyExistsException: The specified log group already exists
    InvalidParameterException: 1 validation error detected: Value '8' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
    accepted
    accepted
    ResourceNotFoundException: The specified log group does not exist.
    ");
}

#[test]
fn a_stream_is_read_from_either_end() {
    let mut w = world(Vec::new());
    let log_group_name = "/app".to_owned();
    let create = logs::CreateLogGroup {
        log_group_name: log_group_name.clone(),
        ..Default::default()
    };
    assert_eq!(answer(&mut w, create), "accepted");
    for n in 1..=5 {
        crate::logs::put(&mut w, "/app", "web/1", &n.to_string());
        pass(&mut w, 60);
    }
    crate::logs::put(&mut w, "/app", "job/1", "later");
    let asked = logs::GetLogEvents {
        log_group_name: log_group_name.clone(),
        log_stream_name: "web/1".to_owned(),
        limit: Some(2),
        ..Default::default()
    };
    let mut read = |request: &logs::GetLogEvents| {
        let page = call(&mut w, request.clone()).expect("a page");
        let lines: Vec<String> = page.events.iter().map(|e| e.message.clone()).collect();
        (lines.join(" "), page)
    };
    let on = |token: &str| logs::GetLogEvents {
        next_token: Some(token.to_owned()),
        ..asked.clone()
    };
    // The latest first, and backward from there to the end, which gives the token that it was asked with.
    let (lines, page) = read(&asked);
    assert_eq!(lines, "4 5");
    let forward = page.next_forward_token.clone();
    let mut token = page.next_backward_token;
    for before in ["2 3", "1", ""] {
        let (lines, page) = read(&on(&token));
        assert_eq!(lines, before);
        if before.is_empty() {
            assert_eq!(page.next_backward_token, token);
            assert_eq!(read(&on(&page.next_forward_token)).0, "1 2");
        }
        token = page.next_backward_token;
    }
    let (lines, page) = read(&on(&forward));
    assert_eq!((lines.as_str(), &page.next_forward_token), ("", &forward));
    let head = logs::GetLogEvents {
        start_from_head: true,
        ..asked.clone()
    };
    let (lines, first) = read(&head);
    assert_eq!(lines, "1 2");
    assert_eq!(read(&on(&first.next_forward_token)).0, "3 4");
    // From the second minute on, and before the fourth.
    let some = logs::GetLogEvents {
        start_time: Some(millis(Timestamp(60_000_000))),
        end_time: Some(millis(Timestamp(180_000_000))),
        limit: None,
        ..head
    };
    assert_eq!(read(&some).0, "2 3");
    let wrong = answer(&mut w, on("f/mine"));
    assert_eq!(
        wrong,
        "InvalidParameterException: The specified nextToken is invalid."
    );
    // A new line is behind the place at which somebody stood.
    crate::logs::put(&mut w, "/app", "web/1", "6");
    pass(&mut w, 60);
    let page = call(&mut w, on(&forward)).expect("a page");
    assert_eq!(page.events.len(), 1);
    let streams = logs::DescribeLogStreams {
        log_group_name: log_group_name.clone(),
        ..Default::default()
    };
    let names = |w: &mut World, request: logs::DescribeLogStreams| {
        let found = call(w, request).expect("streams").log_streams;
        let names: Vec<String> = found.into_iter().map(|s| s.log_stream_name).collect();
        names.join(" ")
    };
    assert_eq!(names(&mut w, streams.clone()), "job/1 web/1");
    let latest = logs::DescribeLogStreams {
        order_by: "LastEventTime".to_owned(),
        descending: true,
        limit: Some(1),
        ..streams.clone()
    };
    crate::logs::put(&mut w, "/app", "job/1", "latest");
    pass(&mut w, 60);
    assert_eq!(names(&mut w, latest), "job/1");
    let prefix = logs::DescribeLogStreams {
        log_stream_name_prefix: "web".to_owned(),
        ..streams
    };
    let found = call(&mut w, prefix).expect("streams").log_streams;
    let last = found[0].last_event_timestamp.expect("an event");
    assert!(found.len() == 1 && found[0].first_event_timestamp < Some(last));
    let filter = logs::FilterLogEvents {
        log_group_name,
        log_stream_names: vec!["job/1".to_owned()],
        ..Default::default()
    };
    assert_eq!(
        call(&mut w, filter.clone()).expect("events").events.len(),
        2
    );
    let both = logs::FilterLogEvents {
        log_stream_name_prefix: "job".to_owned(),
        ..filter
    };
    assert!(answer(&mut w, both).starts_with("InvalidParameterException"));
}

#[test]
fn a_file_system_goes_only_after_its_mount_targets() {
    let mut w = world(Vec::new());
    let subnet = call(&mut w, ec2::DescribeSubnets::default())
        .expect("subnets")
        .subnets[0]
        .subnet_id
        .clone();
    let id = call(
        &mut w,
        efs::CreateFileSystem {
            creation_token: "app".into(),
            ..Default::default()
        },
    )
    .expect("a file system")
    .file_system_id;
    let target = efs::CreateMountTarget {
        file_system_id: id.clone(),
        subnet_id: subnet,
        ..Default::default()
    };
    let mut list = vec![answer(&mut w, target.clone())];
    pass(&mut w, 60);
    let mount = call(&mut w, target.clone()).expect("an available file system");
    list.push(answer(&mut w, target));
    list.push(answer(
        &mut w,
        efs::DeleteFileSystem {
            file_system_id: id.clone(),
        },
    ));
    pass(&mut w, 600);
    let mount_target_id = mount.mount_target_id;
    list.push(answer(&mut w, efs::DeleteMountTarget { mount_target_id }));
    list.push(answer(
        &mut w,
        efs::DeleteFileSystem {
            file_system_id: id.clone(),
        },
    ));
    pass(&mut w, 120);
    list.push(answer(
        &mut w,
        efs::DeleteFileSystem {
            file_system_id: id.clone(),
        },
    ));
    pass(&mut w, 120);
    list.push(answer(&mut w, efs::DeleteFileSystem { file_system_id: id }));
    list.push(story(&w));
    insta::assert_snapshot!(list.join("\n"), @r"
    IncorrectFileSystemLifeCycleState: File system 'fs-0c34d0bff90150280' is not in the 'available' state.
    MountTargetConflict: mount target already exists in this AZ
    FileSystemInUse: File system 'fs-0c34d0bff90150280' has mount targets created in it.
    accepted
    FileSystemInUse: File system 'fs-0c34d0bff90150280' has mount targets created in it.
    accepted
    FileSystemNotFound: File system 'fs-0c34d0bff90150280' does not exist.
    00:00:00.608 fs-0c34d0bff90150280:  -> creating <- efs:CreateFileSystem
    00:00:03.234 fs-0c34d0bff90150280: creating -> available <- fs-0c34d0bff90150280 creating
    00:01:02.915 fsmt-0e099ec6cd7363ca5:  -> creating <- efs:CreateMountTarget
    00:02:17.656 fsmt-0e099ec6cd7363ca5: creating -> available <- fsmt-0e099ec6cd7363ca5 creating
    00:11:03.853 fsmt-0e099ec6cd7363ca5: available -> deleting <- efs:DeleteMountTarget
    00:11:08.033 fsmt-0e099ec6cd7363ca5: deleting -> deleted <- fsmt-0e099ec6cd7363ca5 deleting
    00:13:04.766 fs-0c34d0bff90150280: available -> deleting <- efs:DeleteFileSystem
    00:13:21.994 fs-0c34d0bff90150280: deleting -> deleted <- fs-0c34d0bff90150280 deleting
    ");
    w.check();
}

#[test]
fn a_namespace_takes_its_time_and_goes_after_its_services() {
    let mut w = world(Vec::new());
    let create = sd::CreateHttpNamespace {
        name: "app".into(),
        ..Default::default()
    };
    let operation_id = call(&mut w, create.clone())
        .expect("a new name")
        .operation_id;
    let status = |w: &mut World| {
        let request = sd::GetOperation {
            operation_id: operation_id.clone(),
        };
        call(w, request).expect("an operation").operation
    };
    let mut list = vec![status(&mut w).status, answer(&mut w, create)];
    pass(&mut w, 60);
    let done = status(&mut w);
    list.push(done.status);
    let namespace_id = done.targets["NAMESPACE"].clone();
    let service = sd::CreateDiscoveryService {
        name: "db".into(),
        namespace_id: namespace_id.clone(),
        ..Default::default()
    };
    let id = call(&mut w, service).expect("a new name").service.id;
    list.push(answer(
        &mut w,
        sd::DeleteNamespace {
            id: namespace_id.clone(),
        },
    ));
    list.push(answer(&mut w, sd::DeleteDiscoveryService { id }));
    list.push(answer(&mut w, sd::DeleteNamespace { id: namespace_id }));
    pass(&mut w, 120);
    list.push(story(&w));
    insta::assert_snapshot!(list.join("\n"), @r"
    PENDING
    NamespaceAlreadyExists: Namespace with name app already exists.
    SUCCESS
    ResourceInUse: Namespace is associated with services; delete the services before deleting the namespace.
    accepted
    accepted
    00:00:00.000 namespace/app:  -> SUBMITTED <- servicediscovery:CreateHttpNamespace
    00:00:00.783 namespace/app: SUBMITTED -> SUCCESS <- namespace/app SUBMITTED
    00:01:01.250 discovery-service/db:  -> active <- servicediscovery:CreateDiscoveryService
    00:01:02.104 discovery-service/db: active -> deleted <- servicediscovery:DeleteDiscoveryService
    00:01:02.209 namespace/app: SUCCESS -> deleting <- servicediscovery:DeleteNamespace
    00:01:28.137 namespace/app: deleting -> deleted <- namespace/app deleting
    ");
}

#[test]
fn a_repository_holds_what_is_published_under_its_address() {
    let repository = format!("{}/shop", crate::ecr::host());
    let image = paperboat_core::workload::PublishedImage {
        repository,
        tags: vec!["1".into()],
        profile: paperboat_core::workload::Profile {
            pull_bytes: 50_000_000,
            ..Default::default()
        },
        private: true,
        held_before: false,
    };
    let mut w = world(vec![image]);
    let name = || "shop".to_owned();
    let describe = |tag: &str| ecr::DescribeImages {
        repository_name: name(),
        image_ids: vec![ecr::ImageIdentifier {
            image_tag: tag.into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    let list = [
        answer(&mut w, describe("1")),
        answer(
            &mut w,
            ecr::CreateRepository {
                repository_name: name(),
                ..Default::default()
            },
        ),
        answer(
            &mut w,
            ecr::CreateRepository {
                repository_name: name(),
                ..Default::default()
            },
        ),
        answer(&mut w, describe("1")),
        answer(&mut w, describe("2")),
        answer(
            &mut w,
            ecr::DeleteRepository {
                repository_name: name(),
                force: false,
            },
        ),
        answer(
            &mut w,
            ecr::DeleteRepository {
                repository_name: name(),
                force: true,
            },
        ),
    ];
    insta::assert_snapshot!(list.join("\n"), @r"
    RepositoryNotFoundException: The repository with name 'shop' does not exist in the registry with id '123456789012'
    accepted
    RepositoryAlreadyExistsException: The repository with name 'shop' already exists in the registry with id '123456789012'
    accepted
    ImageNotFoundException: The image with imageId {imageDigest:'null', imageTag:'2'} does not exist within the repository with name 'shop' in the registry with id '123456789012'
    RepositoryNotEmptyException: The repository with name 'shop' in registry with id '123456789012' cannot be deleted because it still contains images
    accepted
    ");
}

#[test]
fn repositories_and_target_groups_come_in_pages() {
    let mut w = world(Vec::new());
    for n in 0..=100 {
        let request = ecr::CreateRepository {
            repository_name: format!("r{n}"),
            ..Default::default()
        };
        call(&mut w, request).expect("a new name");
    }
    let list = |next_token| ecr::DescribeRepositories {
        next_token,
        ..Default::default()
    };
    let first = call(&mut w, list(None)).expect("a page");
    assert_eq!(first.repositories.len(), 100);
    let last = call(&mut w, list(first.next_token)).expect("the other page");
    assert_eq!((last.repositories.len(), last.next_token), (1, None));
    assert!(answer(&mut w, list(Some("x".into()))).contains("InvalidParameterException"));

    let vpcs = call(&mut w, ec2::DescribeVpcs::default()).expect("a network");
    for n in 0..=400 {
        let request = elbv2::CreateTargetGroup {
            name: format!("g{n}"),
            protocol: "HTTP".into(),
            port: Some(80),
            vpc_id: vpcs.vpcs[0].vpc_id.clone(),
            target_type: "ip".into(),
            ..Default::default()
        };
        call(&mut w, request).expect("a new name");
    }
    let list = |marker, page_size| elbv2::DescribeTargetGroups {
        marker,
        page_size,
        ..Default::default()
    };
    let first = call(&mut w, list(None, None)).expect("a page");
    assert_eq!(first.target_groups.len(), 400);
    let last = call(&mut w, list(first.next_marker, None)).expect("the other page");
    assert_eq!((last.target_groups.len(), last.next_marker), (1, None));
    let few = call(&mut w, list(None, Some(7))).expect("a page");
    assert_eq!(few.target_groups.len(), 7);
    assert!(answer(&mut w, list(Some("x".into()), None)).contains("ValidationError"));
}
