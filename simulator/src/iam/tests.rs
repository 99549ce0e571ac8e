//! IAM's rules: what a role is refused, and when it works.

use paperboat_core::aws::iam::*;
use paperboat_core::aws::sts::GetCallerIdentity;

use super::{allows, trusts};
use crate::testing::{call, pass, world};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const EXECUTION: &str = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

fn role(name: &str, trust: &str) -> CreateRole {
    CreateRole {
        role_name: name.into(),
        assume_role_policy_document: trust.into(),
        ..Default::default()
    }
}

fn secrets(document: &str) -> PutRolePolicy {
    PutRolePolicy {
        role_name: "web".into(),
        policy_name: "secrets".into(),
        policy_document: document.into(),
    }
}

#[test]
fn a_role_works_once_it_is_known() {
    let mut w = world(Vec::new());
    let arn = call(&mut w, role("web", TRUST)).unwrap().role.arn;
    let attach = AttachRolePolicy {
        role_name: "web".into(),
        policy_arn: EXECUTION.into(),
    };
    call(&mut w, attach.clone()).unwrap();
    call(&mut w, attach).unwrap();
    assert!(!trusts(&w, &arn, "ecs-tasks.amazonaws.com"));
    pass(&mut w, 60);
    assert!(trusts(&w, &arn, "ecs-tasks.amazonaws.com"));
    assert!(!trusts(&w, &arn, "ec2.amazonaws.com"));
    assert_eq!(allows(&w, &arn, "logs:PutLogEvents", "*"), Ok(()));
    let secret = "secretsmanager:GetSecretValue";
    insta::assert_snapshot!(allows(&w, &arn, secret, "*").unwrap_err(), @"is not authorized to perform: secretsmanager:GetSecretValue on resource: * because no identity-based policy allows the secretsmanager:GetSecretValue action");
    call(
        &mut w,
        secrets(
            r#"{"Statement":{"Effect":"Allow","Action":"secretsmanager:Get*","Resource":"*"}}"#,
        ),
    )
    .unwrap();
    pass(&mut w, 60);
    assert_eq!(allows(&w, &arn, secret, "*"), Ok(()));
    call(&mut w, secrets(r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":["secretsmanager:*"],"Resource":"*"}]}"#)).unwrap();
    pass(&mut w, 60);
    insta::assert_snapshot!(allows(&w, &arn, secret, "*").unwrap_err(), @"is not authorized to perform: secretsmanager:GetSecretValue on resource: * with an explicit deny in an identity-based policy");
}

#[test]
fn a_role_is_refused_in_iams_words() {
    let mut w = world(Vec::new());
    call(&mut w, role("web", TRUST)).unwrap();
    let mut tries = Vec::new();
    for (name, trust) in [
        ("web", TRUST),
        ("a b", TRUST),
        ("x", "{"),
        ("x", "{}"),
        (
            "x",
            r#"{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#,
        ),
        (
            "x",
            r#"{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ecs"}}]}"#,
        ),
    ] {
        tries.push(call(&mut w, role(name, trust)).unwrap_err());
    }
    for document in [
        r#"{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"*"}]}"#,
        r#"{"Statement":[{"Effect":"Allow","Action":"read","Resource":"*"}]}"#,
    ] {
        tries.push(call(&mut w, secrets(document)).unwrap_err());
    }
    let policy_arn = "arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy".to_owned();
    let attach = AttachRolePolicy {
        role_name: "web".into(),
        policy_arn,
    };
    tries.push(call(&mut w, attach).unwrap_err());
    let policy_arn = EXECUTION.to_owned();
    call(
        &mut w,
        AttachRolePolicy {
            role_name: "web".into(),
            policy_arn: policy_arn.clone(),
        },
    )
    .unwrap();
    tries.push(
        call(
            &mut w,
            DeleteRole {
                role_name: "web".into(),
            },
        )
        .unwrap_err(),
    );
    let detach = DetachRolePolicy {
        role_name: "web".into(),
        policy_arn,
    };
    call(&mut w, detach.clone()).unwrap();
    tries.push(call(&mut w, detach).unwrap_err());
    call(
        &mut w,
        DeleteRole {
            role_name: "web".into(),
        },
    )
    .unwrap();
    tries.push(
        call(
            &mut w,
            GetRole {
                role_name: "web".into(),
            },
        )
        .unwrap_err(),
    );
    let tries: Vec<_> = tries.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(tries.join("\n"), @r#"
    iam:CreateRole: EntityAlreadyExists: Role with name web already exists.
    iam:CreateRole: ValidationError: 1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+
    iam:CreateRole: MalformedPolicyDocument: This policy contains invalid Json
    iam:CreateRole: MalformedPolicyDocument: Syntax errors in policy.
    iam:CreateRole: MalformedPolicyDocument: Missing required field Principal
    iam:CreateRole: MalformedPolicyDocument: Invalid principal in policy: "SERVICE":"ecs"
    iam:PutRolePolicy: MalformedPolicyDocument: Syntax errors in policy.
    iam:PutRolePolicy: MalformedPolicyDocument: Policy statement must contain resources.
    iam:PutRolePolicy: MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (read)
    iam:AttachRolePolicy: NoSuchEntity: Policy arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy does not exist or is not attachable.
    iam:DeleteRole: DeleteConflict: Cannot delete entity, must detach all policies first.
    iam:DetachRolePolicy: NoSuchEntity: Policy arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy was not found.
    iam:GetRole: NoSuchEntity: The role with name web cannot be found.
    "#);
}

#[test]
fn the_caller_is_a_user_of_the_account() {
    let mut w = world(Vec::new());
    let caller = call(&mut w, GetCallerIdentity {}).unwrap();
    assert_eq!(caller.account, "123456789012");
    assert!(caller.arn.ends_with(":user/learner"));
}

#[test]
fn a_statement_counts_for_its_resources_and_under_its_conditions_only() {
    const ONE: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:one-AbCdEf";
    const TWO: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:two-AbCdEf";
    const READ: &str = "secretsmanager:GetSecretValue";
    let statement = |rest: &str| {
        format!(
            r#"{{"Statement":{{"Effect":"Allow","Action":"secretsmanager:GetSecretValue",{rest}}}}}"#
        )
    };
    let cases = [
        (statement(&format!(r#""Resource":"{TWO}""#)), false, true),
        (
            statement(r#""Resource":"arn:aws:secretsmanager:*:*:secret:two-*""#),
            false,
            true,
        ),
        (
            statement(
                r#""Resource":["arn:aws:secretsmanager:*:*:secret:one-??????","arn:aws:s3:::x/*"]"#,
            ),
            true,
            false,
        ),
        (
            statement(r#""NotResource":"arn:aws:secretsmanager:*:*:secret:one-*""#),
            false,
            true,
        ),
        (
            statement(
                r#""Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}"#,
            ),
            true,
            true,
        ),
        (
            statement(
                r#""Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":["eu-west-1","eu-south-2"]}}"#,
            ),
            false,
            false,
        ),
        (
            statement(
                r#""Resource":"*","Condition":{"StringLike":{"aws:RequestedRegion":"us-*"},"Bool":{"aws:SecureTransport":"true"}}"#,
            ),
            true,
            true,
        ),
        (
            statement(
                r#""Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"123456789012"}}"#,
            ),
            false,
            false,
        ),
    ];
    for (document, one, two) in cases {
        let mut w = world(Vec::new());
        let arn = call(&mut w, role("web", TRUST)).unwrap().role.arn;
        call(&mut w, secrets(&document)).unwrap();
        pass(&mut w, 60);
        let got = [ONE, TWO].map(|secret| allows(&w, &arn, READ, secret).is_ok());
        assert_eq!(got, [one, two], "{document}");
    }
    let ours = TRUST.replace(
        r#""Action""#,
        r#""Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:ecs:us-east-1:123456789012:*"},"StringEquals":{"aws:SourceAccount":"123456789012"}},"Action""#,
    );
    let others = ours.replace("123456789012", "111122223333");
    for (trust, holds) in [(ours, true), (others, false)] {
        let mut w = world(Vec::new());
        let arn = call(&mut w, role("web", &trust)).unwrap().role.arn;
        pass(&mut w, 60);
        assert_eq!(trusts(&w, &arn, "ecs-tasks.amazonaws.com"), holds);
    }
}
