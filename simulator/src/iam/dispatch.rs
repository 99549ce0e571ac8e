//! Which function answers which operation of IAM and STS.

use paperboat_core::aws::sts::GetCallerIdentityOutput;
use paperboat_core::aws::{Empty, Reply, Request};
use paperboat_core::error::CloudError;

use super::role;
use crate::id::ACCOUNT;
use crate::refusal::answering;
use crate::world::{CallId, Outcome, World};

/// Answers an operation of IAM or STS.
///
/// # Errors
/// IAM's refusals in its own codes and words.
pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let name = request.name();
    answer(w, call, request)
        .map(Outcome::from)
        .map_err(answering(name))
}

fn answer(w: &mut World, call: CallId, request: Request) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    Ok(match request {
        Request::CreateRole(r) => Reply::CreateRole(role::create(w, r, cause)?),
        Request::GetRole(r) => Reply::GetRole(role::get(w, &r.role_name)?),
        Request::ListRoles(r) => Reply::ListRoles(role::list_all(w, &r)?),
        Request::DeleteRole(r) => {
            role::delete(w, &r.role_name, cause)?;
            Reply::DeleteRole(Empty {})
        }
        Request::AttachRolePolicy(r) => {
            role::attach(w, r, cause)?;
            Reply::AttachRolePolicy(Empty {})
        }
        Request::DetachRolePolicy(r) => {
            role::detach(w, &r, cause)?;
            Reply::DetachRolePolicy(Empty {})
        }
        Request::ListAttachedRolePolicies(r) => {
            Reply::ListAttachedRolePolicies(role::list_attached(w, &r.role_name)?)
        }
        Request::PutRolePolicy(r) => {
            role::put(w, r, cause)?;
            Reply::PutRolePolicy(Empty {})
        }
        Request::DeleteRolePolicy(r) => {
            role::delete_policy(w, &r, cause)?;
            Reply::DeleteRolePolicy(Empty {})
        }
        Request::ListRolePolicies(r) => Reply::ListRolePolicies(role::list(w, &r.role_name)?),
        Request::GetCallerIdentity(_) => Reply::GetCallerIdentity(GetCallerIdentityOutput {
            user_id: "AIDACKCEVSQ6C2EXAMPLE".to_owned(),
            account: ACCOUNT.to_owned(),
            arn: format!("arn:aws:iam::{ACCOUNT}:user/learner"),
        }),
        other => return Err(CloudError::unsupported(other.name(), "not modelled")),
    })
}
