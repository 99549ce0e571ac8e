//! Roles and their policies.

use paperboat_core::aws::Iam;
use paperboat_core::aws::iam::*;

use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "iam":
    a_role_is_made_shown_and_deleted [CreateRole, GetRole, DeleteRole]
    its_name_is_taken_once [CreateRole]
    a_managed_policy_is_attached_and_detached [CreateRole, AttachRolePolicy, ListAttachedRolePolicies, DetachRolePolicy]
    a_policy_of_its_own_is_put_and_deleted [CreateRole, PutRolePolicy, ListRolePolicies, DeleteRolePolicy]
    a_role_with_policies_stays [CreateRole, AttachRolePolicy, DetachRolePolicy, PutRolePolicy, DeleteRolePolicy, DeleteRole]
    a_trust_policy_is_checked [CreateRole]
    a_policy_is_checked [CreateRole, PutRolePolicy]
    a_name_has_few_characters [CreateRole]
    what_is_unknown_is_refused [CreateRole, GetRole, DeleteRole, AttachRolePolicy, DetachRolePolicy, PutRolePolicy, DeleteRolePolicy, ListAttachedRolePolicies, ListRolePolicies]
}

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const EXECUTION: &str = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
const READ_SECRETS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}"#;

fn wanted(b: &Bench<'_>) -> CreateRole {
    CreateRole {
        role_name: b.name("role"),
        assume_role_policy_document: TRUST.into(),
        tags: vec![Tag {
            key: "purpose".into(),
            value: "suite".into(),
        }],
        ..Default::default()
    }
}

async fn made(b: &Bench<'_>) -> Result<Role, Stop> {
    let role = b.cloud.create_role(wanted(b)).await?.role;
    b.later(DeleteRole {
        role_name: b.name("role"),
    });
    Ok(role)
}

async fn a_role_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let role = made(b).await?;
    b.begins("Arn", &role.arn, "arn:aws:iam::");
    b.check(
        "Arn ends with the name",
        role.arn.ends_with(&format!(":role/{}", b.name("role"))),
        "otherwise",
    );
    b.begins("RoleId", &role.role_id, "AROA");
    let role_name = b.name("role");
    let shown = b
        .cloud
        .get_role(GetRole {
            role_name: role_name.clone(),
        })
        .await?
        .role;
    b.check("Arn stays", shown.arn == role.arn, "another");
    let trusts = shown
        .assume_role_policy_document
        .contains("ecs-tasks.amazonaws.com");
    b.check("the trust policy is shown", trusts, "otherwise");
    b.check(
        "the tag is shown",
        shown
            .tags
            .iter()
            .any(|t| t.key == "purpose" && t.value == "suite"),
        "none",
    );
    b.cloud
        .delete_role(DeleteRole {
            role_name: role_name.clone(),
        })
        .await?;
    b.refused("a deleted role", GetRole { role_name }, "NoSuchEntity")
        .await;
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    b.refused("a taken name", wanted(b), "EntityAlreadyExists")
        .await;
    Ok(())
}

fn attach(b: &Bench<'_>) -> (AttachRolePolicy, DetachRolePolicy) {
    let (role_name, policy_arn) = (b.name("role"), EXECUTION.to_owned());
    let attach = AttachRolePolicy {
        role_name: role_name.clone(),
        policy_arn: policy_arn.clone(),
    };
    let detach = DetachRolePolicy {
        role_name,
        policy_arn,
    };
    (attach, detach)
}

async fn a_managed_policy_is_attached_and_detached(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let (attach, detach) = attach(b);
    b.later(detach.clone());
    b.cloud.attach_role_policy(attach.clone()).await?;
    b.cloud.attach_role_policy(attach).await?;
    let role_name = b.name("role");
    let list = ListAttachedRolePolicies { role_name };
    let shown = b
        .cloud
        .list_attached_role_policies(list.clone())
        .await?
        .attached_policies;
    b.same(
        "how many are attached after attaching twice",
        shown.len(),
        1,
    );
    for p in shown {
        b.same(
            "PolicyName",
            p.policy_name.as_str(),
            "AmazonECSTaskExecutionRolePolicy",
        );
        b.same("PolicyArn", p.policy_arn.as_str(), EXECUTION);
    }
    b.cloud.detach_role_policy(detach.clone()).await?;
    let left = b
        .cloud
        .list_attached_role_policies(list)
        .await?
        .attached_policies;
    b.same("how many are left", left.len(), 0);
    b.refused("detaching it again", detach, "NoSuchEntity")
        .await;
    Ok(())
}

fn put(b: &Bench<'_>, document: &str) -> (PutRolePolicy, DeleteRolePolicy) {
    let (role_name, policy_name) = (b.name("role"), "secrets".to_owned());
    let put = PutRolePolicy {
        role_name: role_name.clone(),
        policy_name: policy_name.clone(),
        policy_document: document.into(),
    };
    let delete = DeleteRolePolicy {
        role_name,
        policy_name,
    };
    (put, delete)
}

