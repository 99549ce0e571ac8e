//! Which function answers which operation of IAM and STS.

use paperboat_core::aws::sts::GetCallerIdentityOutput;
use paperboat_core::aws::{Empty, IamCall, Reply, StsCall};
use paperboat_core::error::CloudError;

use super::{profile, role};
use crate::id::ACCOUNT;
use crate::world::{CallId, Outcome, World};

/// Answers an operation of IAM.
///
/// # Errors
/// IAM's refusals in its own codes and words.
pub(crate) fn handle(w: &mut World, call: CallId, request: IamCall) -> Result<Outcome, CloudError> {
    answer(w, call, request).map(Outcome::from)
}

fn answer(w: &mut World, call: CallId, request: IamCall) -> Result<Reply, CloudError> {
    let cause = w.call_event(call);
    Ok(match request {
        IamCall::CreateRole(r) => Reply::CreateRole(role::create(w, r, cause)?),
        IamCall::GetRole(r) => Reply::GetRole(role::get(w, &r.role_name)?),
        IamCall::ListRoles(r) => Reply::ListRoles(role::list_all(w, &r)?),
        IamCall::DeleteRole(r) => {
            role::delete(w, &r.role_name, cause)?;
            Reply::DeleteRole(Empty {})
        }
        IamCall::AttachRolePolicy(r) => {
            role::attach(w, r, cause)?;
            Reply::AttachRolePolicy(Empty {})
        }
        IamCall::DetachRolePolicy(r) => {
            role::detach(w, &r, cause)?;
            Reply::DetachRolePolicy(Empty {})
        }
        IamCall::ListAttachedRolePolicies(r) => {
            Reply::ListAttachedRolePolicies(role::list_attached(w, &r.role_name)?)
        }
        IamCall::PutRolePolicy(r) => {
            role::put(w, r, cause)?;
            Reply::PutRolePolicy(Empty {})
        }
        IamCall::DeleteRolePolicy(r) => {
            role::delete_policy(w, &r, cause)?;
            Reply::DeleteRolePolicy(Empty {})
        }
        IamCall::ListRolePolicies(r) => Reply::ListRolePolicies(role::list(w, &r.role_name)?),
        IamCall::CreateInstanceProfile(r) => {
            Reply::CreateInstanceProfile(profile::create(w, r, cause)?)
        }
        IamCall::GetInstanceProfile(r) => {
            Reply::GetInstanceProfile(profile::get(w, &r.instance_profile_name)?)
        }
        IamCall::AddRoleToInstanceProfile(r) => {
            profile::add_role(w, r, cause)?;
            Reply::AddRoleToInstanceProfile(Empty {})
        }
        IamCall::RemoveRoleFromInstanceProfile(r) => {
            profile::remove_role(w, &r, cause)?;
            Reply::RemoveRoleFromInstanceProfile(Empty {})
        }
        IamCall::DeleteInstanceProfile(r) => {
            profile::delete(w, &r.instance_profile_name, cause)?;
            Reply::DeleteInstanceProfile(Empty {})
        }
    })
}

/// Answers an operation of STS: who is calling.
pub(crate) fn handle_sts(request: &StsCall) -> Outcome {
    let StsCall::GetCallerIdentity(_) = request;
    Outcome::from(Reply::GetCallerIdentity(GetCallerIdentityOutput {
        user_id: "AIDACKCEVSQ6C2EXAMPLE".to_owned(),
        account: ACCOUNT.to_owned(),
        arn: owner(),
    }))
}

/// The ARN of the user that the person at home signs in as.
pub(crate) fn owner() -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/learner")
}
