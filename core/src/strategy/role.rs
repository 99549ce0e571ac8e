//! A role of IAM that a service takes on: made with the deployment's marks, removed with whatever policies it has.

use serde_json::json;

use super::App;
use super::names::marks;
use super::once::{found, made};
use crate::aws::Iam as _;
use crate::aws::iam::{
    AddRoleToInstanceProfile, CreateInstanceProfile, CreateRole, DeleteInstanceProfile, DeleteRole,
    DeleteRolePolicy, DetachRolePolicy, GetInstanceProfile, ListAttachedRolePolicies,
    ListRolePolicies, PutRolePolicy, RemoveRoleFromInstanceProfile, Tag,
};
use crate::cloud::{Context, Patience};
use crate::error::{Cause, CloudError, ErrorKind};

/// How long IAM's news may take to reach a service and a machine. AWS documents no bound; guides wait 10 s.
pub(super) const NEWS: Patience = Patience::secs(5, 60);

/// The deployment's marks, as IAM takes them.
pub(super) fn tags(app: &App) -> Vec<Tag> {
    let tag = |(key, value): (&str, &str)| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    marks(app).map(tag).collect()
}

/// Makes a role that a service (`ec2.amazonaws.com`) can take on, and gives its ARN; none when it is there.
pub(super) async fn make(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    service: &str,
    description: String,
) -> Result<Option<String>, Cause> {
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
        }],
    });
    let request = CreateRole {
        role_name: name.to_owned(),
        assume_role_policy_document: trust.to_string(),
        description,
        tags: tags(app),
    };
    let new = made(cx.cloud.create_role(request).await)?;
    Ok(new.map(|new| new.role.arn))
}

/// Gives a role a policy of its own, or replaces it.
pub(super) async fn inline(
    cx: &Context<'_>,
    role: &str,
    policy: &str,
    document: String,
) -> Result<(), Cause> {
    let request = PutRolePolicy {
        role_name: role.to_owned(),
        policy_name: policy.to_owned(),
        policy_document: document,
    };
    cx.cloud.put_role_policy(request).await?;
    Ok(())
}

/// Makes the instance profile that hands a role to machines, unless it is there: it has the role's name.
pub(super) async fn hand_over(cx: &Context<'_>, app: &App, role_name: String) -> Result<(), Cause> {
    let request = CreateInstanceProfile {
        instance_profile_name: role_name.clone(),
        tags: tags(app),
    };
    let there = match made(cx.cloud.create_instance_profile(request).await)? {
        Some(new) => new.instance_profile,
        None => {
            let request = GetInstanceProfile {
                instance_profile_name: role_name.clone(),
            };
            cx.cloud
                .get_instance_profile(request)
                .await?
                .instance_profile
        }
    };
    if there.roles.is_empty() {
        let request = AddRoleToInstanceProfile {
            instance_profile_name: role_name.clone(),
            role_name,
        };
        cx.cloud.add_role_to_instance_profile(request).await?;
    }
    Ok(())
}

/// Takes a role away that machines have, with its instance profile, whatever there is of them.
pub(super) async fn remove_handed_over(cx: &Context<'_>, name: String) -> Result<(), Cause> {
    let request = RemoveRoleFromInstanceProfile {
        instance_profile_name: name.clone(),
        role_name: name.clone(),
    };
    found(cx.cloud.remove_role_from_instance_profile(request).await)?;
    let request = DeleteInstanceProfile {
        instance_profile_name: name.clone(),
    };
    found(cx.cloud.delete_instance_profile(request).await)?;
    remove(cx, name).await
}

/// Deletes a role with its policies; does nothing where it is gone.
pub(super) async fn remove(cx: &Context<'_>, role_name: String) -> Result<(), Cause> {
    let request = ListAttachedRolePolicies {
        role_name: role_name.clone(),
    };
    let Some(attached) = found(cx.cloud.list_attached_role_policies(request).await)? else {
        return Ok(());
    };
    for policy in attached.attached_policies {
        let request = DetachRolePolicy {
            role_name: role_name.clone(),
            policy_arn: policy.policy_arn,
        };
        found(cx.cloud.detach_role_policy(request).await)?;
    }
    let request = ListRolePolicies {
        role_name: role_name.clone(),
    };
    for policy_name in cx.cloud.list_role_policies(request).await?.policy_names {
        let role_name = role_name.clone();
        let request = DeleteRolePolicy {
            role_name,
            policy_name,
        };
        found(cx.cloud.delete_role_policy(request).await)?;
    }
    found(cx.cloud.delete_role(DeleteRole { role_name }).await)?;
    Ok(())
}

/// Tells whether EC2 refused a profile, or ECS a role, of which IAM has not told it yet.
fn not_yet_known(error: &CloudError) -> bool {
    let words = [
        "iamInstanceProfile",
        "IAM Instance Profile",
        "unable to assume the role",
    ];
    error.kind == ErrorKind::InvalidInput && words.iter().any(|word| error.message.contains(word))
}

/// Asks again while a profile or a role is not known yet.
///
/// # Errors
/// The last refusal, after a minute of the same.
pub(super) async fn once_known<T, F>(cx: &Context<'_>, ask: impl Fn() -> F) -> Result<T, Cause>
where
    F: Future<Output = Result<T, CloudError>>,
{
    let clock = cx.cloud.clock();
    let began = clock.now();
    loop {
        match ask().await {
            Err(error) if not_yet_known(&error) && clock.now().since(began) < NEWS.limit => {
                clock.sleep(NEWS.every).await;
            }
            answer => return Ok(answer?),
        }
    }
}
