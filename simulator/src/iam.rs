//! Roles and policies, and who is calling.

use paperboat_core::aws::Request;
use paperboat_core::error::CloudError;

use crate::world::{CallId, Outcome, World};

/// The account's roles.
#[derive(Clone, Debug, Default)]
pub struct Iam {}

pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let _ = (w, call);
    Err(CloudError::unsupported(request.name(), "not modelled"))
}
