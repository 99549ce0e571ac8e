//! Who may act: the role that starts tasks, and the role that programs have.

use serde_json::json;

use super::named;
use crate::aws::Iam as _;
use crate::aws::iam::{AttachRolePolicy, GetRole};
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::names::base;
use crate::strategy::role;

/// AWS's own policy for pulling images and writing logs.
pub const TASK_EXECUTION_POLICY: &str =
    "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
/// The inline policy that lets tasks be started with the application's secrets.
const READ_SECRETS: &str = "read-secrets";
/// The inline policy that lets a person open a session in a container.
const SESSIONS: &str = "sessions";

/// The ARNs of both roles.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    pub(super) execution: String,
    pub(super) task: String,
}

/// Makes both roles with no more than they need.
pub(super) async fn make(cx: &Context<'_>, app: &App, with_secrets: bool) -> Result<Roles, Cause> {
    let name = named::execution_role(app);
    let execution = role(cx, app, &name).await?;
    let request = AttachRolePolicy {
        role_name: name.clone(),
        policy_arn: TASK_EXECUTION_POLICY.to_owned(),
    };
    cx.cloud.attach_role_policy(request).await?;
    if with_secrets {
        let secrets = format!("arn:aws:secretsmanager:*:*:secret:{}/*", base(app));
        let policy = allow(&["secretsmanager:GetSecretValue"], &secrets);
        role::inline(cx, &name, READ_SECRETS, policy).await?;
    }
    let name = named::task_role(app);
    let task = role(cx, app, &name).await?;
    let sessions = [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];
    role::inline(cx, &name, SESSIONS, allow(&sessions, "*")).await?;
    Ok(Roles { execution, task })
}

async fn role(cx: &Context<'_>, app: &App, name: &str) -> Result<String, Cause> {
    let description = format!("tasks of {}", app.name);
    let made = role::make(cx, app, name, "ecs-tasks.amazonaws.com", description).await?;
    if let Some(arn) = made {
        return Ok(arn);
    }
    let role_name = name.to_owned();
    Ok(cx.cloud.get_role(GetRole { role_name }).await?.role.arn)
}

fn allow(actions: &[&str], resource: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resource}],
    })
    .to_string()
}
