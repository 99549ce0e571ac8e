//! Attributes of container instances, and tasks that are placed by them.

use paperboat_core::aws::ecs::*;

use super::instances::Yard;
use crate::testing::{call, pass};

fn attribute(name: &str, value: &str, target_id: &str) -> Attribute {
    Attribute {
        name: name.into(),
        value: value.into(),
        target_type: None,
        target_id: target_id.into(),
    }
}

fn put(attributes: Vec<Attribute>) -> PutAttributes {
    PutAttributes {
        cluster: "yard".into(),
        attributes,
    }
}

fn list(name: &str, value: &str) -> ListAttributes {
    ListAttributes {
        cluster: "yard".into(),
        target_type: Some(TargetType::ContainerInstance),
        attribute_name: name.into(),
        attribute_value: value.into(),
        ..Default::default()
    }
}

fn where_true(expression: &str) -> Vec<PlacementConstraint> {
    vec![PlacementConstraint {
        r#type: PlacementConstraintType::MemberOf,
        expression: expression.into(),
    }]
}

/// A yard of two instances, and their ARNs.
fn yard() -> (Yard, [String; 2]) {
    let mut yard = Yard::new();
    yard.join("t3.small", 0);
    yard.join("t3.small", 1);
    yard.define("web", "256", "256");
    let mut found = yard.instances().into_iter();
    let mut arn = || found.next().unwrap().container_instance_arn;
    let arns = [arn(), arn()];
    (yard, arns)
}

#[test]
fn attributes_come_and_go_and_are_listed_with_their_instances() {
    let (mut yard, [one, other]) = yard();
    let given = vec![
        attribute("stack", "test", &one),
        attribute("stack", "production", &other),
    ];
    let reply = call(&mut yard.w, put(given.clone())).unwrap();
    assert_eq!(reply.attributes, given);
    let found = call(&mut yard.w, list("stack", "")).unwrap().attributes;
    assert_eq!(found, given);
    let found = call(&mut yard.w, list("stack", "test")).unwrap();
    assert_eq!(found.attributes, given[..1]);
    // Four of ECS's own and one of the account's on each.
    let all = call(&mut yard.w, list("", "")).unwrap().attributes;
    assert_eq!(all.len(), 10);
    let shown = yard.instances().remove(0).attributes;
    assert_eq!(shown.last(), Some(&attribute("stack", "test", "")));
    let filtered = ListContainerInstances {
        cluster: "yard".into(),
        filter: "attribute:stack == production".into(),
        ..Default::default()
    };
    let filtered = call(&mut yard.w, filtered).unwrap();
    assert_eq!(
        filtered.container_instance_arns,
        std::slice::from_ref(&other)
    );
    let gone = DeleteAttributes {
        cluster: "yard".into(),
        attributes: vec![
            attribute("stack", "", &other),
            attribute("never", "", &other),
        ],
    };
    let gone = call(&mut yard.w, gone).unwrap().attributes;
    assert_eq!(gone, [attribute("stack", "", &other)]);
    let left = call(&mut yard.w, list("stack", "")).unwrap().attributes;
    assert_eq!(left, given[..1]);
}

#[test]
fn what_is_no_attribute_is_refused() {
    let (mut yard, [one, _]) = yard();
    let many = |from: u32, to: u32| {
        let all = (from..to).map(|n| attribute(&format!("a{n}"), "v", &one));
        put(all.collect())
    };
    call(&mut yard.w, many(0, 9)).unwrap();
    let id = one.rsplit('/').next().unwrap();
    let asked = [
        many(9, 11),
        many(0, 11),
        put(vec![attribute("ecs.os-type", "windows", &one)]),
        put(vec![attribute("a b", "v", &one)]),
        put(vec![attribute("a", " v", &one)]),
        put(vec![attribute("a", "v", id)]),
        put(vec![attribute("a", "v", &format!("{one}0"))]),
    ];
    let said = asked.map(|request| {
        let error = call(&mut yard.w, request).unwrap_err();
        format!("{}: {}", error.code, error.message)
    });
    insta::assert_snapshot!(said.join("\n"), @r"
    AttributeLimitExceededException: A container instance can have at most 10 attributes.
    InvalidParameterException: attributes can have at most 10 items.
    InvalidParameterException: Invalid attribute name: ecs.os-type
    InvalidParameterException: Invalid attribute name: a b
    InvalidParameterException: Invalid attribute value:  v
    InvalidParameterException: targetType is required where targetId is no ARN.
    TargetNotFoundException: The specified target was not found.
    ");
    call(&mut yard.w, many(0, 10)).unwrap();
}

#[test]
fn tasks_go_where_the_expression_holds_and_wait_until_it_does() {
    let (mut yard, [_, other]) = yard();
    let run = RunTask {
        cluster: "yard".into(),
        task_definition: "web".into(),
        launch_type: "EC2".into(),
        network_configuration: yard.network(),
        placement_constraints: where_true("attribute:stack == production"),
        ..Default::default()
    };
    let reasons = call(&mut yard.w, run.clone()).unwrap().failures;
    let reasons: Vec<_> = reasons.iter().map(|f| f.reason.as_str()).collect();
    assert_eq!(reasons, ["memberOf placement constraint unsatisfied."; 2]);
    let service = CreateService {
        cluster: "yard".into(),
        service_name: "web".into(),
        task_definition: "web".into(),
        launch_type: "EC2".into(),
        desired_count: Some(1),
        network_configuration: yard.network(),
        placement_constraints: where_true("attribute:stack in [production]"),
        ..Default::default()
    };
    call(&mut yard.w, service).unwrap();
    pass(&mut yard.w, 60);
    assert_eq!(yard.tasks("RUNNING").len(), 0);
    assert!(
        !yard
            .said("memberOf placement constraint unsatisfied.")
            .is_empty()
    );
    let given = put(vec![attribute("stack", "production", &other)]);
    call(&mut yard.w, given).unwrap();
    pass(&mut yard.w, 60);
    let there = |tasks: Vec<Task>| tasks.iter().all(|t| t.container_instance_arn == other);
    let tasks = yard.tasks("RUNNING");
    assert_eq!(tasks.len(), 1);
    assert!(there(tasks));
    assert!(there(call(&mut yard.w, run).unwrap().tasks));
    yard.w.check();
}
