//! Names and ARNs of load balancers and target groups.

use paperboat_core::error::CloudError;

use crate::id;
use crate::model::Limit;
use crate::refusal::invalid;
use crate::world::World;

/// Refuses what the API's own validation refuses.
pub(super) fn validation(message: impl std::fmt::Display) -> CloudError {
    invalid("ValidationError", message)
}

/// Checks a name of a load balancer or a target group.
///
/// # Errors
/// `ValidationError`.
pub(super) fn require_name(w: &World, what: &str, name: &str) -> Result<(), CloudError> {
    let most = w.model.limit(Limit::ElbNameChars);
    if name.is_empty() {
        return Err(validation(format!("A {what} name must be specified")));
    }
    if name.len() as u64 > most {
        return Err(validation(format!(
            "The {what} name '{name}' cannot be longer than '{most}' characters"
        )));
    }
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(validation(format!(
            "The {what} name '{name}' can only contain characters that are alphanumeric characters and hyphens(-)"
        )));
    }
    if name.starts_with('-') || name.ends_with('-') {
        return Err(validation(format!(
            "The {what} name '{name}' cannot begin or end with a hyphen(-)"
        )));
    }
    if name.starts_with("internal-") {
        return Err(validation(format!(
            "The {what} name '{name}' cannot begin with 'internal-'"
        )));
    }
    Ok(())
}

/// The ARN of a resource of Elastic Load Balancing.
pub(super) fn arn(resource: &str) -> String {
    id::arn("elasticloadbalancing", resource)
}

/// What follows the kind of resource in an ARN: `app/web/0123456789abcdef`.
pub(super) fn path(arn: &str) -> &str {
    let resource = arn.rsplit(':').next().unwrap_or(arn);
    resource.split_once('/').map_or(resource, |(_, path)| path)
}

/// The most load balancers, target groups or listeners of a page, which AWS gives when nobody asks for fewer (ELB API
/// reference, `PageSize`).
const ITEMS_A_PAGE: usize = 400;

/// A page of a list and the marker of the next.
///
/// # Errors
/// `ValidationError` for a marker that no page gave.
pub(super) fn page<T>(
    all: Vec<T>,
    marker: Option<&str>,
    wanted: Option<u32>,
) -> Result<(Vec<T>, Option<String>), CloudError> {
    let size = crate::page::size(wanted, ITEMS_A_PAGE);
    crate::page::page(all, marker, size).ok_or_else(|| validation("Invalid Marker"))
}