async fn a_policy_of_its_own_is_put_and_deleted(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let (put, delete) = put(b, READ_SECRETS);
    b.later(delete.clone());
    b.cloud.put_role_policy(put.clone()).await?;
    b.cloud.put_role_policy(put).await?;
    let role_name = b.name("role");
    let list = ListRolePolicies { role_name };
    let shown = b.cloud.list_role_policies(list.clone()).await?.policy_names;
    b.same(
        "the policies after putting it twice",
        shown.join(", ").as_str(),
        "secrets",
    );
    b.cloud.delete_role_policy(delete.clone()).await?;
    let left = b.cloud.list_role_policies(list).await?.policy_names;
    b.same("how many are left", left.len(), 0);
    b.refused("deleting it again", delete, "NoSuchEntity").await;
    Ok(())
}

async fn a_role_with_policies_stays(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let role_name = b.name("role");
    let delete = DeleteRole { role_name };
    let (attach, detach) = attach(b);
    b.later(detach.clone());
    b.cloud.attach_role_policy(attach).await?;
    if b.refused(
        "a role with a managed policy",
        delete.clone(),
        "DeleteConflict",
    )
    .await
    .is_some()
    {
        return Ok(());
    }
    b.cloud.detach_role_policy(detach).await?;
    let (put, remove) = put(b, READ_SECRETS);
    b.later(remove.clone());
    b.cloud.put_role_policy(put).await?;
    if b.refused(
        "a role with a policy of its own",
        delete.clone(),
        "DeleteConflict",
    )
    .await
    .is_some()
    {
        return Ok(());
    }
    b.cloud.delete_role_policy(remove).await?;
    b.cloud.delete_role(delete).await?;
    Ok(())
}

async fn wrong(b: &Bench<'_>, what: &str, code: &str, request: CreateRole) {
    let role_name = request.role_name.clone();
    if b.refused(what, request, code).await.is_some() {
        let delete = DeleteRole { role_name };
        // The next try must not meet a taken name.
        if b.cloud.delete_role(delete.clone()).await.is_err() {
            b.later(delete);
        }
    }
}

async fn a_trust_policy_is_checked(b: &Bench<'_>) -> Checked {
    for (what, document) in [
        ("what is no JSON", "{"),
        ("an empty object", "{}"),
        (
            "no principal",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#,
        ),
        (
            "an unknown service",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ecs"}}]}"#,
        ),
    ] {
        let assume_role_policy_document = document.to_owned();
        let request = CreateRole {
            assume_role_policy_document,
            ..wanted(b)
        };
        wrong(b, what, "MalformedPolicyDocument", request).await;
    }
    Ok(())
}

async fn a_policy_is_checked(b: &Bench<'_>) -> Checked {
    made(b).await?;
    for (what, document) in [
        (
            "an unknown effect",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}"#,
        ),
        (
            "no resource",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}"#,
        ),
        (
            "an action without its service",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"read","Resource":"*"}]}"#,
        ),
    ] {
        let (put, delete) = put(b, document);
        if b.refused(what, put, "MalformedPolicyDocument")
            .await
            .is_some()
        {
            b.later(delete);
        }
    }
    Ok(())
}

async fn a_name_has_few_characters(b: &Bench<'_>) -> Checked {
    for (what, role_name) in [
        ("a name with a space", "a role".to_owned()),
        ("a name of 65 characters", "x".repeat(65)),
    ] {
        let request = CreateRole {
            role_name,
            ..wanted(b)
        };
        wrong(b, what, "ValidationError", request).await;
    }
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "NoSuchEntity";
    let role_name = b.name("role");
    let (attach, detach) = attach(b);
    let (put, remove) = put(b, READ_SECRETS);
    b.refused(
        "an unknown role",
        GetRole {
            role_name: role_name.clone(),
        },
        CODE,
    )
    .await;
    b.refused(
        "an unknown role",
        DeleteRole {
            role_name: role_name.clone(),
        },
        CODE,
    )
    .await;
    b.refused("an unknown role", attach.clone(), CODE).await;
    b.refused("an unknown role", detach, CODE).await;
    b.refused("an unknown role", put, CODE).await;
    b.refused("an unknown role", remove, CODE).await;
    let attached = ListAttachedRolePolicies {
        role_name: role_name.clone(),
    };
    b.refused("an unknown role", attached, CODE).await;
    b.refused("an unknown role", ListRolePolicies { role_name }, CODE)
        .await;
    made(b).await?;
    let unknown = AttachRolePolicy {
        policy_arn: "arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy".into(),
        ..attach
    };
    b.refused("an unknown policy", unknown, CODE).await;
    Ok(())
}
