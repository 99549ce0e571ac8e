//! What answers are held to: pages, and the members that AWS's models require.

use crate::testing::world;
use crate::world::World;

/// Asks for every page of a list as a caller does that follows tokens; gives how many items each has.
fn pages<O: paperboat_core::aws::Paged>(
    w: &mut World,
    mut request: O,
    count: fn(&O::Output) -> usize,
) -> Vec<usize> {
    let mut sizes = Vec::new();
    loop {
        let mut page = crate::testing::call(w, request.clone()).unwrap();
        sizes.push(count(&page));
        match O::next(&mut page) {
            None => return sizes,
            token => request.page(token),
        }
    }
}

#[test]
fn the_rooms_around_ecs_list_in_pages_too() {
    use crate::testing::call;
    use paperboat_core::aws::{efs, logs, servicediscovery as names};

    let mut w = world(Vec::new());
    for n in 0..51 {
        let request = logs::CreateLogGroup {
            log_group_name: format!("/ecs/{n}"),
            ..Default::default()
        };
        call(&mut w, request).unwrap();
    }
    let groups = logs::DescribeLogGroups::default();
    assert_eq!(pages(&mut w, groups, |o| o.log_groups.len()), [50, 1]);
    let few = logs::DescribeLogGroups {
        limit: Some(20),
        ..Default::default()
    };
    assert_eq!(pages(&mut w, few, |o| o.log_groups.len()), [20, 20, 11]);
    for n in 0..5 {
        crate::logs::put(&mut w, "/ecs/1", "s", &format!("line {n}"));
    }
    let later = w.now() + std::time::Duration::from_secs(60);
    w.advance(later);
    let lines = logs::FilterLogEvents {
        log_group_name: "/ecs/1".into(),
        limit: Some(2),
        ..Default::default()
    };
    assert_eq!(pages(&mut w, lines, |o| o.events.len()), [2, 2, 1]);

    let system = efs::CreateFileSystem {
        creation_token: "t".into(),
        ..Default::default()
    };
    let file_system_id = call(&mut w, system).unwrap().file_system_id;
    let later = w.now() + std::time::Duration::from_secs(60);
    w.advance(later);
    for n in 0..101 {
        let request = efs::CreateAccessPoint {
            client_token: format!("p{n}"),
            file_system_id: file_system_id.clone(),
            ..Default::default()
        };
        call(&mut w, request).unwrap();
    }
    let points = efs::DescribeAccessPoints::default();
    assert_eq!(pages(&mut w, points, |o| o.access_points.len()), [100, 1]);

    for n in 0..3 {
        let request = names::CreateHttpNamespace {
            name: format!("n{n}"),
            ..Default::default()
        };
        call(&mut w, request).unwrap();
    }
    let later = w.now() + std::time::Duration::from_secs(120);
    w.advance(later);
    let spaces = names::ListNamespaces {
        max_results: Some(2),
        ..Default::default()
    };
    assert_eq!(pages(&mut w, spaces, |o| o.namespaces.len()), [2, 1]);
    let mine = logs::DescribeLogGroups {
        next_token: Some("mine".into()),
        ..Default::default()
    };
    let refused = call(&mut w, mine).unwrap_err();
    assert_eq!(refused.code, "InvalidParameterException");
}

#[test]
fn answers_have_what_aws_requires_of_them() {
    use crate::testing::call;
    use paperboat_core::aws::{efs, iam};

    let mut w = world(Vec::new());
    let system = |throughput_mode: &str| efs::CreateFileSystem {
        creation_token: "t".into(),
        throughput_mode: throughput_mode.into(),
        ..Default::default()
    };
    for mode in ["elastic", "provisioned"] {
        let refused = call(&mut w, system(mode)).unwrap_err();
        assert!(refused.to_string().contains("not modelled"), "{refused}");
        assert!(refused.to_string().contains(mode), "{refused}");
    }
    let made = call(&mut w, system("bursting")).unwrap();
    assert_eq!(made.owner_id, crate::id::ACCOUNT);
    assert_eq!(made.performance_mode, "generalPurpose");
    assert!(made.creation_time <= w.now());
    let role = iam::CreateRole {
        role_name: "r".into(),
        assume_role_policy_document: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#.into(),
        ..Default::default()
    };
    let later = w.now() + std::time::Duration::from_secs(60);
    w.advance(later);
    let role = call(&mut w, role).unwrap().role;
    assert_eq!(role.path, "/");
    assert!(role.create_date >= later, "{:?}", role.create_date);
}
